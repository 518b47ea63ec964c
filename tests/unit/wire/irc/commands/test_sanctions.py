"""BAN, MUTE and their ends."""

import pytest

from harness.world import Client, World


@pytest.fixture
def people() -> tuple[Client, Client]:
    """Return ann, who leads a channel, and ben."""
    world = World()
    return world.join("ann", "#a"), world.join("ben", "#a")


def test_a_ban_puts_somebody_out_until_it_ends(people: tuple[Client, Client]) -> None:
    """The channel sees the ban, the KICK and the end."""
    ann, ben = people
    told = ann.send("BAN #a ben 1h spam and more")
    assert told[0].endswith(" MODE #a +b ben!*@*")
    assert told[1].endswith(" KICK #a ben :spam and more")
    assert told[2].startswith(":salon.test NOTICE ann :ben is banned from #a until ")
    ben.take()
    assert ben.send("JOIN #a")[0].split()[1] == "474"
    (listed,) = ann.send("BAN #a")
    assert listed.endswith(" - spam and more")
    ann.world.now += 3_600_000
    ann.world.pass_time(0)
    assert ":salon.test MODE #a -b ben!*@*" in ann.take()
    assert ben.send("JOIN #a")[0].endswith(" JOIN #a")


def test_a_mute_is_set_and_lifted(people: tuple[Client, Client]) -> None:
    """Meanwhile nothing is heard of whoever is muted."""
    ann, ben = people
    ann.send("MUTE #a ben")
    assert ben.send("PRIVMSG #a :salut")[-1].split()[1] == "404"
    assert ann.send("UNMUTE #a ben")[0].endswith(" MODE #a -b ~m:ben!*@*")
    ben.take()
    assert ben.send("PRIVMSG #a :salut") == []


def test_a_ban_is_lifted(people: tuple[Client, Client]) -> None:
    """And where there is none, that is said."""
    ann, _ben = people
    ann.send("BAN #a ben")
    assert ann.send("UNBAN #a ben")[0].endswith(" MODE #a -b ben!*@*")
    (refused,) = ann.send("UNBAN #a ben")
    assert "NOT_SANCTIONED" in refused


def test_the_end_and_the_reason_reach_everybody(people: tuple[Client, Client]) -> None:
    """Many programs have words of their own for the numeric, and do not show the server's."""
    ann, ben = people
    ann.send("BAN #a ben 1h spam")
    ben.take()
    numeric, notice = ben.send("JOIN #a")
    assert numeric == ":salon.test 474 ben #a :You are banned from #a."
    assert notice.startswith(":salon.test NOTICE ben :#a: This ends on ")
    assert notice.endswith(" Reason: spam")
    ben.send("CAP REQ :standard-replies")
    (alone,) = ben.send("JOIN #a")
    assert alone.startswith(":salon.test 474 ben #a :You are banned from #a. This ends on ")
    assert alone.endswith(" Reason: spam")


def test_nobody_bans_or_mutes_themselves(people: tuple[Client, Client]) -> None:
    """That it cannot be done is the reason, and no rank."""
    ann, _ben = people
    for command in ("BAN", "MUTE"):
        (refused,) = ann.send(f"{command} #a ann")
        assert refused.endswith(": You cannot ban or mute yourself. To go, leave #a.")


@pytest.mark.parametrize("command", ["BAN", "MUTE"])
def test_the_list_is_of_a_channel(people: tuple[Client, Client], command: str) -> None:
    """Empty or unknown, it is answered."""
    ann, _ben = people
    assert ann.send(f"{command} #a") == [":salon.test NOTICE ann :Nobody is banned or muted in #a."]
    assert ann.send(f"{command} #zzz")[0].split()[1] == "403"
