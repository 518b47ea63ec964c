"""Whoever is not in a channel, or no longer, learns nothing of what is said there, however they ask."""

from collections.abc import Callable

import pytest

from harness.asking import attempts, questions
from harness.tagged_lines import bare, tags
from harness.world import Client, World

CAPS = (
    "draft/chathistory draft/event-playback message-tags server-time batch echo-message standard-replies"
    " draft/message-redaction salon.dev/edit draft/read-marker draft/metadata-2 soju.im/search"
)

SECRET = "secret"


def never_there(_ann: Client, _eve: Client) -> None:
    """Leave somebody outside."""


def left(_ann: Client, eve: Client) -> None:
    """Have somebody go who was there."""
    eve.send("JOIN #a", "PART #a")


def banned(ann: Client, eve: Client) -> None:
    """Have somebody removed for good."""
    eve.send("JOIN #a")
    ann.send("MODE #a +b eve", "KICK #a eve")


def speak(ann: Client) -> list[str]:
    """Say, answer and react to something secret; return the ids of it."""
    ann.take()
    lines = ann.send(f"PRIVMSG #a :{SECRET}")
    first = tags(lines[0])["msgid"]
    lines += ann.send(f"@+reply={first} PRIVMSG #a :{SECRET} again")
    ann.send(f"@+reply={first};+draft/react={SECRET} TAGMSG #a")
    return [tags(line)["msgid"] for line in lines]


@pytest.mark.parametrize("modes", ["", "+i", "+k key", "+s"])
@pytest.mark.parametrize("how", [never_there, left, banned])
def test_nothing_is_learnt_from_outside(how: Callable[[Client, Client], None], modes: str) -> None:
    """By no page, id, target, search, tag, reaction, correction or metadata; and nothing is changed."""
    world = World()
    ann, eve = world.join("ann", "#a", caps=CAPS), world.join("eve", caps=CAPS)
    how(ann, eve)
    if modes:
        ann.send(f"MODE #a {modes}")
    ids = speak(ann)
    before = world.on_disk("SELECT * FROM message"), world.on_disk("SELECT * FROM reaction")
    eve.take()
    heard = []
    for question in (*questions(ids), *attempts(ids, "#a", "eve")):
        if question != "SEARCH :text=secret":
            heard += [(question, line) for line in eve.send(question)]
        else:
            assert not [line for line in eve.send(question) if " PRIVMSG " in line]
    told = [(question, line) for question, line in heard if SECRET in line and SECRET not in question]
    assert told == []
    assert not [line for _, line in heard if "TARGETS #a" in line]
    ann.take()
    now = world.on_disk("SELECT * FROM message WHERE channel > 0"), world.on_disk("SELECT * FROM reaction")
    assert now == before


def test_a_secret_channel_is_none() -> None:
    """To every question, the answer is that for a name that was never used."""
    world = World()
    ann, eve = world.join("ann", "#a", caps=CAPS), world.join("eve", caps=CAPS)
    ann.send("MODE #a +s")
    ids = speak(ann)
    answers = []
    for target in ("#a", "#b"):
        lines = [*questions(ids, target), *attempts(ids, target, "eve")]
        answers.append([unlike(eve.send(line), target) for line in lines])
    assert answers[0] == answers[1]


def unlike(lines: list[str], target: str) -> list[str]:
    """Return an answer without what differs each time: ids, batches, and the name that was asked for."""
    return [bare(line).replace(target, "#x") for line in lines if " BATCH " not in line]
