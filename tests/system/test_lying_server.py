"""`salon connect` as a real program, with a server that keeps no rule."""

import signal
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import pytest

from harness.lying_server import LyingServer
from harness.piped import Piped
from harness.salon_process import eventually

DATA = bytes(range(256)) * 20
PAUSE = 0.3
"""Seconds of silence: more than the program waits for the end of a line."""


@pytest.fixture
def server() -> Iterator[LyingServer]:
    """Listen."""
    with LyingServer() as lying:
        yield lying


@contextmanager
def client(server: LyingServer, directory: Path, wire: str = "chaines") -> Iterator[Piped]:
    """Start the program in an empty directory."""
    with Piped(directory / "here", "connect", "--wire", wire, "127.0.0.1", str(server.port)) as piped:
        server.accept()
        yield piped


def files(directory: Path) -> set[str]:
    """Return the names of all the files that there are, but for what the program said."""
    return {str(path.relative_to(directory)) for path in directory.rglob("*")} - {"here", "here/said"}


def file_line(number: int, name: str) -> str:
    """Return the beginning of a file."""
    return f"$FILE {number} {len(DATA)} {sha256(DATA).hexdigest()} {name}"


def chunk_line(number: int, data: bytes) -> str:
    """Return a piece of a file."""
    return f"$CHUNK {number} {b64encode(data).decode()}"


def take(server: LyingServer, bob: Piped, name: str) -> None:
    """Have bob take a file of a name, and the server hear of it."""
    bob.enter("bob", f"/RECV {name}")
    server.hear_start("RECV ")


NAMES = {
    "../outside": "outside",
    "/etc/passwd": "passwd",
    ".bashrc": "bashrc",
    "-rf": "_-rf",
    "..": "file",
    "a\x1b[2J\u202egpj": "a[2Jgpj",
    "NUL.txt": "_NUL.txt",
}


@pytest.mark.parametrize("name", NAMES)
def test_hostile_names(server: LyingServer, tmp_path: Path, name: str) -> None:
    """Even of one that was typed there is but a harmless file, in the directory, and no escape is shown."""
    with client(server, tmp_path) as bob:
        take(server, bob, name)
        server.say(file_line(1, name), chunk_line(1, DATA))
        assert server.hear_start("GOT") == f"GOT 1 {len(DATA)}"
        eventually(lambda: "has arrived completely" in bob.said[-1], "the end")
        assert not set("".join(bob.said)) & set("\x1b\u202e")
    assert files(tmp_path) == {f"here/{NAMES[name]}"}
    assert (tmp_path / "here" / NAMES[name]).read_bytes() == DATA


def test_nothing_but_what_was_typed(server: LyingServer, tmp_path: Path) -> None:
    """Neither written nor sent, whatever the server asks for; nor anything of it after a `/STOP`."""
    (tmp_path / "secret").write_bytes(DATA)
    digest = sha256(DATA).hexdigest()
    with client(server, tmp_path) as bob:
        take(server, bob, "x")
        server.say(file_line(1, "y"), f"$SEND 2 4096 {digest} {tmp_path}/secret")
        assert server.hear_start("STOP") == "STOP 1"
        assert server.hear_start("STOP") == "STOP 2"
        server.say(file_line(3, "x"), chunk_line(3, DATA[:1]))
        server.hear_start("GOT 3 1")
        bob.enter("/STOP x")
        assert server.hear_start("STOP") == "STOP 3"
        server.say(chunk_line(3, DATA[1:]), file_line(4, "x"))
        assert server.hear_start("") == "STOP 4"
    assert files(tmp_path) == {"secret"}


def test_a_piece_may_be_late(server: LyingServer, tmp_path: Path) -> None:
    """A pause in the middle of a line, as when a packet is lost, breaks no file."""
    with client(server, tmp_path) as bob:
        take(server, bob, "x")
        line = f"{chunk_line(1, DATA)}\n".encode()
        server.say(file_line(1, "x"))
        for piece in (line[:4], line[4:11], line[11:2_000]):
            server.send(piece)
            time.sleep(PAUSE)
        server.send(line[2_000:])
        assert server.hear_start("GOT") == f"GOT 1 {len(DATA)}"
    assert files(tmp_path) == {"here/x"}


ENDS: dict[str, Callable[[Piped], None]] = {
    "/BYE": lambda program: program.enter("/BYE"),
    "end of input": Piped.end_input,
    "SIGINT": lambda program: program.send_signal(signal.SIGINT),
}


@pytest.mark.parametrize("end", ENDS)
def test_after_the_goodbye_there_are_no_files(server: LyingServer, tmp_path: Path, end: str) -> None:
    """A server that does not let go writes nothing more, not even what was taken before."""
    with client(server, tmp_path) as bob:
        take(server, bob, "x")
        server.say(file_line(1, "x"), chunk_line(1, DATA[:1]))
        server.hear_start("GOT 1 1")
        bob.enter("/RECV y")
        server.hear_start("RECV y")
        ENDS[end](bob)
        server.hear_start("BYE")
        server.say(chunk_line(1, DATA[1:]), file_line(2, "y"), chunk_line(2, DATA), "still here")
        bob.wait_for("still here")
        assert files(tmp_path) == set()
        assert '"x" was incomplete and has been removed.' in bob.said
        bob.send_signal(signal.SIGINT)
        assert bob.wait_end() == 0


def test_who_asks_and_does_not_read_is_heard_no_further(server: LyingServer, tmp_path: Path) -> None:
    """What a server has answered to it is bounded; when it reads, all of it is there."""
    most, pings = 30_000_000, b"ping\n" * 10_000
    with client(server, tmp_path, "public"):
        asked = 0
        while server.is_writable(seconds=1):
            asked += server.send_some(pings[asked % len(b"ping\n") :])
            assert asked < most
        for _ in range(asked // len(b"ping\n")):
            server.hear_start("pong")
