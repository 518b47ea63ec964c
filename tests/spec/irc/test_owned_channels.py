"""Ranks and rights, and emptied channels, where a channel belongs to an account: as a client sees it."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from harness.logins import account, ask, log_in, log_out
from harness.replies import codes, mask, only, told
from harness.world import Client, World
from salon.core import account_refusals, ownership_refusals, refusals
from salon.core.commands import (
    ClaimChannel,
    DropAccount,
    DropChannel,
    RenameAccount,
    SetAccess,
    TransferChannel,
)
from salon.core.ranks import Rank, Right
from salon.core.refusals import Refusal
from salon.core.rules import AccountPolicy

RELEASED = Path(__file__).parents[2] / "released"
LETTERS = {"founder": "q", "admin": "a", "operator": "o", "half-operator": "h", "voice": "v", "member": ""}
RANKS = list(LETTERS)  # highest first
SERVER_OPERATOR = "server operator"


def above(rank: str, other: str) -> bool:
    """Tell whether a rank stands strictly above another."""
    return rank == SERVER_OPERATOR or RANKS.index(rank) < RANKS.index(other)


def at_least(rank: str, lowest: str) -> bool:
    """Tell whether a rank is at least another."""
    return rank == lowest or above(rank, lowest)


class Room:
    """#a, which belongs to boss or to the actor or target who is to be its founder."""

    def __init__(self, actor: str = "member", target: str = "member", *, logged_in: bool = False) -> None:
        self.world = World()
        self.root = self.world.join("root")
        self.root.send("OPER root letmein")
        self.boss, self.actor, self.target = (self.world.join(nick) for nick in ("boss", "actor", "target"))
        self.clients = {"actor": self.actor, "target": self.target, "boss": self.boss}
        ranks = {"actor": actor, "target": target}
        founder = next((nick for nick, rank in ranks.items() if rank == "founder"), "boss")
        for nick, client in self.clients.items():
            if logged_in or nick == founder:
                log_in(client)
        self.founder = self.clients.pop(founder)
        for client in (self.founder, *self.clients.values()):
            client.send("JOIN #a")
        for nick, rank in ranks.items():
            if nick != founder and LETTERS.get(rank):
                self.root.send(f"MODE #a +{LETTERS[rank]} {nick}")
        if actor == SERVER_OPERATOR:
            self.actor.send("OPER root letmein")
        self.world.forget_output()

    def asked(self, line: str, client: Client | None = None) -> list[str]:
        """Return what the actor gets for a line, in brief."""
        return told((client or self.actor).send(line))


def names(client: Client) -> str:
    """Return who is in #a."""
    return only(client.send("NAMES #a"), "353")[0].partition(" :")[2]


def shown(client: Client) -> list[str]:
    """Return the changes of modes that somebody was told of, without their numerics and notices."""
    return only(client.take(), "MODE")


def refused(outcomes: Sequence[object]) -> list[Refusal]:
    """Return the refusals among what came of a command."""
    return [its for its in outcomes if isinstance(its, Refusal)]


# --- the table of rights -----------------------------------------------------------------------

PAIRS = [
    (actor, target)
    for actor in [*RANKS, SERVER_OPERATOR]
    for target in RANKS
    if (actor, target) != ("founder", "founder")
]


@pytest.mark.parametrize(("actor", "target"), PAIRS)
def test_kick(actor: str, target: str) -> None:
    """KICK: by rank; and nobody inherits from a founder."""
    room = Room(actor, target)
    allowed = at_least(actor, "half-operator") and above(actor, target)
    answer = room.asked("KICK #a target")
    expected = [f":{mask('actor')} KICK #a target :actor"] if allowed else ["482 actor #a :..."]
    assert answer == expected
    assert room.target.take() == (expected if allowed else [])


@pytest.mark.parametrize("letter", "aohv")
@pytest.mark.parametrize("actor", [*RANKS, SERVER_OPERATOR])
def test_give_ranks(actor: str, letter: str) -> None:
    """Operators and up give o, h and v to any member; +a takes a rank above it."""
    room = Room(actor)
    allowed = at_least(actor, "founder" if letter == "a" else "operator")
    line = f":{mask('actor')} MODE #a +{letter} target"
    assert room.asked(f"MODE #a +{letter} target") == ([line] if allowed else ["482 actor #a :..."])
    assert (line in room.target.take()) is allowed


