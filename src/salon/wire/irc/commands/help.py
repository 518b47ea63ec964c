"""HELP: made from the command table, so that it lists what there is."""

from collections.abc import Callable, Mapping
from typing import Final

from salon.core.commands import Command
from salon.texts.marks import N_
from salon.wire.history_words import word_retention
from salon.wire.irc import numerics
from salon.wire.irc.conversation import Conversation
from salon.wire.irc.messages import Message

ABOUT_HISTORY: Final = frozenset({"HISTORY", "CHATHISTORY"})
"""Subjects that tell how long messages are kept."""


def answer_help(
    entries: Mapping[str, tuple[str, str]],
) -> Callable[[Conversation, Message, int], list[Command]]:
    """Return HELP over a table of commands: name to syntax and meaning."""

    def help_(talk: Conversation, message: Message, _now: int) -> list[Command]:
        subject = message.params[0].upper() if message.params else ""
        if subject and subject not in entries:
            # The subject itself, or '*' where it could not stand there (modern-irc, ERR_HELPNOTFOUND).
            name = "*" if " " in subject or subject.startswith(":") else subject
            talk.numeric(numerics.ERR_HELPNOTFOUND, name, text=N_("No help on that; try HELP alone"))
            return []
        shown = [entries[subject]] if subject else list(entries.values())
        name = subject or "*"
        talk.numeric(numerics.RPL_HELPSTART, name, text=N_("Commands and what they do:"))
        head = f":{talk.server.name} {numerics.RPL_HELPTXT} {talk.client} {name} :"
        talk.send(head)
        for syntax, meaning in shown:
            talk.send(f"{head}{talk.text(syntax)} - {talk.text(meaning)}")
        if subject in ABOUT_HISTORY:
            talk.send(f"{head}{word_retention(talk.state.rules, talk.locale.translate)}")
        talk.numeric(numerics.RPL_ENDOFHELP, name, text=N_("End of HELP"))
        return []

    return help_
