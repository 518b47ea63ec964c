"""The real server starts on what a released version left: all that was said can be read."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from harness import netcat
from harness.mounted import mounted
from harness.salon_process import SalonProcess, eventually, messages, try_to_serve
from salon.texts.sizes import sized

RELEASED = Path(__file__).parents[1] / "released"


@pytest.mark.parametrize("version", ["0.1", "0.2", "0.3"])
def test_the_server_goes_on(version: str, tmp_path: Path) -> None:
    """Its history is read on IRC and on `public`, what is new goes on behind it, and a copy is kept."""
    (tmp_path / "data").mkdir()
    shutil.copy(RELEASED / f"salon-{version}.db", tmp_path / "data" / "salon.db")
    with SalonProcess(tmp_path) as salon:
        alice = salon.enter("alice", caps="server-time echo-message")
        alice.send("JOIN #jardin", "PRIVMSG #jardin :encore", "HISTORY #jardin 10")
        assert messages(alice.settle(), "#jardin")[-2:] == ["les roses", "encore"]
        with netcat.public(salon, "bob") as bob:
            bob.type_lines("/history")
            eventually(lambda: "] Emile: bonjour la salle\n" in bob.shown, "history")
    assert len([*(tmp_path / "data").glob("salon.db.before-*")]) == 1
    assert "as it was, it is kept in" in salon.log


def test_a_stranger_does_not_read_what_0_1_kept_closed(tmp_path: Path) -> None:
    """A channel that emptied with `+i` lets the next person in, without what was said behind it."""
    (tmp_path / "data").mkdir()
    shutil.copy(RELEASED / "salon-0.1.db", tmp_path / "data" / "salon.db")
    with SalonProcess(tmp_path) as salon:
        mallory = salon.enter("mallory")
        mallory.send("JOIN #clos", "PRIVMSG #clos :personne ?", "HISTORY #clos 10")
        lines = mallory.settle()
    assert any(" 366 mallory #clos " in line for line in lines)
    assert not any("entre nous" in line or "un autre temps" in line for line in lines)


def test_without_room_for_a_copy_it_does_not_start(tmp_path: Path) -> None:
    """It says how much it takes and how much there is, and leaves the database as it is."""
    database = RELEASED / "salon-0.1.db"
    size = database.stat().st_size
    data = tmp_path / "small"
    with mounted(data, f"size={2 * size}") as through:
        subprocess.run([*through, "cp", database, data / "salon.db"], check=True)
        ended = try_to_serve(tmp_path, "--data", str(data), through=through)
        subprocess.run([*through, "cmp", database, data / "salon.db"], check=True)
    assert ended.code == 1
    assert re.search(rf"{sized(size)} are needed, and [\d.]+ KiB are free", ended.log)


def test_without_a_wish_for_copies_there_is_none(tmp_path: Path) -> None:
    """The setting that a start without room for a copy names."""
    (tmp_path / "data").mkdir()
    shutil.copy(RELEASED / "salon-0.1.db", tmp_path / "data" / "salon.db")
    with SalonProcess(tmp_path, "--set", "backup.before_upgrade=0") as salon:
        salon.enter("alice", "#jardin")
    assert not [*(tmp_path / "data").glob("salon.db.*")]
