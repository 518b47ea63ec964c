"""The clauses about coming in and going: 001-004, CAP, PASS, NICK, USER, PING, PONG, QUIT, ERROR."""

from typing import Any

import pytest

from harness.replies import codes, heard, mask, only, told
from harness.stand_ins import START
from harness.world import World, hashed
from salon.texts.dates import word_date

USER = "USER alice 0 * :Alice Real"


def test_order_of_the_welcome() -> None:
    """modern-irc, index: Connection Registration: 001 to 004, 005, LUSERS, MOTD, in this order."""
    world = World(irc={"motd": ("Be kind.",)})
    world.join("bob", "#a")
    found = codes(world.connect().send("NICK alice", USER))
    assert found[:4] == ["001", "002", "003", "004"]
    assert [code for code in found[4:] if code != "005"] == [
        *("251", "254", "255", "265", "266"),
        *("375", "372", "376"),
        "NOTICE",  # how to keep the nick
    ]
    assert set(found[4 : found.index("251")]) == {"005"}


def test_welcome_is_exact() -> None:
    """modern-irc, modern-appendix: RPL_WELCOME to RPL_MYINFO: client, names, versions and mode letters."""
    lines = World().connect().send("NICK alice", USER)
    assert lines[:4] == [
        ":salon.test 001 alice :Welcome to the Test network, alice",
        ":salon.test 002 alice :Your host is salon.test, running salon-0",
        f":salon.test 003 alice :This server was started on {word_date(START, str)}",
        ":salon.test 004 alice salon.test salon-0 Biow CHIMRabehijklmnoqstv HIabehjkloqv",
    ]


def test_welcome_names_no_host() -> None:
    """modern-irc, modern-appendix: RPL_WELCOME: a server that cloaks hosts does not put the mask there."""
    lines = World().connect(host="cloak.test").send("NICK alice", USER)
    assert "cloak.test" not in lines[0]


def test_modes_of_the_welcome_are_those_there_are() -> None:
    """modern-irc, modern-appendix: RPL_MYINFO: the letters are those that there are."""
    world = World()
    lines = world.connect().send("NICK alice", USER)
    users, channels, with_parameter = lines[3].split(" ")[-3:]
    assert set(channels) == set("beIkljHimnstCMRqaohv")
    assert set(with_parameter) == set("beIkljHqaohv")
    assert set(users) == set("Biow")


def test_either_order_registers() -> None:
    """modern-irc, index: Connection Registration: NICK and USER end the registration in either order."""
    client = World().connect()
    assert client.send(USER) == []
    assert codes(client.send("NICK alice"))[0] == "001"


def test_one_of_the_two_is_not_enough() -> None:
    """modern-irc, index: Connection Registration: other commands wait for its end (451)."""
    client = World().connect()
    assert client.send("NICK alice") == []
    assert (
        told(client.send("JOIN #a", "PRIVMSG bob :hi", "WHOIS alice", "NONSENSE")) == ["451 alice :..."] * 4
    )


def test_a_client_without_a_nick_is_a_star() -> None:
    """modern-irc, modern-appendix: Numerics: the first parameter is the client, `*` while it has no name."""
    assert told(World().connect().send("JOIN #a")) == ["451 * :..."]


# --- CAP ---------------------------------------------------------------------------------------


def test_cap_suspends_registration() -> None:
    """modern-irc, index: Connection Registration, 1: CAP LS suspends it until CAP END."""
    client = World().connect()
    assert codes(client.send("CAP LS 302"))[0] == "CAP"
    assert client.send("NICK alice", USER) == []
    assert codes(client.send("CAP END"))[0] == "001"


def test_cap_end_alone_changes_nothing() -> None:
    """modern-irc, index: Capability Negotiation: without negotiation there is nothing to end."""
    client = World().connect()
    assert client.send("CAP END", "NICK alice") == []
    assert codes(client.send(USER))[0] == "001"


def test_cap_of_no_kind() -> None:
    """ircv3, capability-negotiation: an unknown subcommand gets 410, with its name; none gets 461."""
    client = World().connect()
    assert told(client.send("CAP WHAT", "CAP")) == ["410 * WHAT :...", "461 * CAP :..."]


# --- PASS --------------------------------------------------------------------------------------


def guarded() -> World:
    """Return a server that has a password."""
    return World(rules={"passwords": {"irc": hashed("secret")}})


def test_pass_lets_in() -> None:
    """modern-irc, messages-connection: PASS: the right password registers the connection."""
    assert codes(guarded().connect().send("PASS secret", "NICK alice", USER))[0] == "001"


