"""What the clients of the documents do on each wire: typed lines become bytes, bytes become shown lines.

Sans-I/O: knows neither sockets nor terminals. A wire takes any split of the bytes; an original server ends no
line, so a silence ends one, too.
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar, NamedTuple

from salon.client.completion import Commands, complete
from salon.client.desk import UnderWay
from salon.client.hints import CHAINES, CHAINES_TYPED, PUBLIC, RELAIS, Hint, notice
from salon.client.surroundings import Surroundings
from salon.client.transfers import Transfers
from salon.terminal.console import Completions
from salon.texts.marks import N_
from salon.wire.dialects import bonjour, public, relais
from salon.wire.dialects.chaines.commands import BY_WORD, FOR_PROGRAMS
from salon.wire.dialects.chaines.input import FAREWELL, PREFIX
from salon.wire.dialects.public import PING, PONG
from salon.wire.dialects.session import ACKNOWLEDGEMENT, DialectCommand

LONGEST = 65_536
"""How many bytes of a line are waited for before they are shown as they are."""


class Typed(NamedTuple):
    """What becomes of a line that was typed."""

    data: bytes
    ends: bool = False
    """The conversation is over: no more is typed."""

    parting: str = ""
    """What the client itself says at the very end."""

    told: Sequence[str] = ()
    """What it says at once."""


class Received(NamedTuple):
    """What becomes of bytes that came."""

    lines: list[str]
    reply: bytes = b""
    told: Sequence[str] = ()
    """What the client itself says of it."""

    is_answer: bool = False
    """Whether the server answers an enquiry in it."""


class Wire:
    """Lines as they are. A wire gives its word that ends the conversation, at the end of input as well."""

    farewell = ""
    commands: ClassVar[Commands] = {}
    hints: Sequence[Hint] = ()

    def __init__(self) -> None:
        self.around = Surroundings()
        self._rest = b""

    def type_line(self, line: str) -> Typed:
        """Return what is sent for a line."""
        return Typed(_sent(line), ends=self.is_farewell(line))

    def end_input(self) -> bytes:
        """Return what is sent when there is nothing more to type."""
        return _sent(self.farewell)

    def is_farewell(self, line: str) -> bool:
        """Tell whether a typed line ends the conversation, in any case."""
        return [word.casefold() for word in line.split()[:1]] == [self.farewell.casefold()]

    def hear(self, line: str) -> Received:
        """Return what becomes of a line from the server: it is shown, unless it is for the program."""
        return Received([line])

    def complete(self, before: str) -> Completions:
        """Return what may follow what was typed."""
        return complete(before, self.commands, self.around, self.list_paths)

    def list_paths(self, _beginning: str) -> Sequence[str]:
        """Return the files whose path begins so, where the wire can send any."""
        return ()

    @property
    def under_way(self) -> Sequence[UnderWay]:
        """The files on their way."""
        return ()

    @property
    def is_busy(self) -> bool:
        """Whether there is work to do though nothing comes in."""
        return False

    def work(self, _now: float) -> Received:
        """Go on with what takes long; `now` is in seconds, and never goes back."""
        return Received([])

    def close(self) -> Received:
        """Be done: the conversation is over."""
        return Received([])

    @property
    def is_amid_line(self) -> bool:
        """Whether something came without the end of its line."""
        return bool(self._rest)

    def receive(self, data: bytes) -> Received:
        """Take bytes from the server."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        if len(self._rest) > LONGEST:
            lines.append(self._rest)
            self._rest = b""
        return self._read(lines)

    def silence(self) -> Received:
        """Take a silence, or the end of the stream, as the end of a line."""
        lines = [self._rest] if self._rest else []
        self._rest = b""
        return self._read(lines)

    def _read(self, raw: list[bytes]) -> Received:
        lines: list[str] = []
        told: list[str] = []
        reply = b""
        is_answer = False
        for line in (each.removesuffix(b"\r").decode("utf-8", "replace") for each in raw):
            if line == ACKNOWLEDGEMENT:
                is_answer = True
                continue
            heard = self.hear(line)
            for shown in heard.lines:
                notice(shown, self.hints, self.around)
            lines += heard.lines
            reply += heard.reply
            told += heard.told
        return Received(lines, reply, tuple(told), is_answer)


_COMMANDS = [[word] for word in BY_WORD if word]
# What a program writes is no help to a person.
_FOR_PEOPLE = {
    f"/{word}": [its.parameters for its in forms if its not in FOR_PROGRAMS]
    for word, forms in BY_WORD.items()
    if word
}


def _forms(table: Mapping[str, DialectCommand]) -> Commands:
    return {word: [command.syntax.partition(" ")[2]] for word, command in table.items()}


