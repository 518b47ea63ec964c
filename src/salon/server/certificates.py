"""The certificate of IRC over TLS: the owner's, or one of the server's own; what is wrong with it, in words.

Knows the settings' names, so that every text says what to change.
"""

import datetime as dt
import ssl
from collections.abc import Iterator
from pathlib import Path

from salon.gateways.tls import (
    Flaw,
    UnusableCertificate,
    fingerprint,
    load_certificate,
    make_self_signed,
    server_context,
    try_certificate,
    validity,
)
from salon.server.descriptors import advice
from salon.server.settings.tree import Tls
from salon.texts.language import N_, Text
from salon.texts.reasons import reason_of

OWN_CERTIFICATE = "tls-certificate.pem"
OWN_KEY = "tls-key.pem"

_FLAWS = {
    Flaw.UNREADABLE_CERTIFICATE: N_(
        "irc.tls.certificate: {certificate} cannot be read: {reason}. Name the file of the certificate chain,"
        " and let the user that the server runs as read it."
    ),
    Flaw.UNREADABLE_KEY: N_(
        "irc.tls.key: {key} cannot be read: {reason}. Name the file of the certificate's key, and let the"
        " user that the server runs as read it."
    ),
    Flaw.NO_CERTIFICATE: N_(
        "irc.tls.certificate: {certificate} holds no certificate in PEM form. Name the file of the"
        " certificate chain, which begins with -----BEGIN CERTIFICATE-----."
    ),
    Flaw.NO_KEY: N_(
        "irc.tls.key: {key} holds no private key in PEM form. Name the file of the certificate's key, which"
        " has a line -----BEGIN PRIVATE KEY-----, or one like it."
    ),
    Flaw.LOCKED_KEY: N_(
        "irc.tls.key: the key in {key} has a passphrase, which the server cannot ask for. Name a file "
        "with the key alone; this command writes one: openssl pkey -in {key} -out FILE"
    ),
    Flaw.WRONG_KEY: N_(
        "irc.tls.key: the key in {key} does not belong to the certificate in {certificate}. Name the two"
        " files that were made together; in a chain the server's own certificate stands first."
    ),
    Flaw.OTHER: N_(
        "irc.tls.certificate: {certificate} with the key in {key} cannot be used: {reason}. Obtain "
        "another certificate."
    ),
}


class CertificateProblem(Exception):  # noqa: N818 - named for the fact
    """The certificate cannot be used; `text` says why, and which setting to change."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.msgid)
        self.text = text


class Certificate:
    """A certificate with its key, and the context that shows it."""

    def __init__(self, tls: Tls, data: Path) -> None:
        self._is_own = not tls.certificate
        self._certificate = data / OWN_CERTIFICATE if self._is_own else Path(tls.certificate)
        self._key = data / OWN_KEY if self._is_own else Path(tls.key or tls.certificate)

    def open(self, name: str) -> ssl.SSLContext:
        """Return the context, with a certificate made where there is none. Raises CertificateProblem."""
        try:
            if self._is_own and not (self._certificate.exists() and self._key.exists()):
                make_self_signed(self._certificate, self._key, name)
            self._context = server_context(self._certificate, self._key)
        except (UnusableCertificate, OSError) as error:
            raise self._problem(error) from error
        return self._context

    def notes(self) -> Iterator[Text]:
        """Return what the owner is to know of it at the start."""
        if self._is_own:
            own = N_("TLS: a self-signed certificate, SHA-256 {fingerprint}")
            yield Text(own, {"fingerprint": fingerprint(self._certificate)})
        yield from self.warnings()

    def pin(self) -> str:
        """Return the fingerprint that clients have to be given; nothing where an authority vouches for it."""
        return fingerprint(self._certificate) if self._is_own else ""

    def warnings(self) -> Iterator[Text]:
        """Say if its time is over or has not begun: the server runs, though clients refuse it."""
        try:
            begin, end = validity(self._certificate)
        except (OSError, ValueError):
            # It is in use: OpenSSL reads forms that nothing else here does.
            return
        now = dt.datetime.now(dt.UTC)
        fields = {
            "certificate": self._certificate,
            "key": self._key,
            "begin": begin.date(),
            "end": end.date(),
        }
        if now < begin:
            early = N_(
                "TLS: the certificate {certificate} (irc.tls.certificate) is not valid before {begin}, so"
                " clients refuse it. Look at this machine's clock."
            )
            yield Text(early, fields)
        elif now > end and self._is_own:
            old = N_(
                "TLS: the server's own certificate expired on {end}, so clients refuse it. Remove"
                " {certificate} and {key}: a new one is made at the next start."
            )
            yield Text(old, fields)
        elif now > end:
            expired = N_(
                "TLS: the certificate {certificate} (irc.tls.certificate) expired on {end}, so clients"
                " refuse it. Put a new one in its place, and have it read by kill -HUP."
            )
            yield Text(expired, fields)

    def test(self) -> None:
        """Raise CertificateProblem if the files, as they are now, cannot be used. Changes nothing."""
        if self._is_own and not (self._certificate.exists() and self._key.exists()):
            return  # they are made at the start
        try:
            try_certificate(self._certificate, self._key)
        except UnusableCertificate as error:
            raise self._problem(error) from error

    def reload(self) -> None:
        """Read the files again: new connections get them. Test them first."""
        load_certificate(self._context, self._certificate, self._key)

    def _problem(self, error: UnusableCertificate | OSError) -> CertificateProblem:
        fields = {"certificate": self._certificate, "key": self._key}
        if isinstance(error, UnusableCertificate) and error.flaw is Flaw.NO_DESCRIPTOR:
            return CertificateProblem(advice())
        if isinstance(error, UnusableCertificate) and not self._is_own:
            return CertificateProblem(Text(_FLAWS[error.flaw], {**fields, "reason": error.reason}))
        own = N_(
            "The server's own TLS certificate, {certificate} with {key}, cannot be used: {reason}. Remove"
            " both files: new ones are made at the next start."
        )
        reason = error.reason if isinstance(error, UnusableCertificate) else reason_of(error)
        return CertificateProblem(Text(own, {**fields, "reason": reason}))
