"""Turns events into what the database executes, and rows back into equal events.

This runs on the loop's thread, for every message: it makes one tuple each and little more. It must not know
how and when the statements are executed.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Final

from salon.core.account_events import (
    ERASED,
    AccountErased,
    AccountOperatorChanged,
    AccountRegistered,
    AccountRenamed,
    AccountSuspended,
    AccountVerified,
    CodeIssued,
    CodeRevoked,
    CodeUsed,
    EmailChanged,
    PasswordChanged,
    Remains,
)
from salon.core.acts import ActNoted
from salon.core.addresses import site_of
from salon.core.block_events import BlockChanged
from salon.core.events import (
    ChannelDropped,
    ChannelEmptied,
    ChannelForgotten,
    ChannelFounded,
    ChannelRefounded,
    ChannelRenamed,
    ClosureChanged,
    Event,
    MachineForgotten,
    MachineListed,
    MessageKind,
    MessagePosted,
    ModeChange,
    ModesChanged,
    SanctionNoted,
    Source,
    TopicChanged,
)
from salon.core.forbidden_names import ChannelNameAllowed, ChannelNameForbidden
from salon.core.masks import renamed_masks
from salon.core.message_events import (
    ConversationRead,
    MessageEdited,
    MessageReacted,
    MessageRedacted,
    kept_tags,
)
from salon.core.metadata import Changes
from salon.core.metadata_events import ChannelMetadataChanged, PersonMetadataChanged
from salon.core.modes import CHANNEL_MODES, DEFAULT_CHANNEL_MODES, ModeKind
from salon.core.ownership_events import ChannelOwnerChanged, RankKept
from salon.core.presence_events import (
    MembershipEnded,
    MembershipKept,
    PersistenceChanged,
    PresenceEnded,
    PresenceKept,
)
from salon.core.queries.history import conversation_of
from salon.core.server_bans import ServerBanLifted, ServerBanSet
from salon.storage import erasure, reactions
from salon.storage.acts import hide_acts, note_act, respell_reversals

Statement = tuple[str, Sequence[str | int | None]]
"""SQL, and what its question marks stand for."""

# fmt: off
Row = tuple[
    int, int, int | None, str,
    int, str, str, str, str | None, int, int,
    str, int, int, str | None,
    int, int, str, str, str | None, int, int,
]
# fmt: on
"""A row of `message`, its values in the order of `COLUMNS`."""

COLUMNS: Final = (
    "sequence, time, channel, kind, "
    "person, nick, username, host, account, author, bot, "
    "target, recipient, recipient_account, conversation, "
    "rank, closed, text, tags, once, edited, answers"
)

ANSWERED: Final = f"""
    iif(answers = 0 OR channel IS NULL, '', ifnull((
        SELECT nick FROM message AS answered
        WHERE answered.sequence = said.answers
          AND answered.kind <> 'redacted' AND answered.nick <> '{ERASED}' AND (
            answered.author <> said.author OR answered.author = 0 AND answered.person <> said.person
        )
    ), ''))
"""  # noqa: S608 - made of constants
"""Whom a row of `message`, which is called `said`, replies to, as `MessagePosted.answered` has it."""

_WIDTH: Final = COLUMNS.count(",") + 1

INSERTS: Final = (1, 2, 4, 8, 16, 24, 32, 48, 64, 96, 128, 192, 256)
"""How many rows one statement has room for. Few different ones, for SQLite keeps each of them prepared, which
takes 2.3 KiB a row; and close enough to each other that little room is left."""

TOPIC: Final = "topic"
"""The kind of a row that is no message but the change of a topic."""

SET_MODE: Final = "INSERT OR REPLACE INTO channel_mode (channel, letter, value) VALUES (?, ?, ?)"


def statements_of(events: Sequence[Event]) -> list[Statement]:
    """Return what writes a batch: the rows of its messages, then all else in the events' order."""
    rows: list[str | int | None] = []
    others: list[Statement] = []
    private: list[MessagePosted] = []
    for event in events:
        if type(event) is MessagePosted:
            rows += _message(event)
            if not event.channel:
                private.append(event)
        elif make := STATEMENTS.get(type(event)):
            others += make(event)
    return [*_inserts(rows), *_last_of_conversations(private), *others]


