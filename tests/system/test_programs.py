"""`salon connect` by pipe and in a terminal, with the real server; and how any command fails."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.piped import Piped, paste
from harness.ports import free_port
from harness.salon_process import DEADLINE, SalonProcess, clean_environment, eventually, run_salon
from harness.terminal import Terminal
from harness.terminal_screen import Screen


def converse(directory: Path, wire: str, port: int, *lines: str) -> list[str]:
    """Return what the client shows for lines that are all typed at once, by pipe."""
    ended = run_salon(
        directory,
        *("connect", "--wire", wire, "127.0.0.1", str(port)),
        given="".join(f"{line}\n" for line in lines),
    )
    assert (ended.code, ended.log) == (0, "")
    return ended.said.splitlines()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SalonProcess]:
    """Serve every wire."""
    with SalonProcess(tmp_path_factory.mktemp("server")) as salon:
        yield salon


def test_chaines_by_pipe(server: SalonProcess, tmp_path: Path) -> None:
    """Text gets its prefix, commands lose their slash, `/BYE` is said by the client as well."""
    shown = converse(
        tmp_path, "chaines", server.doors["chaines"], "bob", "/JOIN pipe", "/CURRENT", "salut", "/BYE"
    )
    assert shown == [
        "Vous êtes connecté",
        "Choisissez un nickname ou faites la commande /BYE pour vous deconnecter",
        "Nickname bien choisi.",
        "Faites la commande /HELP pour plus d'aides.",
        "Bienvenue dans la chaine!",
        "Vous pouvez communiquez avec les autres menbres.",
        "Votre chaine actuel est: pipe",
        "Vous êtes seul(e) dans cette chaine",
        "Goodbye.",
        "AU REVOIR !",
    ]


def test_chaines_end_of_input_is_bye(server: SalonProcess, tmp_path: Path) -> None:
    """The others are told that one has left, and the program ends."""
    ann = server.enter("ann", "#fin")
    shown = converse(tmp_path, "chaines", server.doors["chaines"], "bob2", "/JOIN fin", "bonjour")
    ann.wait_for(":bob2!.* PRIVMSG #fin :bonjour$")
    ann.wait_for(":bob2!.* QUIT ")
    assert shown[-1] == "Goodbye."


def test_public_answers_the_ping_by_itself(tmp_path: Path) -> None:
    """With an impatient server and nothing typed one stays; neither the ping nor the pong is shown."""
    patience = ("--set", "dialects.public.ping_seconds=2", "--set", "dialects.public.missed_pings=1")
    with SalonProcess(tmp_path, *patience) as salon:
        port = salon.doors["public"]
        with (
            Piped(tmp_path / "bob", "connect", "--wire", "public", "localhost", str(port)) as bob,
            socket.create_connection(("127.0.0.1", port), DEADLINE) as other,
        ):
            bob.enter("/pseudo", "bob")
            bob.wait_for("Bienvenue bob")
            # As many as another client is asked: two without an answer would be too many.
            pings = 0
            while pings < 5:
                data = other.recv(1024)
                assert data, "the server dropped a client that answers"
                pings += data == b"ping\n"
                other.sendall(b"pong\n")
            bob.enter("/quit")
            assert bob.wait_end() == 0
            assert bob.said == [
                "Bienvenue dans le Chat tapez pseudo si vous voulez vous connecter",
                "tapez le pseudo que vous voulez utiliser pour le chat :",
                "Bienvenue bob",
                "Deconnexion",
            ]


def test_relais_by_pipe(server: SalonProcess, tmp_path: Path) -> None:
    """Plain lines; what is routed arrives."""
    ann = server.enter("ann3")
    shown = converse(tmp_path, "relais", server.doors["relais"], "bob3", "@ann3 salut", "ça va ?", "/exit")
    ann.wait_for(" PRIVMSG ann3 :salut$")
    ann.wait_for(" PRIVMSG ann3 :ça va \\?$")
    assert shown[2:] == ["Delivered to ann3.", "Delivered to ann3.", "Goodbye."]


def test_bonjour_by_pipe(server: SalonProcess, tmp_path: Path) -> None:
    """One message a line; the closing phrase ends."""
    shown = converse(tmp_path, "bonjour", server.doors["bonjour"], "Marie", "ho", "Au Revoir")
    assert shown == ["Hello Marie!", "Marie, you are connected.", "Goodbye Marie, the connection is closed."]
    assert converse(tmp_path, "bonjour", server.doors["bonjour"], "Marie") == [shown[0], shown[-1]]


def test_nobody_there(tmp_path: Path) -> None:
    """A clear text in the person's language with what to do, and exit code 2."""
    port = free_port()
    ended = run_salon(tmp_path, "connect", "127.0.0.1", str(port))
    check = " Check that HOST and PORT are right and that the server is started.\n"
    assert ended == (2, "", f"Cannot connect to 127.0.0.1 port {port}: nothing is listening there.{check}")
    ended = run_salon(tmp_path, "connect", "--language", "fr", "a..b", "1")
    check = " Vérifiez l'HÔTE et le PORT, et que le serveur est démarré.\n"
    why = "Impossible de se connecter à a..b, port 1\N{NO-BREAK SPACE}: ce ne peut pas être un nom."
    assert ended == (2, "", f"{why}{check}")


