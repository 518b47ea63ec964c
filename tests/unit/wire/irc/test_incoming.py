"""A message of several lines while it comes."""

from salon.wire.irc.incoming import Incoming


def test_lines_are_counted_and_put_together() -> None:
    """A line feed is a byte; where a line goes on, there is none."""
    incoming = Incoming("1", "", 0)
    for text, joined in (("hé", False), ("", False), ("how ", False), ("so?", True)):
        incoming.add(text, joined=joined)
    assert incoming.text == "hé\n\nhow so?"
    assert (incoming.count, incoming.size, incoming.joins) == (4, len("hé\n\nhow so?".encode()), [8])


def test_the_first_line_goes_on_in_none() -> None:
    """Whatever it says."""
    incoming = Incoming("1", "", 0)
    incoming.add("x", joined=True)
    assert (incoming.text, incoming.joins) == ("x", [])


def test_what_is_refused_is_forgotten() -> None:
    """It is known by its reference only."""
    incoming = Incoming("1", "", 0)
    incoming.add("x", joined=False)
    incoming.refuse()
    assert (incoming.text, incoming.reference, incoming.is_refused) == ("", "1", True)
