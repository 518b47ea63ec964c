"""One decider and several hubs, each with a state of its own; all between them goes through bytes.

It stands in for the sockets that there will be between processes: what is told may be lost, repeated or late,
and the log is a list that is read later. Asks arrive once and in order, as over a socket.
"""

from collections.abc import Callable, Sequence
from random import Random

import msgspec

from harness.stand_ins import ManualLoop
from salon.core.apply import apply
from salon.core.asks import Ask, Batch, Entry, decode_ask, decode_batch, encode
from salon.core.commands import Command
from salon.core.events import Event
from salon.core.names import casemapping
from salon.core.needs import LookUpName, Need, Result, VerifyPassword
from salon.core.queries.history import PastQuery
from salon.core.queries.search import SearchQuery
from salon.core.replies import Outcome
from salon.core.rules import Operator, Rules
from salon.core.state import State
from salon.delivery.answers import Found
from salon.delivery.decider import Decider
from salon.delivery.follower import Follower
from salon.delivery.hub import Hub
from salon.delivery.log import Done
from salon.delivery.session import LiveSession, Throttle
from salon.server.journal import Journal
from salon.wire.irc.server import IrcServer, IrcSettings
from salon.wire.irc.session import IrcSession
from salon.wire.session import Wire

RULES = Rules(server="salon.test", operators={"root": Operator("letmein")}, replay_lines=0)


def new_state() -> State:
    """Return a state in which nothing has happened."""
    return State(RULES, casemapping("rfc8265"))


class Client:
    """One client of a node."""

    def __init__(self) -> None:
        self.received = b""
        self.session: LiveSession

    def write(self, data: bytes) -> None:
        """Take what the server writes."""
        self.received += data

    def unread(self) -> int:
        """Read all at once."""
        return 0

    def pause(self, *, paused: bool) -> None:
        """Write on all the same: a test does so only to who is in the chat."""

    def close(self) -> None:
        """Leave it to the test."""

    abort = close

    def take(self) -> list[str]:
        """Return the lines that came since the last look."""
        lines = self.received.decode().split("\r\n")[:-1]
        self.received = b""
        return lines


class Node:
    """A hub with a state of its own, and the way from it to the decider."""

    def __init__(self, cluster: "Cluster", number: int) -> None:
        self._cluster = cluster
        self.state = new_state()
        self.told: list[bytes] = []
        loop = cluster.loop
        self.hub = Hub(
            self.state,
            self,
            loop,
            self._meet,
            self._read,
            Journal(),
            Throttle(0, 10, 16_384),
            1_048_576,
            incarnation=number,
        )
        self.follower = Follower(self.hub, self._read_log)
        settings = IrcSettings(network="Test", version="0", created=0)
        self._irc = IrcServer(self.state, settings, "test", {"en": str}, b"secret", b"lasting secret")

    def connect(self) -> Client:
        """Open a connection."""
        client = Client()
        wire = Wire("irc", lambda core: IrcSession(self._irc, core, self._cluster.loop.steady()))
        client.session = self.hub.open(wire, client, "192.0.2.1", "host.test")
        return client

    def hear(self) -> None:
        """Take the next batch that was told; one that is cut is as one that was lost."""
        try:
            batch = decode_batch(self.told.pop(0))
        except msgspec.DecodeError:
            return
        self.follower.take(batch)

    # --- where the hub has its asks decided ---

    full = False

    def ask(self, ask: Ask) -> None:
        """Send an ask."""
        self._cluster.decider.ask(decode_ask(encode(ask)))
        self._cluster.loop.call_soon(self._cluster.close_batch)

    def announce(self, event: Event) -> None:
        """Nothing is announced by an edge."""
        raise AssertionError(event)

    def close_batch(self) -> int:
        """Return what is committed: nothing else is told."""
        return self.follower.position

    # --- what the hub needs from outside ---

    def _meet(self, need: Need, command: Command, answer: Callable[[Result], None]) -> None:
        result: Result = "machine.test"
        if isinstance(need, VerifyPassword):
            result = need.hash == getattr(command, "password", "")
        else:
            assert isinstance(need, LookUpName)
        self._cluster.loop.call_soon(lambda: answer(result))

    def _read(self, _query: PastQuery | SearchQuery, found: Found) -> None:
        found([])

    def _read_log(self, after: int, found: Callable[[Sequence[Batch]], None]) -> None:
        batches = [decode_batch(batch) for batch in self._cluster.log[after:]]
        self._cluster.loop.call_soon(lambda: found(batches))


class Cluster:
    """A decider that keeps its batches as bytes, and tells them to nodes."""

    def __init__(self, nodes: int) -> None:
        self.loop = ManualLoop()
        self.log: list[bytes] = []
        self.state = new_state()
        self.decider = Decider(self.state, self.loop.wall, self, self._failed)
        self.decider.subscribe(self)
        self.nodes = [Node(self, number + 1) for number in range(nodes)]

    def append(self, batch: Batch, done: Done) -> None:
        """Keep a batch."""
        self.log.append(encode(batch))
        done(None)

    def close_batch(self) -> None:
        """Have what was decided committed."""
        self.decider.close_batch()

    def take(self, _session: int, outcome: Outcome, _now: int) -> None:
        """Apply what was decided to the decider's own state."""
        if isinstance(outcome, Event):
            apply(self.state, outcome)

    def finish(self, _entry: Entry) -> None:
        """Tell of it with the batch."""

    def committed(self, batch: Batch) -> None:
        """Tell all nodes."""
        for node in self.nodes:
            node.told.append(encode(batch))

    def _failed(self, error: Exception) -> None:
        raise error

    def settle(self) -> None:
        """Let everybody hear all that there is."""
        self.loop.settle()
        while any(node.told or node.follower.position < len(self.log) for node in self.nodes):
            for node in self.nodes:
                while node.told:
                    node.hear()
                    self.loop.settle()
                node.follower.beat(len(self.log))
                self.loop.settle()

    def disturb(self, random: Random) -> None:
        """Deliver a part of what was told: some of it lost, some twice, each node at its own pace."""
        for node in self.nodes:
            for _ in range(random.randrange(4)):
                if not node.told:
                    break
                fate = random.random()
                if fate < 0.15:
                    del node.told[0]  # lost; the log heals it when the next one comes
                    continue
                if fate < 0.2:
                    node.told[0] = node.told[0][: random.randrange(len(node.told[0]))]
                elif fate < 0.3:
                    node.told.insert(0, node.told[0])
                node.hear()
                self.loop.settle()
