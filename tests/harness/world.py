"""A whole server without sockets and threads, on a database: what tests of the rules and the wires talk to.

It is the real hub, with what really meets its needs, on a SQLite file of its own, in memory where the machine
has a file system for that. What stands in for the outside: time, which stands still until a test moves it;
threads, for all work is done at once, unless the disk is held; names of machines; and the network, which is a
`Client`. See `stand_ins.py`.
"""

import atexit
import shutil
import tempfile
import weakref
from collections.abc import Callable, Sequence
from email.message import EmailMessage
from functools import cache
from itertools import chain, count
from pathlib import Path
from typing import Any, NamedTuple

import apsw
import argon2
from msgspec import structs

from harness.ruling import rules_with
from harness.stand_ins import START, ImmediateExecutor, ManualLoop
from salon.accounts.passwords import PasswordWorker
from salon.accounts.registrations import Registrations
from salon.accounts.tries import PasswordTries
from salon.core.asks import Batch
from salon.core.decisions.due import events_due
from salon.core.decisions.emails import undelivered
from salon.core.decisions.succession import forget_surplus
from salon.core.events import Event, MessagePosted
from salon.core.names import casemapping
from salon.core.replies import Letter
from salon.core.restore import restore
from salon.core.rules import Operator
from salon.core.state import Person, Session, State
from salon.delivery.decider import Decider
from salon.delivery.hub import Hub
from salon.delivery.log import Commit, Done, LocalLog
from salon.delivery.session import LiveSession, Throttle
from salon.files.streams import Streams
from salon.mail.limits import EmailLimits
from salon.mail.postman import Postman, Service
from salon.mail.smtp import NotSent, Smtp
from salon.server.app import events_of
from salon.server.history import finding, reading
from salon.server.journal import Journal
from salon.server.lookups import Lookups
from salon.server.needs import Needs
from salon.storage.port import Durability
from salon.storage.readers import Readers
from salon.storage.sqlite import SqliteStorage
from salon.storage.writer import Writer
from salon.texts.marks import Translate
from salon.wire.irc.server import IrcServer, IrcSettings
from salon.wire.irc.session import IrcSession
from salon.wire.session import Wire, WireSession

MakeDialect = Callable[..., WireSession]
"""A dialect's session class, or what makes such sessions with more arguments."""

SERVER = "salon.test"
OPERATOR = "letmein"

_worlds: "weakref.WeakSet[World]" = weakref.WeakSet()
_numbers = count()


@cache
def hashed(password: str) -> str:
    """Return a hash of a password that is quick to verify."""
    return argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(password)


@cache
def _directory() -> Path:
    """Make the directory of this process's databases, in memory if that can be."""
    memory = Path("/dev/shm")  # noqa: S108 - the name of a file system
    directory = tempfile.mkdtemp(prefix="salon-worlds-", dir=memory if memory.is_dir() else None)
    atexit.register(shutil.rmtree, directory, ignore_errors=True)
    return Path(directory)


@cache
def _new_database() -> Path:
    """Make a database that nothing was written to: to copy it is quicker than to make it."""
    file = _directory() / "new.db"
    SqliteStorage(file, Durability.PROCESS).close()
    connection = apsw.Connection(str(file))
    connection.execute("UPDATE meta SET value = 'test' WHERE key = 'identity'")
    connection.close()
    return file


def close_worlds() -> None:
    """Close every world that is still open."""
    for world in list(_worlds):
        world.close()


class Client:
    """One IRC client of a world, and the sink of its outbox."""

    line_end = "\r\n"

    def __init__(self, world: "World") -> None:
        self.world = world
        self.link: LiveSession
        self.received = b""
        self._unheard = b""
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
        """Let what is sent wait for as long as the server does not read."""
        self.paused = paused
        if self._unheard and not paused:
            self.world.loop.call_soon(self._hear)

    def _hear(self) -> None:
        if not self.paused and not self.closed:
            data, self._unheard = self._unheard, b""
            self.world.hub.receive(self.link, data)

    def close(self) -> None:
        """Close, as the gateway does."""
        if not self.closed:
            self.closed = True
            self.world.loop.call_soon(lambda: self.world.hub.lost(self.link, "Connection closed"))

    abort = close

    # --- as a client ---

    @property
    def person(self) -> Person:
        """Who it is."""
        person = self.link.core.person
        assert person is not None, "nobody yet"
        return person

    def send_bytes(self, data: bytes) -> list[str]:
        """Send bytes; return the lines that came back, after everything settled."""
        self._unheard += data
        self._hear()
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
        self.world.settle()
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


SERVICE = Service(
    Smtp("mail.test", 25, "none", "salon@chat.test", "salon.test"), "Test", EmailLimits(5, 5, 120, 600), 3_600
)
"""How e-mails are sent, in a world whose rules have any."""


