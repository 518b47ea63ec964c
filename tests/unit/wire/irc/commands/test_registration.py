"""What the commands that open, keep and end a connection mean."""

import pytest

from harness.interpreting import answered, meant, talk_of
from harness.world import SERVER, Client, World
from salon.core.commands import ChangeNick, Command, Quit, Register
from salon.wire.irc.capabilities import CAPABILITIES, Cap
from salon.wire.irc.commands import registration


@pytest.fixture
def client() -> Client:
    """Return somebody who has only connected."""
    return World().connect()


def test_registration_needs_both_names(client: Client) -> None:
    """In either order, once negotiation is over; with the password that was given."""
    assert meant(client, "PASS sésame") == meant(client, "CAP REQ batch") == []
    assert meant(client, "USER bob 0 * :Bob B") == meant(client, "NICK bob") == []
    assert meant(client, "CAP END") == [Register("bob", "~bob", "Bob B", "", "sésame", graced=True)]


@pytest.mark.parametrize(
    ("line", "registered"),
    [
        ("USER b:o/b 0 * :", Register("bob", "~bob", "b:o/b", graced=True)),
        ("USER bob 8 * :Bob", Register("bob", "~bob", "Bob", "i", graced=True)),
        ("USER bob 12 * :Bob", Register("bob", "~bob", "Bob", "iw", graced=True)),
        ("USER bob 16 * :Bob", Register("bob", "~bob", "Bob", graced=True)),
        ("USER bob ² * :Bob", Register("bob", "~bob", "Bob", graced=True)),
    ],
)
def test_who_one_is(client: Client, line: str, registered: Register) -> None:
    """A user name of letters that fit into a mask, modes by the bits of RFC 2812, 3.1.3."""
    meant(client, "NICK bob")
    assert meant(client, line) == [registered]


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("NICK", "431 * :..."),
        ("NICK :", "431 * :..."),
        ("USER // 0 * :x", "468 * :..."),
        ("PING", "409 * :..."),
        ("PING :", "409 * :..."),
        ("PING :a b", f"PONG {SERVER} :a b"),
        ("CAP FLY", "410 * FLY :..."),
        ("ISUPPORT", "451 * :..."),
        ("PONG x", ""),
    ],
)
def test_what_the_wire_answers(client: Client, line: str, answer: str) -> None:
    """Nothing comes to the core."""
    assert meant(client, line) == []
    assert answered(client) == ([answer] if answer else [])


@pytest.mark.parametrize(
    ("line", "commands"),
    [("NICK bobby", [ChangeNick("bobby")]), ("QUIT :bye", [Quit("Quit: bye")]), ("QUIT", [Quit("Quit")])],
)
def test_who_is_registered(line: str, commands: list[Command]) -> None:
    """The core decides."""
    assert meant(World().join("bob"), line) == commands


@pytest.mark.parametrize("line", ["PASS x", "USER bob 0 * :Bob"])
def test_nobody_registers_twice(line: str) -> None:
    """It is said, and nothing kept."""
    bob = World().join("bob")
    assert meant(bob, line) == []
    assert answered(bob) == ["462 bob :..."]


def test_who_never_registered_quits() -> None:
    """The conversation ends without the core."""
    client = World().connect()
    assert meant(client, "QUIT :bye") == []
    assert talk_of(client).closing == "Quit: bye"


def test_capabilities_are_taken_together_or_not_at_all(client: Client) -> None:
    """One that there is not spoils the wish."""
    assert meant(client, "CAP REQ :batch server-time") == []
    assert answered(client) == ["CAP * ACK :batch server-time"]
    meant(client, "CAP REQ :-batch echo-message fly")
    assert answered(client) == ["CAP * NAK :-batch echo-message fly"]
    assert talk_of(client).caps == Cap.BATCH | Cap.SERVER_TIME
    meant(client, "CAP REQ :-batch")
    meant(client, "CAP LIST")
    assert answered(client) == ["CAP * ACK :-batch", "CAP * LIST :server-time"]


def test_cap_notify_cannot_be_disabled_with_302(client: Client) -> None:
    """It came with the version."""
    meant(client, "CAP LS 302")
    answered(client)
    meant(client, "CAP REQ -cap-notify")
    assert answered(client) == ["CAP * NAK :-cap-notify"]


def test_the_list_of_capabilities(client: Client) -> None:
    """For 302 with values, for the clients before it without; nothing is left out."""
    meant(client, "CAP LS 302")
    several = answered(client)
    meant(client, "CAP LS")
    (one,) = answered(client)
    names = [name for line in several for name in line.partition(" :")[2].split()]
    assert [name.partition("=")[0] for name in names] == [its.name for its in CAPABILITIES]
    older = one.removeprefix("CAP * LS :").split()
    assert older == sorted((its.name for its in CAPABILITIES), key=lambda name: "/" in name)[: len(older)]


def test_a_long_list_of_capabilities(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each line but the last says that more follow; what a line holds is bounded."""
    monkeypatch.setattr(registration, "BODY_LIMIT", 64 + len(":salon.test CAP * LS * :"))
    meant(client, "CAP LS 302")
    *more, last = answered(client)
    assert len(more) > 5
    assert all(line.startswith("CAP * LS * :") for line in more)
    assert last.startswith("CAP * LS :")
    words = [line.partition(" :")[2] for line in (*more, last)]
    assert max(map(len, words)) <= 64
    assert [name.partition("=")[0] for line in words for name in line.split()] == [
        its.name for its in CAPABILITIES
    ]
