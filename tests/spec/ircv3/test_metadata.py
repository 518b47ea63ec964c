"""metadata: what people and channels say of themselves, who may say it, and who is told.

As the third draft has it: changes are shown by 761 and 766, and the codes are its own.
"""

from pathlib import Path
from typing import Any

import pytest

from harness.staying import PASSWORD, connect_to, make_account
from harness.tagged_lines import bares, check_batches, commands, only, params, tags, unwrapped
from harness.world import OPERATOR, Client, World
from salon.core.presence_events import Persistence
from salon.core.rules import AccountPolicy, MetadataPolicy

CAPS = "batch message-tags draft/metadata-3 standard-replies labeled-response echo-message"
URL = "https://a.example/ann.png"


class Room:
    """Ann, an operator of #c, and ben are in #c; cleo is elsewhere; dan is in #c and knows no metadata."""

    def __init__(self, world: World | None = None, **policy: Any) -> None:
        rules = {"metadata": MetadataPolicy(**policy)} if policy else {}
        self.world = world or World(rules=rules)
        self.ann, self.ben = (self.world.join(nick, "#c", caps=CAPS) for nick in ("ann", "ben"))
        self.cleo = self.world.join("cleo", "#d", caps=CAPS)
        self.dan = self.world.join("dan", "#c")
        for client in (self.ann, self.ben, self.cleo):
            client.send("METADATA * SUB display-name avatar status")
        self.world.forget_output()


@pytest.fixture
def room() -> Room:
    """Return a channel."""
    return Room()


def failure(lines: list[str]) -> tuple[str, ...]:
    """Return the parameters of the one FAIL that the answer is, without its text."""
    assert commands(lines) == ["FAIL"], lines
    return params(lines[0])[1:-1]


def values(lines: list[str]) -> list[tuple[str, ...]]:
    """Return the target, key and value of each 761 and 766 in an answer."""
    return [params(line)[1:3] + params(line)[4:] for line in lines if commands([line])[0] in {"761", "766"}]


# --- the capability --------------------------------------------------------------------------------


def test_the_limits_are_told() -> None:
    """Capability: max-subs, max-keys and max-value-bytes, under both names."""
    listed = " ".join(World().connect().send("CAP LS 302"))
    for name in ("draft/metadata-2", "draft/metadata-3"):
        assert f" {name}=max-subs=32,max-keys=16,max-value-bytes=300 " in listed


def test_without_the_capability_there_is_no_such_command() -> None:
    """METADATA is unknown."""
    assert commands(World().join("ann").send("METADATA * LIST")) == ["421"]


def test_one_s_own_at_the_beginning() -> None:
    """Notifications: in a batch before the end of the MOTD, be it empty."""
    world = World()
    client = world.connect()
    client.send("CAP LS 302", f"CAP REQ :{CAPS}", "NICK ann", "USER ann 0 * :Ann")
    lines = client.send("CAP END")
    start = next(line for line in lines if "BATCH +" in line and "metadata" in line)
    assert params(start)[1:] == ("metadata", "ann")
    assert lines.index(start) < next(
        at for at, line in enumerate(lines) if commands([line])[0] in {"422", "376"}
    )


# --- setting -----------------------------------------------------------------------------------------


def test_set_and_told(room: Room) -> None:
    """METADATA SET: one 761 to who sets it, and to those with a channel in common who subscribed."""
    assert bares(room.ann.send(f"METADATA * SET avatar {URL}")) == [
        f":salon.test 761 ann ann avatar * :{URL}"
    ]
    assert bares(room.ben.take()) == [f":salon.test 761 ben ann avatar * :{URL}"]
    assert room.cleo.take() == room.dan.take() == []
    room.ann.send("METADATA ann SET homepage https://a.example")
    assert room.ben.take() == []


