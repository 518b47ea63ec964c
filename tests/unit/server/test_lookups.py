"""Reverse look-ups: off the loop's thread, bounded in time and number, and each answered once."""

import socket
import threading
from collections.abc import Callable, Iterator
from queue import Queue

import pytest

from salon.server import lookups as module
from salon.server.lookups import REMEMBERED_SECONDS, SECONDS, THREADS, Lookups

DEADLINE = 10.0


class Timer:
    """A call that is due after some seconds, unless it is called off."""

    def __init__(self, seconds: float, call: Callable[[], None]) -> None:
        self.seconds = seconds
        self.call = call
        self.cancelled = False

    def cancel(self) -> None:
        """Call it off."""
        self.cancelled = True


class Loop:
    """Stands for the loop: what threads hand to it is run where a test says."""

    def __init__(self) -> None:
        self.handed: Queue[Callable[[], None]] = Queue()
        self.timers: list[Timer] = []
        self.time = 1000.0
        self.answers: list[tuple[str, int]] = []

    def call_later(self, seconds: float, call: Callable[[], None]) -> Timer:
        """Keep a timer for the test to let off; what is due now is handed over."""
        timer = Timer(seconds, call)
        if seconds:
            self.timers.append(timer)
        else:
            self.handed.put(call)
        return timer

    def steady(self) -> float:
        """Return the time that the test has set."""
        return self.time

    def done(self, name: str) -> None:
        """Note an answer and the thread that gave it."""
        self.answers.append((name, threading.get_ident()))

    def run_one(self) -> None:
        """Run what a thread hands over next."""
        self.handed.get(timeout=DEADLINE)()

    @property
    def names(self) -> list[str]:
        """The answers."""
        return [name for name, _ in self.answers]


class Resolver:
    """Stands for the system's resolver: names by address, and a gate that holds it up."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self.gate = threading.Event()
        self.gate.set()
        self.asked: list[tuple[str, int]] = []
        self.begun = threading.Semaphore(0)

    def getnameinfo(self, where: tuple[str, int], flags: int) -> tuple[str, str]:
        """Answer as `socket.getnameinfo` does."""
        assert flags == socket.NI_NAMEREQD | socket.NI_NUMERICSERV
        self.asked.append((where[0], threading.get_ident()))
        self.begun.release()
        assert self.gate.wait(DEADLINE)
        if where[0] not in self.names:
            raise socket.gaierror(socket.EAI_NONAME, "no name")
        return self.names[where[0]], "0"


@pytest.fixture
def resolver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Resolver]:
    """Put a resolver of the test's own in the place of the system's."""
    resolver = Resolver()
    monkeypatch.setattr(socket, "getnameinfo", resolver.getnameinfo)
    yield resolver
    resolver.gate.set()


@pytest.fixture
def loop() -> Loop:
    """Return a loop."""
    return Loop()


@pytest.fixture
def lookups(loop: Loop) -> Lookups:
    """Return look-ups on that loop."""
    return Lookups(loop.handed.put, loop.call_later, loop.steady)


def test_a_name(lookups: Lookups, loop: Loop, resolver: Resolver) -> None:
    """It is asked for on another thread, and given on the loop's."""
    resolver.names["192.0.2.1"] = "pc-1.maison_2.test"
    lookups.name_of("192.0.2.1", loop.done)
    loop.run_one()
    assert loop.answers == [("pc-1.maison_2.test", threading.get_ident())]
    ((_, asked_by),) = resolver.asked
    assert asked_by != threading.get_ident()


def test_no_name(lookups: Lookups, loop: Loop, resolver: Resolver) -> None:
    """The address itself has to do."""
    lookups.name_of("192.0.2.1", loop.done)
    loop.run_one()
    assert loop.names == ["192.0.2.1"]
    assert len(resolver.asked) == 1


@pytest.mark.parametrize("name", ["a\x1b[2J", "a b", "a\nb", "", "a..b", "é.test", "a~2", '"'])
def test_what_is_no_name(lookups: Lookups, loop: Loop, resolver: Resolver, name: str) -> None:
    """Whoever runs the resolver does not write what others see."""
    resolver.names["192.0.2.1"] = name
    lookups.name_of("192.0.2.1", loop.done)
    loop.run_one()
    assert loop.names == ["192.0.2.1"]


