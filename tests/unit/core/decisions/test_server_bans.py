"""Bans from the server: set, lifted, over; and nobody gets round them."""

import pytest
from msgspec import structs

from harness import chaines_people
from harness.dialect_people import enter_public, enter_relais, world_with_room
from harness.irc_accounts import PASSWORD, connect_to_account, join_with_account, plain
from harness.owner import Owner
from harness.world import OPERATOR, Client, World
from salon.wire.dialects.chaines.session import ChainesSession

REFUSED = "You are banned from this server. Reason: spam"


@pytest.fixture
def world() -> World:
    """Return a server with #public."""
    return world_with_room()


@pytest.fixture
def root(world: World) -> Client:
    """Return an operator of the server, at an address of their own."""
    client = world.connect("203.0.113.1", "staff.test")
    client.send("NICK root", "USER root 0 * :Root", f"OPER root {OPERATOR}")
    client.take()
    return client


def masks(world: World) -> list[str]:
    """Return what is banned."""
    return [ban.mask for ban in world.state.server_bans]


def come(world: World, nick: str, address: str = "192.0.2.1", host: str = "host.test") -> list[str]:
    """Return what somebody is told who connects by IRC."""
    return world.connect(address, host).send(f"NICK {nick}", f"USER {nick} 0 * :x")


def test_whoever_is_hit_ends_at_once(world: World, root: Client) -> None:
    """With all connections, on every wire; others see them leave."""
    ben, again = join_with_account(world, "ben", "#public"), connect_to_account(world, "ben")
    eve = world.join("eve", "#public")
    world.forget_output()
    assert root.send("KLINE 1h ben :spam")[0].startswith(
        ":salon.test NOTICE root :~a:ben is banned from the server until "
    )
    for client in (ben, again):
        assert client.take()[-1] == "ERROR :Closing link: Banned (spam)"
        assert client.closed
    assert eve.take() == [":ben!~ben@host.test QUIT :Banned (spam)"]


def test_an_account_stays_out_by_every_way(world: World, root: Client) -> None:
    """SASL, NickServ, another nick, another wire, an account of the same name."""
    join_with_account(world, "ben")
    root.send("KLINE ben spam")
    sasl = world.connect()
    sasl.send("CAP REQ sasl", "NICK bob", "USER bob 0 * x", "AUTHENTICATE PLAIN")
    told = sasl.send(f"AUTHENTICATE {plain('ben')}")
    assert f":salon.test 904 bob :{REFUSED}" in told
    assert sasl.closed
    eve = world.join("eve")
    assert eve.send(f"NS IDENTIFY ben {PASSWORD}")[-1].endswith(REFUSED)
    chaines = chaines_people.enter(world, "zoe")
    assert REFUSED in chaines.send(f"/LOGIN ben {PASSWORD}")


@pytest.mark.parametrize("mask", ["ben", "*!*@host.test", "*@192.0.2.*", "b?n!*@*"])
def test_a_mask_keeps_out_on_every_wire(world: World, root: Client, mask: str) -> None:
    """And the connection ends."""
    root.send(f"KLINE {mask} spam")
    irc = world.connect()
    assert irc.send("NICK ben", "USER ben 0 * :x") == [
        f":salon.test 465 ben :{REFUSED}",
        "ERROR :Closing link: You are banned from this server",
    ]
    assert irc.closed
    chaines = world.connect_dialect(ChainesSession, host="host.test")
    assert REFUSED in chaines.send("ben")
    assert chaines.closed


def test_people_of_the_dialects_are_hit(world: World, root: Client) -> None:
    """While they are here."""
    people = [enter_public(world, "ben"), enter_relais(world, "bea")]
    root.send("KLINE ben,x", "KLINE be* :spam")
    assert all(client.closed for client in people)


