"""What the owner is told of a certificate: every text names the setting and what to do."""

import datetime as dt
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization

from salon.gateways.tls import Flaw, UnusableCertificate, make_self_signed
from salon.server import certificates
from salon.server.certificates import OWN_CERTIFICATE, OWN_KEY, Certificate, CertificateProblem
from salon.server.settings.tree import Tls
from salon.texts.language import load_language

LANGUAGES = ("en", "fr")


def told(tls: Tls, data: Path, language: str = "en") -> str:
    """Return how a certificate is refused."""
    with pytest.raises(CertificateProblem) as problem:
        Certificate(tls, data).open("salon.example")
    return problem.value.text.render(load_language(language))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("flaw", [flaw for flaw in Flaw if flaw is not Flaw.NO_DESCRIPTOR])
def test_every_flaw_names_its_setting_and_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, flaw: Flaw, language: str
) -> None:
    """Flaws of the key the key's, others the certificate's; a full sentence says what to do."""

    def refuse(_certificate: Path, _key: Path) -> None:
        raise UnusableCertificate(flaw, "REASON")

    monkeypatch.setattr(certificates, "server_context", refuse)
    text = told(Tls(certificate="c.pem", key="k.pem"), tmp_path, language)
    of_key = flaw in {Flaw.UNREADABLE_KEY, Flaw.NO_KEY, Flaw.LOCKED_KEY, Flaw.WRONG_KEY}
    assert text.startswith("irc.tls.key" if of_key else "irc.tls.certificate")
    assert ("k.pem" if of_key else "c.pem") in text
    assert "REASON" in text or flaw not in {Flaw.UNREADABLE_CERTIFICATE, Flaw.UNREADABLE_KEY, Flaw.OTHER}


def test_no_descriptor_is_no_fault_of_the_certificate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the server's own as of the owner's: the limit is named, and nobody is told to remove a file."""

    def refuse(_certificate: Path, _key: Path) -> None:
        raise UnusableCertificate(Flaw.NO_DESCRIPTOR, "REASON")

    monkeypatch.setattr(certificates, "server_context", refuse)
    for tls in (Tls(), Tls(certificate="c.pem")):
        assert "LimitNOFILE" in told(tls, tmp_path)
        assert "Remove" not in told(tls, tmp_path)


def test_a_passphrase_is_explained(tmp_path: Path) -> None:
    """The command that takes it away stands in the text."""
    certificate, key = tmp_path / "c.pem", tmp_path / "k.pem"
    make_self_signed(certificate, key, "a.example")
    loaded = serialization.load_pem_private_key(key.read_bytes(), None)
    lock = serialization.BestAvailableEncryption(b"secret")
    key.write_bytes(loaded.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, lock))
    text = told(Tls(certificate=str(certificate), key=str(key)), tmp_path)
    assert f"openssl pkey -in {key} -out FILE" in text


def test_the_key_in_the_file_of_the_certificate(tmp_path: Path) -> None:
    """Where it is not there, the setting to set is named."""
    certificate = tmp_path / "c.pem"
    make_self_signed(certificate, tmp_path / "k.pem", "a.example")
    text = told(Tls(certificate=str(certificate)), tmp_path)
    assert text.startswith(f"irc.tls.key: {certificate} holds no private key")


def test_a_damaged_one_of_its_own(tmp_path: Path) -> None:
    """No setting names it: it is to be removed, and is made again."""
    (tmp_path / OWN_CERTIFICATE).write_text("x")
    (tmp_path / OWN_KEY).write_text("y")
    text = told(Tls(), tmp_path)
    assert OWN_CERTIFICATE in text
    assert OWN_KEY in text
    assert "Remove both files" in text


@pytest.mark.parametrize(("begin", "end", "told"), [(-9, -2, "expired on"), (2, 9, "not valid before")])
@pytest.mark.parametrize("own", [True, False])
def test_a_time_that_is_over_or_has_not_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, begin: int, end: int, told: str, *, own: bool
) -> None:
    """It is told, with the file; the door opens all the same."""
    now = dt.datetime.now(dt.UTC)
    times = (now + dt.timedelta(days=begin), now + dt.timedelta(days=end))
    monkeypatch.setattr(certificates, "validity", lambda _file: times)
    make_self_signed(tmp_path / "c.pem", tmp_path / "k.pem", "a.example")
    tls = Tls() if own else Tls(certificate=str(tmp_path / "c.pem"), key=str(tmp_path / "k.pem"))
    certificate = Certificate(tls, tmp_path)
    certificate.open("salon.example")
    (warning,) = certificate.warnings()
    text = warning.render(load_language("en"))
    assert told in text
    assert str(tmp_path / (OWN_CERTIFICATE if own else "c.pem")) in text
    assert len(list(certificate.notes())) == 1 + own


def test_nothing_is_told_of_a_good_one(tmp_path: Path) -> None:
    """But the fingerprint of one that nobody else could know."""
    certificate = Certificate(Tls(), tmp_path)
    certificate.open("salon.example")
    (note,) = certificate.notes()
    assert "SHA-256" in note.render(load_language("en"))
    assert list(certificate.warnings()) == []
