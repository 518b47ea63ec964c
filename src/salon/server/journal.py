"""Notes in the log what the owner would want to know: who comes and goes, and what operators do.

Addresses are told, for the log is the owner's; what people say is not, nor are keys and passwords.
"""

import logging
from collections.abc import Mapping

from salon.core import events
from salon.core.events import Event
from salon.core.ownership_events import ChannelOwnerChanged
from salon.core.refusals import OperatorUnknown, Refusal, WrongServerPassword
from salon.core.state import Session
from salon.texts.language import Text
from salon.texts.marks import N_

log = logging.getLogger("salon.people")

_InChannel = (
    events.MemberJoined
    | events.MemberKicked
    | events.ModesChanged
    | events.TopicChanged
    | events.ChannelRenamed
    | events.PersonInvited
    | ChannelOwnerChanged
)

_BY_OPERATORS: Mapping[type[_InChannel], str] = {
    events.MemberJoined: N_("operator %(nick)s joined %(channel)s"),
    events.MemberKicked: N_("operator %(nick)s removed somebody from %(channel)s"),
    events.ModesChanged: N_("operator %(nick)s changed modes of %(channel)s"),
    events.TopicChanged: N_("operator %(nick)s changed the topic of %(channel)s"),
    events.ChannelRenamed: N_("operator %(nick)s renamed %(channel)s"),
    events.PersonInvited: N_("operator %(nick)s invited somebody to %(channel)s"),
    ChannelOwnerChanged: N_("operator %(nick)s changed the owner of %(channel)s"),
}
"""What a server operator does to a channel: a line where it is done by one."""

_WRONG_PASSWORDS: Mapping[type[Refusal], str] = {
    OperatorUnknown: N_("wrong operator name or password from %(address)s (connection %(session)d)"),
    WrongServerPassword: N_("wrong server password from %(address)s (connection %(session)d)"),
}


class Journal:
    """Writes the hub's happenings to the log."""

    def opened(self, session: Session) -> None:
        """Note that a connection was opened."""
        log.debug(
            N_("connection %(session)d from %(address)s"), {"session": session.id, "address": session.address}
        )

    def happened(self, event: Event, session: Session | None) -> None:
        """Note who came, who left, and whatever a server operator did."""
        if isinstance(event, events.SessionAttached) and session is not None:
            log.info(
                N_("%(nick)s connected from %(address)s (connection %(session)d)"),
                {"nick": event.source.nick, "address": session.address, "session": session.id},
            )
        elif isinstance(event, events.PersonLeft):
            _note_leaving(event)
        elif isinstance(event, events.OperatorGranted):
            log.warning(
                N_("%(nick)s is a server operator now, as %(operator)s"),
                {"nick": event.source.nick, "operator": event.operator},
            )
        elif isinstance(event, _InChannel) and _is_operator(session):
            log.info(_BY_OPERATORS[type(event)], {"nick": event.source.nick, "channel": event.name})

    def refused(self, refusal: Refusal, session: Session) -> None:
        """Note wrong passwords: somebody may be trying them one after the other."""
        wrong = _WRONG_PASSWORDS.get(type(refusal))
        if wrong is not None:
            log.warning(wrong, {"address": session.address, "session": session.id})

    def closed(self, session: Session) -> None:
        """Note that a connection ended."""
        log.debug(N_("connection %(session)d ended"), {"session": session.id})


def _is_operator(session: Session | None) -> bool:
    return session is not None and session.person is not None and session.person.is_operator


def _note_leaving(event: events.PersonLeft) -> None:
    """Note who left, and the reason where it is the server's own: last words are not for the log."""
    nick = event.source.nick
    if event.killer is not None:
        log.info(
            N_("%(nick)s was disconnected by the operator %(killer)s"),
            {"nick": nick, "killer": event.killer.nick},
        )
    elif event.by_server:
        log.info(N_("%(nick)s left: %(reason)s"), {"nick": nick, "reason": Text(event.reason)})
    else:
        log.info(N_("%(nick)s left"), {"nick": nick})
