"""Certificates: one's own, others, and those that do not serve."""

import os
import pty
import ssl
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization

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

NAME = "salon.example"


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """Make a certificate and a key."""
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    make_self_signed(certificate, key, NAME)
    return certificate, key


def seen(context: ssl.SSLContext, trusted: Path | None = None) -> tuple[bytes, str]:
    """Return the certificate that a client is shown, and the version that both agree on."""
    client = ssl.create_default_context(cafile=trusted)
    if trusted is None:
        client.check_hostname = False
        client.verify_mode = ssl.CERT_NONE
    there, back = ssl.MemoryBIO(), ssl.MemoryBIO()
    inside = context.wrap_bio(there, back, server_side=True)
    outside = client.wrap_bio(back, there, server_hostname=NAME)
    pending = [outside, inside]
    for _ in range(20):
        for its in pending.copy():
            try:
                its.do_handshake()
            except ssl.SSLWantReadError:
                continue
            pending.remove(its)
        if not pending:
            shown, version = outside.getpeercert(binary_form=True), outside.version()
            assert shown is not None
            assert version is not None
            return shown, version
    raise AssertionError("the handshake does not end")


def test_a_certificate_of_ones_own(files: tuple[Path, Path]) -> None:
    """Clients that trust it accept it for the server's name; only its owner can read the key."""
    certificate, key = files
    shown, version = seen(server_context(certificate, key), trusted=certificate)
    assert shown == ssl.PEM_cert_to_DER_cert(certificate.read_text())
    assert version == "TLSv1.3"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_it_can_be_made_again(files: tuple[Path, Path]) -> None:
    """Another key, where files of these names are there."""
    certificate, key = files
    before = key.read_bytes()
    make_self_signed(certificate, key, NAME)
    assert key.read_bytes() != before
    try_certificate(certificate, key)


def test_the_fingerprint_is_that_of_the_certificate(files: tuple[Path, Path]) -> None:
    """As clients show it: SHA-256, in pairs of capital hex digits; of a chain, of the first."""
    certificate, _ = files
    shown = fingerprint(certificate)
    assert [len(pair) for pair in shown.split(":")] == [2] * 32
    assert shown == shown.upper()
    other = certificate.with_name("other.pem")
    make_self_signed(other, certificate.with_name("other-key.pem"), NAME)
    certificate.write_bytes(certificate.read_bytes() + other.read_bytes())
    assert fingerprint(certificate) == shown != fingerprint(other)


def test_old_versions_are_refused(files: tuple[Path, Path]) -> None:
    """TLS 1.2 is the least; nothing is renegotiated or compressed."""
    context = server_context(*files)
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2
    assert context.options & ssl.OP_NO_RENEGOTIATION
    assert context.options & ssl.OP_NO_COMPRESSION


def test_one_file_may_hold_both(files: tuple[Path, Path]) -> None:
    """The key behind the certificate."""
    certificate, key = files
    certificate.write_bytes(certificate.read_bytes() + key.read_bytes())
    seen(server_context(certificate, certificate))


def no_certificate(certificate: Path, _key: Path) -> None:
    """Take the certificate away."""
    certificate.unlink()


def no_key(_certificate: Path, key: Path) -> None:
    """Take the key away."""
    key.unlink()


def key_of_another(certificate: Path, key: Path) -> None:
    """Put the key of another certificate."""
    make_self_signed(certificate.with_name("other.pem"), key, NAME)


def garbled(certificate: Path, _key: Path) -> None:
    """Put something else in the certificate's place."""
    certificate.write_text("no certificate")


def key_as_certificate(certificate: Path, key: Path) -> None:
    """Put a PEM file that holds something else."""
    certificate.write_bytes(key.read_bytes())


def certificate_as_key(certificate: Path, key: Path) -> None:
    """Put a PEM file that holds something else."""
    key.write_bytes(certificate.read_bytes())


def locked(_certificate: Path, key: Path) -> None:
    """Give the key a passphrase."""
    loaded = serialization.load_pem_private_key(key.read_bytes(), None)
    lock = serialization.BestAvailableEncryption(b"secret")
    key.write_bytes(loaded.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, lock))


def too_short(certificate: Path, key: Path) -> None:
    """Put a key that nothing is wrong with, but that OpenSSL holds to be too easy to find."""
    command = ["openssl", "req", "-x509", "-newkey", "rsa:1024", "-nodes", "-subj", "/CN=a", "-days", "1"]
    command += ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True, timeout=30)


@pytest.mark.parametrize(
    ("spoil", "flaw"),
    [
        (no_certificate, Flaw.UNREADABLE_CERTIFICATE),
        (no_key, Flaw.UNREADABLE_KEY),
        (key_of_another, Flaw.WRONG_KEY),
        (garbled, Flaw.NO_CERTIFICATE),
        (key_as_certificate, Flaw.NO_CERTIFICATE),
        (certificate_as_key, Flaw.NO_KEY),
        (locked, Flaw.LOCKED_KEY),
        (too_short, Flaw.OTHER),
    ],
)
def test_files_that_do_not_serve(
    files: tuple[Path, Path], spoil: Callable[[Path, Path], None], flaw: Flaw
) -> None:
    """They are refused, for what is wrong with them, before a context in use is touched."""
    context = server_context(*files)
    shown = seen(context)[0]
    spoil(*files)
    with pytest.raises(UnusableCertificate) as tried:
        try_certificate(*files)
    with pytest.raises(UnusableCertificate) as opened:
        server_context(*files)
    assert tried.value.flaw is opened.value.flaw is flaw
    assert seen(context)[0] == shown


def test_a_new_certificate_is_for_new_connections(files: tuple[Path, Path]) -> None:
    """The context is the same, so that a door need not be opened again."""
    certificate, key = files
    context = server_context(certificate, key)
    make_self_signed(certificate, key, NAME)
    try_certificate(certificate, key)
    load_certificate(context, certificate, key)
    assert seen(context)[0] == ssl.PEM_cert_to_DER_cert(certificate.read_text())


def test_the_certificate_is_valid_for_years(files: tuple[Path, Path]) -> None:
    """From yesterday on, for clocks that go wrong; it is nobody's authority."""
    loaded = x509.load_pem_x509_certificate(files[0].read_bytes())
    assert validity(files[0]) == (loaded.not_valid_before_utc, loaded.not_valid_after_utc)
    assert (loaded.not_valid_after_utc - loaded.not_valid_before_utc).days >= 3650
    names = loaded.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == [NAME, "localhost"]
    assert not loaded.extensions.get_extension_for_class(x509.BasicConstraints).value.ca


def test_a_locked_key_makes_nobody_wait(files: tuple[Path, Path]) -> None:
    """A key with a password of its own is refused, and the password not asked for at the terminal."""
    certificate, key = files
    locked(certificate, key)
    program = (
        "import sys; from pathlib import Path; from salon.gateways import tls\n"
        "try: tls.try_certificate(*map(Path, sys.argv[1:]))\n"
        "except tls.UnusableCertificate: print('refused')"
    )
    keyboard, terminal = pty.openpty()
    try:
        # In a session of its own it has no other terminal than this, at which nobody sits.
        child = subprocess.run(
            [sys.executable, "-c", program, str(certificate), str(key)],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            stdin=terminal,
            capture_output=True,
            check=True,
            timeout=30,
            start_new_session=True,
        )
    finally:
        os.close(keyboard)
        os.close(terminal)
    assert child.stdout == b"refused\n"
