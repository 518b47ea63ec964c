"""What the README has people type for netcat, typed in a terminal, from an empty directory."""

import re
from pathlib import Path

import pytest

from harness.salon_process import SalonProcess, eventually
from harness.terminal import Terminal
from salon.server.settings import Settings

ROOT = Path(__file__).parents[2]
READMES = ("README.md", "README.fr.md")

TYPED = {
    "chaines": (("alice", "/JOIN jardin", "bonjour"), "Vous êtes seul(e) dans cette chaine"),
    "public": (("/pseudo", "alice", "/list"), "Les personnes connectées sont : -alice"),
    "relais": (("alice", "@alice salut"), "Delivered to alice."),
    "bonjour": (("Marie", "coucou"), "Marie, you are connected."),
}
"""What is typed at each door, and what is shown then."""

FAREWELLS = {
    "chaines": ("/BYE", "Goodbye."),
    "public": ("/quit", "Deconnexion"),
    "relais": ("/exit", "Goodbye."),
    "bonjour": ("au revoir", "Goodbye Marie, the connection is closed."),
}
"""What ends the conversation, and the server's last word."""


def commands(readme: str) -> dict[str, list[str]]:
    """Return the commands of each door in the chapter on netcat, the port left open."""
    text = (ROOT / readme).read_text("utf-8")
    doors = {getattr(Settings().dialects, door).port: door for door in (*TYPED, "annuaire")}
    found: dict[str, list[str]] = {}
    for line in re.findall(r"^(?:echo .*\| )?nc .*$", text, re.MULTILINE):
        command, port = re.fullmatch(r"(.* localhost) (\d+)(?: *#.*)?", line).groups()  # type: ignore[union-attr]
        found.setdefault(doors[int(port)], []).append(command)
    return found


@pytest.mark.parametrize("readme", READMES)
def test_every_door_has_its_command(readme: str) -> None:
    """Netcat with `-N` for those where one stays, `echo` before it for the directory."""
    assert commands(readme) == {
        **{door: ["nc -N localhost"] for door in TYPED},
        "annuaire": [f"echo {request} | nc localhost" for request in ("3alice", "4", "1alice", "5")],
    }


@pytest.mark.parametrize("door", TYPED)
def test_how_it_ends(tmp_path: Path, door: str) -> None:
    """Ctrl-D ends it at once, and the person has gone; after the server's last word, Enter does."""
    (command,) = commands("README.md")[door]
    with SalonProcess(tmp_path) as salon:
        lines, shown = TYPED[door]
        farewell, answer = FAREWELLS[door]
        program = (*command.split(), str(salon.doors[door]))
        with Terminal(tmp_path / "one", *program) as terminal:
            terminal.type(*lines)
            terminal.wait_for(shown)
            terminal.press("C-d")
            terminal.wait_end()
        observer = salon.enter("observer")

        def has_gone() -> bool:
            observer.send("ISON alice")
            return observer.wait_for(" 303 ").endswith(" :")

        eventually(has_gone, "end of the person")
        with Terminal(tmp_path / "two", *program) as terminal:
            terminal.type(*lines)
            terminal.wait_for(shown)
            terminal.type(farewell)
            terminal.wait_for(answer)
            terminal.press("Enter")
            terminal.wait_end()


def test_the_directory_by_echo(tmp_path: Path) -> None:
    """Each command ends by itself, for the server closes."""
    with SalonProcess(tmp_path) as salon:
        port = salon.doors["annuaire"]
        script = "; ".join(f"{command} {port}" for command in commands("README.md")["annuaire"])
        with Terminal(tmp_path / "home", "sh", "-c", script) as terminal:
            screen = terminal.wait_for("alice replaced ", "alice (", "His IP address is 127.0.0.1 (")
            terminal.wait_end()
            assert screen.count("alice (") == 1
