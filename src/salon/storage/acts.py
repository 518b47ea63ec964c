"""The log of moderation in the database: what notes an act, and what reads them."""

from collections.abc import Iterator
from typing import Final

import apsw
import msgspec

from salon.core.acts import Act, ActKind, ActNoted, Reversal
from salon.core.events import ChannelRefounded
from salon.core.needs import FindActs

Statement = tuple[str, tuple[str | int | None, ...]]

FORGOTTEN_AT_ONCE: Final = 20
"""How many entries that are too old one act forgets: more than it adds, and few enough not to be felt."""

_INSERT: Final = """
    INSERT INTO act
        (channel, name, nick, account, kind, target, detail, reason, until, time, reversal, undoes)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""

_FORGET_SURPLUS: Final = """
    DELETE FROM act WHERE id IN (
        SELECT id FROM act WHERE channel IS ?1
        AND id <= (SELECT id FROM act WHERE channel IS ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)
        ORDER BY id LIMIT ?3)
"""

_FORGET_OLD: Final = """
    DELETE FROM act WHERE id IN (
        SELECT id FROM (SELECT id, time FROM act WHERE channel IS ?1 ORDER BY id LIMIT ?3) WHERE time < ?2)
"""

_UNDO: Final = """
    WITH RECURSIVE chain (id, channel, undoes, undone) AS (
        SELECT id, channel, undoes, 1 FROM act WHERE id = ?1
        UNION ALL
        SELECT act.id, act.channel, act.undoes, NOT chain.undone OR EXISTS (
            SELECT 1 FROM act AS other
            WHERE other.channel IS act.channel AND other.id > act.id
            AND other.undoes = act.id AND other.undone = 0 AND other.id <> chain.id)
        FROM chain JOIN act ON act.id = chain.undoes)
    UPDATE act SET undone = chain.undone FROM chain WHERE act.id = chain.id
"""
"""An act is undone as long as an act that undid it is not undone itself: so each further one turns around."""

_HIDE: Final = """
    UPDATE act SET hidden = 1 WHERE channel = ?1 AND ?2 > (SELECT since FROM channel WHERE id = ?1)
"""

_SELECT: Final = """
    SELECT id, name, nick, account, kind, target, detail, reason, until, time, undoes, undone, reversal
    FROM act
"""

_OF_CHANNEL: Final = "channel = :channel AND hidden = 0"

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Reversal).decode


def note_act(event: ActNoted) -> Iterator[Statement]:
    """Yield what notes an act, and forgets those for which there is no room any more."""
    channel = event.channel or None
    reversal = _encode(event.reversal).decode() if event.reversal is not None else ""
    yield (
        _INSERT,
        (
            *(channel, event.name, event.nick, event.account, event.kind),
            *(event.target, event.detail, event.reason, event.until, event.time, reversal, event.undoes),
        ),
    )
    if event.undoes:
        yield _UNDO, (event.undoes,)
    yield _FORGET_SURPLUS, (channel, event.keep, FORGOTTEN_AT_ONCE)
    yield _FORGET_OLD, (channel, event.since, FORGOTTEN_AT_ONCE)


def hide_acts(event: ChannelRefounded) -> Statement:
    """Return what hides the acts of those who led a channel before; it comes before their time is noted."""
    return _HIDE, (event.channel, event.since)


def respell_reversals(mask: str, new_mask: str) -> Statement:
    """Return what lets acts be undone with the mask that an account has now; without one they cannot be."""
    old = _encode(mask).decode()
    if not new_mask:
        return "UPDATE act SET reversal = '' WHERE instr(reversal, ?) > 0", (old,)
    new = _encode(new_mask).decode()
    return "UPDATE act SET reversal = replace(reversal, ?1, ?2) WHERE instr(reversal, ?1) > 0", (old, new)


def read_acts(connection: apsw.Connection, need: FindActs) -> tuple[Act, ...]:
    """Return the acts that are looked for, the newest first."""
    where = ["time >= :since"]
    if need.channel:
        where.append(_OF_CHANNEL)
    if need.number:
        where.append("id = :number")
    elif need.standing:
        where.append("undone = 0 AND undoes = 0")
    if need.before:
        where.append("id < :before")
    sql = f"{_SELECT} WHERE {' AND '.join(where)} ORDER BY id DESC LIMIT :limit"
    values = {
        "since": need.since,
        "channel": need.channel,
        "number": need.number,
        "before": need.before,
        "limit": need.limit,
    }
    found = connection.execute(sql, values)
    return tuple(
        Act(
            number=number,
            channel=name,
            nick=nick,
            account=account,
            kind=ActKind(kind),
            target=target,
            detail=detail,
            reason=why,
            until=until,
            time=time,
            undoes=undoes,
            undone=bool(undone),
            reversal=_decode(undo) if undo else None,
        )
        for number, name, nick, account, kind, target, detail, why, until, time, undoes, undone, undo in found
    )
