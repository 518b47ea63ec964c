"""Files between two people: who may offer, who may send, and what ends a transfer."""

from typing import Any

import pytest

from harness.chatroom import Chatroom
from salon.core import refusals
from salon.core.commands import (
    AcceptFile,
    AcknowledgeChunk,
    ChangeModes,
    ChangeNick,
    Kick,
    OfferFile,
    PartChannel,
    Quit,
    SendChunk,
    StopFile,
)
from salon.core.decisions.files import MOST_FROM_ONE, MOST_TO_ONE, SMALLEST_CHUNK, is_file_name
from salon.core.events import (
    ChunkReceived,
    ChunkSent,
    Event,
    FileAccepted,
    FileOffered,
    FileStopped,
    ModeChange,
    PersonLeft,
    SessionDetached,
    StopReason,
)
from salon.core.refusals import Refusal
from salon.core.replies import Outcome
from salon.core.state import Person, Transfer

SHA = "0" * 64
SIZE = 3_000
WINDOW = 2_048


class Room(Chatroom):
    """A channel with Ann and Ben, who can both take files."""

    def __init__(self, **rules: Any) -> None:
        super().__init__(**{"file_window": WINDOW, **rules})
        self.ann, self.ben = self.bring("ann"), self.bring("ben")

    def bring(self, nick: str) -> Person:
        """Bring in somebody who can take files."""
        person = self.enter(nick, "#c")
        for session in person.sessions.values():
            session.takes_files = True
        return person

    def offer(self, sender: Person, nick: str, name: str = "photo.jpg", size: int = SIZE) -> Outcome:
        """Offer a file, and return what came of it last."""
        return self.run(sender, OfferFile("#c", nick, name, size, SHA))[-1]

    def offered(self, size: int = SIZE) -> Transfer:
        """Have Ann offer a file to Ben."""
        event = self.offer(self.ann, "ben", size=size)
        assert isinstance(event, FileOffered)
        return self.state.transfers[event.transfer]

    def accepted(self, size: int = SIZE) -> Transfer:
        """Have Ben take a file of Ann's."""
        transfer = self.offered(size)
        (event,) = self.run(self.ben, AcceptFile(transfer.number))
        assert event == FileAccepted(self.ben.source, transfer.number, self.ann.id, WINDOW, self.now)
        return transfer

    def send(self, transfer: Transfer, size: int) -> Outcome:
        """Have Ann send bytes."""
        (outcome,) = self.run(self.ann, SendChunk(transfer.number, bytes(size)))
        return outcome

    def acknowledge(self, transfer: Transfer, received: int) -> Outcome:
        """Have Ben say what has come."""
        (outcome,) = self.run(self.ben, AcknowledgeChunk(transfer.number, received))
        return outcome


def reason_of(outcome: Outcome) -> StopReason:
    """Return why a transfer was stopped."""
    assert isinstance(outcome, FileStopped), outcome
    return outcome.reason


def test_a_file_goes_through() -> None:
    """Offered, taken, sent and acknowledged to the end; then nothing of it is left."""
    room = Room()
    transfer = room.accepted()
    number = transfer.number
    assert room.state.transfers == room.ann.transfers == room.ben.transfers == {number: transfer}
    assert room.send(transfer, 2_048) == ChunkSent(
        room.ann.source, number, room.ben.id, bytes(2_048), room.now
    )
    assert room.acknowledge(transfer, 1_024) == ChunkReceived(
        room.ben.source, number, room.ann.id, 1_024, room.now
    )
    assert isinstance(room.send(transfer, 952), ChunkSent)
    assert isinstance(room.acknowledge(transfer, SIZE), ChunkReceived)
    assert room.state.transfers == room.ann.transfers == room.ben.transfers == {}


def test_an_empty_file_goes_through() -> None:
    """Nothing is sent, and that is acknowledged."""
    room = Room()
    transfer = room.accepted(0)
    assert isinstance(room.acknowledge(transfer, 0), ChunkReceived)
    assert room.state.transfers == {}


def test_nothing_of_a_file_is_stored() -> None:
    """Files are no history."""
    kinds: set[type[Event]] = {FileOffered, FileAccepted, ChunkSent, ChunkReceived, FileStopped}
    assert not any(kind.durable for kind in kinds)


