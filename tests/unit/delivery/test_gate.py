"""The gate: nobody is told of anything before it is on disk."""

from collections.abc import Callable, Sequence

import pytest

from salon.core.asks import Batch, Entry
from salon.core.events import (
    Event,
    MessageKind,
    MessagePosted,
    PersonLeft,
    Source,
)
from salon.core.names import casemapping
from salon.core.replies import Outcome
from salon.core.rules import Rules
from salon.core.state import State
from salon.delivery.decider import Decider
from salon.delivery.gate import FULL_POSTS, LARGEST_BATCH, SLICE, Gate
from salon.delivery.log import LocalLog
from salon.delivery.outbox import Outbox

ANN = Source(1, "ann", "~a", "host", mask="ann!~a@host")
DONE = Callable[[Exception | None], None]


class Sink:
    """The far end of an outbox; writes into the record that all share."""

    def __init__(self, name: str, record: list[str]) -> None:
        self.name = name
        self.record = record
        self.waiting = 0

    def write(self, data: bytes) -> None:
        """Take bytes."""
        self.record.append(f"{self.name} {data.decode()}")

    def unread(self) -> int:
        """Return what the test says."""
        return self.waiting

    def pause(self, *, paused: bool) -> None:
        """Take no note."""

    def close(self) -> None:
        """Note the end."""
        self.record.append(f"{self.name} closed")

    def abort(self) -> None:
        """Note the sudden end."""
        self.record.append(f"{self.name} aborted")


class Wire:
    """As much of a session as an outbox needs."""

    form = None


class Desk:
    """A gate with a loop and a disk that do one thing at a time."""

    def __init__(self, limit: int = 1000) -> None:
        self.record: list[str] = []
        self.soon: list[Callable[[], None]] = []
        self.commits: list[tuple[Sequence[Event], DONE]] = []
        self.slow: list[Outbox] = []
        self.failures: list[Exception] = []
        state = State(Rules(server="salon.test"), casemapping("ascii"))
        self.decider = Decider(state, lambda: 0, LocalLog(self._commit), self.failures.append)
        self.decider.subscribe(self)
        self.gate = Gate(self.decider.close_batch, self.soon.append, limit, self.slow.append)
        self.announce = self.decider.announce

    def _commit(self, events: Sequence[Event], done: DONE) -> None:
        self.record.append(f"disk {len(events)}")
        self.commits.append((events, done))

    # --- as what hears of what was decided ---

    def take(self, _session: int, _outcome: Outcome, _now: int) -> None:
        """Show nothing: a test puts the bytes."""

    def finish(self, _entry: Entry) -> None:
        """Have it committed at the end of this tick."""
        self.gate.wake()

    def committed(self, batch: Batch) -> None:
        """Let out what came of a batch."""
        self.gate.committed(batch.position)

    # --- what a test does ---

    def outbox(self, name: str) -> Outbox:
        """Make an outbox."""
        return Outbox(1, Wire(), Sink(name, self.record))  # type: ignore[arg-type]

    def tick(self) -> list[str]:
        """End a tick of the loop; return what was done meanwhile."""
        soon = self.soon.copy()
        self.soon.clear()
        for call in soon:
            call()
        return self.told()

    def answer(self, error: Exception | None = None) -> list[str]:
        """Have the disk answer; return what was done at once."""
        _, done = self.commits.pop(0)
        done(error)
        return self.told()

    def commit(self, error: Exception | None = None) -> list[str]:
        """Have the disk answer, and end the tick; return what was done meanwhile."""
        return self.answer(error) + self.tick()

    def told(self) -> list[str]:
        """Return what was done since the last look."""
        told = self.record.copy()
        self.record.clear()
        return told


def said(text: str = "salut", tags: str = "", kind: MessageKind = MessageKind.PRIVMSG) -> MessagePosted:
    """Make a message."""
    return MessagePosted(ANN, kind, "#a", text, 1, 0, channel=1, tags=tags)


