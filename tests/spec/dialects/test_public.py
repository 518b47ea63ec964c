"""The wire `public`: each row of its table, the room as a channel of the server, and bad input."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.dialect_people import (
    MISSED_PINGS,
    PING_SECONDS,
    connect_public,
    enter_public,
    enter_relais,
    person,
    world_with_room,
)
from harness.replies import told
from harness.world import OPERATOR, Client, DialectClient, World
from salon.wire.dialects.plain import plain

WELCOME = "Bienvenue dans le Chat tapez pseudo si vous voulez vous connecter"
ASK = "tapez le pseudo que vous voulez utiliser pour le chat :"
BEGIN = "Write /pseudo to choose a name, /login NAME PASSWORD to log in to an account, or /quit to leave."
RULE = "A name has 2 to 12 characters: letters without accents, digits, _ and -."
AGAIN = "Write /pseudo to try again."
WAY_BACK = "You are not in the room: write /join to join it."


@pytest.fixture
def world() -> World:
    """Return a world with the room."""
    return world_with_room()


alice, bob = person("alice", enter_public), person("bob", enter_public)


def newcomer(world: World) -> DialectClient:
    """Return a connection that has given no name."""
    client = connect_public(world)
    assert client.take() == [WELCOME]
    return client


def operator(world: World) -> Client:
    """Return a server operator, by IRC, in the room."""
    root = world.join("root", "#public")
    root.send(f"OPER root {OPERATOR}")
    world.forget_output()
    return root


# --- connect, ask for a name ------------------------------------------------------------------------


def test_connect(world: World) -> None:
    """Row: connect: S→C `Bienvenue dans le Chat tapez pseudo si vous voulez vous connecter`."""
    assert connect_public(world).take() == [WELCOME]


@pytest.mark.parametrize("command", ["/pseudo", "pseudo", "/PSEUDO", "  pseudo  "])
def test_ask_for_a_name(world: World, command: str) -> None:
    """Row: ask for a name: `/pseudo` (also bare `pseudo`), the question, the name, `Bienvenue NAME`."""
    client = newcomer(world)
    assert client.send(command) == [ASK]
    assert client.send("Zoe_1-a") == ["Bienvenue Zoe_1-a"]


def test_a_name_on_the_line(world: World) -> None:
    """Nothing is asked then, and the same rule holds; + only with the slash."""
    said = newcomer(world).send("pseudo zoe", "/pseudo z", "/pseudo", "/Pseudo zoe")
    assert said == [BEGIN, RULE, AGAIN, ASK, "Bienvenue zoe"]


@pytest.mark.parametrize("name", ["ab", "a" * 12, "A-_9", "1234", "--"])
def test_names_of_the_rule(world: World, name: str) -> None:
    """2 to 12 characters out of letters (ASCII), digits, `_` and `-`."""
    assert newcomer(world).send("/pseudo", name) == [ASK, f"Bienvenue {name}"]


@pytest.mark.parametrize(
    "name", ["", "a", "a" * 13, "zoé", "a b", "a.b", "a:b", "#public", "/list", "\uff41b", "msg bob x"]
)
def test_bad_name(world: World, alice: DialectClient, name: str) -> None:
    """Row: bad name: an error that states the rule; the connection stays and `/pseudo` may be tried again."""
    client = newcomer(world)
    assert client.send("/pseudo", name) == [ASK, RULE, AGAIN]
    assert client.send("/pseudo", "zoe") == [ASK, "Bienvenue zoe"]
    assert alice.take() == ["zoe has joined."]


def test_a_name_that_no_wire_may_have(world: World) -> None:
    """A wire may be stricter than the server, never laxer: a name cannot be three digits alone."""
    client = newcomer(world)
    assert client.send("/pseudo", "123") == [
        ASK,
        "This name is not valid: a name cannot be three digits alone.",
        AGAIN,
    ]
    assert client.send("/pseudo", "1234") == [ASK, "Bienvenue 1234"]


def test_a_name_that_looks_like_another(world: World) -> None:
    """It is not in use, so the connection stays."""
    twin = "z\u043ee"
    world.join(twin)
    client = newcomer(world)
    assert client.send("/pseudo", "zoe") == [
        ASK,
        f"zoe looks like {twin}, who is online: choose another name.",
        AGAIN,
    ]
    assert client.send("/pseudo", "zoe2") == [ASK, "Bienvenue zoe2"]


@pytest.mark.parametrize("holder", ["public", "irc"])
def test_name_in_use(world: World, holder: str) -> None:
    """Row: name in use: S→C `Ce pseudo existe déjà`, then `Déconnexion`, and the server closes."""
    if holder == "irc":
        world.join("Zoe")
    else:
        enter_public(world, "Zoe")
    client = newcomer(world)
    assert client.send("/pseudo", "zoe", "salut") == [ASK, "Ce pseudo existe déjà", "Déconnexion"]
    assert client.closed


# --- who is here ------------------------------------------------------------------------------------


def test_list(world: World, alice: DialectClient) -> None:
    """Row: who is here: `/list`: all who are in the room, by whatever wire, and nobody else."""
    newcomer(world)
    enter_relais(world, "carol")
    world.join("dora", "#public").send("MODE dora +i")
    world.join("eve", "#other")
    enter_public(world, "bob")
    world.forget_output()
    assert alice.send("/list") == ["Les personnes connectées sont : -alice, -dora, -bob"]


# --- public message ---------------------------------------------------------------------------------


def test_public_message(world: World, alice: DialectClient, bob: DialectClient) -> None:
    """Row: public message: any other line, to everybody else in the room: `NAME: TEXT`."""
    carol, outsider = enter_public(world, "carol"), newcomer(world)
    world.forget_output()
    assert alice.send("salut à tous") == []
    assert bob.take() == carol.take() == ["alice: salut à tous"]
    assert outsider.take() == []


@pytest.mark.parametrize(
    "line", ["msgbob coucou", "pseudo", "list", "ping?", "/ 2 = 1", "/etc/passwd", "//", "bob: msg", ":-)"]
)
def test_any_other_line(alice: DialectClient, bob: DialectClient, line: str) -> None:
    """Row: public message: what only looks like a command is a message."""
    assert alice.send(line) == []
    assert bob.take() == [f"alice: {line}"]


def test_the_longest_line_arrives_whole(alice: DialectClient, bob: DialectClient) -> None:
    """4,096 bytes are one message."""
    alice.send("é" * 2048)
    assert bob.take() == [f"alice: {'é' * 2048}"]


def test_it_meets_irc(world: World, alice: DialectClient) -> None:
    """The room is a channel: a line reaches IRC with its nick, and back without IRC's formatting."""
    dora = world.join("dora", "#public")
    alice.take()
    alice.send("salut")
    assert told(dora.take()) == [":alice!public@host.test PRIVMSG #public :salut"]
    dora.send(
        "PRIVMSG #public :\x02salut\x02 \x0304toi",
        "NOTICE #public :psst",
        "PRIVMSG #public :\x01ACTION rit\x01",
        "PRIVMSG #public :\x01VERSION\x01",
    )
    assert alice.take() == ["dora: salut toi", "dora: psst", "dora: * rit"]


