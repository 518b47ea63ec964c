"""The image for containers: built and run where an engine is, and everywhere its parts, step by step.

`SALON_ENGINE` names an engine that must be there. Building takes a network, for the image it begins with.
"""

import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

import pytest

import smoke
from harness.confined import confined
from harness.distributions import ROOT, build, copy_clone, install
from harness.dockerfile import copied, ignored, is_sent, named, stages, variables
from harness.networks import inside, on_network
from harness.salon_process import DEADLINE, STOP_SECONDS, clean_environment, eventually

BUILD, FINAL = stages()
PAGE, IRC = 8080, 6697


def engine() -> str:
    """Return the command of an engine that works."""
    if wanted := os.environ.get("SALON_ENGINE"):
        return wanted
    why = []
    for name in filter(shutil.which, ("docker", "podman")):
        asked = subprocess.run([name, "info"], capture_output=True, text=True, check=False)
        if asked.returncode == 0:
            return name
        why.append(f"{name}: {asked.stderr.strip()}")
    pytest.skip(f"no container engine works here, its parts alone are tested: {why or 'none is installed'}")


def run(*command: str) -> str:
    """Return what an engine's command prints."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()


@contextmanager
def container(engine: str, image: str, volume: str) -> Iterator[str]:
    """Run a container as compose.yaml does, until its health is good, and remove it."""
    confining = (
        *("--read-only", "--tmpfs", "/tmp"),  # noqa: S108 - in the container
        *("--cap-drop", "ALL", "--security-opt", "no-new-privileges"),
    )
    ports = ("--publish", f"127.0.0.1::{PAGE}", "--publish", f"127.0.0.1::{IRC}")
    its = run(engine, "run", "--detach", *confining, *ports, "--volume", f"{volume}:/var/lib/salon", image)

    def is_healthy() -> bool:
        return run(engine, "inspect", "--format", "{{.State.Health.Status}}", its) == "healthy"

    try:
        eventually(is_healthy, "container in good health", 90)
        yield its
        run(engine, "stop", its)
        assert run(engine, "inspect", "--format", "{{.State.ExitCode}}", its) == "0"
    finally:
        subprocess.run([engine, "rm", "--force", its], capture_output=True, check=False)


def port(engine: str, its: str, inner: int) -> int:
    """Return the port of this machine that leads to one of a container."""
    return int(run(engine, "port", its, f"{inner}/tcp").splitlines()[0].rpartition(":")[2])


@pytest.mark.timeout(900)
def test_the_image_is_built_and_runs() -> None:
    """It prints how to connect, serves the page and IRC over TLS, ends cleanly, and remembers."""
    by = engine()
    name = f"salon-test-{token_hex(4)}"
    run(by, "build", "--tag", name, ".")
    try:
        with container(by, name, name) as its:
            assert f"Open in a browser: http://localhost:{PAGE}/" in run(by, "logs", its)
            smoke.talk("127.0.0.1", port(by, its, IRC), port(by, its, PAGE), tls=True)
        with container(by, name, name) as its:
            smoke.remember("127.0.0.1", port(by, its, IRC), tls=True)
    finally:
        for kind in ("volume", "image"):
            subprocess.run([by, kind, "rm", "--force", name], capture_output=True, check=False)


# --- the parts ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an environment with the wheel that is built of nothing but what the image is given.

    Node.js and the libraries are not fetched: the page is there, and the libraries are this environment's.
    """
    tree = tmp_path_factory.mktemp("context")
    sources = [*copied(BUILD)]
    patterns = ignored()

    def wanted(name: str) -> bool:
        is_copied = any(name == source or name.startswith(f"{source}/") for source in sources)
        return is_copied and is_sent(name, patterns)

    copy_clone(tree, wanted)
    home = tmp_path_factory.mktemp("opt") / "salon"
    install(build("wheel", tree, tmp_path_factory.mktemp("wheel")), home)
    return home


def test_its_parts_work_together(installed: Path) -> None:
    """Its command, environment, ports, check of health and signal, for another user without rights.

    The file system can only be read, but for the data. The network is one of its own.
    """
    with confined(installed) as within:

        def placed(text: str) -> str:
            here = text.replace("/opt/salon", str(installed)).replace("/var/lib/salon", str(within.place))
            return here.replace("$PATH", os.environ["PATH"])

        environment = clean_environment(**{name: placed(its) for name, its in variables(FINAL).items()})
        (entry,), (command,) = (named(FINAL, word) for word in ("ENTRYPOINT", "CMD"))
        (health,) = named(FINAL, "HEALTHCHECK")
        check = json.loads(health.rest.partition("CMD ")[2])
        program, *options = [*entry.arguments, *command.arguments]
        output = installed.parent / "output"
        with (
            output.open("wb") as file,
            subprocess.Popen(
                [*on_network("10.77.0.1/24"), *within.through, str(installed / "bin" / program), *options],
                cwd=within.place,
                env=environment,
                stdout=file,
                stderr=file,
            ) as process,
        ):
            try:

                def is_ready() -> bool:
                    assert process.poll() is None, output.read_text("utf-8")
                    return "ready: Salon" in output.read_text("utf-8")

                eventually(is_ready, "server that is ready")
                assert f"Open in a browser: http://localhost:{PAGE}/" in output.read_text("utf-8")
                inside(process.pid, lambda: smoke.talk("10.77.0.1", IRC, PAGE, tls=True))
                inside(process.pid, lambda: check_health(check, environment))
                assert {file.name for file in within.place.iterdir()} >= {"salon.db", "salon.lock"}
                began = time.monotonic()
                (stop,) = named(FINAL, "STOPSIGNAL")
                process.send_signal(signal.Signals[stop.rest])
                assert process.wait(DEADLINE) == 0, output.read_text("utf-8")
                assert time.monotonic() - began < STOP_SECONDS
            finally:
                process.kill()


def check_health(command: list[str], environment: dict[str, str]) -> None:
    """Run the image's check of health, as an engine does; it fails where nothing listens."""
    assert subprocess.run(command, env=environment, check=False).returncode == 0
    nowhere = [word.replace(str(PAGE), str(PAGE + 1)) for word in command]
    assert subprocess.run(nowhere, env=environment, stderr=subprocess.DEVNULL, check=False).returncode != 0