class KeptLine(NamedTuple):
    """A row of the history on disk; `kind` is also `topic`, and `channel` is None for a private message."""

    sequence: int
    channel: int | None
    kind: str
    nick: str
    rank: int
    text: str


class Recorder(Journal):
    """The journal, and what it was told to note."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def happened(self, event: Event, session: Session | None) -> None:
        """Keep an event for the test."""
        self.events.append(event)
        super().happened(event, session)


class KeptLog(LocalLog):
    """The log, and all messages of its batches."""

    def __init__(self, commit: Commit, said: list[MessagePosted]) -> None:
        super().__init__(commit)
        self._said = said

    def append(self, batch: Batch, done: Done) -> None:
        """Keep the messages of a batch, and commit it."""
        outcomes = [outcome for entry in batch.entries for outcome in entry.outcomes]
        self._said += [its for its in outcomes if isinstance(its, MessagePosted)]
        super().append(batch, done)


class World:
    """A server.

    Keyword arguments are fields of `Rules` with its `Limits`, of `IrcSettings`, and of the throttle.

    `database` is a file to go on with, which stays. A world is closed by `close`, or the end of its test.
    """

    def __init__(
        self,
        *,
        mapping: str = "rfc8265",
        rate: float = 0,
        burst: float = 10,
        waiting_bytes: int = 16_384,
        send_queue_bytes: int = 1_048_576,
        file_window: int = 4_096,
        rules: dict[str, Any] | None = None,
        irc: dict[str, Any] | None = None,
        translate: Translate = str,
        languages: dict[str, Translate] | None = None,
        database: Path | None = None,
    ) -> None:
        self.database = database or _directory() / f"{next(_numbers)}.db"
        if database is None:
            shutil.copyfile(_new_database(), self.database)
        self.translate = translate
        self.loop = ManualLoop()
        self.failures: list[Exception] = []
        self.said: list[MessagePosted] = []
        self.reload_problem = ""
        self.machine_names = {"192.0.2.1": "machine.test"}
        self._disk = ImmediateExecutor()
        self.reads = ImmediateExecutor()
        self.passwords = ImmediateExecutor()
        storage = SqliteStorage(self.database, Durability.PROCESS)
        call_loop = self.loop.call_soon
        self._writer = Writer(storage, call_loop, executor=self._disk)
        readers = Readers(storage, call_loop, threads=1, executor=self.reads)
        own = None if database else self.database
        self.close = weakref.finalize(self, _close, self._writer, readers, storage, own)
        _worlds.add(self)
        stored = storage.load()
        operators = {
            "root": Operator(hashed(OPERATOR)),
            "alice": Operator(hashed(OPERATOR), "staff.salon.test"),
        }
        # On a busy machine, a search may take its time.
        given = rules_with(
            **{"server": SERVER, "operators": operators, "search_milliseconds": 60_000, **(rules or {})}
        )
        # As cheap as the library permits: what a hash costs is no matter of these tests.
        cheap = structs.replace(
            given.accounts,
            argon2_memory_kib=8,
            argon2_iterations=1,
            scram_iterations=min(given.accounts.scram_iterations, 4_096),
        )
        self.state = State(structs.replace(given, accounts=cheap), casemapping(mapping))
        restore(self.state, events_of(stored, self.state.rules, self.state.names.fold))
        journal = Recorder()
        self.events = journal.events
        loop = self.loop
        lookups = Lookups(call_loop, loop.call_later, loop.steady, self.look_up, executor=ImmediateExecutor())
        worker = self.worker = PasswordWorker(self.passwords)
        worker.policy = cheap
        self.mails: list[EmailMessage] = []
        self.smtp_problem: NotSent | None = None
        self.postman = Postman(
            SERVICE if self.state.rules.mail is not None else None,
            languages or {"en": translate},
            call_loop,
            loop.call_later,
            loop.wall,
            loop.steady,
            self.carry,
            executor=ImmediateExecutor(),
            refused=self.tell_undelivered,
        )
        needs = Needs(
            PasswordTries(worker, call_loop, loop.steady),
            worker,
            Registrations(loop.steady),
            call_loop,
            lookups,
            self.postman,
            finding(readers),
            lambda: self.reload_problem,
            restart=lambda: None,
            stop=lambda: call_loop(lambda: self.hub.dismiss("The server stops")),
        )
        self.decider = Decider(
            self.state, loop.wall, KeptLog(self._writer.commit, self.said), self.failures.append
        )
        self.hub = Hub(
            self.state,
            self.decider,
            loop,
            needs.meet,
            reading(readers, readers),
            journal,
            Throttle(rate, burst, waiting_bytes),
            send_queue_bytes,
            post=self.postman.post,
        )
        self.decider.subscribe(self.hub)
        self.streams = Streams(self.hub.post, file_window, self.state.rules.offer_seconds)
        settings = IrcSettings(**{"network": "Test", "version": "0", "created": START, **(irc or {})})
        self.irc = IrcServer(
            self.state,
            settings,
            stored.identity,
            languages or {"en": translate},
            b"secret",
            b"lasting secret",
        )

    # --- what a test does ---

    def connect(self, address: str = "192.0.2.1", host: str = "host.test", *, secure: bool = False) -> Client:
        """Open a connection."""
        client = Client(self)
        wire = Wire("irc", lambda session: IrcSession(self.irc, session, self.seconds))
        client.link = self.hub.open(wire, client, address, host, secure=secure)
        return client

    def connect_dialect(
        self, make_session: MakeDialect, address: str = "192.0.2.1", host: str = "host.test"
    ) -> DialectClient:
        """Open a connection of a dialect; what it is told first is still to be taken."""
        client = DialectClient(self)
        takes_files = getattr(make_session, "__name__", "") == "ChainesSession"
        given = {"streams": self.streams} if takes_files else {}
        wire = Wire(
            "dialect",
            lambda session: make_session(self.state, self.translate, session, self.seconds, **given),
            takes_files=bool(given),
        )
        client.link = self.hub.open(wire, client, address, host)
        self.settle()
        return client

    def join(self, nick: str, *channels: str, caps: str = "") -> Client:
        """Open a connection, register it and enter channels; what came back is thrown away."""
        client = self.connect()
        if caps:
            client.send("CAP LS 302", f"CAP REQ :{caps}")
        client.send(f"NICK {nick}", f"USER {nick.lower()} 0 * :{nick} Real", *(["CAP END"] if caps else []))
        assert client.link.core.person is not None, f"{nick} was not let in"
        for channel in channels:
            client.send(f"JOIN {channel}")
        self.forget_output()
        return client

    def forget_output(self) -> None:
        """Throw away what everybody was told so far."""
        for session in self.hub.sessions.values():
            sink = session.sink
            assert isinstance(sink, Client)
            sink.take()

    def settle(self) -> None:
        """Let everything happen that needs no time to pass."""
        self.loop.settle()

    def pass_time(self, seconds: float) -> None:
        """Let time pass: timers go off, sessions are looked after."""
        self.loop.pass_time(seconds)
        self.hub.sweep()
        for event in chain(events_due(self.state, self.now), forget_surplus(self.state)):
            self.decider.announce(event)
        self.settle()

    # --- time ---

    @property
    def now(self) -> int:
        """The time, in milliseconds since 1970; it may be set, and then nothing else happens."""
        return self.loop.now

    @now.setter
    def now(self, milliseconds: int) -> None:
        self.loop.now = milliseconds

    @property
    def seconds(self) -> float:
        """The time of the loop."""
        return self.loop.seconds

    # --- the disk ---

    @property
    def hold_disk(self) -> bool:
        """Whether batches wait until they are released."""
        return self._disk.is_held

    @hold_disk.setter
    def hold_disk(self, held: bool) -> None:
        self._disk.is_held = held

    @property
    def held(self) -> int:
        """How many batches are held."""
        return len(self._disk.held)

    def release_disk(self) -> None:
        """Have the batch that is held committed."""
        self._disk.release()
        self.settle()

    def release_read(self) -> None:
        """Have the history read that was asked for first, where `reads` are held."""
        self.reads.release()
        self.settle()

    def verify_password(self) -> None:
        """Have the password verified that came first, where `passwords` are held."""
        self.passwords.release()
        self.settle()

    def on_disk(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask the database, as another program would."""
        connection = apsw.Connection(str(self.database), flags=apsw.SQLITE_OPEN_READONLY)
        try:
            return connection.execute(sql).fetchall()
        finally:
            connection.close()

    def kept_lines(self) -> list[KeptLine]:
        """Return what is on disk of all that was said, and of topics."""
        columns = ", ".join(KeptLine._fields)
        rows = self.on_disk(f"SELECT {columns} FROM message ORDER BY sequence")  # noqa: S608 - made of constants
        return [KeptLine(*row) for row in rows]

    # --- what the hub is made of ---

    def tell_undelivered(self, letter: Letter) -> None:
        """Tell who waits for an e-mail that it was refused, as the server does."""
        for event in undelivered(self.state, letter):
            self.decider.announce(event)

    def carry(self, message: EmailMessage, recipient: str, _server: Smtp) -> None:
        """Take an e-mail, as the server for e-mail does, unless that has a problem."""
        if self.smtp_problem is not None:
            raise self.smtp_problem
        assert recipient == message["To"]
        self.mails.append(message)

    def look_up(self, address: str) -> str:
        """Find the name of a machine, as the system's resolver does."""
        return self.machine_names.get(address, address)


def _close(writer: Writer, readers: Readers, storage: SqliteStorage, database: Path | None) -> None:
    writer.close()
    readers.close()
    storage.close()
    if database is not None:
        database.unlink()
