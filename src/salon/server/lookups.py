"""Finds the names of machines by their addresses, never on the loop's thread and never for long."""

import re
import socket
from collections.abc import Callable
from functools import partial
from queue import SimpleQueue
from threading import Thread

THREADS = 4
"""Look-ups at one time; a resolver that hangs holds up no more than these."""

SECONDS = 1.0
"""How long a look-up may take before the address itself has to do."""

Done = Callable[[str], None]

_NAME = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*")
"""What may be shown of a name: whoever runs the resolver, or the hosts file, can write anything there."""


class Lookups:
    """Reverse look-ups, each answered once, after `SECONDS` at the latest."""

    def __init__(
        self,
        call_loop: Callable[[Callable[[], None]], object],
        call_later: Callable[[float, Callable[[], None]], object],
    ) -> None:
        self._call_loop = call_loop
        self._call_later = call_later
        self._wanted: SimpleQueue[tuple[str, _Once]] = SimpleQueue()
        self._started = False

    def name_of(self, address: str, done: Done) -> None:
        """Find a machine's name; `done` is called on the loop's thread, with the address if it has none."""
        once = _Once(done)
        self._wanted.put((address, once))
        self._call_later(SECONDS, partial(once, address))
        if not self._started:
            self._started = True
            for _ in range(THREADS):
                # Daemons: a resolver that hangs must not keep the server from ending.
                Thread(target=self._run, name="salon-lookups", daemon=True).start()

    def _run(self) -> None:
        while True:
            address, done = self._wanted.get()
            if done.is_done:
                continue  # it waited so long behind others that the address had to do
            name = _look_up(address)
            try:
                self._call_loop(partial(done, name))
            except RuntimeError:
                return  # the loop is closed


class _Once:
    """Lets only the first of two answers through."""

    def __init__(self, done: Done) -> None:
        self._done: Done | None = done

    @property
    def is_done(self) -> bool:
        """Whether there was an answer."""
        return self._done is None

    def __call__(self, name: str) -> None:
        done, self._done = self._done, None
        if done is not None:
            done(name)


def _look_up(address: str) -> str:
    try:
        name = socket.getnameinfo((address, 0), socket.NI_NAMEREQD)[0]
    except (OSError, UnicodeError):
        return address
    return name if _NAME.fullmatch(name) else address
