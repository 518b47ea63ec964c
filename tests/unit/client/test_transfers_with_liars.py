"""Files of `salon connect` against servers that lie."""

from base64 import b64encode
from hashlib import sha256

import pytest

from harness.memory_disk import MemoryDisk
from salon.client.sending import LARGEST_CHUNK, LARGEST_WINDOW, READ_AT_A_GO
from salon.client.transfers import Transfers
from salon.client.wires import ChainesWire, Received, Typed

DATA = bytes(range(256)) * 100
SHA = sha256(DATA).hexdigest()


class Liar:
    """A program whose server says what it likes."""

    def __init__(self, *wanted: str, files: dict[str, bytes] | None = None) -> None:
        self.disk = MemoryDisk()
        self.disk.files = files or {}
        self.wire = ChainesWire(Transfers(self.disk, str))
        self.wire.type_line("bob")
        for name in wanted:
            self.wire.type_line(f"/RECV {name}")

    def says(self, *lines: str) -> Received:
        """Say lines, and return what comes of them."""
        received = self.wire.receive("".join(f"{line}\n" for line in lines).encode())
        done = self.wire.work(0)
        return Received(received.lines, received.reply + done.reply, (*received.told, *done.told))

    def offered(self, path: str) -> "Liar":
        """Have a file offered."""
        self.wire.type_line(f"/SEND bob {path}")
        while self.wire.is_busy:
            self.wire.work(0)
        return self


def file_line(number: int, data: bytes, name: str = "x") -> str:
    """Return the beginning of a file."""
    return f"$FILE {number} {len(data)} {sha256(data).hexdigest()} {name}"


def chunk_line(number: int, data: bytes) -> str:
    """Return a piece of a file."""
    return f"$CHUNK {number} {b64encode(data).decode()}"


@pytest.mark.parametrize("wanted", [(), ("y",), ("X",), ("x.part",)])
def test_nothing_is_written_unasked(wanted: tuple[str, ...]) -> None:
    """Only what was typed, by just that name."""
    liar = Liar(*wanted)
    assert liar.says(file_line(1, b"abc"), chunk_line(1, b"abc")) == Received([], b"STOP 1\n")
    assert liar.disk.created == []


def test_one_wish_is_good_for_one_file() -> None:
    """Not for a second of the same name, nor for a second under the same number."""
    liar = Liar("x", "x")
    assert b"STOP" not in liar.says(file_line(1, b"abc")).reply
    assert liar.says(file_line(1, b"abc")).reply == b"STOP 1\n"
    assert b"STOP" not in liar.says(file_line(2, b"abc")).reply
    assert liar.says(file_line(3, b"abc")).reply == b"STOP 3\n"
    assert liar.disk.created == ["x", "x"]


def test_more_bytes_than_announced() -> None:
    """Are not written."""
    liar = Liar("x")
    received = liar.says(file_line(1, b"abc"), chunk_line(1, b"abcd"))
    assert received.told[1:] == (
        '"x" was stopped: more bytes arrived than were announced.',
        '"x" was incomplete and has been removed.',
    )
    assert received.reply == b"STOP 1\n"
    assert liar.disk.received == {}
    assert liar.says(chunk_line(1, b"abc")) == Received([])


def test_what_is_no_base64() -> None:
    """Stops the file."""
    liar = Liar("x")
    received = liar.says(file_line(1, b"abc"), "$CHUNK 1 AAA")
    assert received.told[1] == '"x" was stopped: the data that arrived was not base64.'
    assert received.reply == b"STOP 1\n"


def test_nothing_is_sent_unasked() -> None:
    """Only what was typed, once, and as it was."""
    liar = Liar(files={"/x": DATA, "/secret": b"secret"})
    secret = sha256(b"secret").hexdigest()
    assert liar.says(f"$SEND 1 4096 {secret} secret", f"$SEND 2 4096 {SHA} x").reply == b"STOP 1\nSTOP 2\n"
    liar.offered("/x")
    assert liar.says(f"$SEND 1 4096 {SHA} secret").reply == b"STOP 1\n"
    assert liar.says(f"$SEND 1 4096 {SHA} x").reply.startswith(b"CHUNK 1 ")
    assert liar.says(f"$SEND 2 4096 {SHA} x").reply == b"STOP 2\n"


def test_a_window_is_bounded() -> None:
    """A server cannot have a whole file held in memory, not by what it says all at once, either."""
    large = bytes(LARGEST_WINDOW * 3)
    liar = Liar(files={"/x": large}).offered("/x")
    begin = f"$SEND 1 {10**14} {sha256(large).hexdigest()} x"
    piece = LARGEST_CHUNK
    replies = liar.says(begin, *(f"$GOT 1 {got}" for got in range(piece, len(large), piece))).reply
    assert 0 < len(replies) < LARGEST_WINDOW * 1.5
    assert len(liar.says("$GOT 1 1").reply) < LARGEST_CHUNK * 2


