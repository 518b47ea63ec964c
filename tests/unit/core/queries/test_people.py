"""Who somebody is to those who ask, and who had a nick before."""

import pytest

from harness.chatroom import Chatroom, changes
from salon.core.apply import apply
from salon.core.commands import ChangeModes, ChangeNick, ChangeUserModes, Quit, SetAway
from salon.core.events import ModeChange, SessionAttached
from salon.core.queries.people import PersonShown, departed, person_shown
from salon.core.ranks import Rank


@pytest.fixture
def room() -> Chatroom:
    """Return a channel that ann founded and ben is in, and cleo outside."""
    room = Chatroom()
    for nick in ("ann", "ben"):
        room.enter(nick, "#a")
    room.enter("cleo")
    return room


def shown(room: Chatroom, nick: str, to: str) -> PersonShown:
    """Return what somebody is told of whoever has a nick."""
    found = person_shown(room.state, room.person(to), nick)
    assert found is not None
    return found


def test_nobody_has_the_nick(room: Chatroom) -> None:
    """Then there is nothing to show."""
    assert person_shown(room.state, room.person("ann"), "dan") is None


def test_a_person_and_the_rank_in_each_channel(room: Chatroom) -> None:
    """In whatever case the nick is asked for."""
    seen = shown(room, "ANN", to="ben")
    assert (seen.source.nick, seen.real_name, seen.away) == ("ann", "ann Real", None)
    founder = Rank.FOUNDER.bit | Rank.OPERATOR.bit
    assert [(name, ranks & ~founder) for name, ranks in seen.channels] == [("#a", 0)]
    assert seen.channels[0][1]


def test_only_oneself_and_operators_are_told_the_address(room: Chatroom) -> None:
    """And the modes, which say as much."""
    room.run(room.person("ann"), ChangeUserModes("ann", (ModeChange("B", adding=True),)))
    assert (shown(room, "ann", to="ben").address, shown(room, "ann", to="ben").modes) == ("", "")
    assert (shown(room, "ann", to="ann").address, shown(room, "ann", to="ann").modes) == ("192.0.2.1", "B")
    room.person("ben").modes += "o"
    assert shown(room, "ann", to="ben").address == "192.0.2.1"
    assert shown(room, "ann", to="cleo").bot


def test_the_channels_of_the_invisible_are_their_own(room: Chatroom) -> None:
    """Of those who share a channel, too."""
    room.run(room.person("ann"), ChangeUserModes("ann", (ModeChange("i", adding=True),)))
    assert shown(room, "ann", to="cleo").channels == []
    assert [name for name, _ in shown(room, "ann", to="ben").channels] == ["#a"]


def test_a_secret_channel_is_not_told(room: Chatroom) -> None:
    """But to its members."""
    room.run(room.person("ann"), ChangeModes("#a", changes("+s")))
    assert shown(room, "ann", to="cleo").channels == []
    assert [name for name, _ in shown(room, "ann", to="ben").channels] == ["#a"]


def test_away(room: Chatroom) -> None:
    """The message is shown while it holds."""
    ann = room.person("ann")
    room.run(ann, SetAway("lunch"))
    assert shown(room, "ann", to="ben").away == "lunch"
    room.run(ann, SetAway(""))
    assert shown(room, "ann", to="ben").away is None


def test_secure_are_those_whose_every_connection_is(room: Chatroom) -> None:
    """One that others on the way can read makes the person none."""
    ann = room.person("ann")
    (first,) = ann.sessions.values()
    assert not shown(room, "ann", to="ben").secure
    first.secure = True
    assert shown(room, "ann", to="ben").secure
    second = room.connect()
    apply(room.state, SessionAttached(second.id, ann.source, room.now))
    assert not shown(room, "ann", to="ben").secure


def test_the_last_to_have_had_a_nick_comes_first(room: Chatroom) -> None:
    """By whatever it was given up: a new nick, or a departure."""
    room.run(room.person("ann"), ChangeNick("zoe"))
    room.run(room.enter("Ann"), Quit(""))
    hosts = [gone.source.host for gone in departed(room.state, "ANN")]
    assert hosts == ["host4.test", "host1.test"]
    assert departed(room.state, "ben") == []
