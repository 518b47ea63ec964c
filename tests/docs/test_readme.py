"""The README is true where a test can say so, and its two languages say the same."""

import re
from pathlib import Path

import click
import pytest

from harness.documents import outline
from reference import ROOT
from salon.cli import build_command
from salon.server.settings_load import Sources
from salon.texts.language import load_language

ENGLISH, FRENCH = (ROOT / name for name in ("README.md", "README.fr.md"))

both = pytest.mark.parametrize("readme", [ENGLISH, FRENCH], ids=lambda file: str(file.name))

_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_HASH = "$argon2id$v=19$m=19456,t=2,p=1$c2Fsb25zYWxvbnNhbG9u$L8vLZtJGCVmUf4Tg0M0v0xGQhPBG2nHZkqHfWHqJx0w"


def blocks(readme: Path, language: str) -> list[str]:
    """Return the blocks of code in a language."""
    return [text for name, text in _BLOCK.findall(readme.read_text(encoding="utf-8")) if name == language]


@both
def test_the_configurations_are_correct(readme: Path, tmp_path: Path) -> None:
    """Each example is a configuration that `salon config --check` takes, once a real hash stands in it."""
    examples = blocks(readme, "toml")
    assert examples
    for number, example in enumerate(examples):
        file = tmp_path / f"{number}.toml"
        file.write_text(example.replace("$argon2id$...", _HASH), encoding="utf-8")
        Sources(file).load()


@both
def test_the_sub_commands_exist(readme: Path) -> None:
    """Each `salon SOMETHING` and each of its options is one of the command's."""
    group = build_command(load_language("en"))
    text = readme.read_text(encoding="utf-8")
    called = re.findall(r"(?:\.venv/bin/|`)salon ([a-z][a-z-]+)((?: --[a-z-]+)*)", text)
    assert {"serve", "config", "hash-password"} <= {name for name, _ in called}
    for name, options in called:
        command = group.commands[name]
        params = command.get_params(click.Context(command, help_option_names=["--help"]))
        known = {spelling for param in params for spelling in param.opts}
        assert set(options.split()) <= known


@both
def test_the_targets_exist(readme: Path) -> None:
    """Each `make SOMETHING` is a target of the Makefile."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE))
    named = set(re.findall(r"(?:^|`)make ([a-z][a-z-]*)", readme.read_text(encoding="utf-8"), re.MULTILINE))
    assert {"run", "test"} <= named <= targets


def test_the_languages_have_the_same_sections() -> None:
    """Heading for heading of the same level, with as many lines of tables, items and links."""
    assert outline(ENGLISH) == outline(FRENCH)


@pytest.mark.parametrize("language", ["sh", "toml", "irc"])
def test_the_languages_have_the_same_blocks(language: str) -> None:
    """What is typed is the same in both, but for the comments beside it."""
    english, french = (
        [re.sub(r" *#.*", "", block) for block in blocks(readme, language)] for readme in (ENGLISH, FRENCH)
    )
    assert english == french
