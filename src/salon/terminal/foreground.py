"""A line is edited while the program is in front; in the background the terminal is the shell's.

Knows signals and process groups, and nothing of what is typed.
"""

import asyncio
import os
import signal
from collections.abc import Callable
from contextlib import ExitStack, suppress
from typing import Self, TextIO

from prompt_toolkit.document import Document

from salon.terminal.line import EditedLine

LOOK_SECONDS = 0.2
"""How often to look in the background whether the program is in front again: no signal says so, if it ran."""


class Foreground:
    """Has a line edited. A context: leaving it leaves the terminal as it was."""

    def __init__(self, line: EditedLine, stdin: TextIO, on_end: Callable[[], object]) -> None:
        self._line = line
        self._session = line.session
        self._stdin = stdin
        self._on_end = on_end
        # While the line is edited; and what it is while it is not.
        self._editing: asyncio.Task[None] | None = None
        self._unfinished = Document()
        self._stopping: asyncio.Task[None] | None = None
        self._looking: asyncio.TimerHandle | None = None
        self._leaving = ExitStack()

    async def __aenter__(self) -> Self:
        """Take the keys one by one, and draw the line."""
        loop = asyncio.get_running_loop()
        for number, call in ((signal.SIGCONT, self._present), (signal.SIGTSTP, self.suspend)):
            if signal.getsignal(number) is not signal.SIG_IGN:
                loop.add_signal_handler(number, call)
                self._leaving.callback(loop.remove_signal_handler, number)
        self._present()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Put the terminal back as it was."""
        self._leaving.close()
        self._look_no_more()
        await self._withdraw()

    def suspend(self) -> None:
        """Stop, as Ctrl-Z stops any program; the shell has it go on."""
        if self._stopping is None:
            self._stopping = asyncio.get_running_loop().create_task(self._stop())

    async def _stop(self) -> None:
        await self._withdraw()
        before = signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        # All of its job, as the terminal itself would; this process goes on here when it is told to.
        os.kill(0, signal.SIGTSTP)
        signal.signal(signal.SIGTSTP, before)
        self._stopping = None
        self._present()

    def _is_in_front(self) -> bool:
        """Tell whether the terminal is this program's now, and not the shell's or another's.

        Who changes a terminal from the background is stopped (POSIX, General Terminal Interface, 11.1.4).
        """
        try:
            return os.tcgetpgrp(self._stdin.fileno()) == os.getpgrp()
        except OSError:  # it controls no session, or is gone
            return True

    def _present(self) -> None:
        """Have the line edited, unless it is already, or the program is in the background."""
        self._look_no_more()
        loop = asyncio.get_running_loop()
        if not self._is_in_front():
            self._looking = loop.call_later(LOOK_SECONDS, self._present)
        elif self._editing is None:
            self._editing = loop.create_task(self._edit())

    def _look_no_more(self) -> None:
        if self._looking is not None:
            self._looking.cancel()
            self._looking = None

    async def _edit(self) -> None:
        try:
            with suppress(EOFError, OSError):  # a terminal that is gone
                await self._session.prompt_async(
                    default=self._unfinished, handle_sigint=False, set_exception_handler=False
                )
        finally:
            if self._editing is not None:
                self._on_end()

    async def _withdraw(self) -> None:
        """Leave the terminal as it was; what is typed is kept."""
        editing, self._editing = self._editing, None
        if editing is None:
            return
        app = self._session.app
        self._unfinished = self._session.default_buffer.document
        if app.is_running and not app.is_done:
            app.exit(result="")
        else:
            editing.cancel()
        with suppress(asyncio.CancelledError):
            await editing
        with suppress(OSError):
            self._line.leave()
