"""Which Python a command runs on, and how that was built."""

import platform
import sys
from pathlib import Path

import pytest

from yardstick.interpreter import UNKNOWN, describe, interpreter_of, worded

VERSION = "3.11.2 (main, Mar 1 2026, 09:00:00) [GCC 12.2.0]"


def executable(file: Path, text: str) -> str:
    """Write a program and return its path."""
    file.write_text(text, "utf-8")
    file.chmod(0o755)
    return str(file)


@pytest.mark.parametrize(
    ("configured", "told"),
    [
        ("'--enable-optimizations' '--with-lto' 'CC=gcc'", "with --enable-optimizations, with --with-lto"),
        ("'--enable-optimizations' '--with-lto=thin'", "with --enable-optimizations, with --with-lto"),
        ("'--with-lto=no' 'CFLAGS=-g -O2'", "without --enable-optimizations, without --with-lto"),
        ("", "without --enable-optimizations, without --with-lto"),
    ],
)
def test_what_makes_it_fast_is_told(configured: str, told: str) -> None:
    """With and without, so that a reader need not know what its absence means."""
    assert worded("CPython", VERSION, configured) == f"CPython 3.11.2 [GCC 12.2.0], configured {told}"


def test_what_a_python_does_not_tell_is_left_out() -> None:
    """Some were not made by configure, or do not name their compiler."""
    assert worded("PyPy", "3.11.9", None) == "PyPy 3.11.9"


def test_a_python_is_asked_itself() -> None:
    """Whoever measures with another one than this reads of that one."""
    assert describe((sys.executable, "-m", "salon")).startswith(f"CPython {platform.python_version()} [")


def test_the_python_of_a_script_is_in_its_first_line(tmp_path: Path) -> None:
    """As pip writes it for the command `salon`."""
    script = executable(tmp_path / "salon", f"#!{sys.executable}\nprint('hello')\n")
    assert interpreter_of((script,)) == sys.executable


@pytest.mark.parametrize("text", ["#!/bin/sh\nexec true\n", "no script\n"])
def test_another_program_is_not_taken_for_python(tmp_path: Path, text: str) -> None:
    """It is not run, and the page says that nothing is known."""
    program = executable(tmp_path / "salon", text)
    assert interpreter_of((program,)) is None
    assert describe((program,)) == UNKNOWN


def test_a_command_that_is_not_there_has_none(tmp_path: Path) -> None:
    """Whoever starts it says so."""
    assert interpreter_of((str(tmp_path / "nowhere"),)) is None
