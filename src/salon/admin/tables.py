"""What the server tells about itself, as tables for people."""

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from salon.texts.marks import N_, Translate
from salon.texts.visible import visible

GAP = "  "
"""Between two columns."""


class Column(NamedTuple):
    """A column: its heading, marked for translation, and what stands in it for a row."""

    heading: str
    cell: Callable[[Any, Translate], str]


def _plain(heading: str, field: str) -> Column:
    return Column(heading, lambda row, _: str(row[field]))


def _time(heading: str, field: str) -> Column:
    return Column(heading, lambda row, translate: when(row[field], translate))


def when(time: int, translate: Translate) -> str:
    """Return a time (ms) in the zone of this machine."""
    if not time:
        return translate(N_("never"))
    return datetime.fromtimestamp(time // 1000, UTC).astimezone().strftime("%Y-%m-%d %H:%M")


def _state_of_account(row: Mapping[str, Any], translate: Translate) -> str:
    words = (
        (row["operator"], N_("operator")),
        (row["suspended"], N_("suspended")),
        (not row["verified"], N_("not confirmed")),
        (not row["usable"], N_("no password")),
    )
    return ", ".join(translate(word) for holds, word in words if holds)


def _email(row: Mapping[str, Any], translate: Translate) -> str:
    found = [row["email"]] if row["email"] else []
    if row["unconfirmed"]:
        found.append(translate(N_("{email} (not confirmed)")).format(email=row["unconfirmed"]))
    return ", ".join(found)


KINDS = {
    "invitation": N_("invitation"),
    "password": N_("password reset"),
    "operator": N_("for an operator"),
}

COLUMNS: Mapping[str, Sequence[Column]] = {
    "AccountShown": (
        _plain(N_("NAME"), "name"),
        _time(N_("CREATED"), "created"),
        _plain(N_("CONNECTIONS"), "sessions"),
        Column(N_("STATE"), _state_of_account),
        Column(N_("E-MAIL"), _email),
    ),
    "SessionShown": (
        _plain(N_("CONNECTION"), "number"),
        _plain(N_("NICK"), "nick"),
        _plain(N_("ACCOUNT"), "account"),
        _plain(N_("PROTOCOL"), "wire"),
        _plain(N_("ADDRESS"), "address"),
        Column(N_("ENCRYPTED"), lambda row, translate: translate(N_("yes")) if row["encrypted"] else ""),
        Column(N_("SINCE"), lambda row, translate: when(row["since"], translate) if row["since"] else ""),
    ),
    "BackupsShown": (
        _time(N_("LAST BACKUP"), "last"),
        _plain(N_("FAILED"), "failures"),
        _plain(N_("REASON"), "problem"),
    ),
    "CodeKept": (
        _plain(N_("ID"), "id"),
        Column(N_("KIND"), lambda row, translate: translate(KINDS[row["kind"]])),
        _plain(N_("BY"), "issuer"),
        _time(N_("CREATED"), "created"),
        _time(N_("EXPIRES"), "expires"),
        _plain(N_("USES"), "uses"),
        Column(N_("FOR"), lambda row, _: row["account"] or " ".join(row["channels"])),
    ),
    "BanKept": (
        _plain(N_("BANNED"), "mask"),
        _plain(N_("BY"), "nick"),
        _time(N_("SET"), "created"),
        _time(N_("EXPIRES"), "expires"),
        _plain(N_("REASON"), "reason"),
    ),
    "NameKept": (
        _plain(N_("FORBIDDEN"), "mask"),
        Column(N_("BY"), lambda row, translate: row["nick"] or translate(N_("by the configuration"))),
        Column(N_("SET"), lambda row, translate: when(row["created"], translate) if row["created"] else ""),
        _plain(N_("REASON"), "reason"),
    ),
    "ActKept": (
        _plain(N_("ENTRY"), "number"),
        _time(N_("WHEN"), "time"),
        _plain(N_("CHANNEL"), "channel"),
        _plain(N_("WHAT"), "text"),
    ),
    "ChannelKept": (
        _plain(N_("CHANNEL"), "name"),
        _plain(N_("MEMBERS"), "members"),
        _plain(N_("OWNER"), "owner"),
        _plain(N_("LED BY"), "leader"),
        Column(N_("ASLEEP SINCE"), lambda row, tr: when(row["emptied"], tr) if row["emptied"] else ""),
        _plain(N_("TOPIC"), "topic"),
    ),
}
"""The columns of each kind of row."""

COUNTS = {
    "connections": N_("connections"),
    "people": N_("people"),
    "channels": N_("channels"),
    "asleep": N_("channels that sleep"),
    "accounts": N_("accounts"),
    "machines": N_("machines in the directory"),
    "messages": N_("messages and topics so far, deleted ones included"),
}


def table(kind: str, rows: Sequence[Mapping[str, Any]], translate: Translate) -> Iterator[str]:
    """Yield the lines of a table of rows of one kind."""
    if kind == "Statistics":
        cells = [[translate(COUNTS[name]), str(number)] for row in rows for name, number in row.items()]
    else:
        columns = COLUMNS[kind]
        cells = [[translate(column.heading) for column in columns]]
        cells += [[visible(column.cell(row, translate)) for column in columns] for row in rows]
    widths = [max(map(width, column)) for column in zip(*cells, strict=True)]
    for line in cells:
        padded = (cell + " " * (most - width(cell)) for cell, most in zip(line, widths, strict=True))
        yield GAP.join(padded).rstrip()


def width(text: str) -> int:
    """Return how many cells of a terminal a text takes."""
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "FW" else 1
        for character in text
    )
