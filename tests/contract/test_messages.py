"""What every storage answers to who asks for the past, whatever is behind it."""

from contextlib import closing
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

from harness.storing import ALICE, AMELIE, numbers, read, said, write
from salon.core.events import (
    MessageKind,
    MessagePosted,
    Source,
    TopicChanged,
)
from salon.core.needs import FoundMessage
from salon.core.queries.history import (
    HistoryQuery,
    Kind,
    Point,
    SeenChannel,
    Target,
    TargetsQuery,
    conversation_between,
)
from salon.storage.port import (
    Storage,
    StorageError,
)


def test_what_is_read_is_what_was_written(storage: Storage) -> None:
    """Messages and topics come back equal: who, to whom, where, in which closure, with which tags."""
    events = [
        MessagePosted(AMELIE, MessageKind.NOTICE, "#1", "ça va ?", 7, 1_700_000_000_123, 1, tags="+a=b;+c"),
        said(8, "\x01ACTION rit\x01"),
        structs.replace(said(9), closed=9),
        TopicChanged(ALICE, 1, "#1", "le plan", 10, 6, closed=9),
        said(11, "", kind=MessageKind.TAGMSG),
        structs.replace(said(13), once="0123 1"),
    ]
    private = MessagePosted(ALICE, MessageKind.PRIVMSG, "bob", "psst", 12, 5, 0, 3, 2, tags="+d")
    write(storage, *events, private)
    reader = storage.reader()
    everything = HistoryQuery(conversation=1, limit=9, kinds=frozenset(Kind))
    *in_words, topic, _tags, once = events
    assert reader.read(everything) == events
    assert reader.read(structs.replace(everything, kinds=frozenset({Kind.TOPICS}))) == [
        *in_words,
        topic,
        once,
    ]
    assert reader.read(structs.replace(everything, kinds=frozenset())) == [*in_words, once]
    assert read(reader, "@1 @2") == [private]
    reader.close()


@pytest.mark.parametrize("forward", [False, True])
def test_what_is_unread(storage: Storage, *, forward: bool) -> None:
    """What others have said, as many as asked for; a guest is known by the number of the person."""
    again = structs.replace(AMELIE, person=1)
    sources = {sequence: (ALICE, ALICE, AMELIE, again)[sequence % 4] for sequence in range(40)}
    write(storage, *(said(sequence, source=source) for sequence, source in sources.items() if sequence))
    reader = storage.reader()
    for owner, own in ((ALICE.account_id, {ALICE}), (-AMELIE.person, {AMELIE}), (-1, {again}), (9, set())):
        others = [sequence for sequence, source in sources.items() if sequence and source not in own]
        assert numbers(reader, limit=7, forward=forward, unread_by=owner) == (
            others[:7] if forward else others[-7:]
        )
    reader.close()


