"""What has become of messages."""

import pytest

from salon.core.events import MessageKind, MessagePosted, Source
from salon.core.message_events import MessageEdited, addressed, correction

ANN = Source(1, "ann", "~ann", "host", mask="ann!~ann@host")


@pytest.mark.parametrize("text", ["the", "\x01ACTION the\x01"])
def test_a_correction_is_read_as_one(text: str) -> None:
    """With a star in front, to whom the message was, and nothing by which it could be told again."""
    said = correction(MessageEdited(ANN, 5, "#a", 1, 0, text, 9, MessageKind.NOTICE))
    assert (said.source, said.kind, said.target, said.text) == (ANN, MessageKind.NOTICE, "#a", "* the")
    assert (said.sequence, said.channel, said.live) == (0, 1, True)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("yes", "ben: yes"),
        ("yes, Ben", "yes, Ben"),
        ("benign", "ben: benign"),
        ("\x01ACTION nods\x01", "\x01ACTION nods\x01"),
    ],
)
def test_a_reply_names_whom_it_is_for(text: str, read: str) -> None:
    """Once, and only what people say."""
    said = MessagePosted(ANN, MessageKind.PRIVMSG, "#a", text, 5, 9, 1, answers=4, answered="ben")
    assert addressed(said).text == addressed(addressed(said)).text == read