def test_another_program_for_another_port(tmp_path: Path) -> None:
    """What is printed to use there can be pasted into a shell."""
    ended = run_salon(tmp_path, "connect", "127.0.0.1", "6000")
    command = ended.log.partition("Use: ")[2].strip()
    assert (ended.code, command.endswith(" annuaire --directory 127.0.0.1:6000")) == (2, True)
    done = paste(f"{command} --help")
    assert (done.returncode, done.stderr) == (0, b"")
    ended = run_salon(tmp_path, "connect", "::1", "6667")
    command = ended.log.partition("example: ")[2].strip()
    assert command == "irssi -c ::1 -p 6667"
    assert paste(f"{command} --version").returncode == 0


def test_a_guess_of_the_protocol_is_told_first(tmp_path: Path) -> None:
    """Nothing has been sent then; with `--wire` there is nothing to guess."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = str(listener.getsockname()[1])
        with Piped(tmp_path, "connect", "127.0.0.1", port) as bob:
            connection, _ = listener.accept()
            with connection:
                (line,) = eventually(lambda: bob.said, "a word of the protocol")
                assert line.startswith(f"Port {port} is the usual port of no protocol; ")
                connection.setblocking(False)
                with pytest.raises(BlockingIOError):
                    connection.recv(1)
        with Piped(tmp_path / "told", "connect", "--wire", "relais", "127.0.0.1", port) as bob:
            connection, _ = listener.accept()
            with connection:
                connection.sendall(b"bonjour\n")
            assert bob.wait_end() == 1
            assert bob.said == ["bonjour", "Connection lost: the server closed it."]


def test_output_that_cannot_be_written(server: SalonProcess) -> None:
    """A full disk is told of, with exit code 1."""
    port = str(server.doors["relais"])
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "salon", "connect", "--wire", "relais", "127.0.0.1", port],
            env=clean_environment(),
            stdin=subprocess.DEVNULL,
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=DEADLINE,
            check=False,
        )
    assert (
        ended.stderr == b"The messages that arrive can no longer be written: there is no room on the disk.\n"
    )
    assert ended.returncode == 1


def test_the_program_ends_when_the_server_does(tmp_path: Path) -> None:
    """Without a word of the person: what the server still said is shown, and that is a failure."""
    with SalonProcess(tmp_path) as salon:
        port = str(salon.doors["relais"])
        with Piped(tmp_path / "bob", "connect", "--wire", "relais", "127.0.0.1", port) as bob:
            bob.enter("bob")
            eventually(lambda: len(bob.said) == 2, "a welcome")
            salon.stop()
            assert bob.wait_end() == 1
            assert bob.said[2:] == ["The server stops", "Goodbye.", "Connection lost: the server closed it."]


def test_an_original_server_ends_no_line(tmp_path: Path) -> None:
    """What comes without the end of its line is shown all the same."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = str(listener.getsockname()[1])
        with Piped(tmp_path, "connect", "--wire", "public", "127.0.0.1", port) as bob:
            connection, _ = listener.accept()
            with connection:
                connection.settimeout(DEADLINE)
                connection.sendall("Bienvenue é".encode())
                bob.wait_for("Bienvenue é")
                connection.sendall(b"ping")
                assert connection.recv(100) == b"pong\n"
                connection.sendall(b"\x1b[2Jfin")
            assert bob.wait_end() == 1
            assert bob.said[:2] == ["Bienvenue é", "\N{REPLACEMENT CHARACTER}[2Jfin"]


