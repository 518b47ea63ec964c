"""The table of ranks and rights, over every rank and every pair of ranks, as a client sees it."""

import pytest

from harness.replies import codes, mask, only, told
from harness.world import Client, World

LETTERS = {"main administrator": "q", "operator": "o", "half-operator": "h", "voice": "v", "member": ""}
RANKS = list(LETTERS)  # highest first
MAIN = "main administrator"
OUTSIDER = "outsider"
SERVER_OPERATOR = "server operator"


def above(rank: str, other: str) -> bool:
    """Tell whether a rank stands strictly above another."""
    return RANKS.index(rank) < RANKS.index(other)


def at_least(rank: str, lowest: str) -> bool:
    """Tell whether a rank of the table is at least another; a server operator has every right."""
    return rank == SERVER_OPERATOR or (rank != OUTSIDER and not above(lowest, rank))


class Room:
    """A guests' channel, #a: an actor and a target of given ranks, and boss, who leads it if they do not."""

    def __init__(self, actor: str, target: str = "member") -> None:
        self.world = World()
        self.root = self.world.join("root")
        self.root.send("OPER root letmein")
        clients = {nick: self.world.join(nick, "#a") for nick in ("boss", "actor", "target")}
        self.boss, self.actor, self.target = clients.values()
        for nick, rank in (("target", target), ("actor", actor)):
            if LETTERS.get(rank):
                self.root.send(f"MODE #a +{LETTERS[rank]} {nick}")
        if MAIN in {actor, target}:
            self.root.send("MODE #a -o boss")
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
    if (actor, target) != (MAIN, MAIN)  # there is one at a time
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


@pytest.mark.parametrize("letter", "ohv")
@pytest.mark.parametrize("actor", [*RANKS, SERVER_OPERATOR])
def test_give_ranks(actor: str, letter: str) -> None:
    """Ranks and rights: operators and up give o, h and v to any member (else 482)."""
    room = Room(actor)
    allowed = at_least(actor, "operator")
    line = f":{mask('actor')} MODE #a +{letter} target"
    assert room.asked(f"MODE #a +{letter} target") == ([line] if allowed else ["482 actor #a :..."])
    assert (line in room.target.take()) is allowed


@pytest.mark.parametrize(("actor", "target"), PAIRS)
def test_take_ranks(actor: str, target: str) -> None:
    """Ranks and rights: half-operators and up take a rank from a standing strictly below (else 482)."""
    room = Room(actor, target)
    if target in {MAIN, "member"}:
        room.root.send("MODE #a +v target")
        room.actor.take()
        room.target.take()
    letter = "v" if target in {MAIN, "member"} else LETTERS[target]
    standing = "voice" if target == "member" else target
    allowed = actor == SERVER_OPERATOR or (at_least(actor, "half-operator") and above(actor, standing))
    line = f":{mask('actor')} MODE #a -{letter} target"
    assert room.asked(f"MODE #a -{letter} target") == ([line] if allowed else ["482 actor #a :..."])
    assert (line in room.target.take()) is allowed


# --- the main administrator ------------------------------------------------------------------------


def names(client: Client) -> str:
    """Return who is in #a."""
    return only(client.send("NAMES #a"), "353")[0].partition(" :")[2]


def note(nick: str, text: str) -> str:
    """Return the line by which somebody is told who leads the channel."""
    return f"NOTICE {nick} :NOTE MODE MAIN_ADMINISTRATOR: {text}"


def led(nick: str) -> str:
    """Return the line by which whoever leads the channel is told."""
    return note(nick, "You are the main administrator of #a now")


def test_whoever_founds_is_an_operator() -> None:
    """Ranks and rights: the JOIN that founds it: NAMES `@n`, no MODE line, whatever the capabilities."""
    for caps in ("", "multi-prefix"):
        lines = told(World().join("n", caps=caps).send("JOIN #a"))
        assert lines[0] == f":{mask('n')} JOIN #a"
        assert [line for line in lines if "MODE" in line] == []
        assert "353 n = #a :@n" in lines


@pytest.mark.parametrize("actor", [rank for rank in RANKS if rank != MAIN])
def test_only_the_main_administrator_hands_over(actor: str) -> None:
    """Ranks and rights: `+q` by others, and `-q`: 482."""
    room = Room(actor, MAIN)
    for wish in ("+q actor", "-q target"):
        assert room.asked(f"MODE #a {wish}") == ["482 actor #a :..."]
    assert Room(actor).asked("MODE #a +q target") == ["482 actor #a :..."]


@pytest.mark.parametrize("actor", [*RANKS, SERVER_OPERATOR])
@pytest.mark.parametrize("change", ["+a", "-a"])
def test_nobody_is_an_administrator(actor: str, change: str) -> None:
    """Ranks and rights: `+a`, `-a` in a guests' channel: 482."""
    assert Room(actor).asked(f"MODE #a {change} target") == ["482 actor #a :..."]


