"""Makes accounts for a whole list of people, and a sheet with the code of each, to print and cut up."""

import csv
import html
import io
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

import click

from salon.admin.tables import when
from salon.admin.talk import EXIT_DONE, EXIT_REFUSED, Talk, by_protocol
from salon.options import say
from salon.texts.language import Text
from salon.texts.marks import N_, N_PLURAL, Translate
from salon.texts.reasons import reason_of
from salon.texts.visible import visible
from salon.wire.admin import AccountAdd, AnyAnswer, Code, PasswordReset, Refused

HEADINGS = {"name", "names", "nick", "nom", "noms", "pseudo", "pseudonyme"}
"""Of the column of names, where the file has headings; else it is the first column."""

MAX_BYTES = 10_000_000
"""Of a list: a hundred times more than a large school has."""


class ListUnusable(Exception):  # noqa: N818 - named for the fact
    """The list of names cannot be read, or the sheet not written."""

    def __init__(self, *texts: Text) -> None:
        super().__init__("\n".join(map(str, texts)))
        self.texts = texts


def read_names(file: Path) -> list[str]:
    """Return the names of a CSV file, each once. Raises ListUnusable."""
    try:
        with file.open("rb") as opened:
            raw = opened.read(MAX_BYTES + 1)
        if len(raw) > MAX_BYTES:
            raise ListUnusable(Text(N_("{file} is too large for a list of names."), {"file": file}))
        text = raw.decode("utf-8-sig")
    except OSError as error:
        unreadable = N_("{file} cannot be read: {reason}.")
        raise ListUnusable(Text(unreadable, {"file": file, "reason": reason_of(error)})) from error
    except UnicodeDecodeError as error:
        raise ListUnusable(Text(N_("{file} is not UTF-8: save it as UTF-8."), {"file": file})) from error
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        reader = csv.reader(io.StringIO(text), delimiter=delimiter)
        rows = [(reader.line_num, row) for row in reader if any(map(str.strip, row))]
    except csv.Error as error:
        no_csv = N_("{file} is not CSV: {reason}.")
        raise ListUnusable(Text(no_csv, {"file": file, "reason": error})) from error
    headings = [cell.strip().casefold() for cell in rows[0][1]] if rows else []
    column = next((place for place, heading in enumerate(headings) if heading in HEADINGS), None)
    if column is not None:
        rows = rows[1:]
    names = [(line, row[column or 0].strip()) for line, row in rows if len(row) > (column or 0)]
    found = [name for _, name in names if name]
    spaced = [(line, name) for line, name in names if len(name.split()) > 1]
    if spaced:
        raise ListUnusable(*(_spaced(file, line, name) for line, name in spaced))
    if not found:
        raise ListUnusable(Text(N_("There is no name in {file}."), {"file": file}))
    [(most, times)] = Counter(found).most_common(1)
    if times > 1:
        twice = N_("{name} is in {file} more than once: give each person a name of their own.")
        raise ListUnusable(Text(twice, {"name": most, "file": file}))
    return found


def _spaced(file: Path, line: int, name: str) -> Text:
    text = N_("Line {line} of {file}: a name cannot contain spaces. Write {joined} instead of {name}.")
    return Text(text, {"line": line, "file": file, "joined": "_".join(name.split()), "name": name})


class Sheet(Protocol):
    """What is printed, in pieces, for a made account is worth nothing whose code is lost."""

    def begin(self) -> None:
        """Write what stands above."""

    def add(self, code: Code) -> None:
        """Write the code of one account."""

    def end(self) -> None:
        """Write what stands below."""


class TextSheet:
    """A sheet of lines."""

    def __init__(self, write: "Write", translate: Translate) -> None:
        self._write = write
        self._translate = translate

    def begin(self) -> None:
        """Write nothing."""

    def add(self, code: Code) -> None:
        """Write the lines of one account, and a line to cut along."""
        for line in lines_of(code, self._translate):
            self._write(visible(line) + "\n")
        self._write("-" * 40 + "\n")

    def end(self) -> None:
        """Write nothing."""


