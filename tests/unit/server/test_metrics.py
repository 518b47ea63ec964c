"""What Prometheus is told."""

from collections import Counter
from types import SimpleNamespace
from typing import Any

import pytest
from aiohttp.test_utils import make_mocked_request
from prometheus_client.parser import text_string_to_metric_families

from harness.world import World
from salon.server.meters import Meters
from salon.server.metrics import FAMILIES, metrics_of
from salon.texts.language import Text


def told(app: Any) -> dict[str, float]:
    """Return each sample by its name and label, as a reader of the format finds it."""
    body = metrics_of(app)(make_mocked_request("GET", "/metrics")).body
    assert isinstance(body, bytes)
    return {
        sample.name + "".join(f"{{{value}}}" for value in sample.labels.values()): sample.value
        for family in text_string_to_metric_families(body.decode())
        for sample in family.samples
    }


def test_what_is_told_of_a_server() -> None:
    """Each number is that of the server, as it is now."""
    world = World()
    alice, _bob = world.join("alice", "#club"), world.join("bob", "#club")
    app = SimpleNamespace(state=world.state, hub=world.hub, meters=Meters(), refused=Counter(address=3))
    before = told(app)
    assert before["salon_sessions{irc}"] == before["salon_people"] == 2
    assert before["salon_channels"] == 1
    alice.send("PRIVMSG #club :Salut", "PRIVMSG bob :Salut")
    app.meters.commits.note(0.002)
    app.meters.backup.note(1_700_000_000_500, None)
    app.meters.backup.note(0, Text("full"))
    after = told(app)
    assert after["salon_messages_total"] == before["salon_messages_total"] + 2
    assert after["salon_deliveries_total"] == before["salon_deliveries_total"] + 3
    assert after["salon_commit_seconds_count"] == 1
    assert after["salon_commit_seconds_sum"] == 0.002
    assert (after["salon_commit_seconds_bucket{0.001}"], after["salon_commit_seconds_bucket{0.0025}"]) == (
        0,
        1,
    )
    assert after["salon_commit_seconds_bucket{+Inf}"] == 1
    assert after["salon_refused_connections_total{address}"] == 3
    assert after["salon_last_backup_timestamp_seconds"] == 1_700_000_000.5
    assert after["salon_failed_backups_total"] == 1
    assert after["process_resident_memory_bytes"] > 1_000_000


def test_no_name_is_told() -> None:
    """Neither a person's nor a channel's."""
    world = World()
    world.join("zoé", "#secret")
    app: Any = SimpleNamespace(state=world.state, hub=world.hub, meters=Meters(), refused=Counter())
    body = metrics_of(app)(make_mocked_request("GET", "/metrics")).body
    assert isinstance(body, bytes)
    assert "zoé".encode() not in body
    assert b"secret" not in body


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: str(family.name))
def test_names(family: Any) -> None:
    """They are those of one program, in base units, and each has its text."""
    assert family.name.startswith("salon_")
    assert family.kind != "histogram" or family.name.endswith("_seconds")
    assert family.text.endswith(".")
