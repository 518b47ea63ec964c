"""What has become of messages."""

import pytest

from salon.core.events import MessageKind, Source
from salon.core.message_events import MessageEdited, correction

ANN = Source(1, "ann", "~ann", "host", mask="ann!~ann@host")


@pytest.mark.parametrize("text", ["the", "\x01ACTION the\x01"])
def test_a_correction_is_read_as_one(text: str) -> None:
    """With a star in front, to whom the message was, and nothing by which it could be told again."""
    said = correction(MessageEdited(ANN, 5, "#a", 1, 0, text, 9, MessageKind.NOTICE))
    assert (said.source, said.kind, said.target, said.text) == (ANN, MessageKind.NOTICE, "#a", "* the")
    assert (said.sequence, said.channel, said.live) == (0, 1, True)
