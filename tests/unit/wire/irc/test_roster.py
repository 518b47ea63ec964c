"""Who is in a channel and what it is about."""

from harness.stand_ins import START
from harness.world import SERVER, Client, World
from salon.core.ranks import Rank


def names(lines: list[str]) -> list[list[str]]:
    """Return the names of each RPL_NAMREPLY."""
    return [line.rpartition(" :")[2].split(" ") for line in lines if f":{SERVER} 353 " in line]


def ranked(*ranks: Rank) -> tuple[World, Client]:
    """Return a world in which the founder of #a has some more ranks, by no rule at all."""
    world = World()
    ann = world.join("ann", "#a")
    channel = world.state.find_channel("#a")
    assert channel is not None
    channel.members[ann.person.id].ranks = sum(rank.bit for rank in ranks)
    return world, ann


def test_names() -> None:
    """In order of arrival, with the sign of the highest rank; the end names the channel as it is spelt."""
    world, ann = ranked(Rank.OPERATOR, Rank.VOICE)
    world.join("ben", "#a")
    ann.take()
    assert ann.send("NAMES #A") == [
        f":{SERVER} 353 ann = #a :@ann ben",
        f":{SERVER} 366 ann #a :End of NAMES",
    ]


def test_all_signs_with_multi_prefix() -> None:
    """From the highest to the lowest; none for a plain member."""
    world, ann = ranked(*Rank)
    assert names(ann.send("NAMES #a")) == [["~ann"]]
    ben = world.join("ben", "#a", caps="multi-prefix")
    assert names(ben.send("NAMES #a")) == [["~&@%+ann", "ben"]]


def test_whole_masks_with_userhost_in_names() -> None:
    """Behind the signs."""
    world, _ = ranked(Rank.FOUNDER)
    ben = world.join("ben", "#a", caps="userhost-in-names")
    assert names(ben.send("NAMES #a")) == [["~ann!~ann@host.test", "ben!~ben@host.test"]]


def test_a_secret_channel_says_so() -> None:
    """By its symbol (modern-irc, RPL_NAMREPLY)."""
    _, ann = ranked(Rank.FOUNDER)
    assert ann.send("MODE #a +s", "NAMES #a")[1] == f":{SERVER} 353 ann @ #a :~ann"


def test_many_names_take_several_lines() -> None:
    """Each as full as it may be, none over the limit, nobody twice, nobody left out."""
    world = World()
    nicks = [f"n{number:02d}{'é' * (number % 14)}" for number in range(90)]
    clients = [world.join(nick, "#a") for nick in nicks]
    lines = clients[0].send("NAMES #a")
    assert [name.lstrip("@") for line in names(lines) for name in line] == nicks
    sizes = [len(line.encode()) for line in lines if " 353 " in line]
    assert len(sizes) > 2
    assert max(sizes) <= 510
    # The longest name has 31 bytes.
    assert min(sizes[:-1]) > 510 - 33


def test_nobody_in_it_is_an_end_alone() -> None:
    """A channel that is kept, and in which nobody is."""
    world = World()
    ann = world.join("ann", "#a")
    assert ann.send("TOPIC #a :x", "PART #a", "NAMES #a")[2:] == [f":{SERVER} 366 ann #a :End of NAMES"]


def test_the_topic_comes_with_who_set_it_and_when() -> None:
    """In seconds; without a topic there is nothing to say."""
    world = World()
    ann = world.join("ann", "#a")
    ann.send("TOPIC #a :à propos")
    ben = world.join("ben")
    lines = ben.send("JOIN #a")
    assert lines[1:3] == [
        f":{SERVER} 332 ben #a :à propos",
        f":{SERVER} 333 ben #a ann!~ann@host.test {START // 1000}",
    ]
    assert not [line for line in ben.send("JOIN #b") if " 332 " in line or " 333 " in line]
