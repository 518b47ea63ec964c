"""How often it is passed on that somebody types."""

from harness.interpreting import talk_of
from harness.world import World
from salon.wire.irc.commands.typing import LEAST_MILLISECONDS, MOST_TARGETS, is_too_soon
from salon.wire.irc.messages import Message


def typed(said: str = "active", target: str = "#c") -> Message:
    """Return what a client says of somebody who types."""
    return Message("TAGMSG", (target,), f"+typing={said}")


def test_the_same_again_is_too_soon_for_a_while() -> None:
    """Counted from the last that was passed on, so that it is not held back for ever."""
    talk = talk_of(World().join("ann"))
    assert not is_too_soon(talk, typed(), 10_000)
    for later in (1, 700, LEAST_MILLISECONDS - 1):
        assert is_too_soon(talk, typed(), 10_000 + later)
    assert not is_too_soon(talk, typed(), 10_000 + LEAST_MILLISECONDS)


def test_anything_else_is_not() -> None:
    """Another word, another target, other tags, and no target."""
    talk = talk_of(World().join("ann"))
    assert not is_too_soon(talk, typed(), 10_000)
    assert not is_too_soon(talk, typed(target="ben"), 10_000)
    assert not is_too_soon(talk, typed("done"), 10_000)
    assert not is_too_soon(talk, typed(), 10_000)
    for other in (Message("TAGMSG", ("#c",), "+a"), Message("TAGMSG", (), "+typing=active")):
        assert not is_too_soon(talk, other, 10_000)


def test_it_is_known_of_so_many_targets() -> None:
    """A client cannot make the server remember more."""
    talk = talk_of(World().join("ann"))
    for number in range(MOST_TARGETS * 3):
        is_too_soon(talk, typed(target=f"n{number}"), 10_000)
    assert len(talk.typing) == MOST_TARGETS