UNSAFE = "a\u202eb\u2028c\u200bd\u061ce\x9bf"
SHOWN = "a\ufffdb\ufffdc\ufffdd\ufffde\ufffdf"


def test_what_others_write_does_not_steer_the_terminal(tmp_path: Path) -> None:
    """Where a server lets everything through, the program shows marks; what scripts need it leaves."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = str(listener.getsockname()[1])
        with Piped(tmp_path, "connect", "--wire", "relais", "127.0.0.1", port) as bob:
            connection, _ = listener.accept()
            with connection:
                connection.sendall(f"ann: {UNSAFE}\nann: \u2067\u200f\u05d0 \u200d\n".encode())
            assert bob.wait_end() == 1
        shown = (tmp_path / "said").read_text("utf-8").split("\n")
        assert shown[:2] == [f"ann: {SHOWN}", "ann: \u2067\u200f\u05d0 \u200d\u2069"]


def test_a_long_input_and_a_reader_who_goes(server: SalonProcess, tmp_path: Path) -> None:
    """Neither side waits for the other for ever; `salon connect ... | head -1` is no error."""
    lines = "zed\n" + "/users\n" * 3000
    command = f"'{sys.executable}' -m salon connect --wire relais 127.0.0.1 {server.doors['relais']}"
    done = subprocess.run(
        ["bash", "-c", f"{command} | head -1; echo ${{PIPESTATUS[0]}}"],
        cwd=tmp_path,
        env=clean_environment(),
        input=lines.encode(),
        capture_output=True,
        timeout=DEADLINE,
        check=True,
    )
    assert (done.stdout.decode().splitlines(), done.stderr) == (
        ["Welcome to the relay. Your user name?", "0"],
        b"",
    )


def test_a_terminal_keeps_the_line_below_what_arrives(server: SalonProcess, tmp_path: Path) -> None:
    """What one types stays at the bottom and can be edited; people have colours; Ctrl-D ends."""
    ann = server.enter("ann4", "#écran")
    with Screen(
        tmp_path,
        *("connect", "--wire", "chaines", "localhost", str(server.doors["chaines"])),
        environment={"COLUMNS": "40"},  # of the terminal that this one was opened from
    ) as screen:
        screen.wait_for("Choisissez un nickname")
        screen.enter("bob4", "/JOIN écran")
        ann.wait_for(":bob4!.* JOIN #écran")
        screen.type("-l", "bonsoir à tous")
        screen.wait_typed("> bonsoir à tous")
        # Of words that the terminal's 90 columns would break, none is broken.
        half = " ".join(["coucou!"] * 10)
        ann.send(f"PRIVMSG #écran :{half} {half}")
        screen.wait_for(f"ann4: {half}")
        eventually(lambda: half in screen.lines, "the other half in a line of its own")
        ann.send(f"PRIVMSG #écran :{'http://salon.example/' * 5}")
        eventually(lambda: "ann4:" in screen.lines, "an address in a line of its own")
        assert all("\x1b[1m" in line for line in screen.painted.splitlines() if "ann4" in line)
        screen.wait_typed("> bonsoir à tous")
        assert "\x1b[1m" in next(line for line in screen.painted.splitlines() if "coucou" in line)
        screen.type("C-a", "M-f", "Left", "Left", "Left", "BSpace", "BSpace", "BSpace", "BSpace")
        screen.type("-l", "S")
        screen.wait_typed("> Soir à tous")
        # Behind the line itself: a terminal may have drawn that and not yet moved.
        eventually(lambda: screen.cursor == 3, "the cursor behind what was typed")
        screen.type("Enter")
        ann.wait_for(" PRIVMSG #écran :Soir à tous$")
        screen.type("Up", "Up")
        screen.wait_typed("> /JOIN écran")
        screen.type("C-u", "C-d")
        ann.wait_for(":bob4!.* QUIT")
        eventually(lambda: screen.lines[-2:] == ["Goodbye.", "ended with 0"], "a clean end")
        # The terminal is as it was: what is typed is shown by it, twice with cat's help.
        screen.enter("fini")
        eventually(lambda: screen.lines[-2:] == ["fini", "fini"], "a terminal as it was")


PASTED = [f"ligne {number}" for number in range(40)]
SLOW = ("--set", "limits.messages_per_second=4", "--set", "limits.burst=10")


def test_what_waits_for_the_server_is_shown_as_waiting(tmp_path: Path) -> None:
    """Ctrl-C drops it, and tells how much that was; what is shown as said was said."""
    with SalonProcess(tmp_path, *SLOW) as salon:
        ann = salon.enter("ann6", "#collage")
        port = str(salon.doors["chaines"])
        with Screen(tmp_path, "connect", "--wire", "chaines", "localhost", port) as screen:
            screen.wait_for("Choisissez un nickname")
            screen.enter("bob6", "/JOIN collage")
            ann.wait_for(":bob6!.* JOIN #collage")
            screen.paste(*PASTED)
            screen.wait_for("> ligne 2")
            eventually(lambda: screen.status.startswith("waiting: "), "what waits")
            screen.type("C-c")
            screen.wait_for("Lines that were not sent: ")
            # What is said is said: the conversation goes on, until it is ended by the same key.
            assert "ended" not in "".join(screen.lines)
            screen.type("C-c")
            screen.wait_for("ended with 0")
            shown = [line.removeprefix("> ") for line in screen.lines if line.startswith("> ligne")]
            (told,) = [line for line in screen.lines if line.startswith("Lines that were not sent: ")]
        ann.wait_for(":bob6!.* QUIT")
        said = [
            line.partition(" PRIVMSG #collage :")[2] for line in ann.lines if " PRIVMSG #collage :" in line
        ]
        assert shown == said == PASTED[: len(shown)]
        assert len(shown) + int(told.rpartition(" ")[2]) == len(PASTED)


@pytest.mark.parametrize("wire", ["chaines", "public", "relais", "bonjour"])
def test_all_that_is_piped_arrives(tmp_path: Path, wire: str) -> None:
    """However slow the server is, and however much of it there is: no answer to an enquiry is shown."""
    with SalonProcess(
        tmp_path, "--set", "limits.messages_per_second=20", "--set", "limits.burst=10"
    ) as salon:
        begin = {"chaines": ("bob", "/JOIN x"), "public": ("/pseudo", "bob")}.get(wire, ("bob",))
        ask = {"chaines": "/CURRENT", "public": "/list", "relais": "/users", "bonjour": "/date"}[wire]
        shown = converse(tmp_path, wire, salon.doors[wire], *begin, *[ask] * 60)
        answer = {
            "chaines": "Votre chaine",
            "public": "Les personnes",
            "relais": "Online: ",
            "bonjour": "day, ",
        }
        assert len([line for line in shown if answer[wire] in line]) == 60
        assert not any("\ufffd" in line or "control" in line for line in shown)


def test_a_server_that_goes_leaves_word_of_what_was_not_sent(tmp_path: Path) -> None:
    """The exit code says so, too."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = str(listener.getsockname()[1])
        with Piped(tmp_path, "connect", "--wire", "relais", "127.0.0.1", port) as bob:
            connection, _ = listener.accept()
            bob.enter(*PASTED)
            connection.settimeout(DEADLINE)
            connection.sendall(b"bonjour\n")
            data = b""
            while not data.endswith(b"\x05\n"):
                data += connection.recv(1024)
            connection.close()
            assert data.decode().splitlines() == [*PASTED[:5], "\x05"]
            assert bob.wait_end() == 1
            assert bob.said == [
                "bonjour",
                "Lines that were not sent: 35",
                "Lines that may not have arrived: 5",
                "Connection lost: the server closed it.",
            ]


