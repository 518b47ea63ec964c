"""The clauses about PRIVMSG and NOTICE: who gets what, how much of it, and what is answered where not."""

import pytest

from harness.replies import codes, heard, mask, told
from harness.world import Client, World

COMMANDS = pytest.mark.parametrize("command", ["PRIVMSG", "NOTICE"])


def talkers(*nicks: str) -> tuple[World, list[Client]]:
    """Return a server with some people in the channel #a."""
    world = World()
    clients = [world.join(nick, "#a") for nick in nicks]
    heard(clients)
    return world, clients


# --- who gets it -------------------------------------------------------------------------------


@COMMANDS
def test_to_a_channel(command: str) -> None:
    """modern-irc, messages-channel: PRIVMSG: every other member gets it once, and nobody else."""
    world, (alice, bob, carol) = talkers("alice", "bob", "carol")
    outsider = world.join("dave")
    assert alice.send(f"{command} #A :Hello  world ") == []
    line = f":{mask('alice')} {command} #a :Hello  world "
    assert heard([alice, bob, carol, outsider]) == [[], [line], [line], []]


@COMMANDS
def test_to_a_person(command: str) -> None:
    """modern-irc, messages-channel: PRIVMSG: one person gets it, in any spelling of the nick."""
    _, (alice, bob, carol) = talkers("alice", "bob", "carol")
    assert alice.send(f"{command} BOB :Hi") == []
    assert heard([bob, carol]) == [[f":{mask('alice')} {command} bob :Hi"], []]


def test_to_oneself() -> None:
    """modern-irc, messages-channel: PRIVMSG: one may send to oneself, and gets it once."""
    _, (alice,) = talkers("alice")
    assert alice.send("PRIVMSG alice :note") == [f":{mask('alice')} PRIVMSG alice :note"]


@COMMANDS
def test_to_several(command: str) -> None:
    """modern-irc, messages-channel: PRIVMSG: several targets get a message each, in order."""
    world, (alice, bob) = talkers("alice", "bob")
    carol = world.join("carol")
    assert alice.send(f"{command} carol,#a,bob :Hi") == []
    assert heard([bob, carol]) == [
        [f":{mask('alice')} {command} #a :Hi", f":{mask('alice')} {command} bob :Hi"],
        [f":{mask('alice')} {command} carol :Hi"],
    ]


def test_to_several_of_whom_one_is_not_here() -> None:
    """modern-irc, messages-channel: PRIVMSG: each target is judged by itself."""
    _, (alice, bob) = talkers("alice", "bob")
    assert told(alice.send("PRIVMSG ghost,#none,bob :Hi")) == ["401 alice ghost :...", "403 alice #none :..."]
    assert len(bob.take()) == 1


def test_to_one_twice() -> None:
    """RFC 1459, 4.4.1: a target that is named twice gets it once."""
    _, (alice, bob) = talkers("alice", "bob")
    assert alice.send("PRIVMSG bob,#a,bob,#a :Hi") == []
    assert len(bob.take()) == 2


@pytest.mark.parametrize(
    "text", ["", ":", "::", ":)", " :x", "#a :x", "\tx", "é", "\U0001f600", "\x02b\x0f", "\u200e\u202bx"]
)
def test_text_is_untouched(text: str) -> None:
    """modern-irc, c2s_structure: Parameters: the last parameter is relayed as it is (empty: 412)."""
    _, (alice, bob) = talkers("alice", "bob")
    answer = told(alice.send(f"PRIVMSG #a :{text}"))
    assert answer == ([] if text else ["412 alice :..."])
    assert bob.take() == ([f":{mask('alice')} PRIVMSG #a :{text}"] if text else [])


@pytest.mark.parametrize("text", [" ", "\t", "\x02\x0f", "\u200b", "\u202e\u2066", "\u200d\ufe0f", "\u3164"])
def test_a_text_with_nothing_to_see_is_none(text: str) -> None:
    """modern-irc, ERR_NOTEXTTOSEND: spaces, formatting and what is drawn as nothing are no text."""
    _, (alice, bob) = talkers("alice", "bob")
    assert told(alice.send(f"PRIVMSG #a :{text}", f"PRIVMSG bob :{text}")) == ["412 alice :..."] * 2
    assert bob.take() == []


