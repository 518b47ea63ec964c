"""Channels that the server itself owns: no founder, no other name, no end."""

from harness.replies import mask, only, told
from harness.world import OPERATOR, Client, World
from salon.core.events import ChannelDropped, ChannelFounded, ChannelRenamed


def room() -> World:
    """Return a world with such a channel."""
    world = World(rules={"rooms": frozenset({"#public"})})
    world.decider.announce(ChannelFounded(1, "#public", world.now))
    world.settle()
    return world


def operator(world: World) -> Client:
    """Return a server operator in the room."""
    root = world.join("root", "#public")
    root.send(f"OPER root {OPERATOR}")
    return root


def test_it_is_there_from_the_start() -> None:
    """It is on disk before anybody has come, and the list of channels has it."""
    world = room()
    assert world.on_disk("SELECT id, name FROM channel") == [(1, "#public")]
    assert only(world.join("alice").send("LIST"), "322") == ["322 alice #public 0 :"]


def test_the_first_comer_is_no_founder() -> None:
    """Nobody has a rank for coming first, in whatever spelling, nor in a room that had emptied."""
    world = room()
    alice = world.join("alice")
    assert only(alice.send("JOIN #Public"), "353") == ["353 alice = #public :alice"]
    alice.send("PART #public")
    assert only(alice.send("JOIN #public"), "353") == ["353 alice = #public :alice"]


def test_it_stays_when_it_empties() -> None:
    """Nothing was said in it, and its last member leaves; any other such channel would be gone."""
    world = room()
    alice = world.join("alice", "#public", "#other")
    alice.send("QUIT")
    assert [event for event in world.events if isinstance(event, ChannelDropped)] == [ChannelDropped(2)]
    assert world.state.find_channel("#public") is not None


def test_nobody_comes_after_whoever_leaves() -> None:
    """A member who leaves hands nothing over."""
    world = room()
    alice, bob = world.join("alice", "#public"), world.join("bob", "#public")
    alice.send("PART #public")
    assert told(bob.take()) == [f":{mask('alice')} PART #public"]


def test_it_keeps_its_name() -> None:
    """A server operator, who may rename any channel, may not rename this one; the answer says so."""
    world = room()
    root = operator(world)
    (answer,) = root.send("RENAME #public #private")
    assert "FAIL RENAME CANNOT_RENAME" in answer
    assert not [event for event in world.events if isinstance(event, ChannelRenamed)]
    root.send("JOIN #own")
    assert "CHANNEL_NAME_IN_USE" in root.send("RENAME #own #public")[0]


def test_nobody_is_made_its_founder() -> None:
    """A server operator may give any other rank there, so that it can be looked after."""
    world = room()
    root, _alice = operator(world), world.join("alice", "#public")
    root.take()
    assert told(root.send("MODE #public +q alice")) == ["482 root #public :..."]
    assert told(root.send("MODE #public +a alice")) == ["482 root #public :..."]
    assert told(root.send("MODE #public +o alice")) == [f":{mask('root')} MODE #public +o alice"]
    assert world.state.channels[1].main_administrator == 0


def test_other_channels_are_as_ever() -> None:
    """Whoever comes first to another channel founds it, and it is dropped when it empties."""
    world = room()
    alice = world.join("alice")
    assert only(alice.send("JOIN #other"), "353") == ["353 alice = #other :@alice"]
    alice.send("PART #other")
    assert world.state.find_channel("#other") is None
