"""A restart: what is read back from disk is what the channels were, whatever was done to them."""

from pathlib import Path
from typing import Any

import pytest

from harness.chatter import Chatter
from harness.logins import ask, log_in
from harness.seeds import named, seeded
from harness.snapshot import contradictions
from harness.storing import read
from harness.world import Client, World
from salon.core.commands import ClaimChannel, DropChannel, SetAccess, TransferChannel
from salon.core.decisions.speech import ACTION
from salon.core.decisions.start import events_at_start
from salon.core.events import MessageKind
from salon.core.modes import DEFAULT_CHANNEL_MODES
from salon.core.ranks import Rank
from salon.core.state import Channel
from salon.storage.messages import SqliteReader

LINES = 400


def what_lasts(channel: Channel) -> dict[str, Any]:
    """Return what of a channel is to be there after a restart."""
    return {
        "name": channel.name,
        "created": channel.created,
        "modes": (channel.flags, channel.key, channel.limit, str(channel.throttle), channel.history),
        "topic": channel.topic,
        "lists": {letter: list(entries.values()) for letter, entries in channel.lists.items()},
        "emptied": channel.emptied,
        "since": channel.since,
        "closure": channel.closure,
        "site": channel.site,
        "owner": channel.owner,
        "account_ranks": channel.account_ranks,
    }


def is_as_founded(channel: Channel) -> bool:
    """Tell whether nothing is set that a new channel would not have."""
    modes = (channel.flags, channel.key, channel.limit, str(channel.throttle), str(channel.history))
    kept = channel.topic or channel.lists or channel.account_ranks
    return modes == (DEFAULT_CHANNEL_MODES, "", 0, "None", "") and not kept


def live(number: int, database: Path) -> World:
    """Have three people, of whom one is a server operator, do whatever they like for a while."""
    random = seeded(number)
    chatter = Chatter(random, without=("RESTART", "QUIT", "KILL"))
    world = World(rules={"list_entries": 6, "empty_channel_seconds": 1}, database=database)
    clients: list[Client] = [world.join(nick, "#a", "#b") for nick in ("ann", "ben", "cleo")]
    clients[0].send("OPER root letmein")
    for client in clients:
        log_in(client)
    for _ in range(LINES):
        # So that some channels are entered again in time, and some as new ones.
        world.now += random.choice((0, 10, 800))
        world.hub.receive(random.choice(clients).link, chatter.line())
        # So that the batches are of any size.
        if random.random() < 0.3:
            world.settle()
        if random.random() < 0.1:
            channel, name = random.choice(("#a", "#b")), random.choice(("ann", "ben", "cleo"))
            wish = random.choice(
                (ClaimChannel(channel), DropChannel(channel), TransferChannel(channel, name))
            )
            ask(
                random.choice(clients),
                random.choice((wish, SetAccess(channel, name, random.choice([*Rank])))),
            )
    world.settle()
    return world


@pytest.mark.parametrize("number", range(25))
def test_channels_are_what_they_were(tmp_path: Path, number: int) -> None:
    """Those in which something was said or set; and nothing that was said is lost."""
    database = tmp_path / "salon.db"
    with named(number):
        judge(number, database)


def judge(number: int, database: Path) -> None:
    """Have a server live and start again, and look at what is there."""
    world = live(number, database)
    assert world.failures == []
    lines = world.kept_lines()
    world.close()
    again = World(database=database)
    assert again.kept_lines() == lines
    assert {its.sequence for its in world.said if not its.live} <= {line.sequence for line in lines}
    heard = {line.channel for line in lines}
    state = again.state
    channels = [*world.state.channels.values(), *world.state.sleeping]
    kept = {its.id: its for its in channels if its.id in heard or not is_as_founded(its)}
    # Nobody is here: all of them sleep that belong to nobody.
    assert all(channel.owner for channel in state.channels.values())
    back = {channel.id: what_lasts(channel) for channel in (*state.channels.values(), *state.sleeping)}
    assert all(channel.said is kept[channel.id].said for channel in state.sleeping if channel.id in kept)
    # Of the others, nobody could tell whether they are back.
    assert {its: back.get(its) for its in kept} == {its: what_lasts(channel) for its, channel in kept.items()}
    for event in events_at_start(state, (), again.now):
        again.decider.announce(event)
    assert contradictions(state) == []
    assert state.last_channel <= world.state.last_channel
    assert state.last_channel >= max(kept, default=0)
    reader = SqliteReader(database)
    for channel in kept:
        said = [
            (event.sequence, event.text)
            for event in world.said
            if event.channel == channel
            and event.kind is not MessageKind.TAGMSG
            and not event.rank
            and (not event.text.startswith("\x01") or event.text.startswith(ACTION))
        ]
        assert [(event.sequence, event.text) for event in read(reader, channel)] == said
    reader.close()
