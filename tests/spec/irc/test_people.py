"""The clauses about asking who is here: WHO, WHOIS, WHOWAS, USERHOST, ISON, AWAY; and about privacy."""

import pytest
from msgspec import structs

from harness.replies import codes, heard, mask, only, told
from harness.stand_ins import START
from harness.world import World

SECONDS = START // 1000
ADDRESS = "198.51.100.77"


def who_line(asker: str, nick: str, channel: str = "*", flags: str = "H") -> str:
    """Return the line of WHO about somebody."""
    return f"352 {asker} {channel} ~{nick} host.test salon.test {nick} {flags} :0 {nick} Real"


# --- WHO ---------------------------------------------------------------------------------------


def test_who_of_a_channel() -> None:
    """modern-irc, messages-user_queries: WHO: a channel's members, each with the highest prefix."""
    world = World()
    alice = world.join("alice", "#b", "#a")
    bob, carol = world.join("bob", "#a"), world.join("carol", "#a")
    alice.send("MODE #a +vo bob bob")
    bob.send("AWAY :gone")
    assert told(carol.send("WHO #A"))[-4:] == [
        who_line("carol", "alice", "#a", "H@"),
        who_line("carol", "bob", "#a", "G@"),
        who_line("carol", "carol", "#a"),
        "315 carol #A :...",
    ]


def test_who_of_a_person() -> None:
    """modern-irc, messages-user_queries: WHO: an exact nick, in any spelling, is one person."""
    world = World()
    alice = world.join("alice")
    world.join("bob")
    world.join("bobby")
    assert told(alice.send("WHO BOB")) == [who_line("alice", "bob"), "315 alice BOB :..."]


def test_who_by_mask() -> None:
    """modern-irc, messages-user_queries: WHO: a pattern finds by nick, user name, host, and real name."""
    world = World()
    alice = world.join("alice")
    world.connect(host="elsewhere.test").send("NICK bob", "USER robert 0 * :Bobby Tables")
    bob = "352 alice * ~robert elsewhere.test salon.test bob H :0 Bobby Tables"
    for pattern in ("b?b", "B*", "~rob*", "else*", "*tables", "bob!*@elsewhere.test"):
        assert told(alice.send(f"WHO :{pattern}")) == [bob, f"315 alice {pattern} :..."]


@pytest.mark.parametrize("line", ["WHO", "WHO *", "WHO 0", "WHO :"])
def test_who_of_everybody(line: str) -> None:
    """RFC 2812, 3.6.1: without a mask, or with `*` or `0`, everybody is meant."""
    world = World()
    alice = world.join("alice")
    world.join("bob")
    assert only(alice.send(line), "352") == [who_line("alice", "alice"), who_line("alice", "bob")]


@pytest.mark.parametrize("wish", ["ghost", "#none", "g*t", "[", "\\", "x" * 200])
def test_who_of_nobody(wish: str) -> None:
    """modern-irc, modern-appendix: RPL_ENDOFWHO: the end alone, with the mask that was asked for."""
    assert told(World().join("alice").send(f"WHO {wish}")) == [f"315 alice {wish} :..."]


def test_who_of_operators() -> None:
    """RFC 2812, 3.6.1: with `o` only operators are shown."""
    world = World()
    root, alice = world.join("root", "#a"), world.join("alice", "#a")
    root.send("OPER root letmein")
    alice.take()
    assert only(alice.send("WHO * o"), "352") == [who_line("alice", "root", "#a", "H*@")]
    assert only(alice.send("WHO #a o"), "352") == [who_line("alice", "root", "#a", "H*@")]


def test_who_flags_have_an_order() -> None:
    """modern-irc, modern-appendix: RPL_WHOREPLY: here or gone, operator, prefix, then user modes."""
    world = World()
    root = world.join("root", "#a")
    root.send("OPER root letmein", "MODE root +B", "AWAY :gone")
    assert only(world.join("alice").send("WHO root"), "352") == [who_line("alice", "root", "#a", "G*@B")]


def test_whox() -> None:
    """ircv3, whox: RPL_WHOSPCRPL: the fields that were asked for, in the order of the clause."""
    world = World()
    world.join("bob", "#a")
    alice = world.join("alice")
    world.now += 7000
    assert told(alice.send("WHO bob %tcuihsnfdlaor,42")) == [
        "354 alice 42 #a ~bob 255.255.255.255 host.test salon.test bob H@ 0 7 0 n/a :bob Real",
        "315 alice bob :...",
    ]
    assert told(alice.send("WHO #a %nz"))[0] == "354 alice bob"


# --- WHOIS -------------------------------------------------------------------------------------