def _last_of_conversations(private: list[MessagePosted]) -> Iterator[Statement]:
    """Yield what notes, for each account, the last message of each of its conversations."""
    last: dict[tuple[int, str | None], int] = {}
    for event in private:
        if event.kind is not MessageKind.TAGMSG:
            for account in (event.source.account_id, 0 if event.unheard else event.recipient_account):
                if account:
                    last[account, conversation_of(event)] = event.sequence
    sql = (
        "INSERT INTO correspondence (account, conversation, last) VALUES (?, ?, ?)"
        " ON CONFLICT (account, conversation) DO UPDATE SET last = excluded.last"
    )
    for key, sequence in last.items():
        yield sql, (*key, sequence)


def _inserts(rows: list[str | int | None]) -> list[Statement]:
    """Return statements that insert rows, of which the values stand one after the other.

    One where it can be: after every statement the writer waits for the interpreter's lock, and two need a
    transaction, which is two more.
    """
    statements: list[Statement] = []
    for start in range(0, len(rows), INSERTS[-1] * _WIDTH):
        values = rows[start : start + INSERTS[-1] * _WIDTH]
        count = len(values) // _WIDTH
        room = INSERTS[bisect_left(INSERTS, count)]
        statements.append((_insert(room), values + [None] * ((room - count) * _WIDTH)))
    return statements


@cache
def _insert(room: int) -> str:
    """Return the statement that inserts up to so many rows of `message`; those without a number are none."""
    row = f"({','.join('?' * _WIDTH)})"
    rows = f"VALUES {','.join([row] * room)}"
    source = rows if room == 1 else f"SELECT * FROM ({rows}) WHERE column1"  # noqa: S608 - made of constants
    return f"INSERT INTO message ({COLUMNS}) {source}"


def _message(event: MessagePosted) -> Row:
    source = event.source
    return (
        event.sequence,
        event.time,
        event.channel or None,
        event.kind,
        source.person,
        source.nick,
        source.username,
        source.host,
        source.account,
        source.account_id,
        1 if source.bot else 0,
        event.target,
        # Of what is not heard, nobody is the recipient but in the key, by which its author finds it.
        0 if event.unheard else event.person,
        0 if event.unheard else event.recipient_account,
        # What two guests say to each other ends with them: nobody will ask for it, so no index grows by it.
        conversation_of(event) if source.account_id or event.recipient_account else None,
        event.rank,
        event.closed,
        event.text,
        kept_tags(event.tags) if event.tags else "",
        event.once or None,
        event.edited,
        event.answers,
    )


def _topic(event: TopicChanged) -> Row:
    """Return the row of a topic: as that of a message to the channel."""
    source = event.source
    return (
        *(event.sequence, event.time, event.channel, TOPIC),
        *(source.person, source.nick, source.username, source.host),
        *(source.account, source.account_id, 1 if source.bot else 0),
        *(event.name, 0, 0, None),
        *(0, event.closed, event.text, "", None, 0, 0),
    )


def event_of(row: Row, answered: str = "") -> MessagePosted | TopicChanged:
    """Return the event that a row was made of. `answered` is as `ANSWERED` has it."""
    sequence, time, channel, kind = row[:4]
    person, nick, username, host, account, author, bot = row[4:11]
    target, recipient, recipient_account, _conversation = row[11:15]
    rank, closed, text, tags, once, edited, answers = row[15:]
    # The server's own mask is its name.
    mask = f"{nick}!{username}@{host}" if host else nick
    source = Source(person, nick, username, host, account, bool(bot), mask, author)
    if kind == TOPIC:
        return TopicChanged(source, channel or 0, target, text, sequence, time, closed)
    return MessagePosted(
        source,
        MessageKind(kind),
        target,
        text,
        sequence,
        time,
        channel or 0,
        recipient,
        recipient_account,
        rank,
        tags,
        closed,
        once=once or "",
        edited=edited,
        answers=answers,
        answered=answered,
    )


