"""The connections of one's own on IRC: SESSIONS for programs, and what NickServ says of them.

SESSIONS LIST           -> SESSIONS SESSION ID SINCE WIRE secure|plain ADDRESS current|other, for each;
                           SESSIONS ENDOFLIST
SESSIONS END ID|OTHERS  -> SESSIONS ENDED COUNT
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from salon.core.commands import Command
from salon.core.queries.sessions import OwnSession, sessions_of
from salon.core.replies import SessionsEnded
from salon.texts.marks import N_
from salon.wire.irc.account_outcomes import send_notice
from salon.wire.irc.conversation import Conversation
from salon.wire.irc.messages import Message
from salon.wire.own_sessions import ENDED, read_ended, word_session


def sessions(talk: Conversation, message: Message, _now: int) -> list[Command]:
    """List the connections of one's own, or end some."""
    word, *rest = (param.upper() for param in message.params)
    if word == "LIST" and not rest:
        lines = [_line(talk, its) for its in sessions_of(talk.core)]
        talk.batch("salon.dev/sessions", [*lines, f":{talk.server.name} SESSIONS ENDOFLIST"])
        return []
    ended = read_ended(rest[0]) if word == "END" and len(rest) == 1 else None
    if ended is None:
        wanted = N_(
            "Write SESSIONS LIST, SESSIONS END and the number of a connection, or SESSIONS END OTHERS"
        )
        talk.fail("SESSIONS", "INVALID_PARAMS", *message.params[:2], text=wanted)
        return []
    return [ended]


def _line(talk: Conversation, its: OwnSession) -> str:
    since = datetime.fromtimestamp(its.opened / 1000, UTC).isoformat(timespec="milliseconds")
    # An address of IPv6 may begin with the sign of a last parameter.
    address = f"0{its.address}" if its.address.startswith(":") else its.address or "*"
    way, which = "secure" if its.secure else "plain", "current" if its.current else "other"
    since = since.replace("+00:00", "Z")
    return f":{talk.server.name} SESSIONS SESSION {its.number} {since} {its.wire} {way} {address} {which}"


def tell_sessions(talk: Conversation, _params: Sequence[str]) -> list[Command]:
    """Say which connections there are, in words."""
    for its in sessions_of(talk.core):
        send_notice(talk, word_session(its, talk.locale.translate))
    return []


def show_ended(talk: Conversation, reply: SessionsEnded, _now: int, _own: bool) -> None:
    """Say how many connections were ended."""
    if talk.asked.is_service:
        send_notice(talk, ENDED, count=reply.count)
    else:
        talk.send(f":{talk.server.name} SESSIONS ENDED {reply.count}")
