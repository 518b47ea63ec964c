"""Recorded conversations with a server that runs: what chapters of the guide show, lived through again.

They are written as those in `conversations.py`, in blocks marked `conversation`, with more ways to connect:

    owner$ .venv/bin/salon admin invite     a command of a shell, and under it what it prints
    alice$ irssi -c localhost -n alice      she connects with an IRC client
    alice> /msg NickServ HELP               she types a line into it
    alice< -NickServ- Write …               she is shown a notice, `<bob> hi` a message, `! …` a refusal
    bob$ nc -N localhost 1459               he connects to `chaines`

What arrives is waited for. A code in a line stands for the one that the server drew.
"""

import re
import shlex
import socket
import subprocess
import sys
import time
from itertools import chain
from pathlib import Path

from harness.conversations import END_OF_INPUT, Line
from harness.salon_process import DEADLINE, SalonProcess, clean_environment

_CODE = re.compile(r"(?:[a-z2-7]{5}-){5}[a-z2-7]\b")
_NETCAT = re.compile(r"nc -N localhost (\d+)")
_IRSSI = re.compile(r"irssi -c localhost -n (\S+)")
_USUAL_PORTS = {"1459": "chaines", "5001": "public", "5003": "relais"}

_IRC_LINE = re.compile(r"(?:@\S+ )?:([^\s!]+)\S* (\S+) (.*)")
_REFUSED = re.compile(r"(?!422)[45]\d\d|90[24-8]")
_TYPED = {
    "msg": "PRIVMSG {0} :{1}",
    "join": "JOIN {0}",
    "nick": "NICK {0}",
    "oper": "OPER {0} {1}",
    "topic": "TOPIC {0} :{1}",
}


class Replay:
    """Lives through conversations with one server; `options` end each command of its owner."""

    def __init__(self, salon: SalonProcess, *options: str) -> None:
        self._salon = salon
        self._options = options
        self._seats: dict[str, _Seat] = {}
        self._codes: dict[str, str] = {}

    def play(self, lines: list[Line]) -> None:
        """Do what people did; raises AssertionError where anybody gets something else."""
        number = 0
        expected: dict[str, list[str]] = {}
        for line in lines:
            if line.is_input:
                self._check(number, expected)
                self._do(line)
                number, expected = line.number, {}
            else:
                shown = line.text if line.sign == "<" else _CLOSED
                expected.setdefault(line.who, []).append(shown)
        self._check(number, expected)

    def close(self) -> None:
        """Close every connection."""
        for seat in self._seats.values():
            seat.close()

    def _do(self, line: Line) -> None:
        text = _CODE.sub(lambda found: self._codes.get(found[0], found[0]), line.text)
        if line.sign == "$":
            if line.who in self._seats:
                self._seats.pop(line.who).close()
            self._seats[line.who] = self._open(text)
        else:
            self._seats[line.who].type(text)

    def _open(self, command: str) -> "_Seat":
        if match := _NETCAT.fullmatch(command):
            return _Seat(self._salon.doors[_USUAL_PORTS[match[1]]])
        if match := _IRSSI.fullmatch(command):
            return _IrcSeat(self._salon.port, match[1])
        program, *arguments = shlex.split(command)
        assert program == ".venv/bin/salon", f"not known: {command}"
        return _Shell(self._salon.directory, [*arguments, *self._options])

    def _check(self, number: int, expected: dict[str, list[str]]) -> None:
        for who, wanted in expected.items():
            seat = self._seats[who]
            pattern = re.compile(seat.left_open + "".join(map(_pattern_of, wanted)))
            got = seat.wait_for(pattern)
            match = pattern.fullmatch(got)
            assert match, f"after line {number} {who} gets\n{got}and not\n{chr(10).join(wanted)}"
            seat.left_open = _ANY_LINES if wanted[-1] == "…" else ""
            examples = _CODE.findall("\n".join(wanted))
            self._codes |= zip(examples, match.groups(), strict=True)


_CLOSED = "(closed)"
_ANY_LINES = r"(?:[^\n]*\n)*?"


def _pattern_of(line: str) -> str:
    if line == "…":
        return _ANY_LINES
    pieces = ("[^\n]*".join(map(re.escape, piece.split("…"))) for piece in _CODE.split(line))
    return f"({_CODE.pattern})".join(pieces) + "\n"


class _Seat:
    """A connection with netcat, or another way in which somebody is shown lines."""

    def __init__(self, port: int) -> None:
        self.left_open = ""
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=DEADLINE)
        self._rest = b""
        self._shown = ""
        self._ended = False

    def type(self, text: str) -> None:
        if text == END_OF_INPUT:
            self._socket.shutdown(socket.SHUT_WR)
        else:
            self._socket.sendall(f"{text}\n".encode())

    def wait_for(self, pattern: re.Pattern[str]) -> str:
        """Return what is shown once it fits, or when the time is over."""
        end = time.monotonic() + DEADLINE
        while not pattern.fullmatch(self._shown) and not self._ended and (left := end - time.monotonic()) > 0:
            self._receive(left)
        shown, self._shown = self._shown, ""
        return shown

    def show(self, line: str) -> list[str]:
        """Return what a program shows for a line."""
        return [line]

    def close(self) -> None:
        self._socket.close()

    def _receive(self, seconds: float) -> None:
        self._socket.settimeout(seconds)
        try:
            data = self._socket.recv(65_536)
        except TimeoutError:
            return
        except ConnectionError:
            data = b""
        if not data:
            self._ended = True
            self._shown += f"{_CLOSED}\n"
            return
        *lines, self._rest = (self._rest + data).split(b"\n")
        shown = chain.from_iterable(self.show(line.decode().removesuffix("\r")) for line in lines)
        self._shown += "".join(f"{line}\n" for line in shown)


class _IrcSeat(_Seat):
    """An IRC client: it shows notices, messages and refusals, and answers PING."""

    def __init__(self, port: int, nick: str) -> None:
        super().__init__(port)
        self._channel = ""
        super().type(f"NICK {nick}\nUSER {nick} 0 * :{nick}")

    def type(self, text: str) -> None:
        if not text.startswith("/"):
            super().type(f"PRIVMSG {self._channel} :{text}")
            return
        command, _, rest = text[1:].partition(" ")
        if command == "quote":
            super().type(rest)
            return
        if command == "join":
            self._channel = rest
        super().type(_TYPED[command].format(*rest.split(" ", 1), ""))

    def show(self, line: str) -> list[str]:
        if line.startswith("PING"):
            super().type(line.replace("PING", "PONG", 1))
        match = _IRC_LINE.fullmatch(line)
        if match is None:
            return []
        nick, command, rest = match.groups()
        text = rest.partition(" :")[2] or rest.rpartition(" ")[2].removeprefix(":")
        if command == "NOTICE":
            return [f"-{nick}- {text}"]
        if command == "PRIVMSG":
            return [f"<{nick}> {text}"]
        if command == "FAIL" or _REFUSED.fullmatch(command):
            return [f"! {text}"]
        return []


class _Shell(_Seat):
    """A command of the owner's, which has ended when it is looked at."""

    def __init__(self, directory: Path, arguments: list[str]) -> None:
        self.left_open = ""
        done = subprocess.run(
            [sys.executable, "-m", "salon", *arguments],
            cwd=directory,
            env=clean_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=DEADLINE,
            check=False,
        )
        self._printed = done.stdout + done.stderr

    def wait_for(self, _pattern: re.Pattern[str]) -> str:
        return self._printed

    def close(self) -> None:
        pass
