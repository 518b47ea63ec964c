"""A backup is made while people talk, is killed midway, meets a full disk: it is whole, or not there."""

import json
import re
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import apsw
import pytest

from harness.mounted import mounted
from harness.salon_process import (
    DEADLINE,
    SalonProcess,
    clean_environment,
    eventually,
    messages,
    run_salon,
)
from harness.searching import check_index

ROWS = "SELECT sequence, nick, target, text FROM message ORDER BY sequence"
MIB = 1 << 20


def rows(path: Path) -> list[tuple[object, ...]]:
    """Return the messages of a database."""
    with closing(apsw.Connection(str(path))) as connection:
        assert connection.pragma("integrity_check") == "ok"
        return connection.execute(ROWS).fetchall()


def lengthen(path: Path, count: int) -> None:
    """Let the one message of a database stand there more often."""
    with closing(apsw.Connection(str(path))) as connection:
        names = [name for _, name, *_ in connection.execute("PRAGMA table_info(message)")]
        columns = ", ".join(name for name in names if name != "sequence")
        turns = "WITH RECURSIVE turn (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM turn LIMIT ?)"
        one = "(SELECT * FROM message LIMIT 1)"
        more = f"INSERT INTO message ({columns}) SELECT {columns} FROM turn, {one}"  # noqa: S608
        connection.execute(f"{turns} {more}", (count,))


def past(directory: Path, count: int, **where: object) -> Path:
    """Have a server leave a database with so many messages; return its path."""
    with SalonProcess(directory, **where) as salon:  # type: ignore[arg-type]
        salon.enter("alice", "#c").send(f"PRIVMSG #c :{'x' * 300}")
    lengthen(salon.database, count)
    return salon.database


def test_a_backup_of_a_busy_server_is_of_one_moment(tmp_path: Path) -> None:
    """All that was said before it, nothing twice, nothing left out; what is said meanwhile arrives."""
    past(tmp_path, 30_000)
    with SalonProcess(tmp_path) as salon:
        alice = salon.enter("alice", "#c", caps="echo-message")
        command = [sys.executable, "-m", "salon", "backup", "--data", "data", "saved.db"]
        with subprocess.Popen(
            command, cwd=tmp_path, env=clean_environment(), stdout=subprocess.PIPE
        ) as backup:
            number = 0
            while backup.poll() is None:
                alice.send(*(f"PRIVMSG #c :{number + each}" for each in range(20)))
                number += 20
                assert messages(alice.settle())[-20:] == [str(each) for each in range(number - 20, number)]
        assert backup.returncode == 0
        saved, kept = rows(tmp_path / "saved.db"), rows(salon.database)
    assert number > 20
    assert saved == kept[: len(saved)]
    assert len(saved) >= 30_001
    assert "error" not in salon.log


CAPS = "message-tags echo-message batch draft/message-redaction salon.dev/edit"


def test_a_backup_amid_changes_is_of_one_moment(tmp_path: Path) -> None:
    """Of each change it holds what stood before or what stands after, in their order; not what was gone."""
    past(tmp_path, 30_000)
    with SalonProcess(tmp_path) as salon:
        ann = salon.enter("ann", "#c", caps=CAPS)
        for start in range(0, 3_000, 100):
            ann.send(*(f"PRIVMSG #c :word{number}z" for number in range(start, start + 100)))
            ann.settle()
        said = [re.search(r"msgid=([^ ;]+)\S* :ann!\S+ PRIVMSG #c :word", line) for line in ann.lines]
        numbers = [match[1] for match in said if match]
        changes = [
            f"EDIT #c {its} :new{number}z" if number % 2 else f"REDACT #c {its}"
            for number, its in enumerate(numbers)
        ]
        ann.send(*changes[:200])
        ann.settle()
        made = 200
        command = [sys.executable, "-m", "salon", "backup", "--data", "data", "saved.db"]
        with subprocess.Popen(
            command, cwd=tmp_path, env=clean_environment(), stdout=subprocess.PIPE
        ) as backup:
            while backup.poll() is None:
                ann.send(*changes[made : made + 2])
                ann.settle()
                made += 2
        assert backup.returncode == 0
        assert made < len(numbers)
    checked = run_salon(tmp_path, "check", "saved.db")
    assert checked.code == 0, checked
    sequences = {int(its.rpartition("-")[2], 36): number for number, its in enumerate(numbers)}
    saved = {sequences[row[0]]: row[3] for row in rows(tmp_path / "saved.db") if row[0] in sequences}
    with closing(apsw.Connection(str(tmp_path / "saved.db"))) as connection:
        check_index(connection)
    changed = [text != f"word{number}z" for number, text in sorted(saved.items())]
    count = sum(changed)
    assert changed == [True] * count + [False] * (len(numbers) - count)
    assert 200 <= count <= made
    assert all(saved[number] == (f"new{number}z" if number % 2 else "") for number in range(count))
    data = (tmp_path / "saved.db").read_bytes()
    assert not [number for number in range(count) if f"word{number}z".encode() in data]


