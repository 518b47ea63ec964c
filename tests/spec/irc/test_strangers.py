"""Channels that defend themselves against strangers: +R, +M and +j."""

from harness import chaines_people
from harness.irc_accounts import join_with_account
from harness.world import OPERATOR, World


def test_only_the_logged_in_join() -> None:
    """+R; whoever is invited, or keeps a rank there, does as well, and so do server operators."""
    world = World()
    ann, ben = world.join("ann", "#a"), world.join("ben")
    assert ann.send("MODE #a +R") == [":ann!~ann@host.test MODE #a +R"]
    assert ben.send("JOIN #a") == [
        ":salon.test 477 ben #a :Only people who are logged in to an account can join #a."
    ]
    chaines = chaines_people.enter(world, "cid")
    assert chaines.send("/JOIN a") == ["Only people who are logged in to an account can join a."]
    join_with_account(world, "dan").send("JOIN #a")
    ann.send("INVITE ben #a", "MODE #a +I eve")
    ben.send("JOIN #a")
    world.join("eve").send("JOIN #a")
    root = world.join("root")
    root.send(f"OPER root {OPERATOR}", "JOIN #a")
    (channel,) = world.state.channels.values()
    assert [member.person.nick for member in channel.members.values()] == ["ann", "dan", "ben", "eve", "root"]


def test_only_the_logged_in_speak() -> None:
    """+M; a voice is as good, and whoever logs in may speak at once."""
    world = World()
    ann, ben, cid = world.join("ann", "#a"), world.join("ben", "#a"), world.join("cid", "#a")
    ann.send("MODE #a +M", "MODE #a +v cid")
    world.forget_output()
    refused = ":salon.test 404 ben #a :Only people who are logged in to an account can speak in #a."
    assert ben.send("PRIVMSG #a :hello") == [refused]
    assert ben.send("NOTICE #a :hello") == []
    cid.send("PRIVMSG #a :hello")
    assert [line for line in ann.take() if "PRIVMSG" in line] == [":cid!~cid@host.test PRIVMSG #a :hello"]
    ben.send("NS REGISTER sesame-8")
    ben.send("PRIVMSG #a :hello")
    assert ":ben!~ben@host.test PRIVMSG #a :hello" in ann.take()
    outsider = world.join("eve")
    ann.send("MODE #a -n")
    assert "404 eve" in outsider.send("PRIVMSG #a :hello")[0]


def test_joins_are_throttled() -> None:
    """+j N:S; server operators, the invited and those who keep a rank come in all the same."""
    world = World()
    ann = world.join("ann", "#a")
    assert ann.send("MODE #a +j 02:010") == [":ann!~ann@host.test MODE #a +j 2:10"]
    assert ann.send("MODE #a +j 2:10") == []
    ann.send("MODE #a +i", "MODE #a -i")
    ben, cid, dan = world.join("ben", "#a"), world.join("cid", "#a"), world.join("dan")
    assert dan.send("JOIN #a") == [
        ":salon.test 480 dan #a :Too many people are joining #a: try again in 10 seconds."
    ]
    world.pass_time(10)
    dan.take()
    dan.send("JOIN #a")
    assert len(dan.person.channels) == 1
    assert ":salon.test 324 ann #a +ntj 2:10" in ann.send("MODE #a")
    assert ann.send("MODE #a -j")[-1] == ":ann!~ann@host.test MODE #a -j"
    for client in (ben, cid):
        client.send("PART #a", "JOIN #a")
        assert len(client.person.channels) == 1
    ann.take()
    for wrong in ("0:5", "5", "x", "5:0", "1000:5"):
        assert ann.send(f"MODE #a +j {wrong}")[0].startswith(":salon.test 696 ann #a j ")


def test_another_throttle_is_undone() -> None:
    """The throttle of before comes back."""
    world = World()
    ann = world.join("ann", "#a")
    ann.send("MODE #a +j 2:10", "MODE #a +j 3:10", "UNDO #a")
    assert ":salon.test 324 ann #a +ntj 2:10" in ann.send("MODE #a")
