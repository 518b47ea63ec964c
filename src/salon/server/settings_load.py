"""Reads the settings: from a TOML file, the environment and options, in rising order.

Every mistake is named with the setting, the value, what is expected and where it came from,
all of them at once.
"""

import difflib
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, field
from pathlib import Path as FilePath
from types import MappingProxyType
from typing import Any

from salon.core.names import casemapping
from salon.server.settings import Settings
from salon.server.settings_listeners import beyond_the_highest, clashes, is_this_machine
from salon.server.settings_schema import Family, Member, Path, Section, Value, members, walk
from salon.texts.language import N_, Text
from salon.texts.reasons import reason_of

PREFIX = "SALON__"

DEFAULT_FILE = FilePath("salon.toml")
"""The file that is read without being asked for, where the server is started."""

LAN: Mapping[Path, object] = MappingProxyType(
    {
        ("http", "enabled"): True,
        ("http", "host"): "::",
        ("http", "announce"): True,
        ("irc", "tls", "host"): "::",
        # Thirty people behind one address, as in a class: a browser opens up to six connections at once.
        ("limits", "connections_per_address"): 256,
    }
)
"""The settings of `--lan`. Whatever is given elsewhere goes before them."""

_PLACE = re.compile(r"at line (\d+)")


class SettingsError(Exception):
    """The configuration is wrong: `problems` is all that is, `language` the one that it asks for, if any."""

    def __init__(self, problems: tuple[Text, ...], language: str = "") -> None:
        super().__init__(*(problem.msgid for problem in problems))
        self.problems = problems
        self.language = language


@dataclass(frozen=True, slots=True)
class Option:
    """One setting from the command line: as the user wrote it, which setting it is, its text."""

    flag: str
    setting: str
    text: str


@dataclass(frozen=True, slots=True)
class Sources:
    """Where settings come from, kept so that a reload reads the same places again."""

    file: FilePath | None = None
    environment: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    options: tuple[Option, ...] = ()
    lan: bool = False

    def load(self) -> Settings:
        """Return the settings; raise SettingsError with everything that is wrong."""
        given: dict[Path, _Given] = {}
        if self.lan:
            given |= {path: _Given((value,), "--lan") for path, value in LAN.items()}
        if self.file is not None:
            given |= _from_file(self.file)
        given |= _from_environment(self.environment)
        given |= {
            tuple(option.setting.split(".")): _from_text(option.text, option.flag) for option in self.options
        }
        settings = _Reader(given).read()
        problems = [*_lan_problems(settings, given)] if self.lan else []
        if problems:
            raise SettingsError(tuple(problems), settings.language)
        return settings


@dataclass(frozen=True, slots=True)
class _Given:
    """A value as somebody gave it: what it may be meant as, best first, and where it stands."""

    readings: tuple[object, ...]
    origin: str


def _from_file(file: FilePath) -> dict[Path, _Given]:
    try:
        raw = file.read_bytes()
    except OSError as error:
        problem = Text(N_("cannot read {file}: {reason}"), {"file": file, "reason": reason_of(error)})
        raise SettingsError((problem,)) from error
    try:
        tables = tomllib.loads(raw.decode())
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        no_text = N_("{file}, line {line}: this is not UTF-8. Save the file as UTF-8 (in place of Latin-1).")
        raise SettingsError((Text(no_text, {"file": file, "line": line}),)) from error
    except tomllib.TOMLDecodeError as error:
        place = _PLACE.search(str(error))
        # The parser names no line where the end came too early.
        line = int(place[1]) if place else max(1, len(raw.splitlines()))
        no_toml = N_(
            "{file}, line {line}: this is not TOML. A setting is written as name = value, a text between"
            " quotation marks, a section as [irc], and each of them once. (The parser says: {reason})"
        )
        raise SettingsError((Text(no_toml, {"file": file, "line": line, "reason": error}),)) from error
    return {path: _Given((value,), str(file)) for path, value in _leaves(tables)}


def _leaves(table: Mapping[str, Any], path: Path = ()) -> Iterator[tuple[Path, object]]:
    # An empty table is a leaf: `[operators.bob]` with nothing below is a mistake to be told, not to be lost.
    for name, value in table.items():
        if isinstance(value, dict) and value:
            yield from _leaves(value, (*path, name))
        else:
            yield (*path, name), value


def _from_environment(environment: Mapping[str, str]) -> dict[Path, _Given]:
    return {
        tuple(variable.removeprefix(PREFIX).lower().split("__")): _from_text(text, variable)
        for variable, text in environment.items()
        if variable.startswith(PREFIX)
    }


def _from_text(text: str, origin: str) -> _Given:
    """Take a text as the TOML that it spells, or else as it stands: a name needs no quotes in a shell."""
    try:
        return _Given((tomllib.loads(f"value = {text}")["value"], text), origin)
    except tomllib.TOMLDecodeError:
        return _Given((text,), origin)


