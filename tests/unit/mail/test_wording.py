"""What an e-mail says, and what stands above it."""

from email import message_from_bytes
from email.policy import SMTP

import pytest

from salon.core.replies import Letter, LetterKind
from salon.mail.wording import WORDS, Place, compose
from salon.texts.language import load_language

FRENCH = load_language("fr").gettext
PLACE = Place("Chez Zoé", "salon.test", "http://salon.test:8080/")
NOW = 1_800_000_000_000


def letter(kind: LetterKind, account: str = "zoé") -> Letter:
    """Return a letter with everything in it."""
    return Letter(kind, "zoe@example.org", account, "abcde-fghij-kl", NOW + 3_600_000, "other@example.net")


def test_every_kind_has_words() -> None:
    """Whoever adds one says what it says."""
    assert WORDS.keys() == set(LetterKind)


@pytest.mark.parametrize("kind", LetterKind)
@pytest.mark.parametrize(("translate", "language"), [(str, "en"), (FRENCH, "fr")])
def test_what_arrives(kind: LetterKind, translate: type[str], language: str) -> None:
    """Seven bits, in lines that every server takes; read again, it is all there."""
    made = compose(letter(kind), translate, language, PLACE, "salon@chat.example", NOW)
    data = made.as_bytes()
    assert data.isascii()
    assert max(map(len, data.split(b"\r\n"))) <= 78
    read = message_from_bytes(data, policy=SMTP)
    assert read["From"] == "Chez Zoé <salon@chat.example>"
    assert read["To"] == "zoe@example.org"
    assert read["Date"] == "Fri, 15 Jan 2027 08:00:00 +0000"
    assert read["Message-ID"].endswith("@chat.example>")
    assert read["Auto-Submitted"] == "auto-generated"
    assert read["Content-Language"] == language
    assert read.get_content_type() == "text/plain"
    text = read.get_content()
    assert ("Bonjour" in text) is (language == "fr")
    assert "zoé" in text
    assert "salon.test" in text
    assert "http://salon.test:8080/" in text
    assert ("abcde-fghij-kl" in text) is (kind is not LetterKind.LEAVING)
    assert "{" not in f"{text}{read['Subject']}"


@pytest.mark.parametrize("network", ["a\r\nBcc: eve@example.org", "a\nb", 'a"b', "é" * 60, "a" * 200])
def test_no_name_begins_a_header(network: str) -> None:
    """What could is refused, or is a part of the one that it is in."""
    try:
        made = compose(
            letter(LetterKind.CONFIRM), str, "en", Place(network, "salon.test"), "salon@chat.example", NOW
        )
    except ValueError:
        assert "\n" in network
        return
    read = message_from_bytes(made.as_bytes(), policy=SMTP)
    assert read["Bcc"] is None
    assert read["From"].addresses[0].addr_spec == "salon@chat.example"
