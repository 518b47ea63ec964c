"""Says which Python a Salon runs on, and how it was built: that changes figures as much as the machine does.

It must not know what is measured.
"""

import json
import shlex
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

UNKNOWN: Final = "an unknown Python"

OPTIONS: Final = ("--enable-optimizations", "--with-lto")
"""What makes CPython faster by 10 to 30 %: compiled with a profile, and optimised when it is linked."""

_ASK: Final = (
    "import json, platform, sys, sysconfig; configured = sysconfig.get_config_var('CONFIG_ARGS'); "
    "print(json.dumps([platform.python_implementation(), sys.version, configured]))"
)


def interpreter_of(command: Sequence[str]) -> str | None:
    """Return the Python of a command: the command itself, or what the first line of a script names."""
    program = shutil.which(command[0])
    if program is None:
        return None
    with Path(program).open("rb") as file:
        first = file.readline(1024)
    if first.startswith(b"#!"):
        program = first[2:].decode(errors="replace").strip()
    return program if Path(program).name.startswith("python") else None


def describe(command: Sequence[str]) -> str:
    """Return the version of a command's Python, its compiler, and whether it was configured to be fast."""
    program = interpreter_of(command)
    if program is None:
        return UNKNOWN
    asked = subprocess.run([program, "-c", _ASK], capture_output=True, text=True, check=False)  # noqa: S603 - of ours
    return worded(*json.loads(asked.stdout)) if asked.returncode == 0 else UNKNOWN


def worded(implementation: str, version: str, configured: str | None) -> str:
    """Return the answer of a Python in words."""
    number, _, rest = version.partition(" ")
    compiler = rest.partition("[")[2].rstrip("]")
    made = f" [{compiler}]" if compiler else ""
    if configured is None:
        return f"{implementation} {number}{made}"
    options = shlex.split(configured)
    has = {option: any(_turns_on(option, its) for its in options) for option in OPTIONS}
    told = ", ".join(f"{'with' if there else 'without'} {option}" for option, there in has.items())
    return f"{implementation} {number}{made}, configured {told}"


def _turns_on(option: str, given: str) -> bool:
    name, _, value = given.partition("=")
    return name == option and value != "no"