def test_a_server_that_was_killed_is_saved(tmp_path: Path) -> None:
    """With what is in its log alone; and the next start is told nothing wrong of it."""
    with SalonProcess(tmp_path) as salon:
        alice = salon.enter("alice", "#c", caps="echo-message")
        alice.send("PRIVMSG #c :last words")
        alice.wait_for("last words")
        salon.kill()
    assert run_salon(tmp_path, "backup", "--data", "data", "saved.db").code == 0
    assert rows(tmp_path / "saved.db")[-1][-1] == "last words"
    with SalonProcess(tmp_path) as salon:
        assert "is lost" not in salon.log
        alice = salon.enter("alice", caps="server-time")
        alice.send("JOIN #c", "HISTORY #c 10")
        assert "last words" in messages(alice.settle())


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_a_backup_that_ends_in_the_middle_is_not_there(tmp_path: Path, number: signal.Signals) -> None:
    """Under its name is what was there before; the next one makes use of what a kill left."""
    database = past(tmp_path, 60_000)
    assert run_salon(tmp_path, "backup", "--data", "data", "saved.db").code == 0
    before = (tmp_path / "saved.db").read_bytes()
    command = [sys.executable, "-m", "salon", "backup", "--data", "data", "--force", "saved.db"]
    part = tmp_path / "saved.db.part"
    with subprocess.Popen(command, cwd=tmp_path, env=clean_environment(), stderr=subprocess.PIPE) as backup:
        eventually(lambda: part.exists() and part.stat().st_size, "unfinished backup")
        backup.send_signal(number)
        assert backup.wait(DEADLINE) != 0
    assert (tmp_path / "saved.db").read_bytes() == before
    assert part.exists() == (number is signal.SIGKILL)
    assert run_salon(tmp_path, "backup", "--data", "data", "--force", "saved.db").code == 0
    assert not part.exists()
    assert rows(tmp_path / "saved.db") == rows(database)


def test_onto_a_full_disk_there_is_no_backup(tmp_path: Path) -> None:
    """It names what is needed and what is free, and leaves nothing; the server goes on."""
    database = past(tmp_path, 10_000)
    small = tmp_path / "small"
    with mounted(small, f"size={MIB}") as through, SalonProcess(tmp_path) as salon:
        wish = ("backup", "--data", str(database.parent), str(small / "saved.db"))
        done = run_salon(tmp_path, *wish, through=through)
        assert (done.code, done.said) == (1, "")
        told = rf"There is no room for {small}/saved\.db: \d\.\d MiB are needed, and 1\.0 MiB are free"
        assert re.search(told, done.log)
        listed = subprocess.run([*through, "ls", small], capture_output=True, text=True, check=True)
        assert listed.stdout == ""
        alice = salon.enter("alice", "#c", caps="echo-message")
        alice.send("PRIVMSG #c :still here")
        alice.wait_for("still here")