def test_removed(room: Room) -> None:
    """METADATA SET without a value: 766; of what is not set, too, and nobody else is told."""
    room.ann.send(f"METADATA * SET avatar {URL}")
    room.world.forget_output()
    (line,) = room.ann.send("METADATA * SET avatar")
    assert (commands([line]), params(line)[1:3]) == (["766"], ("ann", "avatar"))
    assert commands(room.ben.take()) == ["766"]
    assert commands(room.ann.send("METADATA * SET avatar")) == ["766"]
    assert room.ben.take() == []
    room.ann.send("METADATA * SET status :")
    assert values(room.ben.take()) == [("ann", "status", "")]


def test_cleared(room: Room) -> None:
    """METADATA CLEAR: a batch with each key that is gone; empty where there was none."""
    room.ann.send("METADATA * SET avatar x", "METADATA * SET status :out for tea")
    room.world.forget_output()
    lines = room.ann.send("@label=x METADATA * CLEAR")
    assert params(lines[0])[1:] == ("metadata", "ann")
    assert tags(lines[0])["label"] == "x"
    assert [key for _, key, *_ in values(unwrapped(lines))] == ["avatar", "status"]
    assert len(room.ben.take()) == 2
    assert unwrapped(room.ann.send("METADATA * CLEAR")) == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("METADATA nobody LIST", ("INVALID_TARGET", "nobody")),
        ("METADATA #none LIST", ("INVALID_TARGET", "#none")),
        ("METADATA $a:ann SET status x", ("INVALID_TARGET", "$a:ann")),
        ("METADATA * SET $url x", ("INVALID_KEY", "$url")),
        ("METADATA * SET Avatar x", ("INVALID_KEY", "Avatar")),
        (f"METADATA * SET {'k' * 33} x", ("INVALID_KEY", "k" * 33)),
        ("METADATA * SET shoe-size 44", ("KEY_NO_PERMISSION", "*", "shoe-size")),
        ("METADATA ben SET status x", ("KEY_NO_PERMISSION", "ben", "status")),
        ("METADATA ben SET status", ("KEY_NO_PERMISSION", "ben", "status")),
        ("METADATA ben CLEAR", ("KEY_NO_PERMISSION", "ben", "*")),
        (f"METADATA * SET status :{'x' * 301}", ("INVALID_VALUE",)),
        (f"METADATA * SET status :{'é' * 151}", ("INVALID_VALUE",)),
        ("METADATA * SET status :a\u202eb", ("INVALID_VALUE",)),
        ("METADATA * SET status :a\x02b", ("INVALID_VALUE",)),
        ("METADATA * SET display-name ben", ("FORBIDDEN", "*", "display-name")),
        ("METADATA * SET display-name :\u3164", ("FORBIDDEN", "*", "display-name")),
        ("METADATA * DESTROY", ("INVALID_PARAMS", "DESTROY")),
    ],
)
def test_errors(room: Room, line: str, expected: tuple[str, ...]) -> None:
    """Standard replies: the code, and nobody is told anything."""
    assert failure(room.ann.send(line)) == expected
    assert room.ben.take() == []
    assert room.world.on_disk("SELECT * FROM account_metadata") == []


@pytest.mark.parametrize(
    "line", ["METADATA", "METADATA *", "METADATA * SET", "METADATA * GET", "METADATA * SUB"]
)
def test_parameters_are_missing(room: Room, line: str) -> None:
    """ERR_NEEDMOREPARAMS."""
    assert commands(room.ann.send(line)) == ["461"]


def test_the_limits(room: Room) -> None:
    """LIMIT_REACHED and RATE_LIMITED, with the seconds to wait; what is set already can be changed."""
    room = Room(keys_per_target=2, changes_per_minute=4)
    room.ann.send("METADATA * SET avatar x", "METADATA * SET status x")
    assert failure(room.ann.send("METADATA * SET color x")) == ("LIMIT_REACHED", "*")
    assert commands(room.ann.send("METADATA * SET status y", "METADATA * SET status z")) == ["761", "761"]
    assert failure(room.ann.send("METADATA * SET status a")) == ("RATE_LIMITED", "*", "status", "61")
    assert failure(room.ann.send("METADATA * CLEAR"))[:3] == ("RATE_LIMITED", "*", "*")
    room.world.pass_time(61)
    room.ann.take()
    assert commands(room.ann.send("METADATA * SET status a")) == ["761"]


