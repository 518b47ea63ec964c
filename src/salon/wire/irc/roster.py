"""Who is in a channel and what it is about, as a client is told at JOIN and by NAMES, TOPIC."""

from salon.core.ranks import Rank
from salon.core.state import Channel, Member
from salon.core.visibility import visible_members
from salon.texts.marks import N_
from salon.wire.irc import numerics
from salon.wire.irc.capabilities import Cap
from salon.wire.irc.conversation import Conversation
from salon.wire.irc.forms import PREFIXES
from salon.wire.irc.messages import BODY_LIMIT

_PREFIX_SETS = [
    "".join(prefix for rank, prefix in PREFIXES.items() if ranks & rank.bit)
    for ranks in range(2 * Rank.FOUNDER.bit)
]
"""All prefixes for each set of rank bits, highest first (multi-prefix)."""


def prefixes(talk: Conversation, member: Member) -> str:
    """Return a member's prefix, or all of them to clients with multi-prefix."""
    every = _PREFIX_SETS[member.ranks]
    return every if talk.caps & Cap.MULTI_PREFIX else every[:1]


def send_names(talk: Conversation, channel: Channel) -> None:
    """Send RPL_NAMREPLY as often as it takes, and its end."""
    symbol = "@" if "s" in channel.flags else "="
    head = f":{talk.server.name} {numerics.RPL_NAMREPLY} {talk.client} {symbol} {channel.name} :"
    # Room for names in ASCII; each other character counts as what it takes.
    room = BODY_LIMIT - len(head.encode())
    with_mask = talk.has(Cap.USERHOST_IN_NAMES)
    line: list[str] = []
    left = room
    for member in visible_members(channel, talk.me):
        source = member.person.source
        name = prefixes(talk, member) + (source.mask if with_mask else source.nick)
        size = (len(name) if name.isascii() else len(name.encode())) + 1
        if size > left and line:
            talk.send(head + " ".join(line))
            line, left = [], room
        line.append(name)
        left -= size
    if line:
        talk.send(head + " ".join(line))
    talk.numeric(numerics.RPL_ENDOFNAMES, channel.name, text=N_("End of NAMES"))


def send_topic(talk: Conversation, channel: Channel) -> None:
    """Send a channel's topic, who set it and when."""
    topic = channel.topic
    if topic is not None:
        talk.send(f":{talk.server.name} {numerics.RPL_TOPIC} {talk.client} {channel.name} :{topic.text}")
        talk.numeric(numerics.RPL_TOPICWHOTIME, channel.name, topic.source, str(topic.time // 1000))
