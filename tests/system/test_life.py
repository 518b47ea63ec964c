"""The life of the server: start, listeners, signals, the service manager, operators, reload, a clean end."""

import os
import re
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from harness.ports import free_port
from harness.salon_process import (
    DEADLINE,
    DIALECTS,
    STOP_SECONDS,
    IrcClient,
    SalonProcess,
    eventually,
    flood_channel,
    messages,
    run_salon,
    try_to_serve,
)


def write_configuration(directory: Path, text: str) -> None:
    """Write the configuration that a server in this directory reads."""
    (directory / "salon.toml").write_text(text, encoding="utf-8")


def operator(directory: Path, name: str, password: str) -> str:
    """Return the lines that make somebody an operator, with a hash made by the command for it."""
    made = run_salon(directory, "hash-password", given=f"{password}\n")
    assert made.code == 0, made.log
    return f'[operators.{name}]\npassword = "{made.said.strip()}"\n'


# --- the start ----------------------------------------------------------------------------------


def test_the_start_prints_every_listener(tmp_path: Path) -> None:
    """All are printed with the ports that they took, and people can connect there."""
    with SalonProcess(tmp_path) as salon:
        assert salon.doors.keys() == {"IRC", "IRC (TLS)", *DIALECTS}
        assert 0 not in salon.doors.values()
        assert f"-p {salon.port}" in salon.said
        assert str(tmp_path / "data") in salon.said
        salon.enter("alice").send("JOIN #c")


def test_the_start_prints_the_fingerprint(tmp_path: Path) -> None:
    """The self-signed certificate stays the same from start to start."""
    prints = []
    for _ in range(2):
        with SalonProcess(tmp_path) as salon:
            prints += re.findall("([0-9A-F]{2}(?::[0-9A-F]{2}){31})", salon.said)
    assert len(prints) == 2
    assert prints[0] == prints[1]


@pytest.mark.parametrize(
    ("option", "setting"), [("--port={}", "irc.port"), ("--set=irc.tls.port={}", "irc.tls.port")]
)
def test_a_port_in_use_is_named(tmp_path: Path, option: str, setting: str) -> None:
    """The reason, the port and the setting to change are told; nothing stays open, or in use."""
    plain = free_port()
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        ended = try_to_serve(tmp_path, f"--port={plain}", option.format(taken))
    assert ended.code == 2
    assert f"port {taken}: another program is listening there" in ended.log
    assert f"change {setting}." in ended.log
    assert not (tmp_path / "data").exists()
    with pytest.raises(ConnectionRefusedError):
        IrcClient(plain)
    with SalonProcess(tmp_path):
        pass


def test_two_listeners_on_one_port_are_refused_at_the_start(tmp_path: Path) -> None:
    """Both settings are named, and nothing is opened."""
    ports = ("dialects.relais.port", "dialects.chaines.port")
    ended = try_to_serve(tmp_path, *(f"--set={port}=1459" for port in ports))
    assert ended.code == 2
    assert f"{ports[0]} and {ports[1]} are both 1459" in ended.log


def test_a_wrong_configuration_is_refused_at_the_start(tmp_path: Path) -> None:
    """What is wrong is named, with the nearest known setting, and no data directory is made."""
    write_configuration(tmp_path, "[limits]\nmesages_per_second = 1\n")
    ended = try_to_serve(tmp_path)
    assert ended.code == 2
    assert "limits.messages_per_second" in ended.log
    assert not (tmp_path / "data").exists()


def test_the_texts_are_french(tmp_path: Path) -> None:
    """With --language fr, the start, the welcome, refusals and the end are French."""
    with SalonProcess(tmp_path, "--language", "fr") as salon:
        assert "À l'écoute\N{NO-BREAK SPACE}: IRC (TLS) sur 127.0.0.1" in salon.said
        assert "pour gérer ce serveur. Il est valable une fois" in salon.said
        alice = salon.enter("alice")
        assert "Bienvenue" in next(line for line in alice.lines if " 001 " in line)
        alice.send("WALLOPS :moi")
        alice.wait_for(" 481 .*:Seuls les opérateurs du serveur")
        salon.stop()
        assert "Le serveur s'arrête" in alice.wait_closed()[-1]