def test_what_is_no_address(loop: Loop) -> None:
    """The real resolver is asked for no name of such a thing, and nothing fails."""
    lookups = Lookups(loop.handed.put, loop.call_later, loop.steady)
    lookups.name_of("", loop.done)
    loop.run_one()
    assert loop.names == [""]


def test_a_resolver_that_hangs(lookups: Lookups, loop: Loop, resolver: Resolver) -> None:
    """After a time the address has to do; the name that comes then is not given."""
    resolver.names["192.0.2.1"] = "pc.test"
    resolver.gate.clear()
    lookups.name_of("192.0.2.1", loop.done)
    assert resolver.begun.acquire(timeout=DEADLINE)
    (timer,) = loop.timers
    assert timer.seconds == SECONDS
    timer.call()
    assert loop.names == ["192.0.2.1"]
    resolver.gate.set()
    loop.run_one()
    assert loop.names == ["192.0.2.1"]


def test_a_look_up_that_is_answered_leaves_no_timer(lookups: Lookups, loop: Loop, resolver: Resolver) -> None:
    """A thousand requests a second would keep as many."""
    resolver.names["192.0.2.1"] = "pc.test"
    lookups.name_of("192.0.2.1", loop.done)
    loop.run_one()
    assert [timer.cancelled for timer in loop.timers] == [True]


@pytest.mark.parametrize(("known", "name"), [({"192.0.2.1": "pc.test"}, "pc.test"), ({}, "192.0.2.1")])
def test_a_name_is_remembered(
    lookups: Lookups, loop: Loop, resolver: Resolver, known: dict[str, str], name: str
) -> None:
    """For a minute, and that there is none as well; it is given later all the same, as any other."""
    resolver.names = known
    lookups.name_of("192.0.2.1", loop.done)
    loop.run_one()
    loop.time += REMEMBERED_SECONDS - 1
    lookups.name_of("192.0.2.1", loop.done)
    assert len(loop.answers) == 1
    loop.run_one()
    assert loop.names == [name, name]
    assert len(resolver.asked) == 1
    loop.time += 1
    lookups.name_of("192.0.2.1", loop.done)
    loop.run_one()
    assert len(resolver.asked) == 2


def test_what_is_remembered_is_bounded(
    lookups: Lookups, loop: Loop, resolver: Resolver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The address that was asked for least lately is forgotten."""
    monkeypatch.setattr(module, "REMEMBERED", 2)
    for address in ("192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.1"):
        lookups.name_of(address, loop.done)
        loop.run_one()
    assert len(resolver.asked) == 4


def test_many_at_once(lookups: Lookups, loop: Loop, resolver: Resolver) -> None:
    """No more threads than `THREADS` ask; what waited behind them in vain is not asked for at all."""
    addresses = [f"192.0.2.{number}" for number in range(THREADS + 20)]
    resolver.gate.clear()
    for address in addresses:
        lookups.name_of(address, loop.done)
    for _ in range(THREADS):
        assert resolver.begun.acquire(timeout=DEADLINE)
    for timer in loop.timers:
        timer.call()
    assert loop.names == addresses
    lookups.name_of("198.51.100.1", loop.done)
    resolver.names["198.51.100.1"] = "pc.test"
    resolver.gate.set()
    for _ in range(THREADS + 1):
        loop.run_one()
    assert loop.names == [*addresses, "pc.test"]
    assert [address for address, _ in resolver.asked] == [*addresses[:THREADS], "198.51.100.1"]
    assert len({thread for _, thread in resolver.asked}) <= THREADS


def test_a_loop_that_is_closed(loop: Loop, resolver: Resolver) -> None:
    """An answer that comes after the server's end is dropped, and nothing is raised."""
    ended = threading.Event()

    def call_loop(_call: Callable[[], None]) -> None:
        ended.set()
        raise RuntimeError("the loop is closed")

    Lookups(call_loop, loop.call_later, loop.steady).name_of("192.0.2.1", loop.done)
    assert ended.wait(DEADLINE)
    assert resolver.asked
    assert loop.answers == []