def test_irc_gets_long_lines_in_pieces(world: World, alice: DialectClient) -> None:
    """A line that IRC has no room for comes as several, which together are the text; each id is one's own."""
    dora = world.join("dora", "#public", caps="message-tags")
    text = " ".join(f"mot{number}" for number in range(400))
    alice.send(text)
    lines = dora.take()
    assert len(lines) > 1
    pieces = [line.partition(" PRIVMSG #public :")[2] for line in lines]
    assert "".join(pieces) == text
    assert all(len(line.partition(" :")[2].encode()) + 3 <= 512 for line in lines)
    assert ["msgid=" in line for line in lines] == [True] + [False] * (len(lines) - 1)


def test_a_message_is_seen_when_it_is_on_disk(world: World, alice: DialectClient, bob: DialectClient) -> None:
    """Nobody hears what is not kept."""
    world.hold_disk = True
    alice.send("salut")
    assert bob.take() == []
    world.release_disk()
    assert bob.take() == ["alice: salut"]


# --- private message --------------------------------------------------------------------------------


def test_private_message(world: World, alice: DialectClient, bob: DialectClient) -> None:
    """Row: private message: `SENDER vous a envoyer un message privé : TEXT`; nobody else sees it."""
    carol = enter_public(world, "carol")
    world.forget_output()
    assert alice.send("msg bob on se voit  demain ?") == []
    assert bob.take() == ["alice vous a envoyer un message privé : on se voit  demain ?"]
    assert carol.take() == []


