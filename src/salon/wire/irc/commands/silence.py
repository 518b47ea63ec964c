"""The IRC command SILENCE: whom one does not want to hear in private."""

from salon.core.commands import Command
from salon.core.masks import normalise_mask
from salon.texts.marks import N_
from salon.wire.irc import numerics
from salon.wire.irc.conversation import Conversation
from salon.wire.irc.messages import Message
from salon.wire.irc.silence import Silenced


def silence(talk: Conversation, message: Message, _now: int) -> list[Command]:
    """Hear no private words of whoever matches a mask, hear them again, or show the masks."""
    wishes = [wish for wish in message.params[0].split(",") if wish] if message.params else []
    if not wishes or wishes == [talk.me.nick]:
        _show(talk)
        return []
    for wish in wishes:
        # Without a sign a mask is added, and of a nick alone the rest is any (ircu, UnrealIRCd).
        asked = wish.removeprefix("-" if wish.startswith("-") else "+")
        mask = normalise_mask(asked, talk.state.names)
        if mask is None:
            invalid = N_("This is not a mask; write NICK!USER@HOST, where * stands for anything")
            talk.fail("SILENCE", "INVALID_MASK", asked, text=invalid)
        else:
            _change(talk, mask, adding=not wish.startswith("-"))
    return []


def _change(talk: Conversation, mask: str, *, adding: bool) -> None:
    silenced = talk.silenced or Silenced(talk.state.names, talk.core)
    if (mask in silenced) is adding:
        return
    if adding and len(silenced.masks) >= talk.state.rules.limits.list_entries:
        talk.numeric(numerics.ERR_SILELISTFULL, mask, text=N_("Your silence list is full"))
        return
    if adding:
        silenced.add(mask)
    else:
        silenced.discard(mask)
    talk.silenced = silenced if silenced.masks else None
    talk.choose_form()
    talk.send(f":{talk.me.source.mask} SILENCE {'+' if adding else '-'}{mask}")


def _show(talk: Conversation) -> None:
    nick = talk.me.nick
    for mask in talk.silenced.masks if talk.silenced is not None else ():
        talk.numeric(numerics.RPL_SILELIST, nick, mask)
    talk.numeric(numerics.RPL_ENDOFSILELIST, nick, text=N_("End of silence list"))
