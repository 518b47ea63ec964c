"""The guards in the table of rules: what must hold before a command is looked at; and what none gets past."""

from collections.abc import Iterator
from itertools import product
from typing import Any, get_type_hints

import pytest

from harness.chatroom import Chatroom
from salon.core import commands, events, history_commands, name_commands, refusals
from salon.core.account_events import CodeKind, Remains
from salon.core.commands import Command
from salon.core.decide import RULES
from salon.core.events import MessageKind, ModeChange
from salon.core.file_events import StopReason
from salon.core.needs import Answer, Need, VerifyPassword
from salon.core.presence_events import Persistence
from salon.core.ranks import Rank, Right
from salon.core.state import Person

# The directory of machines knows connections, not people.
OF_MACHINES = {
    *(commands.AnnounceMachine, commands.TakePseudonym, commands.LeaveDirectory),
    *(commands.ShowDirectory, commands.StopServer),
}
# Whoever proves an account may do so before they have a nick.
OF_LOGINS = {
    commands.RegisterAccount,
    commands.LogIn,
    commands.LogInByScram,
    commands.LogOut,
    commands.ResetPassword,
    commands.ConfirmEmail,
    commands.RequestReset,
}
BY_ANYBODY = {
    commands.EndSession,
    *(commands.OpenSession, commands.Register, commands.Resume, commands.Quit, commands.SetAway),
    *OF_MACHINES,
    *OF_LOGINS,
}
BY_OWNER: list[Command] = [
    commands.AddAccount("zoe"),
    commands.SetAccountEmail("zoe", "zoe@example.org"),
    commands.ConfirmAccount("zoe"),
    commands.DropAccount("zoe"),
    commands.RenameAccount("zoe", "eve"),
    commands.SuspendAccount("zoe"),
    commands.SetAccountOperator("zoe"),
    commands.SetAccountPassword("zoe", "secret"),
    commands.IssueCode(CodeKind.INVITATION),
    commands.RevokeCode("abc"),
    commands.BanFromServer("x", network=False),
    commands.LiftServerBan("x", network=False),
    name_commands.ForbidChannelName("#x"),
    name_commands.AllowChannelName("#x"),
]
BY_OPERATORS: list[Command] = [
    *(
        commands.Kill("ben", ""),
        commands.ShowAllActs(5),
        commands.SendWallops("x"),
        commands.Reload(),
        commands.Restart(),
    ),
    *BY_OWNER,
]
IN_CHANNELS = [
    commands.PartChannel("#a"),
    commands.SetTopic("#a", "x"),
    commands.Invite("cleo", "#a"),
    commands.Kick("#a", "ann"),
    commands.Bar("#a", "ann"),
    commands.Sanction("#a", "ann"),
    commands.LiftSanction("#a", "ann"),
    commands.AppointAdministrator("#a", "ann"),
    commands.DismissAdministrator("#a", "ann"),
    commands.RenameChannel("#a", "#b"),
    history_commands.SetHistory("#a", ("9",)),
    commands.OfferFile("#a", "ann", "x", 1, "0" * 64),
    commands.ClaimChannel("#a"),
    commands.ShowActs("#a", 5),
    commands.UndoAct("#a"),
]
FOR_MEMBERS = (commands.PartChannel, commands.OfferFile)
RANKED = [
    (commands.Kick("#a", "ben"), Right.KICK),
    (commands.Sanction("#a", "ben"), Right.BAN),
    (commands.RenameChannel("#a", "#b"), Right.RENAME),
    (history_commands.SetHistory("#a", ("30d",)), Right.MODES),
    (commands.Bar("#a", "ben"), Right.GOVERN),
    (commands.AppointAdministrator("#a", "ben"), Right.GOVERN),
]


def name_of(value: object) -> str:
    """Return what a case is called."""
    return type(value).__name__


@pytest.fixture
def room() -> Chatroom:
    """Return a room with a founder, a member and an outsider."""
    room = Chatroom()
    room.enter("ann", "#a")
    room.enter("ben", "#a")
    room.enter("cleo")
    return room


def outsider(room: Chatroom, *, operator: bool = False) -> Person:
    """Return who is in no channel; as a server operator, by no rule at all."""
    cleo = room.state.people[3]
    cleo.modes = "o" if operator else ""
    return cleo


def test_the_unregistered_may_only_register_leave_and_be_listed() -> None:
    """All else is refused before it is looked at."""
    assert {kind for kind, rule in RULES.items() if not rule.registered} == BY_ANYBODY
    room = Chatroom()
    nobody = room.connect()
    assert room.run(nobody, commands.JoinChannel("#a")) == [refusals.NotRegistered()]
    assert room.run(nobody, commands.Kick("#nowhere", "x")) == [refusals.NotRegistered()]
    (left,) = room.run(nobody, commands.Quit("bye"))
    assert isinstance(left, events.SessionDetached)


@pytest.mark.parametrize("command", BY_OPERATORS, ids=name_of)
def test_what_is_for_server_operators(room: Chatroom, command: Command) -> None:
    """A founder of every channel may not either."""
    assert room.run(room.state.people[1], command) == [refusals.NotServerOperator()]
    assert room.decide(outsider(room, operator=True), command) != [refusals.NotServerOperator()]


def test_nothing_else_is_for_server_operators() -> None:
    """The list above is whole."""
    assert {kind for kind, rule in RULES.items() if rule.operator} == set(map(type, BY_OPERATORS))


