"""The wire `annuaire`: each row of its table, what it promises beyond, and its bad input."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.chaines_people import enter
from harness.dialect_people import (
    IDLE_SECONDS,
    ask_annuaire,
    connect_annuaire,
    enter_public,
    enter_relais,
    world_with_room,
)
from harness.world import Client, World, hashed
from salon.core.events import MachineListed
from salon.delivery.answers import PIECE_STEPS
from salon.storage.rows import STATEMENTS

ALICE, BOB, STRANGER = "192.0.2.1", "192.0.2.2", "192.0.2.3"
NO_PASSWORD = (
    "The owner of this server has set no password for this: dialects.annuaire.password in salon.toml."
)


@pytest.fixture
def world() -> World:
    """Return a world with two machines that have names."""
    world = World(rules={"directory_password": hashed("secret")})
    world.machine_names = {ALICE: "portable.maison.test", BOB: "bureau.maison.test"}
    return world


def ask(world: World, request: str, address: str = ALICE) -> list[str]:
    """Ask the directory as its document's client does."""
    return ask_annuaire(world, request, address)


def database(world: World, address: str = ALICE) -> dict[str, list[str]]:
    """Return the database as function 2 shows it."""
    shown = json.loads("\n".join(ask(world, "2secret", address)))
    assert isinstance(shown, dict)
    return shown


# --- 1 | somebody's IP address ----------------------------------------------------------------------


@pytest.mark.parametrize("name", ["bob", "BOB", "bureau.maison.test", "bureau", " bob "])
def test_an_address(world: World, name: str) -> None:
    """1 | pseudonym, host name, or the host name's first label | `His IP address is IP (HOST)`."""
    ask(world, "3Bob", BOB)
    assert ask(world, f"1{name}") == [f"His IP address is {BOB} (bureau.maison.test)"]


def test_each_match(world: World) -> None:
    """1 | ... `His IP address is IP (HOST)` for each match."""
    world.machine_names[BOB] = "portable.ailleurs.test"
    ask(world, "7", BOB)
    assert ask(world, "1portable") == [
        f"His IP address is {BOB} (portable.ailleurs.test)",
        f"His IP address is {ALICE} (portable.maison.test)",
    ]


@pytest.mark.parametrize("name", ["zoé", "", "maison", "192"])
def test_nobody_of_the_name(world: World, name: str) -> None:
    """1 | ... else `It seems NAME cannot be found in the database`; an address has no first label."""
    ask(world, "7", STRANGER)
    assert ask(world, f"1{name}") == [f"It seems {name} cannot be found in the database"]


# --- 2 | check the database, password ---------------------------------------------------------------


def test_the_database(world: World) -> None:
    """2 | the database as JSON, indented by 2, non-ASCII kept: `{hostname: [pseudonym, IP, "1" or "0"]}`."""
    ask(world, "3élodie", BOB)
    ask(world, "5", BOB)
    entries = {
        "bureau.maison.test": ["élodie", BOB, "0"],
        "portable.maison.test": ["portable.maison.test", ALICE, "1"],
    }
    assert "\n".join(ask(world, "2secret")) == json.dumps(entries, indent=2, ensure_ascii=False)


@pytest.mark.parametrize("function", "26")
@pytest.mark.parametrize("password", ["", "wrong", "Secret", "secret secret"])
def test_a_wrong_password(world: World, function: str, password: str) -> None:
    """2, 6 | password | else `Wrong password`; and the server lives on."""
    assert ask(world, function + password) == ["Wrong password"]
    assert ask(world, "7") == []


@pytest.mark.parametrize("function", "26")
def test_no_password_is_set(function: str) -> None:
    """The password has no default (unset: both refuse and say so)."""
    world = World()
    assert ask(world, f"{function}") == [NO_PASSWORD]
    assert ask(world, f"{function}echo1234") == [NO_PASSWORD]


# --- 3 | take a pseudonym ---------------------------------------------------------------------------


def test_a_pseudonym(world: World) -> None:
    """3 | pseudonym | `NEW replaced OLD`."""
    assert ask(world, "3bob", BOB) == ["bob replaced bureau.maison.test"]
    assert ask(world, "3robert", BOB) == ["robert replaced bob"]
    assert ask(world, "3robert", BOB) == ["robert replaced robert"]
    assert ask(world, "3bureau.maison.test", BOB) == ["bureau.maison.test replaced robert"]


