"""The wire of the server's owner: requests and answers are JSON, one to a line.

A request names a command: `{"command": "account-add", "name": "alice"}`. It is answered with any number of
lines, and behind them `{"answer": "end"}`. Whoever speaks it is an administrator without being anybody: the
listener has made sure that it is the owner.
"""

from collections.abc import Callable, Iterator
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from salon.core.account_events import CodeKind, Remains
from salon.core.acts import MOST_ACTS
from salon.core.commands import (
    AddAccount,
    BanFromServer,
    Command,
    ConfirmAccount,
    DropAccount,
    EndSession,
    IssueCode,
    Kill,
    LiftServerBan,
    RenameAccount,
    RevokeCode,
    SetAccountEmail,
    SetAccountOperator,
    ShowAllActs,
    SuspendAccount,
)
from salon.core.history_commands import SetHistory
from salon.core.name_commands import AllowChannelName, ForbidChannelName
from salon.core.queries import administration
from salon.core.queries.administration import Shown
from salon.core.refusals import Refusal
from salon.core.server_bans import read_network
from salon.core.state import State
from salon.texts.marks import N_

LINE_LIMIT = 65_536
"""The longest request, in bytes."""

DAY = 86_400
"""Seconds."""

Days = Annotated[int, Meta(ge=0, le=36_500)]
Uses = Annotated[int, Meta(ge=1, le=1_000_000)]

# --- what may be asked ------------------------------------------------------------------------------


class Request(msgspec.Struct, frozen=True, kw_only=True, tag_field="command", forbid_unknown_fields=True):
    """Something that is asked; the texts of the answer are in this language."""

    language: str = "en"


class Action(Request, frozen=True, kw_only=True):
    """Something that is to be done."""

    def command(self) -> Command:
        """Return it as the core knows it."""
        raise NotImplementedError


class Question(Request, frozen=True, kw_only=True):
    """Something that is to be told."""

    def rows(self, state: State, now: int) -> Iterator[Shown | Refusal | None]:
        """Yield what there is to tell; None: nothing this time."""
        raise NotImplementedError


class AccountAdd(Action, frozen=True, kw_only=True, tag="account-add"):
    """Make an account; without a password, a code has to give it one."""

    name: str
    password: str = ""
    operator: bool = False

    def command(self) -> Command:
        """Return it as the core knows it."""
        return AddAccount(self.name, self.password, self.operator)


class AccountDrop(Action, frozen=True, kw_only=True, tag="account-drop"):
    """Delete an account."""

    name: str

    def command(self) -> Command:
        """Return it as the core knows it."""
        return DropAccount(self.name)


class Erase(Action, frozen=True, kw_only=True, tag="erase"):
    """Delete an account, and what is stored of its person."""

    name: str
    messages: Remains = Remains.ANONYMOUS

    def command(self) -> Command:
        """Return it as the core knows it."""
        return DropAccount(self.name, self.messages)


class AccountRename(Action, frozen=True, kw_only=True, tag="account-rename"):
    """Give an account another name."""

    name: str
    new_name: str

    def command(self) -> Command:
        """Return it as the core knows it."""
        return RenameAccount(self.name, self.new_name)


class AccountEmail(Action, frozen=True, kw_only=True, tag="account-email"):
    """Give an account an e-mail address that counts as confirmed, or none."""

    name: str
    email: str = ""

    def command(self) -> Command:
        """Return it as the core knows it."""
        return SetAccountEmail(self.name, self.email)


class AccountConfirm(Action, frozen=True, kw_only=True, tag="account-confirm"):
    """Confirm an account, and its e-mail address, in place of its holder."""

    name: str

    def command(self) -> Command:
        """Return it as the core knows it."""
        return ConfirmAccount(self.name)


class AccountSuspend(Action, frozen=True, kw_only=True, tag="account-suspend"):
    """Suspend an account, or let it be used again."""

    name: str
    suspended: bool = True

    def command(self) -> Command:
        """Return it as the core knows it."""
        return SuspendAccount(self.name, self.suspended)


