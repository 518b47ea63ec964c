"""What the server tells Prometheus: the names, and where each number is found when somebody asks."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from aiohttp import web
from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.metrics_core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from salon import __version__
from salon.gateways.resources import SECURITY
from salon.server.app import App
from salon.server.meters import BOUNDS, Durations

Numbers = Mapping[str, float]
"""By the value of the one label; without a label, a single one under the empty text."""


class Family(NamedTuple):
    """One metric: its name by Prometheus' conventions, what it counts, and where that is found."""

    name: str
    text: str
    find: Callable[[App], Numbers | Durations]
    label: str = ""

    @property
    def kind(self) -> str:
        """Its type, as Prometheus calls it."""
        if self.name.endswith("_total"):
            return "counter"
        if self.name.endswith("_timestamp_seconds"):
            return "gauge"
        return "histogram" if self.name.endswith("_seconds") else "gauge"


FAMILIES: Final = (
    Family(
        "salon_sessions",
        "Connections that are open now, by wire.",
        lambda app: Counter(session.wire for session in app.state.sessions.values()),
        "wire",
    ),
    Family("salon_people", "People who are here now.", lambda app: {"": len(app.state.people)}),
    Family(
        "salon_channels",
        "Channels that are awake, empty ones among them.",
        lambda app: {"": len(app.state.channels)},
    ),
    Family(
        "salon_messages_total",
        "Messages ever stored, with topic changes and reactions; a restart does not reset it.",
        lambda app: {"": app.state.last_sequence},
    ),
    Family(
        "salon_deliveries_total",
        "Copies of events written to the output of connections.",
        lambda app: {"": app.hub.deliveries},
    ),
    Family(
        "salon_commit_seconds",
        "Time from the end of a batch until it is on the disk; the count is the number of batches.",
        lambda app: app.meters.commits,
    ),
    Family(
        "salon_history_read_seconds",
        "Time to read history, waiting for a reader included.",
        lambda app: app.meters.reads,
    ),
    Family(
        "salon_loop_lag_seconds",
        "How late the loop runs its work of each second.",
        lambda app: app.meters.lag,
    ),
    Family(
        "salon_refused_connections_total",
        "Connections that were refused: too many of one address, a page of elsewhere (origin), a name that "
        "is not the server's (host).",
        lambda app: app.refused,
        "reason",
    ),
    Family(
        "salon_last_backup_timestamp_seconds",
        "When the last backup was made that the server makes by itself, since 1970, UTC; 0: there is none.",
        lambda app: {"": app.meters.backup.last / 1_000},
    ),
    Family(
        "salon_failed_backups_total",
        "Backups that the server could not make, since its start.",
        lambda app: {"": app.meters.backup.failures},
    ),
    Family("salon_info", "The running version.", lambda _: {__version__: 1}, "version"),
)


class _Collector(Collector):
    """Finds every number when it is asked for."""

    def __init__(self, app: App) -> None:
        self._app = app

    def collect(self) -> Iterator[Metric]:
        """Yield each metric with what it is now."""
        return (_metric(family, family.find(self._app)) for family in FAMILIES)

    def describe(self) -> Iterable[Metric]:
        """Yield nothing: the names are known to be different."""
        return ()


def _metric(family: Family, found: Numbers | Durations) -> Metric:
    if isinstance(found, Durations):
        bounds = [*map(str, BOUNDS), "+Inf"]
        buckets = [*zip(bounds, found.cumulated(), strict=True)]
        return HistogramMetricFamily(family.name, family.text, buckets=buckets, sum_value=found.seconds)
    kind = CounterMetricFamily if family.kind == "counter" else GaugeMetricFamily
    metric = kind(family.name, family.text, labels=[family.label] if family.label else [])
    for label, number in found.items():
        metric.add_metric([label] if family.label else [], number)
    return metric


def metrics_of(app: App) -> Callable[[web.BaseRequest], web.Response]:
    """Return what answers Prometheus, in its text format."""
    registry = CollectorRegistry()
    registry.register(_Collector(app))
    ProcessCollector(registry=registry)
    headers = {**SECURITY, "Content-Type": CONTENT_TYPE_PLAIN_0_0_4, "Cache-Control": "no-store"}
    return lambda _: web.Response(body=generate_latest(registry), headers=headers)
