"""The one loop of a program for a terminal: which loop that is, what interrupts it, what runs together.

Knows nothing of what runs on it.
"""

import asyncio
import selectors
import signal
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

_Result = TypeVar("_Result")

_INTERRUPTS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def run(main: Coroutine[Any, Any, _Result]) -> _Result:
    """Run a program to its end, and return what it returns."""
    with asyncio.Runner(loop_factory=_make_loop) as runner:
        return runner.run(main)


def _make_loop() -> asyncio.AbstractEventLoop:
    # epoll refuses files and the null device, which standard input may be (epoll_ctl(2), EPERM).
    return asyncio.SelectorEventLoop(selectors.PollSelector())


@contextmanager
def interruptions(interrupt: Callable[[], object]) -> Iterator[None]:
    """Have signals that end programs call something instead, unless whoever started it ignores them."""
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in _INTERRUPTS}
    heard = [number for number, handler in before.items() if handler is not signal.SIG_IGN]
    for number in heard:
        loop.add_signal_handler(number, interrupt)
    try:
        yield
    finally:
        for number in heard:
            loop.remove_signal_handler(number)
            signal.signal(number, before[number])


async def first_of(*parts: Coroutine[Any, Any, object]) -> None:
    """Run parts of a program together until one of them ends; the others end with it."""
    tasks = [asyncio.ensure_future(part) for part in parts]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()
