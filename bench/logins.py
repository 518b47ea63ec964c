"""What logins and accounts cost: passwords, a crowd with accounts, tags, a long list of accounts.

By hand: see README.md. CPU is that of the server's process, so that it counts no client.
"""

import argparse
import base64
import contextlib
import hashlib
import hmac
import shutil
import socket
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Final

from yardstick.growth import cpu_seconds
from yardstick.innocent import private_mebibytes
from yardstick.servers import Running, Salon, running

PASSWORD: Final = "the password of the benchmark"  # noqa: S105 - nobody else's
TAGGED: Final = ("server-time", "message-tags", "account-tag", "echo-message")
"""With them a line has its time, its id and the account of who said it, and comes back to them."""

UNLIMITED: Final = {
    "SALON__ACCOUNTS__REGISTRATIONS_PER_ADDRESS": "0",
    "SALON__ACCOUNTS__TRIES_PER_ADDRESS": "0",
    "SALON__ACCOUNTS__WAITING_PASSWORDS_PER_ADDRESS": "1000",
    "SALON__ACCOUNTS__SCRAM": "true",
    "SALON__LIMITS__PING_SECONDS": "86400",
}
AT_ONCE: Final = 20
MOST: Final = 0.05
"""How long a message may take while as many log in at once, in seconds."""


class Client:
    """One connection to IRC."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._rest = b""

    def say(self, *lines: str) -> None:
        """Send lines."""
        self.socket.sendall("".join(f"{line}\r\n" for line in lines).encode())

    def hear(self, *wanted: str) -> str:
        """Read lines until one has a word that is wanted; return it."""
        while True:
            line, found, rest = self._rest.partition(b"\r\n")
            if not found:
                data = self.socket.recv(65_536)
                if not data:
                    raise ConnectionError(f"no {wanted} from the server")
                self._rest += data
                continue
            self._rest = rest
            if any(f" {word} " in f"{line.decode()} " for word in wanted):
                return line.decode()

    def come_in(self, nick: str, caps: str = "") -> None:
        """Register the connection."""
        self.say(f"CAP REQ :{caps or 'message-tags'}", f"NICK {nick}", "USER x 0 * :x", "CAP END")
        self.hear("376", "422")

    def log_in(self, name: str) -> None:
        """Log in by PLAIN."""
        answer = base64.b64encode(f"\0{name}\0{PASSWORD}".encode()).decode()
        self.say("CAP REQ sasl", "AUTHENTICATE PLAIN", f"AUTHENTICATE {answer}")
        self.hear("903")

    def log_in_by_scram(self, name: str, keys: dict[str, bytes]) -> None:
        """Log in by SCRAM-SHA-256; `keys`: what a password and a salt make, which takes the client long."""
        first = f"n={name},r=bench"
        self.say("CAP REQ sasl", "AUTHENTICATE SCRAM-SHA-256")
        self.hear("AUTHENTICATE")
        self._answer(f"n,,{first}")
        told = base64.b64decode(self.hear("AUTHENTICATE").rpartition(" ")[2]).decode()
        parts = dict(part.split("=", 1) for part in told.split(","))
        salted = keys.get(parts["s"])
        if salted is None:
            salt = base64.b64decode(parts["s"])
            salted = hashlib.pbkdf2_hmac("sha256", PASSWORD.encode(), salt, int(parts["i"]))
            keys[parts["s"]] = salted
        client_key = hmac.digest(salted, b"Client Key", "sha256")
        last = f"c=biws,r={parts['r']}"
        signed = hmac.digest(hashlib.sha256(client_key).digest(), f"{first},{told},{last}".encode(), "sha256")
        proof = bytes(one ^ other for one, other in zip(client_key, signed, strict=True))
        self._answer(f"{last},p={base64.b64encode(proof).decode()}")
        self.hear("AUTHENTICATE")
        self.say("AUTHENTICATE +")
        self.hear("903")

    def _answer(self, text: str) -> None:
        self.say(f"AUTHENTICATE {base64.b64encode(text.encode()).decode()}")


@contextlib.contextmanager
def served(salon: Sequence[str], directory: Path) -> Iterator[Running]:
    """Start a server on a directory."""
    with running(Salon(command=salon, settings=UNLIMITED), directory) as at:
        yield at


def leave(clients: Sequence[Client]) -> None:
    """Close connections."""
    for client in clients:
        client.socket.close()


def say(text: str) -> None:
    """Say something at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def timed(at: Running, count: int, each: Callable[[int], None]) -> tuple[float, float]:
    """Do something so often; return the seconds and the CPU seconds of the server, of one."""
    cpu, began = cpu_seconds(at.pid), time.monotonic()
    for number in range(count):
        each(number)
    took = time.monotonic() - began
    return took / count, (cpu_seconds(at.pid) - cpu) / count


