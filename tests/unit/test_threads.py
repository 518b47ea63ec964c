"""Threads that end with the process. What they have in common with other executors is in `tests/contract`."""

import threading
import time

from salon.threads import DaemonThreads


def test_they_work_side_by_side() -> None:
    """As many calls at a time as there are threads."""
    threads = DaemonThreads("test", 3)
    meeting = threading.Barrier(3)
    met: list[int] = []
    for _ in range(3):
        threads.submit(lambda: met.append(meeting.wait(10)))
    threads.shutdown()
    assert sorted(met) == [0, 1, 2]


def test_they_have_a_name_and_keep_no_process() -> None:
    """By the name an owner knows them, in a debugger; a process ends whatever they do."""
    threads = DaemonThreads("salon-test", 2)
    seen: list[tuple[str, bool]] = []
    threads.submit(lambda: seen.append((threading.current_thread().name, threading.current_thread().daemon)))
    threads.shutdown()
    assert seen == [("salon-test", True)]


def test_one_that_hangs_is_not_waited_for() -> None:
    """By whoever says so."""
    threads = DaemonThreads("test")
    may_end = threading.Event()
    threads.submit(may_end.wait, 10)
    begun = time.monotonic()
    threads.shutdown(wait=False)
    assert time.monotonic() - begun < 5
    may_end.set()
