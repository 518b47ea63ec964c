"""What a WebSocket client sends, in any split; and what it may not send."""

import random
import struct

import pytest

from salon.gateways.frames import (
    FRAGMENTS,
    FRAMES_AT_ONCE,
    BadFrame,
    CloseCode,
    FrameReader,
    Message,
    Opcode,
    close_frame,
    frame,
)

LIMIT = 70_000


def sent(
    opcode: int, payload: bytes = b"", *, final: bool = True, mask: bytes = b"\x01\x80\xff\x00"
) -> bytes:
    """Return a frame as a client sends it."""
    size = len(payload)
    if size < 126:
        length = bytes((0x80 | size,))
    elif size < 65_536:
        length = b"\xfe" + struct.pack("!H", size)
    else:
        length = b"\xff" + struct.pack("!Q", size)
    masked = bytes(byte ^ mask[place % 4] for place, byte in enumerate(payload))
    return bytes((opcode | (0x80 if final else 0),)) + length + mask + masked


def read(data: bytes, size: int = 0) -> list[Message]:
    """Return what a reader makes of bytes that come in pieces of a size; 0: all at once."""
    reader = FrameReader(LIMIT)
    size = size or len(data)
    return [
        message for start in range(0, len(data), size) for message in reader.feed(data[start : start + size])
    ]


def refused(data: bytes) -> CloseCode:
    """Return the code with which bytes are refused."""
    with pytest.raises(BadFrame) as caught:
        read(data)
    return caught.value.code


@pytest.mark.parametrize("size", [0, 1, 2, 3, 4, 5, 125, 126, 127, 1_000, 65_535, 65_536, LIMIT])
def test_a_message_of_any_size(size: int) -> None:
    """Short, of two bytes of length, of eight: RFC 6455, 5.2."""
    payload = random.Random(size).randbytes(size)  # noqa: S311 - to be the same in each run
    assert read(sent(Opcode.BINARY, payload)) == [(Opcode.BINARY, payload)]


def test_any_split_gives_the_same() -> None:
    """One byte at a time, too."""
    data = (
        sent(Opcode.TEXT, "été".encode())
        + sent(Opcode.PING, b"1")
        + sent(Opcode.TEXT, b"", final=False)
        + sent(Opcode.PONG)
        + sent(Opcode.CONTINUATION, b"x" * 300)
        + sent(Opcode.CLOSE, b"\x03\xe8")
    )
    whole = read(data)
    assert [opcode for opcode, _ in whole] == [1, 9, 10, 1, 8]
    for size in range(1, len(data)):
        assert read(data, size) == whole


def test_a_character_in_two_frames() -> None:
    """RFC 6455, 5.6: the text is that of the whole message."""
    first, second = "é".encode()[:1], "é".encode()[1:]
    data = sent(Opcode.TEXT, first, final=False) + sent(Opcode.CONTINUATION, second)
    assert read(data) == [(Opcode.TEXT, "é".encode())]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (sent(Opcode.TEXT, b"\xff"), CloseCode.NOT_UTF8),
        (sent(Opcode.TEXT, b"\xc3", final=False) + sent(0, b"x"), CloseCode.NOT_UTF8),
        (frame(Opcode.TEXT, b"not masked"), CloseCode.PROTOCOL_ERROR),
        (bytes((0xC1, 0x80)) + bytes(4), CloseCode.PROTOCOL_ERROR),
        (sent(3), CloseCode.PROTOCOL_ERROR),
        (sent(0xB), CloseCode.PROTOCOL_ERROR),
        (sent(Opcode.CONTINUATION), CloseCode.PROTOCOL_ERROR),
        (sent(Opcode.TEXT, final=False) + sent(Opcode.TEXT), CloseCode.PROTOCOL_ERROR),
        (sent(Opcode.PING, final=False), CloseCode.PROTOCOL_ERROR),
        (sent(Opcode.PING, b"x" * 126), CloseCode.PROTOCOL_ERROR),
        (sent(Opcode.TEXT, b"x" * (LIMIT + 1)), CloseCode.TOO_BIG),
        (sent(Opcode.TEXT, b"x" * LIMIT, final=False) + sent(0, b"x"), CloseCode.TOO_BIG),
        (b"\x81\xff" + struct.pack("!Q", 2**63), CloseCode.TOO_BIG),
        (sent(Opcode.TEXT, final=False) + sent(0, final=False) * FRAGMENTS, CloseCode.POLICY),
        (sent(Opcode.PING) * (FRAMES_AT_ONCE + 1), CloseCode.POLICY),
    ],
    ids=[
        *("no UTF-8", "half a character", "not masked", "an extension", "opcode 3", "opcode 11"),
        *("continuation of nothing", "a message in a message", "a ping in pieces", "a long ping"),
        *("too long", "too long in pieces", "a huge length", "many pieces", "many frames"),
    ],
)
def test_what_may_not_be_sent(data: bytes, code: CloseCode) -> None:
    """Each is refused with the code of RFC 6455, 7.4.1."""
    assert refused(data) is code


def test_a_length_is_refused_before_anything_is_kept() -> None:
    """A header is enough."""
    with pytest.raises(BadFrame):
        FrameReader(10).feed(sent(Opcode.BINARY, b"x" * 11)[:2])


def test_what_a_server_sends() -> None:
    """RFC 6455, 5.7 has a single-frame unmasked text message; 5.5.1: a reason is a number of two bytes."""
    assert frame(Opcode.TEXT, b"Hello") == bytes.fromhex("810548656c6c6f")
    assert close_frame(CloseCode.NORMAL) == b"\x88\x02\x03\xe8"


def test_random_bytes_are_read_or_refused() -> None:
    """Nothing else happens, and nothing is kept beyond the limit."""
    chance = random.Random(6455)  # noqa: S311 - to be the same in each run
    for _ in range(3_000):
        reader = FrameReader(200)
        try:
            for _ in range(8):
                reader.feed(chance.randbytes(chance.randrange(40)))
        except BadFrame:
            continue
        assert len(reader._buffer) <= 320
