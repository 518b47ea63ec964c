"""Decide about files: who may offer which to whom, and how their bytes go through.

The server keeps nothing of a file. What is sent and not yet acknowledged is bounded, so that a receiver who
is slow holds up the sender and nobody else, and so that pieces are large enough to be worth their line.
"""

import re
from itertools import takewhile

from salon.core import refusals
from salon.core.commands import AcceptFile, AcknowledgeChunk, OfferFile, SendChunk, StopFile
from salon.core.context import Context
from salon.core.decisions.speech import speech_refusal
from salon.core.decisions.subjects import channel_of
from salon.core.events import (
    ChunkReceived,
    ChunkSent,
    FileAccepted,
    FileOffered,
    FileStopped,
    StopReason,
)
from salon.core.refusals import Refusal
from salon.core.replies import Decision, Outcome
from salon.core.state import Channel, Person, State, Transfer

MOST_FROM_ONE = 4
"""Files that one person may offer and send at a time. Each may ring at somebody, so they are few."""

MOST_TO_ONE = 8
"""Files that one person may receive at a time: their windows together fit into the output that may wait for
the person. Offers do not count: a few people could keep all others' away."""

SMALLEST_CHUNK = 512
"""Bytes that a piece has, but for the last: lines of a transfer are not throttled, so they have to be worth
something."""

LONGEST_NAME = 255
"""Bytes of a file's name: what file systems take."""

# No path, nothing that a terminal obeys, nothing that turns the direction of writing, by which the end of a
# name is made to look like another, and nothing that is not seen at all, by which two names look alike. The
# joiners (U+200C, U+200D) are part of how some languages, and emoji, are written.
_NOT_IN_NAMES = re.compile(
    r"[/\\\x00-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    r"\u2800\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f]"
)


def is_file_name(name: str) -> bool:
    """Tell whether a file that is sent may be called so."""
    return (
        name.strip() == name
        and name not in {"", ".", ".."}
        and _NOT_IN_NAMES.search(name) is None
        and len(name.encode(errors="surrogatepass")) <= LONGEST_NAME
    )


def offer_file(state: State, command: OfferFile, context: Context) -> Decision:
    """Offer a file to another member of the channel."""
    sender, channel = context.person, channel_of(state, command.channel)
    outcome: list[Outcome] = [*_expired(state, context.now)]
    receiver = _receiver(state, command, channel, sender)
    if isinstance(receiver, Refusal):
        return [*outcome, receiver]
    refusal = _file_refusal(state, command) or _number_refusal(state, sender, context.now)
    if refusal is not None:
        return [*outcome, refusal]
    offered = FileOffered(
        sender.source,
        state.last_transfer + 1,
        receiver.id,
        receiver.nick,
        command.name,
        command.size,
        command.sha256,
        context.now,
    )
    return [*outcome, offered]


def _receiver(state: State, command: OfferFile, channel: Channel, sender: Person) -> Person | Refusal:
    """Return whom a file may be offered to, or why not."""
    refusal = speech_refusal(state, channel, sender)
    if refusal is not None:
        return refusal
    receiver = state.find_person(command.nick)
    if receiver is None:
        return refusals.NoSuchNick(command.nick)
    if receiver.id not in channel.members:
        return refusals.TargetNotInChannel(receiver.nick, channel.name)
    if receiver is sender:
        return refusals.FileToOneself()
    if not any(session.takes_files for session in receiver.sessions.values()):
        return refusals.TakesNoFiles(receiver.nick)
    return receiver


def _file_refusal(state: State, command: OfferFile) -> Refusal | None:
    limit = state.rules.file_bytes
    if not limit:
        return refusals.FilesForbidden()
    if command.size > limit:
        return refusals.FileTooLarge(command.name, command.size, limit)
    return None if is_file_name(command.name) else refusals.FileNameInvalid(command.name)


def _number_refusal(state: State, sender: Person, now: int) -> Refusal | None:
    out = sum(not _is_expired(state, transfer, now) for transfer in _sent_by(sender))
    return refusals.TooManyFiles(MOST_FROM_ONE) if out >= MOST_FROM_ONE else None


