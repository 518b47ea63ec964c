"""The operator's log: one line for each thing that he would want to know, on standard error.

The loop only hands a record to a bounded queue; a thread formats and writes, so that a full pipe slows
nobody. What does not fit is counted and told. The lines of a moment are written together, for a thread that
wakes for each takes the loop's turn each time; a warning or worse has them written at once. No password, no
key and nothing of a conversation belongs in a log.

What varies in a line is given as one mapping, which the JSON form shows by name:
`log.info(N_("listening for %(wire)s"), {"wire": "irc"})`. The text form is in the
language of the server; the JSON form is for programs, and the same in each.
"""

import json
import logging
import os
import queue
import re
import threading
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime

from salon.texts.language import Text
from salon.texts.marks import N_PLURAL, Translate

BATCH_SECONDS = 0.05
"""How long a line below a warning may wait for others: a process that is killed loses no older ones."""

_QUEUED = 10_000
_STANDARD_ERROR = 2

# What a client sends may stand in a line; it must not begin another one, nor colour the operator's terminal.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


Records = queue.SimpleQueue[logging.LogRecord | threading.Event | None]
"""What waits to be written. An event is set when all before it is; None: nothing more comes."""


class Logs:
    """The process's log, from its making until `close`: every logger of the process writes to it."""

    def __init__(
        self,
        level: str,
        form: str,
        translate: Translate = str,
        *,
        descriptor: int = _STANDARD_ERROR,
        queued: int = _QUEUED,
    ) -> None:
        self._descriptor = descriptor
        self._render = _as_json if form == "json" else _as_text
        self._records: Records = queue.SimpleQueue()
        # Set when what waits is to be written at once.
        self._hurry = threading.Event()
        # What programs read is the same in every language.
        word = str if form == "json" else translate
        self._handler = _Enqueue(self._records, queued, self._hurry, word)
        # A daemon, for it may be stuck in a write that nobody reads when the process wants to end.
        self._writer = threading.Thread(target=self._write, name="salon-logs", daemon=True)
        self._writer.start()
        self._level_before = logging.getLogger().level
        logging.getLogger().addHandler(self._handler)
        self.set_level(level)

    def set_level(self, level: str) -> None:
        """Leave out whatever is less important than the level from now on."""
        logging.getLogger().setLevel(level.upper())

    def flush(self, seconds: float = 1.0) -> None:
        """Wait until all that was logged is written, or for the time where nobody reads."""
        written = threading.Event()
        self._records.put(written)
        self._hurry.set()
        written.wait(seconds)

    def close(self, seconds: float = 1.0) -> None:
        """Write what waits and end, within about the time even where nobody reads."""
        logging.getLogger().removeHandler(self._handler)
        logging.getLogger().setLevel(self._level_before)
        self._records.put(None)
        self._hurry.set()
        self._writer.join(seconds)

    def _write(self) -> None:
        going = True
        while going:
            waiting = [self._records.get()]
            self._hurry.wait(BATCH_SECONDS)
            self._hurry.clear()
            waiting += [self._records.get_nowait() for _ in range(self._records.qsize())]
            going = None not in waiting
            lines = b"".join(self._line(its) for its in waiting if isinstance(its, logging.LogRecord))
            # Past Python's own stream: a thread that dies with the stream's lock takes the process along.
            with suppress(OSError):  # there is nobody left to be told
                while lines:
                    lines = lines[os.write(self._descriptor, lines) :]
            for its in waiting:
                if isinstance(its, threading.Event):
                    its.set()

    def _line(self, record: logging.LogRecord) -> bytes:
        try:
            return self._render(record).encode(errors="backslashreplace")
        except (TypeError, ValueError):
            return b""  # it costs no other its place


class _Enqueue(logging.Handler):
    """Puts records in the queue, never waiting for room."""

    def __init__(self, records: Records, queued: int, hurry: threading.Event, translate: Translate) -> None:
        super().__init__()
        self._records = records
        self._queued = queued
        self._hurry = hurry
        self._translate = translate
        self._lost = 0

    def emit(self, record: logging.LogRecord) -> None:
        """Enqueue the record, or count it as lost."""
        try:
            # Now, for what it speaks of may have changed when the other thread comes to it.
            record.message = self._word(record)
        except (TypeError, ValueError, KeyError):
            self.handleError(record)
            return
        if self._records.qsize() >= self._queued:
            self._lost += 1
            return
        if self._lost:
            loss = _loss(self._lost)
            loss.message = self._word(loss)
            self._lost = 0
            self._records.put(loss)
        self._records.put(record)
        if record.levelno >= logging.WARNING:
            self._hurry.set()

    def _word(self, record: logging.LogRecord) -> str:
        text, args = self._translate(str(record.msg)), record.args
        if isinstance(args, Mapping):
            args = {
                name: given.word(self._translate) if isinstance(given, Text) else given
                for name, given in args.items()
            }
        return text % args if args else text


def _loss(number: int) -> logging.LogRecord:
    return logging.LogRecord(
        "salon.logs",
        logging.WARNING,
        __file__,
        0,
        N_PLURAL(
            "%(lost)d line lost: the log is not read fast enough",
            "%(lost)d lines lost: the log is not read fast enough",
            "lost",
        ),
        ({"lost": number},),
        None,
    )


def _as_text(record: logging.LogRecord) -> str:
    line = f"{_time(record)} {record.levelname.lower():<7} {_area(record)}: {record.message}"
    return _CONTROL.sub(_escaped, line) + "\n" + _failure(record)


def _escaped(control: re.Match[str]) -> str:
    return f"\\x{ord(control[0]):02x}"


def _as_json(record: logging.LogRecord) -> str:
    fields = dict(record.args) if isinstance(record.args, Mapping) else {}
    failure = _failure(record)
    entry = {
        **fields,
        "time": _time(record),
        "level": record.levelname.lower(),
        "area": _area(record),
        "message": record.message,
        **({"failure": failure} if failure else {}),
    }
    return json.dumps(entry, ensure_ascii=False, default=str) + "\n"


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).astimezone().isoformat(timespec="milliseconds")


def _area(record: logging.LogRecord) -> str:
    return record.name.removeprefix("salon.")


def _failure(record: logging.LogRecord) -> str:
    """Return the traceback, which alone takes more than one line."""
    return logging.Formatter().formatException(record.exc_info) + "\n" if record.exc_info else ""
