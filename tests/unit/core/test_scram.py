"""SCRAM-SHA-256 as the server's side knows it; a proof by a password is made in tests/unit/accounts."""

import hashlib
import hmac

import pytest

from salon.core.scram import Verifier, is_right, read_verifier, signature_of, write_verifier

CLIENT_KEY = b"c" * 32
VERIFIER = Verifier(b"salt", 4_096, hashlib.sha256(CLIENT_KEY).digest(), b"s" * 32)
MASK = hmac.digest(VERIFIER.stored_key, "n=zoé".encode(), hashlib.sha256)
PROOF = bytes(one ^ other for one, other in zip(CLIENT_KEY, MASK, strict=True))


def test_a_verifier_is_kept_as_text() -> None:
    """RFC 5803, 2: mechanism, iterations and salt, the two keys. No text is none."""
    text = write_verifier(VERIFIER)
    assert text.startswith("SCRAM-SHA-256$4096:c2FsdA==$")
    assert read_verifier(text) == VERIFIER
    assert read_verifier("") is None


def test_the_right_proof_alone_is_taken() -> None:
    """It is of one message."""
    assert is_right(VERIFIER, "n=zoé", PROOF)
    assert not is_right(VERIFIER, "n=zoe", PROOF)


@pytest.mark.parametrize("proof", [b"", PROOF[:-1], PROOF + b"\0", bytes(32), VERIFIER.stored_key])
def test_whatever_else_is_wrong(proof: bytes) -> None:
    """Too short, too long, or what is kept itself."""
    assert not is_right(VERIFIER, "n=zoé", proof)


def test_the_server_signs_the_message() -> None:
    """RFC 5802, 3: by a key of its own."""
    assert signature_of(VERIFIER, "x") == hmac.digest(b"s" * 32, b"x", hashlib.sha256)
