"""MODLOG and UNDO: who did what in a channel, and how it is undone."""

from collections.abc import Sequence

from salon.core.acts import MOST_ACTS, Act
from salon.core.commands import Command, ShowActs, ShowAllActs, UndoAct
from salon.core.numbers import read_number
from salon.core.replies import ActsShown, UndoDone
from salon.texts.dates import local_clock
from salon.texts.marks import N_
from salon.wire.acts import word_act, word_numbered
from salon.wire.irc.capabilities import Cap
from salon.wire.irc.conversation import Conversation, with_tag
from salon.wire.irc.messages import Message, escape_tag, pack_words

LAST_ACTS = 20
"""Entries that are shown when it is not said how many."""

BATCH = "salon.dev/modlog"

TAG = "salon.dev/"
"""What stands in front of the name of each tag of an entry."""

ROOM = 300
"""Bytes of a text in one line, which has room for them behind the longest names of a server and a client."""

_BEFORE = "BEFORE="


def modlog(talk: Conversation, message: Message, _now: int) -> list[Command]:
    """Show the log of a channel, or without one that of the server."""
    channel, params = "", list(message.params)
    if params and not (params[0].upper().startswith(_BEFORE) or params[0].isdecimal()):
        channel = params.pop(0)
    read = _read(params)
    if read is None:
        text = N_("Write: MODLOG [CHANNEL] [BEFORE=NUMBER] [COUNT], with a count from 1 to {most}")
        talk.fail("MODLOG", "INVALID_PARAMS", text=text, most=MOST_ACTS)
        return []
    before, limit = read
    return [ShowAllActs(limit, before) if channel in {"", "*"} else ShowActs(channel, limit, before)]


def _read(params: Sequence[str]) -> tuple[int, int] | None:
    """Return before which number, and how many."""
    before, limit = 0, LAST_ACTS
    for param in params:
        if param.upper().startswith(_BEFORE):
            number = read_number(param[len(_BEFORE) :])
            if not number:
                return None
            before = number
        else:
            count = read_number(param, MOST_ACTS)
            if not count:
                return None
            limit = count
    return (before, limit) if len(params) <= 2 else None


def undo(talk: Conversation, message: Message, _now: int) -> list[Command]:
    """Undo the last act in a channel, or the one of a number."""
    number = read_number(message.params[1]) if len(message.params) > 1 else 0
    if number is None or (len(message.params) > 1 and not number):
        talk.fail("UNDO", "INVALID_PARAMS", text=N_("Write: UNDO CHANNEL [NUMBER]; MODLOG shows the numbers"))
        return []
    return [UndoAct(message.params[0], number)]


def show_acts(talk: Conversation, reply: ActsShown, now: int, _own: bool) -> None:
    """Show entries, the oldest first, in a batch where the client knows batches."""
    lines: list[str] = []
    for act in reversed(reply.acts):
        words = word_numbered(act, local_clock(act.time, now), talk.locale.translate)
        where = f"{act.channel} " if act.channel and not reply.channel else ""
        lines += _notices(talk, where + words, act)
    if not lines and not talk.has(Cap.BATCH):
        lines += _notices(talk, talk.text(N_("The log has no such entry.")))
    talk.batch(BATCH, lines, reply.channel or "*", whole=True)


def show_undone(talk: Conversation, reply: UndoDone, _now: int, _own: bool) -> None:
    """Say what was undone."""
    act = reply.act
    words = word_act(act, talk.locale.translate)
    for line in _notices(
        talk, talk.text(N_("Undone: entry {number}, {words}"), number=act.number, words=words)
    ):
        talk.send(line)


def _notices(talk: Conversation, text: str, act: Act | None = None) -> list[str]:
    """Return the lines of a text for people; at the first one, tags for programs say of which entry it is."""
    front = f":{talk.server.name} NOTICE {talk.client} :"
    lines = [front + part for part in pack_words(text.split(" "), ROOM)]
    if act is not None and talk.has(Cap.MESSAGE_TAGS):
        tags = (f"{TAG}{name}={escape_tag(value)}" for name, value in _fields(talk, act).items() if value)
        lines[0] = with_tag(lines[0], ";".join(tags))
    return lines


def _fields(talk: Conversation, act: Act) -> dict[str, str]:
    stamp = talk.server.forms.stamp
    return {
        "id": str(act.number),
        "time": stamp(act.time),
        "channel": act.channel,
        "kind": str(act.kind),
        "by": act.nick,
        "account": act.account,
        "target": act.target,
        "detail": act.detail,
        "until": stamp(act.until) if act.until else "",
        "state": "undone" if act.undone else "reversible" if act.reversible else "",
        "reason": act.reason,
    }
