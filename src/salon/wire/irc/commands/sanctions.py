"""BAN, MUTE, UNBAN, UNMUTE: bans and mutes with an end and a reason, which MODE cannot say."""

from salon.core.commands import Command, LiftSanction
from salon.core.queries.sight import is_visible_channel
from salon.core.refusals import Refusal
from salon.texts.marks import N_
from salon.wire.irc import numerics
from salon.wire.irc.conversation import Conversation
from salon.wire.irc.messages import Message
from salon.wire.irc.refusals import render_refusal
from salon.wire.sanctions import read_sanction, word_sanctions


def ban(talk: Conversation, message: Message, _now: int) -> list[Command]:
    """Ban somebody from a channel; without a nick, show whom it bans and mutes."""
    if len(message.params) < 2:
        return _show(talk, message.params[0])
    return _sanction(talk, message, muting=False)


def mute(talk: Conversation, message: Message, _now: int) -> list[Command]:
    """Silence somebody in a channel; without a nick, show whom it bans and mutes."""
    if len(message.params) < 2:
        return _show(talk, message.params[0])
    return _sanction(talk, message, muting=True)


def unban(_talk: Conversation, message: Message, _now: int) -> list[Command]:
    """Lift the bans of somebody."""
    return [LiftSanction(message.params[0], message.params[1])]


def unmute(_talk: Conversation, message: Message, _now: int) -> list[Command]:
    """Lift the mutes of somebody."""
    return [LiftSanction(message.params[0], message.params[1], muting=True)]


def _sanction(talk: Conversation, message: Message, *, muting: bool) -> list[Command]:
    channel, name, *rest = message.params
    read = read_sanction(channel, name, " ".join(rest), muting=muting)
    if isinstance(read, Refusal):
        render_refusal(talk, read)
        return []
    return [read]


def _show(talk: Conversation, name: str) -> list[Command]:
    channel = talk.state.find_channel(name)
    if channel is None or not is_visible_channel(channel, talk.me):
        talk.numeric(numerics.ERR_NOSUCHCHANNEL, name or "*", text=N_("No such channel"))
        return []
    lines = [*word_sanctions(channel, talk.locale.translate)]
    for line in lines or [talk.text(N_("Nobody is banned or muted in {channel}."), channel=channel.name)]:
        talk.send(f":{talk.server.name} NOTICE {talk.client} :{line}")
    return []
