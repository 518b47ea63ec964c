"""Ignoring people on the wires that hide all their words, in channels too: at no cost to anybody else.

A session whose person ignores somebody hears in a form of its own, which leaves out what they say.
"""

from salon.core.blocks import Blocked
from salon.core.decisions.blocks import shown
from salon.core.events import Event, MessagePosted, PersonInvited
from salon.core.file_events import FileOffered, FileStopped
from salon.core.message_events import MessageEdited, MessageReacted
from salon.core.state import Session, State
from salon.wire.session import Form

_WORDS = (MessagePosted, MessageEdited, MessageReacted, PersonInvited, FileOffered, FileStopped)


class Ignored:
    """Whom one session ignores: whom its person blocks."""

    __slots__ = ("_core", "_forms", "_state")

    def __init__(self, state: State, core: Session) -> None:
        self._state = state
        self._core = core
        self._forms: dict[Form, Form] = {}

    @property
    def names(self) -> list[str]:
        """How people are told whom they ignore: by names, where there are any."""
        person = self._core.person
        blocked = self._state.blocks.of(person.list_owner) if person is not None else ()
        return [name_of(self._state, its) for its in blocked]

    def hides(self, event: Event) -> bool:
        """Tell whether an event is something that an ignored person says to others."""
        if not isinstance(event, _WORDS):
            return False
        if isinstance(event, FileStopped) and event.accepted:
            # What one has taken oneself goes on, and ends, whoever sends it.
            return False
        person = self._core.person
        if person is None or event.source.person == person.id:
            return False
        return self._state.hides(person.list_owner, event.source)

    def over(self, form: Form) -> Form:
        """Return a form without what ignored people say."""
        person = self._core.person
        if person is None or not self._state.blocks.of(person.list_owner):
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


def name_of(state: State, blocked: Blocked) -> str:
    """Return how somebody is called who is blocked, where the mask has a name."""
    name = shown(state, blocked).removeprefix("~a:").removesuffix("!*@*")
    person = state.find_person(name)
    return person.nick if person is not None else name
