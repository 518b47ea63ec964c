"""CTCP on the wires that have none: an ACTION is a way of speaking, all else is between programs."""

import re
from collections.abc import Callable
from typing import NamedTuple

import pytest

from harness.chaines_people import enter as enter_chaines
from harness.dialect_people import enter_public, enter_relais, world_with_room
from harness.world import DialectClient, World


class WireOf(NamedTuple):
    """A wire: how one comes in, what another says in a channel and in private, and the past."""

    enter: Callable[[World, str], DialectClient]
    said: str = ""
    in_private: str = ""
    history: str = ""


WIRES = {
    "public": WireOf(enter_public, "dora: {}", "dora vous a envoyer un message privé : {}", "/history 100"),
    "chaines": WireOf(
        lambda world, nick: enter_chaines(world, nick, "public"),
        "dora: {}",
        "Private message dora: {}",
        "/HISTORY 100",
    ),
    "relais": WireOf(enter_relais, in_private="dora: {}"),
}
SHOWN = {
    "\x01ACTION rit\x01": "* rit",
    "\x01ACTION rit": "* rit",
    "\x01ACTION \x02rit\x02 fort\x01": "* rit fort",
    "\x01ACTION\x01": "* ",
}
HIDDEN = (
    *("\x01VERSION\x01", "\x01PING 1473523796 918320\x01", "\x01DCC SEND a.txt 3232235777 5000 1024\x01"),
    *("\x01ACTIONS rit\x01", "\x01action rit\x01", "\x01no end", "\x01\x01", "\x01", "\x01 ACTION rit\x01"),
)


@pytest.mark.parametrize("name", WIRES)
@pytest.mark.parametrize("command", ["PRIVMSG", "NOTICE"])
def test_ctcp(name: str, command: str) -> None:
    """An ACTION is shown as `* TEXT`, no other CTCP at all: not as it is said, and not in the history."""
    wire, world = WIRES[name], world_with_room()
    alice, dora = wire.enter(world, "alice"), world.join("dora", "#public")
    alice.take()
    for text in (*SHOWN, *HIDDEN):
        shown = [SHOWN[text]] if text in SHOWN else []
        dora.send(f"{command} alice :{text}")
        assert alice.take() == [wire.in_private.format(its) for its in shown], ascii(text)
        dora.send(f"{command} #public :{text}")
        assert alice.take() == [wire.said.format(its) for its in shown if wire.said], ascii(text)
    if wire.history:
        lines = [re.sub(r"^\d+ \[\d\d:\d\d\] ", "", line) for line in alice.send(wire.history)]
        assert lines == [wire.said.format(its) for its in SHOWN.values()]
