"""HELP: made from the command table, so that it lists what there is."""

from collections.abc import Callable, Mapping

from salon.core.commands import Command
from salon.wire.irc import numerics
from salon.wire.irc.conversation import Conversation
from salon.wire.irc.messages import Message
from salon.wire.texts import N_


def answer_help(
    entries: Mapping[str, tuple[str, str]],
) -> Callable[[Conversation, Message, int], list[Command]]:
    """Return HELP over a table of commands: name to syntax and meaning."""

    def help_(talk: Conversation, message: Message, _now: int) -> list[Command]:
        subject = message.params[0].upper() if message.params else ""
        if subject and subject not in entries:
            talk.numeric(
                numerics.ERR_HELPNOTFOUND,
                subject.split(" ")[0][:64] or "*",
                text=N_("No help on that; try HELP alone"),
            )
            return []
        shown = [entries[subject]] if subject else list(entries.values())
        name = subject or "*"
        talk.numeric(numerics.RPL_HELPSTART, name, text=N_("Commands and what they do:"))
        for syntax, meaning in shown:
            talk.numeric(
                numerics.RPL_HELPTXT, name, text=f"{syntax} - {talk.text(meaning)}".replace("{", "{{")
            )
        talk.numeric(numerics.RPL_ENDOFHELP, name, text=N_("End of HELP"))
        return []

    return help_
