"""The clauses about MODE: every channel mode and what it does, the lists, extended bans, and user modes."""

import pytest
from msgspec import structs

from harness.replies import codes, heard, mask, only, told
from harness.stand_ins import START
from harness.world import Client, World

SECONDS = START // 1000


def room() -> tuple[World, Client, Client]:
    """Return a server with a channel, its founder alice and its plain member bob."""
    world = World()
    alice, bob = world.join("alice", "#a"), world.join("bob", "#a")
    alice.take()
    return world, alice, bob


def log_in(world: World, nick: str, account: str) -> None:
    """Give a person an account, as a way to log in will."""
    person = world.state.find_person(nick)
    assert person is not None
    person.source = structs.replace(person.source, account=account)


# --- the command -------------------------------------------------------------------------------


def test_change_is_told_to_all() -> None:
    """modern-irc, messages-server_queries: Channel mode: every member is told what changed, and only that."""
    _, alice, bob = room()
    line = f":{mask('alice')} MODE #a +mi-t+kl key 5"
    assert alice.send("MODE #A +mi-t+nkl key 05") == [line]
    assert bob.take() == [line]
    assert alice.send("MODE #a +mi-t+nk key") == [f":{mask('alice')} MODE #a +k key"]


def test_show_modes() -> None:
    """modern-irc, messages-server_queries: Channel mode: 324 with letters and arguments, then 329."""
    world, alice, _ = room()
    alice.send("MODE #a +smk key", "MODE #a +l 7")
    assert told(alice.send("MODE #A")) == ["324 alice #a +mnstkl key 7", f"329 alice #a {SECONDS}"]
    alice.send("MODE #a -s")
    # The key is not for outsiders ("Servers MAY choose to hide sensitive information").
    assert told(world.join("carol").send("MODE #a"))[0] == "324 carol #a +mntkl * 7"


def test_no_modes() -> None:
    """modern-irc, modern-appendix: RPL_CHANNELMODEIS: a channel without modes has an empty mode string."""
    _, alice, _ = room()
    alice.send("MODE #a -nt")
    assert told(alice.send("MODE #a"))[0] == "324 alice #a +"


def test_refusals() -> None:
    """modern-irc, messages-server_queries: MODE: 461, 403, 482, 472 for a letter, 401 and 441 for a rank."""
    world, alice, bob = room()
    world.join("carol")
    assert told(bob.send("MODE", "MODE #none", "MODE #none +m", "MODE #a +m")) == [
        "461 bob MODE :...",
        "403 bob #none :...",
        "403 bob #none :...",
        "482 bob #a :...",
    ]
    assert told(alice.send("MODE #a +z", "MODE #a +o ghost", "MODE #a +o carol")) == [
        "472 alice z :...",
        "401 alice ghost :...",
        "441 alice carol #a :...",
    ]


def test_from_outside() -> None:
    """modern-irc, messages-server_queries: Channel mode: who is outside has no rank to do it (482)."""
    world, _, _ = room()
    assert told(world.join("carol").send("MODE #a +m", "MODE #a +b x")) == ["482 carol #a :..."] * 2


def test_the_rest_is_done() -> None:
    """modern-irc, messages-server_queries: Channel mode: what may be done of a command is done."""
    _, alice, _ = room()
    lines = alice.send("MODE #a +mzo-n ghost")
    assert told(lines) == ["472 alice z :...", "401 alice ghost :...", f":{mask('alice')} MODE #a +m-n"]


@pytest.mark.parametrize("letters", ["k", "l", "o", "v", "+kl", "+ov", "-o", "+q"])
def test_without_the_parameter(letters: str) -> None:
    """modern-irc, ERR_INVALIDMODEPARAM: a mode that lacks its parameter is not set, and that is said."""
    _, alice, bob = room()
    missing = letters.lstrip("+-")
    assert told(alice.send(f"MODE #a {letters}")) == [f"696 alice #a {letter} * :..." for letter in missing]
    assert bob.take() == []


