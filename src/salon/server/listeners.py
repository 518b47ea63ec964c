"""Listens wherever the settings ask for it, and tells the owner how to connect."""

import asyncio
import errno
import ipaddress
import socket
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from salon.client.wires import PORTS, WIRES
from salon.core.addresses import HIGHEST_PORT
from salon.gateways.addresses import Addresses
from salon.gateways.admission import Admission
from salon.gateways.local import is_own, listen_locally
from salon.gateways.sockets import CannotListen, listen
from salon.gateways.tcp import TcpListener
from salon.server.app import App
from salon.server.certificates import Certificate
from salon.server.invitation import Invitation
from salon.server.network import NAMES, addresses_for_others
from salon.server.settings.listeners import HTTP, IRC, IRC_TLS, METRICS, WantedListener, wanted_listeners
from salon.server.settings.tree import Settings
from salon.storage.directory import SOCKET
from salon.texts.invocation import command_of, join_address
from salon.texts.language import N_, Text
from salon.texts.reasons import reason_of

LOWEST_OPEN_PORT = 1024
"""Ports below it are the administrator's (ip-sysctl, "ip_unprivileged_port_start")."""

NEXT_OFFSET = 100
"""How much further the ports may be moved where one is taken: no usual port lands on another one."""


class Running(Protocol):
    """What accepts connections on listening sockets."""

    empty: asyncio.Event

    async def start(self, sockets: Sequence[socket.socket]) -> None:
        """Begin to accept."""

    def drain(self) -> None:
        """Open no more sessions."""

    def close(self) -> None:
        """Accept no more."""


class _Bound(NamedTuple):
    """What is listened on for one wire."""

    wanted: WantedListener
    sockets: list[socket.socket]

    @property
    def port(self) -> int:
        port: int = self.sockets[0].getsockname()[1]
        return port

    @property
    def is_encrypted(self) -> bool:
        return self.wanted.name == IRC_TLS

    def numbers(self) -> list[str]:
        """Return all addresses."""
        return [listening.getsockname()[0] for listening in self.sockets]

    def addresses(self) -> str:
        """Return all addresses, as they are written beside a port."""
        return ", ".join(f"[{address}]" if ":" in address else address for address in self.numbers())

    def for_others(self) -> Iterator[str]:
        """Yield where other machines connect, with the port, the likeliest first."""
        return (join_address(address, self.port) for address in addresses_for_others(self.numbers()))

    def reachable(self) -> str:
        """Return an address that connects from this machine."""
        addresses = self.numbers()
        local = {"127.0.0.1", "0.0.0.0"}  # noqa: S104 - it only compares
        if local.intersection(addresses):
            return "localhost"
        return "::1" if addresses[0] == "::" else str(addresses[0])


