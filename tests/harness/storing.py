"""What tests of the storage share: events to store, and ways to call threads' answers back."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from queue import SimpleQueue
from typing import Any

import apsw

from salon.core.asks import leaves
from salon.core.events import Event, MessageKind, MessagePosted, Source
from salon.core.queries.history import HistoryQuery
from salon.storage.migrations import transaction
from salon.storage.port import Messages, Storage
from salon.storage.rows import statements_of

ALICE = Source(1, "Alice", "alice", "a.example", "alice", False, "Alice!alice@a.example", 1)
CHILD_ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
"""The environment in which a child process imports what this one does."""


@contextmanager
def child(program: str, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Run a program that says on a line that it is ready, and then reads until its end."""
    with subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=CHILD_ENVIRONMENT,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        try:
            yield process
        finally:
            process.kill()


DURABLE = {kind for kind in leaves(Event) if kind.durable}
"""The kinds of events that a storage keeps."""

AMELIE = Source(2, "Amélie", "~a", "b.example", bot=True, mask="Amélie!~a@b.example")


def said(
    sequence: int,
    text: str = "bonjour",
    *,
    channel: int = 1,
    source: Source = ALICE,
    kind: MessageKind = MessageKind.PRIVMSG,
    rank: int = 0,
) -> MessagePosted:
    """Make a message to a channel."""
    return MessagePosted(
        source, kind, f"#{channel}", text, sequence, 1_000_000 + sequence, channel=channel, rank=rank
    )


def write(storage: Storage, *events: Event) -> None:
    """Write events in one batch."""
    storage.prepare(events).write()


def execute(connection: apsw.Connection, *events: Event) -> None:
    """Execute what a batch of events would, in one transaction."""
    with transaction(connection):
        for sql, values in statements_of(events):
            connection.execute(sql, values)


def read(
    reader: Messages, conversation: int | str = 1, limit: int = 1_000_000, **wish: Any
) -> list[MessagePosted]:
    """Read what was said in a conversation; `wish` is whatever else a query asks for."""
    events = reader.read(HistoryQuery(conversation=conversation, limit=limit, **wish))
    return [event for event in events if isinstance(event, MessagePosted)]


def numbers(reader: Messages, conversation: int | str = 1, limit: int = 1_000_000, **wish: Any) -> list[int]:
    """Return the sequences of what `read` returns."""
    return [event.sequence for event in read(reader, conversation, limit, **wish)]


def sequences(storage: Storage, channel: int = 1) -> Sequence[int]:
    """Return the sequences of a channel's lines, as a reader sees them now."""
    with closing(storage.reader()) as reader:
        return numbers(reader, channel)


class Loop:
    """Stands in for the event loop: other threads hand it calls, and `run` makes the next ones."""

    def __init__(self) -> None:
        self._calls: SimpleQueue[Callable[[], None]] = SimpleQueue()

    def call_soon_threadsafe(self, call: Callable[[], None]) -> None:
        """Take a call from any thread."""
        self._calls.put(call)

    @property
    def waiting(self) -> int:
        """How many calls have been handed in and not yet made."""
        return self._calls.qsize()

    def run(self, count: int) -> None:
        """Make the next `count` calls, and wait for these if need be, at most ten seconds each."""
        for _ in range(count):
            self._calls.get(timeout=10)()
