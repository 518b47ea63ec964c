"""Cutting a stream of bytes into lines."""

import sys

import pytest

from salon.wire.lines import TOO_LONG, LineSplitter, TooLong


def feed_bytewise(splitter: LineSplitter, data: bytes) -> list[bytes | TooLong]:
    """Feed one byte at a time and collect what comes."""
    return [line for index in range(len(data)) for line in splitter.feed(data[index : index + 1])]


def test_a_line_ends_with_crlf_or_lf() -> None:
    """Both terminators are taken, mixed, and neither stays in the line (modern-irc, incorrect software)."""
    assert LineSplitter(20).feed(b"one\r\ntwo\nthree\r\n") == [b"one", b"two", b"three"]


def test_a_line_comes_in_pieces() -> None:
    """What has no end yet is kept until its end has come."""
    splitter = LineSplitter(20)
    assert splitter.feed(b"on") == []
    assert splitter.pending == b"on"
    assert splitter.feed(b"e\r") == []
    assert splitter.feed(b"\ntw") == [b"one"]
    assert splitter.feed(b"") == []
    assert splitter.pending == b"tw"


def test_empty_lines_are_lines() -> None:
    """It is for the wire to ignore them."""
    assert LineSplitter(20).feed(b"\r\n\n\r\n") == [b"", b"", b""]


def test_a_lone_cr_is_no_terminator() -> None:
    """A CR before anything but LF stays in the line, and only one is taken off its end."""
    assert LineSplitter(20).feed(b"a\rb\nc\r\r\n\rd\n") == [b"a\rb", b"c\r", b"\rd"]


def test_nul_and_other_bytes_are_kept() -> None:
    """What bytes mean is the wire's business."""
    assert LineSplitter(20).feed(b"\x00\xff\xc3\n") == [b"\x00\xff\xc3"]


@pytest.mark.parametrize("terminator", [b"\n", b"\r\n"])
def test_the_limit_counts_the_line_without_its_terminator(terminator: bytes) -> None:
    """A line of the limit passes with either terminator; one byte more does not; in one piece or in many."""
    data = b"12345" + terminator + b"123456" + terminator + b"ok" + terminator
    assert LineSplitter(5).feed(data) == [b"12345", TOO_LONG, b"ok"]
    assert feed_bytewise(LineSplitter(5), data) == [b"12345", TOO_LONG, b"ok"]


def test_a_line_over_the_limit_is_reported_at_once_and_once() -> None:
    """The mark comes as soon as it is due; the rest is thrown away however long it takes to come."""
    splitter = LineSplitter(5)
    assert splitter.feed(b"first\n12345") == [b"first"]
    assert splitter.feed(b"6") == [TOO_LONG]
    assert splitter.pending == b""
    for _ in range(100):
        assert splitter.feed(b"and so on") == []
    assert splitter.feed(b"the end\nnext\nrest") == [b"next"]
    assert splitter.pending == b"rest"


def test_a_cr_at_the_limit_may_belong_to_the_terminator() -> None:
    """A CR just over the limit waits for its LF; anything else after it makes the line too long."""
    splitter = LineSplitter(5)
    assert splitter.feed(b"12345\r") == []
    assert splitter.feed(b"\n") == [b"12345"]
    assert splitter.feed(b"12345\r") == []
    assert splitter.feed(b"x") == [TOO_LONG]
    assert splitter.feed(b"\n") == []


def test_every_line_over_the_limit_is_marked() -> None:
    """Marks and lines stand in the order of the stream, the line that has no end yet included."""
    assert LineSplitter(3).feed(b"1234\nabc\n12345\n123456") == [TOO_LONG, b"abc", TOO_LONG, TOO_LONG]


def test_what_is_pending_can_be_taken_as_a_line() -> None:
    """Silence or the end of the stream ends a line for some wires; a CR that had come is not part of it."""
    splitter = LineSplitter(5)
    splitter.feed(b"one\ntwo\r")
    assert splitter.pending == b"two\r"
    assert splitter.take_pending() == b"two"
    assert splitter.pending == b""
    assert splitter.take_pending() == b""
    assert splitter.feed(b"six\n") == [b"six"]


def test_taking_what_is_pending_also_ends_a_line_over_the_limit() -> None:
    """Where silence ends a line it ends a thrown-away one too, so the next message is not lost with it."""
    splitter = LineSplitter(5)
    assert splitter.feed(b"123456") == [TOO_LONG]
    assert splitter.take_pending() == b""
    assert splitter.feed(b"next\n") == [b"next"]


def test_no_more_than_one_line_is_ever_held() -> None:
    """A megabyte without an end leaves nothing behind but the knowledge that it is too long."""
    splitter = LineSplitter(4096)
    found = []
    for _ in range(16_384):
        found += splitter.feed(b"x" * 64)
        assert len(splitter.pending) <= 4096
    assert found == [TOO_LONG]
    assert splitter.pending == b""


def test_an_idle_splitter_is_small() -> None:
    """With nothing pending it holds the one empty bytes object, whatever came before: 10,000 live at once."""
    splitter = LineSplitter(4096)
    splitter.feed(b"x" * 4000)
    splitter.feed(b"\r\n")
    shared = LineSplitter(4096).pending
    assert splitter.pending is shared
    assert sys.getsizeof(splitter) <= 64
    assert not hasattr(splitter, "__dict__")