@pytest.mark.parametrize(("actor", "target"), [its for its in PAIRS if its[1] not in {"founder", "member"}])
def test_take_ranks(actor: str, target: str) -> None:
    """`-a`, `-o`, `-h`, `-v`: half-operators and up, from a standing strictly below."""
    room, letter = Room(actor, target), LETTERS[target]
    allowed = at_least(actor, "half-operator") and above(actor, target)
    line = f":{mask('actor')} MODE #a -{letter} target"
    assert room.asked(f"MODE #a -{letter} target") == ([line] if allowed else ["482 actor #a :..."])


@pytest.mark.parametrize("rank", ["admin", "operator", "half-operator", "voice"])
def test_lay_down(rank: str) -> None:
    """One may always lay down one's own rank."""
    room, letter = Room(rank), LETTERS[rank]
    assert room.asked(f"MODE #a -{letter} actor") == [f":{mask('actor')} MODE #a -{letter} actor"]


def test_the_founder_keeps_the_rank() -> None:
    """`-o` on oneself: o goes, q stays; `-q`: 482, by a server operator as well."""
    room = Room("founder")
    assert room.asked("MODE #a -o actor") == [f":{mask('actor')} MODE #a -o actor"]
    assert names(room.actor).split()[0] == "~actor"
    assert room.asked("MODE #a -q actor") == ["482 actor #a :..."]
    assert room.asked("MODE #a -q actor", room.root) == ["482 root #a :..."]
    assert room.asked("MODE #a +o actor") == [f":{mask('actor')} MODE #a +o actor"]


# --- founding ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("caps", "prefix"), [("", "~"), ("multi-prefix", "~@")])
def test_whoever_founds_owns(caps: str, prefix: str) -> None:
    """The JOIN that founds it: `~n`, with multi-prefix `~@n`, and no MODE line."""
    ann = World().join("ann", caps=caps)
    log_in(ann)
    lines = told(ann.send("JOIN #a"))
    assert f"353 ann = #a :{prefix}ann" in lines
    assert not [line for line in lines if " MODE " in line]


def test_an_owner_who_has_as_many_as_may_be() -> None:
    """A guests' channel, and told so; one that is dropped makes room."""
    ann = World(rules={"accounts": AccountPolicy(channels=1)}).join("ann")
    log_in(ann)
    ann.send("JOIN #z")
    lines = told(ann.send("JOIN #a"))
    assert "353 ann = #a :@ann" in lines
    assert any(line.startswith("NOTICE ann :NOTE JOIN GUESTS_CHANNEL: ") for line in lines)
    assert refused(ask(ann, ClaimChannel("#a"))) == [ownership_refusals.OwnsTooMany("#a", "ann", 1)]
    ask(ann, DropChannel("#z"))
    ask(ann, ClaimChannel("#a"))
    assert names(ann) == "~ann"


def test_what_is_shown() -> None:
    """NAMES, WHO, WHOX, WHOIS: stored bits only; `MODE #c` never shows ranks, and is 696 without a nick."""
    world = World()
    ann, bob = world.join("ann"), world.join("bob", caps="multi-prefix")
    log_in(ann)
    ann.send("JOIN #a")
    bob.send("JOIN #a")
    assert names(bob) == "~@ann bob"
    assert "~@" in only(bob.send("WHO #a"), "352")[0]
    assert only(bob.send("WHO #a %nf"), "354")[0].endswith("ann H~@")
    assert only(bob.send("WHOIS ann"), "319") == ["319 bob ann :~@#a"]
    assert "324 ann #a +nt" in told(ann.send("MODE #a"))
    for letter in "qao":
        assert told(ann.send(f"MODE #a {letter}")) == [f"696 ann #a {letter} * :..."]


def test_a_message_to_those_who_lead() -> None:
    """`@#c`; `~#c`, `&#c`: by bits."""
    room = Room("admin", "operator")
    for prefix, hear in (("@", {"boss", "actor", "target"}), ("&", {"boss", "actor"}), ("~", {"boss"})):
        room.boss.send(f"PRIVMSG {prefix}#a :psst")
        heard = {
            nick
            for nick, client in (("actor", room.actor), ("target", room.target))
            if "psst" in "".join(client.take())
        }
        assert heard == hear - {"boss"}


# --- hand-over ------------------------------------------------------------------------------------


