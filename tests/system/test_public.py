"""The wire `public` through real sockets: netcat, a client as its document has it, and IRC beside them."""

import re
import socket
import threading
import time
from contextlib import suppress
from pathlib import Path

from harness import netcat
from harness.netcat import PUBLIC_ASK as ASK
from harness.salon_process import DEADLINE, SalonProcess, eventually, try_to_serve
from harness.terminals import Terminal

LINES_UNDER_WAY = 500


class OriginalClient:
    """The document's client: it compares all that it receives at once with `ping`, and answers only then."""

    def __init__(self, port: int, name: str, *, answers: bool = True) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=DEADLINE)
        self._answers = answers
        self.pieces: list[str] = []
        self.lines = 0
        self.ended = False
        self._thread = threading.Thread(target=self._receive, daemon=True)
        self._thread.start()
        for line, answer in (("/pseudo", ASK), (name, f"Bienvenue {name}")):
            self.send(line)
            eventually(lambda answer=answer: answer in self.received, answer)  # type: ignore[misc]

    def _receive(self) -> None:
        with suppress(OSError):
            while data := self._socket.recv(65_536):
                piece = data.decode(errors="replace")
                self.pieces.append(piece)
                self.lines += piece.count("\n")
                if piece == "ping\n" and self._answers:
                    self.send("pong")
        self.ended = True

    @property
    def received(self) -> str:
        """All that came."""
        return "".join(self.pieces)

    def send(self, text: str) -> None:
        """Send a line."""
        self._socket.sendall(f"{text}\n".encode())

    def close(self) -> None:
        """End the connection."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join(DEADLINE)
        self._socket.close()


def test_all_meet_in_the_room(tmp_path: Path) -> None:
    """Two people with netcat and one on IRC talk in the room, and privately; who leaves is missed."""
    with (
        SalonProcess(tmp_path) as salon,
        netcat.public(salon, "alice") as alice,
        netcat.public(salon, "bob") as bob,
    ):
        alice.wait_for("bob has joined.")
        zoe = salon.enter("Zoé", "#public")
        bob.wait_for("Zoé has joined.")
        alice.type_lines("salut à tous")
        bob.wait_for("alice: salut à tous")
        zoe.wait_for("^:alice!.* PRIVMSG #public :salut à tous$")
        zoe.send("PRIVMSG #public :salut alice", "PRIVMSG alice :toi seule")
        alice.wait_for("Zoé: salut alice", "Zoé vous a envoyer un message privé : toi seule")
        bob.wait_for("Zoé: salut alice")
        bob.type_lines("msg Zoé psst", "/list")
        bob.wait_for("Les personnes connectées sont : -alice, -bob, -Zoé")
        zoe.wait_for("^:bob!.* PRIVMSG Zoé :psst$")
        alice.type_lines("/quit")
        alice.wait_for("Deconnexion")
        alice.end_input()
        assert alice.wait_end() == 0
        bob.wait_for("alice has left.")
        zoe.wait_for("^:alice!.* QUIT ")


def test_history_reads_as_it_was_said(tmp_path: Path) -> None:
    """After a restart, too: what was said to the room was said to the room, by whoever said it."""
    with SalonProcess(tmp_path) as salon, netcat.public(salon, "alice") as alice:
        salon.enter("Zoé", "#public").send("PRIVMSG #public :salut alice")
        alice.wait_for("Zoé: salut alice")
        alice.type_lines("bonjour", "/history")
        eventually(lambda: "alice: bonjour" in alice.shown, "history")
        shown = alice.shown.splitlines()[-2:]
    with SalonProcess(tmp_path) as salon, netcat.public(salon, "bob") as bob:
        bob.type_lines("/history")
        eventually(lambda: "alice: bonjour" in bob.shown, "history")
        assert bob.shown.splitlines()[-2:] == shown
    assert [re.sub(r"^\d+ \[.*?\] ", "", line) for line in shown] == ["Zoé: salut alice", "alice: bonjour"]


def test_a_name_in_use_ends_the_conversation(tmp_path: Path) -> None:
    """The server closes, so the program at the other end ends by itself."""
    with SalonProcess(tmp_path) as salon:
        salon.enter("alice")
        command = ["nc", "127.0.0.1", str(salon.doors["public"])]
        with Terminal(command, tmp_path / "screen") as terminal:
            terminal.type_lines("pseudo", "Alice")
            terminal.wait_for(ASK, "Ce pseudo existe déjà", "Déconnexion")
            # It notices the end only when it has something to send.
            terminal.end_input()
            assert terminal.wait_end() == 0


def test_ping_comes_by_itself(tmp_path: Path) -> None:
    """However much is said, `ping` comes in a piece of its own, is answered, and its receiver stays."""
    with SalonProcess(tmp_path, "--set", "dialects.public.ping_seconds=0.1") as salon:
        crier = salon.enter("crier", "#public")
        client = OriginalClient(salon.doors["public"], "alice")
        try:
            sent = 0

            def four_came_alone() -> bool:
                # Some thousand lines are always under way, so that no batch is without.
                nonlocal sent
                while sent < client.lines + LINES_UNDER_WAY:
                    crier.send(*[f"PRIVMSG #public :{number}" for number in range(sent, sent + 100)])
                    sent += 100
                pings = [piece for piece in [*client.pieces] if re.search("^ping$", piece, re.MULTILINE)]
                return len(pings) >= 4 and set(pings[-4:]) == {"ping\n"}

            eventually(four_came_alone, "four lone pings, one after the other")
            assert not client.ended
            # Nothing was lost or moved on the way around them.
            lines = re.findall("^crier: .*\n", client.received, re.MULTILINE)
            assert lines == [f"crier: {number}\n" for number in range(len(lines))]
            assert len(lines) > LINES_UNDER_WAY
        finally:
            client.close()


def test_who_does_not_answer_is_dropped(tmp_path: Path) -> None:
    """A client that is there but answers no ping is closed, and the others are told."""
    options = ("--set", "dialects.public.ping_seconds=0.1", "--set", "dialects.public.missed_pings=2")
    with SalonProcess(tmp_path, *options) as salon:
        zoe = salon.enter("zoe", "#public")
        client = OriginalClient(salon.doors["public"], "alice", answers=False)
        try:
            zoe.wait_for("^:alice!.* QUIT :No answer to the pings$")
            eventually(lambda: client.ended, "end of the connection")
            assert client.received.endswith("ping\nping\nNo answer to the pings\nDeconnexion\n")
        finally:
            client.close()


def test_a_ping_that_waits_delays_no_end(tmp_path: Path) -> None:
    """The server stops in its time while pings are under way."""
    with SalonProcess(tmp_path, "--set", "dialects.public.ping_seconds=0.1") as salon:
        client = OriginalClient(salon.doors["public"], "alice")
        try:
            eventually(lambda: "ping\n" in client.pieces, "ping")
            begun = time.monotonic()
            salon.stop()
            assert time.monotonic() - begun < 5
            eventually(lambda: client.ended, "end of the connection")
            assert client.received.endswith("The server stops\nDeconnexion\n")
        finally:
            client.close()


def test_the_room_is_there_before_anybody(tmp_path: Path) -> None:
    """From the first start on, over restarts, without a founder; a private channel keeps its own."""
    for _ in range(2):
        with SalonProcess(tmp_path) as salon:
            zoe = salon.connect()
            zoe.register("zoe")
            zoe.send("LIST")
            zoe.wait_for(" 322 zoe #public 0 ")
            assert any(" 353 zoe = #public :zoe" in line for line in zoe.join("#public"))


def test_another_room(tmp_path: Path) -> None:
    """The owner names the room; where no channel can be called so, the server does not start."""
    with (
        SalonProcess(tmp_path, "--set", "dialects.public.channel=#tous") as salon,
        netcat.public(salon, "alice") as alice,
    ):
        zoe = salon.enter("zoe", "#Tous")
        alice.wait_for("zoe has joined.")
        alice.type_lines("salut")
        zoe.wait_for("PRIVMSG #tous :salut")
    wrong = ("--set", "casemapping=ascii", "--set", "dialects.public.channel=#café")
    ended = try_to_serve(tmp_path, *wrong)
    assert ended.code == 2
    assert "dialects.public.channel" in ended.log
