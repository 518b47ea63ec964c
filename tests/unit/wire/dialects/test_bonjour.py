"""`bonjour`: a first name, then one answer to each message."""

from functools import partial

import pytest

from harness.dialect_people import connect_bonjour
from harness.world import World
from salon.wire.dialects.bonjour import COMMANDS, LONGEST_NAME


def test_nothing_is_said_unasked() -> None:
    """Whoever sends without ends of lines reads one answer to each message."""
    client = connect_bonjour(World())
    assert client.take() == []
    assert client.send("Amélie") == ["Hello Amélie!"]
    assert client.send("") == ["Amélie, you are connected."]


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("", "What is your first name?"),
        ("   ", "What is your first name?"),
        ("x" * (LONGEST_NAME + 1), f"A first name has at most {LONGEST_NAME} characters. Yours?"),
        ("x" * LONGEST_NAME, f"Hello {'x' * LONGEST_NAME}!"),
        ("  Jean \t Luc ", "Hello Jean Luc!"),
        ("/datte", "Hello /datte!"),
        ("{name}", "Hello {name}!"),
    ],
)
def test_first_names(line: str, answer: str) -> None:
    """Any text is one that is neither empty nor too long."""
    assert connect_bonjour(World()).send(line) == [answer]


@pytest.mark.parametrize("line", ["/date", "/DATE", " /help "])
def test_a_command_is_no_name(line: str) -> None:
    """It is done, and the name still to be given."""
    client = connect_bonjour(World())
    client.send(line)
    assert client.send("Amélie") == ["Hello Amélie!"]


@pytest.mark.parametrize("line", ["À  Bientôt", "à bientôt", " À BIENTÔT "])
@pytest.mark.parametrize("name", ["", "Amélie"])
def test_the_closing_phrase(line: str, name: str) -> None:
    """In any capitals and with any spaces; before a name, too."""
    client = partial(connect_bonjour, closing_phrase="à  bientôt")(World())
    if name:
        client.send(name)
    to = f" {name}" if name else ""
    assert client.send(line) == [f"Goodbye{to}, the connection is closed."]
    assert client.closed


def test_help() -> None:
    """Each command, and the closing phrase as its owner wrote it."""
    lines = connect_bonjour(World(), "Salut !").send("/help")
    assert [line.partition(" : ")[0] for line in lines] == [*COMMANDS, "Salut !"]
