"""What settings that are each right cannot be together."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from salon.core.forbidden_names import ForbiddenNames
from salon.core.masks import is_wild, name_mask
from salon.core.names import casemapping
from salon.server.settings.listeners import beyond_the_highest, clashes, is_this_machine
from salon.server.settings.tree import Settings, rooms_of
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


def _about_mail(settings: Settings) -> Iterator[Text]:
    mail = settings.mail
    if settings.accounts.require_email and not mail.host:
        yield Text(N_("accounts.require_email needs mail.host: without it, no code can be sent"))
    if mail.host and not mail.sender:
        yield Text(N_("mail.host is set without mail.sender: set the address that e-mails come from"))
    if mail.password and mail.password_file:
        yield Text(N_("mail.password and mail.password_file are both set: keep one of them"))
    has_password = bool(mail.password or mail.password_file)
    if mail.username and not has_password:
        yield Text(N_("mail.username is set without mail.password or mail.password_file: set one of them"))
    if has_password and not mail.username:
        yield Text(N_("mail.password or mail.password_file is set without mail.username: set it, too"))
    if mail.username and mail.security == "none" and not is_this_machine(mail.host):
        readable = N_(
            "mail.security is none: others on the network could read the password; use starttls or tls"
        )
        yield Text(readable)


def _about_channels(settings: Settings) -> Iterator[Text]:
    names = casemapping(settings.casemapping)
    for text in settings.channels.forbidden_names:
        mask = name_mask(text, names)
        problem = N_("channels.forbidden_names: {mask} is no channel name, and no mask of channel names")
        if mask is not None and is_wild(mask):
            problem = N_("channels.forbidden_names: {mask} means every channel: set people.found_channels")
        elif mask is not None:
            forbidden = ForbiddenNames(names, [mask])
            room = next((its for its in rooms_of(settings) if forbidden.of(its) is not None), None)
            if room is None:
                continue
            problem = N_("channels.forbidden_names: {mask} means {room}, a channel of the server itself")
            yield Text(problem, {"mask": text, "room": room})
            continue
        yield Text(problem, {"mask": text})


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
    yield from _about_channels(settings)
    yield from _about_mail(settings)
    yield from beyond_the_highest(settings)
    yield from clashes(settings)
