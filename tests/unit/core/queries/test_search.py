"""Where somebody may look, and under which names they see what was found. What is found: tests/spec."""

import pytest
from msgspec import structs

from harness.irc_accounts import join_with_account
from harness.world import World
from salon.core import message_refusals, refusals
from salon.core.queries.history import party
from salon.core.queries.search import (
    RANKED_AMONG,
    Author,
    Matches,
    Search,
    SearchQuery,
    search_answer,
    search_query,
)
from salon.core.queries.sight import seen_channels
from salon.core.replies import SearchShown
from salon.core.state import Person


@pytest.fixture
def world() -> World:
    """Return a world."""
    return World()


def ask(world: World, person: Person, **wish: object) -> SearchQuery:
    """Return the query of a search."""
    query = search_query(world.state, person, Search(**{"words": "mot", "limit": 10, **wish}))  # type: ignore[arg-type]
    assert isinstance(query, SearchQuery)
    return query


def test_all_that_one_may_read(world: World) -> None:
    """One's channels as the history shows them, and one's own conversations."""
    alice = world.join("alice", "#a", "#b").person
    world.join("bob", "#c")
    query = ask(world, alice)
    assert query.channels == seen_channels(alice)
    assert len(query.channels) == 2
    assert (query.party, query.conversation) == (party(alice.id, 0), "")
    assert (query.limit, query.before) == (11, world.state.last_sequence + 1)


def test_one_place(world: World) -> None:
    """A channel has nothing private, and a conversation no channel."""
    alice = join_with_account(world, "alice", "#a").person
    world.join("alice2", "#b")
    in_channel = ask(world, alice, place="#A")
    assert [its.channel for its in in_channel.channels] == [world.state.find_channel("#a").id]  # type: ignore[union-attr]
    assert in_channel.party == ""
    private = ask(world, alice, place="alice2")
    other = world.state.find_person("alice2")
    assert other is not None
    assert (private.channels, private.conversation) == ((), f"#{other.id} @{alice.account_id}")
    assert ask(world, alice, place="a").channels == in_channel.channels  # its sign is missing
    for place in ("#b", "b", "#nope", "nobody"):
        refused = search_query(world.state, alice, Search(place=place, limit=1))
        assert refused == message_refusals.NoPlaceToSearch(place)


def test_an_author_is_a_nick_and_an_account(world: World) -> None:
    """If there is one of the name."""
    alice = join_with_account(world, "alice").person
    assert ask(world, alice, author="ALICE").author == Author("ALICE", alice.account_id)
    assert ask(world, alice, author="bob").author == Author("bob", 0)


def test_limits(world: World) -> None:
    """More than may be shown is not asked for; nor what comes later, nor what is not ranked."""
    alice = world.join("alice", "#a").person
    query = ask(world, alice, limit=10**9, before=10**9, skip=10**9)
    assert (query.limit, query.before, query.skip) == (101, world.state.last_sequence + 1, RANKED_AMONG)


def test_what_is_refused(world: World) -> None:
    """Nobody, nothing, too much."""
    alice = world.join("alice", "#a").person
    state = world.state
    assert search_query(state, None, Search(words="x", limit=1)) == refusals.NotRegistered()
    assert search_query(state, alice, Search(words="...", limit=1)) == message_refusals.NothingToFind()
    many = " ".join("abcdefghijklmnopq")
    assert search_query(state, alice, Search(words=many, limit=1)) == message_refusals.TooManyTerms(16)
    state.rules = structs.replace(state.rules, search=False)
    assert search_query(state, alice, Search(words="x", limit=1)) == message_refusals.SearchOff()


def test_what_one_may_read_no_more_is_not_shown(world: World) -> None:
    """Though it was found: one has left meanwhile, or the search took long enough to be another one."""
    bob = world.join("bob", "#a")
    alice = world.join("alice", "#a")
    bob.send("PRIVMSG #a :mot", "PRIVMSG alice :mot")
    messages = world.said[-2:]
    person = alice.person
    query = ask(world, person)

    def shown() -> list[str]:
        answer = search_answer(world.state, person, query, Matches(messages))
        assert isinstance(answer, SearchShown)
        return [message.target for message in answer.messages]

    assert shown() == ["#a", "alice"]
    alice.send("PART #a")
    assert shown() == ["alice"]
    query = structs.replace(query, party="@1")
    assert shown() == []
    assert search_answer(world.state, None, query, Matches(messages)) is None
    failed = search_answer(world.state, person, query, None)
    assert failed == message_refusals.SearchUnavailable()


def test_one_more_than_is_shown_tells_that_there_are_more(world: World) -> None:
    """The oldest is left out, or the one that ranks last."""
    bob = world.join("bob", "#a")
    alice = world.join("alice", "#a")
    bob.send(*(f"PRIVMSG #a :mot {number}" for number in range(3)))
    query = ask(world, alice.person, limit=2)
    for ranked, expected in ((False, ["mot 1", "mot 2"]), (True, ["mot 0", "mot 1"])):
        asked = structs.replace(query, ranked=ranked)
        answer = search_answer(world.state, alice.person, asked, Matches(world.said))
        assert isinstance(answer, SearchShown)
        assert [message.text for message in answer.messages] == expected
        assert not answer.complete
    partly = search_answer(world.state, alice.person, query, Matches(world.said[:1], 7, indexing=True))
    assert partly == SearchShown(tuple(world.said[:1]), complete=False, reached=7, indexing=True)
