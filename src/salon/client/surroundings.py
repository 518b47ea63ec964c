"""Who and what is around, as the lines of a conversation tell: for the status line, and for endings of words.

Sans-I/O. Each wire says what its lines tell; what a line only seems to tell costs a wrong hint, and no more.
"""

from collections.abc import Iterable, Mapping

from salon.client.desk import UnderWay
from salon.texts.marks import N_, Translate
from salon.texts.visible import visible_name

MOST_KNOWN = 500
"""How many nicks, and how many channels, are known; the one heard of longest ago is forgotten first."""


class Surroundings:
    """What is known of one conversation."""

    def __init__(self) -> None:
        self.server = ""
        self.current = ""
        """The channel that one is in, where the wire has several."""

        self.entering = ""
        """The channel that one has asked to enter."""

        self.nicks: dict[str, None] = {}
        self.channels: dict[str, None] = {}
        self.unread: dict[str, int] = {}
        """How many private messages came from whom since a line was typed."""

        self.offers: dict[str, str] = {}
        """Files that are offered, by name, and by whom."""

    def meet(self, *nicks: str) -> None:
        """Take note of people."""
        _renew(self.nicks, nicks)

    def part(self, nick: str) -> None:
        """Take note that somebody has left."""
        self.nicks.pop(nick, None)

    def find(self, *channels: str) -> None:
        """Take note of channels."""
        _renew(self.channels, channels)

    def enter(self, channel: str) -> None:
        """Take note of the channel that one is in now; none, if it has no name."""
        self.current = channel
        if channel:
            self.find(channel)

    def hear_privately(self, nick: str) -> None:
        """Take note of a private message."""
        self.meet(nick)
        if nick in self.unread or len(self.unread) < MOST_KNOWN:
            self.unread[nick] = self.unread.get(nick, 0) + 1

    def offer(self, nick: str, name: str) -> None:
        """Take note of a file that is offered."""
        self.meet(nick)
        if len(self.offers) < MOST_KNOWN:
            self.offers[name] = nick

    def settle(self, name: str) -> None:
        """Take note that an offer was taken or declined."""
        self.offers.pop(name, None)

    def word(self, waiting: int, under_way: Iterable[UnderWay], translate: Translate) -> str:
        """Return what waits for the person, in one line; `waiting`: lines that are not confirmed."""
        pieces = [self.server, self.current]
        if waiting:
            pieces.append(translate(N_("not confirmed yet: {count}")).format(count=waiting))
        if self.unread:
            pieces.append(translate(N_("private: {nicks}")).format(nicks=_counted(self.unread)))
        if self.offers:
            names = ", ".join(self.offers)
            pieces.append(translate(N_("files offered: {names}")).format(names=names))
        pieces += [f"{its.name} {its.percent} %" for its in under_way]
        return " | ".join(visible_name(piece) for piece in pieces if piece)


def _renew(known: dict[str, None], names: Iterable[str]) -> None:
    for name in names:
        known.pop(name, None)
        known[name] = None
    for oldest in list(known)[:-MOST_KNOWN]:
        del known[oldest]


def _counted(unread: Mapping[str, int]) -> str:
    return ", ".join(nick if count == 1 else f"{nick} ({count})" for nick, count in unread.items())
