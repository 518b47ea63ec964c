"""Draws codes that people copy: invitations, resets of a password."""

import base64
import secrets


def draw_code() -> str:
    """Return 128 random bits, in groups of letters and digits of which none is taken for another."""
    letters = base64.b32encode(secrets.token_bytes(16)).decode().rstrip("=").lower()
    return "-".join(letters[start : start + 5] for start in range(0, len(letters), 5))
