"""The layers, wired: what of the settings reaches whom, and what lasts over a restart."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import fields, replace

from harness.snapshot import contradictions
from salon.accounts.passwords import hash_password
from salon.core.apply import apply
from salon.core.channel_history import Retention
from salon.core.decisions.files import MOST_TO_ONE
from salon.core.decisions.start import events_at_start
from salon.core.limits import Limits
from salon.core.names import casemapping
from salon.core.restore import restore
from salon.core.rules import Operator, Rules
from salon.core.state import State, Topic
from salon.delivery.session import LiveSession
from salon.files.streams import SMALLEST_CHUNK
from salon.gateways.addresses import Pace
from salon.server.app import (
    EXPIRE_SECONDS,
    FIRST_EXPIRE_SECONDS,
    WARN_SECONDS,
    App,
    events_of,
    file_window_of,
    irc_settings_of,
    rules_of,
    throttle_of,
)
from salon.server.settings.tree import Admin, Chaines, Dialects, History, Irc, Public, Settings, rooms_of
from salon.server.settings.tree import Operator as OperatorSettings
from salon.storage.port import Durability, Keeping, Stored, StoredChannel, StoredMask
from salon.storage.sqlite import SqliteStorage
from salon.texts.language import load_language
from salon.wire.dialects.session import LINE_LIMIT
from salon.wire.irc.server import IrcSettings

OTHER_LIMITS = Limits(**{its.name: 100 + place for place, its in enumerate(fields(Limits))})
"""Every limit with a value of its own."""


# --- settings ----------------------------------------------------------------------------------


def test_the_core_gets_its_rules() -> None:
    """Every limit that has a name there, the operators, and the password of registration."""
    settings = Settings(
        name="salon.test",
        limits=OTHER_LIMITS,
        history=History(replay_lines=7),
        operators={"root": OperatorSettings(password="hash", host="staff.test")},
        irc=Irc(password="other hash"),
    )
    rules = rules_of(settings)
    assert rules == Rules(
        server="salon.test",
        replay_lines=7,
        operators={"root": Operator("hash", "staff.test")},
        passwords={"irc": "other hash", "page": "other hash"},
        rooms=rules.rooms,
        limits=OTHER_LIMITS,
        tells_history=True,
        least_retention=Retention(7, 100),
    )


def test_no_default_stands_twice() -> None:
    """What nobody set is the same for the core alone as for a server with its settings.

    But the core alone does not tell at each JOIN that history is kept, and a channel may keep any part.
    """
    rules = rules_of(Settings(name="salon.test"))
    alone = Rules(
        server="salon.test",
        rooms=rules.rooms,
        passwords=rules.passwords,
        tells_history=True,
        least_retention=rules.least_retention,
    )
    assert rules == alone


@pytest.mark.parametrize(
    ("receive", "send", "window"),
    [
        (16_384, 1_048_576, 4_096),
        (8_704, 1_048_576, 2_176),
        (1_048_576, 1_048_576, 65_536),
        (8_704, 8_704, 544),
    ],
)
def test_files_leave_room(receive: int, send: int, window: int) -> None:
    """What is under way is a part of what may wait, on either side, and never less than a piece."""
    limits = Limits(receive_queue_bytes=receive, send_queue_bytes=send)
    assert file_window_of(Settings(limits=limits)) == window >= SMALLEST_CHUNK
    # In base64; and room is left for a whole line of text.
    assert window * 4 / 3 + LINE_LIMIT < receive
    assert MOST_TO_ONE * window * 4 / 3 < send


def test_files_are_as_large_as_is_set() -> None:
    """And offers as long-lived."""
    rules = rules_of(Settings(dialects=Dialects(chaines=Chaines(file_bytes=5, offer_seconds=11))))
    assert (rules.file_bytes, rules.offer_seconds) == (5, 11)


def test_the_wire_gets_its_settings() -> None:
    """With the names that they have there."""
    settings = Settings(
        network="Le salon",
        motd="un\ndeux\n",
        admin=Admin(location1="Lyon", email="a@b.test"),
    )
    made = irc_settings_of(settings, 5)
    assert made == IrcSettings(
        network="Le salon",
        version=made.version,
        created=5,
        motd=("un", "deux"),
        admin=("Lyon", "", "a@b.test"),
    )


def test_the_throttle() -> None:
    """Rate, burst, and what may wait."""
    throttle = throttle_of(Settings(limits=OTHER_LIMITS))
    assert (throttle.rate, throttle.burst, throttle.waiting_bytes) == (
        OTHER_LIMITS.messages_per_second,
        OTHER_LIMITS.burst,
        OTHER_LIMITS.receive_queue_bytes,
    )


def test_the_motd_may_stand_in_a_file(tmp_path: Path) -> None:
    """It goes before the text; one that cannot be read is an error that names it."""
    file = tmp_path / "motd.txt"
    settings = Settings(motd="text", motd_file=str(file))
    with pytest.raises(OSError, match=r"motd\.txt"):
        irc_settings_of(settings, 0)
    file.write_text("Été\r\n\r\nfin", "utf-8")
    assert irc_settings_of(settings, 0).motd == ("Été", "", "fin")
    file.write_text("Été", "latin-1")
    with pytest.raises(OSError, match=r"UTF-8.*motd\.txt"):
        irc_settings_of(settings, 0)


# --- what lasts --------------------------------------------------------------------------------


def test_channels_are_back() -> None:
    """With all that was set, and nobody in them; channels that are gone keep their numbers."""
    state = State(Rules(server="salon.test"), casemapping("rfc8265"))
    lists = {"b": [StoredMask("x!*@*", "ann!~a@h", 3), StoredMask("y!*@*", "ann!~a@h", 4)]}
    kept = StoredChannel(
        *(4, "#Été", 1000, "à propos", "ann!~a@h", 2000, 3000, 7),
        modes={"t": "", "s": "", "k": "key", "l": "7"},
        lists=lists,
    )
    stored = Stored("id", b"secret", 3, 12, 9, [kept, StoredChannel(6, "#b", 5)], [])
    restore(state, events_of(stored, state.rules, state.names.fold))
    assert state.find_channel("#été") is None
    channel = state.find_sleeping("#été")
    assert channel is not None
    assert (channel.id, channel.name, channel.created) == (4, "#Été", 1000)
    assert (channel.flags, channel.key, channel.limit) == ("st", "key", 7)
    assert channel.topic == Topic("à propos", "ann!~a@h", 2000)
    assert [(entry.mask, entry.source, entry.time) for entry in channel.lists["b"].values()] == [
        ("x!*@*", "ann!~a@h", 3),
        ("y!*@*", "ann!~a@h", 4),
    ]
    assert (channel.emptied, channel.since) == (3000, 7)
    plain = state.sleeping.get(6)
    assert plain is not None
    assert (plain.emptied, plain.since) == (0, 0)
    assert (plain.flags, plain.key, plain.limit, plain.topic, plain.lists) == ("", "", 0, None, {})
    assert all(its.kept and not its.members for its in state.channels.values())
    assert (state.last_channel, state.last_sequence) == (9, 12)
    for event in events_at_start(state, (), 5000):
        apply(state, event)
    assert plain.emptied == 5000
    assert contradictions(state) == []


class Sink:
    """A client without a connection."""

    def __init__(self) -> None:
        self.received = b""

    def write(self, data: bytes) -> None:
        """Take bytes."""
        self.received += data

    def unread(self) -> int:
        """Everything is read."""
        return 0

    def pause(self, *, paused: bool) -> None:
        """Nothing is to be paused."""

    def close(self) -> None:
        """Nothing is to be closed."""

    def abort(self) -> None:
        """Nothing is to be cut."""


class Guest:
    """Somebody on a server, whose lines are waited for."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.sink = Sink()
        self.link: LiveSession = app.hub.open(app.wires["irc"], self.sink, "192.0.2.1", "host.test")

    async def say(self, *lines: str, until: str) -> list[str]:
        """Say something; return the lines up to one in which some words stand."""
        self.app.hub.receive(self.link, "".join(f"{line}\r\n" for line in lines).encode())
        while until not in (text := self.sink.received.decode()):  # noqa: ASYNC110 - a sink has no events
            await asyncio.sleep(0.001)
        self.sink.received = b""
        return text.split("\r\n")[:-1]


