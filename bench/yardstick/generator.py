"""Compiles the two C programs and runs the load generator.

It must not know which servers there are.
"""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from yardstick.servers import BenchError, Running, found

HERE = Path(__file__).parents[1]
BUILD = HERE / "build"
PROGRAMS = {"load": ("load.c", "wires.c", "transport.c", "measure.c"), "floor": ("floor.c",)}
FLAGS = ("-std=gnu17", "-O2", "-Wall", "-Wextra")
# What a run takes beside the measurement: coming in, rest, warm-up.
SPARE_SECONDS = 330


def compile_all() -> dict[str, Path]:
    """Compile what is older than its sources; returns the programs by name."""
    compiler = found("gcc", "gcc libc6-dev")
    BUILD.mkdir(exist_ok=True)
    programs = {}
    for name, files in PROGRAMS.items():
        program = BUILD / name
        sources = [HERE / file for file in files]
        newest = max(path.stat().st_mtime for path in [*sources, *HERE.glob("*.h")])
        if not program.exists() or program.stat().st_mtime < newest:
            command = [compiler, *FLAGS, "-o", str(program), *map(str, sources)]
            subprocess.run(command, check=True)  # noqa: S603 - of ours
        programs[name] = program
    return programs


def run_load(
    program: Path, running: Running, arguments: Sequence[str], *, wire: str, arrivals: int, seconds: float
) -> dict[str, Any]:
    """Put one load on a running server; returns the generator's answer, or raises BenchError."""
    where = (
        "-p",
        str(running.port),
        "-P",
        str(running.pid),
        "-d",
        wire,
        "-l",
        str(arrivals),
        "-t",
        str(seconds),
    )
    command = (str(program), *where, *arguments)
    try:
        answer = subprocess.run(  # noqa: S603 - of ours
            command, capture_output=True, text=True, timeout=seconds + SPARE_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise BenchError("the load generator did not end") from error
    if answer.returncode != 0:
        raise BenchError(answer.stderr.strip() or f"the load generator ended with {answer.returncode}")
    figures: dict[str, Any] = json.loads(answer.stdout)
    return figures