REDACTED: Final = "redacted"
"""The kind of a row whose words were deleted: no history shows it."""

_REDACT: Final = "UPDATE message SET kind = ?, text = '', tags = '', redacted = ? WHERE sequence = ?"
_EDIT: Final = "UPDATE message SET text = ?, edited = ? WHERE sequence = ? AND kind <> ?"

CHANGING: Final = frozenset({_REDACT, _EDIT})
"""What takes words away: the storage's log is not to hold them for long."""


def _message_redacted(event: MessageRedacted) -> Iterator[Statement]:
    yield _REDACT, (REDACTED, event.time, event.sequence)
    yield "DELETE FROM reaction WHERE message = ?", (event.sequence,)


def _message_edited(event: MessageEdited) -> Iterator[Statement]:
    if event.unheard:
        return
    yield _EDIT, (event.text, event.time, event.sequence, REDACTED)


def _conversation_read(event: ConversationRead) -> Iterator[Statement]:
    if event.owner < 0:
        return  # a guest's ends with the visit
    sql = "INSERT OR REPLACE INTO read_marker (owner, conversation, read) VALUES (?, ?, ?)"
    yield sql, (event.owner, event.conversation, event.read)


def _channel_founded(event: ChannelFounded) -> Iterator[Statement]:
    sql = "INSERT INTO channel (id, name, created, site, owner) VALUES (?, ?, ?, ?, ?)"
    yield sql, (event.channel, event.name, event.time, site_of(event.place), event.owner)
    yield from _default_modes(event.channel)


def _default_modes(channel: int) -> Iterator[Statement]:
    for letter in DEFAULT_CHANNEL_MODES:
        yield SET_MODE, (channel, letter, "")


def _channel_dropped(event: ChannelDropped) -> Iterator[Statement]:
    yield "DELETE FROM channel WHERE id = ?", (event.channel,)


def _channel_emptied(event: ChannelEmptied) -> Iterator[Statement]:
    yield "UPDATE channel SET emptied = ? WHERE id = ?", (event.time, event.channel)


def _channel_refounded(event: ChannelRefounded) -> Iterator[Statement]:
    channel = event.channel
    yield hide_acts(event)
    yield "UPDATE channel SET emptied = 0, since = ? WHERE id = ?", (event.since, channel)
    if event.fresh:
        yield "UPDATE channel SET created = ? WHERE id = ?", (event.time, channel)
        yield "UPDATE channel SET topic = '', topic_source = '' WHERE id = ? AND topic_closed > 0", (channel,)
        yield "DELETE FROM channel_mode WHERE channel = ?", (channel,)
        yield "DELETE FROM channel_list WHERE channel = ?", (channel,)
        yield "DELETE FROM channel_metadata WHERE channel = ?", (channel,)
        yield from _default_modes(channel)


def _channel_forgotten(event: ChannelForgotten) -> Iterator[Statement]:
    yield "DELETE FROM channel WHERE id = ?", (event.channel,)
    # What was said in it goes in steps, between batches.
    yield "INSERT INTO forgotten (channel) VALUES (?)", (event.channel,)


def _closure_changed(event: ClosureChanged) -> Iterator[Statement]:
    yield "UPDATE channel SET closure = ? WHERE id = ?", (event.closure, event.channel)


def _channel_renamed(event: ChannelRenamed) -> Iterator[Statement]:
    yield "UPDATE channel SET name = ? WHERE id = ?", (event.new_name, event.channel)


def _machine_listed(event: MachineListed) -> Iterator[Statement]:
    if event.person:
        return  # it ends with that person, and so with this process
    yield (
        "INSERT OR REPLACE INTO machine (host, pseudonym, address, online, seen) VALUES (?, ?, ?, ?, ?)",
        (event.host, event.pseudonym, event.address, 1 if event.online else 0, event.time),
    )


