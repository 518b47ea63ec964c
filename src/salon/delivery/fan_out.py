"""Fan-out: who hears of an event, each form rendered once.

Messages take the short way. Of anything else, the sessions whom it concerns - of who did it, and of whom it
was done to - are shown it each in its own way; everybody else gets the bytes of their form.
"""

from collections.abc import Iterable
from typing import Any

from salon.core import events
from salon.core.apply import apply
from salon.core.events import Event, MessagePosted
from salon.core.ranks import highest
from salon.core.replies import MonitoredArrived, MonitoredChanged, MonitoredLeft, Outcome, Reply
from salon.core.state import Person, State
from salon.delivery.audience import Append, Audience, Groups
from salon.delivery.gate import Gate
from salon.delivery.outbox import Outbox

_IN_CHANNEL = (
    events.MemberJoined,
    events.MemberParted,
    events.MemberKicked,
    events.PersonInvited,
    events.TopicChanged,
    events.ModesChanged,
    events.ChannelRenamed,
)
_AMONG_PEERS = (
    events.PersonLeft,
    events.NickChanged,
    events.RealNameChanged,
    events.HostChanged,
    events.AwayChanged,
)
_OF_NOBODY = (
    events.ChannelFounded,
    events.ChannelDropped,
    events.ChannelEmptied,
    events.ChannelRefounded,
    events.MonitorChanged,
    events.MachineListed,
    events.MachineForgotten,
)
_BETWEEN_TWO = (
    events.MemberKicked,
    events.PersonInvited,
    events.FileOffered,
    events.FileAccepted,
    events.ChunkSent,
    events.ChunkReceived,
    events.FileStopped,
)
_OWN = (events.PersonArrived, events.MonitorChanged)
_MONITORED = (events.RealNameChanged, events.HostChanged, events.AwayChanged)


