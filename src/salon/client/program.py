"""The plain client: joins a wire, a socket and a console until one of them ends.

Knows no wire's lines. Nothing here waits for one side while the other has something to say.
"""

import select
import signal
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from salon.client.pace import Pace
from salon.client.wires import Received, Wire
from salon.terminal.console import Console
from salon.texts.marks import N_, Translate
from salon.texts.reasons import word_reason

CONNECT_SECONDS = 10.0
LINE_SECONDS = 0.15
"""After how much silence a line is shown whose end has not come: that of the wires themselves."""

PARTING_SECONDS = 10.0
"""How long a server may be silent after the last word before the client goes by itself."""

_READ_SIZE = 65_536
_MOST_UNSENT = 65_536
_MOST_WAITING = 10_000
# A server that asks and does not read is heard no further. One that reads never lets so much wait: a window
# of files in base64, and what was typed.
_MOST_OWED = 4_194_304

_INTERRUPTS = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}


class CannotConnect(Exception):  # noqa: N818 - named for the fact
    """There is no conversation; the text says why."""


def connect(host: str, port: int, translate: Translate) -> socket.socket:
    """Return a connection, or raise CannotConnect."""
    try:
        return socket.create_connection((host, port), CONNECT_SECONDS)
    except (OSError, ValueError) as error:
        text = N_(
            "Cannot connect to {host} port {port}: {reason}."
            " Check that HOST and PORT are right and that the server is started."
        )
        reason = word_reason(error, translate)
        raise CannotConnect(translate(text).format(host=host, port=port, reason=reason)) from error


def converse(peer: socket.socket, wire: Wire, console: Console, translate: Translate) -> bool:
    """Let a person and a server talk until either ends it.

    Return whether all was sent that was typed before the person ended it.
    """
    # Ended from outside, it still has to say goodbye, and to leave nothing of files that are not whole.
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with peer:
            return Conversation(peer, wire, console, translate).run()
    finally:
        signal.signal(signal.SIGTERM, before)
        wire.close()


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Hold interrupts back: one between a step and the note of it would have it done twice."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _INTERRUPTS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _interruptible() -> Iterator[None]:
    """Let in the interrupts that were held back, and those that come."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _INTERRUPTS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_BLOCK, _INTERRUPTS)


class Conversation:
    """What was sent of what was typed, and how the conversation ends."""

    def __init__(self, peer: socket.socket, wire: Wire, console: Console, translate: Translate) -> None:
        self._peer = peer
        self._wire = wire
        self._console = console
        self._translate = translate
        self._pace = Pace()
        self._unsent = b""
        self._typing = True
        self._closed = False
        self._said_goodbye = False
        self._parting = ""
        self._heard = time.monotonic()

    def run(self) -> bool:
        """Talk; return whether all was sent that was typed before the person ended it."""
        self._peer.setblocking(False)
        with _uninterrupted():
            while not self._closed:
                try:
                    self._step()
                except KeyboardInterrupt:
                    if not self._typing:
                        break
                    self._drop_waiting()
                    self._end_typing(self._wire.end_input())
        self._show(self._wire.silence())
        self._show(self._wire.close())
        if self._parting:
            self._console.show(self._parting)
        dropped = self._drop_waiting()
        if not self._said_goodbye and self._pace.uncertain:
            self._word(N_("Lines that may not have arrived: {count}"), self._pace.uncertain)
        return not (dropped and self._typing)

    def _drop_waiting(self) -> int:
        """Forget what was typed and not sent, and tell how much that was."""
        dropped = self._console.drop()
        if dropped:
            self._word(N_("Lines that were not sent: {count}"), dropped)
        return dropped

    def _word(self, text: str, count: int) -> None:
        self._console.tell(self._translate(text).format(count=count))

    def _step(self) -> None:
        wants_keys = (
            self._typing and len(self._unsent) < _MOST_UNSENT and self._console.waiting < _MOST_WAITING
        )
        sources: list[socket.socket | Console] = []
        if self._listens:
            sources.append(self._peer)
        if wants_keys:
            sources.append(self._console)
        sinks = [self._peer] if self._unsent else []
        with _interruptible():
            readable, writable, _ = select.select(sources, sinks, [], self._patience())
        if writable:
            self._send()
        if self._peer in readable:
            self._receive()
        elif not readable and not writable and not self._is_busy:
            self._grow_impatient()
        if self._console in readable:
            self._console.fill()
        self._pace.look(time.monotonic())
        self._take_typed()
        if self._typing:
            self._show(self._wire.work(time.monotonic()))

    @property
    def _listens(self) -> bool:
        return len(self._unsent) < _MOST_OWED

    @property
    def _is_busy(self) -> bool:
        return self._typing and self._wire.is_busy

    def _patience(self) -> float | None:
        if self._is_busy:
            return 0.0
        if self._listens and self._wire.is_amid_line:
            return LINE_SECONDS
        if not self._typing:
            return PARTING_SECONDS
        deadline = self._pace.deadline
        return None if deadline is None else max(deadline - time.monotonic(), 0.0)

    def _grow_impatient(self) -> None:
        if self._listens:
            self._show(self._wire.silence())
        if not self._typing and time.monotonic() - self._heard >= PARTING_SECONDS:
            self._closed = True

    def _take_typed(self) -> None:
        while self._typing and self._pace.is_open and (line := self._console.take()) is not None:
            typed = self._wire.type_line(line)
            self._parting = typed.parting
            self._tell(typed.told)
            if typed.ends:
                self._end_typing(typed.data)
            elif typed.data:
                self._unsent += self._pace.send(typed.data, time.monotonic())
        if self._typing and self._console.at_end:
            self._end_typing(self._wire.end_input())

    def _end_typing(self, last: bytes) -> None:
        self._unsent += last
        self._typing = False
        self._heard = time.monotonic()
        # A server that does not let go has no time to go on with files.
        self._show(self._wire.close())

    def _send(self) -> None:
        try:
            sent = self._peer.send(self._unsent)
        except BlockingIOError:
            return
        except OSError:
            # What the server said before it went is still to be read, and that it went is found there.
            self._unsent = b""
            return
        self._unsent = self._unsent[sent:]
        if not self._unsent and not self._typing:
            with suppress(OSError):
                self._peer.shutdown(socket.SHUT_WR)

    def _receive(self) -> None:
        try:
            data = self._peer.recv(_READ_SIZE)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        self._heard = time.monotonic()
        if data:
            self._show(self._wire.receive(data))
        else:
            # Behind the last word, the server's end says that everything before it is done.
            self._said_goodbye = not self._typing and not self._unsent
            self._closed = True

    def _show(self, received: Received) -> None:
        if received.lines:
            self._console.show(*received.lines)
        self._tell(received.told)
        if received.is_answer:
            self._pace.take_answer()
        if self._typing or self._unsent:
            self._unsent += received.reply

    def _tell(self, lines: Sequence[str]) -> None:
        if lines:
            self._console.tell(*lines)
