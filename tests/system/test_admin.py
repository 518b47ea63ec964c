"""The owner looks after a server that runs, was killed, or does not run; nobody else does."""

import json
import os
import re
import socket
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from harness.confined import USER
from harness.salon_process import DEADLINE, Ended, SalonProcess, run_salon

PAGE = ("--set", "http.enabled=true", "--set", "http.port=0")
NAMES = "Nom\n" + "".join(f"élève{number}\n" for number in range(30))
_CODE = re.compile(r"(?:[a-z2-7]{5}-){5}[a-z2-7]\b")


def admin(directory: Path, *arguments: str, given: str = "", through: tuple[str, ...] = ()) -> Ended:
    """Run `salon admin` on the data of the server in a directory."""
    return run_salon(directory, "admin", *arguments, "--data", "data", given=given, through=through)


def rows(directory: Path, *arguments: str) -> list[dict[str, Any]]:
    """Return the rows of an answer."""
    ended = admin(directory, *arguments, "--json")
    assert ended.code == 0, ended.log
    return [json.loads(line)["row"] for line in ended.said.splitlines()]


def names(directory: Path) -> list[str]:
    """Return the names of all accounts."""
    return [row["name"] for row in rows(directory, "accounts")]


def test_a_confirmed_account_outlasts_a_kill(tmp_path: Path) -> None:
    """What `salon admin` has said is on the disk, and the socket that is left behind is in nobody's way."""
    with SalonProcess(tmp_path) as salon:
        assert admin(tmp_path, "account-add", "alice", given="secret-8\n").code == 0
        salon.kill()
        assert (tmp_path / "data" / "admin.sock").exists()
        assert names(tmp_path) == ["alice"]
    with SalonProcess(tmp_path):
        assert names(tmp_path) == ["alice"]
    assert not (tmp_path / "data" / "admin.sock").exists()


def test_a_server_that_does_not_run_is_looked_after(tmp_path: Path) -> None:
    """It finds at its next start what was done meanwhile."""
    with SalonProcess(tmp_path):
        pass
    assert admin(tmp_path, "account-add", "alice", given="secret-8\n").code == 0
    assert admin(tmp_path, "operator", "alice").code == 0
    assert _CODE.search(admin(tmp_path, "password-reset", "alice").said)
    with SalonProcess(tmp_path) as salon:
        (alice,) = rows(tmp_path, "accounts")
        assert (alice["name"], alice["operator"]) == ("alice", True)
        assert "operator" not in salon.said
        assert {code["kind"] for code in rows(tmp_path, "invitations")} == {"operator", "password"}


def test_a_class_has_its_accounts(tmp_path: Path) -> None:
    """From a list, with a sheet that says where the page is."""
    (tmp_path / "class.csv").write_text(NAMES, "utf-8")
    with SalonProcess(tmp_path, *PAGE) as salon:
        made = admin(tmp_path, "accounts-add", "--csv", "class.csv", "--sheet", "sheet.html")
        said = "The sheet sheet.html has the codes of 30 people: print it, then delete it.\n"
        assert (made.code, made.said) == (0, said)
        sheet = (tmp_path / "sheet.html").read_text("utf-8")
        assert len({*_CODE.findall(sheet)}) == 30
        assert sheet.count(f"http://localhost:{salon.doors['HTTP']}/") == 30
        assert len(names(tmp_path)) == 30
        invited = admin(tmp_path, "invite").said
        assert re.search(rf"http://localhost:{salon.doors['HTTP']}/#invite={_CODE.pattern}", invited)


def test_somebody_is_put_out_of_a_server_that_runs(tmp_path: Path) -> None:
    """And the lists show who is there."""
    with SalonProcess(tmp_path) as salon:
        alice = salon.enter("alice", "#a")
        (session,) = rows(tmp_path, "sessions")
        assert (session["nick"], session["wire"], session["address"]) == ("alice", "irc", "127.0.0.1")
        alice.send("NS REGISTER sesame-8")
        alice.wait_for(" 900 ")
        alice.join("#b")
        led = {row["name"]: (row["leader"], row["owner"]) for row in rows(tmp_path, "channels")}
        assert (led["#a"], led["#b"]) == (("alice", ""), ("", "alice"))
        assert admin(tmp_path, "kick", "alice", "good bye").said == "Done.\n"
        alice.wait_for(r"KILL alice :Killed .*good bye")
        alice.wait_closed()