class Place:
    """A directory in which one server runs after the other."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.reloads: list[str] = []

    def visit(self, visit: Callable[[App], Any], settings: Settings) -> None:
        """Build a server, do something in it, and tear it down."""

        async def stay() -> None:
            storage = SqliteStorage(self.path / "salon.db", Durability.PROCESS)
            app = App(
                settings,
                load_language("en"),
                storage,
                failed=self.fail,
                reload=lambda: "not now",
                restart=self.fail,
                stop=self.fail,
            )
            try:
                await asyncio.wait_for(visit(app), 30)
            finally:
                app.close()
                storage.close()

        asyncio.run(stay())

    @staticmethod
    def fail(*_: object) -> None:
        """Take what should not happen."""
        raise AssertionError


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """Return a directory for servers."""
    return Place(tmp_path)


SETTINGS = Settings(name="salon.test", limits=Limits(messages_per_second=0))


def test_what_was_said_is_there_after_a_restart(place: Place) -> None:
    """The channel, its topic and modes, its history; and numbers go on."""

    async def first(app: App) -> None:
        ann = Guest(app)
        await ann.say("NICK ann", "USER ann 0 * :Ann", until=" 422 ")
        await ann.say(
            "JOIN #a", "TOPIC #a :à propos", "MODE #a +sk-n key", "PRIVMSG #a :salut", until="MODE #a"
        )
        await ann.say("PING 1", until="PONG")
        assert app.state.last_channel == 1

    async def second(app: App) -> None:
        assert app.stored.sequence == 2
        ben = Guest(app)
        await ben.say("CAP REQ message-tags", "NICK ben", "USER ben 0 * :Ben", "CAP END", until=" 422 ")
        lines = await ben.say("JOIN #a key", until="salut")
        assert ":salon.test 332 ben #a :à propos" in lines
        assert lines[-1].startswith(f"@msgid={app.stored.identity}-2 :ann!~ann@host.test PRIVMSG #a :[")
        assert " 324 ben #a +stk key" in (await ben.say("MODE #a", until=" 324 "))[0]
        lines = await ben.say("PRIVMSG ben :encore", until="encore")
        number = lines[-1].partition(" ")[0].removeprefix(f"@msgid={app.stored.identity}-")
        assert int(number, 36) > 2

    place.visit(first, SETTINGS)
    place.visit(second, SETTINGS)


def test_when_nobody_was_left_is_known_after_a_crash(place: Place) -> None:
    """Not since when, so since the next start; and that start once. Rooms do not empty."""
    noted = []

    async def crash(app: App) -> None:
        ann = Guest(app)
        await ann.say("NICK ann", "USER ann 0 * :Ann", until=" 422 ")
        await ann.say("JOIN #a", "PRIVMSG #a :salut", "PING 1", until="PONG")

    async def start(app: App) -> None:
        app.set_up_channels(SETTINGS)
        await Guest(app).say("NICK ben", "USER ben 0 * :Ben", until=" 422 ")
        channels = [*app.state.channels.values(), *app.state.sleeping]
        noted.append({channel.name: channel.emptied for channel in channels})

    place.visit(crash, SETTINGS)
    place.visit(start, SETTINGS)
    place.visit(start, SETTINGS)
    assert noted[0] == noted[1]
    assert noted[0].keys() == {"#a", "#public"}
    assert noted[0]["#a"] > 0 == noted[0]["#public"]


def test_addresses_are_cloaked_alike_after_a_restart(place: Place) -> None:
    """Its secret and its name are the database's."""
    secrets = []

    async def look(app: App) -> None:
        secrets.append((app.stored.secret, app.stored.identity))
        assert len(app.stored.secret) >= 16

    place.visit(look, SETTINGS)
    place.visit(look, SETTINGS)
    assert secrets[0] == secrets[1]


