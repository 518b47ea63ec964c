"""`salon annuaire` by pipe and in a terminal, with the real server or an original directory."""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Self

import pytest

from harness.piped import Piped, paste
from harness.ports import free_port
from harness.salon_process import DEADLINE, SalonProcess, clean_environment, eventually
from harness.terminal_screen import Screen
from salon.accounts.passwords import hash_password

PASSWORD = "sésame"


@pytest.fixture(scope="module")
def protected() -> tuple[str, ...]:
    """Return the options of a server whose directory has a password."""
    return ("--set", f"dialects.annuaire.password={hash_password(PASSWORD)}")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, protected: tuple[str, ...]) -> Iterator[SalonProcess]:
    """Serve every wire."""
    with SalonProcess(tmp_path_factory.mktemp("server"), *protected) as salon:
        yield salon


def machine(server: SalonProcess, directory: Path, port: int, *options: str) -> Piped:
    """Start the chat program on a port of its own."""
    where = f"127.0.0.1:{server.doors['annuaire']}"
    return Piped(directory, "annuaire", "127.0.0.1", str(port), "--directory", where, *options)


def test_two_machines_talk(server: SalonProcess, tmp_path: Path) -> None:
    """One finds the other by its pseudonym, and both are remembered over restarts."""
    a, b = free_port(), free_port()
    with machine(server, tmp_path / "a", a) as ann, machine(server, tmp_path / "b", b) as bob:
        eventually(lambda: ann.said and bob.said, "both programs")
        ann.enter("/user lou", "/check")
        ann.wait_for("\tlou (localhost)")
        bob.enter("bonjour", f"/join lou {a}", "bonjour", "/send ça va ?")
        bob.wait_for("You are talking to nobody: /join somebody first; /check shows who is online.")
        ann.wait_for(f"To answer: /join 127.0.0.1 {b}")
        ann.enter(f"/join 127.0.0.1 {b}", "oui")
        bob.wait_for("lou: oui")
        assert [line.split(": ")[-1] for line in ann.said if f"(127.0.0.1 {b}): " in line] == [
            "bonjour",
            "ça va ?",
        ]
        bob.enter("/IP lou", "/quit", "/exit")
        assert bob.wait_end() == 0
        assert "His IP address is 127.0.0.1 (localhost)" in bob.said
        ann.end_input()
        assert ann.wait_end() == 0
    with machine(server, tmp_path / "b", b) as bob:
        bob.enter("/list", "/exit")
        assert bob.wait_end() == 0
        assert f"lou (127.0.0.1 {a})" in bob.said


def test_all_addresses_are_those_of_both_families(server: SalonProcess, tmp_path: Path) -> None:
    """Somebody of IPv4 and somebody of IPv6 are heard, and answered at the address that is theirs."""
    port = str(free_port())
    where = f"127.0.0.1:{server.doors['annuaire']}"
    with Piped(tmp_path, "annuaire", "::", port, "--directory", where) as ann:
        eventually(lambda: ann.said, "a program that has begun")
        for address in ("127.0.0.1", "::1"):
            family = socket.AF_INET6 if ":" in address else socket.AF_INET
            with socket.socket(family, socket.SOCK_DGRAM) as lou:
                lou.settimeout(DEADLINE)
                lou.bind((address, 0))
                lou.sendto(b"from lou: salut", (address, int(port)))
                peer = f"{address} {lou.getsockname()[1]}"
                ann.wait_for(f"lou ({peer}): salut")
                ann.enter(f"/join {peer}", "oui")
                data, sender = lou.recvfrom(1000)
                assert (data.endswith(b": oui"), sender[:2]) == (True, (address, int(port)))


def test_an_original_directory_that_does_not_close(tmp_path: Path) -> None:
    """What it answers is shown all the same."""

    def answer(connection: socket.socket, asked: str) -> None:
        if asked == "4":
            connection.sendall(b"\n\tlou (pc-7)")

    with (
        OriginalDirectory(answer) as directory,
        Piped(tmp_path, "annuaire", "127.0.0.1", "0", "--directory", directory.where) as ann,
    ):
        eventually(lambda: ann.said, "a program that has begun")
        ann.enter("/check")
        ann.wait_for("\tlou (pc-7)")


def test_a_datagram_does_not_steer_the_terminal(server: SalonProcess, tmp_path: Path) -> None:
    """Neither the text nor the name that its sender chose."""
    port = free_port()
    with machine(server, tmp_path, port) as ann, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        eventually(lambda: ann.said, "a program that has begun")
        stranger.sendto("from lou\u200e\u202e: a\u2028b".encode(), ("127.0.0.1", port))
        where = f"127.0.0.1 {stranger.getsockname()[1]}"
        ann.wait_for(f"lou\ufffd\ufffd ({where}): a\ufffdb")


def hang_up(connection: socket.socket, _asked: str) -> None:
    """Answer nothing, as the original does to most."""
    connection.close()


