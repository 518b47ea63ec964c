"""What one more client, channel or message costs, as they grow in number; tables and picture of it.

One server grows, step by step. At each size the same load is put on it, beside what is there: 200 clients in
10 channels of their own.
"""

import json
import resource
import shutil
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, Final

from yardstick import chart
from yardstick.crowd import Crowd, begin_past, join, lengthen_past, read_latest
from yardstick.generator import run_load
from yardstick.innocent import private_mebibytes
from yardstick.report import IMAGE, PAGE, conditions_text, in_markdown, number, with_measured
from yardstick.servers import Running, Salon, running
from yardstick.settings import Figure

BEGIN: Final = "<!-- growth: begin -->"
END: Final = "<!-- growth: end -->"
FIGURES: Final = PAGE.with_name("growth.json")
PICTURE: Final = IMAGE.with_name("growth.svg")

LOAD: Final = ("-n", "200", "-k", "10", "-w", "4")
CHANNEL_SIZE: Final = 100
HOLDERS: Final = 10
"""Connections that hold the channels open, each an equal share."""

WARM: Final = 100
"""Clients that come in before the first is measured: a heap has room from its start."""

SPARE_DESCRIPTORS: Final = 1_000
"""Of the load, of those who came in first, and of the server's files."""

SETTLE_SECONDS: Final = 1.0

UNLIMITED: Final = {
    "SALON__LIMITS__CHANNELS": "100000",
    "SALON__LIMITS__CHANNELS_PER_ADDRESS": "0",
    "SALON__LIMITS__CHANNELS_PER_PERSON": "100000",
    # Those who rest answer no PING.
    "SALON__LIMITS__PING_SECONDS": "86400",
}

DELIVERY: Final = Figure("delivery_us", "delivery_us", "CPU a delivery", "µs", 2)
ARRIVAL: Final = Figure("arrival_us", "arrival_us", "CPU to come in, a client", "µs", 0)
PERSON: Final = Figure("person_kib", "person_kib", "private memory a client", "KiB", 1)
FOUNDING: Final = Figure("founding_us", "founding_us", "CPU to found one", "µs", 0)
CHANNEL: Final = Figure("channel_kib", "channel_kib", "private memory a channel", "KiB", 1)
START: Final = Figure("start_s", "start_s", "start", "s", 2)
LATEST: Final = Figure("latest_ms", "latest_ms", "latest 100 messages", "ms", 2)

# By axis, size and figure, a value for each round.
Values = dict[str, dict[int, dict[str, list[float]]]]


@dataclass(frozen=True)
class Axis:
    """What grows, to which sizes, and the figures that are measured at each."""

    key: str
    sizes: Sequence[int]
    figures: tuple[Figure, ...]
    descriptors: bool = False


@dataclass(frozen=True)
class Growth:
    """How everything is measured."""

    command: Sequence[str]
    load: Path
    seconds: float
    files: Path
    say: Callable[[str], None]


CLIENTS: Final = Axis(
    "clients", (100, 300, 1_000, 3_000, 10_000), (ARRIVAL, PERSON, DELIVERY), descriptors=True
)
CHANNELS: Final = Axis("channels", (1, 10, 100, 1_000, 10_000), (FOUNDING, CHANNEL, DELIVERY))
MESSAGES: Final = Axis("messages", (100, 1_000, 10_000, 100_000, 1_000_000), (START, LATEST, DELIVERY))
AXES: Final = (CLIENTS, CHANNELS, MESSAGES)


def with_sizes(axis: Axis, sizes: Sequence[int]) -> Axis:
    """Return an axis with other sizes, if there are any."""
    return Axis(axis.key, sorted(set(sizes)), axis.figures, axis.descriptors) if sizes else axis


def descriptors() -> int:
    """Return how many files and connections a process may have open."""
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]


def refusal(axis: Axis, size: int) -> str:
    """Return what of this machine keeps a size from being measured, or nothing."""
    limit = descriptors()
    return f"ulimit -n {limit:,}" if axis.descriptors and size + SPARE_DESCRIPTORS > limit else ""


def allowed(axis: Axis) -> list[int]:
    """Return the sizes that can be measured."""
    return [size for size in axis.sizes if not refusal(axis, size)]


def measure(growth: Growth, axes: Sequence[Axis], repeat: int) -> Values:
    """Let a server grow along each axis, so many times; raises BenchError."""
    values: Values = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    for turn in range(repeat):
        for axis in axes:
            for size, answer in _GROW[axis.key](growth, allowed(axis)):
                for figure in axis.figures:
                    values[axis.key][size][figure.key].append(answer[figure.key])
                found = ", ".join(
                    f"{figure.title} {number(answer[figure.key], figure)}" for figure in axis.figures
                )
                growth.say(f"round {turn + 1} of {repeat}: {size:,} {axis.key}: {found}")
    return values


@contextmanager
def _files(growth: Growth) -> Iterator[Path]:
    directory = Path(tempfile.mkdtemp(prefix="bench-", dir=growth.files))
    try:
        yield directory
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def cpu_seconds(pid: int) -> float:
    """Return the CPU time of a process, by its own clock: clock_getcpuclockid(3) makes its number so."""
    return time.clock_gettime((~pid << 3) | 2)


def _load(growth: Growth, started: Running) -> dict[str, float]:
    answer = run_load(growth.load, started, LOAD, wire="irc", arrivals=200, seconds=growth.seconds)
    return {DELIVERY.key: float(answer["cpu_us_per_delivery"])}


