"""The three standard streams, however they were left: open, closed, or on a disk that is full."""

import os
import sys
from contextlib import suppress

OUTPUT = 1
ERRORS = 2

_MODES = {0: "r", OUTPUT: "w", ERRORS: "w"}


def open_standard_streams() -> None:
    """Put the null device wherever a standard stream is closed.

    Else the next thing opened takes its number, and libuv aborts when it closes that (libuv#4558).
    """
    for descriptor, mode in _MODES.items():
        try:
            os.fstat(descriptor)
        except OSError:
            # The lowest number that is free: this one, for those below it are open by now.
            os.open(os.devnull, os.O_RDWR)
        name = ("stdin", "stdout", "stderr")[descriptor]
        if getattr(sys, name) is None:
            setattr(sys, name, open(descriptor, mode, encoding="utf-8", closefd=False))  # noqa: SIM115


def write_line(descriptor: int, text: str) -> OSError | None:
    """Write a line to a standard stream, past all buffers; return what went wrong, if anything did.

    A buffer would keep what could not be written, and try again when the program ends.
    """
    data = f"{text}\n".encode(errors="backslashreplace")
    with suppress(OSError):
        (sys.stdout if descriptor == OUTPUT else sys.stderr).flush()
    try:
        while data:
            data = data[os.write(descriptor, data) :]
    except OSError as error:
        return error
    return None
