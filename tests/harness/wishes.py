"""What people ask for in whatever order, and what is found out for it: for a machine that the core is.

A wish mostly fits what there is, so that much comes of it; else it is odd.
"""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from random import Random
from typing import TypeVar

from harness.past_acts import looked_up
from salon.core import (
    commands,
    events,
    history_commands,
    message_commands,
    metadata_commands,
    name_commands,
)
from salon.core.account_events import CodeKind, Remains
from salon.core.codes import digest_of
from salon.core.commands import Command
from salon.core.events import MessageKind, ModeChange
from salon.core.file_events import StopReason
from salon.core.needs import (
    CountTry,
    DrawCode,
    Drawn,
    FindActs,
    FindMessage,
    FindReactions,
    FindSaid,
    FoundReactions,
    FoundSaid,
    Hashed,
    HashPassword,
    LoadConfiguration,
    LookUpName,
    Need,
    PrepareLetter,
    ReplacePassword,
    Result,
    TryLater,
    VerifyPassword,
)
from salon.core.presence_events import Persistence
from salon.core.ranks import Rank
from salon.core.scram import Verifier, write_verifier
from salon.core.state import Session, State, Transfer

PEOPLE = ("ann", "ben", "cleo", "dan", "Amélie")
# Other spellings, look-alikes, names that nobody may have.
ODD_NICKS = ("ANN", "AMÉLIE", "\u0430nn", "zoe", "x y", "")
ODD_CHANNELS = ("#A", "#été", "#c", "nope", "#x y")
TEXTS = ("", "salut", "\x01VERSION\x01", "\x01ACTION rit\x01", "é" * 400)
KEYS = ("", "", "key", "other", "k" * 24, ":k")
MASKS = ("ann", "ann!*@*", "*!*@*", "*!*@host3", "~m:ben", "~a:ann", "", "~z:x", "BEN!*@*")
BANNED = ("ann", "ben", "~a:ann", "*@host3", "192.0.2.2", "192.0.2.4/31")
FORBIDDEN = ("#a", "c", "#é*", "*", "x y", "#no")
CODE = "abcde-fghij"
CLIENT_KEY = b"k" * 32
VERIFIER = Verifier(b"salt", 4_096, hashlib.sha256(CLIENT_KEY).digest(), b"server key")
SIGNATURE = hmac.digest(VERIFIER.stored_key, b"message", hashlib.sha256)
PROOF = bytes(one ^ other for one, other in zip(CLIENT_KEY, SIGNATURE, strict=True))
KEPT = (Hashed("hash"), Hashed("hash", write_verifier(VERIFIER)))
OPERATORS = ("root", "alice", "nobody")
EMAILS = ("ann@example.org", "ben@example.org", "", "nobody")

T = TypeVar("T")


class Wisher:
    """Wishes for commands that mostly fit what there is."""

    def __init__(self, random: Random, state: State, asker: int = 0) -> None:
        self.random = random
        self.state = state
        # Whose wishes they are: a session.
        self.asker = asker

    def one(self, *choices: T) -> T:
        """Return one of these."""
        return self.random.choice(choices)

    def some(self, make: Callable[[], T]) -> tuple[T, ...]:
        """Return none or a few."""
        return tuple(make() for _ in range(self.random.randrange(4)))

    def nick(self) -> str:
        """Return somebody's nick, or another."""
        here = [person.nick for person in self.state.people.values()]
        return self.one(*here, *here, *here, *here, *PEOPLE, *ODD_NICKS)

    def account(self) -> str:
        """Return the name of an account, or another."""
        return self.one(*[account.name for account in self.state.accounts] * 4, *PEOPLE)

    def channel(self) -> str:
        """Return one of two names, or another."""
        return self.one("#a", "#b") if self.random.random() < 0.85 else self.one(*ODD_CHANNELS)

    def message(self) -> int:
        """Return the number of something that was said, or of nothing."""
        return self.random.randint(0, self.state.last_sequence + 1)

    def text(self) -> str:
        """Return a text."""
        return self.one(*TEXTS)

    def lines(self) -> str:
        """Return a text of one line, or of several."""
        return self.one(self.text(), self.text(), f"{self.text()}\n\n{self.text()}", "\x01ACTION a\nb\x01")

    def change(self) -> ModeChange:
        """Return a change of a channel; of a rank every second time."""
        adding = self.random.random() < 0.65
        if self.random.random() < 0.5:
            return ModeChange(self.one(*"qaohv"), adding=adding, parameter=self.nick())
        letter = self.one(*"beIkliimnstCMRjZ")
        return ModeChange(letter, adding=adding, parameter=self.one(*MASKS, "1", "2", "0", "key", "2:5"))

    def transfer(self, kind: type[Command]) -> int:
        """Return the number of a transfer that a command fits, or mostly; or another."""
        here = [
            its.number for its in fitting(self.state.sessions.get(self.asker) or Session(self.asker), kind)
        ]
        return self.one(*here * 20, *self.state.transfers, 0)

    def own_change(self) -> ModeChange:
        """Return a change of a person's modes."""
        return ModeChange(self.one(*"Biowx"), adding=self.one(True, False))


