"""BATCH, and the lines in it: a message of several lines, or such a text (client-batch, multiline)."""

import re

from msgspec import structs

from salon.core.commands import Command, EditMessage, PostMessage, PostMessageOnce
from salon.core.limits import Limits
from salon.texts.marks import N_
from salon.texts.visible import is_blank
from salon.wire.irc import numerics
from salon.wire.irc.capabilities import Cap
from salon.wire.irc.commands.corrections import read_sequence
from salon.wire.irc.commands.messages import CTCP, notice, privmsg
from salon.wire.irc.commands.services import BY_NAME as SERVICES_BY_NAME
from salon.wire.irc.conversation import Conversation
from salon.wire.irc.forms import ACTION, EDIT_BATCH
from salon.wire.irc.incoming import Incoming
from salon.wire.irc.messages import Message, parse_tags

MULTILINE = "draft/multiline"
_CONCAT = "draft/multiline-concat"
_SAY = {"PRIVMSG": privmsg, "NOTICE": notice}
_MEANWHILE = frozenset({"BATCH", "PING", "PONG", "QUIT"})
"""What may come between the lines of a batch."""

_REFERENCE = re.compile(r"[A-Za-z0-9-]{1,64}")


def names_batch(message: Message) -> bool:
    """Tell whether a line says that it is part of a batch."""
    return "batch=" in message.tags and "batch" in parse_tags(message.tags)


def begins_batch(talk: Conversation, message: Message) -> bool:
    """Tell whether a line begins a batch: its label is for what comes of that."""
    return (
        message.command == "BATCH" and talk.has(Cap.MULTILINE) and "".join(message.params[:1]).startswith("+")
    )


def batch(talk: Conversation, message: Message, _now: int) -> list[Command]:
    """Begin or end a batch; without the capability there is no such command."""
    if not talk.has(Cap.MULTILINE) or not talk.has(Cap.BATCH):
        talk.numeric(numerics.ERR_UNKNOWNCOMMAND, message.command, text=N_("Unknown command"))
        return []
    sign, reference = message.params[0][:1], message.params[0][1:]
    if sign == "-":
        return _end(talk, reference)
    interrupt(talk, "")
    label = parse_tags(message.tags).get("label", "") if begins_batch(talk, message) else ""
    talk.incoming = incoming = Incoming(
        reference, label if talk.has(Cap.LABELED_RESPONSE) else "", talk.heard
    )
    if sign != "+" or not _REFERENCE.fullmatch(reference):
        invalid = N_("The name of a batch has 1 to 64 letters of ASCII, digits and hyphens")
        _refuse(talk, incoming, "INVALID_REFTAG", reference or sign, text=invalid)
    elif len(message.params) > 1:
        _begin(talk, incoming, message)
    else:
        incoming.is_refused = True
        talk.begin_label(incoming.label)
        talk.need_more_params(message.command)
    return []


def _begin(talk: Conversation, incoming: Incoming, message: Message) -> None:
    kind, *params = message.params[1:]
    known = {MULTILINE: 1, EDIT_BATCH: 2} if talk.has(Cap.EDIT) else {MULTILINE: 1}
    if kind not in known:
        unknown = N_("The server knows no batch of this type")
        _refuse(talk, incoming, "UNKNOWN_TYPE", incoming.reference, kind, text=unknown)
        return
    target = params[0] if params else ""
    if len(params) < known[kind] or "," in target or talk.state.names.fold(target) in SERVICES_BY_NAME:
        one = N_("A message of several lines goes to one channel or person")
        _refuse(talk, incoming, "MULTILINE_INVALID", text=one)
        return
    incoming.target, incoming.tags = target, message.tags
    if kind == EDIT_BATCH:
        incoming.edited = read_sequence(talk, "EDIT", target, params[1])
        incoming.is_refused = not incoming.edited