@pytest.mark.parametrize(
    ("after", "before"), [(None, None), (3, None), (None, 17), (3, 17), (0, 99), (17, 3)]
)
@pytest.mark.parametrize("forward", [False, True])
def test_bounds_of_time(storage: Storage, after: int | None, before: int | None, *, forward: bool) -> None:
    """Beside those of sequences: neither is in it itself; several messages may have one time."""
    times = {sequence: sequence // 3 for sequence in range(2, 60, 2)}
    write(storage, *(structs.replace(said(sequence), time=time) for sequence, time in times.items()))
    reader = storage.reader()
    expected = [
        sequence
        for sequence, time in times.items()
        if (after is None or time > after) and (before is None or time < before) and 10 < sequence < 50
    ]
    found = numbers(
        reader, limit=7, after=10, before=50, after_time=after, before_time=before, forward=forward
    )
    assert found == (expected[:7] if forward else expected[-7:])
    reader.close()


def test_bounds_of_time_where_nothing_was_said(storage: Storage) -> None:
    """There is nothing to find."""
    reader = storage.reader()
    assert reader.read(HistoryQuery(conversation=1, limit=7, after_time=5, before_time=9)) == []
    reader.close()


def found(event: MessagePosted) -> FoundMessage:
    """Return what is found of a message."""
    return FoundMessage(event.sequence, event.time, event.kind, event.rank, event.text, event.tags)


def test_a_message_is_found_by_its_id(storage: Storage) -> None:
    """It has the sender's id and the conversation; with another of the two it is another message."""
    write(
        storage,
        *(structs.replace(said(sequence), once=f"{sequence} 1") for sequence in range(1, 40)),
        said(40),
    )
    reader = storage.reader()
    assert reader.find("7 1") == found(said(7))
    assert reader.find("7 2") is reader.find("40 1") is reader.find("") is None
    write(storage, structs.replace(said(41), once="7 2"))
    assert reader.find("7 2") == found(said(41))
    reader.close()


def test_no_id_is_kept_twice(storage: Storage) -> None:
    """Whoever decides has to know; here it is an error, and nothing of the batch is kept."""
    write(storage, structs.replace(said(1), once="7 1"))
    with pytest.raises(StorageError):
        write(storage, said(2), structs.replace(said(3), once="7 1"))
    reader = storage.reader()
    assert numbers(reader) == [1]
    reader.close()


def test_what_was_said_to_an_account(storage: Storage) -> None:
    """Whoever said it, in words: the last ones after a number."""
    reader = storage.reader()
    for sequence, account, kind in (
        (1, 1, MessageKind.PRIVMSG),
        (2, 1, MessageKind.NOTICE),
        (3, 2, MessageKind.PRIVMSG),
        (4, 1, MessageKind.TAGMSG),
        (5, 0, MessageKind.PRIVMSG),
        (6, 1, MessageKind.PRIVMSG),
    ):
        write(
            storage,
            structs.replace(said(sequence, channel=0, kind=kind), person=9, recipient_account=account),
        )
    assert numbers(reader, "", account=1) == [1, 2, 6]
    assert numbers(reader, "", account=1, after=1) == [2, 6]
    assert numbers(reader, "", 1, account=1, before=6) == [2]
    reader.close()


def test_two_people_have_one_conversation(storage: Storage) -> None:
    """Whoever speaks; each by the account, or else by number: a guest's is nobody else's."""
    zoe, bob = (
        Source(7, "Zoé", "z", "h", mask="Zoé!z@h"),
        Source(8, "bob", "b", "h", "bob", False, "bob!b@h", 2),
    )

    def to(sequence: int, source: Source, person: int, account: int = 0) -> MessagePosted:
        return MessagePosted(source, MessageKind.PRIVMSG, "x", "psst", sequence, 5, 0, person, account)

    write(
        storage,
        *(to(1, ALICE, 8, 2), to(2, bob, 1, 1), to(3, bob, 0, 1)),
        *(to(4, zoe, 8, 2), to(5, bob, 7), to(6, zoe, 9), to(7, bob, 8, 2)),
    )
    reader = storage.reader()
    for one, other, expected in (
        ((1, 1), (8, 2), [1, 2, 3]),
        ((99, 1), (98, 2), [1, 2, 3]),
        ((7, 0), (8, 2), [4, 5]),
        # What two guests say to each other ends with them.
        ((7, 0), (9, 0), []),
        ((8, 2), (8, 2), [7]),
        ((99, 0), (8, 2), []),
    ):
        assert numbers(reader, conversation_between(*one, *other)) == expected
        assert numbers(reader, conversation_between(*other, *one)) == expected
    reader.close()


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        ({}, [17, 18, 19]),
        ({"before": 15}, [12, 13, 14]),
        ({"after": 17}, [18, 19]),
        ({"after": 12, "forward": True}, [13, 14, 15]),
        ({"after": 11, "before": 14}, [12, 13]),
        ({"after": 11, "before": 18}, [15, 16, 17]),
        ({"after": 11, "before": 18, "forward": True}, [12, 13, 14]),
        ({"around": Point(14)}, [13, 14, 15]),
        ({"around": Point(10)}, [10, 11, 12]),
        ({"around": Point(19)}, [17, 18, 19]),
        ({"around": Point(99)}, [17, 18, 19]),
        ({"around": Point(1)}, [10, 11, 12]),
        ({"around": Point(14), "after": 13}, [14, 15, 16]),
        ({"around": Point(14), "before": 15}, [12, 13, 14]),
        ({"around": Point(14), "limit": 4}, [12, 13, 14, 15]),
        ({"around": Point(14), "limit": 1}, [14]),
        ({"around": Point(14), "limit": 0}, []),
        ({"around": Point(time=1_000_014)}, [13, 14, 15]),
        ({"around": Point(time=5)}, [10, 11, 12]),
        ({"around": Point(time=2_000_000)}, [17, 18, 19]),
        ({"between": (Point(11), Point(16))}, [12, 13, 14]),
        ({"between": (Point(16), Point(11))}, [13, 14, 15]),
        ({"between": (Point(16), Point(11)), "limit": 9}, [12, 13, 14, 15]),
        ({"between": (Point(11), Point(16)), "limit": 9, "before": 14}, [12, 13]),
        ({"between": (Point(time=1_000_011), Point(16))}, [12, 13, 14]),
        ({"between": (Point(time=1_000_016), Point(11))}, [13, 14, 15]),
        ({"between": (Point(16), Point(time=1_000_013))}, [14, 15]),
        ({"between": (Point(time=0), Point(time=2_000_000))}, [10, 11, 12]),
        ({"between": (Point(time=2_000_000), Point(time=0))}, [17, 18, 19]),
        ({"between": (Point(12), Point(12))}, []),
        ({"between": (Point(12), Point(13))}, []),
        ({"between": (Point(99), Point(2**62))}, []),
        ({"after": 19}, []),
        ({"before": 10}, []),
        ({"limit": 0}, []),
        ({"limit": -1}, []),
    ],
    ids=str,
)
def test_which_messages_are_meant(storage: Storage, wish: dict[str, Any], expected: list[int]) -> None:
    """Newest, oldest, around one, and between two: always the oldest first."""
    write(storage, *(said(sequence) for sequence in range(10, 20)), said(30, channel=2))
    reader = storage.reader()
    assert numbers(reader, **{"limit": 3, **wish}) == expected
    reader.close()


