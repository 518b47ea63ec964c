"""How far somebody has read, on wires that show all that is said and ask nobody: for /UNREAD.

What was said since the connection speaks for somebody is shown as it is said. So it is read, but in a channel
in which there was more before that they have not asked for yet.
"""

from typing import Final

from salon.core.commands import Command, MarkRead
from salon.core.queries.past import ReadUnread
from salon.core.replies import UnreadShown
from salon.core.state import Channel, Person
from salon.texts.marks import N_, Translate

SELDOM: Final = 60_000
"""Milliseconds between two marks that are made because somebody speaks."""


def word_unread(reply: UnreadShown, translate: Translate) -> str:
    """Return the line that says how much is unread in a channel."""
    name = reply.channel.removeprefix("#")
    if not reply.count:
        return translate(N_("{channel}: nothing new")).format(channel=name)
    text = N_("{channel}: {count} new, {mentions} with your name")
    if reply.more:
        text = N_("{channel}: more than {count} new, {mentions} of the last ones with your name")
    return translate(text).format(channel=name, count=reply.count, mentions=reply.mentions)


class Reading:
    """What one session has shown of its channels."""

    def __init__(self) -> None:
        self._since = 0
        self._caught_up: set[int] = set()
        self._marked: dict[int, int] = {}

    def begin(self, sequence: int) -> None:
        """Show what has this number or a higher one, as it is said."""
        self._since = sequence
        self._caught_up.clear()
        self._marked.clear()

    def catch_up(self, channel: int) -> None:
        """Take note that nothing is left in a channel that was said before."""
        self._caught_up.add(channel)

    def count(self, channel: Channel) -> ReadUnread:
        """Return what asks how much was said in a channel that was not shown."""
        return ReadUnread(channel.id, self._since)

    def read(self, reader: Person, channel: Channel, now: int) -> list[Command]:
        """Mark a channel as read, for its last messages were asked for."""
        self.catch_up(channel.id)
        return self._mark(reader, channel, now)

    def speak(self, reader: Person, channel: Channel, now: int) -> list[Command]:
        """Mark a channel as read, for somebody speaks there who has read all."""
        if channel.id not in self._caught_up or now - self._marked.get(channel.id, 0) < SELDOM:
            return []
        return self._mark(reader, channel, now)

    def leave(self, reader: Person, now: int) -> list[Command]:
        """Mark all channels as read in which nothing was left."""
        channels = [its for its in reader.channels.values() if its.id in self._caught_up]
        return [mark for its in channels for mark in self._mark(reader, its, now)]

    def _mark(self, reader: Person, channel: Channel, now: int) -> list[Command]:
        self._marked[channel.id] = now
        # What a guest has read ends with the visit.
        return [MarkRead(channel.name, now)] if reader.account_id else []
