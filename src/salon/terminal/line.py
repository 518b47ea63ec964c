"""The line that is edited: keys, pastes, endings of words, and where it is drawn.

The library prompt_toolkit edits and draws it. Texts from elsewhere never pass through its markup: they are
made safe (`texts/visible.py`), and written past it.
"""

import os
from collections import deque
from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from typing import Protocol, TextIO

from prompt_toolkit import PromptSession
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.document import Document
from prompt_toolkit.enums import DEFAULT_BUFFER
from prompt_toolkit.filters import Condition, has_focus
from prompt_toolkit.formatted_text import fragment_list_to_text
from prompt_toolkit.history import History
from prompt_toolkit.input.vt100 import Vt100Input
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent, merge_key_bindings
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout.dimension import Dimension
from prompt_toolkit.layout.processors import Processor, Transformation, TransformationInput
from prompt_toolkit.layout.utils import explode_text_fragments
from prompt_toolkit.output import ColorDepth
from prompt_toolkit.output.vt100 import Vt100_Output
from prompt_toolkit.styles import Style

from salon.terminal.console import Complete, OutputLost, nothing_to_do, write
from salon.terminal.joined import InPieces, whole_character_keys

REMEMBERED = 500
"""How many lines can be called back."""

LONGEST = 4096
"""How many characters a pasted line may have: longer ones are no lines of a chat, and slow to edit."""

HIDDEN = "*"
"""What is shown in place of a character that is not."""

MOST_LISTED = 100
"""How many possible endings of a word are shown."""


class Reader(Protocol):
    """Whom the line is edited for."""

    complete: Complete
    hidden_from: Callable[[str], int]

    @property
    def is_asking_secret(self) -> bool:
        """Whether what is typed must not be shown."""

    def word_prompt(self) -> str:
        """Return what stands before the line."""

    def word_status(self, typed: int) -> str:
        """Return what stands below it, when so many lines were typed or pasted into it."""

    def room_for(self, lines: int) -> bool:
        """Tell whether so many lines may be accepted; say it where they may not."""

    def too_long(self, most: int) -> None:
        """Say that a line has more characters than it may."""

    def accept(self, lines: list[str]) -> None:
        """Take lines that are done."""

    def cancel(self) -> None:
        """Take note of Ctrl-C where nothing is typed."""

    def end(self) -> None:
        """Take note of the end of input."""

    def tell(self, *lines: str) -> None:
        """Show lines."""


