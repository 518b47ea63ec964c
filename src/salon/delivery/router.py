"""The router: from the reach of an event to the connections of this process that hear of it.

It reads the state and neither decides nor applies. People and connections of other processes stand in the
state as well; here they have no outbox, and are passed over.
"""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from salon.core import events
from salon.core.events import Event, MessagePosted, Reach
from salon.core.message_events import MessageReacted
from salon.core.replies import MonitoredArrived, MonitoredChanged, MonitoredLeft, Reply
from salon.core.state import Person, State
from salon.delivery.outbox import Outbox
from salon.wire.session import NO_FORM, Form

Append = Callable[[bytes], None]
Groups = dict[Form, dict[Outbox, Append]]
"""Outboxes by form. Insertion-ordered, so that everybody's copy leaves in the order of arrival."""


class Audience(NamedTuple):
    """The outboxes that hear of an event.

    `groups`: in the bytes of their form; `concerned`: of the people who did it or to whom it was done, each
    in its own way, though it stands in a group; `watching`: told of it for a nick that they monitor.
    """

    groups: Groups
    concerned: dict[Outbox, None]
    watching: list[tuple[Outbox, Reply]]


class Router:
    """Knows the outboxes of this process, and in which form each hears of each channel."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._outboxes: dict[int, Outbox] = {}
        self._channels: dict[int, Groups] = {}
        self._find: dict[Reach, Callable[[Any], tuple[Groups, dict[Outbox, None]]]] = {
            Reach.NOBODY: lambda _event: ({}, {}),
            Reach.SESSION: lambda event: ({}, self.of_session(event.session)),
            Reach.PERSON: lambda event: ({}, self._of_person(event.source.person)),
            Reach.PAIR: lambda event: ({}, self._of_two(event)),
            Reach.CHANNEL: lambda event: (
                self._channels.get(event.channel, {}),
                self._of_person(event.source.person),
            ),
            Reach.TARGET: lambda event: (self._channels.get(event.channel, {}), self._of_two(event)),
            Reach.CONVERSATION: lambda event: (self._of_conversation(event), self._of_two(event)),
            Reach.PEERS: lambda event: (
                self._peers(event.source.person),
                self._of_person(event.source.person),
            ),
            Reach.WALLOPS: lambda event: (self._listeners(), self._of_person(event.source.person)),
        }

    def add(self, session: int, outbox: Outbox) -> None:
        """Let a connection hear of what reaches it."""
        self._outboxes[session] = outbox

    def remove(self, session: int) -> None:
        """Let a connection hear nothing more."""
        self._outboxes.pop(session, None)

    def part(self) -> None:
        """Let people hear nothing of each other any more but messages: all of them leave.

        3,000 ends in one channel, and who leads it after each, would be nine million lines.
        """
        to_oneself = self._find[Reach.PERSON]
        self._find |= dict.fromkeys((Reach.PEERS, Reach.CHANNEL, Reach.PAIR), to_oneself)

    # --- who hears --------------------------------------------------------------------------------

    def audience(self, event: Event, origin: Outbox | None) -> Audience:
        """Return the outboxes that hear of an event which is about to be applied.

        Before, for those who leave are still there to be told, and those who arrive are not yet.
        """
        groups, concerned = self._find[event.reach](event)
        if origin is not None and any(origin in group for group in groups.values()):
            concerned.setdefault(origin)
        watching = self._watching(event, groups) if event.watched and self._state.monitors else []
        return Audience(groups, concerned, watching)

    def channel(self, channel: int) -> Groups:
        """Return the outboxes of a channel's members."""
        return self._channels.get(channel, {})

    def channel_from_rank(self, event: MessagePosted | MessageReacted) -> Groups:
        """Return the outboxes of a channel's members of at least the standing that a message is for."""
        channel = self._state.channels[event.channel]
        return _grouped(
            (outbox, outbox.wire.form_in(event.channel))
            for member in channel.members.values()
            if channel.standing_of(member.person) >= event.rank
            for outbox in self._of_person(member.person.id)
        )

    def _of_conversation(self, event: MessageReacted) -> Groups:
        return self.channel_from_rank(event) if event.rank else self.channel(event.channel)

    def pair(self, event: MessagePosted, origin: Outbox | None) -> dict[Outbox, None]:
        """Return the outboxes of the two ends of a private message.

        Without that of its origin, unless it is to oneself.
        """
        receivers = {} if event.unheard else self._of_person(event.person)
        sender = self._state.people.get(event.source.person)
        if sender is not None:
            for session in sender.sessions:
                outbox = self._outboxes.get(session)
                if outbox is not None and outbox is not origin:
                    receivers.setdefault(outbox)
        return receivers

    def of_session(self, session: int) -> dict[Outbox, None]:
        """Return the outbox of a session, if it is of this process."""
        outbox = self._outboxes.get(session)
        return {} if outbox is None else {outbox: None}

    def _of_person(self, number: int) -> dict[Outbox, None]:
        found: dict[Outbox, None] = {}
        person = self._state.people.get(number)
        if person is not None:
            for session in person.sessions:
                outbox = self._outboxes.get(session)
                if outbox is not None:
                    found[outbox] = None
        return found

    def _of_two(self, event: Any) -> dict[Outbox, None]:
        return self._of_person(event.source.person) | self._of_person(event.person)

    def _peers(self, number: int) -> Groups:
        """Return all who share a channel with a person, each once: the one slow way that is permitted."""
        person = self._state.people[number]
        peers: dict[Outbox, object] = {}
        for channel in person.channels:
            for group in self._channels.get(channel, {}).values():
                peers.update(group)
        return _grouped((outbox, outbox.form) for outbox in peers)

    def _listeners(self) -> Groups:
        return _grouped(
            (outbox, outbox.form)
            for person in self._state.people.values()
            if "w" in person.modes
            for outbox in self._of_person(person.id)
        )

    def _watching(self, event: Any, groups: Groups) -> list[tuple[Outbox, Reply]]:
        nick = event.source.nick
        if isinstance(event, events.PersonArrived):
            return self._told(nick, MonitoredArrived(event.source))
        if isinstance(event, events.PersonLeft):
            return self._told(nick, MonitoredLeft(nick))
        if isinstance(event, events.NickChanged):
            fold = self._state.names.fold
            if fold(event.nick) == fold(nick):
                return []
            return [
                *self._told(nick, MonitoredLeft(nick)),
                *self._told(event.nick, MonitoredArrived(event.new_source)),
            ]
        # Whoever shares a channel with the person hears of it there.
        told = self._told(nick, MonitoredChanged(event))
        return [
            (outbox, reply) for outbox, reply in told if not any(outbox in group for group in groups.values())
        ]

    def _told(self, nick: str, reply: Reply) -> list[tuple[Outbox, Reply]]:
        sessions = self._state.monitors.get(self._state.names.fold(nick), ())
        return [(self._outboxes[session], reply) for session in sessions if session in self._outboxes]

    # --- who is where -------------------------------------------------------------------------------

    def follow(self, event: Any) -> None:
        """Regroup the outboxes after an event that changed who is in a channel, or who speaks for whom."""
        if isinstance(event, events.MemberJoined):
            for outbox in self._of_person(event.source.person):
                self._join(event.channel, outbox)
        elif isinstance(event, events.MemberParted):
            self._leave((event.channel,), self._of_person(event.source.person))
        elif isinstance(event, events.MemberKicked):
            self._leave((event.channel,), self._of_person(event.person))
        elif isinstance(event, events.SessionAttached):
            person = self._state.people[event.source.person]
            for outbox in self.of_session(event.session):
                self._join_all(person, outbox)
        elif isinstance(event, events.SessionMoved):
            self._move(event)
        elif isinstance(event, events.SessionDetached):
            person_left = self._state.people.get(event.source.person) if event.source is not None else None
            if person_left is not None:
                self._leave(person_left.channels, self.of_session(event.session))

    def _move(self, event: events.SessionMoved) -> None:
        people, moved = self._state.people, self.of_session(event.session)
        self._leave(people[event.source.person].channels, moved)
        for outbox in moved:
            self._join_all(people[event.new_source.person], outbox)

    def change_forms(self, outbox: Outbox, person: Person | None) -> None:
        """Ask a session for its forms anew, and put its outbox among those of the same, in every channel."""
        wire = outbox.wire
        wire.forms_changed = False
        outbox.form = wire.form
        if person is not None:
            self._leave(person.channels, (outbox,))
            self._join_all(person, outbox)

    def _join_all(self, person: Person, outbox: Outbox) -> None:
        for channel in person.channels:
            self._join(channel, outbox)

    def _join(self, channel: int, outbox: Outbox) -> None:
        form = outbox.wire.form_in(channel)
        if form is NO_FORM:
            # Not one of its audience: nor does it hear who of it changes a nick, or leaves.
            return
        groups = self._channels.setdefault(channel, {})
        held = outbox.held.get(channel)
        append = outbox.append if held is None else held.append
        groups.setdefault(form, {})[outbox] = append

    def hold(self, outbox: Outbox, channel: int) -> None:
        """Hold back what reaches a connection in a channel, until `release`."""
        if channel not in outbox.held:
            outbox.held[channel] = []
            self._change_append(outbox, channel)

    def release(self, outbox: Outbox, channel: int) -> bytes:
        """Return what was held back, to be put behind what it waited for."""
        held = outbox.held.pop(channel, [])
        return b"".join(held) if self._change_append(outbox, channel) else b""

    def _change_append(self, outbox: Outbox, channel: int) -> bool:
        """Have what reaches a connection in a channel go where it is to go now; return whether any does."""
        for group in self._channels.get(channel, {}).values():
            if outbox in group:
                held = outbox.held.get(channel)
                group[outbox] = outbox.append if held is None else held.append
                return True
        return False

    def _leave(self, channels: Iterable[int], outboxes: Iterable[Outbox]) -> None:
        for channel in channels:
            groups = self._channels.get(channel, {})
            for outbox in outboxes:
                for form, group in groups.items():
                    if group.pop(outbox, None) is not None:
                        if not group:
                            del groups[form]
                        break
            if not groups:
                self._channels.pop(channel, None)


def _grouped(outboxes: Iterable[tuple[Outbox, Form]]) -> Groups:
    groups: Groups = {}
    for outbox, form in outboxes:
        groups.setdefault(form, {})[outbox] = outbox.append
    return groups