def accept_file(state: State, command: AcceptFile, context: Context) -> Decision:
    """Take a file that is offered."""
    receiver, transfer = context.person, state.transfers.get(command.transfer)
    if transfer is None or transfer.receiver != receiver.id or transfer.accepted:
        return [refusals.NoSuchTransfer(command.transfer)]
    if _is_expired(state, transfer, context.now):
        return [_stopped(state, transfer, receiver, StopReason.EXPIRED, context.now)]
    arriving = (its for its in receiver.transfers.values() if its.receiver == receiver.id and its.accepted)
    if sum(not _is_expired(state, its, context.now) for its in arriving) >= MOST_TO_ONE:
        return [refusals.TooManyFiles(MOST_TO_ONE)]
    window = state.rules.file_window
    return [FileAccepted(receiver.source, transfer.number, transfer.sender, window, context.now)]


def send_chunk(state: State, command: SendChunk, context: Context) -> Decision:
    """Let the next bytes of a file through; whatever is wrong with them ends the transfer."""
    sender, transfer = context.person, state.transfers.get(command.transfer)
    if transfer is None or transfer.sender != sender.id:
        return [refusals.NoSuchTransfer(command.transfer)]
    fault = _chunk_fault(state, transfer, command.data, context.now)
    if fault is not None or command.data is None:
        return [_stopped(state, transfer, sender, fault or StopReason.UNREADABLE, context.now)]
    return [ChunkSent(sender.source, transfer.number, transfer.receiver, command.data, context.now)]


def _chunk_fault(state: State, transfer: Transfer, data: bytes | None, now: int) -> StopReason | None:
    """Tell what is wrong with bytes that were sent."""
    if _is_expired(state, transfer, now):
        return StopReason.EXPIRED
    if not transfer.accepted:
        return StopReason.NOT_ACCEPTED
    if data is None:
        return StopReason.UNREADABLE
    left = transfer.size - transfer.sent
    if len(data) > left:
        return StopReason.TOO_MANY
    if len(data) < min(SMALLEST_CHUNK, left) or not data:
        return StopReason.TOO_SMALL
    # All that the person sends counts: it waits in one queue.
    ahead = sum(its.sent - its.acknowledged for its in _sent_by(state.people[transfer.sender]))
    return StopReason.TOO_FAST if ahead + len(data) > transfer.window else None


def acknowledge_chunk(state: State, command: AcknowledgeChunk, context: Context) -> Decision:
    """Let the sender know what has come."""
    receiver, transfer = context.person, state.transfers.get(command.transfer)
    if transfer is None or transfer.receiver != receiver.id or not transfer.accepted:
        return [refusals.NoSuchTransfer(command.transfer)]
    received = command.received
    if not transfer.acknowledged <= received <= transfer.sent:
        return [_stopped(state, transfer, receiver, StopReason.NOT_SENT, context.now)]
    gained = received - transfer.acknowledged
    if gained < SMALLEST_CHUNK and not (received == transfer.sent and (gained or received == transfer.size)):
        return [_stopped(state, transfer, receiver, StopReason.TOO_SMALL, context.now)]
    return [ChunkReceived(receiver.source, transfer.number, transfer.sender, received, context.now)]


def stop_file(state: State, command: StopFile, context: Context) -> Decision:
    """End a transfer, or an offer, that one has a part in."""
    person, transfer = context.person, state.transfers.get(command.transfer)
    if transfer is None or person.id not in {transfer.sender, transfer.receiver}:
        return [refusals.NoSuchTransfer(command.transfer)]
    return [_stopped(state, transfer, person, StopReason.STOPPED, context.now)]


def stop_files_of(state: State, person: Person, now: int) -> list[FileStopped]:
    """Return the ends of all transfers of somebody who leaves."""
    return [_stopped(state, transfer, person, StopReason.LEFT, now) for transfer in person.transfers.values()]


def _sent_by(person: Person) -> list[Transfer]:
    return [transfer for transfer in person.transfers.values() if transfer.sender == person.id]


def _expired(state: State, now: int) -> list[FileStopped]:
    """Return the ends of all transfers that have waited for too long; seen when somebody offers a file."""
    # They stand in the order in which they were last heard of: behind one that has not, none has.
    expired = takewhile(lambda transfer: _is_expired(state, transfer, now), state.transfers.values())
    return [
        _stopped(state, transfer, state.people[transfer.sender], StopReason.EXPIRED, now)
        for transfer in expired
    ]


def _is_expired(state: State, transfer: Transfer, now: int) -> bool:
    return now - transfer.time >= state.rules.offer_seconds * 1000


def _stopped(state: State, transfer: Transfer, by: Person, reason: StopReason, now: int) -> FileStopped:
    other = state.people[transfer.receiver if by.id == transfer.sender else transfer.sender]
    return FileStopped(
        *(by.source, transfer.number, other.id, other.nick, transfer.name, reason, now),
        accepted=transfer.accepted,
    )
