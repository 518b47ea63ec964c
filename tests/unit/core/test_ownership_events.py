"""What happens to whose channels are: as other nodes get it."""

import msgspec

from salon.core.asks import Batch, Entry, decode_batch, encode
from salon.core.events import Reach, Source
from salon.core.ownership_events import ChannelOwnerChanged, RankKept

ANN = Source(1, "ann", "~a", "h", "ann", mask="ann!~a@h")


def test_they_can_be_sent() -> None:
    """In a batch, which a decoder reads without being told what is inside."""
    changed = ChannelOwnerChanged(ANN, 4, "#a", 2, "ben", 7, 12, 1_000)
    batch = Batch(1, 2, 3, [Entry(1, 1, [changed, RankKept(4, 2, 0)])])
    assert decode_batch(encode(batch)) == batch


def test_the_two_who_are_concerned_are_told() -> None:
    """Who gives, and who gets; a kept rank is nobody's news."""
    assert (ChannelOwnerChanged.reach, RankKept.reach) == (Reach.PAIR, Reach.NOBODY)
    assert {"source", "person"} <= set(ChannelOwnerChanged.__struct_fields__)
    assert all(issubclass(kind, msgspec.Struct) and kind.durable for kind in (ChannelOwnerChanged, RankKept))
