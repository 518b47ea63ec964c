"""Channels as a client is shown them: who is in one, what it is about, and at JOIN what was said last."""

from collections.abc import Iterator

from salon.core import events
from salon.core.events import Source
from salon.core.queries.past import ReplayHistory, has_replay
from salon.core.queries.roster import names
from salon.core.ranks import Rank
from salon.core.state import Channel
from salon.texts.marks import N_
from salon.wire.irc import numerics
from salon.wire.irc.capabilities import Cap
from salon.wire.irc.commands.marks import send_marker
from salon.wire.irc.commands.metadata import send_channel_metadata
from salon.wire.irc.conversation import Conversation
from salon.wire.irc.forms import PREFIXES
from salon.wire.irc.messages import BODY_LIMIT, pack_words

_ALL_PREFIXES = [
    "".join(prefix for rank, prefix in PREFIXES.items() if ranks & rank.bit)
    for ranks in range(2 * Rank.FOUNDER.bit)
]
_FIRST_PREFIXES = [every[:1] for every in _ALL_PREFIXES]


def prefixes(talk: Conversation) -> list[str]:
    """Return the prefix of each set of ranks; to clients with multi-prefix all of them, highest first."""
    return _ALL_PREFIXES if talk.caps & Cap.MULTI_PREFIX else _FIRST_PREFIXES


def send_names(talk: Conversation, channel: Channel) -> Iterator[None]:
    """Send RPL_NAMREPLY as often as it takes, and its end; one step a line."""
    symbol = "@" if "s" in channel.flags else "="
    head = f":{talk.server.name} {numerics.RPL_NAMREPLY} {talk.client} {symbol} {channel.name} :"
    with_mask, prefix_of = talk.has(Cap.USERHOST_IN_NAMES), prefixes(talk)
    members = (
        prefix_of[member.ranks] + (member.person.source.mask if with_mask else member.person.source.nick)
        for member in names(channel, talk.me)
    )
    for piece in pack_words(members, BODY_LIMIT - len(head.encode())):
        talk.send(head + piece)
        yield
    talk.numeric(numerics.RPL_ENDOFNAMES, channel.name, text=N_("End of NAMES"))


def send_topic(talk: Conversation, channel: Channel) -> None:
    """Send a channel's topic, who set it and when."""
    topic = channel.topic
    if topic is not None:
        talk.send(f":{talk.server.name} {numerics.RPL_TOPIC} {talk.client} {channel.name} :{topic.text}")
        talk.numeric(numerics.RPL_TOPICWHOTIME, channel.name, topic.source, str(topic.time // 1000))


def send_present(talk: Conversation, source: Source, now: int) -> None:
    """Show a connection that speaks for a person from now on what the person has: modes, and channels."""
    me = talk.me
    talk.before = talk.server.received.come_back((me.folded, talk.core.address, talk.caps), now)
    if me.modes:
        arrived = events.PersonArrived(source, me.real_name, now)
        talk.send(f"{talk.form.tags(arrived)}:{me.source.mask} MODE {me.nick} :+{me.modes}")
    for channel in me.channels.values():
        # Of somebody who is here already: the connection is shown where they are.
        talk.send_event(events.MemberJoined(me.source, channel.id, channel.name, me.real_name, 0, now))
        send_channel(talk, channel)
        replay(talk, channel)


def send_channel(talk: Conversation, channel: Channel) -> None:
    """Send what a channel is about, and who is in it."""
    send_topic(talk, channel)
    send_marker(talk, channel)
    if not talk.has(Cap.NO_IMPLICIT_NAMES):
        talk.later.append(send_names(talk, channel))
    send_channel_metadata(talk, channel)


def replay(talk: Conversation, channel: Channel) -> None:
    """Have the last messages of a channel shown to a client that has entered it."""
    # Who can ask for the past is not shown it unasked (chathistory, "Implementation").
    if talk.has(Cap.CHATHISTORY):
        return
    # Without server-time a bot would take what was said for what is said, and act on it.
    if has_replay(talk.state, channel) and (talk.has(Cap.SERVER_TIME) or "B" not in talk.me.modes):
        received = talk.before.up_to(channel.id)
        talk.later.append(ReplayHistory(channel.id, received, talk.state.last_sequence + 1))
