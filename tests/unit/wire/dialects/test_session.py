"""What the sessions of all dialects share, on a dialect that only repeats what it hears."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.world import DialectClient, World
from salon.core.commands import Command
from salon.core.state import Session
from salon.wire.dialects.session import LINE_LIMIT, DialectSession


class Echo(DialectSession):
    """Repeats each line."""

    __slots__ = ()

    def base_form(self, _channel: int) -> "Echo":
        """Return a form; nothing is shown in it."""
        return self

    def render(self, _event: object) -> bytes:
        """Show nothing."""
        return b""

    def hear(self, line: str, _now: int) -> list[Command]:
        """Repeat a line; `bye` ends the conversation."""
        if line == "bye":
            self.closing = "So long"
        else:
            self.say(f"<{line}>")
        return []


class QuickEcho(Echo):
    """The same, where a silence ends a line."""

    __slots__ = ()
    idle_seconds = 0.15


def echo() -> DialectClient:
    """Return a client of it."""
    return World().connect_dialect(Echo)


def quick() -> DialectClient:
    """Return a client of the quick one."""
    return World().connect_dialect(QuickEcho)


def test_lf_and_crlf() -> None:
    """A line ends with either."""
    assert echo().send_bytes(b"a\nb\r\n\n") == ["<a>", "<b>", "<>"]


@given(st.binary(max_size=60), st.lists(st.integers(1, 7)))
def test_pieces_change_nothing(data: bytes, sizes: list[int]) -> None:
    """Any bytes give the same answers in any pieces, where no silence comes between them."""
    whole, pieces = echo(), echo()
    assert pieces.send_pieces(data, sizes) == whole.send_bytes(data)


def test_the_longest_line() -> None:
    """4,096 bytes are taken; one more is answered, once, as soon as it is there."""
    client = echo()
    assert client.send_bytes(b"a" * LINE_LIMIT + b"\r\n") == [f"<{'a' * LINE_LIMIT}>"]
    (answer,) = client.send_bytes(b"a" * (LINE_LIMIT + 1))
    assert "longer than 4096 bytes" in answer
    for _ in range(5):
        assert client.send_bytes(b"a" * 9000) == []
    assert client.send_bytes(b"a\nb\n") == ["<b>"]


def test_what_is_no_utf8() -> None:
    """It is answered and dropped; the connection lives on."""
    client = echo()
    (answer,) = client.send_bytes(b"caf\xe9\n")
    assert "UTF-8" in answer
    assert client.send_bytes(b"caf\xc3\xa9\n") == ["<café>"]


@pytest.mark.parametrize("character", ["\0", "\x1b", "\x7f", "\r", "\x85", "\x9b"])
def test_control_characters(character: str) -> None:
    """A line with one, be it a C1 control, is answered and dropped."""
    client = echo()
    (answer,) = client.send_bytes(f"a{character}b\n".encode())
    assert "control character" in answer
    assert client.send_bytes(b"a\tb\n") == ["<a\tb>"]


def test_the_end_of_the_stream_ends_a_line() -> None:
    """What came before it is done, and nothing more is said to who has gone."""
    client = echo()
    client.send_bytes(b"half")
    assert client.eof() == ["<half>"]
    assert client.closed


def test_the_end_of_the_stream_in_a_line_that_is_too_long() -> None:
    """The end of a line that was thrown away is no line."""
    client = echo()
    client.send_bytes(b"a" * 5000)
    assert client.eof() == []


def test_last_words() -> None:
    """They are said before the connection closes, and what came behind is not heard."""
    client = echo()
    assert client.send("bye", "more") == ["So long"]
    assert client.closed


def test_last_words_after_the_end_of_the_stream() -> None:
    """Who said goodbye in the last line is answered."""
    client = echo()
    client.send_bytes(b"bye")
    assert client.eof() == ["So long"]


def test_the_server_says_why_it_ends() -> None:
    """Who is dropped is told."""
    client = echo()
    client.world.hub.dismiss("The server stops")
    client.world.settle()
    assert client.take() == ["The server stops"]
    assert client.closed


def test_silence_ends_a_line() -> None:
    """Where lines have no end, 150 ms of silence are one."""
    client = quick()
    assert client.send_bytes(b"on") == []
    client.world.pass_time(0.1)
    assert client.send_bytes(b"e") == []
    client.world.pass_time(0.14)
    assert client.take() == []
    client.world.pass_time(0.02)
    assert client.take() == ["<one>"]
    client.world.pass_time(5)
    assert client.take() == []


def test_silence_ends_a_line_that_was_thrown_away() -> None:
    """Else a line without an end, once too long, would swallow all that comes after it."""
    client = quick()
    assert len(client.send_bytes(b"a" * 5000)) == 1
    client.world.pass_time(0.2)
    assert client.take() == []
    client.send_bytes(b"after")
    client.world.pass_time(0.2)
    assert client.take() == ["<after>"]


def test_silence_means_nothing_where_lines_have_ends() -> None:
    """Half a line waits as long as it takes."""
    client = echo()
    client.send_bytes(b"ha")
    client.world.pass_time(3600)
    assert client.send_bytes(b"lf\n") == ["<half>"]


def test_a_flood_of_lines_of_nothing_ends_the_session() -> None:
    """Each counts as a byte of what may wait."""
    world = World(rate=1, burst=2, waiting_bytes=100)
    peer = world.connect_dialect(Echo)
    peer.send_bytes(b"\n" * 90)
    assert not peer.closed
    peer.send_bytes(b"\n" * 90)
    assert peer.closed


def test_a_dialect_says_what_it_hears_and_how_it_looks() -> None:
    """One that lacks either cannot be made, rather than fail when somebody speaks."""
    assert DialectSession.__abstractmethods__ == {"base_form", "hear"}
    for name in DialectSession.__abstractmethods__:
        lacking = type("Lacking", (Echo,), {name: getattr(DialectSession, name)})
        with pytest.raises(TypeError, match=name):
            lacking(World().state, str, Session(0, "", ""), 0.0)
