"""A refusal on any wire shows of what was typed a bounded part, and nothing that steers a terminal or hides.

Every kind of refusal is shown to a session of every wire; and what the wires refuse by themselves is asked.
"""

import re
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from harness import chaines_people
from harness.dialect_people import (
    IDLE_SECONDS,
    ask_annuaire,
    connect_annuaire,
    connect_bonjour,
    enter_public,
    enter_relais,
    world_with_room,
)
from harness.english import english_in
from harness.world import Client, World
from salon.core import refusals
from salon.core.refusals import OWN_WORDS, PHRASES, Refusal
from salon.texts.language import load_language
from salon.texts.visible import stripped
from salon.wire.dialects.annuaire import FUNCTIONS
from salon.wire.dialects.chaines.commands import BY_WORD
from salon.wire.irc import refusals as irc

CLEAR = "\x1b[2J"
HIDDEN = ["\x00", "\x07", "\n", CLEAR, "\x85", "\x9b31m", "\u200b", "\u202e", "\u2028", "\u2066", "\ufeff"]
"""Controls, and what reorders or hides a text."""

TYPED = st.lists(st.sampled_from([*HIDDEN, "a", "é", "\U00020000", "x" * 5_000, ":", " ", "#"]), min_size=1)
MAX_LINE = 1_000
"""Bytes of a refusal with what was typed in it, twice."""


def enter_irc(*caps: str) -> Callable[[World], Client]:
    """Return how somebody comes in by IRC."""
    return lambda world: world.join("ann", "#public", caps=" ".join(caps))


WIRES: dict[str, Callable[[World], Client]] = {
    "irc": enter_irc(),
    "irc with standard-replies": enter_irc("standard-replies"),
    "annuaire": connect_annuaire,
    "public": lambda world: enter_public(world, "ann"),
    "bonjour": connect_bonjour,
    "relais": lambda world: enter_relais(world, "ann"),
    "chaines": lambda world: chaines_people.enter(world, "ann", "public"),
}


def refusal_of(kind: type[Refusal], typed: str) -> Refusal:
    """Return a refusal in which everything that may have been typed was."""
    given: dict[str, Any] = {}
    for field in msgspec.structs.fields(kind):
        if field.name in PHRASES:
            given[field.name] = next(iter(PHRASES[field.name]))
        elif field.name in OWN_WORDS:
            given[field.name] = "why"
        else:
            given[field.name] = {int: 7, str: typed}.get(field.type, (typed,))
    return kind(**given)


def check(line: str) -> None:
    """Assert that a line is fit for a terminal, and short."""
    assert line == stripped(line)
    assert not re.search(r"[\x00-\x08\x0a-\x1f\x7f-\x9f]", line)
    assert len(line.encode()) <= MAX_LINE


@pytest.mark.parametrize("wire", WIRES)
@settings(max_examples=20, deadline=None)
@example(HIDDEN)
@example(["x" * 100_000])
@given(TYPED)
def test_every_refusal(wire: str, typed: list[str]) -> None:
    """Of all that there are."""
    person = WIRES[wire](world_with_room())
    session = person.link.wire
    for kind in Refusal.__subclasses__():
        if kind.__module__ != refusals.__name__ or (wire.startswith("irc") and kind not in irc._RENDERINGS):
            continue
        session.show(refusal_of(kind, "".join(typed)), 0, own=True)
        text = session.take_output().decode()
        for line in re.split(r"\r\n" if wire.startswith("irc") else r"\n", text):
            check(line)


JUNK = "\u202e\u200b" + "x" * 3_000
LONG = "x" * 440
ASKED = {
    "irc": [
        *(LONG, f"HELP {LONG}", f"WHO {LONG}", f"NAMES {LONG}", f"MOTD {LONG}"),
        *(f"{word} \x1b\x07\u202e" for word in ("HELP", "WHO", "WHOIS", "MOTD", "NAMES", "JOIN", "NICK")),
        *(f"{word} \x1b\x07\u202e" for word in ("CAP", "CAP REQ", "TOPIC", "MODE", "ANNUAIRE", "SILENCE")),
    ],
    "public": [
        *(f"/{JUNK}", f"/ignore {JUNK}", f"/unignore {JUNK}", f"/history {JUNK}", f"/annuaire {JUNK}"),
        *(f"msg {JUNK}", f"msg {JUNK} x"),
    ],
    "relais": [
        *(f"/{JUNK}", f"/{JUNK} x", f"@{JUNK} x", f"@{JUNK}", f"/ignore {JUNK}", f"/unignore {JUNK}"),
        f"/annuaire {JUNK}",
    ],
    "chaines": [
        *(f"/{word} {JUNK}" for word in BY_WORD if word not in {"", "MSG", "SEND"}),
        *(f"/{JUNK}", f"/MSG {JUNK} x", f"/SEND {JUNK} x", f"/SEND ann {JUNK}"),
        f"/SEND ann 3 {'0' * 64} {JUNK}",
    ],
    "bonjour": [f"/{JUNK}", JUNK],
    "annuaire": [f"{code}{JUNK}" for code in (*FUNCTIONS, "\u202e", "x")],
}


@pytest.mark.parametrize("wire", ASKED)
def test_what_a_wire_refuses_by_itself(wire: str) -> None:
    """Words that are no command, names of nobody, parameters that are none."""
    for line in ASKED[wire]:
        world = world_with_room()
        if wire == "annuaire":
            answer = ask_annuaire(world, line)
        else:
            person = WIRES[wire](world)
            person.take()
            answer = person.send(line)
        for said in answer:
            check(said)


FRENCH = load_language("fr").gettext


@pytest.mark.parametrize("wire", WIRES)
def test_no_refusal_is_english_in_french(wire: str) -> None:
    """Nor is what the wire refuses by itself, nor the help."""
    said = []
    for line in [*ASKED[wire.partition(" ")[0]], "HELP", "/help", "/HELP"]:
        world = world_with_room(FRENCH)
        person = WIRES[wire](world)
        said += person.send(line)
        world.pass_time(IDLE_SECONDS + 0.01)
        said += person.take()
    person = WIRES[wire](world_with_room(FRENCH))
    session = person.link.wire
    for kind in Refusal.__subclasses__():
        if kind.__module__ == refusals.__name__ and (not wire.startswith("irc") or kind in irc._RENDERINGS):
            session.show(refusal_of(kind, "x"), 0, own=True)
            said.append(session.take_output().decode())
    assert english_in("\n".join(said)) == []
