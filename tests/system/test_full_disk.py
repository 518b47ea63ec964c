"""The server's disk fills up, cannot be written, is in use, is too new: it says so, and harms nothing."""

from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest

from harness.mounted import mounted
from harness.salon_process import SalonProcess, messages, try_to_serve
from harness.small_disks import MIB, SmallDisk, SmallFiles, SmallTmpfs


@pytest.fixture(params=["tmpfs", "limit"])
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SmallDisk]:
    """Give each kind of small disk in turn."""
    data = tmp_path / "small"
    if request.param == "limit":
        yield SmallFiles(data)
    else:
        with mounted(data, f"size={4 * MIB}") as through:
            yield SmallTmpfs(data, *through)


def test_a_full_disk_ends_the_server(tmp_path: Path, disk: SmallDisk) -> None:
    """Everybody is told, nobody has seen anything that is not kept, the owner reads why; room mends it."""
    with SalonProcess(tmp_path, data=disk.data, through=disk.through) as salon:
        alice = salon.enter("alice", "#c", caps="echo-message")
        bob, carol = salon.enter("bob", "#c"), salon.enter("carol")
        stranger = salon.connect()
        answer = ""
        number = 0
        while "ERROR" not in answer:
            number += 10
            alice.send(
                *(f"PRIVMSG #c :{i} {'x' * 300}" for i in range(number - 10, number)), f"PING {number}"
            )
            answer = alice.wait_for(r" PONG |^ERROR ")
        assert salon.wait_end() == 1
        assert "There is no room on the disk" in salon.log
        assert str(disk.data) in salon.log
        for client in (alice, bob, carol, stranger):
            client.wait_closed()
            assert client.lines[-1] == "ERROR :Closing link: The server cannot write to its disk"
        seen = messages(alice.lines)
    assert number > 20
    assert not any(f"PONG salon.example {number}" in line for line in alice.lines)
    assert messages(bob.lines) == seen
    disk.make_room()
    assert disk.messages() == seen
    with SalonProcess(tmp_path, data=disk.data, through=disk.through) as salon:
        alice = salon.enter("alice", "#c", caps="server-time echo-message")
        alice.send("HISTORY #c 100", "PRIVMSG #c :again")
        assert messages(alice.settle()) == [*seen[-100:], "again"]


# --- a start that is refused --------------------------------------------------------------------


def test_a_file_in_the_way_is_told(tmp_path: Path) -> None:
    """Where the data directory cannot be made, the path and the reason are told."""
    (tmp_path / "data").write_bytes(b"mine")
    ended = try_to_serve(tmp_path)
    assert ended.code == 2
    assert "data cannot be used: " in ended.log
    assert (tmp_path / "data").read_bytes() == b"mine"


def test_an_unwritable_directory_is_told(tmp_path: Path) -> None:
    """On a file system that is read-only, the path and the reason are told."""
    data = tmp_path / "fixed"
    with mounted(data, "ro") as through:
        ended = try_to_serve(tmp_path, "--data", str(data), through=through)
    assert ended.code == 2
    assert f"{data} cannot be used: the file system is read-only" in ended.log


def test_a_second_server_is_refused(tmp_path: Path) -> None:
    """It names the first, which goes on as if nothing had been."""
    with SalonProcess(tmp_path, "--set", "name=first.example") as salon:
        alice = salon.enter("alice", "#c", caps="echo-message")
        ended = try_to_serve(tmp_path, "--set", "name=second.example")
        assert ended.code == 2
        assert (
            f"Another Salon runs on the data directory data: first.example, process {salon.pid}." in ended.log
        )
        assert f"Stop it (kill {salon.pid})" in ended.log
        assert "Listening" not in ended.said
        alice.send("PRIVMSG #c :still here")
        assert messages(alice.settle()) == ["still here"]


def data_files(directory: Path) -> dict[str, bytes]:
    """Return the files of the database with what is in them."""
    return {path.name: path.read_bytes() for path in directory.glob("data/salon.db*")}


def test_a_newer_database_is_left_alone(tmp_path: Path) -> None:
    """A database of a later version is refused with both versions, and not a byte of it changes."""
    with SalonProcess(tmp_path) as salon:
        salon.enter("alice", "#c").send("TOPIC #c :kept")
    connection = apsw.Connection(str(salon.database))
    connection.pragma("user_version", 999)
    connection.close()
    before = data_files(tmp_path)
    ended = try_to_serve(tmp_path)
    assert ended.code == 1
    assert "written by a newer Salon (its schema is number 999" in ended.log
    assert data_files(tmp_path) == before


def test_what_is_no_database_is_left_alone(tmp_path: Path) -> None:
    """A file of somebody else under the database's name is refused, and not a byte of it changes."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "salon.db").write_text("a shopping list, say\n" * 500, encoding="utf-8")
    before = data_files(tmp_path)
    ended = try_to_serve(tmp_path)
    assert ended.code == 1
    assert "salon.db is not a database of Salon" in ended.log
    assert data_files(tmp_path) == before