def test_text_without_colon() -> None:
    """modern-irc, c2s_structure: Parameters: a text of one word needs no colon; further words are not it."""
    _, (alice, bob) = talkers("alice", "bob")
    alice.send("PRIVMSG #a word", "PRIVMSG #a two words")
    assert bob.take() == [f":{mask('alice')} PRIVMSG #a :word", f":{mask('alice')} PRIVMSG #a :two"]


def test_source_of_the_client_is_ignored() -> None:
    """modern-irc, c2s_structure: Source: what a client puts in front changes nothing of who it is."""
    _, (alice, bob) = talkers("alice", "bob")
    alice.send(":carol!c@c PRIVMSG bob :Hi")
    assert bob.take() == [f":{mask('alice')} PRIVMSG bob :Hi"]


# --- ranks (STATUSMSG) -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "shown", "hearers"),
    [
        ("@#a", "@#a", ["oper", "founder"]),
        ("%#a", "%#a", ["half", "oper", "founder"]),
        ("+#a", "+#a", ["voice", "half", "oper", "founder"]),
        ("@%#a", "%#a", ["half", "oper", "founder"]),
        ("~&@%+#a", "+#a", ["voice", "half", "oper", "founder"]),
        ("&#a", "&#a", ["founder"]),
    ],
)
@COMMANDS
def test_to_a_rank(command: str, target: str, shown: str, hearers: list[str]) -> None:
    """modern-irc, messages-channel: PRIVMSG: with a prefix, members of that rank or above get it."""
    nicks = ["founder", "oper", "half", "voice", "plain", "sender"]
    _, clients = talkers(*nicks)
    clients[0].send("MODE #a +ohv oper half voice")
    heard(clients)
    assert clients[-1].send(f"{command} {target} :Hi") == []
    line = f":{mask('sender')} {command} {shown} :Hi"
    got = heard(clients)
    assert got == [[line] if nick in hearers else [] for nick in nicks]


def test_to_a_rank_from_one_who_has_it() -> None:
    """modern-irc, messages-channel: PRIVMSG: the sender, of that rank or not, does not get it back."""
    _, (alice, bob) = talkers("alice", "bob")
    assert alice.send("PRIVMSG @#a :Hi") == []
    assert bob.take() == []


def test_to_a_rank_where_one_may_not_speak() -> None:
    """modern-irc, messages-channel: PRIVMSG: the modes of the channel hold for its ranks as well."""
    world, (alice, _) = talkers("alice", "bob")
    assert told(world.join("carol").send("PRIVMSG @#a :Hi", "PRIVMSG @#none :Hi", "PRIVMSG @ :Hi")) == [
        "404 carol #a :...",
        "403 carol #none :...",
        "401 carol @ :...",
    ]
    assert alice.take() == []


# --- CTCP and DCC ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "\x01ACTION waves\x01",
        "\x01VERSION\x01",
        "\x01PING 1473523796 918320\x01",
        "\x01DCC SEND file.txt 3232235777 5000 1024\x01",
        '\x01DCC SEND "my file" 3232235777 0 1024 7\x01',
        "\x01DCC CHAT chat 2001:db8::1 5000\x01",
        "\x01no end",
    ],
)
@COMMANDS
@pytest.mark.parametrize("target", ["#a", "bob"])
def test_ctcp_passes_through(target: str, command: str, text: str) -> None:
    """ctcp, Message Syntax; dcc: what clients tell each other is theirs: it is relayed as it is."""
    _, (alice, bob) = talkers("alice", "bob")
    assert alice.send(f"{command} {target} :{text}") == []
    assert bob.take() == [f":{mask('alice')} {command} {target} :{text}"]


# --- limits ------------------------------------------------------------------------------------


