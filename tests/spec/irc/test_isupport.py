"""The clauses about RPL_ISUPPORT: what it announces is true, one test a token, and that is all."""

import re

import pytest

from harness.replies import codes, mask, only, told
from harness.ruling import rules_with
from harness.world import World

USER = "USER alice 0 * :Alice Real"
TESTED = (
    *("ACCOUNTEXTBAN", "AWAYLEN", "BOT", "CASEMAPPING", "CHANLIMIT", "CHANMODES", "CHANNELLEN", "CHANTYPES"),
    *("ELIST", "EXCEPTS", "EXTBAN", "HOSTLEN", "INVEX", "KEYLEN", "KICKLEN", "MAXLIST", "MODES", "MONITOR"),
    *(
        "NAMELEN",
        "NETWORK",
        "NICKLEN",
        "PREFIX",
        "SAFELIST",
        "SILENCE",
        "STATUSMSG",
        "TARGMAX",
        "TOPICLEN",
        "USERLEN",
    ),
    *("UTF8MAPPING", "UTF8ONLY", "WHOX"),
    # tests/spec/ircv3/test_chathistory.py, test_exactly_once.py
    *("CHATHISTORY", "MSGREFTYPES", "salon.dev/ID"),
    # tests/system/page/test_sanctions.py, test_owners.py
    *("salon.dev/SANCTIONS", "salon.dev/OWNERS", "salon.dev/EDIT", "salon.dev/REDACT"),
)
"""The tokens whose truth is tested below or, where a test would be long, in the file of their command."""


def lines_of(world: World) -> list[str]:
    """Return the lines of 005 that somebody gets who comes in."""
    client = world.connect()
    found = client.send("NICK probe", "USER probe 0 * :Probe")
    client.send("QUIT")
    return [line for line in found if codes([line]) == ["005"]]


def tokens(world: World) -> dict[str, str]:
    """Return the tokens, by name."""
    words = [word for line in lines_of(world) for word in line.partition(" :")[0].split(" ")[3:]]
    return dict(word.partition("=")[::2] for word in words)


def letters(count: int) -> str:
    """Return a text of so many characters."""
    return "x" * count


def ends(longest: int) -> list[tuple[str, str]]:
    """Return the longest text and one that is longer, each with what becomes of it."""
    return [(letters(longest), letters(longest)), (letters(longest + 1), f"{letters(longest - 3)}…")]


def test_form() -> None:
    """modern-irc, modern-appendix: RPL_ISUPPORT: 1 to 13 tokens a line, each well formed, once."""
    seen: list[str] = []
    for line in lines_of(World()):
        assert line.startswith(":salon.test 005 probe ")
        head, colon, text = line.partition(" :")
        assert colon
        assert text == "are supported by this server"
        words = head.split(" ")[3:]
        assert 1 <= len(words) <= 13
        for word in words:
            # A vendor's own has its domain in front, as `draft/ICON` of network-icon has.
            assert re.fullmatch(r"(?=.{1,20}(=|\Z))([a-z0-9.]+/)?[A-Z0-9./]+(=[!-~]*)?", word), word
        seen += [word.partition("=")[0] for word in words]
    assert len(seen) == len(set(seen))


def test_complete() -> None:
    """modern-irc, index: Feature Advertisement: nothing is announced whose truth is not tested."""
    assert sorted(tokens(World())) == sorted(TESTED)


def test_same_again() -> None:
    """modern-irc, server_queries: VERSION: it repeats the tokens of the welcome."""
    world = World()
    at_start = [line.partition(" probe ")[2] for line in lines_of(world)]
    assert [line.partition(" bob ")[2] for line in world.join("bob").send("VERSION")[1:]] == at_start


def test_accountextban() -> None:
    """ircv3, account-extban: The ACCOUNTEXTBAN ISUPPORT token: each of its names makes a ban by account."""
    world = World()
    alice = world.join("alice", "#a")
    for name in tokens(world)["ACCOUNTEXTBAN"].split(","):
        assert alice.send(f"MODE #a +b ~{name}:bob", f"MODE #a -b ~{name}:bob") == [
            f":{mask('alice')} MODE #a +b ~a:bob",
            f":{mask('alice')} MODE #a -b ~a:bob",
        ]


