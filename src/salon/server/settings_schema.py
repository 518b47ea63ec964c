"""What the settings' tree says of itself: its sections, its settings, their rules and default values.

The loader and the manual both read it here, so that the tree is described nowhere but in its own annotations.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from salon.core.limits import Range
from salon.server.settings import AT_START, Settings
from salon.server.settings_rules import FLAG, Rule, number, one_of, whole

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Value:
    """A single setting. A default of MISSING says that the setting must be given."""

    rule: Rule
    default: object
    at_start: bool


@dataclass(frozen=True, slots=True)
class Section:
    """A group of settings under one name."""

    tree: type


@dataclass(frozen=True, slots=True)
class Family:
    """Any number of like sections, each under a name that the operator chooses."""

    tree: type
    naming: Rule


Member = Value | Section | Family


@cache
def members(tree: type) -> Mapping[str, Member]:
    """Return what stands directly in a section, by name, in its order."""
    hints = get_type_hints(tree, include_extras=True)
    return {entry.name: _member(hints[entry.name], entry.default) for entry in fields(tree)}


def _member(hint: Any, default: object) -> Member:
    if is_dataclass(hint):
        assert isinstance(hint, type)  # noqa: S101 - mypy takes is_dataclass for a test of instances too
        return Section(hint)
    if get_origin(hint) is Mapping:
        naming, tree = get_args(hint)
        return Family(tree, _rule(naming))
    return Value(_rule(hint), default, AT_START in _notes(hint))


def _notes(hint: Any) -> tuple[object, ...]:
    return get_args(hint)[1:] if get_origin(hint) is Annotated else ()


def _rule(hint: Any) -> Rule:
    for note in _notes(hint):
        if isinstance(note, Rule):
            return note
        if isinstance(note, Range):
            return number(*note) if get_args(hint)[0] is float else whole(int(note.low), int(note.high))
    kind = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    return FLAG if kind is bool else one_of(get_args(kind))


def walk(tree: type = Settings, path: Path = ()) -> Iterator[tuple[Path, Member]]:
    """Yield every member with its path, a family's under `NAME`, sections before what they hold."""
    for name, member in members(tree).items():
        here = (*path, name)
        yield here, member
        if isinstance(member, Section):
            yield from walk(member.tree, here)
        elif isinstance(member, Family):
            yield from walk(member.tree, (*here, "NAME"))
