"""Puts a backup in the place of the database, once the owner has seen what that is and has agreed."""

import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import apsw
import click

from salon.archive.progress import Progress
from salon.archive.saving import word_contents
from salon.archive.stopped import stopped
from salon.options import say
from salon.server.settings.tree import Settings, data_option
from salon.storage.copies import Contents, contents_of, open_to_read
from salon.storage.failures import failures
from salon.storage.migrations import scripts
from salon.storage.restores import inspect, put_back
from salon.texts.invocation import command_of
from salon.texts.language import Language
from salon.texts.marks import N_, Translate
from salon.texts.visible import visible


def restore(settings: Settings, file: Path, language: Language, *, agreed: bool) -> bool:
    """Restore a backup, and say what was done; return False where the owner does not want it.

    `agreed`: nobody is asked. Raises `StorageError`.
    """
    _ = language.gettext
    with failures(file):
        contents = inspect(file)
    with stopped(settings, "restore") as directory:
        for line in _plan(file, contents, directory.database, _):
            click.echo(visible(line))
        if not (agreed or _is_agreed(_)):
            say(_(N_("Nothing was changed.")))
            return False
        with Progress(_) as progress:
            now = time.time_ns() // 1_000_000
            kept = put_back(file, directory.database, now, progress=progress)
    if kept is not None:
        text = _(N_("Restored. The database that was there is kept as {kept}."))
        click.echo(visible(text.format(kept=kept)))
    else:
        click.echo(_(N_("Restored.")))
    click.echo(
        _(N_("Start the server: {command}")).format(command=command_of("serve", *data_option(settings)))
    )
    return True


def _plan(file: Path, contents: Contents, database: Path, translate: Translate) -> Iterator[str]:
    """Yield what is to be restored, and in the place of what."""
    holds = translate(N_("{file} holds {contents}."))
    yield holds.format(file=file, contents=word_contents(contents, translate))
    if contents.schema < len(scripts()):
        older = translate(
            N_("It is from an older version: its schema, number {schema}, is changed at the next start.")
        )
        yield older.format(schema=contents.schema)
    if not database.exists():
        return
    there = translate(N_("it cannot be read"))
    with suppress(apsw.Error), closing(open_to_read(database)) as connection:
        there = word_contents(contents_of(connection), translate)
    yield translate(N_("It takes the place of {file}: {contents}.")).format(file=database, contents=there)
    yield translate(
        N_(
            "All changes since the backup are undone: later messages and accounts will be missing, and those "
            "that were deleted will be there again."
        )
    )


def can_ask() -> bool:
    """Tell whether somebody is there to answer."""
    return sys.stdin.isatty()


def _is_agreed(translate: Translate) -> bool:
    """Ask, where there is somebody to ask; whoever cannot be asked has to say so before."""
    if not can_ask():
        say(translate(N_("Salon cannot ask for your agreement here. To go on, add --yes.")))
        return False
    yes = translate(N_("yes"))
    question = translate(N_("Type {yes} to go on")).format(yes=yes)
    answer: str = click.prompt(
        question, default="", show_default=False, prompt_suffix=translate(N_(": ")), err=True
    )
    return answer.strip().casefold() == yes.casefold()
