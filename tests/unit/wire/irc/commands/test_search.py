"""What SEARCH means; what becomes of it stands in `tests/spec/ircv3/test_search.py`."""

import pytest

from harness.interpreting import meant, talk_of
from harness.world import World
from salon.core.queries.search import Search
from salon.core.replies import SearchShown
from salon.wire.irc.commands.search import show_found


@pytest.mark.parametrize(
    ("attributes", "search"),
    [
        (r"text=un\sdeux\:;in=#a", Search(words="un deux;", place="#a", limit=50)),
        ("from=bob;limit=7", Search(author="bob", limit=7)),
        ("limit=99999999999999;from=b", Search(author="b", limit=999_999_999)),
        (
            "text=x;after=1970-01-01T00:00:01Z;before=1970-01-01T00:00:02.500Z",
            Search(words="x", after_time=1_000, before_time=2_501, limit=50),
        ),
        ("text=x;salon.dev/before=test-10", Search(words="x", before=36, limit=50)),
        ("text=x;salon.dev/order=rank;salon.dev/skip=5", Search(words="x", ranked=True, skip=5, limit=50)),
        ("text=un deux", Search(words="un deux", limit=50)),
    ],
)
def test_attributes(attributes: str, search: Search) -> None:
    """Each with its value; the times are those at which a message may have been said."""
    alice = World().join("alice", caps="soju.im/search")
    assert meant(alice, f"SEARCH :{attributes}") == []
    assert [*talk_of(alice).later] == [search]


@pytest.mark.parametrize(("indexing", "why"), [(False, "took too long"), (True, "being indexed")])
def test_what_was_not_searched(indexing: bool, why: str) -> None:
    """A note says from when on it was, before an answer that has no end."""
    alice = World().join("alice", caps="soju.im/search batch message-tags")
    talk = talk_of(alice)
    show_found(talk, SearchShown((), complete=False, reached=1_250, indexing=indexing), 0, True)
    note, start, _ = talk.take_output().decode().split("\r\n")[:-1]
    assert note.startswith(":salon.test NOTE SEARCH PARTIAL 1970-01-01T00:00:01.250Z :")
    assert why in note
    assert start.startswith(":salon.test BATCH +")
