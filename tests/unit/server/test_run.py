"""What a reload can put in force, and what waits for the next start."""

from dataclasses import replace

from salon.server.run import waiting_for_restart
from salon.server.settings import Bonjour, Chaines, Dialects, Public, Settings


def changed(dialects: Dialects) -> list[str]:
    """Return what of these settings waits for a restart, where they come in place of the defaults."""
    return waiting_for_restart(Settings(), replace(Settings(), dialects=dialects))


def test_nothing_waits_where_nothing_changed() -> None:
    """The same settings again are in force already."""
    assert changed(Dialects()) == []


def test_doors_of_dialects_wait() -> None:
    """A door is opened once, with the manners that it has."""
    public = Public(port=5002, ping_seconds=5, channel="#tous")
    bonjour = Bonjour(enabled=False, closing_phrase="ciao")
    assert changed(Dialects(public=public, bonjour=bonjour)) == [
        "dialects.public.port",
        "dialects.bonjour.enabled",
        "dialects.public.channel",
        "dialects.public.ping_seconds",
        "dialects.bonjour.closing_phrase",
    ]


def test_rules_do_not_wait() -> None:
    """What is a rule of the chat holds at once."""
    assert changed(Dialects(chaines=Chaines(keep_empty_channels=True))) == []
