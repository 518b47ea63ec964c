"""Who may say what of whom; on the wire: `tests/spec/ircv3/test_metadata.py`."""

import pytest

from harness.chatroom import Chatroom
from salon.core import metadata_refusals as no
from salon.core.commands import JoinChannel, Quit
from salon.core.metadata_commands import ClearMetadata, SetMetadata
from salon.core.metadata_events import ChannelMetadataChanged, MetadataShown, PersonMetadataChanged
from salon.core.ranks import Rank
from salon.core.rules import MetadataPolicy


@pytest.mark.parametrize(
    ("rank", "may"),
    [(Rank.MEMBER, False), (Rank.HALF_OPERATOR, False), (Rank.OPERATOR, True)],
)
def test_ranks(rank: Rank, may: bool) -> None:
    """A channel is its operators' to describe."""
    room = Chatroom()
    room.enter("ann", "#a")
    ben = room.enter("ben", "#a")
    if rank:
        room.give("#a", ben, rank)
    expected = ChannelMetadataChanged if may else no.MetadataNotAllowed
    for command in (SetMetadata("#a", "status", "x"), ClearMetadata("#a")):
        (outcome,) = room.run(ben, command)
        assert type(outcome) is expected


def test_a_login_takes_along_what_there_is_room_for() -> None:
    """What the account says counts more; of the rest as much as it may have, and no more is shown."""
    room = Chatroom(metadata=MetadataPolicy(keys_per_target=2))
    ann, ben = room.enter("ann"), room.enter("ben")
    account = room.log_in(ben, "zoe")
    for key in ("avatar", "color"):
        room.run(ben, SetMetadata("*", key, "zoe's"))
    room.run(ben, SetMetadata("*", "color", None))
    room.run(ben, Quit("bye"))
    for key in ("avatar", "status"):
        room.run(ann, SetMetadata("*", key, "ann's"))
    room.run(ann, SetMetadata("*", "status", None))
    room.run(ann, SetMetadata("*", "homepage", "ann's"))
    room.log_in(ann, "zoe")
    assert room.state.metadata.people == {account.id: {"avatar": "zoe's", "homepage": "ann's"}}


def test_who_enters_with_something_to_say() -> None:
    """It is shown behind the JOIN; of who says nothing there is no such event."""
    room = Chatroom()
    room.enter("ann", "#a")
    ben = room.enter("ben")
    (changed,) = room.run(ben, SetMetadata("ben", "status", "tea"))
    assert isinstance(changed, PersonMetadataChanged)
    assert [type(its) for its in room.run(ben, JoinChannel("#a"))][1] is MetadataShown
