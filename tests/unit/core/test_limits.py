"""The limits and their bounds."""

from dataclasses import fields
from typing import Annotated, get_args, get_origin, get_type_hints

from salon.core.limits import Limits, Range

HINTS = get_type_hints(Limits, include_extras=True)


def test_every_limit_has_bounds_and_a_default_within_them() -> None:
    """No limit can be set to something that the server was never tried with."""
    for field in fields(Limits):
        hint = HINTS[field.name]
        assert get_origin(hint) is Annotated, field.name
        (bounds,) = (note for note in get_args(hint) if isinstance(note, Range))
        default = getattr(Limits(), field.name)
        assert bounds.low <= default <= bounds.high, field.name


def test_a_line_of_irc_fits_into_every_queue() -> None:
    """With all of its tags (message-tags, "Size limit"), a client that sends one line is not dropped."""
    line = 8_191 + 512
    for queue in ("receive_queue_bytes", "send_queue_bytes"):
        (bounds,) = (note for note in get_args(HINTS[queue]) if isinstance(note, Range))
        assert bounds.low > line
