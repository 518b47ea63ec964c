"""The unit for systemd: as systemd itself judges it, and the server under what the unit takes away from it.

No test here has a systemd that runs services: docs/guide/deploy.md says what of the unit was tried how.
"""

import re
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

import smoke
from harness.confined import Confined, confined, never_executable
from harness.networks import inside, on_network
from harness.salon_process import DEADLINE, STOP_SECONDS, SalonProcess

UNIT = Path(__file__).parents[2] / "deploy" / "salon.service"
EXPOSURE = 15
"""Tenths of systemd's own measure, from 0 (tight) to 100; a service without any limits has 96."""

OWN = "10.77.0.1"
OPEN = ("--lan", "--no-announce", "--set", "http.enabled=true", "--set", "http.port=0")


def service() -> dict[str, list[str]]:
    """Return what the unit says of the service, of a line that is repeated each value."""
    found: dict[str, list[str]] = {}
    section = UNIT.read_text("utf-8").partition("[Service]\n")[2].partition("\n[")[0]
    for line in section.splitlines():
        name, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            found.setdefault(name, []).append(value)
    return found


def analyze(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Ask systemd-analyze."""
    return subprocess.run(["systemd-analyze", *arguments], capture_output=True, text=True, check=False)


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """Return the unit with a program that is here in place of the server's."""
    its = tmp_path / "salon.service"
    text = UNIT.read_text("utf-8").replace("/opt/salon/bin/salon", shutil.which("true") or "")
    its.write_text(text, "utf-8")
    return its


def test_systemd_understands_every_line(unit: Path) -> None:
    """It says nothing where all is well."""
    done = analyze("verify", "--man=no", unit)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_mistake_would_be_seen(unit: Path) -> None:
    """Else the test above would say nothing."""
    unit.write_text(unit.read_text("utf-8").replace("ProtectSystem=", "ProtectSystems="), "utf-8")
    assert "ProtectSystems" in analyze("verify", "--man=no", unit).stderr


def test_systemd_finds_it_hard_to_break_out_of(unit: Path) -> None:
    """By its own measure; what it still misses stands in docs/guide/deploy.md."""
    done = analyze("security", "--offline=yes", f"--threshold={EXPOSURE}", "--no-pager", unit)
    assert done.returncode == 0, done.stdout


@pytest.fixture
def within() -> Iterator[Confined]:
    """Give what the unit leaves to the server of the file system, users and rights."""
    with confined() as its:
        yield its


def test_it_works_with_what_the_unit_leaves_it(within: Confined, tmp_path: Path) -> None:
    """Another user without rights, one directory to write to, no memory made executable; systemd is told."""
    told = service()
    assert told["ProtectSystem"] == ["strict"]
    assert told["MemoryDenyWriteExecute"] == told["NoNewPrivileges"] == told["PrivateTmp"] == ["yes"]
    assert told["CapabilityBoundingSet"] == told["AmbientCapabilities"] == [""]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.settimeout(DEADLINE)
        manager.bind("")  # the kernel chooses a name that is no file
        name = "@" + manager.getsockname()[1:].decode()
        salon = SalonProcess(
            tmp_path,
            *("--set", "http.enabled=true", "--set", "http.port=0"),
            data=within.place,
            through=(*within.through, *never_executable()),
            environment={"NOTIFY_SOCKET": name},
        )
        try:
            assert manager.recv(4096).startswith(b"READY=1")
            salon.wait_ready()
            smoke.talk("127.0.0.1", salon.port, salon.doors["HTTP"])
            smoke.talk("127.0.0.1", salon.tls_port, salon.doors["HTTP"], tls=True)
            salon.send_signal(signal.SIGHUP)
            assert manager.recv(4096).startswith(b"RELOADING=1")
            assert manager.recv(4096).startswith(b"READY=1")
            assert told["TimeoutStartSec"] == ["infinity"]  # to migrate a large database
            assert float(told["TimeoutStopSec"][0]) > STOP_SECONDS
            salon.stop()
            assert manager.recv(4096) == b"STOPPING=1"
        finally:
            salon.clear()
        assert (within.place / "salon.db").stat().st_mode & 0o777 == 0o600


def test_nothing_else_can_be_written(within: Confined, tmp_path: Path) -> None:
    """What confines the server confines it; else the test above would say nothing."""
    tries = (
        f"touch {within.place}/yes && touch /tmp/yes && ! touch {tmp_path}/no && ! touch /usr/no "
        "&& ! ls /root/.ssh && test $(id -u) != 0 && ! kill -0 1 "
        "&& grep -q 'CapBnd:.0000000000000000' /proc/self/status"
    )
    done = subprocess.run([*within.through, "sh", "-c", tries], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    gain = "import mmap; mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)"
    command = [*never_executable(), never_executable()[0], "-c", gain]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "PermissionError" in done.stderr


# --- system calls -------------------------------------------------------------------------------


def calls_of(name: str) -> set[str]:
    """Return the system calls of one of systemd's sets, those of the sets in it among them."""
    done = analyze("syscall-filter", name)
    assert done.returncode == 0, done.stderr
    found = set()
    for line in done.stdout.splitlines()[1:]:
        word = line.strip()
        if word.startswith("@"):
            found |= calls_of(word)
        elif word and not word.startswith("#"):
            found.add(word)
    return found


def test_the_calls_and_addresses_of_the_unit_suffice(within: Confined, tmp_path: Path) -> None:
    """All that the server asks of the kernel, opened to the network, is in the sets that the unit names."""
    (within.place / "salon.toml").write_text("motd = 'Bonjour'\n", "utf-8")
    trace = within.place / "trace"
    traced = ("strace", "-D", "-f", "-qq", "-s", "200", "-o", str(trace))
    salon = SalonProcess(
        tmp_path,
        *OPEN,
        data=within.place / "data",
        through=(*on_network(f"{OWN}/24"), *within.through, *traced),
    )
    with salon:
        inside(salon.pid, lambda: smoke.talk(OWN, salon.tls_port, salon.doors["HTTP"], tls=True))
        salon.send_signal(signal.SIGHUP)
        salon.wait_log("configuration reloaded")
    said = trace.read_text("utf-8", errors="replace")
    begun = said[re.search(r'execve\(.*"serve".*\) = 0', said).end() :]  # type: ignore[union-attr]
    called = set(re.findall(r"^\d+ +(\w+)\(", begun, re.MULTILINE))
    allowed = calls_of("@default")
    for value in service()["SystemCallFilter"]:
        if value.startswith("~"):
            allowed -= calls_of(value[1:])
        else:
            allowed |= calls_of(value)
    assert {"recvfrom", "fdatasync", "accept4"} & called, "the trace shows no server"
    assert called - allowed == set()
    families = set(re.findall(r"\bsocket\((AF_\w+)", begun))
    assert "AF_INET" in families
    assert families <= set(service()["RestrictAddressFamilies"][0].split())
