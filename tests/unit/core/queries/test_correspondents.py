"""By which names people find those with whom they have talked."""

from harness.chatroom import Chatroom
from harness.staying import enter_and_stay
from salon.core.commands import PostMessage, Quit
from salon.core.queries.correspondents import find_guest, name_of_party
from salon.core.queries.history import party


def test_a_guest() -> None:
    """By the nick while nobody else has it; otherwise by a name of its own."""
    room = Chatroom()
    ann, bob = enter_and_stay(room, "ann"), room.enter("bob")
    room.run(bob, PostMessage("ann", "bonjour"))
    key = party(bob.id, 0)
    assert name_of_party(room.state, ann.account_id, key) == "bob"
    room.run(bob, Quit(""))
    assert name_of_party(room.state, ann.account_id, key) == "bob"
    assert find_guest(room.state, ann.account_id, "bob") == bob.id
    assert find_guest(room.state, 0, "bob") == 0
    room.enter("bob")
    name = name_of_party(room.state, ann.account_id, key)
    assert name == f"bob~{bob.id >> 32}.{bob.id & 0xFFFFFFFF}"
    assert find_guest(room.state, ann.account_id, name) == bob.id


def test_those_of_whom_nothing_is_known() -> None:
    """By the nick of then, marked; or not at all."""
    room = Chatroom()
    ann = enter_and_stay(room, "ann")
    assert name_of_party(room.state, ann.account_id, party(7, 0)) == ""
    assert name_of_party(room.state, ann.account_id, party(7, 0), "eve") == "eve~0.7"
    assert name_of_party(room.state, ann.account_id, party(0, 0), "eve") == "eve"
    assert name_of_party(room.state, ann.account_id, party(0, 99)) == ""
    assert name_of_party(room.state, ann.account_id, party(0, ann.account_id)) == "ann"
