"""The table of `chaines`: what follows a word, and what is said of it."""

import pytest

from harness.chaines_people import enter
from harness.world import World
from salon.core.commands import Command
from salon.wire.dialects.chaines.commands import (
    ADDED,
    BY_WORD,
    DOCUMENT,
    FOR_OPERATORS,
    FOR_PROGRAMS,
    ChainesCommand,
    Stage,
)
from salon.wire.dialects.chaines.talk import ChainesTalk


def nothing(_talk: ChainesTalk, _given: list[str], _now: int) -> list[Command]:
    """Do nothing."""
    return []


@pytest.mark.parametrize(
    ("parameters", "rest", "given"),
    [
        ("", "", []),
        ("", "x", None),
        ("<nick>", "bob", ["bob"]),
        ("<nick>", "", None),
        ("<nick>", "bob eve", None),
        ("[n]", "", []),
        ("[n]", "3", ["3"]),
        ("<channel> <key>", "a  b", ["a", "b"]),
        ("<nick> <message>", "bob  à  toi ", ["bob", "à  toi "]),
        ("<nick> <message>", "bob", None),
        ("<nick> <file>", "bob mon fichier.txt", ["bob", "mon fichier.txt"]),
        ("<n> <bytes>", "1 20", ["1", "20"]),
        ("<n> <bytes>", "1 x", None),
        ("<n> <bytes>", "-1 20", None),
    ],
)
def test_parameters(parameters: str, rest: str, given: list[str] | None) -> None:
    """As many as are asked for, the rest of the line as one where it is a text or a file."""
    assert ChainesCommand("X", parameters, "", nothing).read(rest) == given


@pytest.mark.parametrize(
    ("command", "line"),
    [
        (ChainesCommand("WHO", "", "see", nothing), "* /WHO: see"),
        (ChainesCommand("", "<message>", "say", nothing), "* <message>: say"),
        (ChainesCommand("KICK", "<nick>", "put out", nothing, admin=True), "* /KICK <nick>: put out [admin]"),
    ],
)
def test_lines_of_the_help(command: ChainesCommand, line: str) -> None:
    """The word, its parameters, its meaning, and who may."""
    assert command.line(command.meaning) == line


def test_every_command_is_found_by_its_word() -> None:
    """Each of the tables, and no form of one that could be taken for another."""
    assert [its for commands in BY_WORD.values() for its in commands] == sorted(
        DOCUMENT + ADDED + FOR_OPERATORS + FOR_PROGRAMS, key=lambda command: list(BY_WORD).index(command.word)
    )
    assert all(word == word.upper() for word in BY_WORD)
    assert len(BY_WORD[""]) == 1


def test_help_is_the_table() -> None:
    """What the document lists first, in its order; of a word alone where it was malformed."""
    alice = enter(World(), "alice")
    assert alice.send("/HELP")[:-1] == [command.line(command.meaning) for command in DOCUMENT + ADDED]
    assert alice.send("/NICK") == [
        "Saisissez la bonne commande",
        "* /NICK <nick>: change user nickname on server",
    ]
    assert alice.send("/NICKS") == [
        "Saisissez la bonne commande",
        "Faites la commande /HELP pour plus d'aides.",
    ]


@pytest.mark.parametrize(
    "command",
    [c for c in DOCUMENT + ADDED + FOR_OPERATORS + FOR_PROGRAMS if c.stage is Stage.CHANNEL and c.word],
    ids=lambda c: c.word,
)
def test_what_is_for_channels(command: ChainesCommand) -> None:
    """It does nothing in the lobby, and says why."""
    alice = enter(World(), "alice")
    assert alice.send(f"/{command.word} {command.parameters}")[1].startswith("You are in no channel")


def test_a_message_to_several() -> None:
    """Each once, in whatever spelling; too many are refused as a whole, nobody is asked back."""
    world = World(rules={"targets": 3})
    alice, bob, eve = (enter(world, nick, "jardin") for nick in ("alice", "bob", "eve"))
    alice.send("/MSG bob;BOB;;eve salut")
    assert (bob.take(), eve.take()) == (["Private message alice: salut"],) * 2
    assert alice.send("/MSG bob;eve;dora;zoe salut") == [
        "A message goes to 3 people at most: send it in several."
    ]
    assert (bob.take(), eve.take()) == ([], [])
    assert alice.send("/MSG ; salut")[0] == "Saisissez la bonne commande"


def test_ranks_of_who() -> None:
    """The main administrator has a sign on both sides, the others one, and oneself is left out."""
    world = World()
    bob, eve, alice = (enter(world, nick, "jardin") for nick in ("bob", "eve", "alice"))
    bob.send("/GRANT eve")
    world.join("zoe", "#jardin")
    alice.take()
    assert alice.send("/WHO") == ["Liste des adherents:", "@bob@", "@eve", "zoe"]
    assert eve.send("/WHO")[1:] == ["@bob@", "alice", "zoe"]
