"""What one line of IRC means: the commands that come of it, and what the wire answers by itself."""

from typing import cast

from harness.replies import brief
from harness.world import Client
from salon.core.commands import Command
from salon.wire.irc.commands.table import COMMANDS
from salon.wire.irc.messages import parse_message
from salon.wire.irc.session import IrcSession


def talk_of(client: Client) -> IrcSession:
    """Return the server's side of a connection."""
    return cast("IrcSession", client.link.wire)


def meant(client: Client, line: str) -> list[Command]:
    """Return the commands that a line comes to: nothing is decided. See `answered` for the rest."""
    message = parse_message(line)
    assert message is not None, line
    return COMMANDS[message.command].interpret(talk_of(client), message, client.world.now)


def answered(client: Client) -> list[str]:
    """Return what the wire has answered by itself, in brief, long answers to their end."""
    talk = talk_of(client)
    while talk.later:
        step = talk.later.popleft()
        assert not hasattr(step, "channel"), "the past is read elsewhere"
        for _ in cast("list[object]", step):
            pass
    return [brief(line) for line in talk.take_output().decode().split("\r\n")[:-1]]