@pytest.mark.parametrize("line", ["MSG Bob x", "/msg bob x", "msg\tbob\tx", "  msg   bob   x  "])
def test_private_message_by_habit(alice: DialectClient, bob: DialectClient, line: str) -> None:
    """What is meant for one does not reach all because of a capital, a slash or a tab."""
    alice.send(line)
    assert bob.take() == ["alice vous a envoyer un message privé : x"]


def test_private_message_over_the_wires(world: World, alice: DialectClient) -> None:
    """Row: private message: the target is any nick on the server, and answers in its own way."""
    carol, dora = enter_relais(world, "carol"), world.join("dora")
    alice.send("msg carol un", "msg dora deux")
    assert carol.take() == ["alice: un"]
    assert told(dora.take()) == [":alice!public@host.test PRIVMSG dora :deux"]
    carol.send("@alice trois")
    dora.send("PRIVMSG alice :quatre")
    private = "vous a envoyer un message privé :"
    assert alice.take() == [f"carol {private} trois", f"dora {private} quatre"]


def test_private_message_to_nobody(alice: DialectClient, bob: DialectClient) -> None:
    """Row: private message: an unknown name is an error to the sender."""
    assert alice.send("msg zoe secret") == ["There is nobody called zoe here."]
    assert bob.take() == []


def test_private_message_to_a_channel(world: World, alice: DialectClient) -> None:
    """A channel is no person, even where outsiders may speak in it."""
    dora = world.join("dora", "#salon")
    dora.send("MODE #salon -n")
    assert alice.send("msg #salon salut", "msg #public salut") == [
        "There is nobody called #salon here.",
        "There is nobody called #public here.",
    ]
    assert dora.take() == []


@pytest.mark.parametrize("line", ["msg", "msg bob", "msg bob  ", "/msg"])
def test_private_message_without_its_parts(alice: DialectClient, bob: DialectClient, line: str) -> None:
    """What is missing is said, with the form, to the sender alone."""
    assert alice.send(line) == ["To whom, and what? Write msg NAME TEXT."]
    assert bob.take() == []


def test_who_is_away(world: World, alice: DialectClient) -> None:
    """The sender is told that the receiver is away."""
    world.join("dora").send("AWAY :à table")
    assert alice.send("msg dora salut") == ["dora is away: à table"]


# --- leave ------------------------------------------------------------------------------------------


def test_quit(world: World, alice: DialectClient, bob: DialectClient) -> None:
    """Row: leave: `/quit`; S→C `Deconnexion`, and the server closes; the others are told."""
    dora = world.join("dora", "#public")
    world.forget_output()
    assert alice.send("/quit", "encore") == ["Deconnexion"]
    assert alice.closed
    assert bob.take() == ["alice has left."]
    assert told(dora.take()) == [":alice!public@host.test QUIT :Quit"]


def test_quit_without_a_name(world: World, bob: DialectClient) -> None:
    """Before a name is taken `/quit` leaves too, and nobody is told of who was never there."""
    for lines in (["/quit"], ["/pseudo", "/quit"]):
        client = newcomer(world)
        assert client.send(*lines)[-1] == "Deconnexion"
        assert client.closed
    assert bob.take() == []


def test_others_are_told_who_comes_and_goes(world: World, alice: DialectClient) -> None:
    """By whatever wire, and under what name."""
    dora = world.join("dora")
    dora.send("JOIN #public", "NICK dodo", "TOPIC #public :\x02soleil", "PART #public :bye")
    assert alice.take() == ["dora has joined.", "dora is now called dodo.", "dodo has left."]
    dora.send("JOIN #public", "QUIT :à \x02demain")
    assert alice.take() == ["dodo has joined.", "dodo has left: à demain"]


def test_others_are_told_of_the_topic(world: World, alice: DialectClient) -> None:
    """An operator sets it, or clears it."""
    root = operator(world)
    root.send("TOPIC #public :\x02soleil", "TOPIC #public :")
    assert alice.take() == ["root has set the topic: soleil", "root has cleared the topic."]


