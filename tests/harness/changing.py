"""People who talk, edit, delete and react as fast as a real server lets them, and what they were told of it.

After a fault, `judge` holds the database to that: what somebody was told is there, what somebody was told is
deleted is nowhere, and tables and index agree.
"""

import random
import re
import selectors
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

import apsw

from harness.salon_process import DEADLINE, IrcClient, SalonProcess, eventually, run_salon
from harness.searching import check_index
from harness.tagged_lines import bare, commands, params, tags

NICKS = ("ann", "ben", "cleo")
CAPS = (
    "message-tags echo-message batch standard-replies draft/chathistory draft/event-playback"
    " draft/message-redaction salon.dev/edit soju.im/search"
)
WINDOW = 4
"""How many answers one client waits for at most."""

KEPT = 120
"""How many messages the channel keeps."""

KEEPING = (
    *("--set", f"history.retention_messages={KEPT}"),
    *("--set", "search.timeout_ms=60000"),  # however busy the machine is
)

_WORD = re.compile(r"w\w+v(\d+)z")
_EVENT = re.compile(r":([^!\s]+)!\S+ (PRIVMSG|EDIT|REDACT|TAGMSG) #c(?: (\S+))?")


def sequence_of(number: str) -> int:
    """Return the sequence in a message's id."""
    return int(number.rpartition("-")[2], 36)


@dataclass
class Story:
    """What was asked and told of one message. Each version of its text has a word of its own."""

    name: str
    asked: int = 0
    told: int = 0
    asked_to_delete: bool = False
    is_deleted: bool = False
    # Whether the reactions to it, each with its author, are there.
    reactions: dict[tuple[str, str], bool] = field(default_factory=dict)
    asked_back: set[tuple[str, str]] = field(default_factory=set)

    def word(self, version: int) -> str:
        """Return the word that one version of the text begins with."""
        return f"{self.name}v{version}z"

    def words(self, until: int | None = None) -> list[str]:
        """Return the words of all versions, or of those before one."""
        return [self.word(version) for version in range(self.asked + 1 if until is None else until)]


class Book:
    """What all people were told, by the ids of the messages."""

    def __init__(self) -> None:
        self.stories: dict[str, Story] = {}
        # So many messages may be on the disk of which nobody was told.
        self.untold = 0

    def note(self, line: str) -> str:
        """Note what a line tells; return whose doing it is."""
        match = _EVENT.match(bare(line))
        if match is None:
            return ""
        nick, command, number = match.groups()
        its = tags(line)
        if command == "PRIVMSG":
            self.stories.setdefault(its["msgid"], Story(params(line)[1].split()[0].rpartition("v")[0]))
        elif command == "TAGMSG":
            adding = "+draft/react" in its
            reaction = its["+draft/react" if adding else "+draft/unreact"]
            self.stories[its["+draft/reply"]].reactions[nick, reaction] = adding
        elif command == "REDACT":
            self.stories[number].is_deleted = True
        else:
            story = self.stories[number]
            story.told = max(story.told, version_of(params(line)[2]))
        return nick


def version_of(text: str) -> int:
    """Return which version of a message a text is."""
    match = _WORD.match(text)
    assert match is not None, text
    return int(match[1])


