"""Options and arguments that several commands have, in the user's language."""

from pathlib import Path

import click
import pytest

from salon.options import Directory, Port, Word, found_file, language_option, refuse
from salon.server.settings.load import SettingsError
from salon.texts.language import N_, Text, load_language

FRENCH = load_language("fr")


@pytest.mark.parametrize("given", ["", "0", "65536", "-1", "four", "¹"])
def test_a_port_is_a_number(given: str) -> None:
    """Of those that there are."""
    assert Port(FRENCH).convert(" 6667 ", None, None) == 6667
    with pytest.raises(click.BadParameter, match="un port est un nombre de 1 à 65535"):
        Port(FRENCH).convert(given, None, None)


def test_a_word_is_one_of_some() -> None:
    """However it is written."""
    language = language_option(FRENCH)
    assert isinstance(language.type, Word)
    assert language.type.convert(" FR ", None, None) == "fr"
    with pytest.raises(click.BadParameter, match="les langues sont"):
        language.type.convert("de", None, None)


def test_a_directory_can_be_written_into(tmp_path: Path) -> None:
    """Or it is refused with the reason."""
    assert Directory(FRENCH).convert(str(tmp_path), None, None) == tmp_path
    with pytest.raises(click.BadParameter, match="aucun fichier"):
        Directory(FRENCH).convert(str(tmp_path / "none"), None, None)


def test_the_configuration_that_lies_here_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Unless another one is named."""
    monkeypatch.chdir(tmp_path)
    assert found_file(None) is None
    Path("salon.toml").touch()
    assert found_file(None) == Path("salon.toml")
    assert found_file("other.toml") == Path("other.toml")


def test_a_wrong_configuration_is_told_in_its_own_language(capsys: pytest.CaptureFixture[str]) -> None:
    """And ends the command."""
    with pytest.raises(SystemExit) as ended:
        refuse(SettingsError(Text(N_("Wrong password.")), language="fr"), load_language("en"))
    assert ended.value.code == 2
    assert capsys.readouterr().err == "Mot de passe incorrect.\n"
