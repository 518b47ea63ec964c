"""The wire `bonjour`: each row of its table, and its bad input."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.dialect_people import IDLE_SECONDS, connect_bonjour, enter_public, world_with_room
from harness.world import DialectClient, World
from salon.wire.dialects.bonjour import LONGEST_NAME

GREETING = "Hello Marie!"


@pytest.fixture
def world() -> World:
    """Return an empty world."""
    return World()


@pytest.fixture
def marie(world: World) -> DialectClient:
    """Return somebody who was greeted."""
    client = connect_bonjour(world)
    assert client.send("Marie") == [GREETING]
    return client


def say(client: DialectClient, message: str) -> list[str]:
    """Send a message as the document's client does: with no end of line, and wait for the answer."""
    assert client.send_bytes(message.encode()) == []
    client.world.pass_time(IDLE_SECONDS + 0.01)
    return client.take()


# --- a first name (first message) | a greeting with it ----------------------------------------------


def test_nothing_is_said_unasked(world: World) -> None:
    """The client speaks first and takes whatever comes for the answer, so it is not welcomed."""
    client = connect_bonjour(world)
    world.pass_time(10)
    assert client.take() == []


def test_a_first_name(world: World) -> None:
    """Row: a first name (first message): a greeting with it."""
    assert say(connect_bonjour(world), "Marie") == [GREETING]


def test_a_first_name_is_no_nick(world: World) -> None:
    """Row: it is a label, not a nick: two Maries, or a Jean Pierre, are fine; nobody comes in to the chat."""
    world.join("Marie")
    assert [say(connect_bonjour(world), "Marie") for _ in range(2)] == [[GREETING]] * 2
    assert say(connect_bonjour(world), "  Jean   Pierre ") == ["Hello Jean Pierre!"]
    assert say(connect_bonjour(world), "Zoé: #1, @*?") == ["Hello Zoé: #1, @*?!"]
    assert len(world.state.people) == 1


def test_no_first_name(world: World) -> None:
    """An empty message is asked again."""
    client = connect_bonjour(world)
    assert client.send("", "  ") == ["What is your first name?"] * 2
    assert client.send("Marie") == [GREETING]


def test_a_first_name_that_is_too_long(world: World) -> None:
    """It is asked again: the answer has to fit into what a client takes at once, 1,024 bytes."""
    client = connect_bonjour(world)
    assert client.send("é" * (LONGEST_NAME + 1)) == ["A first name has at most 64 characters. Yours?"]
    (answer,) = client.send("\U0001f600" * LONGEST_NAME)
    assert len(answer.encode()) < 1024
    (answer,) = client.send("et alors")
    assert len(answer.encode()) < 1024


# --- /date ------------------------------------------------------------------------------------------


def test_date(marie: DialectClient) -> None:
    """Row: `/date`: the current date and time, in the configured language and zone."""
    (date,) = say(marie, "/date")
    assert re.fullmatch(r"Friday, 15 January 2027, \d\d:\d\d:\d\d \S+", date)


def test_date_before_the_name(world: World) -> None:
    """A command is no first name: it is answered, and the name is still to come."""
    client = connect_bonjour(world)
    assert "15 January 2027" in say(client, "/DATE")[0]
    assert say(client, "Marie") == [GREETING]


# --- the closing phrase -----------------------------------------------------------------------------


@pytest.mark.parametrize("phrase", ["au revoir", "AU REVOIR", " Au  Revoir ", "au revoir\n", "au revoir\r\n"])
def test_the_closing_phrase(marie: DialectClient, phrase: str) -> None:
    """Row: the closing phrase (any case): a confirmation, then it closes."""
    answers = marie.send_bytes(phrase.encode())
    marie.world.pass_time(IDLE_SECONDS + 0.01)
    assert answers + marie.take() == ["Goodbye Marie, the connection is closed."]
    assert marie.closed


def test_another_closing_phrase(world: World) -> None:
    """Row: the closing phrase (`closing_phrase`): the owner chooses it."""
    client = connect_bonjour(world, "Straße  frei")
    client.send("Marie")
    assert client.send("au revoir") == ["Marie, you are connected."]
    assert client.send("STRASSE FREI") == ["Goodbye Marie, the connection is closed."]
    assert client.closed


def test_the_closing_phrase_before_the_name(world: World) -> None:
    """Who has given no name may leave too."""
    client = connect_bonjour(world)
    assert say(client, "au revoir") == ["Goodbye, the connection is closed."]
    assert client.closed


