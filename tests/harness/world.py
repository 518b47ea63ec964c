"""A whole server without sockets, threads or disk: what tests of the rules and the wires talk to.

Time stands still until a test moves it; the disk is a list that commits at once unless it is held.
"""

from collections.abc import Callable, Sequence
from typing import Any

from salon.accounts.tries import PasswordTries
from salon.core.commands import Command, WithPassword
from salon.core.events import Event, MessageKind, MessagePosted
from salon.core.names import casemapping
from salon.core.needs import (
    EndServer,
    FetchHistory,
    LoadConfiguration,
    LookUpName,
    Need,
    Result,
    VerifyPassword,
)
from salon.core.refusals import Refusal
from salon.core.state import Operator, Rules, Session, State
from salon.delivery.gate import Gate
from salon.delivery.hub import Hub
from salon.delivery.link import Link, Throttle
from salon.delivery.outbox import Outbox
from salon.texts.marks import Translate
from salon.wire.irc.server import IrcServer, IrcSettings
from salon.wire.irc.session import IrcSession
from salon.wire.session import WireSession

MakeDialect = Callable[[State, Translate, Session, float], WireSession]
"""A dialect's session class, or what makes such sessions with more arguments."""

START = 1_800_000_000_000
SERVER = "salon.test"
OPERATOR = "letmein"


class Client:
    """One IRC client of a world, and the sink of its outbox."""

    line_end = "\r\n"

    def __init__(self, world: "World") -> None:
        self.world = world
        self.link: Link
        self.received = b""
        self.closed = False
        self.paused = False
        self.waiting = 0

    # --- as a sink ---

    def write(self, data: bytes) -> None:
        """Take what the server writes."""
        if not self.closed:
            self.received += data

    def unread(self) -> int:
        """Return how much a slow client has not read, as the test says."""
        return self.waiting

    def pause(self, *, paused: bool) -> None:
        """Note whether the server reads."""
        self.paused = paused

    def close(self) -> None:
        """Close, as the gateway does."""
        if not self.closed:
            self.closed = True
            self.world.hub.lost(self.link, "Connection closed")

    abort = close

    # --- as a client ---

    def send_bytes(self, data: bytes) -> list[str]:
        """Send bytes; return the lines that came back, after everything settled."""
        self.world.hub.receive(self.link, data)
        self.world.settle()
        return self.take()

    def send(self, *lines: str) -> list[str]:
        """Send lines; return the lines that came back."""
        return self.send_bytes("".join(f"{line}{self.line_end}" for line in lines).encode())

    def send_pieces(self, data: bytes, sizes: Sequence[int]) -> list[str]:
        """Send bytes in pieces of these sizes, and then what is left; return the lines that came back."""
        answers = list[str]()
        for size in sizes:
            answers += self.send_bytes(data[:size])
            data = data[size:]
        return answers + self.send_bytes(data)

    def take(self) -> list[str]:
        """Return the lines received since the last look, without their ends."""
        text, self.received = self.received.decode(), b""
        assert not text or text.endswith(self.line_end), text
        return text.split(self.line_end)[:-1]

    def eof(self) -> list[str]:
        """End the client's side of the stream."""
        self.world.hub.receive_eof(self.link)
        self.world.settle()
        return self.take()


class DialectClient(Client):
    """One client of a dialect's wire, whose lines end with LF."""

    line_end = "\n"


class ClearPasswords:
    """Verifies passwords at once, each the hash of itself."""

    def submit_verify(self, stored: str, text: str, done: Callable[[bool], None]) -> None:
        """Say whether they are the same."""
        done(stored == text)