@pytest.mark.parametrize("command", BY_OWNER, ids=name_of)
def test_the_owner_may_without_being_anybody(room: Chatroom, command: Command) -> None:
    """By a connection that only the owner can have; to any other that is nobody, it is refused."""
    session = room.connect()
    assert room.run(session, command) == [refusals.NotRegistered()]
    session.administrator = True
    assert room.decide(session, command) != [refusals.NotRegistered()]


@pytest.mark.parametrize("command", IN_CHANNELS, ids=name_of)
def test_what_needs_membership(room: Chatroom, command: Command) -> None:
    """From outside it is refused; where there is no such channel, that is said."""
    assert room.run(outsider(room), command) == [refusals.NotInChannel("#a")]
    room.state.channel_names.clear()
    assert room.run(outsider(room), command) == [refusals.NoSuchChannel("#a")]


@pytest.mark.parametrize("command", IN_CHANNELS, ids=name_of)
def test_server_operators_may_from_outside(room: Chatroom, command: Command) -> None:
    """But they cannot leave where they are not; what was said, and files, are for those who are in."""
    refused = room.decide(outsider(room, operator=True), command) == [refusals.NotInChannel("#a")]
    assert refused is isinstance(command, FOR_MEMBERS)


@pytest.mark.parametrize(("command", "right"), RANKED, ids=[name_of(command) for command, _ in RANKED])
def test_what_needs_a_rank(room: Chatroom, command: Command, right: Right) -> None:
    """A member without it is told which right is missing; a server operator needs none."""
    room.enter("dan", "#a")
    ben, dan = room.state.people[2], room.state.people[4]
    room.give("#a", ben, Rank.MEMBER)
    assert room.run(dan, command) == [refusals.RankTooLow("#a", right)]
    assert not [
        its for its in room.run(outsider(room, operator=True), command) if isinstance(its, refusals.Refusal)
    ]


def test_the_guards_of_all_rules() -> None:
    """Which rule asks for what, written down a second time."""
    in_channels = set(map(type, IN_CHANNELS))
    assert {kind for kind, rule in RULES.items() if rule.member} == in_channels
    assert {kind for kind, rule in RULES.items() if rule.channel} == in_channels | {commands.ChangeModes}
    rights = {type(command): right for command, right in RANKED}
    rights |= {commands.DismissAdministrator: Right.GOVERN, commands.LiftSanction: Right.BAN}
    rights |= {commands.ShowActs: Right.READ_LOG, commands.UndoAct: Right.BAN}
    rights[commands.ClaimChannel] = Right.GOVERN
    assert {kind: rule.right for kind, rule in RULES.items() if rule.right is not None} == rights
    assert {kind for kind, rule in RULES.items() if not rule.override} == set(FOR_MEMBERS)


def test_names_are_said_as_they_are_spelt(room: Chatroom) -> None:
    """Of a channel that there is, its own name is given; of another, the name that was asked for."""
    assert room.run(outsider(room), commands.PartChannel("#A")) == [refusals.NotInChannel("#a")]
    assert room.run(outsider(room), commands.PartChannel("#X")) == [refusals.NoSuchChannel("#X")]


# --- what only an answer from outside can give -------------------------------------------------

# Among them whatever could help somebody who cheats: names, hashes, and every switch set.
VALUES: dict[Any, tuple[Any, ...]] = {
    str: ("root", "hash", "ann", "#a"),
    int: (0, 1),
    int | None: (None, 1),
    str | None: (None, "root"),
    bool: (False, True),
    bytes: (b"hash",),
    MessageKind: (MessageKind.PRIVMSG,),
    commands.PostMessage: (commands.PostMessage("#a", "hash"), commands.PostMessage("ann", "hash")),
    StopReason: (StopReason.STOPPED,),
    CodeKind: (CodeKind.OPERATOR,),
    Rank: (Rank.FOUNDER, Rank.OPERATOR),
    Persistence: (Persistence.ON,),
    Remains: (Remains.DELETE,),
    tuple[str, ...]: ((), ("root",)),
    tuple[int, ...]: ((), (1,)),
    tuple[ModeChange, ...]: ((ModeChange("o", adding=True, parameter="ann"),),),
}


def forged(kind: type[Command]) -> Iterator[Command]:
    """Make commands of a kind, with any of the values above in each field."""
    fields = get_type_hints(kind)
    for values in product(*(VALUES[its] for its in fields.values())):
        yield kind(**dict(zip(fields, values, strict=True)))


@pytest.mark.parametrize(
    "answer",
    [None, Answer(VerifyPassword("another hash", "operator", "192.0.2.1"), True)],
    ids=["none", "other"],
)
@pytest.mark.parametrize("kind", RULES, ids=lambda kind: kind.__name__)
def test_no_command_gives_what_a_password_guards(kind: type[Command], answer: Answer | None) -> None:
    """Nobody becomes an operator and nobody is let in by a command alone, or by an answer to another need."""
    room = Chatroom(passwords={"irc": "hash"})
    ann, stranger = room.enter("ann", "#a"), room.connect()
    stranger.wire = "irc"
    for command in forged(kind):
        for actor in (ann, stranger):
            decision = room.decide(actor, command, answer)
            for outcome in [] if isinstance(decision, Need) else decision:
                assert not isinstance(outcome, events.PersonArrived | events.OperatorGranted)
                granted = outcome.changes if isinstance(outcome, events.UserModesChanged) else ()
                assert not [its for its in granted if its.letter == "o" and its.adding]
