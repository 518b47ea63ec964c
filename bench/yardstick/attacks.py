"""What an attacker does, from one address, inside the default limits: each attack in a process of its own.

An attack is a generator: what stands before its `yield` is made ready before anything is measured. It goes on
until it is cancelled, and takes a connection that the server ends for an invitation to open the next.
It must not know what is measured.
"""

import asyncio
import base64
import itertools
import os
import resource
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Final

ATTACKER: Final = "127.0.0.3"
CONNECTIONS: Final = 64
"""As many as one address may have (`limits.connections_per_address`)."""

MACHINES: Final = 10_000
MEMBERS: Final = 1_000
PASSWORD: Final = "the password of the benchmark"  # noqa: S105 - nobody else's
BURST_SECONDS: Final = 0.5
"""How long an attacker goes on to write before it looks at the time again."""

COMBINING: Final = "".join(map(chr, range(0x300, 0x370)))
HAN: Final = "".join(map(chr, range(0x4E00, 0x4E00 + 3_000)))


@dataclass(frozen=True)
class Target:
    """A server under attack: its ports, by wire; `guarded`: its IRC asks for the password."""

    ports: Mapping[str, int]
    guarded: bool


Attack = Callable[[Target], AsyncIterator[None]]


# --- connections -----------------------------------------------------------------------------------


async def connect(target: Target, wire: str, address: str = ATTACKER) -> socket.socket:
    """Open a connection from an address."""
    sock = socket.socket()
    sock.setblocking(False)
    try:
        sock.bind((address, 0))
        await asyncio.get_running_loop().sock_connect(sock, ("127.0.0.1", target.ports[wire]))
    except BaseException:
        sock.close()
        raise
    return sock


async def say(sock: socket.socket, text: str | bytes) -> None:
    """Write to a connection, and wait until the system has taken it."""
    await asyncio.get_running_loop().sock_sendall(sock, text.encode() if isinstance(text, str) else text)


async def read(sock: socket.socket, until: bytes = b"") -> None:
    """Read until something has come, or to the end; raises ConnectionError at the end before that."""
    tail, loop = b"", asyncio.get_running_loop()
    while data := await loop.sock_recv(sock, 65_536):
        tail = tail[-100:] + data
        if until and until in tail:
            return
    if until:
        raise ConnectionError("the server hung up")


async def join_irc(target: Target, nick: str, address: str = ATTACKER) -> socket.socket:
    """Open a connection and register on IRC."""
    sock = await connect(target, "irc", address)
    try:
        await say(sock, f"PASS :{PASSWORD}\r\n" if target.guarded else "")
        await say(sock, f"NICK {nick}\r\nUSER {nick} 0 * :{nick}\r\n")
        await read(sock, b" 422 ")
    except BaseException:
        sock.close()
        raise
    return sock


async def flood(
    sock: socket.socket, lines: Callable[[int], str | bytes], first: int, rate: float, *, reads: bool = True
) -> None:
    """Say `first` lines at once and then `rate` a second, with or without reading what comes."""

    async def write() -> None:
        for number in itertools.count():
            if number >= first:
                await asyncio.sleep(1 / rate)
            await say(sock, lines(number))

    with sock:
        if not reads:
            await write()
        writing = asyncio.ensure_future(write())
        try:
            await read(sock)
        finally:
            writing.cancel()


async def everywhere(attack: Callable[[int], Awaitable[None]], connections: int = CONNECTIONS) -> None:
    """Attack with many connections, each again when it has ended."""

    async def persist(number: int) -> None:
        while True:
            with suppress(OSError):
                await attack(number)
            await asyncio.sleep(0.01)

    await asyncio.gather(*map(persist, range(connections)))


async def flood_irc(
    target: Target,
    lines: Callable[[int], str | bytes],
    first: int,
    rate: float,
    *,
    reads: bool = True,
    before: str = "",
) -> None:
    """Flood with all connections on IRC; `before` is said first, with the connection's number."""

    async def one(number: int) -> None:
        sock = await join_irc(target, f"mallory{number}")
        await say(sock, before.format(number=number))
        await flood(sock, lines, first, rate, reads=reads)

    await everywhere(one)


