"""Lines in a stream, and as messages of WebSocket."""

import pytest

from salon.gateways.frames import Opcode, frame
from salon.wire.framing import BINARY, STREAM, TEXT, Framing


def test_lines_of_a_stream() -> None:
    """Each with its end."""
    assert STREAM.frame("été") == "été\r\n".encode()
    assert STREAM.frame_all(["a", "b"]) == b"a\r\nb\r\n"


@pytest.mark.parametrize(("framing", "opcode"), [(TEXT, Opcode.TEXT), (BINARY, Opcode.BINARY)])
def test_messages(framing: Framing, opcode: Opcode) -> None:
    """RFC 6455, 5.2, with each form of the length; websocket: a line without its end is a message."""
    for size in (1, 125, 126, 8_191, 65_535, 65_536):
        assert framing.frame("x" * size) == frame(opcode, b"x" * size)
    assert framing.frame_all(["é", "b"]) == frame(opcode, "é".encode()) + frame(opcode, b"b")


@pytest.mark.parametrize("framing", [STREAM, TEXT, BINARY])
def test_no_line_is_no_byte(framing: Framing) -> None:
    """So that nothing is written."""
    assert framing.frame_all([]) == b""