def _connect(port: int, log_in: Callable[[Client], None], _number: int) -> None:
    log_in(Client(port))


def _register_one(client: Client, _number: int) -> None:
    register(client)


def measure_logins(salon: Sequence[str], directory: Path, count: int) -> None:
    """Logins by each way, one after the other; then how long messages take while many log in at once."""
    with served(salon, directory) as at:
        owner = Client(at.port)
        owner.come_in("owner")
        register(owner)
        keys: dict[str, bytes] = {}
        Client(at.port).log_in_by_scram("owner", keys)
        for way, log_in in (
            ("argon2, by PLAIN", lambda client: client.log_in("owner")),
            ("SCRAM-SHA-256", lambda client: client.log_in_by_scram("owner", keys)),
        ):
            wall, cpu = timed(at, count, partial(_connect, at.port, log_in))
            say(f"{way:18} {1 / wall:7.1f} a second, one after the other; {cpu * 1e3:6.2f} ms CPU each")
        quiet, loud = Client(at.port), Client(at.port)
        quiet.come_in("quiet")
        loud.come_in("loud")
        for label, logins in (("nobody logs in", 0), (f"{AT_ONCE} log in at once", AT_ONCE)):
            times = list(_delays(at, loud, quiet, logins))
            times.sort()
            say(
                f"messages, {label:20} median {statistics.median(times) * 1e3:6.2f} ms,"
                f" longest {times[-1] * 1e3:6.2f} ms of {len(times)}"
            )


def _delays(at: Running, sender: Client, receiver: Client, logins: int) -> Iterator[float]:
    """Yield how long messages take, one each 5 ms, while so many connections log in."""
    with ThreadPoolExecutor(max(1, logins)) as pool:
        clients = [Client(at.port) for _ in range(logins)]
        under_way = [pool.submit(client.log_in, "owner") for client in clients]
        end = time.monotonic() + 1.5
        while time.monotonic() < end or not all(its.done() for its in under_way):
            began = time.monotonic()
            sender.say("PRIVMSG quiet :x")
            receiver.hear("PRIVMSG")
            yield time.monotonic() - began
            time.sleep(0.005)


def fill(directory: Path, names: Sequence[str]) -> None:
    """Write an account for each name, with the password of the one that is there."""
    (database,) = directory.glob("**/salon.db")
    with contextlib.closing(sqlite3.connect(database)) as connection, connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(account)")][2:]
        copied = ", ".join(columns)
        connection.executemany(
            f"INSERT INTO account (name, {copied}) SELECT ?, {copied} FROM account WHERE id = 1",  # noqa: S608
            ((name,) for name in names),
        )


def register(client: Client) -> None:
    """Make the account of a client's nick."""
    client.say("CAP REQ draft/account-registration", f"REGISTER * * :{PASSWORD}")
    client.hear("SUCCESS")


def measure_crowd(salon: Sequence[str], directory: Path, people: int, repeat: int) -> None:
    """Let people come in with ten channels each: guests, and people who log in, in turn."""
    fill(directory, [f"user{number}" for number in range(people)])
    for turn in range(repeat):
        for label, kind in (("guests", Guest), ("accounts", Member)):
            with served(salon, directory) as at:
                enter = kind(at.port)
                wall, cpu = timed(at, people, enter)
                say(
                    f"{people:,} {label:9} run {turn + 1}: {wall * 1e3:6.2f} ms, {cpu * 1e3:6.2f} ms CPU each"
                )
                leave(enter.clients)


