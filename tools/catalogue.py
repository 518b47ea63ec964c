"""Keeps the message catalogues in step with the code: extracts the texts, updates each language's file.

`python tools/catalogue.py` rewrites `src/salon/locale/*/LC_MESSAGES/salon.po`: new texts come in without a
translation, old ones go, what a translator wrote stays.
"""

import ast
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

from salon import __version__
from salon.server.settings.members import members

ROOT = Path(__file__).parents[1]
SOURCES = ROOT / "src" / "salon"
PAGE = ROOT / "web" / "src"
KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2), "N_PLURAL": (1, 2)}

# Babel's reader of JavaScript takes an apostrophe in the markup of a component for the beginning of a string.
_LITERAL = r"""("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')"""
_CALL = re.compile(rf"(?<![\w.])(?:t\(\s*{_LITERAL}|tn\(\s*{_LITERAL}\s*,\s*{_LITERAL})")


def catalogue_files() -> list[Path]:
    """Return the catalogue of each language."""
    return sorted((SOURCES / "locale").glob("*/LC_MESSAGES/salon.po"))


def read_catalogue(file: Path) -> Catalog:
    """Return what translators have written."""
    with file.open("rb") as text:
        return read_po(text, locale=file.parts[-3], abort_invalid=True)


def extract_texts() -> Catalog:
    """Return every text of the code that is to be translated."""
    template = Catalog(project="Salon", version=__version__, copyright_holder="The Salon maintainers")
    for place, text in _marked_texts():
        template.add(text, locations=[(place, 0)])
    for member in members().values():
        template.add(member.text, locations=[("src/salon/server/settings/tree.py", 0)])
    return template


def _marked_texts() -> Iterator[tuple[str, str | tuple[str, ...]]]:
    for source in sorted(SOURCES.rglob("*.py")):
        with source.open("rb") as code:
            for _, text, _, _ in extract("python", code, keywords=KEYWORDS):
                yield source.relative_to(ROOT).as_posix(), text
    for source in sorted(path for path in PAGE.rglob("*") if path.suffix in {".svelte", ".ts"}):
        for text in page_texts(source.read_text("utf-8")):
            yield source.relative_to(ROOT).as_posix(), text


def page_texts(code: str) -> Iterator[str | tuple[str, str]]:
    """Yield the texts of `t("...")`, and of `tn("...", "...", n)` both forms, in a source of the page."""
    for alone, one, many in _CALL.findall(code):
        yield _value(alone) if alone else (_value(one), _value(many))


def _value(literal: str) -> str:
    text: str = ast.literal_eval(literal)
    return text


def updated(file: Path) -> bytes:
    """Return what the language's file would be, were it in step with the code."""
    catalogue = read_catalogue(file)
    template = extract_texts()
    # Otherwise every run would write its own date, and every branch would differ from every other.
    template.creation_date = catalogue.creation_date
    catalogue.update(template, no_fuzzy_matching=True, update_header_comment=False)
    catalogue.obsolete.clear()
    for message in catalogue:
        message.string = _with_one_apostrophe(message.string or "")
    catalogue.msgid_bugs_address = ""
    text = io.BytesIO()
    write_po(text, catalogue, width=100, include_lineno=False)
    return text.getvalue()


def _with_one_apostrophe(said: str | Sequence[str]) -> str | tuple[str, ...]:
    """Return what a translator wrote with the apostrophe of a keyboard, as most of the French has it."""
    if isinstance(said, str):
        return said.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    return tuple(form.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'") for form in said)


def main() -> None:
    """Bring every language's file in step and say what is left to translate."""
    for file in catalogue_files():
        file.write_bytes(updated(file))
        untranslated = [
            its.id for its in read_catalogue(file) if its.id and not (its.string and all(its.string))
        ]
        print(f"{file.relative_to(ROOT)}: {len(untranslated)} to translate")


if __name__ == "__main__":
    main()
