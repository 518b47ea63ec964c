"""Bad input, kind by kind, on each small wire: answered with what was wrong or what to do, and not heard."""

import re
from collections.abc import Callable
from typing import NamedTuple

import pytest

from harness.chaines_people import enter
from harness.dialect_people import (
    IDLE_SECONDS,
    connect_annuaire,
    connect_bonjour,
    connect_public,
    connect_relais,
    enter_public,
    enter_relais,
    world_with_room,
)
from harness.world import Client, DialectClient, World
from salon.wire.dialects.chaines.session import ChainesSession


class Wire(NamedTuple):
    """A wire: how one connects, what one says to be let in and go on, a right line, and its answer."""

    connect: Callable[[World], DialectClient]
    come_in: tuple[str, ...]
    right: str
    answer: str
    impatient: bool = False


WIRES = {
    "annuaire": Wire(connect_annuaire, (), "3zoe", "^zoe replaced ", impatient=True),
    "bonjour": Wire(connect_bonjour, ("Zoe",), "coucou", "^Zoe, you are connected", impatient=True),
    "chaines": Wire(
        lambda world: world.connect_dialect(ChainesSession), ("zoe", "/JOIN jardin"), "/CURRENT", ": jardin$"
    ),
    "public": Wire(connect_public, ("/pseudo", "zoe"), "/list", "-zoe$"),
    "relais": Wire(connect_relais, ("zoe",), "/users", "zoe$"),
}

NO_TEXT = {
    "too long": (b"x" * 4097 + b"\n", "longer than 4096 bytes.*write a shorter one"),
    "too long, of many bytes": ("é".encode() * 2049 + b"\n", "longer than 4096 bytes"),
    "far too long": (b"x" * 200_000 + b"\n", "longer than 4096 bytes"),
    "a command that is too long": (b"/" + b"y" * 5000 + b"\n", "longer than 4096 bytes"),
    "binary": (bytes(range(256)).replace(b"\n", b"") + b"\n", "not UTF-8.*set your terminal"),
    "NUL": (b"a\0b\n", "control character"),
    "escape sequences": (b"\x1b[2J\x1b]0;title\x07\n", "control character"),
    "C1 controls": ("a\x9b2Jb\n".encode(), "control character"),
    "a lone CR": (b"a\rb\n", "control character"),
    "Latin-1": ("café\n".encode("latin-1"), "not UTF-8"),
    "half a character": (b"caf\xc3\n", "not UTF-8"),
    "surrogates": (b"\xed\xa0\x80\n", "not UTF-8"),
    "UTF-16": ("salut".encode("utf-16") + b"\n", "not UTF-8"),
}
"""Lines that are no text: what was wrong, and what to do."""

LOOK_ALIKE = "\u0430nn"
TAKEN = ("ann", "ANN", "\uff41nn")
OUT_OF_RULE = (
    "x" * 33,
    "é" * 33,
    "123",
    "a b",
    "a!b",
    "a@b",
    "a:b",
    "a,b",
    "a*",
    "$a",
    "a\u200bb",
    LOOK_ALIKE,
)

NEEDY = "JOIN MSG KICK REN NICK GRANT REVOKE KILL UNIGNORE ANNUAIRE SEND RECV"
"""The commands of `chaines` that are nothing without a parameter."""

