"""What clients that have gone had surely received."""

import pytest

from salon.wire.irc import received
from salon.wire.irc.received import FORGOTTEN_AFTER, MOST_ALIKE, Client, Received

ANN = ("ann", "192.0.2.1", 3)


def test_a_client_that_is_back_is_known() -> None:
    """Of each channel that it was in."""
    gone = Received()
    gone.remember(ANN, frozenset({1, 2}), 7, 0)
    back = gone.come_back(ANN, 5)
    assert [back.up_to(channel) for channel in (1, 2, 3)] == [7, 7, 0]


@pytest.mark.parametrize(
    ("client", "now"),
    [
        (("ben", "192.0.2.1", 3), 5),
        (("ann", "192.0.2.9", 3), 5),
        (("ann", "192.0.2.1", 4), 5),
        (ANN, FORGOTTEN_AFTER + 1),
    ],
)
def test_nothing_is_known(client: Client, now: int) -> None:
    """Of another nick, address or other capabilities, or after a day."""
    gone = Received()
    gone.remember(ANN, frozenset({1}), 7, 0)
    assert gone.come_back(client, now).up_to(1) == 0


def test_the_last_time_counts() -> None:
    """A client that comes and goes is remembered as it went last."""
    gone = Received()
    gone.remember(ANN, frozenset({1}), 7, 0)
    gone.come_back(ANN, 1)
    gone.remember(ANN, frozenset({2}), 9, 1)
    back = gone.come_back(ANN, 2)
    assert (back.up_to(1), back.up_to(2)) == (0, 9)


def test_of_several_that_are_alike_none_misses_anything() -> None:
    """Whichever is back first, and however often one of them comes and goes."""
    gone = Received()
    gone.remember(ANN, frozenset({1}), 7, 0)
    gone.remember(ANN, frozenset({1}), 9, 1)
    assert gone.come_back(ANN, 2).up_to(1) == 7
    gone.remember(ANN, frozenset({1}), 11, 3)
    assert [gone.come_back(ANN, 4).up_to(1) for _ in range(3)] == [7, 7, 0]


def test_few_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """The one that went longest ago is forgotten; of those that are alike, the one that had received most."""
    monkeypatch.setattr(received, "MAX_CLIENTS", 2)
    gone = Received()
    for number, nick in enumerate(("ann", "ben", "ann", "cleo"), 1):
        gone.remember((nick, "", 0), frozenset({1}), number, 0)
    assert [gone.come_back((nick, "", 0), 0).up_to(1) for nick in ("ann", "ben", "cleo")] == [1, 0, 4]
    for number in range(1, MOST_ALIKE + 5):
        gone.remember(ANN, frozenset({1}), number, 0)
    assert [gone.come_back(ANN, 0).up_to(1) for _ in range(MOST_ALIKE + 1)] == [*[1] * MOST_ALIKE, 0]
