"""Tables and picture of a server that grows, made from given figures."""

import re

import pytest

from yardstick import growth
from yardstick.growth import AXES, CLIENTS, DELIVERY, MESSAGES, Values, with_sizes


def found(values: dict[int, list[float]], axis: growth.Axis = CLIENTS) -> Values:
    """Return the same values of each figure of an axis, by size."""
    return {axis.key: {size: {figure.key: its for figure in axis.figures} for size, its in values.items()}}


def test_the_median_of_the_rounds_is_shown() -> None:
    """Size by size."""
    axis = with_sizes(CLIENTS, [100, 1_000])
    table = growth.tables(found({100: [3.0, 1.0, 2.0], 1_000: [4.0]}), [axis])
    assert re.search(r"\| 100 +\| 2 µs +\| 2\.0 KiB +\| 2\.00 µs", table), table
    assert re.search(r"\| 1,000 +\| 4 µs ", table), table


def test_sizes_may_be_chosen() -> None:
    """In any order; without any, there are the usual ones."""
    assert with_sizes(CLIENTS, [300, 100, 300]).sizes == [100, 300]
    assert with_sizes(CLIENTS, []) is CLIENTS


def test_more_clients_than_descriptors_are_not_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    """The table and the picture say why, with what to raise; what needs none is measured."""
    monkeypatch.setattr(growth, "descriptors", lambda: 1_300)
    assert growth.allowed(CLIENTS) == [100, 300]
    assert growth.allowed(MESSAGES) == [*MESSAGES.sizes]
    values = found({100: [1.0], 300: [1.0]})
    table = growth.tables(values, [CLIENTS])
    assert re.search(r"\| 10,000 +(\| ulimit -n 1,300 +){3}\|", table), table
    assert growth.picture(values, [CLIENTS], "").count("ulimit -n 1,300") == 3 * 3


def test_the_picture_has_a_panel_for_each_figure() -> None:
    """A row for each axis; each bar has its size and its value as text."""
    picture = growth.picture(found({100: [7.0]}, MESSAGES), AXES, "one day")
    titles = [f"{axis.key}: {figure.title}" for axis in AXES for figure in axis.figures]
    assert [title for title in titles if f">{title}<" not in picture] == []
    assert ">1,000,000<" in picture
    assert ">7.00 µs<" in picture


def test_every_axis_puts_the_same_load_on_the_server() -> None:
    """So that the rows can be compared with each other."""
    assert all(axis.figures[-1] is DELIVERY for axis in AXES)
