"""Files by `salon connect`: two real programs and the real server between them, by pipe, with a throttle."""

import signal
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest

from harness.piped import Piped
from harness.salon_process import SalonProcess, eventually
from harness.terminals import Terminal

THROTTLE = ("--set", "limits.messages_per_second=2")
LARGE = 5_000_000


def make_file(directory: Path, name: str, size: int = LARGE) -> str:
    """Make a file that is like no other, and return its SHA-256."""
    directory.mkdir(exist_ok=True)
    data = Random(f"{name} {size}").randbytes(size)  # noqa: S311 - to be had again, not to be secret
    (directory / name).write_bytes(data)
    return sha256(data).hexdigest()


def sha256_of(path: Path) -> str:
    """Return what a file is."""
    return sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def salon(tmp_path: Path) -> Iterator[SalonProcess]:
    """Serve, with the throttle of a server that is open to all."""
    with SalonProcess(tmp_path, *THROTTLE) as server:
        yield server


@contextmanager
def program(salon: SalonProcess, nick: str, *options: str) -> Iterator[Piped]:
    """Bring somebody in with `salon connect`, started in a directory of their own."""
    port = str(salon.doors["chaines"])
    with Piped(salon.directory / nick, "connect", "--wire", "chaines", *options, "127.0.0.1", port) as piped:
        piped.enter(nick, "/JOIN jardin")
        piped.wait_for("Bienvenue dans la chaine!")
        yield piped


def wait_part(piped: Piped, part: str) -> None:
    """Wait for a line that holds a part."""
    eventually(lambda: any(part in line for line in piped.said), f"{part!r} in {piped.said}")


def files_in(directory: Path) -> set[str]:
    """Return the names of the files in a directory, but for what the tests themselves keep there."""
    return {path.name for path in directory.iterdir()} - {"said"}


def test_a_large_file(salon: SalonProcess) -> None:
    """5 MB arrive as they were, into the directory that was chosen; who sends talks meanwhile."""
    zoe = salon.enter("zoe", "#jardin")
    digest = make_file(salon.directory / "alice", "ma photo.jpg")
    chosen = salon.directory / "chosen"
    chosen.mkdir()
    with program(salon, "alice") as alice, program(salon, "bob", "--files", str(chosen)) as bob:
        alice.enter("/SEND bob ma photo.jpg")
        bob.wait_for('alice offers you the file "ma photo.jpg", 4.7 MiB. To accept it: /RECV ma photo.jpg')
        assert files_in(chosen) == set()
        bob.enter("/RECV ma photo.jpg")
        wait_part(bob, f'Receiving "ma photo.jpg", 4.7 MiB, into {chosen}')
        for number in range(8):
            alice.enter(f"salut {number}")
        bob.wait_for(f'"ma photo.jpg" has arrived completely: {chosen / "ma photo.jpg"}')
        alice.wait_for('"ma photo.jpg" has arrived completely.')
        bob.wait_for("alice: salut 7")
        zoe.wait_for(":alice!.* PRIVMSG #jardin :salut 7$")
    assert sha256_of(chosen / "ma photo.jpg") == digest
    assert files_in(salon.directory / "bob") == set()
    told = [line for line in zoe.lines if "photo" in line or "$" in line or "CHUNK" in line]
    assert told == []


def test_two_at_once(salon: SalonProcess) -> None:
    """In both directions at the same time, and of the same name."""
    digests = {
        nick: make_file(salon.directory / nick, "x", 1_000_000 + len(nick)) for nick in ("alice", "bob")
    }
    with program(salon, "alice") as alice, program(salon, "bob") as bob:
        alice.enter("/SEND bob x")
        bob.enter("/SEND alice x")
        wait_part(alice, "offers you")
        wait_part(bob, "offers you")
        alice.enter("/RECV x")
        bob.enter("/RECV x")
        wait_part(alice, "has arrived completely")
        wait_part(bob, "has arrived completely")
    # Each had a file of that name already, which stays.
    for nick, other in (("alice", "bob"), ("bob", "alice")):
        assert sha256_of(salon.directory / nick / "x") == digests[nick]
        assert sha256_of(salon.directory / nick / "x (2)") == digests[other]


