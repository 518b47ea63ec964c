"""The log of moderation of a channel: who reads it, and what is undone."""

import pytest
from msgspec import structs

from harness.irc_accounts import join_with_account
from harness.world import OPERATOR, Client, World


@pytest.fixture
def world() -> World:
    """Return a server."""
    return World()


def log(client: Client, channel: str = "#a") -> list[str]:
    """Return the entries that somebody is shown, without when they were."""
    return [line.partition("] ")[2] for line in client.send(f"MODLOG {channel}")]


def undo(client: Client, what: str = "#a") -> list[str]:
    """Return what comes of an UNDO."""
    return client.send(f"UNDO {what}")


def bans(world: World) -> list[str]:
    """Return the list of bans of #a, with until when and why."""
    channel = world.state.find_channel("#a")
    assert channel is not None
    return [f"{its.mask} {its.until} {its.reason}" for its in channel.lists.get("b", {}).values()]


def test_who_reads_it(world: World) -> None:
    """Operators of the channel, and of the server; nobody else, from wherever."""
    ann, ben = world.join("ann", "#a"), world.join("ben", "#a")
    root = world.join("zoe")
    ann.send("KICK #a nobody", "MUTE #a ben 1h spam")
    world.forget_output()
    (entry,) = log(ann)
    assert entry.startswith("ann muted ben - until ")
    assert entry.endswith(" - spam")
    assert ben.send("MODLOG #a") == [
        ":salon.test 482 ben #a :In #a, you need to be operator or higher to read the log."
    ]
    assert root.send("MODLOG #a") == [":salon.test 442 zoe #a :You are not on that channel"]
    assert root.send("MODLOG") == [":salon.test 481 zoe :Only server operators may do that."]
    root.send(f"OPER root {OPERATOR}")
    assert log(root) == [entry]
    assert log(root, "") == [entry]


def test_a_ban_is_undone(world: World) -> None:
    """And its undoing, by its number: the ban has its end and reason again."""
    ann = world.join("ann", "#a")
    ann.send("BAN #a ben!*@* 1h spam")
    before = bans(world)
    undo(ann)
    assert bans(world) == []
    assert undo(ann) == [":salon.test NOTICE ann :FAIL UNDO NOTHING_TO_UNDO: There is nothing to undo in #a."]
    undo(ann, "#a 2")
    assert bans(world) == before
    assert before[0].endswith(" spam")


def test_what_is_in_force_again_is_undone_again(world: World) -> None:
    """After the undoing of an undoing the act holds, and the log says so."""
    ann = world.join("ann", "#a")
    ann.send("BAN #a ben!*@*")
    undo(ann)
    undo(ann, "#a 2")
    assert log(ann) == [
        "ann banned ben!*@*",
        "ann undid entry 1: ban of ben!*@* - undone",
        "ann undid entry 2: an undoing that concerned ben!*@*",
    ]
    undo(ann)
    assert bans(world) == []
    assert [entry.endswith(" - undone") for entry in log(ann)] == [True, True, False, False]


@pytest.mark.parametrize(
    ("done", "entry"),
    [
        ("MODE #a +H joined:500", "change of modes +H joined:500"),
        ("MODE #a -nt", "change of modes -nt"),
        ("MODE #a +k secret", "change of modes +k *"),
        ("MODE #a +o ben", "change of ranks +o ben"),
    ],
)
def test_an_undoing_says_what_it_concerned(world: World, done: str, entry: str) -> None:
    """By the letters that were typed, and so does what undoes it."""
    ann = world.join("ann", "#a")
    world.join("ben", "#a")
    ann.send(done)
    undo(ann)
    undo(ann, "#a 2")
    again = entry.removeprefix("change of modes ").removeprefix("change of ranks ")
    assert log(ann)[1:] == [
        f"ann undid entry 1: {entry} - undone",
        f"ann undid entry 2: an undoing that concerned {again}",
    ]


def test_the_history_of_a_channel_is_undone(world: World) -> None:
    """With all that was set before; neither the log nor the members read what nobody has typed."""
    ann = world.join("ann", "#a")
    ann.send("MODE #a +H joined:500", "MODE #a -H")
    undo(ann)
    ann.send("MODE #a +H all")
    assert undo(ann)[0].endswith(" MODE #a +H joined:500")
    assert log(ann) == [
        "ann changed modes: +H joined:500",
        "ann changed modes: -H - undone",
        "ann undid entry 2: change of modes -H",
        "ann changed modes: +H 500 - undone",
        "ann undid entry 4: change of modes +H 500",
    ]


def test_lifting_is_undone(world: World) -> None:
    """The ban holds again, as long as it would have."""
    ann = world.join("ann", "#a")
    ann.send("BAN #a ben!*@* 1h spam")
    before = bans(world)
    world.pass_time(60)
    ann.send("UNBAN #a ben")
    assert bans(world) == []
    undo(ann)
    assert bans(world) == before
    world.pass_time(3_600)
    assert bans(world) == []


def test_another_end_is_undone(world: World) -> None:
    """The ban ends when it did before."""
    ann = world.join("ann", "#a")
    ann.send("BAN #a ben!*@* 1h spam")
    before = bans(world)
    ann.send("BAN #a ben!*@* more")
    undo(ann)
    assert bans(world) == before


@pytest.mark.parametrize(
    ("done", "shown"),
    [
        ("MODE #a +m", "+nt"),
        ("MODE #a +kl x 5", "+nt"),
        ("MODE #a -nt", "+nt"),
    ],
)
def test_modes_are_undone(world: World, done: str, shown: str) -> None:
    """All that one command changed."""
    ann = world.join("ann", "#a")
    ann.send(done)
    undo(ann)
    assert f":salon.test 324 ann #a {shown}" in ann.send("MODE #a")


