"""The lists of whom people block."""

import pytest

from salon.core.blocks import Blocked, Blocks
from salon.core.events import Source
from salon.core.names import casemapping


@pytest.fixture
def blocks() -> Blocks:
    """Return lists: account 1 blocks account 2 and a mask, a guest blocks account 2."""
    blocks = Blocks(casemapping("rfc8265"))
    blocks.add(1, Blocked(2))
    blocks.add(1, Blocked(0, "spam*!*@*"))
    blocks.add(-7, Blocked(2))
    return blocks


def source(nick: str, account: int = 0) -> Source:
    """Return somebody."""
    return Source(
        9, nick, "~u", "host", f"a{account}" if account else None, mask=f"{nick}!~u@host", account_id=account
    )


def test_by_account_whatever_the_nick(blocks: Blocks) -> None:
    """And by mask, of whoever matches."""
    assert blocks.hides(1, source("anything", 2))
    assert blocks.hides(1, source("spammer", 3))
    assert not blocks.hides(1, source("zoe", 3))
    assert not blocks.hides(-7, source("spammer"))
    assert not blocks.hides(5, source("anything", 2))


def test_a_list_is_asked_as_it_is_now(blocks: Blocks) -> None:
    """Whoever was heard before is not heard any more once blocked, and is again when that is over."""
    assert not blocks.hides(1, source("zoe", 3))
    blocks.add(1, Blocked(0, "zo?!*@*"))
    assert blocks.hides(1, source("zoe", 3))
    assert blocks.hides(1, source("spammer", 3))
    blocks.discard(1, Blocked(0, "zo?!*@*"))
    assert not blocks.hides(1, source("zoe", 3))


def test_in_the_order_of_adding(blocks: Blocks) -> None:
    """Until it is taken back; a list with nothing in it is none."""
    assert list(blocks.of(1)) == [Blocked(2), Blocked(0, "spam*!*@*")]
    blocks.discard(1, Blocked(2))
    blocks.discard(1, Blocked(2))
    assert list(blocks.of(1)) == [Blocked(0, "spam*!*@*")]
    blocks.drop(1)
    assert blocks.lists.keys() == {-7}


def test_an_account_that_is_no_more(blocks: Blocks) -> None:
    """It is in nobody's list, and has none."""
    blocks.add(2, Blocked(1))
    blocks.forget(2)
    assert blocks.lists == {1: blocks.of(1)}
    assert list(blocks.of(1)) == [Blocked(0, "spam*!*@*")]