def test_the_environment_chooses_the_language(tmp_path: Path) -> None:
    """Without a setting, LANG decides."""
    with SalonProcess(tmp_path, environment={"LC_ALL": "", "LANG": "fr_FR.UTF-8"}) as salon:
        assert "À l'écoute" in salon.said


# --- operators ----------------------------------------------------------------------------------


def test_oper_by_the_configuration(tmp_path: Path) -> None:
    """The password opens it; and where there is one, no later start says how to become one."""
    with SalonProcess(tmp_path):
        pass
    write_configuration(tmp_path, operator(tmp_path, "alice", "sésame, ouvre-toi"))
    with SalonProcess(tmp_path) as salon:
        assert "operator" not in salon.said
        alice = salon.enter("alice")
        alice.send("OPER alice sésame", "OPER bob :sésame, ouvre-toi", "OPER alice :sésame, ouvre-toi")
        alice.wait_for(" 464 ")
        alice.wait_for(" 464 ")
        alice.wait_for(" 381 ")


def test_an_operator_reloads_and_restarts(tmp_path: Path) -> None:
    """REHASH reads the file again and tells its mistakes; RESTART begins anew, on the same ports."""
    write_configuration(tmp_path, "motd = 'one'\n" + (boss := operator(tmp_path, "boss", "secret")))
    ports = {"IRC": free_port(), "IRC (TLS)": free_port()}
    own = ("--port", str(ports["IRC"]), "--set", f"irc.tls.port={ports['IRC (TLS)']}")
    with SalonProcess(tmp_path, *own) as salon:
        alice = salon.enter("alice", "#c")
        alice.send("REHASH", "RESTART")
        alice.wait_for(" 481 ")
        alice.wait_for(" 481 ")
        alice.send("OPER boss secret", "PRIVMSG #c :before")
        alice.wait_for(" 381 ")
        write_configuration(tmp_path, "motd = 'two'\n" + boss)
        alice.send("REHASH", "MOTD")
        alice.wait_for(" 382 ")
        alice.wait_for(" 372 .*two")
        write_configuration(tmp_path, "mtd = 'three'\n" + boss)
        alice.send("REHASH", "MOTD")
        alice.wait_for("motd")
        alice.wait_for(" 372 .*two")
        write_configuration(tmp_path, "motd = 'four'\n" + boss)
        bob = salon.enter("bob", "#c")
        alice.send("RESTART")
        for client in (alice, bob):
            assert client.wait_closed()[-1].startswith("ERROR :")
        salon.wait_ready(starts=2)
        assert salon.doors.items() >= ports.items()
        alice = salon.enter("alice", "#c")
        assert any(" 372 " in line and "four" in line for line in alice.lines)
        assert messages(alice.lines)[0].endswith("before")


# --- the service manager ------------------------------------------------------------------------


class Manager:
    """Stands in for systemd: the socket to which a service of Type=notify tells its state."""

    def __init__(self, path: Path) -> None:
        self.address = str(path)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.settimeout(DEADLINE)
        self._socket.bind(self.address)

    def next(self) -> dict[str, str]:
        """Return the next state that the service tells."""
        lines = self._socket.recv(65_536).decode().splitlines()
        return {name: value for name, _, value in (line.partition("=") for line in lines)}

    def close(self) -> None:
        """Listen no more."""
        self._socket.close()


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[Manager]:
    """Give a service manager that listens."""
    listening = Manager(tmp_path / "notify")
    yield listening
    listening.close()


def test_the_service_manager_is_told(tmp_path: Path, manager: Manager) -> None:
    """READY when it listens, RELOADING and READY around a reload, STOPPING before the end."""
    salon = SalonProcess(tmp_path, environment={"NOTIFY_SOCKET": manager.address})
    try:
        assert manager.next()["READY"] == "1"
        alice = salon.enter("alice")
        salon.send_signal(signal.SIGHUP)
        reloading = manager.next()
        assert reloading["RELOADING"] == "1"
        assert int(reloading["MONOTONIC_USEC"]) > 0
        assert manager.next()["READY"] == "1"
        write_configuration(tmp_path, "nonsense")
        salon.send_signal(signal.SIGHUP)
        assert manager.next()["RELOADING"] == "1"
        assert manager.next()["READY"] == "1"
        salon.stop()
        assert manager.next()["STOPPING"] == "1"
        alice.wait_closed()
    finally:
        salon.clear()


# --- reload -------------------------------------------------------------------------------------


