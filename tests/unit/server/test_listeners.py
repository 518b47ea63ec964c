"""Where the server listens, how that is told to its owner, and what is said where it cannot."""

import asyncio
import errno
import ipaddress
import socket
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from msgspec.structs import fields, replace

from salon.client.wires import WIRES
from salon.core.addresses import HIGHEST_PORT
from salon.gateways.sockets import CannotListen
from salon.gateways.sockets import listen as really_listen
from salon.gateways.tls import fingerprint, make_self_signed
from salon.server import listeners, network
from salon.server.app import App
from salon.server.certificates import Certificate
from salon.server.listeners import Listeners
from salon.server.network import Interface
from salon.server.settings.tree import (
    Annuaire,
    Bonjour,
    Chaines,
    Dialects,
    Http,
    Irc,
    Listener,
    Metrics,
    Relais,
    Settings,
    Tls,
)
from salon.storage.port import Durability
from salon.storage.sqlite import SqliteStorage
from salon.texts.invocation import command_of
from salon.texts.language import load_language

ENGLISH = load_language("en")
IRC_ALONE = Irc(port=0, tls=Tls(enabled=False))


def settings_of(irc: Irc = IRC_ALONE, http: Http | None = None, **dialects: Listener) -> Settings:
    """Return settings with these listeners alone."""
    defaults = Dialects()
    others = {field.name: replace(getattr(defaults, field.name), enabled=False) for field in fields(Dialects)}
    return Settings(
        name="salon.test",
        irc=irc,
        http=http or Http(enabled=False),
        dialects=replace(defaults, **{**others, **dialects}),
    )


class Owner:
    """Whoever starts a server, and hears what is said."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.said: list[str] = []

    def listeners(self, settings: Settings) -> Listeners:
        """Return what a server with such settings listens on."""
        return Listeners(settings, lambda text: self.said.append(text.render(ENGLISH)), str)

    def bind(self, settings: Settings) -> list[str]:
        """Return what is wrong."""
        wanted = self.listeners(settings)
        try:
            return [problem.render(ENGLISH) for problem in wanted.bind()]
        finally:
            wanted.close()

    def run(self, settings: Settings, visit: Callable[[Listeners], Any]) -> None:
        """Start a server's listeners, do something with them, and close them."""

        async def stay() -> None:
            storage = SqliteStorage(self.path / "salon.db", Durability.PROCESS)
            app = App(settings, ENGLISH, storage, failed=_fail, reload=lambda: "", restart=_fail, stop=_fail)
            opened = self.listeners(settings)
            try:
                assert [*opened.bind()] == []
                await opened.start(app, None)
                await asyncio.wait_for(visit(opened), 30)
            finally:
                opened.close()
                app.close()
                storage.close()

        asyncio.run(stay())


def _fail(*_: object) -> None:
    raise AssertionError


async def _nothing(_: Listeners) -> None:
    pass


@pytest.fixture
def owner(tmp_path: Path) -> Owner:
    """Return the owner of a server in a directory of its own."""
    return Owner(tmp_path)


class Elsewhere(socket.socket):
    """A socket that says it listens on other addresses than it does: no test listens on a network."""

    address = ""

    def getsockname(self) -> Any:
        """Return the address that it is to have."""
        return self.address, super().getsockname()[1]


def on_network(*addresses: str) -> Callable[[Sequence[str], int], list[socket.socket]]:
    """Return what listens on this machine alone, as if on these addresses."""

    def listen(_: Sequence[str], port: int) -> list[socket.socket]:
        (sock,) = really_listen(("127.0.0.1",), port)
        first = Elsewhere(fileno=sock.detach())
        sockets = [first, *(Elsewhere(fileno=first.dup().detach()) for _ in addresses[1:])]
        for one, address in zip(sockets, addresses, strict=True):
            one.address = address
            one.setblocking(False)
        return [*sockets]

    return listen


def refusing(error: OSError, *refused: int) -> Callable[[Sequence[str], int], list[socket.socket]]:
    """Return what fails to listen, on these ports or on any."""

    def listen(hosts: Sequence[str], port: int) -> list[socket.socket]:
        if not refused or port in refused:
            raise CannotListen(hosts[0], error)
        return really_listen(hosts, 0)

    return listen


