"""How all tests run that try examples: without a clock, for time depends on what else the machine does.

The examples are the same in every run, but where `SALON_SEED` asks for others, which follow from it.
"""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from harness.seeds import SEED, VARIABLE
from harness.world import close_worlds

settings.register_profile(
    "salon",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=not SEED,
    print_blob=bool(SEED),
)
settings.load_profile("salon")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Have the examples follow from the seed, too, unless they have one of their own."""
    if SEED and config.option.hypothesis_seed is None:
        config.option.hypothesis_seed = SEED


def pytest_report_header() -> str:
    """Say where the random conversations of this run come from."""
    return f"{VARIABLE}={SEED}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say below what has failed how to repeat it."""
    if SEED and terminalreporter.stats.get("failed"):
        terminalreporter.write_line(f"To repeat these failures: {VARIABLE}={SEED}")


@pytest.fixture(autouse=True)
def _no_world_outlasts_its_test() -> Iterator[None]:
    """Close the worlds that a test opened."""
    yield
    close_worlds()
