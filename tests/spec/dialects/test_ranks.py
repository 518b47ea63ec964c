"""Ranks and rights, once for every wire: the one table, asked for and seen from `chaines` and from IRC.

What is expected is computed from the tables that stand here, and not from those of the server.
"""

from collections.abc import Callable
from typing import Literal, NamedTuple

import pytest

from harness.chaines_people import enter
from harness.dialect_people import enter_public, enter_relais, world_with_room
from harness.replies import told
from harness.snapshot import snapshot
from harness.world import OPERATOR, Client, World
from salon.core import commands, events
from salon.core.state import Channel
from salon.wire.dialects import public, relais

Wire = Literal["chaines", "irc"]
WIRES: tuple[Wire, ...] = ("chaines", "irc")

LETTERS = {"main administrator": "q", "operator": "o", "half-operator": "h", "voice": "v", "member": ""}
RANKS = tuple(LETTERS)  # highest first
MAIN = "main administrator"
SERVER_OPERATOR = "server operator"

NOT_MAIN = "Calme toi t'es pas l'administrateur de la chaine"
NOT_FOR_GROUP = "Calme toi t'es pas l'administrateur du groupe"
TOO_HIGH = "target has a rank that is not below yours."


def above(rank: str, other: str) -> bool:
    """Tell whether a rank stands strictly above another; a server operator stands above all."""
    return rank == SERVER_OPERATOR or (other in RANKS and RANKS.index(rank) < RANKS.index(other))


def at_least(rank: str, lowest: str) -> bool:
    """Tell whether a rank is at least another."""
    return rank == lowest or above(rank, lowest)


class Scene:
    """The channel `jardin`, #jardin: an actor and a target with ranks, on wires; and a watcher on each wire.

    The watcher on IRC leads the channel where neither of these two does. Whoever is a server operator is
    outside of the channel, on IRC.
    """

    def __init__(self, wire: Wire, rank: str, target_wire: Wire, target_rank: str) -> None:
        self.world = World()
        root = self.world.join("root")
        root.send(f"OPER root {OPERATOR}")
        self._wires = {"actor": wire, "target": target_wire, "irc": "irc", "chaines": "chaines"}
        clients = {nick: self._enter(nick) for nick in ("irc", "actor", "target", "chaines")}
        self.actor, self.target = clients["actor"], clients["target"]
        for nick, its in (("target", target_rank), ("actor", rank)):
            if its == SERVER_OPERATOR:
                clients[nick].send("PART #jardin", f"OPER root {OPERATOR}")
            elif LETTERS[its]:
                root.send(f"MODE #jardin +{LETTERS[its]} {nick}")
        if MAIN in {rank, target_rank}:
            root.send("MODE #jardin -o irc")
        self.root = root
        self.watchers = clients["irc"], clients["chaines"]
        self.world.forget_output()

    def _enter(self, nick: str) -> Client:
        if self._wires[nick] == "irc":
            return self.world.join(nick, "#jardin")
        return enter(self.world, nick, "jardin")

    @property
    def channel(self) -> Channel:
        """The channel, whatever it is called now."""
        return self.world.state.channels[1]

    def rank_of(self, nick: str) -> str:
        """Return somebody's standing; nothing for who is not in the channel."""
        lowest_first = (*RANKS[:0:-1], "", MAIN)
        for member in self.channel.members.values():
            if member.person.nick == nick:
                return lowest_first[self.channel.standing_of(member.person)]
        return ""

    def mask(self, nick: str) -> str:
        """Return the mask of one of the people."""
        return f"{nick}!{'chaines' if self._wires[nick] == 'chaines' else f'~{nick}'}@host.test"

    @property
    def masks(self) -> dict[str, str]:
        """The masks of all, by their nicks."""
        return {nick: self.mask(nick) for nick in self._wires}

    def see(self) -> tuple[list[str], list[str]]:
        """Return what the watchers, on IRC and on `chaines`, were told."""
        irc, chaines = self.watchers
        return told(irc.take()), chaines.take()


# --- on somebody ------------------------------------------------------------------------------------


