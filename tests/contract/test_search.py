"""What a storage finds for whoever searches, whether it has indexed it yet or not."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

from harness.searching import found, index_all, wish
from harness.storing import ALICE, AMELIE, said, write
from salon.core.events import MessageKind, MessagePosted, Source, TopicChanged
from salon.core.message_events import MessageEdited, MessageRedacted
from salon.core.queries.history import SeenChannel
from salon.core.queries.search import Author
from salon.core.queries.terms import read_terms
from salon.storage import index, search
from salon.storage.sqlite import SqliteStorage

Ready = Callable[[], None]

BOB = Source(3, "Bob", "bob", "b.example", "bob", False, "Bob!bob@b.example", 2)


@pytest.fixture(params=["indexed", "not indexed", "half"], ids=str)
def ready(request: pytest.FixtureRequest, storage: SqliteStorage, monkeypatch: pytest.MonkeyPatch) -> Ready:
    """Return what has the messages that were written indexed, or not, or the older half of them."""
    monkeypatch.setattr(index, "LAG", 1)

    def make() -> None:
        if request.param == "indexed":
            index_all(storage)
        elif request.param == "half":
            last = storage._connection.execute("SELECT max(sequence) FROM message").get
            monkeypatch.setattr(index, "INDEXED_AT_ONCE", max(last // 2, 1))
            storage._index.fill(idle=True)

    return make


def private(
    sequence: int,
    text: str,
    source: Source = BOB,
    person: int = 1,
    account: int = 1,
    *,
    unheard: bool = False,
) -> MessagePosted:
    """Make what somebody says to one person alone."""
    return MessagePosted(
        source,
        MessageKind.PRIVMSG,
        "x",
        text,
        sequence,
        1_000_000 + sequence,
        0,
        person,
        account,
        unheard=unheard,
    )


TEXTS = {
    1: "l'été est là",
    2: "C++ est un langage",
    3: "appelle foo_bar() ici",
    4: "foo bar",
    5: "我喜欢编程",
    6: "un chat noir",
    7: "noir, le chat",
    8: "\x01ACTION danse\x01",
    9: "un a b",
    10: "ÉTÉ 2026 !",
    11: "한국어로 말해요",
    12: 'il dit : "bonjour" (100%)',
    13: "peut-être",
    14: "\x02gras\x02 et \x0304rouge",
}


WORDS = [
    ("ete", [1, 10]),
    ("été", [1, 10]),
    ("l'été", [1]),
    ("l\u2019été", [1]),
    ("ÉTÉ!", [1, 10]),
    ("C++", [2]),
    ("c", [2]),
    ("foo_bar()", [3]),
    ("FOO_BAR", [3]),
    ('"foo bar"', [3, 4]),
    ("bar foo", [3, 4]),
    ("编程", [5]),
    ("编", [5]),
    ("程编", []),
    ("喜欢编程", [5]),
    ("국어", [11]),
    ("chat noir", [6, 7]),
    ('"chat noir"', [6]),
    ('"noir chat', []),
    ("un -chat", [2, 9]),
    ('chat -"chat noir"', [7]),
    ("foo -foo_bar()", [4]),
    ("danse", [8]),
    ("ACTION", []),
    ("a", [9]),
    ("2026", [10]),
    ("(100%)", [12]),
    ("100_", []),
    ("peut-être", [13]),
    ("peut etre", [13]),
    ("gras", [14]),
    ("rien", []),
    ("-rien", list(TEXTS)),
    # Nothing of this is syntax.
    ("chat OR noir", []),
    ("text:chat", []),
    ("chat*", []),
    ("ch", []),
    ("NEAR(chat noir)", []),
    ("^chat", []),
    ('un" chat', [6]),
    ("'; DROP TABLE message", []),
]


def test_words(storage: SqliteStorage, ready: Ready) -> None:
    """All must be there; accents and case count for nothing; signs of code must be there as they are."""
    write(storage, *(said(sequence, text) for sequence, text in TEXTS.items()))
    ready()
    assert [(typed, found(storage, typed)) for typed, _ in WORDS] == WORDS


def test_only_what_is_said_in_words(storage: SqliteStorage, ready: Ready) -> None:
    """As in the history: no reactions, topics, other CTCP, nor what was said to a rank."""
    write(
        storage,
        said(1, "mot"),
        said(2, "mot", kind=MessageKind.NOTICE),
        said(3, "mot", rank=1),
        said(4, "\x01PING mot\x01"),
        said(5, "mot", kind=MessageKind.TAGMSG),
        TopicChanged(ALICE, 1, "#1", "mot", 6, 6),
        private(7, "mot"),
    )
    ready()
    assert found(storage, "mot") == [1, 2, 7]


def test_only_what_one_may_read(storage: SqliteStorage, ready: Ready) -> None:
    """Of channels: what is shown of them; in private: one's own, without what one was not to hear."""
    write(
        storage,
        said(1, "mot"),
        structs.replace(said(2, "mot"), closed=2),
        structs.replace(said(3, "mot"), closed=2),
        said(4, "mot", channel=2),
        private(5, "mot"),
        private(6, "mot", source=ALICE, person=3, account=2),
        private(7, "mot", source=BOB, person=9, account=11),
        private(8, "mot", source=BOB, unheard=True),
        private(9, "mot", source=ALICE, person=3, account=2, unheard=True),
        private(
            10, "mot", source=structs.replace(BOB, account=None, account_id=0, person=1), person=8, account=0
        ),
    )
    ready()
    assert found(storage, "mot", channels=(SeenChannel(1, 3),)) == [1, 3, 5, 6, 9]
    assert found(storage, "mot", channels=(SeenChannel(1, 3, 1),)) == [3, 5, 6, 9]
    assert found(storage, "mot", channels=(SeenChannel(2, 1),), party="") == [4]
    assert found(storage, "mot", channels=()) == [5, 6, 9]
    assert found(storage, "mot", channels=(), conversation="@1 @2") == [5, 6, 9]
    assert found(storage, "mot", channels=(), conversation="@1 @3") == []
    assert found(storage, "mot", channels=(), party="#1") == []
    assert found(storage, "mot", channels=(), party="") == []
    many = tuple(SeenChannel(number, 9) for number in range(1, 30))
    assert found(storage, "mot", channels=many) == [1, 4, 5, 6, 9]
    others = tuple(seen for seen in many if seen.channel != 2)
    assert found(storage, "mot", channels=others) == [1, 5, 6, 9]
    assert sorted(found(storage, "mot", channels=others, ranked=True)) == [1, 5, 6, 9]
    assert sorted(found(storage, "mot", channels=(SeenChannel(2, 1),), ranked=True)) == [4, 5, 6, 9]