def fitting(session: Session, kind: type[Command]) -> list[Transfer]:
    """Return the transfers with which a session may go on by a kind of command."""
    person = session.person
    own = person.id if person is not None else 0
    found = []
    for its in person.transfers.values() if person is not None else ():
        fits = {
            commands.AcceptFile: its.receiver == own and not its.accepted,
            commands.FinishFile: its.receiving == session.id,
        }
        found += [its] if fits.get(kind, True) else []
    return found


WISHES: dict[type[Command], Callable[[Wisher], Command]] = {
    commands.OpenSession: lambda w: commands.OpenSession(
        "192.0.2.9", "host9", secure=True, wire="irc", takes_files=w.one(True, False)
    ),
    commands.Register: lambda w: commands.Register(w.nick(), "~u", w.text(), w.one("", "i", "w", "iw")),
    commands.Resume: lambda w: commands.Resume(w.one(*w.state.sessions, 0), w.one(0, 1)),
    commands.RegisterAccount: lambda w: commands.RegisterAccount(
        w.nick(), w.text(), code=w.one("", "", CODE, "other")
    ),
    commands.LogIn: lambda w: commands.LogIn(w.account(), w.text()),
    commands.LogInByScram: lambda w: commands.LogInByScram(
        w.account(), "message", w.one(b"", b"x" * 32, PROOF, PROOF), confirmed=w.one(True, False)
    ),
    commands.LogOut: lambda _: commands.LogOut(),
    commands.ChangePassword: lambda w: commands.ChangePassword(w.text(), w.text()),
    commands.ResetPassword: lambda w: commands.ResetPassword(w.account(), CODE, w.text()),
    commands.Block: lambda w: commands.Block(w.one(w.nick(), w.account(), "*!*@host2", "~a:x")),
    commands.Unblock: lambda w: commands.Unblock(w.one(w.nick(), w.account(), "*!*@host2")),
    commands.EndSession: lambda w: commands.EndSession(w.one(*w.state.sessions, 77)),
    commands.EndOtherSessions: lambda _: commands.EndOtherSessions(),
    commands.UseCode: lambda _: commands.UseCode(CODE),
    commands.ShowPersistence: lambda _: commands.ShowPersistence(),
    commands.SetPersistence: lambda w: commands.SetPersistence(w.one(*Persistence, Persistence.ON)),
    commands.EraseAccount: lambda w: commands.EraseAccount(w.text(), w.one(*Remains)),
    commands.AddAccount: lambda w: commands.AddAccount(w.nick(), w.text(), operator=w.one(True, False)),
    commands.DropAccount: lambda w: commands.DropAccount(w.account(), w.one(*Remains)),
    commands.RenameAccount: lambda w: commands.RenameAccount(w.account(), w.nick()),
    commands.SuspendAccount: lambda w: commands.SuspendAccount(w.account(), suspended=w.one(True, False)),
    commands.SetAccountOperator: lambda w: commands.SetAccountOperator(
        w.account(), operator=w.one(True, False)
    ),
    commands.SetAccountPassword: lambda w: commands.SetAccountPassword(w.account(), w.text()),
    commands.IssueCode: lambda w: commands.IssueCode(
        w.one(*CodeKind), w.one("", w.account()), w.one(1, 2), w.one(0, 0, 1)
    ),
    commands.RevokeCode: lambda w: commands.RevokeCode(w.one("", digest_of(CODE)[:6])),
    commands.ChangeNick: lambda w: commands.ChangeNick(w.nick()),
    commands.ChangeRealName: lambda w: commands.ChangeRealName(w.text()),
    commands.SetAway: lambda w: commands.SetAway(w.one(*TEXTS, "*")),
    commands.Quit: lambda w: commands.Quit(w.text()),
    commands.ChangeUserModes: lambda w: commands.ChangeUserModes(w.nick(), w.some(w.own_change)),
    commands.Monitor: lambda w: commands.Monitor(w.some(w.nick), w.some(w.nick), clear=w.one(True, False)),
    commands.JoinChannel: lambda w: commands.JoinChannel(w.channel(), w.one(*KEYS)),
    commands.PartChannel: lambda w: commands.PartChannel(w.channel(), w.text()),
    commands.PartAllChannels: lambda _: commands.PartAllChannels(),
    commands.SetTopic: lambda w: commands.SetTopic(w.channel(), w.text()),
    commands.Invite: lambda w: commands.Invite(w.nick(), w.channel()),
    commands.Kick: lambda w: commands.Kick(w.channel(), w.nick(), w.text()),
    commands.Bar: lambda w: commands.Bar(w.channel(), w.nick()),
    commands.Sanction: lambda w: commands.Sanction(
        *(w.channel(), w.nick(), w.one(True, False), w.one(0, 1), w.text()),
        by_address=w.one(True, False),
        sure=w.one(True, False),
    ),
    commands.LiftSanction: lambda w: commands.LiftSanction(w.channel(), w.nick(), w.one(True, False)),
    commands.AppointAdministrator: lambda w: commands.AppointAdministrator(w.channel(), w.nick()),
    commands.DismissAdministrator: lambda w: commands.DismissAdministrator(w.channel(), w.nick()),
    commands.ClaimChannel: lambda w: commands.ClaimChannel(w.channel()),
    commands.DropChannel: lambda w: commands.DropChannel(w.channel()),
    commands.TransferChannel: lambda w: commands.TransferChannel(w.channel(), w.account()),
    commands.SetAccess: lambda w: commands.SetAccess(w.channel(), w.account(), w.one(*Rank)),
    commands.ChangeModes: lambda w: commands.ChangeModes(w.channel(), w.some(w.change)),
    commands.RenameChannel: lambda w: commands.RenameChannel(
        w.channel(), w.one("#a", *ODD_CHANNELS), w.text()
    ),
    commands.PostMessage: lambda w: commands.PostMessage(
        *(w.one(w.channel(), w.channel(), w.nick()), w.lines(), w.one(*MessageKind), w.one(0, 0, *Rank)),
        answers=w.one(0, 0, 0, w.message()),
    ),
    commands.PostMessageOnce: lambda w: commands.PostMessageOnce(
        commands.PostMessage(w.one(w.channel(), w.nick()), w.text()), w.one("0" * 32, "1" * 32)
    ),
    commands.RedactMessage: lambda w: commands.RedactMessage(
        w.one(w.channel(), w.nick(), w.account()), w.message(), w.text()
    ),
    commands.EditMessage: lambda w: commands.EditMessage(
        w.one(w.channel(), w.nick(), w.account()), w.message(), w.lines()
    ),
    history_commands.SetHistory: lambda w: history_commands.SetHistory(
        w.channel(), (w.one("all", "joined", "none", "9", "3d", "forever", "x"),)
    ),
    message_commands.React: lambda w: message_commands.React(
        *(w.one(w.channel(), w.nick(), w.account()), w.message(), w.one("a", "b", "c", "", "x" * 65)),
        adding=w.one(True, True, False),
        told=w.one(False, False, True),
    ),
    commands.MarkRead: lambda w: commands.MarkRead(
        w.one(w.channel(), w.nick(), w.account()), w.one(None, 1, 2_000, 10**15)
    ),
    metadata_commands.SetMetadata: lambda w: metadata_commands.SetMetadata(
        w.one("*", w.channel(), w.nick()),
        w.one("avatar", "status", "display-name", "$x", "other"),
        w.one(None, "", "x", w.nick(), w.text()),
    ),
    metadata_commands.ClearMetadata: lambda w: metadata_commands.ClearMetadata(
        w.one("*", w.channel(), w.nick())
    ),
    commands.ChangeEmail: lambda w: commands.ChangeEmail(w.text(), w.one(*EMAILS)),
    commands.ConfirmEmail: lambda w: commands.ConfirmEmail(w.account(), w.one(CODE, "other")),
    commands.ConfirmAccount: lambda w: commands.ConfirmAccount(w.account()),
    commands.RequestReset: lambda w: commands.RequestReset(w.account()),
    commands.SetAccountEmail: lambda w: commands.SetAccountEmail(w.account(), w.one(*EMAILS)),
    commands.OfferFile: lambda w: commands.OfferFile(
        w.channel(), w.nick(), w.one("a", "a", "a/b", ".."), w.one(0, 7, 600, 2_000, 2_001), "0" * 64
    ),
    commands.AcceptFile: lambda w: commands.AcceptFile(w.transfer(commands.AcceptFile)),
    commands.FinishFile: lambda w: commands.FinishFile(w.transfer(commands.FinishFile)),
    commands.StopFile: lambda w: commands.StopFile(w.transfer(commands.StopFile), w.one(*StopReason)),
    commands.BecomeOperator: lambda w: commands.BecomeOperator(w.one(*OPERATORS), w.text()),
    commands.Kill: lambda w: commands.Kill(w.nick(), w.text()),
    commands.BanFromServer: lambda w: commands.BanFromServer(
        w.one(*BANNED), w.one(True, False), w.one(0, 1), w.text(), myself=w.one(True, False, False)
    ),
    commands.LiftServerBan: lambda w: commands.LiftServerBan(w.one(*BANNED), w.one(True, False)),
    name_commands.ForbidChannelName: lambda w: name_commands.ForbidChannelName(w.one(*FORBIDDEN), w.text()),
    name_commands.AllowChannelName: lambda w: name_commands.AllowChannelName(w.one(*FORBIDDEN)),
    commands.ShowActs: lambda w: commands.ShowActs(w.channel(), w.one(0, 5, 999), w.one(0, 5)),
    commands.ShowAllActs: lambda w: commands.ShowAllActs(w.one(0, 5, 999)),
    commands.UndoAct: lambda w: commands.UndoAct(w.channel(), w.one(0, 5)),
    commands.SendWallops: lambda w: commands.SendWallops(w.text()),
    commands.Reload: lambda _: commands.Reload(),
    commands.Restart: lambda _: commands.Restart(),
    commands.AnnounceMachine: lambda _: commands.AnnounceMachine(),
    commands.TakePseudonym: lambda w: commands.TakePseudonym(w.one(w.nick(), w.text())),
    commands.LeaveDirectory: lambda _: commands.LeaveDirectory(),
    commands.ShowDirectory: lambda w: commands.ShowDirectory(w.text()),
    commands.StopServer: lambda w: commands.StopServer(w.text()),
}


