"""Blocking people for oneself."""

import pytest

from harness.chatroom import Chatroom
from salon.core.account_events import AccountErased
from salon.core.apply import apply
from salon.core.block_refusals import BlockInvalid, BlockListFull, NotBlocked
from salon.core.blocks import Blocked
from salon.core.commands import Block, ChangeNick, LogOut, PostMessage, RenameAccount, Unblock
from salon.core.decisions.blocks import shown
from salon.core.events import MessagePosted
from salon.core.state import Person, Session


@pytest.fixture
def room() -> Chatroom:
    """Return a room with ann and ben, who have accounts, and cleo, a guest."""
    room = Chatroom(list_entries=3)
    for nick in ("ann", "ben", "cleo"):
        room.enter(nick)
    room.log_in(room.person("ann"))
    room.log_in(room.person("ben"))
    return room


def masks(room: Chatroom, person: Person) -> list[str]:
    """Return whom somebody blocks, as it is shown."""
    return [shown(room.state, its) for its in room.state.blocks.of(person.list_owner)]


def is_heard(room: Chatroom, sender: str, receiver: str) -> bool:
    """Tell whether what one says comes to the other."""
    posted = room.run(room.person(sender), PostMessage(receiver, "hello"))[0]
    assert isinstance(posted, MessagePosted)
    return not posted.unheard


def test_an_account_stays_blocked_whatever_it_is_called(room: Chatroom) -> None:
    """By its number: under another nick, and renamed by an operator."""
    ann = room.person("ann")
    room.run(ann, Block("ben"))
    assert masks(room, ann) == ["~a:ben"]
    room.run(room.person("ben"), ChangeNick("benny"))
    assert not is_heard(room, "benny", "ann")
    room.run(Session(99, administrator=True), RenameAccount("ben", "bernard"))
    assert masks(room, ann) == ["~a:bernard"]
    assert not is_heard(room, "benny", "ann")
    assert is_heard(room, "ann", "benny")
    assert is_heard(room, "cleo", "ann")


def test_a_guest_is_blocked_by_the_nick(room: Chatroom) -> None:
    """As long as they have it; an account that is not here, by its name."""
    ann = room.person("ann")
    room.run(ann, Block("CLEO"))
    assert masks(room, ann) == ["cleo!*@*"]
    assert not is_heard(room, "cleo", "ann")
    room.run(room.person("cleo"), ChangeNick("cleopatra"))
    assert is_heard(room, "cleopatra", "ann")
    room.run(room.person("ben"), ChangeNick("benny"))
    room.run(ann, Block("~a:BEN"))
    assert not is_heard(room, "benny", "ann")


def test_what_changes_nothing(room: Chatroom) -> None:
    """Nobody is blocked twice, nor more people than a list has room for."""
    ann = room.person("ann")
    for name in ("ben", "x", "y"):
        assert len(room.run(ann, Block(name))) == 1
    assert room.run(ann, Block("ben")) == []
    assert room.run(ann, Block("z")) == [BlockListFull("z!*@*", 3)]
    assert room.run(ann, Block("~z:q")) == [BlockInvalid("~z:q")]
    assert room.run(ann, Unblock("z")) == [NotBlocked("z")]
    assert room.run(ann, Unblock("~z:q")) == [BlockInvalid("~z:q")]


def test_somebody_is_heard_again_by_any_of_their_names(room: Chatroom) -> None:
    """Whether they were blocked before they had an account, or by it."""
    cleo = room.person("cleo")
    room.run(cleo, Block("zoe"))
    room.enter("zoe")
    room.log_in(room.person("zoe"))
    room.run(cleo, Block("zoe"))
    assert masks(room, cleo) == ["zoe!*@*", "~a:zoe"]
    assert len(room.run(cleo, Unblock("zoe"))) == 2
    assert masks(room, cleo) == []


def test_an_account_takes_over_whom_its_guest_blocked(room: Chatroom) -> None:
    """As far as there is room; whoever logs out is a guest who blocks nobody."""
    cleo = room.person("cleo")
    room.run(cleo, Block("x"))
    room.run(cleo, Block("ben"))
    room.log_in(cleo)
    assert masks(room, cleo) == ["x!*@*", "~a:ben"]
    room.run(cleo, Block("y"))
    room.run(cleo, LogOut())
    assert masks(room, cleo) == []
    room.run(cleo, Block("q"))
    room.log_in(cleo)
    assert masks(room, cleo) == ["x!*@*", "~a:ben", "y!*@*"]
    assert room.state.blocks.lists.keys() == {cleo.account_id}


def test_an_erased_account_is_in_no_list(room: Chatroom) -> None:
    """What is shown of one that nobody knows is nothing."""
    ann = room.person("ann")
    room.run(ann, Block("ben"))
    room.run(room.person("ben"), LogOut())
    apply(room.state, AccountErased(2))
    assert masks(room, ann) == []
    assert shown(room.state, Blocked(2)) == ""
