"""The target channel of a command."""

import pytest

from harness.chatroom import Chatroom
from salon.core.decisions.subjects import channel_of


def test_a_channel_is_found_by_any_spelling() -> None:
    """As names are compared."""
    room = Chatroom()
    room.enter("ann", "#Thé")
    assert channel_of(room.state, "#thÉ") is room.channel("#Thé")


def test_a_rule_that_was_forgotten_is_noticed() -> None:
    """A command whose rules do not ask for the channel is a bug."""
    with pytest.raises(AssertionError):
        channel_of(Chatroom().state, "#none")
