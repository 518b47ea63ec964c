"""The connections of one person, as that person sees them."""

from harness.irc_accounts import connect_to_account, join_with_account
from harness.world import World
from salon.core.queries.sessions import OwnSession, sessions_of
from salon.core.state import Session


def test_only_ones_own_are_seen() -> None:
    """The first one first; of a connection that is nobody's, none."""
    world = World()
    alice = join_with_account(world, "alice")
    world.join("bob")
    world.pass_time(60)
    second = connect_to_account(world, "alice")
    found = list(sessions_of(alice.link.core))
    assert [(its.number, its.current) for its in found] == [
        (alice.link.core.id, True),
        (second.link.core.id, False),
    ]
    assert found[1].opened - found[0].opened == 60_000
    assert found[0] == OwnSession(
        alice.link.core.id, "irc", found[0].opened, False, "192.0.2.1", current=True
    )
    assert list(sessions_of(Session(77))) == []
