"""Who may react to what; on the wire: `tests/spec/ircv3/test_react.py`."""

from msgspec import structs

from harness.chatroom import Chatroom
from salon.core import message_refusals
from salon.core.commands import PostMessage
from salon.core.events import MessageKind, MessagePosted
from salon.core.message_commands import React
from salon.core.message_events import MessageReacted
from salon.core.needs import FindReactions, FoundReactions, TryLater
from salon.core.replies import ReactionUnchanged


def said_in(room: Chatroom) -> MessagePosted:
    """Have ann say something to ben in #a."""
    ann = room.enter("ann", "#a")
    room.enter("ben", "#a")
    posted = room.run(ann, PostMessage("#a", "x" * 100))[0]
    assert isinstance(posted, MessagePosted)
    return posted


def answer(room: Chatroom, command: React, result: FoundReactions | TryLater | bool) -> object:
    """Return what comes of ben's command, when this is found."""
    session = next(iter(room.person("ben").sessions.values()))
    return room.answered(session, command, result)[-1]


def test_a_reaction_is_looked_for_first() -> None:
    """What is there for this person; and what a wire has to know to word it."""
    room = Chatroom()
    said, ben = said_in(room), room.person("ben")
    command = React("#a", said.sequence, "x")
    assert room.decide(ben, command) == FindReactions(said.sequence, 0, ben.list_owner)
    event = answer(room, command, FoundReactions(said))
    assert isinstance(event, MessageReacted)
    assert (event.owner, event.author) == (ben.list_owner, room.person("ann").list_owner)
    assert event.excerpt == "x" * 57 + "…"
    # What was found does not know of it yet.
    assert answer(room, command, FoundReactions(said)) == ReactionUnchanged(there=True)


def test_a_disk_that_cannot_be_read() -> None:
    """It is told."""
    room = Chatroom()
    said = said_in(room)
    command = React("#a", said.sequence, "x")
    assert answer(room, command, TryLater(1)) == message_refusals.MessageNotRead("REACT", "#a", said.sequence)
    assert answer(room, command, False) == message_refusals.MessageUnknown("REACT", "#a", said.sequence)


def test_tags_alone_are_no_message() -> None:
    """Nobody sees a TAGMSG to which one could react."""
    room = Chatroom()
    said = structs.replace(said_in(room), kind=MessageKind.TAGMSG)
    found = FoundReactions(said)
    unknown = message_refusals.MessageUnknown("REACT", "#a", said.sequence)
    assert answer(room, React("#a", said.sequence, "x"), found) == unknown