class Changer:
    """A client that does all that, until it is cut off."""

    def __init__(self, client: IrcClient, book: Book, life: int, chance: random.Random) -> None:
        self.client = client
        self.lines: list[str] = []
        self.over = False
        self._book = book
        self._life = life
        self._chance = chance
        self._said = self._marks = 0
        self._waiting = 0
        self._own: list[str] = []
        self._rest = b""
        client.socket.setblocking(False)

    def work(self) -> None:
        """Ask for as much as may be on its way at once."""
        lines = []
        while self._waiting < WINDOW:
            self._waiting += 1
            lines.append(self._wish())
        with suppress(ConnectionError):
            self.client.socket.sendall("".join(f"{line}\r\n" for line in lines).encode())

    def _wish(self) -> str:
        padding = "é" * self._chance.choice([1, 20, 180])
        kind = self._chance.random()
        if self._own and kind < 0.2:
            number = self._chance.choice(self._own)
            story = self._book.stories[number]
            story.asked += 1
            return f"EDIT #c {number} :{story.word(story.asked)} {padding}"
        if self._own and kind < 0.35:
            number = self._own.pop(self._chance.randrange(len(self._own)))
            self._book.stories[number].asked_to_delete = True
            return f"REDACT #c {number}"
        if self._own and kind < 0.55:
            return self._react(self._chance.choice(self._own))
        self._said += 1
        return f"PRIVMSG #c :w{self._life}{self.client.nick}{self._said}v0z {padding}"

    def _react(self, number: str) -> str:
        """React to one's own message, or take back a reaction that is there."""
        story, nick = self._book.stories[number], self.client.nick
        there = [
            mark
            for (author, mark), its in story.reactions.items()
            if its and (author, mark) not in story.asked_back
        ]
        if there:
            story.asked_back.add((nick, there[0]))
            return f"@+draft/reply={number};+draft/unreact={there[0]} TAGMSG #c"
        self._marks += 1
        return f"@+draft/reply={number};+draft/react=r{self._marks} TAGMSG #c"

    def listen(self) -> int:
        """Take what has come; return how many lines that were."""
        try:
            data = self.client.socket.recv(65_536)
        except BlockingIOError:
            return 0
        except ConnectionError:
            data = b""
        self.over = not data
        *lines, self._rest = (self._rest + data).split(b"\r\n")
        for line in map(bytes.decode, lines):
            self.lines.append(line)
            author = self._book.note(line)
            self._waiting -= author == self.client.nick or commands([line]) == ["FAIL"]
            if author == self.client.nick and " PRIVMSG #c " in line:
                self._own.append(tags(line)["msgid"])
        return len(lines)

    def listen_to_the_end(self) -> None:
        """Take what was still on its way when the server ended."""
        self.client.socket.settimeout(DEADLINE)
        while not self.over:
            self.listen()


def come_in(salon: SalonProcess, book: Book, life: int, chance: random.Random) -> list[Changer]:
    """Let everybody into the channel."""
    clients = [salon.enter(nick, "#c", caps=CAPS) for nick in NICKS]
    for client in clients:
        client.settle()
    book.untold += WINDOW * len(NICKS)
    return [Changer(client, book, life, chance) for client in clients]


def work_until(changers: list[Changer], enough: int) -> int:
    """Let everybody work until so many lines have come, or the connections end; return how many came."""
    heard = 0
    with selectors.DefaultSelector() as selector:
        for changer in changers:
            selector.register(changer.client.socket, selectors.EVENT_READ, changer)
            changer.work()
        while heard < enough and not all(changer.over for changer in changers):
            ready = selector.select(DEADLINE)
            assert ready, "nobody hears anything any more"
            for key, _ in ready:
                heard += key.data.listen()
                if key.data.over:
                    selector.unregister(key.fileobj)
                else:
                    key.data.work()
    return heard


# --- what is left --------------------------------------------------------------------------------


@dataclass
class Left:
    """What a database or a client has of the channel: texts and reactions, by the sequences of messages."""

    texts: dict[int, str] = field(default_factory=dict)
    reactions: set[tuple[int, str, str]] = field(default_factory=set)


def read_past(client: IrcClient) -> Left:
    """Return all that a client reads of the channel, page by page."""
    left, point = Left(), "*"
    while True:
        client.send(f"CHATHISTORY {'LATEST' if point == '*' else 'BEFORE'} #c {point} 50")
        first = client.wait_for(" BATCH [+]")
        lines = client.settle()
        oldest = 0
        for line in lines:
            its = tags(line)
            if " PRIVMSG #c " in line:
                sequence = sequence_of(its["msgid"])
                oldest = oldest or sequence
                left.texts[sequence] = params(line)[1]
            elif " TAGMSG #c" in line:
                nick = bare(line)[1:].partition("!")[0]
                left.reactions.add((sequence_of(its["+draft/reply"]), nick, its["+draft/react"]))
        if not oldest or "draft/chathistory-end" in tags(first):
            return left
        point = next(f"msgid={tags(line)['msgid']}" for line in lines if " PRIVMSG #c " in line)


def found(client: IrcClient, word: str) -> list[str]:
    """Return the texts that a client finds by a word."""
    client.send(f"SEARCH :text={word}")
    return [params(line)[1] for line in client.settle() if " PRIVMSG #c " in line]


