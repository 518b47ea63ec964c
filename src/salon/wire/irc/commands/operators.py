"""IRC commands of server operators: OPER, KILL, REHASH, RESTART, WALLOPS."""

from salon.core.commands import BecomeOperator, Command, Kill, Reload, Restart, SendWallops
from salon.wire.irc import numerics
from salon.wire.irc.conversation import Conversation
from salon.wire.irc.messages import Message, truncate
from salon.wire.texts import N_


def oper(_talk: Conversation, message: Message, _now: int) -> list[Command]:
    """Become a server operator."""
    return [BecomeOperator(message.params[0], message.params[1])]


def kill(talk: Conversation, message: Message, _now: int) -> list[Command]:
    """Disconnect somebody."""
    reason = message.params[1] if len(message.params) > 1 else ""
    return [Kill(message.params[0], truncate(reason, talk.state.rules.kick_length) or "-")]


def rehash(talk: Conversation, _message: Message, _now: int) -> list[Command]:
    """Read the configuration again."""
    if talk.me.is_operator:
        talk.numeric(numerics.RPL_REHASHING, "salon.toml", text=N_("Reading the configuration again"))
    return [Reload()]


def restart(_talk: Conversation, _message: Message, _now: int) -> list[Command]:
    """Start the server again."""
    return [Restart()]


def wallops(_talk: Conversation, message: Message, _now: int) -> list[Command]:
    """Speak to everybody who listens to operators."""
    return [SendWallops(message.params[0])]
