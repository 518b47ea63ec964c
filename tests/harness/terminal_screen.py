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
        self, directory: Path, *arguments: str, environment: Mapping[str, str] | None = None
    ) -> None:
        self._socket = directory / "tmux"
        given = {"TERM": "xterm-256color", **(environment or {})}
        command = shlex.join([sys.executable, "-m", "salon", *arguments])
        # What the program leaves on the screen is still to be seen when it has ended.
        self._tmux(
            *("-f", "/dev/null", "new-session", "-d", "-x", "90", "-y", "24"),
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

    def wait_last(self, line: str) -> None:
        """Wait until the line at the bottom is this one."""
        self._wait(lambda: self.lines[-1] == line, f"{line!r} at the bottom")

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
