"""What the tree of the settings says of itself: its sections, its settings, what each may hold.

The loader and the manual both read it here, so that the tree is described nowhere but in its classes.
"""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cache
from inspect import cleandoc
from typing import Any, Final, NamedTuple, get_args, get_origin

from msgspec import NODEFAULT, UNSET, Struct, ValidationError, convert
from msgspec.inspect import BoolType, FloatType, IntType, LiteralType, Metadata, type_info
from msgspec.structs import fields

from salon.server.settings.tree import Settings
from salon.texts.language import N_, Text
from salon.texts.visible import is_text

Path = tuple[str, ...]

NAME: Final = "NAME"
"""Stands in a path for any name that the owner of the server chooses."""


class Value(NamedTuple):
    """A single setting: its annotation, its default (NODEFAULT: it must be given) and its manual."""

    hint: Any
    default: object = NODEFAULT
    text: str = ""

    @property
    def notes(self) -> tuple[object, ...]:
        """What its annotation says beyond the type: AT_START, HIDDEN."""
        return get_args(self.hint)

    @property
    def expected(self) -> Text:
        """What a value must be, in words."""
        match type_info(self.hint):
            case Metadata(extra_json_schema={"title": title}):
                return Text(title)
            case BoolType():
                return Text(N_("true or false"))
            case LiteralType():
                words = get_args(get_args(self.hint)[0]) or get_args(self.hint)  # annotated, or bare
                return Text(N_("one of {words}"), {"words": " | ".join(map(written, words))})
            case IntType(ge=low, le=high):
                return Text(N_("a whole number from {low} to {high}"), {"low": low, "high": high})
            case FloatType(ge=low, le=high):
                return Text(N_("a number from {low} to {high}"), {"low": low, "high": high})
        raise TypeError(self.hint)

    def kept(self, *readings: object) -> Any:
        """Return the first reading that fits, as it is kept; UNSET where none does."""
        for reading in readings:
            # Where a list is expected, one text is a list of it, and an empty one a list of nothing.
            for form in (reading, [] if reading == "" else [reading]):
                with suppress(ValidationError):
                    kept = convert(form, self.hint)
                    if is_text(written(reading)):
                        return kept
        return UNSET


class Section(NamedTuple):
    """A group of settings. `naming` says which names the owner may give it, `required` what it must hold."""

    text: str
    required: tuple[str, ...] = ()
    naming: Value | None = None


Member = Value | Section


@cache
def members() -> Mapping[Path, Member]:
    """Return all that the settings are made of, by its path, sections before what they hold."""
    return dict(walk(Settings))


def walk(kind: type[Struct], path: Path = (), naming: Value | None = None) -> Iterator[tuple[Path, Member]]:
    """Yield a section with all that is in it; what the owner names, under NAME."""
    texts = _texts(kind)
    required = tuple(field.name for field in fields(kind) if field.required)
    yield path, Section(texts[""], required, naming)
    for field in fields(kind):
        hint, here = field.type, (*path, field.name)
        if isinstance(hint, type) and issubclass(hint, Struct):
            yield from walk(hint, here)
        elif get_origin(hint) is Mapping:
            name, held = get_args(hint)
            yield from walk(held, (*here, NAME), Value(name))
        else:
            yield here, Value(hint, field.default, texts.get(field.name, ""))


def _texts(kind: type) -> dict[str, str]:
    """Return what docstrings say of a section, under the empty name, and of its settings, under theirs."""
    texts = _texts(kind.__bases__[0]) if kind.__bases__ != (Struct,) else {}
    about, _, entries = cleandoc(kind.__doc__ or "").partition("\n\n")
    _, *parts = re.split(r"^(\w+): ", entries, flags=re.MULTILINE)
    own = [("", about), *zip(parts[::2], parts[1::2], strict=True)]
    return texts | {name: " ".join(text.split()) for name, text in own}


def pattern_of(path: Path) -> Path:
    """Return the path as the tree has it: with NAME in place of the names that the owner chose."""
    pattern: Path = ()
    for name in path:
        pattern = (*pattern, NAME if (*pattern, NAME) in members() else name)
    return pattern


def written(value: object) -> str:
    """Return a value as it is written in TOML; a number too long for Python to write is left out."""
    if isinstance(value, tuple):
        value = list(value) if len(value) > 1 else "".join(value)
    with suppress(ValueError):
        is_plain = not isinstance(value, str | bool | list | dict)
        return str(value) if is_plain else json.dumps(value, ensure_ascii=False, default=str)
    return "…"