def test_the_first_start_gives_a_code_once(tmp_path: Path) -> None:
    """It is told to whoever started the server, and stands in no log."""
    with SalonProcess(tmp_path, "--set", "log.format=json", "--set", "log.level=debug") as salon:
        (first, *_) = codes = _CODE.findall(salon.said)
        assert {*codes} == {first}
        assert not _CODE.search(salon.log)
        (kept,) = rows(tmp_path, "invitations")
        assert kept["kind"] == "operator"
        assert kept["expires"] - kept["created"] == 86_400_000
    with SalonProcess(tmp_path) as salon:
        assert not _CODE.search(salon.said)
        assert "create an account, then run: " in salon.said
        assert "admin operator NAME --data data" in salon.said


def test_the_end_of_a_server_waits_for_no_owner(tmp_path: Path) -> None:
    """A connection that says nothing is told, and closed."""
    with SalonProcess(tmp_path) as salon, socket.socket(socket.AF_UNIX) as owner:
        owner.settimeout(DEADLINE)
        owner.connect(str(tmp_path / "data" / "admin.sock"))
        owner.sendall(b'{"command":"accounts"}\n')
        assert owner.recv(1024) == b'{"answer":"end"}\n'
        salon.stop()
        assert b"GOODBYE" in owner.recv(1024)
        assert owner.recv(1024) == b""


def test_a_path_that_is_too_long_for_a_socket_keeps_no_server_from_starting(tmp_path: Path) -> None:
    """It says so, and `salon admin` says that it must wait for its end."""
    deep = "d" * 120
    with SalonProcess(tmp_path, data=deep) as salon:
        assert "is too long for a socket" in salon.said
        refused = run_salon(tmp_path, "admin", "accounts", "--data", deep)
        assert (refused.code, refused.said) == (2, "")
        assert f"process {salon.pid}" in refused.log
    assert run_salon(tmp_path, "admin", "accounts", "--data", deep).code == 0


# --- other users, for which the tests have to be root --------------------------------------------------

AS_ANOTHER = ("setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups")


@pytest.fixture
def place() -> Iterator[Path]:
    """Make a directory into which every user may look."""
    with tempfile.TemporaryDirectory(dir="/tmp") as made:
        os.chmod(made, 0o755)  # noqa: S103, PTH101
        yield Path(made)


def ask(path: Path, *through: str) -> subprocess.CompletedProcess[bytes]:
    """Ask the server at a socket for its accounts, as some user."""
    return subprocess.run(
        [*through, "nc", "-N", "-U", str(path)],
        input=b'{"command":"accounts"}\n',
        capture_output=True,
        timeout=DEADLINE,
        check=False,
    )


def test_another_user_is_refused(place: Path) -> None:
    """By the directory, by the socket's own mode, and where both were opened, by the server."""
    with SalonProcess(place):
        path = place / "data" / "admin.sock"
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert ask(path).stdout == b'{"answer":"end"}\n'
        assert b"Permission denied" in ask(path, *AS_ANOTHER).stderr
        path.parent.chmod(0o755)
        assert b"Permission denied" in ask(path, *AS_ANOTHER).stderr
        path.chmod(0o666)
        assert ask(path, *AS_ANOTHER).stdout == b""
        assert ask(path).stdout == b'{"answer":"end"}\n'


def test_root_leaves_the_data_of_another_user_alone(place: Path) -> None:
    """While no server runs; it would leave files there that the server may not open."""
    with SalonProcess(place):
        assert admin(place, "accounts").code == 0
    for path in (place / "data", *(place / "data").iterdir()):
        with suppress(FileNotFoundError):
            os.chown(path, 1, 1)
    refused = admin(place, "accounts")
    assert refused.code == 2
    assert "sudo -u" in refused.log
