"""/UNREAD: how much was said in one's channels that was not read, and the next messages of it.

In the lobby the numbers are shown, too, but nothing is read: which channel is meant is said by /CURRENT.
"""

from collections.abc import Iterator

from salon.core.commands import Command
from salon.core.queries.past import MAX_MESSAGES
from salon.texts.marks import N_
from salon.wire.dialects.chaines import words
from salon.wire.dialects.chaines.forms import bare
from salon.wire.dialects.chaines.talk import ChainesTalk
from salon.wire.dialects.recall import HOW_MANY_UNREAD, LAST_MESSAGES, read_count, read_on


def show_unread(talk: ChainesTalk, given: list[str], _now: int) -> list[Command]:
    """Show how much is unread in each channel, or the next messages of the current one."""
    count = read_count(given[0]) if given else 0
    if count is None:
        talk.say(words.WRONG_COMMAND)
        talk.tell(HOW_MANY_UNREAD, most=MAX_MESSAGES)
        return []
    channels = talk.me.channels.values()
    if not channels:
        talk.say(words.NO_CURRENT)
        tell_way_in(talk)
        return []
    if count and talk.current:
        return read_on(talk, talk.channel, count)
    talk.later.extend(map(talk.reading.count, channels))
    if not talk.current:
        talk.later.append(_say_how_to_read(talk, count or LAST_MESSAGES))
    return [mark for channel in channels for mark in talk.reading.stop(talk.me, channel)]


def _say_how_to_read(talk: ChainesTalk, count: int) -> Iterator[None]:
    """Say, behind the numbers, how one reads in one of the channels where there is something."""
    if not all(talk.reading.is_caught_up(its) for its in talk.me.channels):
        talk.tell(N_("To read them: /CURRENT <channel>, then /UNREAD {count}"), count=count)
    yield


def tell_way_in(talk: ChainesTalk) -> None:
    """Say how somebody in the lobby gets to where people talk."""
    if talk.me.channels:
        tell_channels(talk)
    else:
        talk.tell(N_("You are in no channel: /JOIN one first; /LIST shows the channels."))


def tell_channels(talk: ChainesTalk) -> None:
    """Say in which channels one is by another connection."""
    names = [bare(channel.name) for channel in talk.me.channels.values()]
    if names:
        text = N_("You are in these channels: {channels}. To talk in one: /CURRENT <channel>")
        talk.tell(text, channels=" ".join(names))