@pytest.mark.parametrize("who", ["alice", "bob"])
def test_killed_in_the_middle(salon: SalonProcess, who: str) -> None:
    """The other is told; no file looks whole that is not."""
    make_file(salon.directory / "alice", "x", 16_000_000)
    with program(salon, "alice") as alice, program(salon, "bob") as bob:
        alice.enter("/SEND bob x")
        wait_part(bob, "offers you")
        bob.enter("/RECV x")
        part = salon.directory / "bob" / "x.part"
        eventually(lambda: part.exists() and part.stat().st_size > 100_000, "a part of the file")
        killed, other = (alice, bob) if who == "alice" else (bob, alice)
        killed.send_signal(signal.SIGKILL)
        other.wait_for(f'{who} has left: the file "x" was stopped.')
        if who == "alice":
            bob.wait_for('"x" was incomplete and has been removed.')
    # Who was killed could not clean up; the name says what it is.
    assert files_in(salon.directory / "bob") == (set() if who == "alice" else {"x.part"})


ENDS: dict[str, Callable[[Piped], None]] = {
    "/BYE": lambda program: program.enter("/BYE"),
    "end of input": Piped.end_input,
    "SIGTERM": lambda program: program.send_signal(signal.SIGTERM),
    "SIGINT": lambda program: program.send_signal(signal.SIGINT),
}


@pytest.mark.parametrize("end", ENDS)
def test_an_end_in_the_middle(salon: SalonProcess, end: str) -> None:
    """Who leaves while receiving leaves nothing behind, however that comes."""
    make_file(salon.directory / "alice", "x", 16_000_000)
    with program(salon, "alice") as alice, program(salon, "bob") as bob:
        alice.enter("/SEND bob x")
        wait_part(bob, "offers you")
        bob.enter("/RECV x")
        wait_part(bob, 'Receiving "x"')
        ENDS[end](bob)
        assert bob.wait_end() == 0
        assert '"x" was incomplete and has been removed.' in bob.said
        alice.wait_for('bob has left: the file "x" was stopped.')
    assert files_in(salon.directory / "bob") == set()


def test_declined_and_too_large(tmp_path: Path) -> None:
    """Nothing is sent; both are told why."""
    with SalonProcess(tmp_path, *THROTTLE, "--set", "dialects.chaines.file_bytes=1000") as salon:
        make_file(salon.directory / "alice", "large", 1_001)
        make_file(salon.directory / "alice", "small", 1_000)
        with program(salon, "alice") as alice, program(salon, "bob") as bob:
            alice.enter("/SEND bob large", "/SEND bob missing", "/SEND bob small")
            alice.wait_for('The file "large" is too large, with 1001 bytes: the limit is 1000 bytes.')
            alice.wait_for('The file "missing" cannot be read: there is no such file or directory.')
            wait_part(bob, 'offers you the file "small"')
            bob.enter("/STOP small")
            alice.wait_for('bob stopped the file "small".')
            bob.enter("/RECV small")
            bob.wait_for('Nobody offers you a file called "small".')
        assert files_in(salon.directory / "bob") == set()


def test_netcat_takes_a_file(salon: SalonProcess) -> None:
    """Who has no program gets the lines, and base64 makes a file of them."""
    make_file(salon.directory / "alice", "x", 10)
    command = ["nc", "-N", "127.0.0.1", str(salon.doors["chaines"])]
    with Terminal(command, salon.directory / "bob.screen") as bob, program(salon, "alice") as alice:
        bob.type_lines("bob", "/JOIN jardin")
        eventually(lambda: "Bienvenue" in bob.shown or "regagné" in bob.shown, "a channel")
        alice.enter("/SEND bob x")
        eventually(lambda: "offers you" in bob.shown, "an offer")
        bob.type_lines("/RECV x")
        line = eventually(
            lambda: next((its for its in bob.shown.splitlines() if its.startswith("$CHUNK 1 ")), ""), "bytes"
        )
        data = (salon.directory / "alice" / "x").read_bytes()
        assert line.split()[2] == b64encode(data).decode()
        bob.type_lines("/GOT 1 10")
        alice.wait_for('"x" has arrived completely.')
