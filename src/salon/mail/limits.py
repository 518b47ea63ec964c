"""How many e-mails may be sent in an hour: for an account, to a recipient, for an address, and altogether."""

from collections import deque
from collections.abc import Callable, Iterable

import msgspec

from salon.core.addresses import place_of
from salon.core.needs import PrepareLetter

SECONDS = 3600
"""For how long an e-mail counts."""

REMEMBERED = 10_000
"""How many accounts, recipients and addresses are remembered."""


class EmailLimits(msgspec.Struct, frozen=True):
    """How many e-mails may be sent in an hour; 0: any number. `per_address`: asked for from one address."""

    per_account: int
    per_recipient: int
    per_address: int
    per_hour: int


class Counts:
    """Counts e-mails. `steady` is in seconds, and never goes back."""

    def __init__(self, steady: Callable[[], float]) -> None:
        self._steady = steady
        self._times: dict[tuple[str, str], deque[float]] = {}

    def seconds_to_wait(self, need: PrepareLetter, limits: EmailLimits) -> int:
        """Count one more for whom a need names; or return how long one has to wait for it."""
        # Apart, so that who asks for a code for somebody's password learns nothing of their other e-mails.
        kind = "account" if need.recipient else "reset"
        return self._count(
            [
                (kind, need.account, limits.per_account),
                ("recipient", need.recipient.lower(), limits.per_recipient if need.recipient else 0),
                ("address", place_of(need.address), limits.per_address),
                ("all", "", limits.per_hour),
            ]
        )

    def has_room(self, recipient: str, limits: EmailLimits) -> bool:
        """Count one more to a recipient; or tell that it may not be sent."""
        return not self._count([("recipient", recipient.lower(), limits.per_recipient)])

    def _count(self, subjects: Iterable[tuple[str, str, int]]) -> int:
        now = self._steady()
        counted = [((kind, name), limit) for kind, name, limit in subjects if limit]
        wait = max((self._wait(key, limit, now) for key, limit in counted), default=0)
        if not wait:
            for key, _ in counted:
                # Taken out and put in again: so the one that was counted longest ago stands first.
                times = self._times.pop(key, None) or deque()
                times.append(now)
                self._times[key] = times
            while len(self._times) > REMEMBERED:
                del self._times[next(iter(self._times))]
        return wait

    def _wait(self, key: tuple[str, str], limit: int, now: float) -> int:
        times = self._times.get(key)
        while times and now - times[0] >= SECONDS:
            times.popleft()
        if not times or len(times) < limit:
            return 0
        return max(1, -int(-(times[-limit] + SECONDS - now) // 1))
