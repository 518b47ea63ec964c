"""The router: who hears of what, in which form; it neither applies nor decides."""

from typing import Any

import pytest
from msgspec import structs

from harness.dialect_people import enter_relais
from harness.snapshot import snapshot
from harness.world import Client, World
from salon.core import events, file_events
from salon.core.asks import leaves
from salon.core.events import Event, MessageKind, MessagePosted, Reach
from salon.core.message_events import MessageReacted
from salon.core.sources import source_of
from salon.delivery.router import Groups, Router


def groups(world: World, name: str) -> Groups:
    """Return the groups of a channel."""
    channel = world.state.find_channel(name)
    assert channel is not None
    return world.hub._router.channel(channel.id)


def sizes(world: World, name: str) -> list[int]:
    """Return how many outboxes stand in each group of a channel."""
    return [len(group) for group in groups(world, name).values()]


# --- who is in which group ---------------------------------------------------------------------


def test_groups_change_when_people_come_and_go() -> None:
    """By each of the ways out."""
    world = World()
    ann = world.join("ann", "#a")
    others = [world.join(nick, "#a", caps="server-time") for nick in ("ben", "cleo", "dan", "eve")]
    assert sizes(world, "#a") == [1, 4]
    others[0].send("PART #a")
    ann.send("KICK #a cleo")
    others[2].send("QUIT")
    ann.send("OPER root letmein", "KILL eve x")
    assert sizes(world, "#a") == [1]
    assert list(world.hub._router._outboxes) == [client.link.core.id for client in (ann, *others[:2])]


def test_groups_stand_in_the_order_of_arrival() -> None:
    """So does what leaves first."""
    world = World()
    clients = [world.join(f"n{number}", "#a") for number in range(5)]
    (group,) = groups(world, "#a").values()
    assert list(group) == [client.link.outbox for client in clients]


def test_a_capability_changes_the_group_at_once() -> None:
    """In every channel, for what comes after; the others of the form stay."""
    world = World()
    ann, ben = world.join("ann", "#a", "#b"), world.join("ben", "#a", "#b")
    ben.send("CAP REQ server-time")
    assert (sizes(world, "#a"), sizes(world, "#b")) == ([1, 1], [1, 1])
    ann.send("PRIVMSG #b :salut")
    assert ben.take()[0].startswith("@time=")
    ben.send("CAP REQ echo-message", "CAP REQ -server-time")
    assert sizes(world, "#a") == [2]


def test_a_connection_that_speaks_for_another_is_regrouped() -> None:
    """It is where that person is, and no more where its guest was."""
    world = World()
    bob, guest = world.join("bob", "#a", "#b"), world.join("guest", "#b", "#c")
    world.join("other", "#c")
    moved = events.SessionMoved(guest.link.core.id, guest.person.source, bob.person.source, world.now)
    world.decider.announce(moved)
    assert (sizes(world, "#a"), sizes(world, "#b"), sizes(world, "#c")) == ([2], [2], [1])
    assert guest.person is bob.person


def test_who_hears_nothing_of_a_channel_is_in_none_of_its_groups() -> None:
    """Nor is it told who of its members leaves."""
    world = World()
    bob = world.join("bob", "#a")
    relais = enter_relais(world, "guest")
    moved = events.SessionMoved(relais.link.core.id, relais.person.source, bob.person.source, world.now)
    world.decider.announce(moved)
    assert sizes(world, "#a") == [1]


def test_an_emptied_channel_is_forgotten() -> None:
    """With its groups: one that is gone, one that sleeps, and one that stays."""
    for stays in (False, True):
        world = World(rules={"keep_empty_channels": stays})
        ann = world.join("ann", "#a", "#b")
        ann.send("TOPIC #b :kept", "PART #a,#b")
        assert world.hub._router._channels == {}


def test_outboxes_stand_by_their_forms() -> None:
    """In the order in which they came, each with its own append."""
    world = World()
    cleo, ann, ben = (
        world.join("cleo", "#a"),
        world.join("ann", "#a", caps="server-time"),
        world.join("ben", "#a"),
    )
    plain, rich = groups(world, "#a").values()
    assert [list(plain), list(rich)] == [[cleo.link.outbox, ben.link.outbox], [ann.link.outbox]]
    plain[ben.link.outbox](b"x")
    assert ben.link.outbox.chunks == [b"x"]


def test_who_goes_is_taken_out() -> None:
    """From whichever group; the last of a form takes it along, and nobody is missed."""
    world = World()
    ann, ben, cleo = (
        world.join("ann", "#a"),
        world.join("ben", "#a"),
        world.join("cleo", "#a", caps="server-time"),
    )
    core = cleo.link.core.person
    assert core is not None
    parted = events.MemberParted(core.source, 1, "#a", "", 0)
    for _ in range(2):
        world.hub._router.follow(parted)
    assert sizes(world, "#a") == [2]
    ann.send("PART #a")
    assert [list(group) for group in groups(world, "#a").values()] == [[ben.link.outbox]]


