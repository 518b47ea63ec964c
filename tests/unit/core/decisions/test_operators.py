"""Server operators."""

import pytest

from harness.chatroom import Chatroom
from salon.core import events, refusals
from salon.core.commands import (
    BecomeOperator,
    ChangeUserModes,
    Kill,
    Reload,
    Restart,
)
from salon.core.decisions.passwords import UNKNOWN_HASH
from salon.core.events import ModeChange
from salon.core.needs import Answer, LoadConfiguration, StartAgain, VerifyPassword
from salon.core.replies import ConfigurationReloaded, Outcome
from salon.core.rules import Operator
from salon.core.state import Person

OPERATOR = (ModeChange("o", adding=True), ModeChange("w", adding=True))


@pytest.fixture
def room() -> Chatroom:
    """Return a room with ann and ben in it."""
    room = Chatroom()
    room.enter("ann", "#a")
    room.enter("ben", "#a")
    return room


def become(room: Chatroom, person: Person, name: str) -> list[Outcome]:
    """Make somebody a server operator."""
    return room.answered(person, BecomeOperator(name, "right"), True)


def of_hash(stored: str) -> VerifyPassword:
    """Return what is asked for before the first who came in is an operator."""
    return VerifyPassword(stored, "operator", "192.0.2.1")


def test_the_password_is_verified_outside(room: Chatroom) -> None:
    """The need names the hash; the password itself is no part of it."""
    assert room.need(room.state.people[1], BecomeOperator("root", "guess")) == of_hash("hash")


def test_an_unknown_name_takes_as_long(room: Chatroom) -> None:
    """Some hash is verified; whatever comes of it, it is not enough."""
    ann, command = room.state.people[1], BecomeOperator("nobody", "guess")
    assert room.need(ann, command) == of_hash(UNKNOWN_HASH)
    assert room.answered(ann, command, True) == [refusals.OperatorUnknown()]


@pytest.mark.parametrize(("name", "verified"), [("root", False), ("nobody", True), ("nobody", False)])
def test_which_of_the_two_was_wrong_is_not_told(room: Chatroom, name: str, verified: bool) -> None:
    """Name or password: the answer is the same."""
    outcome = room.answered(room.state.people[1], BecomeOperator(name, "guess"), verified)
    assert outcome == [refusals.OperatorUnknown()]


def test_a_password_that_changed_meanwhile_is_verified_anew(room: Chatroom) -> None:
    """A reload may change it, or take the operator away, while the old one is being verified."""
    ann, command = room.state.people[1], BecomeOperator("root", "guess")
    answer = Answer(room.need(ann, command), True)
    operators = room.state.rules.operators
    operators["root"] = Operator("new hash")
    assert room.decide(ann, command, answer) == of_hash("new hash")
    del operators["root"]
    assert room.decide(ann, command, answer) == of_hash(UNKNOWN_HASH)


def test_becoming_an_operator(room: Chatroom) -> None:
    """One hears WALLOPS from then on, and is seen at the host of the configuration, if it gives one."""
    ann, ben = room.state.people[1], room.state.people[2]
    source = ann.source
    assert become(room, ann, "root") == [
        events.OperatorGranted(source, "root", OPERATOR, room.now),
    ]
    assert (ann.modes, ann.operator) == ("ow", "root")
    ben.modes = "w"
    source = ben.source
    assert become(room, ben, "alice") == [
        events.OperatorGranted(source, "alice", OPERATOR[:1], room.now),
        events.HostChanged(source, "~u", "staff.test", room.now),
    ]
    assert ben.source.mask == "ben!~u@staff.test"
    again = events.OperatorGranted(ben.source, "alice", OPERATOR[:1], room.now)
    assert become(room, ben, "alice") == [again]


def test_killing(room: Chatroom) -> None:
    """The reason names the killer; the channel of the victim is provided for."""
    ann, ben = room.state.people[1], room.state.people[2]
    become(room, ben, "root")
    (session,) = ann.sessions
    detached, left, handed_over, _ = room.run(ben, Kill("ANN", "spam"))
    assert left == events.PersonLeft(ann.source, "Killed (ben (spam))", room.now, ben.source)
    reason = "Killed (ben (spam))"
    assert detached == events.SessionDetached(session, ann.source, reason, room.now, ben.source)
    assert isinstance(handed_over, events.ModesChanged)
    assert room.run(ben, Kill("ann", "spam")) == [refusals.NoSuchNick("ann")]


def test_reloading(room: Chatroom) -> None:
    """What was wrong is told, or that all is well."""
    ann = room.state.people[1]
    become(room, ann, "root")
    assert room.need(ann, Reload()) == LoadConfiguration()
    assert room.answered(ann, Reload(), "line 3") == [refusals.ReloadFailed("line 3")]
    assert room.answered(ann, Reload(), "") == [ConfigurationReloaded()]


def test_restarting(room: Chatroom) -> None:
    """Nothing comes back of it."""
    become(room, room.state.people[1], "root")
    assert room.need(room.state.people[1], Restart()) == StartAgain()


@pytest.mark.parametrize("name", ["alice", "root"])
def test_who_is_no_operator_any_more_has_the_old_host(room: Chatroom, name: str) -> None:
    """The host of the configuration goes with the rank; where it gave none, nothing changes."""
    ann = room.state.people[1]
    before = ann.source
    become(room, ann, name)
    outcome = room.run(ann, ChangeUserModes("ann", (ModeChange("o", adding=False),)))
    assert [type(event) for event in outcome] == [
        events.UserModesChanged,
        *([events.HostChanged] if name == "alice" else []),
    ]
    assert ann.source.mask == before.mask
    assert room.run(ann, ChangeUserModes("ann", (ModeChange("o", adding=False),))) == []
