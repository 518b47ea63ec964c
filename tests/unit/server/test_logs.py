"""The operator's log: its two forms, its levels, and that it never makes the loop wait."""

import json
import logging
import os
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime

import pytest

from salon.server import logs as logs_module
from salon.server.logs import Logs
from salon.texts.language import Text, load_language

log = logging.getLogger("salon.test")


@contextmanager
def written(level: str, form: str) -> Iterator[Callable[[], str]]:
    """Log into a pipe; the callable closes the log and returns what was written."""
    reading, writing = os.pipe()
    logs = Logs(level, form, descriptor=writing)

    def read() -> str:
        logs.close()
        os.close(writing)
        with os.fdopen(reading, "rb") as pipe:
            return pipe.read().decode()

    yield read


def test_a_line_for_people() -> None:
    """Time with its zone, level, area, text."""
    with written("info", "text") as read:
        log.info("door opened: %(door)s at port %(port)d", {"door": "irc", "port": 6667})
        line = read()
    time, _, rest = line.partition(" ")
    assert datetime.fromisoformat(time).tzinfo is not None
    assert rest == "info    test: door opened: irc at port 6667\n"


def test_a_line_for_machines() -> None:
    """One object a line, the fields by their names."""
    with written("info", "json") as read:
        log.warning("door opened: %(door)s", {"door": "irc", "time": "forged"})
        entry = json.loads(read())
    assert datetime.fromisoformat(entry.pop("time")).tzinfo is not None
    assert entry == {"level": "warning", "area": "test", "message": "door opened: irc", "door": "irc"}


def test_what_a_client_sends_cannot_begin_a_line() -> None:
    """Control characters are shown, not obeyed."""
    with written("info", "text") as read:
        log.info("nick %(nick)s", {"nick": "a\nb\x1b[31m\x9b"})
        text = read()
    assert text.endswith("nick a\\x0ab\\x1b[31m\\x9b\n")
    assert text.count("\n") == 1


def test_it_leaves_no_level_behind() -> None:
    """What is logged after the end, by another log of the process, is as important as it was before."""
    level = logging.getLogger().level
    Logs("critical", "text").close()
    assert logging.getLogger().level == level


@pytest.mark.parametrize(("level", "expected"), [("debug", 4), ("info", 3), ("warning", 2), ("error", 1)])
def test_the_level_leaves_out_what_is_less_important(level: str, expected: int) -> None:
    """Each level shows itself and what is worse."""
    with written(level, "text") as read:
        for write in (log.debug, log.info, log.warning, log.error):
            write("line")
        assert read().count("\n") == expected


def test_the_level_changes_while_it_runs() -> None:
    """A reload may ask for more or less."""
    reading, writing = os.pipe()
    logs = Logs("error", "text", descriptor=writing)
    log.info("unseen")
    logs.set_level("info")
    log.info("seen")
    logs.close()
    os.close(writing)
    with os.fdopen(reading) as pipe:
        assert [line.rpartition(" ")[2] for line in pipe] == ["seen\n"]


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_failure_brings_its_traceback(form: str) -> None:
    """An exception is written with where it came from."""
    with written("info", form) as read:
        try:
            int("broken")
        except ValueError:
            log.exception("could not go on")
        text = read()
    assert "could not go on" in text
    assert "Traceback" in text
    assert "ValueError: invalid literal" in text


