"""KLINE and DLINE as they are typed: what comes of them is tested in `tests/unit/core/decisions`."""

import pytest

from harness.world import OPERATOR, World


@pytest.mark.parametrize(
    ("line", "ban"),
    [
        ("KLINE ben", ("ben!*@*", False, 0, "")),
        ("KLINE 1h ben", ("ben!*@*", False, 3_600, "")),
        ("kline andkill 1h ben :too loud", ("ben!*@*", False, 3_600, "too loud")),
        ("KLINE ben too loud", ("ben!*@*", False, 0, "too loud")),
        ("KLINE MYSELF 5!x@y", ("5!x@y", False, 0, "")),
        ("DLINE 198.51.100.7", ("198.51.100.7/32", True, 0, "")),
        ("DLINE 10m 198.51.100.7 :too loud", ("198.51.100.7/32", True, 600, "too loud")),
        ("DLINE 2001:db8::7", ("2001:db8::/64", True, 0, "")),
    ],
)
def test_what_is_banned(line: str, ban: tuple[str, bool, int, str]) -> None:
    """Signs, a duration, the mask and the reason, each but the mask if one likes."""
    world = World()
    root = world.join("root")
    root.send(f"OPER root {OPERATOR}", line)
    (found,) = world.state.server_bans
    seconds = (found.until - found.time) // 1000 if found.until else 0
    assert (found.mask, found.network, seconds, found.reason) == ban