class Deed(NamedTuple):
    """Something done to a member: who may do it, and what is seen of it.

    `may`: whether a rank may do it to a rank. `irc`: the lines that everybody on IRC sees, without their
    source. `told`: what the target reads on `chaines`. `refusals`: what the actor reads who may not.
    """

    wire: Wire
    line: str
    may: Callable[[str, str], bool]
    irc: tuple[str, ...]
    told: str
    refusals: tuple[str, ...]
    becomes: Callable[[str], str]


def kicks(actor: str, target: str) -> bool:
    """Tell: kick, ban, mute | half-operator and up | strictly below one's own rank."""
    return at_least(actor, "half-operator") and above(actor, target)


def gives(actor: str, _target: str) -> bool:
    """Tell: give o, h, v | operator and up | any member."""
    return at_least(actor, "operator")


def main_alone(actor: str, _target: str) -> bool:
    """Tell: GRANT, REVOKE, KILL on `chaines` | main administrator alone."""
    return at_least(actor, MAIN)


GRANTED = "Vous avez réçu de actor les privilèges d'un administrateur"
REVOKED = "Oups vos privilèges d'administrateur ont été retirés par  actor"
KICKED = "actor vous a retiré de la chaine"

DEEDS = {
    "KICK on chaines": Deed(
        *("chaines", "/KICK target", kicks, ("KICK #jardin target :actor",), KICKED),
        (NOT_FOR_GROUP, TOO_HIGH),
        lambda _: "",
    ),
    "KICK on IRC": Deed(
        *("irc", "KICK #jardin target", kicks, ("KICK #jardin target :actor",), KICKED),
        ("482 actor #jardin :...",),
        lambda _: "",
    ),
    "KILL": Deed(
        *("chaines", "/KILL target", main_alone, ("MODE #jardin +b ", "KICK #jardin target :actor")),
        *("Vous êtes kill", (NOT_MAIN,), lambda _: ""),
    ),
    "GRANT": Deed(
        *("chaines", "/GRANT target", main_alone, ("MODE #jardin +o target",), GRANTED, (NOT_MAIN,)),
        lambda _: "operator",
    ),
    "REVOKE": Deed(
        *("chaines", "/REVOKE target", main_alone, ("MODE #jardin -",), REVOKED, (NOT_MAIN,)),
        lambda _: "member",
    ),
    **{
        f"+{LETTERS[rank]}": Deed(
            *("irc", f"MODE #jardin +{LETTERS[rank]} target", gives),
            (f"MODE #jardin +{LETTERS[rank]} target",),
            GRANTED if at_least(rank, "operator") else "",
            ("482 actor #jardin :...",),
            lambda before, rank=rank: before if above(before, rank) else rank,  # type: ignore[misc]
        )
        for rank in RANKS[1:-1]
    },
    **{
        f"-{LETTERS[rank]}": Deed(
            *("irc", f"MODE #jardin -{LETTERS[rank]} target", kicks),
            (f"MODE #jardin -{LETTERS[rank]} target",),
            REVOKED if at_least(rank, "operator") else "",
            ("482 actor #jardin :...",),
            lambda _: "member",
        )
        for rank in RANKS[1:-1]
    },
}

NOTHING_TO_DO = {
    "GRANT": (MAIN, "operator"),
    "REVOKE": (MAIN, "half-operator", "voice", "member"),
    "+o": (MAIN, "operator"),
    **{f"+{LETTERS[rank]}": (rank,) for rank in RANKS[2:-1]},
    **{f"-{LETTERS[rank]}": tuple(its for its in RANKS if its != rank) for rank in RANKS[1:-1]},
}
"""Targets who have already, or have not, what they would be given, or be taken."""

PAIRS = [
    pytest.param(deed, rank, id=f"{deed}, {rank}")
    for deed, its in DEEDS.items()
    for rank in (*RANKS, *([SERVER_OPERATOR] if its.wire == "irc" else []))
]