def test_awaylen() -> None:
    """modern-irc, modern-appendix: AWAYLEN: a text of that length is whole, a longer one shortened."""
    world = World()
    longest = int(tokens(world)["AWAYLEN"])
    alice, bob = world.join("alice"), world.join("bob")
    for text, shown in ends(longest):
        bob.send(f"AWAY {text}")
        assert alice.send("PRIVMSG bob :hi") == [f":salon.test 301 alice bob :{shown}"]


def test_bot() -> None:
    """ircv3, bot-mode: The BOT ISUPPORT token: its value is the user mode, and the flag in WHO."""
    world = World()
    letter = tokens(world)["BOT"]
    bob = world.join("bob")
    assert bob.send(f"MODE bob +{letter}") == [f":{mask('bob')} MODE bob +{letter}"]
    assert told(bob.send("WHO bob")) == [
        f"352 bob * ~bob host.test salon.test bob H{letter} :0 bob Real",
        "315 bob bob :...",
    ]


@pytest.mark.parametrize(("mapping", "announced"), [("rfc8265", "rfc8265"), ("ascii", None)])
def test_casemapping(mapping: str, announced: str | None) -> None:
    """modern-irc, modern-appendix: CASEMAPPING: what clients know; UTF8MAPPING has the rest."""
    world = World(mapping=mapping)
    assert tokens(world)["CASEMAPPING"] == "ascii"
    assert tokens(world).get("UTF8MAPPING") == announced
    alice = world.join("alice", "#Chan")
    assert codes(alice.send("JOIN #cHAN", "TOPIC #CHAN")) == ["331"]
    assert told(world.connect().send("NICK ALICE")) == ["433 * ALICE :..."]


def test_chanlimit() -> None:
    """modern-irc, modern-appendix: CHANLIMIT: so many channels can be entered, one more gets 405."""
    world = World(rules={"channels_per_person": 3})
    prefixes, _, limit = tokens(world)["CHANLIMIT"].partition(":")
    assert prefixes == "#"
    alice = world.join("alice", *(f"#{number}" for number in range(int(limit))))
    assert told(alice.send("JOIN #more")) == ["405 alice #more :..."]


def test_chanmodes() -> None:
    """modern-irc, modern-appendix: CHANMODES: each letter takes its parameter as its type says."""
    world = World()
    lists, always, when_set, never = tokens(world)["CHANMODES"].split(",")
    alice = world.join("alice", "#a")
    alice.send("MODE #a -nt")
    for letter in lists:
        assert len(alice.send(f"MODE #a {letter}")) == 1
        assert alice.send(f"MODE #a +{letter} a!b@c") == [f":{mask('alice')} MODE #a +{letter} a!b@c"]
        assert alice.send(f"MODE #a -{letter} a!b@c") == [f":{mask('alice')} MODE #a -{letter} a!b@c"]
    for letter in always + when_set:
        assert codes(alice.send(f"MODE #a +{letter}")) == ["696"]
        given = "5:10" if letter == "j" else "5"
        assert alice.send(f"MODE #a +{letter} {given}") == [f":{mask('alice')} MODE #a +{letter} {given}"]
    assert alice.send(f"MODE #a -{always} 5") == [f":{mask('alice')} MODE #a -{always} 5"]
    assert when_set == "ljH"
    assert alice.send(f"MODE #a -{when_set}") == [f":{mask('alice')} MODE #a -{when_set}"]
    for letter in never:
        assert alice.send(f"MODE #a +{letter} extra") == [f":{mask('alice')} MODE #a +{letter}"]
        assert alice.send(f"MODE #a -{letter}") == [f":{mask('alice')} MODE #a -{letter}"]


def test_channellen() -> None:
    """modern-irc, modern-appendix: CHANNELLEN: a name of that length is one, a longer one is none."""
    world = World()
    longest = int(tokens(world)["CHANNELLEN"])
    alice = world.join("alice")
    assert codes(alice.send("JOIN #" + letters(longest - 1)))[0] == "JOIN"
    assert codes(alice.send("JOIN #" + letters(longest))) == ["403"]


