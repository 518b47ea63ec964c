"""Sessions that wait for another one to go on in their place: how long, how many, and with what."""

import pytest

from harness.ruling import rules_with
from harness.snapshot import contradictions
from harness.tagged_lines import commands
from harness.world import Client, World
from salon.core.asks import encode
from salon.delivery.lingering import longest_loss
from salon.delivery.outbox import MOST_KEPT, Kept
from salon.delivery.session import State, Throttle

CAPS = "salon.dev/resume message-tags"
SECONDS = 20


def enter(
    world: World, nick: str, *channels: str, caps: str = CAPS, address: str = "192.0.2.1"
) -> tuple[Client, str]:
    """Return somebody who has come in, and their token."""
    client = world.connect(address)
    lines = client.send(f"CAP REQ :{caps}", f"NICK {nick}", f"USER {nick} 0 * :{nick}", "CAP END")
    client.send(*(f"JOIN {channel}" for channel in channels))
    return client, token_of(lines)


def token_of(lines: list[str]) -> str:
    """Return the token that a client was told."""
    (token,) = [line.split()[-1] for line in lines if " RESUME TOKEN " in line]
    return token


def lose(client: Client, reason: str = "Connection lost") -> None:
    """Cut a connection."""
    client.closed = True
    client.world.hub.lost(client.link, reason)
    client.world.settle()


def resume(world: World, token: str, since: str = "") -> tuple[Client, list[str]]:
    """Return a connection that says a token, and what it was answered."""
    client = world.connect()
    client.send(f"CAP REQ :{CAPS}")
    return client, client.send(f"RESUME {token} {since}".strip(), "CAP END")


def heard(client: Client) -> list[str]:
    """Return what somebody was told, without who said it."""
    return [line.partition(" ")[2] for line in client.take()]


@pytest.fixture
def world() -> World:
    """Return an empty world."""
    return World(rules={"resume_seconds": SECONDS})


def test_who_comes_back_was_never_gone(world: World) -> None:
    """The same person, with channels and ranks; nobody else hears of it."""
    ann, token = enter(world, "ann", "#a")
    person, bob = ann.person, world.join("bob", "#a")
    lose(ann)
    assert ann.link.state is State.LINGERING
    world.pass_time(SECONDS - 1)
    again, lines = resume(world, token)
    assert again.person is person
    assert person.channels[1].main_administrator == person.id
    assert bob.take() == []
    assert token_of(lines) != token
    assert [line.split()[1] for line in lines if " #a" in line] == ["JOIN", "353", "366"]
    assert list(world.hub.sessions) == list(world.state.sessions) == [bob.link.id, again.link.id]
    assert contradictions(world.state) == []
    world.pass_time(2 * SECONDS)
    assert again.send("PRIVMSG #a :still here") == []
    assert heard(bob) == ["PRIVMSG #a :still here"]


def test_who_does_not_come_back_leaves(world: World) -> None:
    """For the reason that the loss had; the token is worth nothing then."""
    ann, token = enter(world, "ann", "#a")
    bob = world.join("bob", "#a")
    lose(ann)
    world.pass_time(SECONDS)
    assert heard(bob)[0] == "QUIT :Connection lost"
    assert list(world.hub.sessions) == list(world.state.sessions) == [bob.link.id]
    again, lines = resume(world, token)
    assert [line for line in lines if "RESUME" in line] == [
        ":salon.test FAIL RESUME INVALID_TOKEN :There is nothing to resume: register with NICK and USER"
    ]
    assert again.send("NICK ann", "USER ann 0 * :ann")[0].split()[1] == "001"


def test_a_token_is_used_once(world: World) -> None:
    """Neither while the connection lives that it brought back and that knows the next one, nor later."""
    ann, token = enter(world, "ann")
    lose(ann)
    second, lines = resume(world, token)
    assert commands(lines)[1:3] == ["RESUME", "PING"]
    second.send("PONG salon.test")
    thief, lines = resume(world, token)
    assert any("INVALID_TOKEN" in line for line in lines)
    assert thief.link.core.person is None
    lose(second)
    assert resume(world, token)[0].link.core.person is None


