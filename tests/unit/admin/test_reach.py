"""The server is reached by its socket, or where none runs, by its data."""

import errno
import os
import pwd
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest

from salon.admin import reach as reach_module
from salon.admin.reach import Unreachable, reach
from salon.gateways.local import listen_locally
from salon.server.settings.tree import Settings, Storage
from salon.storage.directory import DATABASE, SOCKET, DataDirectory
from salon.storage.port import Durability
from salon.storage.sqlite import SqliteStorage
from salon.texts.language import load_language
from salon.wire.admin import AccountAdd, Accounts, Done, Refused, Row

ENGLISH = load_language("en")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return the data directory of a server that has run."""
    storage = SqliteStorage(tmp_path / DATABASE, Durability.PROCESS)
    storage.load()
    storage.close()
    return tmp_path


def settings_of(data: Path) -> Settings:
    """Return the settings of a server."""
    return Settings(name="salon.test", data=str(data), storage=Storage(durability="process"))


def test_without_a_server_the_data_is_asked(data: Path) -> None:
    """What was done is there for the next one, and the directory is free again."""
    with reach(settings_of(data), ENGLISH) as ask:
        assert [*ask(AccountAdd(name="alice", password="secret-8"))] == [
            Done("The account alice has been created.")
        ]
        (refused,) = ask(AccountAdd(name="alice"))
        assert isinstance(refused, Refused)
    with reach(settings_of(data), ENGLISH) as ask:
        (row,) = ask(Accounts())
        assert isinstance(row, Row)
        assert row.row["name"] == "alice"
    DataDirectory(data, "salon.test").release()


def test_where_there_is_no_data_nothing_is_made(tmp_path: Path) -> None:
    """It is the wrong directory, most likely."""
    with pytest.raises(Unreachable, match="--data DIRECTORY"), reach(settings_of(tmp_path / "none"), ENGLISH):
        pass
    assert not (tmp_path / "none").exists()


def test_a_server_that_starts_or_stops_is_told_so(data: Path) -> None:
    """It holds the directory, and cannot be reached."""
    with (
        DataDirectory(data, "salon.test"),
        pytest.raises(Unreachable, match=rf"process {os.getpid()}.*Try again"),
        reach(settings_of(data), ENGLISH),
    ):
        pass


def test_a_broken_database_is_told_as_ever(tmp_path: Path) -> None:
    """With the storage's own words."""
    (tmp_path / DATABASE).write_bytes(b"not a database" * 100)
    with pytest.raises(Unreachable, match="not a database of Salon"), reach(settings_of(tmp_path), ENGLISH):
        pass


def test_another_user_s_server_is_told_so(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system refuses; the message says who may."""

    def refuse(_path: Path) -> socket.socket:
        raise PermissionError(errno.EACCES, "refused")

    monkeypatch.setattr(reach_module, "connect_locally", refuse)
    with pytest.raises(Unreachable, match="Only the user that runs it"), reach(settings_of(data), ENGLISH):
        pass


def test_root_does_not_touch_what_another_user_s_server_has_left(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would leave files there that the server cannot use."""
    user = pwd.getpwall()[-1]
    monkeypatch.setattr(Path, "stat", lambda *_, **__: SimpleNamespace(st_uid=user.pw_uid))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    with pytest.raises(Unreachable, match="sudo -u"), reach(settings_of(data), ENGLISH):
        pass


@contextmanager
def serving(data: Path, answer: bytes) -> Iterator[None]:
    """Answer one request so, then hang up."""
    with listen_locally(data / SOCKET) as listening:
        listening.setblocking(True)

        def serve() -> None:
            accepted, _ = listening.accept()
            with accepted:
                accepted.recv(65_536)
                accepted.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        yield
        thread.join()


def test_a_server_that_runs_is_asked(tmp_path: Path) -> None:
    """Up to the end of its answer."""
    answer = b'{"answer":"done","text":"It is."}\n{"answer":"end"}\n'
    with serving(tmp_path, answer), reach(settings_of(tmp_path), ENGLISH) as ask:
        assert [*ask(Accounts())] == [Done("It is.")]


def test_a_server_that_ends_amid_its_answer_is_told_so(tmp_path: Path) -> None:
    """Whether it was done is not known."""
    with (
        serving(tmp_path, b'{"answer":"done","text":"It is."}\n'),
        reach(settings_of(tmp_path), ENGLISH) as ask,
        pytest.raises(Unreachable, match="Ask again"),
    ):
        [*ask(Accounts())]


def test_what_fails_while_one_asks_is_nobody_else_s(data: Path) -> None:
    """An output that cannot be written is no fault of the server's."""
    with pytest.raises(BrokenPipeError), reach(settings_of(data), ENGLISH):
        raise BrokenPipeError
    DataDirectory(data, "salon.test").release()
