"""Two hubs fed by one decider, through bytes: each state answers every question as the others do."""

from random import Random

import pytest

from harness.nodes import Client, Cluster, Node
from harness.snapshot import snapshot
from salon.core.account_events import AccountRegistered
from salon.core.commands import (
    ClaimChannel,
    Command,
    DropChannel,
    EndOtherSessions,
    EndSession,
    LogOut,
    SetAccess,
    TransferChannel,
)
from salon.core.context import Context
from salon.core.decide import decide
from salon.core.decisions.logins import log_in_to
from salon.core.decisions.sessions import after_password
from salon.core.events import Event
from salon.core.needs import Need
from salon.core.ranks import Rank
from salon.core.refusals import Refusal
from salon.core.replies import Outcome
from salon.core.state import State

NICKS = ("ann", "ben", "cleo", "dan", "éva")
CHANNELS = ("#a", "#b", "#É")
STEPS = 150


def line(random: Random) -> str:
    """Return something that a client may say."""
    nick, channel = random.choice(NICKS), random.choice(CHANNELS)
    return random.choice(
        (
            *(f"JOIN {channel}",) * 4,
            *(f"PRIVMSG {channel} :hello",) * 3,
            f"PRIVMSG {nick} :you",
            f"PART {channel} :bye",
            f"NICK {random.choice(NICKS)}{random.randrange(3)}",
            f"TOPIC {channel} :about {random.randrange(9)}",
            f"MODE {channel} {random.choice('+-')}{random.choice('imnst')}",
            f"MODE {channel} {random.choice('+-')}H {random.choice(('joined', 'none', '9:3d'))}",
            f"MODE {channel} {random.choice('+-')}b {nick}!*@*",
            f"MODE {channel} {random.choice('+-')}{random.choice('ov')} {nick}",
            f"KICK {channel} {nick} :out",
            f"INVITE {nick} {channel}",
            f"AWAY :{random.choice(('', 'lunch'))}",
            f"MONITOR + {nick}",
            "OPER root letmein",
            f"RENAME {channel} #c{random.randrange(3)}",
            f"WHO {channel}",
        )
    )


def questions(node: Node, cluster: Cluster, nick: str) -> list[str]:
    """Return what somebody new is answered on a node."""
    probe = node.connect()
    cluster.settle()
    say(node, probe, f"NICK {nick}", f"USER {nick} 0 * :Probe", "OPER root letmein")
    cluster.settle()
    probe.take()
    say(node, probe, "LIST", "WHO *", *(f"NAMES {channel}" for channel in CHANNELS), "LUSERS")
    say(node, probe, *(f"MODE {channel} b" for channel in CHANNELS), *(f"WHOIS {other}" for other in NICKS))
    cluster.settle()
    # How many there were at most, each hub knows of the moments at which it was asked.
    answers = [text.replace(nick, "probe") for text in probe.take() if text.split()[1] not in {"265", "266"}]
    say(node, probe, "QUIT")
    cluster.settle()
    return answers


def say(node: Node, client: Client, *lines: str) -> None:
    """Send lines."""
    node.hub.receive(client.session, "".join(f"{text}\r\n" for text in lines).encode())


def wish(random: Random, state: State) -> Command:
    """Return something about whose a channel is, or about connections of one's own."""
    channel, nick = random.choice(CHANNELS), random.choice(NICKS)
    return random.choice(
        (
            *(ClaimChannel(channel), DropChannel(channel), TransferChannel(channel, nick), LogOut()),
            *(SetAccess(channel, nick, rank) for rank in Rank),
            *(EndOtherSessions(), EndSession(random.choice([*state.sessions]))),
        )
    )


def log_in(cluster: Cluster, nick: str) -> None:
    """Log somebody in to an account of their nick, which is made."""
    state = cluster.state
    cluster.decider.announce(AccountRegistered(state.accounts.last + 1, nick, "hash", 1))
    person, account = state.find_person(nick), state.accounts.find(nick)
    assert person is not None
    assert account is not None
    context = Context(cluster.loop.now, next(iter(person.sessions.values())))
    announce(cluster, log_in_to(state, account, context))


def move(cluster: Cluster, random: Random) -> None:
    """Log somebody in to another one's account, who may have reset its password."""
    state, resets = cluster.state, random.random() < 0.5
    person, account = state.find_person(random.choice(NICKS)), state.accounts.find(random.choice(NICKS))
    if person is None or account is None:
        return
    context = Context(cluster.loop.now, random.choice([*person.sessions.values()]))
    outcome = log_in_to(state, account, context, alone=resets)
    if resets and not any(isinstance(its, Refusal) for its in outcome):
        outcome += after_password(state, account, context, moving=person is not account.person)
    announce(cluster, outcome)


def ask(cluster: Cluster, nick: str, command: Command) -> None:
    """Have somebody ask for something past their wire, if they are there."""
    person = cluster.state.find_person(nick)
    if person is not None:
        context = Context(cluster.loop.now, next(iter(person.sessions.values())))
        decision = decide(cluster.state, command, context)
        assert not isinstance(decision, Need)
        announce(cluster, decision)


def announce(cluster: Cluster, outcomes: list[Outcome]) -> None:
    """Have happen what was decided."""
    for outcome in outcomes:
        if isinstance(outcome, Event):
            cluster.decider.announce(outcome)
    cluster.close_batch()


@pytest.mark.parametrize("seed", range(12))
def test_two_hubs_agree(seed: int) -> None:
    """Whatever is lost, repeated or late on the way: all heard, they are as the decider is."""
    random = Random(seed)  # noqa: S311 - no secret
    cluster = Cluster(2)
    people: list[tuple[Node, Client]] = []
    for number, nick in enumerate(NICKS):
        node = cluster.nodes[number % 2]
        client = node.connect()
        cluster.settle()
        say(node, client, f"NICK {nick}", f"USER {nick} 0 * :{nick}")
        cluster.settle()
        people.append((node, client))
    for nick in NICKS[:3]:
        log_in(cluster, nick)
    for _ in range(STEPS):
        node, client = random.choice(people)
        if random.random() < 0.1:
            ask(cluster, random.choice(NICKS), wish(random, cluster.state))
        if random.random() < 0.06:
            move(cluster, random)
        if not client.session.is_over:
            say(node, client, line(random))
        cluster.loop.settle()
        cluster.disturb(random)
    cluster.settle()
    one, other = cluster.nodes
    assert one.follower.position == other.follower.position == len(cluster.log)
    assert snapshot(one.state) == snapshot(other.state) == snapshot(cluster.state)
    assert questions(one, cluster, "probe1") == questions(other, cluster, "probe2")


def test_a_session_is_resumed_on_another_hub() -> None:
    """The one that lost its connection hears that it is over; both hubs know the same person."""
    cluster = Cluster(2)
    one, other = cluster.nodes
    ann = one.connect()
    cluster.settle()
    say(one, ann, "CAP REQ salon.dev/resume", "NICK ann", "USER ann 0 * :Ann", "CAP END", "JOIN #a")
    cluster.settle()
    (token,) = [line.split()[-1] for line in ann.take() if " RESUME TOKEN " in line]
    one.hub.lost(ann.session, "Connection lost")
    again = other.connect()
    cluster.settle()
    say(other, again, f"RESUME {token}")
    cluster.settle()
    assert again.session.core.person is not None
    assert again.session.core.person.nick == "ann"
    assert any(" JOIN #a" in line for line in again.take())
    assert list(one.hub.sessions) == []
    assert snapshot(one.state) == snapshot(other.state) == snapshot(cluster.state)
