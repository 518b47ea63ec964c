"""A real server for e-mail, aiosmtpd, on a port of its own: with or without TLS and a login."""

import ssl
import subprocess
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as POLICY
from pathlib import Path
from typing import Any, Literal

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword
from aiosmtpd.smtp import Session as SmtpSession

from harness.ports import free_port

SECONDS = 15.0
"""How long an e-mail may take."""


class Mailbox:
    """What the server has taken; `refusal`: what it answers in place of that."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.envelopes: list[Envelope] = []
        self.encrypted: list[bool] = []
        self.refusal = ""
        self.port = 0

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, _server: object, _session: SmtpSession, envelope: Envelope, address: str, _options: object
    ) -> str:
        """Take a recipient, or not."""
        if self.refusal.startswith("5"):
            return f"{self.refusal} <{address}>: who is that"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: object, session: SmtpSession, envelope: Envelope) -> str:  # noqa: N802
        """Take an e-mail, or not."""
        if self.refusal:
            return f"{self.refusal} {envelope.rcpt_tos} not now"
        content = envelope.content
        assert isinstance(content, bytes)
        self.envelopes.append(envelope)
        self.encrypted.append(session.ssl is not None)
        self.mails.append(message_from_bytes(content, policy=POLICY))
        return "250 OK"

    def wait(self, count: int = 1) -> EmailMessage:
        """Wait for so many e-mails; return the last."""
        end = time.monotonic() + SECONDS
        while len(self.mails) < count:
            assert time.monotonic() < end, f"{len(self.mails)} e-mails came, not {count}"
            time.sleep(0.01)
        return self.mails[-1]


@contextmanager
def smtp_server(
    security: Literal["starttls", "tls", "none"] = "none",
    certificate: tuple[str, str] | None = None,
    login: tuple[str, str] | None = None,
    port: int = 0,
) -> Iterator[Mailbox]:
    """Run a server on 127.0.0.1. `certificate`: files of it and its key; `login`: a name and a password."""
    mailbox, context = Mailbox(), None
    if certificate is not None:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(*certificate)

    def authenticate(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        right = isinstance(data, LoginPassword) and login is not None
        right = right and (data.login.decode(), data.password.decode()) == login
        return AuthResult(success=right, handled=False)

    # That it knows of no TLS where it speaks nothing else is nothing to warn of.
    warnings.filterwarnings("ignore", "Requiring AUTH while not requiring TLS")
    controller = Controller(
        mailbox,
        hostname="127.0.0.1",
        port=port or free_port(),
        ssl_context=context if security == "tls" else None,
        tls_context=context if security == "starttls" else None,
        require_starttls=security == "starttls",
        authenticator=authenticate,
        auth_required=login is not None,
        auth_require_tls=security == "starttls",
    )
    controller.start()
    mailbox.port = controller.port
    try:
        yield mailbox
    finally:
        controller.stop()


def make_certificate(directory: Path) -> tuple[str, str]:
    """Write a key, and a certificate for `localhost`; return the files of the certificate and the key."""
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
    command += ["-nodes"]
    command += ["-keyout", "smtp-key.pem", "-out", "smtp.pem", "-days", "2", "-subj", "/CN=localhost"]
    command += ["-addext", "subjectAltName=DNS:localhost"]
    subprocess.run(command, cwd=directory, capture_output=True, timeout=SECONDS, check=True)
    return str(directory / "smtp.pem"), str(directory / "smtp-key.pem")