def test_no_letters_at_all() -> None:
    """modern-irc, messages-server_queries: Channel mode: nothing is asked and nothing changed."""
    _, alice, _ = room()
    assert alice.send("MODE #a :") == []


def test_parameters_are_taken_in_order() -> None:
    """modern-irc, messages-server_queries: Channel mode: arguments go in order to the modes that take one."""
    _, alice, _ = room()
    assert alice.send("MODE #a +vmlb-l bob 3 x!*@*") == [f":{mask('alice')} MODE #a +vmlb-l bob 3 x!*@*"]


def test_sign_is_plus_at_first() -> None:
    """modern-irc, messages-server_queries: Channel mode: the first sign may be left out by old clients."""
    _, alice, _ = room()
    assert alice.send("MODE #a m") == [f":{mask('alice')} MODE #a +m"]


def test_many_long_changes_fit_their_lines() -> None:
    """modern-irc, c2s_structure: Message Format: a command is told in as many lines as it takes."""
    _, alice, bob = room()
    masks = [f"{number}{'x' * 20}" for number in range(18)]
    lines = alice.send(f"MODE #a +{'b' * 18} {' '.join(masks)}")
    assert lines == bob.take()
    told(lines)
    assert [word for line in lines for word in line.split(" ")[4:]] == [f"{mask_}!*@*" for mask_ in masks]
    assert len(only(alice.send("MODE #a b"), "367")) == 18


# --- b, e, I -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("letter", "entry", "end"), [("b", "367", "368"), ("e", "348", "349"), ("I", "346", "347")]
)
def test_lists_are_shown(letter: str, entry: str, end: str) -> None:
    """modern-irc, messages-server_queries: Type A modes: entries with who set them and when, then the end."""
    world, alice, bob = room()
    alice.send(f"MODE #a +{letter} one")
    world.now += 5000
    alice.send(f"MODE #a +{letter} *@two.test")
    bob.take()
    expected = [
        f"{entry} bob #a one!*@* {mask('alice')} {SECONDS}",
        f"{entry} bob #a *!*@two.test {mask('alice')} {SECONDS + 5}",
        f"{end} bob #a :...",
    ]
    assert told(bob.send(f"MODE #a +{letter}")) == expected
    assert told(bob.send(f"MODE #a {letter}{letter}")) == expected
    assert told(bob.send(f"MODE #A -{letter}")) == expected


def test_three_lists_at_once() -> None:
    """modern-irc, messages-server_queries: Type A modes: each list that is asked for has its own end."""
    _, alice, _ = room()
    assert codes(alice.send("MODE #a +beI")) == ["368", "349", "347"]


def test_lists_of_a_secret_channel() -> None:
    """modern-irc, modern-appendix: Secret Channel Mode: outsiders learn neither its modes nor its lists."""
    world, alice, _ = room()
    alice.send("MODE #a +sb x")
    carol = world.join("carol")
    assert told(carol.send("MODE #a", "MODE #a b")) == ["403 carol #a :..."] * 2


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("bob", "bob!*@*"),
        ("bob!x", "bob!x@*"),
        ("x@y", "*!x@y"),
        ("host.test", "*!*@host.test"),
        ("*", "*!*@*"),
        ("a!b@c", "a!b@c"),
        ("**x**", "*x*!*@*"),
        ("GUS!*@*.Example.ORG", "gus!*@*.example.org"),
        ("~account:bob", "~a:bob"),
        ("~mute:bob", "~m:bob!*@*"),
        ("~m:~account:bob", "~m:~a:bob"),
    ],
)
def test_masks_are_completed(given: str, kept: str) -> None:
    """RFC 2812, 3.3.2.2: a mask is `nick!user@host`; what is left out is `*`."""
    _, alice, _ = room()
    assert alice.send(f"MODE #a +b {given}") == [f":{mask('alice')} MODE #a +b {kept}"]
    assert told(alice.send(f"MODE #a +b {kept}")) == [f"697 alice #a b {kept} :..."]
    assert alice.send(f"MODE #a -b {given}") == [f":{mask('alice')} MODE #a -b {kept}"]
    assert alice.send(f"MODE #a -b {given}") == []


