"""Ignoring people: for oneself, on any wire, at no cost to anybody else.

A session that ignores somebody hears in a form of its own, which leaves out what they say.
"""

from collections.abc import Callable

from salon.core.events import Event, MessagePosted, PersonInvited
from salon.core.file_events import FileOffered, FileStopped
from salon.wire.session import Form


class Ignored:
    """Whom one session ignores: folded nicks, with their spelling."""

    __slots__ = ("_fold", "_forms", "nicks")

    def __init__(self, fold: Callable[[str], str]) -> None:
        self._fold = fold
        self._forms: dict[Form, Form] = {}
        self.nicks: dict[str, str] = {}

    def add(self, nick: str) -> None:
        """Ignore a nick from now on."""
        self.nicks[self._fold(nick)] = nick

    def discard(self, nick: str) -> bool:
        """Hear a nick again; return whether it was ignored."""
        return self.nicks.pop(self._fold(nick), None) is not None

    def hides(self, event: Event) -> bool:
        """Tell whether an event is something that an ignored person says to others."""
        if not isinstance(event, MessagePosted | PersonInvited | FileOffered | FileStopped):
            return False
        if isinstance(event, FileStopped) and event.accepted:
            # What one has taken oneself goes on, and ends, whoever sends it.
            return False
        return self._fold(event.source.nick) in self.nicks

    def over(self, form: Form) -> Form:
        """Return a form without what ignored people say."""
        if not self.nicks:
            return form
        own = self._forms.get(form)
        if own is None:
            own = self._forms[form] = _IgnoringForm(form, self)
        return own


class _IgnoringForm:
    """A form of one session alone."""

    __slots__ = ("_form", "_ignored")

    def __init__(self, form: Form, ignored: Ignored) -> None:
        self._form = form
        self._ignored = ignored

    def render(self, event: Event) -> bytes | None:
        """Return the event's bytes, or none for what is not to be heard."""
        return b"" if self._ignored.hides(event) else self._form.render(event)
