"""The IRC command by which an account stays while nobody is connected: PERSISTENCE (draft/persistence)."""

from salon.core.commands import Command, SetPersistence, ShowPersistence
from salon.core.presence_events import Persistence
from salon.core.replies import PersistenceShown
from salon.texts.marks import N_
from salon.wire.irc.capabilities import Cap
from salon.wire.irc.conversation import Conversation
from salon.wire.irc.messages import Message

_WISHES = {wish.value.upper(): wish for wish in Persistence}


def persistence(talk: Conversation, message: Message, _now: int) -> list[Command]:
    """Say whether one's account stays, or have it stay or not."""
    word, *wishes = (param.upper() for param in message.params)
    if talk.me.account is None:
        needed = N_("Log in to an account first")
        talk.fail("PERSISTENCE", "ACCOUNT_REQUIRED", text=needed, cap=Cap.PERSISTENCE)
    elif word == "GET":
        return [ShowPersistence()]
    elif word == "SET" and wishes and wishes[0] in _WISHES:
        return [SetPersistence(_WISHES[wishes[0]])]
    else:
        wanted = N_("Write PERSISTENCE GET, or PERSISTENCE SET ON, OFF or DEFAULT")
        talk.fail("PERSISTENCE", "INVALID_PARAMS", *message.params[:2], text=wanted, cap=Cap.PERSISTENCE)
    return []


def show_persistence(talk: Conversation, reply: PersistenceShown, _now: int, _own: bool) -> None:
    """Say what was chosen, and what comes of it."""
    effective = "ON" if reply.effective else "OFF"
    talk.send(f":{talk.server.name} PERSISTENCE STATUS {reply.setting.upper()} {effective}")
