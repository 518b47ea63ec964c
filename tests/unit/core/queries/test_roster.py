"""Who is in a channel, and who is found by a mask."""

from collections.abc import Callable

import pytest

from harness.chatroom import Chatroom, changes
from salon.core.commands import ChangeModes, ChangeUserModes, SetAway
from salon.core.events import ModeChange
from salon.core.queries import roster
from salon.core.ranks import Rank


@pytest.fixture
def room() -> Chatroom:
    """Return a channel with a founder and a member, who is invisible, and somebody outside."""
    room = Chatroom()
    room.enter("ann", "#a")
    ben = room.enter("ben", "#a")
    room.enter("cleo")
    room.run(ben, ChangeUserModes("ben", (ModeChange("i", adding=True),)))
    return room


def nicks(seen: object) -> list[str]:
    """Return whom an answer shows."""
    return [its.source.nick for its in seen if its is not None]  # type: ignore[attr-defined]


def test_names_are_those_whom_one_sees(room: Chatroom) -> None:
    """Members see all, as they arrived; outsiders do not see the invisible."""
    channel = room.channel("#a")
    assert [member.person.nick for member in roster.names(channel, room.person("ben"))] == ["ann", "ben"]
    assert roster.names(channel, room.person("cleo")) == [room.member("#a", room.person("ann"))]


def test_members_of_a_channel_that_one_may_know_of(room: Chatroom) -> None:
    """Of a secret one, outsiders are told nobody; and of none at all, nobody is."""
    ann, cleo = room.person("ann"), room.person("cleo")
    assert nicks(roster.members(room.state, ann, "#A")) == ["ann", "ben"]
    assert nicks(roster.members(room.state, cleo, "#a")) == ["ann"]
    room.run(ann, ChangeModes("#a", changes("+s")))
    assert nicks(roster.members(room.state, cleo, "#a")) == []
    assert nicks(roster.members(room.state, cleo, "#none")) == []


def test_members_who_are_server_operators(room: Chatroom) -> None:
    """Where only they are asked for."""
    room.person("ben").modes += "o"
    assert nicks(roster.members(room.state, room.person("ann"), "#a", only_operators=True)) == ["ben"]


def test_a_mask_is_tried_on_everything_that_is_known(room: Chatroom) -> None:
    """The nick, the user name, the host, the real name, and all but the last together."""
    ann = room.person("ann")
    for word in ("cleo", "~u", "host3.test", "cleo Real", "cleo!~u@host3.test"):
        assert "cleo" in nicks(roster.found(room.state, ann, lambda its, word=word: its == word))  # type: ignore[misc]
    assert nicks(roster.found(room.state, ann, lambda its: its == "192.0.2.3")) == []


@pytest.mark.parametrize("people", [10, 20])
def test_a_mask_costs_as_much_as_there_are_people(people: int) -> None:
    """Whoever it does not match is asked five times, once for each word; whom it matches, up to that word.

    Each person is one step, so that others have their turn between any two.
    """
    room = Chatroom()
    for number in range(people):
        room.enter(f"p{number}")
    asked: list[str] = []

    def matches(nicks: set[str]) -> Callable[[str], bool]:
        def match(word: str) -> bool:
            asked.append(word)
            return word in nicks

        return match

    for nicks, asked_for in ((set[str](), 5 * people), ({f"p{number}" for number in range(people)}, people)):
        asked.clear()
        per_step: list[int] = []
        for _ in roster.found(room.state, room.person("p0"), matches(nicks)):
            per_step.append(len(asked) - sum(per_step))
        assert per_step == [asked_for // people] * people


def test_whoever_is_not_found_is_a_step(room: Chatroom) -> None:
    """So that nobody waits for a search among many; the invisible are not found by strangers."""
    cleo = room.person("cleo")
    steps = list(roster.found(room.state, cleo, lambda _: True))
    assert [step and step.source.nick for step in steps] == ["ann", None, "cleo"]


def test_a_mask_finds_so_many_and_no_more(room: Chatroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """The search ends with the last of them."""
    monkeypatch.setattr(roster, "MAX_FOUND", 1)
    assert nicks(roster.found(room.state, room.person("ann"), lambda _: True)) == ["ann"]


def test_one_is_seen_in_a_channel_that_both_may_know_of(room: Chatroom) -> None:
    """With the rank there; in none where there is none."""
    ann, cleo = room.person("ann"), room.person("cleo")
    room.run(ann, SetAway("lunch"))
    seen = roster.one(ann, cleo)
    assert (seen.channel, seen.ranks, seen.away) == ("#a", room.member("#a", ann).ranks, True)
    assert seen.ranks & Rank.OPERATOR.bit
    assert (roster.one(cleo, ann).channel, roster.one(cleo, ann).ranks) == ("", 0)


def test_the_invisible_are_seen_in_no_channel(room: Chatroom) -> None:
    """By those who share none with them."""
    assert roster.one(room.person("ben"), room.person("cleo")).channel == ""


def test_an_address_is_for_oneself_and_operators(room: Chatroom) -> None:
    """For nobody else."""
    ann, cleo = room.person("ann"), room.person("cleo")
    assert roster.address_of(cleo, cleo) == "192.0.2.3"
    assert roster.address_of(cleo, ann) == ""
    ann.modes += "o"
    assert roster.address_of(cleo, ann) == "192.0.2.3"
