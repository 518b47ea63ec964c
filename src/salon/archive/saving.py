"""Saves the database to a file, and says what else is to be kept."""

import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import click

from salon.archive.progress import Progress
from salon.server.certificates import OWN_CERTIFICATE, OWN_KEY
from salon.server.settings.load import Sources
from salon.server.settings.tree import Settings
from salon.storage.backups import back_up
from salon.storage.copies import Contents
from salon.storage.directory import DATABASE
from salon.texts.language import Language
from salon.texts.marks import N_, N_PLURAL, Translate
from salon.texts.sizes import word_size
from salon.texts.visible import visible

NICENESS = 10
"""How far this process stands back."""


def save(sources: Sources, settings: Settings, file: Path, language: Language, *, replace: bool) -> None:
    """Save the database, and say what is in the file. Raises `StorageError`."""
    be_nice()
    data = Path(settings.data)
    with Progress(language.gettext) as progress:
        contents = back_up(data / DATABASE, file, replace=replace, progress=progress)
    for line in _told(contents, file, sorted(set(kept_elsewhere(sources, settings))), language.gettext):
        click.echo(line)


def be_nice() -> None:
    """Stand back behind a server that runs on the same machine."""
    with suppress(OSError):
        os.nice(NICENESS)


def kept_elsewhere(sources: Sources, settings: Settings) -> Iterator[str]:
    """Yield the files that a server needs beside its database, those that are there."""
    data, tls = Path(settings.data), settings.irc.tls
    named = (
        sources.file,
        tls.certificate,
        tls.key,
        settings.motd_file,
        data / OWN_CERTIFICATE,
        data / OWN_KEY,
    )
    return (str(path) for path in named if path and Path(path).is_file())


def word_contents(contents: Contents, translate: Translate) -> str:
    """Return in words how much is in a database, and up to when."""
    messages = translate(N_PLURAL("{count} message", "{count} messages", "count"))
    accounts = translate(N_PLURAL("{count} account", "{count} accounts", "count"))
    counts = (
        messages.format(count=contents.messages),
        accounts.format(count=contents.rows.get("account", 0)),
    )
    if not contents.messages:
        return translate(N_("{messages}, {accounts}")).format(messages=counts[0], accounts=counts[1])
    when = datetime.fromtimestamp(contents.time // 1000, UTC).astimezone().strftime("%Y-%m-%d %H:%M")
    text = translate(N_("{messages} (the last one of {when}), {accounts}"))
    return text.format(messages=counts[0], when=when, accounts=counts[1])


def _told(contents: Contents, file: Path, others: list[str], translate: Translate) -> Iterator[str]:
    size = word_size(file.stat().st_size, translate)
    saved = translate(N_("Saved and checked: {file} ({size}), with {contents}."))
    yield visible(saved.format(file=file, size=size, contents=word_contents(contents, translate)))
    yield translate(
        N_(
            "It holds all private messages and the hashes of passwords: keep it where nobody else "
            "can read it."
        )
    )
    if others:
        keep = translate(N_("It does not hold these files, which the server needs as well: {files}."))
        yield visible(keep.format(files=", ".join(others)))