@pytest.fixture
def desk() -> Desk:
    """Return a gate and what is around it."""
    return Desk()


# --- what waits for the disk -------------------------------------------------------------------


def test_nothing_is_out_before_it_is_committed(desk: Desk) -> None:
    """The disk works first, the bytes wait for it, and leave with one write for each outbox."""
    ann, ben = desk.outbox("ann"), desk.outbox("ben")
    desk.announce(said())
    for outbox in (ann, ben, ann):
        desk.gate.put(outbox, b"x")
    assert desk.told() == []
    assert desk.tick() == ["disk 1"]
    assert desk.tick() == []
    assert desk.commit() == ["ann xx", "ben x"]
    assert desk.tick() == []


def test_what_does_not_last_skips_an_idle_disk(desk: Desk) -> None:
    """It leaves at the end of the tick, not before."""
    ann = desk.outbox("ann")
    desk.announce(PersonLeft(ANN, "bye", 0))
    desk.gate.put(ann, b"x")
    assert desk.told() == []
    assert desk.tick() == ["ann x"]
    assert desk.commits == []


def test_nothing_overtakes_what_is_at_the_disk(desk: Desk) -> None:
    """Not even what nothing has to be stored for."""
    ann, ben = desk.outbox("ann"), desk.outbox("ben")
    desk.announce(said())
    desk.gate.put(ann, b"1")
    desk.tick()
    desk.gate.put(ben, b"2")
    assert desk.tick() == []
    desk.gate.put(ann, b"3")
    assert desk.tick() == []
    assert desk.commit() == ["ann 1", "ben 2", "ann 3"]


def test_a_batch_for_very_many_is_written_in_slices(desk: Desk) -> None:
    """The loop has a turn in between; what is said meanwhile waits until all have what was said before."""
    crowd = [desk.outbox(f"p{number}") for number in range(2 * SLICE + 1)]
    last = crowd[-1]
    done: list[str] = []
    desk.announce(said())
    for outbox in crowd:
        desk.gate.put(outbox, b"1")
    desk.gate.afterwards(lambda: done.append("written"))
    desk.tick()
    assert len(desk.answer()) == SLICE
    desk.announce(said())
    desk.gate.put(crowd[0], b"2")
    desk.gate.put_sign_of_life(last, b"3")
    assert len(desk.tick()) == SLICE
    assert (desk.commits, done) == ([], [])
    assert desk.tick() == [f"{last.sink.name} 1"]  # type: ignore[attr-defined]
    assert done == ["written"]
    assert desk.tick() == ["disk 1"]
    assert desk.commit() == ["p0 2", f"{last.sink.name} 3"]  # type: ignore[attr-defined]
    assert desk.tick() == []


def test_a_sign_of_life_waits_for_nobody_else(desk: Desk) -> None:
    """It is out at once, with a batch at the disk or without, and before what its peer is told later."""
    ann, ben = desk.outbox("ann"), desk.outbox("ben")
    desk.gate.put_sign_of_life(ben, b"0")
    assert desk.told() == ["ben 0"]
    desk.announce(said())
    desk.gate.put(ann, b"1")
    desk.tick()
    desk.gate.put_sign_of_life(ben, b"2")
    assert desk.told() == ["ben 2"]
    desk.gate.put(ben, b"3")
    assert desk.tick() == []
    assert desk.commit() == ["ann 1", "ben 3"]


def test_a_sign_of_life_overtakes_nothing_of_its_peer(desk: Desk) -> None:
    """Neither what is at the disk, nor what grows."""
    ann = desk.outbox("ann")
    desk.announce(said())
    desk.gate.put(ann, b"1")
    desk.gate.put_sign_of_life(ann, b"2")
    desk.tick()
    desk.gate.put_sign_of_life(ann, b"3")
    desk.announce(said())
    assert desk.tick() == []
    assert desk.commit() == ["ann 12", "disk 1"]
    assert desk.tick() == []
    assert desk.commit() == ["ann 3"]


