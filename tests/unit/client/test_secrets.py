"""Which part of a typed line is a password."""

import pytest

from salon.client.secrets import hidden_from


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("/login bob secret", "/login bob "),
        ("/LOGIN bob secret code", "/LOGIN bob "),
        ("  /login  bob  secret", "  /login  bob  "),
        ("/login bob", "/login bob"),
        ("/login bob ", "/login bob "),
        ("/register secret a1", "/register "),
        ("/password old new", "/password "),
        ("/logn bob secret", "/logn "),
        (" :register secret", " :register "),
        ("login bob secret", "login "),
    ],
)
def test_what_is_shown_of_a_password(line: str, shown: str) -> None:
    """The command, and whose it is."""
    assert line[: hidden_from(line)] == shown


@pytest.mark.parametrize("line", ["", " ", "salut", "/msg bob salut", "/JOIN a key", "my login", "/logout"])
def test_other_lines_are_shown(line: str) -> None:
    """From their beginning to their end."""
    assert hidden_from(line) == len(line)
