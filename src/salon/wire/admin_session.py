"""The session of the server's owner: requests become commands, or questions that are answered in turn."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, ClassVar
from urllib.parse import quote

import msgspec

from salon.core.account_events import CodeKind
from salon.core.commands import Command
from salon.core.events import Event
from salon.core.queries import administration
from salon.core.queries.administration import Shown
from salon.core.refusals import Refusal, word_refusal
from salon.core.replies import (
    AccountDone,
    ActsShown,
    ChannelNameDone,
    CodeShown,
    HistoryTold,
    Outcome,
    ServerBanDone,
    SessionsEnded,
)
from salon.core.state import Session, State
from salon.texts.marks import N_, Translate
from salon.wire.acts import word_act
from salon.wire.admin import (
    LINE_LIMIT,
    NOT_A_REQUEST,
    Action,
    Answer,
    Code,
    Done,
    End,
    Refused,
    Row,
    Statistics,
    decode_request,
    encode,
)
from salon.wire.forbidden_names import word_name_done
from salon.wire.history_words import word_history
from salon.wire.lines import TOO_LONG, LineSplitter
from salon.wire.sanctions import word_server_ban
from salon.wire.session import Form, Later


class AdminLine(msgspec.Struct, frozen=True, gc=False):
    """One line of the owner's; None: it was too long. It costs nothing: its sender is trusted."""

    cost: ClassVar[float] = 0.0
    is_sign_of_life: ClassVar[bool] = False

    data: bytes | None
    size: int


def _invited(code: CodeShown) -> str:
    """Return what stands in the page's address for an invitation: the page says where it leads."""
    names = ",".join(quote(name.removeprefix("#"), safe="") for name in code.channels)
    return f"#invite={code.code}&to={names}" if names else f"#invite={code.code}"


class _Deaf:
    """The form of whoever hears nothing of the chat."""

    def render(self, _event: Event) -> bytes | None:
        return b""


_DEAF = _Deaf()


class AdminSession:
    """The owner's conversation with the server.

    `page`: the address of the page, or nothing; `backups`: what came of them.
    """

    resumable = False
    impatient = False
    language = ""
    pieces = None
    deadline = None
    forms_changed = False
    form: Form = _DEAF

    def __init__(
        self,
        state: State,
        translations: Mapping[str, Translate],
        core: Session,
        page: Callable[[], str],
        backups: Callable[[Translate], Iterable[Shown]] = lambda _: (),
    ) -> None:
        self.closing = ""
        self.later: deque[Later] = deque()
        self.core = core
        self._state = state
        self._translations = translations
        self._page = page
        self._backups = backups
        self._translate: Translate = str
        # A request is under way, and the end of its answer is still to be said.
        self._asked = False
        # The peer has said its last word.
        self._at_end = False
        self._splitter = LineSplitter(LINE_LIMIT)
        self._output: list[bytes] = []

    def form_in(self, _channel: int) -> Form:
        """Return the form in which nothing is heard."""
        return _DEAF

    def receive_data(self, data: bytes, _now: float) -> Sequence[AdminLine]:
        """Take bytes; return the lines that they complete."""
        return [
            AdminLine(None, LINE_LIMIT) if line is TOO_LONG else AdminLine(line, len(line) + 1)
            for line in self._splitter.feed(data)
        ]

    def receive_eof(self) -> Sequence[AdminLine]:
        """Take the end of the stream: half a request is none."""
        self._at_end = True
        return []

    def silence(self, _now: float) -> Sequence[AdminLine]:
        """Take a silence, which means nothing."""
        return []

    def interpret(self, line: AdminLine, now: int) -> list[Command]:
        """Return the command of a line, or begin to answer it."""
        self._asked = True
        if line.data is None:
            return self._refuse_line(f"> {LINE_LIMIT}")
        try:
            request = decode_request(line.data)
        except msgspec.DecodeError as error:
            return self._refuse_line(error)
        self._translate = self._translations.get(request.language, str)
        if isinstance(request, Action):
            return [request.command()]
        rows = request.rows(self._state, now)
        if isinstance(request, Statistics):
            rows = chain(rows, self._backups(self._translate))
        self.later.append(self._tell(rows))
        return []

    def _refuse_line(self, problem: object) -> list[Command]:
        self._say(Refused("BAD_REQUEST", self._translate(NOT_A_REQUEST).format(problem=problem)))
        return []

    def _tell(self, rows: Iterator[Shown | Refusal | None]) -> Iterator[None]:
        for row in rows:
            if isinstance(row, Refusal):
                self._refuse(row)
            elif row is not None:
                self._say(Row(type(row).__name__, row))
            yield

    def show(self, outcome: Outcome, _now: int, *, own: bool) -> None:
        """Show what the request under way has come to; what happens in the chat is nothing to it."""
        if not own:
            return
        if isinstance(outcome, Refusal):
            self._refuse(outcome)
        elif done := _DONE.get(type(outcome)):
            self._say(Done(done(outcome, self._translate)))
        elif isinstance(outcome, ActsShown):
            for act in reversed(outcome.acts):
                row = administration.act(act, word_act(act, self._translate))
                self._say(Row(type(row).__name__, row))
        elif isinstance(outcome, CodeShown):
            page, is_invitation = self._page(), outcome.kind is CodeKind.INVITATION
            self._say(
                Code(
                    outcome.code,
                    outcome.kind,
                    outcome.account,
                    outcome.uses,
                    outcome.expires,
                    outcome.channels,
                    page + _invited(outcome) if page and is_invitation else page,
                )
            )

    def finish(self) -> None:
        """End the answer to the request under way."""
        if self._asked:
            self._asked = False
            self._say(End())

    def say_goodbye(self, reason: str) -> None:
        """Say why the conversation ends; who has ended it needs no words."""
        if not self._at_end:
            self._say(Refused("GOODBYE", self._translate(reason)))

    def take_output(self) -> bytes:
        """Return the lines that were said."""
        data = b"".join(self._output)
        self._output.clear()
        return data

    def _refuse(self, refusal: Refusal) -> None:
        self._say(Refused(refusal.code, word_refusal(refusal, self._translate)))

    def _say(self, answer: Answer) -> None:
        self._output += (encode(answer), b"\n")


_DONE: dict[type[object], Callable[[Any, Translate], str]] = {
    AccountDone: lambda its, translate: translate(its.text).format(account=its.account),
    HistoryTold: lambda its, translate: word_history(its, its.channel, translate),
    SessionsEnded: lambda _, translate: translate(N_("The connection has been ended.")),
    ServerBanDone: word_server_ban,
    ChannelNameDone: word_name_done,
}
"""What was done, in words."""
