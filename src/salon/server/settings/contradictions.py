"""What settings that are each right cannot be together."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from salon.core.names import casemapping
from salon.server.settings.listeners import beyond_the_highest, clashes, is_this_machine
from salon.server.settings.tree import Settings
from salon.texts.language import N_, Text

LAN: Final[Mapping[tuple[str, ...], object]] = MappingProxyType(
    {
        ("http", "enabled"): True,
        ("http", "host"): "::",
        ("http", "announce"): True,
        ("irc", "tls", "host"): "::",
        # Thirty people behind one address, as in a class: a browser opens up to six connections at once.
        ("limits", "connections_per_address"): 256,
    }
)
"""The settings of `--lan`. Whatever is given elsewhere goes before them."""


def what_closes_lan(settings: Settings, origins: Mapping[tuple[str, ...], str]) -> Iterator[Text]:
    """Say which settings, from elsewhere, keep `--lan` from what it is for."""
    wanted = {"enabled": settings.http.enabled, "host": not all(map(is_this_machine, settings.http.host))}
    for name, is_fit in wanted.items():
        if not is_fit:
            kept_away = N_(
                "--lan opens the page to other machines, and {setting} ({origin}) keeps them away: leave out"
                " one of the two"
            )
            yield Text(kept_away, {"setting": f"http.{name}", "origin": origins["http", name]})


def contradictions(settings: Settings) -> Iterator[Text]:
    """Say which settings exclude each other."""
    if settings.motd and settings.motd_file:
        yield Text(N_("motd and motd_file are both set: keep one of them"))
    public = settings.dialects.public
    if public.enabled:
        problem = casemapping(settings.casemapping).channel_problem(
            public.room, settings.limits.channel_length
        )
        if problem is not None:
            unusable = N_(
                "dialects.public.channel: no channel can be called {channel} (limits.channel_length,"
                " casemapping)"
            )
            yield Text(unusable, {"channel": public.room})
    if settings.irc.tls.key and not settings.irc.tls.certificate:
        yield Text(N_("irc.tls.key is set without irc.tls.certificate: a key alone opens nothing"))
    yield from beyond_the_highest(settings)
    yield from clashes(settings)
