"""Times that are taken, and how they add up."""

from collections.abc import Callable, Sequence
from typing import Any

from salon.core.queries.history import HistoryQuery, PastQuery
from salon.core.queries.search import SearchQuery
from salon.delivery.answers import Found
from salon.server.meters import BOUNDS, BackupMeter, Durations, Meters
from salon.texts.language import Text, load_language


def test_durations_add_up() -> None:
    """Each is counted up to its bound and every one above; what is longer than all, at the end alone."""
    durations = Durations()
    for seconds in (0.0001, 0.0005, 0.3, 100.0):
        durations.note(seconds)
    sums = dict(zip([*BOUNDS, None], durations.cumulated(), strict=True))
    assert (sums[0.0005], sums[0.25], sums[0.5], sums[5.0], sums[None]) == (2, 2, 3, 3, 4)
    assert durations.seconds == 100.3006


def test_what_is_timed_still_happens() -> None:
    """A batch is committed, and the past is read, with the answer handed on."""
    meters = Meters()
    heard: list[object] = []
    waiting: list[Callable[..., None]] = []

    def commit(_events: Sequence[object], done: Callable[[Any], None]) -> None:
        waiting.append(done)

    def read(_query: PastQuery | SearchQuery, found: Found) -> None:
        found(None)

    meters.committing(commit)((), heard.append)
    assert meters.commits.cumulated()[-1] == 0
    waiting.pop()("full")
    meters.reading(read)(HistoryQuery(conversation=1, limit=1), heard.append)
    assert heard == ["full", None]
    assert meters.commits.cumulated()[-1] == meters.reads.cumulated()[-1] == 1


def test_what_came_of_backups() -> None:
    """Failures add up; the reason is that of the last attempt, in the language of whoever asks."""
    meter = BackupMeter()
    assert [*meter.shown(str)] == []
    meter.scheduled = True
    meter.note(5_000, None)
    meter.note(0, Text("The server stops"))
    french = load_language("fr").gettext
    (shown,) = meter.shown(french)
    assert (shown.last, shown.failures, shown.problem) == (5_000, 1, french("The server stops"))
    meter.note(6_000, None)
    (shown,) = meter.shown(french)
    assert (shown.last, shown.failures, shown.problem) == (6_000, 1, "")
