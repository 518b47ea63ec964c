"""Notes in the log what the owner would want to know: who comes and goes, and what operators do.

Addresses are told, for the log is the owner's; what people say is not, nor are keys and passwords.
"""

import logging

from salon.core import events
from salon.core.events import Event
from salon.core.refusals import OperatorUnknown, Refusal, WrongServerPassword
from salon.core.state import Session

log = logging.getLogger("salon.people")

_BY_OPERATORS = (
    events.MemberJoined,
    events.MemberKicked,
    events.ModesChanged,
    events.TopicChanged,
    events.ChannelRenamed,
    events.PersonInvited,
)


class Journal:
    """Writes the hub's happenings to the log."""

    def opened(self, session: Session) -> None:
        """Note that a connection was opened."""
        log.debug(
            "connection %(session)d from %(address)s", {"session": session.id, "address": session.address}
        )

    def happened(self, event: Event, session: Session) -> None:
        """Note who came, who left, and whatever a server operator did."""
        if isinstance(event, events.PersonArrived):
            log.info(
                "%(nick)s came in from %(address)s (connection %(session)d)",
                {"nick": event.source.nick, "address": session.address, "session": session.id},
            )
        elif isinstance(event, events.PersonLeft):
            log.info("%(nick)s left: %(reason)s", {"nick": event.source.nick, "reason": event.reason})
        elif isinstance(event, events.OperatorGranted):
            log.warning(
                "%(nick)s is a server operator now, as %(operator)s",
                {"nick": event.source.nick, "operator": event.operator},
            )
        elif isinstance(event, _BY_OPERATORS) and session.person is not None and session.person.is_operator:
            log.info(
                "operator %(nick)s: %(event)s in %(channel)s",
                {"nick": session.person.nick, "event": type(event).__name__, "channel": event.name},
            )

    def refused(self, refusal: Refusal, session: Session) -> None:
        """Note wrong passwords: somebody may be trying them one after the other."""
        if isinstance(refusal, OperatorUnknown | WrongServerPassword):
            log.warning(
                "%(refusal)s: a wrong password from %(address)s (connection %(session)d)",
                {
                    "refusal": type(refusal).__name__,
                    "address": session.address,
                    "session": session.id,
                },
            )

    def closed(self, session: Session, reason: str) -> None:
        """Note that a connection ended."""
        log.debug("connection %(session)d ended: %(reason)s", {"session": session.id, "reason": reason})