# --- offers ----------------------------------------------------------------------------------------


def test_to_whom_one_may_offer() -> None:
    """Another member of the channel, whose client can take files."""
    room = Room()
    room.enter("irc", "#c")
    room.enter("away")
    assert room.offer(room.ann, "nobody") == refusals.NoSuchNick("nobody")
    assert room.offer(room.ann, "away") == refusals.TargetNotInChannel("away", "#c")
    assert room.offer(room.ann, "ANN") == refusals.FileToOneself()
    assert room.offer(room.ann, "irc") == refusals.TakesNoFiles("irc")
    room.run(room.ann, PartChannel("#c"))
    assert room.offer(room.ann, "ben") == refusals.NotInChannel("#c")


def test_who_may_not_speak_may_not_offer() -> None:
    """Whoever is muted is; and nobody offers where a voice is needed, who has none."""
    room = Room()
    mute = ModeChange("b", adding=True, parameter="~m:ben")
    room.run(room.ann, ChangeModes("#c", (mute,)))
    assert room.offer(room.ben, "ann") == refusals.MayNotSpeak("#c", "b")


@pytest.mark.parametrize(
    ("size", "limit", "refusal"),
    [
        (101, 100, refusals.FileTooLarge("photo.jpg", 101, 100)),
        (0, 0, refusals.FilesForbidden()),
        (100, 100, None),
    ],
)
def test_how_large_a_file_may_be(size: int, limit: int, refusal: Refusal | None) -> None:
    """As the configuration says; with 0 there are none."""
    room = Room(file_bytes=limit)
    outcome = room.offer(room.ann, "ben", size=size)
    assert outcome == refusal if refusal is not None else isinstance(outcome, FileOffered)


@pytest.mark.parametrize(
    "name",
    ["", " ", ".", "..", "../x", "/etc/passwd", "a\\b", "a\x1b[2J", "a\nb", "a\x00", "é" * 128, "a ",
     "gpj.\u202eexe", "\x9b2J", "a\u2028b", "a\u200f.exe", "a\u061c", "a\u200bb", "\ufeffa", "a\u3164",
     "a\U000e0041"],
)  # fmt: skip
def test_names_that_no_file_may_have(name: str) -> None:
    """Paths, controls, what turns the direction of writing, what is not seen, too much."""
    room = Room()
    assert not is_file_name(name)
    assert room.offer(room.ann, "ben", name) == refusals.FileNameInvalid(name)


@pytest.mark.parametrize("name", ["a", ".bashrc", "...", "a b", "é" * 127, "-rf", "photo (2).jpg", "$FILE 1",
     "\u0645\u06cc\u200c\u062e.pdf", "👩\u200d🔬.png", "Capture à 3.45\u202fPM.png"])  # fmt: skip
def test_names_that_files_may_have(name: str) -> None:
    """Whatever people call them; where it is written is for the receiver's program to see to."""
    assert is_file_name(name)


def test_how_many_files_one_may_send() -> None:
    """A few; one that is over makes room."""
    room = Room()
    first = room.offered()
    for _ in range(MOST_FROM_ONE - 1):
        room.offered()
    assert room.offer(room.ann, "ben") == refusals.TooManyFiles(MOST_FROM_ONE)
    room.run(room.ann, StopFile(first.number))
    assert isinstance(room.offer(room.ann, "ben"), FileOffered)


def test_how_many_files_one_may_receive() -> None:
    """Of all together; what one sends oneself does not count. One that is over makes room."""
    room = Room()
    senders = [room.bring(f"s{number}") for number in range(MOST_TO_ONE + 1)]
    assert isinstance(room.offer(room.ben, "ann"), FileOffered)
    numbers = [
        offered.transfer
        for sender in senders
        if isinstance(offered := room.offer(sender, "ben"), FileOffered)
    ]
    for number in numbers[:-1]:
        assert isinstance(room.run(room.ben, AcceptFile(number))[-1], FileAccepted)
    assert room.run(room.ben, AcceptFile(numbers[-1])) == [refusals.TooManyFiles(MOST_TO_ONE)]
    room.run(room.ben, StopFile(numbers[0]))
    assert isinstance(room.run(room.ben, AcceptFile(numbers[-1]))[-1], FileAccepted)


