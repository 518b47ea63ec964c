"""A search as people type it, and what they read of its results."""

import pytest

from salon.core.events import MessageKind, MessagePosted, Source
from salon.core.queries.search import Search
from salon.core.replies import SearchShown
from salon.wire.typed_search import LINES, Searching

NOW = 1_800_000_000_000
ALICE = Source(1, "alice", "a", "host", mask="alice!a@host")


def said(sequence: int, text: str = "mot", *, channel: int = 1) -> MessagePosted:
    """Make a message."""
    return MessagePosted(
        ALICE, MessageKind.PRIVMSG, "#club" if channel else "bob", text, sequence, NOW, channel
    )


def lines(searching: Searching, shown: SearchShown, hidden: int = 0) -> list[str]:
    """Return what is read of results, of which one may be of somebody whom one does not hear."""
    return list(searching.lines(shown, NOW, str, lambda message: None if message.sequence == hidden else ""))


def read(searching: Searching, typed: str) -> Search:
    """Return the search that was typed."""
    search = searching.read(typed)
    assert isinstance(search, Search), search
    return search


def test_what_is_typed() -> None:
    """Keys may stand anywhere among the words, in any case; quotes and other colons belong to words."""
    search = read(Searching(), 'un FROM:bob "deux" in:#club sort:best re:trois "from:x"')
    assert search.words.split() == ["un", '"deux"', "re:trois", '"from:x"']
    assert (search.author, search.ranked, search.limit) == ("bob", True, LINES)
    assert search.after_time is search.before_time is None
    search = read(Searching(), "after:2026-01-31 before:2026-02-01T18:00")
    assert search.after_time is not None
    assert search.before_time is not None
    assert search.before_time - search.after_time == (24 + 18) * 3_600_000


@pytest.mark.parametrize(
    "typed",
    [
        *("before:2026", "after:2026-02-30", "before:0000-01-01", "sort:x"),
        *("before:", "after: 2026-01-31", "sort:", "from: bob", "un in:"),
    ],
)
def test_what_is_wrong(typed: str) -> None:
    """It is said, and is not gone on with."""
    searching = Searching()
    read(searching, "mot")
    assert isinstance(searching.read(typed), str)
    assert isinstance(searching.read(""), str)


def test_lines() -> None:
    """Place, author and words, without what one does not hear and what shows nothing."""
    shown = SearchShown(
        (said(1), said(2), said(3, "\x01ACTION danse\x01"), said(4, "psst", channel=0), said(5, "\x02")),
        complete=True,
    )
    clock = lines(Searching(), SearchShown((said(1),), complete=True))[0].split("]")[0]
    assert lines(Searching(), shown, hidden=2) == [
        f"{clock}] #club <alice> mot",
        f"{clock}] #club <alice> * danse",
        f"{clock}] <alice -> bob> psst",
    ]
    assert lines(Searching(), SearchShown((), complete=True)) == ["Nothing was found."]


def test_the_next_page() -> None:
    """Before the oldest, after the best, or before the time that was reached; none behind the last."""
    searching = Searching()
    asked = read(searching, "mot")
    assert "search again" in lines(searching, SearchShown((said(7), said(8)), complete=False), hidden=7)[-1]
    assert read(searching, "").before == 7
    lines(searching, SearchShown((), complete=False, reached=NOW))
    assert read(searching, "").before_time == NOW
    lines(searching, SearchShown((said(2),), complete=True))
    assert isinstance(searching.read(""), str)
    read(searching, "mot sort:best")
    lines(searching, SearchShown((said(7), said(8)), complete=False))
    assert read(searching, "").skip == LINES
    assert asked.skip == 0


def test_what_was_not_searched() -> None:
    """And why."""
    slow = SearchShown((said(1),), complete=False, reached=NOW)
    assert "took too long" in lines(Searching(), slow)[1]
    early = SearchShown((), complete=False, reached=NOW, indexing=True)
    assert "still being indexed" in lines(Searching(), early)[0]
