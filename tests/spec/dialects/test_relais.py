"""The wire `relais`: each row of its table, and its bad input."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.dialect_people import connect_relais, enter_relais, person
from harness.replies import mask
from harness.world import OPERATOR, DialectClient, World
from salon.wire.dialects.plain import plain


@pytest.fixture
def world() -> World:
    """Return an empty world."""
    return World()


alice, bob = person("alice", enter_relais), person("bob", enter_relais)


# --- user name (first line) | registers it, or says that it is taken or not valid and asks again ------


def test_the_first_line_registers_a_name(world: World) -> None:
    """Row: `user name (first line)`: registers it."""
    client = connect_relais(world)
    assert client.take() == ["Welcome to the relay. Your user name?"]
    (answer,) = client.send("Abbas")
    assert answer.startswith("Welcome, Abbas.")
    assert world.state.find_person("abbas") is not None


def test_a_name_that_is_taken(world: World) -> None:
    """Row: `user name (first line)`: or says that it is taken, and asks again; by whatever wire it is."""
    world.join("djuma")
    client = connect_relais(world)
    client.take()
    assert client.send("Djuma") == ["The name Djuma is taken.", "Your user name?"]
    assert client.send("abbas")[0].startswith("Welcome, abbas.")


@pytest.mark.parametrize("name", ["#salon", "a b", "a:b", "a,b", "@bob", "123", "x" * 33, "é" * 33])
def test_a_name_that_is_not_valid(world: World, name: str) -> None:
    """Row: `user name (first line)`: or not valid, with the rule that it breaks, and asks again."""
    client = connect_relais(world)
    client.take()
    rule, question = client.send(name)
    assert rule.startswith("This name is not valid: ")
    assert question == "Your user name?"
    assert world.state.people == {}


@pytest.mark.parametrize("line", ["", "   "])
def test_no_name(world: World, line: str) -> None:
    """An empty line is asked again, and is no name."""
    client = connect_relais(world)
    client.take()
    assert client.send(line) == ["Your user name?"]


@pytest.mark.parametrize("line", ["/users", "/ignore bob", "/nothing", "/"])
def test_commands_before_the_name(world: World, line: str) -> None:
    """A command is no name: what needs one says so, and asks again."""
    client = connect_relais(world)
    client.take()
    assert client.send(line) == ["Choose a name first.", "Your user name?"]
    assert world.state.people == {}


# --- `@NAME TEXT`, or `NAME: TEXT` where NAME is here ----------------------------------------------


def test_at_name_text(alice: DialectClient, bob: DialectClient, world: World) -> None:
    """Row: `@NAME TEXT`: delivers `FROM: TEXT` to NAME alone; confirms delivery to the sender."""
    carol = enter_relais(world, "carol")
    assert alice.send("@bob salut  toi") == ["Delivered to bob."]
    assert bob.take() == ["alice: salut  toi"]
    assert carol.take() == []


def test_name_colon_text(alice: DialectClient, bob: DialectClient) -> None:
    """Row: `NAME: TEXT` where NAME is here: the same, in any spelling of the name."""
    assert alice.send("Bob: salut") == ["Delivered to bob."]
    assert bob.take() == ["alice: salut"]


def test_name_colon_of_nobody(alice: DialectClient, bob: DialectClient) -> None:
    """Row: `NAME: TEXT` where NAME is here: where nobody is, it is bare text."""
    alice.send("@bob un")
    alice.send("attention: danger", "http://salon.example")
    assert bob.take() == ["alice: un", "alice: attention: danger", "alice: http://salon.example"]


def test_at_name_of_nobody(alice: DialectClient, bob: DialectClient) -> None:
    """Row: `@NAME` who is not here: says so."""
    alice.send("@bob un")
    bob.take()
    assert alice.send("@zoe salut") == ["There is nobody called zoe here."]
    assert bob.take() == []


def test_delivery_is_confirmed_when_it_is_on_disk(
    world: World, alice: DialectClient, bob: DialectClient
) -> None:
    """Neither the receiver nor the sender is told before the message is kept."""
    world.hold_disk = True
    assert alice.send("@bob salut") == []
    assert bob.take() == []
    world.release_disk()
    assert alice.take() == ["Delivered to bob."]
    assert bob.take() == ["alice: salut"]


def test_it_meets_irc(world: World, alice: DialectClient) -> None:
    """A name is anybody's on the server, whatever wire it came by."""
    dora = world.join("dora")
    alice.send("@dora salut")
    assert dora.take() == [f":{mask('alice').replace('~alice', 'relais')} PRIVMSG dora :salut"]
    dora.send("PRIVMSG alice :\x02salut\x02 à toi", "NOTICE alice :psst", "PRIVMSG alice :\x01ACTION rit\x01")
    assert alice.take() == ["dora: salut à toi", "dora: psst", "dora: * rit"]


