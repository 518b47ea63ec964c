"""Answers about thousands of people or channels: made in pieces, with everybody else's turn between."""

from harness.dialect_people import PUBLIC
from harness.world import DialectClient, MakeDialect, World
from salon.core.events import ChannelFounded
from salon.wire.dialects.chaines.session import ChainesSession
from salon.wire.dialects.relais import RelaisSession

MANY = 1_000
HIDDEN = 7
NICKS = [f"p{number}" for number in range(MANY)]
CHANNELS = [f"c{number}" for number in range(MANY)]
PING = b"PING mine\r\n"


def crowded(people: int = MANY) -> World:
    """Return a world with many people, all in two channels, and many channels."""
    limits = {"channels_per_person": 2 * MANY, "channels_per_address": 0}
    world = World(rules={"rooms": frozenset({"#public"}), **limits})
    world.decider.announce(ChannelFounded(1, "#public", world.now))
    world.settle()
    first, *others = [world.join(nick, "#big", "#public") for nick in NICKS[:people]]
    first.send(*(f"JOIN #{name}" for name in CHANNELS))
    for hidden in others[-HIDDEN:]:
        hidden.send(f"MODE {hidden.person.nick} +i")
    return world


def come_in(world: World, make: MakeDialect, *lines: str) -> DialectClient:
    """Connect, and say what lets one in."""
    client = world.connect_dialect(make, "192.0.2.50")
    client.send(*lines)
    return client


def ask(world: World, asker: DialectClient, request: str) -> list[str]:
    """Ask for much; return the answer, if somebody else's PING was answered before it was whole."""
    world.forget_output()
    other = world.join(f"other{asker.link.id}")
    world.forget_output()
    world.hub.receive(asker.link, f"{request}\n".encode())
    world.hub.receive(other.link, PING)
    turns = 0
    while b"mine" not in other.received:
        assert world.loop.turn()
    early = len(asker.received)
    while world.loop.turn():
        turns += 1
    answer = asker.take()
    other.send("QUIT")
    world.forget_output()
    assert early < len("\n".join(answer).encode()) / 2, f"{request}: all at once"
    assert turns > MANY / 100, f"{request}: in {turns} turns"
    return answer


def test_what_is_long_is_made_in_pieces() -> None:
    """On each wire; and it is what it would be if it were made at once."""
    world = crowded()
    chaines = come_in(world, ChainesSession, "chaine", "/JOIN big")
    assert ask(world, chaines, "/WHO") == ["Liste des adherents:", "@p0@", *NICKS[1:]]
    channels = " ".join(["public", "big", *CHANNELS])
    assert ask(world, chaines, "/LIST") == [f"Les chaines en cours sont: {channels}"]
    chaines.eof()
    relais = come_in(world, RelaisSession, "relayed")
    visible = [*NICKS[:-HIDDEN], "relayed", f"other{relais.link.id}"]
    assert ask(world, relais, "/users") == [
        f"Online: {', '.join(visible)}",
        f"Not listed, as their programs ask (+i on IRC): {HIDDEN}",
    ]
    relais.eof()
    public = come_in(world, PUBLIC, "/pseudo", "roomer")
    listed = ", ".join(f"-{nick}" for nick in [*NICKS, "roomer"])
    assert ask(world, public, "/list") == [f"Les personnes connectées sont : {listed}"]


def test_a_line_that_is_made_in_pieces_stays_whole() -> None:
    """What others say meanwhile comes before it or after it."""
    world = crowded(300)
    relais = come_in(world, RelaisSession, "relayed")
    sender = world.join("sender")
    world.forget_output()
    world.hub.receive(relais.link, b"/users\n/date\n")
    world.hub.receive(sender.link, b"PRIVMSG relayed :hello\r\n")
    while b"hello" not in relais.received:
        assert world.loop.turn()
    world.settle()
    first, second, hidden, date = relais.take()
    assert first == "sender: hello"
    assert second.startswith("Online: p0, p1, ")
    assert hidden.startswith("Not listed")
    assert date
