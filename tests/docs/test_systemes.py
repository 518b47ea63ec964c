"""The guides of the wires show what really happens: their recorded conversations are lived through again."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from conversations import Replay, read_conversation
from dialect_people import BONJOUR, PUBLIC, annuaire, world_with_room
from salon.server.settings import Settings
from salon.wire.dialects.chaines import ChainesSession
from salon.wire.dialects.chaines_commands import BY_WORD
from salon.wire.dialects.relais import RelaisSession
from world import MakeDialect, World

GUIDES = Path(__file__).parents[2] / "docs" / "systemes"

_SETTINGS = Settings()
DOORS: Mapping[int, MakeDialect | None] = {
    _SETTINGS.irc.port: None,
    _SETTINGS.dialects.annuaire.port: annuaire,
    _SETTINGS.dialects.public.port: PUBLIC,
    _SETTINGS.dialects.bonjour.port: BONJOUR,
    _SETTINGS.dialects.chaines.port: ChainesSession,
    _SETTINGS.dialects.relais.port: RelaisSession,
}
"""What is behind each port, where nothing is configured."""


def sent(guide: str) -> list[str]:
    """Return what is typed in a guide's conversation."""
    return [line.text for line in read_conversation(GUIDES / f"{guide}.md") if line.sign == ">"]


@pytest.mark.parametrize("guide", sorted(GUIDES.glob("*.md")), ids=lambda guide: str(guide.stem))
def test_conversations_are_true(guide: Path) -> None:
    """Everybody gets just what the guide says, line for line."""
    lines = read_conversation(guide)
    assert lines, "a guide has a conversation"
    Replay(world_with_room(), DOORS).play(lines)


def test_the_guide_of_chaines_is_whole() -> None:
    """Every command of the original system is shown at work."""
    typed = {line.split(" ")[0].removeprefix("/") for line in sent("chaines")}
    assert BY_WORD.keys() - typed == {"", "IGNORE", "UNIGNORE", "ANNUAIRE", "DATE"}


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
        Replay(World(), DOORS).play(read_conversation(file))
