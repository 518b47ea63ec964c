"""When requests go on: their order, what makes them wait, and what is too much."""

from collections.abc import Callable

import pytest

from harness.dialect_people import connect_bonjour
from harness.replies import delivered, only, pongs
from harness.world import SERVER, World, hashed
from salon.delivery.decider import FULL_OUTCOMES
from salon.delivery.intake import MAX_REQUESTS
from salon.delivery.session import Throttle
from salon.wire.irc.session import IrcSession, Line

# --- order -------------------------------------------------------------------------------------


def test_requests_are_done_in_the_order_sent() -> None:
    """Several in one piece, and one in several pieces."""
    world = World()
    ann, ben = world.join("ann", "#a"), world.join("ben", "#a")
    answers = ann.send_bytes(b"PRIVMSG #a :one\r\nPING 1\r\nPRIVMSG #a :two\r\nPING 2\r\nPRIVMSG #a :th")
    assert pongs(answers) == ["1", "2"]
    assert delivered(ben) == ["one", "two"]
    assert pongs(ann.send_bytes(b"ree\r\nPING 3\r\n")) == ["3"]
    assert delivered(ben) == ["three"]


def test_a_sign_of_life_waits_for_the_disk_with_what_its_peer_did() -> None:
    """A PONG tells that all that was said before is on disk; nobody else's waits for that."""
    world = World()
    ann, ben, eve = world.join("ann", "#a"), world.join("ben", "#b"), world.join("eve", "#a")
    world.hold_disk = True
    ann.send("PRIVMSG nobody :x", "PRIVMSG #a :one", "PING 1", "PRIVMSG #a :two", "PING 2")
    assert pongs(ben.send("PING 1")) == ["1"]
    assert pongs(ben.send("TIME", "PING 2")) == []
    assert pongs(ben.send("PING 3")) == []
    # What she is told first has to come first.
    assert eve.send("PING 1") == []
    assert ann.take() == []
    while world.held:
        world.release_disk()
    assert pongs(ann.take()) == ["1", "2"]
    assert pongs(ben.take()) == ["2", "3"]
    assert [line.partition(" :")[2] for line in eve.take()] == ["one", "two", "1"]


def test_a_sign_of_life_waits_for_what_its_peer_said_in_private() -> None:
    """Though nothing of it comes back."""
    world = World()
    ann, ben = world.join("ann"), world.join("ben")
    world.hold_disk = True
    assert ann.send("PRIVMSG ben :one") == []
    assert pongs(ann.send("PING 1")) == []
    assert pongs(ann.send("PING 2")) == []
    world.release_disk()
    assert pongs(ann.take()) == ["1", "2"]
    assert delivered(ben) == ["one"]


def test_who_is_silent_is_asked_for_a_sign_of_life_beside_the_disk() -> None:
    """However long that takes: the answer is waited for from then on."""
    world = World()
    ann, ben = world.join("ann", "#a"), world.join("ben")
    world.pass_time(world.state.rules.limits.ping_seconds - 1)
    ann.send("PING 1")
    world.hold_disk = True
    ann.send("PRIVMSG #a :one")
    world.pass_time(1)
    assert ben.take() == [f"PING :{SERVER}"]


@pytest.fixture
def patient() -> World:
    """Return a world in which a password takes until the test has it verified."""
    world = World()
    world.passwords.is_held = True
    return world


def test_input_waits_for_what_has_to_be_found_out(patient: World) -> None:
    """In its order; others go on."""
    ann, ben = patient.join("ann", "#a"), patient.join("ben", "#a")
    assert pongs(ann.send("PING 0", "OPER root letmein", "PRIVMSG #a :later", "PING 1")) == ["0"]
    assert not ann.send("PING 2")
    assert pongs(ben.send("PRIVMSG #a :meanwhile", "PING ben")) == ["ben"]
    patient.verify_password()
    answers = ann.take()
    assert [line.split(" ")[1] for line in answers][:3] == ["PRIVMSG", "MODE", "381"]
    assert pongs(answers) == ["1", "2"]
    assert delivered(ben) == ["later"]


