"""Where the server listens, what its start prints, and what it says where it cannot start."""

import re
import shlex
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest

from harness.ports import free_port
from harness.salon_process import (
    DEADLINE,
    DIALECTS,
    STOP_SECONDS,
    UNCHOSEN,
    IrcClient,
    SalonProcess,
    clean_environment,
    eventually,
    run_salon,
    try_to_serve,
)

BOTH = '["127.0.0.1", "::1"]'
HOSTS = ("irc.host", *(f"dialects.{name}.host" for name in DIALECTS))


def connects(host: str, port: int) -> bool:
    """Return whether somebody can connect."""
    try:
        socket.create_connection((host, port), DEADLINE).close()
    except OSError:
        return False
    return True


# --- where it listens ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("host", "open_on", "shut_on"),
    [
        (BOTH, ["127.0.0.1", "::1"], ["127.0.0.2"]),
        ("::", ["127.0.0.1", "127.0.0.2", "::1"], []),
        ("0.0.0.0", ["127.0.0.1", "127.0.0.2"], ["::1"]),  # noqa: S104 - as asked for
        ("::1", ["::1"], ["127.0.0.1"]),
    ],
)
def test_every_listener_takes_hosts(
    tmp_path: Path, host: str, open_on: Sequence[str], shut_on: Sequence[str]
) -> None:
    """One or a list; `::` is both families. One port serves all addresses of a listener."""
    with SalonProcess(tmp_path, *(f"--set={setting}={host}" for setting in HOSTS)) as salon:
        assert salon.doors.keys() == {"IRC", "IRC (TLS)", *DIALECTS}
        for port in salon.doors.values():
            assert [address for address in open_on if not connects(address, port)] == []
            assert [address for address in shut_on if connects(address, port)] == []
        for address in open_on:
            client = IrcClient(salon.port, host=address)
            client.register("alice")
            client.send("QUIT")
            client.wait_closed()
            client.close()


def test_another_server_on_the_same_data(tmp_path: Path) -> None:
    """That one is named with its process, and not the ports, which it has as well."""
    with SalonProcess(tmp_path) as salon:
        ended = try_to_serve(tmp_path, f"--port={salon.port}")
    assert ended.code == 2
    assert "Another Salon runs on the data directory data: salon.example, process " in ended.log
    assert f"(kill {salon.pid})" in ended.log
    assert "--data DIRECTORY --port-offset 100" in ended.log
    assert "Cannot listen" not in ended.log


# --- what it prints -----------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "0.0.0.0", "::", "::1"])  # noqa: S104 - as asked for
def test_the_printed_commands_connect(tmp_path: Path, host: str) -> None:
    """Each is run as it is printed: netcat ends with its input, and irssi is given where IRC answers."""
    with SalonProcess(tmp_path, *(f"--set={setting}={host}" for setting in HOSTS)) as salon:
        by_netcat = re.findall(r"^Connect with netcat \((\w+)\): (nc .*)$", salon.said, re.MULTILINE)
        assert [wire for wire, _ in by_netcat] == list(DIALECTS)
        for wire, command in by_netcat:
            ended = subprocess.run(
                ["sh", "-c", command], input=b"", capture_output=True, timeout=DEADLINE, check=False
            )
            assert ended.returncode == 0, (wire, command, ended.stderr)
        (by_program,) = re.findall(r"^Connect in a terminal \(chaines\): (.*)$", salon.said, re.MULTILINE)
        ended = subprocess.run(
            ["sh", "-c", by_program], input=b"", capture_output=True, timeout=DEADLINE, check=False
        )
        assert ended.returncode == 0, (by_program, ended.stderr)
        (irssi,) = re.findall(r"irssi -c (\S+) -p (\d+)$", salon.said, re.MULTILINE)
        client = IrcClient(int(irssi[1]), host=irssi[0])
        client.register("alice")
        client.close()


@pytest.mark.parametrize("by_module", [True, False])
def test_the_printed_command_for_an_operator(tmp_path: Path, by_module: bool) -> None:
    """It runs where the server was started, though no `salon` is in the path."""
    program = [sys.executable, "-m", "salon"] if by_module else [str(Path(sys.executable).parent / "salon")]
    bare = {**clean_environment(), "PATH": "/usr/bin:/bin"}

    def run(command: str) -> str:
        made = subprocess.run(
            ["sh", "-c", command],
            input="sésame-8\n",
            cwd=tmp_path,
            env=bare,
            capture_output=True,
            text=True,
            timeout=DEADLINE,
            check=True,
        )
        return made.stdout

    with (tmp_path / "said").open("w+", encoding="utf-8") as said:
        server = subprocess.Popen(
            [*program, "serve", *UNCHOSEN], cwd=tmp_path, env=bare, stdout=said, stderr=subprocess.DEVNULL
        )
        try:
            (found,) = eventually(
                lambda: re.findall(r"run: (.*) operator NAME\n", (tmp_path / "said").read_text("utf-8")),
                "advice how to become operator",
            )
            run(f"{found} account-add alice")
            assert run(f"{found} operator alice") == "alice is now a server operator.\n"
        finally:
            server.terminate()
            assert server.wait(STOP_SECONDS) == 0