@pytest.mark.parametrize(
    ("given", "shown"), [(":a b", "ab"), ("::x", "x"), (":", "*"), ("~z:x", "~z:x"), ("~a:", "~a:")]
)
def test_masks_that_are_none(given: str, shown: str) -> None:
    """modern-irc, modern-appendix: ERR_INVALIDMODEPARAM: channel, letter, and what was given."""
    _, alice, _ = room()
    assert told(alice.send(f"MODE #a +b {given}")) == [f"696 alice #a b {shown} :..."]


@pytest.mark.parametrize("ban", ["carol", "CAROL", "*!~carol@*", "*@host.test", "c?rol", "c*l!*@h*.t?st"])
def test_ban_keeps_out(ban: str) -> None:
    """modern-irc, modern-appendix: Ban Channel Mode: who matches cannot join (474)."""
    world, alice, _ = room()
    carol = world.join("carol")
    alice.send(f"MODE #a +b {ban}")
    assert told(carol.send("JOIN #a")) == ["474 carol #a :..."]
    alice.send(f"MODE #a -b {ban}")
    assert codes(carol.send("JOIN #a"))[0] == "JOIN"


def test_ban_silences() -> None:
    """modern-irc, modern-appendix: Ban Channel Mode: who matches cannot speak (404), nor change the nick."""
    _, alice, bob = room()
    alice.send("MODE #a +b *!~bob@*")
    bob.take()
    alice.take()
    assert told(bob.send("PRIVMSG #a :hi", "NICK rob", "PRIVMSG #a :hi")) == [
        "404 bob #a :...",
        "435 bob rob #a :...",
        "404 bob #a :...",
    ]
    assert alice.take() == []
    alice.send("MODE #a -b *!~bob@*")
    bob.take()
    assert bob.send("PRIVMSG #a :hi") == []
    assert len(alice.take()) == 1


def test_ban_of_a_nick_is_for_the_nick_of_the_moment() -> None:
    """modern-irc, modern-appendix: Ban Channel Mode: a banned nick may be taken, but not left again."""
    _, alice, bob = room()
    alice.send("MODE #a +b rob")
    bob.take()
    assert codes(bob.send("PRIVMSG #a :hi", "NICK rob", "PRIVMSG #a :hi", "NICK bob")) == [
        "NICK",
        "404",
        "435",
    ]
    assert codes(bob.send("PART #a", "NICK bob")) == ["PART", "NICK"]


def test_exception() -> None:
    """modern-irc, modern-appendix: Exception Channel Mode: who matches it is touched by no ban."""
    world, alice, bob = room()
    carol = world.join("carol")
    alice.send("MODE #a +bee *!*@* bob carol")
    bob.take()
    assert bob.send("PRIVMSG #a :hi") == []
    assert codes(carol.send("JOIN #a"))[0] == "JOIN"
    assert told(world.join("dave").send("JOIN #a")) == ["474 dave #a :..."]


def test_invite_exception() -> None:
    """modern-irc, modern-appendix: Invite-Exception Channel Mode: who matches needs no invitation into +i."""
    world, alice, _ = room()
    carol = world.join("carol")
    alice.send("MODE #a +i")
    assert told(carol.send("JOIN #a")) == ["473 carol #a :..."]
    alice.send("MODE #a +I *!~carol@*")
    assert codes(carol.send("JOIN #a"))[0] == "JOIN"