BAD = {
    ("annuaire", "names"): {
        "": {
            **{f"3{name}": "taken" for name in TAKEN},
            **{f"3{name}": "^This name is not valid" for name in OUT_OF_RULE[:-1]},
            f"3{LOOK_ALIKE}": "taken",
        }
    },
    ("annuaire", "missing parameters"): {
        "": {
            "3": "^This name is not valid: it is empty",
            "2": "has set no password",
            "6": "has set no password",
        },
    },
    ("annuaire", "no such target"): {"": {"1nobody": "^It seems nobody cannot be found in the database"}},
    ("annuaire", "wrong state"): {
        "": {"8": "^There is no function 8. There are:", "": "^There is no function"}
    },
    ("bonjour", "wrong state"): {"new": {"": "first name"}},
    ("public", "names"): {
        "new": {
            **{f"/pseudo\n{name}": "^Ce pseudo existe déjà" for name in TAKEN[:2]},
            **{
                f"/pseudo\n{name}": "^A name has 2 to 12 characters" for name in (TAKEN[2], "x", *OUT_OF_RULE)
            },
            "/pseudo\n123": "^This name is not valid: a name cannot be three digits alone",
        }
    },
    ("public", "wrong state"): {
        "new": dict.fromkeys(
            ("salut", "/list", "msg ann salut", "/join", "/help", "zoe"), "^Write /pseudo to"
        ),
        "in": {"/pseudo": "zoe"},
        "put out": {"salut": "^You are not in the room: write /join"},
    },
    ("public", "missing parameters"): {
        "in": {
            **dict.fromkeys(("msg", "/msg", "msg ann", "msg  ann  "), "^To whom, and what\\? Write msg NAME"),
            "/annuaire": "^Write /annuaire on",
            "/unignore": "^You were not ignoring",
            "/nothing": "^There is no command /nothing: /help lists",
        }
    },
    ("public", "no such target"): {
        "in": {"msg nobody x": "^There is nobody called nobody", "msg #jardin x": "nobody called #jardin"}
    },
    ("relais", "names"): {
        "new": {
            **dict.fromkeys(TAKEN, "is taken"),
            **dict.fromkeys(OUT_OF_RULE, "^This name is not valid|looks like"),
        }
    },
    ("relais", "wrong state"): {
        "new": dict.fromkeys(("/users", "/ignore ann", "/annuaire on", "/nothing"), "^Choose a name first")
    },
    ("relais", "missing parameters"): {
        "in": {
            **dict.fromkeys(("@", "@ann", "@ann  ", "ann:", "bare text"), "^To whom\\? Write @NAME TEXT"),
            "/annuaire": "^Write /annuaire on",
            "/nothing": "^There is no command /nothing: /help lists",
        }
    },
    ("relais", "no such target"): {
        "in": {"@nobody x": "^There is nobody called nobody", "@#jardin x": "nobody called #jardin"}
    },
    ("chaines", "names"): {
        "new": {
            **dict.fromkeys(TAKEN, "^Nickname déjà utilisé"),
            **dict.fromkeys(OUT_OF_RULE, "^This name is not valid|looks like"),
        },
        "in": {
            **{f"/NICK {name}": "^Nickname déjà utilisé" for name in TAKEN},
            **{f"/NICK {name}": "^This name is not valid|looks like" for name in ("x" * 33, "123", "a!b")},
            "/JOIN a,b": "^This name is not valid",
            "/REN potager": "^Cette chaine existe déjà$",
        },
    },
    ("chaines", "wrong state"): {
        "new": dict.fromkeys(("/LIST", "/JOIN jardin", "/WHO", "/KICK ann", ""), "^Choisissez un nickname"),
        "lobby": dict.fromkeys(
            ("salut", "/WHO", "/LEAVE", "/MSG ann x", "/KICK ann", "/REN x", "/GRANT ann", "/HISTORY"),
            "^Saisissez la bonne commande\nYou are in no channel: /JOIN one first",
        ),
    },
    ("chaines", "missing parameters"): {
        "in": {
            **{f"/{word}": f"^Saisissez la bonne commande\n\\* /{word} <" for word in NEEDY.split()},
            "/SEND ann": "^Saisissez la bonne commande\n\\* /SEND <nick>",
            "/MSG ann": "^Saisissez la bonne commande\n\\* /MSG <nick>",
            "/HISTORY x": "^Saisissez la bonne commande\n\\* /HISTORY",
            "/": "^Saisissez la bonne commande\n\\* <message>: ",
            "/NOTHING": "^Saisissez la bonne commande\nFaites la commande /HELP",
        }
    },
    ("chaines", "no such target"): {
        "in": {
            "/MSG nobody x": "^There is nobody called nobody",
            "/MSG #potager x": "nobody called #potager",
            **{
                f"/{word} nobody": "^nobody n'est pas dans cette chaine$"
                for word in ("KICK", "GRANT", "REVOKE", "KILL")
            },
            f"/SEND nobody 5 {'0' * 64} a.txt": "nobody",
            "/RECV a.txt": '^Nobody offers you a file called "a.txt"',
            "/CURRENT nulle": "^Vous n'êtes pas dans cette chaine$",
        }
    },
}
"""For each wire and kind, and the state that one is in: what is sent, and what the answer says."""

