"""Nothing that somebody says of a channel, of others or of themselves reorders the line that it stands in."""

import pytest

from harness.owner import Owner
from harness.world import OPERATOR, Client, World

OVERRIDE = "\u202e"
WORDS = f"{OVERRIDE}\u2067gnol{OVERRIDE}"
"""What would be read as `long`, and turn what stands behind it."""


@pytest.mark.parametrize(
    "line",
    [
        *(f"{line} :{WORDS}" for line in ("TOPIC #a", "KICK #a ben", "PART #a", "QUIT", "AWAY", "SETNAME")),
        *(f"{line} {WORDS}" for line in ("BAN #a ben 1h", "MUTE #a ben", "KLINE 1h zoe", "DLINE 198.51.0.1")),
        *(f"{line} :{WORDS}" for line in ("KILL ben", "RENAME #a #b", "CS FORBID #a", "WALLOPS")),
    ],
)
def test_no_direction_leaves_its_text(line: str) -> None:
    """Whoever hears of it, the lists, and the log."""
    world = World()
    ann, ben = (join(world, nick) for nick in ("ann", "ben"))
    ann.send(f"OPER root {OPERATOR}")
    ben.send("MODE ben +w")
    world.forget_output()
    heard = ann.send(line)
    heard += ben.take()
    assert any("gnol" in told for told in heard) or line.startswith(("AWAY", "KLINE", "DLINE"))
    cleo = join(world, "cleo")
    heard += cleo.send("WHOIS ann", "TOPIC #a", "BANS #a", "LIST", "WHOWAS ben", f"OPER root {OPERATOR}")
    heard += cleo.send("KLINE", "DLINE", "MODLOG", "MODLOG #a", "CS FORBID")
    heard += [str(row) for row in Owner(world).rows("log")]
    assert not [told for told in heard if OVERRIDE in told or "\u2067" in told or "\\u202e" in told]


def join(world: World, nick: str) -> Client:
    """Let somebody in who hears of everything."""
    client = world.join(nick, caps="setname draft/channel-rename away-notify chghost")
    client.send("JOIN #a")
    return client