@pytest.mark.parametrize("character", ["x", "é", "あ", "\U0001f600"])
@pytest.mark.parametrize("nick", ["al", "a" * 32])
def test_long_text_is_told_in_parts(nick: str, character: str) -> None:
    """modern-irc, c2s_structure: Message Format: what does not fit behind a mask goes on in a second line."""
    world = World()
    alice, bob = world.join(nick, "#a"), world.join("bob", "#a")
    size = len(character.encode())
    text = character * ((510 - len("PRIVMSG #a :")) // size)
    assert alice.send(f"PRIVMSG #a :{text}")[1:] == []
    first, second = bob.take()
    assert 510 - size < len(first.encode()) <= 510
    head = f":{alice.person.source.mask} PRIVMSG #a :"
    assert first == head + character * ((510 - len(head)) // size)
    assert first + second.removeprefix(head) == head + text


@COMMANDS
def test_text_that_just_fits_is_whole(command: str) -> None:
    """modern-irc, c2s_structure: Message Format: 510 bytes and CR-LF are let through as they are."""
    _, (alice, bob) = talkers("alice", "bob")
    head = f":{mask('alice')} {command} #a :"
    text = "y" * (510 - len(head))
    alice.send(f"{command} #a :{text}", f"{command} #a :{text}z")
    assert bob.take() == [head + text, head + text, f"{head}z"]


def test_every_line_of_the_server_fits() -> None:
    """modern-irc, c2s_structure: Message Format: also with the longest names a line has 512 bytes."""
    world = World()
    nicks = [f"{letter}{'é' * 31}" for letter in "abc"]
    channel = "#" + "é" * 63
    clients = []
    for nick in nicks:
        client = world.connect(host="h" * 63)
        client.send(f"NICK {nick}", f"USER {'u' * 30} 0 * :{'r' * 200}")
        client.send(f"JOIN {channel}")
        clients.append(client)
    heard(clients)
    first, second, _ = clients
    long = "é" * 180
    lines = first.send(
        f"TOPIC {channel} :{long}",
        f"TOPIC {channel}",
        f"LIST {channel}",
        f"AWAY :{long}",
        f"WHO {channel}",
        f"WHOIS {nicks[1]}",
        f"USERHOST {' '.join(nicks)}",
        f"NAMES {channel}",
        f"MODE {channel} +b {'x' * 190}",
        f"MODE {channel} b",
        f"INVITE {nicks[1]} {channel}",
        f"KICK {channel} {nicks[2]} :{long}",
        f"PRIVMSG {channel} :{long}",
        f"NICK d{'é' * 31}",
        f"PART {channel} :{long}",
    )
    told(lines)
    told(second.send(f"PRIVMSG d{'é' * 31} :{long}", f"WHOWAS {nicks[0]}"))
    first.send(f"QUIT :{long}")
    assert len(lines) > 20
    for got in heard(clients):
        told(line if line.startswith((":", "ERROR")) else f":{line}" for line in got)


@pytest.mark.parametrize(
    "line",
    [
        "PRIVMSG {} :x",
        "JOIN {}",
        "PART {}",
        "TOPIC {}",
        "NAMES {}",
        "WHO {}",
        "WHOIS {}",
        "WHOWAS {}",
        "MODE {}",
        "MODE {} +i",
        "NICK {}",
        "PING {}",
        "KICK {} x",
        "KICK #a {}",
        "INVITE {} #a",
        "INVITE alice {}",
        "MODE #a +k {}",
        "MODE #a +b {}",
        "MODE #a +o {}",
        "STATS {}",
        "HELP {}",
        "VERSION {}",
        "KILL {} :x",
        "{}",
        "CAP {}",
        "CAP REQ {}",
    ],
)
@pytest.mark.parametrize("character", ["x", "#", "é"])
def test_echoed_parameters_fit(character: str, line: str) -> None:
    """modern-irc, c2s_structure: Message Format: what is given back of a very long line fits in 512 bytes."""
    _, (alice,) = talkers("alice")
    room = 510 - len(line) + 2
    filled = line.format(character * (room // len(character.encode())))
    lines = alice.send(filled)
    assert lines
    # And the text for people is still there.
    assert [line for line in told(lines) if line.startswith("4") and not line.endswith(" :...")] == []


# --- refusals ----------------------------------------------------------------------------------


def test_refusals() -> None:
    """modern-irc, messages-channel: PRIVMSG: 411, 412, 401, 403, 404, each with its parameter."""
    world, (alice,) = talkers("alice")
    world.join("bob", "#b")
    alice.take()
    assert alice.send("PRIVMSG")[0].endswith(" 411 alice :No recipient given (PRIVMSG)")
    assert told(
        alice.send(
            "PRIVMSG :",
            "PRIVMSG : :one parameter",
            "PRIVMSG , :x",
            "PRIVMSG #a",
            "PRIVMSG #a :",
            "PRIVMSG ghost :x",
            "PRIVMSG #none :x",
            "PRIVMSG # :x",
            "PRIVMSG #b :x",
            "PRIVMSG $salon.test :x",
            "PRIVMSG *!*@* :x",
        )
    ) == [
        "411 alice :...",
        "412 alice :...",
        "411 alice :...",
        "412 alice :...",
        "412 alice :...",
        "401 alice ghost :...",
        "403 alice #none :...",
        "403 alice # :...",
        "404 alice #b :...",
        "401 alice $salon.test :...",
        "401 alice *!*@* :...",
    ]


def test_too_many_targets() -> None:
    """RFC 2812, 5.2: ERR_TOOMANYTARGETS: each target that is over the limit is named (407)."""
    _, (alice, bob) = talkers("alice", "bob")
    assert told(alice.send("PRIVMSG t1,t2,t3,bob,t5,t6 :x")) == [
        "407 alice t5 :...",
        "407 alice t6 :...",
        "401 alice t1 :...",
        "401 alice t2 :...",
        "401 alice t3 :...",
    ]
    assert len(bob.take()) == 1


@pytest.mark.parametrize(
    "line",
    [
        "NOTICE",
        "NOTICE :",
        "NOTICE #a",
        "NOTICE ghost :x",
        "NOTICE #none :x",
        "NOTICE #b :x",
        "NOTICE a,b,c,d,e,f :x",
        "notice @#b :x",
    ],
)
def test_a_notice_is_never_answered(line: str) -> None:
    """modern-irc, messages-channel: NOTICE: the server sends no error back."""
    world, (alice,) = talkers("alice")
    world.join("bob", "#b")
    alice.take()
    assert alice.send(line, "PING after") == [":salon.test PONG salon.test :after"]
    assert told(alice.send("PRIVMSG ghost :x")) == ["401 alice ghost :..."]


def test_to_somebody_away() -> None:
    """modern-irc, messages-optional: AWAY: a PRIVMSG is delivered, and answered with 301; not a NOTICE."""
    _, (alice, bob) = talkers("alice", "bob")
    bob.send("AWAY :at  lunch")
    assert told(alice.send("PRIVMSG bob :Hi")) == ["301 alice bob :at  lunch"]
    assert alice.send("NOTICE bob :Hi", "PRIVMSG #a :Hi") == []
    assert codes(bob.take()) == ["PRIVMSG", "NOTICE", "PRIVMSG"]


def test_words_to_a_rank_are_shown_to_nobody_again() -> None:
    """Who has the rank now, as the first who comes has, need not have had it when they were said."""
    world, (alice, bob) = talkers("alice", "bob")
    bob.send("PRIVMSG #a :for all", "PRIVMSG ~#a :for the founder", "PRIVMSG @#a :for operators")
    alice.take()
    (shown,) = [line for line in alice.send("HISTORY #a 50") if " PRIVMSG " in line]
    assert shown.endswith("for all")
    alice.send("QUIT")
    bob.send("QUIT")
    replayed = world.join("carol").send("JOIN #a")
    assert any("for all" in line for line in replayed)
    assert not any("for the founder" in line or "for operators" in line for line in replayed)
