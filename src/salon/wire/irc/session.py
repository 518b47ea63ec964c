"""One IRC client's session: lines in, commands out; outcomes in, lines out.

Knows nothing of sockets, clocks or other sessions. What each command means stands in `commands`, how outcomes
are shown to those whom they concern in `outcomes` and `refusals`, and to everybody else in `forms`.
"""

import msgspec

from salon.core.commands import Command
from salon.core.events import Event, MessagePosted
from salon.core.refusals import Refusal
from salon.core.replies import Outcome
from salon.core.state import Session
from salon.texts.marks import N_
from salon.wire.framing import STREAM, Framing
from salon.wire.irc import numerics
from salon.wire.irc.capabilities import Cap
from salon.wire.irc.commands.multiline import begins_batch, interrupt, names_batch, take_line, time_out
from salon.wire.irc.commands.services import asks_nickserv
from salon.wire.irc.commands.table import COMMANDS, TRIFLE, Handler
from salon.wire.irc.conversation import Conversation
from salon.wire.irc.messages import (
    CLIENT_LINE_LIMIT,
    Message,
    Problem,
    line_problem,
    parse_message,
    parse_tags,
)
from salon.wire.irc.outcomes import SHOW
from salon.wire.irc.refusals import render_refusal
from salon.wire.irc.server import IrcServer
from salon.wire.lines import TOO_LONG, LineSplitter


class Line(msgspec.Struct, frozen=True, gc=False):
    """One line of a client: a message, or what is wrong with it and what can be read of it all the same.

    `is_part`: it is part of a message of several lines, and cost nothing yet.
    """

    message: Message | None
    size: int
    cost: float = 1.0
    handler: Handler | None = None
    problem: Problem | None = None
    is_part: bool = False

    @property
    def is_sign_of_life(self) -> bool:
        """Whether it is a PING or a PONG."""
        return self.handler is not None and self.handler.is_sign_of_life


EMPTY = Line(None, 1, TRIFLE)
"""A line of nothing: ignored (modern-irc, "Messages"), but not for nothing."""


_NOT_REGISTERED = N_("You have not registered")
_NICKSERV_WAITS = N_(
    "You have not registered, and NickServ does not hear you yet. Without it: VERIFY NAME CODE, or "
    "RESETPASS NAME CODE NEW-PASSWORD"
)


