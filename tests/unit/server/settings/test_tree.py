"""What the settings take and refuse, by the kind of what they hold."""

import math

import pytest
from msgspec import UNSET

from salon.server.settings.members import Value, members
from salon.server.settings.tree import Settings, data_option

# Of "sésame"; fixed, for every worker of the test run must name the same tests.
HASHED = "$argon2id$v=19$m=19456,t=2,p=1$8MJXtnpRbPeSxzRrxskKIA$jJTvZmJULT4R2bdrhpEILTy7E/Wv53ADrUTxDK1zA4I"

ACCEPTED: list[tuple[str, object]] = [
    ("irc.enabled", True),
    ("irc.port", 0),
    ("irc.port", 65_535),
    ("limits.ping_seconds", 0.1),
    ("limits.ping_seconds", 3),
    ("log.level", "debug"),
    ("admin.email", ""),
    ("admin.email", "Amélie, Lyon"),
    ("motd", "un\ndeux"),
    ("network", "Club"),
    ("dialects.public.channel", "tous"),
    ("dialects.bonjour.closing_phrase", "au revoir à tous"),
    ("irc.password", ""),
    ("irc.password", HASHED),
    ("operators.NAME.host", "staff/alice"),
]

REFUSED: list[tuple[str, object]] = [
    ("irc.enabled", 1),
    ("irc.enabled", "true"),
    ("irc.port", True),
    ("irc.port", 1.0),
    ("irc.port", -1),
    ("irc.port", 65_536),
    ("irc.port", 2**64),
    ("irc.port", -(2**999)),
    ("irc.port", "1"),
    ("limits.ping_seconds", True),
    ("limits.ping_seconds", 0.09),
    ("limits.ping_seconds", 86_400.1),
    ("limits.ping_seconds", math.nan),
    ("limits.ping_seconds", math.inf),
    ("limits.ping_seconds", 2**999),
    ("limits.ping_seconds", "1"),
    ("log.level", "loud"),
    ("log.level", ["debug"]),
    ("admin.email", "un\ndeux"),
    ("admin.email", "un\n"),
    ("admin.email", "un\x00"),
    ("admin.email", "\x9b31m"),
    ("admin.email", "\udcff"),
    ("admin.email", 5),
    ("motd", "un\rdeux"),
    ("motd", "\x1b[31m"),
    ("motd", ["un"]),
    ("network", "two words"),
    ("network", "Club\n"),
    ("network", 5),
    ("http.channels", ["#\udcff"]),
    ("dialects.bonjour.closing_phrase", " "),
    ("irc.password", "sésame"),
    ("irc.password", "$argon2id$..."),
    ("irc.password", f"{HASHED}\n"),
    ("irc.password", 5),
    ("operators.NAME.host", "a b"),
]


def kept(setting: str, value: object) -> object:
    """Return what a setting keeps of a value, UNSET for nothing."""
    member = members()[tuple(setting.split("."))]
    assert isinstance(member, Value)
    return member.kept(value)


@pytest.mark.parametrize(("setting", "value"), ACCEPTED)
def test_what_fits(setting: str, value: object) -> None:
    """A value within the bounds is kept as it is."""
    assert kept(setting, value) == value


@pytest.mark.parametrize(("setting", "value"), REFUSED)
def test_what_does_not_fit(setting: str, value: object) -> None:
    """A value outside of the bounds is refused, never bent."""
    assert kept(setting, value) is UNSET


def test_every_default_fits() -> None:
    """What stands in the example could have been given."""
    for path, member in members().items():
        if isinstance(member, Value) and "NAME" not in path:
            assert member.kept(member.default) == member.default, path


def test_another_command_is_told_of_a_directory_that_is_not_the_default() -> None:
    """By the option that `salon` takes."""
    assert data_option(Settings()) == ()
    assert data_option(Settings(data="/srv/chat")) == ("--data", "/srv/chat")
