"""Whom one is with, who else has written, and whether the directory answers: for the status line.

Knows nothing of sockets, nor of what is typed.
"""

from salon.direct.completion import complete
from salon.direct.link import Arrived, Peer
from salon.direct.memory import Memory
from salon.terminal.console import Completions
from salon.texts.marks import N_, Translate
from salon.texts.visible import visible_name

MOST_STRANGERS = 100
"""How many people who were never talked to are known: nobody's datagrams make it more."""


class Company:
    """The people around one user."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self.peer: Peer | None = None
        """Whom one talks to."""

        self.strangers: set[Peer] = set()
        """Who has written that one has never talked to."""

        self.listed: set[str] = set()
        """The names that the directory gave."""

        self.unread: dict[str, int] = {}
        """How many messages came from whom else since a line was typed."""

        self.is_directory_silent = False

    @property
    def peer_name(self) -> str:
        """The name of whom one talks to, as it is shown; empty where that is nobody."""
        name = "" if self.peer is None else self._memory.people.get(self.peer) or self.peer.address
        return visible_name(name)

    def meet_stranger(self, peer: Peer) -> bool:
        """Tell whether a peer writes for the first time, and was never talked to."""
        is_new = peer not in self._memory.people and peer not in self.strangers
        if not is_new or len(self.strangers) >= MOST_STRANGERS:
            return False
        self.strangers.add(peer)
        return True

    def count(self, arrived: Arrived) -> None:
        """Take note of a message from somebody else."""
        name = arrived.name or arrived.peer.address
        if name in self.unread or len(self.unread) < MOST_STRANGERS:
            self.unread[name] = self.unread.get(name, 0) + 1

    def word(self, name: str, listening: Peer, translate: Translate) -> str:
        """Return what waits for the user of a name, in one line."""
        pieces = [visible_name(name), str(listening)]
        if self.peer is not None:
            pieces.append(translate(N_("talking to {name}")).format(name=self.peer_name))
        if self.is_directory_silent:
            pieces.append(translate(N_("the directory does not answer")))
        if self.unread:
            names = ", ".join(f"{visible_name(its)} ({count})" for its, count in self.unread.items())
            pieces.append(translate(N_("new messages: {names}")).format(names=names))
        return " | ".join(pieces)

    def complete(self, before: str) -> Completions:
        """Return what may follow what was typed."""
        people = self._memory.people
        addresses = (str(peer) for peer in (*people, *self.strangers))
        return complete(before, [*filter(None, people.values()), *addresses, *self.listed])
