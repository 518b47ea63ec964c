"""The world that other tests stand on."""

from collections.abc import Callable

import pytest

from harness.stand_ins import MAX_ROUNDS
from harness.world import OPERATOR, World


def test_two_people_talk() -> None:
    """What one says in a channel reaches the other, after it is on disk."""
    world = World()
    alice, bob = world.join("alice", "#salon"), world.join("bob", "#salon")
    world.hold_disk = True
    assert alice.send("PRIVMSG #salon :salut") == []
    assert bob.take() == []
    assert world.kept_lines() == []
    world.release_disk()
    assert bob.take() == [":alice!~alice@host.test PRIVMSG #salon :salut"]
    assert alice.take() == []
    assert [line.text for line in world.kept_lines()] == ["salut"]


def test_a_password_is_verified() -> None:
    """By its hash, and the wrong one is wrong."""
    world = World()
    alice = world.join("alice")
    assert " 464 " in alice.send("OPER root wrong")[0]
    assert " 381 " in alice.send(f"OPER root {OPERATOR}")[1]


def test_a_world_goes_on_where_another_ended() -> None:
    """On the same database: what was said is still there."""
    first = World()
    alice = first.join("alice", "#salon")
    alice.send("PRIVMSG #salon :salut", "TOPIC #salon :ici")
    copy = first.database.with_name("copy.db")
    first.on_disk(f"VACUUM INTO '{copy}'")
    first.close()
    assert not first.database.exists()
    second = World(database=copy)
    assert second.join("bob").send("JOIN #salon")[-1].endswith("PRIVMSG #salon :[08:00] salut")
    second.close()
    copy.unlink()


@pytest.mark.parametrize("move", [World.settle, lambda world: world.pass_time(1)])
def test_a_deadline_that_does_not_move_is_found(move: Callable[[World], None]) -> None:
    """Rather than waited for, for ever."""
    world = World()
    calls = []

    def again() -> None:
        calls.append(1)
        world.loop.call_later(0, again)

    again()
    with pytest.raises(AssertionError, match=r"though no time passes.*again.*deadline"):
        move(world)
    assert len(calls) <= MAX_ROUNDS + 1
