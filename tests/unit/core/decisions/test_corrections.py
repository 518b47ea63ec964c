"""Who may delete and edit messages; on the wire: `tests/spec/ircv3/test_message_redaction.py`."""

import pytest
from msgspec import structs

from harness.chatroom import NOW, Chatroom
from salon.core import message_refusals
from salon.core.apply import apply
from salon.core.commands import Command, EditMessage, JoinChannel, PostMessage, RedactMessage
from salon.core.events import MessagePosted, ModeChange, OperatorGranted
from salon.core.message_events import MessageEdited, MessageRedacted
from salon.core.needs import FindSaid, FoundSaid, TryLater
from salon.core.state import Person


@pytest.fixture
def room() -> Chatroom:
    """Return ann, who leads #a, and ben, a plain member of it."""
    room = Chatroom()
    room.enter("ann", "#a")
    room.enter("ben", "#a")
    return room


def say(room: Chatroom, nick: str, target: str = "#a") -> MessagePosted:
    """Have somebody say something."""
    posted = room.run(room.person(nick), PostMessage(target, "hello"))[0]
    assert isinstance(posted, MessagePosted)
    return posted


def change(room: Chatroom, person: Person, command: Command, found: MessagePosted | None) -> object:
    """Return the last thing that comes of a command, when this is found."""
    result = FoundSaid(found) if found is not None else False
    return room.answered(next(iter(person.sessions.values())), command, result)[-1]


def test_what_is_there_is_looked_for_first(room: Chatroom) -> None:
    """What was found before another change is no answer."""
    ben, said = room.person("ben"), say(room, "ben")
    command = EditMessage("#a", said.sequence, "hi")
    assert room.decide(ben, command) == FindSaid(said.sequence, 0)
    assert isinstance(change(room, ben, command, said), MessageEdited)
    assert room.decide(ben, command) == FindSaid(said.sequence, 1)


def test_a_disk_that_cannot_be_read(room: Chatroom) -> None:
    """It is told."""
    ben = room.person("ben")
    (session,) = ben.sessions.values()
    refusal = message_refusals.MessageNotRead("REDACT", "#a", 5)
    assert [*room.answered(session, RedactMessage("#a", 5), TryLater(1))] == [refusal]


def test_words_for_operators_are_theirs(room: Chatroom) -> None:
    """Whoever was not told of a message cannot find out that it is there; its author can take it back."""
    ben, said = room.person("ben"), structs.replace(say(room, "ann"), rank=3)
    unknown = message_refusals.MessageUnknown("REDACT", "#a", said.sequence)
    assert change(room, ben, RedactMessage("#a", said.sequence), said) == unknown
    own = structs.replace(say(room, "ben"), rank=3)
    assert isinstance(change(room, ben, RedactMessage("#a", own.sequence), own), MessageRedacted)


def test_a_guest_s_messages_end_with_the_guest(room: Chatroom) -> None:
    """Whoever has the nick next is somebody else."""
    said = say(room, "ben")
    other = structs.replace(said, source=structs.replace(said.source, person=99))
    refused = message_refusals.NotOwnToEdit("EDIT", "#a", said.sequence)
    assert change(room, room.person("ben"), EditMessage("#a", said.sequence, "x"), other) == refused


def test_a_server_operator_deletes_anything_in_a_channel(room: Chatroom) -> None:
    """As of everybody else: one who is in it."""
    said, root = say(room, "ann"), room.enter("root")
    apply(room.state, OperatorGranted(root.source, "root", (ModeChange("o", adding=True),), NOW))
    command = RedactMessage("#a", said.sequence)
    refused = message_refusals.NoMessagesThere("REDACT", "#a", said.sequence)
    assert room.decide(root, command) == [refused]
    room.run(root, JoinChannel("#a"))
    assert isinstance(change(room, root, command, said), MessageRedacted)
