"""What a client of IRC makes of the lines that it gets: its own nick, its channels, and who is in them."""

import re

from harness.world import Client

_LINE = re.compile(r"(?:@\S+ )?:(?P<nick>[^!\s]+)\S* (?P<command>\S+) ?(?P<rest>.*)")


class View:
    """One client, and what it knows. What it has got is read by `read`."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.nick = ""
        self.channels: dict[str, set[str]] = {}
        self.read()

    def read(self) -> None:
        """Take note of all that has come."""
        for line in self.client.take():
            match = _LINE.fullmatch(line)
            if match is None:
                continue
            head, colon, text = match["rest"].partition(" :")
            params = [*head.removeprefix(":").split(), *([text] if colon else [])]
            take = getattr(self, f"_{match['command'].lower()}", None)
            if take is not None:
                take(match["nick"], *params)

    def _001(self, _server: str, nick: str, *_: str) -> None:
        self.nick = nick

    def _nick(self, nick: str, new: str) -> None:
        if nick == self.nick:
            self.nick = new
        for members in self.channels.values():
            if nick in members:
                members.remove(nick)
                members.add(new)

    def _join(self, nick: str, channel: str, *_: str) -> None:
        if nick == self.nick:
            self.channels[channel] = set()
        self.channels[channel].add(nick)

    def _353(self, _server: str, _nick: str, _symbol: str, channel: str, names: str) -> None:
        self.channels[channel].update(name.lstrip("~&@%+") for name in names.split())

    def _part(self, nick: str, channel: str, *_: str) -> None:
        self._remove(nick, channel)

    def _kick(self, _by: str, channel: str, nick: str, *_: str) -> None:
        self._remove(nick, channel)

    def _remove(self, nick: str, channel: str) -> None:
        if nick == self.nick:
            del self.channels[channel]
        else:
            self.channels[channel].remove(nick)

    def _quit(self, nick: str, *_: str) -> None:
        for members in self.channels.values():
            members.discard(nick)

    def _rename(self, _by: str, channel: str, new: str, *_: str) -> None:
        self.channels[new] = self.channels.pop(channel)
