"""E-mails wait until the server takes them; the pauses between the tries grow."""

import logging
from email.message import EmailMessage

import pytest

from harness.stand_ins import ImmediateExecutor, ManualLoop
from salon.core.needs import PrepareLetter
from salon.core.replies import Letter, LetterKind
from salon.mail.limits import EmailLimits
from salon.mail.postman import MOST_WAITING, Postman, Service
from salon.mail.smtp import NotSent, Smtp
from salon.texts.language import Text

SERVER = Smtp("mail.test", 25, "none", "salon@chat.test", "salon.test", "user", "secret")
SERVICE = Service(SERVER, "Test", EmailLimits(0, 2, 0, 0), 100)
DOWN = NotSent(Text("down"))
NEED = PrepareLetter("a", "a@b.test", "192.0.2.1")


class Office:
    """A postman, and a server that does what it is told."""

    def __init__(self, service: Service | None = SERVICE) -> None:
        self.loop = ManualLoop()
        self.executor = ImmediateExecutor()
        self.problem: Exception | None = None
        self.tries: list[tuple[float, str]] = []
        self.sent: list[EmailMessage] = []
        loop = self.loop
        self.postman = Postman(
            service,
            {"en": str, "fr": str},
            loop.call_soon,
            loop.call_later,
            loop.wall,
            loop.steady,
            self.carry,
            executor=self.executor,
        )

    def carry(self, message: EmailMessage, recipient: str, _server: Smtp) -> None:
        """Take an e-mail, or not."""
        self.tries.append((self.loop.seconds - 1000, recipient))
        if self.problem is not None:
            raise self.problem
        self.sent.append(message)

    def post(self, account: str = "ann", kind: LetterKind = LetterKind.CONFIRM, language: str = "") -> None:
        """Have a letter sent."""
        self.postman.post(Letter(kind, f"{account}@b.test", account, "code", self.loop.now), language)
        self.loop.settle()


def test_an_e_mail_is_sent_elsewhere() -> None:
    """Not by the call: on the thread, one after the other."""
    office = Office()
    office.executor.is_held = True
    office.post("ann")
    office.post("ben")
    assert office.tries == []
    office.executor.release()
    office.loop.settle()
    assert [its["To"] for its in office.sent] == ["ann@b.test"]
    office.executor.release()
    office.loop.settle()
    assert [its["To"] for its in office.sent] == ["ann@b.test", "ben@b.test"]


def test_the_pauses_grow() -> None:
    """Until it is given up; nobody else waits longer for that, and the next one is tried at once."""
    office = Office()
    office.problem = DOWN
    office.post("ann")
    assert office.postman.delayed
    office.loop.pass_time(1_000)
    assert [time for time, _ in office.tries] == [0, 10, 30, 70]
    office.problem = None
    office.post("ben")
    assert [its["To"] for its in office.sent] == ["ben@b.test"]
    assert not office.postman.delayed


def test_one_that_is_not_taken_holds_up_no_other() -> None:
    """It goes behind the others."""
    office = Office()
    office.problem = DOWN
    office.executor.is_held = True
    office.post("ann")
    office.post("ben")
    office.executor.is_held = False
    office.executor.release()
    office.loop.settle()
    office.problem = None
    office.loop.pass_time(10)
    assert [its["To"] for its in office.sent] == ["ben@b.test", "ann@b.test"]


def test_one_that_is_refused_for_good_is_given_up() -> None:
    """There is no other try."""
    office = Office()
    office.problem = NotSent(Text("no such user"), for_good=True)
    office.post()
    office.loop.pass_time(1_000)
    assert len(office.tries) == 1
    assert not office.postman.delayed


def test_a_mistake_stops_nothing(caplog: pytest.LogCaptureFixture) -> None:
    """It is logged, and the next e-mail is sent."""
    office = Office()
    office.problem = ZeroDivisionError()
    office.post("ann")
    office.problem = None
    office.post("ben")
    assert [its["To"] for its in office.sent] == ["ben@b.test"]
    assert "ZeroDivisionError" in caplog.text


def test_the_log_has_no_secrets(caplog: pytest.LogCaptureFixture) -> None:
    """No address, no code, no password: the name of the account says whom it is about."""
    caplog.set_level(logging.DEBUG)
    office = Office()
    for problem in (DOWN, NotSent(Text("no"), for_good=True), None):
        office.problem = problem
        office.post()
        office.loop.pass_time(200)
    office.postman.close()
    assert "ann" in caplog.text
    for secret in ("@b.test", "code", "secret"):
        assert secret not in caplog.text
    assert "secret" not in repr(SERVER)


def test_the_language() -> None:
    """That of the session; without one, or with one that the server has not, its own."""
    office = Office()
    for language in ("fr", "", "de"):
        office.post(language=language)
    assert [its["Content-Language"] for its in office.sent] == ["fr", "en", "en"]


def test_only_so_many_wait() -> None:
    """Who wants another one is told to wait; what nobody was asked about is dropped."""
    office = Office()
    office.executor.is_held = True
    for number in range(MOST_WAITING + 1):
        assert office.postman.seconds_to_wait(NEED) == 0 or number > 1
        office.post(str(number))
    assert office.postman.seconds_to_wait(PrepareLetter("z", "z@b.test", "192.0.2.1")) == 10
    office.post("one-more")
    office.executor.is_held = False
    while office.executor.held:
        office.executor.release()
        office.loop.settle()
    assert len(office.sent) == MOST_WAITING + 1


def test_a_recipient_of_whom_nobody_is_told() -> None:
    """Gets no more than others; who asked does not learn it."""
    office = Office()
    for _ in range(3):
        office.post(kind=LetterKind.RESET)
    assert len(office.sent) == 2


def test_no_server(caplog: pytest.LogCaptureFixture) -> None:
    """Where none is set, none is tried; and at the end, what waits is told."""
    office = Office(None)
    office.post()
    assert office.postman.seconds_to_wait(NEED) == 10
    assert office.tries == []
    busy = Office()
    busy.problem = DOWN
    busy.post()
    busy.postman.close()
    busy.loop.pass_time(100)
    assert len(busy.tries) == 1
    assert "1 e-mail was not sent any more" in caplog.text
