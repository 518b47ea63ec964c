"""Compares this Salon with another checkout of it: the ratios of the rounds, and how far they spread.

It must not know how anything was measured.
"""

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Final

from yardstick.report import MISSING, in_markdown, number
from yardstick.servers import IRC, BenchError, Salon
from yardstick.settings import Setting

HERE: Final = "here"
THERE: Final = "there"

# By figure, a value for each round.
Rounds = Mapping[str, Sequence[float]]


def command_of(checkout: Path) -> tuple[str, ...]:
    """Return the command of another checkout's Salon; raises BenchError if it is none that can run."""
    python = checkout.absolute() / ".venv" / "bin" / "python"
    if not python.exists():
        raise BenchError(f"{checkout} has no .venv: type `make lint` there")
    command = [str(python), "-c", "import salon; print(salon.__file__)"]
    asked = subprocess.run(command, capture_output=True, text=True, cwd="/", check=False)  # noqa: S603 - as asked for
    if asked.returncode != 0 or not Path(asked.stdout.strip()).is_relative_to(checkout.resolve()):
        raise BenchError(f"the .venv of {checkout} has another Salon than its own: type `make lint` there")
    return (str(python), "-m", "salon")


def both(here: Sequence[str], there: Sequence[str], setting: Setting) -> list[Salon]:
    """Return the two servers that meet a load, which may be one of another wire than IRC."""
    wire = setting.wire or IRC
    return [Salon(here, HERE, wire=wire), Salon(there, THERE, wire=wire)]


def ratios(here: Sequence[float], there: Sequence[float]) -> list[float]:
    """Return the ratio of each round, in which the two were measured one after the other."""
    return [one / other for one, other in zip(here, there, strict=True) if other]


def verdict(found: Sequence[float]) -> str:
    """Say whether all rounds agree that there is more, or less; one round alone says nothing."""
    if len(found) < 2:
        return MISSING
    return "more" if min(found) > 1 else "less" if max(found) < 1 else MISSING


def table(values: Mapping[str, Mapping[str, Rounds]], settings: Sequence[Setting]) -> str:
    """Return for each load and figure the medians of both, the median ratio, and its lowest and highest."""
    rows = [["load", "figure", HERE, THERE, "ratio", "lowest", "highest", "all rounds"]]
    for setting in settings:
        its, title = values.get(setting.key, {}), setting.title
        for figure in setting.rows:
            here, there = (its.get(server, {}).get(figure.key, ()) for server in (HERE, THERE))
            if not here or len(here) != len(there):
                continue  # a round has failed, and has no partner
            found = ratios(here, there)
            spread = [f"{value:.3f}x" for value in (median(found), min(found), max(found))] if found else []
            rows.append(
                [
                    title,
                    figure.title,
                    *(number(median(numbers), figure) for numbers in (here, there)),
                    *(spread or [MISSING] * 3),
                    verdict(found),
                ]
            )
            title = ""
    return in_markdown(rows)
