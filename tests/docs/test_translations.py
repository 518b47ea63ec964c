"""Every text that people see is translated, and every translation is of a text that is there."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from catalogue import PAGE, catalogue_files, extract_texts, page_texts, read_catalogue, updated
from salon.direct.commands import COMMANDS as DIRECT
from salon.server.settings.members import members
from salon.wire.dialects import public, relais
from salon.wire.irc.commands.services import SERVICES
from salon.wire.irc.commands.table import COMMANDS as IRC

_PLACEHOLDER = re.compile(r"\{[^{}]*\}|%\(\w+\)\w|%\w")

files = pytest.mark.parametrize("file", catalogue_files(), ids=lambda file: str(file.parts[-3]))


def messages(file: Path) -> Iterator[Message]:
    """Yield every message of a catalogue, its header left out."""
    for message in read_catalogue(file):
        if message.id:
            yield message


def forms(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    """Return the text's forms, of which a text that counts has several."""
    return (text,) if isinstance(text, str) else tuple(text or ("",))


def test_french_is_there() -> None:
    """The catalogues that the other tests look at are found."""
    assert [file.parts[-3] for file in catalogue_files()] == ["fr"]


def test_texts_are_found() -> None:
    """The extraction sees marked texts, plain calls and the settings' manual."""
    found = {form for message in extract_texts() for form in forms(message.id)}
    assert {"true or false", "Print the version.", *(member.text for member in members().values())} <= found


def test_texts_of_the_page_are_found() -> None:
    """Texts in attributes and markup, with quotes and over several lines, whatever stands around them."""
    source = """
        <!-- it's --> <p title={t('say "no"')}>{t("Text {x}", { x: 1 })} it's
        {tn("{n} person", "{n} persons", n)}
        {#if a < b}{t(
            "it's",
        )}{/if} {set("no")} {chat.t("no")} {t(variable)} <style> a { content: "'"; } </style>
    """
    assert list(page_texts(source)) == ['say "no"', "Text {x}", ("{n} person", "{n} persons"), "it's"]


@files
def test_the_catalogue_is_in_step(file: Path) -> None:
    """No text of the code is missing and none is stale; one that only moved makes no work."""
    ours = {forms(message.id) for message in messages(file)}
    code = {forms(message.id) for message in extract_texts() if message.id}
    assert (code - ours, ours - code) == (set(), set()), "run `make locale-extract`, then translate"


@files
def test_what_the_tool_writes_is_stable(file: Path, tmp_path: Path) -> None:
    """Bringing a catalogue in step twice is bringing it in step once, and loses no translation."""
    copy = tmp_path / "fr" / "LC_MESSAGES" / "salon.po"
    copy.parent.mkdir(parents=True)
    copy.write_bytes(updated(file))
    assert updated(copy) == copy.read_bytes()
    assert {message.id: message.string for message in messages(copy)} == {
        message.id: message.string for message in messages(file)
    }


@files
def test_everything_is_translated(file: Path) -> None:
    """No translation is empty or only guessed."""
    left = [message.id for message in messages(file) if message.fuzzy or not all(forms(message.string))]
    assert left == []


@files
def test_placeholders_are_kept(file: Path) -> None:
    """A translation has the braces of its text, each as often; else it could not be filled."""
    for message in messages(file):
        for source, translation in zip(forms(message.id), forms(message.string), strict=True):
            assert sorted(_PLACEHOLDER.findall(translation)) == sorted(_PLACEHOLDER.findall(source))


@files
def test_french_punctuation(file: Path) -> None:
    """In French a space that does not break stands before `: ; ? !` and within guillemets."""
    for message in messages(file):
        for form in forms(message.string):
            assert not re.search(r"\w [;?!:»](?:\s|$)|« ", form), form


@files
def test_no_word_that_a_vowel_would_cut_stands_before_a_name(file: Path) -> None:
    """Of Amélie is « d'Amélie » and of Zoé « de Zoé »: a text fits both only without that word."""
    before_a_name = re.compile(
        r"\b(?:de|que) \{(?:nick|target|look_alike|pseudonym|account|names)\}", re.IGNORECASE
    )
    wrong = [
        form for message in messages(file) for form in forms(message.string) if before_a_name.search(form)
    ]
    assert wrong == []


