"""What MODE means, and what it shows."""

from datetime import UTC, datetime

import pytest

from harness.interpreting import answered, meant
from harness.world import Client, World
from salon.core.commands import ChangeModes, ChangeUserModes
from salon.core.events import ModeChange
from salon.wire.irc.server import MODES_PER_COMMAND


@pytest.fixture
def alice() -> Client:
    """Return the founder of a channel."""
    return World().join("alice", "#a")


def change(word: str) -> ModeChange:
    """Return a change that is written as `+k:KEY`."""
    letter, _, parameter = word[1:].partition(":")
    return ModeChange(letter, adding=word[0] == "+", parameter=parameter)


@pytest.mark.parametrize(
    ("line", "changes"),
    [
        ("+m", ["+m"]),
        ("m", ["+m"]),
        ("+mi-n+t", ["+m", "+i", "-n", "+t"]),
        ("+ov bob eve", ["+o:bob", "+v:eve"]),
        ("+o-v bob eve", ["+o:bob", "-v:eve"]),
        ("+kl key 5", ["+k:key", "+l:5"]),
        ("-l", ["-l"]),
        ("-k", ["-k:*"]),
        ("-k key", ["-k:key"]),
        ("+b x!*@*", ["+b:x!*@*"]),
        ("+z", ["+z"]),
        ("+-", []),
    ],
)
def test_changes(alice: Client, line: str, changes: list[str]) -> None:
    """Letters with their signs, each with its parameter where it has one."""
    wanted = tuple(map(change, changes))
    assert meant(alice, f"MODE #a {line}") == ([ChangeModes("#a", wanted)] if wanted else [])
    assert answered(alice) == []


@pytest.mark.parametrize("letter", ["o", "k", "l"])
def test_a_parameter_that_is_missing(alice: Client, letter: str) -> None:
    """The letter is named, and the changes beside it are done."""
    assert meant(alice, f"MODE #a +m{letter}") == [ChangeModes("#a", (change("+m"),))]
    assert answered(alice) == [f"696 alice #a {letter} * :..."]


def test_as_many_parameters_as_one_line_may_have(alice: Client) -> None:
    """Those beyond are not done, which is said; what has none is not counted."""
    names = [f"n{number}" for number in range(MODES_PER_COMMAND + 3)]
    (command,) = meant(alice, f"MODE #a +{'v' * len(names)}m {' '.join(names)}")
    assert isinstance(command, ChangeModes)
    assert [each.parameter for each in command.changes] == [*names[:MODES_PER_COMMAND], ""]
    (line,) = answered(alice)
    assert "MODE TOO_MANY_CHANGES" in line


@pytest.mark.parametrize(("letter", "codes"), [("b", "367 368"), ("e", "348 349"), ("I", "346 347")])
def test_lists(alice: Client, letter: str, codes: str) -> None:
    """A letter of a list without a mask asks for it, once; the changes beside it are done."""
    alice.send(f"MODE #a +{letter} x!*@*")
    assert meant(alice, f"MODE #a {letter}+m{letter}") == [ChangeModes("#a", (change("+m"),))]
    entry, end = answered(alice)
    assert [entry[:3], end[:3]] == codes.split()
    assert entry.split()[1:4] == ["alice", "#a", "x!*@*"]


def test_the_list_of_bans_says_until_when_and_why() -> None:
    """To programs, in tags."""
    world = World()
    alice = world.join("alice", "#a", caps="message-tags")
    alice.send("BAN #a bob!*@* 1h too loud")
    alice.send("MODE #a +b x!*@*")
    lines = alice.send("MODE #a b")
    timed, plain = (next(line for line in lines if mask in line) for mask in ("bob!*@*", "x!*@*"))
    until = datetime.fromtimestamp(world.now / 1000 + 3600, UTC).isoformat(timespec="milliseconds")[:-6]
    tags = rf"@salon.dev/reason=too\sloud;salon.dev/until={until}Z"
    assert timed.startswith(f"{tags} :salon.test 367 alice #a bob!*@* ")
    assert plain.startswith(":salon.test 367 alice #a x!*@* ")


def test_a_key_is_shown_to_members_only(alice: Client) -> None:
    """Others see that there is one."""
    alice.send("MODE #a +kl key 5")
    bob = alice.world.join("bob")
    meant(alice, "MODE #a")
    meant(bob, "MODE #a")
    assert answered(alice)[0].split()[3:] == ["+ntkl", "key", "5"]
    assert answered(bob)[0].split()[3:] == ["+ntkl", "*", "5"]


@pytest.mark.parametrize(("target", "code"), [("#none", "403"), (":", "401"), ("nobody", "401")])
def test_no_such_target(alice: Client, target: str, code: str) -> None:
    """A channel or a person."""
    assert meant(alice, f"MODE {target}") == []
    assert answered(alice)[0].startswith(code)


def test_a_secret_channel_is_none_to_strangers(alice: Client) -> None:
    """As with all that could show that it is there."""
    alice.send("MODE #a +s")
    bob = alice.world.join("bob")
    assert meant(bob, "MODE #a +m") == []
    assert answered(bob) == ["403 bob #a :..."]


def test_ones_own_modes(alice: Client) -> None:
    """They are shown at once; what is asked of others', the core refuses."""
    alice.world.join("bob")
    assert meant(alice, "MODE alice") == []
    assert answered(alice) == ["221 alice +"]
    assert meant(alice, "MODE alice +i-w") == [ChangeUserModes("alice", (change("+i"), change("-w")))]
    assert meant(alice, "MODE bob") == [ChangeUserModes("bob", ())]