def test_networks(world: World, root: Client) -> None:
    """Connections end that speak for nobody yet, too; of a person those that are hit."""
    silent = world.connect("198.51.100.7")
    ben = join_with_account(world, "ben", "#public")
    far = world.connect("198.51.100.8")
    far.send("CAP REQ sasl", "NICK b2", "USER b 0 * x", "AUTHENTICATE PLAIN", f"AUTHENTICATE {plain('ben')}")
    far.send("CAP END")
    root.send("DLINE 198.51.100.0/24 spam")
    assert (silent.closed, far.closed, ben.closed) == (True, True, False)
    late = world.connect("198.51.100.9")
    world.settle()
    assert late.closed
    assert not world.connect("198.51.101.9").closed
    root.send("UNDLINE 198.51.100.0/24")
    assert not world.connect("198.51.100.9").closed


def test_bans_end_by_themselves(world: World, root: Client) -> None:
    """And others do not."""
    root.send("KLINE 1h30m ben", "DLINE 10m 198.51.100.1", "KLINE eve")
    assert len(masks(world)) == 3
    world.pass_time(601)
    assert masks(world) == ["ben!*@*", "eve!*@*"]
    world.pass_time(4_800)
    assert masks(world) == ["eve!*@*"]
    assert come(world, "ben")[0].startswith(":salon.test 001 ben")


def test_an_operator_has_to_say_so_to_ban_themselves(world: World, root: Client) -> None:
    """By a mask, the address, or the account."""
    for line in (
        "KLINE r*",
        "KLINE *@staff.test",
        "KLINE *@203.0.113.1",
        "DLINE 203.0.113.0/24",
        "KLINE r?*",
    ):
        assert "BAN_HITS_ONESELF" in root.send(line)[0]
    assert masks(world) == []
    told = root.send("KLINE MYSELF ANDKILL 1h r* :bye")
    assert told[0].startswith(":salon.test NOTICE root :r*!*@* is banned from the server until ")
    assert root.closed


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        (
            "KLINE 0.0.0.0/0",
            "KLINE INVALID_PARAMS: *!*@0.0.0.0/0 would hit nobody: a network such",
        ),
        ("KLINE *@192.0.2.0/24", "KLINE INVALID_PARAMS: *!*@192.0.2.0/24 would hit nobody"),
        ("KLINE ben!*@2001:db8::/32", "KLINE INVALID_PARAMS: ben!*@2001:db8::/32 would hit nobody"),
        ("DLINE 127.0.0.1", "DLINE BAN_HITS_NOBODY: 127.0.0.1/32 is this machine"),
        ("DLINE 127.0.0.0/8", "DLINE BAN_HITS_NOBODY"),
        ("DLINE 0::1/128", "DLINE BAN_HITS_NOBODY"),
        ("DLINE 0::ffff:127.0.0.1", "DLINE BAN_HITS_NOBODY"),
        ("DLINE 0.0.0.0/0", "DLINE BAN_HITS_EVERYBODY: 0.0.0.0/0 means everybody."),
        ("DLINE MYSELF 0::/0", "DLINE BAN_HITS_EVERYBODY"),
        ("KLINE *", "KLINE BAN_HITS_EVERYBODY: *!*@* means everybody."),
        ("KLINE MYSELF ?*!*@*", "KLINE BAN_HITS_EVERYBODY"),
        ("KLINE ~account:*", "KLINE BAN_HITS_EVERYBODY"),
        ("DLINE ben", "DLINE INVALID_PARAMS: ben cannot be banned"),
        ("UNDLINE 192.0.2.0/24", "UNDLINE NO_SUCH_BAN: 192.0.2.0/24 is not banned"),
    ],
)
def test_what_would_hit_nobody_or_everybody(world: World, root: Client, line: str, answer: str) -> None:
    """Is told, by the command that was used: no operator relies on it."""
    (told,) = root.send(line)
    assert told.startswith(f":salon.test NOTICE root :FAIL {answer}")
    assert masks(world) == []


