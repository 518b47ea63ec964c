"""Ranks and rights where a channel belongs to an account: asked for and seen from `chaines`, and from IRC."""

from typing import Literal

import pytest

from harness.chaines_people import enter
from harness.logins import ask, log_in, log_out
from harness.replies import only, told
from harness.world import OPERATOR, Client, World
from salon.core.commands import SetAccess, TransferChannel
from salon.core.ranks import Rank
from salon.core.rules import AccountPolicy

Wire = Literal["chaines", "irc"]
WIRES: tuple[Wire, ...] = ("chaines", "irc")

NOT_MAIN = "Calme toi t'es pas l'administrateur de la chaine"
NEW_MAIN = "Vous êtes le nouveau administrateur de la chaine"
GRANTED = "Vous avez réçu de {} les privilèges d'un administrateur"
REVOKED = "Oups vos privilèges d'administrateur ont été retirés par  {}"


def come(world: World, nick: str, wire: Wire, *channels: str) -> Client:
    """Bring somebody in by a wire, logged in to an account of the nick, and into channels."""
    client = enter(world, nick) if wire == "chaines" else world.join(nick)
    log_in(client)
    join(client, *channels)
    world.forget_output()
    return client


def join(client: Client, *channels: str) -> list[str]:
    """Have somebody enter channels; return what they see."""
    sign = "JOIN #" if client.line_end == "\r\n" else "/JOIN "
    return [line for channel in channels for line in client.send(f"{sign}{channel}")]


def leave(client: Client) -> list[str]:
    """Have somebody leave #a."""
    return client.send("PART #a" if client.line_end == "\r\n" else "/LEAVE")


class Garden:
    """#a, which belongs to ann's account, on a wire of hers; bob is in it, on another, and ivy on IRC."""

    def __init__(self, wire: Wire = "chaines", bobs: Wire = "chaines") -> None:
        self.world = World()
        self.ann, self.bob = come(self.world, "ann", wire, "a"), come(self.world, "bob", bobs, "a")
        self.ivy = self.world.join("ivy", "#a")
        self.world.forget_output()

    @property
    def names(self) -> list[str]:
        """Who is in #a, as IRC shows it."""
        return only(self.ivy.send("NAMES #a"), "353")[0].partition(" :")[2].split()

    def modes(self) -> list[str]:
        """Return what ivy was told of modes since the last look."""
        return [line.partition("MODE #a ")[2] for line in self.ivy.take() if " MODE #a " in line]


# --- founding and marks ------------------------------------------------------------------------------


def test_whoever_founds_owns() -> None:
    """The JOIN that founds it: the founder is `@n@` on `chaines`, `~n` on IRC."""
    garden = Garden()
    assert garden.names[0] == "~ann"
    assert garden.bob.send("/WHO") == ["Liste des adherents:", "@ann@", "ivy"]


def test_an_owner_who_has_as_many_as_may_be() -> None:
    """A guests' channel, and told so; /CLAIM is refused."""
    world = World(rules={"accounts": AccountPolicy(channels=1)})
    ann = come(world, "ann", "chaines", "z")
    told_so = "Your account owns 1 channel, the most that it may own: a belongs to no account."
    assert told_so in join(ann, "a")
    assert ann.send("/CLAIM") == [
        "ann owns 1 channel, the most that an account may own: drop or transfer it first."
    ]


@pytest.mark.parametrize("wire", WIRES)
def test_marks(wire: Wire) -> None:
    """`/WHO`: founder `@n@`, whoever has a or o `@n`."""
    garden = Garden(bobs=wire)
    for letter, mark in (("v", "bob"), ("h", "bob"), ("o", "@bob"), ("a", "@bob")):
        ask_modes(garden, f"+{letter} bob")
        assert mark in garden.ann.send("/WHO")


def ask_modes(garden: Garden, changes: str) -> None:
    """Have a server operator change modes."""
    root = garden.world.join("root")
    root.send(f"OPER root {OPERATOR}", f"MODE #a {changes}", "QUIT")
    garden.world.forget_output()


# --- GRANT, REVOKE, KILL --------------------------------------------------------------------------


