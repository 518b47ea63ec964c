"""Any bytes, in any pieces: the line-based wires never raise and read the same."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from salon.wire.irc.messages import (
    BODY_LIMIT,
    TAGS_LIMIT,
    client_tags,
    line_problem,
    parse_message,
    parse_tags,
)
from salon.wire.lines import TOO_LONG, LineSplitter, TooLong

# Mostly the bytes that mean something to a line or to a message, so that short streams hold many cases.
MEANING = st.sampled_from(
    [b"\r", b"\n", b"\r\n", b"\0", b" ", b":", b"@", b";", b"=", b"+", b"\\", b"\xc3\xa9"]
)
STREAMS = st.lists(
    st.one_of(MEANING, st.sampled_from([b"a", b"PING"]), st.binary(max_size=6)), max_size=60
).map(b"".join)
LIMITS = st.integers(0, 12)


def cut(stream: bytes, places: list[int]) -> list[bytes]:
    """Cut a stream at some places; some pieces may be empty."""
    borders = [0, *sorted(place % (len(stream) + 1) for place in places), len(stream)]
    return [stream[start:end] for start, end in pairwise(borders)]


def expected_lines(stream: bytes, limit: int) -> tuple[list[bytes | TooLong], bytes]:
    """Say what the lines of a whole stream and its unended rest are, in the plainest way."""
    *lines, rest = (raw.removesuffix(b"\r") for raw in stream.split(b"\n"))
    found: list[bytes | TooLong] = [line if len(line) <= limit else TOO_LONG for line in lines]
    if len(rest) > limit:
        return [*found, TOO_LONG], b""
    return found, rest


@settings(max_examples=300)
@given(STREAMS, st.lists(st.integers(0, 1000), max_size=12), LIMITS)
def test_chunking_changes_nothing(stream: bytes, places: list[int], limit: int) -> None:
    """The lines, the marks, their order and the rest are those of the stream, however it is cut."""
    splitter = LineSplitter(limit)
    found = []
    for piece in cut(stream, places):
        found += splitter.feed(piece)
        assert len(splitter.pending) <= limit + 1
    assert (found, splitter.take_pending()) == expected_lines(stream, limit)


@given(STREAMS, LIMITS)
def test_single_bytes_change_nothing(stream: bytes, limit: int) -> None:
    """The most cut stream of all reads the same."""
    splitter = LineSplitter(limit)
    found = [line for index in range(len(stream)) for line in splitter.feed(stream[index : index + 1])]
    assert (found, splitter.take_pending()) == expected_lines(stream, limit)


@given(STREAMS, STREAMS)
def test_a_line_ended_by_silence_leaves_no_trace(before: bytes, after: bytes) -> None:
    """Once what was pending has been taken, the splitter reads on like a new one."""
    splitter = LineSplitter(8)
    splitter.feed(before)
    splitter.take_pending()
    fresh = LineSplitter(8)
    assert splitter.feed(after) == fresh.feed(after)
    assert splitter.pending == fresh.pending


@settings(max_examples=300)
@given(STREAMS)
def test_any_line_without_a_problem_is_read_as_irc(stream: bytes) -> None:
    """Lines that pass the check decode and parse, and what is read out of them holds to its promises."""
    for line in LineSplitter(TAGS_LIMIT + BODY_LIMIT).feed(stream + b"\n"):
        assert isinstance(line, bytes)
        if line_problem(line) is not None:
            continue
        message = parse_message(line.decode())
        if message is None:
            continue
        assert message.command
        assert " " not in message.command + message.source + message.tags
        assert not any(not param or " " in param or param[0] == ":" for param in message.params[:-1])
        tags = parse_tags(message.tags)
        relayed = parse_tags(client_tags(message.tags))
        assert relayed == {key: value for key, value in tags.items() if key.startswith("+")}