# --- who hears of what -------------------------------------------------------------------------

FAR = source_of(9, "far", "~f", "away.test")


def hearers(world: World, event: Event, origin: Client | None = None) -> tuple[set[str], set[str]]:
    """Return the nicks in the groups that hear of an event, and of those whom it concerns."""
    audience = world.hub._router.audience(event, None if origin is None else origin.link.outbox)
    nicks = {session.outbox: nick_of(session.core) for session in world.hub.sessions.values()}
    in_groups = {nicks[outbox] for group in audience.groups.values() for outbox in group}
    return in_groups, {nicks[outbox] for outbox in audience.concerned}


def nick_of(session: Any) -> str:
    """Return the nick of the person of a session."""
    return session.person.nick if session.person is not None else ""


@pytest.fixture
def village() -> World:
    """Return a world of ann and ben in #a, cleo and ben in #b, and dan in none."""
    world = World()
    world.join("ann", "#a")
    world.join("ben", "#a", "#b")
    world.join("cleo", "#b")
    world.join("dan")
    return world


def test_the_reach_says_who_hears(village: World) -> None:
    """Each reach has its people; those of no connection here are passed over."""
    ann, ben, _, dan = (person.source for person in village.state.people.values())
    cases: list[tuple[Event, tuple[set[str], set[str]]]] = [
        (events.PersonArrived(ann, "", 0), (set(), set())),
        (events.SessionAttached(2, ben, 0), (set(), {"ben"})),
        (events.UserModesChanged(ann, (), 0), (set(), {"ann"})),
        (file_events.FileOffered(ann, 1, dan.person, "dan", "x", 1, "", 1, 0), (set(), {"ann", "dan"})),
        (file_events.FileOffered(ann, 1, 99, "far", "x", 1, "", 1, 0), (set(), {"ann"})),
        (events.MemberParted(ben, 1, "#a", "", 0), ({"ann", "ben"}, {"ben"})),
        (events.MemberParted(FAR, 1, "#a", "", 0), ({"ann", "ben"}, set())),
        (events.MemberKicked(ann, 1, "#a", ben.person, "ben", "", 0), ({"ann", "ben"}, {"ann", "ben"})),
        (events.AwayChanged(ben, None, 0), ({"ann", "ben", "cleo"}, {"ben"})),
        (events.AwayChanged(dan, None, 0), (set(), {"dan"})),
        (events.WallopsSent(dan, "x", 0), (set(), {"dan"})),
    ]
    for event, expected in cases:
        assert hearers(village, event) == expected, event


def test_who_asked_is_concerned(village: World) -> None:
    """By the connection that it came by, also where the event is not about that person."""
    ann, ben, _, dan = village.hub.sessions.values()
    parted = events.MemberParted(FAR, 1, "#a", "", 0)
    for asker, concerned in ((ann, {"ann"}), (ben, {"ben"}), (dan, set())):
        sink = asker.sink
        assert isinstance(sink, Client)
        assert hearers(village, parted, sink)[1] == concerned


def test_every_reach_is_known(village: World) -> None:
    """That of a conversation is for messages and reactions; messages have a quicker way of their own."""
    assert village.hub._router._find.keys() == set(Reach)
    conversation = {kind for kind in leaves(Event) if kind.reach is Reach.CONVERSATION}
    assert conversation == {MessagePosted, MessageReacted}


def test_a_private_message_is_for_its_two_ends(village: World) -> None:
    """The connection that it came by shows its own copy, unless it is to oneself."""
    ann, ben, *_ = village.hub.sessions.values()
    assert ann.core.person is not None
    assert ben.core.person is not None
    source, other = ann.core.person.source, ben.core.person.id
    posted = MessagePosted(source, MessageKind.PRIVMSG, "ben", "x", 1, 0, person=other)
    pair = village.hub._router.pair
    assert list(pair(posted, ann.outbox)) == [ben.outbox]
    assert list(pair(posted, None)) == [ben.outbox, ann.outbox]
    assert list(pair(structs.replace(posted, person=source.person), ann.outbox)) == [ann.outbox]


def test_the_router_only_reads(village: World) -> None:
    """Whoever is asked for, and whatever is followed, the state is as it was."""
    before = snapshot(village.state)
    router = Router(village.state)
    (ann, *_) = village.state.people.values()
    for event in (events.MemberJoined(ann.source, 2, "#b", "", 0, 0), events.PersonLeft(ann.source, "", 0)):
        router.audience(event, None)
        router.follow(event)
    assert snapshot(village.state) == before
