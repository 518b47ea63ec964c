"""How many e-mails may be sent in an hour."""

import pytest

from salon.core.needs import PrepareLetter
from salon.mail.limits import Counts, EmailLimits

FEW = EmailLimits(2, 3, 4, 5)


class Desk:
    """Counts, and their time."""

    def __init__(self) -> None:
        self.now = 100.0
        self.counts = Counts(lambda: self.now)

    def ask(self, account: str = "a", recipient: str = "a@b", address: str = "192.0.2.1") -> int:
        """Return how long there is to wait."""
        return self.counts.seconds_to_wait(PrepareLetter(account, recipient, address), FEW)


@pytest.mark.parametrize(
    ("most", "needs"),
    [
        (2, [("a", f"a@{n}", f"192.0.2.{n}") for n in range(9)]),
        (3, [(str(n), "A@b" if n % 2 else "a@B", f"192.0.2.{n}") for n in range(9)]),
        (4, [(str(n), f"a@{n}", "2001:db8::1" if n % 2 else "2001:db8::2") for n in range(9)]),
        (5, [(str(n), f"a@{n}", f"192.0.2.{n}") for n in range(9)]),
    ],
)
def test_each_limit(most: int, needs: list[tuple[str, str, str]]) -> None:
    """For an account, a recipient, an address, and altogether; after an hour there is room again."""
    desk = Desk()
    assert [desk.ask(*need) for need in needs] == [0] * most + [3600] * (9 - most)
    desk.now += 3599.5
    assert desk.ask(*needs[0]) == 1
    desk.now += 1
    assert desk.ask(*needs[0]) == 0


def test_what_is_refused_does_not_count() -> None:
    """Who asks all the same waits no longer for it."""
    desk = Desk()
    for _ in range(2):
        desk.ask()
    desk.now += 1800
    assert desk.ask() == 1800
    desk.now += 1800
    assert desk.ask() == 0


def test_an_untold_recipient_counts_apart() -> None:
    """Only when a letter goes there: who asks for it does not see how many others have."""
    desk = Desk()
    assert [desk.ask(recipient="") for _ in range(3)] == [0, 0, 3600]
    assert [desk.counts.has_room("A@b", FEW) for _ in range(4)] == [True, True, True, False]
    assert desk.ask("other", "a@b") == 3600


def test_no_limit() -> None:
    """0: any number."""
    counts = Counts(lambda: 1.0)
    need = PrepareLetter("a", "a@b", "192.0.2.1")
    assert {counts.seconds_to_wait(need, EmailLimits(0, 0, 0, 0)) for _ in range(100)} == {0}