@pytest.mark.parametrize("target_wire", WIRES)
@pytest.mark.parametrize(("deed", "rank"), PAIRS)
def test_on_whom(deed: str, rank: str, target_wire: Wire) -> None:
    """Each deed, by each rank, on each rank: done and seen on both wires, or refused and seen by nobody."""
    its = DEEDS[deed]
    for target_rank in RANKS:
        if (rank, target_rank) == (MAIN, MAIN) or target_rank in NOTHING_TO_DO.get(deed, ()):
            continue
        scene = Scene(its.wire, rank, target_wire, target_rank)
        before = snapshot(scene.world.state)
        answer = scene.actor.send(its.line)
        if its.may(rank, target_rank):
            assert scene.rank_of("target") == its.becomes(target_rank), target_rank
            irc, chaines = scene.see()
            expected = [f":{scene.mask('actor')} {line}" for line in its.irc]
            if target_rank == MAIN and not scene.rank_of("target"):
                # Whoever leads and goes hands over.
                expected += ["MODE #jardin +o irc", "NOTICE irc :NOTE MODE MAIN_ADMINISTRATOR: You"]
            assert len(irc) == len(expected)
            assert all(line.startswith(wanted) for line, wanted in zip(irc, expected, strict=True)), irc
            assert chaines == []
            heard = scene.target.take()
            if target_wire == "irc":
                assert told(heard) == irc[: len(its.irc)]
            else:
                assert heard == ([its.told] if its.told else [])
            assert answer == ([] if its.wire == "chaines" else irc[: len(its.irc)])
        else:
            assert len(answer) == 1
            assert (told(answer) if its.wire == "irc" else answer)[0] in its.refusals
            assert scene.see() == ([], [])
            assert scene.target.take() == []
            assert snapshot(scene.world.state) == before


def test_who_was_killed_stays_out() -> None:
    """KILL | main administrator: on either wire the target is barred from the channel and nothing else."""
    for wire in WIRES:
        scene = Scene("chaines", MAIN, wire, "operator")
        scene.actor.send("/KILL target")
        scene.target.take()
        if wire == "irc":
            assert told(scene.target.send("JOIN #jardin")) == ["474 target #jardin :..."]
        else:
            assert scene.target.send("/JOIN jardin") == ["You are banned from jardin."]
        assert scene.rank_of("target") == ""
        scene.target.send("JOIN #verger" if wire == "irc" else "/JOIN verger")
        assert scene.world.state.find_channel("#verger") is not None


@pytest.mark.parametrize("rank", RANKS[1:-1])
def test_one_may_always_lay_down_ones_own(rank: str) -> None:
    """Give or take a rank | one may always lay down one's own; `chaines` shows the new standing in /WHO."""
    scene = Scene("irc", rank, "chaines", "member")
    line = f":{scene.mask('actor')} MODE #jardin -{LETTERS[rank]} actor"
    assert scene.actor.send(f"MODE #jardin -{LETTERS[rank]} actor") == [line]
    assert scene.see() == ([line], [])
    assert scene.rank_of("actor") == "member"
    assert "actor" in scene.target.send("/WHO")


@pytest.mark.parametrize("wire", WIRES)
@pytest.mark.parametrize("rank", RANKS)
def test_marks(rank: str, wire: Wire) -> None:
    """The ranks' marks: `@nick@` the main administrator, `@nick` secondary ones; stored bits on IRC."""
    scene = Scene("chaines", "member", wire, rank)
    mark = {MAIN: "@target@", "operator": "@target"}.get(rank, "target")
    assert mark in scene.actor.send("/WHO")[1:]
    prefix = dict(zip(RANKS, "@@%+ ", strict=True))[rank].strip()
    names = scene.watchers[0].send("NAMES #jardin")[0].partition(" :")[2]
    assert f"{prefix}target" in names.split()


# --- who leads ------------------------------------------------------------------------------------

NEW_MAIN = "Vous êtes le nouveau administrateur de la chaine"


@pytest.mark.parametrize(
    "way", ["/LEAVE", "/BYE", "PART #jardin", "QUIT", "KICK #jardin actor", "KILL actor :x"]
)
def test_hand_over_by_going(way: str) -> None:
    """The main administrator leaves, is killed or kicked: the heir is told on every wire."""
    scene = Scene("chaines" if way.startswith("/") else "irc", MAIN, "chaines", "operator")
    (scene.root if way.startswith("K") else scene.actor).send(way)
    assert scene.target.take()[-1] == NEW_MAIN
    assert scene.rank_of("target") == MAIN
    irc, _ = scene.see()
    assert not any("MODE" in line for line in irc)