def test_hand_over() -> None:
    """`+q X`: to a logged-in member, one line `-q old +qo X X`; the giver keeps o, and both are told."""
    room = Room("founder", logged_in=True)
    lines = room.asked("MODE #a +q target")
    line = f":{mask('actor')} MODE #a -q+qo actor target target"
    assert lines[0] == line
    assert lines[1].startswith("NOTICE actor :NOTE MODE CHANNEL_OWNER: #a now belongs to the account target")
    heard = told(room.target.take())
    assert heard[0] == line
    assert heard[1].startswith(
        "NOTICE target :NOTE MODE CHANNEL_OWNER: #a now belongs to your account target"
    )
    assert told(room.boss.take()) == [line]
    assert names(room.boss).split() == ["@actor", "~target", "boss"]
    room.actor.send("PART #a")
    room.boss.take()
    room.actor.send("JOIN #a")
    assert shown(room.boss) == ["MODE #a +o actor"]


def test_hand_over_to_a_guest() -> None:
    """`+q X` to a guest: 482; by others: 482."""
    room = Room("founder", "operator")
    assert room.asked("MODE #a +q target") == ["482 actor #a :..."]
    assert room.asked("MODE #a +q boss", room.target) == ["482 target #a :..."]
    assert names(room.target).startswith("~actor")


def test_hand_over_to_an_operator_or_oneself() -> None:
    """`+q X`: nothing is given that X has; and nothing is done for who has it."""
    room = Room("founder", "operator", logged_in=True)
    assert room.asked("MODE #a +q actor") == []
    assert room.asked("MODE #a +q target")[0] == f":{mask('actor')} MODE #a -q+q actor target"


def test_a_server_operator_hands_over() -> None:
    """Anything on the server, on anyone: also where its founder is not there."""
    room = Room("founder", logged_in=True)
    room.actor.send("PART #a")
    assert room.asked("MODE #a +q target", room.root)[0] == f":{mask('root')} MODE #a +qo target target"
    assert names(room.target).split()[0] == "~target"


def test_the_limit_holds_for_who_is_given_one() -> None:
    """As many as may be: 482 for the giver."""
    world = World(rules={"accounts": AccountPolicy(channels=1)})
    ann, bob = world.join("ann"), world.join("bob")
    for client, channel in ((ann, "#a"), (bob, "#b")):
        log_in(client)
        client.send(f"JOIN {channel}")
    bob.send("JOIN #a")
    ann.take()
    assert told(ann.send("MODE #a +q bob")) == ["482 ann #a :..."]


@pytest.mark.parametrize("way", ["PART #a", "QUIT", "kick", "kill"])
def test_the_founder_goes(way: str) -> None:
    """Nobody inherits."""
    room = Room("founder", "operator")
    if way in {"kick", "kill"}:
        room.root.send("KICK #a actor" if way == "kick" else "KILL actor :x")
    else:
        room.actor.send(way)
    assert len(room.target.take()) == 1
    assert names(room.target).split() == ["@target", "boss"]
    assert room.world.state.channels[1].main_administrator == 0


# --- entering, logging in and out ----------------------------------------------------------------


def test_the_owner_enters() -> None:
    """JOIN, then one `:server MODE +qo n n` to all."""
    room = Room("founder")
    room.actor.send("PART #a")
    room.target.take()
    lines = told(room.actor.send("JOIN #a"))
    assert codes(room.target.take()) == ["JOIN", "MODE"]
    assert [line for line in lines if "MODE" in line] == ["MODE #a +qo actor actor"]
    assert names(room.target).split()[-1] == "~actor"


def test_an_account_with_a_rank_enters() -> None:
    """Ranks that were given to somebody who is logged in are kept by account, and not a guest's."""
    room = Room("founder", logged_in=True)
    room.actor.send("MODE #a +ov target target", "MODE #a +h boss")
    log_out(room.boss)
    for client in (room.target, room.boss):
        client.send("PART #a")
        client.send("JOIN #a")
    assert names(room.actor).split() == ["~actor", "@target", "boss"]
    log_in(room.boss)
    assert only(room.actor.take(), "MODE")[-1] == "MODE #a +h boss"
    room.actor.send("MODE #a -h boss")
    room.boss.send("PART #a", "JOIN #a")
    assert names(room.actor).split() == ["~actor", "@target", "boss"]