def test_a_token_holds_until_the_next_one_has_arrived(world: World) -> None:
    """A connection may be lost sooner, again and again; what it had sent by then proves nothing."""
    ann, token = enter(world, "ann", "#a")
    person, bob = ann.person, world.join("bob", "#a")
    next_token = ""
    for is_noticed in (True, False, True):
        again, lines = resume(world, token)
        again.send("PING x", "PRIVMSG #a :hello")
        bob.send("PRIVMSG ann :hello")
        assert again.person is person
        next_token = token_of(lines)
        if is_noticed:
            lose(again)
    # The next one holds as well: it may be only its proof that is lost.
    again, _ = resume(world, next_token)
    assert again.person is person
    assert resume(world, token)[0].link.core.person is None
    again, lines = resume(world, next_token)
    assert again.person is person
    assert len(texts(lines)) == 3
    again.send("PONG salon.test")
    assert resume(world, next_token)[0].link.core.person is None
    assert [line for line in heard(bob) if line.startswith(("JOIN", "QUIT", "MODE"))] == []


@pytest.mark.parametrize("end", ["PONG salon.test", "QUIT", ""])
def test_nothing_is_kept_of_a_token_that_is_used_up(world: World, end: str) -> None:
    """Its next session has proved that it knows its own, or is over; nor does it ever hold again."""
    ann, token = enter(world, "ann")
    again, _ = resume(world, token)
    assert world.irc.tokens._unproved == {ann.link.id: again.link.id}
    if end:
        again.send(end)
    else:
        lose(again)
        world.pass_time(SECONDS)
    assert world.irc.tokens._unproved == {}
    if not again.link.is_over:
        lines = again.send("CAP REQ -salon.dev/resume", "CAP REQ salon.dev/resume")
        assert commands(lines) == ["CAP", "CAP", "RESUME"]
    assert resume(world, token)[0].link.core.person is None
    # Nor does it for whoever registers after it was refused.
    other = world.connect()
    other.send("CAP REQ salon.dev/resume", f"RESUME {token}", "NICK zoe", "USER zoe 0 * :zoe", "CAP END")
    assert world.irc.tokens._unproved == {}


def test_whoever_has_the_token_takes_the_place_of_a_connection_that_seems_alive(world: World) -> None:
    """For a client knows sooner than the server that its connection is dead; the other one is hung up on."""
    ann, token = enter(world, "ann", "#a")
    bob = world.join("bob", "#a")
    world.forget_output()
    again, _ = resume(world, token)
    assert ann.take() == ["ERROR :Closing link: Resumed by another connection"]
    assert ann.closed
    assert bob.take() == []
    assert again.person.nick == "ann"
    assert ann.link.id not in world.hub.sessions


@pytest.mark.parametrize("way", ["cut", "end of stream"])
def test_a_connection_is_lost_one_way_or_the_other(world: World, way: str) -> None:
    """A page that is loaded again says that it goes; a network does not."""
    ann, token = enter(world, "ann", "#a")
    bob = world.join("bob", "#a")
    if way == "cut":
        lose(ann)
    else:
        ann.eof()
        assert ann.closed
        world.hub.receive(ann.link, b"PRIVMSG #a :more than the end\r\n")
    assert bob.take() == []
    again, _ = resume(world, token)
    assert again.person.nick == "ann"
    assert ann.link.id not in world.hub.sessions


def test_what_was_asked_before_is_done_first(world: World) -> None:
    """And only then somebody is waited for: not forever, if it takes too long."""
    world.hub.intake.throttle = Throttle(1, 4, 16_384)
    ann, token = enter(world, "ann", "#a")
    bob = world.join("bob", "#a")
    world.pass_time(10)
    world.forget_output()
    world.hub.receive(ann.link, b"PRIVMSG #a :x\r\n" * 6)
    lose(ann)
    assert ann.link.state.name == "THROTTLED"
    world.pass_time(5)
    assert heard(bob) == ["PRIVMSG #a :x"] * 6
    assert ann.link.state.name == "LINGERING"
    world.pass_time(10)
    assert resume(world, token)[0].person.nick == "ann"


@pytest.mark.parametrize("goodbye", ["QUIT :bye", "KILL"])
def test_who_has_left_is_not_waited_for(world: World, goodbye: str) -> None:
    """Whoever says so, or is put out."""
    ann, token = enter(world, "ann", "#a")
    root = world.join("root", "#a")
    root.send("OPER root letmein")
    if goodbye == "KILL":
        root.send("KILL ann :enough")
    else:
        ann.send(goodbye)
    assert ann.link.state is State.CLOSED
    assert resume(world, token)[0].link.core.person is None