def test_chantypes() -> None:
    """modern-irc, modern-appendix: CHANTYPES: names that begin with anything else are no channels."""
    world = World()
    alice = world.join("alice")
    assert tokens(world)["CHANTYPES"] == "#"
    assert told(alice.send("JOIN &a", "JOIN !a", "JOIN +a", "JOIN a")) == [
        f"403 alice {name} :..." for name in ("&a", "!a", "+a", "a")
    ]


@pytest.mark.parametrize(
    ("condition", "letter", "found"),
    [
        ("C<60", "C", ["#new"]),
        ("C>60", "C", ["#old", "#mid"]),
        ("#o*", "M", ["#old"]),
        ("!#o*", "N", ["#mid", "#new"]),
        ("T<5", "T", ["#mid"]),
        ("T>5", "T", ["#old"]),
        (">1", "U", ["#old"]),
        ("<2", "U", ["#mid", "#new"]),
    ],
)
def test_elist(condition: str, letter: str, found: list[str]) -> None:
    """modern-irc, modern-appendix: ELIST: each condition that is announced filters, in either case."""
    world = World()
    alice = world.join("alice", "#old", "#mid")
    alice.send("TOPIC #old :once")
    world.now += 3_600_000
    world.join("bob", "#old", "#new")
    alice.send("TOPIC #mid :now")
    world.now += 60_000
    assert letter in tokens(world)["ELIST"]
    for spelling in (condition, condition.lower()):
        assert [line.split(" ")[2] for line in only(alice.send(f"LIST {spelling}"), "322")] == found


def test_excepts_and_invex() -> None:
    """modern-irc, modern-appendix: EXCEPTS, INVEX: the letters of the two lists of exceptions."""
    world = World()
    alice = world.join("alice", "#a")
    alice.send("MODE #a +bi *!*@*")
    excepts, invex = tokens(world)["EXCEPTS"], tokens(world)["INVEX"]
    bob = world.join("bob")
    assert told(bob.send("JOIN #a")) == ["474 bob #a :..."]
    alice.send(f"MODE #a +{excepts} bob")
    assert told(bob.send("JOIN #a")) == ["473 bob #a :..."]
    alice.send(f"MODE #a +{invex} bob")
    assert codes(bob.send("JOIN #a"))[0] == "JOIN"


def test_extban() -> None:
    """modern-irc, modern-appendix: EXTBAN: the prefix and each type are known in every list, no others."""
    world = World()
    prefix, types = tokens(world)["EXTBAN"].split(",")
    alice = world.join("alice", "#a")
    for letter in "beI":
        for kind in types:
            assert codes(alice.send(f"MODE #a +{letter} {prefix}{kind}:bob")) == ["MODE"]
    for kind in set("abcdefghijklmnopqrstuvwxyz") - set(types):
        assert told(alice.send(f"MODE #a +b {prefix}{kind}:bob")) == [
            f"696 alice #a b {prefix}{kind}:bob :..."
        ]


def test_hostlen() -> None:
    """modern-irc, modern-appendix: HOSTLEN: no host that is shown is longer; that of OPER is, here."""
    world = World()
    alice = world.join("alice")
    lines = alice.send("OPER alice letmein")
    (shown,) = [line.split(" ")[2] for line in only(lines, "396")]
    assert len(shown) <= int(tokens(world)["HOSTLEN"])


def test_keylen() -> None:
    """modern-irc, modern-appendix: Key Channel Mode: a key of KEYLEN is taken, a longer one is refused."""
    world = World()
    longest = int(tokens(world)["KEYLEN"])
    alice = world.join("alice", "#a")
    assert told(alice.send(f"MODE #a +k {letters(longest + 1)}")) == ["525 alice #a :..."]
    assert codes(alice.send(f"MODE #a +k {letters(longest)}")) == ["MODE"]
    assert codes(world.join("bob").send(f"JOIN #a {letters(longest)}"))[0] == "JOIN"


def test_kicklen() -> None:
    """modern-irc, modern-appendix: KICKLEN: a comment of that length is whole, a longer one shortened."""
    world = World()
    longest = int(tokens(world)["KICKLEN"])
    alice, bob = world.join("alice", "#a"), world.join("bob")
    for text, shown in ends(longest):
        bob.send("JOIN #a")
        alice.send(f"KICK #a bob {text}")
        assert bob.take()[-1] == f":{mask('alice')} KICK #a bob :{shown}"