def test_names_that_are_withheld() -> None:
    """Nobody is shown under a name by which they could pass for the owner, or for an account."""
    policy = AccountPolicy(reserved_names=("root",), password_min_length=1)
    room = Room(World(rules={"accounts": policy}))
    assert failure(room.ann.send("METADATA * SET display-name ROOT"))[0] == "FORBIDDEN"
    make_account(room.world, "zoe", Persistence.OFF)
    assert failure(room.ann.send("METADATA * SET display-name Zoe"))[0] == "FORBIDDEN"
    assert commands(room.ann.send("METADATA * SET display-name :Ann the Great")) == ["761"]
    assert commands(room.ann.send("METADATA * SET display-name ANN")) == ["761"]


@pytest.mark.parametrize(
    ("name", "whose"),
    [
        ("z\u043e\u00eb", "an account's, with one letter of another script"),
        ("zo\u0435", "an account's in ASCII"),
        ("b\u0435n", "a nick's"),
        ("@ben", "a nick with what looks like a rank"),
        ("* BEN *", "a nick with signs around it"),
        ("b\u200den", "a nick with a sign that nobody sees"),
        ("r\u043e\u043et", "one that is withheld"),
        ("ChanServ", "a service's"),
        ("\u0421hanServ", "what looks like a service's"),
    ],
)
def test_names_that_look_like_another(name: str, whose: str) -> None:
    """As nobody can have such a nick, nobody is shown under it."""
    room = Room(World(rules={"accounts": AccountPolicy(reserved_names=("root",), password_min_length=1)}))
    make_account(room.world, "zoe", Persistence.OFF)
    if "\u00eb" in name:
        make_account(room.world, "zoë", Persistence.OFF)
    assert failure(room.ann.send(f"METADATA * SET display-name :{name}"))[0] == "FORBIDDEN", whose


def test_names_that_only_contain_another(room: Room) -> None:
    """Or are one's own, in any spelling and script."""
    for name in ("Benjamin", "Ann & Ben", "\u0430nn", "@ann", "Анна", "हिन्दी", "山田", "O'Neil"):
        assert commands(room.ann.send(f"METADATA * SET display-name :{name}")) == ["761"], name


# --- who may see it ------------------------------------------------------------------------------------


def test_get_and_list(room: Room) -> None:
    """METADATA GET, LIST: a batch with the target, each key in order; 766 and FAIL for what is none."""
    room.ann.send("METADATA * SET status tea", f"METADATA * SET avatar {URL}")
    room.world.forget_output()
    lines = room.ben.send("METADATA ann GET avatar color $x status")
    assert params(lines[0])[1:] == ("metadata", "ann")
    inner = unwrapped(lines)
    assert commands(inner) == ["761", "766", "FAIL", "761"]
    assert values(unwrapped(room.ben.send("METADATA ANN LIST"))) == [
        ("ann", "status", "tea"),
        ("ann", "avatar", URL),
    ]
    assert values(unwrapped(room.ann.send("METADATA * LIST"))) == [
        ("ann", "status", "tea"),
        ("ann", "avatar", URL),
    ]


def test_who_shares_nothing_sees_nothing(room: Room) -> None:
    """As if nothing were set: until they share a channel, or watch the nick."""
    room.ann.send("METADATA * SET status tea")
    assert unwrapped(room.cleo.send("METADATA ann LIST")) == []
    assert commands(unwrapped(room.cleo.send("METADATA ann GET status"))) == ["766"]
    assert only(room.cleo.send("WHOIS ann"), "760") == []
    lines = room.cleo.send("MONITOR + ann")
    assert values(lines) == [("ann", "status", "tea")]
    assert values(unwrapped(room.cleo.send("METADATA ann LIST"))) == [("ann", "status", "tea")]
    assert [params(line)[1:] for line in only(room.cleo.send("WHOIS ann"), "760")] == [
        ("ann", "status", "*", "tea")
    ]
    room.ann.send("METADATA * SET status coffee")
    assert values(room.cleo.take()) == [("ann", "status", "coffee")]


