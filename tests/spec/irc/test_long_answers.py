"""Long answers are made in pieces, as the client reads them; what others say goes on meanwhile."""

from harness.world import Client, World
from salon.delivery.answers import PIECE_STEPS

MANY = 3 * PIECE_STEPS


def crowd(world: World, channel: str = "#big") -> None:
    """Let many people join a channel."""
    for number in range(MANY):
        world.join(f"p{number}", channel)
    world.forget_output()


def stall(client: Client) -> None:
    """Have a client read nothing from now on."""
    client.link.outbox.congested = True
    client.waiting = 1


def read(world: World, client: Client) -> list[str]:
    """Have a client read all, and so what comes of that, once."""
    client.link.outbox.congested = False
    client.waiting = 0
    world.hub.drained(client.link)
    lines = client.take()
    world.settle()
    return lines + client.take()


def test_an_answer_is_whole() -> None:
    """WHO of a channel has a line for each member, and ends once."""
    world = World()
    crowd(world)
    alice = world.join("alice", "#big")
    lines = alice.send("WHO #big")
    assert [line.split()[1] for line in lines] == ["352"] * (MANY + 1) + ["315"]


def test_who_does_not_read_gets_one_piece() -> None:
    """Of an answer no more is made than a piece, until the client has read that."""
    world = World()
    crowd(world)
    alice = world.join("alice", "#big")
    stall(alice)
    first = alice.send("WHO #big", "PING x")
    assert len(first) == PIECE_STEPS
    world.pass_time(1)
    assert alice.take() == []
    lines = list(first)
    for _ in range(4):
        lines += read(world, alice)
        stall(alice)
    assert [line.split()[1] for line in lines[-2:]] == ["315", "PONG"]
    assert len(lines) == MANY + 3


def test_reading_is_a_sign_of_life() -> None:
    """A client that reads a long answer slowly is not silent."""
    world = World(rules={"ping_seconds": 60, "ping_timeout_seconds": 30})
    crowd(world)
    alice = world.join("alice", "#big")
    stall(alice)
    alice.send("WHO #big")
    world.pass_time(59)
    read(world, alice)
    stall(alice)
    world.pass_time(59)
    assert not any(line.startswith("PING") for line in alice.take())


def test_others_are_heard_meanwhile() -> None:
    """What is said goes on to whoever waits for a long answer."""
    world = World()
    crowd(world)
    alice, bob = world.join("alice", "#big"), world.join("bob", "#big")
    stall(alice)
    alice.send("WHO #big")
    bob.send("PRIVMSG #big :hello")
    assert [line.split()[1] for line in alice.take()] == ["PRIVMSG"]


def test_an_answer_under_a_label_is_not_collected() -> None:
    """labeled-response: a long answer goes out in its batch as it is made."""
    world = World()
    crowd(world)
    alice = world.join("alice", "#big", caps="labeled-response batch")
    stall(alice)
    first = alice.send("@label=1 WHO #big")
    assert first[0].startswith("@label=1 :salon.test BATCH +")
    lines = list(first)
    for _ in range(4):
        lines += read(world, alice)
        stall(alice)
    reference = first[0].split()[3].removeprefix("+")
    assert lines[-1] == f":salon.test BATCH -{reference}"
    assert all(line.startswith(f"@batch={reference} ") for line in lines[1:-1])
    assert len(lines) == MANY + 4


def test_a_session_that_ends_amid_an_answer() -> None:
    """Nothing more is made of it."""
    world = World()
    crowd(world)
    alice = world.join("alice", "#big")
    stall(alice)
    alice.send("WHO #big")
    alice.close()
    world.settle()
    assert alice.link.is_over
    assert "alice" not in [person.nick for person in world.state.people.values()]