class Guest:
    """Lets one guest after the other come in, each into ten of a hundred channels."""

    nick = "guest"

    def __init__(self, port: int) -> None:
        self._port = port
        self.clients: list[Client] = []

    def __call__(self, number: int) -> None:
        """Let one come in."""
        client = Client(self._port)
        self.clients.append(client)
        self.log_in(client, number)
        client.come_in(f"{self.nick}{number}")
        client.say(*(f"JOIN #c{(number + each) % 100}" for each in range(10)))
        for _ in range(10):
            client.hear("366")

    def log_in(self, _client: Client, _number: int) -> None:
        """Do nothing: a guest does not."""


class Member(Guest):
    """The same with people who log in, by SCRAM."""

    nick = "user"

    def __init__(self, port: int) -> None:
        super().__init__(port)
        self._keys: dict[str, bytes] = {}

    def log_in(self, client: Client, number: int) -> None:
        """Log in to the account of the number."""
        client.log_in_by_scram(f"{self.nick}{number}", self._keys)


def measure_tags(salon: Sequence[str], directory: Path, repeat: int) -> None:
    """Post 1,000 messages to 100 people who are logged in, without tags and with them, in turn."""
    with served(salon, directory) as at:
        enter = Member(at.port)
        for number in range(100):
            enter(number)
        clients = enter.clients
        for client in clients:
            client.say("JOIN #tags")
            client.hear("366")

        def post(_number: int) -> None:
            clients[0].say(*[f"PRIVMSG #tags :{'x' * 64}"] * 10)
            for client in clients[1:]:
                for _ in range(10):
                    client.hear("PRIVMSG")

        for turn in range(repeat):
            for label, sign in (("without", "-"), ("with", "")):
                caps = " ".join(f"{sign}{cap}" for cap in TAGGED)
                for client in clients:
                    client.say(f"CAP REQ :{caps}")
                    client.hear("ACK")
                _, cpu = timed(at, 100, post)
                say(f"tags, {label:7}   run {turn + 1}: {cpu / 990 * 1e6:6.2f} µs CPU a delivery")
        leave(clients)


def measure_many(salon: Sequence[str], directory: Path, count: int) -> None:
    """Start a server with few accounts and one with many; make one more account, and log in."""
    for label, more in (("few", 0), (f"{count:,}", count)):
        fill(directory, [f"person{number}" for number in range(more)])
        began = time.monotonic()
        with served(salon, directory) as at:
            new = Client(at.port)
            # The port is open before all accounts are read.
            new.come_in(f"new{more}")
            started = time.monotonic() - began
            memory, cpu = private_mebibytes(at.pid), cpu_seconds(at.pid)
            made, made_cpu = timed(at, 1, partial(_register_one, new))
            login, login_cpu = timed(at, 20, partial(_connect, at.port, partial(Client.log_in, name="owner")))
            say(
                f"{label:8} accounts: start {started:.2f} s ({cpu:.2f} s CPU), {memory:.0f} MiB;"
                f" REGISTER {made * 1e3:.0f} ms ({made_cpu * 1e3:.0f} ms CPU),"
                f" login {login * 1e3:.0f} ms ({login_cpu * 1e3:.0f} ms CPU)"
            )


def main() -> None:
    """Measure all, one after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--logins", type=int, default=100)
    parser.add_argument("--people", type=int, default=1_000, help="0: none come in")
    parser.add_argument("--accounts", type=int, default=100_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--files", type=Path, default=Path("/var/tmp"), help="on which disk")  # noqa: S108
    options = parser.parse_args()
    salon = [str(Path(sys.executable).with_name("salon"))]
    directory = Path(tempfile.mkdtemp(dir=options.files))
    try:
        measure_logins(salon, directory, options.logins)
        if options.people:
            measure_crowd(salon, directory, options.people, options.repeat)
            measure_tags(salon, directory, options.repeat)
        measure_many(salon, directory, options.accounts)
    finally:
        shutil.rmtree(directory)


if __name__ == "__main__":
    main()