def test_who_lingers_can_be_put_out(world: World) -> None:
    """From a channel, and from the server, at once."""
    root, (ann, token) = world.join("root", "#a"), enter(world, "ann", "#a")
    root.send("OPER root letmein")
    lose(ann)
    world.forget_output()
    assert any(" 311 " in line for line in root.send("WHOIS ann"))
    root.send("KICK #a ann :out")
    assert ann.person.channels == {}
    root.send("KILL ann :enough")
    assert "ann" not in world.state.nicks
    assert ann.link.id not in world.hub.sessions
    assert resume(world, token)[0].link.core.person is None
    world.pass_time(10 * SECONDS)
    assert contradictions(world.state) == []


def test_the_end_of_the_server_ends_them_too(world: World) -> None:
    """Like everybody."""
    ann, _ = enter(world, "ann", "#a")
    lose(ann)
    world.hub.dismiss("The server stops")
    world.settle()
    assert world.hub.sessions == {}


@pytest.mark.parametrize(
    ("seconds", "caps"), [(0, CAPS), (SECONDS, "message-tags")], ids=["switched off", "not asked for"]
)
def test_others_leave_at_once(seconds: int, caps: str) -> None:
    """As they always did."""
    world = World(rules={"resume_seconds": seconds})
    bob, ann = world.join("bob", "#a"), world.join("ann", "#a", caps=caps)
    lose(ann)
    assert heard(bob)[-1] == "QUIT :Connection lost"
    stranger = world.connect()
    stranger.send(f"CAP REQ :{CAPS}")
    lose(stranger)
    assert list(world.hub.sessions) == [bob.link.id]


# --- what was said in private --------------------------------------------------------------------


def test_what_was_said_in_private_meanwhile_comes_again(world: World) -> None:
    """And what may have been under way when the connection was lost; not what is gone once seen."""
    ann, token = enter(world, "ann")
    bob = world.join("bob", "#a", caps="message-tags server-time")
    bob.send("PRIVMSG ann :long ago")
    world.pass_time(60)
    since = world.now
    bob.send("PRIVMSG ann :under way")
    lose(ann)
    bob.send("PRIVMSG ann :meanwhile", "@+typing=active TAGMSG ann", "NOTICE ann :last")
    stamp = world.irc.forms.stamp(since)
    again, lines = resume(world, token, stamp)
    assert texts(lines) == ["under way", "meanwhile", "last"]
    assert not [line for line in lines if " TAGMSG ann" in line]
    bob.send("PRIVMSG ann :after")
    assert texts(again.take()) == ["after"]
    # The next one knows them, too.
    token = token_of(lines)
    lose(again)
    assert texts(resume(world, token, stamp)[1]) == ["under way", "meanwhile", "last", "after"]


def texts(lines: list[str]) -> list[str]:
    """Return what was said to ann."""
    said = [line for line in lines if "PRIVMSG ann" in line or "NOTICE ann" in line]
    return [line.partition(" ann :")[2] for line in said if not line.startswith(":NickServ!")]


def test_what_is_kept_is_bounded(world: World) -> None:
    """The last are kept, and the client is told that there were more; not when it has had those."""
    ann, token = enter(world, "ann")
    bob = world.join("bob")
    lose(ann)
    stamp = world.irc.forms.stamp(world.now)
    for number in range(MOST_KEPT + 10):
        world.pass_time(0.1)
        bob.send(f"PRIVMSG ann :{number}")
    again, lines = resume(world, token, stamp)
    assert texts(lines) == [str(number) for number in range(10, MOST_KEPT + 10)]
    (missed,) = [line for line in lines if " WARN " in line]
    assert missed.startswith(":salon.test WARN RESUME MESSAGES_MISSED :There were too many private messages")
    assert lines.index(missed) < lines.index(next(line for line in lines if "PRIVMSG ann" in line))
    lose(again)
    _, lines = resume(world, token_of(lines), world.irc.forms.stamp(world.now - 1_000))
    assert texts(lines) == [str(number) for number in range(MOST_KEPT - 1, MOST_KEPT + 10)]
    assert not [line for line in lines if " WARN " in line]