class MakeOperator(Action, frozen=True, kw_only=True, tag="operator"):
    """Make an account one of a server operator, or a plain one again."""

    name: str
    operator: bool = True

    def command(self) -> Command:
        """Return it as the core knows it."""
        return SetAccountOperator(self.name, self.operator)


class OperatorCode(Action, frozen=True, kw_only=True, tag="operator-code"):
    """Give out a code that makes the account that uses it one of a server operator."""

    days: Days = 1

    def command(self) -> Command:
        """Return it as the core knows it."""
        return IssueCode(CodeKind.OPERATOR, seconds=self.days * DAY)


class PasswordReset(Action, frozen=True, kw_only=True, tag="password-reset"):
    """Give out a code by which its holder gives an account another password."""

    name: str
    days: Days = 7

    def command(self) -> Command:
        """Return it as the core knows it."""
        return IssueCode(CodeKind.PASSWORD, self.name, seconds=self.days * DAY)


class Invite(Action, frozen=True, kw_only=True, tag="invite"):
    """Give out a code with which an account can be made."""

    uses: Uses = 1
    days: Days = 7
    channels: tuple[str, ...] = ()

    def command(self) -> Command:
        """Return it as the core knows it."""
        return IssueCode(CodeKind.INVITATION, "", self.uses, self.days * DAY, self.channels)


class InviteRevoke(Action, frozen=True, kw_only=True, tag="invite-revoke"):
    """Take a code back."""

    id: str

    def command(self) -> Command:
        """Return it as the core knows it."""
        return RevokeCode(self.id)


class Kick(Action, frozen=True, kw_only=True, tag="kick"):
    """Put somebody out of the server."""

    nick: str
    reason: str

    def command(self) -> Command:
        """Return it as the core knows it."""
        return Kill(self.nick, self.reason)


class SessionEnd(Action, frozen=True, kw_only=True, tag="session-end"):
    """End a connection."""

    number: int

    def command(self) -> Command:
        """Return it as the core knows it."""
        return EndSession(self.number)


class BanAdd(Action, frozen=True, kw_only=True, tag="ban"):
    """Ban a mask, an account or a network from the server."""

    mask: str
    seconds: Annotated[int, Meta(ge=0)] = 0
    reason: str = ""

    def command(self) -> Command:
        """Return it as the core knows it: what reads as an address or network is one."""
        is_network = read_network(self.mask) is not None
        return BanFromServer(self.mask, is_network, self.seconds, self.reason)


class BanLift(Action, frozen=True, kw_only=True, tag="unban"):
    """Lift a ban from the server."""

    mask: str

    def command(self) -> Command:
        """Return it as the core knows it."""
        return LiftServerBan(self.mask, read_network(self.mask) is not None)


class Bans(Question, frozen=True, kw_only=True, tag="bans"):
    """Which bans from the server hold."""

    def rows(self, state: State, _now: int) -> Iterator[Shown | Refusal | None]:
        """Yield each."""
        return administration.bans(state)


class Forbid(Action, frozen=True, kw_only=True, tag="forbid"):
    """Let no channel have a name, or any name of a mask."""

    mask: str
    reason: str = ""

    def command(self) -> Command:
        """Return it as the core knows it."""
        return ForbidChannelName(self.mask, self.reason)


class Unforbid(Action, frozen=True, kw_only=True, tag="unforbid"):
    """Let channels have a name again."""

    mask: str

    def command(self) -> Command:
        """Return it as the core knows it."""
        return AllowChannelName(self.mask)


class Forbidden(Question, frozen=True, kw_only=True, tag="forbidden"):
    """Which names channels may not have."""

    def rows(self, state: State, _now: int) -> Iterator[Shown | Refusal | None]:
        """Yield each."""
        return administration.forbidden_names(state)


class Log(Action, frozen=True, kw_only=True, tag="log"):
    """What was done on the server and in channels; the newest entries, or those before one."""

    count: Annotated[int, Meta(ge=1, le=MOST_ACTS)] = 20
    before: Annotated[int, Meta(ge=0)] = 0

    def command(self) -> Command:
        """Return it as the core knows it."""
        return ShowAllActs(self.count, self.before)


