"""How `salon` is called in the terminal that it was started in, for commands that a person can paste."""

import os
import shlex
import shutil
import sys
from pathlib import Path


def command_of(*words: str, program: Path | None = None, search: str | None = None) -> str:
    """Return a command of this program, quoted for a shell.

    `program` is the file that was started, `search` where the shell looks for commands: those of this process
    unless given.
    """
    called = (program or Path(sys.argv[0])).absolute()
    if called.name != "salon" or not os.access(called, os.X_OK):
        return shlex.join([sys.executable, "-m", "salon", *words])
    found = shutil.which("salon", path=search)
    if found is not None and called.samefile(found):
        return shlex.join(["salon", *words])
    return shlex.join([min(os.path.relpath(called), str(called), key=len), *words])


def join_address(host: str, port: int) -> str:
    """Return an address as it is written behind an option: HOST:PORT, IPv6 in brackets (RFC 3986, 3.2.2)."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