class IrcSession(Conversation):
    """What makes a conversation go: lines in their order, and time."""

    __slots__ = ("_opened", "_parts", "_pinged", "_splitter")

    def __init__(self, server: IrcServer, core: Session, now: float, framing: Framing = STREAM) -> None:
        super().__init__(server, core, framing)
        self._splitter = LineSplitter(CLIENT_LINE_LIMIT)
        self._opened = self.heard = now
        self._pinged = False
        # Lines of messages of several lines that are still to be paid for.
        self._parts = 0

    def receive_data(self, data: bytes, now: float) -> list[Line]:
        """Take bytes; return the lines that they complete."""
        self.heard = now
        self._pinged = False
        lines: list[Line] = []
        for line in self._splitter.feed(data):
            if not line:
                lines.append(EMPTY)
                continue
            if line is TOO_LONG:
                lines.append(Line(None, CLIENT_LINE_LIMIT, problem=Problem.BODY_TOO_LONG))
                continue
            problem = line_problem(line)
            if problem is not None:
                read = parse_message(line.decode(errors="replace"))
                lines.append(Line(read, len(line), problem=problem))
                continue
            message = parse_message(line.decode())
            if message is not None:
                handler = COMMANDS.get(message.command)
                if handler is None:
                    cost = 1.0
                elif handler.several is None:
                    cost = handler.cost
                else:
                    cost = handler.cost_of(message.params)
                if self.caps & Cap.MULTILINE and (message.tags or message.command == "BATCH"):
                    lines.append(self._weigh(message, len(line), cost, handler))
                else:
                    lines.append(Line(message, len(line), cost, handler))
            else:
                lines.append(Line(None, len(line), TRIFLE))
        return lines

    def _weigh(self, message: Message, size: int, cost: float, handler: Handler | None) -> Line:
        """Return a line with its cost: those of one message are paid for together, at its end."""
        if message.tags and names_batch(message):
            if self._parts > self.state.rules.limits.message_lines:
                return Line(message, size, 1.0, handler, is_part=True)
            self._parts += 1
            return Line(message, size, 0.0, handler, is_part=True)
        if message.command == "BATCH" and "".join(message.params[:1]).startswith("-"):
            cost, self._parts = max(cost, float(self._parts)), 0
        return Line(message, size, cost, handler)

    def receive_eof(self) -> list[Line]:
        """Take the end of the stream: a line without an end is none."""
        return []

    @property
    def language(self) -> str:
        """The code of the language that the client chose."""
        return self.locale.code

    @property
    def deadline(self) -> float:
        """When the client must have registered, have ended a message, or answered; or is to be pinged."""
        limits = self.state.rules.limits
        incoming = self.incoming
        if incoming is not None and not incoming.is_refused:
            return incoming.opened + limits.message_seconds
        if self.core.person is None:
            return self._opened + limits.registration_seconds
        if self._pinged:
            return self.heard + limits.ping_seconds + limits.ping_timeout_seconds
        return self.heard + limits.ping_seconds

    def silence(self, _now: float) -> list[Line]:
        """Ping a client that is silent; give up one that does not answer or register."""
        if self.incoming is not None and not self.incoming.is_refused:
            time_out(self, self.incoming)
        elif self.core.person is None:
            self.closing = N_("Registration timed out")
        elif self._pinged:
            # Without numbers: everybody reads it in a language of their own.
            self.closing = N_("Ping timeout")
        else:
            self._pinged = True
            self.pinged = self.state.last_sequence
            self._output.append(f"PING :{self.server.name}")
        return []

    def interpret(self, line: Line, now: int) -> list[Command]:
        """Do what the wire does by itself, and return what is the core's to decide."""
        message = line.message
        if message is None or line.problem is not None:
            self._refuse_line(line)
            return []
        if message.tags and self.caps & Cap.BATCH:
            if line.is_part or (self.caps & Cap.MULTILINE and names_batch(message)):
                take_line(self, message)
                return []
            if self.caps & Cap.LABELED_RESPONSE and not begins_batch(self, message):
                self._begin_label(message, whole=True)
        if self.incoming is not None:
            interrupt(self, message.command)
        # modern-irc, messages-channel: NOTICE: servers must not send any error back.
        self.quiet = message.command == "NOTICE"
        handler = line.handler
        if handler is None:
            if self.core.person is None:
                self.numeric(numerics.ERR_NOTREGISTERED, text=_NOT_REGISTERED)
            else:
                self.numeric(numerics.ERR_UNKNOWNCOMMAND, message.command[:64], text=N_("Unknown command"))
            return []
        if self.core.person is None and not handler.before_registration:
            text = _NICKSERV_WAITS if asks_nickserv(self.state, message) else _NOT_REGISTERED
            self.numeric(numerics.ERR_NOTREGISTERED, text=text)
            return []
        used = self.server.used
        used[message.command] = used.get(message.command, 0) + 1
        if len(message.params) < handler.params:
            self.need_more_params(message.command)
            return []
        return handler.interpret(self, message, now)

    def _refuse_line(self, line: Line) -> None:
        message, problem, command = line.message, line.problem, "*"
        if problem is None:
            return  # of nothing
        if self.incoming is not None:
            interrupt(self, command)
        if message is not None:
            command = message.command if message.command in COMMANDS else command
            if message.tags and self.has(Cap.LABELED_RESPONSE) and self.has(Cap.BATCH):
                self._begin_label(message, whole=False)
        if problem is Problem.INVALID_UTF8:
            # utf8-only, "The INVALID_UTF8 standard replies code": to clients without standard-replies, too.
            invalid = self.text(N_("The line is not valid UTF-8, and was discarded"))
            self.send(f":{self.server.name} FAIL {command} INVALID_UTF8 :{invalid}")
        elif problem is Problem.FORBIDDEN_BYTE:
            self.fail(
                command, "INVALID_MESSAGE", text=N_("The line contains a NUL or a lone CR, and was discarded")
            )
        else:
            self.numeric(numerics.ERR_INPUTTOOLONG, text=N_("Input line was too long"))

    def show(self, outcome: Outcome, now: int, *, own: bool) -> None:
        """Show what concerns this session."""
        if own and type(outcome) is MessagePosted and not self.caps & Cap.ECHO_MESSAGE:
            return  # most clients show what they say by themselves
        if own or not self.is_collecting:
            self._show(outcome, now, own=own)
        else:
            with self.apart():
                self._show(outcome, now, own=own)

    def _show(self, outcome: Outcome, now: int, *, own: bool) -> None:
        if isinstance(outcome, Refusal):
            render_refusal(self, outcome)
            return
        show = SHOW.get(type(outcome))
        if show is not None:
            show(self, outcome, now, own)
        elif isinstance(outcome, Event):
            self.send_event(outcome)

    def _begin_label(self, message: Message, *, whole: bool) -> None:
        label = parse_tags(message.tags).get("label", "")
        # What is wrong with a line may be in its label, which would then not be the client's any more.
        if not whole and not (label.isascii() and label.isprintable()):
            return
        self.begin_label(label)
