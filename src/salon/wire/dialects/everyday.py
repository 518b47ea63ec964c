"""Commands that every dialect with commands has: the date, whom one does not hear, the directory."""

from collections.abc import Callable

from salon.core.block_refusals import NotBlocked
from salon.core.commands import (
    AnnounceMachine,
    Block,
    Command,
    LeaveDirectory,
    PostMessage,
    TakePseudonym,
    Unblock,
)
from salon.core.decisions.blocks import blocked_by
from salon.core.masks import normalise_mask
from salon.core.queries.search import Search
from salon.core.refusals import NickInvalid, NoSuchNick
from salon.texts.dates import word_date
from salon.texts.marks import N_
from salon.wire.dialects.session import DialectCommand, DialectSession
from salon.wire.typed_search import SYNTAX


def tell_date(talk: DialectSession, _rest: str, now: int) -> list[Command]:
    """Say the date and time, in the server's zone and language."""
    talk.say(word_date(now, talk.translate))
    return []


def ignore(talk: DialectSession, rest: str, _now: int) -> list[Command]:
    """Hear nothing more of what somebody says, or show whom one ignores."""
    if not rest:
        names = talk.ignored.names
        if names:
            talk.tell(N_("You do not hear: {nicks}"), nicks=", ".join(names))
        else:
            talk.tell(N_("You hear everybody."))
        return []
    problem = talk.state.names.nick_problem(rest, talk.state.rules.limits.nick_length)
    if problem is not None:
        talk.refuse(NickInvalid(rest, problem))
        return []
    if blocked_by(talk.state, rest) in talk.state.blocks.of(talk.me.list_owner):
        talk.tell(N_("You no longer hear {nick}."), nick=rest)
    return [Block(rest)]


def unignore(talk: DialectSession, rest: str, _now: int) -> list[Command]:
    """Hear again what somebody says."""
    if normalise_mask(rest, talk.state.names) is None:
        talk.refuse(NotBlocked(rest))
        return []
    return [Unblock(rest)]


def consent(talk: DialectSession, rest: str, _now: int) -> list[Command]:
    """Have the directory list one's machine with its address, or forget it: nobody is listed unasked."""
    wish = rest.lower()
    if wish == "on":
        return [AnnounceMachine(), TakePseudonym(talk.me.nick)]
    if wish == "off":
        talk.tell(N_("The directory forgets your machine and its address."))
        return [LeaveDirectory(forget=True)]
    talk.tell(N_("Write /annuaire on to have your machine and its address listed, /annuaire off to end it."))
    return []


def search(talk: DialectSession, typed: str, _now: int, place: Callable[[str], str] = str) -> list[Command]:
    """Find messages in all that one may read; without words: more of the last search."""
    read = talk.searching.read(typed, place)
    if isinstance(read, Search):
        talk.later.append(read)
    else:
        talk.tell(read, syntax=talk.translate(SYNTAX))
    return []


EVERYDAY: dict[str, DialectCommand] = {
    "/ignore": DialectCommand(
        ignore, N_("/ignore [NAME]"), N_("ignore somebody; without a name, show whom you ignore")
    ),
    "/unignore": DialectCommand(unignore, N_("/unignore NAME"), N_("no longer ignore somebody")),
    "/annuaire": DialectCommand(
        consent, "/annuaire on|off", N_("have your machine and its address listed, or not")
    ),
    "/search": DialectCommand(
        search,
        N_("/search WORDS [from:NAME] [in:#CHANNEL|NAME] [after:YYYY-MM-DD] [before:YYYY-MM-DD] [sort:best]"),
        N_("find messages that you may read; /search alone: more of the last search"),
    ),
    "/date": DialectCommand(tell_date, "/date", N_("the date and time")),
}
"""What stands alike in the tables of commands."""


def speak_to(talk: DialectSession, name: str, text: str) -> list[Command]:
    """Say something to one person alone: the name of a channel is nobody's."""
    if name.startswith("#"):
        talk.refuse(NoSuchNick(name))
        return []
    return [PostMessage(name, text)]