def test_whois() -> None:
    """modern-irc, messages-user_queries: WHOIS: user, channels, server, idle time, end."""
    world = World()
    alice, bob = world.join("alice", "#a", "#b"), world.join("bob")
    world.now += 90_000
    assert told(bob.send("WHOIS ALICE")) == [
        "311 bob alice ~alice host.test * :alice Real",
        "319 bob alice :@#a @#b",
        "312 bob alice salon.test :Test",
        f"317 bob alice 90 {SECONDS} :...",
        "318 bob ALICE :...",
    ]
    alice.send("PRIVMSG bob :Hi")
    assert only(bob.send("WHOIS alice"), "317") == [f"317 bob alice 0 {SECONDS} :..."]


def test_whois_says_more_where_there_is_more() -> None:
    """modern-irc, messages-user_queries: WHOIS: whatever else is known has its numeric."""
    world = World()
    root, bob = world.connect(secure=True), world.join("bob")
    root.send("NICK root", "USER root 0 * :root Real", "OPER root letmein", "MODE root +B", "AWAY :gone  now")
    person = world.state.find_person("root")
    assert person is not None
    person.source = structs.replace(person.source, account="Roote")
    assert told(bob.send("WHOIS root")) == [
        "311 bob root ~root host.test * :root Real",
        "312 bob root salon.test :Test",
        "313 bob root :...",
        "330 bob root Roote :...",
        "335 bob root :...",
        "671 bob root :...",
        "301 bob root :gone  now",
        f"317 bob root 0 {SECONDS} :...",
        "318 bob root :...",
    ]


def test_whois_of_oneself() -> None:
    """modern-irc, modern-appendix: RPL_WHOISACTUALLY: one's own address and modes are shown."""
    world = World()
    alice = world.connect(ADDRESS)
    alice.send("NICK alice", "USER alice 8 * :Alice")
    assert only(alice.send("WHOIS alice"), "338", "379") == [
        f"338 alice alice ~alice@{ADDRESS} {ADDRESS} :...",
        "379 alice alice :...",
    ]


def test_whois_of_nobody() -> None:
    """modern-irc, messages-user_queries: WHOIS: 401, and the end with what was asked for; 431 for nothing."""
    alice = World().join("alice")
    assert told(alice.send("WHOIS ghost")) == ["401 alice ghost :...", "318 alice ghost :..."]
    assert told(alice.send("WHOIS", "WHOIS :", "WHOIS alice :")) == ["431 alice :..."] * 3


def test_whois_of_several() -> None:
    """modern-irc, modern-appendix: RPL_ENDOFWHOIS: the whole list is given back, though one is answered."""
    world = World()
    alice = world.join("alice")
    world.join("bob")
    lines = told(alice.send("WHOIS Alice,bob"))
    assert lines[-1] == "318 alice Alice,bob :..."
    assert [line.split(" ")[2] for line in lines if line.startswith("311")] == ["alice"]


@pytest.mark.parametrize("target", ["salon.test", "SALON.TEST", "bob", "BOB"])
def test_whois_by_server(target: str) -> None:
    """modern-irc, messages-user_queries: WHOIS: the first of two is a server, or somebody on it."""
    world = World()
    alice = world.join("alice")
    world.join("bob")
    lines = alice.send(f"WHOIS {target} bob")
    assert codes(lines)[0] == "311"
    assert told(lines)[-1] == "318 alice bob :..."


def test_whois_by_another_server() -> None:
    """modern-irc, messages-user_queries: WHOIS: ERR_NOSUCHSERVER where there is none of the name."""
    alice = World().join("alice")
    assert told(alice.send("WHOIS other.test alice")) == ["402 alice other.test :..."]


def test_whois_of_many_channels() -> None:
    """modern-irc, modern-appendix: RPL_WHOISCHANNELS: as many lines as it takes."""
    world = World()
    names = [f"#{'x' * 40}{number}" for number in range(40)]
    alice = world.join("alice", *names)
    lines = only(alice.send("WHOIS alice"), "319")
    assert len(lines) > 2
    assert " ".join(line.partition(" :")[2] for line in lines).split(" ") == [f"@{name}" for name in names]


# --- WHOWAS ------------------------------------------------------------------------------------


def test_whowas() -> None:
    """modern-irc, messages-user_queries: WHOWAS: the latest first, each with 314 and more, then the end."""
    world = World()
    for name in ("One", "Two", "Three"):
        client = world.connect()
        client.send("NICK bob", f"USER {name} 0 * :{name} Real")
        client.send("NICK rob" if name == "Two" else "QUIT")
        world.now += 1000
    alice = world.join("alice")
    lines = told(alice.send("WHOWAS BOB"))
    assert [line for line in lines if not line.startswith("312")] == [
        "314 alice bob ~Three host.test * :Three Real",
        "314 alice bob ~Two host.test * :Two Real",
        "314 alice bob ~One host.test * :One Real",
        "369 alice bob :...",
    ]
    assert [line.split(" ")[:4] for line in lines if line.startswith("312")] == [
        ["312", "alice", "bob", "salon.test"]
    ] * 3


