"""Why somebody is not let in, or a ban from the server not set: in words."""

import pytest

from salon.core import ban_refusals as why
from salon.core.refusals import Refusal, word_refusal


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        (why.ServerBanned(0, "spam"), "You are banned from this server."),
        (why.NickBanned("ben", 0, "spam"), "The nick ben is banned from this server."),
        (why.BanInvalid("x y"), "x y cannot be banned: KLINE takes nick!user@host"),
        (why.BanHitsOneself("*!*@*"), "This would ban you, too (*!*@*)."),
        (why.NoSuchBan("x"), "x is not banned from the server."),
        (why.TooManyBans(1), "There is 1 ban from the server, and no room for more"),
        (why.TooManyBans(2), "There are 2 bans from the server, and no room for more"),
    ],
)
def test_words(refusal: Refusal, words: str) -> None:
    """Each names what it is about."""
    assert word_refusal(refusal, str).startswith(words)