def test_when_a_watched_person_comes(room: Room) -> None:
    """Notifications: when one of their monitored users comes online."""
    make_account(room.world, "zoe", Persistence.OFF)
    zoe = connect_to(room.world, "zoe", caps=CAPS)
    zoe.send("METADATA * SET status here", "QUIT")
    room.cleo.send("MONITOR + zoe")
    room.world.forget_output()
    connect_to(room.world, "zoe")
    assert values(room.cleo.take()) == [("zoe", "status", "here")]


def test_at_a_join(room: Room) -> None:
    """Who enters is told of the channel and its members, and they of who enters; in a batch with its name."""
    room.ann.send("METADATA * SET status tea", "METADATA #c SET avatar pic", "METADATA * SET color red")
    room.cleo.send("METADATA * SET display-name :Cleo the Second")
    room.world.forget_output()
    lines = room.cleo.send("JOIN #c")
    check_batches(lines)
    assert values(lines) == [
        ("#c", "avatar", "pic"),
        ("ann", "status", "tea"),
        ("cleo", "display-name", "Cleo the Second"),
    ]
    assert [params(line)[1:] for line in only(lines, "BATCH") if params(line)[0].startswith("+")] == [
        ("metadata", "#c")
    ]
    assert values(room.ben.take()) == [("cleo", "display-name", "Cleo the Second")]
    assert commands(room.dan.take()) == ["JOIN"]


def test_at_a_labelled_join(room: Room) -> None:
    """labeled-response: all of it is one answer."""
    room.ann.send("METADATA * SET status tea")
    lines = room.cleo.send("@label=j JOIN #c")
    check_batches(lines)
    assert [line for line in lines if "label" in tags(line)] == lines[:1]


def test_of_whom_one_has_blocked(room: Room) -> None:
    """Nothing is told by itself; who asks is answered."""
    room.ben.send("SILENCE ann")
    room.ben.take()
    room.ann.send("METADATA * SET status rude")
    assert room.ben.take() == []
    assert values(room.ben.send("METADATA #c SYNC")) == []
    assert values(room.ben.send("METADATA ann LIST")) == [("ann", "status", "rude")]


# --- channels --------------------------------------------------------------------------------------------


def test_of_a_channel(room: Room) -> None:
    """By operators and higher; its members who subscribed are told, and outsiders may ask."""
    assert values(room.ann.send("METADATA #C SET status open")) == [("#c", "status", "open")]
    assert values(room.ben.take()) == [("#c", "status", "open")]
    assert failure(room.ben.send("METADATA #c SET status shut")) == ("KEY_NO_PERMISSION", "#c", "status")
    assert failure(room.cleo.send("METADATA #c CLEAR")) == ("KEY_NO_PERMISSION", "#c", "*")
    assert values(room.cleo.send("METADATA #c LIST")) == [("#c", "status", "open")]
    assert values(room.cleo.send("METADATA #c SYNC")) == [("#c", "status", "open")]


def test_of_a_secret_one(room: Room) -> None:
    """Whoever may not know of it is answered as of a channel that there is not."""
    room.ann.send("METADATA #c SET status open", "MODE #c +s")
    for line in ("LIST", "GET status", "SYNC", "SET status x", "CLEAR"):
        assert failure(room.cleo.send(f"METADATA #c {line}")) == ("INVALID_TARGET", "#c")
        assert failure(room.cleo.send(f"METADATA #none {line}")) == ("INVALID_TARGET", "#none")
    room.ben.take()
    assert values(room.ben.send("METADATA #c LIST")) == [("#c", "status", "open")]