@pytest.mark.parametrize(
    ("count", "found"), [("1", 1), ("2", 2), ("9", 3), ("0", 3), ("-1", 3), ("x", 3), ("²", 3)]
)
def test_whowas_count(count: str, found: int) -> None:
    """modern-irc, messages-user_queries: WHOWAS: up to so many; all where it is not a positive number."""
    world = World()
    for _ in range(3):
        world.join("bob").send("QUIT")
    assert len(only(world.join("alice").send(f"WHOWAS bob {count}"), "314")) == found


def test_whowas_of_nobody() -> None:
    """modern-irc, messages-user_queries: WHOWAS: 406 and the end; 431 without a nick."""
    alice = World().join("alice")
    assert told(alice.send("WHOWAS alice")) == ["406 alice alice :...", "369 alice alice :..."]
    assert told(alice.send("WHOWAS", "WHOWAS :")) == ["431 alice :..."] * 2


# --- USERHOST, ISON ----------------------------------------------------------------------------


def test_userhost() -> None:
    """modern-irc, modern-appendix: RPL_USERHOST: a star for operators, a minus for who is away."""
    world = World()
    alice = world.join("alice")
    world.join("bob").send("AWAY :gone")
    world.join("root").send("OPER root letmein")
    assert told(alice.send("USERHOST Alice ghost BOB root")) == [
        "302 alice :alice=+~alice@host.test bob=-~bob@host.test root*=+~root@host.test"
    ]
    assert told(alice.send("USERHOST ghost")) == ["302 alice :"]


def test_userhost_of_many() -> None:
    """modern-irc, messages-optional: USERHOST: up to five nicks; none gets 461."""
    world = World()
    nicks = [f"n{number}" for number in range(7)]
    for nick in nicks:
        world.join(nick)
    alice = world.join("alice")
    assert told(alice.send("USERHOST " + " ".join(nicks))) == [
        "302 alice :" + " ".join(f"{nick}=+~{nick}@host.test" for nick in nicks[:5])
    ]
    assert told(alice.send("USERHOST")) == ["461 alice USERHOST :..."]


def test_ison() -> None:
    """RFC 2812, 4.9: the nicks that are here, as they are spelt; none is an empty list; 461 without."""
    world = World()
    alice = world.join("alice")
    world.join("Bob")
    assert told(alice.send("ISON bob ghost ALICE", "ISON :bob alice", "ISON ghost", "ISON")) == [
        "303 alice :Bob alice",
        "303 alice :Bob alice",
        "303 alice :",
        "461 alice ISON :...",
    ]


# --- AWAY --------------------------------------------------------------------------------------


@pytest.mark.parametrize("back", ["AWAY", "AWAY :"])
def test_away(back: str) -> None:
    """modern-irc, messages-optional: AWAY: a text marks as away (306), none or an empty one as back (305)."""
    world = World()
    alice, bob = world.join("alice"), world.join("bob")
    assert told(alice.send("AWAY :at lunch")) == ["306 alice :..."]
    assert told(bob.send("PRIVMSG alice :x")) == ["301 bob alice :at lunch"]
    assert told(alice.send(back))[-1] == "305 alice :..."
    assert told(bob.send("PRIVMSG alice :x")) == []


def test_away_is_not_told() -> None:
    """modern-irc, messages-optional: AWAY: others hear of it only where they asked for that capability."""
    world = World()
    alice, bob = world.join("alice", "#a"), world.join("bob", "#a")
    heard([alice, bob])
    alice.send("AWAY :gone")
    assert bob.take() == []


# --- who is not shown --------------------------------------------------------------------------


def test_the_invisible() -> None:
    """modern-irc, modern-appendix: Invisible User Mode: not found by masks without a common channel."""
    world = World()
    alice, bob = world.join("alice", "#a"), world.join("bob")
    alice.send("MODE alice +i")
    for wish in ("*", "al*", "*!*@host.test", "#a"):
        assert "alice" not in " ".join(only(bob.send(f"WHO {wish}"), "352"))
    assert only(bob.send("WHOIS alice"), "319") == []
    assert only(bob.send("WHO alice"), "352") == [who_line("bob", "alice")]
    assert only(alice.send("WHO al*"), "352") == [who_line("alice", "alice", "#a", "H@")]


