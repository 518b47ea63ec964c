"""Commands that every dialect with commands has: the date, and whom one does not want to hear."""

from datetime import UTC, datetime

from salon.core.commands import Command
from salon.wire.dialects.session import DialectSession
from salon.wire.texts import N_

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


def tell_date(talk: DialectSession, _rest: str, now: int) -> list[Command]:
    """Say the date and time, in the server's zone and language."""
    when = datetime.fromtimestamp(now // 1000, UTC).astimezone()
    talk.tell(
        N_("{weekday}, {day} {month} {year}, {clock}"),
        weekday=talk.translate(_DAYS[when.weekday()]),
        day=when.day,
        month=talk.translate(_MONTHS[when.month - 1]),
        year=when.year,
        clock=when.strftime("%H:%M:%S %Z"),
    )
    return []


def ignore(talk: DialectSession, rest: str, _now: int) -> list[Command]:
    """Ignore somebody, or show whom one ignores."""
    talk.ignore(rest)
    return []


def unignore(talk: DialectSession, rest: str, _now: int) -> list[Command]:
    """Hear somebody again."""
    talk.hear_again(rest)
    return []