def test_a_channel_founded_again(room: Room) -> None:
    """What was said of it while others led it is gone with its modes."""
    room.cleo.send("METADATA #d SET status ours", "PRIVMSG #d :x", "PART #d")
    room.world.pass_time(86_401)
    dan = room.world.join("eve", "#d", caps=CAPS)
    assert values(dan.send("METADATA #d LIST")) == []
    assert room.world.on_disk("SELECT * FROM channel_metadata") == []


# --- subscriptions -----------------------------------------------------------------------------------------


def test_sub_unsub_subs() -> None:
    """770, 771, and 772 in a batch; in order, twice the same is once; invalid ones are said."""
    ann = World().join("ann", caps=CAPS)
    assert bares(ann.send("METADATA * SUB avatar foo avatar")) == [":salon.test 770 ann avatar foo"]
    lines = ann.send("METADATA * SUB $x bar")
    assert commands(lines) == ["FAIL", "770"]
    assert params(lines[0])[1:-1] == ("INVALID_KEY", "$x")
    assert bares(ann.send("METADATA * UNSUB foo never")) == [":salon.test 771 ann foo never"]
    lines = ann.send("METADATA * SUBS")
    assert params(lines[0])[1:] == ("metadata-subs",)
    assert bares(unwrapped(lines)) == [":salon.test 772 ann avatar bar"]


def test_too_many_subscriptions() -> None:
    """Those up to the limit hold, and the first that does not is named."""
    ann = Room(subscriptions=4).ann
    lines = ann.send("METADATA * SUB one two three")
    assert commands(lines) == ["FAIL", "770"]
    assert params(lines[0])[1:-1] == ("LIMIT_REACHED", "*", "two")
    assert params(lines[1]) == ("ann", "one")
    assert sum(len(params(line)) - 1 for line in only(ann.send("METADATA * SUBS"), "772")) == 4


def test_the_values_follow(room: Room) -> None:
    """METADATA SUB: the current values, of each person once."""
    room.ann.send("METADATA * SET color red", "METADATA #c SET color blue")
    room.ann.send("JOIN #e")
    room.ben.send("JOIN #e")
    room.world.forget_output()
    lines = room.ben.send("METADATA * SUB color")
    check_batches(lines)
    assert values(lines) == [("#c", "color", "blue"), ("ann", "color", "red")]


def test_sync(room: Room) -> None:
    """METADATA SYNC: what is subscribed to, of the channel and all in it; be it nothing."""
    room.ann.send("METADATA * SET color red", "METADATA * SET status tea")
    room.ben.take()
    assert values(unwrapped(room.ben.send("METADATA #c SYNC"))) == [("ann", "status", "tea")]
    assert values(unwrapped(room.ben.send("METADATA ann SYNC"))) == [("ann", "status", "tea")]
    assert unwrapped(room.cleo.send("METADATA #d SYNC")) == []


def test_many_people() -> None:
    """A long answer is made in pieces: no more waits for a client than it may have."""
    room = Room(value_bytes=300)
    for number in range(150):
        client = room.world.join(f"p{number}", "#c", caps=CAPS)
        client.send(f"METADATA * SET status :{'x' * 300}")
    room.world.forget_output()
    lines = room.ben.send("METADATA #c SYNC")
    assert len(values(unwrapped(lines))) == 150


# --- what lasts -----------------------------------------------------------------------------


def test_an_account_keeps_it_and_a_guest_does_not(tmp_path: Path) -> None:
    """Over a restart; and a channel keeps its own."""
    world = World(database=tmp_path / "salon.db")
    make_account(world, "zoe", Persistence.OFF)
    zoe, ann = connect_to(world, "zoe", caps=CAPS), world.join("ann", caps=CAPS)
    zoe.send("METADATA * SET status tea", "METADATA * SET color red", "METADATA * SET status", "JOIN #z")
    zoe.send("METADATA #z SET avatar pic", "PRIVMSG #z :x")
    ann.send("METADATA * SET status guest")
    world.close()
    world = World(database=tmp_path / "salon.db")
    zoe, ann = connect_to(world, "zoe", caps=CAPS), world.join("ann", caps=CAPS)
    assert values(zoe.send("METADATA * LIST")) == [("zoe", "color", "red")]
    assert values(ann.send("METADATA * LIST")) == []
    zoe.send("JOIN #z")
    assert values(zoe.send("METADATA #z LIST")) == [("#z", "avatar", "pic")]