def test_ones_own_first_label(world: World) -> None:
    """3 | what means nobody but oneself is free."""
    assert ask(world, "3portable") == ["portable replaced portable.maison.test"]
    assert ask(world, "3PORTABLE") == ["PORTABLE replaced portable"]


@pytest.mark.parametrize("name", ["bob", "BoB", "bureau", "bureau.maison.test"])
def test_a_pseudonym_that_is_taken(world: World, name: str) -> None:
    """3 | + taken: said so; the old one stays. What means another machine that is here is taken."""
    ask(world, "3bob", BOB)
    (answer,) = ask(world, f"3{name}")
    assert "taken" in answer or "." in name
    assert "replaced" not in answer
    assert ask(world, "1portable.maison.test") == [f"His IP address is {ALICE} (portable.maison.test)"]
    assert database(world)["portable.maison.test"][0] == "portable.maison.test"


def test_a_pseudonym_of_a_person(world: World) -> None:
    """3 | + taken: so is the nick of somebody in the chat, whatever wire they are on."""
    world.join("zoe")
    assert ask(world, "3Zoe") == ["Zoe is taken by another machine or person."]


def test_a_pseudonym_whose_machine_has_gone(world: World) -> None:
    """3 | a name is free again when its machine is offline."""
    ask(world, "3bob", BOB)
    ask(world, "5", BOB)
    assert ask(world, "3bob") == ["bob replaced portable.maison.test"]


@pytest.mark.parametrize("name", ["", "#bob", "a b", "a:b", "x" * 33, "x,y"])
def test_a_pseudonym_that_is_no_nick(world: World, name: str) -> None:
    """3 | + not a nick: said so."""
    (answer,) = ask(world, f"3{name}")
    assert "replaced" not in answer
    assert database(world)["portable.maison.test"][0] == "portable.maison.test"


# --- 4 | who is online ------------------------------------------------------------------------------


def test_who_is_online(world: World) -> None:
    """4 | an empty line, then `<tab>PSEUDONYM (HOST)` for each."""
    ask(world, "3bob", BOB)
    ask(world, "7", STRANGER)
    ask(world, "5", STRANGER)
    assert ask(world, "4") == [
        "",
        "\tbob (bureau.maison.test)",
        "\tportable.maison.test (portable.maison.test)",
    ]


# --- 5 | leave the chat -----------------------------------------------------------------------------


def test_leaving(world: World) -> None:
    """5 | the machine is marked offline; empty answer."""
    ask(world, "3bob", BOB)
    assert ask(world, "5", BOB) == []
    assert database(world)["bureau.maison.test"] == ["bob", BOB, "0"]
    assert ask(world, "1bob") == [f"His IP address is {BOB} (bureau.maison.test)"]


# --- 6 | close the server, password -----------------------------------------------------------------


def test_closing_the_server(world: World) -> None:
    """6 | password | the server stops cleanly: everybody is told, and all connections end."""
    bob = world.join("bob")
    assert ask(world, "6secret") == ["The server stops"]
    assert bob.closed
    assert world.state.people == {}


# --- 7 | hello --------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "bonjour", "é" * 2000])
def test_hello(world: World, text: str) -> None:
    """7 | any text | the machine is registered and marked online."""
    assert ask(world, f"7{text}", BOB) == []
    assert database(world)["bureau.maison.test"] == ["bureau.maison.test", BOB, "1"]


# --- what is true of all requests -------------------------------------------------------------------


@pytest.mark.parametrize("request_", ["1x", "2", "3bob", "4", "6", "7"])
def test_any_request_registers(world: World, request_: str) -> None:
    """Any request registers the machine that sent it and marks it online, one with a wrong password too."""
    ask(world, "5", BOB)
    ask(world, request_, BOB)
    assert database(world)["bureau.maison.test"][1:] == [BOB, "1"]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_request_ends_at_a_newline(world: World, end: str) -> None:
    """A request is complete at a newline: it is answered at once, then the server closes."""
    client = connect_annuaire(world)
    assert client.send_bytes(f"1zoe{end}".encode()) == ["It seems zoe cannot be found in the database"]
    assert client.closed


