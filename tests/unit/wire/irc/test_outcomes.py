"""How outcomes are shown to the session that caused them, or that they concern."""

import inspect

from harness.world import World
from salon.core import replies
from salon.core.events import Event, Reach
from salon.wire.irc.outcomes import SHOW

NOT_ON_IRC = {"DirectoryShown", "Letter", "UnreadShown"}


def kinds(module: object, base: type) -> set[type]:
    """Return the kinds of something that a module defines."""
    return {kind for _, kind in inspect.getmembers(module, inspect.isclass) if issubclass(kind, base)} - {
        base
    }


def test_every_reply_that_irc_can_get_is_shown() -> None:
    """A reply has no other way; those of files come only where files are taken, on another wire."""
    without = {
        kind.__name__
        for kind in kinds(replies, replies.Reply)
        if kind not in SHOW and "File" not in kind.__name__
    }
    assert without == NOT_ON_IRC, without


def test_an_own_way_is_for_what_there_is() -> None:
    """Every entry is an event that somebody hears of, or a reply."""
    for kind in SHOW:
        if issubclass(kind, Event):
            assert kind.reach is not Reach.NOBODY, kind
        else:
            assert issubclass(kind, replies.Reply), kind


def test_the_welcome_comes_in_the_order_that_clients_wait_for() -> None:
    """modern-irc, "Connection Registration": 001 to 004, 005, the users, the message of the day."""
    client = World().connect()
    numerics = [line.split(" ")[1] for line in client.send("NICK ann", "USER ann 0 * :Ann")]
    assert numerics[:4] == ["001", "002", "003", "004"]
    after = list(dict.fromkeys(numerics[4:]))
    assert after[0] == "005"
    assert after.index("251") < after.index("422")


def test_a_change_of_host_is_shown_to_oneself_by_name() -> None:
    """RPL_HOSTHIDDEN; the others see the old way, or CHGHOST."""
    world = World()
    alice = world.join("alice")
    shown = alice.send("OPER alice letmein")
    assert any(" 396 alice staff.salon.test " in line for line in shown)
