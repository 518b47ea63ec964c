"""The guides of the wires show what really happens: their recorded conversations are lived through again."""

import re
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import pytest

from harness.conversations import Replay, read_conversation
from harness.dialect_people import BONJOUR, annuaire, room, world_with_room
from harness.documents import outline, prose
from harness.world import MakeDialect, World
from salon.server.settings.tree import Settings
from salon.texts.language import load_language
from salon.texts.marks import Translate
from salon.wire.dialects.chaines.commands import BY_WORD
from salon.wire.dialects.chaines.session import ChainesSession
from salon.wire.dialects.public import PublicSession
from salon.wire.dialects.relais import RelaisSession

GUIDES = Path(__file__).parents[2] / "docs" / "systemes"
FRENCH = sorted(GUIDES.glob("*.fr.md"))
ENGLISH = sorted(set(GUIDES.glob("*.md")).difference(FRENCH))

_SETTINGS = Settings()


def doors(translate: Translate = str) -> Mapping[int, MakeDialect | None]:
    """Return what is behind each port, where nothing is configured."""
    dialects = _SETTINGS.dialects
    return {
        _SETTINGS.irc.port: None,
        dialects.annuaire.port: annuaire,
        dialects.public.port: partial(PublicSession, room=room(translate)),
        dialects.bonjour.port: BONJOUR,
        dialects.chaines.port: ChainesSession,
        dialects.relais.port: RelaisSession,
    }


def sent(guide: str) -> list[str]:
    """Return what is typed in a guide's conversation."""
    return [line.text for line in read_conversation(GUIDES / f"{guide}.md") if line.sign == ">"]


def french_of(guide: Path) -> Path:
    """Return the French form of a guide."""
    return guide.with_suffix(".fr.md")


@pytest.mark.parametrize("guide", ENGLISH + FRENCH, ids=lambda guide: str(guide.stem))
def test_conversations_are_true(guide: Path) -> None:
    """Everybody gets just what the guide says, line for line, of a server in the guide's language."""
    lines = read_conversation(guide)
    assert lines, "a guide has a conversation"
    translate = load_language("fr" if guide in FRENCH else "en").gettext
    world = world_with_room(translate, accounts=_SETTINGS.accounts)  # passwords as a server wants them
    Replay(world, doors(translate)).play(lines)


def test_every_wire_has_its_guide_in_both_languages() -> None:
    """Each dialect has one in English and one in French."""
    wires = sorted(_SETTINGS.dialects.__struct_fields__)
    assert wires == [guide.stem for guide in ENGLISH]
    assert [french_of(guide) for guide in ENGLISH] == FRENCH


@pytest.mark.parametrize("guide", ENGLISH, ids=lambda guide: str(guide.stem))
def test_the_languages_have_the_same_sections(guide: Path) -> None:
    """Heading for heading of the same level, with as many lines of tables, items and links."""
    assert outline(guide) == outline(french_of(guide))


@pytest.mark.parametrize("guide", ENGLISH, ids=lambda guide: str(guide.stem))
def test_the_languages_have_the_same_conversation(guide: Path) -> None:
    """The same is typed in both, and the same people get as many lines of it."""
    english, french = (
        [(line.who, line.sign, line.text if line.is_input else "") for line in read_conversation(file)]
        for file in (guide, french_of(guide))
    )
    assert english == french


@pytest.mark.parametrize("guide", FRENCH, ids=lambda guide: str(guide.stem))
def test_french_punctuation(guide: Path) -> None:
    """In French a space that does not break stands before `: ; ? !` and within guillemets."""
    text = re.sub("`[^`]*`", "", prose(guide))
    assert re.findall(r"\S* [;:?!»]|« \S*", text) == []


def test_the_guide_of_chaines_is_whole() -> None:
    """Every command of the original system is shown at work."""
    typed = {line.split(" ")[0].removeprefix("/") for line in sent("chaines")}
    assert BY_WORD.keys() - typed == {
        *("", "IGNORE", "UNIGNORE", "ANNUAIRE", "DATE"),
        # They need an account, and have a guide of their own.
        *("CLAIM", "DROP", "ACCESS", "SESSIONS"),
        # The guide of channels tells of it.
        "PAST",
        *("VERIFY", "RESET", "CODE", "EMAIL"),
        # They are for server operators.
        *("FORBID", "UNFORBID"),
    }


@pytest.mark.parametrize(
    "conversation",
    [
        "a$ nc -N localhost 1459\na< Vous êtes connecté",
        "a$ nc -N localhost 1459\na< …\na< Bonjour",
        "a$ nc -N localhost 1459\na< …\na> /BYE\na< Goodbye.",
        "a$ nc -N localhost 1459\na< …\na$",
        "a$ nc -N localhost 1459\na< …\na> a\na< Nickname …\na> /LIST\na< …",
        "a$ nc -N localhost 1459\na< …\nb< …",
        "a$ telnet localhost",
        "a: salut",
    ],
)
def test_untrue_conversations_are_found(conversation: str, tmp_path: Path) -> None:
    """What is missing, too much, or not so, fails."""
    file = tmp_path / "guide.md"
    file.write_text(f"```conversation\n{conversation}\n```\n", "utf-8")
    with pytest.raises(AssertionError):
        Replay(World(), doors()).play(read_conversation(file))