def test_operators_come_in_by_their_password(place: Place) -> None:
    """Verified on a thread of its own; what they ask of the server is done."""
    settings = replace(SETTINGS, operators={"root": OperatorSettings(password=hash_password("secret"))})

    async def visit(app: App) -> None:
        ann = Guest(app)
        await ann.say("NICK ann", "USER ann 0 * :Ann", until=" 422 ")
        await ann.say("OPER root wrong", until=" 464 ")
        await ann.say("OPER root secret", until=" 381 ")
        await ann.say("REHASH", until="not now")

    place.visit(visit, settings)


def test_registration_on_irc_asks_for_the_password(place: Place) -> None:
    """That of the settings, verified on a thread of its own."""
    settings = replace(SETTINGS, irc=Irc(password=hash_password("secret")))

    async def visit(app: App) -> None:
        for first in ("PASS wrong", "PING x"):
            await Guest(app).say(first, "NICK ann", "USER ann 0 * :Ann", until=" 464 ")
        assert not app.state.people
        await Guest(app).say("PASS secret", "NICK ann", "USER ann 0 * :Ann", until=" 422 ")

    place.visit(visit, settings)


def test_new_settings_are_in_force_at_once(place: Place, tmp_path: Path) -> None:
    """As far as they can be; a motd that is not there leaves all as it was."""

    async def visit(app: App) -> None:
        irc = app.irc.settings
        with pytest.raises(OSError, match="nowhere"):
            app.change_settings(replace(SETTINGS, limits=OTHER_LIMITS, motd_file=str(tmp_path / "nowhere")))
        assert app.irc.settings is irc
        assert app.hub.intake.throttle.rate == 0
        app.change_settings(replace(SETTINGS, name="other.test", network="New", limits=OTHER_LIMITS))
        assert (app.irc.name, app.irc.settings.network) == ("salon.test", "New")
        assert app.irc.settings.created == irc.created
        assert app.state.rules.limits.nick_length == OTHER_LIMITS.nick_length
        assert app.hub.intake.throttle.rate == OTHER_LIMITS.messages_per_second
        assert app.hub.gate.send_queue_bytes == OTHER_LIMITS.send_queue_bytes
        assert app.hub.gate.total_send_queue_bytes == OTHER_LIMITS.total_send_queue_bytes
        assert app.addresses.limit == OTHER_LIMITS.connections_per_address
        assert app.addresses.pace == Pace(OTHER_LIMITS.connections_per_second, OTHER_LIMITS.connection_burst)

    place.visit(visit, SETTINGS)


