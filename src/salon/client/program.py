"""The plain client: joins a wire, a socket and a console until one of them ends.

Knows no wire's lines. Nothing here waits for one side while the other has something to say.
"""

import asyncio
import socket
from collections.abc import Sequence
from contextlib import suppress
from enum import Enum, auto

from salon.client.pace import Pace
from salon.client.secrets import hidden_from
from salon.client.wires import Received, Wire
from salon.terminal.console import Console
from salon.terminal.loop import run
from salon.texts.marks import N_, Translate
from salon.texts.reasons import word_reason

CONNECT_SECONDS = 10.0
LINE_SECONDS = 0.15
"""After how much silence a line is shown whose end has not come: that of the wires themselves."""

PARTING_SECONDS = 10.0
"""How long a server may be silent after the last word before the client goes by itself."""

_READ_SIZE = 65_536
_MOST_UNSENT = 65_536
# A server that asks and does not read is heard no further. One that reads never lets so much wait: a window
# of files in base64, and what was typed.
_MOST_OWED = 4_194_304


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

    Return whether the person ended it, and the server had answered at all.
    """
    return run(_converse(peer, wire, console, translate))


async def _converse(peer: socket.socket, wire: Wire, console: Console, translate: Translate) -> bool:
    try:
        with peer:
            async with console:
                return await Conversation(peer, wire, console, translate).run()
    finally:
        # However it ended: nothing stays of files that are not whole.
        wire.close()


class Happening(Enum):
    """What a conversation waits for."""

    READABLE = auto()
    WRITABLE = auto()
    TYPED = auto()
    INTERRUPT = auto()


class Conversation:
    """What was sent of what was typed, and how the conversation ends."""

    def __init__(self, peer: socket.socket, wire: Wire, console: Console, translate: Translate) -> None:
        self._loop = asyncio.get_running_loop()
        self._peer = peer
        self._wire = wire
        self._console = console
        self._translate = translate
        self._pace = Pace()
        self._happened: set[Happening] = set()
        self._woken = asyncio.Event()
        self._unsent = b""
        self._typing = True
        self._closed = False
        self._said_goodbye = False
        self._parting = ""
        self._loss = translate(N_("the server closed it"))
        self._first = b""
        self._heard = self._loop.time()

    async def run(self) -> bool:
        """Talk; return whether the person ended it, and the server had answered at all."""
        self._peer.setblocking(False)
        console, wire = self._console, self._wire
        console.on_typed = lambda: self._wake(Happening.TYPED)
        console.on_interrupt = lambda: self._wake(Happening.INTERRUPT)
        console.complete = wire.complete
        console.hidden_from = hidden_from
        console.status = self._word_status
        # What was typed before there was anybody to tell.
        self._wake(Happening.TYPED)
        try:
            while not self._closed:
                await self._step()
        finally:
            self._watch(reads=False, writes=False)
        self._show(wire.silence())
        self._show(wire.close())
        if self._parting:
            console.show(self._parting)
        self._drop_waiting()
        if not self._said_goodbye and self._pace.uncertain:
            self._word(N_("Lines that may not have arrived: {count}"), self._pace.uncertain)
        self._tell_loss()
        return self._was_answered and not self._typing

    @property
    def _was_answered(self) -> bool:
        """Whether the server said anything; a web server's refusal, which may or may not come, is nothing."""
        return bool(self._first) and not self._first.startswith(b"HTTP/")

    def _tell_loss(self) -> None:
        """Tell that the person did not end the conversation, or that there was none."""
        if not self._was_answered:
            text = N_(
                "No answer in this protocol."
                " Check that PORT is right, and that --wire names the protocol that is spoken there."
            )
            self._console.tell(self._translate(text))
        elif self._typing:
            text = N_("Connection lost: {reason}.")
            self._console.tell(self._translate(text).format(reason=self._loss))

    def _word_status(self) -> str:
        wire = self._wire
        if not self._typing:
            return self._translate(N_("waiting for the server's goodbye"))
        return wire.around.word(self._pace.uncertain, wire.under_way, self._translate)

    def _wake(self, happening: Happening) -> None:
        self._happened.add(happening)
        self._woken.set()

    async def _wait(self) -> set[Happening]:
        """Return what has happened; nothing, if nothing did for as long as there is patience."""
        self._watch(reads=self._listens, writes=bool(self._unsent))
        with suppress(TimeoutError):
            async with asyncio.timeout(self._patience()):
                await self._woken.wait()
        self._woken.clear()
        happened, self._happened = self._happened, set()
        return happened

    def _watch(self, *, reads: bool, writes: bool) -> None:
        if reads:
            self._loop.add_reader(self._peer, self._wake, Happening.READABLE)
        else:
            self._loop.remove_reader(self._peer)
        if writes:
            self._loop.add_writer(self._peer, self._wake, Happening.WRITABLE)
        else:
            self._loop.remove_writer(self._peer)

    async def _step(self) -> None:
        happened = await self._wait()
        if Happening.INTERRUPT in happened:
            self._interrupt()
        if Happening.WRITABLE in happened:
            self._send()
        if Happening.READABLE in happened:
            self._receive()
        elif not happened and not self._is_busy:
            self._grow_impatient()
        self._pace.look(self._loop.time())
        self._take_typed()
        if self._typing:
            self._show(self._wire.work(self._loop.time()))
        self._console.refresh()

    def _interrupt(self) -> None:
        """End as the end of input does, without what waits; the second time at once."""
        if not self._typing:
            self._closed = True
            return
        self._drop_waiting()
        self._end_typing(self._wire.end_input())

    def _drop_waiting(self) -> None:
        """Forget what was typed and not sent, and tell how much that was."""
        dropped = self._console.drop()
        if dropped:
            self._word(N_("Lines that were not sent: {count}"), dropped)

    def _word(self, text: str, count: int) -> None:
        self._console.tell(self._translate(text).format(count=count))

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
        return None if deadline is None else max(deadline - self._loop.time(), 0.0)

    def _grow_impatient(self) -> None:
        if self._listens:
            self._show(self._wire.silence())
        if not self._typing and self._loop.time() - self._heard >= PARTING_SECONDS:
            self._closed = True

    def _take_typed(self) -> None:
        while self._may_send and (line := self._console.take()) is not None:
            self._wire.around.unread.clear()
            typed = self._wire.type_line(line)
            self._parting = typed.parting
            self._tell(typed.told)
            if typed.ends:
                self._end_typing(typed.data)
            elif typed.data:
                self._unsent += self._pace.send(typed.data, self._loop.time())
        if self._typing and self._console.at_end:
            self._end_typing(self._wire.end_input())

    @property
    def _may_send(self) -> bool:
        return self._typing and self._pace.is_open and len(self._unsent) < _MOST_UNSENT

    def _end_typing(self, last: bytes) -> None:
        self._unsent += last
        self._typing = False
        self._heard = self._loop.time()
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
        except OSError as error:
            self._loss = word_reason(error, self._translate)
            data = b""
        self._heard = self._loop.time()
        if data:
            self._first = self._first or data
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
