"""Files between two people: who may offer, who may send, and what ends a transfer."""

from typing import Any

import pytest

from harness.chatroom import Chatroom
from salon.core import refusals
from salon.core.apply import apply
from salon.core.commands import (
    AcceptFile,
    ChangeModes,
    ChangeNick,
    FinishFile,
    Kick,
    OfferFile,
    PartChannel,
    Quit,
    Resume,
    StopFile,
)
from salon.core.decisions.files import MOST_FROM_ONE, MOST_TO_ONE, is_file_name
from salon.core.events import Event, ModeChange, PersonLeft, SessionAttached, SessionDetached
from salon.core.file_events import FileAccepted, FileFinished, FileOffered, FileStopped, StopReason
from salon.core.refusals import Refusal
from salon.core.replies import Outcome
from salon.core.sanction_refusals import Silenced
from salon.core.state import Person, Transfer

SHA = "0" * 64
SIZE = 3_000


class Room(Chatroom):
    """A channel with Ann and Ben, who can both take files."""

    def __init__(self, **rules: Any) -> None:
        super().__init__(**rules)
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
        assert event == FileAccepted(
            self.ben.source, transfer.number, self.ann.id, session_of(self.ben), self.now
        )
        return transfer

    def finish(self, transfer: Transfer) -> Outcome:
        """Have Ben say that all has come."""
        (outcome,) = self.run(self.ben, FinishFile(transfer.number))
        return outcome


def session_of(person: Person) -> int:
    """Return the first session of somebody."""
    return next(iter(person.sessions))


def reason_of(outcome: Outcome) -> StopReason:
    """Return why a transfer was stopped."""
    assert isinstance(outcome, FileStopped), outcome
    return outcome.reason


def test_a_file_goes_through() -> None:
    """Offered, taken and finished; then nothing of it is left."""
    room = Room()
    transfer = room.accepted()
    number = transfer.number
    assert (transfer.sending, transfer.receiving) == (session_of(room.ann), session_of(room.ben))
    assert room.state.transfers == room.ann.transfers == room.ben.transfers == {number: transfer}
    assert room.finish(transfer) == FileFinished(room.ben.source, number, room.ann.id, room.now)
    assert room.state.transfers == room.ann.transfers == room.ben.transfers == {}


def test_nothing_of_a_file_is_stored() -> None:
    """Files are no history."""
    kinds: set[type[Event]] = {FileOffered, FileAccepted, FileFinished, FileStopped}
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
    assert room.offer(room.ben, "ann") == Silenced("#c", muting=True)


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
    assert room.run(room.ben, FinishFile(number)) == none
    room.run(room.ben, AcceptFile(number))
    assert room.run(room.ben, AcceptFile(number)) == none
    for stranger in (zoe, room.ann):
        assert room.run(stranger, FinishFile(number)) == none
    assert room.run(zoe, StopFile(number)) == none
    assert room.run(room.ann, StopFile(99)) == [refusals.NoSuchTransfer(99)]
    assert number in room.state.transfers


def test_it_is_of_persons_not_of_names_or_channels() -> None:
    """Who is called otherwise, or put out of the channel, goes on."""
    room = Room()
    transfer = room.accepted()
    room.run(room.ben, ChangeNick("bob"))
    room.run(room.ann, Kick("#c", "bob"))
    assert isinstance(room.finish(transfer), FileFinished)


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


@pytest.mark.parametrize("sender", [True, False])
def test_the_end_of_a_session_ends_its_transfers(sender: bool) -> None:
    """Its own alone: what goes through another session of the same person goes on, and so do other offers."""
    room = Room()
    own, elsewhere = room.accepted(), room.accepted()
    person, end = (room.ann, "sending") if sender else (room.ben, "receiving")
    second = room.connect()
    apply(room.state, SessionAttached(second.id, person.source, room.now))
    setattr(elsewhere, end, second.id)
    stopped, detached = room.run(second, Quit("bye"))
    assert isinstance(stopped, FileStopped)
    assert (stopped.transfer, stopped.reason) == (elsewhere.number, StopReason.LEFT)
    assert isinstance(detached, SessionDetached)
    assert room.state.transfers == {own.number: own}


def test_a_transfer_does_not_go_on_in_another_session() -> None:
    """Where a connection goes on for a lost one: nobody knows which bytes of the file have arrived."""
    room = Room()
    transfer = room.accepted()
    _, stopped, detached = room.run(room.connect(), Resume(session_of(room.ben)))
    assert isinstance(stopped, FileStopped)
    assert (stopped.transfer, stopped.reason) == (transfer.number, StopReason.LEFT)
    assert isinstance(detached, SessionDetached)
    assert room.state.transfers == {}
