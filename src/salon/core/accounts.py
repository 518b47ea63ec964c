"""Accounts: which there are, found by number or by name. What they prove themselves by is beside the name.

It must not know who decides about them, nor where they are kept.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from salon.core.look_alikes import LookAlikes
from salon.core.names import Casemapping
from salon.core.presence_events import Persistence

if TYPE_CHECKING:
    from salon.core.state import Person


class Account:
    """A nick with a password. `person` is who its sessions speak for, while there is one."""

    __slots__ = (
        "created",
        "email",
        "folded",
        "id",
        "name",
        "operator",
        "password",
        "persistence",
        "person",
        "scram",
        "suspended",
        "unconfirmed",
        "verified",
    )

    def __init__(self, number: int, name: str, folded: str, password: str, created: int) -> None:
        self.id = number
        self.name = name
        self.folded = folded
        # The argon2id hash; empty: nobody can log in until a code gives it another.
        self.password = password
        # What SCRAM-SHA-256 checks it by; empty: it cannot be used.
        self.scram = ""
        self.created = created
        # An address that its holder has shown to be theirs; and one that they have not, which counts for
        # nothing but that.
        self.email = ""
        self.unconfirmed = ""
        # Whether that was done where it has to be before the account can be used. Before, its name is kept
        # from other accounts, but is no guest's to miss.
        self.verified = True
        self.suspended = False
        self.operator = False
        self.persistence = Persistence.DEFAULT
        self.person: Person | None = None

    @property
    def active(self) -> bool:
        """Whether it may do what an account may."""
        return self.verified and not self.suspended


class Accounts:
    """All accounts, by number, by folded name, and by what the names look like."""

    def __init__(self, names: Casemapping) -> None:
        self._fold = names.fold
        self._by_name: dict[str, Account] = {}
        self._by_number: dict[int, Account] = {}
        self._look_alikes = LookAlikes[Account](names, lambda account: account.name)
        # Those that wait to be verified, in the order of their making.
        self.unverified: dict[int, Account] = {}
        # The highest number ever given out.
        self.last = 0

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._by_number)

    def __iter__(self) -> Iterator[Account]:
        """Go through all of them, in the order of their making."""
        return iter(self._by_number.values())

    def add(self, account: Account) -> None:
        """Take a new one."""
        self._by_number[account.id] = self._by_name[account.folded] = account
        self._look_alikes.add(account)
        if not account.verified:
            self.unverified[account.id] = account
        self.last = max(self.last, account.id)

    def remove(self, account: Account) -> None:
        """Forget one."""
        del self._by_number[account.id], self._by_name[account.folded]
        self._look_alikes.discard(account)
        self.unverified.pop(account.id, None)

    def verify(self, account: Account) -> None:
        """Let one be used, and count the address that was given as its holder's."""
        account.verified = True
        self.unverified.pop(account.id, None)
        if account.unconfirmed:
            account.email, account.unconfirmed = account.unconfirmed, ""

    def rename(self, account: Account, name: str) -> None:
        """Give one another name."""
        del self._by_name[account.folded]
        self._look_alikes.discard(account)
        account.name, account.folded = name, self._fold(name)
        self._by_name[account.folded] = account
        self._look_alikes.add(account)

    def get(self, number: int) -> Account | None:
        """Return the account of a number."""
        return self._by_number.get(number)

    def names_of(self, numbers: Iterable[int]) -> tuple[str, ...]:
        """Return what accounts are called, without those that are no more."""
        return tuple(self._by_number[number].name for number in numbers if number in self._by_number)

    def find(self, name: str) -> Account | None:
        """Return the account of a name, in any spelling."""
        return self._by_name.get(self._fold(name))

    def find_folded(self, folded: str) -> Account | None:
        """Return the account of a folded name."""
        return self._by_name.get(folded)

    def look_alike(self, name: str, besides: Account | None = None) -> Account | None:
        """Return an account whose name looks like this one."""
        return self._look_alikes.find(name, besides=besides)
