"""A WebSocket connection: messages to the hub, each as a line, and the far end of an outbox.

What is written has been framed before, once for all who get it. Knows nothing of what a line means, nor how
the connection came to be one of WebSocket.
"""

import asyncio

from salon.delivery.session import LiveSession
from salon.gateways.admission import Admission
from salon.gateways.frames import BadFrame, CloseCode, FrameReader, Opcode, close_frame, frame
from salon.gateways.tcp import HIGH_WATER, LINGER_SECONDS
from salon.texts.marks import N_
from salon.wire.session import Wire

MESSAGE_BYTES = 16_384
"""Largest message: a line of IRC with all its tags, and room for the wire itself to refuse a longer one."""


class WebSocketConnection:
    """One connection after its handshake. `opcode`: the kind of message that it is for; None: either."""

    __slots__ = (
        "_is_closing",
        "_lines",
        "_linger",
        "_link",
        "_loop",
        "_opcode",
        "_reader",
        "_transport",
        "ended",
        "hub",
    )

    def __init__(
        self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop, opcode: Opcode | None
    ) -> None:
        self._transport = transport
        self._loop = loop
        self._opcode = opcode
        # None: the peer has sent what it may not, and nothing that it sends is looked at any more.
        self._reader: FrameReader | None = FrameReader(MESSAGE_BYTES)
        self._link: LiveSession | None = None
        # What the frames of one read say.
        self._lines: list[bytes] = []
        self._is_closing = False
        self._linger: asyncio.TimerHandle | None = None
        # Done when the connection is gone.
        self.ended: asyncio.Future[None] = loop.create_future()

    def open(self, admission: Admission, wire: Wire, address: str) -> None:
        """Open the session."""
        self.hub = admission.hub
        self._link = admission.open(wire, self, address, secure=False)

    def feed_data(self, data: bytes) -> tuple[bool, bytes]:
        """Take bytes from the peer; as aiohttp asks, return whether it was the end, and what is left over."""
        if self._reader is None or (self._link is None and not self._is_closing):
            return False, b""
        try:
            for opcode, payload in self._reader.feed(data):
                self._take(opcode, payload)
            self._hand_on()
        except BadFrame as bad:
            self._hand_on()
            self._fail(bad.code)
        return False, b""

    def feed_eof(self) -> None:
        """Take note that nothing more comes."""

    def _take(self, opcode: Opcode, payload: bytes) -> None:
        if opcode is Opcode.CLOSE:
            self._take_close()
        elif self._link is None:
            pass  # it is closing: only the end is waited for
        elif opcode is Opcode.PING:
            # One who does not read gets no more of them.
            if self._transport.get_write_buffer_size() < HIGH_WATER:
                self.write(frame(Opcode.PONG, payload))
            # Nothing is for nothing: it counts as a line without anything in it.
            self._lines.append(b"")
        elif opcode is Opcode.PONG:
            self._lines.append(b"")
        elif self._opcode is None or opcode is self._opcode:
            self._lines.append(payload)
        else:
            raise BadFrame(CloseCode.UNSUPPORTED)

    def _hand_on(self) -> None:
        """Hand on the lines of one read together, as those of a stream come: a flood is then known as one."""
        if self._lines and self._link is not None:
            data = b"\n".join([*self._lines, b""])
            self._lines.clear()
            self.hub.receive(self._link, data)

    def _take_close(self) -> None:
        if self._is_closing:
            # The answer to ours: both sides have said it (RFC 6455, 7.1.1).
            self._transport.close()
        elif self._link is not None:
            # What was asked before is answered, then the hub closes.
            self._hand_on()
            self.hub.receive_eof(self._link)

    def _fail(self, code: CloseCode) -> None:
        """End the session for what the peer has sent; it is told the code.

        Nothing of it is read any more, its answer neither (RFC 6455, 7.1.7): what is kept of a frame that
        cannot be would grow with all that comes.
        """
        self._reader = None
        self._say_close(code)
        self._forget(N_("Connection closed"))

    def _say_close(self, code: CloseCode) -> None:
        if not self._is_closing and not self._transport.is_closing():
            self._is_closing = True
            self._transport.write(close_frame(code))
            self._linger = self._loop.call_later(LINGER_SECONDS, self._transport.abort)

    def _forget(self, reason: str) -> None:
        link, self._link = self._link, None
        if link is not None:
            self.hub.lost(link, reason)

    def lost(self, exc: BaseException | None) -> None:
        """Take note that the connection is gone."""
        if self._linger is not None:
            self._linger.cancel()
        self._forget(N_("Connection closed") if exc is None else N_("Connection lost"))
        if not self.ended.done():
            self.ended.set_result(None)

    def congest(self, *, congested: bool) -> None:
        """Note that the peer reads too slowly, or has caught up."""
        if self._link is not None:
            self._link.outbox.congested = congested
            if not congested:
                self.hub.drained(self._link)

    # --- the far end of an outbox ---------------------------------------------------------------

    def write(self, data: bytes) -> None:
        """Write frames; into a connection that is gone or about to go, they are gone too."""
        if not self._is_closing and not self._transport.is_closing():
            self._transport.write(data)

    def unread(self) -> int:
        """Return how many bytes wait in the transport."""
        return self._transport.get_write_buffer_size()

    def pause(self, *, paused: bool) -> None:
        """Stop reading, or go on."""
        if self._transport.is_closing():
            return
        if paused:
            self._transport.pause_reading()
        else:
            self._transport.resume_reading()

    def close(self) -> None:
        """Say that it ends; close when the peer has said so, too, or after a while all the same."""
        self._say_close(CloseCode.NORMAL)
        self.pause(paused=False)

    def abort(self) -> None:
        """Close at once."""
        self._transport.abort()
