"""What becomes of a channel whose last member has left."""

import pytest

from world import World


@pytest.mark.parametrize("kept", [False, True])
def test_silent_channels_stay_by_configuration(kept: bool) -> None:
    """A channel in which nothing was ever said stays only where the owner of the server wants it."""
    world = World(rules={"keep_empty_channels": kept})
    world.join("alice", "#a").send("PART #a")
    assert (world.state.find_channel("#a") is not None) is kept


def test_who_enters_a_silent_channel_founds_it_again() -> None:
    """A channel that stayed has no founder until somebody comes."""
    world = World(rules={"keep_empty_channels": True})
    alice = world.join("alice", "#a")
    alice.send("PART #a")
    bob = world.join("bob", "#a")
    alice.send("JOIN #a")
    assert ":salon.test 353 bob = #a :~bob alice" in bob.send("NAMES #a")


@pytest.mark.parametrize("kept", [False, True])
def test_channels_with_history_stay(kept: bool) -> None:
    """A channel in which something was said stays, whatever the configuration says."""
    world = World(rules={"keep_empty_channels": kept})
    world.join("alice", "#a").send("PRIVMSG #a :salut", "PART #a")
    assert world.state.find_channel("#a") is not None
