"""Where work runs that must not hold up the loop's thread: the port, and threads that the process's end ends.

It must not know what the work is.
"""

from collections.abc import Callable
from functools import partial
from queue import SimpleQueue
from threading import Thread
from typing import Protocol


class Executor(Protocol):
    """Runs calls elsewhere; what `concurrent.futures.Executor` has, as far as it is needed."""

    def submit(self, call: Callable[..., object], /, *args: object) -> object:
        """Have `call(*args)` run, later or at once. What it raises is lost."""

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take no more calls, and wait for those submitted; with `cancel_futures`, drop what waits."""


class DaemonThreads:
    """Up to `count` threads that take calls in the order of `submit`; a call must not raise.

    They are daemons: should the loop's thread die without `shutdown`, or a call hang, the process ends all
    the same. They start with the first call.
    """

    def __init__(self, name: str, count: int = 1) -> None:
        self._name = name
        self._count = count
        self._calls: SimpleQueue[Callable[[], object] | None] = SimpleQueue()
        self._threads: list[Thread] = []

    def submit(self, call: Callable[..., object], /, *args: object) -> None:
        """Have `call(*args)` run on one of the threads."""
        self._calls.put(partial(call, *args))
        if not self._threads:
            self._threads = [
                Thread(target=self._run, name=self._name, daemon=True) for _ in range(self._count)
            ]
            for thread in self._threads:
                thread.start()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the threads after the calls that were submitted; with `cancel_futures`, drop what waits."""
        while cancel_futures and not self._calls.empty():
            self._calls.get_nowait()
        for _ in self._threads:
            self._calls.put(None)
        for thread in self._threads if wait else ():
            thread.join()

    def _run(self) -> None:
        while (call := self._calls.get()) is not None:
            call()
