"""The wire `chaines` through real sockets: netcat, the document's client, and an IRC client beside them."""

import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from harness import netcat, original_chaines_client
from harness.salon_process import DEADLINE, SalonProcess, eventually
from harness.terminals import Terminal

NO_ROOM = ("--set", "dialects.public.enabled=false")


@contextmanager
def original(salon: SalonProcess, nick: str, *channels: str) -> Iterator[Terminal]:
    """Bring somebody in with the document's client, which shows an empty line after what it received."""
    program = original_chaines_client.__file__
    command = [sys.executable, program, "127.0.0.1", str(salon.doors["chaines"])]
    with Terminal(command, salon.directory / f"{nick}.screen") as terminal:
        netcat.choose_nick(terminal, nick, *channels)
        yield terminal


def test_all_meet_in_one_channel(tmp_path: Path) -> None:
    """A line typed on `chaines` in channel C reaches an IRC client on #C, and back; so do ranks and names."""
    with (
        SalonProcess(tmp_path) as salon,
        netcat.chaines(salon, "alice", "jardin") as alice,
        original(salon, "bob", "jardin") as bob,
    ):
        zoe = salon.enter("zoé", "#jardin")
        bob.type_lines("bonjour à tous")
        alice.wait_for("bob: bonjour à tous")
        zoe.wait_for("^:bob!.* PRIVMSG #jardin :bonjour à tous$")
        zoe.send("PRIVMSG #jardin :salut")
        alice.wait_for("zoé: salut")
        bob.wait_for("zoé: salut")
        alice.type_lines("/WHO")
        alice.wait_for("Liste des adherents:", "bob", "zoé")
        bob.type_lines("/KICK alice")
        bob.wait_for("Calme toi t'es pas l'administrateur du groupe")
        alice.type_lines("/GRANT bob", "/REN verger")
        bob.wait_for("Vous avez réçu de alice les privilèges d'un administrateur")
        bob.wait_for("Votre chaine est renommée  verger")
        zoe.wait_for("MODE #jardin .o bob$")
        bob.type_lines("/MSG zoé;alice psst")
        alice.wait_for("Private message bob: psst")
        zoe.wait_for("^:bob!.* PRIVMSG zoé :psst$")
        alice.type_lines("/KICK zoé")
        zoe.wait_for("KICK #verger zoé")
        bob.type_lines("/BYE")
        assert bob.wait_end() == 0
        assert bob.shown.endswith("AU REVOIR !\n")
        alice.wait_for("bob est parti")


def test_irc_puts_people_back_in_the_lobby(tmp_path: Path) -> None:
    """IRC's KICK puts a `chaines` person back in the lobby, whichever client it is."""
    with SalonProcess(tmp_path) as salon:
        zoe = salon.enter("zoé", "#jardin")
        with netcat.chaines(salon, "alice", "jardin") as alice, original(salon, "bob", "jardin") as bob:
            zoe.send("KICK #jardin alice", "KICK #jardin bob")
            for person in (alice, bob):
                person.wait_for("zoé vous a retiré de la chaine")
                person.type_lines("/CURRENT")
                person.wait_for("Vous n'avez pas de chaine actuellement")
                person.type_lines("/JOIN jardin")
                person.wait_for("Vous avez regagné un nouveau groupe")


def test_netcat_leaves_at_the_end_of_its_input(tmp_path: Path) -> None:
    """What was typed is done, the last line too, whose end is missing; then the person is gone."""
    with (
        SalonProcess(tmp_path) as salon,
        netcat.chaines(salon, "bob", "jardin") as bob,
        netcat.chaines(salon, "alice", "jardin") as alice,
    ):
        alice.type_bytes(b"un\ndeux")
        alice.end_input()
        bob.wait_for("alice: un", "alice: deux", "alice est parti")
        assert alice.wait_end() == 0


def test_an_input_that_ends_for_ever_ends(tmp_path: Path) -> None:
    """The document's client, whose terminal closes, sends without end, and is let go all the same."""
    with (
        SalonProcess(tmp_path) as salon,
        netcat.chaines(salon, "bob", "jardin") as bob,
        original(salon, "alice", "jardin") as alice,
    ):
        alice.type_bytes(b"un\ndeux")
        alice.end_input()
        bob.wait_for("alice: un", "alice est parti")
        alice.wait_end()


def test_history_outlives_the_server(tmp_path: Path) -> None:
    """/HISTORY is from the database: what was said before a restart is shown after it."""
    with (
        SalonProcess(tmp_path, *NO_ROOM) as salon,
        netcat.chaines(salon, "alice", "jardin") as alice,
        netcat.chaines(salon, "bob", "jardin") as bob,
    ):
        alice.type_lines("c'était hier")
        bob.wait_for("alice: c'était hier")
    with SalonProcess(tmp_path, *NO_ROOM) as salon, netcat.chaines(salon, "carol") as carol:
        carol.type_lines("/LIST")
        carol.wait_for("Il n'y a pas de chaines en cours")
        carol.type_lines("/JOIN jardin")
        carol.wait_for(*netcat.CHAINES_WELCOME)
        carol.type_lines("/HISTORY 5")
        eventually(lambda: "] alice: c'était hier\n" in carol.shown, "history")


def test_one_who_does_not_read_slows_nobody(tmp_path: Path) -> None:
    """A peer that only sends, and reads nothing, is dropped; the others go on meanwhile."""
    with (
        SalonProcess(tmp_path, "--set", "limits.send_queue_bytes=65536") as salon,
        netcat.chaines(salon, "alice", "jardin") as alice,
        socket.create_connection(("127.0.0.1", salon.doors["chaines"])) as deaf,
    ):
        deaf.settimeout(DEADLINE)
        deaf.sendall(b"bob\n/JOIN jardin\n")
        alice.type_lines("salut")

        def drop() -> bool:
            try:
                deaf.sendall(b"/HELP\n" * 200)
            except OSError:
                return True
            return "bob est parti" in alice.shown

        eventually(drop, "end of the deaf one")
        alice.wait_for("bob est parti")
