"""How often a password may be tried: one rule for everything that has one.

A try counts from its beginning: guesses sent at once are no more than guesses sent one by one. Tries
of one thing from one place count together; nobody who tries something else, or elsewhere, waits for them. It
knows nothing of what the passwords are for.
"""

from collections import deque
from collections.abc import Callable
from typing import NamedTuple, Protocol

from salon.accounts.fair_queue import Place
from salon.accounts.passwords import Verified
from salon.core.addresses import place_of
from salon.core.needs import CountTry, ReplacePassword, TryLater, VerifyPassword

FREE_TRIES = 3
"""Wrong passwords that may be given before there is a wait."""

LONGEST_WAIT = 3600
"""The longest wait after a wrong password, in seconds, and how long one counts."""

ADDRESS_SECONDS = 600
"""For how long a wrong password counts against the address that it came from."""

ADDRESS_WAIT = 10
"""The wait between two tries of an address from which too many were wrong, in seconds."""

KNOWN_WAIT = 60
"""The longest wait where the right password was given before, in seconds: who owns it is to get in there."""

REMEMBERED = 10_000
"""How many pairs of what is tried and from where are remembered."""


class Worker(Protocol):
    """Whoever verifies a password, on a thread of its own."""

    def submit_verify(self, stored: str, text: str, place: Place, done: Callable[[Verified], None]) -> None:
        """Check the password against the hash; `done` is called on any thread."""

    def submit_renew(
        self, stored: str, scram: str, text: str, place: Place, done: Callable[[Verified], None]
    ) -> None:
        """Check the password of an account, and make what to keep of it where that is due."""

    def submit_replace(
        self, stored: str, text: str, new: str, place: Place, done: Callable[[Verified], None]
    ) -> None:
        """Check the password, then make the hash of the new one; `done` is called on any thread."""


class _Try(NamedTuple):
    begin: Callable[[Callable[[Verified], None]], None]
    answer: Callable[[Verified], None]


