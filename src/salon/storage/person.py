"""All that a database holds about one person with an account: for whoever asks what is stored of them.

Hashes of passwords and codes are left out: they prove something, and say nothing.
"""

from collections.abc import Iterator
from typing import Any, Final

import apsw

from salon.core.names import Casemapping

_ACCOUNTS: Final = "SELECT id, name, email, created, verified, operator, suspended, persistence FROM account"
_MESSAGE: Final = (
    "sequence, time, kind, nick, username, host, target, text, tags, "
    "(SELECT name FROM channel WHERE channel.id = message.channel) AS channel"
)

# What the others have of it: their addresses are not this person's.
_PARTS: Final = {
    "presence": "SELECT username, host, real_name, modes, away, time FROM presence WHERE account = :id",
    "memberships": "SELECT name FROM membership JOIN channel ON channel.id = channel WHERE account = :id",
    "owned_channels": "SELECT name, created, topic FROM channel WHERE owner = :id",
    "ranks": (
        "SELECT name, ranks FROM channel_rank JOIN channel ON channel.id = channel_rank.channel"
        " WHERE account = :id"
    ),
    "blocks": (
        "SELECT ifnull((SELECT name FROM account WHERE id = blocked), mask) AS blocked, time FROM block"
        " WHERE owner = :id"
    ),
    "metadata": "SELECT key, value FROM account_metadata WHERE account = :id",
    "codes": "SELECT kind, issuer, time, expires, uses FROM code WHERE account = :id",
    "bans_of_them": (
        "SELECT name, letter, mask, channel_list.time, until, reason FROM channel_list"
        " JOIN channel ON channel.id = channel WHERE mask IN ('~a:' || :folded, '~m:~a:' || :folded)"
    ),
    "bans_by_them": (
        "SELECT name, letter, mask, channel_list.time, until, reason FROM channel_list"
        " JOIN channel ON channel.id = channel WHERE substr(source, 1, length(:name) + 1) = :name || '!'"
    ),
    "moderation": (
        "SELECT time, name AS channel, nick, kind, target, detail, reason FROM act"
        " WHERE account = :name OR target = :name"
    ),
    "messages": f"SELECT {_MESSAGE} FROM message WHERE author = :id ORDER BY sequence",  # noqa: S608 - constants
    "reactions": "SELECT message, reaction, time, nick FROM reaction WHERE author > 0 AND author = :id",
    "received": (
        "SELECT sequence, time, kind, nick, target, text, tags FROM message"
        " WHERE recipient_account > 0 AND recipient_account = :id"
        " ORDER BY sequence"
    ),
}


def find_account(connection: apsw.Connection, name: str, names: Casemapping) -> dict[str, Any] | None:
    """Return the row of an account, in any spelling of its name, with its number; None: there is none."""
    wanted = names.fold(name)
    for row in _rows(connection, _ACCOUNTS, {}):
        if names.fold(row["name"]) == wanted:
            return row
    return None


def parts_of(
    connection: apsw.Connection, account: dict[str, Any], names: Casemapping
) -> Iterator[tuple[str, Iterator[dict[str, Any]]]]:
    """Yield the name of each part of what is stored, with its rows. Times are ms since 1970, UTC."""
    values = {"id": account["id"], "name": account["name"], "folded": names.fold(account["name"])}
    for part, sql in _PARTS.items():
        yield part, _rows(connection, sql, values)


def _rows(connection: apsw.Connection, sql: str, values: dict[str, Any]) -> Iterator[dict[str, Any]]:
    cursor = connection.execute(sql, values)
    for row in cursor:
        yield dict(zip((column[0] for column in cursor.get_description()), row, strict=True))