class _Reader:
    """One reading of all that was given into one tree."""

    def __init__(self, given: Mapping[Path, _Given]) -> None:
        self._given = given
        self._values: dict[Path, object] = {}
        self._problems: list[Text] = []

    def read(self) -> Settings:
        for path, given in self._given.items():
            self._place(path, given)
        settings: Settings = self._build(Settings, ())
        if not self._problems:
            self._problems += _contradictions(settings)
        if self._problems:
            raise SettingsError(tuple(self._problems), str(self._values.get(("language",), "")))
        return settings

    def _place(self, path: Path, given: _Given) -> None:
        fields: dict[str, object] = {"setting": ".".join(path), "origin": given.origin}
        member = self._find(path, fields)
        if member is None:
            self._problems.append(_unknown(path, fields))
        elif isinstance(member, Value):
            self._take(path, member, given, fields)
        elif given.readings[0] != {}:
            self._problems.append(Text(N_("{setting} ({origin}) is a section, not a single setting"), fields))

    def _find(self, path: Path, fields: Mapping[str, object]) -> Member | None:
        tree: type = Settings
        rest, member = path, None
        while rest:
            member, rest = members(tree).get(rest[0]), rest[1:]
            if isinstance(member, Family) and rest:
                name, rest = rest[0], rest[1:]
                self._check_name(member, name, fields)
                member = Section(member.tree)
            if isinstance(member, Section | Family):
                tree = member.tree
            elif rest:
                return None
        return member

    def _check_name(self, family: Family, name: str, fields: Mapping[str, object]) -> None:
        if not family.naming.fits(name):
            more = {"name": name, "expected": family.naming.expected}
            self._problems.append(
                Text(
                    N_("{setting} ({origin}): {name} is no name here; expected: {expected}"),
                    {**fields, **more},
                )
            )

    def _take(self, path: Path, member: Value, given: _Given, fields: Mapping[str, object]) -> None:
        for reading in given.readings:
            if member.rule.fits(reading) and is_text(reading):
                self._values[path] = member.rule.kept(reading)
                return
        shown = "***" if member.rule.secret else written(given.readings[0])
        more = {"value": shown, "expected": member.rule.expected}
        self._problems.append(
            Text(N_("{setting} = {value} ({origin}): expected {expected}"), {**fields, **more})
        )

    def _build(self, tree: Any, path: Path) -> Any:
        return tree(**{name: self._member(member, (*path, name)) for name, member in members(tree).items()})

    def _member(self, member: Member, path: Path) -> object:
        if isinstance(member, Section):
            return self._build(member.tree, path)
        if isinstance(member, Family):
            names = dict.fromkeys(
                given[len(path)]
                for given in self._given
                if len(given) > len(path) and given[: len(path)] == path
            )
            return MappingProxyType({name: self._build(member.tree, (*path, name)) for name in names})
        if path not in self._values and member.default is MISSING and path not in self._given:
            self._problems.append(Text(N_("{setting} is missing"), {"setting": ".".join(path)}))
        return self._values.get(path, member.default)


def _unknown(path: Path, fields: Mapping[str, object]) -> Text:
    known = {".".join(found): found[-1] for found, _ in walk()}
    near = difflib.get_close_matches(".".join(path), known, 1)
    # A setting in the wrong section is known by its last name.
    near = near or [
        name for name, last in known.items() if difflib.get_close_matches(path[-1], [last], 1, 0.7)
    ]
    if near:
        return Text(
            N_("no setting is called {setting} ({origin}); the nearest is {nearest}"),
            {**fields, "nearest": near[0]},
        )
    return Text(N_("no setting is called {setting} ({origin})"), fields)


def _lan_problems(settings: Settings, given: Mapping[Path, _Given]) -> Iterator[Text]:
    """Say which settings, from elsewhere, keep `--lan` from what it is for."""
    wanted = {"enabled": settings.http.enabled, "host": not all(map(is_this_machine, settings.http.host))}
    for name, is_fit in wanted.items():
        if not is_fit:
            kept_away = N_(
                "--lan opens the page to other machines, and {setting} ({origin}) keeps them away: leave out"
                " one of the two"
            )
            yield Text(kept_away, {"setting": f"http.{name}", "origin": given["http", name].origin})


def _contradictions(settings: Settings) -> Iterator[Text]:
    if settings.motd and settings.motd_file:
        yield Text(N_("motd and motd_file are both set: keep one of them"))
    public = settings.dialects.public
    if public.enabled:
        problem = casemapping(settings.casemapping).channel_problem(
            public.room, settings.limits.channel_length
        )
        if problem is not None:
            unusable = N_(
                "dialects.public.channel: no channel can be called {channel} (limits.channel_length,"
                " casemapping)"
            )
            yield Text(unusable, {"channel": public.room})
    if settings.irc.tls.key and not settings.irc.tls.certificate:
        yield Text(N_("irc.tls.key is set without irc.tls.certificate: a key alone opens nothing"))
    yield from beyond_the_highest(settings)
    yield from clashes(settings)


def is_text(value: object) -> bool:
    """Return whether a value can be written: bytes that are no UTF-8 come from a shell as halves of pairs."""
    try:
        str(value).encode()
    except UnicodeEncodeError:
        return False
    return True


def written(value: object) -> str:
    """Return the value as it is written in TOML."""
    if isinstance(value, tuple):
        value = list(value) if len(value) > 1 else "".join(value)
    if isinstance(value, str | bool | list):
        return json.dumps(value, ensure_ascii=False)
    return str(value)