class Accounts(Question, frozen=True, kw_only=True, tag="accounts"):
    """Which accounts there are."""

    def rows(self, state: State, _now: int) -> Iterator[Shown | Refusal | None]:
        """Yield each."""
        return administration.accounts(state)


class OneAccount(Question, frozen=True, kw_only=True, tag="account"):
    """An account, and its connections."""

    name: str

    def rows(self, state: State, _now: int) -> Iterator[Shown | Refusal | None]:
        """Yield them."""
        return administration.account(state, self.name)


class Invitations(Question, frozen=True, kw_only=True, tag="invitations"):
    """Which codes can still be used."""

    def rows(self, state: State, now: int) -> Iterator[Shown | Refusal | None]:
        """Yield each."""
        return administration.codes(state, now)


class Channels(Question, frozen=True, kw_only=True, tag="channels"):
    """Which channels there are, or which sleep."""

    asleep: bool = False

    def rows(self, state: State, _now: int) -> Iterator[Shown | Refusal | None]:
        """Yield each."""
        return administration.channels(state, asleep=self.asleep)


class History(Action, frozen=True, kw_only=True, tag="history"):
    """What newcomers see of a channel's past, and how long it is kept; with no words: what holds."""

    channel: str
    words: tuple[str, ...] = ()

    def command(self) -> Command:
        """Return it as the core knows it."""
        return SetHistory(self.channel, self.words)


class Sessions(Question, frozen=True, kw_only=True, tag="sessions"):
    """Which connections there are."""

    def rows(self, state: State, _now: int) -> Iterator[Shown | Refusal | None]:
        """Yield each."""
        return administration.sessions(state)


class Statistics(Question, frozen=True, kw_only=True, tag="statistics"):
    """How much there is of everything."""

    def rows(self, state: State, _now: int) -> Iterator[Shown | Refusal | None]:
        """Yield it."""
        return administration.statistics(state)


AnyRequest = (
    AccountAdd
    | AccountDrop
    | Erase
    | AccountRename
    | AccountEmail
    | AccountConfirm
    | AccountSuspend
    | MakeOperator
    | OperatorCode
    | PasswordReset
    | Invite
    | InviteRevoke
    | Kick
    | SessionEnd
    | BanAdd
    | BanLift
    | Bans
    | Forbid
    | Unforbid
    | Forbidden
    | Log
    | Accounts
    | OneAccount
    | Invitations
    | Channels
    | History
    | Sessions
    | Statistics
)

# --- what is answered -------------------------------------------------------------------------------


class Answer(msgspec.Struct, frozen=True, tag_field="answer"):
    """A line of what a request is answered with."""


class Row(Answer, frozen=True, tag="row"):
    """One of the things that were asked about. `kind`: what it is; its fields are those of the query."""

    kind: str
    row: Any


class Done(Answer, frozen=True, tag="done"):
    """It is done, and on the disk."""

    text: str


class Code(Answer, frozen=True, tag="code"):
    """A code was given out. `link`: the page, with an invitation in it; empty where the server has none.

    `expires`: ms, 0 for never.
    """

    code: str
    kind: str
    account: str
    uses: int
    expires: int
    channels: tuple[str, ...]
    link: str = ""


class Refused(Answer, frozen=True, tag="refused"):
    """It was not done; `code` is for programs."""

    code: str
    text: str


class End(Answer, frozen=True, tag="end"):
    """All of the answer is said."""


AnyAnswer = Row | Done | Code | Refused | End

encode: Callable[[Request | Answer], bytes] = msgspec.json.Encoder().encode
decode_request: Callable[[bytes], AnyRequest] = msgspec.json.Decoder(AnyRequest).decode
decode_answer: Callable[[bytes], AnyAnswer] = msgspec.json.Decoder(AnyAnswer).decode

NOT_A_REQUEST = N_("This is not a request of salon admin: {problem}.")
