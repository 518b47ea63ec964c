"""The manual of the settings, made from the texts that stand under them in the code.

Two forms: a commented TOML file to start from, in the user's language, and the reference page, in English.
"""

import ast
import inspect
import textwrap
from collections.abc import Iterator
from dataclasses import MISSING
from functools import cache

from salon.core import limits
from salon.server import settings
from salon.server.settings_load import PREFIX, written
from salon.server.settings_schema import Family, Member, Path, Section, Value, members, walk
from salon.texts.language import N_, Language, load_language

_WIDTH = 100
_AT_START = N_("A change takes effect at the next start.")
_EXAMPLE_NAME = "alice"
_EXAMPLE_HASH = "$argon2id$..."


@cache
def _texts() -> dict[str, dict[str, str]]:
    """Return for each class its texts: its own under the empty name, its fields' under theirs.

    A field that says nothing of itself is what it is in the class that it comes from.
    """
    code = [node for module in (limits, settings) for node in ast.parse(inspect.getsource(module)).body]
    texts: dict[str, dict[str, str]] = {}
    for node in code:
        if isinstance(node, ast.ClassDef):
            inherited = [texts.get(name.id, {}) for name in node.bases if isinstance(name, ast.Name)]
            own = {"": _plain(ast.get_docstring(node) or "")} | dict(_field_texts(node))
            texts[node.name] = {name: text for said in (*inherited, own) for name, text in said.items()}
    return texts


def _field_texts(tree: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for statement, after in zip(tree.body, tree.body[1:], strict=False):
        match statement, after:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                yield name, _plain(text)


def _plain(text: str) -> str:
    """Undo the wrapping: a translation must not change when the source's lines are filled anew."""
    return " ".join(text.split())


def all_texts() -> list[str]:
    """Return every text of the manual, for the translators, in the order of the tree."""
    return [text for tree, _ in _sections() for text in _texts()[tree.__name__].values()]


def missing_texts() -> list[str]:
    """Return the settings and sections that nothing is said about."""
    silent = []
    for tree, path in _sections():
        said = _texts()[tree.__name__]
        silent += [
            ".".join((*path, name))
            for name, member in members(tree).items()
            if isinstance(member, Value) and not said.get(name)
        ]
        silent += [] if said[""] else [".".join(path)]
    return silent


def _sections() -> Iterator[tuple[type, Path]]:
    yield settings.Settings, ()
    for path, member in walk():
        if isinstance(member, Section | Family):
            yield member.tree, (*path, "NAME") if isinstance(member, Family) else path


def example(language: Language) -> str:
    """Return a TOML file with every setting, its manual and its default value."""
    head = language.gettext(
        N_("Salon's configuration: every setting and its default value. What stays as it is may be left out.")
    )
    order = language.gettext(
        N_("A variable of the environment, as {variable}, goes before this file; an option, before both.")
    ).format(variable=f"{PREFIX}IRC__PORT=7000")
    blocks = [_comment(head) + _comment(order)]
    blocks += [_example_section(tree, path, language) for tree, path in _sections()]
    return "\n".join(blocks)


def _example_section(tree: type, path: Path, language: Language) -> str:
    said = _texts()[tree.__name__]
    values = "".join(
        f"{_comment(_told(member, said[name], language))}{name} = {_shown(member)}\n"
        for name, member in members(tree).items()
        if isinstance(member, Value)
    )
    title = ".".join(path)
    if not path:
        return values
    purpose = said[""]
    about = _comment(language.gettext(purpose))
    if "NAME" in path:
        # Nobody has a password yet, so the example of a family is a comment as a whole.
        lines = f"[{title.replace('NAME', _EXAMPLE_NAME)}]\n{values}".splitlines()
        return about + "".join(f"# {line}\n" for line in lines)
    return f"{about}[{title}]\n{values}"


def _told(member: Value, text: str, language: Language) -> str:
    """Return what is said of a setting."""
    sentences = (text, _AT_START) if member.at_start else (text,)
    return " ".join(map(language.gettext, sentences))


def _shown(member: Value) -> str:
    return written(_EXAMPLE_HASH if member.default is MISSING else member.default)


def _comment(text: str) -> str:
    return "".join(f"# {line}\n" for line in textwrap.wrap(text, _WIDTH, break_long_words=False))


def reference() -> str:
    """Return the reference page in Markdown."""
    return _HEAD + "".join(_reference_section(tree, path) for tree, path in _sections())


_HEAD = f"""# Settings

Made from the code (`make docs`); do not edit.

A setting may be given in a TOML file (`salon.toml` where the server is started, or `--config FILE`), in the
environment (`irc.port` is `{PREFIX}IRC__PORT`) and as an option (`--set irc.port=7000`). An option goes
before the environment, the environment before the file. `salon config --example` prints a file to start
from, `salon config --check FILE` checks one.
"""


def _reference_section(tree: type, path: Path) -> str:
    said = _texts()[tree.__name__]
    title = f"`[{'.'.join(path)}]`" if path else "Top level"
    entries = "".join(
        _reference_entry((*path, name), member, said[name])
        for name, member in members(tree).items()
        if isinstance(member, Value)
    )
    return f"\n## {title}\n\n{said['']}\n{entries}"


def _reference_entry(path: Path, member: Member, text: str) -> str:
    assert isinstance(member, Value)  # noqa: S101 - the caller's choice
    english = load_language("en")
    expected = member.rule.expected.render(english)
    default = "must be given" if member.default is MISSING else f"default `{written(member.default)}`"
    return f"\n### `{'.'.join(path)}`\n\n{_told(member, text, english)}\n\nExpected: {expected}; {default}.\n"
