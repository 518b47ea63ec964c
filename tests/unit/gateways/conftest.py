"""Has the tests of the gateways run on both event loops."""

import asyncio
from collections.abc import Awaitable, Iterator

import pytest
import uvloop

from harness.event_loops import PATIENCE, Run


@pytest.fixture(params=[asyncio.new_event_loop, uvloop.new_event_loop], ids=["asyncio", "uvloop"])
def run(request: pytest.FixtureRequest) -> Iterator[Run]:
    """Run a test on one of the two loops."""
    with asyncio.Runner(loop_factory=request.param) as runner:

        async def bounded(main: Awaitable[None]) -> None:
            await asyncio.wait_for(main, PATIENCE)

        yield lambda main: runner.run(bounded(main))
