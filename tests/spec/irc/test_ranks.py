"""The table of ranks and rights, over every rank and every pair of ranks, as a client sees it."""

import pytest

from harness.replies import codes, mask, only, told
from harness.world import Client, World

LETTERS = {"founder": "q", "admin": "a", "operator": "o", "half-operator": "h", "voice": "v", "member": ""}
RANKS = list(LETTERS)  # highest first
OUTSIDER = "outsider"
SERVER_OPERATOR = "server operator"


def above(rank: str, other: str) -> bool:
    """Tell whether a rank stands strictly above another."""
    return RANKS.index(rank) < RANKS.index(other)


def at_least(rank: str, lowest: str) -> bool:
    """Tell whether a rank of the table is at least another; a server operator has every right."""
    return rank == SERVER_OPERATOR or (rank != OUTSIDER and not above(lowest, rank))


class Room:
    """The channel #a with an actor and a target of given ranks, seen by nobody else."""

    def __init__(self, actor: str, target: str = "member") -> None:
        self.world = World()
        self.root = self.world.join("root")
        self.root.send("OPER root letmein")
        first, second = ("target", "actor") if target == "founder" else ("actor", "target")
        clients = {first: self.world.join(first, "#a"), second: self.world.join(second, "#a")}
        self.actor, self.target = clients["actor"], clients["target"]
        self.root.send(f"MODE #a -q {first}")
        for nick, rank in (("target", target), ("actor", actor)):
            if LETTERS.get(rank):
                self.root.send(f"MODE #a +{LETTERS[rank]} {nick}")
        if actor in {OUTSIDER, SERVER_OPERATOR}:
            self.actor.send("PART #a")
        if actor == SERVER_OPERATOR:
            self.actor.send("OPER root letmein")
        for client in clients.values():
            client.take()

    def asked(self, line: str, client: Client | None = None) -> list[str]:
        """Return what the actor gets for a line, in brief."""
        return told((client or self.actor).send(line))


PAIRS = [
    (actor, target)
    for actor in [*RANKS, SERVER_OPERATOR]
    for target in RANKS
    if (actor, target) != ("founder", "founder")  # there is one at a time
]


@pytest.mark.parametrize(("actor", "target"), PAIRS)
def test_kick(actor: str, target: str) -> None:
    """Ranks and rights: half-operators and up kick those strictly below their own rank (else 482)."""
    room = Room(actor, target)
    allowed = actor == SERVER_OPERATOR or (at_least(actor, "half-operator") and above(actor, target))
    answer = room.asked("KICK #a target")
    if allowed:
        # The server operator is told too, from outside of the channel.
        assert answer == room.target.take() == [f":{mask('actor')} KICK #a target :actor"]
    else:
        assert answer == ["482 actor #a :..."]
        assert room.target.take() == []


@pytest.mark.parametrize("letter", "aohv")
@pytest.mark.parametrize("actor", [*RANKS, SERVER_OPERATOR])
def test_give_and_take_ranks(actor: str, letter: str) -> None:
    """Ranks and rights: operators and up give and take the ranks strictly below their own (else 482)."""
    rank = next(name for name, its in LETTERS.items() if its == letter)
    allowed = actor == SERVER_OPERATOR or (at_least(actor, "operator") and above(actor, rank))
    for sign in "+-":
        room = Room(actor)
        if sign == "-":
            room.root.send(f"MODE #a +{letter} target")
            room.actor.take()
        answer = room.asked(f"MODE #a {sign}{letter} target")
        line = f":{mask('actor')} MODE #a {sign}{letter} target"
        assert answer == ([line] if allowed else ["482 actor #a :..."])
        assert (line in room.target.take()) is allowed


@pytest.mark.parametrize("actor", [rank for rank in RANKS if rank != "founder"])
def test_only_a_founder_makes_a_founder(actor: str) -> None:
    """Ranks and rights: the founder alone hands over, and nobody takes the rank away (else 482)."""
    room = Room(actor, "founder")
    assert room.asked("MODE #a +q actor") == ["482 actor #a :..."]
    assert room.asked("MODE #a -q target") == ["482 actor #a :..."]
    assert Room(actor).asked("MODE #a +q target") == ["482 actor #a :..."]


def test_hand_over() -> None:
    """Ranks and rights: who gives the founder's rank lays it down, and stays an administrator."""
    room = Room("founder")
    assert room.asked("MODE #a +q target") == [f":{mask('actor')} MODE #a +q-q+a target actor actor"]
    assert only(room.actor.send("NAMES #a"), "353") == ["353 actor = #a :&actor ~target"]
    assert room.asked("MODE #a +q actor") == ["482 actor #a :..."]


