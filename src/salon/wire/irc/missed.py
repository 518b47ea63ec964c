"""What was said to somebody in private while they were not connected, shown when they are back."""

from salon.core.events import MessagePosted
from salon.core.queries.past import ReplayMissed
from salon.core.replies import HistoryShown
from salon.texts.dates import local_clock
from salon.wire.irc.capabilities import Cap
from salon.wire.irc.conversation import Conversation, send_as_read


def replay_missed(talk: Conversation, first: int) -> None:
    """Have what was said from a sequence on shown to a client; 0: somebody was here to be told it."""
    # Without server-time a bot would take what was said for what is said, and act on it.
    if first and (talk.has(Cap.SERVER_TIME) or "B" not in talk.me.modes):
        talk.later.append(ReplayMissed(first, talk.state.last_sequence + 1))


def show_missed(talk: Conversation, reply: HistoryShown, now: int) -> None:
    """Show it, what each one said together (chathistory, "The chathistory batch type": one target each)."""
    lines: dict[str, list[str]] = {}
    for event in reply.events:
        if isinstance(event, MessagePosted):
            clock = "" if talk.has(Cap.SERVER_TIME) else f"[{local_clock(event.time, now)}] "
            lines.setdefault(event.source.nick, []).extend(talk.form.speech(event, clock))
    send_as_read(
        talk, [line for nick, its in lines.items() for line in talk.batched("chathistory", its, nick)]
    )
