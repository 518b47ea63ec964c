"""Accounts that stay: over a restart they are where they were; and all clients of one see the same."""

from pathlib import Path
from random import Random
from typing import Any

import pytest

from harness.seeds import named, seeded
from harness.snapshot import contradictions
from harness.staying import ask, connect_to, make_account
from harness.views import View
from harness.world import Client, World
from salon.core.commands import SetPersistence
from salon.core.decisions.persistence import end_absences
from salon.core.decisions.start import events_at_start
from salon.core.presence_events import Persistence
from salon.core.state import State

NAMES = ("ann", "ben", "cleo")
CHANNELS = ("#a", "#b", "#c")


def said(random: Random) -> str:
    """Return something that somebody may say."""
    name, channel = random.choice(NAMES), random.choice(CHANNELS)
    return random.choice(
        (
            *(f"JOIN {channel}", f"JOIN {channel} key") * 2,
            f"PRIVMSG {channel} :salut",
            f"PRIVMSG {name} :toi",
            f"PRIVMSG {name} :\x01VERSION\x01",
            f"PART {channel} :bye",
            f"KICK {channel} {name} :out",
            f"MODE {channel} {random.choice('+-')}{random.choice(('i', 's', 'n', 'k key', 'H joined'))}",
            f"MODE {channel} {random.choice('+-')}{random.choice('ov')} {name}",
            f"INVITE {name} {channel}",
            f"NICK {name}{random.choice(('', '', '_'))}",
            f"AWAY :{random.choice(('', 'lunch', '*'))}",
            f"MODE {name} {random.choice('+-')}{random.choice('iB')}",
            f"SETNAME {random.randrange(9)}",
            f"TOPIC {channel} :about {random.randrange(9)}",
            f"RENAME {channel} #d",
            "OPER root letmein",
            f"KILL {name} :out",
            "QUIT",
        )
    )


# --- over a restart -------------------------------------------------------------------------------


def presences(state: State) -> dict[str, Any]:
    """Return all that lasts of the people whose accounts stay."""
    found = {}
    for account in state.accounts:
        person = account.person
        if person is None or account.persistence is not Persistence.ON:
            continue
        absence = state.absent.get(account.id)
        memberships = {
            channel.name: (channel.members[person.id].joined, channel.members[person.id].closure)
            for channel in person.channels.values()
        }
        # What an operator of the configuration had beside, they have no more.
        modes = {*person.modes} & {*"iB"}
        seen = person.real_name, modes, person.source.username
        found[account.name] = (memberships, seen, absence and absence.heard)
    return found


def live(world: World, random: Random) -> None:
    """Have people with accounts, and a guest, come and go and do what they like."""
    for name in NAMES:
        make_account(world, name)
    clients: list[Client] = [world.join("dan", "#a")]
    for _ in range(200):
        clients = [its for its in clients if not its.closed]
        if len(clients) < 5 and random.random() < 0.3:
            clients.append(connect_to(world, random.choice(NAMES)))
        if clients and random.random() < 0.03:
            ask(random.choice(clients), SetPersistence(random.choice([*Persistence, Persistence.ON])))
        if clients:
            random.choice(clients).send(said(random))
        world.now += 5
    assert world.failures == []


@pytest.mark.parametrize("number", range(30))
def test_who_stays_is_where_they_were(tmp_path: Path, number: int) -> None:
    """As if the server had been killed: nobody has left, nor taken leave."""
    database = tmp_path / "salon.db"
    with named(number):
        world = World(database=database)
        live(world, seeded(number))
        assert contradictions(world.state) == []
        before = presences(world.state)
        world.close()
        again = World(database=database)
        for event in events_at_start(again.state, (), again.now):
            again.decider.announce(event)
        assert contradictions(again.state) == []
        # Nobody is taken to have been away since the beginning of time.
        assert list(end_absences(again.state, again.now)) == []
        after = presences(again.state)
        for name, (memberships, seen, heard) in before.items():
            its_memberships, its_seen, its_heard = after.pop(name)
            assert (its_memberships, its_seen) == (memberships, seen)
            # Of who was connected, it is known up to what they had heard at the latest.
            assert its_heard == heard if heard is not None else its_heard <= world.state.last_sequence
        assert after == {}
        # What has members is awake; whoever came first leads it, unless it belongs to an account.
        for channel in again.state.channels.values():
            assert channel.members or channel.owner
            came = [its.joined for its in channel.members.values()]
            assert came == sorted(came)
            first = 0 if channel.owner else next(iter(channel.members))
            assert channel.main_administrator == first


# --- several clients of one account ---------------------------------------------------------------


@pytest.mark.parametrize("number", range(12))
def test_clients_of_one_account_stay_in_step(number: int) -> None:
    """Whichever of them did something, or was not connected when it happened."""
    with named(number):
        walk(seeded(number))


def walk(random: Random) -> None:
    """Have two clients of one account and two other people do what they like; compare what the two see."""
    world = World()
    make_account(world, "ann")
    caps = "multi-prefix draft/channel-rename"
    mine = [View(connect_to(world, "ann", caps)) for _ in range(2)]
    others = [world.join(nick, *CHANNELS) for nick in ("ben", "cleo")]
    for _ in range(300):
        world.now += 5
        if random.random() < 0.06:
            index = random.randrange(2)
            mine[index].client.send("QUIT")
            if random.random() < 0.3:
                mine[1 - index].client.send("QUIT")
                others[0].send(*(said_by_others(random) for _ in range(3)))
                mine[1 - index] = View(connect_to(world, "ann", caps))
            mine[index] = View(connect_to(world, "ann", caps))
        elif random.random() < 0.6:
            view = random.choice(mine)
            world.hub.receive(view.client.link, f"{said_by_me(random)}\r\n".encode())
            world.settle()
        else:
            random.choice(others).send(said_by_others(random))
        for view in mine:
            view.read()
        person = mine[0].client.person
        assert mine[1].client.person is person
        truth = {channel.name: members_of(channel) for channel in person.channels.values()}
        for view in mine:
            assert (view.nick, view.channels) == (person.nick, truth)


def members_of(channel: Any) -> set[str]:
    """Return the nicks of a channel's members."""
    return {its.person.nick for its in channel.members.values()}


def said_by_me(random: Random) -> str:
    """Return what one of the clients says."""
    channel = random.choice(CHANNELS)
    return random.choice(
        (
            *(f"JOIN {channel}",) * 3,
            f"PART {channel}",
            f"PRIVMSG {channel} :salut",
            "PRIVMSG ben :salut",
            f"NICK ann{random.choice(('', '1', '2'))}",
            f"AWAY :{random.choice(('', 'lunch'))}",
            f"MODE {channel} +o ben",
            f"RENAME {channel} #d",
        )
    )


def said_by_others(random: Random) -> str:
    """Return what somebody else says."""
    channel = random.choice(CHANNELS)
    return random.choice(
        (
            *(f"JOIN {channel}",) * 3,
            f"PART {channel}",
            f"PRIVMSG {channel} :salut",
            f"PRIVMSG ann{random.choice(('', '1', '2'))} :salut",
            f"KICK {channel} ann{random.choice(('', '1', '2'))}",
            f"NICK {random.choice(('ben', 'cleo'))}{random.choice(('', '1'))}",
        )
    )
