"""What the sessions of all dialects share: lines in, lines out, silence, commands, refusals in words.

Knows nothing of what any dialect's lines mean.
"""

import re
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import Enum, auto
from typing import Any, Final, NamedTuple

import msgspec

from salon.core.account_events import EmailRefused, PasswordReplaced
from salon.core.account_refusals import CodeNotForAccount, PasswordNeedsEncryption
from salon.core.ban_refusals import ServerBanned
from salon.core.block_events import BlockChanged
from salon.core.blocks import Blocked
from salon.core.commands import Command
from salon.core.events import (
    Event,
    LoginChanged,
    MemberJoined,
    MessagePosted,
    SessionAttached,
    SessionDetached,
    SessionMoved,
)
from salon.core.message_events import MessageEdited, MessageReacted, MessageRedacted, correction
from salon.core.queries.past import ReplayMissed
from salon.core.refusals import Refusal, word_refusal
from salon.core.replies import (
    HistoryShown,
    MarkerShown,
    Outcome,
    PersonIsAway,
    PseudonymTaken,
    ReactionUnchanged,
    SanctionDone,
    SearchShown,
    UnreadShown,
)
from salon.core.state import Person, Session, State
from salon.texts.dates import local_clock
from salon.texts.marks import N_, Translate
from salon.wire.dialects.accounts import NEEDS_ENCRYPTION, USE_CODE, show_account_reply, show_login
from salon.wire.dialects.numbers import Numbers
from salon.wire.dialects.plain import in_lines, plain
from salon.wire.dialects.reactions import UNCHANGED, word_reaction
from salon.wire.dialects.reading import Reading, word_unread
from salon.wire.ignoring import Ignored, name_of
from salon.wire.lines import TOO_LONG, LineSplitter
from salon.wire.sanctions import word_sanction
from salon.wire.session import NO_FORM, Form, Later, Pieces
from salon.wire.typed_search import Searching

LINE_LIMIT = 4096
"""The longest line that any dialect takes, in bytes."""


ENQUIRY = "\x05"
"""A line by which a program asks whether all that it said before is done (ASCII: ENQ)."""

ACKNOWLEDGEMENT = "\x06"
"""The answer (ASCII: ACK). Like any other it comes in its turn, and behind the disk."""


class LineProblem(Enum):
    """Why a line was not taken."""

    TOO_LONG = auto()
    INVALID_UTF8 = auto()
    CONTROL_CHARACTER = auto()


_PROBLEMS = {
    LineProblem.TOO_LONG: N_(
        "That line is longer than {limit} bytes and was discarded; write a shorter one."
    ),
    LineProblem.INVALID_UTF8: N_("That line is not UTF-8 and was discarded; set your terminal to UTF-8."),
    LineProblem.CONTROL_CHARACTER: N_("That line contains a control character and was discarded."),
}


# A tab is white space that people type. Above ASCII, NEL and CSI among others are controls of terminals too.
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f]")


class DialectLine(msgspec.Struct, frozen=True, gc=False):
    """One line of a peer, or what is wrong with it."""

    text: str
    size: int
    problem: LineProblem | None = None

    @property
    def cost(self) -> float:
        """How much of its allowance of messages it uses up."""
        return 1.0

    @property
    def is_sign_of_life(self) -> bool:
        """Whether it is one; most dialects have none."""
        return False


class DialectCommand(NamedTuple):
    """A command of a dialect: what it does with the rest of its line, and its line in the help.

    Syntax and meaning are marked for translation.
    """

    hear: Callable[[Any, str, int], list[Command]]
    syntax: str
    meaning: str


_AWAY: Final = N_("{nick} is away: {text}")
_READ_LATER: Final = N_("{nick} is not connected, and will see the message after the next login.")


