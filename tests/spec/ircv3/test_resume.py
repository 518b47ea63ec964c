"""salon.dev/resume: a connection that goes on in the place of an earlier one."""

import pytest

from harness.tagged_lines import commands
from harness.world import Client, World

RESUME = "salon.dev/resume"


def token_of(lines: list[str]) -> str:
    """Return the token that a client was told."""
    (token,) = [line.split()[-1] for line in lines if " RESUME TOKEN " in line]
    return token


def register(client: Client, *before: str) -> list[str]:
    """Register as ann with the capability; return what the server said."""
    return client.send(f"CAP REQ {RESUME}", *before, "NICK ann", "USER ann 0 * :Ann", "CAP END")


def test_it_is_offered() -> None:
    """And its token comes right behind the welcome, to those who asked for it."""
    world = World()
    client = world.connect()
    assert any(RESUME in line.split() for line in client.send("CAP LS 302"))
    lines = register(client)
    assert commands(lines)[1:4] == ["001", "RESUME", "002"]
    other = world.connect()
    assert not [line for line in other.send("NICK bob", "USER bob 0 * :Bob") if "RESUME" in line]
    # Whoever asks later gets it then, and once.
    later = other.send(f"CAP REQ {RESUME}", f"CAP REQ {RESUME}")
    assert commands(later) == ["CAP", "RESUME", "CAP"]


def test_it_stands_for_nick_and_user() -> None:
    """Negotiation need not be over; what was said of a name before does not matter."""
    world = World()
    ann = world.connect()
    token = token_of(register(ann))
    for before in ([], ["NICK zoe", "USER zoe 0 * :Zoe"]):
        again = world.connect()
        lines = again.send(f"CAP REQ {RESUME}", *before, f"RESUME {token}", "CAP END")
        assert commands(lines)[1:3] == ["001", "RESUME"]
        assert lines[1].split()[2] == "ann"
        assert not [line for line in lines if line.split()[1] in {"451", "462"}]
        token = token_of(lines)
    assert list(world.state.nicks) == ["ann"]


def test_without_the_capability_there_is_no_new_token() -> None:
    """But a token is a token."""
    world = World()
    ann = world.connect()
    token = token_of(register(ann))
    again = world.connect()
    lines = again.send(f"RESUME {token}")
    assert lines[0].split()[1:3] == ["001", "ann"]
    assert not [line for line in lines if "RESUME" in line]


@pytest.mark.parametrize(
    ("params", "answer"),
    [
        ("", "461 * RESUME :Not enough parameters"),
        ("1-00", "FAIL RESUME INVALID_TOKEN :There is nothing to resume: register with NICK and USER"),
        (
            "{token} yesterday",
            (
                "FAIL RESUME INVALID_PARAMS yesterday"
                " :Invalid timestamp: write it as in 2026-01-31T12:00:00.000Z"
            ),
        ),
    ],
)
def test_what_is_not_taken(params: str, answer: str) -> None:
    """The client is told what is wrong, and may register as any other, or try again."""
    world = World()
    ann = world.connect()
    token = token_of(register(ann))
    other = world.connect()
    other.send(f"CAP REQ {RESUME}")
    assert other.send(f"RESUME {params}".format(token=token)) == [f":salon.test {answer}"]
    assert ann.send("PING x")
    assert other.send("NICK bob", "USER bob 0 * :Bob", "CAP END")[0].split()[1] == "001"
    assert [line.split()[1] for line in other.send(f"RESUME {token}")] == ["462"]


@pytest.mark.parametrize("caps", ["", "draft/chathistory batch"])
def test_what_was_said_in_channels(caps: str) -> None:
    """It is replayed, as at a JOIN, to those who cannot ask for it."""
    world = World()
    ann, bob = world.connect(), world.join("bob", "#a")
    token = token_of(register(ann))
    ann.send("JOIN #a")
    world.hub.lost(ann.link, "Connection lost")
    bob.send("PRIVMSG #a :meanwhile")
    again = world.connect()
    lines = again.send(f"CAP REQ :{RESUME} {caps}", f"RESUME {token}", "CAP END")
    assert any("meanwhile" in line for line in lines) is not bool(caps)


def test_what_others_see() -> None:
    """Nothing: no QUIT, no JOIN, no change of a mode, whatever they asked for; nor does MONITOR tell."""
    world = World()
    ann = world.connect()
    token = token_of(register(ann))
    ann.send("JOIN #a", "AWAY :tea")
    bob = world.join("bob", "#a", caps="away-notify extended-join message-tags")
    bob.send("MONITOR + ann")
    for _ in range(3):
        world.hub.lost(ann.link, "Connection lost")
        world.settle()
        assert any(" 301 bob ann :tea" in line for line in bob.send("WHOIS ann"))
        ann = world.connect()
        lines = ann.send(f"CAP REQ {RESUME}", f"RESUME {token}", "CAP END")
        token = token_of(lines)
    assert bob.take() == []
    assert [line.split()[1] for line in lines if " #a" in line] == ["JOIN", "353", "366"]
    assert any(line.endswith(":@ann bob") for line in lines)
