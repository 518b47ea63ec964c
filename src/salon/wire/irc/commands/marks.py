"""MARKREAD: up to when one has read a conversation, on all one's clients (read-marker)."""

from salon.core import message_events
from salon.core.commands import Command, MarkRead
from salon.core.replies import MarkerShown
from salon.core.state import Channel
from salon.texts.marks import N_
from salon.wire.irc import numerics
from salon.wire.irc.capabilities import Cap
from salon.wire.irc.commands.chathistory import read_time
from salon.wire.irc.conversation import Conversation
from salon.wire.irc.messages import Message


def markread(talk: Conversation, message: Message, _now: int) -> list[Command]:
    """Say up to when one has read a conversation, or ask; without the capability there is no such command."""
    if not talk.has(Cap.READ_MARKER):
        talk.numeric(numerics.ERR_UNKNOWNCOMMAND, "MARKREAD", text=N_("Unknown command"))
        return []
    if not message.params:
        missing = N_("Write: MARKREAD TARGET [timestamp=TIME]")
        talk.fail("MARKREAD", "NEED_MORE_PARAMS", text=missing, cap=Cap.READ_MARKER)
        return []
    target, *words = message.params[:2]
    if not words:
        return [MarkRead(target)]
    kind, _, value = words[0].partition("=")
    time = read_time(value) if kind == "timestamp" else None
    if time is None:
        wanted = N_("Invalid timestamp: write it as in timestamp=2026-01-31T12:00:00.000Z")
        talk.fail("MARKREAD", "INVALID_PARAMS", words[0], text=wanted, cap=Cap.READ_MARKER)
        return []
    return [MarkRead(target, time)]


def show_marker(
    talk: Conversation, outcome: MarkerShown | message_events.ConversationRead, _now: int, _own: bool
) -> None:
    """Say up to when one has read a conversation: who has asked, or one of whose clients has told it."""
    if talk.has(Cap.READ_MARKER):
        _send(talk, outcome.target, outcome.read)


def send_marker(talk: Conversation, channel: Channel) -> None:
    """Say it of a channel that one enters (read-marker, "Command flows")."""
    if talk.has(Cap.READ_MARKER):
        _send(talk, channel.name, talk.state.read_markers.of(talk.me.list_owner, channel.id))


def _send(talk: Conversation, target: str, read: int | None) -> None:
    time = f"timestamp={talk.form.clockface.stamp(read)}" if read is not None else "*"
    talk.send(f":{talk.server.name} MARKREAD {target} {time}")