def test_sighup_reads_the_settings_again(tmp_path: Path) -> None:
    """The message of the day, the limits and the operators are the file's new ones; nobody is dropped."""
    write_configuration(tmp_path, "motd = 'one'\n[limits]\ntopic_length = 20\nconnections_per_address = 2\n")
    with SalonProcess(tmp_path) as salon:
        alice = salon.enter("alice", "#c")
        assert any(" 372 " in line and "one" in line for line in alice.lines)
        boss = operator(tmp_path, "boss", "secret")
        write_configuration(tmp_path, f"motd = 'two'\n[limits]\ntopic_length = 10\n{boss}")
        salon.send_signal(signal.SIGHUP)
        salon.wait_log("configuration reloaded")
        alice.send("MOTD", "VERSION", "OPER boss secret", "TOPIC #c :0123456789abcdef")
        alice.wait_for(" 372 .*two")
        alice.wait_for(" 005 .*TOPICLEN=10 ")
        alice.wait_for(" 381 ")
        alice.wait_for(" TOPIC #c :0123456…$")
        for nick in ("bob", "carol", "dave"):
            salon.enter(nick)


NO_FILE = "no configuration file was there at the start"


def test_sighup_says_what_it_changed(tmp_path: Path) -> None:
    """By the names of the settings: those in force at once, and those that wait for the next start."""
    write_configuration(tmp_path, "motd = 'one'\n")
    with SalonProcess(tmp_path) as salon:
        salon.send_signal(signal.SIGHUP)
        salon.wait_log("configuration reloaded from salon.toml$")
        salon.wait_log("no setting has changed$")
        boss = operator(tmp_path, "boss", "secret")
        write_configuration(tmp_path, f"motd = 'two'\nname = 'other.example'\n[limits]\nburst = 3\n{boss}")
        salon.send_signal(signal.SIGHUP)
        salon.wait_log("in force from now on: motd, limits.burst, operators$")
        salon.wait_log(" warning .*: name changed: it takes effect at the next start$")
        assert salon.log.count("no setting has changed") == 1


def test_sighup_without_a_file(tmp_path: Path) -> None:
    """It is no reload of settings, and is not called one; what may have been meant is said."""
    with SalonProcess(tmp_path) as salon:
        salon.send_signal(signal.SIGHUP)
        salon.wait_log(NO_FILE)
        write_configuration(tmp_path, "motd = 'two'\n")
        salon.send_signal(signal.SIGHUP)
        salon.wait_log("salon.toml was not there at the start and is read at the next one")
        assert "reloaded" not in salon.log


def holds_back_sighup(pid: int) -> bool:
    """Tell whether a process has SIGHUP wait, by the mask that the system shows of it."""
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    return bool(int(re.findall(r"SigBlk:\s*(\w+)", status)[0], 16) & 1 << signal.SIGHUP - 1)


def test_sighup_while_it_starts(tmp_path: Path) -> None:
    """The signal waits from before all that takes time to load, and is a reload then."""
    salon = SalonProcess(tmp_path)
    try:
        eventually(lambda: holds_back_sighup(salon.pid), "SIGHUP that waits")
        assert "ready" not in salon.log
        salon.send_signal(signal.SIGHUP)
        salon.wait_ready()
        salon.wait_log(NO_FILE)
        assert not holds_back_sighup(salon.pid)
        salon.stop()
    finally:
        salon.clear()


def test_sighup_while_it_restarts(tmp_path: Path) -> None:
    """From the end of the one run to the beginning of the next, too."""
    write_configuration(tmp_path, operator(tmp_path, "boss", "secret"))
    with SalonProcess(tmp_path) as salon:
        alice = salon.enter("alice")
        alice.send("OPER boss secret", "RESTART")

        def ask_and_look() -> bool:
            salon.send_signal(signal.SIGHUP)
            return salon.log.count("ready: Salon") == 2

        eventually(ask_and_look, "second start")
        salon.enter("alice")


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ("motd = [", "not TOML"),
        ("mtd = 'two'", "motd"),
        ("motd_file = 'missing.txt'", "missing.txt"),
        ("[limits]\ntopic_length = -1", "limits.topic_length"),
    ],
)
def test_a_wrong_file_changes_nothing(tmp_path: Path, wrong: str, named: str) -> None:
    """On SIGHUP a file with a mistake is left alone as a whole: the log names it, all goes on as before."""
    write_configuration(tmp_path, "motd = 'one'\n[limits]\ntopic_length = 20\n")
    with SalonProcess(tmp_path) as salon:
        alice = salon.enter("alice")
        more = "" if "topic_length" in wrong else "\n[limits]\ntopic_length = 10\n"
        write_configuration(tmp_path, wrong + more)
        salon.send_signal(signal.SIGHUP)
        assert named in salon.wait_log("not reloaded")
        alice.send("MOTD", "VERSION")
        alice.wait_for(" 372 .*one")
        alice.wait_for(" 005 .*TOPICLEN=20 ")