def test_in_which_conversations_there_is_something(storage: Storage) -> None:
    """The channels as far as one sees them, and what an account said or was told; by the last message."""
    bob = Source(8, "bob", "b", "h", "bob", False, "bob!b@h", 2)

    def to(
        sequence: int, person: int, account: int, kind: MessageKind = MessageKind.PRIVMSG
    ) -> MessagePosted:
        time = 1_000_000 + sequence
        return MessagePosted(bob, kind, "x", "psst", sequence, time, 0, person, account)

    write(
        storage,
        *(said(1), said(2, channel=2), structs.replace(said(3, channel=2), closed=3)),
        *(to(4, 1, 1), to(5, 9, 0), to(6, 7, 3)),
    )
    # No words, words for operators, and somebody else's.
    write(storage, said(8, rank=2), said(7, kind=MessageKind.TAGMSG), to(9, 9, 0, MessageKind.TAGMSG))
    channels = (SeenChannel(1, 9), SeenChannel(2, 9), SeenChannel(3, 0))
    query = TargetsQuery(channels, 2, 0, 2_000_000, 9)
    everything = [(1, 1), (2, 2), ("@1 @2", 4), ("#9 @2", 5), ("@2 @3", 6)]
    with closing(storage.reader()) as reader:

        def asked(**changes: Any) -> list[tuple[int | str, int]]:
            found = reader.targets(structs.replace(query, **changes))
            return [(target.conversation, target.time - 1_000_000) for target in found]

        assert asked() == everything
        assert asked(channels=(SeenChannel(2, 3),), account=0) == [(2, 3)]
        assert asked(channels=(SeenChannel(1, 9, 1), SeenChannel(2, 3, 3)), account=0) == []
        assert asked(account=1, channels=()) == [("@1 @2", 4)]
        assert (asked(limit=2), asked(limit=2, forward=True)) == (everything[-2:], everything[:2])
        assert asked(after_time=1_000_002, before_time=1_000_006) == everything[2:4]
        assert asked(limit=0) == asked(account=99, channels=()) == []
        assert all(isinstance(target, Target) for target in reader.targets(query))


