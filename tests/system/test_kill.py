"""The server is killed in the middle of traffic, again and again: what anybody received is on disk, once."""

import random
import re
import selectors
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import apsw

from harness.salon_process import DEADLINE, IrcClient, SalonProcess

# ruff: noqa: S311 - drawn by lot, but by a seed: each run asks for the same

KILLS = 20
CHANNELS = ("#un", "#deux")
NICKS = ("alice", "bob", "carol", "dave", "Zoé", "eve")
WINDOW = 16
"""How many of its own messages one client waits for at most."""

_LINE = re.compile(r"@(\S*) :([^!\s]+)!\S+ (PRIVMSG|TOPIC) (\S+) :(.*)")


class Received(NamedTuple):
    """A message as a client received it; also a row of the database."""

    sequence: int
    kind: str
    nick: str
    target: str
    text: str


def read(line: str) -> Received | None:
    """Return what was said, if that is what the line is about."""
    match = _LINE.fullmatch(line)
    if match is None:
        return None
    tags, nick, kind, target, text = match.groups()
    (identifier,) = (tag.removeprefix("msgid=") for tag in tags.split(";") if tag.startswith("msgid="))
    return Received(int(identifier.rpartition("-")[2], 36), kind.lower(), nick, target, text)


class Talker:
    """A client that talks and listens as fast as the server lets it, until it is cut off."""

    def __init__(self, client: IrcClient, life: int, chance: random.Random) -> None:
        self.client = client
        self.sent: list[str] = []
        self.received: list[Received] = []
        self.over = False
        self._life = life
        self._chance = chance
        self._others = [nick for nick in NICKS if nick != client.nick]
        self._waiting = 0
        self._rest = b""
        client.socket.setblocking(False)

    def talk(self) -> None:
        """Say as much as there may be on its way at once."""
        lines = []
        while self._waiting < WINDOW:
            text = f"{self._life}.{self.client.nick}.{len(self.sent)} " + "é" * self._chance.choice(
                [1, 20, 180]
            )
            command = "TOPIC" if self._chance.random() < 0.05 else "PRIVMSG"
            target = self._chance.choice([*CHANNELS, *self._others] if command == "PRIVMSG" else CHANNELS)
            lines.append(f"{command} {target} :{text}")
            self.sent.append(text)
            self._waiting += 1
        with suppress(ConnectionError):
            self.client.socket.sendall("".join(f"{line}\r\n" for line in lines).encode())

    def listen(self) -> int:
        """Take what has come; return how many messages that were."""
        try:
            data = self.client.socket.recv(65_536)
        except BlockingIOError:
            return 0
        except ConnectionError:
            data = b""
        self.over = not data
        *lines, self._rest = (self._rest + data).split(b"\r\n")
        found = [message for line in lines if (message := read(line.decode()))]
        for message in found:
            self._waiting -= message.nick == self.client.nick
            self.received.append(message)
        return len(found)

    def listen_to_the_end(self) -> None:
        """Take what was still on its way when the server was killed."""
        self.client.socket.settimeout(DEADLINE)
        while not self.over:
            self.listen()


def come_in(salon: SalonProcess, life: int, chance: random.Random) -> list[Talker]:
    """Let everybody in; return them when all are in all channels."""
    clients = [salon.enter(nick, *CHANNELS, caps="message-tags echo-message batch") for nick in NICKS]
    # Everybody may set the topics; said by the founders, who are the first comers.
    clients[0].send(*(f"MODE {channel} -t" for channel in CHANNELS))
    for client in clients:
        client.settle()
    return [Talker(client, life, chance) for client in clients]


def talk_until(talkers: list[Talker], enough: int) -> None:
    """Let everybody talk until so many messages were received, everybody's counted."""
    heard = 0
    with selectors.DefaultSelector() as selector:
        for talker in talkers:
            selector.register(talker.client.socket, selectors.EVENT_READ, talker)
            talker.talk()
        while heard < enough:
            ready = selector.select(DEADLINE)
            assert ready, "nobody hears anything any more"
            for key, _ in ready:
                heard += key.data.listen()
                key.data.talk()


def on_disk(salon: SalonProcess) -> list[Received]:
    """Return all that the database holds, in its order."""
    connection = apsw.Connection(str(salon.database), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        rows = connection.execute("SELECT sequence, kind, nick, target, text FROM message ORDER BY sequence")
        return [Received(*row) for row in rows]
    finally:
        connection.close()


def judge(talkers: list[Talker], rows: list[Received]) -> None:
    """Compare what one life of the server left with what was sent and received in it."""
    for talker in talkers:
        nick = talker.client.nick
        assert [row.text for row in rows if row.nick == nick] == talker.sent[: count(rows, nick)]
        concerned = [row for row in rows if nick in {row.nick, row.target} or row.target in CHANNELS]
        # In one order, from the first on, without a gap: the end alone may be missing on the client's side.
        assert talker.received == concerned[: len(talker.received)]


def count(rows: Iterable[Received], nick: str) -> int:
    """Return how many of the rows somebody has said."""
    return sum(row.nick == nick for row in rows)


def test_what_anyone_received_is_there_once(tmp_path: Path) -> None:
    """After each of 20 kills: all that any client got, its own echo too, in that order, and nothing twice."""
    chance = random.Random("kill")
    before: list[Received] = []
    talkers: list[Talker] = []
    for life in range(KILLS + 1):
        with SalonProcess(tmp_path) as salon:
            rows = on_disk(salon)
            assert rows[: len(before)] == before
            judge(talkers, rows[len(before) :])
            assert max(Counter(row.text for row in rows).values(), default=1) == 1
            if life == KILLS:
                break
            before = rows
            talkers = come_in(salon, life, chance)
            talk_until(talkers, chance.randint(1, 2000))
            salon.kill()
            for talker in talkers:
                talker.listen_to_the_end()
    assert len(rows) > 100 * KILLS


def test_a_client_finds_it_all_in_the_history(tmp_path: Path) -> None:
    """After a kill, what was received can be read again through IRC, under the same ids."""
    with SalonProcess(tmp_path) as salon:
        talkers = come_in(salon, 0, random.Random("history"))
        talk_until(talkers, 500)
        salon.kill()
        for talker in talkers:
            talker.listen_to_the_end()
    last = max(message for talker in talkers for message in talker.received if spoken(message))
    with SalonProcess(tmp_path) as salon:
        client = salon.enter("alice", *CHANNELS, caps="message-tags batch server-time")
        client.send(f"HISTORY {last.target} 100")
        shown = [message for line in client.settle() if (message := read(line))]
        assert last in shown
        assert shown == [row for row in on_disk(salon) if spoken(row) and row.target == last.target][-100:]


def spoken(message: Received) -> bool:
    """Tell whether it was said in a channel: topics and what was said to one person are not shown again."""
    return message.kind == "privmsg" and message.target in CHANNELS
