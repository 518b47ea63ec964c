"""Files on the wire `chaines`: what the two whose file it is read, and that nobody else reads any of it."""

from base64 import b64encode
from hashlib import sha256
from typing import Any

import pytest

from harness.chaines_people import enter
from harness.dialect_people import enter_public
from harness.world import DialectClient, World
from salon.core.events import SessionAttached
from salon.delivery.gate import FULL_POSTS
from salon.wire.dialects.chaines.files import MOST_DIGITS
from salon.wire.dialects.chaines.session import ChainesSession

DATA = bytes(range(256)) * 12
SHA = sha256(DATA).hexdigest()
NAME = "ma photo.jpg"
WINDOW = 2_048


class Pair:
    """Alice and Bob in a channel, and an IRC client beside them, who hears nothing of files."""

    def __init__(self, *, prefixed: bool = True, **options: Any) -> None:
        self.world = World(**{"file_window": WINDOW, **options})
        self.slash = "" if prefixed else "/"
        self.irc = self.world.join("zoe", "#jardin")
        self.alice = enter(self.world, "alice", "jardin", prefixed=prefixed)
        self.bob = enter(self.world, "bob", "jardin", prefixed=prefixed)
        self.irc.take()

    def offer(self, name: str = NAME, size: int = len(DATA)) -> list[str]:
        """Have Alice offer a file."""
        return self.alice.send(f"{self.slash}SEND bob {size} {SHA.upper()} {name}")

    def accept(self, name: str = NAME) -> list[str]:
        """Have Bob take it."""
        return self.bob.send(f"{self.slash}RECV {name}")

    def begin(self, size: int = len(DATA)) -> None:
        """Come to where bytes may be sent."""
        self.offer(size=size)
        self.accept()
        self.world.forget_output()

    def chunk(self, data: bytes, number: int = 1) -> list[str]:
        """Have Alice send bytes."""
        return self.alice.send(f"{self.slash}CHUNK {number} {b64encode(data).decode()}")

    def got(self, received: int, number: int = 1) -> list[str]:
        """Have Bob say what has come."""
        return self.bob.send(f"{self.slash}GOT {number} {received}")


@pytest.mark.parametrize("prefixed", [True, False])
def test_a_file_from_offer_to_end(prefixed: bool) -> None:
    """Both programs and both ways of writing; an IRC client in the channel sees nothing."""
    pair = Pair(prefixed=prefixed)
    assert pair.offer() == [
        f'You offered "{NAME}" to bob, who must accept it. To withdraw the offer: /STOP {NAME}'
    ]
    assert pair.bob.take() == [f'alice offers you the file "{NAME}", 3.0 KiB. To accept it: /RECV {NAME}']
    *told, line = pair.accept()
    assert line == f"$FILE 1 {len(DATA)} {SHA} {NAME}"
    # Who writes as people do reads what this is; a program knows.
    assert [text.rpartition(": ")[2] for text in told] == ([] if prefixed else [f"/STOP {NAME}"])
    assert pair.alice.take() == [f'bob accepted the file "{NAME}".', f"$SEND 1 {WINDOW} {SHA} {NAME}"]
    for start, end in ((0, 1_500), (1_500, 3_000), (3_000, len(DATA))):
        assert pair.chunk(DATA[start:end]) == []
        assert pair.bob.take() == [f"$CHUNK 1 {b64encode(DATA[start:end]).decode()}"]
        assert pair.got(end) == []
        assert pair.alice.take() == [f"$GOT 1 {end}"]
    assert pair.irc.take() == []
    assert pair.world.state.transfers == {}
    assert pair.world.kept_lines() == []