def test_ban_by_account() -> None:
    """ircv3, account-extban: The ACCOUNTEXTBAN ISUPPORT token: exact names and masks match the account."""
    world, alice, _ = room()
    carol, dave = world.join("carol"), world.join("dave")
    log_in(world, "carol", "Caroline")
    for ban in ("~a:caroline", "~account:CAROLINE", "~a:caro*", "~a:*"):
        alice.send(f"MODE #a +b {ban}")
        assert told(carol.send("JOIN #a")) == ["474 carol #a :..."]
        assert codes(dave.send("JOIN #a"))[0] == "JOIN"
        dave.send("PART #a")
        alice.send(f"MODE #a -b {ban}")
    alice.send("MODE #a +b ~a:carol")
    assert codes(carol.send("JOIN #a"))[0] == "JOIN"


def test_exceptions_by_account() -> None:
    """modern-irc, modern-appendix: EXTBAN: extended masks hold in the lists of exceptions too."""
    world, alice, _ = room()
    carol = world.join("carol")
    log_in(world, "carol", "Caroline")
    alice.send("MODE #a +bi *!*@*", "MODE #a +e ~a:caroline")
    assert told(carol.send("JOIN #a")) == ["473 carol #a :..."]
    alice.send("MODE #a +I ~a:caroline")
    assert codes(carol.send("JOIN #a"))[0] == "JOIN"


@pytest.mark.parametrize("mute", ["~m:bob", "~mute:*!~bob@*", "~m:~a:bobby"])
def test_mute(mute: str) -> None:
    """modern-irc, modern-appendix: EXTBAN: a mute forbids to speak (404), not to come in."""
    world, alice, bob = room()
    log_in(world, "bob", "bobby")
    alice.send(f"MODE #a +b {mute}")
    bob.take()
    assert told(bob.send("PRIVMSG #a :hi", "NOTICE #a :hi")) == ["404 bob #a :..."]
    assert codes(bob.send("PART #a", "JOIN #a"))[:2] == ["PART", "JOIN"]
    alice.send("MODE #a +v bob")
    bob.take()
    assert bob.send("PRIVMSG #a :hi") == []


def test_exception_from_a_mute() -> None:
    """modern-irc, modern-appendix: Exception Channel Mode: it holds against mutes too."""
    world, alice, bob = room()
    alice.send("MODE #a +be ~m:*!*@* ~m:bob")
    bob.take()
    assert bob.send("PRIVMSG #a :hi") == []
    alice.send("MODE #a +be *!*@* ~m:carol")
    assert told(world.join("carol").send("JOIN #a")) == ["474 carol #a :..."]


# --- k, l, i -----------------------------------------------------------------------------------


def test_key() -> None:
    """modern-irc, modern-appendix: Key Channel Mode: who joins must give it (475)."""
    world, alice, bob = room()
    assert alice.send("MODE #a +k Secret") == [f":{mask('alice')} MODE #a +k Secret"]
    assert bob.take() == [f":{mask('alice')} MODE #a +k Secret"]
    carol = world.join("carol")
    assert told(carol.send("JOIN #a", "JOIN #a secret")) == ["475 carol #a :..."] * 2
    assert codes(carol.send("JOIN #a Secret"))[0] == "JOIN"


@pytest.mark.parametrize("given", [" wrong", " Secret", ""])
def test_key_is_taken_away(given: str) -> None:
    """modern-irc, messages-server_queries: Type B modes: they have a parameter also when they go."""
    _, alice, _ = room()
    alice.send("MODE #a +k Secret")
    assert alice.send(f"MODE #a -k{given}") == [f":{mask('alice')} MODE #a -k Secret"]
    assert alice.send(f"MODE #a -k{given}") == []


@pytest.mark.parametrize("key", [":a b", "a,b", "::x", ":", "x" * 24, "a\x07"])
def test_key_not_well_formed(key: str) -> None:
    """modern-irc, modern-appendix: ERR_INVALIDKEY: a key that JOIN could not give is refused (525)."""
    _, alice, _ = room()
    assert told(alice.send(f"MODE #a +k {key}")) == ["525 alice #a :..."]