def test_what_has_arrived_is_not_kept_for_long(world: World) -> None:
    """No longer than a connection may be dead before the server notices: it is no archive."""
    ann, token = enter(world, "ann")
    bob = world.join("bob")
    bob.send("PRIVMSG ann :one")
    said = world.now
    for seconds, left in ((60, 1), (longest_loss(world.state.rules.limits) / 1000 - 61, 1), (2, 0)):
        world.pass_time(seconds)
        ann.send("PING x")
        bob.send("PING x")
        assert len(kept(ann)) == left
    # It was the last line that she heard: nothing is missing.
    ann, lines = resume(world, token, world.irc.forms.stamp(said))
    assert not [line for line in lines if " WARN " in line]
    bob.send("PRIVMSG ann :two")
    lose(ann)
    world.pass_time(1)
    assert len(kept(ann)) == 1


def kept(client: Client) -> Kept:
    """Return the private messages that are kept for a client."""
    assert client.link.outbox.kept is not None
    return client.link.outbox.kept


def test_nothing_is_kept_for_those_who_cannot_come_back(world: World) -> None:
    """It would cost memory for nothing."""
    ann, bob = world.join("ann"), world.join("bob")
    bob.send("PRIVMSG ann :hello")
    assert ann.link.outbox.kept is None


# --- limits --------------------------------------------------------------------------------------


def test_an_address_has_as_many_that_linger_as_connections() -> None:
    """Whoever lost the connection first leaves first; other addresses are no matter."""
    world = World(rules={"resume_seconds": SECONDS, "connections_per_address": 3})
    other, _ = enter(world, "other", address="198.51.100.1")
    lose(other)
    for number in range(10):
        client, _ = enter(world, f"n{number}")
        lose(client)
    assert list(world.state.nicks) == ["other", "n7", "n8", "n9"]
    assert len(world.hub.sessions) == 4
    world.pass_time(SECONDS)
    assert world.state.nicks == {}
    assert world.hub._lingering._places == {}


def test_what_is_said_in_channels_is_not_kept_for_who_lingers(world: World) -> None:
    """However much it is: the history of the channel has it."""
    ann, token = enter(world, "ann", "#a")
    bob = world.join("bob", "#a")
    # The peer was slow to read, too.
    ann.link.outbox.congested, ann.waiting = True, world.hub.gate.send_queue_bytes + 1
    lose(ann)
    for _ in range(20):
        bob.send(*[f"PRIVMSG #a :{'x' * 400}"] * 50)
        world.pass_time(0.5)
    outbox = ann.link.outbox
    assert (outbox.chunks, outbox.held, outbox.kept, outbox.sink.unread()) == ([], {}, None, 0)
    assert resume(world, token)[0].person.nick == "ann"


@pytest.mark.parametrize("is_lost", [True, False], ids=["lost", "alive"])
def test_to_come_back_is_no_way_to_speak_faster(world: World, *, is_lost: bool) -> None:
    """A connection that goes on for another has what that one had left; so has a new one of its address."""
    world.hub.intake.throttle = Throttle(1, 8, 16_384)
    ann, token = enter(world, "ann", "#a")
    world.pass_time(30)
    ann.send(*["PRIVMSG #a :x"] * 7)
    if is_lost:
        lose(ann)
    again, _ = resume(world, token)
    assert again.person.nick == "ann"
    world.hub.receive(again.link, b"PRIVMSG #a :x\r\n" * 4)
    assert again.link.state is State.THROTTLED
    assert world.connect().link.allowance < 2


def test_silence_is_no_reason_to_leave_sooner(world: World) -> None:
    """Nobody is pinged who has no connection."""
    world.state.rules = rules_with(world.state.rules, resume_seconds=1_000)
    ann, token = enter(world, "ann")
    lose(ann)
    for _ in range(9):
        world.pass_time(100)
        assert not ann.link.wire.closing
    assert resume(world, token)[0].person.nick == "ann"


def test_the_token_is_in_nothing_that_is_kept(world: World) -> None:
    """Neither in what the state holds, nor in what goes to other nodes and into a log."""
    ann, token = enter(world, "ann")
    lose(ann)
    resume(world, token)
    secret = token.partition("-")[2].encode()
    assert secret
    assert all(secret not in encode(event) for event in world.events)
