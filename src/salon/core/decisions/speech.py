"""Decide about messages: who may say what, where; and show what was said."""

from msgspec import structs

from salon.core import refusals
from salon.core.account_events import ERASED
from salon.core.commands import PostMessage, PostMessageOnce, SendWallops
from salon.core.context import Context
from salon.core.decisions.bans import silenced_refusal
from salon.core.decisions.permissions import permission_refusal
from salon.core.events import MessageKind, MessagePosted, WallopsSent
from salon.core.join_refusals import LoginNeededToSpeak
from salon.core.message_refusals import MessageNotRead, MessageUnknown
from salon.core.needs import FindMessage, FindSaid, FoundMessage, FoundSaid, Need, TryLater
from salon.core.queries.history import party
from salon.core.queries.past import find_conversation, is_by, is_seen
from salon.core.queries.sight import is_visible_channel
from salon.core.recent_ids import Posted, words_of
from salon.core.refusals import Refusal
from salon.core.replies import Decision, Outcome, PersonIsAway, PostedBefore
from salon.core.state import Channel, Person, State
from salon.texts.visible import confined, is_blank

MAX_TAGS_BYTES = 4094
"""What a client may put into the tags of one message (message-tags, "Size limit")."""

NEVER_TOO_LONG = 128
"""Characters of a text that no limit of a message's bytes forbids: they have up to four bytes each."""

ACTION = ("\x01ACTION ", "\x01ACTION\x01")
"""How the one CTCP begins that is a way of speaking, with a text or without."""

_CONTEXT = frozenset({"+channel-context", "+draft/channel-context"})
_TYPING = frozenset({"+typing", "+draft/typing"})


def post_message(state: State, command: PostMessage, context: Context) -> Decision:
    """Let a message into a channel, or to one person."""
    if "channel-context" in command.tags:
        command = structs.replace(command, tags=_in_shared_context(state, command, context.person))
    return _post(state, command, context) if not command.answers else _reply(state, command, context)


def _post(state: State, command: PostMessage, context: Context) -> list[Outcome]:
    sender = context.actor.person
    assert sender is not None  # noqa: S101 - the command table says `registered`
    now, sequence = context.now, state.last_sequence + 1
    kind, text, tags = command.kind, command.text, command.tags
    # A short text that begins with a letter or the like is fit to be a message: most are.
    if tags or len(text) > NEVER_TOO_LONG or not "!" <= text[:1] <= "~":
        unfit = unfit_refusal(state, command)
        if unfit is not None:
            return [unfit]
    live = (kind is MessageKind.TAGMSG or text.startswith("\x01")) and _is_live(kind, text, tags)
    if command.target.startswith("#"):
        channel = state.find_channel(command.target)
        if channel is None:
            return [refusals.NoSuchChannel(command.target)]
        refusal = speech_refusal(state, channel, sender, text)
        if refusal is not None:
            known = is_visible_channel(channel, sender)
            return [refusal if known else refusals.NoSuchChannel(command.target)]
        posted = MessagePosted(
            sender.source,
            kind,
            channel.name,
            text,
            sequence,
            now,
            channel.id,
            0,
            0,
            command.rank,
            tags,
            channel.closure,
            live or not state.rules.keeps_history,
        )
        return [structs.replace(posted, joins=command.joins) if command.joins else posted]
    return _post_to_person(state, command, sender, now, live=live)


def _post_to_person(
    state: State, command: PostMessage, sender: Person, now: int, *, live: bool
) -> list[Outcome]:
    receiver = state.find_person(command.target)
    if receiver is None:
        return [refusals.NoSuchNick(command.target)]
    who = state.rules.people.private_messages
    if who != "all" and not receiver.is_operator:
        barred = permission_refusal(who, sender)
        if barred is not None:
            return [barred]
    posted = MessagePosted(
        sender.source,
        command.kind,
        receiver.nick,
        command.text,
        state.last_sequence + 1,
        now,
        0,
        receiver.id,
        receiver.account_id,
        0,
        command.tags,
        0,
        # Whoever is away is yet to be told.
        live or not (state.rules.keeps_history or (receiver.account_id and not receiver.sessions)),
        unheard=bool(state.blocks.lists) and is_unheard(state, sender, receiver),
    )
    if command.joins:
        posted = structs.replace(posted, joins=command.joins)
    if receiver.away is not None and command.kind is MessageKind.PRIVMSG:
        return [posted, PersonIsAway(receiver.nick, receiver.away)]
    return [posted]


def _in_shared_context(state: State, command: PostMessage, sender: Person) -> str:
    """Return the tags of a message without the channel to which it belongs, but where both are in that.

    Nobody is told by it of a channel that they do not know, nor has private words put into one.
    """
    receiver = state.find_person(command.target)
    both = {sender.id, receiver.id} if receiver is not None else set()
    tags = []
    for tag in command.tags.split(";"):
        name, _, value = tag.partition("=")
        channel = state.find_channel(value) if name in _CONTEXT else None
        shared = channel is not None and bool(both) and both <= channel.members.keys()
        if shared or name not in _CONTEXT:
            tags.append(tag)
    return ";".join(tags)


