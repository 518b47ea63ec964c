"""Databases of released versions open, are brought to this version, and lose nothing."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest

from harness.storing import read
from salon.core.events import MessagePosted
from salon.core.message_events import MessageReacted
from salon.core.queries.history import HistoryQuery
from salon.storage.port import Durability, Stored, StoredChannel, StoredMachine, StoredMask
from salon.storage.sqlite import SqliteStorage

RELEASED = Path(__file__).parents[2] / "released"


class Facts(NamedTuple):
    """What is in a file, beside what the people said, which is the same in all.

    Since 0.3, there is an account as well, with a channel; since 0.4, another one, which stays in its own.
    """

    version: str
    identity: str
    sequence: int
    rows: int
    cafe: StoredChannel
    closed: StoredChannel
    machine_seen: int
    account: str = ""
    # The number of the message about apples, from which on people react, reply and stay; 0: there is none.
    apples: int = 0


def lists(source: str, *times: int) -> dict[str, list[StoredMask]]:
    """Return the lists of #café, whose masks Alice set."""
    masks = zip("beI", ("mallory!*@*", "bob!*@*", "zoé!*@*"), times, strict=True)
    return {letter: [StoredMask(mask, source, time)] for letter, mask, time in masks}


ALICE_01 = "Alice!~alice@myyunjcski.4tuok7iyse.hidden"
ALICE_02 = "Alice!~alice@i3afbwysoq.qeg5i6z7ha.hidden"
ALICE_03 = "Alice!~alice@vvsfxiq7ne.qzv7ag4roq.hidden"
ALICE_04 = "Alice!~alice@24wcex66da.pzne44owxq.hidden"
MODES = {"k": "clé", "l": "30", "n": "", "s": ""}
VERGER = [
    ("Ondine", "les pommes"),
    ("Paul", "une liste\nde deux lignes"),
    ("Paul", "oui, les pommes"),
]
CLOSED = {"i": "", "n": "", "t": ""}

FACTS = (
    Facts(
        *("0.1", "tglhhg", 33, 30),
        StoredChannel(
            channel=2,
            name="#café",
            created=1795898882136,
            topic="Où se voir ?",
            topic_source=ALICE_01,
            topic_time=1795898882139,
            emptied=1795898882724,
            closure=1,
            topic_closed=1,
            said=True,
            modes=MODES,
            lists=lists(ALICE_01, 1795898882140, 1795898882140, 1795898882141),
        ),
        StoredChannel(
            channel=5,
            name="#clos",
            created=1795898882757,
            topic_time=1795898882763,
            emptied=1795898882963,
            since=26,
            closure=26,
            topic_closed=26,
            said=True,
            modes=CLOSED,
        ),
        1795898882957,
    ),
    Facts(
        *("0.2", "r673l4", 31, 27),
        StoredChannel(
            channel=2,
            name="#café",
            created=1795966258707,
            topic="Où se voir ?",
            topic_source=ALICE_02,
            topic_time=1795966258719,
            emptied=1795966263020,
            closure=3,
            site="127.0.0.1",
            said=True,
            modes=MODES,
            lists=lists(ALICE_02, 1795966258742, 1795966258742, 1795966258743),
        ),
        StoredChannel(
            channel=5,
            name="#clos",
            created=1795966263488,
            topic="secret",
            topic_source="carol!~carol@i3afbwysoq.qeg5i6z7ha.hidden",
            topic_time=1795966263492,
            emptied=1795966263815,
            since=26,
            topic_closed=22,
            site="127.0.0.1",
            said=True,
            modes=CLOSED,
        ),
        1795966263738,
    ),
    Facts(
        *("0.3", "a43czd", 35, 31),
        StoredChannel(
            channel=2,
            name="#café",
            created=1795995036675,
            topic="Où se voir ?",
            topic_source=ALICE_03,
            topic_time=1795995037967,
            emptied=1795995065229,
            closure=3,
            site="127.0.0.1",
            said=True,
            modes=MODES,
            lists=lists(ALICE_03, 1795995037976, 1795995037976, 1795995037977),
        ),
        StoredChannel(
            channel=5,
            name="#clos",
            created=1795995068651,
            topic="secret",
            topic_source="carol!~carol@vvsfxiq7ne.qzv7ag4roq.hidden",
            topic_time=1795995069456,
            emptied=1795995075643,
            since=26,
            topic_closed=22,
            site="127.0.0.1",
            said=True,
            modes=CLOSED,
        ),
        1795995072250,
        account="Irène",
    ),
    Facts(
        *("0.4", "tng6n2", 37, 33),
        StoredChannel(
            channel=2,
            name="#café",
            created=1796036629982,
            topic="Où se voir ?",
            topic_source=ALICE_04,
            topic_time=1796036629989,
            emptied=1796036631028,
            closure=3,
            site="127.0.0.1",
            said=True,
            modes=MODES,
            lists=lists(ALICE_04, *[1796036629997] * 3),
        ),
        StoredChannel(
            channel=5,
            name="#clos",
            created=1796036631066,
            topic="secret",
            topic_source="carol!~carol@24wcex66da.pzne44owxq.hidden",
            topic_time=1796036631086,
            emptied=1796036631555,
            since=25,
            topic_closed=21,
            site="127.0.0.1",
            said=True,
            modes=CLOSED,
        ),
        1796036631301,
        account="Irène",
        apples=35,
    ),
)


@pytest.fixture(params=FACTS, ids=lambda facts: facts.version)
def facts(request: pytest.FixtureRequest) -> Facts:
    """Return what a version wrote."""
    assert isinstance(request.param, Facts)
    return request.param