def test_a_request_ends_with_the_stream(world: World) -> None:
    """A request is complete at end of stream."""
    client = connect_annuaire(world)
    client.send_bytes(b"1zoe")
    assert client.eof() == ["It seems zoe cannot be found in the database"]
    assert client.closed


def test_a_request_ends_in_silence(world: World) -> None:
    """A request is complete when the peer has been silent for `idle_milliseconds` after a byte."""
    client = connect_annuaire(world)
    for piece in (b"1", b"zo", b"e"):
        client.send_bytes(piece)
        world.pass_time(IDLE_SECONDS * 0.9)
        assert client.take() == []
    world.pass_time(IDLE_SECONDS * 0.2)
    assert client.take() == ["It seems zoe cannot be found in the database"]
    assert client.closed


def test_one_request_a_connection(world: World) -> None:
    """Answer; close: what comes behind the request is not heard."""
    client = connect_annuaire(world)
    assert client.send("1zoe", "3bob", "4") == ["It seems zoe cannot be found in the database"]
    assert database(world)["portable.maison.test"][0] == "portable.maison.test"


def test_who_vanishes_is_offline(world: World) -> None:
    """A machine that vanishes without code 5 is offline after `presence_seconds`; who renews stays."""
    ask(world, "7", STRANGER)
    ask(world, "7", BOB)
    world.pass_time(100)
    ask(world, "7", BOB)
    world.pass_time(20)
    shown = database(world)
    assert (shown[STRANGER][2], shown["bureau.maison.test"][2]) == ("0", "1")
    assert f"\t{STRANGER} ({STRANGER})" not in ask(world, "4")


# --- bad input --------------------------------------------------------------------------------------


@pytest.mark.parametrize("request_", ["8", "0", "x", "GET / HTTP/1.1", "\n", " 4", "é"])
def test_an_unknown_function(world: World, request_: str) -> None:
    """It is answered with the functions that there are, registers nobody, and the connection ends."""
    answer = ask(world, request_) if request_ != "\n" else connect_annuaire(world).send("")
    assert answer[0].startswith("There is no function ")
    assert [line[:4] for line in answer[1:]] == [f"{code} : " for code in "1234567"]
    assert world.state.machines == {}


@pytest.mark.parametrize("bad", [b"3\xff\xfe", b"3caf\xe9", b"3a\x00b", b"1\x1b[2J", b"3" + b"x" * 5000])
def test_what_is_no_text(world: World, bad: bytes) -> None:
    """It is answered once, and the server closes, for the client waits until it does."""
    client = connect_annuaire(world)
    answers = client.send_bytes(bad)
    world.pass_time(IDLE_SECONDS + 0.01)
    (answer,) = answers + client.take()
    assert "discarded" in answer
    assert client.closed
    assert world.state.machines == {}


def test_who_says_nothing(world: World) -> None:
    """A client that connects and says nothing is left alone, registered nowhere, and told nothing."""
    client = connect_annuaire(world)
    world.pass_time(100_000)
    assert not client.closed
    assert client.eof() == []
    assert client.closed
    assert world.state.machines == {}


@given(
    st.one_of(
        st.binary(max_size=40), st.from_regex(r"[1-7][a-z\r\n ]{0,8}\n?", fullmatch=True).map(str.encode)
    ),
    st.lists(st.integers(1, 6), max_size=12),
)
def test_pieces_change_nothing(data: bytes, sizes: list[int]) -> None:
    """Any pieces of any stream, with no silence between them, have the same answers."""
    whole, pieces = connect_annuaire(World()), connect_annuaire(World())
    assert pieces.send_pieces(data, sizes) + pieces.eof() == whole.send_bytes(data) + whole.eof()
    assert pieces.world.state.machines == whole.world.state.machines


