"""The manual of the settings, made from what their tree says of itself.

Two forms: a commented TOML file to start from, in the user's language, and the reference page, in English.
"""

import textwrap

from msgspec import NODEFAULT

from salon.server.settings.load import PREFIX
from salon.server.settings.members import NAME, Section, Value, members, written
from salon.server.settings.tree import AT_START
from salon.texts.language import N_, Language, load_language

_WIDTH = 100
_EXAMPLE_NAME = "alice"
_EXAMPLE_HASH = "$argon2id$..."


def example(language: Language) -> str:
    """Return a TOML file with every setting, its manual and its default value."""
    head = language.gettext(
        N_("Salon's configuration: every setting and its default value. What stays as it is may be left out.")
    )
    order = language.gettext(
        N_("A variable of the environment, as {variable}, goes before this file; an option, before both.")
    ).format(variable=f"{PREFIX}IRC__PORT=7000")
    lines = [*_comment(head), *_comment(order)]
    for path, member in members().items():
        title = ".".join(path).replace(NAME, _EXAMPLE_NAME)
        if isinstance(member, Section):
            lines += ["", *_comment(language.gettext(member.text))] if path else [""]
            entry = [f"[{title}]"] if path else []
        else:
            default = _EXAMPLE_HASH if member.default is NODEFAULT else member.default
            entry = [*_comment(_told(member, language)), f"{path[-1]} = {written(default)}"]
        # Nobody has a password yet, so the example of what the owner names is a comment as a whole.
        lines += [f"# {line}" for line in entry] if NAME in path else entry
    return "\n".join(lines) + "\n"


def _told(value: Value, language: Language) -> str:
    waits = (N_("A change takes effect at the next start."),) if AT_START in value.notes else ()
    return " ".join(map(language.gettext, (value.text, *waits)))


def _comment(text: str) -> list[str]:
    return [f"# {line}" for line in textwrap.wrap(text, _WIDTH, break_long_words=False)]


def reference() -> str:
    """Return the reference page in Markdown."""
    english, page = load_language("en"), _HEAD
    for path, member in members().items():
        title = ".".join(path)
        if isinstance(member, Section):
            page += f"\n## {f'`[{title}]`' if path else 'Top level'}\n\n{member.text}\n"
        else:
            default = (
                "must be given" if member.default is NODEFAULT else f"default `{written(member.default)}`"
            )
            expected = f"Expected: {member.expected.render(english)}; {default}."
            page += f"\n### `{title}`\n\n{_told(member, english)}\n\n{expected}\n"
    return page


_HEAD = f"""# Settings

Made from the code (`make docs`); do not edit.

A setting may be given in a TOML file (`salon.toml` where the server is started, or `--config FILE`), in the
environment (`irc.port` is `{PREFIX}IRC__PORT`) and as an option (`--set irc.port=7000`). An option goes
before the environment, the environment before the file. `salon config --example` prints a file to start
from, `salon config --check FILE` checks one.
"""
