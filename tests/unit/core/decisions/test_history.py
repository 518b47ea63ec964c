"""What is wished for a channel's history, and who is told."""

from harness.chatroom import Chatroom
from salon.core.channel_history import ChannelHistory, Past, Retention
from salon.core.events import ClosureChanged, ModesChanged
from salon.core.history_commands import SetHistory
from salon.core.message_refusals import HistoryInvalid
from salon.core.ranks import Right
from salon.core.refusals import RankTooLow
from salon.core.replies import HistoryTold


def test_it_is_a_mode() -> None:
    """With all that belongs to it: a closure where less is shown."""
    room = Chatroom(retention=Retention(7, 0))
    ann, ben = room.enter("ann", "#a"), room.enter("ben", "#a")
    told = HistoryTold("#a", Past.ALL, Retention(7, 9), enabled=True)
    happened = room.run(ann, SetHistory("#a", ("9",)))
    assert [type(its) for its in happened] == [ModesChanged, HistoryTold]
    assert happened[-1] == told
    assert room.run(ann, SetHistory("#a", ("9", "all"))) == [told]
    happened = room.run(ann, SetHistory("#a", ("joined",)))
    assert [type(its) for its in happened] == [ModesChanged, ClosureChanged, HistoryTold]
    assert room.channel("#a").history == ChannelHistory(Past.JOINED, Retention(0, 9))
    assert room.run(ann, SetHistory("#a", ("never",))) == [HistoryInvalid("#a")]
    assert room.run(ben, SetHistory("#a", ("9",))) == [RankTooLow("#a", Right.MODES)]