def look_at(client: IrcClient, book: Book, chance: random.Random) -> Left:
    """Return what a client reads of the channel; hold the search to it, by some words of each kind."""
    left = read_past(client)
    gone, there = [], []
    for number, story in book.stories.items():
        text = left.texts.get(sequence_of(number))
        if text is None:
            gone += story.words()
        else:
            gone += story.words(version_of(text))
            there.append(text)
    for word in chance.sample(gone, min(len(gone), 20)):
        assert found(client, word) == []
    for text in chance.sample(there, min(len(there), 20)):
        assert found(client, text.split()[0]) == [text]
    return left


_IS_TIDY = """
import apsw, sys
connection = apsw.Connection(sys.argv[1], flags=apsw.SQLITE_OPEN_READONLY)
count = connection.execute("SELECT count(*) FROM message WHERE shown > 0").get
ends = "SELECT (SELECT max(sequence) FROM message), sequence FROM indexed_until"
last, until = connection.execute(ends).get
print("yes" if count <= int(sys.argv[2]) and (last or 0) <= until else "")
"""


def rest_of(salon: SalonProcess, book: Book, chance: random.Random, through: tuple[str, ...] = ()) -> Left:
    """Return what a client of a server that was started anew reads, once upkeep has done its work.

    `through` is what runs programs that see the database.
    """
    look = [*through, sys.executable, "-c", _IS_TIDY, str(salon.database), str(KEPT)]

    def is_tidy() -> str:
        return subprocess.run(look, capture_output=True, text=True, check=True).stdout.strip()

    eventually(is_tidy, "end of upkeep")
    eve = salon.enter("eve", "#c", caps=CAPS)
    return look_at(eve, book, chance)


def judge(directory: Path, database: Path, book: Book, read: Left) -> None:
    """Compare what a stopped server left, and what a client of it read, with what people were told."""
    checked = run_salon(directory, "check", "--data", str(database.parent))
    assert checked.code == 0, checked
    with closing(apsw.Connection(str(database))) as connection:
        assert connection.pragma("integrity_check") == "ok"
        assert not connection.pragma("foreign_key_check")
        check_index(connection)
        rows = {
            sequence: row
            for sequence, *row in connection.execute(
                "SELECT sequence, kind, text, edited, redacted FROM message"
            )
        }
        reactions = {*connection.execute("SELECT message, nick, reaction FROM reaction")}
    shown = {sequence: row[1] for sequence, row in rows.items() if row[0] == "privmsg"}
    assert read == Left(shown, reactions)
    assert all(
        (text, bool(redacted)) == ("", True)
        for kind, text, _, redacted in rows.values()
        if kind == "redacted"
    )
    assert all(
        (edited > 0) == (version_of(text) > 0) for kind, text, edited, _ in rows.values() if kind == "privmsg"
    )
    _judge_told(book, rows, reactions)
    files = {path: path.read_bytes() for path in database.parent.glob("salon.db*")}
    for word in _gone(book, shown):
        for path, data in files.items():
            assert word.encode() not in data, (word, path)


def _judge_told(book: Book, rows: dict[int, list[object]], reactions: set[tuple[int, str, str]]) -> None:
    first = min((sequence for sequence, row in rows.items() if row[0] == "privmsg"), default=0)
    newest = sorted(map(sequence_of, book.stories))[-max(KEPT - book.untold, 1) :]
    for number, story in book.stories.items():
        sequence = sequence_of(number)
        if sequence < first:
            # It went with its time, in the order in which messages were said.
            assert sequence not in newest or story.asked_to_delete
            assert rows.get(sequence, ["redacted"])[0] == "redacted"
            continue
        kind, text = rows[sequence][:2]
        if kind == "redacted":
            assert story.asked_to_delete
            assert not [its for its in reactions if its[0] == sequence]
            continue
        assert not story.is_deleted
        assert text.split()[0] in story.words()[story.told :]  # type: ignore[attr-defined]
        for (nick, mark), is_there in story.reactions.items():
            on_disk = (sequence, nick, mark) in reactions
            assert on_disk == is_there or (is_there and (nick, mark) in story.asked_back)


def _gone(book: Book, shown: dict[int, str]) -> Iterator[str]:
    """Yield the words that must be nowhere."""
    for number, story in book.stories.items():
        text = shown.get(sequence_of(number))
        yield from story.words() if text is None else story.words(version_of(text))