def test_the_owner_is_told_so_too(world: World) -> None:
    """Who has no address that could be hit."""
    owner = Owner(world)
    asked = ("0.0.0.0/0", "127.0.0.1", "*")
    codes = [answer["code"] for mask in asked for answer in owner.ask("ban", mask=mask)]
    assert codes == ["BAN_HITS_EVERYBODY", "BAN_HITS_NOBODY", "BAN_HITS_EVERYBODY"]


def test_mistyped_durations_ban_nobody(world: World, root: Client) -> None:
    """A ban that should end must not last for ever."""
    for line in ("KLINE 1x ben", "KLINE 0m ben", "KLINE -1h ben", "KLINE 1h30 ben", "DLINE 5 198.51.100.1"):
        assert "is not a duration" in root.send(line)[0]
    assert "Not enough parameters" in root.send("KLINE 1h")[0]
    for line in ("KLINE x y!z", "DLINE ben", "KLINE ~m:ben", "KLINE ::"):
        root.send(line)
    assert masks(world) == ["x!*@*"]
    root.send("KLINE 198.51.100.*", "KLINE 5*!*@*", "DLINE 198.51.100.7")
    assert masks(world)[1:] == ["*!*@198.51.100.*", "5*!*@*", "198.51.100.7/32"]


def test_lists(world: World, root: Client) -> None:
    """Who set each, until when, and why; to operators."""
    root.send("KLINE ben spam", "DLINE 198.51.100.7")
    assert root.send("STATS k") == [
        ":salon.test 216 root K ben!*@* :by root - no end - spam",
        ":salon.test 219 root k :End of STATS report",
    ]
    assert root.send("DLINE")[0] == ":salon.test 225 root D 198.51.100.7/32 :by root - no end"
    eve = world.join("eve")
    for line in ("STATS k", "KLINE", "DLINE 1.2.3.4", "UNKLINE ben", "UNDLINE 198.51.100.7", "KLINE ben"):
        assert eve.send(line)[0].startswith(":salon.test 481 eve ")
    assert "NO_SUCH_BAN" in root.send("UNKLINE zoe")[0]


def test_the_owner_bans(world: World) -> None:
    """And is never locked out; what is done is in the log."""
    owner, ben = Owner(world), world.join("ben")
    (done,) = owner.ask("ban", mask="128.0.0.0/1", reason="attack", seconds=60)
    assert done["text"].startswith("128.0.0.0/1 is banned from the server until ")
    assert ben.closed
    assert [(row["mask"], row["network"], row["nick"]) for row in owner.rows("bans")] == [
        ("128.0.0.0/1", True, "admin")
    ]
    assert Owner(world).ask("unban", mask="128.0.0.0/1")[0]["text"] == (
        "128.0.0.0/1 is no longer banned from the server."
    )
    assert owner.ask("unban", mask="ben")[0]["code"] == "NO_SUCH_BAN"
    assert [row["kind"] for row in owner.rows("log")] == ["server-ban", "server-unban"]


def test_there_is_a_limit(world: World, root: Client) -> None:
    """One that is there can be changed all the same."""
    rules = world.state.rules
    world.state.rules = structs.replace(rules, limits=structs.replace(rules.limits, server_bans=1))
    root.send("KLINE ben")
    assert "TOO_MANY_BANS" in root.send("KLINE eve")[0]
    root.send("KLINE 1h ben spam")
    assert masks(world) == ["ben!*@*"]


def test_logging_out_does_not_help(world: World, root: Client) -> None:
    """A ban of the account ends the connection that has logged out of it, in the chat and before."""
    ben = join_with_account(world, "ben", "#public")
    ben.send("NS LOGOUT", "NICK bob")
    early = world.connect()
    early.send("CAP REQ sasl", "AUTHENTICATE PLAIN", f"AUTHENTICATE {plain('ben')}", "NS LOGOUT")
    root.send("KLINE ben spam")
    assert ben.closed
    assert world.join("bob").person.account is None