async def flood_dialect(
    target: Target, wire: str, before: str, lines: Callable[[int], str | bytes], *, reads: bool = True
) -> None:
    """Flood a wire of plain lines with all connections, as fast as the default limits let them pass."""

    async def one(number: int) -> None:
        sock = await connect(target, wire)
        await say(sock, before.format(number=number))
        await flood(sock, lines, 8, 2, reads=reads)

    await everywhere(one)


async def fill(target: Target) -> list[socket.socket]:
    """Let a thousand people join #big, from addresses that have room; they stay, and read nothing more."""
    people = []
    for number in range(MEMBERS):
        sock = await join_irc(target, f"member{number}", f"127.0.1.{1 + number // 32}")
        await say(sock, "JOIN #big\r\n")
        await read(sock, b" 366 ")
        people.append(sock)
    # What came to each while the others joined is no load of the attack.
    for sock in people:
        with suppress(BlockingIOError):
            while sock.recv(1 << 20):
                pass
    return people


# --- attacks ---------------------------------------------------------------------------------------


async def nothing(_target: Target) -> AsyncIterator[None]:
    """Do nothing: what the machine alone makes of the figures."""
    yield
    await asyncio.sleep(3_600)


async def masks(target: Target) -> AsyncIterator[None]:
    """Have masks of many stars matched: TIME, WHO, LIST, bans."""
    mask = "*a*b*c*d*e*f*g*h" * 29
    words = ("TIME {}", "WHO {}", "LIST {}", "VERSION {}", "MODE #mallory +b {}", "WHO {}!*@*")
    yield
    await flood_irc(
        target,
        lambda number: words[number % len(words)].format(f"{mask[number % 16 :][:470]}") + "\r\n",
        38,
        8,
        before="JOIN #mallory\r\n",
    )


async def bans(target: Target) -> AsyncIterator[None]:
    """Fill the bans of a channel with the dearest masks there may be, and have them asked again and again."""
    yield

    async def one(number: int) -> None:
        sock = await join_irc(target, f"mallory{number}")
        channel = f"#ban{number}"
        await say(sock, f"JOIN {channel}\r\n")
        masks = (f"+b *{'a*' * 15}{'a' * 100}{place}" for place in itertools.cycle(range(100)))
        lines = (
            f"MODE {channel} {next(masks)}\r\nNICK {'a' * 20}{place}x\r\n" for place in itertools.count()
        )
        await flood(sock, lambda _: next(lines), 5, 1)

    await everywhere(one)


async def who(target: Target) -> AsyncIterator[None]:
    """Ask who is in a channel of 1,000, and read nothing."""
    people = await fill(target)
    yield
    await flood_irc(target, lambda _: "WHO #big\r\n", 38, 8, reads=False)
    del people


async def long_answers(target: Target) -> AsyncIterator[None]:
    """Ask every wire for its longest answers, with 1,000 people and 1,000 channels, and read nothing."""
    people = await fill(target)
    for number, sock in enumerate(people):
        await say(sock, f"JOIN #room{number}\r\nPRIVMSG #big :{'x' * 400}\r\n")
    await asyncio.sleep(5)
    yield
    talks = {
        "irc": (
            "NICK mallory{0}\r\nUSER m 0 * :m\r\n",
            "LIST\r\nNAMES #big\r\nHELP\r\nCHATHISTORY LATEST #big * 100\r\n",
        ),
        "chaines": ("mallory{0}\n", "/LIST\n/WHO\n/HELP\n/HISTORY 100\n"),
        "relais": ("mallory{0}\n", "/users\n/help\n"),
        "public": ("/pseudo\nmallory{0}\n", "/list\n/history 100\n"),
        "annuaire": ("", "4\n"),
    }

    async def one(number: int) -> None:
        wire = list(talks)[number % len(talks)]
        before, lines = talks[wire]
        sock = await connect(target, wire)
        await say(sock, before.format(number))
        await flood(sock, lambda _: lines, 3, 2, reads=False)

    await everywhere(one)
    del people


