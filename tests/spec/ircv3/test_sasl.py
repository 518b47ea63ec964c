"""sasl-3.1 and sasl-3.2: AUTHENTICATE, with PLAIN (RFC 4616), before registration and after."""

from base64 import b64encode

import pytest

from harness.irc_accounts import PASSWORD, join_with_account, plain
from harness.replies import told
from harness.tagged_lines import commands, params, tags, unwrapped
from harness.world import Client, World
from salon.core.rules import AccountPolicy

QUIET = AccountPolicy(plaintext_passwords="allow")


@pytest.fixture
def world() -> World:
    """Return a server where alice has an account and is not here."""
    world = World(rules={"accounts": QUIET})
    join_with_account(world, "alice").send("QUIT")
    return world


@pytest.fixture
def client(world: World) -> Client:
    """Return a client before registration, with a nick."""
    client = world.connect()
    client.send("CAP LS 302", "CAP REQ sasl", "NICK al", "USER al 0 * :Al")
    return client


def log_in(client: Client, answer: str) -> list[str]:
    """Try to log in by PLAIN."""
    assert told(client.send("AUTHENTICATE PLAIN")) == ["AUTHENTICATE +"]
    return told(client.send(f"AUTHENTICATE {answer}"))


LOGGED_IN = ["900 al al!~al@host.test alice :...", "903 al :..."]

# --- the capability ----------------------------------------------------------------------------


def test_the_mechanisms_are_told() -> None:
    """sasl-3.2, Mechanism list in CAP LS: the value lists them; before 302 there is none."""
    world = World()
    assert "sasl=PLAIN" in " ".join(world.connect().send("CAP LS 302")).split()
    assert "sasl" in params(world.connect().send("CAP LS")[-1])[-1].split()


def test_the_capability_comes_first(world: World) -> None:
    """sasl-3.1, Introduction: the client MUST enable it before using AUTHENTICATE."""
    assert told(world.connect().send("AUTHENTICATE PLAIN")) == ["904 * :..."]


# --- the command -------------------------------------------------------------------------------


def test_a_login(client: Client) -> None:
    """sasl-3.1, The AUTHENTICATE command: an empty challenge, an answer, then 900 and 903."""
    assert log_in(client, plain("alice")) == LOGGED_IN
    assert told(client.send("CAP END"))[0] == "001 al :..."
    assert client.person.account == "alice"


def test_mechanisms_have_one_name_in_any_case(client: Client) -> None:
    """RFC 4422, 3.1: they are of capital letters; clients that write others are understood."""
    assert told(client.send("AUTHENTICATE plain")) == ["AUTHENTICATE +"]


def test_an_unknown_mechanism(client: Client) -> None:
    """sasl-3.1, Numerics: 908 with those that there are, then 904; another can be tried."""
    assert told(client.send("AUTHENTICATE SCRAM-SHA-1")) == ["908 al PLAIN :...", "904 al :..."]
    assert log_in(client, plain("alice")) == LOGGED_IN


@pytest.mark.parametrize(
    "answer",
    [
        plain("alice", "wrong"),
        plain("nobody"),
        plain("alice", ""),
        plain("", PASSWORD),
        plain("alice", speaks_for="bob"),
        "+",
        "%%%",
        "YQ",
        b64encode(b"alice").decode(),
        b64encode(b"\0alice\0ses\0ame").decode(),
        b64encode(b"\0al\xffce\0sesame").decode(),
    ],
)
def test_a_failed_login(client: Client, answer: str) -> None:
    """sasl-3.1, The AUTHENTICATE command: 904, whatever was wrong, and the client MAY try again."""
    assert log_in(client, answer) == ["904 al :..."]
    assert log_in(client, plain("alice")) == LOGGED_IN


@pytest.mark.parametrize("speaks_for", ["", "alice", "ALICE"])
def test_whom_one_speaks_for(client: Client, speaks_for: str) -> None:
    """RFC 4616, 2: nobody named, or oneself."""
    assert log_in(client, plain("alice", speaks_for=speaks_for)) == LOGGED_IN


def test_an_abort(client: Client) -> None:
    """sasl-3.1, The AUTHENTICATE command: an asterisk, to which the server answers 906."""
    assert log_in(client, "*") == ["906 al :..."]
    assert log_in(client, plain("alice")) == LOGGED_IN


def test_registration_aborts(client: Client) -> None:
    """sasl-3.1, The AUTHENTICATE command: completed meanwhile, 906, then registered without."""
    client.send("AUTHENTICATE PLAIN")
    assert told(client.send("CAP END"))[:2] == ["906 al :...", "001 al :..."]
    assert client.person.account is None


def test_once_more_before_registration(client: Client) -> None:
    """sasl-3.2, SASL Reauthentication: servers SHOULD allow it at any time."""
    log_in(client, plain("alice"))
    assert log_in(client, plain("alice")) == LOGGED_IN


# --- pieces ------------------------------------------------------------------------------------