def test_offers_keep_no_others_away() -> None:
    """However many somebody has whom a few people want to be sent nothing."""
    room = Room()
    for number in range(MOST_TO_ONE):
        sender = room.bring(f"s{number}")
        for _ in range(MOST_FROM_ONE):
            assert isinstance(room.offer(sender, "ben"), FileOffered)
    assert isinstance(room.offer(room.ann, "ben"), FileOffered)


def test_an_offer_that_nobody_takes_is_over() -> None:
    """It cannot be taken any more, and is cleared away when somebody offers a file."""
    room = Room(offer_seconds=60)
    first, second = room.offered(), room.offered()
    room.now += 60_000
    assert reason_of(room.run(room.ben, AcceptFile(first.number))[0]) is StopReason.EXPIRED
    stopped, offered = room.run(room.ben, OfferFile("#c", "ann", "x", 1, SHA))
    assert stopped == FileStopped(
        room.ann.source, second.number, room.ben.id, "ben", "photo.jpg", StopReason.EXPIRED, room.now
    )
    assert isinstance(offered, FileOffered)


def test_what_is_over_makes_room_at_once() -> None:
    """The offer that clears it away counts as if it were gone."""
    room = Room(offer_seconds=60)
    for _ in range(MOST_FROM_ONE):
        room.offered()
    room.now += 60_000
    assert isinstance(room.offer(room.ann, "ben"), FileOffered)
    assert len(room.state.transfers) == 1


def test_a_transfer_that_goes_on_is_not_over() -> None:
    """Only one that stands still is."""
    room = Room(offer_seconds=60)
    transfer = room.accepted()
    for received in (1_024, 2_048):
        room.now += 59_000
        room.send(transfer, 1_024)
        room.now += 59_000
        assert isinstance(room.acknowledge(transfer, received), ChunkReceived)
    room.now += 60_000
    assert reason_of(room.send(transfer, 952)) is StopReason.EXPIRED


def test_what_stands_still_is_found_behind_what_goes_on() -> None:
    """An older offer that was taken meanwhile does not hide a younger one that nobody took."""
    room = Room(offer_seconds=60)
    taken, waiting = room.offered(), room.offered()
    room.now += 30_000
    room.run(room.ben, AcceptFile(taken.number))
    room.now += 30_000
    stopped, offered = room.run(room.ben, OfferFile("#c", "ann", "x", 1, SHA))
    assert isinstance(stopped, FileStopped)
    assert stopped.transfer == waiting.number
    assert isinstance(offered, FileOffered)
    assert taken.number in room.state.transfers


# --- whose it is -----------------------------------------------------------------------------------


def test_nobody_else_has_a_part_in_it() -> None:
    """Neither a third, nor either of the two in the other's part."""
    room = Room()
    transfer, zoe = room.offered(), room.bring("zoe")
    number = transfer.number
    none = [refusals.NoSuchTransfer(number)]
    for stranger in (zoe, room.ann):
        assert room.run(stranger, AcceptFile(number)) == none
        assert room.run(stranger, AcknowledgeChunk(number, 0)) == none
    assert room.run(room.ben, AcknowledgeChunk(number, 0)) == none
    room.run(room.ben, AcceptFile(number))
    assert room.run(room.ben, AcceptFile(number)) == none
    for stranger in (zoe, room.ben):
        assert room.run(stranger, SendChunk(number, b"x")) == none
    assert room.run(zoe, StopFile(number)) == none
    assert room.run(room.ann, StopFile(99)) == [refusals.NoSuchTransfer(99)]
    assert number in room.state.transfers


def test_it_is_of_persons_not_of_names_or_channels() -> None:
    """Who is called otherwise, or put out of the channel, goes on."""
    room = Room()
    transfer = room.accepted()
    room.run(room.ben, ChangeNick("bob"))
    room.run(room.ann, Kick("#c", "bob"))
    assert isinstance(room.send(transfer, 1_000), ChunkSent)
    assert isinstance(room.acknowledge(transfer, 1_000), ChunkReceived)


