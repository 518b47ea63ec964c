"""Checks a database, and says what is wrong, what to do about it, and when the disk will be full."""

import stat
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

import apsw
import click
import msgspec

from salon.archive.progress import Progress
from salon.archive.saving import be_nice, word_contents
from salon.core.names import casemapping
from salon.server.settings.tree import Settings
from salon.storage.backup_failures import NoBackup, NoDatabase
from salon.storage.checks import DAY, Growth, growth_of, notes_on, problems_of
from salon.storage.copies import Contents, contents_of, free_bytes, open_to_read, snapshot
from salon.storage.directory import DATABASE
from salon.storage.failures import failures
from salon.storage.migrations import check, is_current, scripts
from salon.texts.language import Language, Text
from salon.texts.marks import N_, N_PLURAL, Translate
from salon.texts.sizes import word_size
from salon.texts.visible import visible

STEPS: Final = 100_000
"""Steps of SQLite between two looks at the clock: some milliseconds."""

FAR_DAYS: Final = 3_650
"""What is further away is not worth a number."""


class Findings(NamedTuple):
    """What a check has found. `contents`: None where it cannot be read; `growth`: only of the own file."""

    path: Path
    contents: Contents | None
    problems: list[Text]
    notes: list[Text]
    growth: Growth | None
    now: int


def verify(settings: Settings, file: Path | None, language: Language, *, as_json: bool = False) -> bool:
    """Check the server's database, or a file; return False if something is wrong. Raises `StorageError`."""
    be_nice()
    path = Path(settings.data) / DATABASE if file is None else file
    if not path.exists():
        raise (NoDatabase if file is None else NoBackup)(path=str(path))
    with failures(path), closing(open_to_read(path, fixed=file is not None)) as connection:
        found = _find(connection, path, settings, language, own=file is None)
    if as_json:
        click.echo(msgspec.json.encode(_as_json(found, language)).decode())
    else:
        for line in _in_words(found, language):
            _say(line)
    return not found.problems


def _find(
    connection: apsw.Connection, path: Path, settings: Settings, language: Language, *, own: bool
) -> Findings:
    now = time.time_ns() // 1_000_000
    with Progress(language.gettext, N_("checking")) as progress, snapshot(connection):
        connection.set_progress_handler(partial(_go_on, progress), STEPS)
        check(connection, str(path))
        problems = [*_problems(connection, settings)]
        sound = not problems and is_current(connection)
        notes = [*notes_on(connection, now)] if sound else []
        contents = None if problems else contents_of(connection)
        growth = growth_of(connection, free_bytes(path.parent), now) if own and contents is not None else None
    if own:
        problems += _open_to_others(path)
    return Findings(path, contents, problems, notes, growth, now)


def _in_words(found: Findings, language: Language) -> Iterator[str]:
    _, contents, path = language.gettext, found.contents, found.path
    if contents is not None:
        holds = _(N_("{file} holds {contents}: {size}, schema number {schema}."))
        size = word_size(path.stat().st_size, _)
        words = word_contents(contents, _)
        yield holds.format(file=path, contents=words, size=size, schema=contents.schema)
        if contents.schema < len(scripts()):
            older = N_(
                "It is from an older version: only its structure and the references between its rows "
                "were checked."
            )
            yield _(older)
    for text in found.problems:
        yield _(N_("Wrong: {problem}")).format(problem=text.render(language))
    for text in found.notes:
        yield _(N_("Note: {note}")).format(note=text.render(language))
    yield _(_advice(contents is not None)) if found.problems else _(N_("Nothing is wrong."))
    if found.growth is not None:
        yield from _forecast(found.growth, found.now, _)


def _as_json(found: Findings, language: Language) -> dict[str, object]:
    """Return it for a program; what is wrong is in words, for a person."""
    contents, growth = found.contents, found.growth
    return {
        "file": str(found.path),
        "sound": not found.problems,
        "problems": [text.render(language) for text in found.problems],
        "notes": [text.render(language) for text in found.notes],
        "bytes": found.path.stat().st_size,
        "schema": contents.schema if contents is not None else None,
        "messages": contents.messages if contents is not None else None,
        "forecast": {
            "messages_a_day": round(growth.daily, 1),
            "bytes_a_message": round(growth.each),
            "free_bytes": growth.free,
            "full_in_days": round(growth.days) if growth.days <= FAR_DAYS else None,
            "full_on": _date_of_full(growth, found.now) if growth.days <= FAR_DAYS else None,
        }
        if growth is not None
        else None,
    }


def _go_on(progress: Progress) -> bool:
    """Tell that it takes a while; False: SQLite is not to stop."""
    progress(0)
    return False


def _problems(connection: apsw.Connection, settings: Settings) -> Iterator[Text]:
    try:
        yield from problems_of(connection, casemapping(settings.casemapping).fold)
    except apsw.CorruptError as error:
        yield Text(N_("Its structure is damaged: {reason}"), {"reason": error})


def _advice(readable: bool) -> str:
    if readable:
        return N_(
            "Make a backup now, under a new name. If the server does not do what it should, restore an "
            "earlier backup that is sound: salon check FILE, salon restore FILE."
        )
    return N_(
        "Stop the server, copy the data directory, and check the disk. Then restore the last backup that is "
        "sound: salon check FILE, salon restore FILE."
    )


def _open_to_others(path: Path) -> Iterator[Text]:
    """Yield it where other users of the machine can read the server's database."""
    if path.stat().st_mode & stat.S_IROTH and path.parent.stat().st_mode & stat.S_IXOTH:
        yield Text(N_("Other users of this machine can read {file}: chmod go= {file}"), {"file": path})


def _forecast(growth: Growth, now: int, translate: Translate) -> Iterator[str]:
    """Yield when the disk will be full, and how that is reckoned."""
    free = word_size(growth.free, translate)
    if growth.days == float("inf"):
        yield translate(N_("{free} are free on the disk.")).format(free=free)
        return
    grows = translate(
        N_PLURAL(
            "People lately sent {count} message a day, which takes {each} of the disk; {free} are free.",
            "People lately sent {count} messages a day; each takes {each} of the disk; {free} are free.",
            "count",
        )
    )
    each = word_size(round(growth.each), translate)
    yield grows.format(count=round(growth.daily), each=each, free=free)
    if growth.days > FAR_DAYS:
        yield translate(N_("This server will not fill the disk within ten years."))
        return
    date = _date_of_full(growth, now)
    full = translate(
        N_PLURAL(
            "The disk will be full in about {count} day ({date}), if it goes on like this.",
            "The disk will be full in about {count} days ({date}), if it goes on like this.",
            "count",
        )
    )
    yield full.format(count=round(growth.days), date=date)


def _date_of_full(growth: Growth, now: int) -> str:
    when = datetime.fromtimestamp((now + growth.days * DAY) / 1_000, UTC)
    return when.astimezone().strftime("%Y-%m-%d")


def _say(text: str) -> None:
    click.echo(visible(text))
