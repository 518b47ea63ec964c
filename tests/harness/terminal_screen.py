"""A program in a terminal of its own: tmux shows what a person would see."""

import shlex
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Self

from harness.salon_process import clean_environment, eventually


class Screen:
    """A terminal with one program in it; a context that ends both."""

    def __init__(
        self,
        directory: Path,
        *arguments: str,
        environment: Mapping[str, str] | None = None,
        size: tuple[int, int] = (90, 24),
    ) -> None:
        self._socket = directory / "tmux"
        given = {"TERM": "xterm-256color", **(environment or {})}
        command = shlex.join([sys.executable, "-m", "salon", *arguments])
        # What the program leaves on the screen is still to be seen when it has ended.
        self._tmux(
            *("-f", "/dev/null", "new-session", "-d", "-x", str(size[0]), "-y", str(size[1])),
            f"{command}; echo ended with $?; exec cat",
            environment=clean_environment(**given),
        )

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the terminal."""
        self._tmux("kill-server")

    def type(self, *keys: str) -> None:
        """Press keys, by their names, or type a text."""
        self._tmux("send-keys", *keys)

    def enter(self, *lines: str) -> None:
        """Type lines."""
        for line in lines:
            self._tmux("send-keys", "-l", line)
            self._tmux("send-keys", "Enter")

    def paste(self, *lines: str) -> None:
        """Have lines come at once."""
        self._tmux("send-keys", "-l", "".join(f"{line}\n" for line in lines))

    def paste_whole(self, file: Path) -> None:
        """Paste what is in a file as a terminal does that says where a paste begins and ends."""
        self._tmux("load-buffer", str(file), ";", "paste-buffer", "-p")

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size."""
        self._tmux("resize-window", "-x", str(columns), "-y", str(rows))

    @property
    def program(self) -> int:
        """The program's process."""
        shell = self._tmux("display-message", "-p", "#{pane_pid}").strip()
        found = subprocess.run(["ps", "-o", "pid=", "--ppid", shell], capture_output=True, check=True)
        return int(found.stdout.split()[0])

    @property
    def lines(self) -> list[str]:
        """What is to be seen, without what is below the last line."""
        return self._tmux("capture-pane", "-p").rstrip("\n").split("\n")

    @property
    def painted(self) -> str:
        """What is to be seen, with its colours."""
        return self._tmux("capture-pane", "-p", "-e")

    @property
    def cursor(self) -> int:
        """The column of the cursor, the first being 0."""
        return int(self._tmux("display-message", "-p", "#{cursor_x}"))

    def wait_for(self, text: str) -> None:
        """Wait until a text is to be seen."""
        self._wait(lambda: any(text in line for line in self.lines), f"{text!r} on the screen")

    @property
    def status(self) -> str:
        """The line at the bottom, which says what waits."""
        return self.lines[-1]

    def wait_typed(self, line: str) -> None:
        """Wait until the line that is typed, above the status, is this one."""
        self._wait(lambda: self.lines[-2:-1] == [line], f"{line!r} above the status")

    def _wait(self, look: Callable[[], bool], what: str) -> None:
        try:
            eventually(look, what)
        except AssertionError as error:
            shown = "\n".join(self.lines)
            raise AssertionError(f"{error}:\n{shown}") from None

    def _tmux(self, *arguments: str, environment: Mapping[str, str] | None = None) -> str:
        done = subprocess.run(
            ["tmux", "-u", "-S", str(self._socket), *arguments],
            env=environment,
            capture_output=True,
            check=True,
            timeout=20,
        )
        return done.stdout.decode()
