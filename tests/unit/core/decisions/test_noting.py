"""What the log of moderation is given: one act for each command that came to something."""

import pytest

from harness.chatroom import NOW, Chatroom, changes
from salon.core import commands
from salon.core.account_events import AccountRegistered
from salon.core.acts import ActKind, ActNoted
from salon.core.apply import apply
from salon.core.commands import ChangeModes, Command
from salon.core.events import ModeChange
from salon.core.ranks import Rank


@pytest.fixture
def room() -> Chatroom:
    """Return a room: ann leads #a, ben and cleo are in it."""
    room = Chatroom()
    room.enter("ann", "#a")
    room.enter("ben", "#a")
    room.enter("cleo", "#a")
    return room


def noted(room: Chatroom, command: Command, nick: str = "ann") -> ActNoted:
    """Return the one act that a command comes to."""
    room.noted.clear()
    room.run(room.person(nick), command)
    (act,) = room.noted
    return act


def what(act: ActNoted) -> tuple[str, str, str]:
    """Return what was done, to whom, and how."""
    return act.kind.value, act.target, act.detail


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (commands.Kick("#a", "ben", "out"), ("kick", "ben", "")),
        (commands.Sanction("#a", "ben", seconds=60, reason="out"), ("ban", "ben", "ben!*@*")),
        (commands.Sanction("#a", "ben", muting=True, reason="out"), ("mute", "ben", "~m:ben!*@*")),
        (commands.RenameChannel("#a", "#b", "out"), ("rename", "#b", "#a")),
        (commands.Bar("#a", "ben"), ("ban", "ben", "ben!*@*,*!*@host2.test")),
        (commands.AppointAdministrator("#a", "ben"), ("rank", "ben", "+o")),
        (ChangeModes("#a", changes("+v-v+h", "ben", "cleo", "ben")), ("rank", "ben", "+vh")),
        (ChangeModes("#a", changes("+im-t")), ("mode", "", "+im-t")),
        (ChangeModes("#a", changes("+kl", "secret", "5")), ("mode", "*,5", "+kl")),
        (ChangeModes("#a", changes("+bb", "x", "y")), ("ban", "x!*@*,y!*@*", "")),
        (ChangeModes("#a", changes("+b", "~m:x")), ("mute", "~m:x!*@*", "")),
        (ChangeModes("#a", changes("+e", "x")), ("mode", "x!*@*", "+e")),
        (ChangeModes("#a", changes("+q", "ben")), ("owner", "ben", "")),
    ],
)
def test_what_is_noted(room: Chatroom, command: Command, expected: tuple[str, str, str]) -> None:
    """Who did it, to whom, when and why."""
    act = noted(room, command)
    assert what(act) == expected
    assert (act.nick, act.account, act.channel, act.name, act.time) == ("ann", "", 1, "#a", NOW)
    assert act.reason == getattr(command, "reason", "")
    assert act.until == (NOW + 60_000 if getattr(command, "seconds", 0) else 0)


@pytest.mark.parametrize(
    "command",
    [
        commands.Kick("#a", "nobody"),
        commands.Sanction("#a", "ann"),
        ChangeModes("#a", changes("-m")),
        ChangeModes("#a", changes("+q", "ann")),
        commands.JoinChannel("#b"),
        commands.SetTopic("#a", "tea"),
        commands.PostMessage("#a", "hello"),
    ],
)
def test_what_is_not_noted(room: Chatroom, command: Command) -> None:
    """What was refused, what changed nothing, and what is no act of moderation."""
    room.run(room.person("ann"), command)
    assert room.noted == []


def test_a_ban_that_is_lifted_keeps_its_end_and_reason(room: Chatroom) -> None:
    """By these it can be set again; so a ban that gets another end has its old one."""
    noted(room, commands.Sanction("#a", "ben", seconds=60, reason="spam"))
    longer = noted(room, commands.Sanction("#a", "ben", reason="more spam"))
    assert longer.reversal is not None
    assert longer.reversal.changes == ()
    assert longer.reversal.noted == (("ben!*@*", NOW + 60_000, "spam"),)
    noted(room, commands.Sanction("#a", "ben", seconds=60, reason="spam"))
    lifted = noted(room, commands.LiftSanction("#a", "ben"))
    assert (*what(lifted), lifted.reason, lifted.until) == ("unban", "ben", "ben!*@*", "spam", NOW + 60_000)
    assert lifted.reversal is not None
    assert lifted.reversal.changes == (ModeChange("b", adding=True, parameter="ben!*@*"),)
    assert lifted.reversal.noted == (("ben!*@*", NOW + 60_000, "spam"),)


