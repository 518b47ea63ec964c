"""Hands an e-mail to an SMTP server. It blocks for as long as that takes: it is for a thread of its own."""

import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Literal

from salon.texts.language import N_, Text
from salon.texts.reasons import reason_of

PERMANENT = 500
"""The first code of those by which a server refuses for good (RFC 5321, 4.2.1)."""

PORTS = {"starttls": 587, "tls": 465, "none": 25}
"""Where servers listen by custom (RFC 8314, 3.3; RFC 5321, 4.5.4.2)."""


@dataclass(frozen=True, slots=True)
class Smtp:
    """A server that takes e-mails. `sender`: whose address they bear. `name`: what this one calls itself."""

    host: str
    port: int
    security: Literal["starttls", "tls", "none"]
    sender: str
    name: str
    username: str = ""
    # Not shown, wherever this may be.
    password: str = field(default="", repr=False)
    ca_file: str = ""
    seconds: float = 20.0


class NotSent(Exception):  # noqa: N818 - named for the fact
    """The server did not take an e-mail; `for_good`: nor will it.

    `reason` has nothing of what the server says in words: they may name the recipient.
    """

    def __init__(self, reason: Text, *, for_good: bool = False) -> None:
        super().__init__(str(reason))
        self.reason = reason
        self.for_good = for_good


def send(message: EmailMessage, recipient: str, server: Smtp) -> None:
    """Hand one e-mail to the server, encrypted unless it says otherwise. Raises NotSent."""
    try:
        _send(message, recipient, server)
    except smtplib.SMTPRecipientsRefused as error:
        raise _answered(error.recipients[recipient][0], may_be_for_good=True) from error
    except smtplib.SMTPResponseException as error:
        raise _answered(error.smtp_code, may_be_for_good=isinstance(error, smtplib.SMTPDataError)) from error
    except smtplib.SMTPNotSupportedError as error:
        lacking = N_("the server offers no STARTTLS, or no login: check mail.security and mail.username")
        raise NotSent(Text(lacking)) from error
    except smtplib.SMTPException as error:
        # It is raised for a silence as well, behind which that stands.
        silence = error.__context__
        closed = Text(N_("the server has closed the connection"))
        raise NotSent(reason_of(silence) if isinstance(silence, OSError) else closed) from error
    except ssl.SSLCertVerificationError as error:
        unknown = N_("its certificate is not valid for this name, or not known here: see mail.ca_file")
        raise NotSent(Text(unknown)) from error
    except ssl.SSLError as error:
        raise NotSent(
            Text(N_("it does not speak TLS on this port: check mail.security and mail.port"))
        ) from error
    except OSError as error:
        raise NotSent(reason_of(error)) from error


def _answered(code: int, *, may_be_for_good: bool) -> NotSent:
    reason = Text(N_("the server answered {code}"), {"code": code})
    return NotSent(reason, for_good=may_be_for_good and code >= PERMANENT)


def _send(message: EmailMessage, recipient: str, server: Smtp) -> None:
    # The certificate is verified, and so is the name in it.
    context = ssl.create_default_context(cafile=server.ca_file or None)
    with (
        smtplib.SMTP_SSL(server.host, server.port, server.name, timeout=server.seconds, context=context)
        if server.security == "tls"
        else smtplib.SMTP(server.host, server.port, server.name, timeout=server.seconds)
    ) as connection:
        if server.security == "starttls":
            connection.starttls(context=context)
        if server.username:
            connection.login(server.username, server.password)
        connection.send_message(message, server.sender, [recipient])