@pytest.mark.parametrize("target", ["operator", "member"])
def test_hand_over(target: str) -> None:
    """Ranks and rights: `+q X`: `+o X` only if X had none; the giver keeps o; both are told."""
    room = Room(MAIN, target)
    given = [f":{mask('actor')} MODE #a +o target"] if target == "member" else []
    assert room.asked("MODE #a +q target") == [
        *given,
        note("actor", "target is the main administrator of #a now"),
    ]
    assert told(room.target.take()) == [*given, led("target")]
    assert told(room.boss.take()) == given
    assert names(room.actor) == "boss @actor @target"
    assert room.asked("MODE #a +q actor") == ["482 actor #a :..."]
    assert told(room.target.send("MODE #a -o actor")) == [f":{mask('target')} MODE #a -o actor"]


@pytest.mark.parametrize("letter", "oq")
@pytest.mark.parametrize("heir", ["target", ""])
def test_lay_down_the_lead(letter: str, heir: str) -> None:
    """Ranks and rights: `-o`, `-q` on oneself: to the operator who is here longest, else to nobody."""
    room = Room(MAIN, "operator" if heir else "member")
    shown = [f":{mask('actor')} MODE #a -o actor"] if letter == "o" else []
    text = f"{heir} is the main administrator of #a now" if heir else "#a has no main administrator now"
    assert room.asked(f"MODE #a -{letter} actor") == [*shown, note("actor", text)]
    assert told(room.target.take()) == [*shown, *([led("target")] if heir else [])]
    assert ("@actor" in names(room.boss)) is (letter == "q")


def test_who_gets_o_where_nobody_leads() -> None:
    """Ranks and rights: with no main administrator, who gets o becomes it."""
    room = Room(MAIN)
    room.actor.send("MODE #a -q actor")
    room.target.take()
    room.actor.send("MODE #a +o target")
    assert told(room.target.take()) == [f":{mask('actor')} MODE #a +o target", led("target")]


@pytest.mark.parametrize("way", ["PART #a", "QUIT", "kick", "kill"])
@pytest.mark.parametrize(
    ("boss", "target", "heir"),
    [("", "", "boss"), ("", "v", "target"), ("o", "o", "boss"), ("h", "o", "target")],
)
def test_the_main_administrator_goes(way: str, boss: str, target: str, heir: str) -> None:
    """Ranks and rights: highest rank, then order of arrival; `:server MODE +o heir` only if they had none."""
    room = Room(MAIN)
    for nick, letter in (("boss", boss), ("target", target)):
        if letter:
            room.root.send(f"MODE #a +{letter} {nick}")
    room.world.forget_output()
    if way in {"kick", "kill"}:
        room.root.send("KICK #a actor" if way == "kick" else "KILL actor :x")
    else:
        room.actor.send(way)
    clients = {"boss": room.boss, "target": room.target}
    had = {"boss": boss, "target": target}[heir] == "o"
    given = [] if had else [f"MODE #a +o {heir}"]
    for nick, client in clients.items():
        assert told(client.take())[1:] == [*given, *([led(nick)] if nick == heir else [])]


def test_a_message_to_those_who_lead() -> None:
    """Ranks and rights: `@#c`: o and up; `~#c`, `&#c`: the main administrator."""
    room = Room("operator", "voice")
    for prefix, hears in (("@", True), ("~", True), ("&", True)):
        room.actor.send(f"PRIVMSG {prefix}#a :psst")
        line = f":{mask('actor')} PRIVMSG {prefix}#a :psst"
        assert (told(room.boss.take()) == [line]) is hears
        assert room.target.take() == []
    room.root.send("MODE #a +o target")
    room.world.forget_output()
    for prefix, hears in (("@", True), ("~", False), ("&", False)):
        room.actor.send(f"PRIVMSG {prefix}#a :psst")
        assert bool(room.target.take()) is hears


def test_a_server_operator_may_do_all() -> None:
    """Ranks and rights: anything on the server, on anyone."""
    room = Room("operator", MAIN)
    assert told(room.root.send("MODE #a -o target")) == [f":{mask('root')} MODE #a -o target"]
    assert told(room.target.take())[1:] == [note("target", "actor is the main administrator of #a now")]
    assert told(room.root.send("MODE #a +q boss")) == [f":{mask('root')} MODE #a +o boss"]
    assert told(room.boss.take())[-1] == led("boss")


def test_a_rank_without_a_nick() -> None:
    """Ranks and rights: `MODE #c o` (q, a) without a nick: 696; `MODE #c` never shows ranks."""
    room = Room(MAIN)
    for letter in "qaohv":
        assert room.asked(f"MODE #a {letter}") == [f"696 actor #a {letter} * :..."]
    assert "324 actor #a +nt" in room.asked("MODE #a")


# --- what one has ----------------------------------------------------------------------------------


@pytest.mark.parametrize("rank", RANKS[1:-1])
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