@pytest.mark.parametrize("rank", [rank for rank in RANKS if rank != "member"])
def test_lay_down(rank: str) -> None:
    """Ranks and rights: one may always lay down one's own rank, and not take it back."""
    room = Room(rank)
    letter = LETTERS[rank]
    assert room.asked(f"MODE #a -{letter} actor") == [f":{mask('actor')} MODE #a -{letter} actor"]
    assert room.asked(f"MODE #a +{letter} actor") == ["482 actor #a :..."]


def test_each_change_counts_for_the_next() -> None:
    """Ranks and rights: who lays a rank down in a command has it no more for the rest of it."""
    room = Room("operator")
    assert room.asked("MODE #a -o+v actor target") == [
        "482 actor #a :...",
        f":{mask('actor')} MODE #a -o actor",
    ]


EVERYBODY = [*RANKS, OUTSIDER, SERVER_OPERATOR]


@pytest.mark.parametrize("actor", EVERYBODY)
@pytest.mark.parametrize("change", ["+b x!*@*", "+e x!*@*", "+I x!*@*", "+b ~m:x!*@*"])
def test_lists(actor: str, change: str) -> None:
    """Ranks and rights: half-operators and up ban and mute, and except from it (else 482)."""
    room = Room(actor)
    answer = room.asked(f"MODE #a {change}")
    if at_least(actor, "half-operator"):
        assert answer == room.target.take() == [f":{mask('actor')} MODE #a {change}"]
    else:
        assert answer == ["482 actor #a :..."]


@pytest.mark.parametrize("actor", EVERYBODY)
@pytest.mark.parametrize("change", ["+i", "+k x", "+l 5", "+m", "-n", "+s", "-t", "+C"])
def test_modes(actor: str, change: str) -> None:
    """Ranks and rights: operators and up change the modes (else 482)."""
    room = Room(actor)
    answer = room.asked(f"MODE #a {change}")
    if at_least(actor, "operator"):
        assert answer == room.target.take() == [f":{mask('actor')} MODE #a {change}"]
    else:
        assert answer == ["482 actor #a :..."]


@pytest.mark.parametrize("actor", EVERYBODY)
def test_topic(actor: str) -> None:
    """Ranks and rights: with +t, half-operators and up set the topic (else 482; from outside 442)."""
    room = Room(actor)
    answer = room.asked("TOPIC #a :new")
    if at_least(actor, "half-operator"):
        assert answer == room.target.take() == [f":{mask('actor')} TOPIC #a :new"]
    else:
        assert answer == ["442 actor #a :..." if actor == OUTSIDER else "482 actor #a :..."]


@pytest.mark.parametrize("actor", EVERYBODY)
def test_invite(actor: str) -> None:
    """Ranks and rights: with +i, half-operators and up invite (else 482; from outside 442)."""
    room = Room(actor)
    room.root.send("MODE #a +i")
    room.actor.take()
    guest = room.world.join("guest")
    answer = room.asked("INVITE guest #a")
    if at_least(actor, "half-operator"):
        assert answer == ["341 actor guest #a"]
        assert guest.take() == [f":{mask('actor')} INVITE guest #a"]
    else:
        assert answer == ["442 actor #a :..." if actor == OUTSIDER else "482 actor #a :..."]


@pytest.mark.parametrize("actor", EVERYBODY)
def test_rename(actor: str) -> None:
    """Ranks and rights: operators and up rename the channel (else 482; from outside 442)."""
    room = Room(actor)
    answer = room.asked("RENAME #a #b")
    if at_least(actor, "operator"):
        assert codes(room.target.take())[:2] == ["PART", "JOIN"]
    else:
        assert answer == ["442 actor #a :..." if actor == OUTSIDER else "482 actor #a :..."]


@pytest.mark.parametrize("actor", RANKS)
@pytest.mark.parametrize("change", ["+m", "+b actor!*@*", "+b ~m:actor!*@*"])
def test_speech(actor: str, change: str) -> None:
    """modern-irc, modern-appendix: Voice Prefix: a voice and up speak where others may not (else 404)."""
    room = Room(actor)
    room.root.send(f"MODE #a {change}")
    room.actor.take()
    room.target.take()
    answer = room.asked("PRIVMSG #a :hi")
    if actor == "member":
        assert answer == ["404 actor #a :..."]
    else:
        assert room.target.take() == [f":{mask('actor')} PRIVMSG #a :hi"]