def test_the_key_of_before_is_in_the_reversal_alone(room: Chatroom) -> None:
    """The log itself shows none."""
    room.run(room.person("ann"), ChangeModes("#a", changes("+k", "secret")))
    act = noted(room, ChangeModes("#a", changes("+k", "other")))
    assert what(act) == ("mode", "*", "+k")
    assert act.reversal is not None
    assert act.reversal.changes == (ModeChange("k", adding=True, parameter="secret"),)


def test_what_concerns_owned_channels() -> None:
    """Whose it is, and which rank an account keeps."""
    room = Chatroom()
    ann = room.enter("ann")
    room.log_in(ann)
    room.run(ann, commands.JoinChannel("#a"))
    room.log_in(room.enter("ben", "#a"))
    access = noted(room, commands.SetAccess("#a", "ben", Rank.HALF_OPERATOR))
    assert (*what(access), access.account) == ("access", "ben", "half-operator", "ann")
    assert what(noted(room, commands.SetAccess("#a", "ben", Rank.MEMBER))) == ("access", "ben", "member")
    assert what(noted(room, commands.TransferChannel("#a", "ben"))) == ("owner", "ben", "")
    assert what(noted(room, commands.DropChannel("#a"), "ben")) == ("owner", "", "")
    room.give("#a", ann, Rank.FOUNDER)
    assert what(noted(room, commands.ClaimChannel("#a"))) == ("owner", "ann", "")


def test_what_operators_do_on_the_server(room: Chatroom) -> None:
    """It is in no channel's log."""
    ann = room.person("ann")
    ann.modes = "o"
    room.log_in(room.person("cleo"))
    for command, expected in (
        (commands.Kill("ben", "spam"), ("kill", "ben", "")),
        (commands.SuspendAccount("cleo"), ("account-suspend", "cleo", "")),
        (commands.SuspendAccount("cleo", suspended=False), ("account-restore", "cleo", "")),
        (commands.SetAccountOperator("cleo"), ("operator-add", "cleo", "")),
        (commands.SetAccountOperator("cleo", operator=False), ("operator-remove", "cleo", "")),
        (commands.SetAccountEmail("cleo", "c@example.org"), ("account-email", "cleo", "")),
        (commands.RenameAccount("cleo", "zoe"), ("account-rename", "cleo", "zoe")),
        (commands.DropAccount("zoe"), ("account-drop", "zoe", "")),
    ):
        act = noted(room, command)
        assert (*what(act), act.channel, act.name) == (*expected, 0, "")


def test_the_owner_has_a_name_in_the_log(room: Chatroom) -> None:
    """Though it is nobody's nick."""
    session = room.connect()
    session.administrator = True
    room.run(session, commands.Kill("ben", "spam"))
    (act,) = room.noted
    assert (act.kind, act.nick, act.target, act.reason) == (ActKind.KILL, "admin", "ben", "spam")


def test_a_connection_that_an_operator_ends_is_noted(room: Chatroom) -> None:
    """One's own is not, nor one that does not exist."""
    ann, ben = room.person("ann"), room.person("ben")
    ann.modes = "o"
    (number,) = ben.sessions
    assert what(noted(room, commands.EndSession(number))) == ("session-end", "ben", "")
    room.noted.clear()
    room.run(ann, commands.EndSession(number))
    room.run(room.person("cleo"), commands.EndSession(next(iter(room.person("cleo").sessions))))
    assert room.noted == []


def test_an_account_that_an_operator_confirms_is_noted(room: Chatroom) -> None:
    """Once."""
    apply(room.state, AccountRegistered(9, "zoe", "", 0, verified=False))
    ann = room.person("ann")
    ann.modes = "o"
    assert what(noted(room, commands.ConfirmAccount("zoe"))) == ("account-confirm", "zoe", "")
    room.run(ann, commands.ConfirmAccount("zoe"))
    assert len(room.noted) == 1
