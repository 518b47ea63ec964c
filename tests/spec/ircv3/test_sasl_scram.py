"""sasl-3.1 with SCRAM-SHA-256 (RFC 5802, RFC 7677); the client's side is that of a library."""

from base64 import b64decode, b64encode
from typing import Literal

import pytest
from msgspec import structs
from scramp import ScramClient

from harness.interpreting import talk_of
from harness.irc_accounts import PASSWORD, join_with_account, plain
from harness.replies import told
from harness.tagged_lines import params
from harness.world import Client, World
from salon.core.rules import AccountPolicy

POLICY = AccountPolicy(scram=True, scram_iterations=4_096, plaintext_passwords="allow")
LOGGED_IN = ["900 al al!~al@host.test alice :...", "903 al :..."]


def turn_scram(world: World, *, on: bool) -> None:
    """Have a setting take effect, as a reload does."""
    world.state.rules = structs.replace(world.state.rules, accounts=structs.replace(POLICY, scram=on))
    world.worker.policy = structs.replace(world.worker.policy, scram=on)


@pytest.fixture
def world() -> World:
    """Return a server where alice has an account, for which SCRAM can be used, and carol one of before."""
    world = World(rules={"accounts": POLICY})
    turn_scram(world, on=False)
    join_with_account(world, "carol").send("QUIT")
    turn_scram(world, on=True)
    join_with_account(world, "alice").send("QUIT")
    return world


@pytest.fixture
def client(world: World) -> Client:
    """Return a client before registration, with a nick."""
    return connect(world)


def connect(world: World, address: str = "192.0.2.1") -> Client:
    """Open a connection that has a nick."""
    client = world.connect(address)
    client.send("CAP LS 302", "CAP REQ sasl", "NICK al", "USER al 0 * :Al")
    return client


def say(client: Client, text: str) -> list[str]:
    """Send an answer, in Base64."""
    return client.send(f"AUTHENTICATE {b64encode(text.encode()).decode() or '+'}")


def heard(lines: list[str]) -> str:
    """Return the text of the one challenge that was sent."""
    (line,) = lines
    assert line.split(" ")[1] == "AUTHENTICATE", line
    return b64decode(params(line)[0]).decode()


def prove(client: Client, name: str = "alice", password: str = PASSWORD) -> tuple[ScramClient, list[str]]:
    """Send a proof; return what the client knows, and what it is answered."""
    scram = ScramClient(["SCRAM-SHA-256"], name, password)
    assert told(client.send("AUTHENTICATE SCRAM-SHA-256")) == ["AUTHENTICATE +"]
    scram.set_server_first(heard(say(client, scram.get_client_first())))
    return scram, say(client, scram.get_client_final())


def log_in(client: Client, name: str = "alice", password: str = PASSWORD) -> list[str]:
    """Log in, if the server shows that it has the verifier."""
    scram, lines = prove(client, name, password)
    if len(lines) != 1 or " AUTHENTICATE " not in lines[0]:
        return told(lines)
    scram.set_server_final(heard(lines))
    return told(client.send("AUTHENTICATE +"))


@pytest.mark.parametrize(("on", "value"), [(True, "sasl=PLAIN,SCRAM-SHA-256"), (False, "sasl=PLAIN")])
def test_it_is_told_where_it_is_on(world: World, value: str, *, on: bool) -> None:
    """sasl-3.2, Mechanism list in CAP LS; sasl-3.1, Numerics: one that is not on is unknown."""
    turn_scram(world, on=on)
    client = world.connect()
    assert value in " ".join(client.send("CAP LS 302")).split()
    client.send("CAP REQ sasl")
    challenged = ["AUTHENTICATE +"] if on else ["908 * PLAIN :...", "904 * :..."]
    assert told(client.send("AUTHENTICATE SCRAM-SHA-256")) == challenged


def test_a_login(client: Client) -> None:
    """RFC 5802, 3: both sides prove what they know."""
    assert log_in(client) == LOGGED_IN
    assert told(client.send("CAP END"))[0] == "001 al :..."
    assert client.person.account == "alice"


@pytest.mark.parametrize("policy", ["refuse", "warn"])
def test_nobody_reads_the_password(world: World, client: Client, policy: Literal["refuse", "warn"]) -> None:
    """RFC 5802, 1: it is not sent, so it may be used where passwords are not taken, and none is warned of."""
    rules = structs.replace(POLICY, plaintext_passwords=policy)
    world.state.rules = structs.replace(world.state.rules, accounts=rules)
    assert log_in(client) == LOGGED_IN