def test_the_end_of_the_stream(alice: DialectClient, bob: DialectClient) -> None:
    """The last line is said, be it without its end; then the person is gone."""
    alice.send_bytes("dernière".encode())
    assert alice.eof() == ["Deconnexion"]
    assert bob.take() == ["alice: dernière", "alice has left."]


# --- keep-alive -------------------------------------------------------------------------------------


def test_ping_and_pong(world: World, alice: DialectClient) -> None:
    """Row: keep-alive: S→C `ping`; C→S `pong`: who answers stays."""
    for _ in range(3 * MISSED_PINGS):
        world.pass_time(PING_SECONDS - 1)
        assert alice.take() == []
        world.pass_time(1)
        assert alice.take() == ["ping"]
        assert alice.send("pong") == []
    assert not alice.closed


def test_unanswered_pings(world: World, alice: DialectClient, bob: DialectClient) -> None:
    """Row: keep-alive: after X unanswered pings in a row the client is dropped and the others are told."""
    for _ in range(MISSED_PINGS):
        world.pass_time(PING_SECONDS)
        assert alice.take() == ["ping"]
        bob.send("pong")
    bob.take()
    world.pass_time(PING_SECONDS)
    assert alice.take() == ["No answer to the pings", "Deconnexion"]
    assert alice.closed
    assert "alice has left: No answer to the pings" in bob.take()


def test_pings_are_counted_in_a_row(world: World, alice: DialectClient) -> None:
    """Row: keep-alive: an answer in between begins the count again."""
    for _ in range(3):
        world.pass_time(PING_SECONDS)
        world.pass_time(PING_SECONDS)
        assert alice.take() == ["ping", "ping"]
        alice.send("pong")
    assert not alice.closed


def test_whatever_is_sent_is_a_sign_of_life(world: World, alice: DialectClient) -> None:
    """Who talks, or types, is not dead."""
    for _ in range(3 * MISSED_PINGS):
        world.pass_time(PING_SECONDS)
        alice.send_bytes(b"a")
    assert not alice.closed


def test_who_has_no_name_is_pinged_too(world: World) -> None:
    """A dead peer is found; its `pong` is no name."""
    client = newcomer(world)
    client.send("/pseudo")
    world.pass_time(PING_SECONDS)
    assert client.take() == ["ping"]
    assert client.send("pong") == []
    assert client.send("zoe") == ["Bienvenue zoe"]
    silent = newcomer(world)
    for _ in range(MISSED_PINGS + 1):
        world.pass_time(PING_SECONDS)
    assert silent.closed
    assert silent.take() == ["ping", "ping", "ping", "No answer to the pings"]


def test_a_client_may_ping(world: World, alice: DialectClient, bob: DialectClient) -> None:
    """Row: keep-alive: a client may also send `ping` and gets `pong`; neither is a message."""
    assert alice.send("ping") == ["pong"]
    assert alice.send("pong") == []
    assert newcomer(world).send("ping") == ["pong"]
    assert bob.take() == []


# --- before a name is taken -------------------------------------------------------------------------


@pytest.mark.parametrize("line", ["", "salut", "/list", "msg alice salut", "/help", "/date", "/join", "zoe"])
def test_before_a_name(world: World, alice: DialectClient, line: str) -> None:
    """Anything but `/pseudo`, `pseudo` and `/quit` is answered with how to begin, and reaches nobody."""
    client = newcomer(world)
    assert client.send(line) == [BEGIN]
    assert alice.take() == []


def test_a_bad_name_is_not_asked_for_twice(world: World, alice: DialectClient) -> None:
    """After a bad name the way begins again with `/pseudo`."""
    client = newcomer(world)
    client.send("/pseudo", "a")
    assert client.send("zoe") == [BEGIN]
    assert alice.take() == []


# --- the room belongs to the server -----------------------------------------------------------------


def test_the_room_has_no_founder(world: World, alice: DialectClient) -> None:
    """No founder, no renaming; the first comer is a plain member."""
    dora = world.join("dora")
    assert "353 dora = #public :alice dora" in told(dora.send("JOIN #public"))
    assert alice.take() == ["dora has joined."]


def test_the_room_is_not_left(alice: DialectClient, bob: DialectClient) -> None:
    """Not left but by `/quit`: there is no command to part, and `/join` says that one is there."""
    assert alice.send("/part") == ["There is no command /part: /help lists them."]
    assert alice.send("/join") == ["You are in the room."]
    assert bob.take() == []


