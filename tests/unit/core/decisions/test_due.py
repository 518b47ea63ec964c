"""What is over because time has passed."""

from harness.chatroom import Chatroom
from salon.core.commands import AddAccount, Sanction
from salon.core.decisions.due import events_due
from salon.core.events import ModesChanged, NickChanged


def test_names_and_bans_end_by_themselves() -> None:
    """Nothing does before its time."""
    room = Chatroom()
    ann = room.enter("ann", "#a")
    room.enter("ben", "#a")
    room.run(ann, Sanction("#a", "ben", muting=True, seconds=60))
    owner = room.connect()
    owner.administrator = True
    room.run(owner, AddAccount("ben"))
    assert list(events_due(room.state, room.now + 59_999)) == []
    over = list(events_due(room.state, room.now + 60_000))
    assert [type(event) for event in over] == [NickChanged, ModesChanged]
