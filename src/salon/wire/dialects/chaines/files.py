"""Files on the wire `chaines`: what is written to send and take them, and what is read of them.

People read sentences. Programs read lines that begin with `$`: no line of another kind can, for no nick holds
one, and before a sentence that begins with it, as with the name of a channel, a space is put. None of these
lines is the document's.
"""

import re
from base64 import b64decode
from collections.abc import Callable
from typing import Any

from salon.core import file_events
from salon.core.commands import AcceptFile, Command, OfferFile, StopFile
from salon.core.events import Event
from salon.core.file_events import StopReason
from salon.core.numbers import read_number
from salon.core.refusals import NoSuchTransfer
from salon.core.state import Transfer
from salon.texts.marks import N_
from salon.texts.sizes import word_size
from salon.texts.visible import echoed
from salon.wire.dialects.chaines.talk import ChainesTalk
from salon.wire.dialects.session import DialectLine

MOST_DIGITS = 15
"""Digits of a number of bytes, or of a transfer: more than there will ever be."""

_OFFER = re.compile(rf"([0-9]{{1,{MOST_DIGITS}}})\s+([0-9A-Fa-f]{{64}})\s+(.+)")
# Only what either goes on with the transfer or ends it: lines that are merely answered, at no cost, would be
# a flood.
_PACED = re.compile(
    rf"/?(CHUNK(?= [0-9]+ [^\s]+)|GOT(?= [0-9]+ [0-9]{{1,{MOST_DIGITS}}}$)) ([0-9]{{1,{MOST_DIGITS}}}) [^\s]+"
)


# --- what comes in ----------------------------------------------------------------------------------


def send(talk: ChainesTalk, given: list[str], now: int) -> list[Command]:
    """Offer a file, as a program does that has looked at it; or say how it is done."""
    nick, file = given[0], " ".join(given[1:])
    offer = _OFFER.fullmatch(file)
    if offer is None:
        talk.tell(
            N_(
                "The server cannot read your file. Use the program salon connect HOST PORT, and type "
                "there: /SEND {nick} {file}"
            ),
            nick=echoed(nick),
            file=echoed(file),
        )
        return []
    talk.reads_any_length()
    size, sha256, name = offer.groups()
    return [
        *talk.streams.stop_stalled(talk.me.transfers, now),
        OfferFile(talk.channel.name, nick, name.rstrip(), int(size), sha256.lower()),
    ]


def receive(talk: ChainesTalk, given: list[str], now: int) -> list[Command]:
    """Take the file of a name that was offered first."""
    name = given[0].rstrip()
    offers = [
        its for its in _known(talk) if its.receiver == talk.me.id and its.name == name and not its.accepted
    ]
    senders = {its.sender: talk.state.people[its.sender].nick for its in offers}
    if len(senders) == 1:
        return [*talk.streams.stop_stalled(talk.me.transfers, now), AcceptFile(offers[0].number)]
    if senders:
        # Whoever guesses what somebody waits for could offer another file of that name first.
        talk.tell(
            N_(
                'Each of these offers you a file called "{name}": {nicks}. /IGNORE all but one of them,'
                " or have it offered by another name."
            ),
            name=name,
            nicks=", ".join(senders.values()),
        )
    else:
        talk.tell(N_('Nobody offers you a file called "{name}".'), name=echoed(name))
    return []


def stop(talk: ChainesTalk, given: list[str], _now: int) -> list[Command]:
    """End a transfer, by its number or by the file's name."""
    name = given[0].rstrip()
    number = int(name) if is_number(name) else 0
    for its in _known(talk):
        if number == its.number or (name == its.name and number not in talk.me.transfers):
            return [StopFile(its.number)]
    if number:
        talk.refuse(NoSuchTransfer(number))
    else:
        talk.tell(N_('You have no file called "{name}" in transfer.'), name=echoed(name))
    return []


def take_chunk(talk: ChainesTalk, given: list[str], now: int) -> list[Command]:
    """Send the next bytes of a file, as the base64 that came."""
    number, encoded = int(given[0]), given[1]
    its = talk.state.transfers.get(number)
    if its is None or its.sending != talk.core.id:
        talk.refuse(NoSuchTransfer(number))
        return []
    if not its.accepted:
        return [StopFile(number, StopReason.NOT_ACCEPTED)]
    try:
        size = len(b64decode(encoded, validate=True))
    except ValueError:
        return [StopFile(number, StopReason.UNREADABLE)]
    return talk.streams.send(number, f"$CHUNK {number} {encoded}\n".encode(), size, now)


def acknowledge(talk: ChainesTalk, given: list[str], now: int) -> list[Command]:
    """Say how much has come."""
    talk.reads_any_length()
    number, received = map(int, given)
    its = talk.state.transfers.get(number)
    if its is None or its.receiving != talk.core.id:
        talk.refuse(NoSuchTransfer(number))
        return []
    return talk.streams.acknowledge(number, f"$GOT {number} {received}\n".encode(), received, now)


