"""Characters that are one to the eye and several to the computer, in a line that is edited.

Terminals disagree about their width, so that a cursor behind them would be misplaced in some. In the line
that is typed they are therefore shown in pieces, whose widths are certain. What is sent is as it was typed.
"""

import re
from bisect import bisect_left
from itertools import accumulate

from prompt_toolkit.formatted_text import fragment_list_to_text
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.layout.processors import Processor, Transformation, TransformationInput
from prompt_toolkit.layout.utils import explode_text_fragments
from wcwidth import grapheme_boundary_before, iter_graphemes

# Before another pictograph a joiner (Unicode TS 51, 2.3); behind one, its skin and its presentation. A joiner
# between letters stays: it shapes them.
_PICTOGRAPH = "\u203c-\u3299\U0001f000-\U0001faff"
_JOINING = re.compile(
    rf"\u200d(?=[{_PICTOGRAPH}])|(?<=[{_PICTOGRAPH}\ufe0f])[\U0001f3fb-\U0001f3ff]|[\ufe0e\ufe0f]"
)


class InPieces(Processor):
    """Shows joined characters without what joins them."""

    def apply_transformation(self, transformation_input: TransformationInput) -> Transformation:
        """Return a line as it is shown, and where its places are in it."""
        fragments = transformation_input.fragments
        text = fragment_list_to_text(fragments)
        hidden = {found.start() for found in _JOINING.finditer(text)}
        if not hidden:
            return Transformation(fragments)
        shown = [its for place, its in enumerate(explode_text_fragments(fragments)) if place not in hidden]
        places = list(accumulate((place not in hidden for place in range(len(text))), initial=0))

        def to_display(place: int) -> int:
            # There is a blank behind the last character, for the cursor.
            return places[min(place, len(text))] + max(place - len(text), 0)

        return Transformation(
            shown,
            source_to_display=to_display,
            display_to_source=lambda place: bisect_left(places, place),
        )


def whole_character_keys() -> KeyBindings:
    """Return the keys that move over and delete characters, for characters as people see them."""
    keys = KeyBindings()

    @keys.add("left")
    @keys.add("c-b")
    def _left(event: KeyPressEvent) -> None:
        event.current_buffer.cursor_position -= _before(event)

    @keys.add("right")
    @keys.add("c-f")
    def _right(event: KeyPressEvent) -> None:
        event.current_buffer.cursor_position += _behind(event)

    @keys.add("backspace", save_before=lambda _: False)
    def _backspace(event: KeyPressEvent) -> None:
        event.current_buffer.delete_before_cursor(_before(event))

    @keys.add("delete", save_before=lambda _: False)
    @keys.add("c-d", save_before=lambda _: False)
    def _delete(event: KeyPressEvent) -> None:
        event.current_buffer.delete(_behind(event))

    return keys


def _before(event: KeyPressEvent) -> int:
    """Return how long the characters before the cursor are, as many as the key is repeated."""
    text, cursor = event.current_buffer.text, event.current_buffer.cursor_position
    start = cursor
    for _ in range(event.arg):
        start = grapheme_boundary_before(text, start)
    return cursor - start


def _behind(event: KeyPressEvent) -> int:
    """Return how long the characters behind the cursor are, as many as the key is repeated."""
    characters = iter_graphemes(event.current_buffer.text, event.current_buffer.cursor_position)
    return sum(len(character) for _, character in zip(range(event.arg), characters, strict=False))
