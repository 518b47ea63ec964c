"""Fan-out: what was decided comes into force, and its bytes into the outboxes of all whom it reaches.

Rendered once for each form, and the same bytes appended to each outbox. It knows neither requests nor the
disk: nothing is written here.
"""

from collections.abc import Iterable
from typing import Any, cast

from salon.core.apply import apply
from salon.core.events import (
    Event,
    MemberKicked,
    MemberParted,
    MessagePosted,
    NickChanged,
    SessionDetached,
)
from salon.core.queries.past import ReplayHistory
from salon.core.replies import Outcome, PrivateMessagesMissed
from salon.core.state import State
from salon.delivery.gate import Gate
from salon.delivery.outbox import Outbox
from salon.delivery.router import Groups, Router

_LEAVING = (MemberKicked, MemberParted, SessionDetached)


class FanOut:
    """Applies events, and shows them to the connections of this process."""

    def __init__(self, state: State, router: Router, gate: Gate) -> None:
        self._state = state
        self._router = router
        self._gate = gate
        self._unanswered: list[Outbox] = []
        # Copies that were handed to connections; for whoever measures.
        self.deliveries = 0

    def post(self, event: MessagePosted, origin: Outbox | None, now: int) -> None:
        """Show a message; the session that it came by shows its own copy."""
        apply(self._state, event)
        if not event.channel:
            self._post_to_person(event, origin, now)
        elif event.rank:
            self._spread(event, self._router.channel_from_rank(event), (origin,), now)
        else:
            self._spread(event, self._router.channel(event.channel), (origin,), now)
        if origin is not None:
            origin.wire.show(event, now, own=True)

    def _post_to_person(self, event: MessagePosted, origin: Outbox | None, now: int) -> None:
        receivers = self._router.pair(event, origin)
        self.deliveries += len(receivers)
        if origin is not None and origin in receivers:
            # To oneself: what the session has said before, the change of its form among it, comes first. What
            # is held back under a label does not: its echoes are one answer, of which this is to be no part
            # (labeled-response, "Tags"), and nothing says on which side of that answer it stands.
            self._gate.put(origin, origin.wire.take_output())
        for outbox in receivers:
            data = outbox.form.render(event)
            if data:
                self._gate.put(outbox, data)
                if outbox.wire.resumable and not event.live:
                    outbox.keep(event)
            elif data is None:
                self.show(outbox, event, now, own=False)

    def show_again(self, before: Outbox, after: Outbox, since: int, now: int) -> None:
        """Show a connection what the one in whose place it goes on was told in private since then (ms)."""
        after.kept, before.kept = before.kept, None
        if after.kept is None:
            return
        messages, is_all = after.kept.since(since)
        if not is_all:
            self.show(after, PrivateMessagesMissed(), now, own=False)
        for message in messages:
            data = after.form.render(message)
            if data:
                self._gate.put(after, data)

    def happen(self, event: Event, origin: Outbox | None, now: int) -> None:
        """Apply any other event and show it; then change who hears what comes after."""
        router = self._router
        audience = router.audience(event, origin)
        if isinstance(event, _LEAVING):
            for outbox in audience.concerned:
                self.let_through(outbox)
        apply(self._state, event)
        if audience.groups:
            self._spread(event, audience.groups, audience.concerned, now)
        for outbox in audience.concerned:
            self.show(outbox, event, now, own=outbox is origin)
        for outbox, reply in audience.watching:
            # Who changes something knows it, but a nick that one takes oneself is here, too.
            if outbox not in audience.concerned or type(event) is NickChanged:
                self.show(outbox, reply, now, own=False)
        router.follow(event)
        for outbox in audience.concerned:
            self._follow(outbox)

    def pass_on(self, session: int, data: bytes) -> None:
        """Put bytes that nobody decided behind all that a connection of this process was told so far."""
        for outbox in self._router.of_session(session):
            if not outbox.ended:
                self._gate.post(outbox, data)

    def take_unanswered(self) -> list[Outbox]:
        """Return the outboxes of sessions that have more to show than fits into one step, and forget them."""
        unanswered, self._unanswered = self._unanswered, []
        return unanswered

    def let_through(self, outbox: Outbox) -> None:
        """Let through what was said in channels while their past was read."""
        for channel in list(outbox.held):
            data = self._router.release(outbox, channel)
            if data:
                self._gate.put(outbox, data)

    def _follow(self, outbox: Outbox) -> None:
        """See to what an event has changed for a session beyond its bytes."""
        wire = outbox.wire
        if wire.forms_changed:
            # What happened may change more than the channel that it happened in: which one is current.
            session = self._state.sessions.get(outbox.session)
            self._router.change_forms(outbox, session.person if session is not None else None)
        for step in wire.later:
            if isinstance(step, ReplayHistory):
                # What is said from now on comes behind what was said before.
                self._router.hold(outbox, step.channel)

    def show(self, outbox: Outbox, outcome: Outcome, now: int, *, own: bool) -> None:
        """Have a session show something in its own way; `own`: it comes of its request under way."""
        wire = outbox.wire
        wire.show(outcome, now, own=own)
        self.flush(outbox)
        if wire.later:
            self._unanswered.append(outbox)

    def flush(self, outbox: Outbox) -> None:
        """Have what a session has said reach its peer."""
        data = outbox.wire.take_output()
        if data:
            self._gate.put(outbox, data)

    def flush_sign_of_life(self, outbox: Outbox) -> None:
        """Have what a session has said reach its peer, where it is no more than a sign of life."""
        data = outbox.wire.take_output()
        if data:
            self._gate.put_sign_of_life(outbox, data)

    def _spread(self, event: Event, groups: Groups, apart: Iterable[Outbox | None], now: int) -> None:
        """Append an event's bytes to the outboxes of each form, but for those that show it themselves."""
        live = self._gate.live
        for form, group in groups.items():
            data = form.render(event)
            self.deliveries += len(group)
            if data:
                for append in group.values():
                    append(data)
                live.update(group)
                # Taking the few back out again is cheaper than asking of each whether it is one of them.
                for outbox in apart:
                    if outbox in group:
                        cast("Any", group[outbox]).__self__.pop()
            elif data is None:
                for outbox in group:
                    if outbox not in apart:
                        self.show(outbox, event, now, own=False)
