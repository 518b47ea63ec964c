"""What becomes of machines that are listed by somebody's consent."""

import pytest

from harness.chatroom import Chatroom
from salon.core.commands import ChangeNick, Quit
from salon.core.decisions.consent import end_consent, follow_nick
from salon.core.events import MachineForgotten, MachineListed
from salon.core.machines import Machine
from salon.core.state import Person


@pytest.fixture
def room() -> Chatroom:
    """Return a state with ann, whose machine is listed because she agreed."""
    room = Chatroom()
    ann = room.enter("ann")
    room.state.machines["pc.test"] = Machine(
        "pc.test", "ann", "192.0.2.1", online=True, seen=room.now, session=1, person=ann.id
    )
    return room


def ann_of(room: Chatroom) -> Person:
    """Return who agreed."""
    return next(iter(room.state.people.values()))


def test_nothing_is_told_of_who_has_gone(room: Chatroom) -> None:
    """The entry goes with the person; those of others stay."""
    room.state.machines["other.test"] = Machine("other.test", "x", "192.0.2.9", online=True, seen=room.now)
    assert end_consent(room.state, ann_of(room)) == [MachineForgotten("pc.test")]
    room.run(ann_of(room), Quit(""))
    assert set(room.state.machines) == {"other.test"}


def test_a_machine_is_called_by_the_new_nick(room: Chatroom) -> None:
    """All else stays as it was, and the person has given a sign of life."""
    ann = ann_of(room)
    (listed,) = follow_nick(room.state, ann, "zoe", room.now + 5)
    assert listed == MachineListed(
        "pc.test", "zoe", "192.0.2.1", online=True, time=room.now + 5, session=1, person=ann.id
    )
    room.run(ann, ChangeNick("zoe"))
    assert room.state.machines["pc.test"].pseudonym == "zoe"


def test_a_machine_goes_by_its_own_name_where_the_nick_is_anothers(room: Chatroom) -> None:
    """No two that are here have one name."""
    room.state.machines["other.test"] = Machine("other.test", "Zoe", "192.0.2.9", online=True, seen=room.now)
    (listed,) = follow_nick(room.state, ann_of(room), "zoe", room.now)
    assert listed.pseudonym == "pc.test"
