"""What every wire offers to the rest: a session that turns bytes into commands, and outcomes into bytes.

A session knows the state that it reads, never sockets, clocks, storage or other sessions.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from salon.core.commands import Command
from salon.core.events import Event
from salon.core.queries.past import HistoryRequest
from salon.core.queries.search import Search
from salon.core.replies import Outcome
from salon.core.state import Session


class Form(Protocol):
    """All that changes the bytes of an event: sessions of one form get the same bytes."""

    def render(self, event: Event) -> bytes | None:
        """Return the event's bytes; empty: not for this form; None: each session shows it in its own way."""


class _NoForm:
    """Nothing of it is heard."""

    def render(self, _event: Event) -> bytes | None:
        """Return nothing."""
        return b""


NO_FORM: Form = _NoForm()
"""The form of sessions that hear nothing of a channel, or of the chat at all."""


class Request(Protocol):
    """One thing that a peer asked for, complete but not yet interpreted. `cost` is in messages."""

    @property
    def cost(self) -> float:
        """How much of its allowance of messages it uses up."""

    @property
    def size(self) -> int:
        """How many bytes it came in."""

    @property
    def is_sign_of_life(self) -> bool:
        """Whether it is no more than that, or asks for one: the answer depends on nothing in the chat."""


@dataclass(slots=True)
class Pieces:
    """How a peer reads that takes each piece it receives for a whole.

    `most`: the bytes that it reads at a time, 0 where it reads any number; `alone`: a line, with its end,
    that it knows only in a piece of its own.
    """

    most: int = 0
    alone: bytes = b""


Later = Iterator[object] | HistoryRequest | Search
"""What takes longer: an answer of many lines, each step of which puts some to the output; or the past."""


class WireSession(Protocol):
    """One peer's conversation in one wire's language.

    Requests are made at once from bytes, in any split, and interpreted when their turn comes, because what
    they mean depends on what those before them did. `closing` says why the session is to end, when it is.
    """

    closing: str
    # A request has changed the forms: those who hold them have to ask anew.
    forms_changed: bool
    # What the request under way, or what has happened, is still to be answered with, in this order.
    later: deque[Later]

    @property
    def language(self) -> str:
        """The code of the language in which its peer is written to; empty: the server's."""

    @property
    def resumable(self) -> bool:
        """Whether another connection can go on in its place."""

    @property
    def impatient(self) -> bool:
        """Whether its silences may be shorter than those that are looked for in passing."""

    @property
    def pieces(self) -> Pieces | None:
        """How the peer reads, one object from start to end; None: a stream, as TCP has it."""

    @property
    def form(self) -> Form:
        """The form in which the session hears of what is in no channel."""

    def form_in(self, channel: int) -> Form:
        """Return the form in which the session hears of what happens in a channel."""

    @property
    def deadline(self) -> float | None:
        """When `silence` is to be called if nothing comes before, in seconds of the given clock."""

    def receive_data(self, data: bytes, now: float) -> Sequence[Request]:
        """Take bytes; return the requests that they complete. `now` is in seconds, and never goes back."""

    def receive_eof(self) -> Sequence[Request]:
        """Take the end of the peer's stream; return what it completes."""

    def silence(self, now: float) -> Sequence[Request]:
        """Take the silence that lasted until `deadline`."""

    def interpret(self, request: Any, now: int) -> list[Command]:
        """Return the commands of a request; what the wire answers by itself goes to the output. `now`: ms."""

    def show(self, outcome: Outcome, now: int, *, own: bool) -> None:
        """Put to the output what concerns this session; `own`: it comes of its request under way."""

    def finish(self) -> None:
        """Take note that the request under way is done."""

    def say_goodbye(self, reason: str) -> None:
        """Put the last words to the output, for a peer that never registered."""

    def take_output(self) -> bytes:
        """Return what has been put to the output, and forget it."""


class Wire(NamedTuple):
    """What a listener speaks: a name, what makes the server's side of a new connection, and what it can.

    `takes_files`: it has lines for files. `administrator`: whoever speaks it may do what an operator may.
    """

    name: str
    make: Callable[[Session], WireSession]
    takes_files: bool = False
    administrator: bool = False
