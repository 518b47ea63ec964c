"""Which sleeping channel is forgotten first: found at once, and the same as by looking at all of them."""

from collections import Counter
from dataclasses import dataclass
from random import Random

import pytest

from salon.core.sleeping import Sleeping


@dataclass(eq=False)
class Sleeper:
    """A channel that sleeps, as far as it matters."""

    id: int
    folded: str
    site: str
    said: bool


def first_by_looking(sleeping: Sleeping[Sleeper]) -> tuple[bool, set[str]]:
    """Return whether the one to go holds messages, and the sites that have most of its kind."""
    kind = [its for its in sleeping if not its.said] or list(sleeping)
    counts = Counter(its.site for its in kind)
    most = max(counts.values())
    return kind[0].said, {site for site, count in counts.items() if count == most}


@pytest.mark.parametrize("number", range(20))
def test_as_by_looking_at_all(number: int) -> None:
    """Without a message first; then of a site that has most; of those the one asleep longest."""
    random = Random(number)  # noqa: S311 - to be had again, not to be secret
    sleeping: Sleeping[Sleeper] = Sleeping()
    for step in range(300):
        if len(sleeping) and random.random() < 0.45:
            victim = random.choice(list(sleeping)) if random.random() < 0.5 else sleeping.next_forgotten()
            assert sleeping.remove(victim.id) is victim
            assert sleeping.find(victim.folded) is sleeping.get(victim.id) is None
        else:
            site = random.choice("aaaabbc")
            sleeping.add(Sleeper(step, f"#{step}", site, random.random() < 0.7))
            assert sleeping.find(f"#{step}") is sleeping.get(step)
        if len(sleeping):
            said, sites = first_by_looking(sleeping)
            first = sleeping.next_forgotten()
            assert first.said is said
            assert first.site in sites
            assert first is next(its for its in sleeping if its.said is said and its.site == first.site)


def test_two_of_one_name() -> None:
    """A database that was begun under other rules of names may hold such: each can go by itself."""
    sleeping: Sleeping[Sleeper] = Sleeping()
    one, other = Sleeper(1, "#a", "", True), Sleeper(2, "#a", "", True)
    for its in (one, other):
        sleeping.add(its)
    sleeping.remove(1)
    assert sleeping.find("#a") is other
    sleeping.remove(2)
    assert sleeping.find("#a") is None
