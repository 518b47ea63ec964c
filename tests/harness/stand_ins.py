"""What stands in for a real part in a test: time that a test moves, and work that is done at once.

`tests/contract/test_stand_ins.py` holds each of these to the part that it stands in for.
"""

from collections import deque
from collections.abc import Callable
from functools import partial
from heapq import heappop, heappush
from itertools import count

START = 1_800_000_000_000
"""The time at which every clock begins, in milliseconds since 1970."""

MAX_ROUNDS = 10_000
"""Rounds of calls after which a loop that is never done, though no time passes, is a mistake."""


class Timer:
    """A call that is due at some time, unless it is cancelled."""

    def __init__(self, call: Callable[[], object]) -> None:
        self._call: Callable[[], object] | None = call

    def __repr__(self) -> str:
        return repr(self._call)

    def __call__(self) -> None:
        """Make the call."""
        if self._call is not None:
            self._call()

    def cancel(self) -> None:
        """Have nothing called."""
        self._call = None


class ManualLoop:
    """The time and the calls of an event loop (of `asyncio`, and of the hub's `Clock`) that a test moves."""

    def __init__(self) -> None:
        self.now = START
        self.seconds = 1000.0
        # What a look at the exact time costs: work takes none, so that a test says how long it is.
        self.look_seconds = 0.0
        self._looked = 0.0
        self._soon: deque[Callable[[], object]] = deque()
        self._timers: list[tuple[float, int, Timer]] = []
        self._numbers = count()

    # --- as a clock, and as a loop ---

    def wall(self) -> int:
        """Return milliseconds since 1970."""
        return self.now

    def steady(self) -> float:
        """Return seconds that never go back."""
        return self.seconds

    def exact(self) -> float:
        """Return seconds that never go back, and pass with each look."""
        self._looked += self.look_seconds
        return self.seconds + self._looked

    def call_soon(self, call: Callable[[], object]) -> None:
        """Have something called in the next round."""
        self._soon.append(call)

    def call_later(self, seconds: float, call: Callable[[], object]) -> Timer:
        """Have something called when so many seconds have passed."""
        timer = Timer(call)
        heappush(self._timers, (self.seconds + seconds, next(self._numbers), timer))
        return timer

    # --- what a test does ---

    def settle(self) -> None:
        """Make all calls that need no time to pass, and those that come of them."""
        for _ in range(MAX_ROUNDS):
            if not self.turn():
                return
        raise AssertionError(
            f"calls without end, though no time passes: {self._soon or self._timers}. "
            "Does somebody set a deadline that has passed already?"
        )

    def turn(self) -> bool:
        """Make one round of calls; return whether there were any."""
        while self._timers and self._timers[0][0] <= self.seconds:
            self._soon.append(heappop(self._timers)[2])
        # As in a real loop, what these calls ask for waits for the next round.
        count = len(self._soon)
        for _ in range(count):
            self._soon.popleft()()
        return count > 0

    def pass_time(self, seconds: float) -> None:
        """Let time pass, and make each call at its time."""
        end = self.seconds + seconds
        while self._timers and self._timers[0][0] <= end:
            self._set_time(max(self._timers[0][0], self.seconds))
            self.settle()
        self._set_time(end)
        self.settle()

    def _set_time(self, seconds: float) -> None:
        self.now += round((seconds - self.seconds) * 1000)
        self.seconds = seconds


class ImmediateExecutor:
    """An executor that makes a call at once, or keeps it while it is held."""

    def __init__(self) -> None:
        self.is_held = False
        self.held: deque[Callable[[], object]] = deque()

    def submit(self, call: Callable[..., object], /, *args: object) -> None:
        """Make a call, or keep it for `release`."""
        if self.is_held or self.held:
            self.held.append(partial(call, *args))
        else:
            call(*args)

    def release(self) -> None:
        """Make the first call that is held."""
        self.held.popleft()()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Make the calls that are held, or drop them with `cancel_futures`."""
        del wait
        if cancel_futures:
            self.held.clear()
        while self.held:
            self.release()
