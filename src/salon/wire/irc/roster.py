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