async def channels(target: Target) -> AsyncIterator[None]:
    """Found channels, give them topics, leave them."""
    yield
    names = itertools.count()

    def lines(number: int) -> str:
        name = next(names) if number % 3 == 0 else f"{number}"
        return (f"JOIN #c{name}\r\n", f"TOPIC #c{name} :{'t' * 380}\r\n", "JOIN 0\r\n")[number % 3]

    await flood_irc(target, lines, 10, 2)


async def directory(target: Target) -> AsyncIterator[None]:
    """Ask the directory, 10,000 machines in it, for names, for all that are online, and for new names."""
    yield
    asked = itertools.cycle(("1x\n", "1machine77\n", "4\n", "3mallory\n", "7\n", "1x\n"))

    async def one(_number: int) -> None:
        with await connect(target, "annuaire") as sock:
            await say(sock, next(asked))
            await read(sock)

    await everywhere(one)


async def names(target: Target) -> AsyncIterator[None]:
    """Give names of 4 KB of combining marks on `relais`."""
    yield
    name = ("é" + COMBINING * 20)[:2_000]
    await flood_dialect(target, "relais", "", lambda number: f"{name[number % 9 :]}\n@{name} x\n")


async def recipients(target: Target) -> AsyncIterator[None]:
    """Write to 1,010 names in one /MSG on `chaines`."""
    yield
    many = ";".join(HAN[:1_010])
    await flood_dialect(target, "chaines", "mallory{number}\n/JOIN big\n", lambda _: f"/MSG {many} x\n")


async def presence(target: Target) -> AsyncIterator[None]:
    """Ask whether 120 people with Chinese names are here, and watch them."""
    yield
    many = [HAN[number : number + 1] for number in range(120)]
    words = (
        f"ISON {' '.join(many)}\r\n",
        f"MONITOR + {','.join(many)}\r\n",
        "MONITOR S\r\n",
        "MONITOR C\r\n",
    )
    await flood_irc(target, lambda number: words[number % 4 if number % 2 else 0], 38, 8)


async def passwords(target: Target) -> AsyncIterator[None]:
    """Guess the passwords of an operator, of the directory and of the server, 50 at once."""
    yield

    async def one(number: int) -> None:
        kind = number % 3
        if kind == 0:
            sock = await join_irc(target, f"mallory{number}")
            await flood(sock, lambda guess: f"OPER chief guess{guess}\r\n", 8, 2)
            return
        with await connect(target, "irc" if kind == 1 else "annuaire") as sock:
            guess = (
                f"PASS guess{number}\r\nNICK m{number}\r\nUSER m 0 * :m\r\n"
                if kind == 1
                else f"2guess{number}\n"
            )
            await say(sock, guess)
            await read(sock)

    await everywhere(one, 50)


