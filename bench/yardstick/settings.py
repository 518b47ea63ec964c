"""What is measured and what is aimed at, as data.

It must not know how a server is started or how a figure is shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from statistics import median
from typing import Any

SALON = "Salon"
FLOOR = "floor"
WEBSOCKET = "websocket"
DIALECTS = ("public", "chaines", "relais", "bonjour", "annuaire")
WIRES = (WEBSOCKET, *DIALECTS)
"""Salon's wires beside IRC over TCP: each is measured as a server of its own, in loads of its own."""


@dataclass(frozen=True)
class Figure:
    """One number of the load generator's answer: its name, where it stands there, and how it is written."""

    key: str
    path: str
    title: str
    unit: str
    places: int
    higher_is_better: bool = False
    scale: float = 1.0

    def read(self, answer: Mapping[str, Any]) -> float:
        """Return the figure from a load generator's answer, in this figure's unit."""
        value: Any = answer
        for part in self.path.split("."):
            value = value[part]
        return float(value) * self.scale


DELIVERIES = Figure("deliveries_per_s", "deliveries_s", "deliveries", "/s", 0, higher_is_better=True)
MESSAGES = Figure("messages_per_s", "messages_s", "messages", "/s", 0, higher_is_better=True)
REQUESTS = Figure("requests_per_s", "messages_s", "requests", "/s", 0, higher_is_better=True)
CPU = Figure("cpu_us_per_delivery", "cpu_us_per_delivery", "CPU a delivery", "µs", 2)
CPU_OF_REQUEST = Figure("cpu_us_per_request", "cpu_us_per_delivery", "CPU a request", "µs", 2)
HALF = Figure("p50_ms", "latency_us.p50", "p50", "ms", 2, scale=1e-3)
TAIL = Figure("p99_ms", "latency_us.p99", "p99", "ms", 2, scale=1e-3)
LONG_TAIL = Figure("p999_ms", "latency_us.p999", "p99.9", "ms", 2, scale=1e-3)
LONGEST = Figure("longest_ms", "latency_us.max", "longest", "ms", 2, scale=1e-3)
GENERATOR = Figure("load_cores", "load_cores", "cores used by the load generator", "", 2)
SET_UP = Figure("set_up_s", "setup_s", "registered and joined", "s", 2)
SET_UP_CPU = Figure("set_up_cpu_us_per_client", "setup_cpu_us_per_client", "CPU a client", "µs", 0)
MEMORY = Figure("private_kib_per_client", "private_kib_per_client", "private memory a client", "KiB", 1)

TIMES = (HALF, TAIL, LONG_TAIL, LONGEST)
LOADED = (DELIVERIES, CPU, *TIMES, GENERATOR)
FANNED_OUT = (DELIVERIES, CPU, HALF, TAIL)
SPOKEN = (MESSAGES, CPU, HALF, TAIL)
ASKED = (REQUESTS, CPU_OF_REQUEST, HALF, TAIL)
CAME_IN = (SET_UP, SET_UP_CPU)


@dataclass(frozen=True)
class Setting:
    """One load: the load generator's arguments, the figures that the table shows, and all that are kept.

    The load of another wire is put on that wire, and on Salon's IRC where there is the same to do. The loads
    of no wire are put on all servers of IRC.
    """

    key: str
    title: str
    arguments: tuple[str, ...]
    rows: tuple[Figure, ...] = FANNED_OUT
    figures: tuple[Figure, ...] = LOADED
    wire: str = ""
    beside_irc: bool = True

    def meets(self, server: str) -> bool:
        """Say whether this load is put on a server."""
        if not self.wire:
            return server not in WIRES
        return server == self.wire or (self.beside_irc and server == SALON)


def spoken(dialect: str, title: str, *arguments: str) -> Setting:
    """Return a load of messages for a dialect and IRC."""
    return Setting(dialect, title, arguments, SPOKEN, (*LOADED, MESSAGES), dialect)


def asked(dialect: str, title: str) -> Setting:
    """Return a load of requests for a dialect in which nobody speaks to others."""
    arguments, figures = ("-m", "ask", "-n", "100"), (*ASKED, LONG_TAIL, LONGEST, GENERATOR)
    return Setting(dialect, title, arguments, ASKED, figures, dialect, beside_irc=False)


MANY = "1,000 clients, 10 channels, W=4", ("-n", "1000", "-k", "10", "-w", "4")
MORE = "1,000 clients, 10 channels, W=32", ("-n", "1000", "-k", "10", "-w", "32")
ONE_CHANNEL = "1,000 clients, 1 channel, W=16", ("-n", "1000", "-k", "1", "-w", "16")
# A server's heap has room after its start: the first clients would seem to cost nothing.
AT_REST = "2,000 clients at rest, after 1,000 others", ("-m", "setup", "-n", "3000", "-k", "30", "-b", "1000")


def over_websocket(key: str, title: str, arguments: tuple[str, ...], *rows: Figure) -> Setting:
    """Return a load of IRC's for IRC over WebSocket, and for IRC over TCP beside it."""
    figures = rows or FANNED_OUT
    return Setting(f"{WEBSOCKET}-{key}", f"WebSocket: {title}", arguments, figures, rows or LOADED, WEBSOCKET)


