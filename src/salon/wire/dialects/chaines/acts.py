"""/LOG and /UNDO: who did what in the current channel, and how it is undone."""

from salon.core.acts import MOST_ACTS
from salon.core.commands import Command, ShowActs, UndoAct
from salon.core.numbers import read_number
from salon.core.replies import ActsShown, UndoDone
from salon.texts.dates import local_clock
from salon.texts.marks import N_
from salon.wire.acts import word_act, word_numbered
from salon.wire.dialects.chaines import words
from salon.wire.dialects.chaines.talk import ChainesTalk

LAST_ACTS = 20
"""Entries that are shown when it is not said how many."""


def show_log(talk: ChainesTalk, given: list[str], _now: int) -> list[Command]:
    """Show the last entries of the log of the current channel."""
    limit = read_number(given[0], MOST_ACTS) if given else LAST_ACTS
    if not limit:
        talk.say(words.WRONG_COMMAND)
        talk.tell(N_("Write how many entries to show: a number from 1 to {most}."), most=MOST_ACTS)
        return []
    return [ShowActs(talk.channel.name, limit)]


def undo(talk: ChainesTalk, given: list[str], _now: int) -> list[Command]:
    """Undo the last act in the current channel, or the one of a number."""
    number = read_number(given[0]) if given else 0
    if number is None:
        talk.say(words.WRONG_COMMAND)
        talk.tell(N_("/LOG shows the numbers that /UNDO takes."))
        return []
    return [UndoAct(talk.channel.name, number)]


def show_reply(talk: ChainesTalk, reply: ActsShown | UndoDone) -> None:
    """Show entries, the oldest first, or what was undone."""
    if isinstance(reply, UndoDone):
        done = word_act(reply.act, talk.translate)
        talk.tell(N_("Undone: entry {number}, {words}"), number=reply.act.number, words=done)
        return
    for act in reversed(reply.acts):
        talk.say(word_numbered(act, local_clock(act.time, talk.now), talk.translate))
    if not reply.acts:
        talk.tell(N_("The log has no such entry."))