def is_number(text: str) -> bool:
    """Tell whether a parameter is a number of bytes, or of a transfer."""
    return read_number(text, 10**MOST_DIGITS - 1) is not None


def _known(talk: ChainesTalk) -> list[Transfer]:
    """Return the transfers that the person knows of: whom one ignores offers in vain."""
    people, me = talk.state.people, talk.me
    return [
        its
        for its in me.transfers.values()
        if its.accepted or not talk.state.hides(me.list_owner, people[its.sender].source)
    ]


class PacedLine(DialectLine, frozen=True, gc=False):
    """A line of a transfer. While it is under way the line is free: the window paces it."""

    is_under_way: Callable[[], bool] = bool

    @property
    def cost(self) -> float:
        """How much of its allowance of messages it uses up, as things stand when its turn comes."""
        return 0.0 if self.is_under_way() else 1.0


def paced(talk: ChainesTalk, line: DialectLine) -> DialectLine:
    """Return a line of a transfer as one whose cost depends on it; any other as it is."""
    found = None if line.problem is not None else _PACED.fullmatch(line.text)
    if found is None or line.text.startswith("/") is talk.is_program:
        return line
    sends, number = found[1] == "CHUNK", int(found[2])

    def is_under_way() -> bool:
        its = talk.state.transfers.get(number)
        if its is None or not its.accepted:
            return False
        return (its.sending if sends else its.receiving) == talk.core.id

    return PacedLine(line.text, line.size, is_under_way=is_under_way)


# --- what goes out ----------------------------------------------------------------------------------


def _offered(talk: ChainesTalk, event: file_events.FileOffered, _own: bool) -> None:
    if event.source.person == talk.me.id:
        talk.tell(
            N_('You offered "{name}" to {nick}, who must accept it. To withdraw the offer: /STOP {name}'),
            name=event.name,
            nick=event.nick,
        )
    else:
        talk.tell(
            N_('{nick} offers you the file "{name}", {size}. To accept it: /RECV {name}'),
            nick=event.source.nick,
            name=event.name,
            size=word_size(event.size, talk.translate),
        )


def _accepted(talk: ChainesTalk, event: file_events.FileAccepted, _own: bool) -> None:
    its = talk.state.transfers[event.transfer]
    if talk.core.id == its.receiving:
        if not talk.is_program:
            talk.tell(
                N_(
                    "The lines that begin with $ are for a program: salon connect HOST PORT receives "
                    "files by itself. To stop this one: /STOP {name}"
                ),
                name=its.name,
            )
        talk.say_to_program(f"$FILE {its.number} {its.size} {its.sha256} {its.name}")
    elif talk.core.id == its.sending:
        window = talk.streams.open(its, event.time)
        talk.tell(N_('{nick} accepted the file "{name}".'), nick=event.source.nick, name=its.name)
        talk.say_to_program(f"$SEND {its.number} {window} {its.sha256} {its.name}")


def _finished(talk: ChainesTalk, event: file_events.FileFinished, _own: bool) -> None:
    talk.streams.close(event.transfer)


def say_gone(transfer: int) -> str:
    """Return the line that says that there is no such transfer, or none any more."""
    return f"$STOP {transfer}"


def _stopped(talk: ChainesTalk, event: file_events.FileStopped, _own: bool) -> None:
    talk.streams.close(event.transfer)
    by_oneself = event.source.person == talk.me.id
    if by_oneself and event.reason is StopReason.LEFT:
        return
    talk.say_to_program(say_gone(event.transfer))
    text = N_('You stopped the file "{name}".') if by_oneself else N_('{nick} stopped the file "{name}".')
    talk.tell(
        _REASONS.get(event.reason, text),
        nick=event.source.nick,
        name=event.name,
        seconds=talk.state.rules.offer_seconds,
    )


_REASONS: dict[StopReason, str] = {
    StopReason.LEFT: N_('{nick} has left: the file "{name}" was stopped.'),
    StopReason.EXPIRED: N_('The file "{name}" was stopped: nothing happened for {seconds} seconds.'),
    StopReason.NOT_ACCEPTED: N_('The file "{name}" was stopped: bytes arrived before it was accepted.'),
    StopReason.UNREADABLE: N_('The file "{name}" was stopped: the data was not base64.'),
    StopReason.TOO_SMALL: N_('The file "{name}" was stopped: its pieces were too small.'),
    StopReason.TOO_FAST: N_('The file "{name}" was stopped: it was sent faster than it was received.'),
    StopReason.TOO_MANY: N_('The file "{name}" was stopped: more bytes arrived than were announced.'),
    StopReason.NOT_SENT: N_('The file "{name}" was stopped: more bytes were acknowledged than were sent.'),
}

SHOW: dict[type[Event], Callable[[Any, Any, bool], None]] = {
    file_events.FileOffered: _offered,
    file_events.FileAccepted: _accepted,
    file_events.FileFinished: _finished,
    file_events.FileStopped: _stopped,
}
"""How what happens to a file is shown to the two whose it is."""
