"""`salon connect` on terminals of all kinds, with the real server: sizes, pastes, characters, signals."""

import signal
import sys
from collections.abc import Iterator
from os import kill
from pathlib import Path

import pytest

from harness.piped import paste
from harness.salon_process import IrcClient, SalonProcess, eventually
from harness.terminal_screen import Screen

FAMILY = "\N{MAN}\N{ZERO WIDTH JOINER}\N{WOMAN}\N{ZERO WIDTH JOINER}\N{GIRL}"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SalonProcess]:
    """Serve every wire."""
    with SalonProcess(tmp_path_factory.mktemp("server")) as salon:
        yield salon


def screen_in(server: SalonProcess, directory: Path, **how: object) -> Screen:
    """Return a terminal in which somebody connects by `chaines`."""
    port = str(server.doors["chaines"])
    command = ("connect", "--wire", "chaines", "localhost", port)
    return Screen(directory, *command, **how)  # type: ignore[arg-type]


def join(screen: Screen, ann: IrcClient, nick: str, channel: str) -> None:
    """Take a nick and join a channel in which somebody is."""
    screen.wait_for(">")
    screen.enter(nick, f"/JOIN {channel}")
    ann.wait_for(f":{nick}!.* JOIN #{channel}")


@pytest.mark.parametrize("size", [(20, 5), (90, 24), (300, 50)])
def test_sizes(server: SalonProcess, tmp_path: Path, size: tuple[int, int]) -> None:
    """From the smallest to the largest, and when it changes."""
    nick, channel = f"bob{size[0]}", f"t{size[0]}"
    ann = server.enter(f"ann{size[0]}", f"#{channel}")
    with screen_in(server, tmp_path, size=size) as screen:
        join(screen, ann, nick, channel)
        ann.send(f"PRIVMSG #{channel} :salut")
        screen.wait_for(f"ann{size[0]}: salut")
        screen.type("-l", "bonsoir")
        screen.wait_typed("> bonsoir")
        assert screen.status.startswith("localhost:")
        screen.resize(60, 10)
        screen.wait_typed("> bonsoir")
        ann.send(f"PRIVMSG #{channel} :{'mot ' * 30}")
        eventually(lambda: screen.lines[-3].endswith("mot mot"), "whole words")
        screen.wait_typed("> bonsoir")
        screen.type("Enter")
        ann.wait_for(f" PRIVMSG #{channel} :bonsoir$")


@pytest.mark.parametrize(
    "environment", [{"TERM": "dumb"}, {"LANG": "C", "LC_ALL": "C"}, {"NO_COLOR": "1", "TERM": "vt100"}]
)
def test_environments(server: SalonProcess, tmp_path: Path, environment: dict[str, str]) -> None:
    """A terminal that can do nothing is a pipe that echoes; a locale of ASCII has every character."""
    name = "".join(environment.values()).lower().replace("-", "")
    ann = server.enter(f"ann-{name}", f"#{name}")
    with screen_in(server, tmp_path, environment=environment) as screen:
        screen.wait_for("Choisissez un nickname")
        screen.enter(f"bob-{name}", f"/JOIN {name}")
        ann.wait_for(f":bob-{name}!.* JOIN #{name}")
        screen.enter("où ça ?")
        ann.wait_for(f" PRIVMSG #{name} :où ça \\?$")
        ann.send(f"PRIVMSG #{name} :là")
        screen.wait_for(f"ann-{name}: là")
        screen.type("C-d")
        screen.wait_for("ended with 0")


@pytest.mark.parametrize(("closed", "shown"), [("<&-", True), (">&-", False), ("<&- >&- 2>&-", False)])
def test_closed_streams(server: SalonProcess, closed: str, shown: bool) -> None:
    """Without input it says goodbye at once; without output there is nothing to show, and nothing fails."""
    port = server.doors["relais"]
    done = paste(f"'{sys.executable}' -m salon connect --wire relais 127.0.0.1 {port} {closed}")
    assert (done.returncode, done.stderr, done.stdout.endswith(b"Goodbye.\n")) == (0, b"", shown)


def test_characters_of_all_widths(server: SalonProcess, tmp_path: Path) -> None:
    """The cursor stands where the eye expects it, and a key takes a whole character."""
    ann = server.enter("ann-w", "#large")
    with screen_in(server, tmp_path) as screen:
        join(screen, ann, "bob-w", "large")
        screen.type("-l", f"日e\u0301{FAMILY}x")
        screen.type("Left")
        eventually(lambda: screen.cursor == 2 + 2 + 1 + 6, "the cursor behind the family")
        screen.type("Left", "Left", "Left", "Right", "BSpace", "End", "BSpace")
        screen.type("-l", "!")
        eventually(lambda: screen.cursor == 2 + 1 + 6 + 1, "the cursor at the end")
        screen.type("Enter")
        ann.wait_for(f" PRIVMSG #large :e\u0301{FAMILY}!$")


