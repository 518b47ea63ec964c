"""Whom one IRC session does not want to hear in private: masks, and the form that leaves their words out.

As networks have it (SILENCE of ircu, UnrealIRCd and InspIRCd): for this visit, and nobody is told. What is
said in channels comes to everybody, in the form that all share, so it costs nobody anything there.
"""

from salon.core.events import Event, MessagePosted, Source
from salon.core.masks import MaskTest, mask_test
from salon.core.names import Casemapping
from salon.core.state import Session
from salon.wire.irc.forms import IrcForm


class Silenced:
    """The masks of one session, as lists spell them."""

    __slots__ = ("_core", "_names", "masks")

    def __init__(self, names: Casemapping, core: Session) -> None:
        self._names = names
        self._core = core
        self.masks: dict[str, MaskTest] = {}

    def add(self, mask: str) -> None:
        """Hear nothing more of whoever has this mask."""
        self.masks[mask] = mask_test(mask, self._names)

    def __contains__(self, mask: str) -> bool:
        return mask in self.masks

    def discard(self, mask: str) -> None:
        """Hear them again."""
        self.masks.pop(mask, None)

    def has_silenced(self, source: Source) -> bool:
        """Tell whether somebody is not to be heard; what one says oneself, always is."""
        person = self._core.person
        return (person is None or source.person != person.id) and any(
            test.concerns(source.mask, source.account, muting=True) for test in self.masks.values()
        )


class SilencingForm(IrcForm):
    """The form of one session alone in which it hears of what is in no channel."""

    __slots__ = ("_silenced",)

    def __init__(self, form: IrcForm, silenced: Silenced) -> None:
        super().__init__(form.caps, form.identity, form.clockface, form.framing, form.translate)
        self._silenced = silenced

    def render(self, event: Event) -> bytes | None:
        """Return the event's lines, or none for what is not to be heard."""
        if isinstance(event, MessagePosted) and self._silenced.has_silenced(event.source):
            return b""
        return super().render(event)
