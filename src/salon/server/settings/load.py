"""Reads the settings: from a TOML file, the environment and options, in rising order.

All mistakes are told at once, each with the setting, the value, what is expected and where it came from.
"""

import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path as FilePath
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from msgspec import UNSET, convert

from salon.server.settings.contradictions import LAN, contradictions, what_closes_lan
from salon.server.settings.members import NAME, Path, Section, Value, members, pattern_of, written
from salon.server.settings.tree import HIDDEN, Settings
from salon.texts.language import N_, Text
from salon.texts.reasons import reason_of
from salon.texts.visible import echoed

PREFIX: Final = "SALON__"

DEFAULT_FILE: Final = FilePath("salon.toml")
"""The file that is read without being asked for, where the server is started."""

MAX_BYTES: Final = 1_048_576
"""Of a file: one with every setting and its manual has 25,000, and a million take the parser a second."""

MAX_PROBLEMS: Final = 200
"""Of those that are told at once: more than there are settings."""


class SettingsError(Exception):
    """The configuration is wrong: `problems` is all that is, `language` the one that it asks for, if any."""

    def __init__(self, *problems: Text, language: str = "") -> None:
        super().__init__(*(problem.msgid for problem in problems))
        self.problems = problems
        self.language = language


@dataclass(frozen=True, slots=True)
class Option:
    """One setting from the command line: as the user wrote it, which setting it is, its text."""

    flag: str
    setting: str
    text: str


class _Given(NamedTuple):
    """A value as somebody gave it: what it may be meant as, best first, and where it came from."""

    readings: tuple[object, ...]
    origin: str


_Where = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Sources:
    """Where settings come from, kept so that a reload reads the same places again."""

    file: FilePath | None = None
    environment: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    options: tuple[Option, ...] = ()
    lan: bool = False

    def load(self) -> Settings:
        """Return the settings; raise SettingsError with everything that is wrong."""
        given, tables = dict(self._given()), dict[str, Any]()
        problems = [*islice(_mistakes(given, tables), MAX_PROBLEMS + 1)]
        if len(problems) > MAX_PROBLEMS:
            problems[-1] = Text(N_("there are more errors: correct these first"))
        if not problems:
            settings = convert(tables, Settings)
            problems += contradictions(settings)
            if self.lan:
                problems += what_closes_lan(settings, {path: its.origin for path, its in given.items()})
        if problems:
            raise SettingsError(*problems, language=tables.get("language", ""))
        return settings

    def _given(self) -> Iterator[tuple[Path, _Given]]:
        if self.lan:
            yield from ((path, _Given((value,), "--lan")) for path, value in LAN.items())
        if self.file is not None:
            yield from ((path, _Given((value,), str(self.file))) for path, value in _from_file(self.file))
        for variable, text in self.environment.items():
            if variable.startswith(PREFIX):
                names = variable.removeprefix(PREFIX).lower().split("__")
                yield tuple(names), _Given(_readings(text), variable)
        for option in self.options:
            yield tuple(option.setting.split(".")), _Given(_readings(option.text), option.flag)


def _from_file(file: FilePath) -> list[tuple[Path, object]]:
    try:
        with file.open("rb") as opened:
            raw = opened.read(MAX_BYTES + 1)
    except OSError as error:
        unreadable = Text(N_("cannot read {file}: {reason}"), {"file": file, "reason": reason_of(error)})
        raise SettingsError(unreadable) from error
    if len(raw) > MAX_BYTES:
        too_large = N_("{file} is larger than {size} bytes, so it is not a configuration: give another file")
        raise SettingsError(Text(too_large, {"file": file, "size": MAX_BYTES}))
    try:
        # UTF-16 may be UTF-8, too, full of NULs, which no text has.
        return [*_leaves(tomllib.loads(raw.replace(b"\0", b"\xff").decode("utf-8-sig")))]
    except UnicodeDecodeError as error:
        line, encoding = raw.count(b"\n", 0, error.start) + 1, "UTF-16" if b"\0" in raw else "Latin-1"
        no_text = N_("{file}, line {line}: this is not UTF-8. Save it as UTF-8 (in place of {encoding}).")
        raise SettingsError(Text(no_text, {"file": file, "line": line, "encoding": encoding})) from error
    except (ValueError, RecursionError) as error:
        place = re.search(r"at line (\d+)", str(error))
        # The parser names no line where the end came too early.
        line = int(place[1]) if place else max(1, len(raw.splitlines()))
        no_toml = N_(
            "{file}, line {line}: this is not TOML. A setting is written as name = value, a text between"
            " quotation marks, a section as [irc], and each of them once. (The parser says: {reason})"
        )
        raise SettingsError(Text(no_toml, {"file": file, "line": line, "reason": error})) from error


