"""What the others in a channel hear on the wire `chaines`."""

from salon.core import events
from salon.core.events import Event, MessageKind, MessagePosted
from salon.core.message_events import MessageEdited, MessageReacted, addressed, correction
from salon.wire.dialects.chaines import words
from salon.wire.dialects.plain import in_lines, plain
from salon.wire.dialects.reactions import is_worded

ADMINISTRATORS = frozenset("qao")
"""The letters of the ranks that are administrators here, the main one's first."""


TOLD_MODES = ADMINISTRATORS | {"H"}
"""The letters of changes that each session looks at."""


def bare(channel: str) -> str:
    """Return the name of a channel as this wire writes it: without its sign, where that leaves no other."""
    name = channel.removeprefix("#")
    return channel if name.startswith("#") else name


def signed(name: str) -> str:
    """Return the name that a channel has for everybody else; whoever typed its sign meant that."""
    return f"#{name.removeprefix('#')}"


def said(event: MessagePosted) -> str:
    """Return a message as its channel or its receiver reads it; empty where there is nothing to read."""
    text = "" if event.kind is MessageKind.TAGMSG else plain(addressed(event).text)
    if not text:
        return ""
    form = words.SAID if event.target.startswith("#") else words.SAID_IN_PRIVATE
    return form.format(nick=event.source.nick, text=text)


class ChainesForm:
    """How people hear of the channel that is their current one, and of what is in none; or of the others."""

    __slots__ = ("_current",)

    def __init__(self, *, current: bool) -> None:
        self._current = current

    def render(self, event: Event) -> bytes | None:
        """Return the event's line, the channel in front where it is not the current one."""
        if isinstance(event, MessageEdited):
            event = correction(event)
        if isinstance(event, MessageReacted):
            # To whom it is said finds out each session.
            return None if is_worded(event) else b""
        if isinstance(event, events.ModesChanged):
            # Who gets or loses a rank is told, and all, how long messages are kept from now on.
            told = any(change.letter in TOLD_MODES for change in event.changes)
            return None if told else b""
        if isinstance(event, MessagePosted) and not event.channel:
            # It is the receiver's, or another connection's of the sender.
            return None
        if isinstance(event, MessagePosted) and "\n" in event.text:
            return b"".join(self.render(line) or b"" for line in in_lines(event))
        channel, line = _line(event)
        if not line:
            return b""
        return f"{line}\n".encode() if self._current else f"[{bare(channel)}] {line}\n".encode()


def _line(event: Event) -> tuple[str, str]:
    """Return the channel that an event happened in, and the line that tells of it."""
    if isinstance(event, MessagePosted):
        return event.target, said(event)
    if isinstance(event, events.MemberParted):
        return event.name, words.HAS_LEFT.format(nick=event.source.nick)
    if isinstance(event, events.PersonLeft):
        return "", words.HAS_LEFT.format(nick=event.source.nick)
    if isinstance(event, events.ChannelRenamed):
        return event.name, words.RENAMED.format(channel=bare(event.new_name))
    return "", ""


CURRENT = ChainesForm(current=True)
OTHER = ChainesForm(current=False)
