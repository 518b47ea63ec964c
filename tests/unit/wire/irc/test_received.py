"""What clients that have gone had surely received."""

import pytest

from salon.wire.irc import received
from salon.wire.irc.received import FORGOTTEN_AFTER, Received

ANN = ("ann", "192.0.2.1")


def test_a_client_that_is_back_is_known() -> None:
    """Of each channel that it was in."""
    gone = Received()
    gone.remember(ANN, frozenset({1, 2}), 7, 0)
    assert gone.up_to(ANN, 1, 5) == gone.up_to(ANN, 2, 5) == 7


@pytest.mark.parametrize(
    ("client", "channel", "now"),
    [
        (("ben", "192.0.2.1"), 1, 5),
        (("ann", "192.0.2.9"), 1, 5),
        (ANN, 3, 5),
        (ANN, 1, FORGOTTEN_AFTER + 1),
    ],
)
def test_nothing_is_known(client: tuple[str, str], channel: int, now: int) -> None:
    """Of another nick, address or channel, or after a day."""
    gone = Received()
    gone.remember(ANN, frozenset({1}), 7, 0)
    assert gone.up_to(client, channel, now) == 0


def test_the_last_time_counts() -> None:
    """A client that comes and goes is remembered as it went last."""
    gone = Received()
    gone.remember(ANN, frozenset({1}), 7, 0)
    gone.remember(ANN, frozenset({2}), 9, 1)
    assert (gone.up_to(ANN, 1, 2), gone.up_to(ANN, 2, 2)) == (0, 9)


def test_few_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """The one that went longest ago is forgotten."""
    monkeypatch.setattr(received, "MAX_CLIENTS", 2)
    gone = Received()
    for number, nick in enumerate(("ann", "ben", "ann", "cleo"), 1):
        gone.remember((nick, ""), frozenset({1}), number, 0)
    assert [gone.up_to((nick, ""), 1, 0) for nick in ("ann", "ben", "cleo")] == [3, 0, 4]
