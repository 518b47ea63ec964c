"""Keeps a machine listed: says hello at the start and again and again, and good-bye at the end."""

import asyncio
import socket
from contextlib import suppress

from salon.direct import directory
from salon.direct.directory import Directory
from salon.direct.memory import Memory

RENEW_SECONDS = 40.0
"""How often a machine says that it is still here: thrice before a directory takes it to be offline."""


class Presence:
    """The listing of this machine in a directory."""

    def __init__(self, known: Directory, memory: Memory, renew_seconds: float = RENEW_SECONDS) -> None:
        self._directory = known
        self._memory = memory
        self._renew_seconds = renew_seconds
        self._name_is_taken = False

    async def announce(self) -> None:
        """Say that the machine is here, and what its user is called. Raises OSError."""
        await self._directory.ask(directory.HELLO, socket.gethostname())
        if self._memory.pseudonym and not self._name_is_taken:
            await self._directory.ask(directory.TAKE, self._memory.pseudonym)
            self._name_is_taken = True

    async def renew(self) -> None:
        """Say it again and again, for ever."""
        while True:
            await asyncio.sleep(self._renew_seconds)
            with suppress(OSError):
                await self.announce()

    async def leave(self) -> None:
        """Be marked as offline, if the directory can be reached."""
        with suppress(OSError):
            await self._directory.ask(directory.LEAVE)