def test_french_has_one_apostrophe() -> None:
    """That of a keyboard, in texts and pages; `make locale-extract` writes it so in the texts."""
    (french,) = [file for file in catalogue_files() if file.parts[-3] == "fr"]
    root = Path(__file__).parents[2]
    pages = [french, root / "README.fr.md", *(root / "docs").rglob("*.fr.md")]
    wrong = [
        page.name
        for page in pages
        if re.search(r"\w\N{RIGHT SINGLE QUOTATION MARK}\w", page.read_text("utf-8"))
    ]
    assert wrong == []


def test_a_nick_has_one_name_in_each_language() -> None:
    """As the glossary has it: a nick in English, « pseudonyme » in French; a pseudonym is a machine's."""
    page = [
        text for file in PAGE.rglob("*") if file.is_file() for text in page_texts(file.read_text("utf-8"))
    ]
    english = [form for message in extract_texts() for form in forms(message.id)]
    (french,) = [file for file in catalogue_files() if file.parts[-3] == "fr"]
    words = {
        "nickname": english,
        "pseudonym": [form for text in page for form in forms(text)],
        r"(?<!/)pseudo\b|surnom|nickname": [
            its for message in messages(french) for its in forms(message.string)
        ],
    }
    assert words["pseudonym"]
    wrong = {
        word: [text for text in texts if re.search(f"(?i){word}", text)] for word, texts in words.items()
    }
    assert wrong == {word: [] for word in words}


def test_what_stands_for_a_parameter_is_translated() -> None:
    """In every help the syntax of a command is a text, like its meaning."""
    known = {message.id for message in extract_texts()}
    syntaxes = [relais.TO_SOMEBODY]
    for said in SERVICES.values():
        syntaxes += [command.syntax for command in said.values()]
    for table in (public.COMMANDS, relais.COMMANDS, DIRECT, IRC):
        syntaxes += [command.syntax for command in table.values()]
    with_words = [syntax for syntax in syntaxes if re.search(r"[A-Z]{4}", syntax.partition(" ")[2])]
    assert len(with_words) > 30
    assert set(with_words) <= known


COUNTS = re.compile(
    r"(?:\{(?:count|limit|longest|number|people|seconds|size|stars|length|users|lost|n)\}|%\(\w+\)d)"
    r" [a-z]+s\b"
)
NEVER_ONE = (
    "Only the first {number} changes with a parameter",
    "This would be {n} messages",
    "This has {length} characters. At most {most} are allowed.",
    "A real name has 1 to {longest} bytes.",
    "A password must have 1 to {longest} bytes",
    "A message has up to {limit} bytes",
    "You already have {limit} files in transfer",
    "{file} is larger than {size} bytes",
    "The disk has not answered for {seconds} seconds",
    "Another program kept the database {path} locked for {seconds} seconds",
    "another program has kept the database %(path)s locked for %(seconds)d seconds",
    "Before it changes {path}, this version keeps a copy",
    "A first name has at most {longest} characters",
    'The file "{name}" was stopped: nothing happened for {seconds} seconds',
    "That line is longer than {limit} bytes",
    "A mask may have {length} characters and {stars} stars",
)
"""How texts begin whose number is always more than one."""


def test_what_is_counted_has_two_forms() -> None:
    """One member, two members: no text has one form for both, nor an (s)."""
    texts = [message.id for message in extract_texts() if isinstance(message.id, str)]
    assert [text for text in texts if "(s)" in text] == []
    assert [text for text in texts if COUNTS.search(text) and not text.startswith(NEVER_ONE)] == []
    assert [start for start in NEVER_ONE if not any(text.startswith(start) for text in texts)] == []


@files
def test_no_translation_leaves_the_number_open(file: Path) -> None:
    """Nor is there an (s) in any."""
    assert [
        form for message in messages(file) for form in forms(message.string) if re.search(r"\w\(s\)", form)
    ] == []
