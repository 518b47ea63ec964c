"""What AUTHENTICATE, REGISTER and VERIFY mean; for the answers see tests/spec/ircv3."""

from base64 import b64encode

import pytest

from harness.interpreting import answered, meant, talk_of
from harness.irc_accounts import PASSWORD, plain
from harness.world import Client, World
from salon.core.commands import LogIn, RegisterAccount
from salon.core.names import casemapping
from salon.wire.irc.commands.accounts import LONGEST_ANSWER, read_plain

NAMES = casemapping("rfc8265")


@pytest.fixture
def client() -> Client:
    """Return a client before registration, with a nick."""
    client = World().connect()
    client.send("CAP REQ :sasl standard-replies", "NICK al")
    return client


@pytest.mark.parametrize(
    ("answer", "login"),
    [
        (plain("al"), LogIn("al", PASSWORD)),
        (plain("Zoé", "œuf et thé", "ZOÉ"), LogIn("Zoé", "œuf et thé")),
        (plain("al", speaks_for="bob"), None),
        (plain("al", ""), None),
        (plain(""), None),
        ("", None),
        ("YQ", None),
        ("*", None),
        (b64encode(b"\0al\0\xff").decode(), None),
        (b64encode(b"al\0x").decode(), None),
        (b64encode(b"\0al\0x\0").decode(), None),
    ],
)
def test_an_answer_of_plain(answer: str, login: LogIn | None) -> None:
    """Base64 of three parts; a name is the same in any case."""
    assert read_plain(answer, NAMES) == login


def test_the_longest_answer_holds_the_longest_password() -> None:
    """Between the longest names, of 256 bytes each."""
    assert len(plain("n" * 256, "p" * 1_024, "n" * 256)) <= LONGEST_ANSWER


def test_a_login(client: Client) -> None:
    """The second line is a command; nothing of it stays."""
    assert meant(client, "AUTHENTICATE PLAIN") == []
    assert answered(client) == ["AUTHENTICATE +"]
    assert meant(client, f"AUTHENTICATE {plain('al')}") == [LogIn("al", PASSWORD)]
    assert talk_of(client).sasl is None


@pytest.mark.parametrize("piece", ["+", "x" * 401])
def test_what_cannot_be_an_answer(client: Client, piece: str) -> None:
    """Nothing of it stays either."""
    meant(client, "AUTHENTICATE PLAIN")
    assert meant(client, f"AUTHENTICATE {piece}") == []
    assert talk_of(client).sasl is None


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("REGISTER * * x", RegisterAccount("al", "x")),
        ("REGISTER AL * :x y", RegisterAccount("AL", "x y")),
        ("REGISTER al a@b x", RegisterAccount("al", "x", "a@b")),
        ("REGISTER * * x code", RegisterAccount("al", "x", "", "code")),
    ],
)
def test_an_account(client: Client, line: str, command: RegisterAccount) -> None:
    """Of the nick, whether an e-mail address is given or not."""
    assert meant(client, line) == [command]


@pytest.mark.parametrize("line", ["REGISTER bob * x", "RESETPASS al x"])
def test_no_account(client: Client, line: str) -> None:
    """What the wire can refuse by itself."""
    assert meant(client, line) == []
    assert answered(client)[-1].split()[0] in {"FAIL", "461"}