@pytest.mark.parametrize("first", ["PASS wrong", "PASS :", "PING x"])
def test_pass_wrong_or_missing(first: str) -> None:
    """modern-irc, messages-connection: PASS: 464, then ERROR, and the connection ends."""
    client = guarded().connect()
    lines = [line for line in client.send(first, "NICK alice", USER) if " PONG " not in line]
    assert told(lines) == ["464 alice :...", "ERROR :Closing link: Bad password"]
    assert client.closed


def test_pass_the_last_counts() -> None:
    """modern-irc, messages-connection: PASS: of several only the last is used."""
    world = guarded()
    assert codes(world.connect().send("PASS wrong", "PASS secret", "NICK alice", USER))[0] == "001"
    assert codes(world.connect().send("PASS secret", "PASS wrong", "NICK bob", USER))[0] == "464"


def test_pass_without_parameter() -> None:
    """modern-irc, messages-connection: PASS: no password gets 461."""
    assert told(World().connect().send("PASS")) == ["461 * PASS :..."]


def test_pass_after_registration() -> None:
    """modern-irc, messages-connection: PASS: it may not be changed once registered (462)."""
    assert told(World().join("alice").send("PASS secret")) == ["462 alice :..."]


def test_pass_where_none_is_asked() -> None:
    """modern-irc, index: Connection Registration, 2: PASS is not required, and does no harm."""
    assert codes(World().connect().send("PASS whatever", "NICK alice", USER))[0] == "001"


# --- NICK --------------------------------------------------------------------------------------


@pytest.mark.parametrize("line", ["NICK", "NICK :"])
def test_nick_without_parameter(line: str) -> None:
    """modern-irc, messages-connection: NICK: none given gets 431."""
    world = World()
    assert told(world.connect().send(line)) == ["431 * :..."]
    assert told(world.join("alice").send(line)) == ["431 alice :..."]


@pytest.mark.parametrize("nick", ["[]{}", "a\\b|c", "Az09", "a-b_c^d`"])
@pytest.mark.parametrize("mapping", ["rfc8265", "ascii"])
def test_nick_characters_that_must_be_allowed(mapping: str, nick: str) -> None:
    """modern-irc, messages-connection: NICK: letters, digits, brackets, backslash and pipe are allowed."""
    world = World(mapping=mapping)
    assert only(world.connect().send(f"NICK {nick}", USER), "001") == [f"001 {nick} :..."]


@pytest.mark.parametrize(
    "nick",
    ["a,b", "a*b", "a?b", "a!b", "a@b", "$ab", "#ab", "~ab", "&ab", "%ab", "+ab", "a.b", "a:b", "x" * 33],
)
def test_nick_that_may_not_be(nick: str) -> None:
    """modern-irc, concepts: Clients: a nick with a forbidden character gets 432, and is not taken."""
    world = World()
    assert told(world.connect().send(f"NICK {nick}")) == [f"432 * {nick} :..."]
    alice = world.join("alice")
    assert told(alice.send(f"NICK {nick}")) == [f"432 alice {nick} :..."]
    assert told(alice.send("ISON alice")) == ["303 alice :alice"]


@pytest.mark.parametrize(("given", "shown"), [(":a b", "ab"), ("::ab", "ab"), (": ", "*")])
def test_nick_that_would_break_the_line(given: str, shown: str) -> None:
    """modern-irc, c2s_structure: Parameters: what stands in the middle has no space and no colon in front."""
    assert told(World().connect().send(f"NICK {given}")) == [f"432 * {shown} :..."]


def test_nick_in_use() -> None:
    """modern-irc, messages-connection: NICK: one in use gets 433 and the command is ignored, in any case."""
    world = World()
    world.join("alice")
    assert told(world.connect().send("NICK ALICE")) == ["433 * ALICE :..."]
    bob = world.join("bob")
    assert told(bob.send("NICK Alice")) == ["433 bob Alice :..."]
    assert told(bob.send("ISON bob")) == ["303 bob :bob"]


def test_nick_refused_leaves_the_one_before() -> None:
    """modern-irc, messages-connection: NICK: a refused command is ignored, so the nick of before stands."""
    world = World()
    world.join("alice")
    client = world.connect()
    assert told(client.send("NICK bob", "NICK alice", "NICK a!b")) == [
        "433 bob alice :...",
        "432 bob a!b :...",
    ]
    assert only(client.send(USER), "001") == ["001 bob :..."]


def test_nick_taken_while_registering() -> None:
    """modern-irc, messages-connection: NICK: who comes second is told (433), and may choose another."""
    world = World()
    first, second = world.connect(), world.connect()
    assert first.send("NICK alice") == second.send("NICK alice") == []
    assert codes(first.send(USER))[0] == "001"
    assert told(second.send(USER)) == ["433 alice alice :..."]
    assert only(second.send("NICK bob"), "001") == ["001 bob :..."]


