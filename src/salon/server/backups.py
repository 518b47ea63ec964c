"""Makes backups as often as the settings ask for, on a thread of its own, and keeps the newest of them."""

import logging
import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Final

from salon.server.meters import BackupMeter
from salon.server.settings.tree import Backup
from salon.storage.backups import (
    back_up,
    dated_backups,
    dated_name,
    remove_surplus,
    remove_unfinished,
    time_of,
)
from salon.storage.failures import unusable
from salon.storage.files import make_directory
from salon.storage.port import StorageError
from salon.texts.language import Text
from salon.texts.marks import N_
from salon.threads import DaemonThreads, Executor

log = logging.getLogger("salon.backup")

FOLDER: Final = "backups"
"""The directory of the backups, in the data directory, where no other is given."""

HOUR: Final = 3_600.0
"""Seconds. So long after a failure comes the next attempt."""

END_SECONDS: Final = 2.0
"""How long the end of the server waits for a backup to be broken off."""

NICENESS: Final = 10
"""How far the thread stands back behind the others of the machine; only Linux knows this of threads."""


class _Ending(Exception):  # noqa: N818 - named for the fact
    """The server ends."""


class Backups:
    """The backups of one server's database; `look` is called each second on the loop's thread.

    `call_loop` has the loop's thread call something soon. `meter` is told what comes of it.
    """

    def __init__(
        self,
        database: Path,
        settings: Backup,
        meter: BackupMeter,
        call_loop: Callable[[Callable[[], None]], object],
        *,
        steady: Callable[[], float] = time.monotonic,
        wall: Callable[[], int] = lambda: time.time_ns() // 1_000_000,
        executor: Executor | None = None,
    ) -> None:
        self._database = database
        self._meter = meter
        self._call_loop = call_loop
        self._steady = steady
        self._wall = wall
        self._executor = executor or DaemonThreads("salon-backup")
        self._ending = False
        self._busy = False  # until the loop's thread knows what came of it
        self._idle = threading.Event()
        self._idle.set()
        self.change_settings(settings)

    def change_settings(self, settings: Backup) -> None:
        """Put settings in force. When the next backup is due is found out anew."""
        self._settings = settings
        self._meter.scheduled = settings.every_hours > 0
        self._due = 0.0

    def look(self) -> None:
        """Have a backup made where one is due."""
        if self._busy or not self._meter.scheduled or self._steady() < self._due:
            return
        self._busy = True
        self._idle.clear()
        self._executor.submit(self._run, self._settings)

    def close(self) -> None:
        """Break off what is being made; nothing of it stays."""
        self._ending = True
        self._idle.wait(END_SECONDS)
        self._executor.shutdown(wait=False)

    # --- on the thread ------------------------------------------------------------------------------

    def _run(self, settings: Backup) -> None:
        problem, last, due = None, 0, self._steady() + HOUR
        try:
            with suppress(OSError, AttributeError):
                os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
            last = self._make_if_due(settings)
            since = max(0.0, (self._wall() - last) / 1_000)
            due = self._steady() + max(0.0, settings.every_hours * HOUR - since)
        except _Ending:
            pass
        except StorageError as error:
            problem = Text(error.text, error.fields)
        except Exception as error:  # noqa: BLE001 - were it lost, nobody would learn that there are no backups
            problem = Text("{error}", {"error": repr(error)})
        if problem is not None:
            log.error(N_("no backup could be made: %(reason)s"), {"reason": problem})
        self._idle.set()
        self._call_loop(partial(self._done, settings, last, due, problem))

    def _done(self, settings: Backup, last: int, due: float, problem: Text | None) -> None:
        self._busy = False
        self._meter.note(last, problem)
        if settings is self._settings:
            self._due = due

    def _make_if_due(self, settings: Backup) -> int:
        """Make a backup if the last one is old enough; return when (ms) the last one was made."""
        folder = Path(settings.folder) if settings.folder else self._database.with_name(FOLDER)
        try:
            make_directory(folder)
            remove_unfinished(folder)
            made = dated_backups(folder)
            now = self._wall()
            if made and now - time_of(made[-1]) < settings.every_hours * HOUR * 1_000:
                # One of the future is of a clock that was wrong.
                return min(time_of(made[-1]), now)
            file = folder / dated_name(now)
            back_up(self._database, file, progress=self._go_on)
            log.info(N_("backup made: %(file)s"), {"file": str(file)})
            for removed in remove_surplus([its for its in made if its != file], settings.keep - 1):
                log.info(N_("the older backup %(file)s has been removed"), {"file": str(removed)})
        except OSError as error:
            raise unusable(folder, error) from error
        return now

    def _go_on(self, _percent: int) -> None:
        if self._ending:
            raise _Ending
