"""account-registration: REGISTER and VERIFY, before registration is complete and after."""

import pytest

from harness.irc_accounts import PASSWORD, join_with_account, plain
from harness.tagged_lines import commands, only, params
from harness.world import Client, World
from salon.core.rules import AccountPolicy, PeoplePolicy

CAPS = "draft/account-registration sasl standard-replies"


def world_with(**policy: object) -> World:
    """Return a server with a policy of accounts; what passwords go over is no matter here."""
    return World(rules={"accounts": AccountPolicy(**{"plaintext_passwords": "allow", **policy})})  # type: ignore[arg-type]


@pytest.fixture
def world() -> World:
    """Return a server."""
    return world_with()


def connect(world: World, *lines: str) -> Client:
    """Open a connection that asks for the capability, and says more."""
    client = world.connect()
    client.send("CAP LS 302", f"CAP REQ :{CAPS}", *lines)
    return client


def answer(client: Client, line: str) -> tuple[str, ...]:
    """Return the command and parameters of the one line that is answered, without the text for people."""
    (said,) = client.send(line)
    *words, text = (*commands([said]), *params(said))
    assert text
    return tuple(words)


# --- the capability ----------------------------------------------------------------------------


@pytest.mark.parametrize(("early", "value"), [(True, "=before-connect"), (False, "")])
def test_the_value(*, early: bool, value: str) -> None:
    """Capability: `before-connect` where early registration is supported; no e-mail, no other name."""
    lines = world_with(register_before_connect=early).connect().send("CAP LS 302")
    assert f"draft/account-registration{value}" in [
        word for line in lines for word in params(line)[-1].split()
    ]


# --- success -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["*", "alice", "ALICE"])
def test_while_connected(world: World, name: str) -> None:
    """Responses: REGISTER SUCCESS, and one is authenticated as if by SASL."""
    alice = world.join("alice", caps=CAPS)
    lines = alice.send(f"REGISTER {name} * {PASSWORD}")
    assert commands(lines) == ["900", "REGISTER"]
    assert params(lines[1])[:2] == ("SUCCESS", "alice")
    assert alice.person.account == "alice"


def test_before_connecting(world: World) -> None:
    """Examples, `before-connect`: named after the nick; then the connection is completed."""
    client = connect(world, "NICK alice", "USER a 0 * :A")
    lines = client.send(f"REGISTER * * {PASSWORD}")
    assert commands(lines) == ["900", "REGISTER"]
    assert params(lines[0])[:3] == ("alice", "alice!~a@host.test", "alice")
    assert commands(client.send("CAP END"))[0] == "001"
    assert client.person.account == "alice"


def test_before_the_user_is_told(world: World) -> None:
    """Commands: at any point when the client has a valid nick."""
    client = connect(world, "NICK alice")
    lines = client.send(f"REGISTER * * {PASSWORD}")
    assert params(lines[0])[1] == "alice!*@host.test"


def test_an_account_is_kept(world: World) -> None:
    """Responses: no further action is needed; it can be logged in to, by SASL too."""
    connect(world, "NICK alice", "USER a 0 * :A", f"REGISTER * a@example.org {PASSWORD}", "QUIT")
    client = connect(world, "AUTHENTICATE PLAIN")
    assert commands(client.send(f"AUTHENTICATE {plain('alice')}")) == ["900", "903"]
    account = world.state.accounts.find("alice")
    assert account is not None
    assert (account.email, account.unconfirmed) == ("", "a@example.org")


# --- failures ----------------------------------------------------------------------------------


def test_no_nick_yet(world: World) -> None:
    """Responses: NEED_NICK, with an asterisk."""
    assert answer(connect(world), f"REGISTER alice * {PASSWORD}") == ("FAIL", "REGISTER", "NEED_NICK", "*")


@pytest.mark.parametrize("connected", [False, True])
def test_another_name(world: World, *, connected: bool) -> None:
    """Responses: ACCOUNT_NAME_MUST_BE_NICK, for `custom-account-name` is not there."""
    client = world.join("alice", caps=CAPS) if connected else connect(world, "NICK alice")
    expected = ("FAIL", "REGISTER", "ACCOUNT_NAME_MUST_BE_NICK", "bob")
    assert answer(client, f"REGISTER bob * {PASSWORD}") == expected


def test_a_name_that_has_an_account(world: World) -> None:
    """Responses: ACCOUNT_EXISTS."""
    join_with_account(world, "alice").send("QUIT")
    client = connect(world, "NICK alice")
    assert answer(client, f"REGISTER * * {PASSWORD}") == ("FAIL", "REGISTER", "ACCOUNT_EXISTS", "alice")


def test_a_name_that_somebody_has_as_a_nick(world: World) -> None:
    """Responses: BAD_ACCOUNT_NAME, for it is restricted otherwise."""
    client = connect(world, "NICK alice")
    world.join("alice")
    assert answer(client, f"REGISTER * * {PASSWORD}") == ("FAIL", "REGISTER", "BAD_ACCOUNT_NAME", "alice")


def test_one_account_at_a_time(world: World) -> None:
    """Responses: ALREADY_AUTHENTICATED, to both commands, with the account that was asked for."""
    alice = join_with_account(world, "alice", caps=CAPS)
    assert answer(alice, f"REGISTER * * {PASSWORD}")[1:] == ("REGISTER", "ALREADY_AUTHENTICATED", "alice")
    assert answer(alice, "VERIFY alice x")[1:] == ("VERIFY", "ALREADY_AUTHENTICATED", "alice")


