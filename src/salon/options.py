"""What the options and arguments of the commands are, and what all commands say and ask alike.

It must not know what any command does with them.
"""

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

import click

from salon.client.disk import Disk
from salon.core.addresses import HIGHEST_PORT
from salon.server.settings.load import DEFAULT_FILE, Option, SettingsError, Sources
from salon.texts.language import LANGUAGES, N_, Language, load_language
from salon.texts.reasons import reason_of

LANGUAGES_ARE = N_("the languages are: {words}")


class Port(click.ParamType[int]):
    """The number of a port, refused in the user's language."""

    name = "port"

    def __init__(self, language: Language, lowest: int = 1) -> None:
        self._language = language
        self._lowest = lowest

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number."""
        given = str(value).strip()
        if not (given.isdecimal() and self._lowest <= int(given) <= HIGHEST_PORT):
            wanted = self._language.gettext("a port is a number from {lowest} to {highest}")
            self.fail(wanted.format(lowest=self._lowest, highest=HIGHEST_PORT), param, ctx)
        return int(given)


class Word(click.ParamType[str]):
    """One of some words, refused in the user's language with the text `wanted`."""

    name = "word"

    def __init__(self, language: Language, words: Iterable[str], wanted: str) -> None:
        self._language = language
        self._words = tuple(words)
        self._wanted = wanted

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the word as it is written here."""
        word = str(value).strip().lower()
        if word not in self._words:
            wanted = self._language.gettext(self._wanted)
            self.fail(wanted.format(words=", ".join(self._words)), param, ctx)
        return word


def whose_server(language: Language) -> list[click.Option]:
    """Return the options of a command about a server that may run: `data` and `config`."""
    _ = language.gettext
    data = _("The data directory of the server. Default: that of the configuration, or salon-data.")
    config = _("The configuration of the server. Default: salon.toml.")
    return [
        click.Option(["--data"], metavar=_("DIRECTORY"), help=data),
        click.Option(["--config"], metavar=_("FILE"), help=config),
    ]


def sources_of(data: str | None, config: str | None) -> Sources:
    """Return where such a command has its settings from."""
    options = (Option("--data", "data", data),) if data is not None else ()
    return Sources(found_file(config), dict(os.environ), options)


class Directory(click.ParamType[Path]):
    """A directory that files can be written into, refused in the user's language."""

    name = "directory"

    def __init__(self, language: Language) -> None:
        self._language = language

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Return the directory."""
        directory = Path(str(value))
        try:
            Disk(directory).check()
        except (OSError, ValueError) as error:
            wanted = self._language.gettext("no file can be written into {directory}: {reason}")
            reason = reason_of(error).render(self._language)
            self.fail(wanted.format(directory=directory, reason=reason), param, ctx)
        return directory


def language_option(language: Language) -> click.Option:
    """Return the option of the language, which is read ahead, before any command is made."""
    return click.Option(
        ["--language"],
        type=Word(language, LANGUAGES, LANGUAGES_ARE),
        metavar="|".join(LANGUAGES),
        help=language.gettext("The language of the texts. Default: that of the environment."),
        expose_value=False,
    )


def found_file(config: str | None) -> Path | None:
    """Return the configuration that is named, or else that lies here."""
    if config is not None:
        return Path(config)
    return DEFAULT_FILE if DEFAULT_FILE.exists() else None


def read_password(language: Language) -> str:
    """Ask for a password twice, or read it as one line where the input is not a terminal."""
    if sys.stdin.isatty():
        asked: str = click.prompt(
            language.gettext("Password"),
            hide_input=True,
            confirmation_prompt=True,
            prompt_suffix=language.gettext(": "),
            err=True,
        )
        return asked
    # The wire is UTF-8, whatever this terminal speaks: the hash must be that of the wire's bytes.
    return sys.stdin.buffer.readline().decode(errors="surrogateescape").rstrip("\r\n")


def refuse(error: SettingsError, language: Language) -> NoReturn:
    """Say what is wrong, in the language that the configuration itself asks for where it does."""
    if error.language:
        language = load_language(error.language)
    for problem in error.problems:
        say(problem.render(language))
    sys.exit(2)


def say(text: str) -> None:
    """Say something that is not what was asked for."""
    click.echo(text, err=True)
