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

    def add(self, outbox: Outbox, form: Form) -> None:
        """Let an outbox hear, in this form."""
        self.groups.setdefault(form, {})[outbox] = outbox.append

    def discard(self, outbox: Outbox) -> None:
        """Let an outbox hear no more."""
        for form, group in self.groups.items():
            if group.pop(outbox, None) is not None:
                if not group:
                    del self.groups[form]
                return
