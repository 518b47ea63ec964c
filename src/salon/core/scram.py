"""SCRAM-SHA-256 as the server's side knows it: what is kept of a password, and how a proof is checked.

By itself, what is kept lets nobody log in, but guesses at a password can be tried on it. The names are those
of RFC 5802, section 3; the text that is kept is that of RFC 5803, section 2.
"""

import base64
import hashlib
import hmac
from typing import Final, NamedTuple

_MECHANISM: Final = "SCRAM-SHA-256"

SALT_BYTES: Final = 16
"""The length of a salt, which is as random as a key."""


class Verifier(NamedTuple):
    """What a password was made into, `iterations` times, with a salt."""

    salt: bytes
    iterations: int
    stored_key: bytes
    server_key: bytes


def write_verifier(verifier: Verifier) -> str:
    """Return a verifier as the text that is kept."""
    salt, stored_key, server_key = (
        base64.b64encode(part).decode() for part in (verifier.salt, verifier.stored_key, verifier.server_key)
    )
    return f"{_MECHANISM}${verifier.iterations}:{salt}${stored_key}:{server_key}"


def read_verifier(text: str) -> Verifier | None:
    """Return the verifier that a text is; None: it is empty."""
    if not text:
        return None
    _, costs, keys = text.split("$")
    iterations, salt = costs.split(":")
    stored_key, server_key = keys.split(":")
    return Verifier(
        base64.b64decode(salt), int(iterations), base64.b64decode(stored_key), base64.b64decode(server_key)
    )


def is_right(verifier: Verifier, message: str, proof: bytes) -> bool:
    """Tell whether a proof is of the password: the key that it hides is the one of which a hash is kept."""
    signature = hmac.digest(verifier.stored_key, message.encode(), hashlib.sha256)
    if len(proof) != len(signature):
        return False
    client_key = bytes(one ^ other for one, other in zip(proof, signature, strict=True))
    return hmac.compare_digest(hashlib.sha256(client_key).digest(), verifier.stored_key)


def signature_of(verifier: Verifier, message: str) -> bytes:
    """Return the server's own proof: that it knows what the password was made into."""
    return hmac.digest(verifier.server_key, message.encode(), hashlib.sha256)
