"""The leaders of a channel say how long it keeps its messages, within the bounds of the server's owner."""

import pytest

from harness.world import Client, World
from salon.core.channel_history import Retention

LEAST = {"least_retention": Retention(7, 100)}


@pytest.fixture
def ann() -> Client:
    """Return the main administrator of a channel on a server with such bounds."""
    return World(rules=LEAST).join("ann", "#a", caps="standard-replies")


def mode(client: Client) -> str:
    """Return what is said of the history of the channel by its modes."""
    (line,) = [line for line in client.send("MODE #a") if " 324 " in line]
    return line.split()[-1] if "H" in line.split()[4] else ""


@pytest.mark.parametrize(
    ("wish", "least"),
    [("1", "100 messages"), ("99", "100 messages"), ("1d", "7 days"), ("joined:500:6d", "7 days")],
)
def test_what_is_less_is_refused(ann: Client, wish: str, least: str) -> None:
    """By MODE and by ChanServ, with the bound; nothing of it is done."""
    (line,) = ann.send(f"MODE #a +H {wish}")
    assert line.startswith(":salon.test FAIL MODE INVALID_PARAMS #a :")
    assert least in line
    (line,) = ann.send(f"CS SET #a HISTORY {wish.replace(':', ' ')}")
    assert least in line
    assert mode(ann) == ""


def test_what_is_as_much_is_taken(ann: Client) -> None:
    """And what newcomers see has no bound."""
    ann.send("MODE #a +H none:100:7d")
    assert mode(ann) == "none:100:7d"


def test_the_server_keeps_less_itself() -> None:
    """Then that is the bound."""
    world = World(rules={**LEAST, "retention": Retention(3, 0)})
    ann = world.join("ann", "#a", caps="standard-replies")
    assert "3 days" in ann.send("MODE #a +H 2d")[0]
    ann.send("MODE #a +H 3d")
    assert mode(ann) == "3d"


def test_an_older_wish_stands_but_does_not_hold() -> None:
    """One of before the bound can be left as it is; people are told what is kept."""
    world = World()
    ann = world.join("ann", "#a")
    ann.send("MODE #a +H 5:1d")
    world.state.rules = World(rules={**LEAST, "tells_history": True}).state.rules
    assert "last 100 messages in #a are kept, for 7 days" in ann.send("CS SET #a HISTORY")[0]
    ann.send("MODE #a +H joined")
    assert mode(ann) == "joined:5:1d"


def test_each_part_by_itself(ann: Client) -> None:
    """What newcomers see, the number and the days: naming one leaves the others; -H takes all away."""
    for wish, then in (
        *(("500:30d", "500:30d"), ("joined", "joined:500:30d"), ("90d", "joined:500:90d")),
        *(("all", "500:90d"), ("forever", ""), ("none", "none"), ("forever:300", "none:300")),
        ("forever:10d", "none:10d"),
    ):
        ann.send(f"MODE #a +H {wish}")
        assert mode(ann) == then
    ann.send("MODE #a -H")
    assert mode(ann) == ""


def test_an_undone_change_is_as_it_was(ann: Client) -> None:
    """Also what the earlier mode did not name."""
    ann.send("MODE #a +H 500", "MODE #a +H none:30d")
    assert mode(ann) == "none:500:30d"
    ann.send("UNDO #a")
    assert mode(ann) == "500"
    ann.send("MODE #a -H", "UNDO #a")
    assert mode(ann) == "500"
