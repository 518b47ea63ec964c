"""The clauses about what nobody should send: malformed, oversized, binary, incomplete, too much, nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.replies import codes, heard, mask, told
from harness.world import Client, World
from salon.wire.irc.commands.table import COMMANDS
from salon.wire.irc.messages import parse_message

PARAMETERS = {
    **dict.fromkeys(("409", "411", "412", "417", "422", "431", "451", "462", "464", "481", "483"), 2),
    **dict.fromkeys(("491", "501", "502", "337", "302", "303", "305", "306", "323", "221", "371", "374"), 2),
    **dict.fromkeys(("401", "402", "403", "404", "405", "406", "407", "410", "421", "432", "433", "442"), 3),
    **dict.fromkeys(("461", "471", "472", "473", "474", "475", "476", "482", "524", "525", "315", "318"), 3),
    **dict.fromkeys(("366", "369", "219", "331", "332", "341", "301", "704", "705", "706", "368", "349"), 3),
    **dict.fromkeys(("347", "365"), 3),
    **dict.fromkeys(("441", "443", "478"), 4),
    "696": 5,
}
"""How many parameters a numeric has, the client and the text for people included."""


def friends() -> tuple[World, Client, Client]:
    """Return a server with two people in the channel #a."""
    world = World()
    alice, bob = world.join("alice", "#a"), world.join("bob", "#a")
    heard([alice, bob])
    return world, alice, bob


def check_alive(client: Client) -> None:
    """Check that a connection still works."""
    assert client.send("PING alive") == [":salon.test PONG salon.test :alive"]


# --- lines -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data", [b"\r\n", b"\n", b"   \r\n", b":alice\r\n", b"@a=b\r\n", b"@a :b\r\n", b"\r\n\r\n"]
)
def test_empty_lines(data: bytes) -> None:
    """modern-irc, c2s_structure: Message Format: an empty message is ignored in silence."""
    world, alice, _ = friends()
    assert alice.send_bytes(data) == []
    assert world.connect().send_bytes(data) == []
    check_alive(alice)


@pytest.mark.parametrize("end", [b"\r\n", b"\n"])
def test_line_ends(end: bytes) -> None:
    """modern-irc, c2s_structure: Compatibility: a single LF ends a line as CR LF does."""
    _, alice, _ = friends()
    assert alice.send_bytes(b"PING one" + end + b"PING two" + end) == [
        ":salon.test PONG salon.test :one",
        ":salon.test PONG salon.test :two",
    ]


def test_lines_in_pieces() -> None:
    """modern-irc, c2s_structure: Message Format: a message is done when its end has come."""
    _, alice, bob = friends()
    for byte in b"PRIVMSG #a :h\xc3\xa9":
        assert alice.send_bytes(bytes([byte])) == []
    assert bob.take() == []
    assert alice.send_bytes(b"\r") == []
    assert bob.take() == []
    assert alice.send_bytes(b"\n") == []
    assert bob.take() == [f":{mask('alice')} PRIVMSG #a :hé"]


def test_spaces_and_case() -> None:
    """modern-irc, c2s_structure: Parameters: several spaces are one, and commands have no case."""
    _, alice, bob = friends()
    assert alice.send("  pRiVmSg   #a   :  two  ", "ping   x  ") == [":salon.test PONG salon.test :x"]
    assert bob.take() == [f":{mask('alice')} PRIVMSG #a :  two  "]


def test_many_parameters() -> None:
    """modern-irc, c2s_structure: Parameters: any number is read; what is too much does nothing."""
    _, alice, _ = friends()
    assert told(alice.send(f"ISON {'x ' * 200}alice")) == ["303 alice :alice"]
    assert alice.send(f"PING {'x ' * 200}") == [":salon.test PONG salon.test :x"]


@pytest.mark.parametrize(
    ("command", "shown"),
    [
        ("NONSENSE", "NONSENSE"),
        ("001", "001"),
        ("P:x", "P:X"),
        ("é", "é"),
        ("PRIVMSG\x01", "PRIVMSG"),
        ("-", "-"),
    ],
)
def test_unknown_commands(command: str, shown: str) -> None:
    """modern-irc, modern-appendix: ERR_UNKNOWNCOMMAND: registered clients get 421, others 451."""
    world, alice, _ = friends()
    assert told(alice.send(f"{command} #a :x")) == [f"421 alice {shown} :..."]
    assert told(world.connect().send(f"{command} #a :x")) == ["451 * :..."]


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_too_few_parameters(command: str) -> None:
    """modern-irc, index: Client Messages: with too few, 461 with the name, and nothing done."""
    _, alice, bob = friends()
    handler = COMMANDS[command]
    for count in range(handler.params):
        line = " ".join([command, *["#a"] * count])
        if command not in {"USER", "PASS"}:
            assert told(alice.send(line)) == [f"461 alice {command} :..."]
    assert bob.take() == []