def full_pipe() -> tuple[int, int]:
    """Return the ends of a pipe in which not one byte more fits, the writing end blocking."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    with suppress(BlockingIOError):
        while True:
            os.write(writing, b"x" * 65536)
    with suppress(BlockingIOError):
        while True:
            os.write(writing, b"x")
    os.set_blocking(writing, True)
    return reading, writing


def drain(reading: int, until: bytes) -> bytes:
    """Read the pipe until the words have come."""
    seen = b""
    while until not in seen:
        seen += os.read(reading, 65536)
    return seen


def test_a_pipe_that_nobody_reads_stops_nobody() -> None:
    """With the pipe and the queue full, lines are dropped, counted, and told with the next that fits."""
    reading, writing = full_pipe()
    logs = Logs("info", "text", descriptor=writing, queued=4)
    for _ in range(20):
        log.info("line")
    text = drain(reading, b"line\n")
    log.info("line")
    logs.close()
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        text += pipe.read()
    told = [int(number) for number in re.findall(rb"(\d+) lines? lost", text)]
    assert told
    assert text.count(b"line\n") + sum(told) + logs._handler._lost == 21


def test_what_was_logged_can_be_waited_for() -> None:
    """So that what is said elsewhere comes behind it; not for ever, where nobody reads."""
    reading, writing = os.pipe()
    logs = Logs("info", "text", descriptor=writing)
    log.info("line")
    logs.flush()
    assert os.read(reading, 1000).endswith(b": line\n")
    logs.close()
    os.close(reading)
    os.close(writing)
    reading, writing = full_pipe()
    logs = Logs("info", "text", descriptor=writing, queued=1)
    for _ in range(3):
        log.info("line")
    logs.flush(0.01)
    os.close(reading)
    logs.close()
    os.close(writing)


def test_closing_does_not_wait_for_a_reader() -> None:
    """The process ends even where its log is stuck."""
    reading, writing = full_pipe()
    logs = Logs("info", "text", descriptor=writing)
    log.info("stuck")
    logs.close(seconds=0.05)
    assert logs._writer.is_alive()
    drain(reading, b"stuck\n")
    logs._writer.join(30)
    assert not logs._writer.is_alive()
    os.close(reading)
    os.close(writing)


def test_a_line_that_does_not_fit_its_fields_is_no_end() -> None:
    """A mistake in one log call costs that line alone."""
    with written("info", "text") as read:
        raising, logging.raiseExceptions = logging.raiseExceptions, False
        log.info("%(absent)s", {"door": "irc"})
        logging.raiseExceptions = raising
        log.info("next")
        assert read().endswith("next\n")


@pytest.mark.parametrize(
    ("form", "said"), [("text", "ann a quitté le serveur\u00a0: Connexion perdue"), ("json", "ann left: ")]
)
def test_the_language_of_a_line(form: str, said: str) -> None:
    """People read theirs, the reason included; programs read the same in each."""
    reading, writing = os.pipe()
    logs = Logs("info", form, load_language("fr").gettext, descriptor=writing)
    log.info("%(nick)s left: %(reason)s", {"nick": "ann", "reason": Text("Connection lost")})
    logs.close()
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        assert said in pipe.read().decode()


@pytest.fixture
def packets(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Logs, socket.socket]]:
    """Give a log whose lines wait for very long, and where each write to it is received apart."""
    monkeypatch.setattr(logs_module, "BATCH_SECONDS", 600)
    receiving, sending = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with receiving, sending:
        receiving.settimeout(30)
        logs = Logs("info", "text", descriptor=sending.fileno())
        yield logs, receiving
        logs.close()


def test_the_lines_of_a_moment_are_written_together(packets: tuple[Logs, socket.socket]) -> None:
    """Until one comes that is no mere information: then all at once, in their order."""
    for write, text in ((log.info, "one"), (log.info, "two"), (log.warning, "three")):
        write(text)
    lines = packets[1].recv(65_536).decode().splitlines()
    assert [line.rpartition(" ")[2] for line in lines] == ["one", "two", "three"]


def test_the_end_waits_for_nothing(packets: tuple[Logs, socket.socket]) -> None:
    """Though nothing was urgent, nothing is lost."""
    logs, receiving = packets
    log.info("last words")
    logs.close(seconds=30)
    assert receiving.recv(65_536).endswith(b"last words\n")


def test_information_waits_no_longer_than_a_moment() -> None:
    """Where nothing else comes."""
    reading, writing = os.pipe()
    logs = Logs("info", "text", descriptor=writing)
    log.info("alone")
    assert drain(reading, b"alone\n")
    logs.close()
    os.close(reading)
    os.close(writing)


def test_a_line_that_cannot_be_written_takes_no_other_along() -> None:
    """What can be shown of the lines around it is shown."""
    with written("info", "json") as read:
        log.info("before")
        log.info("%(odd)s", {"odd": "x", ("no", "name"): 1})
        log.info("after")
        assert [json.loads(line)["message"] for line in read().splitlines()] == ["before", "after"]
