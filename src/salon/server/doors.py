"""Opens the doors that the settings ask for, all of them or none, and tells the owner how to come in."""

import ipaddress
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from salon.gateways.tcp import TcpDoor
from salon.gateways.tls import (
    fingerprint,
    load_certificate,
    make_self_signed,
    server_context,
    try_certificate,
)
from salon.server.house import House
from salon.server.language import N_, Text
from salon.server.settings import Settings

OWN_CERTIFICATE = "tls-certificate.pem"
OWN_KEY = "tls-key.pem"


class DoorProblem(Exception):  # noqa: N818 - named for the fact
    """A door cannot be opened; `text` says which, why, and which setting to change."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.msgid)
        self.text = text


class _Certificate(NamedTuple):
    context: ssl.SSLContext
    certificate: Path
    key: Path


class Doors:
    """The doors of one server."""

    def __init__(self, house: House, settings: Settings, data: Path, say: Callable[[Text], None]) -> None:
        self._house = house
        self._settings = settings
        self._data = data
        self._say = say
        self._doors: list[TcpDoor] = []
        self._certificates: list[_Certificate] = []

    async def open(self) -> None:
        """Open every door, or raise DoorProblem; what was opened before then is for `close`."""
        irc = self._settings.irc
        if irc.enabled:
            port = await self._open("IRC", irc.host, irc.port, "irc.port", None)
            if irc.tls.enabled:
                context = self._tls_context()
                await self._open("IRC (TLS)", irc.host, irc.tls.port, "irc.tls.port", context)
            if not _is_loopback(irc.host):
                self._say(Text(N_("The door IRC is not encrypted: whoever is on the way can read along.")))
            host = "localhost" if _is_loopback(irc.host) else irc.host
            come_in = N_("Come in with any IRC client, for example: irssi -c {host} -p {port}")
            self._say(Text(come_in, {"host": host, "port": port}))
        if not self._settings.operators:
            become_operator = N_(
                "To become a server operator: run `salon hash-password`, write in salon.toml\n"
                "  [operators.NAME]\n"
                '  password = "HASH"\n'
                "start the server again, and type /OPER NAME PASSWORD in your client."
            )
            self._say(Text(become_operator))

    def close(self) -> None:
        """Accept no more; what is open stays."""
        for door in self._doors:
            door.close()

    async def emptied(self) -> None:
        """Wait until everybody is gone."""
        for door in self._doors:
            await door.empty.wait()

    def try_certificates(self) -> None:
        """Raise DoorProblem if the certificates, as they are now, cannot be used. Changes nothing."""
        for _, certificate, key in self._certificates:
            try:
                try_certificate(certificate, key)
            except (OSError, ValueError) as error:
                raise _unusable(certificate, error) from error

    def reload_certificates(self) -> None:
        """Read the certificates again: new connections get them. Raises OSError; try them first."""
        for context, certificate, key in self._certificates:
            load_certificate(context, certificate, key)

    async def _open(self, name: str, host: str, port: int, setting: str, tls: ssl.SSLContext | None) -> int:
        house = self._house
        door = TcpDoor(name, house.hub, house.make_irc, house.addresses, house.stored.secret, tls)
        try:
            address, taken = await door.open(host, port)
        except OSError as error:
            raise DoorProblem(
                Text(
                    N_("The door {door} cannot be opened on {host} port {port}: {reason}. Change {setting}."),
                    {
                        "door": name,
                        "host": host,
                        "port": port,
                        "reason": error.strerror or error,
                        "setting": setting,
                    },
                )
            ) from error
        self._doors.append(door)
        shown = f"[{address}]" if ":" in address else address
        self._say(
            Text(
                N_("Door open: {door} on {address} port {port}"),
                {"door": name, "address": shown, "port": taken},
            )
        )
        return taken

    def _tls_context(self) -> ssl.SSLContext:
        tls = self._settings.irc.tls
        if tls.certificate:
            certificate = Path(tls.certificate)
            key = Path(tls.key or tls.certificate)
        else:
            certificate, key = self._data / OWN_CERTIFICATE, self._data / OWN_KEY
        try:
            if not tls.certificate and not (certificate.exists() and key.exists()):
                make_self_signed(certificate, key, self._settings.name)
            context = server_context(certificate, key)
        except (OSError, ValueError) as error:
            raise _unusable(certificate, error) from error
        self._certificates.append(_Certificate(context, certificate, key))
        if not tls.certificate:
            self._say(
                Text(
                    N_("TLS: a certificate of its own, SHA-256 {fingerprint}"),
                    {"fingerprint": fingerprint(certificate)},
                )
            )
        return context


def _unusable(certificate: Path, error: Exception) -> DoorProblem:
    return DoorProblem(
        Text(
            N_(
                "The TLS certificate {path} cannot be used: {reason}. "
                "Change irc.tls.certificate or irc.tls.key."
            ),
            {"path": certificate, "reason": error},
        )
    )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
