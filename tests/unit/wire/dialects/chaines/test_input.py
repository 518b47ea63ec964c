"""Lines of the wire `chaines`: the mode that the first shows, and an end of input that never ends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salon.wire.dialects.chaines.input import ChainesSplitter
from salon.wire.lines import TOO_LONG, TooLong

LIMIT = 4096
ENDLESS = b"message" * 40


def splitter() -> ChainesSplitter:
    """Return a splitter that knows two commands."""
    return ChainesSplitter(LIMIT, {"JOIN", "BYE"})


@pytest.mark.parametrize(
    ("first", "prefixed"),
    [
        (b"messagebob\n", True),
        (b"message\n", True),
        (b"JOIN x\n", True),
        (b"BYE\r\n", True),
        (b"bob\n", False),
        (b"/JOIN x\n", False),
        (b"join x\n", False),
        (b"JOINT\n", False),
        (b"\n", None),
        (b" \t\r\n", None),
        (b"message", None),
        (b"x" * 5000 + b"\n", None),
        (b"\n\nmessagebob\n", True),
    ],
)
def test_the_first_line_shows_the_mode(first: bytes, prefixed: bool | None) -> None:
    """A line that says nothing, or is not complete, decides nothing."""
    lines = splitter()
    lines.feed(first)
    assert lines.prefixed is prefixed


@pytest.mark.parametrize(("first", "then"), [(b"bob\n", b"messagebob\n"), (b"messagebob\n", b"bob\n")])
def test_the_mode_is_for_good(first: bytes, then: bytes) -> None:
    """No later line changes the mode."""
    lines = splitter()
    lines.feed(first)
    before = lines.prefixed
    lines.feed(then)
    assert lines.prefixed is before


def test_the_last_line_may_be_the_first() -> None:
    """What the end of the stream completes shows the mode too."""
    lines = splitter()
    lines.feed(b"messagebob")
    assert lines.take_pending() == b"messagebob"
    assert lines.prefixed


@pytest.mark.parametrize(
    ("data", "before"),
    [
        (ENDLESS, []),
        (ENDLESS * 30, []),
        (b"messagebob\n" + ENDLESS, [b"messagebob"]),
        (b"JOIN x\nmessagehalf a line" + ENDLESS + b"\n", [b"JOIN x"]),
    ],
)
def test_an_end_of_input_is_a_bye(data: bytes, before: list[bytes]) -> None:
    """The prefix again and again, without an end, is the original client at the end of its input."""
    lines = splitter()
    assert lines.feed(data) == [*before, b"BYE"]
    assert lines.prefixed
    assert lines.feed(b"message\nJOIN x\n" + ENDLESS) == []
    assert lines.pending == b""


@pytest.mark.parametrize(
    "data",
    [
        b"bob\n" + ENDLESS + b"\n",
        b"message" + b"messag e" * 100 + b"\n",
        # The bytes of a file that whoever made it wants to end the conversation of whoever sends it.
        b"JOIN x\nCHUNK 1 " + ENDLESS + b"\n",
    ],
)
def test_other_lines_are_no_end(data: bytes) -> None:
    """In slash mode the same is text, and so is what only looks alike."""
    assert splitter().feed(data)[-1] == data.splitlines()[-1]


pieces = st.one_of(
    st.binary(max_size=40),
    st.sampled_from([b"message", b"message" * 15, b"message" * 16, b"\n", b"\r\n", b"bob\n", b"JOIN x\n"]),
    st.integers(0, 5000).map(lambda size: b"x" * size),
)


def fed(data: bytes, sizes: list[int]) -> tuple[list[bytes | TooLong], bytes, bool | None]:
    """Return what a splitter makes of bytes that come in chunks of these sizes."""
    lines = splitter()
    found: list[bytes | TooLong] = []
    for size in sizes:
        found += lines.feed(data[:size])
        data = data[size:]
    found += lines.feed(data)
    return found, lines.take_pending(), lines.prefixed


@given(st.lists(pieces, max_size=12).map(b"".join), st.lists(st.integers(1, 3000), max_size=20))
def test_any_chunking_gives_the_same(data: bytes, sizes: list[int]) -> None:
    """However the bytes come, the lines, the mode and the end are the same."""
    assert fed(data, sizes) == fed(data, [])


def test_one_byte_at_a_time_gives_the_same() -> None:
    """A line that ends just where the limit is has been looked at in time, however it comes."""
    for before in (2030, 2048, 3990, 4096):
        data = b"messagebob\nmessage" + b"x" * before + ENDLESS + b"\nJOIN x\n"
        assert fed(data, [1] * len(data)) == fed(data, [])


def test_too_long_lines_are_still_told() -> None:
    """A line over the limit that is no end of input is thrown away once, and the next is read."""
    assert splitter().feed(b"message" + b"x" * 9000 + b"\nJOIN x\n") == [TOO_LONG, b"JOIN x"]