def test_who_is_away(world: World, alice: DialectClient) -> None:
    """The sender is told that the receiver is away; it is delivered all the same."""
    dora = world.join("dora")
    dora.send("AWAY :à table")
    assert alice.send("@dora salut") == ["Delivered to dora.", "dora is away: à table"]
    assert len(dora.take()) == 1


@pytest.mark.parametrize(
    "line", ["@bob", "@bob   ", "@", "@ bob", "@ bob salut", "bob:", "@:bob salut", "@bob:"]
)
def test_missing_parts(alice: DialectClient, bob: DialectClient, line: str) -> None:
    """A message without a destination or a text is answered with the form, and reaches nobody."""
    alice.send("@bob un")
    bob.take()
    assert alice.send(line) == ["To whom? Write @NAME TEXT, or NAME: TEXT."]
    assert bob.take() == []


def test_a_channel_is_no_destination(world: World, alice: DialectClient) -> None:
    """It is for people, so the name of a channel is nobody's, even where outsiders may speak in it."""
    dora = world.join("dora", "#salon")
    dora.send("MODE #salon -n")
    assert alice.send("@#salon salut") == ["There is nobody called #salon here."]
    assert dora.take() == []


# --- bare text | to the last destination used; with none, an error that shows the form --------------


def test_bare_text_goes_to_the_last_destination(
    world: World, alice: DialectClient, bob: DialectClient
) -> None:
    """Row: `bare text`: to the last destination used."""
    carol = enter_relais(world, "carol")
    alice.send("@bob un", "@carol deux")
    assert alice.send("trois") == ["Delivered to carol."]
    assert bob.take() == ["alice: un"]
    assert carol.take() == ["alice: deux", "alice: trois"]


def test_bare_text_without_a_destination(alice: DialectClient) -> None:
    """Row: `bare text`: with none, an error that shows the form."""
    assert alice.send("salut") == ["To whom? Write @NAME TEXT, or NAME: TEXT."]


def test_a_failed_delivery_is_no_destination(alice: DialectClient, bob: DialectClient) -> None:
    """The last destination used is one that took a message."""
    alice.send("@bob un", "@zoe deux", "trois")
    assert bob.take() == ["alice: un", "alice: trois"]


def test_the_last_destination_has_gone(world: World, alice: DialectClient, bob: DialectClient) -> None:
    """Bare text never reaches a stranger who took the name of the last destination."""
    alice.send("@bob un")
    bob.send("/exit")
    stranger = enter_relais(world, "bob")
    assert alice.send("secret") == ["There is nobody called bob here."]
    assert alice.send("secret") == ["To whom? Write @NAME TEXT, or NAME: TEXT."]
    assert stranger.take() == []


def test_the_last_destination_has_another_name(world: World, alice: DialectClient) -> None:
    """It is the person who is followed."""
    dora = world.join("dora")
    alice.send("@dora un")
    dora.send("NICK dorothee")
    assert alice.send("deux") == ["Delivered to dorothee."]
    assert len(dora.take()) == 1


def test_empty_lines_say_nothing(alice: DialectClient, bob: DialectClient) -> None:
    """Whoever only presses the key is not answered, and reaches nobody."""
    alice.send("@bob un")
    bob.take()
    assert alice.send("", "  ", "\t") == []
    assert bob.take() == []


# --- `/users`, `/exit` and what every wire has ------------------------------------------------------


def test_users(world: World, alice: DialectClient, bob: DialectClient) -> None:
    """Row: `/users`: who is online, by whatever wire."""
    world.join("dora")
    connect_relais(world)
    assert alice.send("/users") == ["Online: alice, bob, dora"]
    bob.send("/exit")
    assert alice.send("/USERS") == ["Online: alice, dora"]


def test_users_hides_who_wants_it(world: World, alice: DialectClient) -> None:
    """Who is invisible on IRC is so on this wire: counted, not named; a message arrives all the same."""
    dora = world.join("dora")
    dora.send("MODE dora +i")
    assert alice.send("/users") == [
        "Online: alice",
        "Not listed, as their programs ask (+i on IRC): 1",
    ]
    assert alice.send("@dora salut") == ["Delivered to dora."]


def test_exit(world: World, alice: DialectClient) -> None:
    """Row: `/exit`: ends the communication."""
    assert alice.send("/exit", "@bob trop tard") == ["Goodbye."]
    assert alice.closed
    assert world.state.find_person("alice") is None


def test_exit_before_the_name(world: World) -> None:
    """Row: `/exit`: also for who has given no name."""
    client = connect_relais(world)
    client.take()
    assert client.send("/exit") == ["Goodbye."]
    assert client.closed


def test_help_is_the_table(alice: DialectClient) -> None:
    """`/help` lists exactly what the wire has, also before the name is given."""
    lines = alice.send("/help")
    commands = [line.split()[0] for line in lines[:-1]]
    assert commands == [
        *("@NAME", "/users", "/register", "/login", "/logout", "/sessions"),
        *("/persistence", "/password", "/reset", "/code", "/email", "/verify", "/account"),
        *("/ignore", "/unignore", "/annuaire", "/search", "/date", "/help", "/exit"),
    ]
    world = World()
    client = connect_relais(world)
    client.take()
    assert client.send("/help") == lines


