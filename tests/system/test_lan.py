"""`salon serve --lan`: what other machines reach, what the owner is told, and how many come in at once.

On a network of its own, for loopback is an exception to many rules.
"""

import asyncio
import hashlib
import http.client
import re
import socket
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import aiohttp
import pytest
from zeroconf import AddressResolver, Zeroconf  # type: ignore[attr-defined]

from harness.networks import inside, on_network
from harness.salon_process import (
    DEADLINE,
    DIALECTS,
    IrcClient,
    SalonProcess,
    eventually,
    trusting,
    try_to_serve,
)
from harness.terminal import Terminal

OWN = "10.77.0.1"
NETWORK = on_network(f"{OWN}/24")
# The harness turns HTTP and limits of speed off, for those who want neither; the limits are looked at here.
LAN = (
    *("--lan", "--set", "http.enabled=true", "--set", "http.port=0"),
    *("--set", "limits.messages_per_second=2", "--set", "limits.connections_per_second=20"),
)
QUIET = (*LAN, "--no-announce")


@pytest.fixture(scope="module")
def salon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SalonProcess]:
    """Give a server on a network."""
    with SalonProcess(tmp_path_factory.mktemp("lan"), *QUIET, through=NETWORK) as running:
        invited(running)
        yield running


def invited(salon: SalonProcess) -> list[str]:
    """Return the lines with the addresses of the page, which come last of all that the start says."""
    head = "On other machines of this network: "
    return eventually(
        lambda: [line.removeprefix(head) for line in salon.said.splitlines() if line.startswith(head)],
        "an invitation",
    )


def status(salon: SalonProcess, host: str, address: str = OWN, path: str = "/") -> int:
    """Return how a request for a host is answered."""

    def ask() -> int:
        with closing(http.client.HTTPConnection(address, salon.doors["HTTP"], timeout=DEADLINE)) as peer:
            peer.request("GET", path, headers={"Host": host})
            return peer.getresponse().status

    return inside(salon.pid, ask)


def connects(salon: SalonProcess, address: str, wire: str) -> bool:
    """Return whether somebody on the network can connect."""

    def connect() -> bool:
        try:
            socket.create_connection((address, salon.doors[wire]), DEADLINE).close()
        except ConnectionRefusedError:
            return False
        return True

    return inside(salon.pid, connect)


def test_others_reach_the_page_and_irc_over_tls(salon: SalonProcess) -> None:
    """And nothing else, though it is there for this machine."""
    everything = {"HTTP", "IRC (TLS)", "IRC", *DIALECTS}
    assert salon.doors.keys() == everything
    assert {wire for wire in everything if connects(salon, OWN, wire)} == {"HTTP", "IRC (TLS)"}
    assert {wire for wire in everything if connects(salon, "127.0.0.1", wire)} == everything

    def talk() -> None:
        client = IrcClient(salon.tls_port, tls=trusting(), host=OWN)
        client.register("alice")
        client.send("QUIT")
        client.wait_closed()
        client.close()

    inside(salon.pid, talk)


def test_the_owner_is_told(salon: SalonProcess) -> None:
    """The address that others type, and what anyone on the way can read."""
    port = salon.doors["HTTP"]
    assert salon.said.endswith(f"\nOn other machines of this network: http://{OWN}:{port}/\n")
    assert "Not encrypted; anyone on the way can read it: HTTP\n" in salon.said
    assert "█" not in salon.said, "no terminal, no QR code"
    assert status(salon, f"{OWN}:{port}") == 200


def test_people_with_an_irc_client_are_told(salon: SalonProcess) -> None:
    """What irssi is given: the address, the port, and the fingerprint of the certificate that is there."""
    (pin, host, port) = re.findall(
        r"/connect -tls -tls_pinned_cert (\S+) (\S+) (\d+)$", salon.said, re.MULTILINE
    )[0]
    assert (host, int(port)) == (OWN, salon.tls_port)

    def shown() -> bytes:
        with (
            socket.create_connection((host, int(port)), DEADLINE) as raw,
            trusting().wrap_socket(raw) as peer,
        ):
            return peer.getpeercert(binary_form=True) or b""

    assert hashlib.sha256(inside(salon.pid, shown)).hexdigest() == pin.replace(":", "").lower()


@pytest.mark.parametrize(("host", "answer"), [("salon.local", 421), ("evil.example", 421), (OWN, 200)])
def test_names_that_were_not_announced(salon: SalonProcess, host: str, answer: int) -> None:
    """A page of somebody else's cannot pass for this one's by its name."""
    assert status(salon, f"{host}:80") == answer


def test_it_is_announced_by_name(tmp_path: Path) -> None:
    """Whoever asks the network for `salon.local` is told the address, until the server ends."""

    def asked() -> list[str]:
        with Zeroconf(interfaces=[OWN]) as network:
            name = AddressResolver("salon.local.")
            name.request(network, 3_000)
            return name.parsed_addresses()

    with SalonProcess(tmp_path, *LAN, through=NETWORK) as salon:
        port = salon.doors["HTTP"]
        eventually(lambda: f"http://salon.local:{port}/" in salon.said, "name on the network")
        assert inside(salon.pid, asked) == [OWN]
        assert [status(salon, f"salon.local:{port}"), status(salon, "evil.example")] == [200, 421]


def test_nothing_is_sent_unless_it_is_announced(salon: SalonProcess) -> None:
    """Nobody listens for questions about names."""
    listening = Path(f"/proc/{salon.pid}/net/udp").read_text("ascii").splitlines()[1:]
    assert not [line for line in listening if line.split()[1].endswith(f":{5353:04X}")]