def test_maxlist() -> None:
    """modern-irc, modern-appendix: MAXLIST: so many entries of all the lists together, one more gets 478."""
    world = World(rules={"list_entries": 3})
    lists, _, limit = tokens(world)["MAXLIST"].partition(":")
    alice = world.join("alice", "#a")
    assert len(lists) == int(limit) == 3
    for letter in lists:
        assert codes(alice.send(f"MODE #a +{letter} {letter}!*@*")) == ["MODE"]
    for letter in lists:
        # RFC 2812, 5.2: ERR_BANLISTFULL
        assert told(alice.send(f"MODE #a +{letter} more!*@*")) == [f"478 alice #a {letter} :..."]
    assert codes(alice.send("MODE #a -b b!*@*", "MODE #a +I more!*@*")) == ["MODE", "MODE"]


def test_modes() -> None:
    """modern-irc, modern-appendix: MODES: so many changes with a parameter in one command, no more."""
    world = World()
    most = int(tokens(world)["MODES"])
    alice = world.join("alice", "#a")
    masks = " ".join(f"{number}!*@*" for number in range(most))
    assert codes(alice.send(f"MODE #a +{'b' * (most + 1)}m {masks} more!*@*")) == ["NOTICE", "MODE"]
    assert len(only(alice.send("MODE #a b"), "367")) == most
    assert "m" in world.state.channel_names["#a"].flags


def test_monitor() -> None:
    """ircv3, monitor: Monitor: so many nicks can be monitored, one more gets 734."""
    world = World(rules={"monitor_entries": 2})
    assert tokens(world)["MONITOR"] == "2"
    lines = world.join("alice").send("MONITOR + a,b,c")
    assert told(lines) == ["731 alice :a,b", "734 alice 2 c :..."]


def test_namelen() -> None:
    """ircv3, setname: Dependencies: NAMELEN is the longest real name; a longer one of USER is shortened."""
    world = World()
    longest = int(tokens(world)["NAMELEN"])
    for nick, (text, shown) in zip(("ann", "ben"), ends(longest), strict=True):
        client = world.connect()
        client.send(f"NICK {nick}", f"USER x 0 * :{text}")
        assert only(client.send(f"WHOIS {nick}"), "311") == [f"311 {nick} {nick} ~x host.test * :{shown}"]


@pytest.mark.parametrize(
    ("name", "token"), [("Salon", "Salon"), ("Le Salon", r"Le\x20Salon"), (r"a\b=c", r"a\x5Cb\x3Dc")]
)
def test_network(name: str, token: str) -> None:
    """modern-irc, modern-appendix: NETWORK: the name, with a space, backslash or equal sign escaped."""
    world = World(irc={"network": name})
    assert tokens(world)["NETWORK"] == token


def test_nicklen() -> None:
    """modern-irc, modern-appendix: NICKLEN: a nick of that length is one, a longer one is none."""
    world = World()
    longest = int(tokens(world)["NICKLEN"])
    assert codes(world.connect().send(f"NICK {letters(longest)}", USER))[0] == "001"
    assert codes(world.connect().send(f"NICK {letters(longest + 1)}")) == ["432"]


def test_prefix() -> None:
    """modern-irc, modern-appendix: PREFIX: each mode gives its prefix, from the highest down."""
    world = World()
    modes, _, prefixes = tokens(world)["PREFIX"].removeprefix("(").partition(")")
    root = world.join("root")
    root.send("OPER root letmein")
    alice = world.join("alice", "#a")
    alice.send("MODE #a -o alice")
    assert (modes, prefixes) == ("qaohv", "~&@%+")
    # The two highest are for channels that belong to an account.
    for letter, prefix in reversed(list(zip(modes[2:], prefixes[2:], strict=True))):
        root.send(f"MODE #a +{letter} alice")
        # The highest is shown, so each must be higher than the one before it.
        assert only(root.send("NAMES #a"), "353") == [f"353 root = #a :{prefix}alice"]


