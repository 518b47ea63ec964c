"""The command as a process whose input and output are pipes."""

import signal
import subprocess
import sys
from pathlib import Path
from typing import Self

from harness.salon_process import DEADLINE, clean_environment, eventually


class Piped:
    """A program whose input and output are pipes."""

    def __init__(self, directory: Path, *arguments: str) -> None:
        directory.mkdir(exist_ok=True)
        self._said = directory / "said"
        with self._said.open("wb") as said:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "salon", *arguments],
                cwd=directory,
                env=clean_environment(XDG_DATA_HOME=str(directory)),
                stdin=subprocess.PIPE,
                stdout=said,
                stderr=subprocess.STDOUT,
            )

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the program."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.kill()
        self._process.wait(DEADLINE)

    def enter(self, *lines: str) -> None:
        """Type lines."""
        assert self._process.stdin is not None
        self._process.stdin.write("".join(f"{line}\n" for line in lines).encode())
        self._process.stdin.flush()

    @property
    def pid(self) -> int:
        """The number of its process."""
        return self._process.pid

    @property
    def said(self) -> list[str]:
        """What the program wrote."""
        return self._said.read_text("utf-8").splitlines()

    def wait_for(self, line: str) -> None:
        """Wait for a line."""
        eventually(lambda: line in self.said, f"{line!r} in {self.said}")

    def wait_end(self) -> int:
        """Wait for the end, and return the exit code."""
        return self._process.wait(DEADLINE)

    def end_input(self) -> None:
        """Type no more."""
        assert self._process.stdin is not None
        self._process.stdin.close()

    def send_signal(self, number: signal.Signals) -> None:
        """Send a signal."""
        self._process.send_signal(number)


def paste(command: str) -> subprocess.CompletedProcess[bytes]:
    """Run a command as a person does who pastes it into a shell."""
    return subprocess.run(
        ["sh", "-c", command],
        env=clean_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=DEADLINE,
        check=False,
    )
