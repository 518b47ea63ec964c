"""The log of a single process: what of a batch reaches the storage, and when it is done."""

from collections.abc import Callable, Sequence

import pytest

from harness.storing import DURABLE
from salon.core import refusals
from salon.core.asks import Batch, Entry
from salon.core.events import ChannelFounded, Event, MessageKind, MessagePosted, PersonLeft, Source
from salon.core.replies import Outcome
from salon.delivery.log import LocalLog

ANN = Source(1, "ann", "~a", "host", mask="ann!~a@host")


class Disk:
    """A storage that answers when a test says so."""

    def __init__(self) -> None:
        self.commits: list[tuple[Sequence[Event], Callable[[Exception | None], None]]] = []
        self.answers: list[Exception | None] = []
        self.log = LocalLog(lambda events, done: self.commits.append((events, done)))

    def append(self, *outcomes: Outcome) -> None:
        """Append a batch of one entry for each outcome."""
        entries = [Entry(1, number, [outcome]) for number, outcome in enumerate(outcomes)]
        self.log.append(Batch(1, 1, 0, entries), self.answers.append)


def said(text: str = "salut", *, live: bool = False) -> MessagePosted:
    """Make a message."""
    return MessagePosted(ANN, MessageKind.PRIVMSG, "#a", text, 1, 0, channel=1, live=live)


@pytest.mark.parametrize(
    ("outcome", "stored"),
    [
        (said(), True),
        (said(live=True), False),
        (ChannelFounded(1, "#a", 0), True),
        (PersonLeft(ANN, "bye", 0), False),
        (refusals.NotRegistered(), False),
    ],
)
def test_what_lasts(outcome: Outcome, stored: bool) -> None:
    """What was said and what became of channels; not who came and went, nor that somebody is typing."""
    disk = Disk()
    disk.append(outcome)
    assert [events for events, _ in disk.commits] == ([[outcome]] if stored else [])
    assert disk.answers == ([] if stored else [None])


def test_a_batch_is_stored_at_once_and_in_order() -> None:
    """All that lasts of all its entries; it is done when the storage says so."""
    disk = Disk()
    disk.append(said("1"), PersonLeft(ANN, "bye", 0), said("2"))
    ((events, done),) = disk.commits
    assert events == [said("1"), said("2")]
    assert disk.answers == []
    error = OSError("no room")
    done(error)
    assert disk.answers == [error]


def test_what_lasts_is_about_channels_and_what_is_said() -> None:
    """And about accounts, who stays, and machines that are listed; a new kind has to be thought about."""
    assert sorted(kind.__name__ for kind in DURABLE) == [
        "AccountErased",
        "AccountOperatorChanged",
        "AccountRegistered",
        "AccountRenamed",
        "AccountSuspended",
        "AccountVerified",
        "ActNoted",
        "BlockChanged",
        "ChannelDropped",
        "ChannelEmptied",
        "ChannelForgotten",
        "ChannelFounded",
        "ChannelMetadataChanged",
        "ChannelNameAllowed",
        "ChannelNameForbidden",
        "ChannelOwnerChanged",
        "ChannelRefounded",
        "ChannelRenamed",
        "ClosureChanged",
        "CodeIssued",
        "CodeRevoked",
        "CodeUsed",
        "ConversationRead",
        "EmailChanged",
        "MachineForgotten",
        "MachineListed",
        "MembershipEnded",
        "MembershipKept",
        "MessageEdited",
        "MessagePosted",
        "MessageReacted",
        "MessageRedacted",
        "ModesChanged",
        "PasswordChanged",
        "PersistenceChanged",
        "PersonMetadataChanged",
        "PresenceEnded",
        "PresenceKept",
        "RankKept",
        "SanctionNoted",
        "ServerBanLifted",
        "ServerBanSet",
        "TopicChanged",
    ]
