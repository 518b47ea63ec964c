"""`public`: what the room reads of each event, signs of life, and who may come in."""

import pytest

from harness.dialect_people import (
    MISSED_PINGS,
    PING_SECONDS,
    connect_public,
    enter_public,
    world_with_room,
)
from salon.core import events
from salon.core.events import Event, MessageKind, MessagePosted, Source
from salon.wire.dialects.public import PONG, RoomForm, cut_word

BOB = Source(1, "bob", "b", "h")


def said(text: str, channel: int = 1) -> MessagePosted:
    """Return a message in the room, or to somebody alone."""
    return MessagePosted(BOB, MessageKind.PRIVMSG, "#public" if channel else "alice", text, 1, 0, channel)


@pytest.mark.parametrize(
    ("event", "line"),
    [
        (said("salut"), "bob: salut\n"),
        (said("\x02\x02"), ""),
        (events.MemberJoined(BOB, 1, "#public", "Bob", 0, 0), "bob has joined.\n"),
        (events.MemberParted(BOB, 1, "#public", "tired", 0), "bob has left.\n"),
        (events.PersonLeft(BOB, "Quit", 0), "bob has left.\n"),
        (events.PersonLeft(BOB, "Quit: tired", 0), "bob has left: tired\n"),
        (events.MemberKicked(BOB, 1, "#public", 2, "eve", "x", 0), "bob removed eve.\n"),
        (events.NickChanged(BOB, Source(1, "rob", "b", "h"), 0), "bob is now called rob.\n"),
        (events.TopicChanged(BOB, 1, "#public", "\x02thé", 1, 0), "bob has set the topic: thé\n"),
        (events.TopicChanged(BOB, 1, "#public", "", 1, 0), "bob has cleared the topic.\n"),
        (events.AwayChanged(BOB, "x", 0), ""),
    ],
)
def test_the_room_reads(event: Event, line: str) -> None:
    """One line, in the language of the server; nothing of what has none."""
    assert RoomForm(str).render(event) == line.encode()


def test_what_is_for_each_to_find_out() -> None:
    """Whether one may still speak is no line for all, nor whether one has said or is told something alone."""
    assert RoomForm(str).render(said("salut", channel=0)) is None
    assert RoomForm(str).render(events.ModesChanged(BOB, 1, "#public", (), 0)) is None


@pytest.mark.parametrize(
    ("text", "parts"),
    [("a", ("a", "")), ("a b c", ("a", "b c")), ("a \t b  c", ("a", "b  c"))],
)
def test_the_first_word(text: str, parts: tuple[str, str]) -> None:
    """What is left begins with the next one, its spaces kept."""
    assert cut_word(text) == parts


def test_who_gives_no_sign_of_life_is_dropped() -> None:
    """After so many pings without any byte; each byte counts."""
    world = world_with_room()
    alice = enter_public(world, "alice")
    for _ in range(MISSED_PINGS):
        world.pass_time(PING_SECONDS)
        assert alice.take() == ["ping"]
    alice.send(PONG)
    for _ in range(MISSED_PINGS):
        world.pass_time(PING_SECONDS)
        assert alice.take() == ["ping"]
    world.pass_time(PING_SECONDS)
    assert alice.take()[0] == "No answer to the pings"
    assert alice.closed


@pytest.mark.parametrize("name", ["a", "x" * 13, "amélie", "a b", "a.b", "/pseud"])
def test_names_that_do_not_fit(name: str) -> None:
    """They are asked for again, by the command."""
    client = connect_public(world_with_room())
    client.send("/pseudo")
    assert client.send(name)[-1] == "Write /pseudo to try again."
    assert client.link.core.person is None


def test_a_path_is_no_command() -> None:
    """A mistyped command is said to nobody; what only begins with a slash is."""
    world = world_with_room()
    alice, bob = enter_public(world, "alice"), enter_public(world, "bob")
    world.forget_output()
    alice.send("/mgs bob secret", "/etc/passwd is a file")
    assert bob.take() == ["alice: /etc/passwd is a file"]
