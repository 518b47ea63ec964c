"""What a `chaines` session knows while it talks: which channel is current, and who is in it."""

from collections.abc import Iterable
from typing import Protocol

from salon.core.commands import Command
from salon.core.message_events import MessageReacted
from salon.core.ranks import Rank
from salon.core.state import Channel, Member, Session, State, Transfer
from salon.texts.marks import Translate
from salon.wire.dialects.chaines.forms import CURRENT, OTHER, ChainesForm, bare, signed
from salon.wire.dialects.chaines.input import ChainesSplitter
from salon.wire.dialects.named import NamedSession
from salon.wire.session import Pieces

PIECE_BYTES = 2048
"""The document's client reads so much at a time, and decodes it by itself."""


class Streams(Protocol):
    """What passes lines with the bytes of files on; what follows for the transfer is returned. `now`: ms."""

    def open(self, transfer: Transfer, now: int, /) -> int:
        """Begin with a file that was accepted; return how many bytes its sender may be ahead."""

    def close(self, transfer: int, /) -> None:
        """End with a file."""

    def send(self, transfer: int, line: bytes, size: int, now: int, /) -> list[Command]:
        """Pass on a line with the next bytes of a file."""

    def acknowledge(self, transfer: int, line: bytes, received: int, now: int, /) -> list[Command]:
        """Pass on a line that says how much of a file has come."""

    def stop_stalled(self, transfers: Iterable[int], now: int, /) -> list[Command]:
        """Return the ends of those of these transfers that stand still."""


class ChainesTalk(NamedSession):
    """One person's side of the conversation."""

    __slots__ = ("_input", "current", "pieces", "returning", "streams")

    _input: ChainesSplitter
    pieces: Pieces

    def __init__(
        self, state: State, translate: Translate, core: Session, now: float, streams: Streams
    ) -> None:
        self.streams = streams
        # The number of the channel that is typed into; 0 in the lobby.
        self.current = 0
        # In the lobby, having been in a channel before.
        self.returning = False
        self.pieces = Pieces()
        super().__init__(state, translate, core, now)

    def base_form(self, channel: int) -> ChainesForm:
        """Return the form of the current channel, or of what is in none; or of another channel."""
        return CURRENT if channel in {0, self.current} else OTHER

    @property
    def is_program(self) -> bool:
        """Whether lines are written as programs do, and not as people."""
        return bool(self._input.prefixed)

    @property
    def channel(self) -> Channel:
        """The current channel, where it is known that there is one."""
        return self.state.channels[self.current]

    @property
    def rank(self) -> Rank:
        """One's standing in the current channel; a server operator may do what its founder may."""
        return Rank.FOUNDER if self.me.is_operator else self.channel.standing_of(self.me)

    def find_channel(self, name: str) -> Channel | None:
        """Return the channel that this wire calls by a name."""
        return self.state.find_channel(signed(name))

    def name_of_place(self, typed: str) -> str:
        """Return the name that a channel of one's own has for everybody, or else what was typed."""
        channel = self.find_channel(typed)
        return channel.name if channel is not None and channel.id in self.me.channels else typed

    def find_member(self, nick: str) -> Member | None:
        """Return somebody in the current channel."""
        person = self.state.find_person(nick)
        return None if person is None else self.channel.members.get(person.id)

    def enter(self, channel: int) -> None:
        """Make a channel the current one."""
        self.current = channel
        self.returning = False
        self.forms_changed = True

    def enter_lobby(self) -> None:
        """Have no current channel."""
        self.current = 0
        self.returning = True

    def reads_any_length(self) -> None:
        """Take note that the peer puts pieces together: no program of the document sends files in lines."""
        self.pieces.most = 0

    def say(self, line: str) -> None:
        """Put a line to the output that people read: none begins as those for programs do."""
        super().say(f" {line}" if line.startswith("$") else line)

    def say_reaction(self, event: MessageReacted, line: str) -> None:
        """Put a line about a reaction to the output, its channel in front where it is not the current one."""
        if event.channel:
            self.say_of(event.channel, event.target, line)
        else:
            self.say(line)

    def say_to_program(self, line: str) -> None:
        """Put a line to the output that a program reads."""
        super().say(line)

    def say_all(self, lines: Iterable[str]) -> None:
        """Put lines to the output."""
        for line in lines:
            self.say(line)

    def say_of(self, channel: int, name: str, line: str) -> None:
        """Put a line about a channel to the output, its name in front where it is not the current one."""
        self.say(line if channel == self.current else f"[{bare(name)}] {line}")