def _reply(state: State, command: PostMessage, context: Context) -> Decision:
    """Let a message in that says which other one it is for.

    Of one that the sender cannot see, nothing is added: whether there is such a message is told to nobody.
    """
    sequence = command.answers
    need = FindSaid(sequence, state.recent_changes.times(sequence))
    found = context.answer_to(need)
    if found is None:
        return need
    outcomes = _post(state, command, context)
    conversation = find_conversation(state, context.person, command.target)
    message = found.message if isinstance(found, FoundSaid) else None
    if message is None or conversation is None or not is_seen(context.person, conversation, message):
        return outcomes if not command.only_as_reply else [_no_reply(command, found)]
    told = conversation.channel is not None and not is_by(context.person, message)
    nick = message.source.nick if told and message.source.nick != ERASED else ""
    return [
        structs.replace(outcome, answers=sequence, answered=nick)
        if isinstance(outcome, MessagePosted)
        else outcome
        for outcome in outcomes
    ]


def _no_reply(command: PostMessage, found: object) -> Refusal:
    because = MessageNotRead if isinstance(found, TryLater) else MessageUnknown
    return because("REPLY", command.target, command.answers)


def is_unheard(state: State, sender: Person, receiver: Person) -> bool:
    """Tell whether somebody blocks whoever says something to them; who says it is not told."""
    return sender is not receiver and state.hides(receiver.list_owner, sender.source)


def post_message_once(state: State, command: PostMessageOnce, context: Context) -> Decision:
    """Let a message in, unless one was posted under the same id before.

    That is told before anything else: whoever may not speak any more is to know, too, that it was said.
    """
    message = command.message
    find = state.find_channel if message.target.startswith("#") else state.find_person
    target: Channel | Person | None = find(message.target)
    if target is None:
        return post_message(state, message, context)
    once = f"{command.id} {_conversation_with(target)}"
    known = state.recent_ids.find(once)
    before: FoundMessage | bool | TryLater | None = known and _repeated(message, known)
    if before is None:
        need = FindMessage(once, state.recent_ids.generation)
        before = context.answer_to(need)
        if before is None:
            return need
    if isinstance(before, FoundMessage):
        return [PostedBefore(_as_before(context.person, target, once, before))]
    if isinstance(before, TryLater) or known is not None:
        # The disk fails; or it has other words, which are still on their way to the disk.
        return [refusals.MessageNotChecked()]
    decision = post_message(state, message, context)
    if isinstance(decision, Need):
        return decision
    return [
        structs.replace(outcome, once=once) if isinstance(outcome, MessagePosted) else outcome
        for outcome in decision
    ]


def _conversation_with(target: Channel | Person) -> str:
    """Return what tells a target from all others; a guest who comes back is another person."""
    if isinstance(target, Channel):
        return str(target.id)
    return party(target.id, target.account_id)


def _repeated(message: PostMessage, known: Posted) -> FoundMessage | None:
    """Return the message that is known, if this one says the same; the words of another are on the disk."""
    if words_of(message.kind, message.rank, message.text) != known.words:
        return None
    kind, rank, text, tags = message.kind, message.rank, message.text, message.tags
    return FoundMessage(known.sequence, known.time, kind, rank, text, tags)


def _as_before(sender: Person, target: Channel | Person, once: str, before: FoundMessage) -> MessagePosted:
    """Return a message as it was posted before: what its sender is shown is what the others have read."""
    kind, text, tags = before.kind, before.text, before.tags
    return MessagePosted(
        sender.source,
        kind,
        target.name if isinstance(target, Channel) else target.nick,
        text,
        before.sequence,
        before.time,
        rank=before.rank,
        tags=tags,
        live=text.startswith("\x01") and _is_live(kind, text, tags),
        once=once,
    )


def _is_live(kind: MessageKind, text: str, tags: str) -> bool:
    """Return whether a TAGMSG says no more than that somebody is typing, or a CTCP is not an ACTION."""
    if kind is MessageKind.TAGMSG:
        return not tags or _TYPING.issuperset(tag.partition("=")[0] for tag in tags.split(";"))
    return not text.startswith(ACTION)


def unfit_refusal(state: State, command: PostMessage) -> Refusal | None:
    """Tell why a text is no message, wherever it is to go."""
    text = command.text
    limit = state.rules.limits.message_bytes
    # A character has up to four bytes: most texts need no counting.
    if len(text) * 4 > limit and (len(text) > limit or len(text.encode(errors="replace")) > limit):
        return refusals.MessageTooLong(limit)
    if len(command.tags) > MAX_TAGS_BYTES:
        return refusals.MessageTooLong(MAX_TAGS_BYTES)
    if command.kind is not MessageKind.TAGMSG and is_blank(text):
        return refusals.MessageBlank()
    return None


def speech_refusal(state: State, channel: Channel, sender: Person, text: str = "") -> Refusal | None:
    """Tell why somebody may not say something in a channel, as things stand."""
    member = channel.members.get(sender.id)
    flags = channel.flags
    if member is None and ("n" in flags or not is_visible_channel(channel, sender)):
        return refusals.MayNotSpeak(channel.name, "n")
    if "C" in flags and text.startswith("\x01") and not text.startswith(ACTION):
        return refusals.MayNotSpeak(channel.name, "C")
    if member is not None and member.ranks:
        # Every rank above a plain member's has a voice.
        return None
    if "m" in flags:
        return refusals.MayNotSpeak(channel.name, "m")
    if "M" in flags and sender.account is None:
        return LoginNeededToSpeak(channel.name)
    return silenced_refusal(state, channel, sender)


def send_wallops(state: State, command: SendWallops, context: Context) -> Decision:
    """Speak to everybody who listens to operators."""
    text = confined(command.text, state.rules.limits.message_bytes)
    return [WallopsSent(context.person.source, text, context.now)]
