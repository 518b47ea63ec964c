"""Shortens the lines of a server to what a specification fixes of them: code, and parameters in their order.

Of most numerics the last parameter is a text for people, whose wording is free; that it is there is not. It
knows no command and no capability.
"""

from collections.abc import Iterable, Sequence

from harness.world import SERVER, Client

PONG = f":{SERVER} PONG {SERVER} :"
"""What stands before the token of a PONG."""

FREE = "..."
"""Stands for a text for people that may be worded in any way, as long as it is there."""

# Numerics whose last parameter is data, or that have no text at all.
_DATA = frozenset(
    (
        *("004", "005", "212", "221", "243", "257", "258", "259", "301", "302", "303", "311", "312", "314"),
        *("319", "322", "324", "329", "332", "333", "336", "341", "346", "348", "352", "353", "354", "364"),
        *("367", "371", "372", "391", "730", "731", "732"),
    )
)


def brief(line: str) -> str:
    """Return a line without the server's name in front, the free wording of its numeric replaced by FREE."""
    line = line.removeprefix(f":{SERVER} ")
    code = line[:3]
    if not (code.isdigit() and line[3:4] == " ") or code in _DATA:
        return line
    head, colon, text = line.partition(" :")
    return f"{head} :{FREE}" if colon and text.strip() else line


def told(lines: Iterable[str]) -> list[str]:
    """Return lines in brief, after checking that each has its source and keeps to the limit of 512 bytes."""
    found = list(lines)
    for line in found:
        # modern-irc, c2s_structure: Message Format; the two bytes are CR and LF.
        assert len(line.encode()) + 2 <= 512, line
        assert line.startswith((":", "ERROR :", "PING :")), line
    return [brief(line) for line in found]


def codes(lines: Iterable[str]) -> list[str]:
    """Return the command or numeric of each line, which all have a source."""
    return [line.split(" ", 2)[1] for line in lines]


def only(lines: Iterable[str], *wanted: str) -> list[str]:
    """Return the lines of some commands or numerics, in brief."""
    return [brief(line) for line in lines if line.split(" ", 2)[1] in wanted]


def pongs(lines: Iterable[str]) -> list[str]:
    """Return the tokens of the PONGs among some lines."""
    return [line.removeprefix(PONG) for line in lines if line.startswith(PONG)]


def delivered(client: Client) -> list[str]:
    """Return the texts of the messages that a client got since the last look."""
    return [line.partition(" :")[2] for line in client.take() if " PRIVMSG " in line]


def mask(nick: str, host: str = "host.test") -> str:
    """Return the mask of somebody who came in by `World.join`."""
    return f"{nick}!~{nick.lower()}@{host}"


def heard(clients: Sequence[Client]) -> list[list[str]]:
    """Return what each client was sent since the last look, in brief."""
    return [told(client.take()) for client in clients]
