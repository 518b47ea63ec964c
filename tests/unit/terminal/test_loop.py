"""The loop of the programs for a terminal."""

import asyncio
import os
import signal
from errno import EIO
from pathlib import Path

import pytest

from harness.ptys import until
from salon.terminal.loop import first_of, interruptions, run


@pytest.mark.parametrize("source", [os.devnull, __file__])
def test_a_file_can_be_the_input(source: str) -> None:
    """As in `program < file`: the loop of asyncio's own choice refuses it."""

    async def main() -> bool:
        readable = asyncio.Event()
        with Path(source).open("rb") as file:  # noqa: ASYNC230 - nothing else runs
            loop = asyncio.get_running_loop()
            loop.add_reader(file, readable.set)
            async with asyncio.timeout(10):
                await readable.wait()
            loop.remove_reader(file)
        return True

    assert run(main())


def test_signals_interrupt_instead_of_ending() -> None:
    """But for those that were ignored before, as by nohup; afterwards all is as it was."""
    hangup = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    heard: list[int] = []
    before = [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)]

    async def main() -> None:
        with interruptions(lambda: heard.append(1)):
            os.kill(os.getpid(), signal.SIGTERM)
            await until(lambda: heard)
            assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN

    try:
        run(main())
        assert [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)] == before
    finally:
        signal.signal(signal.SIGHUP, hangup)


def test_the_first_part_that_ends_ends_the_others() -> None:
    """They can still put away what they have; what the first one raised is raised."""
    put_away = []

    async def wait() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            put_away.append(1)

    async def fail() -> None:
        await asyncio.sleep(0)
        raise OSError(EIO, "spent")

    async def end() -> None:
        await asyncio.sleep(0)

    run(first_of(wait(), end()))
    with pytest.raises(OSError, match="spent"):
        run(first_of(wait(), fail()))
    assert put_away == [1, 1]