class _Record:
    """The tries of one thing from one place: those that were wrong, are under way, or wait for these."""

    __slots__ = ("last", "under_way", "waiting", "wrong")

    def __init__(self) -> None:
        self.wrong = 0
        # When a wrong one was found to be so.
        self.last = 0.0
        self.under_way = 0
        self.waiting: deque[_Try] = deque()

    def seconds_to_wait(self, now: float, longest: int) -> int:
        """Return the wait, twice as long after each wrong try beyond the free ones."""
        if self.wrong < FREE_TRIES:
            return 0
        # Of such a number of tries the wait is the longest, whatever the exponent.
        wait = min(2 ** min(self.wrong - FREE_TRIES, 20), longest)
        left = self.last + wait - now
        return max(0, -int(-left // 1))

    @property
    def has_room(self) -> bool:
        """Whether one more may begin: after the free ones, one at a time."""
        return self.wrong + self.under_way < FREE_TRIES or not self.under_way


class PasswordTries:
    """Has passwords verified, as often as they may be tried. `steady` is in seconds, and never goes back."""

    def __init__(
        self,
        worker: Worker,
        call_loop: Callable[[Callable[[], None]], object],
        steady: Callable[[], float],
    ) -> None:
        self._worker = worker
        self._call_loop = call_loop
        self._steady = steady
        # How many wrong passwords may come from one address within `ADDRESS_SECONDS`; 0: no limit.
        self.per_address = 0
        self._wrong_from: dict[str, deque[float]] = {}
        # The one that was wrong least lately stands first.
        self._records: dict[tuple[str, str], _Record] = {}
        # Where the right password of what was given; the pair that was so least lately stands first.
        self._known: dict[tuple[str, str], None] = {}

    def verify(self, need: VerifyPassword, text: str, answer: Callable[[Verified], None]) -> None:
        """Have a password verified; `answer` is called on the loop, later."""

        def begin(done: Callable[[Verified], None]) -> None:
            place = self.place_of(need.address)
            if need.scram is None:
                self._worker.submit_verify(need.hash, text, place, done)
            else:
                self._worker.submit_renew(need.hash, need.scram, text, place, done)

        self._try(need, _Try(begin, answer))

    def replace(self, need: ReplacePassword, text: str, new: str, answer: Callable[[Verified], None]) -> None:
        """Have a password verified, and another one hashed; `answer` is called on the loop, later."""

        def begin(done: Callable[[Verified], None]) -> None:
            self._worker.submit_replace(need.hash, text, new, self.place_of(need.address), done)

        self._try(need, _Try(begin, answer))

    def count(self, need: CountTry, answer: Callable[[Verified], None]) -> None:
        """Count a try of which it is known whether it is right; `answer` is called on the loop, later."""
        self._try(need, _Try(lambda done: done(need.right), answer))

    def place_of(self, address: str) -> Place:
        """Return an address as a place that waits for its turn."""
        name = place_of(address)
        times = self._wrong_from.get(name)
        return Place(name, suspect=times is not None and self._steady() - times[-1] < ADDRESS_SECONDS)

    def _try(self, need: VerifyPassword | ReplacePassword | CountTry, attempt: _Try) -> None:
        key = need.subject, place_of(need.address)
        record = self._records.get(key)
        if record is None:
            record = self._records[key] = _Record()
            self._forget_oldest()
        elif self._steady() - record.last >= LONGEST_WAIT:
            record.wrong = 0
        record.waiting.append(attempt)
        self._go_on(key, record)

    def _go_on(self, key: tuple[str, str], record: _Record) -> None:
        """Begin what may begin, and refuse what would have to wait."""
        while record.waiting:
            wait = self._wait_of(key, record)
            if wait:
                answer = record.waiting.popleft().answer
                self._call_loop(lambda answer=answer, wait=wait: answer(TryLater(wait)))  # type: ignore[misc]
            elif record.has_room:
                self._begin(key, record, record.waiting.popleft())
            else:
                return

    def _begin(self, key: tuple[str, str], record: _Record, attempt: _Try) -> None:
        record.under_way += 1

        def end(verified: Verified) -> None:
            record.under_way -= 1
            if verified is False:
                record.wrong += 1
                record.last = self._steady()
                self._note_wrong(key[1], record.last)
                # Taken out and put in again: so the oldest stands first.
                self._records.pop(key, None)
                self._records[key] = record
            elif not isinstance(verified, TryLater):
                record.wrong = 0
                self._note_right(key)
            attempt.answer(verified)
            self._go_on(key, record)
            if not (record.wrong or record.under_way):
                self._records.pop(key, None)

        def done(verified: Verified) -> None:  # on the worker's thread
            self._call_loop(lambda: end(verified))

        attempt.begin(done)

    def _wait_of(self, key: tuple[str, str], record: _Record) -> int:
        """Return the wait for one thing at one place.

        Others at an address make nobody wait who has been in from there.
        """
        if key in self._known:
            return record.seconds_to_wait(self._steady(), KNOWN_WAIT)
        return max(record.seconds_to_wait(self._steady(), LONGEST_WAIT), self._wait_of_address(key[1]))

    def _note_right(self, key: tuple[str, str]) -> None:
        self._known.pop(key, None)
        self._known[key] = None
        if len(self._known) > REMEMBERED:
            del self._known[next(iter(self._known))]

    def _note_wrong(self, place: str, now: float) -> None:
        times = deque(self._wrong_from.pop(place, ()), maxlen=self.per_address or 1)
        times.append(now)
        self._wrong_from[place] = times
        if len(self._wrong_from) > REMEMBERED:
            del self._wrong_from[next(iter(self._wrong_from))]

    def _wait_of_address(self, place: str) -> int:
        """Return the wait of an address from which as many were wrong as may be, whatever was tried."""
        times = self._wrong_from.get(place)
        if not self.per_address or times is None or len(times) < self.per_address:
            return 0
        now = self._steady()
        if now - times[0] >= ADDRESS_SECONDS:
            return 0
        return max(0, -int(-(times[-1] + ADDRESS_WAIT - now) // 1))

    def _forget_oldest(self) -> None:
        if len(self._records) > REMEMBERED:
            del self._records[next(iter(self._records))]