def test_a_person_is_told_how() -> None:
    """The server cannot read a file, and says who can."""
    pair = Pair(prefixed=False)
    (line,) = pair.alice.send("/SEND bob ma photo.jpg")
    assert "salon connect" in line
    assert line.endswith("/SEND bob ma photo.jpg")
    assert pair.bob.take() == []
    assert pair.alice.send("/SEND bob")[0] == "Saisissez la bonne commande"


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        (f"SEND nobody 1 {SHA} x", "There is nobody called nobody here."),
        (f"SEND alice 1 {SHA} x", "You cannot send a file to yourself."),
        (f"SEND zoe 1 {SHA} x", "The client of zoe cannot take files."),
        (f"SEND carol 1 {SHA} x", "carol n'est pas dans cette chaine"),
        (f"SEND bob 20000000 {SHA} x", 'The file "x" is too large, with 19.0 MiB: the limit is 16.0 MiB.'),
        (
            f"SEND bob 1 {SHA} a/b",
            "The name of a file must have 1 to 255 bytes, without / or \\ and without invisible characters.",
        ),
        ("RECV x", 'Nobody offers you a file called "x".'),
        ("STOP x", 'You have no file called "x" in transfer.'),
        ("STOP 7", "$STOP 7"),
        ("CHUNK 7 AAAA", "$STOP 7"),
        ("GOT 7 1", "$STOP 7"),
        ("CHUNK x AAAA", "Saisissez la bonne commande"),
        (f"GOT {'9' * (MOST_DIGITS + 1)} 1", "Saisissez la bonne commande"),
        ("GOT \u0661 1", "Saisissez la bonne commande"),
    ],
)
def test_what_is_refused(line: str, answer: str) -> None:
    """In words that say why; nobody else is told."""
    pair = Pair()
    enter(pair.world, "carol", "potager")
    assert pair.alice.send(line)[0] == answer
    assert pair.bob.take() == pair.irc.take() == []


def test_people_of_other_wires_cannot_take_files() -> None:
    """Neither on IRC (above) nor on `public`."""
    world = World(rules={"rooms": frozenset({"#public"})})
    enter_public(world, "bob")
    alice = enter(world, "alice", "public")
    assert alice.send(f"/SEND bob 1 {SHA} x") == ["The client of bob cannot take files."]


def test_files_may_be_forbidden() -> None:
    """By the configuration."""
    assert Pair(rules={"file_bytes": 0}).offer() == ["This server does not allow files."]


def test_the_oldest_offer_of_a_name_is_taken() -> None:
    """And then the next."""
    pair = Pair()
    pair.offer(size=1)
    pair.offer(size=2)
    pair.bob.take()
    assert pair.accept() == [f"$FILE 1 1 {SHA} {NAME}"]
    assert pair.accept() == [f"$FILE 2 2 {SHA} {NAME}"]
    assert pair.accept() == [f'Nobody offers you a file called "{NAME}".']


def test_of_two_people_with_a_file_of_one_name_none_is_guessed() -> None:
    """Else somebody could be had to take another's file; whom one ignores does not count."""
    pair = Pair()
    carol = enter(pair.world, "carol", "jardin", prefixed=True)
    carol.send(f"SEND bob 1 {SHA} {NAME}")
    pair.offer(size=2)
    pair.bob.take()
    (answer,) = pair.accept()
    assert answer.startswith(f'Each of these offers you a file called "{NAME}": carol, alice. /IGNORE')
    pair.bob.send("IGNORE carol")
    assert pair.accept() == [f"$FILE 2 2 {SHA} {NAME}"]


def test_whom_one_ignores_offers_in_vain() -> None:
    """The offer is not shown, not to be taken, and its end is not shown either."""
    pair = Pair()
    pair.bob.send("IGNORE alice")
    pair.offer("a")
    pair.offer("b")
    assert pair.bob.take() == []
    assert pair.accept("a") == ['Nobody offers you a file called "a".']
    assert pair.bob.send("STOP a") == ['You have no file called "a" in transfer.']
    assert pair.alice.send("STOP a") == ["$STOP 1", 'You stopped the file "a".']
    pair.alice.send("BYE")
    assert pair.bob.take() == ["alice est parti"]


def test_what_one_has_taken_goes_on_all_the_same() -> None:
    """Whoever ignores the sender later still gets it, and is told of its end."""
    pair = Pair()
    pair.begin()
    pair.bob.send("IGNORE alice")
    pair.chunk(DATA[:1_000])
    assert pair.bob.take() == [f"$CHUNK 1 {b64encode(DATA[:1_000]).decode()}"]
    pair.alice.send("STOP 1")
    assert pair.bob.take() == ["$STOP 1", f'alice stopped the file "{NAME}".']


