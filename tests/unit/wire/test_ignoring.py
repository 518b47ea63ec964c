"""Ignoring people, for oneself alone."""

import pytest

from salon.core import events, file_events
from salon.core.events import Event, MessageKind, Source
from salon.core.file_events import StopReason
from salon.wire.ignoring import Ignored

ANN = Source(1, "Ann", "~u", "host", mask="Ann!~u@host")
BEN = Source(2, "ben", "~u", "host", mask="ben!~u@host")


class Shouting:
    """A form that shows everything."""

    def render(self, event: Event) -> bytes:
        """Return the name of the event."""
        return type(event).__name__.encode()


@pytest.fixture
def ignored() -> Ignored:
    """Return the list of somebody who ignores ann."""
    ignored = Ignored(str.casefold)
    ignored.add("ANN")
    return ignored


def said(source: Source) -> events.MessagePosted:
    """Return a message."""
    return events.MessagePosted(source, MessageKind.PRIVMSG, "#a", "salut", 1, 0, channel=1)


def test_by_any_spelling(ignored: Ignored) -> None:
    """As names are compared; the list shows the spelling that was given."""
    assert ignored.nicks == {"ann": "ANN"}
    assert ignored.hides(said(ANN))
    assert not ignored.hides(said(BEN))


def test_hearing_again(ignored: Ignored) -> None:
    """Whether there was something to undo is told."""
    assert ignored.discard("aNN")
    assert not ignored.discard("ann")
    assert not ignored.hides(said(ANN))


def test_what_people_do_is_seen(ignored: Ignored) -> None:
    """Only what they say to others is not: whoever is in the channel is known to be there."""
    assert not ignored.hides(events.MemberParted(ANN, 1, "#a", "", 0))


def test_a_form_leaves_out_what_is_ignored(ignored: Ignored) -> None:
    """In its own form, one for each that it is laid over."""
    form = Shouting()
    own = ignored.over(form)
    assert own is ignored.over(form)
    assert own is not form
    assert own.render(said(ANN)) == b""
    assert own.render(said(BEN)) == b"MessagePosted"


def test_whoever_ignores_nobody_has_the_form_of_all(ignored: Ignored) -> None:
    """It costs nothing then."""
    form = Shouting()
    ignored.discard("ann")
    assert ignored.over(form) is form


@pytest.mark.parametrize(("accepted", "hidden"), [(False, True), (True, False)])
def test_a_file_that_was_accepted_ends_audibly(ignored: Ignored, accepted: bool, hidden: bool) -> None:
    """Whoever sends it."""
    stopped = file_events.FileStopped(ANN, 1, 2, "ben", "notes.txt", StopReason.STOPPED, 0, accepted=accepted)
    assert ignored.hides(stopped) is hidden
