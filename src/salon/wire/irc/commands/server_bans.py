"""KLINE, DLINE, UNKLINE, UNDLINE: bans from the whole server, for its operators."""

from collections.abc import Callable

from salon.core.commands import BanFromServer, Command, LiftServerBan
from salon.core.refusals import Refusal
from salon.core.replies import ServerBanDone
from salon.texts.marks import N_
from salon.wire.irc import numerics
from salon.wire.irc.conversation import Conversation
from salon.wire.irc.messages import Message
from salon.wire.irc.refusals import render_refusal
from salon.wire.sanctions import read_ending, word_ban, word_server_ban

MYSELF = "MYSELF"
_NO_DURATION = set(".:!@*?~/")
"""No duration has them, and each mask or address that begins with a digit has one."""

ANDKILL = "ANDKILL"
"""What other servers want in front for what is done here in any case: those who are here are put out."""


def banning(*, network: bool) -> Callable[[Conversation, Message, int], list[Command]]:
    """Return the command that bans masks or networks; without parameters it shows those that are banned."""

    def ban(talk: Conversation, message: Message, _now: int) -> list[Command]:
        params = [*message.params]
        signs = set()
        while params and params[0].upper() in {MYSELF, ANDKILL}:
            signs.add(params.pop(0).upper())
        if not talk.me.is_operator:
            talk.numeric(numerics.ERR_NOPRIVILEGES, text=N_("Only server operators may do that"))
            return []
        if not params:
            send_bans(talk, network=network)
            return []
        seconds: int | Refusal = 0
        if not _NO_DURATION & set(params[0]):
            seconds, mask = read_ending(params[0])
            if not mask:
                del params[0]
        if isinstance(seconds, Refusal):
            render_refusal(talk, seconds)
            return []
        if not params:
            talk.need_more_params(message.command)
            return []
        mask, *reason = params
        return [BanFromServer(mask, network, seconds, " ".join(reason).strip(), myself=MYSELF in signs)]

    return ban


def lifting(*, network: bool) -> Callable[[Conversation, Message, int], list[Command]]:
    """Return the command that lifts bans of masks or networks."""

    def lift(_talk: Conversation, message: Message, _now: int) -> list[Command]:
        return [LiftServerBan(message.params[0], network)]

    return lift


def send_bans(talk: Conversation, *, network: bool) -> None:
    """Show the bans of masks, or of networks."""
    found = [ban for ban in talk.state.server_bans if ban.network is network]
    code = numerics.RPL_STATSDLINE if network else numerics.RPL_STATSKLINE
    for ban in found:
        words = word_ban(ban.nick, ban.until, ban.reason, talk.locale.translate)
        talk.send(f":{talk.server.name} {code} {talk.client} {'D' if network else 'K'} {ban.mask} :{words}")
    talk.numeric(numerics.RPL_ENDOFSTATS, "d" if network else "k", text=N_("End of STATS report"))


def show_done(talk: Conversation, reply: ServerBanDone, _now: int, _own: bool) -> None:
    """Say what is banned, or no more."""
    words = word_server_ban(reply, talk.locale.translate)
    talk.send(f":{talk.server.name} NOTICE {talk.client} :{words}")
