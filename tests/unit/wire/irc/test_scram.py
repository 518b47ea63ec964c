"""The messages of SCRAM-SHA-256: which are understood, and what is sent in answer."""

import base64

import pytest

from harness.chatroom import Chatroom
from salon.core.account_events import AccountRegistered
from salon.core.apply import apply
from salon.core.commands import LogInByScram
from salon.core.scram import Verifier, write_verifier
from salon.wire.irc.scram import Challenges, Exchange, read_name

SALT = b"sixteen bytes of"
PROOF = base64.b64encode(b"p" * 32).decode()


@pytest.fixture
def challenges() -> Challenges:
    """Return those of a server where ann can use SCRAM, and bob cannot."""
    room = Chatroom()
    verifier = write_verifier(Verifier(SALT, 5_000, b"x", b"y"))
    apply(room.state, AccountRegistered(1, "ann", "hash", 7, scram=verifier))
    apply(room.state, AccountRegistered(2, "bob", "hash", 7))
    return Challenges(room.state, b"secret", b"lasting secret")


def begun(challenges: Challenges, first: str) -> tuple[Exchange, str]:
    """Return an exchange that has begun, and the nonce of both sides."""
    exchange = Exchange(challenges)
    challenge = exchange.begin(first)
    assert challenge is not None
    return exchange, challenge.split(",")[0]


@pytest.mark.parametrize(
    "first",
    ["n,,n=ANN,r=abc", "y,,n=ann,r=abc", "n,a=Ann,n=ann,r=abc", "n,,n=ann,r=abc,x=extension"],
)
def test_a_client_begins(challenges: Challenges, first: str) -> None:
    """RFC 5802, 7: whether or not it could bind channels, for itself, with whatever else it says."""
    challenge = Exchange(challenges).begin(first)
    assert challenge is not None
    nonce, *costs = challenge.split(",")
    assert nonce.startswith("r=abc")
    assert len(nonce) == len("r=abc") + 24
    assert costs == [f"s={base64.b64encode(SALT).decode()}", "i=5000"]


@pytest.mark.parametrize(
    "first",
    [
        *("", "n,,", "n=ann,r=abc", "n,,n=,r=abc", "n,,n=ann,r=", "n,,n=ann,r=a b", "n,,n=ann,r=é"),
        *("p=tls-unique,,n=ann,r=abc", "x,,n=ann,r=abc", "n,,m=new,n=ann,r=abc", "n,a=bob,n=ann,r=abc"),
        *("n,,n=a=nn,r=abc", "n,a==,n=ann,r=abc", "n,,n=ann,r=abc\n"),
    ],
)
def test_whatever_else_begins_nothing(challenges: Challenges, first: str) -> None:
    """RFC 5802, 7: what wants channel binding or an extension, speaks for others, or is no message at all."""
    exchange = Exchange(challenges)
    assert exchange.begin(first) is None
    assert not exchange.begun


def test_a_proof(challenges: Challenges) -> None:
    """RFC 5802, 3: the message that it is of is all that was said, but the header and the proof."""
    for header in ("n,,", "y,,", "n,a=ann,"):
        exchange, nonce = begun(challenges, f"{header}n=ann,r=abc")
        bare = f"c={base64.b64encode(header.encode()).decode()},{nonce},x=extension"
        message = f"n=ann,r=abc,{nonce},s={base64.b64encode(SALT).decode()},i=5000,{bare}"
        login = exchange.prove(f"{bare},p={PROOF}")
        assert login == exchange.login == LogInByScram("ann", message, b"p" * 32)


@pytest.mark.parametrize(
    "final",
    [
        *("", "c=biws,{nonce}", f"c=biws,r=abc,p={PROOF}", f"c=biws,{{nonce}}x,p={PROOF}"),
        *(f"c=eSws,{{nonce}},p={PROOF}", f"{{nonce}},p={PROOF}", "c=biws,{nonce},p=%", "c=biws,{nonce},p=é"),
    ],
)
def test_what_does_not_go_with_the_beginning(challenges: Challenges, final: str) -> None:
    """RFC 5802, 5.1: another nonce or header, or none, or no proof."""
    exchange, nonce = begun(challenges, "n,,n=ann,r=abc")
    assert exchange.prove(final.format(nonce=nonce)) is None
    assert exchange.login is None


def test_no_nonce_comes_again(challenges: Challenges) -> None:
    """Nor is it that of another process."""
    other = Challenges(Chatroom().state, b"another secret", b"lasting secret")
    assert len({challenges.next_nonce(), challenges.next_nonce(), other.next_nonce()}) == 3


@pytest.mark.parametrize("name", ["bob", "nobody"])
def test_nobody_learns_who_can_use_it(challenges: Challenges, name: str) -> None:
    """A salt that is made up looks like one, is of one name in any case, and stays after a restart."""
    salt, iterations = challenges.costs_of(name)
    assert (len(salt), iterations) == (16, 600_000)
    again = Challenges(Chatroom().state, b"another secret", b"lasting secret")
    assert again.costs_of(name.upper()) == (salt, iterations)
    assert challenges.costs_of("somebody")[0] != salt
    assert Challenges(Chatroom().state, b"secret", b"another").costs_of(name)[0] != salt


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ann", "ann"),
        ("a=2Cb=3Dc", "a,b=c"),
        ("=3D2C", "=2C"),
        ("", ""),
        ("=", ""),
        ("a=2c", ""),
        ("a,b", ""),
    ],
)
def test_a_name(text: str, name: str) -> None:
    """RFC 5802, 5.1: commas and equals signs are written otherwise; no other equals sign is in it."""
    assert read_name(text) == name
