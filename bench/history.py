"""What it costs to read and search a history of a million messages. By hand: see README.md.

Makes a database with words as languages have them (few words are most of what is said), in many channels,
and indexes it as a server does. Then each question is asked of it as a server asks, some times: the medians
are of the CPU time, which is what it costs, and of the wall clock, which others' work makes longer.
"""

import argparse
import itertools
import logging
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Final

import apsw
from msgspec import structs

from salon.core.queries.history import HistoryQuery, SeenChannel, TargetsQuery
from salon.core.queries.search import SearchQuery
from salon.core.queries.terms import read_terms
from salon.storage.messages import SqliteReader
from salon.storage.migrations import transaction
from salon.storage.port import Durability
from salon.storage.sqlite import SqliteStorage

CHANNELS: Final = 200
PEOPLE: Final = 500
WORDS: Final = 60_000
MEAN_WORDS: Final = 9
TIMES: Final = 9
"""How often each question is asked."""

BEGIN: Final = 1_700_000_000_000
"""When the first message was said, in ms; one follows each second."""

_CONSONANTS: Final = ("", "b", "c", "ch", "d", "f", "g", "l", "m", "n", "p", "qu", "r", "s", "t", "tr", "v")
_VOWELS: Final = ("a", "e", "é", "è", "i", "o", "ou", "eau", "in", "er", "ing", "tion", "u", "y")

_INSERT: Final = """
    INSERT INTO message (sequence, time, channel, kind, person, nick, username, host, account, author, bot,
        target, recipient, recipient_account, conversation, rank, closed, text, tags)
    VALUES (?, ?, ?, 'privmsg', ?, ?, 'u', 'host.example', ?, ?, 0, ?, 0, ?, ?, 0, 0, ?, '')
"""


def words() -> list[str]:
    """Return the words of a language, the commonest first: those are short."""
    chance = random.Random(1)  # noqa: S311 - the same each time
    found: dict[str, None] = {}
    while len(found) < WORDS:
        most = 1 + (len(found) > 50) + (len(found) > 2_000)
        found[
            "".join(
                chance.choice(_CONSONANTS) + chance.choice(_VOWELS)
                for _ in range(chance.randint(1, most + 1))
            )
        ] = None
    return [*found]


def rows(count: int, vocabulary: list[str]) -> Iterator[tuple[object, ...]]:
    """Yield rows of messages: nine in ten to a channel, the others from one account to another."""
    chance = random.Random(2)  # noqa: S311 - as above
    weights = [*itertools.accumulate(1 / (rank + 1.5) for rank in range(WORDS))]
    crowds = [*itertools.accumulate(1 / (rank + 1) for rank in range(CHANNELS))]
    for sequence in range(1, count + 1):
        said = chance.choices(
            vocabulary, cum_weights=weights, k=min(60, 1 + int(chance.expovariate(1 / MEAN_WORDS)))
        )
        (channel,) = chance.choices(range(1, CHANNELS + 1), cum_weights=crowds)
        person = chance.randint(1, PEOPLE)
        told = 0 if chance.random() < 0.9 else chance.randint(1, PEOPLE)
        one, other = sorted((f"@{person}", f"@{told}"))
        place = (None, f"nick{told}", told, f"{one} {other}") if told else (channel, f"#c{channel}", 0, None)
        yield (
            *(sequence, BEGIN + 1_000 * sequence, place[0], person, f"nick{person}", f"nick{person}", person),
            *(*place[1:], " ".join(said)),
        )


def fill(path: Path, count: int, vocabulary: list[str]) -> None:
    """Make the database, without an index."""
    SqliteStorage(path, Durability.PROCESS, search=False).close()
    connection = apsw.Connection(str(path))
    with transaction(connection):
        channels = ((number, f"#c{number}") for number in range(1, CHANNELS + 1))
        connection.executemany("INSERT INTO channel (id, name, created) VALUES (?, ?, 0)", channels)
        connection.executemany(_INSERT, rows(count, vocabulary))
        connection.execute(
            "INSERT INTO correspondence (account, conversation, last)"
            " SELECT author, conversation, max(sequence)"
            " FROM message WHERE conversation IS NOT NULL GROUP BY author, conversation"
        )
    connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
    connection.close()