def test_safelist() -> None:
    """modern-irc, modern-appendix: SAFELIST: a long LIST of thousands does not end the connection."""
    world = World()
    tokens(world)["SAFELIST"]
    world.state.rules = rules_with(world.state.rules, channels_per_person=3000, channels_per_address=3000)
    owner, alice = world.join("owner"), world.join("alice")
    for start in range(0, 3000, 20):
        owner.send("JOIN " + ",".join(f"#{number}" for number in range(start, start + 20)))
    assert len(only(alice.send("LIST"), "322")) == 3000
    assert not alice.closed


def test_safelist_of_long_topics() -> None:
    """modern-irc, modern-appendix: SAFELIST: a LIST longer than may wait for a client is whole."""
    world = World()
    world.state.rules = rules_with(world.state.rules, channels_per_person=3000, channels_per_address=3000)
    owner, alice, bob = world.join("owner"), world.join("alice"), world.join("bob", "#2999")
    for number in range(3000):
        owner.send(f"JOIN #{number}", f"TOPIC #{number} :{'t' * 390}")
    owner.take()
    found = alice.send("LIST")
    assert not alice.closed
    assert "#2999 2 :" in only(found, "322")[0]
    assert len(only(found, "322")) == 3000
    assert len("".join(found)) > world.hub.gate.send_queue_bytes
    assert not bob.closed


def test_statusmsg() -> None:
    """modern-irc, modern-appendix: STATUSMSG: a message to each prefix reaches that rank and those above."""
    world = World()
    modes, _, prefixes = tokens(world)["PREFIX"].removeprefix("(").partition(")")
    assert tokens(world)["STATUSMSG"] == prefixes
    root = world.join("root", "#a")
    root.send("OPER root letmein")
    ranked = [world.join(f"is{letter}", "#a") for letter in modes]
    plain = world.join("plain", "#a")
    for letter in modes:
        root.send(f"MODE #a +{letter} is{letter}")
    for client in (*ranked, plain):
        client.take()
    for place, prefix in enumerate(prefixes):
        root.send(f"PRIVMSG {prefix}#a :hi")
        got = [client.take() for client in (*ranked, plain)]
        line = f":{mask('root')} PRIVMSG {prefix}#a :hi"
        # Nobody is `&` in a channel of guests, and `~` is whoever leads it.
        reached = modes[: place + 1].replace("a", "")
        assert got == [[line] if letter in reached else [] for letter in [*modes, "plain"]]


@pytest.mark.parametrize("command", ["PRIVMSG", "NOTICE"])
def test_targmax_of_messages(command: str) -> None:
    """modern-irc, modern-appendix: TARGMAX: so many targets of a message get it, the rest do not."""
    world = World()
    most = int(limits(world)[command])
    alice = world.join("alice")
    others = [world.join(f"bob{number}") for number in range(most + 1)]
    lines = alice.send(f"{command} {','.join(f'bob{number}' for number in range(most + 1))} :hi")
    assert told(lines) == ([f"407 alice bob{most} :..."] if command == "PRIVMSG" else [])
    assert [len(other.take()) for other in others] == [1] * most + [0]


def limits(world: World) -> dict[str, str]:
    """Return the fields of TARGMAX."""
    return dict(field.partition(":")[::2] for field in tokens(world)["TARGMAX"].split(","))


def test_targmax_of_tagmsg() -> None:
    """modern-irc, modern-appendix: TARGMAX: so many targets of a TAGMSG get it."""
    world = World()
    most = int(limits(world)["TAGMSG"])
    alice = world.join("alice", caps="message-tags")
    others = [world.join(f"bob{number}", caps="message-tags") for number in range(most + 1)]
    alice.send(f"@+typing=done TAGMSG {','.join(f'bob{number}' for number in range(most + 1))}")
    assert [len(other.take()) for other in others] == [1] * most + [0]


def test_targmax_of_kick() -> None:
    """modern-irc, modern-appendix: TARGMAX: so many people are put out by one KICK."""
    world = World()
    most = int(limits(world)["KICK"])
    alice = world.join("alice", "#a")
    nicks = [f"bob{number}" for number in range(most + 1)]
    for nick in nicks:
        world.join(nick, "#a")
    lines = alice.send(f"KICK #a {','.join(nicks)}")
    assert told(lines) == [
        f"407 alice {nicks[-1]} :...",
        *(f":{mask('alice')} KICK #a {nick} :alice" for nick in nicks[:-1]),
    ]


