"""Ratios between two checkouts, and which of them mean something."""

from pathlib import Path

import pytest

from yardstick import against
from yardstick.servers import IRC, BenchError
from yardstick.settings import SETTINGS

ROOT = Path(__file__).parents[3]
LOADS = {setting.key: setting for setting in SETTINGS}


def cells(table: str, row: int) -> list[str]:
    """Return the cells of one row below the head."""
    return [cell.strip() for cell in table.splitlines()[2 + row].strip("|").split("|")]


def values(here: list[float], there: list[float]) -> dict[str, dict[str, dict[str, list[float]]]]:
    """Return what both gave for one figure of one load."""
    return {
        "direct": {
            against.HERE: {"cpu_us_per_delivery": here},
            against.THERE: {"cpu_us_per_delivery": there},
        }
    }


def test_the_ratio_is_of_rounds_and_not_of_medians() -> None:
    """A machine that is slow for one round is slow for both."""
    table = against.table(values([2.0, 9.0, 2.2], [1.0, 6.0, 2.0]), [LOADS["direct"]])
    load, figure, here, there, *ratios = cells(table, 0)
    assert (load, figure) == ("one sender, one receiver, W=256", "CPU a delivery")
    assert (here, there) == ("2.20 µs", "2.00 µs")
    assert ratios == ["1.500x", "1.100x", "2.000x", "more"]


@pytest.mark.parametrize(
    ("ratios", "told"),
    [
        ((1.1, 1.2), "more"),
        ((0.9, 0.8), "less"),
        ((0.9, 1.2), "-"),
        ((1.0, 1.2), "-"),
        ((2.0,), "-"),
        ((), "-"),
    ],
)
def test_a_difference_is_one_that_all_rounds_have(ratios: tuple[float, ...], told: str) -> None:
    """One round alone has nothing to agree with."""
    assert against.verdict(ratios) == told


def test_a_round_that_failed_leaves_no_ratio() -> None:
    """Else each would be compared with another round's."""
    table = against.table(values([2.0, 9.0], [1.0]), [LOADS["direct"]])
    assert len(table.splitlines()) == 2


def test_a_load_of_another_wire_meets_that_wire() -> None:
    """On both sides."""
    assert [server.wire for server in against.both(("a",), ("b",), LOADS["chaines"])] == ["chaines"] * 2
    assert [server.wire for server in against.both(("a",), ("b",), LOADS["direct"])] == [IRC] * 2


def test_a_checkout_has_its_own_salon(tmp_path: Path) -> None:
    """Else a server would be compared with itself, or with nothing."""
    assert against.command_of(ROOT) == (str(ROOT / ".venv/bin/python"), "-m", "salon")
    with pytest.raises(BenchError, match=r"has no \.venv"):
        against.command_of(tmp_path)
    (tmp_path / ".venv").symlink_to(ROOT / ".venv")
    with pytest.raises(BenchError, match="another Salon"):
        against.command_of(tmp_path)
