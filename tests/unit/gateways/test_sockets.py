"""Listening sockets: every address of every host, on one port."""

import errno
import socket
from collections.abc import Callable, Iterator, Sequence

import pytest

from salon.gateways.sockets import OPTIONS, CannotListen, listen

Listen = Callable[..., list[socket.socket]]


@pytest.fixture
def listening() -> Iterator[Listen]:
    """Give `listen`, and close what it opened."""
    opened: list[socket.socket] = []

    def keep(*hosts: str, port: int = 0) -> list[socket.socket]:
        new = listen(hosts, port)
        opened.extend(new)
        return new

    yield keep
    for sock in opened:
        sock.close()


def addresses(opened: Sequence[socket.socket]) -> list[str]:
    """Return where these sockets listen."""
    return [sock.getsockname()[0] for sock in opened]


def connects(address: str, opened: Sequence[socket.socket]) -> bool:
    """Return whether somebody can connect to an address, at the port of all these sockets."""
    (port,) = {sock.getsockname()[1] for sock in opened}
    try:
        socket.create_connection((address, port), 5).close()
    except OSError:
        return False
    return True


def test_every_address_of_both_families(listening: Listen) -> None:
    """`::` is IPv4 too, on the same port."""
    opened = listening("::")
    assert addresses(opened) == ["::", "0.0.0.0"]  # noqa: S104 - as asked for
    assert connects("127.0.0.1", opened)
    assert connects("::1", opened)


def test_several_hosts(listening: Listen) -> None:
    """Each of them, on one port, and nothing else."""
    opened = listening("127.0.0.1", "::1")
    assert connects("127.0.0.1", opened)
    assert connects("::1", opened)
    assert not connects("127.0.0.2", opened)


@pytest.mark.parametrize(
    ("hosts", "expected"),
    [
        (("127.0.0.1", "127.0.0.1"), ["127.0.0.1"]),
        (("127.0.0.1", "0.0.0.0"), ["0.0.0.0"]),  # noqa: S104 - as asked for
        (("127.0.0.1", "::"), ["::", "0.0.0.0"]),  # noqa: S104 - as asked for
        (("::", "0.0.0.0"), ["::", "0.0.0.0"]),  # noqa: S104 - as asked for
        (("0.0.0.0", "::1"), ["0.0.0.0", "::1"]),  # noqa: S104 - as asked for
    ],
)
def test_hosts_that_overlap(listening: Listen, hosts: tuple[str, ...], expected: list[str]) -> None:
    """No address is in the way of another of the same list."""
    assert addresses(listening(*hosts)) == expected


def test_a_port_that_is_taken(listening: Listen) -> None:
    """The host is named, and what was opened before is closed."""
    (taken,) = listening("127.0.0.2")
    port = taken.getsockname()[1]
    with pytest.raises(CannotListen) as caught:
        listen(("127.0.0.1", "127.0.0.2"), port)
    assert caught.value.host == "127.0.0.2"
    assert caught.value.error.errno == errno.EADDRINUSE
    assert addresses(listening("127.0.0.1", port=port)) == ["127.0.0.1"]


def test_a_free_port_is_free_on_all_addresses(listening: Listen, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the first address has one that is taken on the second, another is looked for."""
    (taken,) = listening("127.0.0.2")
    create, tries = socket.create_server, []

    def unlucky(where: tuple[str, int], **how: int) -> socket.socket:
        tries.append(where)
        if len(tries) == 1:
            where = (where[0], taken.getsockname()[1])
        return create(where, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "create_server", unlucky)
    assert addresses(listening("127.0.0.1", "127.0.0.2")) == ["127.0.0.1", "127.0.0.2"]
    assert len(tries) == 4


@pytest.mark.parametrize("host", ["nowhere.invalid", "a..b", "192.0.2.1"])
def test_hosts_that_are_not_here(host: str) -> None:
    """Names that mean nothing, and addresses of others."""
    with pytest.raises(CannotListen) as caught:
        listen(("127.0.0.1", host), 0)
    assert caught.value.host == host
    assert isinstance(caught.value.error, socket.gaierror) or caught.value.error.errno == errno.EADDRNOTAVAIL


def test_a_machine_without_ipv6(listening: Listen, monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands for both families is then IPv4 alone; IPv6 by name is an error."""
    create = socket.create_server

    def old(where: tuple[str, int], *, family: int, **how: int) -> socket.socket:
        if family == socket.AF_INET6:
            raise OSError(errno.EAFNOSUPPORT, "Address family not supported by protocol")
        return create(where, family=family, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "create_server", old)
    assert addresses(listening("::")) == ["0.0.0.0"]  # noqa: S104 - as asked for
    with pytest.raises(CannotListen):
        listen(("::1",), 0)


def test_what_is_accepted_has_the_options_of_every_connection(listening: Listen) -> None:
    """Though they are set for the listening socket alone."""
    (sock,) = listening("127.0.0.1")
    with socket.create_connection(sock.getsockname()):
        sock.setblocking(True)
        accepted, _ = sock.accept()
        with accepted:
            for level, option, value in OPTIONS:
                assert accepted.getsockopt(level, option) == value
