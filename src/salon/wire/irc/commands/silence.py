"""The IRC command SILENCE: whom one does not want to hear in private.

As networks have it (SILENCE of ircu, UnrealIRCd and InspIRCd): whoever is silenced is not told, and what is
said in channels comes to everybody. The list is that of the account, on all its connections.
"""

from salon.core.block_events import BlockChanged
from salon.core.block_refusals import BlockListFull
from salon.core.blocks import Blocked
from salon.core.commands import Block, Command, Unblock
from salon.core.decisions.blocks import shown
from salon.texts.marks import N_
from salon.wire.irc import numerics
from salon.wire.irc.conversation import Conversation
from salon.wire.irc.messages import Message


def silence(talk: Conversation, message: Message, _now: int) -> list[Command]:
    """Hear no private words of whoever matches a mask, hear them again, or show the masks."""
    wishes = [wish for wish in message.params[0].split(",") if wish] if message.params else []
    if not wishes or wishes == [talk.me.nick]:
        _show(talk)
        return []
    # Without a sign a mask is added, and of a nick alone the rest is any (ircu, UnrealIRCd).
    return [
        Unblock(wish.removeprefix("-")) if wish.startswith("-") else Block(wish.removeprefix("+"))
        for wish in wishes
    ]


def _show(talk: Conversation) -> None:
    nick, person = talk.me.nick, talk.me
    for blocked in talk.state.blocks.of(person.list_owner):
        talk.numeric(numerics.RPL_SILELIST, nick, shown(talk.state, blocked))
    talk.numeric(numerics.RPL_ENDOFSILELIST, nick, text=N_("End of silence list"))


def show_block(talk: Conversation, event: BlockChanged, _now: int, _own: bool) -> None:
    """Show that one hears somebody no more, or again."""
    mask = shown(talk.state, Blocked(event.blocked, event.mask))
    talk.send(f":{event.source.mask} SILENCE {'+' if event.adding else '-'}{mask}")


def refuse_full(talk: Conversation, refusal: BlockListFull) -> None:
    """Tell that there is no room for a mask."""
    talk.numeric(numerics.ERR_SILELISTFULL, refusal.mask, text=N_("Your silence list is full"))


def refuse_not_blocked(_talk: Conversation, _refusal: object) -> None:
    """Say nothing: what changes nothing is not told."""