def test_every_file_is_opened() -> None:
    """None is left untested."""
    assert {f"salon-{facts.version}.db" for facts in FACTS} == {its.name for its in RELEASED.glob("*.db")}


@pytest.fixture
def storage(facts: Facts, tmp_path: Path) -> Iterator[SqliteStorage]:
    """Open a copy of what a version wrote."""
    shutil.copy(RELEASED / f"salon-{facts.version}.db", tmp_path / "salon.db")
    opened = SqliteStorage(tmp_path / "salon.db", Durability.FULL)
    yield opened
    opened.close()


@pytest.fixture
def stored(storage: SqliteStorage) -> Stored:
    """Return what a server knows of it at its start."""
    return storage.load()


def test_it_stays_the_same_database(facts: Facts, stored: Stored) -> None:
    """Its identity stays, and what was counted goes on above what was given out."""
    assert stored.identity == facts.identity
    assert len(stored.secret) == 32
    assert stored.sequence == facts.sequence
    assert stored.last_channel == 8 + bool(facts.account) + bool(facts.apples)


def test_its_channels_are_there(facts: Facts, stored: Stored) -> None:
    """Topic, modes and lists are as they were; one in which nothing was said or set is not kept."""
    channels = {channel.name: channel for channel in stored.channels}
    own = ["#atelier"] if facts.account else []
    staying = ["#verger"] if facts.apples else []
    assert sorted(channels) == [*own, "#café", "#clos", "#jardin", "#neuf", "#public", *staying, "#vide"]
    assert (channels["#café"], channels["#clos"]) == (facts.cafe, facts.closed)


def test_its_machines_are_there(facts: Facts, stored: Stored) -> None:
    """The directory is as it was."""
    assert stored.machines == [
        StoredMachine("localhost", "gaston", "127.0.0.1", online=True, seen=facts.machine_seen)
    ]


def test_its_accounts_are_there(facts: Facts, stored: Stored) -> None:
    """With their password, the channel that they own, and how far they have read there."""
    accounts = [(its.name, its.password.partition("v=")[0]) for its in stored.accounts]
    names = [name for name, there in ((facts.account, facts.account), ("Ondine", facts.apples)) if there]
    assert accounts == [(name, "$argon2id$") for name in names]
    owned = {channel.name: channel.owner for channel in stored.channels if channel.owner}
    channels = [("#atelier", 1)] if facts.account else []
    assert owned == dict([*channels, ("#verger", 2)] if facts.apples else channels)
    marks = [(its.owner, its.conversation, its.read) for its in stored.read_markers]
    assert marks == ([(1, 9, 1795132800000)] if facts.account else [])


def test_its_history_can_be_read(facts: Facts, storage: SqliteStorage, stored: Stored) -> None:
    """What was said to a channel, in words, by whatever wire, is there under who said it."""
    reader = storage.reader()
    history = {
        channel.name: [(event.source.nick, event.text) for event in read(reader, channel.channel)]
        for channel in stored.channels
    }
    reader.close()
    assert history == {
        "#café": [
            ("Alice", "bonjour à tous"),
            ("Alice", "une note"),
            ("Alice", "\x01ACTION rit\x01"),
            ("Alice", "avec une étiquette"),
            ("bob", "salut Alice"),
            ("bob", "je suis un robot"),
        ],
        "#public": [("Emile", "bonjour la salle")],
        "#vide": [("carol", "il n'y a plus personne")],
        "#clos": [("carol", "entre nous"), ("dave", "un autre temps")],
        "#neuf": [("carol", "avant"), ("carol", "après")],
        "#jardin": [("Chloé", "les roses")],
        **({"#atelier": [(facts.account, "le texte définitif")]} if facts.account else {}),
        **({"#verger": VERGER} if facts.apples else {}),
    }


def test_its_messages_live_on(facts: Facts, storage: SqliteStorage, stored: Stored) -> None:
    """With replies and reactions; who stays, stays, and how much of the past newcomers see."""
    orchard = next((its for its in stored.channels if its.name == "#verger"), None)
    if orchard is None:
        assert not facts.apples
        assert not stored.presences
        return
    with closing(storage.reader()) as reader:
        query = HistoryQuery(conversation=orchard.channel, limit=100, reactions=True)
        events = reader.read(query)
    said = {event.text: event.answers for event in events if isinstance(event, MessagePosted)}
    assert said == {"les pommes": 0, "une liste\nde deux lignes": 0, "oui, les pommes": facts.apples}
    reacted = [event for event in events if isinstance(event, MessageReacted)]
    assert [(its.source.nick, its.sequence, its.reaction) for its in reacted] == [
        ("Paul", facts.apples, "🍎")
    ]
    assert orchard.modes["H"] == "joined:500:30d"
    assert [(its.account, its.absent) for its in stored.presences] == [(2, True)]
    assert [(its.account, its.channel) for its in stored.memberships] == [(2, orchard.channel)]
    assert stored.metadata == {2: {"status": "au verger"}}
    assert stored.channel_metadata == {orchard.channel: {"status": "ouvert"}}


def test_nothing_is_lost(facts: Facts, storage: SqliteStorage) -> None:
    """All rows are there, private messages, tags alone and topics among them."""
    rows = list(storage._connection.execute("SELECT sequence, text FROM message ORDER BY sequence"))
    assert len(rows) == facts.rows
    assert "psst" in dict(rows).values()
    assert storage._connection.pragma("integrity_check") == "ok"
