"""TLS contexts, and a certificate of one's own where the owner gave none.

Knows files, never which setting names them.
"""

import datetime as dt
import errno
import os
import ssl
from enum import Enum, auto
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from salon.texts.language import Text
from salon.texts.reasons import reason_of

YEARS = 10
_DAY = dt.timedelta(days=1)


class Flaw(Enum):
    """Why a certificate and its key do not serve."""

    UNREADABLE_CERTIFICATE = auto()
    UNREADABLE_KEY = auto()
    NO_CERTIFICATE = auto()
    NO_KEY = auto()
    LOCKED_KEY = auto()
    WRONG_KEY = auto()
    NO_DESCRIPTOR = auto()
    OTHER = auto()


class UnusableCertificate(Exception):  # noqa: N818 - named for the fact
    """A certificate and its key do not serve; `reason` is ours, or OpenSSL's own."""

    def __init__(self, flaw: Flaw, reason: Text | str) -> None:
        super().__init__(f"{flaw.name}: {reason}")
        self.flaw = flaw
        self.reason = reason


def server_context(certificate: Path, key: Path) -> ssl.SSLContext:
    """Return a context for a server; raises UnusableCertificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    # A renegotiation is work that a peer can ask for again and again.
    context.options |= ssl.OP_NO_RENEGOTIATION | ssl.OP_NO_COMPRESSION
    load_certificate(context, certificate, key)
    return context


def load_certificate(context: ssl.SSLContext, certificate: Path, key: Path) -> None:
    """Have new connections get this certificate; those open keep theirs. Raises UnusableCertificate."""
    try:
        # With no password at all OpenSSL would ask for one at the terminal, and everybody would wait.
        context.load_cert_chain(certificate, key, password="")
    except OSError as error:
        # OpenSSL alone decides what serves; but its words for why not help nobody, so it is looked up.
        raise _find_flaw(certificate, key, error) from error


def _find_flaw(certificate: Path, key: Path, refused: OSError) -> UnusableCertificate:
    if refused.errno in {errno.EMFILE, errno.ENFILE}:
        return UnusableCertificate(Flaw.NO_DESCRIPTOR, reason_of(refused))
    try:
        pem = certificate.read_bytes()
    except OSError as error:
        return UnusableCertificate(Flaw.UNREADABLE_CERTIFICATE, reason_of(error))
    try:
        chain = x509.load_pem_x509_certificates(pem)
    except ValueError as error:
        return UnusableCertificate(Flaw.NO_CERTIFICATE, str(error))
    try:
        private = serialization.load_pem_private_key(key.read_bytes(), None)
    except OSError as error:
        return UnusableCertificate(Flaw.UNREADABLE_KEY, reason_of(error))
    except TypeError as error:
        return UnusableCertificate(Flaw.LOCKED_KEY, str(error))
    except (ValueError, UnsupportedAlgorithm) as error:
        return UnusableCertificate(Flaw.NO_KEY, str(error))
    if private.public_key() != chain[0].public_key():
        return UnusableCertificate(Flaw.WRONG_KEY, str(refused))
    return UnusableCertificate(Flaw.OTHER, str(refused))


def try_certificate(certificate: Path, key: Path) -> None:
    """Raise UnusableCertificate for files that do not serve, and touch no context that is in use.

    A context that fails to load a chain half-way is left with a certificate without its key.
    """
    load_certificate(ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), certificate, key)


def fingerprint(certificate: Path) -> str:
    """Return the SHA-256 fingerprint of the first certificate in a file, as clients show it."""
    loaded = x509.load_pem_x509_certificate(certificate.read_bytes())
    return loaded.fingerprint(hashes.SHA256()).hex(":").upper()


def validity(certificate: Path) -> tuple[dt.datetime, dt.datetime]:
    """Return from when to when the first certificate in a file is valid."""
    loaded = x509.load_pem_x509_certificate(certificate.read_bytes())
    return loaded.not_valid_before_utc, loaded.not_valid_after_utc


def make_self_signed(certificate: Path, key: Path, name: str) -> None:
    """Write a new key and a certificate for a server's name, signed with the key itself."""
    private = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _DAY)
        .not_valid_after(now + YEARS * 365 * _DAY)
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName(name), x509.DNSName("localhost")]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(private, hashes.SHA256())
    )
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    descriptor = os.open(key, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(pem)
    certificate.write_bytes(built.public_bytes(serialization.Encoding.PEM))
