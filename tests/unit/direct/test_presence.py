"""How a machine is listed."""

import asyncio
import socket
from pathlib import Path

import pytest

from salon.direct.directory import HELLO, LEAVE, TAKE, Directory
from salon.direct.link import Peer
from salon.direct.memory import Memory
from salon.direct.presence import Presence
from salon.terminal.loop import first_of, run

HERE = HELLO + socket.gethostname()


class Known(Directory):
    """A directory that notes what it is asked, and does not answer as often as it is told."""

    def __init__(self, failures: int = 0) -> None:
        super().__init__(Peer("192.0.2.1", 6000))
        self.asked: list[str] = []
        self.failures = failures

    async def ask(self, function: str, argument: str = "") -> str:
        """Answer nothing, or not."""
        self.asked.append(function + argument)
        await asyncio.sleep(0)
        if self.failures:
            self.failures -= 1
            raise TimeoutError
        return ""


def test_the_pseudonym_is_taken_once(tmp_path: Path) -> None:
    """Behind the hello; the directory remembers it."""
    memory, known = Memory(tmp_path), Known()
    memory.take_pseudonym("zoé")
    presence = Presence(known, memory)
    run(presence.announce())
    run(presence.announce())
    run(presence.leave())
    assert known.asked == [HERE, f"{TAKE}zoé", HERE, LEAVE]


def test_it_is_renewed_whatever_the_directory_does(tmp_path: Path) -> None:
    """It may be back the next time; who says hello at once hears that it is not."""
    known = Known(failures=2)
    presence = Presence(known, Memory(tmp_path), renew_seconds=0)

    async def watch() -> None:
        while known.asked.count(HERE) < 4:  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0)

    with pytest.raises(TimeoutError):
        run(presence.announce())
    run(first_of(presence.renew(), watch()))
    assert known.failures == 0


def test_a_goodbye_that_is_not_heard(tmp_path: Path) -> None:
    """Is no error: the program has ended."""
    known = Known(failures=1)
    run(Presence(known, Memory(tmp_path)).leave())
    assert known.asked == [LEAVE]