@given(
    st.sampled_from("123457x"), st.one_of(st.text(max_size=20), st.sampled_from(["bob", "dora", "msg bob x"]))
)
def test_nothing_reaches_anybody(function: str, argument: str) -> None:
    """Whatever is asked, nobody in the chat hears of it, and nobody comes in."""
    world = world_with_room()
    bob, dora = enter_public(world, "bob"), world.join("dora", "#public")
    world.forget_output()
    client = connect_annuaire(world)
    client.send_bytes((function + argument).encode("utf-8", "surrogatepass"))
    client.eof()
    assert bob.take() == dora.take() == []
    assert len(world.state.people) == 2


# --- privacy: consent on other wires ----------------------------------------------------------------


def enter_irc(world: World, nick: str) -> Client:
    """Come in by IRC."""
    return world.join(nick)


def enter_chaines(world: World, nick: str) -> Client:
    """Come in by `chaines`, in no channel."""
    return enter(world, nick)


WIRES = {
    "irc": (enter_irc, "ANNUAIRE"),
    "public": (enter_public, "/annuaire"),
    "relais": (enter_relais, "/annuaire"),
    "chaines": (enter_chaines, "/ANNUAIRE"),
}


@pytest.fixture(params=WIRES)
def person(request: pytest.FixtureRequest) -> tuple[Client, str]:
    """Return Ann, who came in by one of the other wires, and the command there."""
    come_in, word = WIRES[request.param]
    world = world_with_room()
    world.machine_names = {ALICE: "portable.maison.test"}
    return come_in(world, "ann"), word


def test_nobody_is_listed_unasked(person: tuple[Client, str]) -> None:
    """Coming in by this wire is the consent to be listed with an address; coming in by others is not."""
    ann, _ = person
    assert ask(ann.world, "1ann", BOB) == ["It seems ann cannot be found in the database"]


def test_consent(person: tuple[Client, str]) -> None:
    """On other wires `/annuaire on` is: the machine is listed with the nick, and its owner told so."""
    ann, word = person
    (answer,) = ann.send(f"{word} on")
    assert "The directory lists your machine as ann and tells its address to anyone who asks" in answer
    assert ask(ann.world, "1ann", BOB) == [f"His IP address is {ALICE} (portable.maison.test)"]


def test_consent_lasts_as_long_as_the_connection(person: tuple[Client, str]) -> None:
    """Who is connected is online, however long ago the consent was; who has gone is not."""
    ann, word = person
    world = ann.world
    ann.send(f"{word} on")
    for _ in range(100):
        world.pass_time(30)
        ann.send("PONG x" if word == "ANNUAIRE" else "pong")
    assert "\tann (portable.maison.test)" in ask(world, "4", BOB)
    ann.close()
    assert "\tann (portable.maison.test)" not in ask(world, "4", BOB)


def test_consent_ends_with_the_connection(person: tuple[Client, str]) -> None:
    """The address is told while somebody is connected; after that nothing of the machine is left."""
    ann, word = person
    ann.send(f"{word} on")
    ann.close()
    ann.world.settle()
    assert ann.world.state.machines == {}
    assert ask(ann.world, "1ann", BOB) == ["It seems ann cannot be found in the database"]


def test_consent_follows_the_nick() -> None:
    """Under an old nick nothing is told; where another machine has the new one, its own name has to do."""
    world = world_with_room()
    world.machine_names = {ALICE: "portable.maison.test"}
    ann = enter_irc(world, "ann")
    ann.send("ANNUAIRE ON")
    ann.send("NICK anna")
    assert ask(world, "1ann", BOB) == ["It seems ann cannot be found in the database"]
    assert ask(world, "1anna", BOB) == [f"His IP address is {ALICE} (portable.maison.test)"]
    ask(world, "3zoe", BOB)
    ann.send("NICK zoe")
    assert world.state.machines["portable.maison.test"].pseudonym == "portable.maison.test"


def test_consent_is_not_stored(person: tuple[Client, str]) -> None:
    """A server that was killed knows nothing of it."""
    ann, word = person
    ann.send(f"{word} on")
    listed = [event for event in ann.world.events if isinstance(event, MachineListed)]
    assert [event.pseudonym for event in listed] == ["portable.maison.test", "ann"]
    assert [statement for event in listed for statement in STATEMENTS[MachineListed](event)] == []


