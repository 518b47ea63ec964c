"""E-mail addresses: which can be written to. Whether one is somebody's, only a letter to it tells."""

import re
from typing import Final

LONGEST: Final = 254
"""Bytes of an address (RFC 5321, 4.5.3.1.3, without the angle brackets)."""

LONGEST_LOCAL: Final = 64
"""Bytes in front of the `@` (RFC 5321, 4.5.3.1.1)."""

DOMAIN_PATTERN: Final = (
    r"[0-9A-Za-z]([0-9A-Za-z-]{0,61}[0-9A-Za-z])?(\.[0-9A-Za-z]([0-9A-Za-z-]{0,61}[0-9A-Za-z])?)*"
)
"""A host name (RFC 5321, 4.1.2): one with other letters is written as `xn--`."""

# RFC 5321, 4.1.2: Dot-string. Nothing in it ends a line, a header or an envelope. What would have to be
# quoted is left out, and so is what needs SMTPUTF8: few servers could deliver it.
_ATOM = r"[0-9A-Za-z!#$%&'*+/=?^_`{|}~-]+"
ADDRESS_PATTERN: Final = rf"{_ATOM}(\.{_ATOM})*@{DOMAIN_PATTERN}"
_ADDRESS = re.compile(ADDRESS_PATTERN)


def is_email(text: str) -> bool:
    """Tell whether a text may be an e-mail address that can be written to."""
    # Its length first: whoever typed it chose that.
    if len(text) > LONGEST or text.rfind("@") > LONGEST_LOCAL:
        return False
    return _ADDRESS.fullmatch(text) is not None


def domain_of(address: str) -> str:
    """Return what stands behind the `@`, in small letters."""
    return address.rpartition("@")[2].lower()