def test_limit() -> None:
    """modern-irc, modern-appendix: Client Limit Channel Mode: at so many members nobody else joins (471)."""
    world, alice, bob = room()
    alice.send("MODE #a +l 2")
    carol = world.join("carol")
    assert told(carol.send("JOIN #a")) == ["471 carol #a :..."]
    bob.send("PART #a")
    assert codes(carol.send("JOIN #a"))[0] == "JOIN"
    assert alice.send("MODE #a -l 2")[-1] == f":{mask('alice')} MODE #a -l"


@pytest.mark.parametrize("limit", ["0", "-1", "x", "1e3", "9999999999", "٣"])
def test_limit_is_a_number(limit: str) -> None:
    """modern-irc, modern-appendix: ERR_INVALIDMODEPARAM: a limit is a positive number."""
    _, alice, _ = room()
    assert told(alice.send(f"MODE #a +l {limit}")) == [f"696 alice #a l {limit} :..."]


def test_invite_only() -> None:
    """modern-irc, modern-appendix: Invite-Only Channel Mode: who was not invited cannot join (473)."""
    world, alice, _ = room()
    alice.send("MODE #a +i")
    carol = world.join("carol")
    assert told(carol.send("JOIN #a")) == ["473 carol #a :..."]
    alice.send("MODE #a -i")
    assert codes(carol.send("JOIN #a"))[0] == "JOIN"


# --- m, n, s, t, C -----------------------------------------------------------------------------


def test_moderated() -> None:
    """modern-irc, modern-appendix: Moderated Channel Mode: without a voice one cannot speak (404)."""
    _, alice, bob = room()
    alice.send("MODE #a +m")
    bob.take()
    assert told(bob.send("PRIVMSG #a :hi")) == ["404 bob #a :..."]
    alice.send("MODE #a +v bob")
    bob.take()
    assert bob.send("PRIVMSG #a :hi") == []


def test_no_external_messages() -> None:
    """modern-irc, modern-appendix: No External Messages Mode: outsiders cannot send to it (404)."""
    world, alice, bob = room()
    carol = world.join("carol")
    assert told(carol.send("PRIVMSG #a :hi")) == ["404 carol #a :..."]
    assert heard([alice, bob]) == [[], []]
    alice.send("MODE #a -n")
    heard([alice, bob])
    assert carol.send("PRIVMSG #a :hi") == []
    assert heard([alice, bob]) == [[f":{mask('carol')} PRIVMSG #a :hi"]] * 2
    alice.send("MODE #a +m")
    assert told(carol.send("PRIVMSG #a :hi")) == ["404 carol #a :..."]
    alice.send("MODE #a -m+b carol")
    assert told(carol.send("PRIVMSG #a :hi")) == ["404 carol #a :..."]


def test_secret() -> None:
    """modern-irc, modern-appendix: Secret Channel Mode: not in WHOIS, WHO or LIST of who is outside."""
    world, alice, bob = room()
    alice.send("MODE #a +s")
    bob.take()
    carol = world.join("carol")
    assert only(carol.send("WHOIS alice"), "319") == []
    assert only(carol.send("WHO alice"), "352") == [
        "352 carol * ~alice host.test salon.test alice H :0 alice Real"
    ]
    assert told(carol.send("WHO #a")) == ["315 carol #a :..."]
    assert only(bob.send("WHOIS alice"), "319") == ["319 bob alice :@#a"]


def test_protected_topic() -> None:
    """modern-irc, modern-appendix: Protected Topic Mode: it takes a rank to set the topic (482)."""
    _, alice, bob = room()
    assert told(bob.send("TOPIC #a :x")) == ["482 bob #a :..."]
    alice.send("MODE #a -t")
    bob.take()
    assert codes(bob.send("TOPIC #a :x")) == ["TOPIC"]