def test_date(world: World, alice: DialectClient) -> None:
    """`/date`: the server's date and time, also before the name is given."""
    client = connect_relais(world)
    client.take()
    (date,) = client.send("/date")
    assert re.fullmatch(r"Friday, 15 January 2027, \d\d:\d\d:00 \S+", date)
    assert alice.send("/date") == [date]


def test_ignore(world: World, alice: DialectClient, bob: DialectClient) -> None:
    """`/ignore`: for oneself, until `/unignore`; nobody else is told."""
    carol = enter_relais(world, "carol")
    assert alice.send("/ignore") == ["You hear everybody."]
    assert alice.send("/ignore Bob") == ["You no longer hear bob."]
    assert bob.send("@alice un") == ["Delivered to alice."]
    carol.send("@alice deux")
    assert alice.take() == ["carol: deux"]
    assert alice.send("/ignore") == ["You do not hear: bob"]
    assert alice.send("/unignore bob") == ["You hear bob again."]
    assert alice.send("/unignore bob") == ["You were not ignoring bob."]
    bob.send("@alice trois")
    assert alice.take() == ["bob: trois"]


def test_a_command_that_there_is_not(alice: DialectClient, bob: DialectClient) -> None:
    """It is named, with what to do, and never said to the last destination."""
    alice.send("@bob un")
    bob.take()
    assert alice.send("/user bob") == ["There is no command /user: /help lists them."]
    assert bob.take() == []


# --- ends that nobody asked for ---------------------------------------------------------------------


def test_who_is_killed_is_told(world: World, alice: DialectClient) -> None:
    """An operator ends somebody's presence: the reason is said before the connection closes."""
    root = world.join("root")
    root.send(f"OPER root {OPERATOR}", "KILL alice :du bruit")
    assert alice.take() == ["root disconnected you from the server: du bruit", "Goodbye."]
    assert alice.closed


def test_the_end_of_the_stream(world: World, alice: DialectClient, bob: DialectClient) -> None:
    """The last line is done, be it without its end; then the person is gone."""
    alice.send_bytes(b"@bob un\n@bob deux")
    assert alice.eof() == ["Delivered to bob.", "Goodbye."]
    assert bob.take() == ["alice: un", "alice: deux"]
    assert world.state.find_person("alice") is None


def test_whoever_says_nothing_is_left_alone(world: World) -> None:
    """A silent peer stays, with a name or without."""
    clients = connect_relais(world), enter_relais(world, "alice")
    world.pass_time(100_000)
    assert not any(client.closed for client in clients)


# --- whatever comes ---------------------------------------------------------------------------------

LINES = st.one_of(
    st.text(max_size=30),
    st.sampled_from(["@bob salut", "bob: salut", "@zoe x", "salut", "/users", "/help", "@#salon x", "bob"]),
    st.sampled_from(["@bob a\u00adb", "@bob \u202bx"]),
)


@given(st.lists(LINES, max_size=6), st.lists(st.integers(1, 20), max_size=20))
def test_pieces_change_nothing(lines: list[str], sizes: list[int]) -> None:
    """Any pieces of any stream do the same to oneself and to others."""
    data = "\n".join(lines).encode("utf-8", "surrogatepass") + b"\n"
    heard = []
    for cuts in ([], sizes):
        world = World()
        bob, client = enter_relais(world, "bob"), connect_relais(world)
        client.take()
        heard.append((client.send_pieces(data, cuts), bob.take()))
    assert heard[0] == heard[1]


@given(st.lists(LINES, max_size=6), st.booleans())
def test_nothing_reaches_others_but_what_is_for_them(lines: list[str], registered: bool) -> None:
    """Whatever is written, only the destination hears it, and a bystander in a channel nothing."""
    world = World()
    dora, bob = world.join("dora", "#salon"), enter_relais(world, "bob")
    dora.send("MODE #salon -n")
    world.forget_output()
    client = enter_relais(world, "alice") if registered else connect_relais(world)
    used = False
    for line in lines:
        if client.closed or "\n" in line:
            continue
        client.send_bytes(line.encode("utf-8", "surrogatepass") + b"\n")
        for heard in bob.take():
            assert used or re.match(r"\s*@?bob\b", line)
            assert not line.strip().startswith("/")
            # What hides itself from a terminal is left out.
            assert heard.partition(": ")[2] in plain(line)
            used = True
    assert dora.take() == []


def test_what_is_for_programs_is_not_shown(world: World, alice: DialectClient) -> None:
    """A TAGMSG has no text, and a CTCP question is for a client."""
    dora = world.join("dora", caps="message-tags")
    dora.send("@+typing=active TAGMSG alice", "PRIVMSG alice :\x01VERSION\x01")
    assert alice.take() == []
