"""typing, which nobody keeps; and channel-context, which tells nobody of a channel."""

import pytest

from harness.tagged_lines import commands, tags
from harness.world import World
from salon.wire.dialects.chaines.session import ChainesSession

CAPS = "message-tags echo-message batch draft/chathistory draft/event-playback labeled-response"


def test_typing_is_passed_on_and_not_kept() -> None:
    """To those with tags, at a bounded rate; it has no id, and no place in the history."""
    world = World()
    ann, ben = (world.join(nick, "#c", caps=CAPS) for nick in ("ann", "ben"))
    dan, cat = world.join("dan", "#c"), world.connect_dialect(ChainesSession)
    cat.send("cat", "/JOIN c")
    for client in (ann, ben, dan, cat):
        client.take()
    for said in ("active", "active", "paused", "paused", "done", "active"):
        ann.send(f"@+typing={said} TAGMSG #c")
    heard = ben.take()
    assert [tags(line)["+typing"] for line in heard] == ["active", "paused", "done", "active"]
    assert not any("msgid" in tags(line) for line in heard)
    assert (dan.take(), cat.take()) == ([], [])
    assert world.on_disk("SELECT * FROM message") == []
    assert ann.send("@label=1;+typing=active TAGMSG #c") == ["@label=1 :salon.test ACK"]
    world.now += 3_000
    ann.send("@+typing=active TAGMSG ben")
    assert commands(ben.take()) == ["TAGMSG"]
    ann.send("@+typing=active TAGMSG dan")
    assert dan.take() == []


@pytest.mark.parametrize("name", ["+channel-context", "+draft/channel-context"])
def test_the_context_is_a_channel_of_both(name: str) -> None:
    """Other channels, and what is none, are left out; the message arrives."""
    world = World()
    ann = world.join("ann", "#c", "#secret", caps=CAPS)
    ben = world.join("ben", "#c", "#own", caps=CAPS)
    ann.send("MODE #secret +s")
    for client in (ann, ben):
        client.take()
    ann.send(f"@+a=1;{name}=#c PRIVMSG ben :x")
    (heard,) = ben.take()
    assert (tags(heard)[name], tags(heard)["+a"]) == ("#c", "1")
    for other in ("#secret", "#own", "#none", "ben", ""):
        ann.send(f"@+a=1;{name}={other} NOTICE ben :x")
        (heard,) = ben.take()
        assert name not in tags(heard)
        assert tags(heard)["+a"] == "1"
    ann.send(f"@{name}=#c PRIVMSG #c :x")
    assert name not in tags(ben.take()[0])
    assert "channel-context=#secret" not in str(world.on_disk("SELECT tags FROM message"))