@dataclass
class _Meter:
    """What a server's growth has cost since the last time: CPU in µs, private memory in KiB."""

    pid: int
    _cpu: float = 0.0
    _memory: float = 0.0

    def begin(self) -> None:
        time.sleep(SETTLE_SECONDS)
        self._cpu, self._memory = cpu_seconds(self.pid), private_mebibytes(self.pid)

    def end(self, count: int) -> tuple[float, float]:
        """Return both, for each of so many."""
        time.sleep(SETTLE_SECONDS)
        cpu, memory = cpu_seconds(self.pid) - self._cpu, private_mebibytes(self.pid) - self._memory
        return cpu * 1e6 / count, memory * 1024 / count


def _grow_clients(growth: Growth, sizes: Sequence[int]) -> Iterator[tuple[int, dict[str, float]]]:
    server = Salon(growth.command, settings=UNLIMITED)
    with _files(growth) as directory, running(server, directory) as started:
        crowd, meter = Crowd(started.port), _Meter(started.pid)
        crowd.enter(["#first"] * WARM)
        there = 0
        for size in sizes:
            meter.begin()
            crowd.enter([f"#crowd{number // CHANNEL_SIZE}" for number in range(there, size)])
            cpu, memory = meter.end(size - there)
            there = size
            yield size, {ARRIVAL.key: cpu, PERSON.key: memory, **_load(growth, started)}
        crowd.disperse()


def _grow_channels(growth: Growth, sizes: Sequence[int]) -> Iterator[tuple[int, dict[str, float]]]:
    server = Salon(growth.command, settings=UNLIMITED)
    with _files(growth) as directory, running(server, directory) as started:
        crowd, meter = Crowd(started.port), _Meter(started.pid)
        holders = crowd.enter([f"#first{number}" for number in range(HOLDERS)])
        there = 0
        for size in sizes:
            meter.begin()
            names = [f"#held{number}" for number in range(there, size)]
            for place, holder in enumerate(holders):
                join(holder, names[place::HOLDERS])
            cpu, memory = meter.end(size - there)
            there = size
            yield size, {FOUNDING.key: cpu, CHANNEL.key: memory, **_load(growth, started)}
        crowd.disperse()


def _grow_messages(growth: Growth, sizes: Sequence[int]) -> Iterator[tuple[int, dict[str, float]]]:
    server = Salon(growth.command, settings=UNLIMITED)
    with _files(growth) as directory:
        with running(server, directory) as started:
            begin_past(started.port)
        for size in sizes:
            lengthen_past(directory / "data" / "salon.db", size)
            # In a copy: the load adds messages of its own.
            with _files(growth) as copy:
                shutil.copytree(directory / "data", copy / "data")
                with running(server, copy) as started:
                    latest = read_latest(started.port)
                    yield size, {START.key: started.seconds, LATEST.key: latest, **_load(growth, started)}


_GROW: Final[Mapping[str, Callable[[Growth, Sequence[int]], Iterator[tuple[int, dict[str, float]]]]]] = {
    CLIENTS.key: _grow_clients,
    CHANNELS.key: _grow_channels,
    MESSAGES.key: _grow_messages,
}


def middle(values: Values, axis: Axis, size: int, figure: Figure) -> float | None:
    """Return the median of what the rounds gave, None where there is nothing."""
    found = values.get(axis.key, {}).get(size, {}).get(figure.key)
    return median(found) if found else None


def told(values: Values, axis: Axis, size: int, figure: Figure) -> str:
    """Return a median with its unit, or why there is none."""
    return refusal(axis, size) or number(middle(values, axis, size, figure), figure)


def tables(values: Values, axes: Sequence[Axis]) -> str:
    """Return a table for each axis; a size that cannot be measured says why."""
    parts = []
    for axis in axes:
        rows = [[axis.key, *(figure.title for figure in axis.figures)]]
        for size in axis.sizes:
            cells = [told(values, axis, size, figure) for figure in axis.figures]
            rows.append([f"{size:,}", *cells])
        parts.append(in_markdown(rows))
    return "\n\n".join(parts)


def picture(values: Values, axes: Sequence[Axis], description: str) -> str:
    """Return the chart: a row for each axis, a panel for each figure, a bar for each size."""
    panels = []
    for colour, axis in zip(chart.COLOURS, axes, strict=False):
        for figure in axis.figures:
            bars = [
                chart.Bar(
                    f"{size:,}", middle(values, axis, size, figure), told(values, axis, size, figure), colour
                )
                for size in axis.sizes
            ]
            panels.append(chart.Panel(f"{axis.key}: {figure.title}", "less is better", bars))
    return chart.draw("Salon as it grows", description, panels)


def write(values: Values, axes: Sequence[Axis], conditions: Mapping[str, Any]) -> None:
    """Write the page's tables, the chart and the file of figures."""
    text = conditions_text(conditions)
    image = f"![Bars: what one more client, channel or message costs](images/{PICTURE.name})"
    measured = f"{image}\n\n{text[0].upper()}{text[1:]}.\n\n{tables(values, axes)}"
    PAGE.write_text(with_measured(PAGE.read_text("utf-8"), measured, BEGIN, END), "utf-8")
    kept = {
        axis.key: {
            str(size): {
                figure.key: [middle(values, axis, size, figure), *sorted(its.get(figure.key, []))]
                for figure in axis.figures
            }
            for size, its in values.get(axis.key, {}).items()
        }
        for axis in axes
    }
    document = {"conditions": conditions, "middle_and_rounds": kept}
    FIGURES.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", "utf-8")
    PICTURE.write_text(picture(values, axes, text), "utf-8")
