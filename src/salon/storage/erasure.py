"""What is left in the database of somebody who is erased: their words without a name, or nothing.

What is deleted is overwritten (secure_delete), and the log with earlier pages of the database is cut off.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from salon.core.account_events import ERASED, AccountErased, Remains
from salon.storage.index import begin_anew

ACCOUNT: Final = "DELETE FROM account WHERE id = ?"
"""By it the storage knows a batch after which its log must not hold what was there before."""

_TOPICS: Final = """
    UPDATE channel SET topic_source = ?
    WHERE topic_time > 0 AND (substr(topic_source, 1, ?) = ? OR EXISTS (
        SELECT 1 FROM message
        WHERE author = ? AND kind = 'topic' AND message.channel = channel.id AND time = topic_time
    ))
"""

_ANONYMOUS: Final = """
    UPDATE message SET nick = ?, username = ?, host = ?, account = NULL, person = 0, author = 0, once = NULL
    WHERE author = ?
"""

_DELETE: Final = "DELETE FROM message WHERE author = ?"

_REACTIONS: Final = "DELETE FROM reaction WHERE author > 0 AND author = ?"

# What others said to them is the others' own.
_ADDRESSED: Final = "UPDATE message SET target = ? WHERE recipient_account > 0 AND recipient_account = ?"


def statements(event: AccountErased) -> Iterator[tuple[str, Sequence[str | int | None]]]:
    """Yield what takes somebody out of what they have said and done."""
    account, name, own = event.account, event.name, f"{event.name}!"
    yield _TOPICS, (ERASED, len(own), own, account)
    yield "UPDATE channel_list SET source = ? WHERE substr(source, 1, ?) = ?", (ERASED, len(own), own)
    yield "UPDATE act SET nick = ?, account = '' WHERE account = ? OR nick = ?", (ERASED, name, name)
    yield "UPDATE act SET target = ? WHERE target = ?", (ERASED, name)
    yield "UPDATE code SET issuer = ? WHERE issuer = ?", (ERASED, name)
    yield _ADDRESSED, (ERASED, account)
    yield _REACTIONS, (account,)
    yield from begin_anew("author = ?", (account,))
    if event.messages is Remains.DELETE:
        yield _DELETE, (account,)
    else:
        yield _ANONYMOUS, (ERASED, ERASED, ERASED, account)