def test_a_login_before_the_signature_is_accepted(client: Client) -> None:
    """sasl-3.1, The AUTHENTICATE command: after the last challenge, an empty response; else no login."""
    for answer, numeric in (("*", "906"), ("YQ==", "904")):
        prove(client)
        assert talk_of(client).core.account == ""
        assert told(client.send(f"AUTHENTICATE {answer}")) == [f"{numeric} al :..."]
        assert talk_of(client).core.account == ""
    assert log_in(client) == LOGGED_IN


@pytest.mark.parametrize(
    ("name", "password"), [("alice", "wrong"), ("carol", PASSWORD), ("carol", "wrong"), ("nobody", PASSWORD)]
)
def test_a_failed_login(client: Client, name: str, password: str) -> None:
    """RFC 5802, 9: an account that cannot use it, or none, fails as a wrong password does: at the end."""
    assert log_in(client, name, password) == ["904 al :..."]
    assert log_in(client) == LOGGED_IN


@pytest.mark.parametrize("answer", ["+", "%%%", "YQ", b64encode(b"n,,n=al\xff,r=x").decode()])
def test_what_is_no_message(client: Client, answer: str) -> None:
    """sasl-3.1, The AUTHENTICATE command: 904, and the client MAY try again."""
    client.send("AUTHENTICATE SCRAM-SHA-256")
    assert told(client.send(f"AUTHENTICATE {answer}")) == ["904 al :..."]
    client.send("AUTHENTICATE scram-sha-256")
    heard(say(client, "n,,n=alice,r=x"))
    assert told(client.send(f"AUTHENTICATE {answer}")) == ["904 al :..."]
    assert log_in(client) == LOGGED_IN


@pytest.mark.parametrize("length", [224, 225, 2_000 // 4])
def test_a_long_challenge(client: Client, length: int) -> None:
    """sasl-3.1, The AUTHENTICATE command: in pieces of 400; an empty one follows one that has as many."""
    client.send("AUTHENTICATE SCRAM-SHA-256")
    first = b64encode(f"n,,n=alice,r={'x' * length}".encode()).decode()
    pieces = [first[start : start + 400] for start in range(0, len(first), 400)]
    lines = [line for piece in pieces for line in client.send(f"AUTHENTICATE {piece}")]
    answers = [params(line)[0] for line in lines]
    assert all(len(piece) == 400 for piece in answers[:-1])
    assert len(answers[-1]) < 400
    challenge = b64decode("".join(answers).removesuffix("+"))
    assert challenge.startswith(f"r={'x' * length}".encode())


def test_guesses_are_slowed(world: World, client: Client) -> None:
    """They count with those by PLAIN; whoever is elsewhere does not wait."""
    for _ in range(2):
        log_in(client, "alice", "wrong")
    client.send("AUTHENTICATE PLAIN", f"AUTHENTICATE {plain('alice', 'wrong')}")
    _, lines = prove(client)
    assert told(lines) == ["904 al :..."]
    assert "second" in params(lines[0])[-1]
    assert log_in(connect(world, "198.51.100.7")) == LOGGED_IN


def test_one_that_is_off_meanwhile(world: World, client: Client) -> None:
    """An exchange that has begun fails."""
    client.send("AUTHENTICATE SCRAM-SHA-256")
    scram = ScramClient(["SCRAM-SHA-256"], "alice", PASSWORD)
    scram.set_server_first(heard(say(client, scram.get_client_first())))
    turn_scram(world, on=False)
    assert told(say(client, scram.get_client_final())) == ["904 al :..."]


def test_an_account_that_is_suspended(world: World, client: Client) -> None:
    """sasl-3.1, Numerics: 902, to who has the password; else nobody learns of it."""
    account = world.state.accounts.find("alice")
    assert account is not None
    account.suspended = True
    assert log_in(client, "alice", "wrong") == ["904 al :..."]
    assert log_in(client) == ["902 al :..."]


@pytest.mark.parametrize("on", [True, False])
def test_a_password_that_is_changed(world: World, *, on: bool) -> None:
    """What it is checked by changes with it, and is deleted where SCRAM is off by then."""
    turn_scram(world, on=on)
    al = world.join("al", caps="sasl")
    al.send("AUTHENTICATE PLAIN", f"AUTHENTICATE {plain('alice')}", f"NS SETPASS {PASSWORD} other-08", "QUIT")
    turn_scram(world, on=True)
    assert log_in(connect(world), "alice", PASSWORD) == ["904 al :..."]
    assert log_in(connect(world), "alice", "other-08") == (LOGGED_IN if on else ["904 al :..."])
