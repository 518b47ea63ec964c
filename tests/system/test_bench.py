"""The benchmark's load generator: against the real server, and against one that delivers wrongly."""

import platform
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from harness.salon_process import DEADLINE, clean_environment
from yardstick import generator
from yardstick.servers import BenchError, Running, Salon, running
from yardstick.settings import WIRES

ROOT = Path(__file__).parents[2]
RUN = ROOT / "bench" / "run.py"
LOADS = {
    "websocket": ("-n", "6", "-k", "2", "-w", "8"),
    "public": ("-n", "6", "-k", "1", "-w", "8"),
    "chaines": ("-n", "6", "-k", "2", "-w", "8"),
    "relais": ("-m", "direct", "-k", "3"),
    "bonjour": ("-m", "ask", "-n", "3"),
    "annuaire": ("-m", "ask", "-n", "3"),
}
SECONDS = 0.2

Deliver = Callable[[list[socket.socket], int, bytes], None]


@pytest.fixture(scope="module")
def load(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Compile the load generator."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(generator, "BUILD", tmp_path_factory.mktemp("build"))
        yield generator.compile_all()["load"]


def test_there_is_a_load_for_each_wire(load: Path, tmp_path: Path) -> None:
    """Everybody comes in, and what is said or asked arrives; the load itself fails where it does not."""

    def measure(wire: str) -> dict[str, Any]:
        directory = tmp_path / wire
        directory.mkdir()
        with running(Salon((sys.executable, "-m", "salon"), wire, wire=wire), directory) as started:
            return generator.run_load(load, started, LOADS[wire], wire=wire, arrivals=200, seconds=SECONDS)

    # One after the other: of five at once, one may have no turn in so short a time.
    for wire in WIRES:
        answer = measure(wire)
        assert answer["wire"] == wire
        # Of three in the channel two hear it, of six five; else there is one.
        hearers = {"public": 5, "chaines": 2, "websocket": 2}.get(wire, 1)
        assert answer["messages_s"] > 0
        # What was under way at the beginning and the end is not in both.
        under_way = 8 * hearers * 2 / SECONDS
        assert answer["deliveries_s"] == pytest.approx(hearers * answer["messages_s"], abs=under_way)
        assert answer["cpu_us_per_delivery"] > 0


def run(*options: str, seconds: float = SECONDS, spare: float = 20.0) -> str:
    """Run the benchmark once, and return what it printed; it changes no page."""
    done = subprocess.run(
        [sys.executable, str(RUN), *options, "--repeat", "1", "--seconds", str(seconds)],
        env=clean_environment(),
        capture_output=True,
        text=True,
        timeout=DEADLINE + spare,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert "wrote" not in done.stdout
    return done.stdout


def test_a_part_of_the_benchmark_is_run() -> None:
    """A dialect is measured beside IRC in one run, which asks for no other server and names the Python."""
    said = run("--settings", "public")
    row = r"CPU a delivery +\| [\d.]+ µs +\| [\d.]+ µs +\| [\d.]+x +\| ≤ [\d.]+x IRC +\| (yes|\*\*no\*\*)"
    assert re.search(row, said), said
    assert "InspIRCd" not in said
    assert re.search(rf"CPython {platform.python_version()} .*configured with", said), said


def test_another_checkout_is_measured_in_turn() -> None:
    """Here this one itself: each figure has a ratio, and it says which Python each of the two has."""
    said = run("--settings", "direct", "--against", str(ROOT))
    assert re.search(r"CPU a delivery +(\| [\d.]+ µs +){2}(\| [\d.]+x +){3}\| - ", said), said
    assert len(re.findall(r"^(here|there): salon .*, CPython", said, re.MULTILINE)) == 2


def test_a_server_grows() -> None:
    """Along each axis, to the sizes that were asked for."""
    said = run("--growth", "--clients", "10,20", "--channels", "20", "--messages", "200", spare=60)
    assert re.search(r"\| clients .*\n.*\n\| 10 .*µs.*KiB.*µs.*\n\| 20 ", said), said
    assert re.search(r"\| channels .*\n.*\n\| 20 .*µs.*KiB.*µs", said), said
    assert re.search(r"\| messages .*\n.*\n\| 200 .* s .*ms.*µs", said), said


def test_an_innocent_is_measured_while_others_attack() -> None:
    """An attack is chosen by its name, and each row says what the innocent and the memory went through."""
    names = ("frames", "passwords")
    said = run("--settings", ",".join(f"innocent-{name}" for name in names), seconds=1, spare=90)
    for name in names:
        row = rf"\| {name} +(\| [\d.,]+ ms +){{3}}(\| [\d,]+ MiB +){{3}}\| (yes|\*\*no\*\*)"
        assert re.search(row, said), said


# --- a server of `public` that delivers as a test wants it to -----------------------------------------


def to_others(peers: list[socket.socket], sender: int, line: bytes) -> None:
    """Deliver as it should be."""
    for number, peer in enumerate(peers):
        if number != sender:
            peer.sendall(line)


def to_everybody(peers: list[socket.socket], sender: int, line: bytes) -> None:
    """Deliver to the sender too."""
    to_others(peers, sender, line)
    peers[sender].sendall(line)


def twice_to_one(peers: list[socket.socket], sender: int, line: bytes) -> None:
    """Deliver to one of the others twice, and to the other one not at all."""
    peers[sender - 1].sendall(line * 2)


def of_another_channel(peers: list[socket.socket], sender: int, line: bytes) -> None:
    """Deliver what nobody has said."""
    to_others(peers, sender, line.replace(b"@0.", b"@1."))


def refusing(peers: list[socket.socket], sender: int, _line: bytes) -> None:
    """Tell the sender something else."""
    peers[sender].sendall("Ça ne va pas.\n".encode())


def hanging_up(peers: list[socket.socket], sender: int, _line: bytes) -> None:
    """Close the sender's connection."""
    peers[sender].shutdown(socket.SHUT_RDWR)


def to_nobody(peers: list[socket.socket], sender: int, line: bytes) -> None:
    """Lose the message."""


@contextmanager
def room(deliver: Deliver) -> Iterator[Running]:
    """Serve a room of three on a free port."""
    peers: list[socket.socket] = []

    def take(number: int) -> None:
        with suppress(OSError), peers[number].makefile("rb") as lines:
            for line in lines:
                if line == b"/pseudo\n":
                    peers[number].sendall(f"Bienvenue {next(lines).decode()}".encode())
                else:
                    deliver(peers, number, b"l%d: %s" % (number, line))

    def accept() -> None:
        with suppress(OSError):
            while True:
                peers.append(listener.accept()[0])
                threading.Thread(target=take, args=(len(peers) - 1,), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=accept, daemon=True).start()
        try:
            yield Running(listener.getsockname()[1], 0)
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            for peer in peers:
                peer.close()


def load_on(load: Path, deliver: Deliver) -> dict[str, Any]:
    """Put the load on such a room."""
    with room(deliver) as started:
        arguments = ("-n", "3", "-w", "1")
        return generator.run_load(load, started, arguments, wire="public", arrivals=1, seconds=SECONDS)


def test_a_room_that_delivers_is_measured(load: Path) -> None:
    """It is not the room's own doing that the others fail."""
    assert load_on(load, to_others)["deliveries_s"] > 0


@pytest.mark.parametrize(
    ("deliver", "what"),
    [
        (to_everybody, "was sent its own message"),
        (twice_to_one, "was sent a message twice"),
        (of_another_channel, "was sent what is not for it"),
        (refusing, "was refused: Ça ne va pas."),
        (hanging_up, "the server has closed the connection"),
        (to_nobody, "1 messages have not reached everybody"),
    ],
)
def test_what_is_delivered_wrongly_is_no_figure(load: Path, deliver: Deliver, what: str) -> None:
    """Each message reaches everybody else, once, and nobody besides; or the load fails and says why."""
    with pytest.raises(BenchError, match=re.escape(what)):
        load_on(load, deliver)
