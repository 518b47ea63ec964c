"""What SCRAM-SHA-256 checks a password by, held against the example of its specification."""

import base64

import pytest

from salon.accounts.scram import make_verifier
from salon.core.scram import is_right, signature_of

# RFC 7677, section 3: the password "pencil" of "user".
SALT = base64.b64decode("W22ZaJ0SNY7soEsUEjb6gQ==")
MESSAGE = (
    "n=user,r=rOprNGfwEbeRWgbNEkqO,"
    "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,"
    "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"
)
PROOF = base64.b64decode("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")
SIGNATURE = base64.b64decode("6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")


def test_the_example_of_the_specification() -> None:
    """RFC 7677, 3: the proof is right, and the server's signature is the same."""
    verifier = make_verifier("pencil", 4_096, SALT)
    assert is_right(verifier, MESSAGE, PROOF)
    assert signature_of(verifier, MESSAGE) == SIGNATURE
    assert not is_right(make_verifier("pencils", 4_096, SALT), MESSAGE, PROOF)


def test_every_verifier_has_a_salt_of_its_own() -> None:
    """It has 128 bits."""
    one, other = make_verifier("pencil", 4_096), make_verifier("pencil", 4_096)
    assert len(one.salt) == len(other.salt) == 16
    assert one.salt != other.salt
    assert one.stored_key != other.stored_key


@pytest.mark.parametrize(
    ("typed", "prepared"),
    [
        ("I\u00adX", "IX"),
        ("\u00aa", "a"),
        ("\u2168", "IX"),
        ("a\u00a0b", "a b"),
        ("e\u0301", "é"),
        ("😀", "😀"),
    ],
)
def test_the_same_password_on_another_keyboard(typed: str, prepared: str) -> None:
    """RFC 4013, 3: the examples, and what is newer than it."""
    assert make_verifier(typed, 4_096, SALT) == make_verifier(prepared, 4_096, SALT)