def test_a_file_that_may_not_become_so_long_leaves_no_backup(tmp_path: Path) -> None:
    """A quota looks the same: nobody can ask for it before."""
    past(tmp_path, 10_000)
    limit = ("prlimit", f"--fsize={MIB}")
    done = run_salon(tmp_path, "backup", "--data", "data", "saved.db", through=limit)
    assert done.code == 1
    assert "There is no room for " in done.log
    assert not [*tmp_path.glob("saved.db*")]


def test_the_room_that_the_server_needs_is_left(tmp_path: Path) -> None:
    """On the disk of the database, a backup that would take the last of it is refused."""
    data = tmp_path / "small"
    with mounted(data, f"size={12 * MIB}") as through:
        with SalonProcess(tmp_path, data=data, through=through) as salon:
            salon.enter("alice", "#c")
            wish = ("backup", "--data", str(data), str(data / "saved.db"))
            done = run_salon(tmp_path, *wish, through=through)
        assert done.code == 1
        assert re.search(r"16\.\d MiB are needed", done.log)


# --- check -------------------------------------------------------------------------------------


def test_a_server_that_runs_is_checked(tmp_path: Path) -> None:
    """With people in it, and after a kill; a page that is torn is found, and told what to do about."""
    with SalonProcess(tmp_path) as salon:
        alice, bob = salon.enter("alice", "#c"), salon.enter("bob", "#c")
        alice.send("PRIVMSG bob :hello", "TOPIC #c :tea", "PRIVMSG #c :hello", "MODE #c +b mallory")
        bob.wait_for(":mallory|mallory!")
        done = run_salon(tmp_path, "check", "--data", "data")
        assert (done.code, done.log) == (0, "")
        assert "Nothing is wrong.\n" in done.said
        salon.kill()
    assert run_salon(tmp_path, "check", "--data", "data").code == 0
    lengthen(salon.database, 3_000)
    with salon.database.open("r+b") as torn:
        torn.seek(salon.database.stat().st_size - 40 * 4096)
        torn.write(b"\xff" * 4096)
    done = run_salon(tmp_path, "check", "--data", "data")
    assert done.code == 1
    assert "Wrong: Its structure is damaged" in done.said
    assert "salon restore FILE" in done.said


# --- restore -------------------------------------------------------------------------------------


def test_a_restored_server_goes_on(tmp_path: Path) -> None:
    """What was said after the backup is gone, and its numbers are not given out again."""
    with SalonProcess(tmp_path) as salon:
        alice = salon.enter("alice", "#c", caps="echo-message message-tags")
        alice.send("PRIVMSG #c :before")
        alice.wait_for(":before")
        assert run_salon(tmp_path, "backup", "--data", "data", "saved.db").code == 0
        alice.send("PRIVMSG #c :after")
        lost = identifier(alice.wait_for(":after"))
        refused = run_salon(tmp_path, "restore", "--data", "data", "--yes", "saved.db")
        assert refused.code == 1
        assert f"process {salon.pid}" in refused.log
    done = run_salon(tmp_path, "restore", "--data", "data", "--yes", "saved.db")
    assert done.code == 0, done.log
    with SalonProcess(tmp_path) as salon:
        assert "not stopped cleanly" not in salon.log
        alice = salon.enter("alice", caps="server-time echo-message message-tags")
        assert messages(alice.join("#c")) == ["before"]
        alice.send("PRIVMSG #c :anew")
        assert identifier(alice.wait_for(":anew")) > lost
    (kept,) = salon.database.parent.glob("salon.db.replaced-*")
    assert [row[-1] for row in rows(kept)] == ["before", "after"]


def identifier(line: str) -> tuple[int, str]:
    """Return what a message is known by; it is higher than those of before."""
    match = re.search(r"msgid=([^ ;]+)", line)
    assert match is not None, line
    return len(match[1]), match[1]