class Listeners:
    """What one server listens on."""

    def __init__(self, settings: Settings, say: Callable[[Text], None], unready: Callable[[], str]) -> None:
        self._settings = settings
        self._say = say
        self._unready = unready
        self._bound: list[_Bound] = []
        self._running: list[Running] = []
        self._invitations: list[Invitation] = []
        # The socket of the owner, while it is there.
        self._owner: Path | None = None

    def bind(self) -> Iterator[Text]:
        """Listen everywhere; yield what is wrong. Whoever connects waits for `start`."""
        wanted_everywhere, is_taken = [*wanted_listeners(self._settings)], False
        for wanted in wanted_everywhere:
            try:
                self._bound.append(_Bound(wanted, _listen(wanted)))
            except CannotListen as problem:
                is_taken = is_taken or problem.error.errno == errno.EADDRINUSE
                yield _cannot_listen(wanted, problem)
        highest = max((wanted.ports[0] for wanted in wanted_everywhere), default=0)
        if is_taken and highest + NEXT_OFFSET <= HIGHEST_PORT:
            move = N_("Or start with --port-offset {offset}, which moves all ports at once.")
            yield Text(move, {"offset": self._settings.port_offset + NEXT_OFFSET})

    async def start(self, app: App, certificate: Certificate | None) -> None:
        """Accept connections; raises CertificateProblem."""
        admission = Admission(app.hub, app.addresses, app.stored.secret, app.refused)
        context = None if certificate is None else certificate.open(self._settings.name)
        for bound in self._bound:
            name = bound.wanted.name
            if name == HTTP:
                listener = self._http(bound, admission, app)
            elif name == METRICS:
                listener = self._metrics(app)
            else:
                wire = "irc" if name in {IRC, IRC_TLS} else name
                tls = context if bound.is_encrypted else None
                listener = TcpListener(admission, app.wires[wire], tls)
            self._running.append(listener)
            await listener.start(bound.sockets)
        self._say_where()
        for note in certificate.notes() if certificate is not None else ():
            self._say(note)
        self._say_how_to_connect()

    def _http(self, bound: _Bound, admission: Admission, app: App) -> Running:
        # Imported here: it takes as long to load as all the rest, and may not be wanted.
        from salon.gateways.http import HttpListener  # noqa: PLC0415
        from salon.server.page import answers_of  # noqa: PLC0415

        settings = self._settings
        announced = NAMES if settings.http.announce else ()
        # The machine's own name is nobody else's, so no other site can be led here by it.
        names = (settings.name, socket.gethostname(), *settings.http.host, *announced)
        address = next((f"http://{one}/" for one in bound.for_others()), "")
        app.page = address or f"http://{join_address(bound.reachable(), bound.port)}/"
        answers = answers_of(settings, lambda: app.irc.settings.network, self._unready, address)
        return HttpListener(admission, app.wires, names, settings.http.origins, answers, app.irc.translate)

    def _metrics(self, app: App) -> Running:
        from salon.gateways.http import HttpListener  # noqa: PLC0415 - as above
        from salon.server.metrics import metrics_of  # noqa: PLC0415
        from salon.server.page import health  # noqa: PLC0415

        http = self._settings.http
        # Connections of its own to count: whoever fills the others does not make the server invisible.
        admission = Admission(app.hub, Addresses(app.addresses.limit), app.stored.secret)
        answers = {**health(self._unready), "/metrics": metrics_of(app)}
        names = (self._settings.name, *http.host, *http.metrics.host)
        return HttpListener(admission, {}, names, http.origins, answers, app.irc.translate)

    async def open_to_owner(self, app: App, directory: Path) -> None:
        """Accept connections of `salon admin`, in the data directory; the server does without, if need be."""
        path = directory / SOCKET
        try:
            listening = listen_locally(path)
        except OSError as error:
            self._say(_closed_to_owner(path, error))
            return
        self._owner = path
        # Nobody counts the connections of the owner, who has no address.
        admission = Admission(app.hub, Addresses(0), app.stored.secret)
        listener = TcpListener(admission, app.wires["admin"], trusts=is_own)
        self._running.append(listener)
        await listener.start([listening])

    def _say_where(self) -> None:
        for bound in self._bound:
            fields = {"wire": bound.wanted.name, "addresses": bound.addresses(), "port": bound.port}
            self._say(Text(N_("Listening: {wire} on {addresses} port {port}"), fields))

    def _say_how_to_connect(self) -> None:
        names = {bound.wanted.name for bound in self._bound}
        in_terminal = next((wire for wire in WIRES if wire in names), None)
        # What most people will want first.
        for bound in sorted(self._bound, key=lambda bound: bound.wanted.name != HTTP):
            fields = {"wire": bound.wanted.name, "host": bound.reachable(), "port": bound.port}
            if bound.wanted.name == IRC:
                by_irc = N_("Connect with any IRC client, for example: irssi -c {host} -p {port}")
                self._say(Text(by_irc, fields))
            elif bound.wanted.name == HTTP:
                self._say(Text(N_("Open in a browser: http://{host}:{port}/"), fields))
                self._say(Text(N_("Connect over WebSocket: ws://{host}:{port}/irc"), fields))
            elif bound.wanted.name == METRICS:
                self._say(Text(N_("Metrics for Prometheus: http://{host}:{port}/metrics"), fields))
            elif bound.wanted.name != IRC_TLS:
                if bound.wanted.name == in_terminal:
                    by_program = N_("Connect in a terminal ({wire}): {command}")
                    self._say(Text(by_program, {**fields, "command": _program_for(bound)}))
                # -N: else netcat waits for ever at the end of its input.
                self._say(Text(N_("Connect with netcat ({wire}): nc -N {host} {port}"), fields))
        readable = [
            bound.wanted.name for bound in self._bound if not (bound.is_encrypted or _is_local(bound))
        ]
        if readable:
            warning = N_("Not encrypted; anyone on the way can read it: {wires}")
            self._say(Text(warning, {"wires": ", ".join(readable)}))

    def invite(self, certificate: Certificate | None) -> None:
        """Say how other machines reach IRC over TLS and the page, where they do; last the page's QR code."""
        for bound in self._bound:
            if bound.is_encrypted and certificate is not None and not _is_local(bound):
                self._invite_by_irc(bound, certificate.pin())
        for bound in self._bound:
            if bound.wanted.name == HTTP and not _is_local(bound):
                invitation = Invitation(bound.numbers(), bound.port, self._say)
                self._invitations.append(invitation)
                invitation.give(announces=self._settings.http.announce)

    def _invite_by_irc(self, bound: _Bound, pin: str) -> None:
        by_irc = N_("By IRC, in irssi: /connect -tls {host} {port}")
        if pin:
            by_irc = N_("By IRC, in irssi: /connect -tls -tls_pinned_cert {pin} {host} {port}")
        for address in addresses_for_others(bound.numbers())[:1]:
            self._say(Text(by_irc, {"pin": pin, "host": address, "port": bound.port}))

    def drain(self) -> None:
        """Open no more sessions; what is open stays, and HTTP still tells that the server is not ready."""
        for invitation in self._invitations:
            invitation.withdraw()
        for listener in self._running:
            listener.drain()

    def close(self) -> None:
        """Accept no more; what is open stays."""
        for listener in self._running:
            listener.close()
        for bound in self._bound:
            for listening in bound.sockets:
                listening.close()
        if self._owner is not None:
            self._owner.unlink(missing_ok=True)
            self._owner = None

    async def emptied(self) -> None:
        """Wait until every connection is closed."""
        for listener in self._running:
            await listener.empty.wait()
        for invitation in self._invitations:
            await invitation.withdrawn.wait()


