"""Whose turn is next: places take turns, and a flood waits for itself."""

import pytest

from salon.accounts.fair_queue import FairQueue, Place


class Line:
    """A queue whose calls say from where they are."""

    def __init__(self) -> None:
        self.queue = FairQueue()
        self.done: list[str] = []

    def put(self, *names: str, suspect: bool = False, most: int = 1000, most_of_place: int = 100) -> bool:
        """Have a call of each place wait; return whether the last one may."""
        for name in names:
            place = Place(name, suspect)
            taken = self.queue.put(place, lambda name=name: self.done.append(name), most, most_of_place)  # type: ignore[misc]
        return taken

    def take(self, number: int) -> list[str]:
        """Do as many calls; return the places that they are from."""
        self.done = []
        for _ in range(number):
            self.queue.take()()
        return self.done


@pytest.mark.parametrize("suspect", [True, False])
def test_a_newcomer_does_not_wait_for_a_flood(*, suspect: bool) -> None:
    """A hundred places with three calls each, and one more: it is among the first three."""
    line = Line()
    flood = [f"192.0.2.{number}" for number in range(100)] * 3
    line.put(*flood, suspect=suspect)
    line.put("owner")
    assert "owner" in line.take(3)


def test_a_newcomer_is_in_front_of_who_guesses() -> None:
    """However often the others come again."""
    line = Line()
    line.put(*map(str, range(100)), suspect=True)
    for turn in range(5):
        line.put("owner")
        assert "owner" in line.take(2)
        line.put(str(turn), "again", suspect=True)


def test_nobody_waits_for_ever() -> None:
    """A newer place at every turn holds up neither the one that came first nor those behind."""
    line = Line()
    line.put("first")
    line.put("guesser", suspect=True)
    done: list[str] = []
    for number in range(6):
        line.put(f"new {number}", f"newer {number}")
        done += line.take(1)
    assert {"first", "guesser"} <= set(done)


def test_ones_own_wait_behind_ones_own() -> None:
    """Thirty of one place and one each of others: the others do not wait for the thirty."""
    line = Line()
    line.put(*["class"] * 30, "a", "b", "c")
    assert {"a", "b", "c"} <= set(line.take(6))
    assert line.take(27) == ["class"] * 27


def test_those_behind_take_turns() -> None:
    """In the order in which they came."""
    line = Line()
    line.put(*"aaabbbccc", suspect=True)
    assert "".join(line.take(9)) == "abcabcabc"


def test_what_waits_is_bounded() -> None:
    """For a place, and in all; what has been done makes room."""
    line = Line()
    assert line.put("a", "a", most_of_place=2)
    assert not line.put("a", most_of_place=2)
    assert line.put("b", most=3, most_of_place=2)
    assert not line.put("c", most=3)
    line.take(1)
    assert line.put("c", most=3)
    line.take(3)
    with pytest.raises(IndexError):
        line.take(1)
