"""The directory's entries, found by what they are called, where and whose they are, and by their age."""

import pytest

from salon.core.machines import Machine, Machines


def machine(host: str, pseudonym: str = "", address: str = "192.0.2.1", *, online: bool = True) -> Machine:
    """Return an entry."""
    return Machine(host, pseudonym or host, address, online, 0)


@pytest.fixture
def machines() -> Machines:
    """Return a directory of three machines."""
    made = Machines(str.lower)
    for its in (
        machine("pc.test", "Alice"),
        machine("pc.test~2", "bob", "192.0.2.2"),
        machine("192.0.2.3", "carol", "192.0.2.3", online=False),
    ):
        made[its.host] = its
    return made


def hosts(found: list[Machine]) -> list[str]:
    """Return the names of entries."""
    return [its.host for its in found]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("alice", ["pc.test"]),
        ("ALICE", ["pc.test"]),
        ("pc.test", ["pc.test"]),
        ("pc", ["pc.test", "pc.test~2"]),
        ("192.0.2.3", ["192.0.2.3"]),
        ("192", []),
        ("dan", []),
    ],
)
def test_names(machines: Machines, name: str, found: list[str]) -> None:
    """Pseudonym, host name and its first label; of an address the whole alone."""
    assert hosts(machines.called(name)) == found


def test_an_entry_that_changes(machines: Machines) -> None:
    """Is found by what it is now called and where it is."""
    machines["pc.test"] = machine("pc.test", "zoe", "192.0.2.9")
    assert machines.called("alice") == machines.at("192.0.2.1") == []
    assert hosts(machines.called("zoe")) == hosts(machines.at("192.0.2.9")) == ["pc.test"]
    assert [*machines] == ["pc.test", "pc.test~2", "192.0.2.3"]


def test_consent(machines: Machines) -> None:
    """Entries that rest on somebody's consent are found by that person."""
    machines["pc.test"] = machines["pc.test"]._replace(person=7)
    assert hosts(machines.of(7)) == ["pc.test"]
    machines["pc.test"] = machines["pc.test"]._replace(person=8)
    assert machines.of(7) == []


def test_age(machines: Machines) -> None:
    """Who is marked as offline comes first; what was heard of is the youngest."""
    assert hosts(machines.oldest()) == ["192.0.2.3", "pc.test"]
    machines["pc.test"] = machines["pc.test"]
    assert hosts(machines.oldest()) == ["192.0.2.3", "pc.test~2"]
    machines["pc.test~2"] = machines["pc.test~2"]._replace(online=False)
    assert hosts(machines.oldest()) == ["192.0.2.3", "pc.test"]


def test_nothing_is_left_of_what_is_forgotten(machines: Machines) -> None:
    """Of no index."""
    for host in [*machines]:
        del machines[host]
    assert machines == {}
    indexes = (machines._hosts_by_name, machines._hosts_by_address, machines._hosts_by_person)
    assert not any(indexes)
    assert machines.oldest() == []