@pytest.mark.parametrize("by_number", [True, False])
def test_either_may_stop(by_number: bool) -> None:
    """By number or by name, before and after it was taken."""
    pair = Pair()
    for taken in (False, True):
        for stops, other in ((pair.bob, pair.alice), (pair.alice, pair.bob)):
            pair.offer()
            if taken:
                pair.accept()
            pair.world.forget_output()
            (number,) = pair.world.state.transfers
            line = f"STOP {number}" if by_number else f"STOP {NAME}"
            assert stops.send(line) == [f"$STOP {number}", f'You stopped the file "{NAME}".']
            assert other.take() == [
                f"$STOP {number}",
                f'{"bob" if other is pair.alice else "alice"} stopped the file "{NAME}".',
            ]
            assert pair.world.state.transfers == {}


@pytest.mark.parametrize("leaver", ["alice", "bob"])
def test_who_leaves_ends_it(leaver: str) -> None:
    """The other side is told, program and person."""
    pair = Pair()
    pair.begin()
    gone, other = (pair.alice, pair.bob) if leaver == "alice" else (pair.bob, pair.alice)
    gone.close()
    pair.world.settle()
    assert other.take() == [
        "$STOP 1",
        f'{leaver} has left: the file "{NAME}" was stopped.',
        f"{leaver} est parti",
    ]


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (["CHUNK 1 !!!!"], "the data was not base64."),
        (["CHUNK 1 AAA"], "the data was not base64."),
        (["CHUNK 1 é"], "the data was not base64."),
        (["CHUNK 1 AAAA"], "its pieces were too small."),
        ([f"CHUNK 1 {b64encode(bytes(2_049)).decode()}"], "it was sent faster than it was received."),
        ([f"CHUNK 1 {b64encode(bytes(1_025)).decode()}"] * 2, "it was sent faster than it was received."),
    ],
)
def test_what_is_wrong_with_bytes_ends_the_transfer(lines: list[str], reason: str) -> None:
    """With a clear text to both; the connection lives on."""
    pair = Pair()
    pair.begin()
    assert pair.alice.send(*lines)[-2:] == ["$STOP 1", f'The file "{NAME}" was stopped: {reason}']
    assert pair.bob.take()[-2:] == ["$STOP 1", f'The file "{NAME}" was stopped: {reason}']
    pair.alice.send("messagesalut")
    assert pair.bob.take() == ["alice: salut"]


def test_bytes_before_the_file_is_taken_end_the_offer() -> None:
    """Nothing of them reaches the other."""
    pair = Pair()
    pair.offer()
    pair.bob.take()
    text = f'The file "{NAME}" was stopped: bytes arrived before it was accepted.'
    assert pair.chunk(DATA[:1_000]) == ["$STOP 1", text]
    assert pair.bob.take() == ["$STOP 1", text]


def test_more_bytes_than_announced_and_acknowledgements_of_nothing() -> None:
    """Each has its text."""
    pair = Pair()
    pair.begin(size=1_000)
    assert "more bytes arrived than were announced" in pair.chunk(DATA[:1_001])[1]
    pair.bob.take()
    pair.offer()
    pair.accept()
    assert "more bytes were acknowledged than were sent" in pair.got(1, number=2)[1]


def test_an_offer_is_over_after_a_while() -> None:
    """Who takes it then is told."""
    pair = Pair(rules={"offer_seconds": 60})
    pair.offer()
    pair.bob.take()
    pair.world.pass_time(61)
    assert pair.accept() == ["$STOP 1", f'The file "{NAME}" was stopped: nothing happened for 60 seconds.']


@pytest.mark.parametrize("by", ["send", "receive", "chunk", "got"])
def test_a_transfer_that_stands_still_is_over(by: str) -> None:
    """It is seen when it goes on, and when one of the two has to do with another file."""
    pair = Pair(rules={"offer_seconds": 60})
    pair.begin()
    pair.chunk(DATA[:1_000])
    pair.world.pass_time(61)
    carol = enter(pair.world, "carol", "jardin", prefixed=True)
    carol.send(f"SEND bob 1 {SHA} hers")
    pair.world.forget_output()
    text = f'The file "{NAME}" was stopped: nothing happened for 60 seconds.'
    lines = {
        "send": lambda: pair.offer("other"),
        "receive": lambda: pair.accept("hers"),
        "chunk": lambda: pair.chunk(DATA[1_000:2_000]),
        "got": lambda: pair.got(1_000),
    }[by]()
    assert lines[:2] == ["$STOP 1", text]