@pytest.mark.parametrize("text", ["\x01VERSION\x01", "\x01DCC SEND x 1 2 3\x01", "\x01PING 1"])
@pytest.mark.parametrize("command", ["PRIVMSG", "NOTICE"])
def test_no_ctcp(command: str, text: str) -> None:
    """ctcp, Extended Formatting: with +C CTCP but ACTION is kept out of the channel (404)."""
    _, alice, bob = room()
    alice.send("MODE #a +C")
    bob.take()
    assert told(bob.send(f"{command} #a :{text}")) == (["404 bob #a :..."] if command == "PRIVMSG" else [])
    assert alice.take() == []
    assert bob.send("PRIVMSG #a :\x01ACTION waves\x01") == []
    assert len(alice.take()) == 1


# --- user modes --------------------------------------------------------------------------------


def test_user_modes() -> None:
    """modern-irc, messages-server_queries: User mode: changes are told to oneself; 221 shows what holds."""
    world, alice, bob = room()
    assert told(alice.send("MODE alice")) == ["221 alice +"]
    assert alice.send("MODE ALICE +iw-w+B") == [f":{mask('alice')} MODE alice +iw-w+B"]
    assert bob.take() == []
    assert told(alice.send("MODE alice")) == ["221 alice +Bi"]
    assert alice.send("MODE alice +i") == []
    assert alice.send("MODE alice -iB") == [f":{mask('alice')} MODE alice -iB"]
    assert world.state.find_person("alice") is not None


def test_user_modes_unknown() -> None:
    """modern-irc, messages-server_queries: User mode: what is known is applied, then comes 501, once."""
    _, alice, _ = room()
    assert told(alice.send("MODE alice +xiz")) == [f":{mask('alice')} MODE alice +i", "501 alice :..."]
    assert told(alice.send("MODE alice +x")) == ["501 alice :..."]


def test_user_modes_of_others() -> None:
    """modern-irc, messages-server_queries: User mode: 401 for nobody, 502 for somebody else, seen or set."""
    _, alice, bob = room()
    assert told(bob.send("MODE ghost", "MODE ghost +i", "MODE alice", "MODE alice +i")) == [
        "401 bob ghost :...",
        "401 bob ghost :...",
        "502 bob :...",
        "502 bob :...",
    ]
    assert told(alice.send("MODE alice")) == ["221 alice +"]


def test_oper_mode_is_not_taken() -> None:
    """RFC 2812, 3.1.5: nobody makes themselves an operator by a mode, but may lay it down."""
    _, alice, _ = room()
    assert alice.send("MODE alice +o") == []
    assert told(alice.send("MODE alice")) == ["221 alice +"]
    alice.send("OPER root letmein")
    assert alice.send("MODE alice -o") == [f":{mask('alice')} MODE alice -o"]
    assert told(alice.send("KILL bob :x")) == ["481 alice :..."]


def test_wallops_mode() -> None:
    """modern-irc, modern-appendix: WALLOPS User Mode: who has it reads WALLOPS, nobody else."""
    world, alice, bob = room()
    root = world.join("root")
    root.send("OPER root letmein")
    bob.send("MODE bob +w")
    root.send("WALLOPS :hear")
    assert heard([alice, bob]) == [[], [f":{mask('root')} WALLOPS :hear"]]


def test_bot_mode() -> None:
    """ircv3, bot-mode: a bot is shown as one by WHOIS and WHO."""
    _, alice, bob = room()
    bob.send("MODE bob +B")
    assert only(alice.send("WHOIS bob"), "335") == ["335 alice bob :..."]
    assert only(alice.send("WHO bob"), "352") == ["352 alice #a ~bob host.test salon.test bob HB :0 bob Real"]


def test_more_changes_than_one_command_may_have() -> None:
    """MODES in RPL_ISUPPORT: what was not looked at is said; the others are made."""
    _, alice, _ = room()
    masks = [f"m{number}" for number in range(21)]
    lines = alice.send(f"MODE #a +{'b' * 21} {' '.join(masks)}")
    assert any("MODE TOO_MANY_CHANGES" in line for line in lines)
    banned = only(alice.send("MODE #a b"), "367")
    assert len(banned) == 20
