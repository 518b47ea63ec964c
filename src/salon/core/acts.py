"""Acts of moderation, as the log of them keeps them: who did what to whom, when, why, until when."""

import enum

import msgspec

from salon.core.events import Event, ModeChange

MOST_ACTS = 100
"""Entries of the log that are shown at once."""


class ActKind(enum.StrEnum):
    """What was done; the values are also the names in the database and on the wire."""

    BAN = "ban"
    UNBAN = "unban"
    MUTE = "mute"
    UNMUTE = "unmute"
    KICK = "kick"
    MODE = "mode"
    RANK = "rank"
    """Somebody who is here was given a rank, or lost it."""
    ACCESS = "access"
    """An account keeps another rank from then on."""
    OWNER = "owner"
    RENAME = "rename"
    REDACT = "redact"
    """Somebody else's message was deleted."""
    UNDO = "undo"
    KILL = "kill"
    SESSION_END = "session-end"
    """One connection of somebody was ended."""
    METADATA = "metadata"
    SERVER_BAN = "server-ban"
    SERVER_UNBAN = "server-unban"
    NAME_FORBID = "name-forbid"
    """No channel may have a name any more."""
    NAME_ALLOW = "name-allow"
    ACCOUNT_SUSPEND = "account-suspend"
    ACCOUNT_RESTORE = "account-restore"
    ACCOUNT_RENAME = "account-rename"
    ACCOUNT_DROP = "account-drop"
    ACCOUNT_PASSWORD = "account-password"  # noqa: S105 - a kind, not one
    ACCOUNT_EMAIL = "account-email"
    ACCOUNT_CONFIRM = "account-confirm"
    OPERATOR_ADD = "operator-add"
    OPERATOR_REMOVE = "operator-remove"


class Reversal(msgspec.Struct, frozen=True, array_like=True):
    """What undoes an act in a channel: changes of modes; ends and reasons of bans; what an account kept.

    `noted`: masks, each with until when (ms) and why; `account` and `ranks`: the rank bits that it kept,
    where whoever it is has left, or was not here.
    """

    changes: tuple[ModeChange, ...] = ()
    noted: tuple[tuple[str, int, str], ...] = ()
    account: int = 0
    ranks: int = 0


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """An act of moderation, as it is read. Times are in ms; `until`: 0 for no end.

    `channel` is the name as it was then, empty for what was done on the server. `target`: nicks, masks,
    accounts or parameters, with commas between them. `detail`: the letters of modes, a rank, another name; of
    an undoing the kind of what it undid and, behind a space, the letters of that (up to 0.4, only the kind).
    `undoes`: the number of the act that this one undid, or 0; `undone`: it was undone, and no undoing of that
    is in force. `reversible`: it can be undone.
    """

    number: int
    channel: str
    nick: str
    account: str
    kind: ActKind
    target: str
    detail: str
    reason: str
    until: int
    time: int
    undone: bool
    reversal: Reversal | None
    undoes: int = 0

    @property
    def reversible(self) -> bool:
        """Whether it can be undone."""
        return self.reversal is not None and not self.undone


class ActNoted(Event, frozen=True, gc=False, kw_only=True):
    """An act of moderation was done, and is in the log from now on. The fields are those of `Act`.

    `channel`: its number, 0 for the server; `account`: that of whoever did it, if any. `undoes`: the number
    of the act that this one undid. Of the same channel no more than `keep` acts stay in the log, and none
    from before `since` (ms).
    """

    durable = True
    channel: int
    name: str
    nick: str
    account: str
    kind: ActKind
    time: int
    keep: int
    since: int
    target: str = ""
    detail: str = ""
    reason: str = ""
    until: int = 0
    reversal: Reversal | None = None
    undoes: int = 0