class OriginalDirectory:
    """Notes every request, and answers it before it takes the next; a context that ends it."""

    def __init__(self, answer: Callable[[socket.socket, str], None] = hang_up) -> None:
        self.asked: list[str] = []
        self._answer = answer
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """End, and leave no thread that waits on a descriptor which is somebody else's by then."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._thread.join(DEADLINE)
        self._listener.close()

    @property
    def where(self) -> str:
        """How a program is told of it."""
        return f"127.0.0.1:{self._listener.getsockname()[1]}"

    def _serve(self) -> None:
        with ExitStack() as connections, suppress(OSError):
            while True:
                connection = connections.enter_context(self._listener.accept()[0])
                connection.settimeout(DEADLINE)
                self.asked.append(connection.recv(1024).decode())
                self._answer(connection, self.asked[-1])


ENDS: dict[str, tuple[tuple[str, ...], Callable[[Piped], None]]] = {
    "exit": ((), lambda program: program.enter("/exit")),
    "menu": ((), lambda program: program.enter("menu", "5")),
    "end of input": ((), Piped.end_input),
    "SIGTERM": ((), lambda program: program.send_signal(signal.SIGTERM)),
    "SIGINT": ((), lambda program: program.send_signal(signal.SIGINT)),
    "background": (("--background",), lambda program: program.send_signal(signal.SIGTERM)),
}


@pytest.mark.parametrize("end", ENDS)
def test_the_machine_leaves_when_its_program_ends(tmp_path: Path, end: str) -> None:
    """However that comes; at the start it says hello."""
    options, end_it = ENDS[end]
    with (
        OriginalDirectory() as directory,
        Piped(tmp_path, "annuaire", "127.0.0.1", "0", "--directory", directory.where, *options) as program,
    ):
        eventually(lambda: directory.asked, "a hello")
        end_it(program)
        assert program.wait_end() == 0
        assert directory.asked == [f"7{socket.gethostname()}", "5"]


def test_the_pseudonym_is_remembered(server: SalonProcess, tmp_path: Path) -> None:
    """The directory is told of it at the next start, whichever directory that is."""
    with machine(server, tmp_path, 0) as program:
        program.enter("/user hélène", "/exit")
        assert program.wait_end() == 0
    with (
        OriginalDirectory() as directory,
        Piped(tmp_path, "annuaire", "127.0.0.1", "0", "--directory", directory.where) as program,
    ):
        program.end_input()
        assert program.wait_end() == 0
        assert directory.asked == [f"7{socket.gethostname()}", "3hélène", "5"]


def test_presence_without_a_terminal(server: SalonProcess, tmp_path: Path) -> None:
    """What arrives is kept, and shown to the person when they are back, once."""
    port = free_port()
    with machine(server, tmp_path, port, "--background") as background:
        eventually(lambda: background.said, "a program in the background")
        background.end_input()
        background.send_signal(signal.SIGHUP)
        with machine(server, tmp_path / "b", 0) as bob:
            bob.enter(f"/join 127.0.0.1 {port}", "tu es là ?", "/user léa", "ah non")
            kept = tmp_path / "salon" / "annuaire" / "arrived.txt"
            eventually(lambda: kept.exists() and "léa (127.0.0.1 " in kept.read_text("utf-8"), "what arrived")
        background.send_signal(signal.SIGTERM)
        assert background.wait_end() == 0
        begun, ended = background.said
        assert begun.endswith("until Ctrl-C. To use this terminal meanwhile, write & behind the command.")
        assert ended == "Asked to end (by Ctrl-C, kill or --take-over): no longer listed."
    for count in (2, 0):
        with machine(server, tmp_path, port) as person:
            person.enter("/r", "/exit")
            assert person.wait_end() == 0
            assert len([line for line in person.said if "): " in line]) == count


def test_presence_outlives_its_terminal(tmp_path: Path) -> None:
    """It says goodbye to the directory though there is nobody left to tell."""
    ours, its = os.openpty()
    with OriginalDirectory() as directory:
        with subprocess.Popen(
            [
                *(sys.executable, "-m", "salon", "annuaire", "127.0.0.1", "0"),
                *("--directory", directory.where, "--background"),
            ],
            env=clean_environment(XDG_DATA_HOME=str(tmp_path)),
            stdin=its,
            stdout=its,
            stderr=its,
        ) as background:
            os.close(its)
            eventually(lambda: directory.asked, "a hello")
            os.close(ours)
            background.send_signal(signal.SIGTERM)
            assert background.wait(DEADLINE) == 0
        assert directory.asked[-1] == "5"


def test_a_program_takes_the_place_of_the_one_in_the_background(server: SalonProcess, tmp_path: Path) -> None:
    """The second is told of the first, and what to write; that ends the first, and shows what it has kept."""
    port = free_port()
    with machine(server, tmp_path, port, "--background") as background:
        eventually(lambda: background.said, "a program in the background")
        with machine(server, tmp_path / "b", 0) as bob:
            bob.enter(f"/join 127.0.0.1 {port}", "tu es là ?")
            kept = tmp_path / "salon" / "annuaire" / "arrived.txt"
            eventually(lambda: kept.exists() and "tu es là" in kept.read_text("utf-8"), "what arrived")
        again = tmp_path / "again"
        again.mkdir()
        (again / "salon").symlink_to(tmp_path / "salon")
        with machine(server, again, port) as person:
            assert person.wait_end() == 2
            (line,) = person.said
        assert f"runs in the background there, process {background.pid}, and keeps what arrives." in line
        done = paste(f"XDG_DATA_HOME='{tmp_path}' {line.partition('goes on: ')[2]}")
        assert (done.returncode, done.stderr.decode()) == (
            0,
            f"The salon annuaire in the background, process {background.pid}, has ended.\n",
        )
        assert b"): tu es l\xc3\xa0 ?\n" in done.stdout
        assert background.wait_end() == 0
        assert "--take-over" in background.said[-1]


def test_what_the_password_is_for(tmp_path: Path, protected: tuple[str, ...]) -> None:
    """The database and the end of the server, by command or by number; the password is the next line."""
    with SalonProcess(tmp_path, *protected) as salon, machine(salon, tmp_path / "a", 0) as ann:
        ann.enter("/db", "faux")
        ann.wait_for("Wrong password")
        ann.enter("/menu", "2", PASSWORD)
        ann.wait_for('  "localhost": [')
        ann.enter("", "/end", PASSWORD)
        assert salon.wait_end() == 0
        ann.enter("/check")
        eventually(lambda: any("does not answer" in line for line in ann.said), "a directory that is gone")
        ann.enter("/exit")
        assert ann.wait_end() == 0


def test_the_password_is_not_shown(server: SalonProcess, tmp_path: Path) -> None:
    """In a terminal, neither while it is typed nor after."""
    where = f"127.0.0.1:{server.doors['annuaire']}"
    with Screen(
        tmp_path,
        *("annuaire", "127.0.0.1", "0", "--directory", where),
        environment={"XDG_DATA_HOME": str(tmp_path)},
    ) as screen:
        screen.wait_for("/help lists the commands.")
        screen.enter("/db")
        screen.wait_typed("Password:")
        screen.enter(PASSWORD)
        screen.wait_for('"localhost": [')
        screen.enter("/exit")
        screen.wait_for("ended with 0")
        assert PASSWORD not in screen.painted


def test_a_password_that_is_typed_ahead(tmp_path: Path) -> None:
    """It is for the question, however early it was typed: nobody else gets it, and no key calls it back."""
    may_answer = threading.Event()

    def answer(connection: socket.socket, asked: str) -> None:
        if asked == "4":
            may_answer.wait(DEADLINE)
        connection.close()

    with (
        OriginalDirectory(answer) as directory,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as friend,
        Screen(
            tmp_path,
            *("annuaire", "127.0.0.1", "0", "--directory", directory.where),
            environment={"XDG_DATA_HOME": str(tmp_path)},
        ) as screen,
    ):
        friend.bind(("127.0.0.1", 0))
        friend.setblocking(False)
        screen.wait_for("/help lists the commands.")
        screen.enter(f"/join 127.0.0.1 {friend.getsockname()[1]}", "/check")
        eventually(lambda: "4" in directory.asked, "a request that waits")
        screen.paste("/db", PASSWORD, "/db now", PASSWORD, "menu", "/menu", "2", PASSWORD, "", "fin")
        may_answer.set()
        eventually(lambda: directory.asked.count(f"2{PASSWORD}") == 3, "the questions")
        screen.wait_for("> fin")
        screen.type("Up", "Up", "Up")
        screen.wait_typed("127.0.0.1> /menu")
        assert PASSWORD not in screen.painted
        heard = [friend.recv(1000).rpartition(b": ")[2].decode() for _ in range(2)]
        assert heard == ["menu", "fin"]
        with pytest.raises(BlockingIOError):
            friend.recv(1000)


def test_a_port_that_is_taken(server: SalonProcess, tmp_path: Path) -> None:
    """A clear text with a command that works when it is pasted, and exit code 2; nothing is made."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        with machine(server, tmp_path, taken.getsockname()[1]) as program:
            assert program.wait_end() == 2
            (line,) = program.said
        assert "another program is listening there. Choose another, for example: " in line
        assert {path.name for path in tmp_path.iterdir()} == {"said"}
        done = paste(f"XDG_DATA_HOME='{tmp_path}' {line.partition('example: ')[2]}")
        assert (done.returncode, done.stderr) == (0, b"")
        assert done.stdout.startswith(b"Listening on 127.0.0.1 ")


def test_without_a_directory_one_can_still_talk(tmp_path: Path) -> None:
    """By address."""
    a = free_port()
    nowhere = ("--directory", "127.0.0.1:1")
    with (
        Piped(tmp_path / "a", "annuaire", "127.0.0.1", str(a), *nowhere) as ann,
        Piped(tmp_path / "b", "annuaire", "127.0.0.1", "0", *nowhere) as bob,
    ):
        eventually(lambda: len(ann.said) == 2, "a program that has begun")
        bob.enter(f"/join 127.0.0.1 {a}", "x" * 700)
        eventually(lambda: sum(line.count("x") for line in ann.said) >= 700, "a long text, in two pieces")
        bob.enter("/join nobody.invalid")
        bob.wait_for("nobody.invalid cannot be found.")
