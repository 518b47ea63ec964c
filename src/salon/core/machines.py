"""The directory's entries, found without looking at all of them: by any name, by address, by age."""

from collections.abc import Callable, Iterator, MutableMapping
from typing import NamedTuple, TypeVar

Key = TypeVar("Key", str, int)


class Machine(NamedTuple):
    """An entry of the directory; `seen` is when a word last came from the machine, in ms.

    `session` is the connection by which that came. `person`: whose consent the entry rests on and ends with;
    0 where the machine asked the directory itself.
    """

    host: str
    pseudonym: str
    address: str
    online: bool
    seen: int
    session: int = 0
    person: int = 0


class Machines(MutableMapping[str, Machine]):
    """The entries by host name, in the order in which they came first. `fold` makes names comparable."""

    def __init__(self, fold: Callable[[str], str]) -> None:
        self._fold = fold
        self._entries: dict[str, Machine] = {}
        self._hosts_by_name: dict[str, dict[str, None]] = {}
        self._hosts_by_address: dict[str, dict[str, None]] = {}
        self._hosts_by_person: dict[int, dict[str, None]] = {}
        # Those marked as offline and as online, each with the one seen least lately first.
        self._by_age: dict[bool, dict[str, None]] = {False: {}, True: {}}

    def __getitem__(self, host: str) -> Machine:
        return self._entries[host]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __setitem__(self, host: str, machine: Machine) -> None:
        before = self._entries.get(host)
        if before is not None:
            self._unindex(before)
        self._entries[host] = machine
        for name in self._names_of(machine):
            self._hosts_by_name.setdefault(name, {})[host] = None
        self._hosts_by_address.setdefault(machine.address, {})[host] = None
        self._hosts_by_person.setdefault(machine.person, {})[host] = None
        self._by_age[machine.online][host] = None

    def __delitem__(self, host: str) -> None:
        self._unindex(self._entries.pop(host))

    def called(self, name: str) -> list[Machine]:
        """Return those that a name means: a pseudonym, a host name, or the first label of that."""
        return [self._entries[host] for host in self._hosts_by_name.get(self._fold(name), ())]

    def at(self, address: str) -> list[Machine]:
        """Return those at an address."""
        return [self._entries[host] for host in self._hosts_by_address.get(address, ())]

    def of(self, person: int) -> list[Machine]:
        """Return those that rest on a person's consent."""
        return [self._entries[host] for host in self._hosts_by_person.get(person, ())]

    def oldest(self) -> list[Machine]:
        """Return the one that was seen least lately of those marked as offline, then of the others."""
        return [self._entries[next(iter(hosts))] for hosts in self._by_age.values() if hosts]

    def _unindex(self, machine: Machine) -> None:
        for name in self._names_of(machine):
            _discard(self._hosts_by_name, name, machine.host)
        _discard(self._hosts_by_address, machine.address, machine.host)
        _discard(self._hosts_by_person, machine.person, machine.host)
        del self._by_age[machine.online][machine.host]

    def _names_of(self, machine: Machine) -> set[str]:
        names = {machine.pseudonym, machine.host}
        # The number before the first dot of an address is no name.
        if machine.host.partition("~")[0] != machine.address:
            names.add(machine.host.partition(".")[0])
        return set(map(self._fold, names))


def _discard(index: dict[Key, dict[str, None]], key: Key, host: str) -> None:
    hosts = index[key]
    del hosts[host]
    if not hosts:
        del index[key]
