"""What stands in for a real part in the tests' world does what the real part does."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Protocol

import pytest
import uvloop

from harness.stand_ins import ImmediateExecutor, ManualLoop
from harness.world import World
from salon.delivery.hub import Clock
from salon.server.app import Clock as RealClock
from salon.server.lookups import Timer, name_of_machine
from salon.threads import DaemonThreads, Executor

# --- time: the loop and the clock -------------------------------------------------------------


class Time(Protocol):
    """A clock, its loop, and a way to let time pass."""

    @property
    def clock(self) -> Clock:
        """The clock."""

    def call_soon(self, call: Callable[[], object]) -> object:
        """Have something called in the next round."""

    def call_later(self, seconds: float, call: Callable[[], None]) -> Timer:
        """Have something called when so many seconds have passed."""

    def pass_time(self, seconds: float) -> None:
        """Let time pass, and make the calls that are due."""


class ManualTime:
    """The time of the tests' world."""

    def __init__(self) -> None:
        self.clock = ManualLoop()
        self.call_soon = self.clock.call_soon
        self.call_later = self.clock.call_later
        self.pass_time = self.clock.pass_time


class RealTime:
    """The time of a server, on one of the loops that there are."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self.clock = RealClock(loop)
        self.call_soon = loop.call_soon
        self.call_later = loop.call_later

    def pass_time(self, seconds: float) -> None:
        """Wait."""
        self._loop.run_until_complete(asyncio.sleep(seconds))


@pytest.fixture(name="its", params=["stand-in", "asyncio", "uvloop"])
def its_time(request: pytest.FixtureRequest) -> Iterator[Time]:
    """Return each kind of time."""
    if request.param == "stand-in":
        yield ManualTime()
        return
    loop = uvloop.new_event_loop() if request.param == "uvloop" else asyncio.new_event_loop()
    yield RealTime(loop)
    loop.close()


def test_nothing_is_called_at_once(its: Time) -> None:
    """Neither soon nor later is now."""
    calls: list[str] = []
    its.call_soon(lambda: calls.append("soon"))
    its.clock.call_later(0, lambda: calls.append("later"))
    assert calls == []
    its.pass_time(0.01)
    assert sorted(calls) == ["later", "soon"]


def test_calls_are_made_in_order_and_once(its: Time) -> None:
    """What was asked for first is called first; what a call asks for comes after what was waiting."""
    calls: list[str] = []

    def first() -> None:
        calls.append("first")
        its.call_soon(lambda: calls.append("third"))

    its.call_soon(first)
    its.call_soon(lambda: calls.append("second"))
    its.pass_time(0.01)
    its.pass_time(0.01)
    assert calls == ["first", "second", "third"]


def test_timers_go_off_in_the_order_of_their_times(its: Time) -> None:
    """Not before their time, and that of the clock is theirs."""
    begun = its.clock.steady()
    calls: list[tuple[str, float]] = []

    def note(name: str) -> None:
        calls.append((name, its.clock.steady() - begun))

    for name, seconds in (("late", 0.2), ("early", 0.1), ("never", 60.0)):
        its.clock.call_later(seconds, partial(note, name))
    its.pass_time(0.05)
    # A busy machine may have let the time of the first one pass.
    assert calls == [] or its.clock.steady() - begun >= 0.1 - 0.002
    its.pass_time(0.3)
    (first, early), (second, late) = calls
    assert (first, second) == ("early", "late")
    # A loop may be early by its clock's resolution.
    assert early >= 0.1 - 0.002
    assert late >= 0.2 - 0.002


def test_a_timer_that_is_cancelled_does_not_go_off(its: Time) -> None:
    """Nor is it a mistake to cancel one that has gone off, or twice."""
    calls: list[str] = []
    early = its.call_later(0.01, lambda: calls.append("early"))
    late = its.call_later(0.02, lambda: calls.append("late"))
    late.cancel()
    its.pass_time(0.1)
    assert calls == ["early"]
    early.cancel()
    late.cancel()


def test_a_timer_may_set_the_next(its: Time) -> None:
    """As often as there is time for."""
    calls: list[int] = []

    def again() -> None:
        calls.append(len(calls))
        if len(calls) < 3:
            its.clock.call_later(0.01, again)

    its.clock.call_later(0.01, again)
    its.pass_time(0.5)
    assert calls == [0, 1, 2]


def test_both_times_go_on_together(its: Time) -> None:
    """The wall clock has whole milliseconds, the other seconds."""
    wall, steady = its.clock.wall(), its.clock.steady()
    assert isinstance(wall, int)
    assert wall > 1_700_000_000_000
    its.pass_time(0.1)
    seconds = its.clock.steady() - steady
    assert seconds >= 0.1 - 0.002
    assert (its.clock.wall() - wall) / 1000 == pytest.approx(seconds, abs=0.05)


def test_the_exact_time_passes_too(its: Time) -> None:
    """It never goes back, and goes on with the others."""
    exact, again = its.clock.exact(), its.clock.exact()
    assert exact <= again
    its.pass_time(0.1)
    assert its.clock.exact() - again >= 0.1 - 0.002


# --- work: the executors ----------------------------------------------------------------------

EXECUTORS: dict[str, Callable[[], Executor]] = {
    "stand-in": ImmediateExecutor,
    "a thread": lambda: ThreadPoolExecutor(1),
    "a daemon": lambda: DaemonThreads("test"),
}


@pytest.fixture(params=EXECUTORS)
def executor(request: pytest.FixtureRequest) -> Executor:
    """Return each kind of executor that does one thing at a time."""
    return EXECUTORS[request.param]()


def test_work_is_done_in_order_with_its_arguments(executor: Executor) -> None:
    """All of it, before the executor is closed."""
    done: list[int] = []
    for number in range(20):
        executor.submit(done.append, number)
    executor.shutdown()
    assert done == list(range(20))


def test_an_executor_without_work_is_closed(executor: Executor) -> None:
    """At once."""
    executor.shutdown()


@pytest.mark.parametrize("dropped", [False, True])
def test_what_waits_is_done_or_dropped(executor: Executor, dropped: bool) -> None:
    """As the one who closes says; what is under way is finished."""
    done: list[int] = []
    begun, may_end = threading.Event(), threading.Event()

    def first() -> None:
        begun.set()
        assert may_end.wait(10)
        done.append(1)

    if isinstance(executor, ImmediateExecutor):
        executor.is_held = True
        executor.submit(done.append, 1)
        executor.submit(done.append, 2)
        executor.release()
    else:
        executor.submit(first)
        executor.submit(done.append, 2)
        assert begun.wait(10)
        threading.Timer(0.05, may_end.set).start()
    executor.shutdown(cancel_futures=dropped)
    assert done == ([1] if dropped else [1, 2])


# --- names of machines ------------------------------------------------------------------------


def invented() -> Callable[[str], str]:
    """Return the look-up of the tests' world, in which one address has a name."""
    world = World()
    world.machine_names = {"127.0.0.1": "localhost"}
    return world.look_up


LOOK_UPS: dict[str, Callable[[], Callable[[str], str]]] = {
    "stand-in": invented,
    "the system": lambda: name_of_machine,
}


@pytest.mark.parametrize("make", LOOK_UPS.values(), ids=LOOK_UPS)
def test_a_machine_has_its_name_or_its_address(make: Callable[[], Callable[[str], str]]) -> None:
    """What is in the system's own table is found; what has no name, or is no address, is itself; no error."""
    look_up = make()
    assert look_up("127.0.0.1") == "localhost"
    for nameless in ("", "nowhere", "127.0.0.1.1", "é"):
        assert look_up(nameless) == nameless