def take_line(talk: Conversation, message: Message) -> None:
    """Take a line that says that it is part of a batch."""
    incoming, tags = talk.incoming, parse_tags(message.tags)
    if incoming is None or incoming.reference != tags["batch"]:
        text = N_("There is no such batch under way")
        talk.fail("BATCH", "MULTILINE_INVALID", text=text, cap=Cap.MULTILINE)
        return
    if incoming.is_refused:
        return
    target, text = [*message.params, "", ""][:2]
    limits, joined = talk.state.rules.limits, _CONCAT in tags
    if message.command not in _SAY or message.command != (incoming.command or message.command):
        only = N_("A batch holds either PRIVMSG or NOTICE, and nothing else")
        _refuse(talk, incoming, "MULTILINE_INVALID", text=only)
    elif talk.state.names.fold(target) != talk.state.names.fold(incoming.target):
        other = N_("All lines of a message must have the same target")
        _refuse(talk, incoming, "MULTILINE_INVALID_TARGET", incoming.target, target, text=other)
    elif joined and not text:
        blank = N_("A blank line cannot go on in the line before it")
        _refuse(talk, incoming, "MULTILINE_INVALID", text=blank)
    else:
        incoming.command = message.command
        incoming.add(text, joined=joined)
        _check_size(talk, incoming, limits)


def _check_size(talk: Conversation, incoming: Incoming, limits: Limits) -> None:
    if incoming.count > limits.message_lines:
        most = limits.message_lines
        text = N_("The message has more than {most} lines: it was not sent")
        _refuse(talk, incoming, "MULTILINE_MAX_LINES", str(most), text=text, most=most)
    elif incoming.size > limits.message_bytes:
        most = limits.message_bytes
        text = N_("The message has more than {most} bytes: it was not sent")
        _refuse(talk, incoming, "MULTILINE_MAX_BYTES", str(most), text=text, most=most)


def _end(talk: Conversation, reference: str) -> list[Command]:
    incoming, talk.incoming = talk.incoming, None
    if incoming is None or incoming.reference != reference:
        # That of another ends both: what follows could belong to either.
        _refuse(
            talk,
            incoming or Incoming(reference, "", 0),
            "MULTILINE_INVALID",
            text=N_("There is no such batch under way"),
        )
        return []
    if incoming.is_refused:
        return []
    text = incoming.text
    words = text.removeprefix(ACTION).removesuffix(CTCP) if text.startswith(ACTION) else text
    if is_blank(words):
        _refuse(talk, incoming, "MULTILINE_INVALID", text=N_("The message has blank lines only"))
        return []
    if CTCP in words:
        # To those who know no such batches, a line would be a CTCP of its own.
        alone = N_("A CTCP cannot be part of a message of several lines")
        _refuse(talk, incoming, "MULTILINE_INVALID", text=alone)
        return []
    if not talk.is_collecting:
        talk.begin_label(incoming.label)
    if incoming.edited:
        return [EditMessage(incoming.target, incoming.edited, text)]
    talk.quiet = incoming.command == "NOTICE"
    said = Message(incoming.command, (incoming.target, text), incoming.tags)
    joins = tuple(incoming.joins)
    return [_joined(command, joins) for command in _SAY[incoming.command](talk, said, 0)]


def _joined(command: Command, joins: tuple[int, ...]) -> Command:
    if isinstance(command, PostMessageOnce):
        return structs.replace(command, message=structs.replace(command.message, joins=joins))
    return structs.replace(command, joins=joins) if isinstance(command, PostMessage) else command


def interrupt(talk: Conversation, message: str) -> None:
    """Give up the batch under way, if anything else is said but what may come between its lines."""
    incoming = talk.incoming
    if incoming is None or incoming.is_refused or message in _MEANWHILE:
        return
    incoming.is_refused = True
    with talk.apart():
        text = N_("The batch was given up: nothing else may be said before its end")
        talk.fail("BATCH", "MULTILINE_INVALID", text=text, cap=Cap.MULTILINE)


def time_out(talk: Conversation, incoming: Incoming) -> None:
    """Give up a batch that is not ended in time."""
    incoming.is_refused = True
    with talk.apart():
        text = N_("The batch was given up: it did not end in time")
        talk.fail("BATCH", "TIMEOUT", incoming.reference, text=text, cap=Cap.MULTILINE)


def _refuse(
    talk: Conversation, incoming: Incoming, code: str, *context: str, text: str, **fields: object
) -> None:
    """Say why a batch is none; what follows of it is ignored (client-batch, "Errors")."""
    incoming.refuse()
    if not talk.is_collecting:
        talk.begin_label(incoming.label)
    talk.fail("BATCH", code, *context, text=text, cap=Cap.MULTILINE, **fields)