@pytest.mark.parametrize("go_on", ["bg", "kill -CONT %1"])
def test_a_shell_stops_it_and_has_it_go_on(server: SalonProcess, tmp_path: Path, go_on: str) -> None:
    """In the background it leaves the terminal to the shell; in front again it goes on where it was."""
    nick = f"job-{go_on[0]}"
    friend = f"ann-{go_on[0]}"
    ann = server.enter(friend, f"#{nick}")
    port = str(server.doors["chaines"])
    with Terminal(tmp_path / "home", "bash", "--norc", "-i") as shell:
        shell.type(f"{sys.executable} -m salon connect --wire chaines localhost {port}")
        shell.wait_for("Choisissez un nickname")
        shell.type(nick, f"/JOIN {nick}")
        ann.wait_for(f":{nick}!.* JOIN #{nick}")
        for time in ("once", "twice"):
            shell.press("C-z")
            shell.wait_for("Stopped")
            shell.type(f"clear; {go_on}")
            ann.send(f"PRIVMSG #{nick} :behind {time}")
            shell.wait_for(f"{friend}: behind {time}")
            shell.type("clear; fg", f"in front {time}")
            ann.wait_for(f":{nick}!.* PRIVMSG #{nick} :in front {time}$")
            ann.send(f"PRIVMSG #{nick} :beside {time}")
            shell.wait_for(f"{friend}: beside {time}")
        shell.press("C-d")
        ann.wait_for(f":{nick}!.* QUIT")


