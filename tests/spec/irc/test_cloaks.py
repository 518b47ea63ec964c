"""What host others see of somebody who is logged in (`accounts.cloaks`), and which bans it does not evade."""

from pathlib import Path

import pytest
from msgspec import structs

from harness.irc_accounts import PASSWORD, connect_to_account, join_with_account, plain
from harness.tagged_lines import commands, only
from harness.world import OPERATOR, Client, World
from salon.core.rules import AccountPolicy

POLICY = AccountPolicy(cloaks=True, plaintext_passwords="allow", password_min_length=1, reserved_names=())
LOGIN = f"NS IDENTIFY alice {PASSWORD}"


def hiding_world(database: Path | None = None, *, by_account: bool = True) -> World:
    """Return a world that shows the hosts of accounts, if it is to."""
    return World(rules={"accounts": structs.replace(POLICY, cloaks=by_account)}, database=database)


def from_elsewhere(world: World, nick: str) -> Client:
    """Let somebody in from another address."""
    client = world.connect("198.51.100.1", "other.test")
    client.send(f"NICK {nick}", f"USER {nick} 0 * :X")
    return client


def owned(world: World, nick: str = "alice") -> None:
    """Make an account whose owner leaves again."""
    join_with_account(world, nick).send("QUIT")


def host(client: Client) -> str:
    """Return the host that others see."""
    return client.person.source.host


# --- which host ---------------------------------------------------------------------------------


def test_the_account_at_arrival() -> None:
    """Whoever logs in before the registration is seen with the host of the account from the first line."""
    world = hiding_world()
    owned(world)
    bob = world.join("bob", "#c", caps="chghost")
    alice = connect_to_account(world, "alice")
    assert host(alice) == "alice.account"
    alice.send("JOIN #c")
    assert bob.take() == [":alice!~x@alice.account JOIN #c"]


def test_a_guest_has_the_host_of_the_address() -> None:
    """Nothing changes for guests."""
    assert host(hiding_world().join("bob")) == "host.test"


def test_login_and_logout() -> None:
    """chghost: whoever knows CHGHOST is told of each change; others see no QUIT and JOIN."""
    world = hiding_world()
    owned(world)
    knows, knows_not = world.join("bob", "#c", caps="chghost"), world.join("carol", "#c")
    guest = world.join("guest", "#c", caps="chghost")
    world.forget_output()
    told = guest.send(LOGIN)
    line = ":guest!~guest@host.test CHGHOST ~guest alice.account"
    assert line in told
    assert only(told, "396") == [":salon.test 396 guest alice.account :is now your displayed host"]
    assert knows.take() == [line]
    assert knows_not.take() == []
    guest.send("PRIVMSG #c :x")
    assert knows_not.take() == [":guest!~guest@alice.account PRIVMSG #c :x"]
    knows.take()
    told = guest.send("NS LOGOUT")
    line = ":guest!~guest@alice.account CHGHOST ~guest host.test"
    assert line in told
    assert only(told, "396") == [":salon.test 396 guest host.test :is now your displayed host"]
    assert (knows.take(), knows_not.take()) == ([line], [])


def test_without_the_capability_one_is_told_all_the_same() -> None:
    """396 says it to the person, whatever the program knows."""
    world = hiding_world()
    alice = world.join("alice", "#c")
    told = alice.send(f"NS REGISTER {PASSWORD}")
    assert only(told, "396") == [":salon.test 396 alice alice.account :is now your displayed host"]
    assert "CHGHOST" not in commands(told)
    assert host(alice) == "alice.account"


def test_a_switch() -> None:
    """Where the owner wants it otherwise, everybody has the host of the address."""
    world = World()
    assert host(join_with_account(world, "alice")) == "host.test"


# --- operators ------------------------------------------------------------------------------------


def test_the_host_of_an_operator_goes_before() -> None:
    """A host of the configuration stays through logins; who is no operator any more has the account's."""
    world = hiding_world()
    owned(world)
    guest = world.join("guest")
    guest.send(f"OPER alice {OPERATOR}")
    assert host(guest) == "staff.salon.test"
    guest.send(LOGIN)
    assert host(guest) == "staff.salon.test"
    guest.send("MODE guest -o")
    assert host(guest) == "alice.account"


# --- bans -----------------------------------------------------------------------------------------

BANS = ("*!*@host.test", "*!*@alice.account", "*!*@*.account")


@pytest.mark.parametrize("ban", BANS)
def test_bans_mean_both_hosts(ban: str) -> None:
    """Nobody evades a ban of the address by a login; and a ban of the account's host is one."""
    world = hiding_world()
    owned(world)
    world.join("bob", "#c").send(f"MODE #c +b {ban}")
    alice = connect_to_account(world, "alice")
    assert commands(alice.send("JOIN #c")) == ["474"]