class HtmlSheet:
    """A page to print, a card for each account."""

    def __init__(self, write: "Write", translate: Translate, language: str) -> None:
        self._write = write
        self._translate = translate
        self._language = language

    def begin(self) -> None:
        """Write the head of the page."""
        style = (
            "body{font:12pt sans-serif;display:grid;grid-template-columns:1fr 1fr;gap:0}"
            "p{border:1px dashed;margin:0;padding:1em;break-inside:avoid}"
        )
        self._write(
            f'<!doctype html>\n<html lang="{self._language}"><meta charset="utf-8"><title>Salon</title>'
            f"<style>{style}</style>\n"
        )

    def add(self, code: Code) -> None:
        """Write the card of one account."""
        lines = map(html.escape, lines_of(code, self._translate))
        self._write("<p>" + "<br>\n".join(lines) + "</p>\n")

    def end(self) -> None:
        """Write the end of the page."""
        self._write("</html>\n")


def lines_of(code: Code, translate: Translate) -> Iterator[str]:
    """Yield what somebody has to know to use their account for the first time."""
    yield translate(N_("Name: {name}")).format(name=code.account)
    yield translate(N_("Code: {code}")).format(code=code.code)
    if code.link:
        yield translate(N_("Page: {page}")).format(page=code.link)
    yield from by_protocol(code, translate)
    yield translate(N_("Choose a password with this code."))
    if code.expires:
        yield translate(N_("It is valid until {when}.")).format(when=when(code.expires, translate))


class _Counted:
    """A sheet that knows how many codes are on it."""

    def __init__(self, sheet: Sheet) -> None:
        self.begin, self.end = sheet.begin, sheet.end
        self._sheet = sheet
        self.codes = 0

    def add(self, code: Code) -> None:
        """Write the code of one account."""
        self._sheet.add(code)
        self.codes += 1


class Write(Protocol):
    """Write a piece of the sheet, so that it is there whatever comes after."""

    def __call__(self, text: str, /) -> object:
        """Write."""


def make_accounts(talk: Talk, names: Iterable[str], days: int, sheet: Path | None) -> int:
    """Make an account for each name, and the sheet of their codes; return the exit code.

    Whoever has an account already keeps it as it is. Raises ListUnusable.
    """
    if sheet is None:
        return _make(talk, names, days, None if talk.as_json else TextSheet(_echo, talk.language.gettext))
    try:
        # It holds codes: for the owner alone, and never over another file.
        descriptor = os.open(sheet, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        fields = {"file": sheet, "reason": reason_of(error)}
        unwritable = N_("The sheet {file} cannot be written: {reason}. Name a file that does not exist yet.")
        raise ListUnusable(Text(unwritable, fields)) from error
    with os.fdopen(descriptor, "w", encoding="utf-8", buffering=1) as file:
        is_page, translate = sheet.suffix.lower() in {".html", ".htm"}, talk.language.gettext
        page = HtmlSheet(file.write, translate, talk.language.code) if is_page else None
        written = _Counted(page or TextSheet(file.write, translate))
        worst = _make(talk, names, days, written)
    if not written.codes:
        sheet.unlink()  # so that the same command can be given again
    elif not talk.as_json:
        ready = N_PLURAL(
            "The sheet {file} has the code of {count} person: print it, then delete it.",
            "The sheet {file} has the codes of {count} people: print it, then delete it.",
            "count",
        )
        click.echo(visible(talk.language.gettext(ready).format(file=sheet, count=written.codes)))
    return worst


def _echo(text: str) -> None:
    click.echo(text, nl=False)


def _make(talk: Talk, names: Iterable[str], days: int, sheet: Sheet | None) -> int:
    worst = EXIT_DONE
    if sheet is not None:
        sheet.begin()
    for name in names:
        answers: list[AnyAnswer] = list(talk.ask(AccountAdd(name=name)))
        if not _refusal(answers):
            answers = list(talk.ask(PasswordReset(name=name, days=days)))
        refusal = _refusal(answers)
        if talk.as_json:
            talk.tell(answers)
        elif refusal is not None:
            say(visible(f"{name}: {refusal.text}"))
        elif sheet is not None:
            for answer in answers:
                if isinstance(answer, Code):
                    sheet.add(answer)
        worst = EXIT_REFUSED if refusal is not None else worst
    if sheet is not None:
        sheet.end()
    return worst


def _refusal(answers: Iterable[AnyAnswer]) -> Refused | None:
    return next((answer for answer in answers if isinstance(answer, Refused)), None)
