"""What the settings' tree says of itself: its sections, its settings, their rules and default values.

The loader and the manual both read it here, so that the tree is described nowhere but in its own annotations.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import Any, Literal, get_args, get_origin, get_type_hints

from salon.server.settings import Settings
from salon.server.settings_rules import Flag, OneOf, Rule

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Value:
    """A single setting. A default of MISSING says that the setting must be given."""

    name: str
    rule: Rule
    default: object


@dataclass(frozen=True, slots=True)
class Section:
    """A group of settings under one name."""

    name: str
    tree: type


@dataclass(frozen=True, slots=True)
class Family:
    """Any number of like sections, each under a name that the operator chooses."""

    name: str
    tree: type
    naming: Rule


Member = Value | Section | Family


@cache
def members(tree: type) -> Mapping[str, Member]:
    """Return what stands directly in a section, by name, in its order."""
    hints = get_type_hints(tree, include_extras=True)
    return {entry.name: _member(entry.name, hints[entry.name], entry.default) for entry in fields(tree)}


def _member(name: str, hint: Any, default: object) -> Member:
    if is_dataclass(hint):
        assert isinstance(hint, type)  # noqa: S101 - mypy takes is_dataclass for a test of instances too
        return Section(name, hint)
    if get_origin(hint) is Mapping:
        naming, tree = get_args(hint)
        return Family(name, tree, _rule(naming))
    return Value(name, _rule(hint), default)


def _rule(hint: Any) -> Rule:
    if hint is bool:
        return Flag()
    if get_origin(hint) is Literal:
        return OneOf(get_args(hint))
    _, rule = get_args(hint)
    found: Rule = rule
    return found


def walk(tree: type = Settings, path: Path = ()) -> Iterator[tuple[Path, Member]]:
    """Yield every member with its path, a family's under `NAME`, sections before what they hold."""
    for name, member in members(tree).items():
        here = (*path, name)
        yield here, member
        if isinstance(member, Section):
            yield from walk(member.tree, here)
        elif isinstance(member, Family):
            yield from walk(member.tree, (*here, "NAME"))