@pytest.mark.parametrize(
    "command", sorted(name for name, its in COMMANDS.items() if not its.before_registration)
)
def test_before_registration(command: str) -> None:
    """modern-irc, modern-appendix: ERR_NOTREGISTERED: most commands wait for registration (451)."""
    client = World().connect()
    expected = [] if command == "NOTICE" else ["451 * :..."]
    assert told(client.send(f"{command} a b c d", "PING x"))[:-1] == expected


# --- too long ----------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [511, 512, 600, 4604, 5000, 100_000])
def test_long_lines(size: int) -> None:
    """modern-irc, modern-appendix: ERR_INPUTTOOLONG: a line over 512 bytes gets 417, and is not done."""
    _, alice, bob = friends()
    line = b"PRIVMSG #a :".ljust(size, b"x")
    assert told(alice.send_bytes(line + b"\r\nPING alive\r\n")) == [
        "417 alice :...",
        "PONG salon.test :alive",
    ]
    assert bob.take() == []


def test_longest_lines() -> None:
    """modern-irc, c2s_structure: Message Format: 512 bytes with CR LF are taken, tags not counted."""
    _, alice, bob = friends()
    line = "PRIVMSG #a :".ljust(510, "x")
    assert alice.send(line, f"@{'t' * 4094} {line}") == []
    assert "".join(said.partition(" :")[2] for said in bob.take()) == "x" * (510 - 12) * 2
    assert told(alice.send(f"@{'t' * 4095} {line}", f"@t {line}x")) == ["417 alice :..."] * 2
    assert bob.take() == []


def test_endless_lines() -> None:
    """modern-irc, c2s_structure: Compatibility: a line that never ends is refused once, and not kept."""
    _, alice, bob = friends()
    assert told(alice.send_bytes(b"PRIVMSG #a :" + b"x" * 5000)) == ["417 alice :..."]
    for _ in range(50):
        assert alice.send_bytes(b"x" * 10_000) == []
    assert alice.send_bytes(b"end\r\nPING alive\r\n") == [":salon.test PONG salon.test :alive"]
    assert bob.take() == []


# --- binary ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "command"),
    [
        (b"PRIVMSG #a :caf\xe9", "PRIVMSG"),
        (b"privmsg #a :\xff\xfe", "PRIVMSG"),
        (b"NICK \xc3", "NICK"),
        (b"\xe9 #a", "*"),
        (b"@t=\xe9 TOPIC #a", "TOPIC"),
        (b"\xe9", "*"),
        (b":\xe9 JOIN #b", "JOIN"),
    ],
)
def test_not_utf8(line: bytes, command: str) -> None:
    """ircv3, utf8-only: INVALID_UTF8: FAIL with the command, whatever is negotiated."""
    world, alice, bob = friends()
    modern = world.join("carol", "#a", caps="standard-replies")
    (fail,) = modern.send_bytes(line + b"\r\n")
    assert fail.startswith(f":salon.test FAIL {command} INVALID_UTF8 :")
    assert alice.send_bytes(line + b"\r\n") == [fail]
    assert codes(bob.take()) in ([], ["JOIN"])
    check_alive(alice)


@pytest.mark.parametrize("byte", [b"\x00", b"\r"])
def test_bytes_that_no_message_holds(byte: bytes) -> None:
    """modern-irc, c2s_structure: Parameters: NUL and a lone CR are in no message."""
    world, alice, bob = friends()
    carol = world.join("carol", "#a", caps="standard-replies")
    bob.take()
    for line, command in ((b"PRIVMSG #a :x" + byte + b"QUIT", "PRIVMSG"), (byte + b"PING x", "*")):
        (fail,) = carol.send_bytes(line + b"\r\n")
        assert fail.startswith(f":salon.test FAIL {command} INVALID_MESSAGE :")
    assert bob.take() == []
    check_alive(alice)