def index(path: Path) -> tuple[float, float, list[float]]:
    """Index it as upkeep does; return seconds, seconds of CPU, and the seconds of CPU of each step."""
    storage, steps = SqliteStorage(path, Durability.FULL), []
    storage.load()
    began, cpu = time.perf_counter(), time.process_time()
    more = True
    while more:
        step = time.process_time()
        more = storage.tidy(idle=True)
        steps.append(time.process_time() - step)
    taken = time.perf_counter() - began, time.process_time() - cpu
    storage.close()  # which moves what is in the log into the database
    return *taken, steps


def say(line: str) -> None:
    """Print a line."""
    sys.stdout.write(f"{line}\n")


def cost(name: str, ask: Callable[[], object]) -> None:
    """Print what a question costs."""
    walls, cpus = [], []
    for _ in range(TIMES):
        wall, cpu = time.perf_counter(), time.process_time()
        ask()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    milliseconds = [1_000 * statistics.median(times) for times in (cpus, walls)]
    say(f"{name:<58} {milliseconds[0]:8.2f} ms CPU {milliseconds[1]:8.2f} ms")


def ask_history(reader: SqliteReader, count: int) -> None:
    """Ask for pages, and for conversations."""
    latest = HistoryQuery(conversation=3, limit=101, closed_from=1)
    middle = structs.replace(latest, before=count // 2)
    cost("latest 100 of a channel", lambda: reader.read(latest))
    cost("100 before one in the middle", lambda: reader.read(middle))
    seen = tuple(SeenChannel(number, 1) for number in range(1, CHANNELS + 1))
    for number, name in (
        (0, f"TARGETS over {CHANNELS} channels"),
        (7, "the same, and an account's conversations"),
    ):
        targets = TargetsQuery(seen, number, 0, 2**62, 100)
        cost(name, partial(reader.targets, targets))


def ask_search(reader: SqliteReader, count: int, vocabulary: list[str]) -> None:
    """Search for words of each kind, in few channels and in all."""
    common, rare = vocabulary[0], vocabulary[WORDS // 3]
    kinds = {
        "a common word": common,
        "a rare word": rare,
        "an absent word": "zzzzzz",
        "two common words": f"{common} {vocabulary[1]}",
        "a phrase": f'"{common} {vocabulary[1]}"',
    }
    places = {
        "all channels": range(1, CHANNELS + 1),
        "20 channels": range(10, 30),
        "one small channel": (CHANNELS - 1,),
    }
    for where, numbers in places.items():
        query = SearchQuery(
            terms=(),
            channels=tuple(SeenChannel(number, 1) for number in numbers),
            party="@7",
            conversation="",
            reader=7,
            author=None,
            after_time=None,
            before_time=None,
            before=count + 1,
            limit=51,
            ranked=False,
            skip=0,
            milliseconds=60_000,
        )
        for what, typed in kinds.items():
            for ranked in (False, True):
                asked = structs.replace(query, terms=read_terms(typed), ranked=ranked)
                order = "ranked" if ranked else "newest"
                cost(f"search {what}, {where}, {order}", partial(reader.search, asked))


def main() -> int:
    """Make the database, and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=1_000_000, help="messages in the database")
    parser.add_argument("--directory", type=Path, help="where the database stays; else it is deleted")
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stdout)
    vocabulary = words()
    with tempfile.TemporaryDirectory() as temporary:
        path = (given.directory or Path(temporary)) / "salon.db"
        say(f"load average {os.getloadavg()[0]:.1f}")
        if not path.exists():
            fill(path, given.messages, vocabulary)
            before = path.stat().st_size
            seconds, cpu, steps = index(path)
            steps.sort()
            each = [size / given.messages for size in (before, path.stat().st_size)]
            say(f"bytes a message: {each[0]:.0f} without the index, {each[1]:.0f} with it")
            say(f"indexing: {seconds:.1f} s, {cpu:.1f} s of CPU, in {len(steps)} steps:")
            middle, longest = 1_000 * statistics.median(steps), 1_000 * steps[-1]
            say(f"  median {middle:.1f} ms, longest {longest:.1f} ms of CPU")
        reader = SqliteReader(path)
        ask_history(reader, given.messages)
        ask_search(reader, given.messages, vocabulary)
        reader.close()
        say(f"load average {os.getloadavg()[0]:.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
