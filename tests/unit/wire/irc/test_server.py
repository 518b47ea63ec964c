"""The server as IRC sessions see it."""

from msgspec import structs

from harness.ruling import rules_with
from salon.core.names import casemapping
from salon.core.rules import Rules
from salon.core.state import State
from salon.wire.irc.server import CHANNEL_LETTERS, PARAMETER_LETTERS, IrcServer, IrcSettings


def server(**settings: str) -> IrcServer:
    """Return a server without anybody."""
    chosen = IrcSettings(**{"network": "Test", "version": "0", "created": 0, **settings})  # type: ignore[arg-type]
    return IrcServer(
        State(Rules(server="salon.test"), casemapping("ascii")),
        chosen,
        "test",
        {"en": str},
        b"secret",
        b"lasting secret",
    )


def test_tokens_are_made_once_and_again_after_a_change() -> None:
    """Of the rules or of the settings: what they say must be true."""
    irc = server()
    tokens = irc.isupport()
    assert irc.isupport() is tokens
    irc.state.rules = rules_with(irc.state.rules, nick_length=9)
    assert "NICKLEN=9" in irc.isupport()
    irc.settings = structs.replace(irc.settings, network="Other")
    assert "NETWORK=Other" in irc.isupport()
    assert sorted(tokens) == [*tokens]


def test_a_network_may_have_any_name() -> None:
    """In the token it is escaped (modern-irc, RPL_ISUPPORT)."""
    icon = server(icon="https://a.example/icon?v=1").isupport()
    assert r"draft/ICON=https://a.example/icon?v\x3D1" in icon
    assert not any("ICON" in token for token in server().isupport())
    assert r"NETWORK=Le\x20salon\x3Da\x5Cb" in server(network=r"Le salon=a\b").isupport()


def test_batches_have_names_of_their_own() -> None:
    """None twice."""
    irc = server()
    assert len({irc.next_batch() for _ in range(100)}) == 100


def test_the_letters_of_modes() -> None:
    """As RPL_MYINFO tells them: those with a parameter are among all."""
    assert set(PARAMETER_LETTERS) == set("beIkljHqaohv")
    assert set(CHANNEL_LETTERS) == set(PARAMETER_LETTERS) | set("imnstCMR")
