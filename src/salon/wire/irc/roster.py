"""Who is in a channel and what it is about, as a client is told at JOIN and by NAMES, TOPIC."""

from collections.abc import Iterator

from salon.core.queries.roster import names
from salon.core.ranks import Rank
from salon.core.state import Channel
from salon.texts.marks import N_
from salon.wire.irc import numerics
from salon.wire.irc.capabilities import Cap
from salon.wire.irc.conversation import Conversation
from salon.wire.irc.forms import PREFIXES
from salon.wire.irc.messages import BODY_LIMIT, pack_words

_PREFIX_SETS = [
    "".join(prefix for rank, prefix in PREFIXES.items() if ranks & rank.bit)
    for ranks in range(2 * Rank.FOUNDER.bit)
]
"""All prefixes for each set of rank bits, highest first (multi-prefix)."""


def prefixes(talk: Conversation, ranks: int) -> str:
    """Return the prefix of a set of ranks, or all of them to clients with multi-prefix."""
    every = _PREFIX_SETS[ranks]
    return every if talk.caps & Cap.MULTI_PREFIX else every[:1]


def send_names(talk: Conversation, channel: Channel) -> Iterator[None]:
    """Send RPL_NAMREPLY as often as it takes, and its end; one step a line."""
    symbol = "@" if "s" in channel.flags else "="
    head = f":{talk.server.name} {numerics.RPL_NAMREPLY} {talk.client} {symbol} {channel.name} :"
    with_mask = talk.has(Cap.USERHOST_IN_NAMES)
    members = (
        prefixes(talk, ranks) + (source.mask if with_mask else source.nick)
        for source, ranks in names(channel, talk.me)
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