def test_no_colour_where_none_is_wanted(server: SalonProcess, tmp_path: Path) -> None:
    """NO_COLOR is respected."""
    ann = server.enter("ann5", "#gris")
    with Screen(
        tmp_path,
        *("connect", "--wire", "chaines", "localhost", str(server.doors["chaines"])),
        environment={"NO_COLOR": "1"},
    ) as screen:
        screen.wait_for("Choisissez un nickname")
        screen.enter("bob5", "/JOIN gris")
        ann.wait_for(":bob5!.* JOIN #gris")
        ann.send("PRIVMSG #gris :coucou")
        screen.wait_for("ann5: coucou")
        assert "\x1b" not in screen.painted


def test_salon_alone_asks(server: SalonProcess, tmp_path: Path) -> None:
    """In French where the environment speaks it; the answers lead into the conversation."""
    with Screen(tmp_path, environment={"SALON__LANGUAGE": "fr"}) as screen:
        screen.wait_for("Client ou Serveur\N{NO-BREAK SPACE}:")
        screen.enter("cli")
        screen.wait_for("Port [5001]\N{NO-BREAK SPACE}:")
        screen.enter(str(server.doors["public"]))
        screen.wait_for("Hôte [localhost]")
        screen.enter("127.0.0.1")
        screen.wait_for("Protocole (chaines, public, relais, bonjour) [chaines]")
        screen.enter("public")
        screen.wait_for("Bienvenue dans le Chat")
        screen.enter("/quit")
        screen.wait_for("ended with 0")
