"""What people say on other wires, as a line of plain text: it goes to a terminal as it stands.

Knows the habits of IRC's texts (formatting codes, CTCP), and no wire's lines.
"""

import re

from msgspec import structs

from salon.core.events import MessagePosted, PersonLeft, SessionDetached
from salon.texts.marks import N_, Translate
from salon.texts.visible import is_blank, stripped

LEAVING = "Quit"
"""The reason of who leaves by a command of a dialect."""

SAID_BY_ONESELF = N_("You wrote to {nick}: {text}")
"""What another connection of one's own has said to one person alone."""

_ACTION = "\x01ACTION "

_NO_REASONS = frozenset({"", LEAVING, "Connection closed"})

# Colours take digits with them: ^C as `04,12`, ^D as six hexadecimal ones.
_COLOURS = re.compile(r"\x03(?:\d{1,2}(?:,\d{1,2})?)?|\x04(?:[0-9A-Fa-f]{6}(?:,[0-9A-Fa-f]{6})?)?")


def plain(text: str) -> str:
    """Return a text without formatting and without what steers a terminal or hides in it.

    A CTCP ACTION becomes `* TEXT`; any other CTCP, and a text that shows nothing, becomes nothing.
    """
    if text.isprintable():
        return text
    if text.startswith("\x01"):
        kind, _, rest = text.strip("\x01").partition(" ")
        if kind != "ACTION":
            return ""
        text = f"* {rest}"
    shown = stripped(_COLOURS.sub("", text.replace("\n", " ")))
    return "" if is_blank(shown) else shown


def in_lines(event: MessagePosted) -> list[MessagePosted]:
    """Return a message as one for each of its lines, but for blank ones."""
    if "\n" not in event.text:
        return [event]
    opening, words, closing = "", event.text, ""
    if words.startswith(_ACTION):
        opening, words, closing = _ACTION, words.removeprefix(_ACTION).removesuffix("\x01"), "\x01"
    first, *more = [line for line in words.split("\n") if line] or [""]
    # Whom it answers stands in front of the first.
    after = structs.replace(event, answers=0, answered="")
    return [
        structs.replace(event, text=f"{opening}{first}{closing}"),
        *(structs.replace(after, text=f"{opening}{line}{closing}") for line in more),
    ]


def reason_of(event: PersonLeft | SessionDetached, translate: Translate) -> str:
    """Return why somebody left, for others; nothing, where it is no more than that they left."""
    if event.killer is not None:
        return _worded(N_("disconnected by {operator}: {reason}"), event, event.killer.nick, translate)
    # On IRC everybody's own words have `Quit: ` in front.
    reason = plain(event.reason.removeprefix(f"{LEAVING}: "))
    return "" if reason in _NO_REASONS else translate(reason)


def own_reason_of(event: SessionDetached, translate: Translate) -> str:
    """Return why the one who left did, for themselves."""
    if event.killer is not None:
        text = N_("{operator} disconnected you from the server: {reason}")
        return _worded(text, event, event.killer.nick, translate)
    return reason_of(event, translate)


def _worded(text: str, event: PersonLeft | SessionDetached, operator: str, translate: Translate) -> str:
    """Return a text about a KILL: IRC's form of its reason, `Killed (OPERATOR (REASON))`, is for IRC."""
    reason = plain(event.reason.removeprefix(f"Killed ({operator} (").removesuffix("))"))
    return translate(text).format(operator=operator, reason=reason)