# --- where it cannot start ----------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(
    ("options", "setting", "english", "french"),
    [
        (
            ["irc.host=192.0.2.1"],
            "irc.host",
            "this machine has no such address",
            "cette machine n'a pas cette adresse",
        ),
        (
            ["dialects.public.host=nowhere.invalid"],
            "dialects.public.host",
            "no machine is known by that name",
            "aucune machine n'est connue sous ce nom",
        ),
        (
            ["motd_file=missing.txt"],
            "motd_file",
            "missing.txt cannot be read: there is no such file or directory",
            "missing.txt ne peut pas être lu\N{NO-BREAK SPACE}: il n'y a pas de tel fichier ou dossier",
        ),
        (
            ["motd_file=/"],
            "motd_file",
            "/ cannot be read: it is a directory",
            "/ ne peut pas être lu\N{NO-BREAK SPACE}: c'est un dossier",
        ),
        (
            ["irc.tls.certificate=missing.pem"],
            "irc.tls.certificate",
            "missing.pem cannot be read: there is no such file or directory",
            "missing.pem est illisible\N{NO-BREAK SPACE}: il n'y a pas de tel fichier ou dossier",
        ),
    ],
    ids=["address", "name", "motd", "directory", "certificate"],
)
def test_what_keeps_it_from_starting(
    tmp_path: Path, language: str, options: Sequence[str], setting: str, english: str, french: str
) -> None:
    """Said in one language, for a person, with the setting to change; exit code 2, and nothing is made."""
    ended = try_to_serve(tmp_path, "--language", language, *(f"--set={option}" for option in options))
    assert ended.code == 2
    assert ended.said == ""
    assert setting in ended.log
    assert (english if language == "en" else french) in ended.log
    assert not re.search(r"critical|Errno|No such|Traceback", ended.log)
    assert sorted(path.name for path in tmp_path.iterdir()) == []


def test_all_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    """Of the ports and of the files; and nothing is listened on."""
    plain = free_port()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = try_to_serve(
            tmp_path,
            *(f"--port={plain}", f"--set=dialects.public.port={port}", f"--set=dialects.relais.port={port}"),
            *("--set=dialects.relais.host=127.0.0.2", "--set=motd_file=missing"),
            *("--set=dialects.chaines.host=192.0.2.1",),
        )
    assert [line.partition(":")[0] for line in ended.log.splitlines()] == [
        "Configuration",
        "motd_file",
        f"Cannot listen for public on 127.0.0.1 port {port}",
        "Cannot listen for chaines on 192.0.2.1",
        "Or start with --port-offset 100, which moves all ports at once.",
    ]
    assert not connects("127.0.0.1", plain)


def test_a_data_directory_that_cannot_be_made(tmp_path: Path) -> None:
    """It is a setting to change, too."""
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    ended = try_to_serve(tmp_path, "--data", "file/data", "--language", "fr")
    assert ended.code == 2
    assert "une partie du chemin n'est pas un dossier" in ended.log
    assert "critical" not in ended.log


def test_a_reload_names_the_file(tmp_path: Path) -> None:
    """What cannot be read is said as at the start."""
    with SalonProcess(tmp_path) as salon:
        (tmp_path / "salon.toml").write_text("motd_file = 'missing.txt'", encoding="utf-8")
        salon.stop()
    (tmp_path / "motd").write_text("salut", encoding="utf-8")
    (tmp_path / "salon.toml").write_text("motd_file = 'motd'", encoding="utf-8")
    with SalonProcess(tmp_path) as salon:
        (tmp_path / "motd").unlink()
        salon.send_signal(signal.SIGHUP)
        line = salon.wait_log("not reloaded")
        assert "motd_file: motd cannot be read: there is no such file or directory" in line


# --- what it was started with -------------------------------------------------------------------


@pytest.mark.parametrize("closed", ["<&-", "<&- >&-", "<&- >&- 2>&-", "2>&-"])
def test_a_closed_standard_stream(tmp_path: Path, closed: str) -> None:
    """The server runs, and stops cleanly."""
    shell = ("sh", "-c", f'exec "$@" {closed}', "sh")
    port = free_port()
    command = [*shell, sys.executable, "-m", "salon", "serve", *UNCHOSEN, "--port", str(port)]
    server = subprocess.Popen(command, cwd=tmp_path, env=clean_environment(), stdout=subprocess.DEVNULL)
    try:
        eventually(lambda: connects("127.0.0.1", port), "server that listens")
        client = IrcClient(port)
        client.register("alice")
        server.terminate()
        client.wait_closed()
        client.close()
        assert server.wait(STOP_SECONDS) == 0
    finally:
        server.kill()
        server.wait(DEADLINE)