def of_a_password(random: Random, need: VerifyPassword | HashPassword | ReplacePassword) -> Result:
    """Return whether a password is right, or what is kept of one."""
    if isinstance(need, VerifyPassword):
        if random.random() < 0.1:
            return TryLater(1)
        # That of an account may be kept anew.
        return random.random() < 0.75 if need.scram is None else random.choice((*KEPT, True, True, False))
    if isinstance(need, HashPassword):
        return random.choice((*KEPT, Hashed(""), TryLater(1)))
    return random.choice((*KEPT, Hashed(""), False, TryLater(1)))


def found_out(random: Random, need: Need, said: Mapping[int, events.MessagePosted]) -> Result | None:
    """Return what is found out for a need; None if no answer comes, for the server ends."""
    if isinstance(need, FindActs | FindMessage | LookUpName):
        return looked_up(random, need)
    if isinstance(need, VerifyPassword | HashPassword | ReplacePassword):
        return of_a_password(random, need)
    if isinstance(need, CountTry):
        return TryLater(1) if random.random() < 0.1 else need.right
    if isinstance(need, DrawCode | PrepareLetter):
        return CODE if isinstance(need, DrawCode) else random.choice((Drawn(CODE), Drawn(CODE), TryLater(1)))
    if isinstance(need, FindSaid):
        return FoundSaid(said[need.sequence]) if need.sequence in said else False
    if isinstance(need, FindReactions):
        return FoundReactions(said[need.sequence]) if need.sequence in said else False
    if isinstance(need, LoadConfiguration):
        return random.choice(TEXTS)
    return None
