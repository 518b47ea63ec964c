"""What ChanServ is asked, and what it says by itself."""

from collections.abc import Sequence

import pytest

from harness.logins import ask, log_in
from harness.world import Client, World
from salon.core.commands import ClaimChannel, Command, DropChannel, SetAccess, TransferChannel
from salon.core.ranks import Rank
from salon.wire.irc.commands.ownership import COMMANDS
from salon.wire.irc.conversation import Asked, Conversation


@pytest.fixture
def client() -> Client:
    """Return ann, whose account owns #a."""
    client = World().join("ann")
    log_in(client)
    client.send("JOIN #a")
    return client


def hear(client: Client, word: str, params: Sequence[str]) -> tuple[list[Command], list[str]]:
    """Return the commands of what was said, and what was answered at once."""
    talk = client.link.wire
    assert isinstance(talk, Conversation)
    talk.asked = Asked.CHANSERV
    commands = COMMANDS[word][0](talk, params)
    lines = client.link.wire.take_output().decode().splitlines()
    assert all(line.startswith(":ChanServ!ChanServ@salon.test NOTICE ") for line in lines)
    return commands, [line.partition(" :")[2] for line in lines]


@pytest.mark.parametrize(
    ("word", "params", "command"),
    [
        ("REGISTER", ["#a"], ClaimChannel("#a")),
        ("DROP", ["#a"], DropChannel("#a")),
        ("TRANSFER", ["#a", "ben"], TransferChannel("#a", "ben")),
        ("ACCESS", ["#a", "add", "ben", "op"], SetAccess("#a", "ben", Rank.OPERATOR)),
        ("ACCESS", ["#a", "DEL", "ben"], SetAccess("#a", "ben", Rank.MEMBER)),
    ],
)
def test_what_is_asked(client: Client, word: str, params: list[str], command: Command) -> None:
    """Each is a command of the core, with as many parameters as its entry says."""
    _, _, _, least, most = COMMANDS[word]
    assert least <= len(params) <= most
    assert hear(client, word, params) == ([command], [])


@pytest.mark.parametrize("params", [["#a", "ADD", "ben", "king"], ["#a", "ADD", "ben", "none"], ["#a", "x"]])
def test_what_is_not_understood(client: Client, params: list[str]) -> None:
    """The form is said."""
    commands, (line,) = hear(client, "ACCESS", params)
    assert commands == []
    assert line.startswith("Write ACCESS CHANNEL LIST, ")


def test_programs_read_whose_it_is() -> None:
    """In tags: the owner, and which account has which rank."""
    client = World().join("ann", caps="message-tags")
    log_in(client)
    client.send("JOIN #a")
    assert client.send("CS INFO #a")[0].startswith("@salon.dev/owner=ann :ChanServ!")
    assert client.send("CS ACCESS #a")[0].startswith("@salon.dev/rank=q;salon.dev/account=ann :ChanServ!")


def test_info_and_list(client: Client) -> None:
    """Whose it is, and who keeps a rank; for whom that is not, it is said."""
    (line,) = hear(client, "INFO", ["#A"])[1]
    assert line.startswith("#a belongs to the account ann. It was founded on ")
    assert hear(client, "ACCESS", ["#a"])[1] == ["ann: founder"]
    ben = client.world.join("ben", "#a")
    assert hear(ben, "ACCESS", ["#a", "LIST"])[1] == ["Only half-operators and higher ranks may see that."]
    assert hear(ben, "INFO", ["#x\x1b"])[1] == ["There is no channel called #x."]
    ask(client, DropChannel("#a"))
    client.link.wire.take_output()
    assert hear(client, "ACCESS", ["#a"])[1] == ["No account has a rank in #a."]
    (line,) = hear(client, "INFO", ["#a"])[1]
    assert line.startswith("#a belongs to no account. It was founded on ")