class World:
    """A server in memory. Keyword arguments are fields of `Rules` and `IrcSettings`, and of the throttle."""

    def __init__(
        self,
        *,
        mapping: str = "rfc8265",
        rate: float = 0,
        burst: float = 10,
        waiting_bytes: int = 16_384,
        send_queue_bytes: int = 1_048_576,
        rules: dict[str, Any] | None = None,
        irc: dict[str, Any] | None = None,
        translate: Translate = str,
    ) -> None:
        operators = {"root": Operator(OPERATOR), "alice": Operator(OPERATOR, "staff.salon.test")}
        self.state = State(
            Rules(**{"server": SERVER, "operators": operators, **(rules or {})}), casemapping(mapping)
        )
        self.translate = translate
        self.now = START
        self.seconds = 1000.0
        self.disk: list[Event] = []
        self.held: list[tuple[Sequence[Event], Callable[[Exception | None], None]]] = []
        self.hold_disk = False
        self.failures: list[Exception] = []
        self.events: list[Event] = []
        self.timers: list[tuple[float, Callable[[], None]]] = []
        self.reload_problem = ""
        self.machine_names = {"192.0.2.1": "machine.test"}
        self._passwords = PasswordTries(
            ClearPasswords(),
            lambda call: self._needs.append(call),  # noqa: PLW0108 - it is another list each time
            self.steady,
        )
        self._soon: list[Callable[[], None]] = []
        self._needs: list[Callable[[], None]] = []
        self.hub = Hub(
            self.state,
            lambda overflowed: self._make_gate(send_queue_bytes, overflowed),
            self,
            self._meet,
            self,
            Throttle(rate, burst, waiting_bytes),
        )
        settings = IrcSettings(**{"network": "Test", "version": "0", "created": START, **(irc or {})})
        self.irc = IrcServer(
            self.state,
            settings,
            "test",
            translate,
            lambda: self.hub.unregistered,
        )

    # --- what a test does ---

    def connect(self, address: str = "192.0.2.1", host: str = "host.test", *, secure: bool = False) -> Client:
        """Open a connection."""
        client = Client(self)
        session = Session(0, address, host, secure=secure)
        session.wire = "irc"
        client.link = self.hub.open(
            lambda session: IrcSession(self.irc, session, self.seconds), client, session
        )
        return client

    def connect_dialect(
        self, make_session: MakeDialect, address: str = "192.0.2.1", host: str = "host.test"
    ) -> DialectClient:
        """Open a connection of a dialect; what it is told first is still to be taken."""
        client = DialectClient(self)
        client.link = self.hub.open(
            lambda session: make_session(self.state, self.translate, session, self.seconds),
            client,
            Session(0, address, host),
        )
        self.settle()
        return client

    def join(self, nick: str, *channels: str, caps: str = "") -> Client:
        """Open a connection, register it and enter channels; what came back is thrown away."""
        client = self.connect()
        if caps:
            client.send("CAP LS 302", f"CAP REQ :{caps}")
        client.send(f"NICK {nick}", f"USER {nick.lower()} 0 * :{nick} Real", *(["CAP END"] if caps else []))
        assert client.link.session.person is not None, f"{nick} was not let in"
        for channel in channels:
            client.send(f"JOIN {channel}")
        self.forget_output()
        return client

    def forget_output(self) -> None:
        """Throw away what everybody was told so far."""
        for link in self.hub.links.values():
            sink = link.outbox.sink
            assert isinstance(sink, Client)
            sink.take()

    def settle(self) -> None:
        """Let everything happen that needs no time to pass."""
        while self._soon or self._needs or self._take_due():
            soon = self._soon.copy()
            self._soon.clear()
            for call in soon:
                call()
            if not self._soon:
                needs, self._needs = self._needs, []
                for call in needs:
                    call()

    def _take_due(self) -> bool:
        """Take over the timers that go off without any time passing; tell whether there are any."""
        due = [timer for timer in self.timers if timer[0] <= self.seconds]
        for timer in due:
            self.timers.remove(timer)
            self._soon.append(timer[1])
        return bool(due)

    def pass_time(self, seconds: float) -> None:
        """Let time pass: timers go off, sessions are looked after."""
        end = self.seconds + seconds
        while self.timers and min(self.timers, key=lambda timer: timer[0])[0] <= end:
            timer = min(self.timers, key=lambda timer: timer[0])
            self.timers.remove(timer)
            self._set_time(timer[0])
            timer[1]()
            self.settle()
        self._set_time(end)
        self.hub.sweep()
        self.settle()

    def release_disk(self, error: Exception | None = None) -> None:
        """Have the disk answer the commit that is held."""
        events, done = self.held.pop(0)
        if error is None:
            self.disk += events
        done(error)
        self.settle()

    # --- as a clock ---

    def wall(self) -> int:
        """Return milliseconds since 1970."""
        return self.now

    def steady(self) -> float:
        """Return seconds."""
        return self.seconds

    def call_later(self, seconds: float, call: Callable[[], None]) -> object:
        """Remember a timer."""
        self.timers.append((self.seconds + seconds, call))
        return None

    def _set_time(self, seconds: float) -> None:
        self.now += round((seconds - self.seconds) * 1000)
        self.seconds = seconds

    # --- as a journal ---

    def opened(self, _session: Session) -> None:
        """Note nothing."""

    def happened(self, event: Event, _session: Session) -> None:
        """Keep an event for the test."""
        self.events.append(event)

    def refused(self, _refusal: Refusal, _session: Session) -> None:
        """Note nothing."""

    def closed(self, _session: Session) -> None:
        """Note nothing."""

    # --- as the disk and the world outside ---

    def _make_gate(self, send_queue_bytes: int, overflowed: Callable[[Outbox], None]) -> Gate:
        return Gate(self._commit, self._soon.append, send_queue_bytes, overflowed, self.failures.append)

    def _commit(self, events: Sequence[Event], done: Callable[[Exception | None], None]) -> None:
        if self.hold_disk:
            self.held.append((events, done))
            return

        def commit() -> None:
            self.disk += events
            done(None)

        self._soon.append(commit)

    def _meet(self, need: Need, command: Command, answer: Callable[[Result], None]) -> None:
        if isinstance(need, VerifyPassword):
            assert isinstance(command, WithPassword)
            self._passwords.verify(need, command.password, answer)
        elif isinstance(need, FetchHistory):
            self.hub.gate.afterwards(lambda: answer(self._history(need)))
        elif isinstance(need, LoadConfiguration):
            self._needs.append(lambda: answer(self.reload_problem))
        elif isinstance(need, LookUpName):
            name = self.machine_names.get(need.address, need.address)
            self._needs.append(lambda: answer(name))
        elif isinstance(need, EndServer):
            self._needs.append(lambda: self.hub.dismiss("The server stops"))

    def _history(self, need: FetchHistory) -> tuple[Event, ...]:
        lines = [
            event
            for event in self.disk
            if isinstance(event, MessagePosted)
            and event.channel == need.channel
            and event.kind is not MessageKind.TAGMSG
            and not event.rank
            and need.since <= event.sequence < need.before
        ]
        return tuple(lines[-need.limit :])