SETTINGS = (
    Setting("10x100-w4", *MANY),
    Setting("10x100-w32", *MORE),
    Setting("1x1000-w16", *ONE_CHANNEL),
    Setting(
        "open-500",
        "200 clients, 10 channels, 500 messages/s",
        ("-m", "open", "-n", "200", "-k", "10", "-r", "500"),
        (CPU, HALF, TAIL, LONG_TAIL),
    ),
    Setting(
        "set-up",
        "1,000 clients come in, 10 channels, 1 each",
        ("-m", "setup", "-n", "1000", "-k", "10"),
        CAME_IN,
        CAME_IN,
    ),
    Setting(
        "set-up-10",
        "1,000 clients come in, 100 channels, 10 each",
        ("-m", "setup", "-n", "1000", "-k", "100", "-j", "10"),
        CAME_IN,
        CAME_IN,
    ),
    Setting("memory", *AT_REST, (MEMORY,), (MEMORY,)),
    Setting("direct", "one sender, one receiver, W=256", ("-m", "direct", "-w", "256")),
    over_websocket("10x100-w4", *MANY),
    over_websocket("10x100-w32", *MORE),
    over_websocket("1x1000-w16", *ONE_CHANNEL),
    over_websocket("memory", *AT_REST, MEMORY),
    spoken("public", "public: 100 people in the room, W=32", "-n", "100", "-k", "1", "-w", "32"),
    spoken("chaines", "chaines: 10 channels of 100, W=32", "-n", "1000", "-k", "10", "-w", "32"),
    spoken("relais", "relais: 50 pairs, one of each sends, W=4", "-m", "direct", "-k", "50", "-w", "4"),
    asked("bonjour", "bonjour: 100 people, each asks again and again"),
    asked("annuaire", "annuaire: 100 machines, each asks again and again"),
)


class Measure(Enum):
    """What a goal compares Salon's figure with."""

    TIMES_BEST_PEER = "≥ {}x best peer"
    TIMES_FLOOR = "≤ {}x floor"
    TIMES_IRC = "≤ {}x IRC"
    AT_LEAST = "≥ {}"
    AT_MOST = "≤ {}"


@dataclass(frozen=True)
class Goal:
    """A bound on one figure of Salon's, or of one of its other wires."""

    setting: str
    figure: Figure
    measure: Measure
    bound: float
    server: str = SALON


GOALS = (
    Goal("10x100-w4", DELIVERIES, Measure.TIMES_BEST_PEER, 1.2),
    Goal("10x100-w32", DELIVERIES, Measure.TIMES_BEST_PEER, 2),
    Goal("1x1000-w16", DELIVERIES, Measure.TIMES_BEST_PEER, 1.5),
    Goal("10x100-w4", CPU, Measure.TIMES_FLOOR, 1.3),
    Goal("10x100-w32", CPU, Measure.TIMES_FLOOR, 2),
    Goal("1x1000-w16", CPU, Measure.TIMES_FLOOR, 1.5),
    Goal("open-500", HALF, Measure.AT_MOST, 0.8),
    Goal("open-500", TAIL, Measure.AT_MOST, 3),
    Goal("set-up", SET_UP, Measure.AT_MOST, 0.5),
    Goal("memory", MEMORY, Measure.AT_MOST, 6),
    Goal("direct", DELIVERIES, Measure.AT_LEAST, 30_000),
    *(
        Goal(f"{WEBSOCKET}-{load}", CPU, Measure.TIMES_IRC, 1.3, WEBSOCKET)
        for load in ("10x100-w4", "10x100-w32", "1x1000-w16")
    ),
    Goal(f"{WEBSOCKET}-memory", MEMORY, Measure.AT_MOST, 20, WEBSOCKET),
    # Paced: the 32 lines that are one write on IRC are three pieces of 1,024 bytes, with 20 ms after each.
    # So a delivery may cost three times as much, and 32 messages take 60 ms: 533/s at most.
    Goal("public", CPU, Measure.TIMES_IRC, 3, "public"),
    Goal("public", MESSAGES, Measure.AT_LEAST, 400, "public"),
    Goal("chaines", CPU, Measure.TIMES_IRC, 1.3, "chaines"),
)


@dataclass(frozen=True)
class Sample:
    """What repeated runs gave for one figure: the median is the figure, the others say how steady it was."""

    middle: float
    lowest: float
    highest: float

    @classmethod
    def of(cls, values: list[float]) -> "Sample":
        """Return the sample of at least one value."""
        return cls(median(values), min(values), max(values))


# By setting, server and figure: Results["set-up"]["Salon"]["set_up_s"].
Results = Mapping[str, Mapping[str, Mapping[str, Sample]]]


def best_peer(figure: Figure, row: Mapping[str, Mapping[str, Sample]]) -> float | None:
    """Return the best of the peers' figures in one setting; None when no peer has one."""
    values = [
        samples[figure.key].middle
        for server, samples in row.items()
        if server not in {SALON, FLOOR} and figure.key in samples
    ]
    if not values:
        return None
    return max(values) if figure.higher_is_better else min(values)


def figure_of(server: str, figure: Figure, row: Mapping[str, Mapping[str, Sample]]) -> float | None:
    """Return one server's figure in one setting; None when there is none."""
    sample = row.get(server, {}).get(figure.key)
    return None if sample is None else sample.middle


def is_met(goal: Goal, results: Results) -> bool | None:
    """Say whether a goal is met; None when a figure that it needs is missing."""
    row = results.get(goal.setting, {})
    value = figure_of(goal.server, goal.figure, row)
    references = {
        Measure.TIMES_BEST_PEER: best_peer(goal.figure, row),
        Measure.TIMES_FLOOR: figure_of(FLOOR, goal.figure, row),
        Measure.TIMES_IRC: figure_of(SALON, goal.figure, row),
        Measure.AT_LEAST: 1.0,
        Measure.AT_MOST: 1.0,
    }
    reference = references[goal.measure]
    if value is None or reference is None:
        return None
    if goal.measure in {Measure.TIMES_BEST_PEER, Measure.AT_LEAST}:
        return value >= goal.bound * reference
    return value <= goal.bound * reference
