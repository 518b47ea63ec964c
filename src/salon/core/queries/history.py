"""What of the past is asked for: values that each storage can answer by itself."""

import enum
from typing import NamedTuple

import msgspec

from salon.core.events import MessagePosted


class Kind(enum.Enum):
    """What a history holds beside what was said in words; the values are its names in the database."""

    TAGS = "tagmsg"
    """Messages that are tags alone: reactions and the like."""
    TOPICS = "topic"
    """Changes of the topic."""


class Point(msgspec.Struct, frozen=True):
    """A point of the past: a message, by its number, or else a time (ms)."""

    sequence: int = 0
    time: int | None = None


class HistoryQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Ask for messages of one conversation, at most `limit`; the answer has the oldest first.

    `conversation` is a channel's number, or the key of two people (`conversation_of`). Sequences are above
    `after` and below `before`; with the times of the same kind (ms), also by when it was said, as far as
    time went forward. Where there are more than `limit`, the newest are meant; with `forward`, the
    oldest; with `around`, those on both sides of that point. `between` two points, which are not among them,
    those are meant that are nearest to the first.

    In a channel, what was said while it was closed is seen from `closed_from` on (`SeenChannel`).

    `account`: in place of a conversation, what was said to the account of that number in private, whoever
    said it.

    `reader`: who asks for what two people said to each other (`Person.list_owner`). What one of them was not
    to hear, who blocked its author, is shown to the author alone.

    `unread_by`: who has not read the messages (`Person.list_owner`): what one said oneself is not unread, and
    is left out. 0: nobody.

    `kinds` are asked for beside what was said in words; `reactions` and `redactions`: whether the reactions
    to the messages, and what was deleted among them, are asked for, too.

    `instants`: where the limit falls into what was said at one time, the rest of that is meant, too, up to
    the same number again.
    """

    conversation: int | str
    limit: int
    after: int = 0
    before: int | None = None
    after_time: int | None = None
    before_time: int | None = None
    around: Point | None = None
    between: tuple[Point, Point] | None = None
    forward: bool = False
    closed_from: int = 0
    kinds: frozenset[Kind] = frozenset()
    account: int = 0
    reader: int = 0
    unread_by: int = 0
    reactions: bool = False
    instants: bool = False
    redactions: bool = False


def conversation_of(message: MessagePosted) -> str | None:
    """Return the key of what two people say to each other, whoever speaks; None in a channel.

    Each of them is known by the account, or as a guest by the person's number. A guest's conversations end
    with the guest, so what two guests say to each other is stored without a key.
    """
    if message.channel:
        return None
    source = message.source
    return conversation_between(source.person, source.account_id, message.person, message.recipient_account)


def conversation_between(person: int, account: int, other_person: int, other_account: int) -> str:
    """Return the key under which what two people say to each other is kept; the order does not matter."""
    one, other = party(person, account), party(other_person, other_account)
    return f"{one} {other}" if one <= other else f"{other} {one}"


def party(person: int, account: int) -> str:
    """Return how a conversation names one of two people: by the account, or a guest by the person."""
    return f"@{account}" if account else f"#{person}"


class SeenChannel(NamedTuple):
    """A channel, by its number, and what somebody may read of its past, in sequences (`seen_channel`).

    `closed_from`: from where on what was said while it was closed; `after`: above which anything at all.
    """

    channel: int
    closed_from: int
    after: int = 0


class TargetsQuery(msgspec.Struct, frozen=True):
    """Ask for the conversations of which the last message was said between two times (ms).

    They are the channels, and what an account (0: none) has said to others and was told. The answer has the
    conversation of the oldest last message first, at most `limit`: the newest, or with `forward` the oldest.
    """

    channels: tuple[SeenChannel, ...]
    account: int
    after_time: int
    before_time: int
    limit: int
    forward: bool = False


class Target(NamedTuple):
    """A conversation, as in `HistoryQuery`, and the time (ms) of its last message."""

    conversation: int | str
    time: int


PastQuery = HistoryQuery | TargetsQuery
