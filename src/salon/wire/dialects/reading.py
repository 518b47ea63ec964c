"""How far somebody has read, on wires that show all that is said and ask nobody: for /UNREAD.

What was said since the connection speaks for somebody is shown as it is said. So it is read, but in a channel
in which there was more before that they have not asked for yet.
"""

from typing import Final

from salon.core.commands import Command, MarkRead
from salon.core.queries.history import Point
from salon.core.queries.past import Page, ReadPage, ReadUnread
from salon.core.replies import HistoryShown, UnreadShown
from salon.core.state import Channel, Person, State
from salon.texts.marks import N_, Translate

SELDOM: Final = 60_000
"""Milliseconds between two marks that are made because somebody speaks."""

NOTHING_NEW = N_("{channel}: nothing new")


def word_unread(reply: UnreadShown, translate: Translate) -> str:
    """Return the line that says how much is unread in a channel."""
    name = reply.channel.removeprefix("#")
    if not reply.count:
        return translate(NOTHING_NEW).format(channel=name)
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
        # Up to where messages were shown that were said before: the last one, and its time.
        self._shown: dict[int, tuple[int, int]] = {}

    def begin(self, sequence: int) -> None:
        """Show what has this number or a higher one, as it is said."""
        self._since = sequence
        self._caught_up.clear()
        self._marked.clear()
        self._shown.clear()

    def catch_up(self, channel: int) -> None:
        """Take note that nothing is left in a channel that was said before."""
        self._caught_up.add(channel)

    def is_caught_up(self, channel: int) -> bool:
        """Tell whether nothing is known to be left in a channel that was said before."""
        return channel in self._caught_up

    def count(self, channel: Channel) -> ReadUnread:
        """Return what asks how much was said in a channel that was not shown."""
        return ReadUnread(channel.id, self._since)

    def go_on(self, state: State, reader: Person, channel: Channel, count: int) -> ReadPage:
        """Return what asks for the next messages that one has not read."""
        sequence, _ = self._shown.get(channel.id, (0, 0))
        marker = state.read_markers.of(reader.list_owner, channel.id)
        if sequence:
            point = Point(sequence)
        elif marker is not None:
            point = Point(time=marker)
        else:
            point = Point(channel.members[reader.id].joined)
        return ReadPage(Page.AFTER, channel.name, count, point, reactions=True, unread=True)

    def take_page(self, channel: Channel, page: HistoryShown) -> None:
        """Take note of what was shown, beginning at the first message that was not read."""
        if page.events:
            last = page.events[-1]
            self._shown[channel.id] = last.sequence, last.time
        if page.complete:
            self.catch_up(channel.id)

    def stop(self, reader: Person, channel: Channel) -> list[Command]:
        """Mark as read what was shown of the messages that were not."""
        _, time = self._shown.get(channel.id, (0, 0))
        return [MarkRead(channel.name, time)] if time and reader.account_id else []

    def read(self, reader: Person, channel: Channel, now: int) -> list[Command]:
        """Mark a channel as read, for its last messages were asked for."""
        self.catch_up(channel.id)
        self._shown.pop(channel.id, None)
        return self._mark(reader, channel, now)

    def speak(self, reader: Person, channel: Channel, now: int) -> list[Command]:
        """Mark a channel as read, for somebody speaks there who has read all."""
        if channel.id not in self._caught_up or now - self._marked.get(channel.id, 0) < SELDOM:
            return []
        return self._mark(reader, channel, now)

    def leave(self, reader: Person, now: int) -> list[Command]:
        """Mark all channels as read, as far as they were shown."""
        marks = []
        for its in reader.channels.values():
            marks += self._mark(reader, its, now) if its.id in self._caught_up else self.stop(reader, its)
        return marks

    def _mark(self, reader: Person, channel: Channel, now: int) -> list[Command]:
        self._marked[channel.id] = now
        # What a guest has read ends with the visit.
        return [MarkRead(channel.name, now)] if reader.account_id else []
