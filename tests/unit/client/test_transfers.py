"""Files of `salon connect`: two of it with a real server between them in memory."""

from hashlib import sha256
from typing import Any

import pytest

from harness.chaines_people import enter
from harness.memory_disk import MemoryDisk
from harness.world import World
from salon.client.sending import READ_AT_A_GO
from salon.client.transfers import Transfers
from salon.client.wires import ChainesWire, Received
from salon.wire.dialects.chaines.session import ChainesSession

DATA = bytes(range(256)) * 100
SHA = sha256(DATA).hexdigest()


class Program:
    """One `salon connect`, joined to the server of a world."""

    def __init__(self, world: World, nick: str) -> None:
        self.disk = MemoryDisk()
        self.world = world
        self.wire = ChainesWire(Transfers(self.disk, str))
        self.peer = world.connect_dialect(ChainesSession)
        self.shown: list[str] = []
        self.told: list[str] = []
        self.now = 0.0
        self.type(nick, "/JOIN c")

    def type(self, *lines: str) -> None:
        """Type lines."""
        for line in lines:
            typed = self.wire.type_line(line)
            self.told += typed.told
            self.send(typed.data)

    def send(self, data: bytes) -> None:
        """Send bytes to the server."""
        if data:
            self.world.hub.receive(self.peer.link, data)
            self.world.settle()

    def go_on(self, seconds: float = 0) -> bool:
        """Take what has come, and do what is to be done; tell whether there was anything."""
        self.now += seconds
        data, self.peer.received = self.peer.received, b""
        busy = self.wire.is_busy
        for received in (self.wire.receive(data), self.wire.work(self.now)):
            self.take(received)
        return bool(data) or busy

    def take(self, received: Received) -> None:
        """Show what came, and send what is answered."""
        self.shown += received.lines
        self.told += received.told
        self.send(received.reply)

    def clear(self) -> None:
        """Forget what was shown and told."""
        self.shown.clear()
        self.told.clear()


class Two:
    """Alice with a file, Bob, and the server between them, with its throttle."""

    def __init__(self, *, file_window: int = 4_096, **rules: Any) -> None:
        self.world = World(rate=2, file_window=file_window, rules=rules)
        self.alice, self.bob = Program(self.world, "alice"), Program(self.world, "bob")
        self.programs = [self.alice, self.bob]
        self.alice.disk.files = {"/home/alice/x.jpg": DATA}
        self.settle()

    def settle(self, seconds: float = 0) -> None:
        """Let the programs talk until they have nothing more to say."""
        going = True
        while going:
            going = False
            for program in self.programs:
                going |= program.go_on(seconds)

    def offer(self, path: str = "/home/alice/x.jpg") -> None:
        """Have Alice offer a file; what was shown before is forgotten."""
        for program in self.programs:
            program.clear()
        self.alice.type(f"/SEND bob {path}")
        self.settle()

    def accept(self, name: str = "x.jpg") -> None:
        """Have Bob take it."""
        self.bob.type(f"/RECV {name}")

    def begin(self) -> None:
        """Come to where the first bytes have been sent, and no further."""
        self.offer()
        self.accept()
        self.bob.go_on()
        self.alice.go_on()


@pytest.fixture
def two() -> Two:
    """Return Alice and Bob."""
    return Two()


def test_a_file_is_sent(two: Two) -> None:
    """Both are told of the beginning and of the end, and see no line that is for their programs."""
    two.offer()
    assert two.alice.shown == [
        'You offered "x.jpg" to bob, who must accept it. To withdraw the offer: /STOP x.jpg'
    ]
    assert two.bob.shown == ['alice offers you the file "x.jpg", 25.0 KiB. To accept it: /RECV x.jpg']
    assert two.bob.disk.created == []
    two.accept()
    two.settle()
    assert two.bob.disk.received == {"x.jpg": DATA}
    assert two.alice.told == ['Sending "x.jpg": 25.0 KiB', '"x.jpg" has arrived completely.']
    assert two.bob.told == [
        'Receiving "x.jpg", 25.0 KiB, into /in',
        '"x.jpg" has arrived completely: /in/x.jpg',
    ]
    assert two.alice.shown[1:] == ['bob accepted the file "x.jpg".']
    assert two.bob.shown[1:] == []
    assert two.alice.disk.open == two.bob.disk.open == 0


@pytest.mark.parametrize("size", [0, 1, 511, 512, 513, 2_048, 2_049, 4_096, 4_097, 6_000])
@pytest.mark.parametrize("window", [544, 2_176, 4_096, 65_536])
def test_files_of_any_size_by_any_window(size: int, window: int) -> None:
    """Whatever the configuration makes of it."""
    two = Two(file_window=window)
    two.alice.disk.files["/a"] = DATA[:size]
    two.offer("/a")
    two.accept("a")
    two.settle()
    assert two.bob.disk.received == {"a": DATA[:size]}