@pytest.mark.parametrize("wire", WIRES)
def test_grant_and_revoke_are_kept_by_account(wire: Wire) -> None:
    """GRANT, REVOKE: founder alone; what is given to a logged-in member comes back with the account."""
    garden = Garden(bobs=wire)
    garden.ann.send("/GRANT bob")
    assert garden.modes() == ["+o bob"]
    heard = garden.bob.take()
    assert heard == [GRANTED.format("ann")] if wire == "chaines" else told(heard)[-1].endswith("+o bob")
    leave(garden.bob)
    join(garden.bob, "a")
    assert garden.modes() == ["+o bob"]
    garden.ann.send("/REVOKE bob")
    assert garden.modes() == ["-o bob"]
    leave(garden.bob)
    join(garden.bob, "a")
    assert garden.modes() == []
    assert "@bob" not in garden.names


@pytest.mark.parametrize("rank", ["", "v", "h", "o", "a"])
@pytest.mark.parametrize("command", ["/GRANT ivy", "/REVOKE ivy", "/KILL ivy"])
def test_the_founder_alone(command: str, rank: str) -> None:
    """GRANT, REVOKE, KILL: founder alone."""
    garden = Garden()
    if rank:
        ask_modes(garden, f"+{rank} bob")
    assert garden.bob.send(command) == [NOT_MAIN]
    assert garden.modes() == []


def test_kill() -> None:
    """KILL by the founder: removed and barred, though the account keeps a rank."""
    garden = Garden()
    garden.ann.send("/GRANT bob", "/KILL bob")
    assert garden.bob.take()[-1] == "Vous êtes kill"
    assert join(garden.bob, "a") == ["You are banned from a."]


def test_revoke_of_oneself_is_refused() -> None:
    """REVOKE of oneself is refused."""
    garden = Garden()
    assert len(garden.ann.send("/REVOKE ann")) == 1
    assert garden.modes() == []


# --- hand-over, leaving, entering ------------------------------------------------------------------


@pytest.mark.parametrize("wire", WIRES)
def test_hand_over(wire: Wire) -> None:
    """`+q X`: one line `-q old +qo X X`; both are told, on every wire."""
    garden = Garden("irc", wire)
    answer = told(garden.ann.send("MODE #a +q bob"))
    assert answer[0].endswith("MODE #a -q+qo ann bob bob")
    assert garden.modes() == ["-q+qo ann bob bob"]
    heard = garden.bob.take()
    if wire == "chaines":
        assert heard == [GRANTED.format("ann"), NEW_MAIN]
    else:
        assert "CHANNEL_OWNER" in heard[-1]
    assert garden.names == ["@ann", "~bob", "ivy"]


def test_a_founder_on_chaines_is_told_of_the_end() -> None:
    """A server operator hands over: the founder is told, who asked for nothing."""
    garden = Garden()
    root = garden.world.join("root")
    root.send(f"OPER root {OPERATOR}", "MODE #a +q bob")
    assert garden.ann.take() == ["bob is the main administrator of a now."]
    assert garden.bob.take() == [GRANTED.format("root"), NEW_MAIN]


def test_transfer_is_told() -> None:
    """To somebody who is here, and to somebody who is not in the channel."""
    garden = Garden()
    ask(garden.ann, TransferChannel("#a", "bob"))
    assert garden.ann.take() == ["a now belongs to the account bob."]
    assert garden.bob.take() == [NEW_MAIN]
    leave(garden.ann)
    garden.world.forget_output()
    ask(garden.bob, TransferChannel("#a", "ann"))
    assert garden.ann.take() == ["a now belongs to your account ann."]


@pytest.mark.parametrize("wire", WIRES)
@pytest.mark.parametrize("way", ["leave", "quit", "kick"])
def test_the_founder_goes(way: str, wire: Wire) -> None:
    """Nobody inherits, and nobody is told that they did."""
    garden = Garden(wire)
    if way == "kick":
        root = garden.world.join("root")
        root.send(f"OPER root {OPERATOR}", "KICK #a ann")
    elif way == "leave":
        leave(garden.ann)
    else:
        garden.ann.send("QUIT" if wire == "irc" else "/BYE")
    assert NEW_MAIN not in garden.bob.take()
    assert garden.names == ["bob", "ivy"]
    assert garden.bob.send("/GRANT ivy") == [NOT_MAIN]


@pytest.mark.parametrize("wire", WIRES)
def test_the_owner_enters(wire: Wire) -> None:
    """JOIN, then one `:server MODE +qo n n` to all; on `chaines` nobody is told of ranks."""
    garden = Garden(wire)
    leave(garden.ann)
    garden.world.forget_output()
    answer = join(garden.ann, "a")
    assert garden.modes() == ["+qo ann ann"]
    assert garden.bob.take() == []
    if wire == "chaines":
        assert answer == ["Vous avez regagné un nouveau groupe", "Vous pouvez communiquer avec les menbres."]
    assert "@ann@" in garden.bob.send("/WHO")


