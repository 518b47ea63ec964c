"""The lines of files on the wire `chaines`, for `salon connect`: what is typed, and what the server sends.

Sans-I/O but for the disk, which is a port.
"""

import re

from salon.client.desk import Desk, Disk, UnderWay
from salon.client.receiving import Receiving
from salon.client.sending import Sending
from salon.texts.marks import Translate

_NUMBER = "([0-9]{1,15})"
_DIGEST = "([0-9a-f]{64})"

_CHUNK = re.compile(rf"\$CHUNK {_NUMBER} ([0-9A-Za-z+/=]+)")
_FILE = re.compile(rf"\$FILE {_NUMBER} {_NUMBER} {_DIGEST} (.+)")
_SEND = re.compile(rf"\$SEND {_NUMBER} {_NUMBER} {_DIGEST} (.+)")
_GOT = re.compile(rf"\$GOT {_NUMBER} {_NUMBER}")
_STOP = re.compile(rf"\$STOP {_NUMBER}")


class Transfers:
    """All files of one conversation. What comes of a call is got by `take`."""

    def __init__(self, disk: Disk, translate: Translate) -> None:
        self._desk = Desk(disk, translate)
        self._sending = Sending(self._desk)
        self._receiving = Receiving(self._desk)

    @property
    def is_busy(self) -> bool:
        """Whether there is work to do without anything coming in."""
        return self._sending.is_busy

    @property
    def under_way(self) -> list[UnderWay]:
        """All files on their way."""
        return [*self._sending.under_way, *self._receiving.under_way]

    def list_paths(self, beginning: str) -> list[str]:
        """Return the files that could be sent whose path begins so."""
        return self._desk.disk.list_paths(beginning)

    def take(self) -> tuple[bytes, list[str]]:
        """Return what is to be sent, and told to the person, and forget it."""
        return self._desk.take()

    def type_command(self, command: str) -> bool:
        """Take note of a command; tell whether it was all for the program, and not for the server."""
        word, given = (*command.rstrip().split(maxsplit=1), "", "")[:2]
        match word.upper(), given.split(maxsplit=1):
            case "SEND", [nick, path]:
                self._sending.offer(nick, _unquoted(path))
                return True
            case "RECV", [_, *_]:
                return not self._receiving.want(given)
            case "STOP", [_, *_]:
                return self._receiving.give_up(given) or self._sending.give_up(given)
        return False

    def hear(self, line: str) -> bool:
        """Take a line from the server; tell whether it was for the program."""
        if not line.startswith("$"):
            return False
        sending, receiving = self._sending, self._receiving
        if found := _CHUNK.fullmatch(line):
            receiving.write(int(found[1]), found[2])
        elif found := _GOT.fullmatch(line):
            sending.acknowledge(int(found[1]), int(found[2]))
        elif found := _FILE.fullmatch(line):
            receiving.begin(int(found[1]), int(found[2]), found[3], found[4])
        elif found := _SEND.fullmatch(line):
            sending.begin(int(found[1]), int(found[2]), found[3], found[4])
        elif found := _STOP.fullmatch(line):
            sending.stop(int(found[1]))
            receiving.stop(int(found[1]))
        return found is not None

    def work(self, now: float) -> None:
        """Go on with what takes long, and tell how far files are."""
        self._desk.now = now
        self._sending.work()
        self._receiving.work()

    def close(self) -> None:
        """Be done: nothing stays of what is not whole."""
        self._sending.close()
        self._receiving.close()


def _unquoted(path: str) -> str:
    """Return a path without the quotes that a shell would have wanted around it."""
    quoted = len(path) > 2 and path[0] == path[-1] and path[0] in "'\""
    return path[1:-1] if quoted else path
