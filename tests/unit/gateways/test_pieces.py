"""A peer that takes each piece for a whole gets such as it can take, apart from each other, all in order."""

from collections.abc import Callable

import pytest

from salon.gateways.pieces import ALONE_SECONDS, PAUSE_SECONDS, PieceWriter
from salon.wire.session import Pieces

MOST = 16
PING = b"ping\n"


class Timer:
    """A call that is due at a time, unless it is called off."""

    def __init__(self, time: float, call: Callable[[], None]) -> None:
        self.time = time
        self.call = call
        self.cancelled = False

    def cancel(self) -> None:
        """Call it off."""
        self.cancelled = True


class Wire:
    """A writer whose time passes when the test says so; it notes when what is written."""

    def __init__(self, most: int = MOST, alone: bytes = PING) -> None:
        self.time = 100.0
        self.timers: list[Timer] = []
        self.written: list[tuple[float, bytes]] = []
        self.pieces = Pieces(most, alone)
        self.emptied: list[float] = []
        self.writer = PieceWriter(
            self.pieces,
            self._take,
            self._call_later,
            lambda: self.emptied.append(self.time),
            lambda: self.time,
        )

    def _take(self, data: bytes) -> None:
        self.written.append((self.time, data))

    def _call_later(self, seconds: float, call: Callable[[], None]) -> Timer:
        self.timers.append(Timer(self.time + seconds, call))
        return self.timers[-1]

    def pass_time(self, seconds: float) -> None:
        """Let timers go off."""
        end = self.time + seconds
        while due := [timer for timer in self.timers if timer.time <= end]:
            first = min(due, key=lambda timer: timer.time)
            self.timers.remove(first)
            self.time = max(self.time, first.time)
            if not first.cancelled:
                first.call()
        self.time = end

    def take(self) -> list[bytes]:
        """Let all be written, and return it."""
        self.pass_time(60)
        assert not self.writer.size
        taken = [data for _, data in self.written]
        self.written.clear()
        return taken


@pytest.fixture
def wire() -> Wire:
    """Return a writer to a peer that reads 16 bytes at a time and waits for `ping`."""
    return Wire()


def is_readable(wire: Wire) -> bool:
    """Return whether a peer that reads within a pause never reads more than it can, nor half a character."""
    together, last = b"", 0.0
    for time, data in wire.written:
        together = data if time - last >= PAUSE_SECONDS * 0.999 else together + data
        last = time
        together.decode()
        if len(together) > wire.pieces.most:
            return False
    return True


def test_what_fits_is_written_at_once(wire: Wire) -> None:
    """No timer is needed for a peer to which little is said."""
    wire.writer.write(b"bob: salut\n")
    assert wire.written == [(100.0, b"bob: salut\n")]
    assert wire.timers == []


@pytest.mark.parametrize("size", range(1, 5 * MOST))
@pytest.mark.parametrize("character", ["a", "é", "€", "🐈", "aé€🐈"])
def test_any_length_can_be_read(wire: Wire, character: str, size: int) -> None:
    """However long a line is, and wherever its characters end: each piece decodes, and nothing is lost."""
    line = f"{(character * size)[:size]}\n".encode()
    wire.writer.write(line)
    wire.pass_time(60)
    assert is_readable(wire)
    assert b"".join(data for _, data in wire.written) == line


def test_lines_stay_whole_where_they_fit(wire: Wire) -> None:
    """A peer that shows each piece on a line of its own shows whole lines."""
    wire.writer.write("été: un\nété: deux\nété: trois\n".encode())
    assert [data.decode() for data in wire.take()] == ["été: un\n", "été: deux\n", "été: trois\n"]


def test_many_small_writes_are_as_one(wire: Wire) -> None:
    """They may all have come before the peer reads; it never has more before it than it reads at a time."""
    for number in range(200):
        wire.writer.write(f"é{number}\n".encode())
        wire.pass_time(0.001)
    wire.pass_time(60)
    assert is_readable(wire)
    text = b"".join(data for _, data in wire.written).decode()
    assert text == "".join(f"é{number}\n" for number in range(200))


