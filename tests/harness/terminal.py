"""A program in a terminal that a test types on and reads: tmux, with a server and a session of its own.

And the IRC programs of other people that come to Salon in such a terminal.
"""

import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from harness.salon_process import DEADLINE, clean_environment, eventually

COLUMNS, ROWS = 120, 40


class Terminal:
    """A terminal of a fixed size in which one program runs; a context that ends both.

    `home` is the program's, made for it, and where its tmux has its socket.
    """

    def __init__(self, home: Path, *command: str, environment: Mapping[str, str] | None = None) -> None:
        home.mkdir(exist_ok=True)
        self._environment = clean_environment(
            HOME=str(home), TMUX_TMPDIR=str(home), TERM="screen-256color", **(environment or {})
        )
        self._environment.pop("TMUX", None)
        program, *arguments = command
        size = ("-x", str(COLUMNS), "-y", str(ROWS))
        # What the program writes when it ends is to stay on the screen: it may say why.
        shell = ("sh", "-c", '"$@"; echo "ended with $?"; cat', "sh", _found(program))
        self._tmux("new-session", "-d", *size, *shell, *arguments)

    def __enter__(self) -> Self:
        """Give the terminal, its program begun."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the program and its terminal."""
        self._tmux("kill-server")

    def _tmux(self, *arguments: str) -> str:
        done = subprocess.run(
            [_found("tmux"), "-L", "salon", "-f", "/dev/null", "-u", *arguments],
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=DEADLINE,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def type(self, *lines: str) -> None:
        """Type lines, each with its end."""
        for line in lines:
            self._tmux("send-keys", "-l", "--", line, ";", "send-keys", "Enter")

    def press(self, *keys: str) -> None:
        """Press keys, by tmux's names for them."""
        self._tmux("send-keys", *keys)

    def screen(self) -> str:
        """Return what stands on the screen, without the colours."""
        return self._tmux("capture-pane", "-p")

    def wait_for(self, *texts: str) -> str:
        """Wait until all the texts stand on the screen at once, and return it."""
        shown = ""

        def look() -> bool:
            nonlocal shown
            shown = self.screen()
            return all(text in shown for text in texts)

        try:
            eventually(look, "text")
        except AssertionError as error:
            raise AssertionError(f"not all of {texts} on the screen:\n{shown}") from error
        return shown

    def wait_end(self) -> None:
        """Wait until the program has ended without a failure."""
        self.wait_for("ended with 0")


@contextmanager
def irssi(home: Path, port: int, nick: str) -> Iterator[Terminal]:
    """Start irssi and connect it to a server. Its command line knows ASCII alone."""
    with Terminal(home, "irssi", f"--home={home}/irssi", "-n", nick) as terminal:
        terminal.wait_for("[(status)]")
        # Unless it is told otherwise before, it sends one command in two seconds.
        terminal.type("/set cmd_queue_speed 10msec", f"/connect 127.0.0.1 {port}")
        yield terminal


def weechat(home: Path, port: int, nick: str, *, fingerprint: str = "") -> Terminal:
    """Start WeeChat on a server, over TLS where a fingerprint tells which certificate to trust."""
    version = subprocess.run(
        [_found("weechat"), "--version"], capture_output=True, text=True, check=True
    ).stdout
    # What these were called before version 4.
    old = int(version.partition(".")[0]) < 4
    tls, flood = ("ssl", "anti_flood_prio_high") if old else ("tls", "anti_flood")
    options = [f"-nicks={nick}", f"-{flood}=0"]
    digits = re.sub("[^0-9a-f]", "", fingerprint.lower())
    options += [f"-{tls}", f"-{tls}_fingerprint={digits}"] if fingerprint else [f"-no{tls}"]
    commands = (
        # Lines that come at once are typed, not pasted.
        "/set weechat.look.paste_max_lines -1",
        f"/server add salon 127.0.0.1/{port} {' '.join(options)}",
        "/connect salon",
    )
    return Terminal(home, "weechat", "-d", f"{home}/weechat", *(word for c in commands for word in ("-r", c)))


def _found(program: str) -> str:
    path = shutil.which(program)
    assert path is not None, f"{program} is not installed; the Makefile names its package"
    return path
