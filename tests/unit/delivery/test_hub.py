"""How sessions end, and which of them are dropped."""

from collections.abc import Callable

import pytest

from harness.replies import PONG, delivered, pongs
from harness.world import SERVER, World
from salon.core.asks import Entry
from salon.core.events import PersonLeft
from salon.core.needs import Result
from salon.core.refusals import NotRegistered

# --- ends --------------------------------------------------------------------------------------


def test_the_end_of_the_stream_comes_after_what_was_asked() -> None:
    """All is answered first, what the throttle holds back too; then the others are told."""
    world = World(rate=1, burst=2)
    ann, ben = world.join("ann", "#a"), world.join("ben", "#a")
    world.pass_time(60)
    ben.take()
    ann.send(*["PRIVMSG #a :x"] * 4, "PING last")
    assert ann.eof() == []
    assert not ann.closed
    world.pass_time(10)
    assert ann.take() == [f"{PONG}last", "ERROR :Closing link: Connection closed"]
    assert ann.closed
    assert [line.partition(" ")[2] for line in ben.take()] == [
        *["PRIVMSG #a :x"] * 4,
        "QUIT :Connection closed",
        "MODE #a +o ben",
        "NOTICE ben :NOTE MODE MAIN_ADMINISTRATOR: You are the main administrator of #a now",
    ]


def test_an_unended_line_is_none() -> None:
    """At the end of the stream it is thrown away."""
    world = World()
    ann, ben = world.join("ann", "#a"), world.join("ben", "#a")
    ann.send_bytes(b"PRIVMSG #a :never")
    assert ann.eof() == ["ERROR :Closing link: Connection closed"]
    assert delivered(ben) == []


def test_after_a_goodbye_nothing_is_done() -> None:
    """In the same piece and in later ones."""
    world = World()
    ann, ben = world.join("ann", "#a"), world.join("ben", "#a")
    assert ann.send("QUIT :tired", "PRIVMSG #a :never") == ["ERROR :Closing link: Quit: tired"]
    assert ann.send("PRIVMSG #a :never") == []
    assert [line.partition(" ")[2] for line in ben.take()[:2]] == ["QUIT :Quit: tired", "MODE #a +o ben"]
    assert world.hub.sessions.keys() == world.state.sessions.keys() == {ben.link.core.id}


def test_a_lost_connection_is_told_once() -> None:
    """Whoever notices it first."""
    world = World()
    ann, ben = world.join("ann", "#a"), world.join("ben", "#a")
    world.hub.lost(ann.link, "Connection reset")
    world.hub.lost(ann.link, "Connection closed")
    world.settle()
    assert [line.partition(" ")[2] for line in ben.take()[:2]] == ["QUIT :Connection reset", "MODE #a +o ben"]


def test_who_was_nobody_leaves_without_a_trace() -> None:
    """Nobody is told; the connection itself is, when the server ends it."""
    world = World()
    ben = world.join("ben", "#a")
    nobody = world.connect()
    world.hub.drop(nobody.link, "Enough")
    world.settle()
    assert nobody.take() == ["ERROR :Closing link: Enough"]
    assert ben.take() == []
    assert list(world.hub.sessions) == [ben.link.core.id]


def test_the_server_says_goodbye_to_everybody() -> None:
    """Whether they are in or not; each is told once, and nothing of the others, who all leave as well."""
    world = World()
    clients = [world.join("ann", "#a"), world.join("ben", "#a"), world.connect()]
    for client in clients:
        client.take()
    world.hub.dismiss("Server stopped")
    world.settle()
    assert [client.take() for client in clients] == [["ERROR :Closing link: Server stopped"]] * 3
    assert [client.closed for client in clients] == [True] * 3
    assert not world.hub.sessions


def test_silence_is_noticed() -> None:
    """Sessions are told when their time has come: to ask, and to give up."""
    world = World(rules={"ping_seconds": 90, "ping_timeout_seconds": 60, "registration_seconds": 30})
    ann, nobody = world.join("ann"), world.connect()
    world.pass_time(31)
    assert nobody.take() == ["ERROR :Closing link: Registration timed out"]
    assert ann.take() == []
    world.pass_time(60)
    assert ann.take() == [f"PING :{SERVER}"]
    ann.send("PONG x")
    world.pass_time(89)
    assert ann.take() == []
    world.pass_time(1)
    assert ann.take() == [f"PING :{SERVER}"]
    world.pass_time(60)
    assert ann.take() == ["ERROR :Closing link: Ping timeout"]