def test_whoever_is_removed_is_told(world: World, alice: DialectClient, bob: DialectClient) -> None:
    """A person whom an operator removes is told, stays connected, and may come back."""
    root = operator(world)
    world.join("dora", "#public").send("MODE dora +i")
    world.forget_output()
    root.send("KICK #public alice :du \x02bruit")
    assert alice.take() == ["root removed you from the room: du bruit", WAY_BACK]
    assert bob.take() == ["root removed alice."]
    assert alice.send("salut") == [WAY_BACK]
    assert alice.send("msg bob pardon") == []
    assert bob.take() == ["alice vous a envoyer un message privé : pardon"]
    assert bob.send("salut") == []
    assert alice.take() == []
    assert alice.send("/list") == ["Les personnes connectées sont : -bob, -root"]
    assert alice.send("/join") == []
    assert bob.take() == ["alice has joined."]
    assert alice.send("re") == []
    assert bob.take() == ["alice: re"]


def test_whoever_is_barred_is_told(world: World, alice: DialectClient) -> None:
    """A ban is named, at the way back and at the way in."""
    root = operator(world)
    root.send("MODE #public +b *!public@*", "KICK #public alice :")
    assert alice.take() == [
        "You may not speak in #public: you are banned.",
        "root removed you from the room.",
        WAY_BACK,
    ]
    assert alice.send("/join") == ["You are banned from #public.", WAY_BACK]
    zoe = newcomer(world)
    assert zoe.send("/pseudo", "zoe") == [ASK, "Bienvenue zoe", "You are banned from #public.", WAY_BACK]
    root.send("MODE #public -b *!public@*")
    assert alice.send("/join") == []
    assert zoe.send("/join") == []
    assert zoe.take() == []
    assert alice.take() == ["zoe has joined."]


def test_whoever_is_muted_is_told(world: World, alice: DialectClient, bob: DialectClient) -> None:
    """A mute is told to whom it concerns, when it is set and at each try, and when it is lifted."""
    root = operator(world)
    root.send("MODE #public +b ~m:alice!*@*")
    assert alice.take() == ["You may not speak in #public: you are muted."]
    assert bob.take() == []
    assert alice.send("salut") == ["You may not speak in #public: you are muted."]
    assert bob.take() == []
    root.send("MODE #public +s")
    assert alice.take() == []
    root.send("MODE #public -b ~m:alice!*@*")
    assert alice.take() == ["You may speak again."]
    alice.send("salut")
    assert bob.take() == ["alice: salut"]


def test_who_comes_in_muted_is_told(world: World) -> None:
    """So that nobody talks to the wall."""
    root = operator(world)
    root.send("MODE #public +m")
    client = newcomer(world)
    moderated = "You may not speak in #public: it is moderated, and you need a voice."
    assert client.send("/pseudo", "zoe") == [ASK, "Bienvenue zoe", moderated]
    root.send("MODE #public +v zoe")
    assert client.take() == ["You may speak again."]


def test_whoever_is_killed_is_told(world: World, alice: DialectClient, bob: DialectClient) -> None:
    """The reason, then the farewell; the others hear of it."""
    operator(world).send("KILL alice :du bruit")
    assert alice.take() == ["root disconnected you from the server: du bruit", "Deconnexion"]
    assert alice.closed
    assert bob.take() == ["alice has left: disconnected by root: du bruit"]


# --- what every wire has ----------------------------------------------------------------------------


def test_help_is_the_table(alice: DialectClient) -> None:
    """`/help` lists exactly what the wire has."""
    commands = [line.split()[0] for line in alice.send("/help")[:-1]]
    assert commands == [
        *("/list", "msg", "/msg", "/history", "/unread", "/reply", "/react", "/unreact", "/edit", "/delete"),
        *("/join", "/pseudo"),
        *("/register", "/login", "/logout", "/sessions"),
        *("/persistence", "/password", "/reset", "/code", "/email", "/verify", "/account"),
        *("/ignore", "/unignore", "/annuaire", "/search", "/date", "/help", "/quit"),
    ]


def test_date(alice: DialectClient) -> None:
    """`/date`: the server's date and time."""
    (date,) = alice.send("/date")
    assert re.fullmatch(r"Friday, 15 January 2027, \d\d:\d\d:00 \S+", date)


