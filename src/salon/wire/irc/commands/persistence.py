"""PERSISTENCE (draft/persistence): an account stays while nobody is connected. NickServ has it in words."""

from collections.abc import Sequence

from salon.core.commands import Command, SetPersistence, ShowPersistence
from salon.core.presence_events import Persistence
from salon.core.replies import PersistenceShown
from salon.texts.marks import N_
from salon.wire.irc.account_outcomes import send_notice
from salon.wire.irc.capabilities import Cap
from salon.wire.irc.conversation import Conversation
from salon.wire.irc.messages import Message
from salon.wire.persistence_words import text_of, word_that_changes

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


def ask_persistence(params: Sequence[str]) -> list[Command] | None:
    """Return what NickServ is asked for: to show it, or to set it; None: it is neither."""
    wish = params[0].upper() if params else ""
    if wish and wish not in _WISHES:
        return None
    return [SetPersistence(_WISHES[wish])] if wish else [ShowPersistence()]


def show_persistence(talk: Conversation, reply: PersistenceShown, _now: int, _own: bool) -> None:
    """Say what was chosen, and what comes of it; in words where a person reads it."""
    effective = "ON" if reply.effective else "OFF"
    if talk.has(Cap.PERSISTENCE) and not talk.asked.is_service:
        talk.send(f":{talk.server.name} PERSISTENCE STATUS {reply.setting.upper()} {effective}")
        return
    days = talk.state.rules.accounts.persistence_days
    command = f"/msg NickServ PERSISTENCE {word_that_changes(reply).upper()}"
    send_notice(talk, text_of(reply, days), count=days, command=command)