# --- its terminal -------------------------------------------------------------------------------

AS_LEADER = ("env", "--default-signal=HUP", "setsid", "--ctty")
"""Runs a program as a terminal's own: that of its input, whose end it is told by SIGHUP.

The tests may run under nohup, which has all that they start ignore that signal."""


@contextmanager
def started_in_a_terminal(
    directory: Path, *through: str
) -> Iterator[tuple[SalonProcess, Callable[[], None]]]:
    """Give a server in a terminal of its own, and what closes the terminal's window."""
    window, terminal = os.openpty()
    closed = False

    def close() -> None:
        nonlocal closed
        closed = True
        os.close(window)

    try:
        with SalonProcess(directory, through=(*AS_LEADER, *through), given=terminal) as salon:
            os.close(terminal)
            yield salon, close
    finally:
        if not closed:
            close()


def test_the_server_stops_with_its_terminal(tmp_path: Path) -> None:
    """Whoever closes the window has stopped it: people are told, and the end is a clean one."""
    with started_in_a_terminal(tmp_path) as (salon, close):
        alice = salon.enter("alice")
        close()
        assert salon.wait_end(STOP_SECONDS) == 0
        assert any("ERROR" in line and "The server stops" in line for line in alice.wait_closed())
        assert "reloaded" not in salon.log


def test_sighup_in_a_terminal_that_stays(tmp_path: Path) -> None:
    """It is from somebody who wants the settings read again."""
    with started_in_a_terminal(tmp_path) as (salon, _):
        salon.send_signal(signal.SIGHUP)
        salon.wait_log(NO_FILE)


def test_nohup_outlasts_the_terminal(tmp_path: Path) -> None:
    """Who was told to ignore that the terminal goes still reloads when asked to."""
    with started_in_a_terminal(tmp_path, "nohup") as (salon, close):
        close()
        salon.wait_log(NO_FILE)
        salon.send_signal(signal.SIGHUP)
        eventually(lambda: salon.log.count(NO_FILE) > 1, "second reload")


# --- the end ------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
def test_a_signal_ends_the_server_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    """Clients are told, the last thing said is committed, the exit code is 0 and all within 5 s."""
    with SalonProcess(tmp_path) as salon:
        alice = salon.enter("alice", "#c", caps="echo-message")
        bob = salon.enter("bob", "#c")
        unregistered = salon.connect()
        unregistered.send("PING 1")
        unregistered.wait_for("PONG")
        alice.send(*(f"PRIVMSG #c :number {i}" for i in range(200)))
        alice.wait_for("PRIVMSG #c :number 150$")
        salon.stop(number)
        for client in (alice, bob, unregistered):
            *_, last = client.wait_closed()
            assert last == "ERROR :Closing link: The server stops"
        heard = messages(bob.lines)
        assert messages(alice.lines) == heard == [f"number {i}" for i in range(len(heard))]
    with SalonProcess(tmp_path) as salon:
        carol = salon.enter("carol", "#c", caps="server-time")
        carol.send("HISTORY #c 100")
        assert messages(carol.settle()) == heard[-100:]


def test_a_client_that_does_not_read_delays_no_end(tmp_path: Path) -> None:
    """Its last lines are thrown away, and the server ends in time all the same."""
    with SalonProcess(tmp_path, "--set", "limits.send_queue_bytes=100000000") as salon:
        deaf = salon.connect(receive_buffer=4096)
        deaf.register("deaf")
        deaf.send("JOIN #c", *("HELP",) * 100)
        alice = salon.enter("alice", "#c")
        flood_channel(alice)
        salon.stop()
        assert alice.wait_closed()[-1].startswith("ERROR :")