def _program_for(bound: _Bound) -> str:
    """Return how `salon connect` is started for a wire; it knows the wire by the usual port."""
    wire, port = bound.wanted.name, bound.port
    words = () if PORTS[wire] == port else ("--wire", wire)
    return command_of("connect", *words, bound.reachable(), str(port))


def _closed_to_owner(path: Path, error: OSError) -> Text:
    """Return why `salon admin` cannot reach the server."""
    if error.errno is None:  # Python has seen it, before the system did
        too_long = N_(
            "salon admin cannot reach this server while it runs: {path} is too long for a socket. Give data a"
            " shorter path, or start the server in a directory nearer to it."
        )
        return Text(too_long, {"path": path})
    fields = {"path": path, "reason": reason_of(error)}
    return Text(N_("salon admin cannot reach this server while it runs: {path}: {reason}."), fields)


def _listen(wanted: WantedListener) -> list[socket.socket]:
    """Listen on the first of the ports that is free."""
    for port in wanted.ports[:-1]:
        try:
            return listen(wanted.hosts, port)
        except CannotListen as problem:
            if problem.error.errno != errno.EADDRINUSE:
                raise
    return listen(wanted.hosts, wanted.ports[-1])


def _cannot_listen(wanted: WantedListener, problem: CannotListen) -> Text:
    first, last = wanted.ports[0], wanted.ports[-1]
    error = problem.error
    fields = {
        "wire": wanted.name,
        "host": problem.host,
        "port": first if first == last else f"{first}-{last}",
        "host_setting": wanted.host_setting,
        "port_setting": wanted.port_setting,
        "reason": reason_of(error),
    }
    if isinstance(error, socket.gaierror) or error.errno in {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT}:
        return Text(N_("Cannot listen for {wire} on {host}: {reason}. Change {host_setting}."), fields)
    if error.errno == errno.EACCES and 0 < first < LOWEST_OPEN_PORT:
        kept = N_(
            "Cannot listen for {wire} on {host} port {port}: the ports below {lowest} are kept for the"
            " administrator. Change {port_setting}."
        )
        return Text(kept, {**fields, "lowest": LOWEST_OPEN_PORT})
    if error.errno == errno.EADDRINUSE:
        taken = N_(
            "Cannot listen for {wire} on {host} port {port}: {reason}. Stop that program, or change"
            " {port_setting}."
        )
        return Text(taken, fields)
    return Text(
        N_("Cannot listen for {wire} on {host} port {port}: {reason}. Change {port_setting}."), fields
    )


def _is_local(bound: _Bound) -> bool:
    """Return whether only this machine can connect."""
    return all(ipaddress.ip_address(address).is_loopback for address in bound.numbers())