def test_a_guest_who_comes_back_has_nothing(room: Room) -> None:
    """What a guest says ends with the visit."""
    room.ann.send("METADATA * SET status tea", "QUIT")
    again = room.world.join("ann", "#c", caps=CAPS)
    assert values(again.send("METADATA * LIST")) == []
    assert room.world.state.metadata.people == {}


def test_a_login_and_a_logout(room: Room) -> None:
    """Others are told what the account says; what it does not say yet is taken along."""
    make_account(room.world, "zoe", Persistence.OFF)
    zoe = connect_to(room.world, "zoe", caps=CAPS)
    zoe.send("METADATA * SET avatar pic", "QUIT")
    room.ann.send("METADATA * SET avatar mine", "METADATA * SET status tea")
    room.world.forget_output()
    room.ann.send(f"NS IDENTIFY zoe {PASSWORD}")
    assert sorted(values(room.ben.take())) == [("ann", "avatar", "pic"), ("ann", "status", "tea")]
    assert sorted(values(room.ann.send("METADATA * LIST"))) == [
        ("ann", "avatar", "pic"),
        ("ann", "status", "tea"),
    ]
    room.ann.send("NS LOGOUT")
    assert sorted(key for _, key, *_ in values(room.ben.take())) == ["avatar", "status"]
    assert values(room.ben.send("METADATA ann LIST")) == []


def test_who_is_erased_says_nothing() -> None:
    """Nor does the database."""
    world = World()
    make_account(world, "zoe", Persistence.OFF)
    zoe = connect_to(world, "zoe", caps=CAPS)
    zoe.send("METADATA * SET status tea")
    assert world.on_disk("SELECT key, value FROM account_metadata") == [("status", "tea")]
    zoe.send(f"NS DROP {PASSWORD}")
    assert world.on_disk("SELECT * FROM account_metadata") == []
    assert world.state.metadata.people == {}


def test_an_operator_takes_it_away(room: Room) -> None:
    """But sets nothing in others' names."""
    room.ann.send("METADATA * SET status rude", "METADATA * SET avatar bad")
    room.cleo.send(f"OPER root {OPERATOR}")
    room.world.forget_output()
    assert failure(room.cleo.send("METADATA ann SET status kind"))[0] == "KEY_NO_PERMISSION"
    assert [key for _, key, *_ in values(room.cleo.send("METADATA ann SET status"))] == ["status"]
    assert [key for _, key, *_ in values(room.ben.take())] == ["status"]
    assert [key for _, key, *_ in values(unwrapped(room.cleo.send("METADATA ann CLEAR")))] == ["avatar"]
    assert room.world.state.metadata.people == {}
    noted = [line.rpartition(" :")[2] for line in room.cleo.send("MODLOG *")]
    assert [line.partition("cleo ")[2] for line in noted if "values" in line] == [
        "removed values of ann: status",
        "removed values of ann: avatar",
    ]


def other(client: Client) -> Client:
    """Return another connection of a person with an account."""
    return connect_to(client.world, client.person.nick, caps=CAPS)


def test_one_s_other_connections() -> None:
    """They are told of what they subscribed to."""
    world = World()
    make_account(world, "zoe", Persistence.OFF)
    zoe = connect_to(world, "zoe", caps=CAPS)
    second = other(zoe)
    second.send("METADATA * SUB status")
    world.forget_output()
    zoe.send("METADATA * SET status tea", "METADATA * SET color red")
    assert values(second.take()) == [("zoe", "status", "tea")]