@pytest.mark.parametrize("window", [544, 1_100, 4_096])
def test_several_files_at_once(window: int) -> None:
    """Both ways and several from one person, each whole."""
    two = Two(file_window=window)
    two.bob.disk.files["/b"] = DATA[::-1]
    two.alice.disk.files["/c"] = DATA * 2
    for program, other, path in (
        (two.alice, "bob", "/home/alice/x.jpg"),
        (two.alice, "bob", "/c"),
        (two.bob, "alice", "/b"),
    ):
        program.type(f"/SEND {other} {path}")
    two.settle()
    two.accept()
    two.accept("c")
    two.alice.type("/RECV b")
    two.settle()
    assert two.bob.disk.received == {"x.jpg": DATA, "c": DATA * 2}
    assert two.alice.disk.received == {"b": DATA[::-1]}


def test_progress_is_told_once_a_second(two: Two) -> None:
    """To both; in a quarter of a second each piece."""
    two.alice.disk.files["/a"] = bytes(200_000)
    two.offer("/a")
    two.accept("a")
    two.settle(0.25)
    for program in two.programs:
        progress = [line for line in program.told if line.endswith(" % of 195.3 KiB")]
        assert 5 < len(progress) < 25
        percents = [int(line.removeprefix('"a": ').split()[0]) for line in progress]
        assert percents == sorted(set(percents))


def test_nothing_is_told_of_a_file_that_is_quickly_there(two: Two) -> None:
    """However long nothing happened before; and of none that has not got anywhere."""
    for name, size in (("a", 100_000), ("b", 1_000_000)):
        two.alice.disk.files[f"/{name}"] = bytes(size)
        two.offer(f"/{name}")
        for program in two.programs:
            program.now += 1_000
        two.accept(name)
        two.settle(0.01 if name == "a" else 0.5)
        for program in two.programs:
            progress = [line for line in program.told if " % of " in line]
            assert bool(progress) is (name == "b")
            assert not any('": 0 %' in line for line in progress)


def test_a_large_file_does_not_freeze_the_conversation(two: Two) -> None:
    """It is looked at piece by piece; what is typed meanwhile goes first."""
    two.alice.disk.files["/a"] = bytes(3 * READ_AT_A_GO + 1)
    two.alice.type("/SEND bob /a", "salut")
    assert two.alice.wire.is_busy
    two.alice.go_on()
    two.bob.go_on()
    assert two.bob.shown[-1] == "alice: salut"
    two.settle()
    assert two.bob.shown[-1] == 'alice offers you the file "a", 3.0 MiB. To accept it: /RECV a'


def test_what_cannot_be_read_is_told_before_anything_is_sent(two: Two) -> None:
    """Nothing reaches the server."""
    two.offer("/missing")
    assert two.alice.told == ['The file "/missing" cannot be read: there is no such file or directory.']
    two.alice.disk.unreadable = True
    two.offer()
    assert two.alice.told == ['The file "/home/alice/x.jpg" cannot be read: the disk reports an error.']
    assert two.alice.shown == two.bob.shown == []
    assert two.alice.disk.open == 0


def test_where_nothing_can_be_written_nothing_is_taken(two: Two) -> None:
    """This is told before the server hears of it: the offer stands."""
    two.bob.disk.missing = True
    two.offer()
    two.accept()
    two.settle()
    assert two.bob.told == ['"x.jpg" cannot be written into /in: there is no such file or directory.']
    two.bob.disk.missing = False
    two.accept()
    two.settle()
    assert two.bob.disk.received == {"x.jpg": DATA}


@pytest.mark.parametrize("path", ['"/ma photo.jpg"', "'/ma photo.jpg'", "/ma photo.jpg"])
def test_quotes_around_a_path_are_taken_off(two: Two, path: str) -> None:
    """A shell would want them; here nothing does."""
    two.alice.disk.files["/ma photo.jpg"] = DATA
    two.offer(path)
    assert two.bob.shown == [
        'alice offers you the file "ma photo.jpg", 25.0 KiB. To accept it: /RECV ma photo.jpg'
    ]


def test_the_server_refuses(two: Two) -> None:
    """And says why; the file is closed."""
    two.alice.disk.files["/a"] = bytes(16_777_217)
    two.offer("/a")
    assert two.alice.shown == ['The file "a" is too large, with 16777217 bytes: the limit is 16777216 bytes.']
    assert two.alice.disk.open == 0


def test_a_file_that_changes_is_not_sent(two: Two) -> None:
    """Neither while it is looked at, nor between the offer and the sending."""
    path = "/home/alice/x.jpg"
    two.alice.type(f"/SEND bob {path}")
    two.alice.disk.files[path] = DATA[:-1]
    two.settle()
    two.alice.disk.files[path] = DATA
    two.offer()
    two.alice.disk.files[path] = DATA[:100]
    two.accept()
    two.settle()
    assert two.alice.told[-1] == f'The file "{path}" changed while it was read.'
    assert two.bob.disk.received == {}
    assert two.bob.told[-1] == '"x.jpg" was incomplete and has been removed.'