def test_a_restore_that_is_killed_leaves_a_whole_database(tmp_path: Path) -> None:
    """The old one or the new one; the old one is there in any case, and the next restore goes through."""
    database = past(tmp_path, 20_000)
    assert run_salon(tmp_path, "backup", "--data", "data", "saved.db").code == 0
    lengthen(database, 5_000)
    old, new = rows(database), rows(tmp_path / "saved.db")
    took = restore_until(tmp_path, None)
    for turn in range(12):
        put_back_by_hand(tmp_path, database)
        restore_until(tmp_path, took * (0.4 + 0.06 * turn))
        found = rows(database)
        assert found in (old, new)
        assert found == old or old in [rows(path) for path in database.parent.glob("salon.db.replaced-*")]
    put_back_by_hand(tmp_path, database)
    restore_until(tmp_path, None)
    assert rows(database) == new


def restore_until(directory: Path, seconds: float | None) -> float:
    """Restore, and kill that after some time, if any is given; return how long it took."""
    command = [sys.executable, "-m", "salon", "restore", "--data", "data", "--yes", "saved.db"]
    began = time.monotonic()
    with subprocess.Popen(command, cwd=directory, env=clean_environment(), stdout=-3) as restore:
        try:
            assert restore.wait(seconds or DEADLINE) == 0
        except subprocess.TimeoutExpired:
            restore.kill()
    return time.monotonic() - began


def put_back_by_hand(directory: Path, database: Path) -> None:
    """Have the database be the one of before the restore, if it was replaced."""
    for kept in directory.glob("data/salon.db.replaced-*"):
        kept.replace(database)


def test_a_restore_onto_a_full_disk_changes_nothing(tmp_path: Path) -> None:
    """It says how much room there is, and leaves nothing behind."""
    database = past(tmp_path, 10_000)
    assert run_salon(tmp_path, "backup", "--data", "data", "saved.db").code == 0
    before = database.read_bytes()
    limit = ("prlimit", f"--fsize={MIB}")
    done = run_salon(tmp_path, "restore", "--data", "data", "--yes", "saved.db", through=limit)
    assert done.code == 1
    assert "There is no room for " in done.log
    assert database.read_bytes() == before
    assert [its.name for its in database.parent.glob("salon.db*")] == ["salon.db"]


# --- by the clock --------------------------------------------------------------------------------


def test_a_server_makes_backups_by_itself(tmp_path: Path) -> None:
    """While people talk; the log, the statistics and the next start know of them."""
    saved = tmp_path / "saved"
    wish = ("--set", "backup.every_hours=1", "--set", f"backup.folder={saved}")
    with SalonProcess(tmp_path, *wish) as salon:
        alice = salon.enter("alice", "#c", caps="echo-message")
        alice.send("PRIVMSG #c :hello")
        alice.wait_for(":hello")
        assert str(saved) in salon.wait_log("backup made")
        assert "LAST BACKUP" in run_salon(tmp_path, "admin", "statistics", "--data", "data").said
    (file,) = saved.glob("salon-*.db")
    rows(file)
    with SalonProcess(tmp_path, *wish) as salon:
        told = eventually(lambda: last_backup(tmp_path), "backup that it knows of")
        assert told["failures"] == 0
    assert [*saved.glob("salon-*.db")] == [file]


def test_backups_in_vain_are_told(tmp_path: Path) -> None:
    """The server goes on, and who asks for the statistics reads why."""
    (tmp_path / "saved").write_text("in the way", "utf-8")
    wish = ("--set", "backup.every_hours=1", "--set", f"backup.folder={tmp_path / 'saved'}")
    with SalonProcess(tmp_path, *wish) as salon:
        salon.wait_log("no backup could be made: ")
        told = eventually(lambda: last_backup(tmp_path, "failures"), "failure that it knows of")
        assert (told["last"], told["failures"]) == (0, 1)
        assert "saved cannot be used" in str(told["problem"])
        alice = salon.enter("alice", "#c", caps="echo-message")
        alice.send("PRIVMSG #c :hello")
        alice.wait_for(":hello")


def last_backup(directory: Path, wanted: str = "last") -> dict[str, object]:
    """Return what the owner is told of backups, as soon as that is there."""
    said = run_salon(directory, "admin", "statistics", "--json", "--data", "data").said
    answers = [json.loads(line) for line in said.splitlines()]
    (row,) = [answer["row"] for answer in answers if answer.get("kind") == "BackupsShown"]
    return row if row[wanted] else {}