def _machine_forgotten(event: MachineForgotten) -> Iterator[Statement]:
    yield "DELETE FROM machine WHERE host = ?", (event.host,)


def _topic_changed(event: TopicChanged) -> Iterator[Statement]:
    sql = "UPDATE channel SET topic = ?, topic_source = ?, topic_time = ?, topic_closed = ? WHERE id = ?"
    yield sql, (event.text, event.source.mask, event.time, event.closed, event.channel)
    yield _insert(1), _topic(event)


def _modes_changed(event: ModesChanged) -> Iterator[Statement]:
    for change in event.changes:
        kind = CHANNEL_MODES[change.letter]
        key = (event.channel, change.letter)
        if kind is ModeKind.LIST:
            yield _list_changed(event, change)
        elif kind is not ModeKind.RANK:  # a rank ends with who has it; what accounts keep is `RankKept`
            if change.adding:
                yield SET_MODE, (*key, change.parameter)
            else:
                yield "DELETE FROM channel_mode WHERE channel = ? AND letter = ?", key


def _list_changed(event: ModesChanged, change: ModeChange) -> Statement:
    key = (event.channel, change.letter, change.parameter)
    if change.adding:
        sql = (
            "INSERT OR REPLACE INTO channel_list (channel, letter, mask, source, time) VALUES (?, ?, ?, ?, ?)"
        )
        return sql, (*key, event.source.mask, event.time)
    return "DELETE FROM channel_list WHERE channel = ? AND letter = ? AND mask = ?", key


def _sanction_noted(event: SanctionNoted) -> Iterator[Statement]:
    sql = "UPDATE channel_list SET until = ?, reason = ? WHERE channel = ? AND letter = 'b' AND mask = ?"
    yield sql, (event.until, event.reason, event.channel, event.mask)


def _owner_changed(event: ChannelOwnerChanged) -> Iterator[Statement]:
    owner = event.owner, event.since, event.channel
    yield "UPDATE channel SET owner = ?, since = ? WHERE id = ?", owner
    if not event.owner:
        yield "DELETE FROM channel_rank WHERE channel = ?", (event.channel,)


def _rank_kept(event: RankKept) -> Iterator[Statement]:
    key = event.channel, event.account
    if event.ranks:
        sql = "INSERT OR REPLACE INTO channel_rank (channel, account, ranks) VALUES (?, ?, ?)"
        yield sql, (*key, event.ranks)
    else:
        yield "DELETE FROM channel_rank WHERE channel = ? AND account = ?", key