def test_who_is_connected_has_not_moved(person: tuple[Client, str]) -> None:
    """A machine of the same name does not take the entry over, however long ago the consent was."""
    ann, word = person
    world = ann.world
    world.machine_names[BOB] = "portable.maison.test"
    ann.send(f"{word} on")
    for _ in range(10):
        world.pass_time(30)
        ann.send("PONG x" if word == "ANNUAIRE" else "pong")
    ask(world, "7", BOB)
    assert [*world.state.machines] == ["portable.maison.test", "portable.maison.test~2"]


def test_consent_withdrawn(person: tuple[Client, str]) -> None:
    """`/annuaire off`: nothing of the machine is left, and it may be said again."""
    ann, word = person
    ann.send(f"{word} on")
    for _ in range(2):
        (answer,) = ann.send(f"{word} OFF")
        assert "The directory forgets your machine and its address" in answer
        assert ann.world.state.machines == {}
    assert ask(ann.world, "1ann", BOB) == ["It seems ann cannot be found in the database"]


def test_consent_withdrawn_by_another_connection(person: tuple[Client, str]) -> None:
    """What an earlier connection consented to is withdrawn too, by the same nick from the same address."""
    ann, word = person
    ann.send(f"{word} on")
    ann.link.core.machine = ""  # as if it had been an earlier one
    ann.send(f"{word} off")
    assert ann.world.state.machines == {}


def test_only_ones_own_consent_is_withdrawn(person: tuple[Client, str]) -> None:
    """Whoever was never listed takes nobody else out, not even behind the same address."""
    ann, word = person
    world = ann.world
    ask(world, "3bob", ALICE)
    ask(world, "7", BOB)
    world.state.machines[BOB] = world.state.machines[BOB]._replace(pseudonym="ann")
    ann.send(f"{word} off")
    assert [machine.pseudonym for machine in world.state.machines.values()] == ["bob", "ann"]


def test_consent_under_a_pseudonym_that_is_taken(person: tuple[Client, str]) -> None:
    """Another machine has it already: that is said, and that machine keeps it."""
    ann, word = person
    world = ann.world
    ask(world, "7", BOB)
    world.state.machines[BOB] = world.state.machines[BOB]._replace(pseudonym="ann")
    (answer,) = ann.send(f"{word} on")
    assert "another machine" in answer
    assert ask(world, "1ann", BOB) == [f"His IP address is {BOB} ({BOB})"]


@pytest.mark.parametrize("wish", ["maybe", "on off"])
def test_consent_is_plain(person: tuple[Client, str], wish: str) -> None:
    """Anything but on or off is answered, and lists nobody."""
    ann, word = person
    if word == "ANNUAIRE":
        wish = f":{wish}"
    assert ann.send(f"{word} {wish}")
    assert ann.world.state.machines == {}


def test_consent_needs_a_name() -> None:
    """Who has no name yet consents to nothing."""
    world = world_with_room()
    world.connect().send("ANNUAIRE ON")
    assert world.state.machines == {}


# --- long answers --------------------------------------------------------------------------------


def fill_directory(world: World) -> None:
    """List more machines than one piece of an answer has."""
    for number in range(3 * PIECE_STEPS):
        listed = MachineListed(f"m{number}.test", f"m{number}", f"192.0.2.{number}", True, world.now)
        world.decider.announce(listed)
    world.settle()


@pytest.mark.parametrize("request_", ["4\n", "2secret\n"])
def test_the_directory_is_told_as_it_is_read(world: World, request_: str) -> None:
    """A machine that does not read makes the server hold one piece; whoever reads gets all, and the end."""
    fill_directory(world)
    client = connect_annuaire(world)
    client.link.outbox.congested = True
    client.waiting = 1
    told = client.send_bytes(request_.encode())
    assert PIECE_STEPS <= len(told) + 2 <= 7 * PIECE_STEPS
    assert not client.closed
    client.link.outbox.congested = False
    client.waiting = 0
    world.hub.drained(client.link)
    world.settle()
    told += client.take()
    assert client.closed
    whole = "\n".join(told)
    assert all(f"m{number}.test" in whole for number in range(3 * PIECE_STEPS))
    if request_.startswith("2"):
        assert len(json.loads(whole)) == 3 * PIECE_STEPS + 1
