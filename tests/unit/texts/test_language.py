"""Which language is chosen, and what its catalogue says."""

import pytest

from salon.storage.port import StorageError
from salon.texts.language import Text, choose_language, load_language


@pytest.mark.parametrize(
    ("setting", "environment", "code"),
    [
        ("fr", {"LC_ALL": "en_GB.UTF-8"}, "fr"),
        ("en", {"LANG": "fr_FR.UTF-8"}, "en"),
        ("", {"LANG": "fr_FR.UTF-8"}, "fr"),
        ("", {"LANG": "fr"}, "fr"),
        ("", {"LC_MESSAGES": "fr_CA", "LANG": "en_US.UTF-8"}, "fr"),
        ("", {"LC_ALL": "C", "LC_MESSAGES": "fr_CA", "LANG": "fr_FR"}, "en"),
        ("", {"LC_ALL": "", "LANG": "fr_BE@euro"}, "fr"),
        ("", {"LANG": "de_DE.UTF-8"}, "en"),
        ("", {}, "en"),
        ("tlh", {"LANG": "fr_FR.UTF-8"}, "fr"),
    ],
)
def test_the_language(setting: str, environment: dict[str, str], code: str) -> None:
    """The setting decides, else the first variable of POSIX that is set, else English."""
    assert choose_language(setting, environment) == code


def test_french_has_its_texts() -> None:
    """The catalogue is found and read."""
    assert load_language("fr").gettext("Print the version.") == "Affiche la version."


def test_english_is_the_source() -> None:
    """English needs no catalogue, whatever the process's own language is."""
    assert load_language("en").gettext("Print the version.") == "Print the version."


@pytest.mark.parametrize("code", ["fr", "en"])
def test_a_text_without_translation_stays_as_it_is(code: str) -> None:
    """An unknown text is shown in English; an empty one does not show the catalogue's header."""
    assert load_language(code).gettext("never written anywhere") == "never written anywhere"
    assert load_language(code).gettext("") == ""


@pytest.mark.parametrize(("number", "text"), [(0, "Argument"), (1, "Argument"), (2, "Arguments")])
def test_french_counts_its_own_way(number: int, text: str) -> None:
    """In French nought is singular."""
    singular, plural = "Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})"
    assert load_language("fr").ngettext(singular, plural, number) == f"{text} en trop ({{args}})"


@pytest.mark.parametrize("kind", [StorageError, *StorageError.__subclasses__()])
def test_failures_of_the_storage_are_told_in_french(kind: type[StorageError]) -> None:
    """Their texts are marked, though they are translated far away."""
    assert load_language("fr").gettext(kind.text) != kind.text


def test_a_text_within_a_text_is_translated_with_it() -> None:
    """What is expected of a setting is itself a text."""
    text = Text(
        "{setting} = {value} ({origin}): expected {expected}",
        {"setting": "a", "value": 1, "origin": "b", "expected": Text("true or false")},
    )
    assert text.render(load_language("en")) == "a = 1 (b): expected true or false"
    assert (
        text.render(load_language("fr"))
        == "a = 1 (b) n'est pas permis\N{NO-BREAK SPACE}; il faut true ou false"
    )
