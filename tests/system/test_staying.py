"""An account stays in its channels while nobody is connected, whatever ends the server meanwhile."""

import re
from base64 import b64encode
from pathlib import Path

import pytest

from harness.salon_process import IrcClient, SalonProcess
from harness.seeds import named, seeded

CAPS = "server-time batch draft/persistence standard-replies"
PLAIN = b64encode(b"\0ann\0sesame-8").decode()
KILLS = 6
CHANNELS = ("#c", "#d", "#e")


def register(salon: SalonProcess) -> IrcClient:
    """Make the account of ann, which stays."""
    ann = salon.enter("ann", caps=CAPS)
    ann.send("NS REGISTER sesame-8", "PERSISTENCE SET ON")
    ann.wait_for("PERSISTENCE STATUS ON ON")
    return ann


def come_back(salon: SalonProcess) -> tuple[IrcClient, list[str]]:
    """Log in to the account by SASL; return all lines that it is shown."""
    ann = salon.connect()
    ann.send("CAP LS 302", f"CAP REQ :sasl {CAPS}", "NICK ann", "USER ann 0 * :Ann", "AUTHENTICATE PLAIN")
    ann.send(f"AUTHENTICATE {PLAIN}")
    ann.wait_for(" 903 ")
    ann.send("CAP END")
    ann.wait_for(" 001 ann ")
    ann.nick = "ann"
    return ann, ann.settle()


def joined(lines: list[str]) -> set[str]:
    """Return the channels that a client is shown to be in."""
    found = (re.search(r":ann!\S+ JOIN :?(#\w+)", line) for line in lines)
    return {match[1] for match in found if match}


@pytest.mark.parametrize("end", ["kill", "stop"])
def test_who_stays_is_there_before_anybody_connects(tmp_path: Path, end: str) -> None:
    """Connected at the end or not; what was said meanwhile is shown when they are back, once."""
    with SalonProcess(tmp_path) as salon:
        register(salon).join("#c")
        getattr(salon, end)()
    with SalonProcess(tmp_path) as salon:
        bob = salon.enter("bob", "#c", caps="away-notify")
        bob.send("NAMES #c", "PRIVMSG ann :one", "PRIVMSG #c :two")
        assert "ann" in bob.wait_for(r" 353 \S+ \S+ #c ")
        assert bob.wait_for(" 301 bob ann ")
        bob.settle()
        getattr(salon, end)()
    with SalonProcess(tmp_path) as salon:
        bob = salon.enter("bob", "#c", caps="away-notify")
        ann, shown = come_back(salon)
        assert [line.rsplit(" :", 1)[1] for line in shown if " PRIVMSG " in line] == ["two", "one"]
        assert joined(shown) == {"#c"}
        bob.wait_for(r":ann!\S+ AWAY$")
        ann.send("QUIT")
        ann.wait_closed()
        bob.wait_for(r":ann!\S+ AWAY :")
        ann, shown = come_back(salon)
        assert not any("PRIVMSG ann" in line for line in shown)
        assert " QUIT" not in "".join(bob.settle())


def test_memberships_are_as_they_were_seen(tmp_path: Path) -> None:
    """Of JOINs and PARTs, all that were shown before a kill hold after it."""
    with SalonProcess(tmp_path) as salon:
        register(salon)
    with named(0):
        random, inside = seeded(0), set[str]()
        for _ in range(KILLS):
            with SalonProcess(tmp_path) as salon:
                ann, shown = come_back(salon)
                assert joined(shown) == inside
                states, heard = [inside], random.randrange(1, 7)
                for _ in range(7):
                    channel = random.choice(CHANNELS)
                    states.append(states[-1] ^ {channel})
                    ann.send(f"{'PART' if channel in states[-2] else 'JOIN'} {channel}")
                for _ in range(heard):
                    ann.wait_for(r":ann!\S+ (JOIN|PART) ")
                salon.kill()
            with SalonProcess(tmp_path) as salon:
                _, shown = come_back(salon)
                inside = joined(shown)
                assert inside in states[heard:]
