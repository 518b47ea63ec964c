"""Make of a password what SCRAM-SHA-256 checks it by."""

import hashlib
import hmac
import secrets
import stringprep
from unicodedata import ucd_3_2_0 as unicode

from salon.core.scram import SALT_BYTES, Verifier


def make_verifier(text: str, iterations: int, salt: bytes = b"") -> Verifier:
    """Return the verifier of a password; it takes time in proportion to `iterations`."""
    salt = salt or secrets.token_bytes(SALT_BYTES)
    salted = hashlib.pbkdf2_hmac("sha256", _prepare(text).encode(), salt, iterations)
    client_key, server_key = (
        hmac.digest(salted, name, hashlib.sha256) for name in (b"Client Key", b"Server Key")
    )
    return Verifier(salt, iterations, hashlib.sha256(client_key).digest(), server_key)


def _prepare(text: str) -> str:
    # RFC 4013, 2.1 and 2.2: RFC 5802 wants it, so clients do it, although RFC 8265 has replaced it since.
    # What it forbids is not looked for: a client that goes by it does not send such a password.
    mapped = (
        " " if stringprep.in_table_c12(letter) else letter
        for letter in text
        if not stringprep.in_table_b1(letter)
    )
    return unicode.normalize("NFKC", "".join(mapped))
