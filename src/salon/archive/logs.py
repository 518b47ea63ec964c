"""Reads what was said from the logs of irssi and ZNC, and from the JSON lines of `salon export`.

Logs are lines for people: whatever is not said in a channel (who joins, who leaves, modes) is left out, and
counted. It must not know how what was said is kept.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, tzinfo
from enum import Enum
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from salon.core.events import MessageKind
from salon.storage.imports import SpokenLine
from salon.storage.rows import TOPIC
from salon.texts.marks import N_PLURAL

LONGEST_LINE: Final = 1 << 20
"""In bytes: what is longer in one line is no log."""


class LeftOut(Enum):
    """Why a line is not imported; the values are the words for it, after their number."""

    NOT_SAID = N_PLURAL(
        "{count} line about people who come and go, modes and the like",
        "{count} lines about people who come and go, modes and the like",
        "count",
    )
    UNREADABLE = N_PLURAL(
        "{count} line that is not in the file's format",
        "{count} lines that are not in the file's format",
        "count",
    )
    BAD_NICK = N_PLURAL(
        "{count} line by a nick that this server does not allow",
        "{count} lines by nicks that this server does not allow",
        "count",
    )
    BAD_CHANNEL = N_PLURAL(
        "{count} line of a channel whose name this server does not allow",
        "{count} lines of channels whose names this server does not allow",
        "count",
    )
    TOO_LONG = N_PLURAL(
        "{count} line that is longer than limits.message_bytes allows",
        "{count} lines that are longer than limits.message_bytes allows",
        "count",
    )
    TOO_OLD = N_PLURAL(
        "{count} line from before the last message that the server already keeps",
        "{count} lines from before the last message that the server already keeps",
        "count",
    )
    IN_THE_FUTURE = N_PLURAL(
        "{count} line with a time in the future",
        "{count} lines with times in the future",
        "count",
    )


class Log(NamedTuple):
    """A file that is to be read.

    `channel`: what its lines are of, but for JSON lines, which name their own. `zone`: the time zone of its
    clock, None for that of this machine.
    """

    path: Path
    channel: str
    zone: tzinfo | None


Reader = Callable[[Log, Iterator[str]], Iterator[SpokenLine | LeftOut]]

_UNSAYABLE: Final = {0: None, ord("\r"): None}


def lines_of(path: Path) -> Iterator[str]:
    """Yield the lines of a file, without their ends. One that is not UTF-8 is taken for Windows-1252.

    Raises OSError.
    """
    with path.open("rb") as file:
        while line := file.readline(LONGEST_LINE):
            text = line.rstrip(b"\r\n")
            try:
                yield text.decode().removeprefix("\ufeff")
            except UnicodeDecodeError:
                yield text.decode("cp1252", errors="replace")


def format_of(path: Path) -> str:
    """Return the format that a file looks like. Raises OSError."""
    for line in lines_of(path):
        if line.startswith("{"):
            return "jsonl"
        if _ZNC.match(line):
            return "znc"
        if line:
            break
    return "irssi"


def channel_of(path: Path) -> str:
    """Return the channel that a log is named for, as irssi and ZNC name them; empty where it is not.

    `#class.log`, `#class_20261129.log`, `#class/2026-11-29.log`.
    """
    stem = _DATED.sub("", path.name.removesuffix(".log")).rstrip("_-.")
    for name in (stem, path.absolute().parent.name):
        if name.startswith("#"):
            return name
    return ""


# --- the formats -------------------------------------------------------------------------------


class _Said(msgspec.Struct):
    """A line of `salon export`, as far as it is used."""

    time: str
    channel: str
    nick: str
    text: str
    kind: str = MessageKind.PRIVMSG


_said_in = msgspec.json.Decoder(_Said).decode
_KINDS: Final = {MessageKind.PRIVMSG.value, MessageKind.NOTICE.value, TOPIC}


def _jsonl(_log: Log, lines: Iterator[str]) -> Iterator[SpokenLine | LeftOut]:
    for line in lines:
        if not line.strip():
            continue
        try:
            said = _said_in(line)
            when = datetime.fromisoformat(said.time)
        except (msgspec.DecodeError, ValueError):
            yield LeftOut.UNREADABLE
            continue
        if said.kind not in _KINDS:
            yield LeftOut.NOT_SAID
            continue
        if when.tzinfo is None:
            when = when.replace(tzinfo=UTC)
        text = said.text.translate(_UNSAYABLE)
        if said.kind == TOPIC:
            text = text.replace("\n", " ")  # a message may have several lines, a topic has one
        yield SpokenLine(_milliseconds(when), said.channel, said.kind, said.nick, text)


_IRSSI_DAY: Final = re.compile(r"--- (?:Log opened|Day changed) \S+ (\S+) +(\d+) (?:(\d+:\d+:\d+) )?(\d{4})$")
_IRSSI_LINE: Final = re.compile(r"(?:(\d{4}-\d\d-\d\d)[ T])?\[?(\d\d):(\d\d)(?::(\d\d))?\]? (.*)$")
_IRSSI_TOPIC: Final = re.compile(r"-!- (\S+) changed the topic of \S+ to: (.*)$")

_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            ("jan", "janv"),
            ("feb", "févr", "fév"),
            ("mar", "mars"),
            ("apr", "avril", "avr"),
            ("may", "mai"),
            ("jun", "juin"),
            ("jul", "juil"),
            ("aug", "août"),
            ("sep", "sept"),
            ("oct",),
            ("nov",),
            ("dec", "déc"),
        ),
        start=1,
    )
    for name in names
}
"""Months as irssi writes them in an English or a French environment, without the dot."""


def _irssi(log: Log, lines: Iterator[str]) -> Iterator[SpokenLine | LeftOut]:
    day: date | None = None
    for line in lines:
        if line.startswith("---"):
            if found := _IRSSI_DAY.match(line):
                day = _day_of_irssi(found) or day
            continue
        found = _IRSSI_LINE.match(line)
        if found is None:
            if line.strip():
                yield LeftOut.UNREADABLE
            continue
        written, hour, minute, second, rest = found.groups()
        when = _moment(_date_of(written) if written else day, (hour, minute, second or 0), log.zone)
        if when is None:
            yield LeftOut.UNREADABLE
        elif topic := _IRSSI_TOPIC.match(rest):
            yield _line(when, log, TOPIC, topic[1], topic[2])
        else:
            yield _spoken(when, log, rest, others="-!- ")


def _day_of_irssi(found: re.Match[str]) -> date | None:
    month, day, _clock, year = found.groups()
    number = _MONTHS.get(month.lower().rstrip("."))
    return _date_of(f"{year}-{number:02}-{int(day):02}") if number else None


_ZNC: Final = re.compile(r"\[(\d\d):(\d\d):(\d\d)\] (.*)$")
_ZNC_TOPIC: Final = re.compile(r"\*\*\* (\S+) changes topic to '(.*)'$")
_DATED: Final = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)$")


def _znc(log: Log, lines: Iterator[str]) -> Iterator[SpokenLine | LeftOut]:
    dated = _DATED.search(log.path.name.removesuffix(".log"))
    day = _date_of("-".join(dated.groups())) if dated else None
    for line in lines:
        found = _ZNC.match(line)
        if found is None:
            if line.strip():
                yield LeftOut.UNREADABLE
            continue
        when = _moment(day, found.groups()[:3], log.zone)
        if when is None:
            yield LeftOut.UNREADABLE
        elif topic := _ZNC_TOPIC.match(found[4]):
            yield _line(when, log, TOPIC, topic[1], topic[2])
        else:
            yield _spoken(when, log, found[4], others="*** ")


READERS: Final[dict[str, Reader]] = {"jsonl": _jsonl, "irssi": _irssi, "znc": _znc}


# --- what the two logs have in common ----------------------------------------------------------

# A nick with the sign of its rank, which irssi writes as a space where there is none.
_MESSAGE: Final = re.compile(r"<[ ~&@%+]?([^>\s]+)> (.*)$")
_ACTION: Final = re.compile(r" ?\* (\S+)(?: (.*))?$")
_NOTICE: Final = re.compile(r"-(?!!-)([^\s:]+?)(?::\S+)?- (.*)$")


def _spoken(when: int, log: Log, rest: str, *, others: str) -> SpokenLine | LeftOut:
    """Read a line after its time. `others`: how lines begin that nobody has said."""
    if rest.startswith(others):
        return LeftOut.NOT_SAID
    if found := _MESSAGE.match(rest):
        return _line(when, log, MessageKind.PRIVMSG, found[1], found[2])
    if found := _ACTION.match(rest):
        return _line(when, log, MessageKind.PRIVMSG, found[1], f"\x01ACTION {found[2] or ''}\x01")
    if found := _NOTICE.match(rest):
        return _line(when, log, MessageKind.NOTICE, found[1], found[2])
    return LeftOut.UNREADABLE


def _line(when: int, log: Log, kind: str, nick: str, text: str) -> SpokenLine:
    return SpokenLine(when, log.channel, kind, nick, text.translate(_UNSAYABLE))


def _date_of(text: str) -> date | None:
    """Return the date of an ISO text, None where there is no such day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _moment(day: date | None, clock: Iterable[str | int], zone: tzinfo | None) -> int | None:
    """Return a time of the log's clock, in ms; None where there is none."""
    if day is None:
        return None
    try:
        hour, minute, second = map(int, clock)
        return _milliseconds(datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=zone))
    except (ValueError, OverflowError, OSError):
        return None


def _milliseconds(when: datetime) -> int:
    return round(when.timestamp() * 1000)