@pytest.mark.parametrize("ban", BANS)
def test_a_login_opens_no_mouth(ban: str) -> None:
    """A member who is silenced stays so, whatever was known of them before."""
    world = hiding_world()
    owned(world)
    bob, guest = world.join("bob", "#c"), world.join("guest", "#c")
    bob.send(f"MODE #c +b ~m:{ban}")
    guest.take()
    silenced = commands(guest.send("PRIVMSG #c :x")) == ["404"]
    assert silenced is (ban == BANS[0])
    guest.send(LOGIN)
    assert commands(guest.send("PRIVMSG #c :x")) == ["404"]
    guest.send("NS LOGOUT")
    assert (commands(guest.send("PRIVMSG #c :x")) == ["404"]) is silenced


def test_exceptions_mean_both_hosts() -> None:
    """An exception for the account's host lets its owner in, from wherever."""
    world = hiding_world()
    owned(world)
    world.join("bob", "#c").send("MODE #c +be *!*@host.test *!*@alice.account")
    alice = connect_to_account(world, "alice")
    assert "JOIN" in commands(alice.send("JOIN #c"))


@pytest.mark.parametrize("ban", BANS)
def test_server_bans_mean_both_hosts(ban: str) -> None:
    """KLINE ends whom it hits by either host, and lets nobody in."""
    world = hiding_world()
    owned(world)
    alice, root = connect_to_account(world, "alice"), from_elsewhere(world, "root")
    root.send(f"OPER root {OPERATOR}", f"KLINE {ban} no")
    alice.take()
    assert alice.closed
    again = world.connect()
    again.send("CAP REQ :sasl", "NICK alice", "USER x 0 * :X", "AUTHENTICATE PLAIN")
    again.send(f"AUTHENTICATE {plain('alice')}", "CAP END")
    assert again.link.core.person is None
    assert not root.closed


def test_a_ban_of_the_hosts_of_accounts_lets_nobody_log_in() -> None:
    """A guest is no way in to an account whose host is banned."""
    world = hiding_world()
    owned(world)
    guest, root = world.join("guest"), from_elsewhere(world, "root")
    root.send(f"OPER root {OPERATOR}", "KLINE *!*@alice.account no")
    guest.send(LOGIN)
    assert guest.person.account is None


def test_a_ban_of_a_nick_means_both_hosts() -> None:
    """Nobody takes a nick that is banned for the address that their host hides."""
    world = hiding_world()
    alice, root = join_with_account(world, "alice"), from_elsewhere(world, "root")
    root.send(f"OPER root {OPERATOR}", "KLINE mallory!*@host.test no")
    alice.send("NICK mallory")
    assert alice.person.nick == "alice"


def test_the_addresses_of_all_connections_count() -> None:
    """Somebody who is here is banned by the address of a second connection, for as long as it is there."""
    world = hiding_world()
    owned(world)
    bob = from_elsewhere(world, "bob")
    bob.send("JOIN #c", "MODE #c +b ~m:*!*@host.test")
    alice = from_elsewhere(world, "guest")
    alice.send(LOGIN, "JOIN #c")
    assert commands(alice.send("PRIVMSG #c :x")) == []
    second = connect_to_account(world, "alice")
    assert second.person is alice.person
    assert commands(second.send("PRIVMSG #c :x")) == ["404"]
    second.send("QUIT")
    assert commands(alice.send("PRIVMSG #c :x")) == []


def test_silence_means_both_hosts() -> None:
    """SILENCE of a guest's host holds when they log in."""
    world = hiding_world()
    owned(world)
    bob, guest = world.join("bob"), world.join("guest")
    bob.send("SILENCE +*!*@host.test")
    guest.send(LOGIN, "PRIVMSG bob :x")
    assert bob.take() == []


# --- a restart ------------------------------------------------------------------------------------


@pytest.mark.parametrize("by_account", [True, False])
def test_after_a_restart(tmp_path: Path, *, by_account: bool) -> None:
    """Who stays has the host that the setting gives; bans of the address hold as before."""
    world = hiding_world(tmp_path / "salon.db")
    alice = join_with_account(world, "alice", "#c")
    alice.send("PERSISTENCE SET ON", "QUIT")
    absent = world.state.find_person("alice")
    assert absent is not None
    assert absent.source.host == "alice.account"
    world.close()
    again = hiding_world(tmp_path / "salon.db", by_account=by_account)
    absent = again.state.find_person("alice")
    assert absent is not None
    assert absent.source.host == ("alice.account" if by_account else "host.test")
    assert absent.hosts == ["host.test"]
    back = connect_to_account(again, "alice")
    assert back.person is absent
    assert host(back) == absent.source.host


def test_an_operator_who_stays_leaves_as_the_account() -> None:
    """The host of the configuration ends with the last connection."""
    world = hiding_world()
    owned(world, "anna")
    alice = world.join("guest")
    alice.send(f"NS IDENTIFY anna {PASSWORD}", "PERSISTENCE SET ON", f"OPER alice {OPERATOR}")
    person = alice.person
    assert host(alice) == "staff.salon.test"
    alice.send("QUIT")
    assert person.source.host == "anna.account"
