"""What was said in a channel, shown again to a member who asks: how many messages, and one line for each."""

from collections.abc import Callable

from salon.core.channel_history import Past
from salon.core.commands import Command
from salon.core.events import MessagePosted
from salon.core.message_events import MessageReacted
from salon.core.numbers import read_number
from salon.core.queries.past import MAX_MESSAGES
from salon.core.replies import HistoryShown
from salon.core.state import Channel
from salon.texts.dates import local_clock
from salon.texts.marks import N_
from salon.wire.dialects.plain import in_lines
from salon.wire.dialects.reactions import counted
from salon.wire.dialects.reading import NOTHING_NEW
from salon.wire.dialects.session import DialectSession

LAST_MESSAGES = 20
"""Messages that are shown when it is not said how many."""


HOW_MANY_UNREAD = N_("How many? Write /unread N: from 1 to {most}.")


def read_count(given: str) -> int | None:
    """Return how many messages are asked for; None where it is no number of messages that can be shown."""
    return (read_number(given, MAX_MESSAGES) or None) if given else LAST_MESSAGES


def read_on(talk: DialectSession, channel: Channel, count: int) -> list[Command]:
    """Have the next messages shown that were not read; those that were shown before count as read."""
    talk.later.append(talk.reading.go_on(talk.state, talk.me, channel, count))
    return talk.reading.stop(talk.me, channel)


def show_history(talk: DialectSession, reply: HistoryShown, word: Callable[[MessagePosted], str]) -> None:
    """Say the number of each message, when it was said and, as `word` has it, what; then the reactions to it.

    Nothing where there is nothing to read.
    """
    shown: list[tuple[int, str, list[str]]] = []
    for event in reply.events:
        if talk.ignored.hides(event):
            continue
        if isinstance(event, MessageReacted):
            if shown and shown[-1][0] == event.sequence:
                shown[-1][2].append(event.reaction)
        elif isinstance(event, MessagePosted):
            lines = [line for line in map(word, in_lines(event)) if line]
            if lines:
                number, clock = (
                    talk.numbers.number(event.channel, event.sequence),
                    local_clock(event.time, talk.now),
                )
                shown += [(event.sequence, f"{number} [{clock}] {line}", []) for line in lines]
    for _, line, reactions in shown:
        talk.say(f"{line}{counted(reactions)}")
    if reply.page:
        _tell_of_rest(talk, reply, any_shown=bool(shown))
    elif not shown:
        talk.tell(_word_nothing(talk.state.find_channel(reply.target)))


def _word_nothing(channel: Channel | None) -> str:
    if channel is None or channel.history.past is Past.ALL:
        return N_("Nothing has been said here yet.")
    return N_("There are no messages here that you can read.")


def _tell_of_rest(talk: DialectSession, reply: HistoryShown, *, any_shown: bool) -> None:
    """Say after a page of what was not read whether there is more of it."""
    channel = talk.state.find_channel(reply.target)
    if channel is not None:
        talk.reading.take_page(channel, reply)
    if not reply.complete:
        talk.tell(N_("There is more that you have not read."))
    elif not any_shown:
        talk.tell(NOTHING_NEW, channel=reply.target.removeprefix("#"))
