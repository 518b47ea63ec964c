"""The tokens by which a client proves that an earlier connection was its own."""

import pytest

from salon.wire.irc.resumption import Tokens

TOKENS = Tokens(b"secret")


@pytest.mark.parametrize("session", [1, 255, (7 << 32) + 3, 2**64 - 1])
def test_a_token_is_that_of_its_session(session: int) -> None:
    """In a cluster, too, where the numbers of sessions are long."""
    token = TOKENS.of(session)
    assert TOKENS.number_of(token) == session
    assert Tokens(b"another process").number_of(token) == 0
    # 256 bits that nobody can guess, none of them the secret's own.
    assert len(token.partition("-")[2]) == 64


@pytest.mark.parametrize(
    "token",
    [
        "",
        "-",
        "1",
        "1-",
        "é-ü",
        "0-" + "0" * 64,
        "-1-" + "0" * 64,
        TOKENS.of(1)[:-1],
        TOKENS.of(1) + "0",
        TOKENS.of(1).upper(),
        "2" + TOKENS.of(1)[1:],
        "01" + TOKENS.of(1)[1:],
        "0x1" + TOKENS.of(1)[1:],
        "1_" + TOKENS.of(1)[1:],
        "f" * 8_000,
    ],
)
def test_whatever_else_is_none(token: str) -> None:
    """Guessed, cut short, of another spelling, or far too long."""
    assert TOKENS.number_of(token) == 0


def test_a_token_holds_for_the_last_session_that_went_on_by_it() -> None:
    """Until that one has its own; what an earlier one proves too late changes nothing."""
    tokens = Tokens(b"secret")
    tokens.keep(1, 2)
    assert (tokens.holder_of(1), tokens.holder_of(2)) == (2, 2)
    tokens.keep(1, 3)
    tokens.use_up(1, 2)
    assert tokens.holder_of(1) == 3
    tokens.use_up(1, 3)
    tokens.use_up(1, 3)
    assert tokens.holder_of(1) == 1