@pytest.mark.parametrize("sender", [True, False])
def test_either_may_stop(sender: bool) -> None:
    """At any time; the event says by whom."""
    room = Room()
    by, other = (room.ann, room.ben) if sender else (room.ben, room.ann)
    for transfer in (room.offered(), room.accepted()):
        (stopped,) = room.run(by, StopFile(transfer.number))
        assert stopped == FileStopped(
            *(by.source, transfer.number, other.id, other.nick, "photo.jpg", StopReason.STOPPED, room.now),
            accepted=transfer.accepted,
        )
    assert room.state.transfers == {}


@pytest.mark.parametrize("sender", [True, False])
def test_who_leaves_ends_all_transfers(sender: bool) -> None:
    """Before anything else, so that the other side is told by somebody who is still there."""
    room = Room()
    room.offered()
    room.accepted()
    leaver, other = (room.ann, room.ben) if sender else (room.ben, room.ann)
    first, second, detached, left, *_ = room.run(leaver, Quit("bye"))
    assert reason_of(first) is reason_of(second) is StopReason.LEFT
    assert isinstance(detached, SessionDetached)
    assert isinstance(left, PersonLeft)
    assert room.state.transfers == other.transfers == {}


# --- bytes -----------------------------------------------------------------------------------------


def test_bytes_before_the_file_is_taken() -> None:
    """End the offer."""
    room = Room()
    assert reason_of(room.send(room.offered(), 1_000)) is StopReason.NOT_ACCEPTED


def test_more_bytes_than_announced() -> None:
    """End the transfer."""
    room = Room()
    assert reason_of(room.send(room.accepted(1_000), 1_001)) is StopReason.TOO_MANY


def test_what_cannot_be_read() -> None:
    """Ends the transfer."""
    room = Room()
    (stopped,) = room.run(room.ann, SendChunk(room.accepted().number, None))
    assert reason_of(stopped) is StopReason.UNREADABLE


def test_pieces_are_worth_their_lines() -> None:
    """All but the last; nothing at all is no piece."""
    room = Room()
    assert reason_of(room.send(room.accepted(), SMALLEST_CHUNK - 1)) is StopReason.TOO_SMALL
    assert reason_of(room.send(room.accepted(0), 0)) is StopReason.TOO_SMALL
    assert isinstance(room.send(room.accepted(SMALLEST_CHUNK), SMALLEST_CHUNK), ChunkSent)
    assert isinstance(room.send(room.accepted(1), 1), ChunkSent)


def test_the_window_is_of_all_that_one_sends() -> None:
    """What is ahead of its receipt may not be more, whatever it belongs to."""
    room = Room()
    first, second = room.accepted(), room.accepted()
    assert isinstance(room.send(first, WINDOW - 1_000), ChunkSent)
    assert isinstance(room.send(second, 1_000), ChunkSent)
    assert reason_of(room.send(second, 512)) is StopReason.TOO_FAST
    # What was lost with the second is no longer ahead.
    assert isinstance(room.send(first, 1_000), ChunkSent)


def test_the_window_is_that_of_the_acceptance() -> None:
    """A new configuration catches nobody out."""
    room = Room()
    transfer = room.accepted()
    room.state.rules = Chatroom(file_window=512).state.rules
    assert isinstance(room.send(transfer, WINDOW), ChunkSent)


@pytest.mark.parametrize(
    ("received", "reason"),
    [
        (1_001, StopReason.NOT_SENT),
        (-1, StopReason.NOT_SENT),
        (0, StopReason.TOO_SMALL),
        (SMALLEST_CHUNK - 1, StopReason.TOO_SMALL),
        (SMALLEST_CHUNK, None),
        (1_000, None),
    ],
)
def test_acknowledgements(received: int, reason: StopReason | None) -> None:
    """Of what was sent, and worth their lines too."""
    room = Room()
    transfer = room.accepted()
    room.send(transfer, 1_000)
    outcome = room.acknowledge(transfer, received)
    assert reason_of(outcome) is reason if reason is not None else isinstance(outcome, ChunkReceived)


def test_one_may_not_acknowledge_the_same_twice() -> None:
    """Else it could be done for ever."""
    room = Room()
    transfer = room.accepted()
    room.send(transfer, 1_000)
    room.acknowledge(transfer, 1_000)
    assert reason_of(room.acknowledge(transfer, 1_000)) is StopReason.TOO_SMALL
