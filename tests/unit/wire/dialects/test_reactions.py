"""What is said of reactions, and to whom."""

import pytest
from msgspec import structs

from harness.chatroom import Chatroom
from salon.core.message_events import MessageReacted
from salon.wire.dialects.reactions import counted, is_worded, word_reaction


def test_whose_message_it_is_is_told() -> None:
    """In one line; nobody else, and nothing of what is taken back."""
    room = Chatroom()
    ann, ben, cat = (room.enter(nick, "#a") for nick in ("ann", "ben", "cat"))
    event = MessageReacted(ben.source, 5, "#a", 1, 0, "x", 9, author=ann.list_owner, excerpt="\x02tea")
    assert word_reaction(event, ann, str, own=False) == "* ben reacted with x to “tea”"
    assert word_reaction(event, cat, str, own=False) == ""
    assert word_reaction(event, ben, str, own=True) == "You have reacted: x"
    back = structs.replace(event, adding=False)
    assert word_reaction(back, ann, str, own=False) == ""
    assert word_reaction(back, ben, str, own=True) == "You have taken back: x"
    told = structs.replace(event, told=True)
    assert word_reaction(told, ann, str, own=False) == ""
    assert [is_worded(its) for its in (event, back, told)] == [True, False, False]


@pytest.mark.parametrize(
    ("reactions", "text"), [([], ""), (["x"], " [x]"), (["x", "y", "x"], " [x 2, y]")], ids=str
)
def test_what_stands_behind_a_message(reactions: list[str], text: str) -> None:
    """Each kind once."""
    assert counted(reactions) == text
