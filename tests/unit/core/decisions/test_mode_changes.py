"""Changes of modes are told in as few events as lines of IRC allow."""

from harness.chatroom import Chatroom
from salon.core.decisions.mode_changes import MOST_BYTES, modes_changed, rank_changes
from salon.core.events import ModeChange
from salon.core.ranks import Rank


def test_the_highest_rank_is_first() -> None:
    """And each names whom it concerns, by nick and number."""
    ann = Chatroom().enter("ann")
    bits = Rank.OPERATOR.bit | Rank.FOUNDER.bit
    assert [*rank_changes(ann, bits, adding=False)] == [
        ModeChange(letter, adding=False, parameter="ann", person=ann.id) for letter in "qo"
    ]
    assert [*rank_changes(ann, 0, adding=True)] == []


def test_as_much_as_a_line_holds() -> None:
    """Nothing is told of nothing, and much in several events, in order."""
    room = Chatroom()
    ann = room.enter("ann", "#a")
    channel = room.channel("#a")
    assert [*modes_changed(ann.source, channel, [], 1)] == []
    changes = [ModeChange("b", adding=True, parameter=f"{number}{'x' * 90}!*@*") for number in range(9)]
    told = [*modes_changed(ann.source, channel, changes, 1)]
    assert [change for event in told for change in event.changes] == changes
    assert len(told) == 3
    for event in told:
        assert len(event.changes) * 98 + len(f"{ann.source.mask}#a") <= MOST_BYTES
