"""Reads what was said in channels, for those who want to keep or show it outside of Salon.

Only what a channel's history shows: words, actions and topics; nothing that was said in private, or to a
rank.
"""

from collections.abc import Callable, Iterator
from typing import Final

import apsw
import msgspec

from salon.storage.backup_failures import NoChannel


class Kept(msgspec.Struct, frozen=True):
    """A channel and its number."""

    id: int
    name: str
    topic: str


class Line(msgspec.Struct, frozen=True):
    """Something that was said; `time` is in ms. `kind`: privmsg, notice or topic."""

    sequence: int
    time: int
    kind: str
    nick: str
    account: str
    bot: bool
    text: str


_LINES: Final = """
    SELECT sequence, time, kind, nick, ifnull(account, ''), bot, text FROM message
    WHERE channel = ? AND (shown > 0 OR kind = 'topic') ORDER BY sequence
"""


def identity_of(connection: apsw.Connection) -> str:
    """Return by what the ids of a database's messages begin."""
    return str(connection.execute("SELECT value FROM meta WHERE key = 'identity'").get)


def channels_of(connection: apsw.Connection, name: str, fold: Callable[[str], str]) -> list[Kept]:
    """Return the channel of a name, or all for an empty one, by name. Raises `NoChannel`.

    The sign of a channel may be missing: in a shell, it begins a comment.
    """
    rows = connection.execute("SELECT id, name, topic FROM channel ORDER BY name")
    wanted = {fold(name), fold(f"#{name}")}
    found = [Kept(*row) for row in rows if not name or fold(row[1]) in wanted]
    if name and not found:
        raise NoChannel(name=name)
    return found


def lines_of(connection: apsw.Connection, channel: Kept) -> Iterator[Line]:
    """Yield what was said in a channel, the oldest first."""
    for sequence, time, kind, nick, account, bot, text in connection.execute(_LINES, (channel.id,)):
        yield Line(sequence, time, kind, nick, account, bool(bot), text)