@pytest.mark.parametrize("target_rank", ["operator", "member"])
def test_hand_over_on_irc_is_told_on_chaines(target_rank: str) -> None:
    """`+q X` by the main administrator: `+o X` only if X had none; both are told."""
    scene = Scene("irc", MAIN, "chaines", target_rank)
    answer = told(scene.actor.send("MODE #jardin +q target"))
    given = [f":{scene.mask('actor')} MODE #jardin +o target"] if target_rank == "member" else []
    assert answer[:-1] == given
    assert "target is the main administrator of #jardin now" in answer[-1]
    assert scene.target.take() == [*([GRANTED] if given else []), NEW_MAIN]
    assert scene.see() == (given, [])
    answer = told(scene.root.send("MODE #jardin +q irc"))
    assert scene.target.take() == ["irc is the main administrator of jardin now."]


def test_to_lay_down_the_lead_is_told_on_chaines() -> None:
    """`-q`, `-o` on oneself: passes to the operator who is here longest."""
    scene = Scene("irc", MAIN, "chaines", "operator")
    scene.actor.send("MODE #jardin -q actor")
    assert scene.target.take() == [NEW_MAIN]
    assert "@actor" in scene.target.send("/WHO")


# --- on the channel ---------------------------------------------------------------------------------


class Act(NamedTuple):
    """Something done to the channel: from which rank on, and what is seen of it.

    `before`: what a server operator sets first. `irc`, `chaines`: what the watchers see; `guest`: what
    somebody outside of the channel sees.
    """

    wire: Wire
    line: str
    lowest: str
    irc: tuple[str, ...]
    chaines: tuple[str, ...] = ()
    refusal: str = "482 actor #jardin :..."
    before: str = ""
    guest: tuple[str, ...] = ()


def mode(change: str, lowest: str, before: str = "") -> Act:
    """Return a change of modes, which only IRC can ask for and is told of."""
    return Act("irc", f"MODE #jardin {change}", lowest, (f":{{actor}} MODE #jardin {change}",), before=before)


RENAMED = (":{irc} PART #jardin", ":{irc} JOIN #verger")
INVITED = (":{actor} INVITE root #jardin",)
ACTS = {
    "ban": mode("+b noisy!*@*", "half-operator"),
    "lift a ban": mode("-b noisy!*@*", "half-operator", "+b noisy!*@*"),
    "mute": mode("+b ~m:noisy!*@*", "half-operator"),
    "lift a mute": mode("-b ~m:noisy!*@*", "half-operator", "+b ~m:noisy!*@*"),
    **{change: mode(change, "operator") for change in ("+i", "+k key", "+l 9", "+m", "-n", "+s", "-t", "+C")},
    "topic": Act("irc", "TOPIC #jardin :été", "half-operator", (":{actor} TOPIC #jardin :été",)),
    "topic, -t": Act("irc", "TOPIC #jardin :été", "member", (":{actor} TOPIC #jardin :été",), before="-t"),
    "invite, +i": Act("irc", "INVITE root #jardin", "half-operator", (), before="+i", guest=INVITED),
    "invite": Act("irc", "INVITE root #jardin", "member", (), guest=INVITED),
    "rename on IRC": Act(
        *("irc", "RENAME #jardin #verger", "operator", RENAMED),
        ("Votre chaine est renommée  verger",),
    ),
    "rename on chaines": Act(
        *("chaines", "/REN verger", "operator", RENAMED),
        *(("Votre chaine est renommée  verger",), NOT_MAIN),
    ),
    "speak on IRC, +m": Act(
        *("irc", "PRIVMSG #jardin :salut", "voice", (":{actor} PRIVMSG #jardin :salut",)),
        *(("actor: salut",), "404 actor #jardin :...", "+m"),
    ),
    "speak on chaines, +m": Act(
        *("chaines", "salut", "voice", (":{actor} PRIVMSG #jardin :salut",), ("actor: salut",)),
        *("You may not speak in jardin: it is moderated, and you need a voice.", "+m"),
    ),
    "speak on IRC, muted": Act(
        *("irc", "PRIVMSG #jardin :salut", "voice", (":{actor} PRIVMSG #jardin :salut",)),
        *(("actor: salut",), "404 actor #jardin :...", "+b ~m:actor!*@*"),
    ),
    "speak on chaines, muted": Act(
        *("chaines", "salut", "voice", (":{actor} PRIVMSG #jardin :salut",), ("actor: salut",)),
        *("You may not speak in jardin: you are muted.", "+b ~m:actor!*@*"),
    ),
}