class DialectSession(ABC):
    """One peer of a dialect. A dialect gives `hear` and its form; mostly `begin` and `show_event`, too.

    `idle_seconds`: after so much silence behind a byte, what has come is a line, its end or not; 0: never.
    """

    __slots__ = (
        "_heard",
        "_output",
        "_splitter",
        "at_end",
        "closing",
        "core",
        "forms_changed",
        "ignored",
        "later",
        "now",
        "numbers",
        "reading",
        "searching",
        "state",
        "translate",
    )

    idle_seconds = 0.0
    pieces: Pieces | None = None
    # A dialect has no words for it.
    resumable = False
    language = ""

    def __init__(self, state: State, translate: Translate, core: Session, now: float) -> None:
        self.state = state
        self.translate = translate
        self.core = core
        self.closing = ""
        # The peer has said its last word.
        self.at_end = False
        self.forms_changed = False
        self.later: deque[Later] = deque()
        # When the last line was heard.
        self.now = 0
        self.ignored = Ignored(state, core)
        self.numbers = Numbers()
        self.searching = Searching()
        self.reading = Reading()
        self._splitter = LineSplitter(LINE_LIMIT)
        self._heard = now
        self._output: list[str] = []
        self.begin()

    # --- what a dialect gives -------------------------------------------------------------------

    @abstractmethod
    def base_form(self, _channel: int) -> Form:
        """Return the form in which such sessions hear of a channel, or of what is in none (0)."""

    @abstractmethod
    def hear(self, line: str, now: int) -> list[Command]:
        """Do what a line asks for, and return what is the core's to decide."""

    def begin(self) -> None:  # noqa: B027 - a dialect need not
        """Say what the dialect says to whoever connects."""

    def show_event(self, event: Event, *, own: bool) -> None:  # noqa: B027 - a dialect need not
        """Show an event that concerns this session."""

    def show_reply(self, reply: object) -> None:
        """Show what a command answers beyond its events."""
        if isinstance(reply, PersonIsAway):
            person = self.state.find_person(reply.nick)
            stays = person is not None and person.account_id in self.state.absent
            self.tell(_READ_LATER if stays else _AWAY, nick=reply.nick, text=plain(reply.text))
        elif isinstance(reply, PseudonymTaken):
            self.tell(
                N_("The directory lists your machine as {name} and tells its address to anyone who asks."),
                name=reply.new,
            )
        elif isinstance(reply, SanctionDone):
            self.say(word_sanction(reply, reply.channel.removeprefix("#"), self.translate))
        elif isinstance(reply, ReactionUnchanged):
            self.tell(UNCHANGED[reply.there])
        elif isinstance(reply, UnreadShown):
            self.say(word_unread(reply, self.translate))
            channel = self.state.find_channel(reply.channel)
            if channel is not None and not reply.count:
                self.reading.catch_up(channel.id)
        elif not isinstance(reply, MarkerShown):
            show_account_reply(self, reply)

    def refuse(self, refusal: Refusal) -> None:
        """Show why a command was not done."""
        if isinstance(refusal, PasswordNeedsEncryption):
            self.tell(NEEDS_ENCRYPTION)
        elif isinstance(refusal, CodeNotForAccount):
            self.tell(USE_CODE, account=refusal.account)
        else:
            self.say(word_refusal(refusal, self.translate))
        if isinstance(refusal, ServerBanned) and self.person is None:
            self.closing = N_("Goodbye.")

    # --- what dialects use ----------------------------------------------------------------------

    @property
    def person(self) -> Person | None:
        """Who this is, once registered."""
        return self.core.person

    @property
    def me(self) -> Person:
        """Who this is; where it is known that the session is registered."""
        assert self.core.person is not None  # noqa: S101 - the dialect has looked
        return self.core.person

    def say(self, line: str) -> None:
        """Put a line to the output."""
        self._output.append(line)

    def tell(self, text: str, /, **fields: object) -> None:
        """Put a text to the output, translated and filled."""
        translated = self.translate(text)
        self.say(translated.format(**fields) if fields else translated)

    def say_reaction(self, _event: MessageReacted, line: str) -> None:
        """Put a line about a reaction to the output."""
        self.say(line)

    def show_help(self, commands: Mapping[str, DialectCommand]) -> None:
        """Say what there is, from the table of commands."""
        for command in commands.values():
            self.say(f"{self.translate(command.syntax)} : {self.translate(command.meaning)}")

    # --- the session of any wire ----------------------------------------------------------------

    @property
    def impatient(self) -> bool:
        """Whether a silence may end a line."""
        return self.idle_seconds > 0

    @property
    def form(self) -> Form:
        """The form in which the session hears of what is in no channel."""
        return self.ignored.over(self.base_form(0))

    def form_in(self, channel: int) -> Form:
        """Return the form in which the session hears of a channel."""
        form = self.base_form(channel)
        return form if form is NO_FORM else self.ignored.over(form)

    def receive_data(self, data: bytes, now: float) -> Sequence[DialectLine]:
        """Take bytes; return the lines that they complete."""
        self._heard = now
        return [
            DialectLine("", LINE_LIMIT, problem=LineProblem.TOO_LONG) if line is TOO_LONG else _read(line)
            for line in self._splitter.feed(data)
        ]

    def receive_eof(self) -> Sequence[DialectLine]:
        """Take the end of the stream: what came before it is a line."""
        self.at_end = True
        return _last_line(self._splitter)

    @property
    def deadline(self) -> float | None:
        """When what has come without its end is to be taken as a line."""
        if self.idle_seconds and self._splitter.is_amid_line:
            return self._heard + self.idle_seconds
        return None

    def silence(self, _now: float) -> Sequence[DialectLine]:
        """Take the silence as the end of a line, also of one that was thrown away."""
        return _last_line(self._splitter)

    def interpret(self, line: DialectLine, now: int) -> list[Command]:
        """Do what a line asks for."""
        if line.problem is not None:
            if line.text == ENQUIRY:
                self.say(ACKNOWLEDGEMENT)
            else:
                self.tell(_PROBLEMS[line.problem], limit=LINE_LIMIT)
            return []
        self.now = now
        return self.hear(line.text, now)

    def show(self, outcome: Outcome, now: int, *, own: bool) -> None:
        """Show what concerns this session."""
        if isinstance(outcome, Refusal):
            self.refuse(outcome)
        elif isinstance(outcome, Event):
            _show_event(self, outcome, own=own)
        elif isinstance(outcome, HistoryShown) and not outcome.target:
            _show_missed(self, outcome, now)
        elif isinstance(outcome, SearchShown):
            _show_found(self, outcome)
        else:
            self.show_reply(outcome)

    def finish(self) -> None:  # noqa: B027 - a line is nothing that lasts
        """Take note that a line is done with."""

    def say_goodbye(self, reason: str) -> None:
        """Put the last words to the output; who has ended the conversation needs none."""
        if self.closing or not self.at_end:
            self.tell(reason)

    def take_output(self) -> bytes:
        """Return the lines that were said."""
        if not self._output:
            return b""
        data = "".join(f"{line}\n" for line in self._output).encode()
        self._output.clear()
        return data


