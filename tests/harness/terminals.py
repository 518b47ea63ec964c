"""A person at a terminal: a program that lines are typed into, and what it shows."""

import subprocess
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from harness.salon_process import DEADLINE, clean_environment, eventually


class Terminal:
    """A program between a pipe, for what is typed, and a file, for what is shown. A context that ends it."""

    def __init__(self, command: Sequence[str], screen: Path) -> None:
        self._screen = screen
        self._looked_at = 0
        with screen.open("wb") as output:
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=output, stderr=output, env=clean_environment()
            )

    def __enter__(self) -> Self:
        """Have the program as it was started."""
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """End the program, if it has not ended."""
        self._process.kill()
        self._process.wait(DEADLINE)
        assert self._process.stdin is not None
        self._process.stdin.close()

    def type_lines(self, *lines: str) -> None:
        """Type lines, each ended by the return key."""
        self.type_bytes("".join(f"{line}\n" for line in lines).encode())

    def type_bytes(self, data: bytes) -> None:
        """Type bytes, whatever they are."""
        assert self._process.stdin is not None
        self._process.stdin.write(data)
        self._process.stdin.flush()

    def end_input(self) -> None:
        """Close what is typed into: the end of input."""
        assert self._process.stdin is not None
        self._process.stdin.close()

    @property
    def shown(self) -> str:
        """All that was shown so far."""
        return self._screen.read_bytes().decode(errors="replace")

    def wait_for(self, *lines: str) -> None:
        """Wait until these lines are shown one right after the other, past those of the last wait."""
        wanted = "".join(f"{line}\n" for line in lines)

        def found() -> bool:
            place = f"\n{self.shown}".find(f"\n{wanted}", self._looked_at)
            if place >= 0:
                self._looked_at = place + len(wanted)
            return place >= 0

        try:
            eventually(found, f"{wanted!r}")
        except AssertionError as error:
            raise AssertionError(f"{error}, but: {self.shown[-2000:]!r}") from None

    def wait_end(self) -> int:
        """Wait until the program has ended by itself, and return its exit code."""
        return self._process.wait(DEADLINE)
