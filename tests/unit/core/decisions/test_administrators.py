"""What the founder of a channel alone may do: appoint and dismiss administrators, bar somebody."""

import pytest

from harness.chatroom import Chatroom, changes
from salon.core import refusals
from salon.core.commands import AppointAdministrator, Bar, ChangeModes, DismissAdministrator
from salon.core.events import MemberKicked, ModesChanged
from salon.core.ownership_refusals import LeadOfOneself
from salon.core.ranks import Rank, Right


@pytest.fixture
def room() -> Chatroom:
    """Return a channel with a founder, an operator and a member."""
    room = Chatroom(list_entries=3)
    for nick in ("ann", "ben", "cleo"):
        room.enter(nick, "#a")
    room.give("#a", room.state.people[2], Rank.OPERATOR)
    return room


@pytest.mark.parametrize("command", [AppointAdministrator, DismissAdministrator, Bar])
def test_the_founder_alone(room: Chatroom, command: type) -> None:
    """An operator has no right to it, whoever is meant; and who is not here is nobody's to rule."""
    ann, ben = room.state.people[1], room.state.people[2]
    for nick in ("cleo", "nobody"):
        assert room.run(ben, command("#a", nick)) == [refusals.RankTooLow("#a", Right.GOVERN)]
    room.enter("Dan")
    for nick, shown in (("nobody", "nobody"), ("dan", "Dan")):
        assert room.run(ann, command("#a", nick)) == [refusals.TargetNotInChannel(shown, "#a")]


def test_appoint_and_dismiss(room: Chatroom) -> None:
    """A member becomes an operator, and a plain member again; nothing is done twice."""
    ann = room.state.people[1]
    (event,) = room.run(ann, AppointAdministrator("#a", "cleo"))
    assert isinstance(event, ModesChanged)
    assert room.ranks("#a")["cleo"] is Rank.OPERATOR
    assert room.run(ann, AppointAdministrator("#a", "cleo")) == [refusals.AlreadyAdministrator("cleo")]
    room.run(ann, DismissAdministrator("#a", "cleo"))
    assert room.ranks("#a")["cleo"] is Rank.MEMBER
    assert room.run(ann, DismissAdministrator("#a", "cleo")) == [refusals.NotAdministrator("cleo")]
    assert room.run(ann, DismissAdministrator("#a", "ann")) == [LeadOfOneself("#a")]


def test_bar(room: Chatroom) -> None:
    """The bans come first, then the end of the membership, which says that it is for good."""
    ann = room.state.people[1]
    banned, kicked = room.run(ann, Bar("#a", "cleo"))
    assert isinstance(banned, ModesChanged)
    assert [change.parameter for change in banned.changes] == ["cleo!*@*", "*!*@host3.test"]
    assert isinstance(kicked, MemberKicked)
    assert kicked.banned


def test_bar_where_a_ban_is_there(room: Chatroom) -> None:
    """It is as good as a new one."""
    ann = room.state.people[1]
    room.run(ann, ChangeModes("#a", changes("+bb", "cleo!*@*", "*!*@host3.test")))
    (kicked,) = room.run(ann, Bar("#a", "cleo"))
    assert isinstance(kicked, MemberKicked)


def test_bar_where_the_list_is_full(room: Chatroom) -> None:
    """Nobody is put out who could come back at once."""
    ann = room.state.people[1]
    room.run(ann, ChangeModes("#a", changes("+bbb", "x!*@*", "y!*@*", "z!*@*")))
    assert {type(outcome) for outcome in room.run(ann, Bar("#a", "cleo"))} == {refusals.ListFull}
    assert "cleo" in room.ranks("#a")
