"""Programs that read a fixed number of bytes and decode each piece by itself, at the real server.

Pieces are apart by a pause in which such a program reads. One that the system held up for longer may read two
of them as one, as it may at a server of its own; so a test has some tries, and one of them counts.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import ModuleType

import pytest

from harness import netcat, original_chaines_client, original_public_client
from harness.salon_process import IrcClient, SalonProcess, eventually
from harness.terminals import Terminal

TRIES = 5
LONG = "été à la forêt, où l'œil naïf du chêne s'émerveille — "


@contextmanager
def program(salon: SalonProcess, wire: str, module: ModuleType, name: str) -> Iterator[Terminal]:
    """Start an original client of a wire."""
    command = [sys.executable, str(module.__file__), "127.0.0.1", str(salon.doors[wire])]
    with Terminal(command, salon.directory / f"{name}.screen") as terminal:
        yield terminal


@contextmanager
def on_chaines(salon: SalonProcess, nick: str) -> Iterator[Terminal]:
    """Bring somebody in by the client of `chaines`, into the channel `public`."""
    with program(salon, "chaines", original_chaines_client, nick) as terminal:
        netcat.choose_nick(terminal, nick, "public")
        yield terminal


@contextmanager
def on_public(salon: SalonProcess, nick: str) -> Iterator[Terminal]:
    """Bring somebody in by the client of `public`."""
    with program(salon, "public", original_public_client, nick) as terminal:
        terminal.wait_for(netcat.PUBLIC_WELCOME)
        terminal.type_lines("/pseudo")
        terminal.wait_for(netcat.PUBLIC_ASK)
        terminal.type_lines(nick)
        terminal.wait_for(f"Bienvenue {nick}")
        yield terminal


WIRES = pytest.mark.parametrize("come_in", [on_chaines, on_public])
ComeIn = Callable[[SalonProcess, str], AbstractContextManager[Terminal]]


def is_shown(terminal: Terminal, texts: list[str]) -> bool:
    """Wait until a program has shown all of some texts, and return whether it lived to do so."""
    mark = texts[-1]

    def over() -> bool:
        return mark in shown(terminal) or "Traceback" in terminal.shown

    eventually(over, mark)
    all_of_it = shown(terminal)
    return all(text in all_of_it for text in texts)


def shown(terminal: Terminal) -> str:
    """Return what a program has shown, without the ends of lines: it may end one behind each piece."""
    return terminal.shown.replace("\n", "")


def say_much(zoe: IrcClient) -> list[str]:
    """Say as much in the room as a history may show, each line of another length, and return it."""
    texts = [f"<{number} {LONG * 4}"[: 150 + number] + ">" for number in range(100)]
    zoe.send(*(f"PRIVMSG #public :{text}" for text in texts))
    zoe.settle()
    return texts


@WIRES
def test_a_long_history(tmp_path: Path, come_in: ComeIn) -> None:
    """A hundred lines with accents arrive whole, and the program goes on."""
    with SalonProcess(tmp_path) as salon:
        zoe = salon.enter("zoé", "#public")
        texts = say_much(zoe)
        for number in range(TRIES):
            with come_in(salon, f"alice{number}") as alice:
                alice.type_lines("/HISTORY 100")
                if is_shown(alice, texts):
                    zoe.send("PRIVMSG #public :encore là ?")
                    eventually(lambda alice=alice: "encore là ?" in alice.shown, "later line")  # type: ignore[misc]
                    return
        pytest.fail("no program lived through a long history")


@WIRES
def test_a_line_longer_than_a_piece(tmp_path: Path, come_in: ComeIn) -> None:
    """Said by somebody with netcat, at any place of its characters."""
    texts = ["x" * shift + "é" * 1900 + "!" for shift in range(3)]
    with SalonProcess(tmp_path) as salon, netcat.chaines(salon, "bob", "public") as bob:
        for number in range(TRIES):
            with come_in(salon, f"alice{number}") as alice:
                for text in texts:
                    bob.type_lines(text)
                if is_shown(alice, texts):
                    return
        pytest.fail("no program lived through a long line")


@WIRES
def test_who_is_far_behind_is_dropped(tmp_path: Path, come_in: ComeIn) -> None:
    """What waits for its pieces counts as unread; the others go on meanwhile."""
    with (
        SalonProcess(tmp_path, "--set", "limits.send_queue_bytes=65536") as salon,
        come_in(salon, "alice") as alice,
    ):
        zoe = salon.enter("zoé", "#public")
        flood = [f"PRIVMSG #public :{'x' * 400}"] * 100

        def is_dropped() -> bool:
            zoe.send(*flood)
            return any(" QUIT " in line for line in zoe.settle())

        eventually(is_dropped, "end of alice")
        assert alice.wait_end() == 0
