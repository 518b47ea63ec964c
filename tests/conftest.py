"""How all tests run that try examples: without a clock, for time depends on what else the machine does."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from harness.world import close_worlds

settings.register_profile("salon", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("salon")


@pytest.fixture(autouse=True)
def _no_world_outlasts_its_test() -> Iterator[None]:
    """Close the worlds that a test opened."""
    yield
    close_worlds()
