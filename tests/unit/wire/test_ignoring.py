"""Ignoring people on wires that hide all their words, for oneself alone."""

import pytest

from harness.chatroom import Chatroom
from salon.core import events, file_events
from salon.core.commands import Block, Unblock
from salon.core.events import Event, MessageKind, Source
from salon.core.file_events import StopReason
from salon.wire.ignoring import Ignored


class Shouting:
    """A form that shows everything."""

    def render(self, event: Event) -> bytes:
        """Return the name of the event."""
        return type(event).__name__.encode()


@pytest.fixture
def room() -> Chatroom:
    """Return a room in which ben ignores ann."""
    room = Chatroom()
    room.enter("Ann")
    room.enter("ben")
    room.run(room.person("ben"), Block("ANN"))
    return room


@pytest.fixture
def ignored(room: Chatroom) -> Ignored:
    """Return whom ben ignores."""
    return Ignored(room.state, next(iter(room.person("ben").sessions.values())))


def said(source: Source) -> events.MessagePosted:
    """Return a message."""
    return events.MessagePosted(source, MessageKind.PRIVMSG, "#a", "salut", 1, 0, channel=1)


def test_by_any_spelling(room: Chatroom, ignored: Ignored) -> None:
    """As names are compared; oneself is always heard."""
    assert ignored.names == ["Ann"]
    assert ignored.hides(said(room.person("ann").source))
    room.run(room.person("ben"), Block("ben"))
    assert not ignored.hides(said(room.person("ben").source))


def test_an_account_is_named(room: Chatroom, ignored: Ignored) -> None:
    """As it is called now."""
    room.log_in(room.person("ann"))
    room.run(room.person("ben"), Block("ann"))
    assert ignored.names == ["Ann", "Ann"]


def test_hearing_again(room: Chatroom, ignored: Ignored) -> None:
    """By any spelling."""
    room.run(room.person("ben"), Unblock("aNN"))
    assert not ignored.hides(said(room.person("ann").source))


def test_what_people_do_is_seen(room: Chatroom, ignored: Ignored) -> None:
    """Only what they say to others is not: whoever is in the channel is known to be there."""
    assert not ignored.hides(events.MemberParted(room.person("ann").source, 1, "#a", "", 0))


def test_a_form_leaves_out_what_is_ignored(room: Chatroom, ignored: Ignored) -> None:
    """In its own form, one for each that it is laid over."""
    form = Shouting()
    own = ignored.over(form)
    assert own is ignored.over(form)
    assert own is not form
    assert own.render(said(room.person("ann").source)) == b""
    assert own.render(said(room.person("ben").source)) == b"MessagePosted"


def test_whoever_ignores_nobody_has_the_form_of_all(room: Chatroom, ignored: Ignored) -> None:
    """It costs nothing then; nor does it for whoever is nobody yet."""
    form = Shouting()
    room.run(room.person("ben"), Unblock("ann"))
    assert ignored.over(form) is form
    arriving = Ignored(room.state, room.connect())
    assert (arriving.over(form), arriving.names) == (form, [])
    assert not arriving.hides(said(room.person("ann").source))


@pytest.mark.parametrize(("accepted", "hidden"), [(False, True), (True, False)])
def test_a_file_that_was_accepted_ends_audibly(
    room: Chatroom, ignored: Ignored, accepted: bool, hidden: bool
) -> None:
    """Whoever sends it."""
    source = room.person("ann").source
    stopped = file_events.FileStopped(
        source, 1, 2, "ben", "notes.txt", StopReason.STOPPED, 0, accepted=accepted
    )
    assert ignored.hides(stopped) is hidden
