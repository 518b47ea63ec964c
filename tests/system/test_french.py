"""The command in French: whatever is wrong, what it says has no English in it."""

import socket
from pathlib import Path

import pytest

from harness.english import english_in
from harness.ports import free_port
from harness.salon_process import SalonProcess, run_salon

WRONG = {
    "no such command": ("nonsense",),
    "no such option": ("serve", "--nonsense"),
    "an option that takes no value": ("serve", "--help=x"),
    "an option without its value": ("serve", "--port"),
    "no number": ("serve", "--port", "x"),
    "no setting": ("serve", "--set", "nonsense=1"),
    "no assignment": ("serve", "--set", "nonsense"),
    "a value of another kind": ("serve", "--set", "limits.targets=x"),
    "a value out of range": ("serve", "--set", "limits.targets=0"),
    "no file": ("serve", "--config", "nowhere.toml"),
    "not TOML": ("serve", "--config", "broken.toml"),
    "no directory": ("serve", "--data", "/proc/nowhere"),
    "a file in the place of the directory": ("serve", "--data", "broken.toml"),
    "another database": ("serve", "--data", "other"),
    "a port that is taken": ("serve", "--port", "{taken}"),
    "no host": ("serve", "--host", "192.0.2.1"),
    "no message of the day": ("serve", "--set", "motd_file=nowhere"),
    "nobody to connect to": ("connect", "127.0.0.1", "{free}"),
    "no wire": ("connect", "127.0.0.1", "1", "nonsense"),
    "no port to connect to": ("connect", "127.0.0.1", "x"),
    "too much": ("connect", "a", "1", "chaines", "b", "c"),
    "a directory of nowhere": ("annuaire", "127.0.0.1", "0", "--directory", "x"),
    "help": ("--help",),
    "help of the server": ("serve", "--help"),
    "help of a program": ("connect", "--help"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_said_in_french(tmp_path: Path, case: str) -> None:
    """On either stream."""
    (tmp_path / "broken.toml").write_text("= x")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "salon.db").write_bytes(b"no database" * 1_000)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ports = {"{taken}": str(taken.getsockname()[1]), "{free}": str(free_port())}
        command = [ports.get(word, word) for word in WRONG[case]]
        quiet = ["--set", "http.enabled=false"] if command[0] == "serve" else []
        ended = run_salon(tmp_path, *command, *quiet, through=("env", "SALON__LANGUAGE=fr"))
    assert ended.said + ended.log
    assert english_in(ended.said + ended.log) == []


def test_the_log_is_french(tmp_path: Path) -> None:
    """From the start to the end, at its most talkative."""
    with SalonProcess(tmp_path, "--language", "fr", "--set", "log.level=debug") as salon:
        client = salon.enter("ann")
        client.send("QUIT :bye")
        client.wait_closed()
    said = salon.log
    assert "arrivée de ann depuis" in said
    assert english_in(said) == []
