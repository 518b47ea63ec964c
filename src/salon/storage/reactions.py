"""What people reacted to messages: a row for each person and reaction, which goes with its message."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import apsw
import msgspec

from salon.core.events import Event, MessagePosted, Source
from salon.core.message_events import MessageReacted
from salon.core.needs import FindReactions

MOST_SHOWN: Final = 500
"""Reactions that one answer has at most: less than half of what may wait for a client by default."""

_encode = msgspec.json.Encoder().encode

# Nothing is put to a message that is gone by now.
_ADD: Final = """
    INSERT OR IGNORE INTO reaction (
        message, reaction, owner, time, person, nick, username, host, account, author, bot
    )
    SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11
    WHERE EXISTS (SELECT 1 FROM message WHERE sequence = ?1 AND kind <> 'redacted')
"""

# Of each kind its first, before any has its second: so all of them are among so many.
_SHOWN: Final = """
    SELECT message, reaction, time, person, nick, username, host, account, author, bot
    FROM (
        SELECT *, row_number() OVER (PARTITION BY message, reaction ORDER BY time, owner) AS place
        FROM reaction WHERE message IN (SELECT value FROM json_each(?))
    )
    ORDER BY place, message, time LIMIT ?
"""


def statements(event: MessageReacted) -> Iterator[tuple[str, Sequence[str | int | None]]]:
    """Yield what keeps a reaction, or takes it away."""
    key, source = (event.sequence, event.reaction, event.owner), event.source
    if event.unheard:
        return
    if not event.adding:
        yield "DELETE FROM reaction WHERE message = ? AND reaction = ? AND owner = ?", key
        return
    name = source.nick, source.username, source.host, source.account
    yield _ADD, (*key, event.time, source.person, *name, source.account_id, 1 if source.bot else 0)


def kinds_of(connection: apsw.Connection, need: FindReactions) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the different reactions to a message, and those of one of its readers."""
    kinds = "SELECT DISTINCT reaction FROM reaction WHERE message = ?"
    own = "SELECT reaction FROM reaction WHERE message = ? AND owner = ?"
    return (
        tuple(str(kind) for (kind,) in connection.execute(kinds, (need.sequence,))),
        tuple(str(kind) for (kind,) in connection.execute(own, (need.sequence, need.owner))),
    )


def reactions_to(connection: apsw.Connection, said: Sequence[Event]) -> list[MessageReacted]:
    """Return the reactions to messages, by message and time."""
    messages: Mapping[int, MessagePosted] = {
        event.sequence: event for event in said if isinstance(event, MessagePosted)
    }
    found = []
    for row in connection.execute(_SHOWN, (_encode([*messages]).decode(), MOST_SHOWN)):
        sequence, reaction, time, person, nick, username, host, account, author, bot = row
        # The server's own mask is its name.
        mask = f"{nick}!{username}@{host}" if host else nick
        source = Source(person, nick, username, host, account, bool(bot), mask, author)
        message = messages[sequence]
        target, channel, other = message.target, message.channel, message.person
        found.append(MessageReacted(source, sequence, target, channel, other, reaction, time))
    found.sort(key=lambda event: (event.sequence, event.time))
    return found