def test_ignore(world: World, alice: DialectClient, bob: DialectClient) -> None:
    """`/ignore` holds in the room and in private, for oneself alone."""
    carol = enter_public(world, "carol")
    world.forget_output()
    assert alice.send("/ignore bob") == ["You no longer hear bob."]
    bob.send("un", "msg alice deux")
    assert alice.take() == []
    assert carol.take() == ["bob: un"]
    carol.send("trois")
    assert alice.take() == ["carol: trois"]
    assert alice.send("/unignore bob") == ["You hear bob again."]
    bob.send("quatre")
    assert alice.take() == ["bob: quatre"]


def test_ignore_takes_names(alice: DialectClient) -> None:
    """What is no name is refused with the rule, and there is an end to the list."""
    assert alice.send("/ignore a b")[0].startswith("This name is not valid: it contains a space")
    for number in range(100):
        alice.send(f"/ignore bob{number}")
    assert alice.send("/ignore zoe") == ["You ignore 100 people, and can ignore no more."]


def test_pseudo_with_a_name(alice: DialectClient, bob: DialectClient) -> None:
    """Who has a name is told which."""
    assert alice.send("/pseudo") == ["You are called alice: to take another name, /quit and come back."]
    assert bob.take() == []


def test_a_command_that_there_is_not(alice: DialectClient, bob: DialectClient) -> None:
    """A mistyped command is not said to everybody, for it may hold what is meant for one."""
    assert alice.send("/mgs bob secret") == ["There is no command /mgs: /help lists them."]
    assert bob.take() == []


@pytest.mark.parametrize("line", ["", "   ", "\t"])
def test_empty_lines_say_nothing(alice: DialectClient, bob: DialectClient, line: str) -> None:
    """Whoever only presses the key is not answered."""
    assert alice.send(line) == []
    assert bob.take() == []


# --- whatever comes ---------------------------------------------------------------------------------

LINES = st.one_of(
    st.text(max_size=30),
    st.sampled_from(["/pseudo", "zoe", "bob", "salut", "msg bob salut", "msg x y", "/list", "ping", "/m b"]),
    st.sampled_from(["/pseudo eve", "0\U000e0000", "\u00ad", "\u202bx"]),
)


@given(st.lists(LINES, max_size=6), st.lists(st.integers(1, 20), max_size=20))
def test_pieces_change_nothing(lines: list[str], sizes: list[int]) -> None:
    """Any pieces of any stream do the same to oneself and to others."""
    data = "\n".join(lines).encode("utf-8", "surrogatepass") + b"\n"
    heard = []
    for cuts in ([], sizes):
        world = world_with_room()
        bob, client = enter_public(world, "bob"), connect_public(world)
        client.take()
        heard.append((client.send_pieces(data, cuts), bob.take()))
    assert heard[0] == heard[1]


@given(st.lists(LINES, max_size=6), st.booleans())
def test_nothing_reaches_others_but_what_the_table_says(lines: list[str], registered: bool) -> None:
    """Whatever is written: before a name nobody hears it, with a name only what is a message."""
    world = world_with_room()
    bob, carol = enter_public(world, "bob"), enter_public(world, "carol")
    dora = world.join("dora", "#salon")
    dora.send("MODE #salon -n")
    client = enter_public(world, "alice") if registered else connect_public(world)
    world.forget_output()
    for line in lines:
        if client.closed or "\n" in line:
            continue
        had_name = client.link.core.person is not None
        client.send_bytes(line.encode("utf-8", "surrogatepass") + b"\n")
        by_bob, by_carol, text = bob.take(), carol.take(), line.strip()
        if not had_name:
            assert by_bob == by_carol == ([f"{text.split()[-1]} has joined."] if by_bob else [])
        elif re.match(r"/?msg\b", text, re.IGNORECASE):
            assert by_carol == []
            assert all(heard.startswith("alice vous a") or registered is False for heard in by_bob)
        else:
            name = client.link.core.person.nick if client.link.core.person is not None else ""
            assert by_bob == by_carol in ([], [f"{name}: {plain(text)}"])
            assert not (by_bob and re.fullmatch(r"/[A-Za-z]+", text.split()[0]))
    assert dora.take() == []