class ChainesWire(Wire):
    """One leading `/` is taken off a command, `message` is put before anything else."""

    farewell = FAREWELL.decode()
    parting = "AU REVOIR !"
    hints = CHAINES
    commands: ClassVar[Commands] = {word: forms for word, forms in _FOR_PEOPLE.items() if forms}

    def __init__(self, transfers: Transfers | None = None) -> None:
        super().__init__()
        self._begun = False
        self._transfers = transfers

    def type_line(self, line: str) -> Typed:
        """Return what is sent for a line."""
        begun, self._begun = self._begun, True
        notice(line, CHAINES_TYPED, self.around)
        if not line.startswith("/"):
            return Typed(_sent(f"{PREFIX}{line}"))
        command = line.removeprefix("/")
        if self._transfers is not None and self._transfers.type_command(command):
            data, told = self._transfers.take()
            return Typed(data, told=tuple(told))
        ends = self.is_farewell(command)
        data = _sent(self.farewell if ends else command)
        if not begun and not ends and command.split(maxsplit=1)[:1] not in _COMMANDS:
            # The first line tells the server that text has a prefix; a word that is no command would not.
            data = _sent(PREFIX) + data
        return Typed(data, ends=ends, parting=self.parting if ends else "")

    def list_paths(self, beginning: str) -> Sequence[str]:
        """Return the files whose path begins so."""
        return () if self._transfers is None else self._transfers.list_paths(beginning)

    @property
    def under_way(self) -> Sequence[UnderWay]:
        """The files on their way."""
        return () if self._transfers is None else self._transfers.under_way

    def hear(self, line: str) -> Received:
        """Take lines about files for the program."""
        if self._transfers is None or not self._transfers.hear(line):
            return Received([line])
        return self._taken(self._transfers)

    @property
    def is_amid_line(self) -> bool:
        """Whether something came without the end of its line, and no end is certain to come."""
        return super().is_amid_line and not self._is_for_program()

    def silence(self) -> Received:
        """End a line, unless it is for the program: a file must not break where the way is slow."""
        return Received([]) if self._is_for_program() else super().silence()

    def _is_for_program(self) -> bool:
        return self._transfers is not None and self._rest.startswith(b"$")

    @property
    def is_busy(self) -> bool:
        """Whether a file is being read that is to be offered."""
        return self._transfers is not None and self._transfers.is_busy

    def work(self, now: float) -> Received:
        """Go on with files."""
        if self._transfers is None:
            return Received([])
        self._transfers.work(now)
        return self._taken(self._transfers)

    def close(self) -> Received:
        """Leave nothing of files that are not whole."""
        if self._transfers is None:
            return Received([])
        self._transfers.close()
        return self._taken(self._transfers)

    def _taken(self, transfers: Transfers) -> Received:
        data, told = transfers.take()
        return Received([], data, tuple(told))


class PublicWire(Wire):
    """A lone `ping` is answered by the program."""

    farewell = "/quit"
    hints = PUBLIC
    commands = _forms(public.COMMANDS)

    def hear(self, line: str) -> Received:
        """Answer a sign of life with one, and show neither."""
        return Received([], _sent(PONG)) if line == PING else Received([line])


class RelaisWire(Wire):
    """Lines as they are."""

    farewell = "/exit"
    hints = RELAIS
    commands = _forms(relais.COMMANDS)


class BonjourWire(Wire):
    """A phrase of one's own ends the conversation."""

    farewell = "au revoir"
    commands = _forms(bonjour.COMMANDS)

    def is_farewell(self, line: str) -> bool:
        """Tell whether a line is the phrase, in any case."""
        return " ".join(line.split()).casefold() == self.farewell


WIRES: Mapping[str, type[Wire]] = {
    "chaines": ChainesWire,
    "public": PublicWire,
    "relais": RelaisWire,
    "bonjour": BonjourWire,
}

PORTS: Mapping[str, int] = {"chaines": 1459, "public": 5001, "relais": 5003, "bonjour": 50_000}
"""Where a server listens, unless it was told otherwise."""

BONJOUR_PORTS = range(50_000, 50_010)


OTHER_PORTS: Mapping[int, str] = {
    6667: N_(
        "Port {port} speaks IRC, which salon connect does not speak. Use an IRC client, for example: {irssi}"
    ),
    6697: N_(
        "Port {port} speaks IRC over TLS, which salon connect does not speak."
        " Use an IRC client, for example: irssi, and there /connect -tls {host} {port}"
    ),
    8080: N_("Port {port} is the page, with which salon connect cannot talk. Open in a browser: {page}"),
    6000: N_(
        "Port {port} is the directory of machines, with which salon connect cannot talk. Use: {annuaire}"
    ),
}
"""What to use where a server listens for other programs, unless it was told otherwise."""


ASSUMED = N_(
    "Port {port} is the usual port of no protocol; {wire} is assumed. To speak another, add --wire: {wires}."
)
"""What is told before anything is sent where the protocol is no more than a guess."""

_ROUND_OFFSET = 100


def is_usual(port: int) -> bool:
    """Tell whether a wire is spoken at a port unless the server was told otherwise."""
    return port in PORTS.values() or port in BONJOUR_PORTS


def guess_wire(port: int) -> str:
    """Return the wire that is most likely spoken at a port; `port_offset` is most often a round number."""
    if port in BONJOUR_PORTS:
        return "bonjour"
    moved = {
        usual: wire for wire, usual in PORTS.items() if port >= usual and (port - usual) % _ROUND_OFFSET == 0
    }
    return moved[max(moved)] if moved else "chaines"


def _sent(line: str) -> bytes:
    return f"{line}\n".encode("utf-8", "surrogateescape")