def test_who_does_not_read_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    """More unread than the queue may hold, and the session ends at once; others are told why."""
    world = World(send_queue_bytes=2000)
    ann, ben = world.join("ann", "#a"), world.join("ben", "#a")
    ben.link.outbox.congested = True
    ben.waiting = 2000
    # What would still have to be read first is nothing to wait for.
    ends: list[str] = []
    monkeypatch.setattr(ben, "abort", lambda: ends.append("aborted"))
    monkeypatch.setattr(ben, "close", lambda: ends.append("closed"))
    ann.send(f"PRIVMSG #a :{'x' * 300}")
    assert ends == []
    ben.waiting = 2001
    told = ann.send("PRIVMSG #a :short")
    assert ends[0] == "aborted"
    assert [line.partition(" ")[2] for line in told] == ["QUIT :SendQ exceeded"]


def test_all_together_have_a_limit() -> None:
    """Of many who do not read, each below its own limit, those go for whom most waits, and no others."""
    world = World()
    people = [world.join(f"p{number}", "#a") for number in range(4)]
    for waiting, person in zip((300, 500, 100, 400), people, strict=True):
        person.link.outbox.congested = True
        person.waiting = waiting
    # Whoever reads is not looked at.
    people[2].link.outbox.congested = False
    world.hub.gate.total_send_queue_bytes = 1_200
    world.pass_time(1)
    assert [person.closed for person in people] == [False] * 4
    world.hub.gate.total_send_queue_bytes = 699
    world.pass_time(1)
    assert [person.closed for person in people] == [False, True, False, True]
    assert "QUIT :SendQ exceeded" in "".join(people[2].take())


def unregistered(world: World) -> int:
    """Return how many connections are nobody yet."""
    return len(world.state.sessions) - world.state.attached


def test_connections_that_have_not_said_who_they_are_are_counted() -> None:
    """People are not, nor is whoever has just left and is not disconnected yet."""
    world = World()
    ann = world.join("ann")
    world.connect()
    assert unregistered(world) == 1
    ben = world.join("ben")
    world.hub.receive(ben.link, b"QUIT\r\n")
    assert (len(world.hub.sessions), unregistered(world)) == (3, 1)
    world.settle()
    assert (len(world.hub.sessions), unregistered(world)) == (2, 1)
    assert any(" 253 ann 1 " in line for line in ann.send("LUSERS"))


def test_whose_words_a_reason_is() -> None:
    """The reason of an end that the person did not ask for is the server's."""
    world = World()
    ann, ben, cleo = (world.join(nick) for nick in ("ann", "ben", "cleo"))
    ann.send("QUIT :my words")
    world.hub.lost(ben.link, "Connection reset")
    world.hub.drop(cleo.link, "The server stops")
    left = [event for event in world.events if isinstance(event, PersonLeft)]
    assert [event.by_server for event in left] == [False, True, True]


# --- what comes at the wrong time ----------------------------------------------------------------


def test_what_an_earlier_ask_came_to_ends_no_later_one() -> None:
    """Only the answer to what a session waits for lets it go on."""
    world = World()
    world.passwords.is_held = True
    ann = world.join("ann")
    assert ann.send("OPER root letmein", "PING later") == []
    world.hub.finish(Entry(ann.link.id, ann.link.number - 1, []))
    world.settle()
    assert ann.take() == []
    world.verify_password()
    assert pongs(ann.take()) == ["later"]


def test_a_need_is_met_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer that comes again is none."""
    world = World()
    ann = world.join("ann")
    answers: list[Callable[[Result], None]] = []
    monkeypatch.setattr(world.hub, "_meet", lambda _need, _command, answer: answers.append(answer))
    ann.send("OPER root letmein")
    (answer,) = answers
    answer(True)
    world.settle()
    assert any(" 381 " in line for line in ann.take())
    answer(False)
    world.settle()
    assert ann.take() == []


def test_what_is_decided_for_a_session_that_is_over_is_not_told() -> None:
    """It has had its last words, which may still wait for the disk."""
    world = World()
    ann, ben = world.join("ann"), world.join("ben", "#a")
    world.hold_disk = True
    ben.send("PRIVMSG #a :at the disk")
    ann.send("QUIT :tired")
    world.hub.take(ann.link.id, NotRegistered(), world.now)
    world.settle()
    world.release_disk()
    assert ann.take() == ["ERROR :Closing link: Quit: tired"]


def test_a_disk_that_fails_lets_out_nothing_but_the_end() -> None:
    """What a session was about to say may tell of what is lost now."""
    world = World()
    ann = world.join("ann")
    (request,) = ann.link.wire.receive_data(b"TIME\r\n", world.seconds)
    ann.link.wire.interpret(request, world.now)
    world.hub.abandon("The disk has failed")
    assert ann.take() == ["ERROR :Closing link: The disk has failed"]
    assert ann.closed