def test_the_invisible_among_friends() -> None:
    """modern-irc, modern-appendix: Invisible User Mode: shown to who shares a channel, and to operators."""
    world = World()
    alice, bob, root = world.join("alice", "#a"), world.join("bob", "#a"), world.join("root")
    alice.send("MODE alice +i")
    root.send("OPER root letmein")
    for client, nick in ((bob, "bob"), (root, "root")):
        client.take()
        assert only(client.send("WHO al*"), "352") == [who_line(nick, "alice", "#a", "H@")]
        assert only(client.send("WHOIS alice"), "319") == [f"319 {nick} alice :@#a"]


QUESTIONS = (
    *(
        "WHO *",
        "WHO alice",
        "WHO #a",
        "WHO * %tcuihsnfdlaor,1",
        "WHO #a %ni",
    ),
    *("WHOIS alice", "WHOIS alice alice", "WHOWAS alice", "WHOWAS gone", "USERHOST alice", "ISON alice"),
    *(
        "NAMES #a",
        "MODE #a b",
        "MODE #a",
        "TOPIC #a",
        "LIST",
        "INVITE alice #b",
        "STATS l",
        "STATS L",
        "STATS o",
    ),
    *("LUSERS", "INFO", "VERSION", "LINKS", "ADMIN", "MOTD", "HELP", "MONITOR + alice", "MONITOR S"),
    *("STATS i", "STATS k", "STATS c", "WHOIS gone", "TIME", "HISTORY #a"),
)


def test_nobody_learns_an_address() -> None:
    """modern-irc, messages-user_queries: WHOIS: what is private goes to oneself and to operators alone."""
    world = World()
    bob = world.connect()
    bob.send("CAP REQ :userhost-in-names extended-join chghost message-tags", "NICK bob", "USER bob 0 * :Bob")
    bob.send("CAP END", "JOIN #a,#b")
    gone = world.connect(ADDRESS, "x.y.hidden")
    gone.send("NICK gone", "USER gone 0 * :Gone", "JOIN #a", "QUIT")
    alice = world.connect(ADDRESS, "x.y.hidden")
    alice.send("NICK alice", "USER alice 0 * :Alice", "JOIN #a", "PRIVMSG #a :hi", "PRIVMSG bob :hi")
    alice.send("NOTICE bob :hi", "AWAY :gone", "NICK alicia", "NICK alice", "TOPIC #a :x", "OPER x y")
    lines = [*bob.take(), *bob.send(*QUESTIONS)]
    lines += bob.send("MODE #a +b alice", "KICK #a alice :out")
    alice.send("JOIN #b", "QUIT")
    lines += [*bob.take(), *bob.send("WHOWAS alice")]
    assert len(lines) > 80
    assert [line for line in lines if ADDRESS in line] == []


@pytest.mark.parametrize("wish", [ADDRESS, "198.51.*", f"*@{ADDRESS}"])
def test_nobody_is_found_by_an_address(wish: str) -> None:
    """modern-irc, messages-user_queries: WHO: masks match the host that is shown, not the one behind it."""
    world = World()
    world.connect(ADDRESS, "x.y.hidden").send("NICK alice", "USER alice 0 * :Alice")
    bob = world.join("bob", "#a")
    assert codes(bob.send(f"WHO {wish}")) == ["315"]
    assert "alice" not in " ".join(bob.send(f"WHO {wish} %nuhi", f"WHOIS {wish}"))


def test_operators_may_learn_an_address() -> None:
    """modern-irc, modern-appendix: RPL_WHOISACTUALLY: the real address and modes are for operators."""
    world = World()
    world.connect(ADDRESS, "x.y.hidden").send("NICK alice", "USER alice 8 * :Alice")
    root = world.join("root")
    root.send("OPER root letmein")
    assert only(root.send("WHOIS alice"), "338", "379") == [
        f"338 root alice ~alice@{ADDRESS} {ADDRESS} :...",
        "379 root alice :...",
    ]
    assert told(root.send("WHO alice %i"))[0] == f"354 root {ADDRESS}"
    assert mask("alice", "x.y.hidden") in " ".join(root.send("WHO alice", "MONITOR + alice"))


@pytest.mark.parametrize("mask", ["*a" * 17, "a" * 201])
def test_who_with_a_mask_beyond_the_limits(mask: str) -> None:
    """WHO: matching has a bounded cost, and whoever asks for more is told the bounds."""
    alice = World().join("alice", caps="standard-replies")
    assert alice.send(f"WHO {mask}") == [
        ":salon.test FAIL WHO INVALID_MASK :A mask may have 200 characters and 16 stars",
        f":salon.test 315 alice {mask} :End of WHO list",
    ]
