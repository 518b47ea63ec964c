"""A link: what waits for its turn, and how many bytes that is."""

from collections import deque
from random import Random
from typing import Any, NoReturn

from harness.world import World


def test_how_much_waits_is_always_known() -> None:
    """Whatever comes, is done, or is forgotten meanwhile."""
    random = Random(1)  # noqa: S311 - to be had again, not to be secret
    world = World(rate=2, burst=3, waiting_bytes=600)
    most = 0
    for number in range(30):
        world.pass_time(60)
        ann = world.join(f"ann{number}", "#a")
        while not ann.closed:
            ann.send_bytes(b"PRIVMSG #a :%s\r\n" % (b"x" * random.randrange(60)) * random.randrange(4))
            assert ann.link.waiting_size == sum(request.size for request in ann.link.waiting)
            most = max(most, ann.link.waiting_size)
            world.pass_time(random.choice((0, 0, 1)))
        assert ann.link.waiting_size == 0
        assert not ann.link.waiting
    assert 300 < most <= 600


class Unseen(deque[Any]):
    """What may not be gone through."""

    def __iter__(self) -> NoReturn:
        raise AssertionError("all that waits was gone through")


def test_how_much_waits_is_not_counted_anew() -> None:
    """A flood of small pieces asks for it with each of them."""
    world = World(rate=1, burst=2, waiting_bytes=600)
    ann = world.join("ann")
    ann.link.waiting = Unseen()
    for _ in range(20):
        ann.send_bytes(b"PING x\r\n")
    assert ann.link.waiting_size > 0
    ann.send_bytes(b"PING x\r\n" * 100)
    assert ann.closed