# --- what is said -----------------------------------------------------------------------------------


def ports(said: Iterable[str]) -> dict[str, str]:
    """Return by wire the port that was told."""
    found = (line.removeprefix("Listening: ").split(" on ") for line in said if " port " in line)
    return {wire: rest.rpartition(" ")[2] for wire, rest in found}


def test_each_wire_is_told_with_how_to_connect(owner: Owner) -> None:
    """First where everything is, then the page, then the others; the ports are those that were taken."""
    metrics = Metrics(enabled=True, port=0)
    settings = settings_of(http=Http(port=0, metrics=metrics), bonjour=Bonjour(port=0))
    owner.run(settings, _nothing)
    port = ports(owner.said)
    assert "0" not in port.values()
    assert owner.said == [
        *(
            f"Listening: {wire} on 127.0.0.1 port {port[wire]}"
            for wire in ("IRC", "HTTP", "metrics", "bonjour")
        ),
        f"Open in a browser: http://localhost:{port['HTTP']}/",
        f"Connect over WebSocket: ws://localhost:{port['HTTP']}/irc",
        f"Connect with any IRC client, for example: irssi -c localhost -p {port['IRC']}",
        f"Metrics for Prometheus: http://localhost:{port['metrics']}/metrics",
        f"Connect in a terminal (bonjour): {program('--wire bonjour', port['bonjour'])}",
        f"Connect with netcat (bonjour): nc -N localhost {port['bonjour']}",
    ]


def program(options: str, port: str) -> str:
    """Return the command of the program that connects, as it is called in this process."""
    return command_of("connect", *options.split(), "localhost", port)


