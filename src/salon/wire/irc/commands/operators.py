"""IRC commands of server operators: OPER, KILL, REHASH, RESTART, WALLOPS."""

from salon.core.commands import BecomeOperator, Command, Kill, Reload, Restart, SendWallops
from salon.texts.marks import N_
from salon.wire.irc import numerics
from salon.wire.irc.conversation import Conversation
from salon.wire.irc.messages import Message


def oper(_talk: Conversation, message: Message, _now: int) -> list[Command]:
    """Become a server operator."""
    return [BecomeOperator(message.params[0], message.params[1])]


def kill(talk: Conversation, message: Message, _now: int) -> list[Command]:
    """Disconnect somebody."""
    nick, *words = message.params
    fold = talk.state.names.fold
    if talk.me.is_operator and fold(nick) == fold(talk.server.name):
        talk.numeric(numerics.ERR_CANTKILLSERVER, text=N_("You cannot kill a server"))
        return []
    return [Kill(nick, " ".join(words) or "-")]


def rehash(talk: Conversation, _message: Message, _now: int) -> list[Command]:
    """Read the configuration again."""
    if talk.me.is_operator:
        talk.numeric(numerics.RPL_REHASHING, "salon.toml", text=N_("Reading the configuration again"))
    return [Reload()]


def restart(_talk: Conversation, _message: Message, _now: int) -> list[Command]:
    """Start the server again."""
    return [Restart()]


def wallops(talk: Conversation, message: Message, _now: int) -> list[Command]:
    """Speak to everybody who listens to operators."""
    if not message.params[0]:
        talk.need_more_params("WALLOPS")
        return []
    return [SendWallops(message.params[0])]