def test_by_author(storage: SqliteStorage, ready: Ready) -> None:
    """Whoever had the nick, in any case and with any accents, or has the account of this name now."""
    renamed = structs.replace(BOB, nick="Robert", mask="Robert!b@c")
    odd = structs.replace(AMELIE, nick="[-]", person=9)
    write(
        storage,
        said(1, "mot", source=ALICE),
        said(2, "mot", source=BOB),
        said(3, "mot", source=renamed),
        said(4, "mot", source=AMELIE),
        said(5, "mot", source=structs.replace(AMELIE, nick="Amélie_2")),
        said(6, "mot", source=odd),
        said(7, "autre", source=BOB),
    )
    ready()
    assert found(storage, "mot", author=Author("bob", 2)) == [2, 3]
    assert found(storage, "mot", author=Author("bob", 0)) == [2]
    assert found(storage, "mot", author=Author("AMELIE", 0)) == [4]
    assert found(storage, author=Author("bob", 2)) == [2, 3, 7]
    assert found(storage, author=Author("[-]", 0)) == [6]
    assert found(storage, author=Author("a2", 0)) == []
    assert found(storage, author=Author("%", 0)) == []


def test_by_time_and_by_number(storage: SqliteStorage, ready: Ready) -> None:
    """From a time on, before another, before a message; the newest of them, the oldest first."""
    write(storage, *(said(sequence, "mot") for sequence in range(1, 40)))
    ready()
    assert found(storage, "mot", after_time=1_000_036) == [36, 37, 38, 39]
    assert found(storage, "mot", before_time=1_000_004) == [1, 2, 3]
    assert found(storage, "mot", after_time=1_000_020, before_time=1_000_022) == [20, 21]
    assert found(storage, "mot", limit=3) == [37, 38, 39]
    assert found(storage, "mot", limit=3, before=37) == [34, 35, 36]
    assert found(storage, "mot", limit=0) == []
    assert found(storage, "mot", after_time=2**62) == []
    assert found(storage, "mot", after_time=1_000_022, before_time=1_000_020) == []


