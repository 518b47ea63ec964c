"""Guests who have left: an account finds what they said on every device, and takes nobody for them."""

from pathlib import Path

import pytest

from harness.staying import connect_to, make_account
from harness.tagged_lines import bare, params
from harness.world import Client, World

CAPS = "batch draft/chathistory draft/read-marker message-tags soju.im/search standard-replies server-time"
ALL = "CHATHISTORY TARGETS timestamp=2000-01-01T00:00:00.000Z timestamp=2099-01-01T00:00:00.000Z 50"
LATE = "timestamp=2027-01-01T00:00:00.000Z"


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Return a server on which the guest bob has written to the account ann, was answered, and has left."""
    world = World(database=tmp_path / "db")
    make_account(world, "ann")
    ann = connect_to(world, "ann", CAPS)
    speak(world, ann, "bob", "here is the plan")
    ann.close()
    world.settle()
    return world


def speak(world: World, ann: Client, nick: str, text: str) -> None:
    """Have a guest come, write to ann, be answered, and leave."""
    world.now += 1_000
    guest = world.join(nick)
    guest.send(f"PRIVMSG ann :{text}")
    ann.send(f"PRIVMSG {nick} :thank you, {nick}")
    guest.send("QUIT")
    ann.take()


def device(world: World) -> Client:
    """Open another connection of ann's, without what it is told at first."""
    client = connect_to(world, "ann", CAPS)
    client.take()
    return client


def targets(client: Client) -> list[str]:
    """Return in which conversations there is something, the oldest first."""
    return [params(line)[1] for line in client.send(ALL) if " TARGETS " in line]


def said(client: Client, name: str) -> list[str]:
    """Return what a page of a conversation holds, without times and ids: who said what to whom."""
    lines = map(bare, client.send(f"CHATHISTORY LATEST {name} * 50"))
    return [
        f"{line[1:].partition('!')[0]}>{params(line)[0]}: {params(line)[1]}"
        for line in lines
        if " PRIVMSG " in line
    ]


PLAN = ["bob>ann: here is the plan", "ann>bob: thank you, bob"]


def test_each_device_lists_and_reads_it(world: World) -> None:
    """Under the nick that the guest had when they spoke, in any spelling of it."""
    for _ in range(2):
        client = device(world)
        assert targets(client) == ["bob"]
        assert said(client, "BOB") == PLAN


def test_it_is_searched_and_marked_as_read(world: World) -> None:
    """On one device, and all know it."""
    one, other = device(world), device(world)
    assert any("here is the plan" in line for line in one.send("SEARCH in=bob;text=plan"))
    assert [params(line) for line in one.send(f"MARKREAD bob {LATE}")] == [("bob", LATE)]
    assert [params(line) for line in other.take()] == [("bob", LATE)]
    assert [params(line) for line in device(world).send("MARKREAD bob")] == [("bob", LATE)]


def test_a_start_forgets_nothing(world: World) -> None:
    """Nor whom of two, who had the same nick one after the other, it means."""
    ann = connect_to(world, "ann", CAPS)
    speak(world, ann, "Bob", "another plan")
    names = targets(device(world))
    world.close()
    client = device(World(database=world.database))
    assert targets(client) == names
    assert said(client, "bob") == ["Bob>ann: another plan", "ann>Bob: thank you, Bob"]
    assert [line.partition(": ")[2] for line in said(client, names[0])] == [
        "here is the plan",
        "thank you, bob",
    ]


def test_whoever_takes_the_nick_is_somebody_else(world: World) -> None:
    """The guest has a name then that nobody can take; the new one reads nothing, and owns nothing."""
    stranger = world.join("bob", caps=CAPS)
    client = device(world)
    (name,) = targets(client)
    assert name != "bob"
    assert name.startswith("bob~")
    assert said(client, "bob") == []
    assert said(client, name) == [
        line.replace("bob>", f"{name}>").replace(">bob", f">{name}") for line in PLAN
    ]
    assert said(stranger, "ann") == said(stranger, name) == []
    found = client.send("SEARCH text=plan")
    assert [line for line in found if f":{name}!" in line]
    assert not any(" :bob!" in line or line.startswith(":bob!") for line in found)
    assert [params(line) for line in client.send(f"MARKREAD {name} {LATE}")] == [(name, LATE)]
    assert [params(line) for line in client.send("MARKREAD bob")] == [("bob", "*")]
    assert [line.split()[1] for line in world.join("eve").send(f"NICK {name}")] == ["432"]
    stranger.send("PRIVMSG ann :I am another bob", "QUIT")
    client.take()
    assert targets(client) == [name, "bob"]
    assert said(client, "bob") == ["bob>ann: I am another bob"]
    assert len(said(client, name)) == 2


def test_an_account_of_that_name_is_somebody_else(world: World) -> None:
    """Also while nobody is connected to it."""
    make_account(world, "bob")
    client = device(world)
    (name,) = targets(client)
    assert name.startswith("bob~")
    assert said(client, "bob") == []
    assert len(said(client, name)) == 2


@pytest.mark.parametrize(
    "name", ["bob~", "bob~1", "bob~1.", "bob~.1", "bob~x.y", "~1.1", "eve~{}", "bob~9.9"]
)
def test_names_that_are_nobodys(world: World, name: str) -> None:
    """A guest is found by the number and the nick alone."""
    world.join("bob")
    client = device(world)
    number = targets(client)[0].partition("~")[2]
    for command in ("CHATHISTORY LATEST {} * 5", "MARKREAD {}"):
        (line,) = client.send(command.format(name.format(number)))
        assert " FAIL " in line


def test_others_do_not_find_it(world: World) -> None:
    """Neither another account nor a guest, by the name or by the number."""
    make_account(world, "eve")
    eve, guest = connect_to(world, "eve", CAPS), world.join("gus", caps=CAPS)
    eve.take()
    world.join("bob")
    (name,) = targets(device(world))
    for client in (eve, guest):
        assert targets(client) == []
        assert said(client, name) == []
        assert not any("plan" in line for line in client.send("SEARCH text=plan"))


def test_a_guest_with_another_nick_is_the_same(world: World) -> None:
    """While it is here it has the nick of now; when it has left, that under which it spoke."""
    client = device(world)
    carl = world.join("carl")
    carl.send("PRIVMSG ann :bonjour", "NICK carlo")
    client.take()
    assert targets(client) == ["bob", "carlo"]
    assert said(client, "carl") == said(client, "carlo") == ["carlo>ann: bonjour"]
    carl.send("QUIT")
    assert targets(client) == ["bob", "carl"]


def test_what_was_missed_is_nobody_elses(world: World) -> None:
    """A client without the capability is told it under the name that is the guest's alone."""
    guest = world.join("bob")
    guest.send("PRIVMSG ann :are you there?", "QUIT")
    world.join("bob")
    lines = connect_to(world, "ann", "server-time").take()
    (told,) = [line for line in lines if "are you there?" in line]
    assert bare(told).startswith(":bob~")


def test_what_oneself_said_is_still_ones_own(world: World) -> None:
    """It can be edited and deleted, and reactions to it taken back, under the name of the guest."""
    client = connect_to(world, "ann", f"{CAPS} draft/message-redaction echo-message")
    client.take()
    line = next(its for its in client.send("CHATHISTORY LATEST bob * 1") if "thank you" in its)
    (msgid,) = [tag[6:] for tag in line[1:].split(" ")[0].split(";") if tag.startswith("msgid=")]
    assert " REDACT " in client.send(f"REDACT bob {msgid}")[-1]
    assert said(client, "bob") == PLAN[:1]