def test_what_comes_behind_the_closing_phrase(marie: DialectClient) -> None:
    """It is not heard."""
    assert marie.send("au revoir", "/date") == ["Goodbye Marie, the connection is closed."]


# --- anything else ----------------------------------------------------------------------------------


@pytest.mark.parametrize("message", ["coucou", "", "/pseudo", "Marie", "au revoir Marie", "/date demain"])
def test_anything_else(marie: DialectClient, message: str) -> None:
    """Row: anything else: that the person is connected."""
    assert marie.send(message) == ["Marie, you are connected."]
    assert not marie.closed


def test_help(marie: DialectClient) -> None:
    """`/help` lists what the wire has, the closing phrase among it; it fits into one answer."""
    lines = say(marie, "/help")
    assert [line.partition(" : ")[0] for line in lines] == ["/date", "/help", "au revoir"]
    assert len("\n".join(lines).encode()) < 1024


# --- a message is complete at a newline, at end of stream, or at silence -----------------------------


def test_one_message_at_a_time(marie: DialectClient) -> None:
    """The document's client sends without a newline and waits for each answer."""
    assert say(marie, "un") == ["Marie, you are connected."]
    assert len(say(marie, "/date")) == 1
    assert say(marie, "Au revoir") == ["Goodbye Marie, the connection is closed."]


def test_a_message_in_pieces(marie: DialectClient) -> None:
    """As long as something comes the message goes on."""
    for piece in ("au", " rev"):
        marie.send_bytes(piece.encode())
        marie.world.pass_time(IDLE_SECONDS / 2)
        assert marie.take() == []
    assert say(marie, "oir") == ["Goodbye Marie, the connection is closed."]


def test_a_message_ends_with_the_stream(marie: DialectClient) -> None:
    """What was said before is answered, and nothing more is said."""
    marie.send_bytes(b"coucou")
    assert marie.eof() == ["Marie, you are connected."]
    assert marie.closed


def test_a_newline_is_not_answered_twice(marie: DialectClient) -> None:
    """After a whole line no silence makes another."""
    assert marie.send("coucou") == ["Marie, you are connected."]
    marie.world.pass_time(10)
    assert marie.take() == []


def test_whoever_says_nothing_is_left_alone(world: World, marie: DialectClient) -> None:
    """A silent peer stays, with a name or without."""
    stranger = connect_bonjour(world)
    world.pass_time(100_000)
    assert not marie.closed
    assert not stranger.closed


def test_a_message_that_is_too_long(marie: DialectClient) -> None:
    """Without a newline too it is answered once, and what comes after a silence is a message again."""
    (answer,) = marie.send_bytes(b"a" * 10_000)
    assert "longer than 4096 bytes" in answer
    assert say(marie, "a" * 10_000) == []
    assert say(marie, "coucou") == ["Marie, you are connected."]


@pytest.mark.parametrize("message", [b"\xff\xfe", b"caf\xe9", b"\x00", b"\x1b[2J"])
def test_what_is_no_text(marie: DialectClient, message: bytes) -> None:
    """It is answered, and the connection lives on."""
    marie.send_bytes(message)
    marie.world.pass_time(IDLE_SECONDS + 0.01)
    (answer,) = marie.take()
    assert "discarded" in answer
    assert marie.send("coucou") == ["Marie, you are connected."]


@given(st.binary(max_size=40), st.lists(st.integers(1, 6), max_size=12))
def test_pieces_change_nothing(data: bytes, sizes: list[int]) -> None:
    """Any pieces of any stream, with no silence between them, have the same answers."""
    whole, pieces = connect_bonjour(World()), connect_bonjour(World())
    assert pieces.send_pieces(data, sizes) + pieces.eof() == whole.send_bytes(data) + whole.eof()


@given(
    st.lists(st.one_of(st.text(max_size=20), st.sampled_from(["msg bob x", "@bob x", "bob: x"])), max_size=6)
)
def test_nothing_reaches_anybody(lines: list[str]) -> None:
    """It is one person and the server, whatever is written; and nobody is told that somebody came."""
    world = world_with_room()
    bob, dora = enter_public(world, "bob"), world.join("dora", "#public")
    world.forget_output()
    client = connect_bonjour(world)
    for line in lines:
        client.send_bytes(line.encode("utf-8", "surrogatepass") + b"\n")
    client.eof()
    assert bob.take() == dora.take() == []
    assert len(world.state.people) == 2
