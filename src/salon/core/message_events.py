"""What has become of messages after they were said."""

import re

from msgspec import structs

from salon.core.events import Event, MessageKind, MessagePosted, Reach, Source, TopicChanged


class MessageRedacted(Event, frozen=True, gc=False):
    """A message was deleted: its words are nowhere any more.

    `target` is where it was said: the channel's name, or the nick of `person`. `author`: the nick of who
    said it, where somebody else has deleted it.
    """

    reach = Reach.TARGET
    durable = True
    source: Source
    sequence: int
    target: str
    channel: int
    person: int
    reason: str
    time: int
    author: str = ""


class MessageEdited(Event, frozen=True, gc=False):
    """Somebody gave a message of theirs another text. `target`, `channel` and `person` are as above.

    `unheard`: the other one heard it and blocks the author since; so nothing of it is kept.
    """

    reach = Reach.TARGET
    durable = True
    source: Source
    sequence: int
    target: str
    channel: int
    person: int
    text: str
    time: int
    kind: MessageKind = MessageKind.PRIVMSG
    unheard: bool = False


class MessageReacted(Event, frozen=True, gc=False):
    """Somebody reacted to a message, or took that back; what they react with is once there for each person.

    `target`, `channel` and `person` are as above, `rank` as in `MessagePosted`. For wires that word it:
    `author` is whose message it is, as `Person.list_owner`, and `excerpt` how that begins. `tags`: the
    sender's others, as they were written. `told`: a message says it, too. `unheard` is as above.
    """

    reach = Reach.CONVERSATION
    durable = True
    source: Source
    sequence: int
    target: str
    channel: int
    person: int
    reaction: str
    time: int
    adding: bool = True
    rank: int = 0
    author: int = 0
    excerpt: str = ""
    tags: str = ""
    told: bool = False
    unheard: bool = False

    @property
    def owner(self) -> int:
        """Whose it is: an account, or a guest below 0."""
        return self.source.account_id or -self.source.person


REACT, UNREACT = "+draft/react", "+draft/unreact"
"""The client's tags of a message that is a reaction, or takes one back (react)."""


Said = MessagePosted | TopicChanged | MessageReacted | MessageRedacted
"""What a history holds; a reaction stands behind its message, a redaction in the place of one."""


def kept_tags(tags: str) -> str:
    """Return the tags that stay with a message: its reaction to another is kept with that one."""
    if "react" not in tags:
        return tags
    return ";".join(tag for tag in tags.split(";") if tag.partition("=")[0] not in {REACT, UNREACT})


class ConversationRead(Event, frozen=True, gc=False):
    """Somebody has read a conversation up to a time (`read`, ms); nobody else is told.

    `owner` and `conversation` are as in `ReadMarkers`; `target` is the channel's name, or the other's nick.
    """

    reach = Reach.PERSON
    durable = True
    source: Source
    owner: int
    conversation: int | str
    target: str
    read: int
    time: int


class GuestRemembered(Event, frozen=True, gc=False):
    """An account has talked with a guest of this nick, as the messages on the disk tell."""

    account: int
    guest: int
    nick: str


def in_one_line(text: str) -> str:
    """Return a text of several lines as one line."""
    return " ".join(line for line in text.split("\n") if line)


def correction(event: MessageEdited) -> MessagePosted:
    """Return how people correct themselves where nothing can be edited: `* text`, in one line."""
    text = event.text
    words = text[len("\x01ACTION ") :].removesuffix("\x01") if text.startswith("\x01") else text
    said = f"* {in_one_line(words)}" if "\n" in words else f"* {words}"
    place = event.channel, event.person
    return MessagePosted(event.source, event.kind, event.target, said, 0, event.time, *place, live=True)


def addressed(event: MessagePosted) -> MessagePosted:
    """Return a reply as people write one where a message cannot refer to another: `NICK: text`.

    It stays as it is where its words name that person already, or are no words to anybody.
    """
    nick, text = event.answered, event.text
    if not nick or text.startswith("\x01"):
        return event
    named = re.search(rf"(?<!\w){re.escape(nick)}(?!\w)", text, re.IGNORECASE)
    if named:
        return event
    joins = tuple(join + len(nick) + len(": ") for join in event.joins)
    return structs.replace(event, text=f"{nick}: {text}", answered="", joins=joins)
