"""A server is asked from inside its own process; what it answers is on the disk."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from salon.server.app import App
from salon.server.inside import Inside, open_stopped
from salon.server.settings.tree import Settings
from salon.storage.port import DiskFull, Durability
from salon.storage.sqlite import SqliteStorage
from salon.storage.writer import Writer
from salon.texts.language import load_language
from salon.wire.admin import AccountAdd, Accounts, Code, End, OperatorCode, Row

ENGLISH = load_language("en")
SETTINGS = Settings(name="salon.test")


def test_what_is_confirmed_is_kept(tmp_path: Path) -> None:
    """The next one to open the data sees it."""

    async def go_through() -> None:
        for number in (1, 2):
            async with open_stopped(SETTINGS, ENGLISH, tmp_path / "salon.db") as ask:
                answers = await ask(AccountAdd(name=f"user{number}", password="secret-8"))
                assert isinstance(answers[-1], End)
                rows = [its.row["name"] for its in await ask(Accounts()) if isinstance(its, Row)]
                assert rows == ["user1", "user2"][:number]

    asyncio.run(asyncio.wait_for(go_through(), 30))


def test_a_disk_that_fails_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the storage's own error, and not by silence."""
    problem = DiskFull(path="salon.db")

    def fail(self: Any, _events: object, done: Any) -> None:
        self._call_loop(lambda: done(problem))

    async def go_through() -> None:
        async with open_stopped(SETTINGS, ENGLISH, tmp_path / "salon.db") as ask:
            with pytest.raises(DiskFull):
                await ask(AccountAdd(name="alice"))

    monkeypatch.setattr(Writer, "commit", fail)
    asyncio.run(asyncio.wait_for(go_through(), 30))


def test_a_server_that_runs_asks_itself(tmp_path: Path) -> None:
    """The connection is gone afterwards."""

    async def go_through() -> None:
        storage = SqliteStorage(tmp_path / "salon.db", Durability.PROCESS)
        app = App(SETTINGS, ENGLISH, storage, failed=_fail, reload=str, restart=_fail, stop=_fail)
        inside = Inside(app)
        answers = await inside.ask(OperatorCode())
        assert [type(answer) for answer in answers] == [Code, End]
        inside.end()
        await asyncio.sleep(0.01)
        assert app.hub.sessions == {}
        app.close()
        storage.close()

    asyncio.run(asyncio.wait_for(go_through(), 30))


def _fail(*_: object) -> None:
    raise AssertionError