def test_logging_out_inside() -> None:
    """A server MODE takes what the account gave; what was given to the guest stays."""
    room = Room("founder", "operator")
    log_out(room.actor)
    assert shown(room.target) == ["MODE #a -qo actor actor"]
    assert names(room.target).split()[0] == "actor"
    log_in(room.target)
    room.actor.take()
    log_out(room.target)
    assert shown(room.actor) == []
    log_in(room.actor)
    assert shown(room.target) == ["MODE #a +qo actor actor"]


def test_nick_rename_and_another_name_of_the_account_change_nothing() -> None:
    """Nick, RENAME, the account is renamed: no change."""
    room = Room("founder")
    room.actor.send("NICK other", "RENAME #a #b :x")
    ask(room.root, RenameAccount("actor", "newname"))
    room.actor.send("PART #b")
    assert "MODE #b +qo other other" in told(room.actor.send("JOIN #b"))


# --- claim, drop, transfer, access ------------------------------------------------------------------


def test_claim() -> None:
    """By the main administrator, logged in: `:server MODE +q n`; the others keep their bits."""
    world = World()
    ann, bob, cleo = world.join("ann", "#a"), world.join("bob", "#a"), world.join("cleo", "#a")
    ann.send("MODE #a +o bob")
    cleo.take()
    assert refused(ask(ann, ClaimChannel("#a"))) == [account_refusals.NotLoggedIn()]
    log_in(bob)
    assert refused(ask(bob, ClaimChannel("#a"))) == [refusals.RankTooLow("#a", Right.GOVERN)]
    log_in(ann)
    assert cleo.take() == []
    ask(ann, ClaimChannel("#a"))
    assert told(cleo.take()) == ["MODE #a +q ann"]
    assert "CHANNEL_OWNER: #a now belongs to your account ann" in told(ann.take())[0]
    assert names(cleo) == "~ann @bob cleo"
    assert refused(ask(ann, ClaimChannel("#a"))) == [ownership_refusals.ChannelOwned("#a", "ann")]


def test_power_over_the_past_begins_at_the_claim() -> None:
    """RENAME is refused while there is an older past; where there is none, it is not."""
    for said in (True, False):
        world = World()
        ann = world.join("ann", "#a")
        if said:
            ann.send("PRIVMSG #a :x")
        log_in(ann)
        ask(ann, ClaimChannel("#a"))
        ann.take()
        assert (codes(ann.send("RENAME #a #b"))[0] == "NOTICE") is said


@pytest.mark.parametrize("version", ["0.1", "0.2"])
def test_a_channel_of_an_older_version_can_be_claimed(version: str, tmp_path: Path) -> None:
    """Those of its database are guests' channels, whose past is others'."""
    shutil.copy(RELEASED / f"salon-{version}.db", tmp_path / "salon.db")
    world = World(database=tmp_path / "salon.db")
    ann = world.join("ann")
    log_in(ann)
    names_of_all = [channel.name for channel in world.state.sleeping if not world.state.is_room(channel.name)]
    assert "#jardin" in names_of_all
    ann.send("JOIN #jardin")
    ask(ann, ClaimChannel("#jardin"))
    channel = world.state.find_channel("#jardin")
    assert channel is not None
    assert channel.since == world.state.last_sequence + 1
    assert only(ann.send("NAMES #jardin"), "353") == ["353 ann = #jardin :~ann"]
    world.close()
    again = World(database=tmp_path / "salon.db")
    ann = again.join("ann")
    log_in(ann)
    assert "MODE #jardin +qo ann ann" in told(ann.send("JOIN #jardin"))


def test_a_room_of_the_server_is_not_claimed() -> None:
    """The server's own is neither an account's nor the guests'."""
    world = World(rules={"rooms": frozenset({"#public"})})
    ann = world.join("ann")
    log_in(ann)
    ann.send("JOIN #public", "OPER root letmein")
    assert refused(ask(ann, ClaimChannel("#public"))) == [refusals.RoomHasNoFounder("#public")]


def test_drop_while_the_founder_is_inside() -> None:
    """`:server MODE -q n`; the founder becomes main administrator. Nobody has `&`, and no rank is kept."""
    room = Room("founder", "admin", logged_in=True)
    ask(room.actor, DropChannel("#a"))
    assert shown(room.boss) == ["MODE #a -qa actor target"]
    assert "MAIN_ADMINISTRATOR: You are" in told(room.actor.take())[-1]
    assert told(room.boss.send("MODE #a +q target")) == ["482 boss #a :..."]
    room.target.send("PART #a", "JOIN #a")
    assert "@actor" in names(room.boss).split()
    assert "target" in names(room.boss).split()
    assert refused(ask(room.actor, DropChannel("#a"))) == [ownership_refusals.ChannelNotOwned("#a")]