def test_a_sign_of_life_waits_for_nothing_that_is_written(desk: Desk) -> None:
    """What was at the disk is told: what others do now is no reason to wait."""
    ann = desk.outbox("ann")
    desk.announce(said())
    desk.gate.put(ann, b"1")
    desk.tick()
    assert desk.commit() == ["ann 1"]
    desk.announce(said())
    desk.gate.put_sign_of_life(ann, b"2")
    assert desk.tick() == ["ann 2", "disk 1"]


def test_a_sign_of_life_is_not_heaped_on_who_does_not_read(desk: Desk) -> None:
    """It comes with a batch, and so to the end of the peer."""
    ann = desk.outbox("ann")
    ann.congested = True
    ann.sink.waiting = 1001  # type: ignore[attr-defined]
    desk.gate.put_sign_of_life(ann, b"1")
    assert desk.tick() == []
    assert desk.slow == [ann]


def test_the_next_batch_grows_meanwhile(desk: Desk) -> None:
    """Its events go to the disk together, when that is free, and no two batches at once."""
    ann = desk.outbox("ann")
    for number in range(4):
        desk.announce(said())
        desk.gate.put(ann, f"{number}".encode())
        desk.tick()
    assert len(desk.commits) == 1
    assert desk.commit() == ["ann 0", "disk 3"]
    assert desk.tick() == []
    assert desk.commit() == ["ann 123"]
    assert desk.commits == []


def test_what_comes_in_while_a_batch_is_written_joins_the_next(desk: Desk) -> None:
    """To write to many takes a while, and who answers at once need not wait for the batch after the next."""
    ann = desk.outbox("ann")
    desk.announce(said())
    desk.gate.put(ann, b"1")
    desk.tick()
    desk.announce(said())
    desk.gate.put(ann, b"2")
    assert desk.answer() == ["ann 1"]
    desk.announce(said())
    desk.gate.put(ann, b"3")
    assert desk.tick() == ["disk 2"]
    assert desk.commit() == ["ann 23"]


def test_what_is_told_first_leaves_first(desk: Desk) -> None:
    """Outboxes are written in the order of their first byte."""
    ann, ben, cleo = (desk.outbox(name) for name in ("ann", "ben", "cleo"))
    for outbox in (cleo, ann, ben, ann, cleo):
        desk.gate.put(outbox, b"x")
    assert desk.tick() == ["cleo xx", "ann xx", "ben x"]


def test_positions_say_what_is_out(desk: Desk) -> None:
    """What is sealed leaves with its own position; an earlier one lets out nothing."""
    ann = desk.outbox("ann")
    desk.announce(said())
    desk.gate.put(ann, b"1")
    desk.tick()
    desk.gate.committed(0)
    assert desk.told() == []
    assert desk.commit() == ["ann 1"]
    desk.announce(said())
    desk.gate.put(ann, b"2")
    desk.tick()
    desk.gate.committed(1)
    assert desk.told() == []
    assert desk.commit() == ["ann 2"]


def test_bytes_without_events_wait_for_the_batch_before_them(desk: Desk) -> None:
    """They have no batch of their own, and may tell of what is at the disk."""
    ann = desk.outbox("ann")
    desk.announce(said())
    desk.tick()
    desk.gate.put(ann, b"1")
    desk.gate.put(ann, b"2")
    assert desk.tick() == []
    assert desk.commit() == ["ann 12"]
    desk.gate.put(ann, b"3")
    assert desk.tick() == ["ann 3"]


def test_what_is_committed_while_the_batch_is_closed_leaves_in_the_same_tick(desk: Desk) -> None:
    """Where nothing lasts, the log is done before the bytes are sealed; they leave once."""
    ann = desk.outbox("ann")
    for number in (b"1", b"2"):
        desk.announce(PersonLeft(ANN, "bye", 0))
        desk.gate.put(ann, number)
        assert desk.tick() == [f"ann {number.decode()}"]
        assert desk.tick() == []


