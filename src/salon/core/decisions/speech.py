"""Decide about messages: who may say what, where; and show what was said."""

from typing import cast

from msgspec import structs

from salon.core import refusals
from salon.core.commands import PostMessage, ReadHistory, ReplayHistory, SendWallops
from salon.core.context import Context
from salon.core.decisions.bans import is_silenced
from salon.core.decisions.subjects import channel_of
from salon.core.events import MessageKind, MessagePosted, WallopsSent
from salon.core.needs import FetchHistory
from salon.core.refusals import Refusal
from salon.core.replies import Decision, HistoryShown, PersonIsAway
from salon.core.state import Channel, Person, State

MOST_HISTORY = 100
"""Messages that are shown at once to who asks for them, at most."""

ACTION = ("\x01ACTION ", "\x01ACTION\x01")
"""How the one CTCP begins that is a way of speaking, with a text or without."""

_TYPING = frozenset({"+typing", "+draft/typing"})


def post_message(state: State, command: PostMessage, context: Context) -> Decision:
    """Let a message into a channel, or to one person."""
    sender = context.actor.person
    assert sender is not None  # noqa: S101 - the command table says `registered`
    now, sequence = context.now, state.last_sequence + 1
    kind, text, tags = command.kind, command.text, command.tags
    live = _is_live(kind, text, tags)
    if command.target.startswith("#"):
        channel = state.find_channel(command.target)
        if channel is None:
            return [refusals.NoSuchChannel(command.target)]
        refusal = speech_refusal(state, channel, sender, text)
        if refusal is not None:
            return [refusal]
        posted = MessagePosted(
            sender.source,
            kind,
            channel.name,
            text,
            sequence,
            now,
            channel.id,
            0,
            None,
            command.rank,
            tags,
            0,
            live,
        )
        return [posted]
    receiver = state.find_person(command.target)
    if receiver is None:
        return [refusals.NoSuchNick(command.target)]
    posted = MessagePosted(
        sender.source,
        kind,
        receiver.nick,
        text,
        sequence,
        now,
        0,
        receiver.id,
        receiver.account,
        0,
        tags,
        0,
        live,
    )
    if receiver.away is not None and kind is MessageKind.PRIVMSG:
        return [posted, PersonIsAway(receiver.nick, receiver.away)]
    return [posted]


def _is_live(kind: MessageKind, text: str, tags: str) -> bool:
    """Return whether a message is gone once seen: it says nothing, or is a CTCP other than ACTION."""
    if kind is MessageKind.TAGMSG:
        return not tags or _TYPING.issuperset(tag.partition("=")[0] for tag in tags.split(";"))
    return text.startswith("\x01") and not text.startswith(ACTION)


def speech_refusal(state: State, channel: Channel, sender: Person, text: str = "") -> Refusal | None:
    """Tell why somebody may not say something in a channel, as things stand."""
    member = channel.members.get(sender.id)
    flags = channel.flags
    if member is None and "n" in flags:
        return refusals.MayNotSpeak(channel.name, "n")
    if "C" in flags and text.startswith("\x01") and not text.startswith(ACTION):
        return refusals.MayNotSpeak(channel.name, "C")
    if member is not None and member.ranks:
        # Every rank above a plain member's has a voice.
        return None
    if "m" in flags:
        return refusals.MayNotSpeak(channel.name, "m")
    if is_silenced(state, channel, sender):
        return refusals.MayNotSpeak(channel.name, "b")
    return None


def send_wallops(_state: State, command: SendWallops, context: Context) -> Decision:
    """Speak to everybody who listens to operators."""
    return [WallopsSent(context.person.source, command.text, context.now)]


def read_history(state: State, command: ReadHistory, context: Context) -> Decision:
    """Show the last messages of a channel that one is in."""
    limit = min(max(command.limit, 1), MOST_HISTORY)
    return _read(state, channel_of(state, command.channel), limit, context)


def replay_history(state: State, command: ReplayHistory, context: Context) -> Decision:
    """Show a newcomer what was said in a channel, unless the way in was refused or there is nothing."""
    channel = state.find_channel(command.channel)
    limit = state.rules.replay_lines
    if channel is None or context.person.id not in channel.members or not (channel.kept and limit):
        return []
    return _read(state, channel, limit, context)


def _read(state: State, channel: Channel, limit: int, context: Context) -> Decision:
    answer = context.answer
    if answer is None or not isinstance(answer.need, FetchHistory) or answer.need.channel != channel.id:
        # What is said from now on, while it is read, the person hears as it is said.
        return FetchHistory(channel.id, limit, channel.since, state.last_sequence + 1)
    # A channel may have had another name then: it is this one's history.
    messages = cast("tuple[MessagePosted, ...]", answer.result)
    shown = tuple(structs.replace(message, target=channel.name) for message in messages)
    return [HistoryShown(channel.name, shown)]