def test_a_key_is_undone_to_the_one_before(world: World) -> None:
    """Which the log does not show."""
    ann = world.join("ann", "#a")
    ann.send("MODE #a +k secret", "MODE #a +k other")
    assert log(ann)[1] == "ann changed modes: +k *"
    undo(ann)
    assert ":salon.test 324 ann #a +ntk secret" in ann.send("MODE #a")


def test_ranks_are_undone(world: World) -> None:
    """By whoever may do the opposite; the person is meant, whatever nick they have now."""
    ann, ben, cid = (world.join(nick, "#a") for nick in ("ann", "ben", "cid"))
    ann.send("MODE #a +h ben", "MODE #a +o cid")
    cid.send("NICK ned")
    world.forget_output()
    assert undo(ben) == [
        ":salon.test 482 ben #a :That needs a rank above theirs, and above the one in question"
    ]
    (mode, said) = undo(ann)
    assert mode == ":ann!~ann@host.test MODE #a -o ned"
    assert said == ":salon.test NOTICE ann :Undone: entry 2, ann changed ranks: +o cid"
    ben.send("QUIT")
    world.join("ben", "#a")
    ann.send("MODE #a +h ben")
    assert "NOTHING_LEFT_TO_UNDO" in undo(ann, "#a 1")[0]


def test_what_an_account_keeps_is_undone(world: World) -> None:
    """It has the rank that it had."""
    ann = join_with_account(world, "ann", "#a")
    join_with_account(world, "ben")
    ann.send("CS ACCESS #a ADD ben voice", "CS ACCESS #a ADD ben operator")
    undo(ann)
    (channel,) = world.state.channels.values()
    assert list(channel.account_ranks.values()) == [1]
    undo(ann)
    assert list(channel.account_ranks.values()) == []


def test_a_rank_of_somebody_who_has_left_is_undone(world: World) -> None:
    """Their account keeps it, and loses it."""
    ann = join_with_account(world, "ann", "#a")
    ben = join_with_account(world, "ben", "#a")
    ann.send("MODE #a +o ben")
    (channel,) = world.state.channels.values()
    assert list(channel.account_ranks.values()) == [4]
    ben.send("QUIT")
    undo(ann)
    assert list(channel.account_ranks.values()) == []


def test_a_kick_cannot_be_undone(world: World) -> None:
    """It is said; an earlier act is undone by its number alone."""
    ann = world.join("ann", "#a")
    world.join("ben", "#a")
    ann.send("MODE #a +m", "KICK #a ben :out")
    (refused,) = undo(ann)
    assert "CANNOT_BE_UNDONE: Entry 2 of the log of #a cannot be undone (kick ben)." in refused
    undo(ann, "#a 1")
    assert "UNDONE_ALREADY" in undo(ann, "#a 1")[0]
    assert "NOTHING_TO_UNDO" in undo(ann, "#a 99")[0]


def test_what_others_have_undone_since(world: World) -> None:
    """There is nothing left to do."""
    ann = world.join("ann", "#a")
    ann.send("BAN #a ben!*@*", "UNBAN #a ben")
    assert "NOTHING_LEFT_TO_UNDO" in undo(ann, "#a 1")[0]


def test_another_channel_s_act_is_not_undone(world: World) -> None:
    """Whoever leads one channel has no power in another, nor over what was before their time."""
    world.join("ann", "#a").send("BAN #a ben!*@*")
    eve = world.join("eve", "#b")
    assert "NOTHING_TO_UNDO" in undo(eve, "#b 1")[0]


def test_whoever_finds_a_channel_empty_reads_nothing_of_before(world: World) -> None:
    """As with what was said; server operators do."""
    ann = world.join("ann", "#a")
    ann.send("PRIVMSG #a :hello", "BAN #a ben!*@* spam", "PART #a")
    eve = world.join("eve", "#a")
    assert eve.send("MODLOG #a") == [":salon.test NOTICE eve :The log has no such entry."]
    eve.send(f"OPER root {OPERATOR}")
    assert log(eve, "*") == ["ann banned ben!*@* - spam"]


def test_the_log_is_bounded() -> None:
    """By a number of entries for each channel, and by days."""
    world = World()
    policy = world.state.rules.moderation
    ann = world.join("ann", "#a")
    world.state.rules = structs.replace(
        world.state.rules, moderation=structs.replace(policy, log_entries=3, log_days=10)
    )
    for letter in "msCi":
        ann.send(f"MODE #a +{letter}")
    assert [line[-2:] for line in log(ann)] == ["+s", "+C", "+i"]
    world.pass_time(11 * 86_400)
    ann.take()
    assert log(ann) == [""]
    ann.send("MODE #a -i")
    assert world.on_disk("SELECT detail FROM act") == [("-i",)]


def test_pages(world: World) -> None:
    """A number of entries, and those before one."""
    ann = world.join("ann", "#a")
    for letter in "msCi":
        ann.send(f"MODE #a +{letter}")
    assert [line[-2:] for line in log(ann, "#a 2")] == ["+C", "+i"]
    assert [line[-2:] for line in log(ann, "#a BEFORE=3 1")] == ["+s"]
    assert [line[-2:] for line in log(ann, "#a 1 before=2")] == ["+m"]
    for wrong in ("0", "101", "x", "BEFORE=x", "BEFORE=2 2 2"):
        (refused,) = ann.send(f"MODLOG #a {wrong}")
        assert "INVALID_PARAMS: Write: MODLOG [CHANNEL]" in refused