@given(st.binary(max_size=1000))
def test_any_bytes(data: bytes) -> None:
    """modern-irc, c2s_structure: Message Format: whatever bytes come, nobody else suffers."""
    world, alice, bob = friends()
    for client in (alice, world.connect()):
        lines = client.send_bytes(data + b"\r\n")
        for line in lines:
            check_reply(line)
    check_alive(bob)
    check_alive(world.join("carol"))


# --- parameters --------------------------------------------------------------------------------

NASTY = (
    *(
        "",
        " ",
        "  a b ",
        ":",
        "::",
        ":x",
        "#",
        "##",
        "#a,",
        ",",
        ",,",
        "*",
        "?",
        "!",
        "@",
        "$",
        "~",
        "+",
        "-",
    ),
    *("#a b", "\x01", "\x07", "\x1f", "\t", "é", "#é", "\u202ealice", "\U0001f600", "x" * 300, "é" * 120),
    *(
        "0",
        "-1",
        "999",
        "99999999999999999999",
        "²",
        "٣",
        "alice!a@b",
        "~a:",
        "~m:~m:~m:x",
        "\\",
        "\\*",
        "[",
        "(",
    ),
    *("+b-b+b", "%", "%s%n", "{0}", "{nick}", "{", "${x}", "'; --", "NaN", "None", "\ufeff", "e\u0301", "ﬀ"),
)


@pytest.mark.parametrize("command", sorted(set(COMMANDS) - {"QUIT", "RESTART"}))
def test_odd_parameters(command: str) -> None:
    """modern-irc, c2s_structure: Parameters: whatever stands where, each reply has its parameters."""
    world, alice, bob = friends()
    alice.send("OPER root letmein")
    for nasty in NASTY:
        middle = nasty.replace(" ", "").lstrip(":") or "*"
        for line in (
            f"{command} :{nasty}",
            f"{command} {middle} :{nasty}",
            f"{command} #a :{nasty}",
            f"{command} #a {middle} :{nasty}",
            f"{command} bob :{nasty}",
            f"{command} {middle} bob {middle} :{nasty}",
        ):
            for answer in alice.send(line):
                check_reply(answer)
        if bob.closed:
            alice.send(*(f"UNKLINE {ban.mask}" for ban in world.state.server_bans))
            bob = world.join("bob", "#a")
        bob.take()
    assert not alice.closed
    check_alive(bob)


def check_reply(line: str) -> None:
    """Check that a line can be read, and that a numeric has as many parameters as it should."""
    assert len(line.encode()) <= 510
    message = parse_message(line)
    assert message is not None, line
    if message.command in PARAMETERS:
        assert len(message.params) == PARAMETERS[message.command], line
        assert all(message.params[:-1]), line


# --- too much, or nothing ----------------------------------------------------------------------


def test_end_in_the_midst_of_a_line() -> None:
    """modern-irc, c2s_structure: Message Format: what has no end is no message, also when the stream ends."""
    _, alice, bob = friends()
    alice.send_bytes(b"PRIVMSG #a :half")
    alice.eof()
    assert bob.take()[:2] == [f":{mask('alice')} QUIT :Connection closed", ":salon.test MODE #a +o bob"]


def test_end_after_the_last_line() -> None:
    """modern-irc, messages-connection: QUIT: what was sent before the stream ended is done and answered."""
    _, alice, bob = friends()
    world = alice.world
    world.hub.receive(alice.link, b"PRIVMSG #a :last\r\nPING x\r\n")
    assert alice.eof() == [
        ":salon.test PONG salon.test :x",
        "ERROR :Closing link: Connection closed",
    ]
    assert codes(bob.take())[:3] == ["PRIVMSG", "QUIT", "MODE"]
    assert alice.closed


def test_slow_reader_is_dropped() -> None:
    """modern-irc, messages-connection: QUIT: who does not read is dropped; the others are told why."""
    world = World(send_queue_bytes=8192)
    alice, bob, carol = (world.join(nick, "#a") for nick in ("alice", "bob", "carol"))
    heard([alice, bob, carol])
    bob.link.outbox.congested = True
    sent = 0
    lines: list[str] = []
    while not bob.closed:
        assert sent < 8192 / 100
        bob.waiting += 100  # what the connection holds of what was written to it
        lines = alice.send(f"PRIVMSG #a :{'x' * 60}")
        sent += 1
    assert sent > 70
    assert [lines, carol.take()[-1:]] == [[f":{mask('bob')} QUIT :SendQ exceeded"]] * 2
    check_alive(carol)