def test_a_file_that_was_changed_is_not_sent_later() -> None:
    """What is written under an offered name afterwards was not offered: no byte of it goes."""
    liar = Liar(files={"/x": DATA}).offered("/x")
    liar.disk.files["/x"] = b"secret" + DATA
    received = liar.says(f"$SEND 1 4096 {SHA} x")
    assert received == Received([], b"STOP 1\n", ('The file "/x" changed while it was read.',))
    assert liar.disk.open == 0


def test_an_offer_that_was_taken_back_is_over() -> None:
    """Whatever the server makes of it; another of the same name stands."""
    liar = Liar(files={"/x": DATA}).offered("/x").offered("/x")
    assert liar.wire.type_line("/STOP x").data == b"STOP x\n"
    assert liar.says(f"$SEND 1 4096 {SHA} x").reply.startswith(b"CHUNK 1 ")
    assert liar.says(f"$SEND 2 4096 {SHA} x").reply == b"STOP 2\n"


def test_a_file_is_stopped_before_it_was_offered() -> None:
    """The server never hears of it."""
    liar = Liar(files={"/x": bytes(3 * READ_AT_A_GO)})
    liar.wire.type_line("/SEND bob /x")
    liar.wire.work(0)
    assert liar.wire.type_line("/STOP x") == Typed(b"", told=('You stopped the file "x".',))
    assert not liar.wire.is_busy
    assert liar.disk.open == 0


@pytest.mark.parametrize("name", ["x", "1"])
def test_a_stop_needs_no_server(name: str) -> None:
    """Not a byte more is sent or written, though the server goes on."""
    liar = Liar("x", files={"/x": DATA}).offered("/x")
    liar.says(file_line(1, b"abc"), chunk_line(1, b"ab"))
    typed = liar.wire.type_line(f"/STOP {name}")
    assert typed == Typed(b"STOP 1\n", told=('"x" was incomplete and has been removed.',))
    assert liar.says(chunk_line(1, b"c")) == Received([])
    liar.says(f"$SEND 1 4096 {SHA} x")
    assert liar.wire.type_line(f"/STOP {name}") == Typed(b"STOP 1\n")
    assert liar.says("$GOT 1 3048") == Received([])
    assert (liar.disk.received, liar.disk.open) == ({}, 0)


def test_a_silence_ends_no_line_of_a_file() -> None:
    """A piece that is late is still one piece; a line for people is shown as soon as it pauses."""
    liar = Liar("x")
    liar.says(file_line(1, b"abc"))
    for piece in (b"$CHU", b"NK 1 YW", b"Jj"):
        assert liar.wire.receive(piece) == Received([])
        assert not liar.wire.is_amid_line
        assert liar.wire.silence() == Received([])
    assert liar.says("").lines == []
    assert liar.disk.received == {"x": b"abc"}
    liar.wire.receive(b"salut")
    assert liar.wire.is_amid_line
    assert liar.wire.silence().lines == ["salut"]


@pytest.mark.parametrize(
    "line",
    ["$GOT 1 99999999", "$GOT 7 1", "$STOP 7", "$CHUNK 7 AAAA"],
)
def test_lines_about_nothing_do_nothing(line: str) -> None:
    """They are not shown, either."""
    liar = Liar("x")
    assert liar.says(line) == Received([])


@pytest.mark.parametrize(
    "line",
    ["$", "$STOP", "$STOP x", "$STOP is full", "$FILE 1 2 x", "$GOT 1", " $STOP 1", "$CHUNK 1 é", "$stop 1"],
)
def test_lines_that_are_no_such_lines_are_shown(line: str) -> None:
    """Whatever is not just of this form is for the person."""
    assert Liar("x").says(line) == Received([line])


def test_the_same_in_any_pieces() -> None:
    """However the bytes come."""
    lines = (file_line(1, DATA), chunk_line(1, DATA[:9_000]), chunk_line(1, DATA[9_000:]), "salut")
    stream = "".join(f"{line}\n" for line in lines).encode()
    whole = Liar("x").says(*lines)
    liar = Liar("x")
    pieces = [liar.wire.receive(stream[start : start + 777]) for start in range(0, len(stream), 777)]
    assert [line for piece in pieces for line in piece.lines] == whole.lines == ["salut"]
    assert b"".join(piece.reply for piece in pieces) == whole.reply
    assert liar.disk.received == {"x": DATA}