@pytest.mark.parametrize(
    ("boss", "heir", "modes"),
    [
        ("", "target", ["MODE #a +o target"]),
        ("o", "boss", []),
        ("a", "boss", ["MODE #a -a+o boss boss"]),
        ("ao", "boss", ["MODE #a -a boss"]),
    ],
)
def test_drop_while_the_founder_is_away(boss: str, heir: str, modes: list[str]) -> None:
    """As for leaving: highest rank, then order of arrival, gets the lead, and o if they had none."""
    room = Room("founder")
    if boss:
        room.actor.send(f"MODE #a +{boss} {' '.join(['boss'] * len(boss))}")
    room.actor.send("PART #a")
    room.world.forget_output()
    ask(room.actor, DropChannel("#a"))
    heard = told(room.clients[heir].take())
    assert heard[:-1] == modes
    assert "MAIN_ADMINISTRATOR: You are the main administrator of #a now" in heard[-1]
    assert f"@{heir}" in names(room.boss).split()


def test_drop_of_an_empty_one() -> None:
    """It sleeps, as guests' channels do."""
    world = World()
    ann = world.join("ann")
    log_in(ann)
    ann.send("JOIN #a", "TOPIC #a :x", "PART #a")
    assert only(ann.send("LIST"), "322") == ["322 ann #a 0 :x"]
    ask(ann, DropChannel("#a"))
    assert only(ann.send("LIST"), "322") == []
    assert world.state.find_sleeping("#a") is not None
    assert any("CHANNEL_WAS_EMPTY" in line for line in ann.send("JOIN #a"))


def test_transfer() -> None:
    """To an account, here or not: the founder's rank passes, the giver keeps o."""
    room = Room("founder", logged_in=True)
    ask(room.actor, TransferChannel("#a", "target"))
    assert shown(room.boss) == ["MODE #a -q+qo actor target target"]
    assert refused(ask(room.actor, TransferChannel("#a", "actor"))) == [
        refusals.RankTooLow("#a", Right.GOVERN)
    ]
    assert refused(ask(room.target, TransferChannel("#a", "nobody"))) == [
        account_refusals.NoSuchAccount("nobody")
    ]
    room.boss.send("PART #a")
    ask(room.target, TransferChannel("#a", "boss"))
    assert shown(room.actor)[-1] == "MODE #a -q target"
    assert "CHANNEL_OWNER: #a now belongs to your account boss" in told(room.boss.take())[-1]
    assert "MODE #a +qo boss boss" in told(room.boss.send("JOIN #a"))


def test_access() -> None:
    """An account keeps a rank, and it shows at once; only by a rank that may give or take it."""
    room = Room("founder", "half-operator", logged_in=True)
    ask(room.actor, SetAccess("#a", "boss", Rank.ADMIN))
    assert shown(room.target) == [f":{mask('actor')} MODE #a +a boss"]
    ask(room.actor, SetAccess("#a", "boss", Rank.VOICE))
    assert shown(room.target) == [f":{mask('actor')} MODE #a -a+v boss boss"]
    assert refused(ask(room.target, SetAccess("#a", "boss", Rank.OPERATOR))) == [
        refusals.RankTooLow("#a", Right.GIVE_RANKS)
    ]
    ask(room.target, SetAccess("#a", "boss", Rank.MEMBER))
    assert shown(room.actor)[-1] == f":{mask('target')} MODE #a -v boss"
    ask(room.actor, SetAccess("#a", "boss", Rank.OPERATOR))
    for rank in (Rank.MEMBER, Rank.VOICE):
        assert refused(ask(room.target, SetAccess("#a", "boss", rank)))
    assert refused(ask(room.boss, SetAccess("#a", "target", Rank.ADMIN))) == [
        refusals.RankTooLow("#a", Right.GOVERN)
    ]
    for name, rank in (("actor", Rank.MEMBER), ("target", Rank.FOUNDER)):
        assert refused(ask(room.actor, SetAccess("#a", name, rank))) == [
            ownership_refusals.OwnerKeepsRank("#a")
        ]
    room.target.take()
    ask(room.target, SetAccess("#a", "target", Rank.MEMBER))
    assert shown(room.boss)[-1] == f":{mask('target')} MODE #a -h target"