@pytest.mark.parametrize("text", ["$STOP 1", f"$FILE 1 1 {SHA} x", "$CHUNK 1 AAAA"])
def test_nothing_that_people_say_looks_like_a_line_for_programs(text: str) -> None:
    """Neither what is said, nor as which topic, reason or away text, on whichever wire."""
    pair = Pair()
    pair.alice.send(f"message{text}", f"MSG bob {text}", f"REN {text.partition(' ')[0]}")
    zoe = pair.world.join("root2", "#jardin2")
    zoe.send("JOIN #jardin", f"PRIVMSG bob :{text}", f"NOTICE bob :\x01ACTION {text}\x01", f"AWAY :{text}")
    pair.irc.send(f"KICK {pair.world.state.channels[1].name} bob :{text}")
    lines = [
        *pair.bob.take(),
        *pair.bob.send(f"JOIN {text}", f"NICK {text}", "HISTORY", "MSG root2 x", "LIST"),
    ]
    assert len(lines) > 5
    assert not [line for line in lines if line.startswith("$")]


def test_channels_are_called_as_lines_for_programs_begin() -> None:
    """A sentence that begins with the name of a channel does not begin with it."""
    world = World()
    alice = enter(world, "alice", "$STOP", prefixed=True)
    alice.send("messagex")
    founder = world.join("zoe", "#$STOP")
    founder.send("PRIVMSG #$STOP :x", "MODE #$STOP +i")
    alice.send("LEAVE")
    founder.send("MODE #$STOP +s", "PART #$STOP")
    world.pass_time(86_401)
    lines = alice.send("JOIN $STOP", "KICK $STOP")
    told = [line for line in lines if "$STOP" in line]
    assert len(told) == 3
    assert all(line.startswith(" $STOP ") for line in told[:2])
    assert not [line for line in lines if line.startswith("$")]


# --- the pace --------------------------------------------------------------------------------------


def test_the_lines_of_a_transfer_are_not_throttled() -> None:
    """Hundreds of them cost their people nothing: no time passes, and all has come."""
    pair = Pair(rate=2, burst=10)
    pair.begin(size=512 * 200)
    for start in range(0, 512 * 200, 512):
        pair.chunk(bytes(512))
        pair.got(start + 512)
    assert pair.world.state.transfers == {}


