"""Backups by the clock: when one is due, which are kept, what becomes of failures and of the end."""

import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from harness.storing import Loop, said, write
from salon.server import backups
from salon.server.backups import HOUR, Backups
from salon.server.meters import BackupMeter
from salon.server.settings.tree import Backup
from salon.storage import backups as storage_backups
from salon.storage.backups import dated_backups, dated_name
from salon.storage.copies import contents_of, open_to_read
from salon.storage.port import Durability
from salon.storage.sqlite import SqliteStorage

START = 1_700_000_000_000


class AtOnce:
    """Runs each call when it is handed in."""

    def submit(self, call: Callable[..., object], /, *args: object) -> None:
        """Run it."""
        call(*args)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Have nothing to wait for."""


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def steady(self) -> float:
        """Return the time of the process."""
        return self.seconds

    def wall(self) -> int:
        """Return the time of day, in ms."""
        return START + int(self.seconds * 1_000)


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give the database of a server that runs."""
    monkeypatch.setattr("os.setpriority", lambda *_: None)  # this thread goes on to other tests
    (tmp_path / "data").mkdir()
    path = tmp_path / "data" / "salon.db"
    with closing(SqliteStorage(path, Durability.PROCESS)) as storage:
        write(storage, said(1))
        yield path


@pytest.fixture
def clock() -> Clock:
    """Return a clock."""
    return Clock()


@pytest.fixture
def meter() -> BackupMeter:
    """Return what is told."""
    return BackupMeter()


def make(database: Path, clock: Clock, meter: BackupMeter, **settings: object) -> Backups:
    """Return backups by that clock."""
    wished = Backup(**settings)  # type: ignore[arg-type]
    return Backups(
        database,
        wished,
        meter,
        lambda call: call(),
        steady=clock.steady,
        wall=clock.wall,
        executor=AtOnce(),
    )


def pass_hours(its: Backups, clock: Clock, hours: int, step: float = HOUR) -> None:
    """Let time go by."""
    for _ in range(int(hours * HOUR / step)):
        its.look()
        clock.seconds += step


def test_none_is_made_unless_asked_for(database: Path, clock: Clock, meter: BackupMeter) -> None:
    """By default; and there is nothing to tell of it."""
    pass_hours(make(database, clock, meter), clock, 100)
    assert [its.name for its in database.parent.glob("backups*")] == []
    assert [*meter.shown(str)] == []


def test_one_is_made_every_so_many_hours(database: Path, clock: Clock, meter: BackupMeter) -> None:
    """The first at once; the newest are kept, in a directory of this user alone."""
    pass_hours(make(database, clock, meter, every_hours=6, keep=3), clock, 30)
    folder = database.parent / "backups"
    hours = (12, 18, 24)
    names = [dated_name(START + hour * 3_600_000) for hour in hours]
    assert [its.name for its in dated_backups(folder)] == names
    assert folder.stat().st_mode & 0o777 == 0o700
    with closing(open_to_read(folder / names[-1], fixed=True)) as saved:
        assert contents_of(saved).messages == 1
    (shown,) = meter.shown(str)
    assert (shown.last, shown.failures, shown.problem) == (START + 24 * 3_600_000, 0, "")


def test_a_restart_does_not_begin_anew(database: Path, clock: Clock, meter: BackupMeter) -> None:
    """The names of those that are there tell when the next one is due."""
    pass_hours(make(database, clock, meter, every_hours=6), clock, 4)
    again = BackupMeter()
    its = make(database, clock, again, every_hours=6)
    its.look()
    assert again.last == START
    folder = database.parent / "backups"
    assert len(dated_backups(folder)) == 1
    pass_hours(its, clock, 3)
    assert len(dated_backups(folder)) == 2


def test_a_clock_that_was_wrong_stops_nothing(database: Path, clock: Clock, meter: BackupMeter) -> None:
    """A backup of the future counts as one of now."""
    folder = database.parent / "backups"
    folder.mkdir()
    future = folder / dated_name(START + 10**12)
    future.touch()
    pass_hours(make(database, clock, meter, every_hours=6), clock, 6)
    assert dated_backups(folder) == [future]
    assert meter.last == START


def test_settings_that_change_are_in_force_at_once(
    database: Path, clock: Clock, meter: BackupMeter, tmp_path: Path
) -> None:
    """Another directory, another time; or none any more."""
    its = make(database, clock, meter, every_hours=100)
    its.look()
    its.change_settings(Backup(every_hours=1, folder=str(tmp_path / "other" / "disk")))
    pass_hours(its, clock, 2)
    assert len(dated_backups(tmp_path / "other" / "disk")) == 2
    its.change_settings(Backup())
    pass_hours(its, clock, 5)
    assert len(dated_backups(tmp_path / "other" / "disk")) == 2


def test_a_failure_is_told_and_tried_again(
    database: Path, clock: Clock, meter: BackupMeter, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """An hour later; the log has the reason, and so has the owner who asks."""
    folder = tmp_path / "full"
    folder.write_text("in the way", "utf-8")
    its = make(database, clock, meter, every_hours=24, folder=str(folder))
    pass_hours(its, clock, 1, step=600)
    (shown,) = meter.shown(str)
    assert (shown.last, shown.failures) == (0, 1)
    assert str(folder) in shown.problem
    assert "no backup could be made: " in caplog.text
    folder.unlink()
    pass_hours(its, clock, 1, step=600)
    (shown,) = meter.shown(str)
    assert (shown.failures, shown.problem) == (1, "")
    assert shown.last > START


def test_a_bug_is_told_like_any_failure(
    database: Path, clock: Clock, meter: BackupMeter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The thread lives on."""

    def fail(*_: object, **_more: object) -> None:
        raise RuntimeError("unheard of")

    monkeypatch.setattr(backups, "back_up", fail)
    make(database, clock, meter, every_hours=1).look()
    (shown,) = meter.shown(str)
    assert "unheard of" in shown.problem


def test_what_a_kill_left_is_removed(database: Path, clock: Clock, meter: BackupMeter) -> None:
    """But nothing that has another name."""
    folder = database.parent / "backups"
    folder.mkdir()
    for name in (f"{dated_name(START - 1_000)}.part", "salon-mine.db.part"):
        (folder / name).touch()
    make(database, clock, meter, every_hours=1).look()
    assert sorted(its.name for its in folder.iterdir()) == [dated_name(START), "salon-mine.db.part"]


def test_the_end_breaks_a_backup_off(
    database: Path, clock: Clock, meter: BackupMeter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On its thread; nothing of it stays, and it is no failure."""
    loop, begun, ending = Loop(), threading.Event(), threading.Event()
    copy = storage_backups.back_up

    def slowly(database: Path, file: Path, *, progress: Callable[[int], None]) -> object:
        def wait(percent: int) -> None:
            begun.set()
            assert ending.wait(10)
            progress(percent)

        return copy(database, file, progress=wait)

    monkeypatch.setattr(backups, "back_up", slowly)
    its = Backups(database, Backup(every_hours=1), meter, loop.call_soon_threadsafe, wall=clock.wall)
    its.look()
    assert begun.wait(10)
    its._ending = True
    ending.set()
    its.close()
    loop.run(1)
    assert [*(database.parent / "backups").iterdir()] == []
    assert (meter.failures, meter.problem) == (0, None)
