"""README and guides are true where a test can say so, and their two languages say the same."""

import re
from pathlib import Path

import click
import pytest

from harness.documents import outline, prose
from reference import ROOT
from salon.cli import build_command
from salon.direct.memory import data_directory
from salon.server.settings.load import Sources
from salon.server.settings.members import members
from salon.texts.language import load_language
from salon.wire.irc.commands.services import SERVICES
from salon.wire.irc.commands.table import COMMANDS

GUIDES = ROOT / "docs" / "guide"
FRENCH = sorted([ROOT / "README.fr.md", *GUIDES.glob("*.fr.md")])
ENGLISH = sorted({ROOT / "README.md", *GUIDES.glob("*.md")}.difference(FRENCH))

# What they say is true of their version, whatever comes later; so only their two languages are compared.
RELEASES = ROOT / "docs" / "releases"
FRENCH_NOTES = sorted(RELEASES.glob("*.fr.md"))
NOTES = sorted({*RELEASES.glob("*.md")}.difference(FRENCH_NOTES))

pairs = pytest.mark.parametrize("english", [*ENGLISH, *NOTES], ids=lambda page: str(page.name))
languages = pytest.mark.parametrize("pages", [ENGLISH, FRENCH], ids=["en", "fr"])

_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_HASH = "$argon2id$v=19$m=19456,t=2,p=1$c2Fsb25zYWxvbnNhbG9u$L8vLZtJGCVmUf4Tg0M0v0xGQhPBG2nHZkqHfWHqJx0w"


def text_of(pages: list[Path]) -> str:
    """Return what the pages of a language say, one after the other."""
    return "\n".join(page.read_text(encoding="utf-8") for page in pages)


def blocks(text: str, language: str) -> list[str]:
    """Return the blocks of code in a language."""
    return [block for name, block in _BLOCK.findall(text) if name == language]


def french_of(page: Path) -> Path:
    """Return the French form of a page."""
    return page.with_suffix(".fr.md")


def test_every_page_is_in_both_languages() -> None:
    """The README, each guide and the notes of each release have a French form; nothing is in French alone."""
    assert {ROOT / "README.md", GUIDES / "run.md"} <= set(ENGLISH)
    assert sorted(map(french_of, ENGLISH)) == FRENCH
    assert sorted(map(french_of, NOTES)) == FRENCH_NOTES


@languages
def test_the_configurations_are_correct(pages: list[Path], tmp_path: Path) -> None:
    """Each example is a configuration that `salon config --check` takes, once a real hash stands in it."""
    examples = blocks(text_of(pages), "toml")
    assert examples
    for number, example in enumerate(examples):
        file = tmp_path / f"{number}.toml"
        file.write_text(example.replace("$argon2id$...", _HASH), encoding="utf-8")
        Sources(file).load()


@languages
def test_the_sub_commands_exist(pages: list[Path]) -> None:
    """Each `salon SOMETHING` and each of its options is one of the command's."""
    group = build_command(load_language("en"))
    called = re.findall(r"(?:\.venv/bin/|`)salon ([a-z][a-z-]+)((?: --[a-z-]+)*)", text_of(pages))
    started = re.findall(r'make run ARGS="?([^"`\n]+)', text_of(pages))
    called += [("serve", " ".join(re.findall(r"--[a-z-]+", options))) for options in started]
    assert {"serve", "config", "hash-password", "connect", "annuaire"} <= {name for name, _ in called}
    for name, options in called:
        command = group.commands[name]
        params = command.get_params(click.Context(command, help_option_names=["--help"]))
        known = {spelling for param in params for spelling in param.opts}
        assert set(options.split()) <= known


@languages
def test_the_commands_exist(pages: list[Path]) -> None:
    """Each command of IRC, of a service and of `salon admin` that is named is one of the server's."""
    text = text_of(pages)
    assert set(re.findall(r"/quote\s([A-Z]+)", text)) - COMMANDS.keys() == set()
    for service, known in SERVICES.items():
        named = set(re.findall(rf"/msg\s{service.value}\s([A-Z]+)", text))
        assert named, service
        assert named - known.keys() == set()
    admin = build_command(load_language("en")).commands["admin"]
    assert isinstance(admin, click.Group)
    managed = set(re.findall(r"salon admin ([a-z-]+)", text))
    assert {"account-add", "invite"} <= managed
    assert managed - admin.commands.keys() == set()


@languages
def test_the_settings_exist(pages: list[Path]) -> None:
    """Each setting that is named with its section is one of the server's."""
    known = {".".join(path) for path in members()}
    sections = "|".join(sorted({path[0] for path in members() if len(path) > 1}))
    named = set(re.findall(rf"`((?:{sections})\.[a-z_.]+)", text_of(pages)))
    assert {"http.origins", "irc.tls.host"} <= named
    assert named - known == set()


@languages
def test_where_the_files_of_a_person_are_is_said(pages: list[Path]) -> None:
    """Without the variable that moves them, and with it."""
    home = data_directory({}).relative_to(Path.home())
    moved = data_directory({"XDG_DATA_HOME": "/moved"}).relative_to("/moved")
    for place in (f"`~/{home}`", f"`$XDG_DATA_HOME/{moved}`"):
        assert place in text_of(pages)


@languages
def test_the_targets_exist(pages: list[Path]) -> None:
    """Each `make SOMETHING` is a target of the Makefile."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE))
    named = set(re.findall(r"(?:^|`)make ([a-z][a-z-]*)", text_of(pages), re.MULTILINE))
    assert {"run", "test"} <= named <= targets


@pairs
def test_the_languages_have_the_same_sections(english: Path) -> None:
    """Heading for heading of the same level, with as many lines of tables, items and links."""
    assert outline(english) == outline(french_of(english))


@pairs
@pytest.mark.parametrize("language", ["sh", "toml", "irc"])
def test_the_languages_have_the_same_blocks(english: Path, language: str) -> None:
    """What is typed is the same in both, but for the comments beside it."""
    one, other = (
        [re.sub(r" *#.*", "", block) for block in blocks(text_of([page]), language)]
        for page in (english, french_of(english))
    )
    assert one == other


@pytest.mark.parametrize("page", [*FRENCH, *FRENCH_NOTES], ids=lambda page: str(page.name))
def test_french_punctuation(page: Path) -> None:
    """In French a space that does not break stands before `: ; ? !` and within guillemets."""
    text = re.sub("`[^`]*`", "", prose(page))
    assert re.findall(r"\S* [;:?!»]|« \S*", text) == []
