"""What the others in a channel read on `chaines`."""

import pytest

from salon.core import events
from salon.core.events import Event, MessageKind, MessagePosted, ModeChange, Source
from salon.wire.dialects.chaines.forms import CURRENT, OTHER, bare, said, signed

BOB = Source(1, "bob", "b", "h")


@pytest.mark.parametrize(
    ("theirs", "ours"), [("#jardin", "jardin"), ("##jardin", "##jardin"), ("#a#b", "a#b"), ("#", "")]
)
def test_names_of_channels(theirs: str, ours: str) -> None:
    """The sign is left out where that leaves no other."""
    assert bare(theirs) == ours


@pytest.mark.parametrize(
    ("typed", "theirs"), [("jardin", "#jardin"), ("#jardin", "#jardin"), ("##jardin", "##jardin")]
)
def test_names_as_they_are_typed(typed: str, theirs: str) -> None:
    """Whoever typed the sign meant it."""
    assert signed(typed) == theirs


def posted(text: str, target: str = "#jardin", kind: MessageKind = MessageKind.PRIVMSG) -> MessagePosted:
    """Return a message."""
    return MessagePosted(BOB, kind, target, text, 1, 0, 1 if target.startswith("#") else 0)


@pytest.mark.parametrize(
    ("message", "line"),
    [
        (posted("salut"), "bob: salut"),
        (posted("salut", "alice"), "Private message bob: salut"),
        (posted("salut", kind=MessageKind.NOTICE), "bob: salut"),
        (posted("x", kind=MessageKind.TAGMSG), ""),
        (posted("\x02\x02"), ""),
        (posted("{nick}"), "bob: {nick}"),
    ],
)
def test_messages(message: MessagePosted, line: str) -> None:
    """In the words of the document; of what has no text, nothing."""
    assert said(message) == line


@pytest.mark.parametrize(
    ("event", "line"),
    [
        (posted("salut"), "bob: salut"),
        (events.MemberParted(BOB, 1, "#jardin", "tired", 0), "bob est parti"),
        (events.ChannelRenamed(BOB, 1, "#jardin", "#parc", "", 0), "Votre chaine est renommée  parc"),
    ],
)
def test_a_channel_that_is_not_the_current_one_is_named(event: Event, line: str) -> None:
    """In front of the same line."""
    assert CURRENT.render(event) == f"{line}\n".encode()
    assert OTHER.render(event) == f"[jardin] {line}\n".encode()


def test_what_is_not_told() -> None:
    """Who comes, and nicks."""
    for form in (CURRENT, OTHER):
        assert form.render(events.MemberJoined(BOB, 1, "#jardin", "Bob", 0, 0)) == b""
        assert form.render(events.NickChanged(BOB, BOB, 0)) == b""


@pytest.mark.parametrize(("letter", "shown"), [("o", None), ("a", None), ("q", None), ("v", b""), ("m", b"")])
def test_changes_of_ranks_are_for_each_to_find_out(letter: str, shown: bytes | None) -> None:
    """Of administrators: whoever is made one, or is one no more, is told; of all else nobody is."""
    changes = (ModeChange("m", adding=True), ModeChange(letter, adding=False))
    for form in (CURRENT, OTHER):
        assert form.render(events.ModesChanged(BOB, 1, "#jardin", changes, 0)) == shown
