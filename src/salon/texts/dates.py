"""When something was, as people read it, in the zone of the server. Knows no clock of its own."""

import re
from datetime import UTC, datetime
from functools import lru_cache

from salon.texts.marks import N_, Translate
from salon.texts.visible import stripped

_DAYS = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)
_MONTHS = (
    N_("January"),
    N_("February"),
    N_("March"),
    N_("April"),
    N_("May"),
    N_("June"),
    N_("July"),
    N_("August"),
    N_("September"),
    N_("October"),
    N_("November"),
    N_("December"),
)


def local_clock(time: int, now: int) -> str:
    """Return when something was said, in the server's zone, as short as it can be told from now."""
    when = datetime.fromtimestamp(time // 1000, UTC).astimezone()
    today = datetime.fromtimestamp(now // 1000, UTC).astimezone()
    return when.strftime("%H:%M" if when.date() == today.date() else "%Y-%m-%d %H:%M")


def read_date(text: str) -> int | None:
    """Return the milliseconds since 1970 of a date (2026-01-31), with a time or not (2026-01-31T18:00).

    It is in the zone of the server. None where it is none.
    """
    if not _DATE.fullmatch(text):
        return None
    try:
        return round(datetime.fromisoformat(text).astimezone().timestamp() * 1000)
    except (ValueError, OverflowError):
        return None


_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?)?", re.ASCII)


# Every newcomer is told when the server was started.
@lru_cache(maxsize=16)
def word_date(time: int, translate: Translate) -> str:
    """Return a date and time in words, in the zone of the server."""
    when = datetime.fromtimestamp(time // 1000, UTC).astimezone()
    return translate(N_("{weekday}, {day} {month} {year}, {clock}")).format(
        weekday=translate(_DAYS[when.weekday()]),
        day=when.day,
        month=translate(_MONTHS[when.month - 1]),
        year=when.year,
        clock=when.strftime("%H:%M:%S %Z"),
    )


def word_terms(until: int, reason: str, translate: Translate) -> str:
    """Return when something ends (ms; 0: never by itself) and why it was done, each in a sentence."""
    sentences = []
    if until:
        sentences.append(translate(N_("This ends on {when}.")).format(when=word_date(until, translate)))
    if reason:
        sentences.append(translate(N_("Reason: {reason}")).format(reason=stripped(reason)))
    return " ".join(sentences)
