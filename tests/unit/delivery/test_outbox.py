"""What waits for one peer."""

from harness.world import World


def test_what_is_appended_is_kept_in_order() -> None:
    """Nothing is copied: the very bytes that all of one form get."""
    outbox = World().join("ann").link.outbox
    first, second = b"one\r\n", b"two\r\n"
    outbox.append(first)
    outbox.append(second)
    assert [chunk is its for chunk, its in zip(outbox.chunks, (first, second), strict=True)] == [True, True]


def test_what_is_held_back_counts() -> None:
    """Over all channels whose past is being read."""
    outbox = World().join("ann").link.outbox
    assert outbox.held_size == 0
    outbox.held = {1: [b"12", b"345"], 2: [], 3: [b"6"]}
    assert outbox.held_size == 6
