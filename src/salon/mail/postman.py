"""Keeps e-mails until the SMTP server has taken them, one after the other, however long that takes.

While the server cannot be reached, pauses between the tries grow. What cannot be sent in time is given up:
whoever waits for it can ask for another. Nothing of it is kept over a restart, for the same reason.
"""

import logging
from collections import deque
from collections.abc import Callable, Mapping
from email.message import EmailMessage
from functools import partial
from typing import NamedTuple

import msgspec

from salon.core.needs import PrepareLetter
from salon.core.replies import Letter, LetterKind
from salon.mail.limits import Counts, EmailLimits
from salon.mail.smtp import NotSent, Smtp, send
from salon.mail.wording import Place, compose, number_of
from salon.texts.language import N_, N_PLURAL, Text
from salon.texts.marks import Translate
from salon.threads import DaemonThreads, Executor

log = logging.getLogger("salon.mail")

FIRST_PAUSE = 10
LONGEST_PAUSE = 600
"""How long nothing is tried after the first failure, and at most, in seconds."""

MOST_WAITING = 1_000
"""How many e-mails may wait."""

UNTOLD = frozenset({LetterKind.RESET, LetterKind.LEAVING})
"""Letters whose recipients are not told to who asks: these count for them only here."""


class Service(msgspec.Struct, frozen=True):
    """How e-mails are sent. `network`: in whose name; `retry_seconds`: for how long one is tried."""

    server: Smtp
    network: str
    limits: EmailLimits
    retry_seconds: float


class _Waiting(NamedTuple):
    letter: Letter
    # The code of one.
    language: str
    # When it was posted, in ms, and its Message-ID.
    time: int
    number: str
    # When it is given up, in seconds of the clock.
    until: float


class Postman:
    """Takes letters on the loop, and has them sent elsewhere. `service`: None, where no e-mail is sent.

    `translations`: by the codes of languages, the server's own first. `carry` hands an e-mail to a server.
    `page`: where people open the page; empty where nobody can. `refused` hears of what is refused for good.
    """

    def __init__(
        self,
        service: Service | None,
        translations: Mapping[str, Translate],
        call_loop: Callable[[Callable[[], None]], object],
        call_later: Callable[[float, Callable[[], None]], object],
        wall: Callable[[], int],
        steady: Callable[[], float],
        carry: Callable[[EmailMessage, str, Smtp], None] = send,
        *,
        executor: Executor | None = None,
        page: Callable[[], str] = str,
        refused: Callable[[Letter], None] = lambda _letter: None,
    ) -> None:
        self.service = service
        self._page = page
        self._refused = refused
        self._translations = translations
        self._call_loop = call_loop
        self._call_later = call_later
        self._wall = wall
        self._steady = steady
        self._carry = carry
        self._counts = Counts(steady)
        self._executor = executor or DaemonThreads("salon-mail")
        self._waiting: deque[_Waiting] = deque()
        # One is on its way, or a pause is not over.
        self._busy = False
        self._pause = 0

    @property
    def delayed(self) -> bool:
        """Whether the server could not be reached when it was last tried."""
        return self._pause > 0

    def seconds_to_wait(self, need: PrepareLetter) -> int:
        """Count one more e-mail; or return how long one has to wait for it."""
        if self.service is None or len(self._waiting) >= MOST_WAITING:
            return max(self._pause, FIRST_PAUSE)
        return self._counts.seconds_to_wait(need, self.service.limits)

    def post(self, letter: Letter, language: str) -> None:
        """Send a letter, soon, in a language; without one, in the server's."""
        service = self.service
        if service is None:
            return
        about = {"account": letter.account}
        has_room = letter.kind not in UNTOLD or self._counts.has_room(letter.recipient, service.limits)
        if not has_room or len(self._waiting) >= MOST_WAITING:
            log.warning(N_("an e-mail for %(account)s was not sent: there are too many"), about)
            return
        code = language if language in self._translations else next(iter(self._translations))
        number, until = number_of(service.server.sender), self._steady() + service.retry_seconds
        self._waiting.append(_Waiting(letter, code, self._wall(), number, until))
        self._go_on()

    def _go_on(self) -> None:
        if self._busy or not self._waiting or self.service is None:
            return
        self._busy = True
        self._executor.submit(self._try, self._waiting.popleft(), self.service)

    def _try(self, one: _Waiting, service: Service) -> None:  # on the thread
        problem, server = None, service.server
        try:
            translate = self._translations[one.language]
            place = Place(service.network, server.name, self._page())
            message = compose(one.letter, translate, one.language, place, server.sender, one.time, one.number)
            self._carry(message, one.letter.recipient, server)
        except NotSent as error:
            problem = error
        except Exception as error:  # whatever it is, the others are to be sent
            log.exception(N_("an e-mail could not be sent"))
            problem = NotSent(Text(type(error).__name__), for_good=True)
        self._call_loop(partial(self._tried, one, problem))

    def _tried(self, one: _Waiting, problem: NotSent | None) -> None:
        about: dict[str, object] = {"account": one.letter.account}
        if problem is not None:
            about["reason"] = problem.reason
        if problem is None or problem.for_good:
            self._pause = 0
            if problem is None:
                log.info(N_("an e-mail for %(account)s was sent"), about)
            else:
                log.warning(N_("an e-mail for %(account)s was refused: %(reason)s"), about)
                self._refused(one.letter)
            self._rest_is_over()
            return
        self._pause = min(2 * self._pause or FIRST_PAUSE, LONGEST_PAUSE)
        if self._steady() + self._pause < one.until:
            # Behind the others: it may be this one alone that is not taken yet.
            self._waiting.append(one)
        else:
            log.warning(N_("an e-mail for %(account)s was given up: %(reason)s"), about)
        log.warning(
            N_PLURAL(
                "e-mail cannot be sent: %(reason)s. The next try is in %(seconds)d second",
                "e-mail cannot be sent: %(reason)s. The next try is in %(seconds)d seconds",
                "seconds",
            ),
            {"reason": problem.reason, "seconds": self._pause},
        )
        self._call_later(self._pause, self._rest_is_over)

    def _rest_is_over(self) -> None:
        self._busy = False
        self._go_on()

    def close(self) -> None:
        """Take no more, and forget what waits; one that is on its way may still arrive."""
        if self._waiting:
            log.warning(
                N_PLURAL(
                    "%(count)d e-mail was not sent any more",
                    "%(count)d e-mails were not sent any more",
                    "count",
                ),
                {"count": len(self._waiting)},
            )
        self._waiting.clear()
        self._executor.shutdown(wait=False, cancel_futures=True)
