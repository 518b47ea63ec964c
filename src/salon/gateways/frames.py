"""Reads what a WebSocket client sends: bytes in, in any split; whole messages out (RFC 6455).

Neither sockets nor what a message means are known here. Whatever a peer may choose is bounded: the size of a
message before any of it is kept, the frames of a message, the frames that are read at one time.
"""

from enum import IntEnum

from salon.wire.framing import encode_length


class Opcode(IntEnum):
    """What a frame is (RFC 6455, 5.2)."""

    CONTINUATION = 0x0
    TEXT = 0x1
    BINARY = 0x2
    CLOSE = 0x8
    PING = 0x9
    PONG = 0xA


class CloseCode(IntEnum):
    """Why a connection ends (RFC 6455, 7.4.1)."""

    NORMAL = 1000
    GOING_AWAY = 1001
    PROTOCOL_ERROR = 1002
    UNSUPPORTED = 1003
    NOT_UTF8 = 1007
    POLICY = 1008
    TOO_BIG = 1009


FRAGMENTS = 64
"""Frames that one message may come in: a line of chat has no reason for more."""

FRAMES_AT_ONCE = 200
"""Frames that one read may bring, a millisecond of work; more are a flood. All connections of an address may
bring so many in the same turn of the loop."""

_CONTROL_BYTES = 125
"""Longest payload of a control frame (RFC 6455, 5.5)."""


class BadFrame(Exception):  # noqa: N818 - named for the fact
    """A peer has sent what it may not send; `code` is what it is told."""

    def __init__(self, code: CloseCode) -> None:
        super().__init__(code.name)
        self.code = code


Message = tuple[Opcode, bytes]


def frame(opcode: Opcode, payload: bytes = b"") -> bytes:
    """Return a frame as a server sends it: final, and not masked."""
    return bytes((0x80 | opcode,)) + encode_length(len(payload)) + payload


def close_frame(code: CloseCode) -> bytes:
    """Return the frame that ends a connection."""
    return frame(Opcode.CLOSE, code.to_bytes(2, "big"))


class FrameReader:
    """Keeps a frame until all of it has come, and a message until its last frame has."""

    __slots__ = ("_buffer", "_fragments", "_limit", "_opcode", "_size")

    def __init__(self, limit: int) -> None:
        """Take the largest message that is let through, in bytes."""
        self._limit = limit
        self._buffer = bytearray()
        # The message under way: what it is, and its frames so far.
        self._opcode: Opcode | None = None
        self._fragments: list[bytes] = []
        self._size = 0

    def feed(self, data: bytes) -> list[Message]:
        """Take the next bytes; return the messages and control frames that they complete. Raises BadFrame."""
        buffer = self._buffer
        buffer += data
        messages: list[Message] = []
        at = frames = 0
        while (header := self._header(at)) is not None:
            final, opcode, start, size = header
            end = start + size
            if end > len(buffer):
                break
            frames += 1
            if frames > FRAMES_AT_ONCE:
                raise BadFrame(CloseCode.POLICY)
            payload = _unmasked(bytes(buffer[start:end]), bytes(buffer[start - 4 : start]))
            at = end
            if opcode >= Opcode.CLOSE:
                messages.append((opcode, payload))
            elif (message := self._add(opcode, payload, final=final)) is not None:
                messages.append(message)
        del buffer[:at]
        return messages

    def _header(self, at: int) -> tuple[bool, Opcode, int, int] | None:
        """Return of the frame that begins at a place: is it final, what it is, where its payload is."""
        buffer = self._buffer
        if len(buffer) - at < 2:
            return None
        first, second = buffer[at], buffer[at + 1]
        # No extension is ever agreed on, and a client masks what it sends (RFC 6455, 5.1 and 5.2).
        if first & 0x70 or not second & 0x80 or first & 0x0F not in _OPCODES:
            raise BadFrame(CloseCode.PROTOCOL_ERROR)
        opcode, final = Opcode(first & 0x0F), bool(first & 0x80)
        size, start = second & 0x7F, at + 2
        if opcode >= Opcode.CLOSE and (size > _CONTROL_BYTES or not final):
            raise BadFrame(CloseCode.PROTOCOL_ERROR)
        if size > _CONTROL_BYTES:
            more = 2 if size == _CONTROL_BYTES + 1 else 8
            if len(buffer) < start + more:
                return None
            size = int.from_bytes(buffer[start : start + more], "big")
            start += more
        self._check(opcode, size)
        # Four bytes of mask come before the payload.
        return final, opcode, start + 4, size

    def _check(self, opcode: Opcode, size: int) -> None:
        """Refuse a frame that is not due, or too large, as soon as its header is there."""
        if opcode >= Opcode.CLOSE:
            return
        if (opcode is Opcode.CONTINUATION) is (self._opcode is None):
            raise BadFrame(CloseCode.PROTOCOL_ERROR)
        if self._size + size > self._limit:
            raise BadFrame(CloseCode.TOO_BIG)
        if len(self._fragments) >= FRAGMENTS:
            raise BadFrame(CloseCode.POLICY)

    def _add(self, opcode: Opcode, payload: bytes, *, final: bool) -> Message | None:
        """Add a frame to the message under way, and return the message once it is whole."""
        if opcode is not Opcode.CONTINUATION:
            self._opcode = opcode
        self._fragments.append(payload)
        self._size += len(payload)
        if not final or self._opcode is None:
            return None
        opcode, whole = self._opcode, b"".join(self._fragments)
        self._opcode, self._size = None, 0
        self._fragments.clear()
        if opcode is Opcode.TEXT:
            try:
                whole.decode()  # of the whole: a character may lie in two frames (RFC 6455, 8.1)
            except UnicodeDecodeError as error:
                raise BadFrame(CloseCode.NOT_UTF8) from error
        return opcode, whole


_OPCODES = frozenset(Opcode)


def _unmasked(payload: bytes, mask: bytes) -> bytes:
    """Return what was sent (RFC 6455, 5.3), by one operation on two long numbers."""
    size = len(payload)
    if not size:
        return payload
    key = (mask * (size // 4 + 1))[:size]
    return (int.from_bytes(payload, "little") ^ int.from_bytes(key, "little")).to_bytes(size, "little")