def test_nick_change_is_told() -> None:
    """modern-irc, messages-connection: NICK: oneself and those in shared channels, once, by the old mask."""
    world = World()
    alice, bob, carol = world.join("alice", "#a", "#b"), world.join("bob", "#a", "#b"), world.join("carol")
    changed = [f":{mask('alice')} NICK :alicia"]
    assert alice.send("NICK alicia") == changed
    assert heard([bob, carol]) == [changed, []]
    assert told(bob.send("PRIVMSG alice :hi")) == ["401 bob alice :..."]
    assert told(bob.send("PRIVMSG alicia :hi")) == []


def test_nick_change_of_case() -> None:
    """modern-irc, messages-connection: NICK: another spelling of one's own nick is not in use."""
    alice = World().join("alice")
    assert alice.send("NICK Alice") == [f":{mask('alice')} NICK :Alice"]
    assert alice.send("NICK Alice") == []


def test_names_in_any_script() -> None:
    """UTF8MAPPING: the announced rule, RFC 8265, is the one that compares."""
    world = World()
    lines = world.connect().send("NICK Amélie", USER)
    assert "UTF8MAPPING=rfc8265" in " ".join(lines)
    assert only(lines, "001") == ["001 Amélie :..."]
    assert told(world.connect().send("NICK AMÉLIE")) == ["433 * AMÉLIE :..."]


def test_names_that_look_alike() -> None:
    """modern-irc, messages-connection: NICK: one that would pass for another's is in use too."""
    world = World()
    world.join("alice")
    cyrillic = "аlice"  # noqa: RUF001 - that is the point
    assert world.connect().send(f"NICK {cyrillic}", "NICK Alice") == [
        f":salon.test 433 * {cyrillic} :{cyrillic} looks like alice, who is online: choose another name.",
        ":salon.test 433 * Alice :The nick is already in use",
    ]


def test_names_in_ascii() -> None:
    """modern-irc, modern-appendix: CASEMAPPING: with ascii only A to Z have case, `[` and `{` do not."""
    world = World(mapping="ascii")
    lines = world.connect().send("NICK a[b", USER)
    assert "CASEMAPPING=ascii" in " ".join(lines)
    assert told(world.connect().send("NICK Amélie")) == ["432 * Amélie :..."]
    assert told(world.connect().send("NICK A[B")) == ["433 * A[B :..."]
    assert codes(world.connect().send("NICK a{b", USER))[0] == "001"


# --- USER --------------------------------------------------------------------------------------


@pytest.mark.parametrize("line", ["USER", "USER a", "USER a 0", "USER a 0 *"])
def test_user_without_parameters(line: str) -> None:
    """modern-irc, messages-connection: USER: too few parameters get 461."""
    assert told(World().connect().send(line)) == ["461 * USER :..."]


@pytest.mark.parametrize("name", ["@", "!!", "@@@"])
def test_user_empty(name: str) -> None:
    """modern-irc, messages-connection: USER: an empty user name gets 461, and may be given again."""
    client = World().connect()
    assert told(client.send("NICK alice", f"USER {name} 0 * :Alice")) == ["468 alice :..."]
    assert codes(client.send(USER))[0] == "001"


def test_user_twice() -> None:
    """modern-irc, messages-connection: USER: after registration it gets 462, and changes nothing."""
    alice = World().join("alice")
    assert told(alice.send("USER other 0 * :Other")) == ["462 alice :..."]
    assert only(alice.send("WHOIS alice"), "311") == ["311 alice alice ~alice host.test * :alice Real"]


def test_user_is_marked_and_cut() -> None:
    """modern-irc, messages-connection: USER: a tilde, as no ident confirmed it; cut to USERLEN in silence."""
    world = World()
    lines = world.connect().send("NICK alice", f"USER {'u' * 40} 0 * :Alice")
    assert "USERLEN=20" in " ".join(lines)
    bob = world.join("bob")
    assert only(bob.send("WHOIS alice"), "311") == [f"311 bob alice ~{'u' * 19} host.test * :Alice"]


def test_user_has_what_a_mask_may_have() -> None:
    """modern-irc, c2s_structure: Source: a user name has nothing that would make another mask of one."""
    world = World()
    world.connect().send("NICK alice", "USER a!b@c*d:e 0 * :Alice")
    assert only(world.join("bob").send("WHOIS alice"), "311") == ["311 bob alice ~abcde host.test * :Alice"]


def test_real_name_is_kept() -> None:
    """modern-irc, messages-connection: USER: the real name may hold spaces and begin with a colon."""
    world = World()
    world.connect().send("NICK alice", "USER alice 0 * ::) Alice  Real ")
    assert only(world.join("bob").send("WHOIS alice"), "311") == [
        "311 bob alice ~alice host.test * ::) Alice  Real "
    ]