def _account_registered(event: AccountRegistered) -> Iterator[Statement]:
    sql = (
        "INSERT INTO account"
        " (id, name, password, created, email, verified, operator, suspended, scram, unconfirmed)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    )
    flags = map(int, (event.verified, event.operator, event.suspended))
    about = event.account, event.name, event.password, event.time, event.email
    yield sql, (*about, *flags, event.scram, event.unconfirmed)


def _account_verified(event: AccountVerified) -> Iterator[Statement]:
    yield "UPDATE account SET verified = 1 WHERE id = ?", (event.account,)
    sql = "UPDATE account SET email = unconfirmed, unconfirmed = '' WHERE id = ? AND unconfirmed <> ''"
    yield sql, (event.account,)


def _email_changed(event: EmailChanged) -> Iterator[Statement]:
    sql = "UPDATE account SET email = ?, unconfirmed = ? WHERE id = ?"
    yield sql, (event.email, event.unconfirmed, event.account)


def _password_changed(event: PasswordChanged) -> Iterator[Statement]:
    yield (
        "UPDATE account SET password = ?, scram = ? WHERE id = ?",
        (event.password, event.scram, event.account),
    )


def _account_suspended(event: AccountSuspended) -> Iterator[Statement]:
    yield "UPDATE account SET suspended = ? WHERE id = ?", (int(event.suspended), event.account)


def _account_operator_changed(event: AccountOperatorChanged) -> Iterator[Statement]:
    yield "UPDATE account SET operator = ? WHERE id = ?", (int(event.operator), event.account)


def _account_renamed(event: AccountRenamed) -> Iterator[Statement]:
    yield "UPDATE account SET name = ? WHERE id = ?", (event.name, event.account)
    yield from _relisted(event.mask, event.new_mask)


def _account_erased(event: AccountErased) -> Iterator[Statement]:
    if event.messages is not Remains.KEEP:
        yield from erasure.statements(event)
    yield erasure.ACCOUNT, (event.account,)
    yield "DELETE FROM code WHERE account = ?", (event.account,)
    yield "DELETE FROM correspondence WHERE account = ?", (event.account,)
    yield "DELETE FROM block WHERE blocked = ?", (event.account,)
    yield from _relisted(event.mask, "")


def _relisted(mask: str, new_mask: str) -> Iterator[Statement]:
    for old, new in renamed_masks(mask, new_mask).items():
        yield respell_reversals(old, new)
        for table in ("channel_list", "server_ban"):
            if new:
                yield f"UPDATE OR REPLACE {table} SET mask = ? WHERE mask = ?", (new, old)  # noqa: S608 - a word of ours
            else:
                yield f"DELETE FROM {table} WHERE mask = ?", (old,)  # noqa: S608 - as above


def _code_issued(event: CodeIssued) -> Iterator[Statement]:
    sql = (
        "INSERT INTO code (digest, kind, issuer, time, uses, expires, account, channels)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
    )
    place = event.account, ",".join(event.channels)
    yield sql, (event.digest, event.kind, event.issuer, event.time, event.uses, event.expires, *place)


def _code_used(event: CodeUsed) -> Iterator[Statement]:
    yield "UPDATE code SET uses = uses - 1 WHERE digest = ?", (event.digest,)
    yield "DELETE FROM code WHERE digest = ? AND uses <= 0", (event.digest,)


def _code_revoked(event: CodeRevoked) -> Iterator[Statement]:
    yield "DELETE FROM code WHERE digest = ?", (event.digest,)


def _persistence_changed(event: PersistenceChanged) -> Iterator[Statement]:
    yield "UPDATE account SET persistence = ? WHERE id = ?", (event.persistence, event.account)


def _presence_kept(event: PresenceKept) -> Iterator[Statement]:
    sql = (
        "INSERT INTO presence (account, username, host, real_name, modes, away, time, absent, heard)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
        # In place of the row, for with the row its memberships would go.
        " ON CONFLICT (account) DO UPDATE SET username = excluded.username, host = excluded.host,"
        " real_name = excluded.real_name, modes = excluded.modes, away = excluded.away,"
        " time = excluded.time, absent = excluded.absent, heard = excluded.heard"
    )
    seen = event.username, event.host, event.real_name, event.modes, event.away
    yield sql, (event.account, *seen, event.time, int(event.absent), event.heard)


def _presence_ended(event: PresenceEnded) -> Iterator[Statement]:
    yield "DELETE FROM presence WHERE account = ?", (event.account,)


def _membership_kept(event: MembershipKept) -> Iterator[Statement]:
    sql = "INSERT OR REPLACE INTO membership (account, channel, joined, closure) VALUES (?, ?, ?, ?)"
    yield sql, (event.account, event.channel, event.joined, event.closure)


def _membership_ended(event: MembershipEnded) -> Iterator[Statement]:
    yield "DELETE FROM membership WHERE account = ? AND channel = ?", (event.account, event.channel)


def _server_ban_set(event: ServerBanSet) -> Iterator[Statement]:
    sql = (
        "INSERT OR REPLACE INTO server_ban (mask, network, nick, time, until, reason)"
        " VALUES (?, ?, ?, ?, ?, ?)"
    )
    yield sql, (event.mask, int(event.network), event.nick, event.time, event.until, event.reason)


def _server_ban_lifted(event: ServerBanLifted) -> Iterator[Statement]:
    yield "DELETE FROM server_ban WHERE mask = ? AND network = ?", (event.mask, int(event.network))


def _name_forbidden(event: ChannelNameForbidden) -> Iterator[Statement]:
    sql = "INSERT OR REPLACE INTO forbidden_name (mask, nick, time, reason) VALUES (?, ?, ?, ?)"
    yield sql, (event.mask, event.nick, event.time, event.reason)


def _name_allowed(event: ChannelNameAllowed) -> Iterator[Statement]:
    yield "DELETE FROM forbidden_name WHERE mask = ?", (event.mask,)


def _block_changed(event: BlockChanged) -> Iterator[Statement]:
    if event.owner < 0:
        return  # a guest's ends with the visit
    key = event.owner, event.blocked, event.mask
    if event.adding:
        sql = "INSERT OR REPLACE INTO block (owner, blocked, mask, time) VALUES (?, ?, ?, ?)"
        yield sql, (*key, event.time)
    else:
        yield "DELETE FROM block WHERE owner = ? AND blocked = ? AND mask = ?", key


def _person_metadata(event: PersonMetadataChanged) -> Iterator[Statement]:
    if event.owner > 0:  # a guest's ends with the visit
        yield from _metadata("account", event.owner, event.values)


def _channel_metadata(event: ChannelMetadataChanged) -> Iterator[Statement]:
    yield from _metadata("channel", event.channel, event.values)


def _metadata(of: str, owner: int, changes: Changes) -> Iterator[Statement]:
    for key, value in changes.items():
        if value is None:
            yield f"DELETE FROM {of}_metadata WHERE {of} = ? AND key = ?", (owner, key)  # noqa: S608 - a word of ours
        else:
            sql = f"INSERT OR REPLACE INTO {of}_metadata ({of}, key, value) VALUES (?, ?, ?)"  # noqa: S608 - as above
            yield sql, (owner, key, value)


STATEMENTS: Final[dict[type[Event], Callable[..., Iterator[Statement]]]] = {
    MessageRedacted: _message_redacted,
    MessageEdited: _message_edited,
    MessageReacted: reactions.statements,
    ConversationRead: _conversation_read,
    PersonMetadataChanged: _person_metadata,
    ChannelMetadataChanged: _channel_metadata,
    ChannelFounded: _channel_founded,
    ChannelDropped: _channel_dropped,
    ChannelEmptied: _channel_emptied,
    ChannelRefounded: _channel_refounded,
    ChannelForgotten: _channel_forgotten,
    ClosureChanged: _closure_changed,
    ChannelRenamed: _channel_renamed,
    TopicChanged: _topic_changed,
    ModesChanged: _modes_changed,
    ActNoted: note_act,
    ServerBanSet: _server_ban_set,
    ServerBanLifted: _server_ban_lifted,
    ChannelNameForbidden: _name_forbidden,
    ChannelNameAllowed: _name_allowed,
    SanctionNoted: _sanction_noted,
    ChannelOwnerChanged: _owner_changed,
    RankKept: _rank_kept,
    AccountRegistered: _account_registered,
    AccountVerified: _account_verified,
    EmailChanged: _email_changed,
    PasswordChanged: _password_changed,
    AccountSuspended: _account_suspended,
    AccountOperatorChanged: _account_operator_changed,
    AccountRenamed: _account_renamed,
    AccountErased: _account_erased,
    PersistenceChanged: _persistence_changed,
    PresenceKept: _presence_kept,
    PresenceEnded: _presence_ended,
    MembershipKept: _membership_kept,
    MembershipEnded: _membership_ended,
    BlockChanged: _block_changed,
    CodeIssued: _code_issued,
    CodeUsed: _code_used,
    CodeRevoked: _code_revoked,
    MachineListed: _machine_listed,
    MachineForgotten: _machine_forgotten,
}
"""What each durable event that is no message does to the database."""
