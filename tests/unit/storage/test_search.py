"""How a search is asked of SQLite. What is found: tests/contract/test_search.py."""

from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest

from harness.searching import found, index_all, wish
from harness.storing import said, write
from salon.core.events import ChannelFounded
from salon.core.queries.history import SeenChannel
from salon.core.queries.search import Author
from salon.storage import index, search
from salon.storage.port import Durability
from salon.storage.search import match_of
from salon.storage.sqlite import SqliteStorage


@pytest.fixture
def storage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SqliteStorage]:
    """Return a storage with a channel."""
    monkeypatch.setattr(index, "LAG", 1)
    opened = SqliteStorage(tmp_path / "salon.db", Durability.PROCESS)
    opened.load()
    write(opened, ChannelFounded(1, "#1", 5))
    yield opened
    opened.close()


def test_all_that_was_typed_stands_in_quotes() -> None:
    """But for the signs that stand between what was typed."""
    assert match_of(wish('un" -deux "trois quatre" NOT'), by_place=False) == (
        '(text : ("un" AND "trois quatre" AND "NOT")) NOT text : ("deux")'
    )
    assert match_of(wish("编x程"), by_place=False) == 'text : (" 编 x 程 ")'


def test_places_and_authors() -> None:
    """A place where there is nothing else, or where it is asked for; an author by nick and account."""
    assert match_of(wish(""), by_place=False) == 'place : ("c1" OR "p1")'
    two = (SeenChannel(1, 1), SeenChannel(22, 1))
    assert match_of(wish("x", channels=two, party="#7"), by_place=True) == (
        'text : ("x") AND place : ("c1" OR "c22" OR "g7")'
    )
    assert (
        match_of(wish("x", conversation="@1 #9"), by_place=True) == 'text : ("x") AND place : ("p1" AND "g9")'
    )
    assert match_of(wish("", author=Author("bob", 3)), by_place=False) == '(nick : "bob" OR place : "a3")'
    assert match_of(wish("", author=Author("[]", 3)), by_place=False) == 'place : ("c1" OR "p1")'


def test_what_is_found_does_not_depend_on_the_pieces(
    storage: SqliteStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor on whether places are asked of the index."""
    channels = [ChannelFounded(number, f"#{number}", 5) for number in range(2, 40)]
    write(storage, *channels)
    write(storage, *(said(number, "mot rare" if number % 50 == 0 else "mot") for number in range(1, 400)))
    write(storage, *(said(number, "mot", channel=2 + number % 30) for number in range(400, 800)))
    index_all(storage)
    many = tuple(SeenChannel(number, 1) for number in range(1, 12))
    asked: list[dict[str, object]] = [
        {"typed": "mot"},
        {"typed": "rare"},
        {"typed": "mot", "channels": many},
        {"typed": "mot", "ranked": True, "limit": 30},
        {"typed": "mot -rare", "channels": (SeenChannel(1, 1),), "limit": 400},
    ]
    whole = [found(storage, **each) for each in asked]  # type: ignore[arg-type]
    monkeypatch.setattr(search, "PIECE", 7)
    monkeypatch.setattr(search, "HARDLY_ONE", 1)
    assert [found(storage, **each) for each in asked] == whole  # type: ignore[arg-type]
    assert [len(each) for each in whole] == [100, 7, 100, 30, 392]


@pytest.mark.parametrize("indexed", [False, True])
def test_the_shortest_are_scored(
    storage: SqliteStorage, monkeypatch: pytest.MonkeyPatch, *, indexed: bool
) -> None:
    """By how often they have the words; the others follow by their length, on whatever page."""
    monkeypatch.setattr(search, "SCORED", 3)
    texts = [
        "mot et beaucoup de choses",
        "mot et autre",
        "mot",
        "mot mot mot",
        "mot et encore",
        f"et{' mot' * 9}",
    ]
    write(storage, *(said(number, text) for number, text in enumerate(texts, start=1)))
    if indexed:
        index_all(storage)
    assert found(storage, "mot", ranked=True) == [4, 3, 2, 5, 1, 6]
    pages = [found(storage, "mot", ranked=True, limit=1, skip=skip) for skip in range(7)]
    assert pages == [[4], [3], [2], [5], [1], [6], []]


def test_without_words_the_newest_are_the_best(
    storage: SqliteStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is nothing to score."""
    monkeypatch.setattr(search, "SCORED", 1)
    write(storage, said(1, "un"), said(2, "deux mots"), said(3, "trois"))
    index_all(storage)
    assert found(storage, author=Author("alice", 0), ranked=True) == [3, 2, 1]
    assert found(storage, author=Author("alice", 0), ranked=True, limit=1, skip=1) == [2]


def test_one_search_leaves_nothing_to_the_next(storage: SqliteStorage) -> None:
    """Though they share an index in memory, for what is not indexed and for what is scored."""
    write(storage, *(said(number, "mot") for number in range(1, 10)))
    reader = storage.reader()
    for _ in range(2):
        assert len(reader.search(wish("mot", ranked=True)).messages) == 9
        assert len(reader.search(wish("mot")).messages) == 9
    assert reader._connection.pragma("temp_store") == 2
    reader.close()


def test_an_interruption_leaves_what_was_found(
    storage: SqliteStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And a connection that searches again."""
    write(storage, *(said(number, "mot") for number in range(1, 100)))
    index_all(storage)
    monkeypatch.setattr(search, "PIECE", 10)
    decode, calls = search._decode_sequences, []

    def interrupt(found: str) -> list[int]:
        calls.append(found)
        if len(calls) == 2:
            raise apsw.InterruptError
        return decode(found)

    monkeypatch.setattr(search, "_decode_sequences", interrupt)
    reader = storage.reader()
    matches = reader.search(wish("mot", before=100))
    assert [message.sequence for message in matches.messages] == list(range(90, 100))
    assert matches.reached == 1_000_090
    assert len(reader.search(wish("mot", before=100)).messages) == 99
    reader.close()
