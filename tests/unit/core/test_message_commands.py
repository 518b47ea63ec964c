"""What is asked for with messages crosses as it is."""

import msgspec

from salon.core.asks import Ask, decode_ask, encode
from salon.core.message_commands import React


def test_it_can_be_sent_to_whoever_decides() -> None:
    """Like every command."""
    ask = Ask(1, 2, 3, [React("#a", 5, "x", adding=False, tags="+b")])
    assert decode_ask(encode(ask)) == ask
    assert msgspec.structs.astuple(ask.commands[0])[:3] == ("#a", 5, "x")
