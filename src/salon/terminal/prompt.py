"""A terminal: the line that is typed is edited at the bottom, what arrives scrolls up above it.

It keeps what was typed until it is taken, and says what stands around the line, which `line.py` edits.
"""

import asyncio
from contextlib import AsyncExitStack
from itertools import chain
from typing import Self, TextIO

from salon.terminal.console import MOST_WAITING, Typed
from salon.terminal.foreground import Foreground
from salon.terminal.line import HIDDEN, EditedLine
from salon.terminal.loop import interruptions
from salon.terminal.rows import said, told
from salon.texts.marks import N_, Translate
from salon.texts.visible import stripped, visible


class TerminalConsole(Typed):
    """A terminal on which a line is edited."""

    def __init__(self, stdin: TextIO, stdout: TextIO, translate: Translate, *, colours: bool) -> None:
        super().__init__("> ")
        self._translate = translate
        self._colours = colours
        self._typed = asyncio.Event()
        # What is typed is the answer to this question, and not shown.
        self._question = ""
        self._line = EditedLine(self, stdin, stdout, colours=colours)
        self._foreground = Foreground(self._line, stdin, self.end)
        self._line.suspend = self._foreground.suspend
        self._leaving = AsyncExitStack()

    async def __aenter__(self) -> Self:
        """Take the keys one by one, and draw the line."""
        self._leaving.enter_context(interruptions(self._interrupt))
        await self._leaving.enter_async_context(self._foreground)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Put the terminal back as it was."""
        await self._leaving.aclose()

    def take(self) -> str | None:
        """Return the next line that was typed, if there is one. Now it is shown as said."""
        if not self._lines:
            return None
        line = self._lines.popleft()
        hidden = self.hidden_from(line)
        if hidden == len(line):
            self._line.remember(line)
            shown = line
        else:
            # As many as there are always, for its length is nobody's business.
            shown = f"{line[:hidden]}{HIDDEN * 3}"
        self._line.print_above([f"{self.prompt}{visible(shown)}"])
        return line

    def show(self, *lines: str) -> None:
        """Show lines above the one that is typed."""
        columns = self._line.columns
        self._line.print_above(
            chain.from_iterable(said(line, columns, colours=self._colours) for line in lines)
        )

    def tell(self, *lines: str) -> None:
        """Show the program's own lines above the one that is typed."""
        columns = self._line.columns
        self._line.print_above(
            chain.from_iterable(told(line, columns, colours=self._colours) for line in lines)
        )

    def refresh(self) -> None:
        """Have the prompt and the status drawn as they are now."""
        self._line.refresh()

    async def ask_secret(self, question: str) -> str:
        """Return the next line, of which nothing is shown; it may be typed already, or begun."""
        self._question = question
        try:
            self.refresh()
            while not self._lines and not self._ended:
                self._typed.clear()
                await self._typed.wait()
            return self._lines.popleft() if self._lines else ""
        finally:
            self._question = ""
            self.tell(question)

    # --- what stands around the line ----------------------------------------------------------------

    @property
    def is_asking_secret(self) -> bool:
        """Whether what is typed must not be shown."""
        return bool(self._question)

    def word_prompt(self) -> str:
        """Return what stands before the line."""
        return f"{self._question} " if self._question else self.prompt

    def word_status(self, typed: int) -> str:
        """Return what stands below it, when so many lines were typed or pasted into it."""
        pieces = [visible(self.status())]
        if self._lines and not self._question:
            pieces.insert(0, self._word(N_("waiting: {count} (Ctrl-C drops them)"), count=len(self._lines)))
        if typed > 1:
            pieces.insert(
                0, self._word(N_("pasted lines: {count} (Enter sends them, Ctrl-C drops them)"), count=typed)
            )
        return " | ".join(filter(None, pieces))

    def _word(self, text: str, **fields: object) -> str:
        return self._translate(text).format(**fields)

    # --- what is typed ------------------------------------------------------------------------------

    def room_for(self, lines: int) -> bool:
        """Tell whether so many lines may wait beside those that do; say it where they may not."""
        has_room = len(self._lines) + lines <= MOST_WAITING
        if not has_room:
            text = N_("At most {most} lines may wait: the lines that you pasted were dropped.")
            self.tell(self._word(text, most=MOST_WAITING))
        return has_room

    def too_long(self, most: int) -> None:
        """Say that a line was too long."""
        text = N_("A line has at most {most} characters: what you pasted was dropped.")
        self.tell(self._word(text, most=most))

    def accept(self, lines: list[str]) -> None:
        """Keep lines until they are taken."""
        if self.room_for(len(lines)):
            self._lines += map(stripped, lines)
        self._note()

    def cancel(self) -> None:
        """Drop what waits, or else the conversation."""
        if self._question:
            self.end()
        elif dropped := self.drop():
            self.tell(self._word(N_("Lines that were not sent: {count}"), count=dropped))
        else:
            self.on_interrupt()

    def end(self) -> None:
        """Take note of the end of input; while a secret is asked for it is given up, and no more."""
        if self._question:
            self._lines.append("")
        else:
            self._ended = True
        self._note()

    def _note(self) -> None:
        self._typed.set()
        self.on_typed()