@pytest.mark.parametrize(
    ("bits", "modes"), [("0", "+"), ("4", "+w"), ("8", "+i"), ("12", "+iw"), ("*", "+"), ("16", "+")]
)
def test_user_asks_for_modes(bits: str, modes: str) -> None:
    """RFC 2812, 3.1.3: bit 2 asks for mode w, bit 3 for mode i; the client is told of what it has."""
    client = World().connect()
    lines = client.send("NICK alice", f"USER alice {bits} * :Alice")
    expected = [] if modes == "+" else [f":{mask('alice')} MODE alice :{modes}"]
    assert [line for line in lines if " MODE " in line] == expected
    assert told(client.send("MODE alice")) == [f"221 alice {modes}"]


# --- PING, PONG --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("token", "answer"), [("x", ":x"), (":a b", ":a b"), ("::x", "::x"), (":é ", ":é "), ("a b", ":a")]
)
def test_ping(token: str, answer: str) -> None:
    """modern-irc, messages-connection: PING: PONG comes with the server's name and the same token."""
    world = World()
    expected = [f":salon.test PONG salon.test {answer}"]
    assert world.join("alice").send(f"PING {token}") == expected
    assert world.connect().send(f"PING {token}") == expected


@pytest.mark.parametrize("line", ["PING", "PING :"])
def test_ping_without_token(line: str) -> None:
    """modern-irc, messages-connection: PING: without a token it gets 409."""
    world = World()
    assert told(world.join("alice").send(line)) == ["409 alice :..."]
    assert told(world.connect().send(line)) == ["409 * :..."]


def test_pong_has_no_answer() -> None:
    """modern-irc, messages-connection: PONG: no numeric answers it, whatever it holds."""
    world = World()
    for line in ("PONG", "PONG x", "PONG :a b", "PONG salon.test x"):
        assert world.join("a" + str(len(world.state.people))).send(line) == []
        assert world.connect().send(line) == []


# --- QUIT, ERROR -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "reason"), [("QUIT :Bye now", "Quit: Bye now"), ("QUIT", "Quit"), ("QUIT :", "Quit")]
)
def test_quit(line: str, reason: str) -> None:
    """modern-irc, messages-connection: QUIT: ERROR to oneself; `Quit: ` in front of what is said."""
    world = World()
    bob, alice, carol = world.join("bob", "#a", "#b"), world.join("alice", "#a", "#b"), world.join("carol")
    assert alice.send(line) == [f"ERROR :Closing link: {reason}"]
    assert alice.closed
    assert heard([bob, carol]) == [[f":{mask('alice')} QUIT :{reason}"], []]


def test_quit_before_registration() -> None:
    """modern-irc, messages-connection: QUIT: it is acknowledged before registration, and not told."""
    world = World()
    bob, client = world.join("bob"), world.connect()
    assert client.send("NICK alice", "QUIT :never mind") == ["ERROR :Closing link: Quit: never mind"]
    assert client.closed
    assert bob.take() == []


def test_nothing_after_quit() -> None:
    """modern-irc, messages-connection: QUIT: it ends the connection; what was sent after it is not done."""
    world = World()
    bob, alice = world.join("bob", "#a"), world.join("alice", "#a")
    bob.take()
    assert alice.send("QUIT :bye", "PRIVMSG #a :ghost") == ["ERROR :Closing link: Quit: bye"]
    assert bob.take() == [f":{mask('alice')} QUIT :Quit: bye"]


def test_lost_connections_quit() -> None:
    """modern-irc, messages-connection: QUIT: a connection that just ends is a QUIT that says why."""
    world = World()
    bob, alice, carol = world.join("bob", "#a"), world.join("alice", "#a"), world.join("carol", "#a")
    bob.take()
    alice.close()
    world.settle()
    assert bob.take() == [f":{mask('alice')} QUIT :Connection closed"]
    assert carol.eof() == [
        f":{mask('alice')} QUIT :Connection closed",
        "ERROR :Closing link: Connection closed",
    ]
    assert bob.take() == [f":{mask('carol')} QUIT :Connection closed"]


def test_nick_is_free_after_quit() -> None:
    """modern-irc, messages-connection: NICK: a nick is in use as long as somebody is here under it."""
    world = World()
    world.join("alice").send("QUIT")
    assert codes(world.connect().send("NICK alice", USER))[0] == "001"


@pytest.mark.parametrize("rules", [{}, {"nick_length": 5}])
def test_limits_follow_the_configuration(rules: dict[str, Any]) -> None:
    """modern-irc, modern-appendix: NICKLEN: what is announced is what holds."""
    world = World(rules=rules)
    longest = rules.get("nick_length", 32)
    lines = world.connect().send(f"NICK {'n' * longest}", USER)
    assert f"NICKLEN={longest}" in " ".join(lines).split(" ")
    assert codes(world.connect().send(f"NICK {'m' * (longest + 1)}")) == ["432"]