async def handshakes(target: Target) -> AsyncIterator[None]:
    """Begin TLS handshakes, 2,000 at a time, and break them off."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with suppress(ssl.SSLWantReadError):
        context.wrap_bio(incoming, outgoing).do_handshake()
    hello = outgoing.read()
    yield

    async def begin() -> None:
        with suppress(OSError), await connect(target, "irc.tls") as sock:
            await say(sock, hello)
            await asyncio.sleep(0.2)

    while True:
        await asyncio.gather(*(begin() for _ in range(2_000)))


async def unread(target: Target) -> AsyncIterator[None]:
    """Sit in channels on 64 connections, have them talked full, and read nothing."""
    yield

    async def one(number: int) -> None:
        sock = await join_irc(target, f"mallory{number}")
        await say(sock, f"JOIN #full{number % 4}\r\n")
        await flood(sock, lambda _: f"PRIVMSG #full{number % 4} :{'x' * 400}\r\n", 9, 2, reads=False)

    await everywhere(one)


async def posts(target: Target) -> AsyncIterator[None]:
    """Send HTTP POSTs with chat lines to every port."""
    yield
    body = "PRIVMSG #big :x\r\n" * 4_000
    post = f"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n\r\n{body}"

    async def one(number: int) -> None:
        wire = sorted(target.ports)[number % len(target.ports)]
        with await connect(target, wire) as sock:
            await say(sock, post)
            await read(sock)

    await everywhere(one)


async def frames(target: Target) -> AsyncIterator[None]:
    """Send WebSocket frames without an end: fragments of nothing, single bytes, huge lengths, pings."""
    yield
    key = base64.b64encode(os.urandom(16)).decode()
    upgrade = (
        "GET /irc HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Protocol: text.ircv3.net\r\n\r\n"
    )
    mask = b"\0\0\0\0"
    floods: tuple[tuple[bytes, bytes], ...] = (
        (b"\x01\x80" + mask, b"\x00\x80" + mask),
        (b"\x01\x81" + mask + b"x", b"\x00\x81" + mask + b"x"),
        (b"\x81\xff" + (1 << 62).to_bytes(8, "big") + mask, b"x" * 4_096),
        (b"", b"\x89\xfd" + b"" + mask + b"p" * 125),
        (b"", b"\x89\x80" + mask),
    )

    async def one(number: int) -> None:
        first, again = floods[number % len(floods)]
        sock = await connect(target, "http")
        await say(sock, upgrade)
        await read(sock, b"\r\n\r\n")
        await say(sock, first)
        await flood(sock, lambda _: again * 500, 1, 20)

    await everywhere(one)


async def lines(target: Target) -> AsyncIterator[None]:
    """Send ends of lines, PINGs and lines without an end, as much at once as the system takes."""
    yield
    floods = (b"\n" * 262_144, b"PING x\r\n" * 32_768, b"x" * 262_144)

    async def one(number: int) -> None:
        sock = await join_irc(target, f"mallory{number}")
        await flood(sock, lambda _: floods[number % len(floods)], 1, 20)

    await everywhere(one)


async def past(target: Target) -> AsyncIterator[None]:
    """Ask for the past and its conversations, mark, edit and delete it, and register."""
    capabilities = (
        *("batch", "message-tags", "standard-replies", "draft/chathistory", "draft/read-marker"),
        *("draft/message-redaction", "salon.dev/edit", "draft/account-registration"),
    )
    times = "timestamp=1970-01-01T00:00:00.000Z timestamp=2999-01-01T00:00:00.000Z"
    yield

    async def one(number: int) -> None:
        sock = await join_irc(target, f"mallory{number}")
        channels = ",".join(f"#past{place}" for place in range(number, number + 20))
        await say(sock, f"CAP REQ :{' '.join(capabilities)}\r\nJOIN {channels}\r\n")
        words = (
            f"CHATHISTORY TARGETS {times} 1000",
            "CHATHISTORY LATEST #past{} * 100",
            "MARKREAD #past{} timestamp=2026-01-01T00:00:00.{:03d}Z",
            "EDIT #past{} nothing :x",
            "REDACT #past{} nothing",
            "PRIVMSG #past{} :x",
            "MODLOG #past{}",
            "REGISTER * * guess",
        )
        await flood(sock, lambda turn: words[turn % len(words)].format(number, turn % 1_000) + "\r\n", 38, 8)

    await everywhere(one)


ATTACKS: Final[Mapping[str, Attack]] = {
    "nothing": nothing,
    "masks": masks,
    "bans": bans,
    "who": who,
    "long-answers": long_answers,
    "channels": channels,
    "directory": directory,
    "names": names,
    "recipients": recipients,
    "presence": presence,
    "passwords": passwords,
    "handshakes": handshakes,
    "unread": unread,
    "posts": posts,
    "frames": frames,
    "lines": lines,
    "past": past,
}


def run(name: str, target: Target, pipe: Connection) -> None:
    """Attack by name, in a process of its own: say when all is ready, begin on a word, end on the next."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    asyncio.run(_run(ATTACKS[name](target), pipe))


async def _run(attack: AsyncIterator[None], pipe: Connection) -> None:
    await anext(attack)
    loop = asyncio.get_running_loop()
    pipe.send(None)
    await loop.run_in_executor(None, pipe.recv)
    going = asyncio.ensure_future(anext(attack, None))
    ended = loop.run_in_executor(None, pipe.recv)
    await asyncio.wait((going, ended), return_when=asyncio.FIRST_COMPLETED)
    if going.done():
        await going  # an attack ends by an error alone
    going.cancel()
    with suppress(asyncio.CancelledError):
        await going