NOT_THERE = {("bonjour", "names"), ("bonjour", "missing parameters"), ("bonjour", "no such target")}
"""A first name may be any text, and there is nobody else."""


class Scene:
    """A person of a wire in some state, and people on all wires who should hear nothing."""

    def __init__(self, wire: str, state: str = "in") -> None:
        self.wire = WIRES[wire]
        self.world = world_with_room()
        ann = self.world.join("ann", "#public", "#potager")
        self.bystanders: list[Client] = [
            *(ann, enter_public(self.world, "bystander1"), enter_relais(self.world, "bystander2")),
            *(enter(self.world, "bystander3", "potager", "public"), connect_bonjour(self.world)),
        ]
        self.client = self.wire.connect(self.world)
        if state != "new":
            self.client.send(*self.wire.come_in)
        if state == "lobby":
            self.client.send("/LEAVE")
        if state == "put out":
            ann.send("OPER root letmein", "KICK #public zoe")
        self.world.forget_output()

    def say(self, data: bytes) -> list[str]:
        """Say something, and wait for the silence that ends a line, where one does."""
        answer = self.client.send_bytes(data)
        if self.wire.impatient and not self.client.closed:
            self.world.pass_time(IDLE_SECONDS + 0.01)
        return answer + self.client.take()

    def overheard(self) -> list[str]:
        """Return what the others were told."""
        return [line for client in self.bystanders for line in client.take()]


def test_every_kind_is_here_for_every_wire() -> None:
    """Nothing is left out of the table but what a wire does not have."""
    kinds = {kind for _, kind in BAD}
    assert BAD.keys() | NOT_THERE == {(wire, kind) for wire in WIRES for kind in kinds}
    assert not BAD.keys() & NOT_THERE


@pytest.mark.parametrize("state", ["new", "in"])
@pytest.mark.parametrize("kind", NO_TEXT)
@pytest.mark.parametrize("name", WIRES)
def test_lines_that_are_no_text(name: str, kind: str, state: str) -> None:
    """They are answered once and thrown away; the next line is heard (on `annuaire`, on a new connection)."""
    data, expected = NO_TEXT[kind]
    scene = Scene(name, state)
    (answer,) = scene.client.send_bytes(data)
    assert re.search(expected, answer)
    if name == "annuaire":
        assert scene.client.closed
        scene.client = scene.wire.connect(scene.world)
    elif state == "new":
        scene.client.send(*scene.wire.come_in)
        scene.client.take()
    scene.overheard()
    assert re.search(scene.wire.answer, scene.client.send(scene.wire.right)[-1])
    assert scene.overheard() == []


@pytest.mark.parametrize(
    ("name", "kind", "state"), [(name, kind, state) for (name, kind), its in BAD.items() for state in its]
)
def test_lines_that_ask_for_what_cannot_be(name: str, kind: str, state: str) -> None:
    """Each is answered with what was wrong or what to do; nobody hears of it or is called otherwise."""
    for text, expected in BAD[name, kind][state].items():
        scene = Scene(name, state)
        before = {person.nick for person in scene.world.state.people.values()}
        answer = scene.say(f"{text}\n".encode())
        if text.startswith("/pseudo\n"):
            answer = answer[1:]
        assert re.search(expected, "\n".join(answer)), (text, answer)
        assert {person.nick for person in scene.world.state.people.values()} == before
        assert scene.overheard() == []
        closes = name == "annuaire" or (name, kind, answer[0]) == ("public", "names", "Ce pseudo existe déjà")
        assert scene.client.closed is closes


