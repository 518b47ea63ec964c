"""Whom the lists of a channel concern."""

import pytest
from msgspec import structs

from harness.chatroom import Chatroom, changes
from harness.snapshot import contradictions
from salon.core import state
from salon.core.commands import ChangeModes, ChangeNick, Invite
from salon.core.decisions.bans import is_banned, is_invited, is_silenced
from salon.core.state import Channel, ListEntry, Person


@pytest.fixture
def room() -> Chatroom:
    """Return a room with a channel of ann, who is founder, and ben; cleo is outside."""
    room = Chatroom()
    room.enter("ann", "#a")
    room.enter("ben", "#a")
    room.enter("cleo")
    return room


def put(room: Chatroom, letters: str, *masks: str) -> Channel:
    """Put masks into the lists."""
    room.run(room.state.people[1], ChangeModes("#a", changes(letters, *masks)))
    return room.channel("#a")


@pytest.mark.parametrize(
    ("letters", "masks", "banned", "silenced"),
    [
        ("+b", ["ben!*@*"], True, True),
        ("+b", ["*!~u@*"], True, True),
        ("+b", ["*!*@HOST2.test"], True, True),
        ("+b", ["bob"], False, False),
        ("+be", ["ben", "*!*@host2.test"], False, False),
        ("+be", ["ben", "bob"], True, True),
        ("+b", ["~m:ben"], False, True),
        ("+be", ["~m:ben", "ben"], False, False),
        ("+be", ["ben", "~m:ben"], True, False),
        ("+b", ["~a:benoit"], True, True),
        ("+b", ["~m:~a:BEN*"], False, True),
        ("+b", ["~a:other"], False, False),
        ("+bb", ["x", "ben"], True, True),
        ("+I", ["ben"], False, False),
    ],
)
def test_bans_mutes_and_exceptions(
    room: Chatroom, letters: str, masks: list[str], banned: bool, silenced: bool
) -> None:
    """A ban also silences, a mute does not ban; an exception lifts both, one from mutes only that."""
    ben = room.state.people[2]
    ben.source = structs.replace(ben.source, account="benoit")
    channel = put(room, letters, *masks)
    assert is_banned(room.state, channel, ben) is banned
    assert is_silenced(room.state, channel, ben) is silenced


def test_a_ban_by_account_is_for_accounts(room: Chatroom) -> None:
    """Who has none is not meant, not by a mask that matches everything either."""
    channel = put(room, "+b", "~a:*")
    assert not is_banned(room.state, channel, room.state.people[2])


def test_what_was_found_out_is_forgotten_in_time(room: Chatroom) -> None:
    """At every change of a list; of people who are not in the channel nothing is kept at all."""
    ben, cleo = room.state.people[2], room.state.people[3]
    channel = put(room, "+bb", "ben", "cleo")
    assert is_silenced(room.state, channel, ben)
    assert is_silenced(room.state, channel, cleo)
    put(room, "-b", "ben")
    assert not is_silenced(room.state, channel, ben)
    room.run(cleo, ChangeNick("chloe"))
    assert not is_silenced(room.state, channel, cleo)
    room.run(cleo, ChangeNick("cleo"))
    assert is_silenced(room.state, channel, cleo)


@pytest.mark.parametrize(("mask", "invited"), [("cleo", True), ("*!*@host3.*", True), ("ben", False)])
def test_standing_invitations(room: Chatroom, mask: str, invited: bool) -> None:
    """List I invites whom its masks match."""
    assert is_invited(room.state, put(room, "+I", mask), room.state.people[3]) is invited


def test_invitations_by_name(room: Chatroom) -> None:
    """One from a founder counts, one from a plain member of an open channel does not."""

    def invited_by(person: Person) -> bool:
        room.run(person, Invite("cleo", "#a"))
        return is_invited(room.state, room.channel("#a"), room.state.people[3])

    assert not invited_by(room.state.people[2])
    assert invited_by(room.state.people[1])


def test_masks_of_lists_are_made_ready_once(room: Chatroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """When they are set: every message to the channel asks them."""
    channel = put(room, "+be", "*?*x", "*!*@host2.test")
    monkeypatch.setattr(state, "mask_test", None)
    ben, cleo = room.state.people[2], room.state.people[3]
    assert not is_banned(room.state, channel, ben)
    assert not is_silenced(room.state, channel, cleo)


def test_restored_masks_are_made_ready_once(room: Chatroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """When they are first asked: a start does not wait for them."""
    channel = room.channel("#a")
    channel.lists["b"] = {"ben!*@*": ListEntry("ben!*@*", "ann", 0)}
    assert is_banned(room.state, channel, room.state.people[2])
    monkeypatch.setattr(state, "mask_test", None)
    assert not is_banned(room.state, channel, room.state.people[3])
    assert channel.lists["b"]["ben!*@*"] == ListEntry("ben!*@*", "ann", 0)


@pytest.mark.parametrize(
    ("mask", "left"), [("cleo", False), ("*!*@host3.test", False), ("ben", True), ("~m:cleo", True)]
)
def test_a_ban_takes_back_invitations(room: Chatroom, mask: str, left: bool) -> None:
    """Of those whom it means; a later invitation counts again."""
    ann, cleo = room.state.people[1], room.state.people[3]
    room.run(ann, Invite("cleo", "#a"))
    channel = put(room, "+b", mask)
    assert is_invited(room.state, channel, cleo) is left
    assert contradictions(room.state) == []
    room.run(ann, Invite("cleo", "#a"))
    assert is_invited(room.state, channel, cleo)
