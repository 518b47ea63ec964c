"""What of the past somebody asks for, and may see: a value that each storage can answer by itself."""

import enum

import msgspec

from salon.core.events import MessagePosted


class Kind(enum.Enum):
    """What a history holds beside what was said in words; the values are its names in the database."""

    TAGS = "tagmsg"
    """Messages that are tags alone: reactions and the like."""
    TOPICS = "topic"
    """Changes of the topic."""


class HistoryQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Ask for messages of one conversation, at most `limit`; the answer has the oldest first.

    `conversation` is a channel's number, or the key of two people (`conversation_of`). Sequences are above
    `after` and below `before`. Where there are more than `limit`, the newest are meant; with `forward`, the
    oldest; with `around`, those on both sides of that sequence.

    In a channel, whoever asks sees what was said while it was open, from `joined` on, and in the closure in
    which they were let in (`closure`, 0: the channel was open then). With neither, all of it.

    `kinds` are asked for beside what was said in words. `text` is for storages that can search.
    """

    conversation: int | str
    limit: int
    after: int = 0
    before: int | None = None
    around: int | None = None
    forward: bool = False
    joined: int = 0
    closure: int = 0
    kinds: frozenset[Kind] = frozenset()
    text: str = ""

    @property
    def sees_closed_from(self) -> int:
        """The sequence from which whoever asks sees what was said while the channel was closed.

        A closure is unbroken: what was said from its beginning on was said in it, or after they joined.
        """
        return self.closure or self.joined


def conversation_of(message: MessagePosted) -> str | None:
    """Return the key of what two people say to each other, whoever speaks; None in a channel.

    Each of them is known by the account, or as a guest by the person's number: a guest's conversations end
    with the guest.
    """
    if message.channel:
        return None
    source = message.source
    return conversation_between(source.person, source.account, message.person, message.recipient_account)


def conversation_between(
    person: int, account: str | None, other_person: int, other_account: str | None
) -> str:
    """Return the key under which what two people say to each other is kept; the order does not matter."""
    one = f"#{person}" if account is None else f"@{account}"
    other = f"#{other_person}" if other_account is None else f"@{other_account}"
    return f"{one} {other}" if one <= other else f"{other} {one}"