@pytest.mark.parametrize(
    ("full", "heard"), [("2>/dev/full", "standard error"), (">/dev/full", "standard output")]
)
def test_a_standard_stream_on_a_full_disk(tmp_path: Path, full: str, heard: str) -> None:
    """What is lost is said on the other one; the server runs, and stops cleanly."""
    port = free_port()
    command = ["sh", "-c", f'exec "$@" {full}', "sh", sys.executable, "-m", "salon", "serve"]
    server = subprocess.Popen(
        [*command, *UNCHOSEN, "--port", str(port)],
        cwd=tmp_path,
        env=clean_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT if full.startswith("2") else subprocess.PIPE,
    )
    try:
        eventually(lambda: connects("127.0.0.1", port), "server that listens")
        client = IrcClient(port)
        client.register("alice")
        server.terminate()
        client.wait_closed()
        client.close()
        outputs = [output.decode() for output in server.communicate(timeout=STOP_SECONDS) if output]
        assert server.returncode == 0
        assert any(f"Cannot write to {heard}: there is no room on the disk." in told for told in outputs)
    finally:
        server.kill()
        server.wait(DEADLINE)


@pytest.mark.parametrize("command", ["version", "config --example", "--help", "hash-password"])
def test_a_command_whose_output_cannot_be_written(tmp_path: Path, command: str) -> None:
    """A sentence, and an exit code that is not 0."""
    ended = run_salon(
        tmp_path, *command.split(), given="x\n", through=("sh", "-c", 'exec "$@" >/dev/full', "sh")
    )
    assert ended.code == 1
    assert ended.log == "Cannot write to the output: there is no room on the disk.\n"


def test_a_refusal_that_cannot_be_written(tmp_path: Path) -> None:
    """It is not lost in silence."""
    ended = run_salon(
        tmp_path, "serve", "--set=irc.port=x", through=("sh", "-c", 'exec "$@" 2>/dev/full', "sh")
    )
    assert ended.code == 1
    assert ended.said == "Cannot write to the output: there is no room on the disk.\n"


@pytest.mark.parametrize(
    "command",
    [
        *("serve --data", "serve --config", "serve --host", "serve --port", "serve --set", "config --check"),
        *("connect localhost", "connect", "annuaire --directory"),
    ],
)
def test_an_argument_that_is_no_text(tmp_path: Path, command: str) -> None:
    """Whatever it is for: a sentence that says what is wrong, and nothing is made."""
    shell = f"exec {shlex.quote(sys.executable)} -m salon {command} \"$(printf 'd\\377')\""
    ended = run_salon(tmp_path, through=("sh", "-c", shell))
    assert ended.code == 2
    assert ended.log == "'d\\udcff' is not UTF-8. Give names and paths in UTF-8.\n"
    assert list(tmp_path.iterdir()) == []


def test_a_variable_that_is_no_text(tmp_path: Path) -> None:
    """It is refused with its name, as any other value that does not fit."""
    shell = f"export SALON__NETWORK=\"$(printf 'd\\377')\"; exec {shlex.quote(sys.executable)} -m salon serve"
    ended = run_salon(tmp_path, through=("sh", "-c", shell))
    assert ended.code == 2
    assert "(SALON__NETWORK)" in ended.log


# --- descriptors --------------------------------------------------------------------------------


def test_no_descriptor_is_left(tmp_path: Path) -> None:
    """One warning with what to change; a reload says the same, and no word of removing a certificate."""
    through = ("sh", "-c", 'ulimit -n 64; exec "$@"', "sh")
    options = ("--set", "limits.connections_per_address=0")
    with SalonProcess(tmp_path, *options, through=through) as salon, ExitStack() as held:
        alice = salon.enter("alice")
        for _ in range(64):
            held.enter_context(socket.create_connection(("127.0.0.1", salon.port), DEADLINE))
        warned = salon.wait_log("LimitNOFILE")
        assert " warning " in warned
        assert "64 open files" in warned
        salon.send_signal(signal.SIGHUP)
        assert "64 open files" in salon.wait_log("not reloaded")
        salon.send_signal(signal.SIGHUP)
        eventually(lambda: salon.log.count("not reloaded") == 2, "second reload")
        assert "Remove" not in salon.log
        assert salon.log.count(" warning ") == 1
        held.close()
        alice.settle()
        eventually(lambda: len([*Path(f"/proc/{salon.pid}/fd").iterdir()]) < 60, "descriptors that are free")
        salon.enter("bob")


def test_garbage_is_collected_once_it_is_ready(tmp_path: Path) -> None:
    """Not before: all that a start loads stays."""
    program = """
import gc, os, runpy, signal, sys
from salon.server.notify import Notifier
from salon.server import run

def say(when):
    print(when, "collects" if gc.isenabled() else "does not collect", flush=True)

serve, Notifier.ready = run.Server._serve, lambda *_: (say("ready:"), os.kill(os.getpid(), signal.SIGTERM))
run.Server._serve = lambda *given: (say("starting:"), serve(*given))[1]
sys.argv = sys.argv[3:]
runpy.run_module("salon", run_name="__main__", alter_sys=True)
"""
    ended = try_to_serve(tmp_path, through=(sys.executable, "-c", program))
    assert ended.code == 0
    assert "starting: does not collect" in ended.said
    assert "ready: collects" in ended.said