def test_another_content_of_the_same_size(two: Two) -> None:
    """What comes while it is sent has another SHA-256, so the receiver keeps nothing of it."""
    two.begin()
    two.alice.disk.files["/home/alice/x.jpg"] = bytes(len(DATA))
    two.settle()
    assert two.bob.told[1:] == [
        '"x.jpg" is not the file that was offered: its SHA-256 is different.',
        '"x.jpg" was incomplete and has been removed.',
    ]
    assert two.bob.disk.received == {}
    assert two.alice.shown[-1] == 'bob stopped the file "x.jpg".'
    assert two.alice.disk.open == two.bob.disk.open == 0


@pytest.mark.parametrize("room", [0, 5_000])
@pytest.mark.parametrize("full_at_the_end", [False, True])
def test_a_full_disk_stops_it(two: Two, room: int, full_at_the_end: bool) -> None:
    """With a clear text to both, and nothing left."""
    two.bob.disk.full_at_the_end = full_at_the_end
    two.bob.disk.room = len(DATA) if full_at_the_end and room else room
    two.offer()
    two.accept()
    two.settle()
    assert '"x.jpg" cannot be written into /in: there is no room on the disk.' in two.bob.told
    assert two.alice.shown[-1] == 'bob stopped the file "x.jpg".'
    assert two.bob.disk.received == {}
    assert two.alice.disk.open == two.bob.disk.open == 0


@pytest.mark.parametrize("stops", [0, 1])
def test_either_stops_in_the_middle(two: Two, stops: int) -> None:
    """Nothing is left open, and nothing of the file."""
    two.begin()
    two.programs[stops].type("/STOP x.jpg")
    two.settle()
    assert two.bob.told[-1] == '"x.jpg" was incomplete and has been removed.'
    assert two.bob.disk.received == {}
    assert two.alice.disk.open == two.bob.disk.open == 0
    assert two.world.state.transfers == {}


@pytest.mark.parametrize("leaves", [0, 1])
def test_either_is_gone_in_the_middle(two: Two, leaves: int) -> None:
    """The other is told, and nothing is left."""
    two.begin()
    gone, other = two.programs[leaves], two.programs[1 - leaves]
    gone.peer.close()
    two.world.settle()
    gone.told += gone.wire.close().told
    two.settle()
    assert f'{("alice", "bob")[leaves]} has left: the file "x.jpg" was stopped.' in other.shown
    assert two.alice.disk.open == two.bob.disk.open == 0
    assert two.bob.told[-1] == '"x.jpg" was incomplete and has been removed.'


def test_the_end_of_the_conversation(two: Two) -> None:
    """Whatever is open is closed, and told of; once."""
    two.begin()
    two.alice.type("/SEND bob /home/alice/x.jpg")
    assert two.alice.wire.close().told == ('"x.jpg" was not sent completely.',)
    assert two.bob.wire.close().told == ('"x.jpg" was incomplete and has been removed.',)
    assert two.alice.disk.open == two.bob.disk.open == 0
    assert two.alice.wire.close() == two.bob.wire.close() == Received([])


@pytest.mark.parametrize("name", ["a  b.txt", "x.TXT", "été 1.txt", "-rf", "$STOP 1"])
def test_names_arrive_as_they_are(two: Two, name: str) -> None:
    """The one who takes it, the one who sends it and the server mean the same file."""
    two.alice.disk.files = {f"/{name}": DATA}
    two.offer(f"/{name}")
    two.accept(name)
    two.settle()
    assert two.bob.disk.received == {name: DATA}


def test_one_file_for_two_people(two: Two) -> None:
    """Each is told of with the right name, whoever takes it first."""
    carol = Program(two.world, "carol")
    two.programs.append(carol)
    two.offer()
    two.alice.type("/SEND carol /home/alice/x.jpg")
    two.settle()
    for program, nick in ((carol, "carol"), (two.bob, "bob")):
        two.alice.clear()
        program.type("/RECV x.jpg")
        two.settle()
        assert program.disk.received == {"x.jpg": DATA}
        assert two.alice.shown == [f'{nick} accepted the file "x.jpg".']
        assert two.alice.told == ['Sending "x.jpg": 25.0 KiB', '"x.jpg" has arrived completely.']


def test_others_see_nothing(two: Two) -> None:
    """Neither on IRC nor on the same wire."""
    irc, carol = two.world.join("zoe", "#c"), enter(two.world, "carol", "c")
    two.offer()
    two.accept()
    two.settle()
    assert irc.take() == carol.take() == []


def test_file_commands_of_other_forms_go_their_way(two: Two) -> None:
    """The server says what is wrong with them; without files the wire is the document's."""
    for line in ("/SEND", "/SEND bob", "/RECV", "/RECV  nothing "):
        assert two.alice.wire.type_line(line).data == f"{line[1:]}\n".encode()
    assert ChainesWire().type_line("/SEND bob x").data == b"SEND bob x\n"
    assert ChainesWire().receive(b"$STOP 1\n").lines == ["$STOP 1"]


def test_a_file_may_be_the_first_thing_typed() -> None:
    """The server still sees who writes."""
    disk = MemoryDisk()
    disk.files["/a"] = b"a"
    wire = ChainesWire(Transfers(disk, str))
    assert wire.type_line("/SEND bob /a").data == b""
    replies = b""
    while wire.is_busy:
        replies += wire.work(0).reply
    assert replies.startswith(b"SEND bob 1 ")