def test_thirty_people_behind_one_address(salon: SalonProcess) -> None:
    """They open the page at the same moment, each with the six connections of a browser, and talk."""

    async def come(session: aiohttp.ClientSession, number: int) -> aiohttp.ClientWebSocketResponse:
        async def load() -> None:
            async with session.get("/") as page:
                assert page.status == 200

        await asyncio.gather(*(load() for _ in range(6)))
        person = await session.ws_connect("/irc", protocols=["text.ircv3.net"])
        for line in (f"NICK p{number}", f"USER p{number} 0 * :p", "JOIN #public"):
            await person.send_str(line)
        await heard(person, " 366 ")
        return person

    async def heard(person: aiohttp.ClientWebSocketResponse, words: str) -> None:
        while words not in str((await person.receive(DEADLINE)).data):
            pass

    async def main() -> None:
        # Kept alive by thirty browsers, each of which has connections of its own.
        connector = aiohttp.TCPConnector(limit=0)
        base = f"http://{OWN}:{salon.doors['HTTP']}"
        async with aiohttp.ClientSession(base, connector=connector) as session:
            people = await asyncio.gather(*(come(session, number) for number in range(30)))
            await people[0].send_str("PRIVMSG #public :bonjour à tous")
            await asyncio.gather(*(heard(person, "bonjour à tous") for person in people[1:]))
            await asyncio.gather(*(person.close() for person in people))

    inside(salon.pid, lambda: asyncio.run(main()))


# --- networks that are not as one would wish --------------------------------------------------------


def test_a_network_of_ipv6_alone(tmp_path: Path) -> None:
    """The address stands in brackets, and is answered."""
    with SalonProcess(tmp_path, *QUIET, through=on_network("2001:db8::1/64")) as salon:
        port = salon.doors["HTTP"]
        assert invited(salon) == [f"http://[2001:db8::1]:{port}/"]
        assert status(salon, f"[2001:db8::1]:{port}", "2001:db8::1") == 200


def test_without_a_network(tmp_path: Path) -> None:
    """It starts for this machine alone, and says so."""
    with SalonProcess(tmp_path, *LAN, through=on_network()) as salon:
        eventually(
            lambda: "No other machine can open the page: this one has no network address." in salon.said,
            "a word that there is no network",
        )
        assert status(salon, "localhost", "127.0.0.1") == 200


def test_several_addresses(tmp_path: Path) -> None:
    """All are said, private ones first."""
    with SalonProcess(tmp_path, *QUIET, through=on_network("9.9.9.9/24", f"{OWN}/24")) as salon:
        port = salon.doors["HTTP"]
        eventually(lambda: len(invited(salon)) > 1, "both addresses")
        assert invited(salon) == [f"http://{OWN}:{port}/", f"http://9.9.9.9:{port}/"]


def test_ports_are_named(tmp_path: Path) -> None:
    """What is given elsewhere goes before what `--lan` would have."""
    options = ("--host", OWN, "--set", "dialects.chaines.host=0.0.0.0", "--set", f"irc.tls.host={OWN}")
    with SalonProcess(tmp_path, *QUIET, *options, through=NETWORK) as salon:
        wires = [wire for wire in salon.doors if connects(salon, OWN, wire)]
        assert wires == ["IRC", "IRC (TLS)", "HTTP", "chaines"]
        assert not connects(salon, "127.0.0.1", "IRC (TLS)")
        assert "can read it: IRC, HTTP, chaines\n" in salon.said


@pytest.mark.parametrize(
    ("setting", "value"), [("http.enabled", "false"), ("http.host", "127.0.0.1"), ("http.host", "localhost")]
)
def test_a_page_that_others_cannot_open(tmp_path: Path, setting: str, value: str) -> None:
    """Then one of the two is a mistake."""
    ended = try_to_serve(tmp_path, *LAN, "--set", f"{setting}={value}")
    assert ended.code == 2
    assert f"--lan opens the page to other machines, and {setting} (--set {setting}) keeps" in ended.log


def test_the_port_is_taken(salon: SalonProcess, tmp_path: Path) -> None:
    """It is said which, and what to change."""
    port = salon.doors["HTTP"]
    beside = ("nsenter", f"--net=/proc/{salon.pid}/ns/net")
    ended = try_to_serve(tmp_path, *QUIET, "--set", f"http.port={port}", through=beside)
    assert ended.code == 2
    assert f"Cannot listen for HTTP on :: port {port}" in ended.log
    assert "Stop that program, or change http.port" in ended.log


# --- a telephone's way in -----------------------------------------------------------------------------


def test_a_terminal_shows_a_qr_code(tmp_path: Path) -> None:
    """In French as in English, below all that the start says and logs, so that it stays on the screen."""
    command = (*NETWORK, sys.executable, "-m", "salon", "serve", "--data", str(tmp_path / "data"))
    options = ("--lan", "--no-announce", "--language", "fr")
    with Terminal(tmp_path / "home", *command, *options) as terminal:
        terminal.wait_for(f"Sur les autres machines de ce réseau\N{NO-BREAK SPACE}: http://{OWN}:8080/")
        terminal.wait_for("█ ▄▄▄▄▄ █")
        terminal.wait_for("█▄▄▄▄▄▄▄█")
        before, _, below = terminal.screen().partition("█ ▄▄▄▄▄ █")
        assert "/connect -tls -tls_pinned_cert " in before
        assert " salon: " not in below, "no line of the log"