@pytest.mark.parametrize("act", ACTS)
def test_on_the_channel(act: str) -> None:
    """Each act, by each rank: done and seen on both wires, or refused and seen by nobody."""
    its = ACTS[act]
    outside = [SERVER_OPERATOR] if its.wire == "irc" and not act.startswith("speak") else []
    for rank in (*RANKS, *outside):
        scene = Scene(its.wire, rank, "chaines", "member")
        if its.before:
            scene.root.send(f"MODE #jardin {its.before}")
            scene.world.forget_output()
        before = snapshot(scene.world.state)
        answer = scene.actor.send(its.line)
        irc, chaines = scene.see()
        if at_least(rank, its.lowest):
            assert irc[: len(its.irc)] == [line.format(**scene.masks) for line in its.irc], rank
            assert chaines == scene.target.take() == [*its.chaines], rank
            assert told(scene.root.take()) == [line.format(**scene.masks) for line in its.guest]
            assert scene.channel.name == ("#verger" if "rename" in act else "#jardin")
        else:
            assert (told(answer) if its.wire == "irc" else answer) == [its.refusal], rank
            assert (irc, chaines, scene.target.take(), scene.root.take()) == ([], [], [], [])
            assert snapshot(scene.world.state) == before


# --- wires without rights ---------------------------------------------------------------------------

WITH_RIGHTS = {
    commands.ChangeModes,
    commands.Invite,
    commands.Kick,
    commands.Kill,
    commands.Reload,
    commands.RenameChannel,
    commands.Restart,
    commands.SendWallops,
    commands.SetTopic,
    commands.BecomeOperator,
}
"""What takes a rank, a server operator, or makes one."""

DEEDS_OF_RANKS = (
    events.ModesChanged,
    events.MemberKicked,
    events.TopicChanged,
    events.ChannelRenamed,
    events.PersonInvited,
)


@pytest.mark.parametrize("wire", [public, relais])
def test_wires_without_rights_know_no_such_command(wire: object) -> None:
    """`public` and `relais` have no commands with rights: what would take one is not even known there."""
    assert not WITH_RIGHTS & {value for value in vars(wire).values() if isinstance(value, type)}


@pytest.mark.parametrize("rank", RANKS[1:])
def test_whatever_the_rank_they_only_talk(rank: str) -> None:
    """Whoever has a rank in the room has no more commands by it, and can do nothing to anybody."""
    world = world_with_room()
    alice, bob, abbas = enter_public(world, "alice"), enter_public(world, "bob"), enter_relais(world, "abbas")
    root = world.join("root", "#public")
    root.send(f"OPER root {OPERATOR}", *([f"MODE #public +{LETTERS[rank]} alice"] if LETTERS[rank] else []))
    for given in ("", "bob", "abbas", "on", "off", "#public", "bob salut", "+o bob", "#public bob"):
        world.events.clear()
        alice.send(*(f"{word} {given}" for word in public.COMMANDS if word != "/quit"))
        abbas.send(*(f"{word} {given}" for word in relais.COMMANDS if word != "/exit"))
        for word in ("KICK", "GRANT", "REVOKE", "KILL", "REN", "MODE", "TOPIC", "INVITE", "OPER", "kick"):
            alice.send(f"/{word} {given}")
            abbas.send(f"/{word} {given}")
        assert not [event for event in world.events if isinstance(event, DEEDS_OF_RANKS)]
    assert not bob.closed
    assert world.state.channels[1].members.keys() >= {bob.link.core.person.id}  # type: ignore[union-attr]
