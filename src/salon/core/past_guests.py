"""Guests with whom accounts have talked, and under which nick: so a guest who has left is found again.

It must not know who is here, nor where messages are kept.
"""

from collections.abc import Callable
from typing import Final

from salon.core.numbers import read_number

MOST_GUESTS: Final = 1_000
"""Guests whom one account finds again; those who talked with it longest ago are forgotten."""

_SIGN: Final = "~"
"""What no nick can have in it."""


class PastGuests:
    """The nicks of guests when they last talked with an account, by the account and the guest's person."""

    def __init__(self, fold: Callable[[str], str]) -> None:
        self._fold = fold
        self._nicks: dict[int, dict[int, str]] = {}
        # Who had a nick last, by account and folded nick.
        self._guests: dict[int, dict[str, int]] = {}

    def note(self, account: int, guest: int, nick: str) -> None:
        """Note that an account and a guest talk with each other."""
        nicks, guests = self._nicks.setdefault(account, {}), self._guests.setdefault(account, {})
        if guest in nicks:
            self._forget(nicks, guests, guest)
        elif len(nicks) >= MOST_GUESTS:
            self._forget(nicks, guests, next(iter(nicks)))
        nicks[guest] = nick
        guests[self._fold(nick)] = guest

    def _forget(self, nicks: dict[int, str], guests: dict[str, int], guest: int) -> None:
        folded = self._fold(nicks.pop(guest))
        if guests.get(folded) == guest:
            del guests[folded]

    def nick(self, account: int, guest: int) -> str:
        """Return under which nick an account knew a guest; empty: they have not talked."""
        return self._nicks.get(account, {}).get(guest, "")

    def find(self, account: int, name: str) -> int:
        """Return the guest whom an account knew under a nick, the last one, or has under a `marked` name."""
        nick, sign, number = name.rpartition(_SIGN)
        if not sign:
            return self._guests.get(account, {}).get(self._fold(name), 0)
        epoch, _, serial = number.partition(".")
        guest = ((read_number(epoch) or 0) << 32) + (read_number(serial, 0xFFFF_FFFF) or 0)
        known = self.nick(account, guest)
        return guest if known and self._fold(known) == self._fold(nick) else 0

    def drop(self, account: int) -> None:
        """Forget all whom an account has talked with."""
        self._nicks.pop(account, None)
        self._guests.pop(account, None)


def marked(nick: str, guest: int) -> str:
    """Return a name that is a guest's alone: nobody else has it, and nobody can take it."""
    return f"{nick}{_SIGN}{guest >> 32}.{guest & 0xFFFF_FFFF}"