def make_long(world: World, name: str, length: int) -> str:
    """Make an account whose answer has a length in Base64; return the answer."""
    password = "p" * (length // 4 * 3 - len(name) - 2)
    world.join(name).send(f"NS REGISTER {password}", "QUIT")
    answer = plain(name, password)
    assert len(answer) == length
    return answer


@pytest.mark.parametrize("length", [396, 404])
def test_an_answer_that_ends_by_itself(world: World, client: Client, length: int) -> None:
    """sasl-3.1, The AUTHENTICATE command: the last piece has less than 400 bytes."""
    answer = make_long(world, "long", length)
    first, rest = answer[:400], answer[400:]
    client.send("AUTHENTICATE PLAIN")
    lines = client.send(f"AUTHENTICATE {first}", *([f"AUTHENTICATE {rest}"] if rest else []))
    assert commands(lines) == ["900", "903"]


def test_an_answer_of_whole_pieces(world: World, client: Client) -> None:
    """sasl-3.1, The AUTHENTICATE command: if the last piece has 400 bytes, an empty one follows."""
    answer = make_long(world, "long", 400)
    client.send("AUTHENTICATE PLAIN")
    assert client.send(f"AUTHENTICATE {answer}") == []
    assert commands(client.send("AUTHENTICATE +")) == ["900", "903"]


def test_too_long_a_piece(client: Client) -> None:
    """sasl-3.1, Numerics: 905 for a parameter longer than 400 bytes, and the client MAY try again."""
    assert log_in(client, "A" * 401) == ["905 al :..."]
    assert log_in(client, plain("alice")) == LOGGED_IN


def test_too_long_an_answer(client: Client) -> None:
    """sasl-3.1, The AUTHENTICATE command: the server MAY limit the total length."""
    client.send("AUTHENTICATE PLAIN")
    lines = [line for _ in range(7) for line in client.send(f"AUTHENTICATE {'A' * 400}")]
    assert told(lines) == ["905 al :..."]


# --- after registration ------------------------------------------------------------------------


def test_a_login_after_registration(world: World) -> None:
    """sasl-3.2, SASL Reauthentication: at any time; others in the channel are told."""
    bob = world.join("bob", "#c", caps="account-notify")
    al = world.join("al", "#c", caps="sasl")
    bob.take()
    assert log_in(al, plain("alice")) == LOGGED_IN
    assert bob.take() == [":al!~al@host.test ACCOUNT alice"]


def test_once_more_after_registration(world: World) -> None:
    """sasl-3.2, SASL Reauthentication: to the same account; another one is refused by 907."""
    join_with_account(world, "carol").send("QUIT")
    al = world.join("al", caps="sasl")
    log_in(al, plain("alice"))
    assert log_in(al, plain("alice")) == LOGGED_IN
    assert log_in(al, plain("carol")) == ["907 al :..."]


# --- who may not -------------------------------------------------------------------------------


def test_an_account_that_is_suspended(world: World, client: Client) -> None:
    """sasl-3.1, Numerics: 902, to who has the password; else nobody learns of it."""
    account = world.state.accounts.find("alice")
    assert account is not None
    account.suspended = True
    assert log_in(client, plain("alice", "wrong")) == ["904 al :..."]
    assert log_in(client, plain("alice")) == ["902 al :..."]


def test_guesses_are_slowed(client: Client) -> None:
    """sasl-3.2, SASL Reauthentication: why it fails is said, and the connection stays."""
    for _ in range(3):
        log_in(client, plain("alice", "wrong"))
    client.send("AUTHENTICATE PLAIN")
    (line,) = client.send(f"AUTHENTICATE {plain('alice')}")
    assert commands([line]) == ["904"]
    assert "second" in params(line)[-1]
    assert not client.closed


def test_a_password_that_others_can_read() -> None:
    """sasl-3.1, Numerics: 904 where the owner wants none; a warning where they are warned of."""
    for policy, codes in (
        (AccountPolicy(plaintext_passwords="refuse"), ["904"]),
        (AccountPolicy(plaintext_passwords="warn"), ["900", "903", "WARN"]),
    ):
        world = World(rules={"accounts": policy})
        secure = world.connect(secure=True)
        secure.send("NICK alice", "USER a 0 * :A", f"NS REGISTER {PASSWORD}", "QUIT")
        client = world.connect()
        client.send("CAP REQ :sasl standard-replies", "AUTHENTICATE PLAIN")
        assert commands(client.send(f"AUTHENTICATE {plain('alice')}")) == codes


# --- beside other specifications ---------------------------------------------------------------


@pytest.mark.parametrize("caps", ["", "standard-replies"])
def test_numerics_alone(world: World, caps: str) -> None:
    """sasl-3.1, Numerics: an answer is not said again as a standard reply, nor by a service."""
    al = world.join("al", caps=f"sasl {caps}")
    assert log_in(al, plain("alice", "wrong")) == ["904 al :..."]
    assert log_in(al, plain("alice")) == LOGGED_IN


def test_labels(world: World) -> None:
    """labeled-response: the answer has the label of the AUTHENTICATE that it answers."""
    al = world.join("al", caps="sasl batch labeled-response")
    (challenge,) = al.send("@label=a AUTHENTICATE PLAIN")
    assert tags(challenge) == {"label": "a"}
    lines = al.send(f"@label=b AUTHENTICATE {plain('alice')}")
    assert tags(lines[0])["label"] == "b"
    assert commands(unwrapped(lines)) == ["900", "903"]
