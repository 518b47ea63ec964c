"""Opens the doors that the settings ask for, all of them or none, and tells the owner how to come in."""

import errno
import ipaddress
import ssl
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from salon.gateways.tcp import MakeWire, TcpDoor
from salon.server.certificates import Certificate
from salon.server.house import House
from salon.server.settings import Settings
from salon.server.settings_doors import IRC, IRC_TLS, has_tls, wanted_doors
from salon.texts.language import N_, Text


class DoorProblem(Exception):  # noqa: N818 - named for the fact
    """A door cannot be opened; `text` says which, why, and which setting to change."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.msgid)
        self.text = text


class _Plan(NamedTuple):
    """A door to open: on the first of its ports that is free."""

    name: str
    setting: str
    host: str
    ports: Sequence[int]
    make_wire: MakeWire
    tls: ssl.SSLContext | None = None


class _Open(NamedTuple):
    """A door that was opened, and how it is reached."""

    host: str
    address: str
    port: int
    encrypted: bool


class Doors:
    """The doors of one server."""

    def __init__(self, house: House, settings: Settings, data: Path, say: Callable[[Text], None]) -> None:
        self._house = house
        self._settings = settings
        self._say = say
        self._doors: list[TcpDoor] = []
        self._open_on: dict[str, _Open] = {}
        self.certificate = Certificate(settings.irc.tls, data) if has_tls(settings) else None

    async def open(self) -> None:
        """Open every door, or raise DoorProblem; what was opened before then is for `close`."""
        for plan in self._plans():
            await self._open(plan)
        self._say_how_to_come_in()
        if not self._settings.operators:
            become_operator = N_(
                "To become a server operator: run `salon hash-password`, write in salon.toml\n"
                "  [operators.NAME]\n"
                '  password = "HASH"\n'
                "start the server again, and type /OPER NAME PASSWORD in your client."
            )
            self._say(Text(become_operator))

    def _plans(self) -> Iterator[_Plan]:
        """Return the doors that the settings ask for."""
        wires = self._house.wires
        for door in wanted_doors(self._settings):
            if door.name == IRC_TLS and self.certificate is not None:
                context = self.certificate.open(self._settings.name)
                for text in self.certificate.notes():
                    self._say(text)
                yield _Plan(*door, wires["irc"], context)
            else:
                yield _Plan(*door, wires["irc" if door.name == IRC else door.name])

    def _say_how_to_come_in(self) -> None:
        irc = self._open_on.get(IRC)
        if irc is not None:
            come_in = N_("Come in with any IRC client, for example: irssi -c {host} -p {port}")
            self._say(Text(come_in, {"host": irc.address, "port": irc.port}))
        others = {name: door for name, door in self._open_on.items() if name not in {IRC, IRC_TLS}}
        for name, door in others.items():
            by_netcat = N_("Come in by netcat ({door}): nc {host} {port}")
            self._say(Text(by_netcat, {"door": name, "host": door.address, "port": door.port}))
        readable = [
            name for name, door in self._open_on.items() if not door.encrypted and not _is_loopback(door.host)
        ]
        if readable:
            warning = N_("Not encrypted, so whoever is on the way can read along: {doors}")
            self._say(Text(warning, {"doors": ", ".join(readable)}))

    def close(self) -> None:
        """Accept no more; what is open stays."""
        for door in self._doors:
            door.close()

    async def emptied(self) -> None:
        """Wait until everybody is gone."""
        for door in self._doors:
            await door.empty.wait()

    async def _open(self, plan: _Plan) -> None:
        house = self._house
        door = TcpDoor(house.hub, plan.make_wire, house.addresses, house.stored.secret, plan.tls)
        for port in plan.ports:
            try:
                address, taken = await door.open(plan.host, port)
            except OSError as error:
                if error.errno != errno.EADDRINUSE or port == plan.ports[-1]:
                    raise DoorProblem(_cannot_open(plan, error)) from error
            else:
                break
        self._doors.append(door)
        shown = f"[{address}]" if ":" in address else address
        reachable = "localhost" if _is_loopback(plan.host) else plan.host
        self._open_on[plan.name] = _Open(plan.host, reachable, taken, encrypted=plan.tls is not None)
        opened = N_("Door open: {door} on {address} port {port}")
        self._say(Text(opened, {"door": plan.name, "address": shown, "port": taken}))


def _cannot_open(plan: _Plan, error: OSError) -> Text:
    ports = str(plan.ports[0]) if len(plan.ports) == 1 else f"{plan.ports[0]}-{plan.ports[-1]}"
    return Text(
        N_("The door {door} cannot be opened on {host} port {port}: {reason}. Change {setting}."),
        {
            "door": plan.name,
            "host": plan.host,
            "port": ports,
            "reason": error.strerror or error,
            "setting": plan.setting,
        },
    )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