class EditedLine:
    """The line, and what is written above it."""

    def __init__(self, reader: Reader, stdin: TextIO, stdout: TextIO, *, colours: bool) -> None:
        self.suspend: Callable[[], object] = nothing_to_do
        self._reader = reader
        self._stdout = stdout
        self._history = _LatestLines()
        self._output = _Output.from_pty(stdout, term=os.environ.get("TERM"), enable_bell=False)
        self.session: PromptSession[str] = PromptSession(
            reader.word_prompt,
            bottom_toolbar=lambda: reader.word_status(self._buffer.document.line_count),
            is_password=Condition(lambda: reader.is_asking_secret),
            history=self._history,
            input_processors=[_Hiding(reader), InPieces()],
            key_bindings=merge_key_bindings([whole_character_keys(), self._make_keys()]),
            style=None if colours else Style.from_dict({"bottom-toolbar": "noreverse"}),
            color_depth=None if colours else ColorDepth.DEPTH_1_BIT,
            include_default_pygments_style=False,
            erase_when_done=True,
            input=Vt100Input(stdin),
            output=self._output,
        )
        # A change of the terminal's size is told by a signal: there is no need to look twice a second.
        self.session.app.terminal_size_polling_interval = None
        self._buffer = self.session.default_buffer
        self._buffer.accept_handler = self._accept
        # A long paste leaves half of the terminal to what arrives.
        self.session.layout.current_window.height = self._most_rows

    @property
    def columns(self) -> int:
        """The width of the terminal."""
        return self._output.get_size().columns

    def _most_rows(self) -> Dimension:
        return Dimension(max=max(self._output.get_size().rows // 2, 1))

    def refresh(self) -> None:
        """Have it drawn as it is now."""
        self.session.app.invalidate()

    def print_above(self, rows: Iterable[str]) -> None:
        """Write rows above the line, which is drawn again behind them. Raises OutputLost."""
        text = "".join(f"{row}\n" for row in rows)
        app = self.session.app
        if app.is_running:
            try:
                app.renderer.erase()
            except OSError as error:
                raise OutputLost(*error.args) from error
        write(self._stdout, text)
        app.invalidate()

    def leave(self) -> None:
        """Take back what the terminal was told for the line."""
        Vt100_Output.disable_bracketed_paste(self._output)
        self._output.flush()

    def remember(self, line: str) -> None:
        """Have a line called back by the keys for it."""
        if not line.strip():
            return
        self._history.append_string(line)
        # The buffer knows the history of when it was last emptied.
        self._buffer.reset(Document(self._buffer.text, self._buffer.cursor_position))

    # --- keys -------------------------------------------------------------------------------------

    def _accept(self, buffer: Buffer) -> bool:
        """Take what was typed, of one line or, pasted, of several."""
        *lines, last = buffer.text.split("\n")
        buffer.reset()
        self._reader.accept([*lines, last] if last or not lines else lines)
        return True

    def _make_keys(self) -> KeyBindings:
        keys = KeyBindings()
        in_line = has_focus(DEFAULT_BUFFER)
        is_empty = Condition(lambda: not self._buffer.text)

        @keys.add("c-c", filter=in_line)
        def _cancel(_event: KeyPressEvent) -> None:
            self._cancel()

        @keys.add("c-d", filter=in_line & is_empty)
        def _end(_event: KeyPressEvent) -> None:
            self._reader.end()

        @keys.add("c-z")
        def _suspend(_event: KeyPressEvent) -> None:
            self.suspend()

        @keys.add("tab", filter=in_line)
        def _complete(_event: KeyPressEvent) -> None:
            self._complete()

        @keys.add(Keys.BracketedPaste, filter=in_line)
        def _paste(event: KeyPressEvent) -> None:
            self._paste(event.data)

        return keys

    def _cancel(self) -> None:
        """Drop what is typed; where nothing is, it is for the reader."""
        if not self._buffer.text:
            self._reader.cancel()
            return
        self._buffer.reset()
        # Drawn anew, the line has the height that it needs.
        self.print_above([])

    def _paste(self, data: str) -> None:
        """Put a paste into the line, in one piece: it can be edited, sent or dropped."""
        data = data.replace("\r\n", "\n").replace("\r", "\n")
        if any(len(line) > LONGEST for line in data.split("\n")):
            self._reader.too_long(LONGEST)
        elif self._reader.room_for(self._buffer.document.line_count + data.count("\n")):
            self._buffer.insert_text(data)

    def _complete(self) -> None:
        """Complete what stands before the cursor, as far as that is certain; else list what it may be."""
        if self._reader.is_asking_secret:
            return
        piece, candidates = self._reader.complete(self._buffer.document.current_line_before_cursor)
        fitting = list(dict.fromkeys(its for its in candidates if its.isprintable()))
        common = _common_beginning(fitting)
        if len(fitting) == 1 or len(common) > len(piece):
            self._buffer.delete_before_cursor(len(piece))
            self._buffer.insert_text(common)
        elif fitting:
            shown = "  ".join(its.strip() for its in fitting[:MOST_LISTED])
            self._reader.tell(shown + ("  …" if len(fitting) > MOST_LISTED else ""))


def _common_beginning(texts: Sequence[str]) -> str:
    """Return the longest beginning that all have; empty where there are none."""
    first, last = min(texts, default=""), max(texts, default="")
    differs = (place for place, (one, other) in enumerate(zip(first, last, strict=False)) if one != other)
    return first[: next(differs, len(first))]


class _Output(Vt100_Output):
    """A terminal on which the line is erased and drawn again with each line that arrives."""

    def get_rows_below_cursor_position(self) -> int:
        """Return 1: the line takes the rows that it needs, from wherever the cursor is.

        The library would ask the terminal; some never answer, and the answer arrives among the keys.
        """
        return 1

    def disable_bracketed_paste(self) -> None:
        """Do nothing: the line is only erased, and a paste that begins now is still one."""


class _Hiding(Processor):
    """Hides what is not to be shown of the line that is typed."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def apply_transformation(self, transformation_input: TransformationInput) -> Transformation:
        """Return a line with each hidden character replaced, so that places stay as they are."""
        fragments = transformation_input.fragments
        hidden = self._reader.hidden_from(fragment_list_to_text(fragments))
        shown = explode_text_fragments(fragments)
        return Transformation([*shown[:hidden], *((style, HIDDEN) for style, *_ in shown[hidden:])])


class _LatestLines(History):
    """The latest lines, in memory."""

    def __init__(self) -> None:
        super().__init__()
        self._latest: deque[str] = deque(maxlen=REMEMBERED)

    async def load(self) -> AsyncGenerator[str, None]:
        """Yield the lines, the latest first."""
        for line in self.load_history_strings():
            yield line

    def append_string(self, string: str) -> None:
        """Remember a line, unless it is the latest already."""
        if string not in list(self._latest)[:1]:
            self._latest.appendleft(string)

    def load_history_strings(self) -> list[str]:
        """Return the lines, the latest first."""
        return list(self._latest)

    def store_string(self, string: str) -> None:
        """Keep nothing elsewhere."""
