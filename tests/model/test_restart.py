"""A restart: what is read back from disk is what the channels were, whatever was done to them."""

from pathlib import Path
from random import Random
from typing import Any

import pytest

from harness.chatter import Chatter
from harness.snapshot import contradictions
from harness.storing import read, write
from harness.world import Client, World
from salon.core.decisions.speech import ACTION
from salon.core.events import MessageKind, MessagePosted, TopicChanged
from salon.core.modes import DEFAULT_CHANNEL_MODES
from salon.core.names import casemapping
from salon.core.state import Channel, State
from salon.server.house import restore
from salon.storage.port import Durability
from salon.storage.sqlite import SqliteStorage

LINES = 400


def what_lasts(channel: Channel) -> dict[str, Any]:
    """Return what of a channel is to be there after a restart."""
    return {
        "name": channel.name,
        "created": channel.created,
        "modes": (channel.flags, channel.key, channel.limit),
        "topic": channel.topic,
        "lists": {letter: list(entries.values()) for letter, entries in channel.lists.items()},
        "emptied": channel.emptied,
        "since": channel.since,
    }


def is_as_founded(channel: Channel) -> bool:
    """Tell whether nothing is set that a new channel would not have."""
    modes = (channel.flags, channel.key, channel.limit)
    return modes == (DEFAULT_CHANNEL_MODES, "", 0) and not channel.topic and not channel.lists


def live(number: int) -> World:
    """Have three people, of whom one is a server operator, do whatever they like for a while."""
    random = Random(number)  # noqa: S311 - to be had again, not to be secret
    chatter = Chatter(random, without=("RESTART", "QUIT", "KILL"))
    world = World(rules={"list_entries": 6, "empty_channel_seconds": 1})
    clients: list[Client] = [world.join(nick, "#a", "#b") for nick in ("ann", "ben", "cleo")]
    clients[0].send("OPER root letmein")
    for _ in range(LINES):
        # So that some channels are entered again in time, and some as new ones.
        world.now += random.choice((0, 10, 800))
        random.choice(clients).send_bytes(chatter.line())
    return world


@pytest.mark.parametrize("number", range(25))
def test_channels_are_what_they_were(tmp_path: Path, number: int) -> None:
    """Those in which something was said or set; and nothing that was said is lost."""
    world = live(number)
    database = tmp_path / "salon.db"
    storage = SqliteStorage(database, Durability.PROCESS)
    storage.load()
    # In batches of any size, as the gate makes them.
    random = Random(number)  # noqa: S311 - same
    left = world.disk.copy()
    while left:
        size = random.randrange(1, 20)
        write(storage, *left[:size])
        del left[:size]
    storage.close()
    storage = SqliteStorage(database, Durability.PROCESS)
    stored = storage.load()
    state = State(world.state.rules, casemapping("rfc8265"))
    restore(state, stored)
    heard = {event.channel for event in world.disk if isinstance(event, MessagePosted | TopicChanged)}
    kept = {its.id: its for its in world.state.channels.values() if its.id in heard or not is_as_founded(its)}
    back = {number: what_lasts(channel) for number, channel in state.channels.items()}
    # Of the others, nobody could tell whether they are back.
    assert {its: back.get(its) for its in kept} == {its: what_lasts(channel) for its, channel in kept.items()}
    assert contradictions(state) == []
    assert state.last_channel <= world.state.last_channel
    assert state.last_channel >= max(kept, default=0)
    reader = storage.reader()
    for channel in kept:
        said = [
            (event.sequence, event.text)
            for event in world.disk
            if isinstance(event, MessagePosted)
            and event.channel == channel
            and event.kind is not MessageKind.TAGMSG
            and not event.rank
            and (not event.text.startswith("\x01") or event.text.startswith(ACTION))
        ]
        assert [(event.sequence, event.text) for event in read(reader, channel)] == said
    reader.close()
    storage.close()