def test_fast_reader_of_much_is_not_dropped() -> None:
    """modern-irc, messages-connection: QUIT: only what is not read counts."""
    world = World(send_queue_bytes=8192)
    alice, bob = world.join("alice", "#a"), world.join("bob", "#a")
    for _ in range(200):
        alice.send(f"PRIVMSG #a :{'x' * 60}")
    assert not bob.closed
    assert len(bob.take()) == 200


def test_registration_takes_too_long() -> None:
    """modern-irc, messages-connection: ERROR: who never registers is told, and dropped at the limit."""
    world = World(rules={"registration_seconds": 30})
    silent, slow, done = world.connect(), world.connect(), world.connect()
    slow.send("NICK slow", "CAP LS 302")
    done.send("NICK done", "USER done 0 * :Done")
    world.pass_time(20)
    assert slow.send("PING x") != []
    world.pass_time(9)
    assert not silent.closed
    world.pass_time(2)
    assert silent.take() == slow.take() == ["ERROR :Closing link: Registration timed out"]
    assert (silent.closed, slow.closed, done.closed) == (True, True, False)


def test_ping_timeout() -> None:
    """modern-irc, messages-connection: PING: who is silent is pinged, then dropped, with the reason."""
    world = World(rules={"ping_seconds": 90, "ping_timeout_seconds": 60})
    alice, bob = world.join("alice", "#a"), world.join("bob", "#a")
    alice.take()
    world.pass_time(89)
    assert alice.take() == []
    world.pass_time(1)
    assert heard([alice, bob]) == [["PING :salon.test"]] * 2
    bob.send("PONG :salon.test")
    world.pass_time(59)
    assert not alice.closed
    world.pass_time(1)
    assert alice.take() == ["ERROR :Closing link: Ping timeout"]
    assert alice.closed
    assert bob.take()[0] == f":{mask('alice')} QUIT :Ping timeout"
    assert not bob.closed


def test_any_sign_of_life_counts() -> None:
    """modern-irc, messages-connection: PING: anything that is sent is a sign of life."""
    world = World(rules={"ping_seconds": 90, "ping_timeout_seconds": 60})
    alice = world.join("alice")
    for _ in range(5):
        world.pass_time(90)
        assert alice.take() == ["PING :salon.test"]
        world.pass_time(40)
        alice.send_bytes(b"P")  # even half of a line
    assert not alice.closed


def test_flood_is_slowed() -> None:
    """RFC 1459, 8.10: who sends too fast is delayed, not cut short: all arrives, in order, at the rate."""
    world = World(rate=2, burst=10)
    bob, alice = world.join("bob", "#a"), world.join("alice", "#a")
    world.pass_time(60)
    heard([alice, bob])
    alice.send(*(f"PRIVMSG #a :{number}" for number in range(20)))
    texts = [line.rpartition(":")[2] for line in bob.take()]
    assert len(texts) == 10
    world.pass_time(2)
    texts += [line.rpartition(":")[2] for line in bob.take()]
    assert len(texts) == 14
    world.pass_time(3)
    texts += [line.rpartition(":")[2] for line in bob.take()]
    assert texts == [str(number) for number in range(20)]
    assert not alice.closed


def test_flood_of_one_does_not_slow_another() -> None:
    """RFC 1459, 8.10: only who floods is delayed."""
    world = World(rate=2, burst=10)
    bob, alice = world.join("bob", "#a"), world.join("alice", "#a")
    alice.send(*["PRIVMSG #a :x"] * 30)
    bob.take()
    assert bob.send("PRIVMSG #a :y", "PING 1") == [":salon.test PONG salon.test :1"]


def test_flood_past_the_bound_is_dropped() -> None:
    """modern-irc, messages-connection: QUIT: past the bound of what may wait, `Excess Flood`."""
    world = World(rate=2, burst=10, waiting_bytes=4096)
    bob, alice = world.join("bob", "#a"), world.join("alice", "#a")
    world.pass_time(60)
    heard([alice, bob])
    for _ in range(60):
        if not alice.closed:
            alice.send(f"PRIVMSG #a :{'x' * 100}")
    assert alice.closed
    lines = bob.take()
    assert lines[-1] == f":{mask('alice')} QUIT :Excess Flood"
    assert codes(lines[:-1]) == ["PRIVMSG"] * 10
    check_alive(bob)
