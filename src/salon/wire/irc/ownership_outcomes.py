"""How a client is shown whose a channel is, and what accounts keep in it."""

from collections.abc import Callable
from typing import Any

from salon.core.modes import LETTERS_BY_RANK
from salon.core.ownership_events import ChannelOwnerChanged
from salon.core.ranks import Rank
from salon.core.replies import AccessChanged, ChannelNameDone, GuestsChannelFounded, HistoryTold
from salon.texts.marks import N_, N_PLURAL
from salon.wire.forbidden_names import word_name_done
from salon.wire.history_words import word_history
from salon.wire.irc.account_outcomes import send_notice
from salon.wire.irc.conversation import Conversation
from salon.wire.rank_words import WORDS


def _owner(talk: Conversation, event: ChannelOwnerChanged, _now: int, _own: bool) -> None:
    if event.person == talk.me.id:
        text = N_("{channel} now belongs to your account {account}")
    elif event.owner:
        text = N_("{channel} now belongs to the account {account}")
    else:
        text = N_("{channel} no longer belongs to any account, and no account keeps a rank in it")
    name = event.name
    talk.standard_reply("NOTE", "MODE", "CHANNEL_OWNER", name, text=text, channel=name, account=event.account)


def _guests(talk: Conversation, reply: GuestsChannelFounded, _now: int, _own: bool) -> None:
    text = N_PLURAL(
        "Your account owns {limit} channel, the most that it may own: this one belongs to no account",
        "Your account owns {limit} channels, the most that it may own: this one belongs to no account",
        "limit",
    )
    talk.standard_reply("NOTE", "JOIN", "GUESTS_CHANNEL", reply.channel, text=text, limit=reply.limit)


def _access(talk: Conversation, reply: AccessChanged, _now: int, _own: bool) -> None:
    fields = {"account": reply.account, "channel": reply.channel}
    if reply.rank is Rank.MEMBER:
        facts = {"account": reply.account}
        send_notice(talk, N_("{account} keeps no rank in {channel}."), facts=facts, **fields)
    else:
        rank = talk.locale.translate(WORDS[reply.rank])
        text = N_("{account} keeps a rank in {channel}: {rank}.")
        facts = {"account": reply.account, "rank": LETTERS_BY_RANK[reply.rank]}
        send_notice(talk, text, facts=facts, rank=rank, **fields)


def _name_done(talk: Conversation, reply: ChannelNameDone, _now: int, _own: bool) -> None:
    send_notice(talk, word_name_done(reply, talk.locale.translate))


def _history(talk: Conversation, reply: HistoryTold, _now: int, _own: bool) -> None:
    words = word_history(reply, reply.channel, talk.locale.translate)
    if talk.asked.is_service:
        send_notice(talk, words)
    else:
        talk.standard_reply("NOTE", "JOIN", "HISTORY_KEPT", reply.channel, text="{words}", words=words)


SHOW_OWNERSHIP: dict[type[object], Callable[[Conversation, Any, int, bool], None]] = {
    ChannelOwnerChanged: _owner,
    GuestsChannelFounded: _guests,
    AccessChanged: _access,
    HistoryTold: _history,
    ChannelNameDone: _name_done,
}
"""How each outcome of a command about the belonging of channels looks."""