def _leaves(table: Mapping[str, Any], path: Path = ()) -> Iterator[tuple[Path, object]]:
    # An empty table is a leaf: `[operators.bob]` with nothing below is a mistake to be told, not to be lost.
    for name, value in table.items():
        if isinstance(value, dict) and value:
            yield from _leaves(value, (*path, name))
        else:
            yield (*path, name), value


def _readings(text: str) -> tuple[object, ...]:
    """Take a text as the TOML that it spells, or else as it stands: a name needs no quotes in a shell."""
    with suppress(ValueError, RecursionError):
        (value,) = tomllib.loads(f"value = {text}").values()
        return value, text
    return (text,)


def _mistakes(given: dict[Path, _Given], tables: dict[str, Any]) -> Iterator[Text]:
    """Say what is wrong with what was given; put what fits into tables, as msgspec converts them."""
    sections = {path[:end]: its for path, its in given.items() for end in range(1, len(path))}
    for path, its in (sections | given).items():
        pattern, where = pattern_of(path), {"setting": echoed(".".join(path)), "origin": its.origin}
        member = members().get(pattern)
        if isinstance(member, Section):
            yield from _lacking(member, path, given, where)
        if path not in given:
            continue
        if isinstance(member, Value):
            yield from _kept(member, path, its, tables, where)
        elif member is None and (*pattern, NAME) not in members():
            yield _unknown(path, where)
        elif its.readings[0] != {}:
            yield Text(N_("{setting} ({origin}) is a section, not a single setting"), where)


def _lacking(section: Section, path: Path, given: Mapping[Path, _Given], where: _Where) -> Iterator[Text]:
    if section.naming is not None and section.naming.kept(path[-1]) is UNSET:
        no_name = N_("{setting} ({origin}): {name} is not a valid name; expected: {expected}")
        yield Text(no_name, {**where, "name": echoed(path[-1]), "expected": section.naming.expected})
    for name in section.required:
        if (*path, name) not in given:
            yield Text(N_("{setting} is missing"), {"setting": f"{where['setting']}.{name}"})


def _kept(value: Value, path: Path, its: _Given, tables: dict[str, Any], where: _Where) -> Iterator[Text]:
    kept = value.kept(*its.readings)
    if kept is UNSET:
        shown = "***" if HIDDEN in value.notes else echoed(written(its.readings[0]))
        wrong = N_("{setting} = {value} ({origin}): expected {expected}")
        yield Text(wrong, {**where, "value": shown, "expected": value.expected})
    else:
        for name in path[:-1]:
            tables = tables.setdefault(name, {})
        tables[path[-1]] = kept


def _unknown(path: Path, where: _Where) -> Text:
    known = {".".join(found): found[-1] for found in members() if found}
    # No name is longer, and a long one takes long to compare.
    name, last = ".".join(path)[:100], path[-1][:100]
    near = difflib.get_close_matches(name, known, 1)
    # A setting in the wrong section is known by its last name.
    near = near or [name for name, own in known.items() if difflib.get_close_matches(last, [own], 1, 0.7)]
    if not near:
        return Text(N_("no setting is called {setting} ({origin})"), where)
    nearest = N_("no setting is called {setting} ({origin}); the nearest is {nearest}")
    return Text(nearest, {**where, "nearest": near[0]})
