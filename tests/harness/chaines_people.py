"""People who came in by the wire `chaines`, in a world."""

from harness.world import DialectClient, World
from salon.wire.dialects.chaines.session import ChainesSession


def enter(
    world: World, nick: str, *channels: str, prefixed: bool = False, host: str = "host.test"
) -> DialectClient:
    """Bring somebody in and into channels, the last one current; what anybody was told of it is thrown away.

    `prefixed`: as the document's client writes, else as somebody with netcat does.
    """
    client = world.connect_dialect(ChainesSession, host=host)
    client.send(f"message{nick}" if prefixed else nick)
    assert client.link.core.person is not None, f"{nick} was not let in"
    for channel in channels:
        client.send(f"JOIN {channel}" if prefixed else f"/JOIN {channel}")
    world.forget_output()
    return client
