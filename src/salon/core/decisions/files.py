"""Decide about files: who may offer which to whom, who takes it, and when that is over.

The bytes of a file do not come here (`salon.files`).
"""

import re

from salon.core import refusals
from salon.core.commands import AcceptFile, FinishFile, OfferFile, StopFile
from salon.core.context import Context
from salon.core.decisions.permissions import permission_refusal
from salon.core.decisions.speech import speech_refusal
from salon.core.decisions.subjects import channel_of
from salon.core.file_events import FileAccepted, FileFinished, FileOffered, FileStopped, StopReason
from salon.core.refusals import Refusal
from salon.core.replies import Decision, Outcome
from salon.core.state import Channel, Person, State, Transfer

MOST_FROM_ONE = 4
"""Files that one person may offer and send at a time. Each may ring at somebody, so they are few."""

MOST_TO_ONE = 8
"""Files that one person may receive at a time: their windows together fit into the output that may wait for
the person. Offers do not count: a few people could keep all others' away."""

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
    outcome: list[Outcome] = [*_expired(state, sender, context.now)]
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
        context.actor.id,
        context.now,
    )
    return [*outcome, offered]


def _receiver(state: State, command: OfferFile, channel: Channel, sender: Person) -> Person | Refusal:
    """Return whom a file may be offered to, or why not."""
    refusal = permission_refusal(state.rules.people.send_files, sender) or speech_refusal(
        state, channel, sender
    )
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
    if sum(1 for _ in arriving) >= MOST_TO_ONE:
        return [refusals.TooManyFiles(MOST_TO_ONE)]
    return [FileAccepted(receiver.source, transfer.number, transfer.sender, context.actor.id, context.now)]


def finish_file(state: State, command: FinishFile, context: Context) -> Decision:
    """End a transfer of which all has come."""
    transfer = state.transfers.get(command.transfer)
    if transfer is None or transfer.receiving != context.actor.id:
        return [refusals.NoSuchTransfer(command.transfer)]
    return [FileFinished(context.person.source, transfer.number, transfer.sender, context.now)]


def stop_file(state: State, command: StopFile, context: Context) -> Decision:
    """End a transfer, or an offer, that one has a part in."""
    person, transfer = context.person, state.transfers.get(command.transfer)
    if transfer is None or person.id not in {transfer.sender, transfer.receiver}:
        return [refusals.NoSuchTransfer(command.transfer)]
    return [_stopped(state, transfer, person, command.reason, context.now)]


def stop_files_of(state: State, person: Person, now: int, session: int = 0) -> list[FileStopped]:
    """Return the ends of all transfers of somebody who leaves, or of those of one of their sessions."""
    return [
        _stopped(state, its, person, StopReason.LEFT, now)
        for its in person.transfers.values()
        if not session or session in {its.sending, its.receiving}
    ]


def _sent_by(person: Person) -> list[Transfer]:
    return [transfer for transfer in person.transfers.values() if transfer.sender == person.id]


def _expired(state: State, person: Person, now: int) -> list[FileStopped]:
    """Return the ends of the offers that have waited for too long; seen when one of the two offers a file."""
    return [
        _stopped(state, its, state.people[its.sender], StopReason.EXPIRED, now)
        for its in person.transfers.values()
        if _is_expired(state, its, now)
    ]


def _is_expired(state: State, transfer: Transfer, now: int) -> bool:
    return not transfer.accepted and now - transfer.time >= state.rules.offer_seconds * 1000


def _stopped(state: State, transfer: Transfer, by: Person, reason: StopReason, now: int) -> FileStopped:
    other = state.people[transfer.receiver if by.id == transfer.sender else transfer.sender]
    return FileStopped(
        *(by.source, transfer.number, other.id, other.nick, transfer.name, reason, now),
        accepted=transfer.accepted,
    )
