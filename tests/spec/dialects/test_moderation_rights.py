"""Who may moderate, on every wire that can: a rank, an act, and the rank of whom it is done to.

The page speaks IRC. What is expected stands in the table here, and not in those of the server.
"""

from collections.abc import Callable
from typing import Literal, NamedTuple

import pytest

from harness.chaines_people import enter
from harness.logins import log_in, make_account
from harness.world import OPERATOR, Client, World
from salon.core.channel_history import Past
from salon.core.state import Channel

Wire = Literal["chaines", "irc"]
WIRES: tuple[Wire, ...] = ("chaines", "irc")
LETTERS = {"founder": "q", "admin": "a", "operator": "o", "half-operator": "h", "voice": "v", "member": ""}
RANKS = tuple(LETTERS)  # highest first
OUTSIDER = "outsider"


def at_least(rank: str, lowest: str) -> bool:
    """Tell whether a rank is at least another; an outsider has none."""
    return rank in RANKS and RANKS.index(rank) <= RANKS.index(lowest)


def above(rank: str, other: str) -> bool:
    """Tell whether a rank stands strictly above another."""
    return rank in RANKS and (other not in RANKS or RANKS.index(rank) < RANKS.index(other))


class Scene:
    """#jardin, which belongs to the founder; an actor by a wire, a target, and a server operator outside."""

    def __init__(self, wire: Wire, rank: str, target_rank: str = "member") -> None:
        self.world = World()
        self.root = self.world.join("root")
        self.root.send(f"OPER root {OPERATOR}")
        actor = enter(self.world, "actor") if wire == "chaines" else self.world.join("actor")
        target, boss = self.world.join("target"), self.world.join("boss")
        self.actor = actor
        ranks = {"actor": rank, "target": target_rank}
        founder = next((nick for nick, its in ranks.items() if its == "founder"), "boss")
        clients = {"actor": actor, "target": target, "boss": boss}
        for client in (clients.pop(founder), *clients.values()):
            if client.person.nick == founder:
                log_in(client)
            if ranks.get(client.person.nick) != OUTSIDER:
                _join(client)
        for nick, its in ranks.items():
            if its != "founder" and LETTERS.get(its):
                self.root.send(f"MODE #jardin +{LETTERS[its]} {nick}")
        self.world.forget_output()

    @property
    def channel(self) -> Channel:
        """The channel."""
        found = self.world.state.find_channel("#jardin")
        assert found is not None
        return found

    @property
    def bans(self) -> list[str]:
        """The masks of bans and mutes."""
        return list(self.channel.lists.get("b", ()))


def _join(client: Client) -> None:
    client.send("JOIN #jardin" if client.line_end == "\r\n" else "/JOIN jardin")


class Act(NamedTuple):
    """An act of moderation: the lines for it, the lowest rank, and how to see that it was done.

    `before`: what a server operator does first. `strictly`: only to somebody of a lower rank.
    """

    irc: str
    chaines: str
    lowest: str
    is_done: Callable[[Scene, list[str]], bool]
    before: str = ""
    strictly: bool = False


ACTS = {
    "ban": Act(
        "BAN #jardin target 1h x",
        "/BAN target 1h x",
        "half-operator",
        lambda its, _: its.bans != [],
        strictly=True,
    ),
    "mute": Act(
        "MUTE #jardin target 1h x",
        "/MUTE target 1h x",
        "half-operator",
        lambda its, _: its.bans != [],
        strictly=True,
    ),
    "unban": Act(
        "UNBAN #jardin other!*@*",
        "/UNBAN other!*@*",
        "half-operator",
        lambda its, _: its.bans == [],
        before="MODE #jardin +b other!*@*",
    ),
    "undo": Act(
        "UNDO #jardin",
        "/UNDO",
        "half-operator",
        lambda its, _: its.bans == [],
        before="BAN #jardin other!*@* 1h x",
    ),
    "read the log": Act(
        "MODLOG #jardin",
        "/LOG",
        "operator",
        lambda _, told: any("secret reason" in line for line in told),
        before="BAN #jardin other!*@* 1h secret reason",
    ),
    "modes": Act("MODE #jardin +m", "/MODE +m", "operator", lambda its, _: "m" in its.channel.flags),
    "history": Act(
        "MODE #jardin +H joined",
        "/PAST joined",
        "operator",
        lambda its, _: its.channel.history.past is Past.JOINED,
    ),
    "keep a rank": Act(
        "CS ACCESS #jardin ADD keeper operator",
        "/ACCESS keeper operator",
        "operator",
        lambda its, _: bool(its.channel.account_ranks),
    ),
    "drop": Act("CS DROP #jardin", "/DROP", "founder", lambda its, _: its.channel.owner == 0),
}


@pytest.mark.parametrize("rank", [*RANKS, OUTSIDER])
@pytest.mark.parametrize("wire", WIRES)
@pytest.mark.parametrize("name", ACTS)
def test_the_rank_decides(name: str, wire: Wire, rank: str) -> None:
    """Of whoever acts, on a plain member or on the channel."""
    act, scene = ACTS[name], Scene(wire, rank)
    make_account(scene.world.state, scene.world.decider, "keeper")
    if act.before:
        scene.root.send(act.before)
        scene.world.forget_output()
    told = scene.actor.send(act.chaines if wire == "chaines" else act.irc)
    assert act.is_done(scene, told) is at_least(rank, act.lowest), told
    assert told


PAIRS = [(rank, target) for rank in RANKS for target in RANKS if (rank, target) != ("founder", "founder")]


@pytest.mark.parametrize(("rank", "target"), PAIRS)
@pytest.mark.parametrize("wire", WIRES)
@pytest.mark.parametrize("name", [name for name, act in ACTS.items() if act.strictly])
def test_nobody_of_the_same_rank_or_higher_is_hit(name: str, wire: Wire, rank: str, target: str) -> None:
    """A half-operator bans no other, and nobody bans a founder."""
    act, scene = ACTS[name], Scene(wire, rank, target)
    told = scene.actor.send(act.chaines if wire == "chaines" else act.irc)
    assert act.is_done(scene, told) is (at_least(rank, act.lowest) and above(rank, target)), told
