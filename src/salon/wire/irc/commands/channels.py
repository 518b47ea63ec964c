"""IRC commands about channels: JOIN, PART, TOPIC, NAMES, LIST, INVITE, KICK, RENAME."""

from collections.abc import Iterator
from itertools import zip_longest

from salon.core.commands import (
    Command,
    Invite,
    JoinChannel,
    Kick,
    PartAllChannels,
    PartChannel,
    RenameChannel,
    SetTopic,
)
from salon.core.masks import matcher
from salon.core.numbers import read_number
from salon.core.queries.channels import Condition, channels_shown
from salon.core.queries.sight import is_visible_channel
from salon.texts.marks import N_
from salon.wire.irc import numerics
from salon.wire.irc.conversation import Conversation
from salon.wire.irc.messages import Message
from salon.wire.irc.roster import send_names, send_topic
from salon.wire.irc.server import CHANNELS_PER_COMMAND

MOST_CONDITIONS = 5
"""Masks and conditions of one LIST that count: each is asked of every channel."""


def join(talk: Conversation, message: Message, _now: int) -> list[Command]:
    """Enter channels, each with its key; '0' alone leaves all."""
    if message.params[0] == "0":
        return [PartAllChannels()]
    names = message.params[0].split(",")
    given = message.params[1].split(",") if len(message.params) > 1 else []
    keys: dict[str, str] = {}
    for name, key in zip_longest(names, given[: len(names)], fillvalue=""):
        keys.setdefault(name, key)
    commands: list[Command] = [JoinChannel(name, keys[name]) for name in _channels_named(talk, names)]
    if not commands:
        talk.need_more_params("JOIN")
    return commands


def part(talk: Conversation, message: Message, _now: int) -> list[Command]:
    """Leave channels."""
    reason = _reason(message, 1)
    names = _channels_named(talk, message.params[0].split(","))
    if not names:
        talk.need_more_params("PART")
    return [PartChannel(name, reason) for name in names]


def _reason(message: Message, index: int) -> str:
    return message.params[index] if len(message.params) > index else ""


def _channels_named(talk: Conversation, names: list[str]) -> list[str]:
    """Return each name once, in whatever spelling it is repeated, and say which are too many."""
    fold = talk.state.names.fold
    once: dict[str, str] = {}
    for name in names:
        if name:
            once.setdefault(fold(name), name)
    return talk.at_most(list(once.values()), CHANNELS_PER_COMMAND)


def topic(talk: Conversation, message: Message, _now: int) -> list[Command]:
    """Show, set or clear a topic."""
    name = message.params[0]
    if len(message.params) > 1:
        return [SetTopic(name, message.params[1])]
    channel = talk.state.find_channel(name)
    if channel is None or not is_visible_channel(channel, talk.me):
        talk.numeric(numerics.ERR_NOSUCHCHANNEL, name, text=N_("No such channel"))
    elif channel.topic is None:
        talk.numeric(numerics.RPL_NOTOPIC, channel.name, text=N_("No topic is set"))
    else:
        send_topic(talk, channel)
    return []


def names(talk: Conversation, message: Message, _now: int) -> list[Command]:
    """Show who is in channels; without a channel, no list of everybody is given (RFC 2812, 3.2.5)."""
    wish = message.params[0] if message.params else "*"
    for name in talk.at_most(wish.split(","), talk.state.rules.limits.targets):
        channel = talk.state.find_channel(name)
        if channel is not None and is_visible_channel(channel, talk.me):
            talk.later.append(send_names(talk, channel))
        else:
            talk.later.append(_no_names(talk, name))
    return []


def _no_names(talk: Conversation, name: str) -> Iterator[None]:
    talk.numeric(numerics.RPL_ENDOFNAMES, name or "*", text=N_("End of NAMES"))
    yield


def list_channels(talk: Conversation, message: Message, now: int) -> list[Command]:
    """Show channels, by name or by conditions (ELIST: C, M, N, T, U of modern-irc)."""
    # Names and conditions may come as two parameters or in one (modern-irc, messages-channel: LIST).
    wishes = [wish for wish in ",".join(message.params[:2]).split(",") if wish]
    fold = talk.state.names.fold
    exact = {fold(wish) for wish in wishes if wish.startswith("#") and not set(wish) & set("*?")}
    others = [wish for wish in wishes if fold(wish) not in exact]
    conditions = [_condition(talk, wish, now) for wish in others[:MOST_CONDITIONS]]
    if exact:
        conditions.insert(0, lambda channel: channel.folded in exact)
    talk.later.append(_send_list(talk, conditions))
    return []


def _send_list(talk: Conversation, conditions: list[Condition]) -> Iterator[None]:
    """Send the channels for which all conditions hold; a step each, so any number is safe (SAFELIST)."""
    talk.numeric(numerics.RPL_LISTSTART, "Channel", text=N_("Users  Name"))
    head = f":{talk.server.name} {numerics.RPL_LIST} {talk.client}"
    for channel in channels_shown(talk.state, talk.me, *conditions):
        if channel is not None:
            talk.send(f"{head} {channel.name} {channel.members} :{channel.topic}")
        yield
    talk.numeric(numerics.RPL_LISTEND, text=N_("End of LIST"))


def _condition(talk: Conversation, wish: str, now: int) -> Condition:
    """Return one condition of ELIST; one that is not understood lets nothing through."""
    kind, rest = wish[:1].upper(), wish[1:]
    most = read_number(rest)
    if kind in {"<", ">"} and most is not None:
        return (lambda c: len(c.members) < most) if kind == "<" else (lambda c: len(c.members) > most)
    minutes = read_number(rest[1:])
    if kind in {"C", "T"} and rest[:1] in {"<", ">"} and minutes is not None:
        border = now - minutes * 60_000
        newer = rest[0] == "<"
        if kind == "C":
            return lambda c: (c.created > border) is newer
        return lambda c: c.topic is not None and (c.topic.time > border) is newer
    inverted = wish.startswith("!")
    matches = matcher(wish.removeprefix("!"), talk.state.names)
    return lambda c: matches(c.name) is not inverted


def invite(talk: Conversation, message: Message, _now: int) -> list[Command]:
    """Invite somebody; without parameters, show where one is invited oneself."""
    if not message.params:
        for channel in talk.me.invitations.values():
            talk.numeric(numerics.RPL_INVITELIST, channel.name)
        talk.numeric(numerics.RPL_ENDOFINVITELIST, text=N_("End of INVITE list"))
        return []
    if len(message.params) == 1:
        talk.need_more_params("INVITE")
        return []
    return [Invite(message.params[0], message.params[1])]


def kick(talk: Conversation, message: Message, _now: int) -> list[Command]:
    """Put people out of channels: one channel and several people, or as many of each (RFC 2812, 3.2.8)."""
    channels = message.params[0].split(",")
    nicks = message.params[1].split(",")
    reason = _reason(message, 2)
    if len(channels) == 1:
        channels *= len(nicks)
    if len(channels) != len(nicks):
        talk.need_more_params("KICK")
        return []
    pairs = list(zip(channels, nicks, strict=True))
    most = talk.state.rules.limits.targets
    talk.at_most(nicks, most)
    return [Kick(channel, nick, reason) for channel, nick in pairs[:most]]


def rename(_talk: Conversation, message: Message, _now: int) -> list[Command]:
    """Give a channel another name (channel-rename)."""
    reason = _reason(message, 2)
    return [RenameChannel(message.params[0], message.params[1], reason)]
