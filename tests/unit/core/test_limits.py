"""The limits and their bounds."""

from typing import get_args

from msgspec import Meta
from msgspec.structs import fields

from salon.core.limits import Limits

BOUNDS = {
    field.name: next(note for note in get_args(field.type) if isinstance(note, Meta) and note.ge is not None)
    for field in fields(Limits)
}


def test_every_limit_has_bounds_and_a_default_within_them() -> None:
    """No limit can be set to something that the server was never tried with."""
    for name, bounds in BOUNDS.items():
        assert bounds.ge is not None
        assert bounds.le is not None
        assert bounds.ge <= getattr(Limits(), name) <= bounds.le, name


def test_a_line_of_irc_fits_into_every_queue() -> None:
    """With all of its tags (message-tags, "Size limit"), a client that sends one line is not dropped."""
    line = 8_191 + 512
    for queue in ("receive_queue_bytes", "send_queue_bytes"):
        assert (BOUNDS[queue].ge or 0) > line
