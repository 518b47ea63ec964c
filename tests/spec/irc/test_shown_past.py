"""How much of a channel's past its leaders let newcomers see (+H), whatever they ask it by."""

from pathlib import Path

import pytest

from harness.asking import questions
from harness.world import Client, World

CAPS = (
    "draft/chathistory draft/event-playback message-tags server-time batch echo-message "
    "draft/message-redaction salon.dev/edit draft/read-marker"
)

SECRET = "secret"


def newcomer(world: World, nick: str = "eve") -> Client:
    """Return a client that may ask for everything there is, and is in no channel."""
    return world.join(nick, caps=CAPS)


def msgids(lines: list[str]) -> list[str]:
    """Return the ids in some lines."""
    return [part.partition("=")[2] for line in lines for part in tags(line) if part.startswith("msgid=")]


def tags(line: str) -> list[str]:
    """Return the tags of a line."""
    return line[1:].partition(" ")[0].split(";") if line.startswith("@") else []


@pytest.mark.parametrize("past", ["joined", "none"])
@pytest.mark.parametrize("first", [True, False])
def test_a_newcomer_learns_nothing_of_before(past: str, first: bool) -> None:
    """Whether it was said under the setting or before: by no page, id, target, tag, topic or correction."""
    world = World()
    ann = world.join("ann", "#a", caps=CAPS)
    if first:
        ann.send(f"MODE #a +H {past}")
    ids = msgids(ann.send(f"PRIVMSG #a :{SECRET}"))
    ids += msgids(ann.send(f"@+reply={ids[0]} PRIVMSG #a :{SECRET} again"))
    ids += msgids(ann.send(f"@+reply={ids[0]};+draft/react={SECRET} TAGMSG #a"))
    ann.send("TOPIC #a :now")
    if not first:
        ann.send(f"MODE #a +H {past}")
    eve = newcomer(world)
    heard = eve.send("JOIN #a")
    for question in questions(ids):
        answer = eve.send(question)
        assert not any("PRIVMSG" in line or "TAGMSG" in line or "TARGETS #a" in line for line in answer)
        heard += answer
    for guess in ids:
        heard += eve.send(f"REDACT #a {guess}") + eve.send(f"EDIT #a {guess} :mine")
        heard += eve.send(f"@+reply={guess} PRIVMSG #a :re")
        heard += eve.send(f"@+reply={guess};+draft/react=x TAGMSG #a")
    assert not any(SECRET in line for line in heard)
    unknown = {line.partition(" ")[2].partition(" #a")[0] for line in heard if "FAIL REDACT" in line}
    assert unknown == {"FAIL REDACT UNKNOWN_MSGID"}


def test_what_is_said_from_then_on_is_theirs() -> None:
    """Since they joined; a second visit begins anew, and one that lasts goes on."""
    world = World()
    ann = world.join("ann", "#a", caps=CAPS)
    ann.send("MODE #a +H joined")
    eve = newcomer(world)
    ann.send("PRIVMSG #a :before")
    eve.send("JOIN #a")
    ann.send("PRIVMSG #a :after")
    assert said(eve.send("CHATHISTORY LATEST #a * 50")) == ["after"]
    assert any(line.endswith(":after") for line in eve.send("HISTORY #a 9"))
    # Asking again below what one may see is no way around.
    first = msgids(ann.send("CHATHISTORY LATEST #a * 50"))[0]
    assert said(eve.send(f"CHATHISTORY AFTER #a msgid={first} 50")) == ["after"]
    eve.send("PART #a")
    ann.send("PRIVMSG #a :meanwhile")
    eve.send("JOIN #a")
    assert said(eve.send("CHATHISTORY LATEST #a * 50")) == []
    # Who was there all the time reads all of that time.
    assert said(ann.send("CHATHISTORY LATEST #a * 50")) == ["before", "after", "meanwhile"]


def test_nobody_reads_back_where_nothing_is_shown() -> None:
    """Nor do those who were there; but what one has heard one may still take back."""
    world = World()
    ann = world.join("ann", "#a", caps=CAPS)
    ann.send("MODE #a +H none")
    (own,) = msgids(ann.send("PRIVMSG #a :oops"))
    assert said(ann.send("CHATHISTORY LATEST #a * 50")) == []
    assert any("FAIL" not in line and "REDACT #a" in line for line in ann.send(f"REDACT #a {own}"))


def test_what_was_said_behind_it_stays_there() -> None:
    """Though the past is for all again, and the channel was closed meanwhile: no mark moves."""
    world = World()
    ann = world.join("ann", "#a", caps=CAPS)
    ann.send("PRIVMSG #a :open")
    ann.send("MODE #a +s")
    ann.send("PRIVMSG #a :closed")
    ann.send("MODE #a +H joined")
    ann.send("PRIVMSG #a :hidden")
    eve = newcomer(world)
    eve.send("JOIN #a")
    ann.send("PRIVMSG #a :heard")
    ann.send("MODE #a -H")
    ann.send("PRIVMSG #a :closed again")
    zoe = newcomer(world, "zoe")
    zoe.send("JOIN #a")
    ann.send("MODE #a -s")
    ann.send("PRIVMSG #a :open again")
    assert said(eve.send("CHATHISTORY LATEST #a * 50")) == ["open", "heard", "closed again", "open again"]
    assert said(zoe.send("CHATHISTORY LATEST #a * 50")) == ["open", "closed again", "open again"]


def test_whoever_founds_it_again_is_told(tmp_path: Path) -> None:
    """Within the time the setting holds; it also outlasts a restart."""
    world = World(database=tmp_path / "db")
    ann = world.join("ann", "#a")
    ann.send("MODE #a +H joined:500:30d")
    ann.send(f"PRIVMSG #a :{SECRET}")
    ann.send("PART #a")
    world.close()
    world = World(database=tmp_path / "db")
    eve = newcomer(world)
    lines = eve.send("JOIN #a")
    assert any("CHANNEL_WAS_EMPTY" in line and "Its past is not shown" in line for line in lines)
    assert any("+Hnt joined:500:30d" in line or "+ntH joined:500:30d" in line for line in eve.send("MODE #a"))
    assert said(eve.send("CHATHISTORY LATEST #a * 50")) == []


def test_by_whom_it_is_set() -> None:
    """By those who may change modes, and the log of moderation has it."""
    world = World()
    ann, bob = world.join("ann", "#a"), world.join("bob", "#a")
    assert any(" 482 " in line for line in bob.send("MODE #a +H none"))
    for wrong in ("never", "0d", "joined:none"):
        assert any(" 696 " in line for line in ann.send(f"MODE #a +H {wrong}"))
    ann.send("MODE #a +H 30d:JOINED")
    assert bob.take()[-1].endswith("MODE #a +H joined:30d")
    assert ann.send("MODE #a +H joined:30d") == []
    assert any("+H joined:30d" in line for line in ann.send("MODLOG #a"))
    # `all` and `forever` are as in every channel.
    assert ann.send("MODE #a +H all")[-1].endswith("MODE #a +H 30d")
    assert ann.send("MODE #a +H forever")[-1].endswith("MODE #a -H")


def said(lines: list[str]) -> list[str]:
    """Return what a page of the past says, of some lines."""
    shown = [
        line for line in lines if " PRIVMSG " in line and any(its.startswith("batch=") for its in tags(line))
    ]
    return [line.partition(" PRIVMSG ")[2].partition(" :")[2] for line in shown]