def test_no_room_for_sleeping_channels_is_told_once_an_hour(
    place: Place, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many are forgotten meanwhile; each goes in the same second, with or without a word."""
    seconds = [1000.0]

    async def visit(app: App) -> None:
        monkeypatch.setattr(app._clock, "steady", lambda: seconds[0])
        ann = Guest(app)
        await ann.say("NICK ann", "USER ann 0 * :Ann", until=" 422 ")

        async def warnings_after(*channels: str) -> int:
            caplog.clear()
            for channel in channels:
                await ann.say(f"JOIN {channel}", f"TOPIC {channel} :t", f"PART {channel}", until=" PART ")
            app.sweep()
            assert len(app.state.sleeping) == 1
            return len([record for record in caplog.records if "1 channel sleeps" in record.getMessage()])

        assert await warnings_after("#a") == 0
        assert await warnings_after("#b") == 1
        seconds[0] += WARN_SECONDS - 1
        assert await warnings_after("#c", "#d") == 0
        seconds[0] += 1
        assert await warnings_after() == 0
        assert await warnings_after("#e") == 1

    place.visit(visit, replace(SETTINGS, limits=Limits(messages_per_second=0, channels=1)))


def test_what_is_not_kept_is_deleted_by_the_clock(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """A minute after the start and each five minutes, by the settings of then; not where all is kept."""
    seconds, asked = [0.0], list[Keeping]()

    async def visit(app: App) -> None:
        assert 0 < app._expire_from - app._clock.steady() <= FIRST_EXPIRE_SECONDS
        monkeypatch.setattr(app._clock, "steady", lambda: seconds[0])
        monkeypatch.setattr(app._clock, "wall", lambda: 77)
        monkeypatch.setattr(app._storage, "expire", asked.append)
        seconds[0] = app._expire_from

        def sweep(after: float, **history: Any) -> list[Keeping]:
            app.change_settings(replace(SETTINGS, history=History(**history)))
            seconds[0] += after
            asked.clear()
            app.sweep()
            return [*asked]

        month = {"retention_days": 30, "retention_messages": 5}
        assert sweep(-1, **month) == []
        assert sweep(1, **month) == [Keeping(Retention(30, 5), 77, Retention(7, 100))]
        assert sweep(EXPIRE_SECONDS - 1, **month) == []
        assert sweep(1) == []
        assert sweep(EXPIRE_SECONDS, enabled=False) == [Keeping(None, 77, Retention(7, 100))]
        assert sweep(1, **month) == []

    place.visit(visit, SETTINGS)


def test_the_last_commit_is_waited_for(place: Place) -> None:
    """What was said just before the end is on disk."""

    async def visit(app: App) -> None:
        ann = Guest(app)
        await ann.say("NICK ann", "USER ann 0 * :Ann", "JOIN #a", until=" 366 ")
        app.hub.receive(ann.link, b"PRIVMSG #a :last\r\n")
        await asyncio.sleep(0)

    async def look(app: App) -> None:
        assert [channel.name for channel in app.stored.channels] == ["#a"]
        assert app.stored.sequence == 1

    place.visit(visit, SETTINGS)
    place.visit(look, SETTINGS)


def test_a_new_server_is_empty(place: Place) -> None:
    """Nothing was ever said."""

    async def look(app: App) -> None:
        assert (app.stored.sequence, app.stored.last_channel, app.stored.channels) == (0, 0, [])
        assert app.state.channels == {}

    place.visit(look, SETTINGS)


@pytest.mark.parametrize(("given", "room"), [("#tous", "#tous"), ("tous", "#tous"), ("##tous", "##tous")])
def test_the_sign_of_the_room_may_be_left_out(given: str, room: str) -> None:
    """One leading `#` is the sign; a second one belongs to the name."""
    settings = replace(Settings(), dialects=Dialects(public=Public(channel=given)))
    assert rooms_of(settings) == (room, "#public")


def test_the_password_of_irc_is_asked_for_on_every_wire_of_irc(place: Place) -> None:
    """However a connection is called for people: by a stream, or by WebSocket."""

    async def look(app: App) -> None:
        await asyncio.sleep(0)
        wires = {app.wires[name].name for name in ("irc", "text.ircv3.net", "binary.ircv3.net")}
        assert wires == {"irc", "page"} == app.state.rules.passwords.keys()

    place.visit(look, SETTINGS)
