"""Asks a server for something as its owner, from inside its own process.

So do the first start, and `salon admin` while no server runs. What is asked goes the way of everything: it is
decided, committed, and answered.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NoReturn

from salon.server.app import App
from salon.server.settings.tree import Settings
from salon.storage.port import Durability
from salon.storage.sqlite import SqliteStorage
from salon.texts.language import Language
from salon.texts.marks import N_
from salon.wire.admin import AnyAnswer, End, Request, decode_answer, encode


class Inside:
    """The owner's connection: the sink of its own outbox. Only one request at a time."""

    def __init__(self, app: App) -> None:
        self._loop = asyncio.get_running_loop()
        self._hub = app.hub
        self._heard = bytearray()
        self._ended: asyncio.Future[None] | None = None
        self._link = app.hub.open(app.wires["admin"], self, "", "", secure=True)

    async def ask(self, request: Request) -> list[AnyAnswer]:
        """Return what a request is answered with; raises ConnectionError where the server ends before."""
        self._heard.clear()
        self._ended = self._loop.create_future()
        self._hub.receive(self._link, encode(request) + b"\n")
        await self._ended
        return [decode_answer(line) for line in bytes(self._heard).splitlines()]

    def end(self) -> None:
        """Say no more."""
        self._hub.lost(self._link, N_("Connection closed"))

    # --- the far end of an outbox ---------------------------------------------------------------

    def write(self, data: bytes) -> None:
        """Take what is answered, up to its end."""
        self._heard += data
        if self._heard.endswith(_END) and self._ended is not None and not self._ended.done():
            self._ended.set_result(None)

    def unread(self) -> int:
        """Return 0: all is taken at once."""
        return 0

    def pause(self, *, paused: bool) -> None:
        """Say no more for now: nothing is said that was not asked for."""

    def close(self) -> None:
        """Take note that there is no answer any more."""
        if self._ended is not None and not self._ended.done():
            self._ended.set_exception(ConnectionError())

    abort = close


_END = encode(End()) + b"\n"


Ask = Callable[[Request], Coroutine[None, None, list[AnyAnswer]]]


@asynccontextmanager
async def open_stopped(settings: Settings, language: Language, database: Path) -> AsyncIterator[Ask]:
    """Have somebody to ask in place of a server that does not run. Whoever calls holds the lock.

    What is there is a server without its listeners. Opening it and asking it raise StorageError.
    """
    durability, copies = Durability(settings.storage.durability), settings.backup.before_upgrade
    storage = SqliteStorage(database, durability, search=settings.search.enabled, copies=copies)
    failures: list[Exception] = []

    def failed(error: Exception) -> None:
        failures.append(error)
        app.hub.abandon("")

    async def ask(request: Request) -> list[AnyAnswer]:
        try:
            return await inside.ask(request)
        except ConnectionError:
            raise failures[0] from None

    try:
        app = App(settings, language, storage, failed=failed, reload=str, restart=_nobody, stop=_nobody)
        try:
            inside = Inside(app)
            yield ask
            inside.end()
        finally:
            app.close()
            # The answer to the last commit is with the loop.
            await asyncio.sleep(0)
    finally:
        storage.close()


def _nobody() -> NoReturn:
    raise AssertionError