def test_the_best_first(storage: SqliteStorage, ready: Ready) -> None:
    """Whatever says it in fewer words; of equals the newest. Pages follow each other."""
    long = "mot et encore beaucoup de choses dites autour de cela"
    write(storage, said(1, "mot"), *(said(sequence, long) for sequence in range(2, 30)), said(30, "mot mot"))
    ready()
    best = found(storage, "mot", ranked=True, limit=4)
    assert set(best[:2]) == {1, 30}
    assert found(storage, "mot", ranked=True, limit=2, skip=2) == best[2:]
    assert len(found(storage, "mot", ranked=True, limit=50, skip=28)) == 2


def test_changes_are_found_at_once(storage: SqliteStorage, ready: Ready) -> None:
    """What was deleted is not found, and what was edited by its new words alone."""
    write(storage, *(said(sequence, f"ancien mot{sequence}") for sequence in range(1, 5)))
    ready()
    edited = MessageEdited(ALICE, 2, "#1", 1, 0, "nouveau", 9)
    write(storage, edited, MessageRedacted(ALICE, 3, "#1", 1, 0, "", 9))
    storage._connection.execute("DELETE FROM message WHERE sequence = 4")
    assert found(storage, "ancien") == [1]
    assert found(storage, "nouveau") == [2]
    assert found(storage, "mot2") == found(storage, "mot3") == found(storage, "mot4") == []


def test_a_search_ends_in_time_and_says_so(storage: SqliteStorage, ready: Ready) -> None:
    """With what was found until then, and with the time back to which it came."""
    write(storage, *(said(sequence, "mot") for sequence in range(1, 4)))
    ready()
    reader = storage.reader()
    matches = reader.search(wish("mot", milliseconds=-1))
    assert list(matches.messages) == []
    assert matches.reached is not None
    assert not matches.indexing
    # The next search is not interrupted by it.
    assert len(reader.search(wish("mot")).messages) == 3
    reader.close()


def test_too_much_that_is_not_indexed(storage: SqliteStorage, monkeypatch: pytest.MonkeyPatch) -> None:
    """The newest of it is searched, and one can go on from there."""
    monkeypatch.setattr(search, "TAIL", 10)
    write(storage, *(said(sequence, "mot") for sequence in range(1, 31)))
    reader = storage.reader()
    matches = reader.search(wish("mot", before=31))
    assert [message.sequence for message in matches.messages] == list(range(21, 31))
    assert (matches.reached, matches.indexing) == (1_000_021, True)
    matches = reader.search(wish("mot", before_time=matches.reached))
    assert [message.sequence for message in matches.messages] == list(range(11, 21))
    matches = reader.search(wish("mot", before_time=matches.reached))
    assert [message.sequence for message in matches.messages] == list(range(1, 11))
    assert (matches.reached, matches.indexing) == (None, False)
    reader.close()


_SIGNS = st.sampled_from("ab éÉ'\u2019-\"_()*^:+~%\\/&|{}<>中文한\x01\x03\x00\n😀")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(
    st.lists(st.text(_SIGNS, min_size=1, max_size=12), min_size=1, max_size=8),
    st.text(_SIGNS, max_size=12),
    st.booleans(),
)
def test_whatever_is_typed(storage: SqliteStorage, texts: list[str], typed: str, ranked: bool) -> None:
    """No search fails, and the index finds what is found without it."""
    storage._connection.execute("DELETE FROM message")
    storage._connection.execute("INSERT INTO message_index (message_index) VALUES ('delete-all')")
    storage._connection.execute("UPDATE indexed_until SET sequence = 0")
    write(storage, *(said(sequence, text) for sequence, text in enumerate(texts, start=1)))
    terms = read_terms(typed)
    before = sorted(found(storage, terms=terms, ranked=ranked))
    storage._connection.execute(
        "INSERT INTO message_index (rowid, text, place, nick) SELECT * FROM searchable"
    )
    storage._connection.execute("UPDATE indexed_until SET sequence = 100")
    assert sorted(found(storage, terms=terms, ranked=ranked)) == before
    for text in texts:  # what is written in words is found by itself
        mine = [number for number, its in enumerate(texts, start=1) if its == text]
        own = read_terms(text)
        if (
            not any(term.barred for term in own)
            and "\x01" not in text
            and "\x00" not in text
            and '"' not in text
        ):
            assert set(mine) <= set(found(storage, terms=own)) or not own
