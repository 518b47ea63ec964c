"""The world that other tests stand on."""

from harness.world import World


def test_two_people_talk() -> None:
    """What one says in a channel reaches the other, after it is on disk."""
    world = World()
    alice, bob = world.join("alice", "#salon"), world.join("bob", "#salon")
    world.hold_disk = True
    assert alice.send("PRIVMSG #salon :salut") == []
    assert bob.take() == []
    world.release_disk()
    assert bob.take() == [":alice!~alice@host.test PRIVMSG #salon :salut"]
    assert alice.take() == []