def test_targmax_of_names() -> None:
    """modern-irc, modern-appendix: TARGMAX: so many channels are shown by one NAMES."""
    world = World()
    most = int(limits(world)["NAMES"])
    alice = world.join("alice")
    names = [f"#{number}" for number in range(most + 1)]
    assert told(alice.send("NAMES " + ",".join(names))) == [
        f"407 alice {names[-1]} :...",
        *(f"366 alice {name} :..." for name in names[:-1]),
    ]


@pytest.mark.parametrize("command", ["WHOIS", "WHOWAS"])
def test_targmax_of_one(command: str) -> None:
    """modern-irc, modern-appendix: TARGMAX: one person at a time can be asked about."""
    world = World()
    assert limits(world)[command] == "1"
    alice = world.join("alice")
    world.join("bob")
    lines = alice.send(f"{command} alice,bob")
    assert told(lines)[-1].startswith(f"{'318' if command == 'WHOIS' else '369'} alice alice,bob :")
    assert len(only(lines, "311")) == (1 if command == "WHOIS" else 0)


def test_targmax_of_join_and_part() -> None:
    """modern-irc, modern-appendix: TARGMAX: so many channels are entered, or left, by one command."""
    world = World()
    alice = world.join("alice")
    for command in ("JOIN", "PART"):
        most = int(limits(world)[command])
        names = [f"#{number}" for number in range(most + 2)]
        lines = alice.send(f"{command} {','.join(names)}")
        assert only(lines, "407") == [f"407 alice {name} :..." for name in names[most:]]
        assert only(lines, command) == [f":{mask('alice')} {command} {name}" for name in names[:most]]


def test_targmax_without_limit() -> None:
    """modern-irc, modern-appendix: TARGMAX: a command without a number takes as many as a line holds."""
    world = World()
    alice = world.join("alice")
    assert [name for name, most in limits(world).items() if not most] == ["LIST", "MONITOR"]
    names = [f"#{number}" for number in range(90)]
    alice.send(*(f"JOIN {name}" for name in names))
    assert len(only(alice.send(f"LIST {','.join(names)}"), "322")) == 90
    watched = ",".join(f"n{number}" for number in range(90))
    (line,) = told(alice.send(f"MONITOR + {watched}"))
    assert line == f"731 alice :{watched}"


def test_topiclen() -> None:
    """modern-irc, modern-appendix: TOPICLEN: a topic of that length is whole, a longer one shortened."""
    world = World()
    longest = int(tokens(world)["TOPICLEN"])
    alice = world.join("alice", "#a")
    for text, shown in ends(longest):
        assert alice.send(f"TOPIC #a {text}") == [f":{mask('alice')} TOPIC #a :{shown}"]


def test_userlen() -> None:
    """modern-irc, modern-appendix: USERLEN: the longest user name, its tilde included."""
    world = World()
    client = world.connect()
    client.send("NICK alice", f"USER {letters(60)} 0 * :Alice")
    (line,) = only(client.send("WHOIS alice"), "311")
    assert len(line.split(" ")[3]) == int(tokens(world)["USERLEN"])


def test_utf8only() -> None:
    """ircv3, utf8-only: The UTF8ONLY ISUPPORT token: what is not UTF-8 is relayed to nobody."""
    world = World()
    assert tokens(world)["UTF8ONLY"] == ""
    alice, bob = world.join("alice", "#a"), world.join("bob", "#a")
    alice.take()
    assert len(alice.send_bytes(b"PRIVMSG #a :caf\xe9\r\n")) == 1
    assert bob.take() == []


def test_whox() -> None:
    """ircv3, whox: ISUPPORT token: WHO with fields answers with them."""
    world = World()
    assert tokens(world)["WHOX"] == ""
    alice = world.join("alice")
    assert told(alice.send("WHO alice %tn,7")) == ["354 alice 7 alice", "315 alice alice :..."]