def test_who_sends_a_file_can_talk() -> None:
    """What is typed meanwhile is throttled as always, and holds up the file, but never is too much."""
    window = 8_704 // 4
    pair = Pair(rate=2, burst=3, waiting_bytes=8_704, file_window=window)
    size, sent, received, said = 30 * 512, 0, 0, 0
    pair.begin(size=size)
    while received < size:
        # All that may be ahead in one piece, behind more text than the throttle lets through.
        ahead = [bytes(512)] * min((window - (sent - received)) // 512, (size - sent) // 512)
        sent += 512 * len(ahead)
        lines = ["message" + "salut " * 150] * 2
        said += len(lines)
        lines += [f"CHUNK 1 {b64encode(data).decode()}" for data in ahead]
        pair.alice.send(*lines)
        pair.world.pass_time(1)
        come = sum(line.startswith("$CHUNK") for line in pair.bob.take())
        for _ in range(come):
            received += 512
            pair.got(received)
        assert not pair.alice.closed
    assert pair.world.state.transfers == {}
    pair.world.pass_time(60)
    assert said > 10


def test_junk_is_throttled() -> None:
    """Whatever only looks like a line of a transfer: of none, of somebody else's, in the wrong direction."""
    pair = Pair(rate=2, burst=10)
    pair.begin()
    carol = enter(pair.world, "carol", "jardin", prefixed=True)
    junk = f"CHUNK 1 {b64encode(bytes(900)).decode()}\n".encode() * 30
    pair.world.hub.receive(carol.link, junk)
    pair.world.settle()
    assert carol.closed
    for client, line in (
        (pair.alice, "GOT 1 0"),
        (pair.bob, "CHUNK 1 AAAA"),
        (pair.bob, "GOT 1 0 0"),
        (pair.bob, "GOT 1 x"),
        (pair.bob, f"GOT 1 {'9' * (MOST_DIGITS + 1)}"),
    ):
        before = client.link.allowance
        client.send(line)
        assert client.link.allowance == before - 1


def test_a_transfer_that_has_ended_is_free_no_more() -> None:
    """Of what came in one piece, too: the first bad line ends it, the others cost."""
    pair = Pair(rate=2, burst=10)
    pair.begin()
    before = pair.alice.link.allowance
    pair.world.hub.receive(pair.alice.link, b"CHUNK 1 AAAA\n" * 5)
    pair.world.settle()
    assert pair.alice.take().count("$STOP 1") == 5
    assert pair.alice.link.allowance == before - 4


def test_text_that_looks_like_a_transfer_is_text() -> None:
    """In slash mode a line without the slash is said, and costs."""
    pair = Pair(prefixed=False, rate=2, burst=10)
    pair.begin()
    before = pair.alice.link.allowance
    pair.alice.send("CHUNK 1 AAAA")
    assert pair.bob.take() == ["alice: CHUNK 1 AAAA"]
    assert pair.alice.link.allowance == before - 1


def test_a_slow_receiver_slows_nobody_else() -> None:
    """Who does not acknowledge gets no more than a window, while another file and the talk go on."""
    pair = Pair()
    pair.begin()
    carol: DialectClient = enter(pair.world, "carol", "jardin", prefixed=True)
    pair.chunk(bytes(WINDOW))
    for size in range(0, 5_120, 512):
        if not size:
            pair.bob.send(f"SEND carol 5120 {SHA} b")
            carol.send("RECV b")
        pair.bob.send(f"CHUNK 2 {b64encode(bytes(512)).decode()}")
        carol.send(f"GOT 2 {size + 512}")
    assert list(pair.world.state.transfers) == [1]
    pair.alice.send("messagesalut")
    assert "alice: salut" in carol.take()


def test_a_file_goes_between_two_sessions() -> None:
    """Of people with several, the others hear no bytes, and may send or acknowledge none."""
    pair = Pair()
    mine, his = (attach(pair.world, client) for client in (pair.alice, pair.bob))
    pair.begin()
    assert pair.chunk(DATA[:1_000]) == []
    assert pair.bob.take() == [f"$CHUNK 1 {b64encode(DATA[:1_000]).decode()}"]
    assert pair.got(1_000) == []
    assert pair.alice.take() == ["$GOT 1 1000"]
    assert mine.take() == his.take() == []
    assert mine.send(f"/CHUNK 1 {b64encode(DATA[:1_000]).decode()}") == ["$STOP 1"]
    assert his.send("/GOT 1 1000") == ["$STOP 1"]
    # The end of the session that receives ends it, though its person stays.
    pair.bob.send("BYE")
    assert pair.alice.take() == ["$STOP 1", f'bob has left: the file "{NAME}" was stopped.']


def attach(world: World, first: DialectClient) -> DialectClient:
    """Open one more connection for the person of another."""
    client = world.connect_dialect(ChainesSession)
    session = client.link.core.id
    world.decider.announce(SessionAttached(session, first.person.source, world.now))
    world.settle()
    client.take()
    return client


def test_pieces_that_nobody_waits_for_fill_no_memory() -> None:
    """While the disk stands still, two who acknowledge blindly are read no further than anybody."""
    pair = Pair(file_window=8_192)
    pair.begin(size=16_000_000)
    pair.world.hold_disk = True
    pair.irc.send("PRIVMSG #jardin :x")
    line = f"CHUNK 1 {b64encode(bytes(512)).decode()}"
    sent = 0
    while not pair.world.hub.gate.full:
        pair.alice.send(*[line] * 8)
        sent += 8 * 512
        pair.got(sent)
        assert sent < 512 * FULL_POSTS
    pair.alice.send(line)
    assert pair.alice.paused
    pair.world.hold_disk = False
    pair.world.release_disk()
    assert not pair.alice.paused
    assert pair.bob.take().count(f"${line}") == sent // 512 + 1