class FanOut:
    """Applies events, and puts them into the outboxes of those who are to hear of them."""

    def __init__(self, state: State, gate: Gate) -> None:
        self._state = state
        self._gate = gate
        self.outboxes: dict[int, Outbox] = {}
        self._audiences: dict[int, Audience] = {}

    def post(self, event: MessagePosted, origin: Outbox) -> None:
        """Spread a message; its sender's session shows its own copy."""
        apply(self._state, event)
        if not event.channel:
            self._post_to_person(event, origin)
        elif event.rank:
            self._post_to_rank(event, origin)
        else:
            audience = self._audiences.get(event.channel)
            if audience is not None:
                self._spread(event, audience.groups, (origin,), event.time)

    def spread(self, event: Event, origin: Outbox | None, now: int) -> None:
        """Apply any other event and spread it; then change who hears what comes after."""
        state = self._state
        # Found before the event is applied: who leaves is still there to be told, who comes is not yet.
        groups = self._hearers(event)
        concerned = self._concerned(event)
        if origin is not None and (
            isinstance(event, _OWN) or any(origin in group for group in groups.values())
        ):
            concerned.setdefault(origin)
        watched = self._watchers(event)
        leaver = state.people[event.source.person] if isinstance(event, events.PersonLeft) else None
        apply(state, event)
        if groups:
            self._spread(event, groups, concerned, now)
        for outbox in concerned:
            self.show(outbox, event, now, own=outbox is origin)
        for outbox, reply in watched:
            # Who changes something knows it, but a nick that one takes oneself is here, too.
            if outbox not in concerned or isinstance(event, events.NickChanged):
                self.show(outbox, reply, now, own=False)
        self._regroup(event, leaver)
        for outbox in concerned:
            # What happened may change more than the channel that it happened in: which one is current.
            if outbox.wire.forms_changed:
                self.change_forms(outbox, state.sessions[outbox.session].person)

    def show(self, outbox: Outbox, outcome: Outcome, now: int, *, own: bool) -> None:
        """Have a session show something in its own way."""
        wire = outbox.wire
        wire.show(outcome, now, own=own)
        data = wire.take_output()
        if data:
            self._gate.put(outbox, data)

    def change_forms(self, outbox: Outbox, person: Person | None) -> None:
        """Ask a session for its forms anew, and put its outbox among those of the same, in every channel."""
        wire = outbox.wire
        wire.forms_changed = False
        outbox.form = wire.form
        for channel in person.channels if person is not None else ():
            self._audiences[channel].discard(outbox)
            self._audiences[channel].add(outbox, wire.form_in(channel))

    def _spread(self, event: Event, groups: Groups, apart: Iterable[Outbox], now: int) -> None:
        live = self._gate.live
        for form, group in groups.items():
            data = form.render(event)
            if data:
                for append in group.values():
                    append(data)
                live.update(group)
                # Taking the few back out again is cheaper than asking of each whether it is one of them.
                for outbox in apart:
                    if outbox in group:
                        outbox.chunks.pop()
            elif data is None:
                for outbox in group:
                    if outbox not in apart:
                        self.show(outbox, event, now, own=False)
        self._gate.wake()

    def _post_to_person(self, event: MessagePosted, origin: Outbox) -> None:
        receivers = self._of_person(event.person)
        for outbox in self._of_person(event.source.person):
            if outbox is not origin:
                receivers.setdefault(outbox)
        if origin in receivers:
            # To oneself: what the session has said before, the change of its form among it, comes first. What
            # is held back under a label does not: its echoes are one answer, of which this is to be no part
            # (labeled-response, "Tags"), and nothing says on which side of that answer it stands.
            self._gate.put(origin, origin.wire.take_output())
        for outbox in receivers:
            data = outbox.form.render(event)
            if data:
                self._gate.put(outbox, data)

    def _post_to_rank(self, event: MessagePosted, origin: Outbox) -> None:
        groups: Groups = {}
        for member in self._state.channels[event.channel].members.values():
            if highest(member.ranks) >= event.rank:
                for outbox in self._of_person(member.person.id):
                    form = outbox.wire.form_in(event.channel)
                    groups.setdefault(form, {})[outbox] = outbox.append
        self._spread(event, groups, (origin,), event.time)

    def _hearers(self, event: Any) -> Groups:
        if isinstance(event, _IN_CHANNEL):
            audience = self._audiences.get(event.channel)
            return {} if audience is None else audience.groups
        if isinstance(event, _AMONG_PEERS):
            return self._peers(self._state.people[event.source.person])
        if isinstance(event, events.WallopsSent):
            return _grouped(
                outbox
                for person in self._state.people.values()
                if "w" in person.modes
                for outbox in self._of_person(person.id)
            )
        return {}

    def _peers(self, person: Person) -> Groups:
        """Return who shares a channel with a person, each once: the one slow way that is permitted."""
        peers: dict[Outbox, object] = {}
        for channel in person.channels:
            for group in self._audiences[channel].groups.values():
                peers.update(group)
        return _grouped(peers)

    def _concerned(self, event: Any) -> dict[Outbox, None]:
        if isinstance(event, _OF_NOBODY):
            return {}
        concerned = self._of_person(event.source.person)
        if isinstance(event, _BETWEEN_TWO):
            concerned |= self._of_person(event.person)
        return concerned

    def _of_person(self, number: int) -> dict[Outbox, None]:
        person = self._state.people.get(number)
        if person is None:
            return {}
        return {self.outboxes[session]: None for session in person.sessions}

    def _watchers(self, event: Any) -> list[tuple[Outbox, Reply]]:
        if not self._state.monitors:
            return []
        if isinstance(event, events.PersonArrived):
            return self._told(event.source.nick, MonitoredArrived(event.source))
        if isinstance(event, events.PersonLeft):
            return self._told(event.source.nick, MonitoredLeft(event.source.nick))
        if isinstance(event, events.NickChanged):
            fold = self._state.names.fold
            if fold(event.nick) == fold(event.source.nick):
                return []
            return [
                *self._told(event.source.nick, MonitoredLeft(event.source.nick)),
                *self._told(event.nick, MonitoredArrived(event.new_source)),
            ]
        if isinstance(event, _MONITORED):
            peers = self._hearers(event).values()
            told = self._told(event.source.nick, MonitoredChanged(event))
            return [(outbox, reply) for outbox, reply in told if not any(outbox in group for group in peers)]
        return []

    def _told(self, nick: str, reply: Reply) -> list[tuple[Outbox, Reply]]:
        sessions = self._state.monitors.get(self._state.names.fold(nick), ())
        return [(self.outboxes[session], reply) for session in sessions]

    def _regroup(self, event: Any, leaver: Person | None) -> None:
        if leaver is not None:
            for channel in leaver.channels:
                self._discard(channel, map(self.outboxes.__getitem__, leaver.sessions))
        elif isinstance(event, events.MemberJoined):
            audience = self._audiences.setdefault(event.channel, Audience())
            for outbox in self._of_person(event.source.person):
                audience.add(outbox, outbox.wire.form_in(event.channel))
        elif isinstance(event, events.MemberParted):
            self._discard(event.channel, self._of_person(event.source.person))
        elif isinstance(event, events.MemberKicked):
            self._discard(event.channel, self._of_person(event.person))
        elif isinstance(event, events.ChannelDropped):
            self._audiences.pop(event.channel, None)

    def _discard(self, channel: int, outboxes: Iterable[Outbox]) -> None:
        audience = self._audiences[channel]
        for outbox in outboxes:
            audience.discard(outbox)


def _grouped(outboxes: Iterable[Outbox]) -> Groups:
    groups: Groups = {}
    for outbox in outboxes:
        group: dict[Outbox, Append] = groups.setdefault(outbox.form, {})
        group[outbox] = outbox.append
    return groups
