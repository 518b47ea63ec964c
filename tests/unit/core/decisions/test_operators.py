"""Server operators."""

import pytest

from harness.chatroom import Chatroom
from salon.core import events, refusals
from salon.core.commands import (
    BecomeOperator,
    ChangeUserModes,
    ConfirmOperator,
    ConfirmReload,
    Kill,
    Reload,
    Restart,
)
from salon.core.decisions.operators import UNKNOWN_OPERATOR_HASH
from salon.core.events import ModeChange
from salon.core.replies import ConfigurationReloaded, LoadConfiguration, StartAgain, VerifyPassword
from salon.core.state import Person


@pytest.fixture
def room() -> Chatroom:
    """Return a room with ann and ben in it."""
    room = Chatroom()
    room.enter("ann", "#a")
    room.enter("ben", "#a")
    return room


def become(room: Chatroom, person: Person, name: str) -> None:
    """Make somebody a server operator."""
    room.run(person, ConfirmOperator(name, verified=True))


def test_the_password_is_verified_outside(room: Chatroom) -> None:
    """The command that comes back says the name, and whether."""
    need = room.need(room.state.people[1], BecomeOperator("root", "guess"))
    assert isinstance(need, VerifyPassword)
    assert (need.hash, need.password) == ("hash", "guess")
    assert [need.then(True), need.then(False)] == [
        ConfirmOperator("root", verified=True),
        ConfirmOperator("root", verified=False),
    ]


def test_an_unknown_name_takes_as_long(room: Chatroom) -> None:
    """Some hash is verified; whatever comes of it, it is not enough."""
    need = room.need(room.state.people[1], BecomeOperator("nobody", "guess"))
    assert (need.hash, need.then(True)) == (
        UNKNOWN_OPERATOR_HASH,
        ConfirmOperator("nobody", verified=False),
    )


@pytest.mark.parametrize(
    "command", [ConfirmOperator("root", verified=False), ConfirmOperator("nobody", verified=True)]
)
def test_which_of_the_two_was_wrong_is_not_told(room: Chatroom, command: ConfirmOperator) -> None:
    """Name or password: the answer is the same."""
    assert room.run(room.state.people[1], command) == [refusals.OperatorUnknown()]


def test_becoming_an_operator(room: Chatroom) -> None:
    """One hears WALLOPS from then on, and is seen at the host of the configuration, if it gives one."""
    ann, ben = room.state.people[1], room.state.people[2]
    source = ann.source
    assert room.run(ann, ConfirmOperator("root", verified=True)) == [
        events.OperatorGranted(source, "root", room.now),
        events.UserModesChanged(source, (ModeChange("w", adding=True),), room.now),
    ]
    assert (ann.modes, ann.operator) == ("ow", "root")
    ben.modes = "w"
    source = ben.source
    assert room.run(ben, ConfirmOperator("alice", verified=True)) == [
        events.OperatorGranted(source, "alice", room.now),
        events.HostChanged(source, "~u", "staff.test", room.now),
    ]
    assert ben.source.mask == "ben!~u@staff.test"
    assert room.run(ben, ConfirmOperator("alice", verified=True)) == [
        events.OperatorGranted(ben.source, "alice", room.now)
    ]


def test_killing(room: Chatroom) -> None:
    """The reason names the killer; the channel of the victim is provided for."""
    ann, ben = room.state.people[1], room.state.people[2]
    become(room, ben, "root")
    left, handed_over = room.run(ben, Kill("ANN", "spam"))
    assert left == events.PersonLeft(ann.source, "Killed (ben (spam))", room.now, ben.source)
    assert isinstance(handed_over, events.ModesChanged)
    assert room.run(ben, Kill("ann", "spam")) == [refusals.NoSuchNick("ann")]


def test_reloading(room: Chatroom) -> None:
    """What was wrong is told, or that all is well."""
    ann = room.state.people[1]
    become(room, ann, "root")
    need = room.need(ann, Reload())
    assert isinstance(need, LoadConfiguration)
    assert room.run(ann, need.then("line 3")) == [refusals.ReloadFailed("line 3")]
    assert room.run(ann, need.then("")) == [ConfigurationReloaded()]
    assert need.then("x") == ConfirmReload("x")


def test_restarting(room: Chatroom) -> None:
    """Nothing comes back of it."""
    become(room, room.state.people[1], "root")
    assert isinstance(room.need(room.state.people[1], Restart()), StartAgain)


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
