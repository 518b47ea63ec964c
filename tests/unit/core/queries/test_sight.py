"""Who may see whom and what."""

import pytest

from harness.chatroom import Chatroom, changes
from salon.core.commands import ChangeModes, ChangeUserModes
from salon.core.events import ModeChange
from salon.core.queries.sight import (
    is_visible_channel,
    is_visible_person,
    shared_channels,
    visible_members,
)
from salon.core.state import Person


@pytest.fixture
def room() -> Chatroom:
    """Return a room with an open channel, and a secret one that cleo is not in."""
    room = Chatroom()
    ann = room.enter("ann", "#open", "#secret")
    room.enter("ben", "#secret")
    room.enter("cleo")
    room.enter("dan")
    room.run(ann, ChangeModes("#secret", changes("+s")))
    return room


def hide(room: Chatroom, nick: str) -> Person:
    """Make somebody invisible."""
    hidden = room.person(nick)
    room.run(hidden, ChangeUserModes(nick, (ModeChange("i", adding=True),)))
    return hidden


def make_operator(room: Chatroom, nick: str) -> Person:
    """Make somebody a server operator, by no rule at all."""
    operator = room.person(nick)
    operator.modes = "o"
    return operator


def test_a_secret_channel_is_for_its_members_and_operators(room: Chatroom) -> None:
    """Others do not learn of it, not from those who are in it either."""
    ann, ben, cleo = (room.person(nick) for nick in ("ann", "ben", "cleo"))
    root = make_operator(room, "dan")
    secret = room.channel("#secret")
    assert [is_visible_channel(secret, viewer) for viewer in (ann, ben, cleo, root)] == [
        True,
        True,
        False,
        True,
    ]
    assert [channel.name for channel in shared_channels(ann, cleo)] == ["#open"]
    assert [channel.name for channel in shared_channels(ann, root)] == ["#open", "#secret"]


def test_the_invisible_are_seen_by_their_like(room: Chatroom) -> None:
    """By members of the same channel, operators and themselves; members are listed in order of arrival."""
    ann, ben, cleo = hide(room, "ann"), room.person("ben"), room.person("cleo")
    root = make_operator(room, "dan")
    secret = room.channel("#secret")

    def seen_by(viewer: Person) -> list[str]:
        return [member.person.nick for member in visible_members(secret, viewer)]

    assert [seen_by(viewer) for viewer in (ben, cleo, root)] == [["ann", "ben"], ["ben"], ["ann", "ben"]]
    assert [is_visible_person(ann, viewer) for viewer in (ann, ben, cleo, root)] == [True, True, False, True]
    assert is_visible_person(cleo, ben)
    hide(room, "cleo")
    assert [is_visible_person(cleo, viewer) for viewer in (cleo, ben)] == [True, False]