def test_so_many_accounts_keep_a_rank() -> None:
    """limits.list_entries: 482 for a further one, and for one whose rank is there it is not asked."""
    world = World(rules={"list_entries": 1})
    ann, bob, cleo = (world.join(nick) for nick in ("ann", "bob", "cleo"))
    for client in (ann, bob, cleo):
        log_in(client)
        client.send("JOIN #a")
    world.forget_output()
    assert codes(ann.send("MODE #a +v bob")) == ["MODE"]
    assert told(ann.send("MODE #a +v cleo")) == ["482 ann #a :..."]
    assert codes(ann.send("MODE #a +o bob")) == ["MODE"]


# --- emptied -------------------------------------------------------------------------------------


def test_nothing_was_said_or_set() -> None:
    """(a) Gone at once, owned ones too."""
    ann = World().join("ann")
    log_in(ann)
    ann.send("JOIN #a", "PART #a")
    assert told(ann.send("MODE #a")) == ["403 ann #a :..."]
    assert only(ann.send("LIST"), "322") == []


def test_an_owned_channel_stays() -> None:
    """(c) It stays, answers, is listed with 0; whoever enters leads nothing, for ever."""
    world = World()
    ann, bob = world.join("ann"), world.join("bob")
    log_in(ann)
    ann.send("JOIN #a", "PRIVMSG #a :hello", "PART #a")
    assert only(bob.send("LIST"), "322") == ["322 bob #a 0 :"]
    assert "324 bob #a +nt" in told(bob.send("MODE #a"))
    world.pass_time(1_000_000)
    lines = told(bob.send("JOIN #a"))
    assert "353 bob = #a :bob" in lines
    assert not [line for line in lines if "CHANNEL_WAS_EMPTY" in line]
    assert world.state.channels[1].since == 0


@pytest.mark.parametrize(("mode", "answer"), [("+i", "473"), ("+k key", "475"), ("+b bob!*@*", "474")])
def test_its_modes_hold_while_it_is_empty(mode: str, answer: str) -> None:
    """However long; its owner enters all the same, and whoever could invite."""
    world = World()
    ann, bob, cleo = (world.join(nick) for nick in ("ann", "bob", "cleo"))
    for client in (ann, cleo):
        log_in(client)
    ann.send("JOIN #a", f"MODE #a {mode}")
    ask(ann, SetAccess("#a", "cleo", Rank.HALF_OPERATOR))
    ann.send("PART #a")
    world.pass_time(1_000_000)
    world.forget_output()
    assert codes(bob.send("JOIN #a")) == [answer]
    assert codes(cleo.send("JOIN #a"))[0] == "JOIN"
    cleo.send("PART #a")
    assert codes(ann.send("JOIN #a"))[0] == "JOIN"


# --- when an account is erased ---------------------------------------------------------------------


def test_the_highest_kept_rank_inherits_from_an_account() -> None:
    """Its channels pass to the account with the highest rank; and it keeps none in others'."""
    room = Room("founder", logged_in=True)
    for name, rank in (("boss", Rank.VOICE), ("target", Rank.OPERATOR)):
        ask(room.actor, SetAccess("#a", name, rank))
    room.boss.send("JOIN #b")
    ask(room.boss, SetAccess("#b", "actor", Rank.VOICE))
    room.world.forget_output()
    ask(room.root, DropAccount("actor"))
    assert shown(room.boss) == ["MODE #a +q target"]
    assert "CHANNEL_OWNER: #a now belongs to your account target" in told(room.target.take())[1]
    state = room.world.state
    assert state.owned == {account(state, "target").id: 1, account(state, "boss").id: 1}
    assert all(not channel.account_ranks.get(1) for channel in state.channels.values())


def test_a_channel_of_an_erased_account_becomes_the_guests() -> None:
    """Where nobody keeps a rank: whoever is there leads it; where nobody is, it sleeps."""
    for empty in (False, True):
        world = World()
        ann, bob, root = (world.join(nick) for nick in ("ann", "bob", "root"))
        root.send("OPER root letmein")
        log_in(ann)
        ann.send("JOIN #a", "TOPIC #a :x")
        if not empty:
            bob.send("JOIN #a")
        bob.take()
        ask(root, DropAccount("ann"))
        if empty:
            assert world.state.find_sleeping("#a") is not None
        else:
            assert shown(bob) == ["MODE #a +o bob"]
            assert names(bob) == "@bob"
