"""Reasons of the system in words of our own."""

import errno
import os
import socket

import pytest

from salon.texts.language import load_language
from salon.texts.reasons import word_reason

ERRORS = [
    PermissionError(errno.EACCES, os.strerror(errno.EACCES)),
    FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT)),
    ConnectionRefusedError(errno.ECONNREFUSED, os.strerror(errno.ECONNREFUSED)),
    TimeoutError("timed out"),
    OSError(errno.EADDRINUSE, os.strerror(errno.EADDRINUSE)),
    socket.gaierror(socket.EAI_NONAME, "Name or service not known"),
    socket.gaierror(socket.EAI_NODATA, "No address associated with hostname"),
    socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution"),
    ValueError("embedded null byte"),
    UnicodeError("label empty or too long"),
]


@pytest.mark.parametrize("error", ERRORS, ids=repr)
def test_people_read_their_own_language(error: OSError | ValueError) -> None:
    """Nothing of the system's English is in either."""
    english, french = (word_reason(error, load_language(code).gettext) for code in ("en", "fr"))
    assert english != french
    assert not {english.casefold(), french.casefold()} & {str(arg).casefold() for arg in error.args}