def test_a_paste_of_some_lines(server: SalonProcess, tmp_path: Path) -> None:
    """It waits to be edited, sent or dropped; nothing is said before Enter."""
    (tmp_path / "paste").write_text("un\ndeux\ntrois", "utf-8")
    ann = server.enter("ann-p", "#colle")
    with screen_in(server, tmp_path) as screen:
        join(screen, ann, "bob-p", "colle")
        screen.paste_whole(tmp_path / "paste")
        eventually(lambda: screen.status.startswith("pasted lines: 3 (Enter"), "what was pasted")
        screen.type("C-c")
        screen.wait_typed(">")
        screen.paste_whole(tmp_path / "paste")
        screen.wait_typed("trois")
        ann.send("PRIVMSG #colle :entre")
        screen.wait_for("ann-p: entre")
        screen.wait_typed("trois")
        screen.type("BSpace", "Up", "Enter")
        ann.wait_for(" PRIVMSG #colle :troi$")
        said = [line.rpartition(":")[2] for line in ann.lines if ":bob-p!" in line and "PRIVMSG" in line]
        assert said == ["un", "deux", "troi"]


def test_a_paste_of_ten_thousand_lines(server: SalonProcess, tmp_path: Path) -> None:
    """It goes in its order, while others are heard; nothing freezes."""
    lines = [f"ligne {number}" for number in range(10_000)]
    (tmp_path / "paste").write_text("\n".join(lines), "utf-8")
    ann = server.enter("ann-h", "#flot")
    with screen_in(server, tmp_path) as screen:
        join(screen, ann, "bob-h", "flot")
        screen.paste_whole(tmp_path / "paste")
        eventually(lambda: screen.status.startswith("pasted lines: 10000"), "what was pasted")
        screen.type("Enter")
        ann.wait_for(" PRIVMSG #flot :ligne 99$")
        ann.send("PRIVMSG bob-h :tu me lis ?")
        screen.type("-l", "oui")
        screen.wait_typed("> oui")
        for number in range(999, 10_000, 1_000):
            ann.wait_for(f" PRIVMSG #flot :ligne {number}$")
        screen.wait_typed("> oui")
        said = [line.rpartition(":")[2] for line in ann.lines if " PRIVMSG #flot :ligne" in line]
        assert said == lines


def test_the_status_and_endings_of_words(server: SalonProcess, tmp_path: Path) -> None:
    """Where one is, who wrote in private, who offers a file; and Tab knows commands, people and channels."""
    ann = server.enter("annette", "#coin")
    with screen_in(server, tmp_path) as screen:
        screen.wait_for("Choisissez un nickname")
        screen.enter("bob-s")
        screen.type("-l", "/jo")
        screen.type("Tab")
        screen.wait_typed("> /JOIN")
        screen.type("-l", "coin")
        screen.type("Enter")
        ann.wait_for(":bob-s!.* JOIN #coin")
        eventually(lambda: screen.status.endswith(" | coin"), "the channel")
        ann.send("PRIVMSG bob-s :psst")
        eventually(lambda: screen.status.endswith(" | coin | private: annette"), "a private message")
        screen.type("-l", "/msg ann")
        screen.type("Tab")
        screen.wait_typed("> /msg annette")
        screen.type("-l", "oui")
        screen.type("Enter")
        ann.wait_for(":bob-s!.* PRIVMSG annette :oui$")
        eventually(lambda: screen.status.endswith(" | coin"), "all read")


def test_a_signal_leaves_the_terminal_as_it_was(server: SalonProcess, tmp_path: Path) -> None:
    """The goodbye is said, and what is typed next is shown by the terminal again."""
    ann = server.enter("ann-k", "#fin-k")
    with screen_in(server, tmp_path) as screen:
        join(screen, ann, "bob-k", "fin-k")
        screen.type("-l", "à moitié")
        screen.wait_typed("> à moitié")
        kill(screen.program, signal.SIGTERM)
        ann.wait_for(":bob-k!.* QUIT")
        screen.wait_for("ended with 0")
        screen.enter("fini")
        eventually(lambda: screen.lines[-2:] == ["fini", "fini"], "a terminal as it was")