@pytest.mark.parametrize("name", WIRES)
def test_half_lines(name: str) -> None:
    """Half a line is nothing yet; with the rest it is a line, however long that takes to come."""
    scene = Scene(name)
    data = f"{scene.wire.right}\n".encode()
    for place in range(len(data) - 1):
        assert scene.client.send_bytes(data[place : place + 1]) == []
        if not scene.wire.impatient:
            scene.world.pass_time(10)
            assert scene.client.take() == []
    assert re.search(scene.wire.answer, scene.client.send_bytes(data[-1:])[-1])


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("name", WIRES)
def test_pipelined_lines(name: str, end: str) -> None:
    """All lines in one piece are answered as if they had come one after the other."""
    apart, together = Scene(name, "new"), Scene(name, "new")
    lines = [*apart.wire.come_in, apart.wire.right]
    expected = [answer for line in lines for answer in apart.client.send(line)]
    assert re.search(apart.wire.answer, expected[-1])
    data = "".join(f"{line}{end}" for line in lines).encode()
    assert together.client.send_bytes(data) == expected


@pytest.mark.parametrize("name", WIRES)
def test_no_newline_at_all(name: str) -> None:
    """The end of the stream ends the line; where documents' clients send none, a silence does."""
    scene = Scene(name)
    assert scene.client.send_bytes(scene.wire.right.encode()) == []
    scene.world.pass_time(IDLE_SECONDS + 0.01)
    answer = scene.client.take() if scene.wire.impatient else scene.client.eof()
    assert any(re.search(scene.wire.answer, line) for line in answer)


@pytest.mark.parametrize("state", ["new", "in"])
@pytest.mark.parametrize("name", WIRES)
def test_a_client_that_says_nothing(name: str, state: str) -> None:
    """It stays, is told nothing but `public`'s `ping`, and can go on an hour later."""
    scene = Scene(name, state)
    for _ in range(120):
        scene.world.pass_time(30)
        told = scene.client.take()
        assert set(told) <= ({"ping"} if name == "public" else set())
        if told:
            scene.client.send("pong")
        scene.bystanders[0].send("PONG x")
        scene.bystanders[1].send("pong")
    if state == "new":
        scene.client.send(*scene.wire.come_in)
    assert re.search(scene.wire.answer, scene.client.send(scene.wire.right)[-1])


@pytest.mark.parametrize("state", ["new", "in"])
@pytest.mark.parametrize("piece", [b"x", b"message", b"\xff", b"\0", b"/", b"\r"])
@pytest.mark.parametrize("name", WIRES)
def test_an_input_without_end(name: str, piece: bytes, state: str) -> None:
    """Without a newline, for ever: answered once at most, kept no longer than a line, heard by nobody."""
    scene = Scene(name, state)
    answer = []
    for _ in range(50):
        answer += scene.client.send_bytes(piece * 1000)
    closed = name == "annuaire" or (name, piece, state) == ("chaines", b"message", "new")
    assert scene.client.closed is closed
    assert len(answer) == 1
    assert len(scene.client.link.wire._splitter.pending) <= 4097  # type: ignore[attr-defined]
    assert scene.overheard() == []


@pytest.mark.parametrize("wire", [name for name, wire in WIRES.items() if name != "annuaire"])
def test_an_enquiry_is_answered_in_its_turn(wire: str) -> None:
    """The one control character that means something: a program asks whether all before it is done."""
    world = world_with_room()
    client = WIRES[wire].connect(world)
    client.send(*WIRES[wire].come_in)
    *_, answer, acknowledgement = client.send_bytes(f"{WIRES[wire].right}\n\x05\n".encode())
    assert re.search(WIRES[wire].answer, answer)
    assert acknowledgement == "\x06"
