"""Adds logs and exports to the history of channels, and says what of them was left out."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import tzinfo
from itertools import islice
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import apsw
import click
import msgspec

from salon.archive.logs import READERS, LeftOut, Log, channel_of, format_of, lines_of
from salon.archive.progress import Progress
from salon.archive.stopped import stopped
from salon.core.names import casemapping
from salon.server.settings.tree import Settings
from salon.storage.backup_failures import NoChannelNamed, NoLog, NoZone
from salon.storage.imports import Import, SpokenLine, importing
from salon.texts.language import Language
from salon.texts.marks import N_, N_PLURAL, Translate
from salon.texts.reasons import reason_of
from salon.texts.visible import visible

IMPORTING: Final = N_("{percent} % imported")
TRYING: Final = N_("{percent} % read")
AT_ONCE: Final = 2_000

READ: Final = 50
"""Of the progress, in percent: when all is read and sorted."""

ALMOST: Final = 99

SET_BACK: Final = 2 * 3_600_000
"""In ms: by how much a clock may be set back, for summer time or because it was fast."""

LONGEST_NICK: Final = 64
"""In characters: people may have had longer nicks elsewhere than new ones may be here."""


class Wanted(msgspec.Struct, frozen=True):
    """What is to be imported, as it was typed; an empty text stands for the default."""

    files: tuple[Path, ...]
    channel: str
    form: str | None
    timezone: str
    founder: str
    dry_run: bool


def bring(settings: Settings, wanted: Wanted, language: Language) -> bool:
    """Import files, and say what came of it; return False where nothing of them could be imported.

    Raises `StorageError`; then nothing is changed.
    """
    _ = language.gettext
    logs = list(_logs(wanted))
    words = TRYING if wanted.dry_run else IMPORTING
    with stopped(settings, "import") as directory, Progress(_, words) as progress:
        done, left_out = _import(directory.database, settings, wanted, logs, progress)
    for text in _told(done, left_out, _, dry_run=wanted.dry_run):
        click.echo(visible(text))
    return done.total() > 0


def _import(
    database: Path,
    settings: Settings,
    wanted: Wanted,
    logs: list[tuple[str, Log]],
    progress: Callable[[int], None],
) -> tuple[Counter[str], Counter[LeftOut]]:
    """Import logs, each with its format; return how many lines each channel got, and what was left out."""
    now = time.time_ns() // 1_000_000
    fold = casemapping(settings.casemapping).fold
    done: Counter[str] = Counter()
    with closing(_Sorter()) as sorter:
        left_out = _sort(logs, settings, sorter, progress)
        with importing(database, fold, wanted.founder, now, keep=not wanted.dry_run) as addition:
            addition.add(_fitting(sorter, addition, now, done, left_out, progress))
    return done, left_out


# --- reading -----------------------------------------------------------------------------------


def _logs(wanted: Wanted) -> Iterator[tuple[str, Log]]:
    """Yield each file with its format; those of a folder are its logs, the first day's first."""
    zone = _zone(wanted.timezone)
    for given in wanted.files:
        for path in sorted(given.rglob("*.log")) if given.is_dir() else [given]:
            try:
                form = wanted.form or format_of(path)
            except OSError as error:
                raise NoLog(path=str(path), reason=reason_of(error)) from error
            channel = wanted.channel or channel_of(path)
            if not channel and form != "jsonl":
                raise NoChannelNamed(path=str(path))
            yield form, Log(path, channel, zone)


def _zone(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError) as error:
        raise NoZone(name=name) from error


class _Sorter:
    """Puts lines in the order of their times, in a file of the system's: they may be many."""

    def __init__(self) -> None:
        self.count = 0
        self._connection = apsw.Connection("")  # https://sqlite.org/inmemorydb.html: a temporary file
        self._connection.pragma("journal_mode", "off")
        self._connection.execute("CREATE TABLE line (time, channel, kind, nick, text)")
        self._connection.execute("BEGIN")

    def add(self, lines: list[SpokenLine]) -> None:
        self.count += len(lines)
        self._connection.executemany("INSERT INTO line VALUES (?, ?, ?, ?, ?)", lines)

    def __iter__(self) -> Iterator[SpokenLine]:
        for row in self._connection.execute("SELECT * FROM line ORDER BY time, rowid"):
            yield SpokenLine(*row)

    def close(self) -> None:
        self._connection.close()


