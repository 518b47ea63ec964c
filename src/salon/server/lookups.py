"""Finds the names of machines by their addresses, never on the loop's thread and never for long."""

import re
import socket
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Protocol

from salon.threads import DaemonThreads, Executor

THREADS = 4
"""Look-ups at one time; a resolver that hangs holds up no more than these."""

SECONDS = 1.0
"""How long a look-up may take before the address itself has to do."""

REMEMBERED_SECONDS = 60.0
"""How long a name that was found, or that there was none, is taken to be so still."""

REMEMBERED = 10_000
"""How many addresses are remembered."""

Done = Callable[[str], None]

_NAME = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*")
"""What may be shown of a name: whoever runs the resolver, or the hosts file, can write anything there."""


def name_of_machine(address: str) -> str:
    """Return the name that the system's resolver has for an address, or the address itself."""
    try:
        # The port is not asked for by name: that would read /etc/services each time.
        name = socket.getnameinfo((address, 0), socket.NI_NAMEREQD | socket.NI_NUMERICSERV)[0]
    except (OSError, UnicodeError):
        return address
    return name if _NAME.fullmatch(name) else address


class Timer(Protocol):
    """A call that is due, and can be called off."""

    def cancel(self) -> None:
        """Call it off."""


class Lookups:
    """Reverse look-ups, each answered once, after `SECONDS` at the latest.

    `look_up` is asked on a thread, or wherever `executor` runs it.
    """

    def __init__(
        self,
        call_loop: Callable[[Callable[[], None]], object],
        call_later: Callable[[float, Callable[[], None]], Timer],
        steady: Callable[[], float],
        look_up: Callable[[str], str] = name_of_machine,
        *,
        executor: Executor | None = None,
    ) -> None:
        self._call_loop = call_loop
        self._call_later = call_later
        self._steady = steady
        # Address -> its name and until when that is taken to be so, the oldest first.
        self._found: dict[str, tuple[str, float]] = {}
        self._look_up = look_up
        # Daemons: a resolver that hangs must not keep the server from ending.
        self._executor = executor or DaemonThreads("salon-lookups", THREADS)

    def name_of(self, address: str, done: Done) -> None:
        """Find a machine's name; `done` is called on the loop's thread, with the address if it has none."""
        name, until = self._found.get(address, ("", 0.0))
        if self._steady() < until:
            self._call_later(0, partial(done, name))
            return
        lookup = _Lookup(address, done)
        lookup.timer = self._call_later(SECONDS, lookup.give_up)
        self._executor.submit(self._find, lookup)

    def _find(self, lookup: "_Lookup") -> None:
        if lookup.is_done:
            return  # it waited so long behind others that the address had to do
        name = self._look_up(lookup.address)
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            self._call_loop(partial(self._take, lookup, name))

    def _take(self, lookup: "_Lookup", name: str) -> None:
        """Remember what was found, and answer with it."""
        # Taken out and put in again: so the oldest stands first.
        self._found.pop(lookup.address, None)
        self._found[lookup.address] = name, self._steady() + REMEMBERED_SECONDS
        if len(self._found) > REMEMBERED:
            del self._found[next(iter(self._found))]
        lookup.answer(name)


class _Lookup:
    """One that is under way, and lets only the first of two answers through."""

    __slots__ = ("_done", "address", "timer")

    def __init__(self, address: str, done: Done) -> None:
        self.address = address
        self.timer: Timer | None = None
        self._done: Done | None = done

    @property
    def is_done(self) -> bool:
        """Whether there was an answer."""
        return self._done is None

    def answer(self, name: str) -> None:
        """Answer, unless that has been done."""
        done, self._done = self._done, None
        if self.timer is not None:
            self.timer.cancel()
        if done is not None:
            done(name)

    def give_up(self) -> None:
        """Have the address itself do."""
        self.answer(self.address)