@pytest.mark.parametrize("forward", [False, True])
@pytest.mark.parametrize(
    ("joined", "closure", "expected"),
    [
        (0, 0, [1, 2, 3, 4, 5, 6, 7, 8]),
        (9, 0, [1, 4, 5, 8]),
        (7, 6, [1, 4, 5, 6, 7, 8]),
        (7, 0, [1, 4, 5, 7, 8]),
        (3, 2, [1, 2, 3, 4, 5, 6, 7, 8]),
        (3, 0, [1, 3, 4, 5, 6, 7, 8]),
    ],
)
def test_what_was_said_in_a_closure(
    storage: Storage, joined: int, closure: int, expected: list[int], *, forward: bool
) -> None:
    """Everybody sees what was open; a member what was said since, and in the closure that let them in."""
    closures = {2: 2, 3: 2, 6: 6, 7: 6}
    write(storage, *(structs.replace(said(number), closed=closures.get(number, 0)) for number in range(1, 9)))
    reader = storage.reader()
    seen = {"closed_from": closure or joined, "forward": forward}
    assert numbers(reader, **seen) == expected
    assert numbers(reader, after=2, before=8, **seen) == [number for number in expected if 2 < number < 8]
    assert numbers(reader, limit=2, **seen) == (expected[:2] if forward else expected[-2:])
    reader.close()


_BLOCKS = count(1_000, 1_000)
"""Where the sequences of each example begin."""


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.sampled_from(["say", "close", "open"]), max_size=25),
    st.lists(st.sampled_from(["say", "close", "open"]), max_size=25),
)
def test_whatever_is_closed_and_opened(storage: Storage, before: list[str], after: list[str]) -> None:
    """A member sees what was open, what was said since the JOIN, and the closure that let the member in."""
    sequence = joined = next(_BLOCKS)
    channel, closed, let_in = sequence, 0, 0
    messages: list[MessagePosted] = []
    for step in (*before, "join", *after):
        if step == "join":
            joined, let_in = sequence, closed
        elif step == "close":
            closed = closed or sequence + 1
        elif step == "open":
            closed = 0
        else:
            sequence += 1
            messages.append(structs.replace(said(sequence, channel=channel), closed=closed))
    shown = [
        its.sequence for its in messages if not its.closed or its.sequence > joined or its.closed == let_in
    ]
    write(storage, *messages)
    with closing(storage.reader()) as reader:
        for forward in (False, True):
            assert numbers(reader, channel, closed_from=let_in or joined + 1, forward=forward) == shown


def test_a_topic_of_a_closure_is_not_for_everybody(storage: Storage) -> None:
    """Like what was said in it."""
    write(storage, TopicChanged(ALICE, 1, "#1", "t", 3, 6, closed=2), TopicChanged(ALICE, 1, "#1", "u", 4, 7))
    reader = storage.reader()
    query = HistoryQuery(conversation=1, limit=9, kinds=frozenset(Kind), closed_from=4)
    assert [event.text for event in reader.read(query) if isinstance(event, TopicChanged)] == ["u"]
    reader.close()


def test_what_is_for_programs_is_not_found(storage: Storage) -> None:
    """CTCP but for actions: programs that were not there would answer it."""
    texts = ["\x01VERSION\x01", "\x01ACTION rit\x01", "\x01ACTION\x01", "\x01ACTIONS\x01", "\x01", "x\x01"]
    write(storage, *(said(number, text) for number, text in enumerate(texts, 1)))
    reader = storage.reader()
    assert numbers(reader) == [2, 3, 6]
    reader.close()