def test_one_command_is_told_for_a_terminal(owner: Owner, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the protocols that the program speaks the richest; it knows that one by its usual port."""
    wires: dict[str, Any] = {
        "annuaire": Annuaire(port=0),
        "relais": Relais(port=0),
        "chaines": Chaines(port=0),
    }

    def in_terminal() -> list[str]:
        owner.said.clear()
        owner.run(settings_of(**wires), _nothing)
        return [line for line in owner.said if "terminal" in line]

    (line,) = in_terminal()
    port = ports(owner.said)["chaines"]
    assert line == f"Connect in a terminal (chaines): {program('--wire chaines', port)}"
    del wires["chaines"]
    assert "--wire relais" in in_terminal()[0]
    monkeypatch.setattr(listeners, "PORTS", dict.fromkeys(WIRES, mock.ANY))
    assert "--wire" not in in_terminal()[0]
    del wires["relais"]
    assert in_terminal() == []


@pytest.mark.parametrize(
    ("addresses", "told", "reachable"),
    [
        (("0.0.0.0",), "0.0.0.0", "localhost"),  # noqa: S104 - nothing listens there
        (("::", "0.0.0.0"), "[::], 0.0.0.0", "localhost"),  # noqa: S104 - the same
        (("::",), "[::]", "::1"),
        (("192.0.2.7", "2001:db8::7"), "192.0.2.7, [2001:db8::7]", "192.0.2.7"),
        (("192.0.2.7", "127.0.0.1"), "192.0.2.7, 127.0.0.1", "localhost"),
    ],
)
def test_addresses_that_others_reach(
    addresses: tuple[str, ...],
    told: str,
    reachable: str,
    owner: Owner,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An address that connects from this machine is told, and that others can read what is said there."""
    monkeypatch.setattr(listeners, "listen", on_network(*addresses))
    owner.run(settings_of(), _nothing)
    port = ports(owner.said)["IRC"]
    assert owner.said == [
        f"Listening: IRC on {told} port {port}",
        f"Connect with any IRC client, for example: irssi -c {reachable} -p {port}",
        "Not encrypted; anyone on the way can read it: IRC",
    ]


def test_there_is_no_invitation_to_what_only_this_machine_reaches(owner: Owner) -> None:
    """Nobody else could follow it."""

    async def visit(opened: Listeners) -> None:
        owner.said.clear()
        opened.invite(Certificate(Tls(), owner.path))
        assert owner.said == []

    owner.run(settings_of(Irc(port=0, tls=Tls(port=0)), http=Http(port=0)), visit)


@pytest.mark.parametrize("is_own", [True, False])
def test_others_are_invited_by_irc_and_then_to_the_page(
    is_own: bool, owner: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the fingerprint of a certificate that nobody vouches for; the page comes last, for its code."""
    monkeypatch.setattr(listeners, "listen", on_network("192.0.2.7"))
    monkeypatch.setattr(network, "interfaces", lambda: [Interface((ipaddress.ip_address("192.0.2.7"),))])
    pem = owner.path / "tls-certificate.pem"
    make_self_signed(pem, owner.path / "tls-key.pem", "salon.test")
    certificate = Certificate(Tls() if is_own else Tls(certificate=str(pem)), owner.path)
    pin = f"-tls_pinned_cert {fingerprint(pem)} " if is_own else ""

    async def visit(opened: Listeners) -> None:
        port = ports(owner.said)
        owner.said.clear()
        opened.invite(certificate)
        assert owner.said == [
            f"By IRC, in irssi: /connect -tls {pin}192.0.2.7 {port['IRC (TLS)']}",
            f"On other machines of this network: http://192.0.2.7:{port['HTTP']}/",
        ]

    owner.run(settings_of(Irc(port=0, tls=Tls(port=0)), http=Http(port=0)), visit)


# --- what is wrong ----------------------------------------------------------------------------------


def test_a_port_in_use(owner: Owner) -> None:
    """The setting of each is named that is in the way of another program."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        problems = owner.bind(settings_of(Irc(port=port, tls=Tls(port=port))))
    *problems, move = problems
    assert [problem.split(": ")[0] for problem in problems] == [
        f"Cannot listen for {wire} on 127.0.0.1 port {port}" for wire in ("IRC", "IRC (TLS)")
    ]
    assert [problem.rpartition(". ")[2] for problem in problems] == [
        "Stop that program, or change irc.port.",
        "Stop that program, or change irc.tls.port.",
    ]
    assert move == "Or start with --port-offset 100, which moves all ports at once."


@pytest.mark.parametrize(
    ("offset", "said"),
    [
        (0, ["port 6667", "--port-offset 100"]),
        (100, ["port 6767", "--port-offset 200"]),
        (200, []),
        (HIGHEST_PORT - 6667, [f"port {HIGHEST_PORT}"]),
    ],
)
def test_all_ports_move_at_once(
    offset: int, said: list[str], owner: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the error says, from where they are now; it says so only while there are ports to move to."""
    monkeypatch.setattr(listeners, "listen", refusing(IN_USE, 6667, 6767, HIGHEST_PORT))
    problems = owner.bind(replace(settings_of(replace(IRC_ALONE, port=6667)), port_offset=offset))
    assert len(problems) == len(said)
    assert all(words in problem for words, problem in zip(said, problems, strict=True))


def test_a_free_port_is_moved_nowhere(owner: Owner) -> None:
    """0 stays any port that is free, of every listener."""
    settings = settings_of(http=Http(port=0, metrics=Metrics(enabled=True, port=0)), bonjour=Bonjour(port=0))
    assert owner.bind(replace(settings, port_offset=HIGHEST_PORT)) == []


@pytest.mark.parametrize(
    ("error", "port", "said"),
    [
        (OSError(errno.EADDRNOTAVAIL, "Cannot assign"), 6667, "on 127.0.0.1: {reason}. Change irc.host."),
        (OSError(errno.EAFNOSUPPORT, "No family"), 6667, "on 127.0.0.1: {reason}. Change irc.host."),
        (socket.gaierror(socket.EAI_NONAME, "unknown"), 6667, "on 127.0.0.1: {reason}. Change irc.host."),
        (
            PermissionError(errno.EACCES, "Permission denied"),
            1023,
            "on 127.0.0.1 port 1023: the ports below 1024 are kept for the administrator. Change irc.port.",
        ),
        (
            PermissionError(errno.EACCES, "Permission denied"),
            1024,
            "on 127.0.0.1 port 1024: {reason}. Change irc.port.",
        ),
        (OSError(errno.EMFILE, "Too many"), 6667, "on 127.0.0.1 port 6667: {reason}. Change irc.port."),
    ],
)
def test_what_the_system_refuses(
    error: OSError, port: int, said: str, owner: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The setting that is to be changed is named: the host, where it is the host's fault."""
    monkeypatch.setattr(listeners, "listen", refusing(error))
    (problem,) = owner.bind(settings_of(replace(IRC_ALONE, port=port)))
    before, _, after = f"Cannot listen for IRC {said}".partition("{reason}")
    assert problem.startswith(before)
    assert problem.endswith(after)


def test_a_name_that_means_nothing(owner: Owner) -> None:
    """As the system says it, with the setting of the host."""
    (problem,) = owner.bind(settings_of(replace(IRC_ALONE, host=("no name",))))
    assert problem.startswith("Cannot listen for IRC on no name: ")
    assert problem.endswith(". Change irc.host.")


# --- several ports ----------------------------------------------------------------------------------

IN_USE = OSError(errno.EADDRINUSE, "Address already in use")
TRIED = settings_of(Irc(enabled=False, tls=Tls(enabled=False)), bonjour=Bonjour(port=50_000, ports=3))


def test_the_first_port_that_is_free_is_taken(owner: Owner, monkeypatch: pytest.MonkeyPatch) -> None:
    """Up to the last of those that may be tried."""
    monkeypatch.setattr(listeners, "listen", refusing(IN_USE, 50_000, 50_001))
    assert owner.bind(TRIED) == []


def test_no_port_is_free(owner: Owner, monkeypatch: pytest.MonkeyPatch) -> None:
    """All that were tried are told."""
    monkeypatch.setattr(listeners, "listen", refusing(IN_USE, 50_000, 50_001, 50_002))
    problem, _ = owner.bind(TRIED)
    assert problem.startswith("Cannot listen for bonjour on 127.0.0.1 port 50000-50002: ")


def test_ports_that_are_tried_end_with_the_highest(owner: Owner, monkeypatch: pytest.MonkeyPatch) -> None:
    """However far they are moved."""
    monkeypatch.setattr(listeners, "listen", refusing(IN_USE))
    (problem,) = owner.bind(replace(TRIED, port_offset=15_534))
    assert problem.startswith("Cannot listen for bonjour on 127.0.0.1 port 65534-65535: ")


def test_a_host_that_is_not_there_is_no_better_on_the_next_port(
    owner: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only a port in use is a reason to try another."""
    absent = OSError(errno.EADDRNOTAVAIL, "Cannot assign requested address")
    monkeypatch.setattr(listeners, "listen", refusing(absent, 50_000))
    (problem,) = owner.bind(TRIED)
    assert problem.endswith("Change dialects.bonjour.host.")


# --- the end ----------------------------------------------------------------------------------------


def test_every_socket_is_closed(owner: Owner, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also those of a server that never started, for something else was wrong."""
    opened: list[socket.socket] = []

    def listen(hosts: Sequence[str], port: int) -> list[socket.socket]:
        opened.extend(really_listen(hosts, port))
        return opened[-1:]

    monkeypatch.setattr(listeners, "listen", listen)
    settings = settings_of(http=Http(port=0), bonjour=Bonjour(port=0))
    assert owner.bind(settings) == []
    owner.run(settings, _nothing)
    assert [sock.fileno() for sock in opened] == [-1] * 6


def test_it_is_over_when_all_are_gone(owner: Owner) -> None:
    """Whoever is connected is waited for."""

    async def visit(opened: Listeners) -> None:
        port = int(ports(owner.said)["IRC"])
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"PING x\r\n")
        await reader.readline()
        opened.close()
        over = asyncio.ensure_future(opened.emptied())
        await asyncio.sleep(0)
        assert not over.done()
        writer.close()
        await over

    owner.run(settings_of(), visit)