def test_no_more_is_read_than_may_wait(patient: World) -> None:
    """While something has to be found out; a peer that goes meanwhile was heard up to there."""
    ann, ben = patient.join("ann", "#a"), patient.join("ben", "#a")
    lines = ["PRIVMSG #a :x"] * (patient.hub.intake.throttle.waiting_bytes // 20)
    ann.send("OPER root letmein", *lines)
    assert not ann.paused
    ann.send(*lines, "QUIT :last")
    assert ann.paused
    ann.close()
    patient.verify_password()
    heard = ben.take()
    assert len([line for line in heard if " PRIVMSG #a " in line]) == 2 * len(lines)
    assert any(line.endswith(" QUIT :Quit: last") for line in heard)


def test_what_was_found_out_too_late_is_nothing(patient: World) -> None:
    """The session may be over by then."""
    ann, ben = patient.join("ann", "#a"), patient.join("ben", "#a")
    ann.send("OPER root letmein", "PRIVMSG #a :later")
    patient.hub.drop(ann.link, "Enough")
    patient.settle()
    assert [line.partition(" ")[2] for line in ben.take()[:2]] == ["QUIT :Enough", "MODE #a +o ben"]
    patient.verify_password()
    assert ben.take() == []
    assert ann.take() == ["ERROR :Closing link: Enough"]


# --- the throttle ------------------------------------------------------------------------------


def test_who_speaks_too_fast_is_delayed_and_loses_nothing() -> None:
    """A burst at once, then the rate; while waiting, the connection is still read."""
    world = World(rate=2, burst=3)
    ann, ben = world.join("ann", "#a"), world.join("ben", "#a")
    world.pass_time(60)
    ben.take()
    ann.send(*(f"PRIVMSG #a :{number}" for number in range(9)))
    assert delivered(ben) == ["0", "1", "2"]
    world.pass_time(0.5)
    assert delivered(ben) == ["3"]
    world.pass_time(1)
    assert delivered(ben) == ["4", "5"]
    assert not ann.paused
    ann.send("PRIVMSG #a :9")
    world.pass_time(60)
    assert delivered(ben) == ["6", "7", "8", "9"]
    assert not ann.closed


def test_a_line_costs_as_much_as_it_names() -> None:
    """What asks several things costs as much as several lines; what is too dear for any waits for all."""
    world = World(rate=1, burst=4)
    ann = world.join("ann")
    world.pass_time(60)
    assert len(only(ann.send("JOIN #a,#b,#c", "JOIN #d", "JOIN #e"), "JOIN")) == 4
    world.pass_time(1)
    assert len(only(ann.take(), "JOIN")) == 1
    assert only(ann.send("PART #a,#b,#c,#d,#e"), "PART") == []
    world.pass_time(3.5)
    assert only(ann.take(), "PART") == []
    world.pass_time(1)
    assert len(only(ann.take(), "PART")) == 5


@pytest.mark.parametrize(
    ("line", "cost"),
    [
        ("PRIVMSG a,b,c :x, y, z", 3),
        ("NOTICE a,b :x", 2),
        ("TAGMSG a,b", 2),
        ("JOIN #a,#b k,l,m", 2),
        ("PART #a,#b :a, b, c", 2),
        ("KICK #a a,b,c :x, y", 3),
        ("KICK #a", 1),
        ("NAMES #a,#b", 0.5),
        ("NAMES", 0.25),
        ("LIST #a,#b", 2),
        ("MONITOR + a,b,c,d", 1),
        ("AWAY :a, b, c", 1),
        ("TOPIC #a,#b :x, y", 1),
    ],
)
def test_what_a_line_costs(line: str, cost: float) -> None:
    """Commas count where names are listed, not in a text."""
    session = World().join("ann").link.wire
    (request,) = session.receive_data(f"{line}\r\n".encode(), 1000)
    assert request.cost == cost


def test_the_allowance_comes_back_up_to_the_burst() -> None:
    """However long one was silent."""
    world = World(rate=1, burst=2)
    ann, ben = world.join("ann", "#a"), world.join("ben", "#a")
    world.pass_time(80)
    ben.take()
    ann.send(*(f"PRIVMSG #a :{number}" for number in range(5)))
    assert delivered(ben) == ["0", "1"]


def test_a_ping_costs_little_and_waits_its_turn() -> None:
    """Some are answered at once, a flood of them is slowed; behind what has to wait one waits."""
    world = World(rate=1, burst=2)
    ann = world.join("ann", "#a")
    world.pass_time(60)
    assert pongs(ann.send(*["PING x"] * 20)) == ["x"] * 20
    assert pongs(ann.send("PRIVMSG #a :1", "PRIVMSG #a :2", "PING late")) == []
    world.pass_time(2)
    assert pongs(ann.take()) == ["late"]
    world.pass_time(60)
    assert pongs(ann.send(*["PING x"] * 45)) == ["x"] * 40
    world.pass_time(1)
    assert pongs(ann.take()) == ["x"] * 5


def test_lines_of_nothing_cost_as_much() -> None:
    """What comes behind very many of them waits; too many end the session."""
    world = World(rate=1, burst=2, waiting_bytes=500)
    ann = world.join("ann")
    world.pass_time(60)
    assert ann.send_bytes(b"\n" * 30 + b" \r\n" * 10 + b"PING x\r\n") == []
    world.pass_time(1)
    assert pongs(ann.take()) == ["x"]
    assert ann.send_bytes(b"\n" * 600) == ["ERROR :Closing link: Excess Flood"]


def test_nobody_speaks_all_the_time() -> None:
    """After some lines the others have their turn, and then it goes on in the order sent."""
    world = World()
    ann, ben = world.join("ann", "#a"), world.join("ben", "#a")
    texts = [str(number) for number in range(MAX_REQUESTS + 20)]
    world.hub.receive(ann.link, "".join(f"PRIVMSG #a :{text}\r\n" for text in texts).encode())
    assert len(ann.link.waiting) == 20
    world.hub.receive(ben.link, b"PRIVMSG #a :meanwhile\r\n")
    world.settle()
    assert delivered(ben) == texts
    assert delivered(ann) == ["meanwhile"]


def test_who_vanishes_while_others_have_their_turn_has_said_all() -> None:
    """And is forgotten then."""
    world = World()
    ann, ben = world.join("ann", "#a"), world.join("ben", "#a")
    count = 2 * MAX_REQUESTS + 20
    world.hub.receive(ann.link, b"PRIVMSG #a :x\r\n" * count)
    world.hub.lost(ann.link, "Connection lost")
    world.settle()
    assert delivered(ben) == ["x"] * count
    assert ann.link.core.id not in world.hub.sessions


def test_a_large_piece_of_a_flood_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the throttle is sure to refuse is not even made into requests."""
    world = World(rate=1, burst=2, waiting_bytes=500)
    ann, ben = world.join("ann", "#a"), world.join("ben", "#a")
    world.pass_time(60)
    world.forget_output()
    read: list[int] = []
    receive = type(ann.link.wire).receive_data

    def watch(wire: IrcSession, data: bytes, now: float) -> list[Line]:
        read.append(len(data))
        return receive(wire, data, now)  # type: ignore[return-value]

    monkeypatch.setattr(IrcSession, "receive_data", watch)
    assert ann.send_bytes(b"PRIVMSG #a :x\r\n" * 5000) == ["ERROR :Closing link: Excess Flood"]
    assert [size for size in read if size] == [500]
    assert delivered(ben)[:2] == ["x", "x"]


def test_coming_back_gains_nothing() -> None:
    """What is left of the allowance is left to the next session of the address, to each of several."""
    world = World(rate=1, burst=4)
    ann = world.join("ann", "#a")
    world.pass_time(60)
    ann.send(*["PRIVMSG #a :x"] * 4, "QUIT")
    for _ in range(2):
        assert world.connect().send("PING x") == []
    assert pongs(world.connect("192.0.2.2").send("PING x")) == ["x"]
    world.pass_time(60)
    assert pongs(world.connect().send(*["PING x"] * 40)) == ["x"] * 40


def test_questions_cost_less() -> None:
    """What clients ask by themselves for each channel does not slow them down for long."""
    world = World(rate=1, burst=2)
    ann = world.join("ann", "#a")
    world.pass_time(60)
    answers = ann.send(*["MODE #a"] * 9)
    assert sum(" 324 " in line for line in answers) == 8


def test_a_flood_ends_the_session() -> None:
    """Past the bound of what may wait, with the reason; others are told."""
    world = World(rate=1, burst=2, waiting_bytes=500)
    ann, ben = world.join("ann", "#a"), world.join("ben", "#a")
    world.pass_time(60)
    ann.take()
    ben.take()
    lines = [f"PRIVMSG #a :{'x' * 80}"] * 6
    assert ann.send(*lines) == []
    assert not ann.closed
    assert ann.send(*lines) == ["ERROR :Closing link: Excess Flood"]
    assert ann.closed
    assert ben.take()[-2].endswith("MODE #a +o ben")
    world.pass_time(60)
    assert delivered(ben) == []


def test_no_rate_is_no_throttle() -> None:
    """Any number at once."""
    world = World(rate=0, burst=1, waiting_bytes=10)
    ann, ben = world.join("ann", "#a"), world.join("ben", "#a")
    ann.send(*["PRIVMSG #a :x"] * 100)
    assert len(delivered(ben)) == 100


def test_a_new_throttle_holds_at_once() -> None:
    """As a reload gives it."""
    world = World()
    ann, ben = world.join("ann", "#a"), world.join("ben", "#a")
    world.hub.intake.throttle = Throttle(1, 1, 1000)
    ann.send(*["PRIVMSG #a :x"] * 3)
    assert len(delivered(ben)) == 1


# --- a slow disk -------------------------------------------------------------------------------


def test_a_full_gate_stops_the_reading() -> None:
    """Nobody's fault, so nobody is dropped for what waits; it goes on when the disk has caught up."""
    world = World(rate=1, burst=2 * FULL_OUTCOMES, waiting_bytes=100)
    ann, ben = world.join("ann", "#a"), world.join("ben", "#a")
    world.hold_disk = True
    ann.send("PRIVMSG #a :first")
    assert world.held == 1
    for _ in range(FULL_OUTCOMES // 512):
        ann.send(*["PRIVMSG #a :x"] * 512)
    assert world.decider.full
    assert not ann.paused
    ann.send("PRIVMSG #a :late")
    assert ann.paused
    ann.send(*["PRIVMSG #a :late"] * 29, "PING late")
    assert ann.paused
    assert not ann.closed
    assert delivered(ben) == []
    world.hold_disk = False
    world.release_disk()
    assert delivered(ben) == ["first", *["x"] * FULL_OUTCOMES, *["late"] * 30]
    assert pongs(ann.take()) == ["late"]
    assert not ann.paused


def test_reading_goes_on_where_nothing_waits_though_the_disk_is_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The last request that waited may be the one that fills the next batch."""
    monkeypatch.setattr("salon.delivery.decider.FULL_OUTCOMES", 10)
    world = World()
    ann, ben = world.join("ann", "#a"), world.join("ben", "#a")
    world.hold_disk = True
    ann.send("PRIVMSG #a :at the disk")
    ann.send(*["PRIVMSG #a :x"] * 10)
    # The first of these goes to the disk when it is free, and the others fill the batch behind it.
    ann.send(*["PRIVMSG #a :y"] * 10)
    assert ann.paused
    while world.held:
        world.release_disk()
    assert len(delivered(ben)) == 21
    assert not ann.paused


# --- ends ----------------------------------------------------------------------------------------


def test_ends_have_their_turns_too() -> None:
    """Many that are gone at once do not end in one turn, for each may concern very many people."""
    world = World()
    people = [world.join(f"n{number}") for number in range(4)]
    world.loop.look_seconds = 0.015
    for person in people:
        world.hub.receive_eof(person.link)
    assert 0 < sum(person.link.is_over for person in people) < 4
    world.settle()
    assert all(person.closed for person in people)


def test_behind_a_wrong_password_nothing_is_done() -> None:
    """The wire has said that it closes: what came with it is not answered."""
    world = World(rules={"passwords": {"irc": hashed("right")}})
    ann = world.connect()
    answers = ann.send("PASS wrong", "NICK ann", "USER a 0 * a", "PING x")
    assert pongs(answers) == []
    assert answers[-1] == "ERROR :Closing link: Bad password"


# --- silence ---------------------------------------------------------------------------------------


def test_one_timer_looks_whether_a_peer_is_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many pieces it sends: they are no reason to look more often."""
    world = World()
    bob = connect_bonjour(world)
    timers: list[float] = []
    call_later = world.loop.call_later

    def count(seconds: float, call: Callable[[], object]) -> object:
        timers.append(seconds)
        return call_later(seconds, call)

    monkeypatch.setattr(world.loop, "call_later", count)
    for letter in b"Marie":
        bob.send_bytes(bytes((letter,)))
    assert len(timers) <= 1
    world.pass_time(1)
    assert bob.take() == ["Hello Marie!"]