# --- held back -----------------------------------------------------------------------------------


def test_what_is_held_back_counts(desk: Desk) -> None:
    """However long the past takes to be read, no more waits than one batch may bring."""
    ann = desk.outbox("ann")
    ann.held[1] = [b"x" * 1000] * LARGEST_BATCH
    desk.gate.put(ann, b"")
    desk.tick()
    assert desk.slow == []
    ann.held[1].append(b"x")
    desk.gate.put(ann, b"")
    desk.tick()
    assert desk.slow == [ann]


# --- afterwards --------------------------------------------------------------------------------


def test_afterwards_is_after_the_disk_and_the_writing(desk: Desk) -> None:
    """Of all that has happened so far; what is asked during a commit waits for the next."""
    ann = desk.outbox("ann")
    desk.announce(said())
    desk.gate.put(ann, b"1")
    desk.gate.afterwards(lambda: desk.record.append("first"))
    assert desk.tick() == ["disk 1"]
    desk.announce(said())
    desk.gate.put(ann, b"2")
    desk.gate.afterwards(lambda: desk.record.append("second"))
    assert desk.commit() == ["ann 1", "first", "disk 1"]
    assert desk.commit() == ["ann 2", "second"]


def test_afterwards_with_nothing_to_do(desk: Desk) -> None:
    """At the end of the tick; behind a commit, when that is through."""
    desk.gate.afterwards(lambda: desk.record.append("idle"))
    assert desk.told() == []
    assert desk.tick() == ["idle"]
    desk.announce(said())
    assert desk.tick() == ["disk 1"]
    desk.gate.afterwards(lambda: desk.record.append("behind"))
    assert desk.tick() == []
    assert desk.commit() == ["behind"]


def test_what_is_done_afterwards_is_a_batch_of_its_own(desk: Desk) -> None:
    """It may put bytes and events, and does not lose them."""
    ann = desk.outbox("ann")

    def more() -> None:
        desk.announce(said())
        desk.gate.put(ann, b"more")

    desk.announce(said())
    desk.gate.afterwards(more)
    desk.tick()
    assert desk.commit() == ["disk 1"]
    assert desk.commit() == ["ann more"]


# --- the disk fails ----------------------------------------------------------------------------


def test_a_failure_sends_nothing_ever_again(desk: Desk) -> None:
    """Neither the batch, nor what came after it, nor what comes; whoever started the gate is told."""
    ann = desk.outbox("ann")
    desk.announce(said())
    desk.gate.put(ann, b"1")
    desk.gate.afterwards(lambda: desk.record.append("never"))
    desk.tick()
    desk.gate.put(ann, b"2")
    error = OSError("no room")
    assert desk.commit(error) == []
    assert desk.failures == [error]
    desk.announce(said())
    desk.gate.put(ann, b"3")
    desk.gate.end(ann)
    assert desk.tick() == []
    assert desk.tick() == []
    assert desk.commits == []


# --- ends and overflow -------------------------------------------------------------------------


def test_an_ended_outbox_closes_when_all_is_written(desk: Desk) -> None:
    """Not before, and behind the disk if that is busy."""
    ann = desk.outbox("ann")
    desk.announce(said())
    desk.gate.put(ann, b"1")
    desk.tick()
    desk.gate.put(ann, b"2")
    desk.gate.end(ann)
    assert desk.tick() == []
    assert desk.commit() == ["ann 1", "ann 2", "ann closed"]


def test_an_end_without_a_word(desk: Desk) -> None:
    """Nothing is written, and the connection closes."""
    desk.gate.end(desk.outbox("ann"))
    assert desk.tick() == ["ann closed"]


