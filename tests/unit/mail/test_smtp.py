"""An e-mail is handed to a real server, with and without TLS and a login; what goes wrong has a name."""

import socket
from email.message import EmailMessage
from typing import Literal

import pytest

from harness.ports import free_port
from harness.smtp_server import Mailbox, make_certificate, smtp_server
from salon.core.replies import Letter, LetterKind
from salon.mail.smtp import NotSent, Smtp, send
from salon.mail.wording import Place, compose

Security = Literal["starttls", "tls", "none"]
TO = "zoe@example.org"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """Return the files of a certificate for 127.0.0.1, and of its key."""
    return make_certificate(tmp_path_factory.mktemp("certificate"))


def server(mailbox: Mailbox, security: Security = "none", **fields: object) -> Smtp:
    """Return how to reach a mailbox."""
    return Smtp("localhost", mailbox.port, security, "salon@chat.example", "salon.example", **fields)  # type: ignore[arg-type]


def e_mail() -> EmailMessage:
    """Return one with letters beyond ASCII."""
    letter = Letter(LetterKind.CONFIRM, TO, "zoé", "abcde", 1_800_000_000_000)
    place = Place("Chez Zoé", "salon.test")
    return compose(letter, str, "en", place, "salon@chat.example", 1_800_000_000_000)


@pytest.mark.parametrize("security", ["starttls", "tls", "none"])
@pytest.mark.parametrize("login", [None, ("user", "pass word")])
def test_it_arrives(certificate: tuple[str, str], security: Security, login: tuple[str, str] | None) -> None:
    """As it was written, from the sender to the one recipient, encrypted where that was asked for."""
    username, password = login or ("", "")
    if security == "none" and login:
        pytest.skip("the server takes a password only over TLS")
    with smtp_server(security, certificate, login) as mailbox:
        where = server(mailbox, security, username=username, password=password, ca_file=certificate[0])
        send(e_mail(), TO, where)
        mail, (envelope,) = mailbox.wait(), mailbox.envelopes
    # A server that speaks nothing but TLS does not know that it does.
    assert mailbox.encrypted == [security == "starttls"]
    assert (envelope.mail_from, envelope.rcpt_tos) == ("salon@chat.example", [TO])
    assert mail["Subject"] == "Chez Zoé: your code for the account zoé"
    assert "abcde" in mail.get_content()


def problem(where: Smtp) -> NotSent:
    """Return why an e-mail was not sent."""
    with pytest.raises(NotSent) as caught:
        send(e_mail(), TO, where)
    return caught.value


@pytest.mark.parametrize(("refusal", "for_good"), [("550", True), ("451", False), ("552", True)])
def test_it_is_refused(refusal: str, *, for_good: bool) -> None:
    """By its code alone: the words name the recipient."""
    with smtp_server() as mailbox:
        mailbox.refusal = refusal
        found = problem(server(mailbox))
    assert str(found) == f"the server answered {refusal}"
    assert found.for_good is for_good


def test_a_wrong_password(certificate: tuple[str, str]) -> None:
    """It is not for good: the owner may set another one."""
    with smtp_server("starttls", certificate, ("user", "right")) as mailbox:
        where = server(mailbox, "starttls", username="user", password="wrong", ca_file=certificate[0])
        found = problem(where)
    assert str(found) == "the server answered 535"
    assert not found.for_good


def test_a_server_without_tls() -> None:
    """Nothing is sent in the clear in place of that."""
    with smtp_server() as mailbox:
        assert "offers no STARTTLS" in str(problem(server(mailbox, "starttls")))
        assert "does not speak TLS" in str(problem(server(mailbox, "tls")))
    assert mailbox.mails == []


def test_a_certificate_that_nobody_vouches_for(certificate: tuple[str, str]) -> None:
    """Nor is it sent to a server that only says that it is the right one."""
    for security in ("starttls", "tls"):
        with smtp_server(security, certificate) as mailbox:
            assert "its certificate is not valid" in str(problem(server(mailbox, security)))
            named = Smtp("127.0.0.1", mailbox.port, security, "a@b", "c", ca_file=certificate[0])
            assert "its certificate is not valid" in str(problem(named))
        assert mailbox.mails == []


def test_nobody_is_there() -> None:
    """Nothing listens, or it never answers."""
    nowhere = Smtp("localhost", free_port(), "none", "a@b", "c")
    assert str(problem(nowhere)) == "nothing is listening there"
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        mute = Smtp("127.0.0.1", silent.getsockname()[1], "none", "a@b", "c", seconds=0.2)
        assert str(problem(mute)) == "there is no answer"