def _show_event(talk: DialectSession, event: Event, *, own: bool) -> None:
    if isinstance(event, SessionDetached) and event.source is None:
        if not own:
            talk.say_goodbye(event.reason)
        return  # who ends by itself has been told so
    if isinstance(event, BlockChanged):
        heard = N_("You no longer hear {nick}.") if event.adding else N_("You hear {nick} again.")
        talk.tell(heard, nick=name_of(talk.state, Blocked(event.blocked, event.mask)))
    elif isinstance(event, PasswordReplaced | LoginChanged | EmailRefused):
        if not own and event.source.person == talk.me.id:
            show_login(talk, event)
    elif not talk.ignored.hides(event):
        _show(talk, event, own=own)
    if isinstance(event, BlockChanged | LoginChanged | SessionAttached | SessionMoved):
        # Whom one ignores may be others now.
        talk.forms_changed = True
    if isinstance(event, MemberJoined) and own:
        talk.reading.catch_up(event.channel)
    elif isinstance(event, SessionAttached | SessionMoved):
        _begin(talk, event)


def _begin(talk: DialectSession, event: SessionAttached | SessionMoved) -> None:
    """Speak for somebody, who hears all that is said from now on."""
    coming = talk.state.last_sequence + 1
    talk.reading.begin(coming)
    if event.missed:
        talk.later.append(ReplayMissed(event.missed, coming))


def _show(talk: DialectSession, event: Event, *, own: bool) -> None:
    """Show an event; of a message each line as one."""
    if isinstance(event, MessageReacted):
        line = word_reaction(event, talk.me, talk.translate, own=own)
        if line:
            talk.say_reaction(event, line)
        return
    if own and isinstance(event, MessageEdited | MessageRedacted):
        edited = isinstance(event, MessageEdited)
        talk.tell(N_("The message has been changed.") if edited else N_("The message has been deleted."))
        return
    if isinstance(event, MessageEdited):
        event = correction(event)
    for shown in in_lines(event) if isinstance(event, MessagePosted) else (event,):
        talk.show_event(shown, own=own)


def _show_missed(talk: DialectSession, reply: HistoryShown, now: int) -> None:
    """Show what was said in private while the person was not connected: as it is shown, the time in front."""
    lines = _taken(talk)
    for event in reply.events:
        if not talk.ignored.hides(event):
            _show(talk, event, own=False)
        clock = local_clock(event.time, now)
        lines += [f"[{clock}] {line}" for line in _taken(talk)]
    for line in lines:
        talk.say(line)


def _show_found(talk: DialectSession, reply: SearchShown) -> None:
    """Show what a search has found, without what those have said whom one ignores.

    What was said in a channel has a number, as in its history.
    """

    def head(message: MessagePosted) -> str | None:
        if talk.ignored.hides(message):
            return None
        return f"{talk.numbers.number(message.channel, message.sequence)} " if message.channel else ""

    for line in talk.searching.lines(reply, talk.now, talk.translate, head):
        talk.say(line)


def _taken(talk: DialectSession) -> list[str]:
    """Return the lines that were said, and take them back."""
    return talk.take_output().decode().split("\n")[:-1]


def gather(found: Iterable[str | None], say: Callable[[list[str]], None]) -> Iterator[None]:
    """Gather the words of one line, for `later`: one a step at most, None for none. `say` says them all.

    A line is put to the output whole, for what others say meanwhile comes between.
    """
    words = []
    for word in found:
        if word is not None:
            words.append(word)
        yield
    say(words)


def _last_line(splitter: LineSplitter) -> Sequence[DialectLine]:
    line = splitter.take_pending()
    return [_read(line)] if line else []


def _read(raw: bytes) -> DialectLine:
    # With its end, so that lines of nothing add up, too.
    size = len(raw) + 1
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        return DialectLine("", size, problem=LineProblem.INVALID_UTF8)
    if _CONTROL.search(text):
        return DialectLine(text, size, problem=LineProblem.CONTROL_CHARACTER)
    return DialectLine(text, size)
