"""IRC commands that say something: PRIVMSG, NOTICE, TAGMSG; and HISTORY, which shows what was said."""

import re

from salon.core.commands import Command, PostMessage, PostMessageOnce
from salon.core.events import MessageKind
from salon.core.message_commands import React
from salon.core.message_events import kept_tags
from salon.core.numbers import read_number
from salon.core.queries.past import MAX_MESSAGES, ReadHistory
from salon.texts.marks import N_
from salon.wire.irc import numerics
from salon.wire.irc.capabilities import Cap
from salon.wire.irc.commands.services import BY_NAME as SERVICES_BY_NAME
from salon.wire.irc.commands.services import ask_service
from salon.wire.irc.commands.tags import reaction_of, with_reply, without_tag
from salon.wire.irc.commands.typing import is_too_soon
from salon.wire.irc.conversation import Conversation
from salon.wire.irc.forms import ACTION, ONCE_TAG, RANKS_BY_PREFIX, REPLY_TAGS
from salon.wire.irc.messages import Message, client_tags, fits

CTCP = "\x01"
"""How a text begins that programs read."""

_ONCE = re.compile(r"[0-9a-f]{32}")

_PREFIXES = "".join(RANKS_BY_PREFIX)


def privmsg(talk: Conversation, message: Message, _now: int) -> list[Command]:
    """Say something."""
    return _say(talk, message, MessageKind.PRIVMSG)


def notice(talk: Conversation, message: Message, _now: int) -> list[Command]:
    """Say something that asks for no answer."""
    return _say(talk, message, MessageKind.NOTICE)


def tagmsg(talk: Conversation, message: Message, now: int) -> list[Command]:
    """Send tags without a text; without the capability there is no such command (message-tags)."""
    if not talk.has(Cap.MESSAGE_TAGS):
        talk.numeric(numerics.ERR_UNKNOWNCOMMAND, "TAGMSG", text=N_("Unknown command"))
        return []
    return [] if is_too_soon(talk, message, now) else _say(talk, message, MessageKind.TAGMSG)


def _say(talk: Conversation, message: Message, kind: MessageKind) -> list[Command]:
    params = message.params
    if not params or not params[0].strip(","):
        talk.numeric(
            numerics.ERR_NORECIPIENT, text=N_("No recipient given ({command})"), command=message.command
        )
        return []
    text = ""
    service = SERVICES_BY_NAME.get(talk.state.names.fold(params[0]))
    if kind is not MessageKind.TAGMSG:
        text = params[1] if len(params) > 1 else ""
        if not text:
            talk.numeric(numerics.ERR_NOTEXTTOSEND, text=N_("No text to send"))
            return []
        if service is not None:
            # What programs say to each other is nothing to a service.
            return [] if text[0] == CTCP else ask_service(talk, service, text)
        if text[0] == CTCP and not text.startswith(ACTION) and not _fits_in_one(talk, params[0], text):
            too_long = N_("With your nick in front, this CTCP is too long for one line: it was not sent")
            talk.numeric(numerics.ERR_INPUTTOOLONG, text=too_long)
            return []
    if service is not None:
        return []  # that somebody types
    tags = client_tags(message.tags) if message.tags and talk.has(Cap.MESSAGE_TAGS) else ""
    if tags:
        return _say_tagged(talk, message, text, kind, tags)
    if "," not in params[0]:
        return [_post(params[0], text, kind)]
    return [_post(target, text, kind) for target in _targets(talk, params[0])]


def _say_tagged(
    talk: Conversation, message: Message, text: str, kind: MessageKind, tags: str
) -> list[Command]:
    """Say something with tags, some of which mean something to the server."""
    tags, answers = with_reply(talk, tags)
    tags, identity = without_tag(tags, ONCE_TAG)
    if kind is MessageKind.TAGMSG:
        identity = None
    elif identity is not None and not _ONCE.fullmatch(identity):
        invalid = N_("{tag} must have 32 lowercase hexadecimal digits: the message was not sent")
        talk.fail(message.command, "INVALID_ID", text=invalid, tag=ONCE_TAG)
        return []
    reacts = kept_tags(tags) != tags
    if reacts and kind is MessageKind.TAGMSG:
        return _react(talk, message, tags, answers)
    posts = [_post(target, text, kind, tags, answers) for target in _targets(talk, message.params[0])]
    said = [PostMessageOnce(post, identity) for post in posts] if identity else posts
    reaction = reaction_of(tags) if reacts and answers else None
    if reaction is None:
        return [*said]
    # Whoever understands the tags has it with the message.
    return [*said, *(React(its.target, answers, reaction.text, reaction.adding, told=True) for its in posts)]


def _react(talk: Conversation, message: Message, tags: str, answers: int) -> list[Command]:
    """React to a message: a TAGMSG that says to which, and nothing else."""
    target, reaction = message.params[0], reaction_of(tags)
    if reaction is None:
        both = N_("A message has a reaction or takes one back, not both")
        talk.fail("TAGMSG", "INVALID_REACTION", target, text=both)
    elif not answers:
        missing = N_("A reaction needs {tag} with the id of a message on this server")
        talk.fail("TAGMSG", "UNKNOWN_MSGID", target, "*", text=missing, tag=REPLY_TAGS[0])
    else:
        posts = (_post(target, "", MessageKind.TAGMSG) for target in _targets(talk, target))
        return [React(its.target, answers, reaction.text, reaction.adding, reaction.tags) for its in posts]
    return []


def _targets(talk: Conversation, named: str) -> list[str]:
    if "," not in named:
        return [named]
    targets = list(dict.fromkeys(target for target in named.split(",") if target))
    return talk.at_most(targets, talk.state.rules.limits.targets)


def _fits_in_one(talk: Conversation, targets: str, text: str) -> bool:
    # People read on in the next line, programs do not.
    longest = max(targets.split(","), key=len)
    return fits(f":{talk.me.source.mask} PRIVMSG {longest} :{text}")


def _post(target: str, text: str, kind: MessageKind, tags: str = "", answers: int = 0) -> PostMessage:
    channel = target.lstrip(_PREFIXES)
    if channel != target and channel.startswith("#"):
        # Of several prefixes the lowest counts (modern-irc, messages-channel: PRIVMSG).
        rank = min(RANKS_BY_PREFIX[prefix] for prefix in target.removesuffix(channel))
        return PostMessage(channel, text, kind, rank.value, tags, answers)
    return PostMessage(target, text, kind, tags=tags, answers=answers)


def history(talk: Conversation, message: Message, _now: int) -> list[Command]:
    """Show the last messages of a channel, for clients without chathistory."""
    count = read_number(message.params[1] if len(message.params) > 1 else "20", MAX_MESSAGES)
    if not count:
        talk.fail(
            "HISTORY",
            "INVALID_PARAMS",
            text=N_("The number of messages must be from 1 to {most}"),
            most=MAX_MESSAGES,
        )
        return []
    talk.later.append(ReadHistory(message.params[0], count))
    return []