@pytest.mark.parametrize(
    ("congested", "unread", "size", "slow"),
    [
        (False, 0, 1000, False),
        (False, 0, 1001, False),
        (False, 5000, 1000, False),
        (False, 0, LARGEST_BATCH * 1000, False),
        (False, 0, LARGEST_BATCH * 1000 + 1, True),
        (True, 1000, 1000, False),
        (True, 1000, 5000, False),
        (True, 1001, 0, False),
        (True, 1001, 1, True),
    ],
)
def test_who_does_not_read_overflows(desk: Desk, congested: bool, unread: int, size: int, slow: bool) -> None:
    """What waits in the transport counts, where that has told that it fills up; what comes to it does not."""
    ann, ben = desk.outbox("ann"), desk.outbox("ben")
    ann.congested = congested
    ann.sink.waiting = unread  # type: ignore[attr-defined]
    if size:
        desk.gate.put(ann, b"x" * size)
    desk.gate.put(ben, b"y")
    written = desk.tick()
    assert desk.slow == ([ann] if slow else [])
    assert f"ann {'x' * size}" not in written if slow or not size else written[0] == f"ann {'x' * size}"


def test_who_reads_has_the_time_of_a_commit(desk: Desk) -> None:
    """A batch larger than the limit is written; who has read it when the next is committed gets that too."""

    class Filling(Sink):
        def write(self, data: bytes) -> None:
            super().write(data)
            self.waiting += len(data)
            ann.congested = True

    sink = Filling("ann", desk.record)
    ann = Outbox(1, Wire(), sink)  # type: ignore[arg-type]
    for _ in range(2):
        desk.announce(said())
        desk.gate.put(ann, b"x" * 5000)
        desk.tick()
    desk.commit()  # the second is sealed in the tick in which the first is written
    sink.waiting = 0
    assert desk.commit() == [f"ann {'x' * 5000}"]
    assert desk.slow == []


def test_an_ended_one_that_does_not_read_is_not_waited_for(desk: Desk) -> None:
    """It is told of as one that overflows, and nothing is written to it any more."""
    ann = desk.outbox("ann")
    ann.congested = True
    ann.sink.waiting = 1001  # type: ignore[attr-defined]
    desk.gate.put(ann, b"bye")
    desk.gate.end(ann)
    assert desk.tick() == []
    assert desk.slow == [ann]


def test_others_get_theirs_all_the_same(desk: Desk) -> None:
    """Whoever overflows does not hold them up."""
    ann, ben = desk.outbox("ann"), desk.outbox("ben")
    ann.congested = True
    ann.sink.waiting = 1001  # type: ignore[attr-defined]
    desk.gate.put(ann, b"x")
    desk.gate.put(ben, b"y")
    assert desk.tick() == ["ben y"]
    assert desk.slow == [ann]


def test_the_limit_may_change(desk: Desk) -> None:
    """As a reload changes it."""
    desk.gate.send_queue_bytes = 10
    ann = desk.outbox("ann")
    ann.congested = True
    ann.sink.waiting = 11  # type: ignore[attr-defined]
    desk.gate.put(ann, b"x")
    desk.tick()
    assert len(desk.slow) == 1


def test_pieces_past_the_decider_fill_a_batch(desk: Desk) -> None:
    """And make room with it."""
    ann = desk.outbox("ann")
    for _ in range(FULL_POSTS):
        assert not desk.gate.full
        desk.gate.post(ann, b"")
    assert desk.gate.full
    desk.tick()
    assert not desk.gate.full


def test_no_more_are_given_up_than_it_takes(desk: Desk) -> None:
    """Those for whom most waits, until all together are below the limit."""
    outboxes = [desk.outbox(name) for name in ("ann", "ben", "cleo")]
    for outbox, waiting in zip(outboxes, (400, 500, 300), strict=True):
        outbox.congested = True
        outbox.sink.waiting = waiting  # type: ignore[attr-defined]
    desk.gate.total_send_queue_bytes = 700
    desk.gate.relieve(outboxes)
    assert desk.slow == [outboxes[1]]