def _sort(
    logs: list[tuple[str, Log]], settings: Settings, sorter: _Sorter, progress: Callable[[int], None]
) -> Counter[LeftOut]:
    """Read all logs into the sorter; return how much of them is left out."""
    left_out: Counter[LeftOut] = Counter()
    judge = _Judge(settings)
    read = 0
    try:
        total = sum(log.path.stat().st_size for _, log in logs)
        for form, log in logs:
            lines = _in_order(map(judge, READERS[form](log, lines_of(log.path))))
            while some := list(islice(lines, AT_ONCE)):
                sorter.add([line for line in some if isinstance(line, SpokenLine)])
                left_out.update(line for line in some if isinstance(line, LeftOut))
            read += log.path.stat().st_size
            progress(READ * read // max(total, 1))
    except OSError as error:
        raise NoLog(path=str(error.filename), reason=reason_of(error)) from error
    return left_out


class _Judge:
    """Tells which lines could have been said on this server."""

    def __init__(self, settings: Settings) -> None:
        self._names = casemapping(settings.casemapping)
        self._limits = settings.limits
        self._allowed: dict[tuple[str, str], bool] = {}

    def __call__(self, line: SpokenLine | LeftOut) -> SpokenLine | LeftOut:
        if isinstance(line, LeftOut):
            return line
        if not self._allows("channel", line.channel):
            return LeftOut.BAD_CHANNEL
        if not self._allows("nick", line.nick):
            return LeftOut.BAD_NICK
        if len(line.text.encode()) > self._limits.message_bytes:
            return LeftOut.TOO_LONG
        return line

    def _allows(self, what: str, name: str) -> bool:
        allowed = self._allowed.get((what, name))
        if allowed is None:
            if what == "channel":
                problem = self._names.channel_problem(name, self._limits.channel_length)
            else:
                problem = self._names.nick_problem(name, LONGEST_NICK)
            allowed = self._allowed[what, name] = problem is None
        return allowed


def _in_order(lines: Iterator[SpokenLine | LeftOut]) -> Iterator[SpokenLine | LeftOut]:
    """Keep the order of a file where its clock is set back: at the end of summer, or a little each night."""
    latest: dict[str, int] = {}
    for line in lines:
        if isinstance(line, LeftOut):
            yield line
            continue
        before = latest.get(line.channel, 0)
        when = before if 0 < before - line.time <= SET_BACK else line.time
        latest[line.channel] = when
        yield line._replace(time=when)


# --- writing -----------------------------------------------------------------------------------


def _fitting(
    sorter: _Sorter,
    addition: Import,
    now: int,
    done: Counter[str],
    left_out: Counter[LeftOut],
    progress: Callable[[int], None],
) -> Iterator[SpokenLine]:
    """Yield the lines that come after what the server keeps, and count all."""
    for number, line in enumerate(sorter):
        if number % AT_ONCE == 0:
            progress(min(READ + (100 - READ) * number // sorter.count, ALMOST))
        if line.time <= addition.last_time:
            left_out[LeftOut.TOO_OLD] += 1
        elif line.time > now:
            left_out[LeftOut.IN_THE_FUTURE] += 1
        else:
            done[line.channel] += 1
            yield line


def _told(
    done: Counter[str], left_out: Counter[LeftOut], translate: Translate, *, dry_run: bool
) -> Iterator[str]:
    yield translate(_head(done, left_out, dry_run=dry_run)).format(count=done.total())
    for channel, count in sorted(done.items()):
        yield translate(N_("  {channel}: {count}")).format(channel=channel, count=count)
    if left_out:
        yield translate(N_("Left out:"))
    for why, count in left_out.most_common():
        yield "  " + translate(why.value).format(count=count)
    if left_out[LeftOut.TOO_OLD]:
        yield translate(
            N_(
                "A history keeps its order. To have everything: export the server's history, start with a "
                "new data directory, and import both there."
            )
        )
    if dry_run:
        yield translate(N_("This was a dry run: nothing was added."))


def _head(done: Counter[str], left_out: Counter[LeftOut], *, dry_run: bool) -> str:
    """Return the first sentence of what came of it."""
    if not (done or left_out):
        return N_("Nothing was imported: the files contain no lines.")
    if not done:
        return N_("Nothing was imported: all lines were left out.")
    if dry_run:
        return N_PLURAL(
            "{count} message or topic would be imported.",
            "{count} messages and topics would be imported.",
            "count",
        )
    return N_PLURAL(
        "{count} message or topic was imported.", "{count} messages and topics were imported.", "count"
    )
