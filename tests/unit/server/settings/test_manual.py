"""The manual that is made from the code: whole, true, and in both languages."""

import compileall
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import salon
from salon.server.settings.load import Sources
from salon.server.settings.manual import example, reference
from salon.server.settings.members import Section, Value, members
from salon.server.settings.tree import Settings
from salon.texts.language import load_language

TEXTS = [member.text for member in members().values()]


def test_every_setting_and_section_has_its_manual() -> None:
    """Nothing can be set that is not explained."""
    assert all(TEXTS)


@pytest.mark.parametrize("code", ["fr", "en"])
def test_the_example_is_the_default(code: str, tmp_path: Path) -> None:
    """A file made from the example changes nothing until somebody changes it."""
    file = tmp_path / "salon.toml"
    file.write_text(example(load_language(code)), encoding="utf-8")
    assert Sources(file).load() == Settings()


@pytest.mark.parametrize("code", ["fr", "en"])
def test_the_example_has_every_setting(code: str) -> None:
    """Each single setting stands in it, an operator's as a comment."""
    text = example(load_language(code))
    tables = tomllib.loads(text)
    for path, member in members().items():
        if isinstance(member, Section):
            continue
        if "NAME" in path:
            assert f"\n# {path[-1]} = " in text
        else:
            found = tables
            for name in path:
                found = found[name]


def test_the_example_is_french_in_french() -> None:
    """No English manual is left in the French file, nor the other way round."""
    french, english = example(load_language("fr")), example(load_language("en"))
    assert "# Le message du jour, montré à tous ceux qui se connectent." in french
    assert "# The message of the day, shown to everybody who connects." in english
    said = " ".join(line.removeprefix("# ") for line in french.splitlines() if line.startswith("# "))
    assert [text for text in TEXTS if text in said] == []


def test_the_reference_has_every_setting() -> None:
    """Each single setting has a heading, what is expected and its default."""
    page = reference()
    for path, member in members().items():
        if isinstance(member, Value):
            assert f"### `{'.'.join(path)}`\n" in page
    assert "Expected: a whole number from 0 to 65535; default `6667`." in page
    assert "must be given" in page


def test_the_manual_is_unwrapped() -> None:
    """A text for translators holds no line breaks of the source."""
    assert all(text == " ".join(text.split()) for text in TEXTS)


def test_the_manual_needs_no_source(tmp_path: Path) -> None:
    """It is whole where the modules are there in compiled form alone."""
    package = tmp_path / "salon"
    shutil.copytree(Path(salon.__file__).parent, package, ignore=shutil.ignore_patterns("web", "__pycache__"))
    assert compileall.compile_dir(package, quiet=1, legacy=True)
    for source in package.rglob("*.py"):
        source.unlink()
    program = "from salon.server.settings.manual import reference; print(reference(), end='')"
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    assert done.stdout == reference()