def test_the_pause_is_short(wire: Wire) -> None:
    """Twenty milliseconds for each piece."""
    wire.writer.write(b"x" * (MOST * 3))
    wire.pass_time(60)
    times = [time - 100 for time, _ in wire.written]
    assert times == pytest.approx([0, PAUSE_SECONDS, 2 * PAUSE_SECONDS])


def test_a_peer_may_turn_out_to_read_in_pieces(wire: Wire) -> None:
    """And not to: what is known of it holds from the next write on."""
    wire = Wire(0, b"")
    wire.writer.write(b"x" * 100)
    assert len(wire.written) == 1
    wire.pieces.most = MOST
    wire.writer.write(b"x" * 100)
    assert max(map(len, wire.take()[1:])) == MOST
    wire.pieces.most = 0
    wire.writer.write(b"x" * 100)
    assert wire.take() == [b"x" * 100]


# --- the line that is alone ------------------------------------------------------------------------


def test_a_line_that_holds_the_word_is_as_any_other(wire: Wire) -> None:
    """It is not the line."""
    wire.writer.write(b"a: ping\nping?\n")
    assert wire.written == [(100.0, b"a: ping\nping?\n")]


def test_the_line_is_apart_from_others(wire: Wire) -> None:
    """What came before it is written before, what is behind it or comes meanwhile after, all in order."""
    wire.writer.write(b"a\nping\nb\nc\n")
    wire.writer.write(b"d\n")
    wire.pass_time(ALONE_SECONDS)
    wire.writer.write(b"e\n")
    wire.pass_time(1)
    assert [data for _, data in wire.written] == [b"a\n", PING, b"b\nc\nd\ne\n"]
    times = [time - 100 for time, _ in wire.written]
    assert times == pytest.approx([0, ALONE_SECONDS, 2 * ALONE_SECONDS])


def test_two_such_lines_are_apart_from_each_other(wire: Wire) -> None:
    """Each is a piece of its own."""
    wire.writer.write(PING)
    wire.writer.write(PING)
    assert wire.take() == [PING, PING]


def test_the_line_ends_a_piece_that_would_be_longer(wire: Wire) -> None:
    """Wherever in the output it stands: also where it would lie in two pieces."""
    for size in range(2 * MOST):
        said = b"x" * size + b"\n"
        wire.writer.write(said + PING + said)
        taken = wire.take()
        assert taken.count(PING) == 1
        assert b"".join(taken) == said + PING + said
        assert is_readable(wire)


def test_it_waits_for_nothing_where_nothing_was_said(wire: Wire) -> None:
    """The pause before it is over."""
    wire.writer.write(PING)
    assert wire.written == [(100.0, PING)]


# --- the end ---------------------------------------------------------------------------------------


def test_what_waits_is_counted(wire: Wire) -> None:
    """The limit of what a peer may leave unread holds for it, too."""
    wire.writer.write(b"ping\nsalut\n")
    assert wire.writer.size == len(b"salut\n")
    wire.take()


def test_it_tells_when_nothing_waits_any_more(wire: Wire) -> None:
    """Not before the last piece is written, and not where nothing waited."""
    wire.writer.write(b"salut\n")
    wire.writer.write(b"ping\nDeconnexion\n")
    assert wire.emptied == []
    assert wire.take() == [b"salut\n", PING, b"Deconnexion\n"]
    assert len(wire.emptied) == 1


def test_nothing_is_written_to_who_is_gone(wire: Wire) -> None:
    """The connection is lost while the line waits."""
    wire.writer.write(b"ping\na\n")
    wire.writer.discard()
    wire.pass_time(1)
    assert [data for _, data in wire.written] == [PING]
    assert not wire.writer.size
