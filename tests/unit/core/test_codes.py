"""Codes that were given out."""

import pytest

from salon.core.account_events import CodeKind
from salon.core.codes import Code, Codes, digest_of


def code(*, uses: int = 1, expires: int = 0) -> Code:
    """Return an invitation."""
    return Code(digest_of("abcde-fghij"), CodeKind.INVITATION, "ann", 0, uses, expires, 0, ())


def test_only_a_digest_is_kept() -> None:
    """However the letters were grouped when they were copied."""
    assert digest_of("abcde-fghij") == digest_of(" ABCDE fghij ") == digest_of("abcdefghij")
    assert digest_of("abcde-fghij") != digest_of("abcde-fghik")
    assert "abcde" not in digest_of("abcde-fghij")


def test_a_code_is_found_by_its_text() -> None:
    """If it is of the kind that is asked for."""
    codes, its = Codes(), code()
    codes.add(its)
    assert codes.find("ABCDE-FGHIJ", 0, CodeKind.INVITATION) is its
    assert codes.find("abcde-fghij", 0, CodeKind.PASSWORD) is None
    assert codes.find("other", 0, CodeKind.INVITATION) is None
    codes.remove(its.digest)
    assert codes.find("abcde-fghij", 0, CodeKind.INVITATION) is codes.get(its.digest) is None


@pytest.mark.parametrize(
    ("uses", "expires", "now", "holds"),
    [(1, 0, 1 << 60, True), (0, 0, 0, False), (1, 10, 9, True), (1, 10, 10, False)],
)
def test_a_code_holds_for_so_many_uses_and_so_long(uses: int, expires: int, now: int, holds: bool) -> None:
    """Without an end, for ever."""
    assert code(uses=uses, expires=expires).holds(now) is holds
