"""Who is told what happens in a channel: the outboxes of its members' sessions, grouped by wire form."""

from collections.abc import Callable

from salon.delivery.outbox import Outbox
from salon.wire.session import Form

Append = Callable[[bytes], None]
Groups = dict[Form, dict[Outbox, Append]]
"""Outboxes by form. Insertion-ordered, so that everybody's copy leaves in the order of arrival."""


class Audience:
    """The outboxes of one channel; changed when people come and go, never when something is said."""

    __slots__ = ("groups",)

    def __init__(self) -> None:
        self.groups: Groups = {}

    def add(self, outbox: Outbox) -> None:
        """Let an outbox hear, in its form."""
        self.groups.setdefault(outbox.form, {})[outbox] = outbox.append

    def discard(self, outbox: Outbox) -> None:
        """Let an outbox hear no more."""
        group = self.groups.get(outbox.form)
        if group is not None and group.pop(outbox, None) is not None and not group:
            del self.groups[outbox.form]