@pytest.mark.parametrize("wire", WIRES)
def test_log_in_and_out_inside(wire: Wire) -> None:
    """Log out: a server MODE takes what the account gave; log in: it is given again."""
    garden = Garden(wire)
    log_out(garden.ann)
    assert garden.modes() == ["-qo ann ann"]
    assert "ann" in garden.bob.send("/WHO")
    log_in(garden.ann)
    assert garden.modes() == ["+qo ann ann"]
    assert "@ann@" in garden.bob.send("/WHO")


def test_it_stays() -> None:
    """An owned channel in which something was said stays, and is listed; its founder is so again."""
    world = World()
    ann = come(world, "ann", "chaines", "a")
    ann.send("hello", "/LEAVE")
    assert ann.send("/LIST") == ["Les chaines en cours sont: a"]
    bob = enter(world, "bob")
    join(bob, "a")
    assert bob.send("/GRANT bob") == [NOT_MAIN]
    join(ann, "a")
    assert bob.send("/WHO") == ["Liste des adherents:", "@ann@"]


# --- /CLAIM, /DROP, /ACCESS -----------------------------------------------------------------------


def test_claim_and_drop() -> None:
    """`:server MODE +q n`, `:server MODE -q n`; the founder is main administrator then."""
    world = World()
    ann, bob = enter(world, "ann", "a"), enter(world, "bob", "a")
    ivy = world.join("ivy", "#a")
    assert ann.send("/CLAIM") == ["You are not logged in."]
    assert bob.send("/CLAIM") == [NOT_MAIN]
    assert ann.send("/DROP") == ["a belongs to no account: its main administrator can claim it."]
    log_in(ann)
    world.forget_output()
    assert ann.send("/CLAIM") == ["a now belongs to your account ann."]
    assert told(ivy.take()) == ["MODE #a +q ann"]
    assert bob.take() == []
    assert ann.send("/CLAIM") == ["a already belongs to the account ann."]
    assert bob.send("/DROP") == [NOT_MAIN]
    assert ann.send("/DROP") == [
        "a no longer belongs to any account, and no account keeps a rank in it.",
        NEW_MAIN,
    ]
    assert told(ivy.take()) == ["MODE #a -q ann"]
    assert "@ann@" in bob.send("/WHO")


def test_access() -> None:
    """What accounts keep: shown, given, taken; by words for ranks."""
    garden = Garden()
    assert garden.ann.send("/ACCESS") == ["ann: founder"]
    assert garden.ann.send("/ACCESS bob op") == ["bob keeps a rank in a: operator."]
    assert garden.bob.take() == [GRANTED.format("ann")]
    assert garden.modes() == ["+o bob"]
    assert garden.bob.send("/ACCESS") == ["ann: founder", "bob: operator"]
    assert garden.ann.send("/ACCESS bob none") == ["bob keeps no rank in a."]
    assert garden.bob.take() == [REVOKED.format("ann")]
    assert garden.bob.send("/ACCESS") == [NOT_MAIN]
    assert garden.ann.send("/ACCESS zoe op") == ["There is no account called zoe."]
    assert garden.ann.send("/ACCESS bob king") == [
        "Saisissez la bonne commande",
        "A rank is admin, operator, half-operator, voice or none.",
    ]
    assert garden.bob.send("/ACCESS ann none") != []
    assert garden.names[0] == "~ann"


def test_access_in_a_guests_channel() -> None:
    """Nobody keeps a rank there."""
    world = World()
    ann = enter(world, "ann", "a")
    assert ann.send("/ACCESS") == ["No account has a rank in a."]
    assert ann.send("/ACCESS ann op") == ["a belongs to no account: its main administrator can claim it."]


def test_a_rank_that_is_kept_for_somebody_who_is_away() -> None:
    """It comes with the account, on either wire."""
    garden = Garden()
    cid = come(garden.world, "cid", "chaines")
    ask(garden.ann, SetAccess("#a", "cid", Rank.ADMIN))
    join(cid, "a")
    assert garden.modes() == ["+a cid"]
    assert "@cid" in garden.ann.send("/WHO")
