"""What the guide has people type for netcat, typed in a terminal, from an empty directory."""

import re
from pathlib import Path

import pytest

from harness.salon_process import SalonProcess, eventually
from harness.terminal import Terminal
from salon.server.settings.tree import Settings

GUIDES = Path(__file__).parents[2] / "docs" / "guide"
ENGLISH, FRENCH = (GUIDES / name for name in ("connect.md", "connect.fr.md"))

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


def commands(guide: Path) -> dict[str, list[str]]:
    """Return the commands of each door in the guide, the port left open."""
    text = guide.read_text("utf-8")
    doors = {getattr(Settings().dialects, door).port: door for door in (*TYPED, "annuaire")}
    found: dict[str, list[str]] = {}
    for line in re.findall(r"^(?:echo .*\| )?nc .*$", text, re.MULTILINE):
        command, port = re.fullmatch(r"(.* localhost) (\d+)(?: *#.*)?", line).groups()  # type: ignore[union-attr]
        found.setdefault(doors[int(port)], []).append(command)
    return found


@pytest.mark.parametrize("guide", [ENGLISH, FRENCH], ids=["en", "fr"])
def test_every_door_has_its_command(guide: Path) -> None:
    """Netcat with `-N` for those where one stays, `echo` before it for the directory."""
    assert commands(guide) == {
        **{door: ["nc -N localhost"] for door in TYPED},
        "annuaire": [f"echo {request} | nc localhost" for request in ("3alice", "4", "1alice", "5")],
    }


@pytest.mark.parametrize("door", TYPED)
def test_how_it_ends(tmp_path: Path, door: str) -> None:
    """Ctrl-D ends it at once, and the person has gone; after the server's last word, Enter does."""
    (command,) = commands(ENGLISH)[door]
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
        script = "; ".join(f"{command} {port}" for command in commands(ENGLISH)["annuaire"])
        with Terminal(tmp_path / "home", "sh", "-c", script) as terminal:
            screen = terminal.wait_for("alice replaced ", "alice (", "His IP address is 127.0.0.1 (")
            terminal.wait_end()
            assert screen.count("alice (") == 1