def test_after_logging_out(world: World) -> None:
    """Responses: only who is authenticated is refused."""
    client = connect(world, "NICK alice", "USER a 0 * :A", f"REGISTER * * {PASSWORD}", "CAP END")
    client.send("NS LOGOUT")
    assert answer(client, f"REGISTER * * {PASSWORD}")[2] == "ACCOUNT_EXISTS"


@pytest.mark.parametrize("password", ["x" * 300, ":", ":a\tb-of-more"])
def test_what_is_no_password(password: str) -> None:
    """Responses: UNACCEPTABLE_PASSWORD for what none can be; one of 300 bytes is safe."""
    alice = world_with().join("alice", caps=CAPS)
    lines = alice.send(f"REGISTER * * {password}")
    code = ("SUCCESS", "alice") if len(password) == 300 else ("REGISTER", "UNACCEPTABLE_PASSWORD")
    assert params(lines[-1])[:2] == code


@pytest.mark.parametrize("email", ["alice", "@example.org", "a@", "a@" + "b" * 253])
def test_what_is_no_email_address(world: World, email: str) -> None:
    """Responses: INVALID_EMAIL; nobody needs one."""
    alice = world.join("alice", caps=CAPS)
    assert answer(alice, f"REGISTER * {email} {PASSWORD}") == ("FAIL", "REGISTER", "INVALID_EMAIL", "alice")


def test_when_the_connection_must_be_complete() -> None:
    """Responses: COMPLETE_CONNECTION_REQUIRED, without an account, only where `before-connect` is not."""
    client = connect(world_with(register_before_connect=False), "NICK alice", "USER a 0 * :A")
    assert answer(client, f"REGISTER * * {PASSWORD}") == ("FAIL", "REGISTER", "COMPLETE_CONNECTION_REQUIRED")
    client.send("CAP END")
    assert commands(client.send(f"REGISTER * * {PASSWORD}")) == ["900", "REGISTER"]


@pytest.mark.parametrize("policy", [{"registration": "closed"}, {"registration": "invite"}])
def test_accounts_that_are_not_for_everybody(policy: dict[str, str]) -> None:
    """Responses: TEMPORARILY_UNAVAILABLE, or a code of this server's own; the text says whom to ask."""
    alice = world_with(**policy).join("alice", caps=CAPS)
    code = "INVITATION_NEEDED" if policy["registration"] == "invite" else "TEMPORARILY_UNAVAILABLE"
    assert answer(alice, f"REGISTER * * {PASSWORD}")[2:] == (code, "alice")


def test_passwords_that_others_can_read() -> None:
    """Responses: TEMPORARILY_UNAVAILABLE, where the owner wants encryption."""
    alice = world_with(plaintext_passwords="refuse").join("alice", caps=CAPS)
    assert answer(alice, f"REGISTER * * {PASSWORD}")[2:] == ("TEMPORARILY_UNAVAILABLE", "alice")


def test_too_many_accounts() -> None:
    """Responses: TEMPORARILY_UNAVAILABLE, from one address in ten minutes."""
    world = world_with(registrations_per_address=1)
    join_with_account(world, "alice")
    bob = world.join("bob", caps=CAPS)
    assert answer(bob, f"REGISTER * * {PASSWORD}")[2:] == ("TEMPORARILY_UNAVAILABLE", "bob")


def test_nothing_waits_for_a_code(world: World) -> None:
    """Responses: INVALID_CODE, whatever it is, for no account has to be verified."""
    alice = world.join("alice", caps=CAPS)
    assert answer(alice, "VERIFY alice 39gv") == ("FAIL", "VERIFY", "INVALID_CODE", "alice")


def test_without_the_capability(world: World) -> None:
    """Capability: it signifies that the command is accepted; who did not ask is told by a notice."""
    alice = world.join("alice")
    assert only(alice.send(f"REGISTER bob * {PASSWORD}"), "NOTICE")
    assert params(alice.send(f"REGISTER * * {PASSWORD}")[-1])[:2] == ("SUCCESS", "alice")


def test_a_server_for_people_with_accounts() -> None:
    """ISUPPORT token, Responses: ACCOUNT_REQUIRED at the end of registration, which goes on after a login."""
    world = World(rules={"people": PeoplePolicy(guests="accounts")})
    connect(world, "NICK alice", f"REGISTER * * {PASSWORD}", "QUIT")
    client = connect(world, "CAP REQ draft/extended-isupport", "NICK al", "USER a 0 * :A")
    assert any(" draft/ACCOUNTREQUIRED " in line for line in client.send("ISUPPORT"))
    assert answer(client, "CAP END") == ("FAIL", "*", "ACCOUNT_REQUIRED")
    client.send("AUTHENTICATE PLAIN", f"AUTHENTICATE {plain('alice')}")
    assert commands(client.send("CAP END"))[0] == "001"


def test_a_server_for_everybody(world: World) -> None:
    """ISUPPORT token: it is there only where an account is required."""
    assert not any("ACCOUNTREQUIRED" in line for line in world.join("alice").send("ISUPPORT"))
