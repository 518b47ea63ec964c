"""Meets what the core needs from outside: passwords verified, history read, the configuration read again."""

import logging
from collections.abc import Callable
from typing import cast

from salon.accounts.tries import PasswordTries
from salon.core.commands import Command, WithPassword
from salon.core.events import Event, Said
from salon.core.needs import (
    EndServer,
    FetchHistory,
    LoadConfiguration,
    LookUpName,
    Need,
    Result,
    StartAgain,
    VerifyPassword,
)
from salon.core.queries.history import HistoryQuery
from salon.server.lookups import Lookups
from salon.storage.port import StorageError
from salon.storage.readers import Readers

log = logging.getLogger("salon.needs")

CallLoop = Callable[[Callable[[], None]], object]


class Needs:
    """Meets each kind of need by whoever can. `afterwards` is the gate's."""

    def __init__(
        self,
        passwords: PasswordTries,
        readers: Readers,
        afterwards: Callable[[Callable[[], None]], None],
        call_loop: CallLoop,
        lookups: Lookups,
        reload: Callable[[], str],
        restart: Callable[[], None],
        stop: Callable[[], None],
    ) -> None:
        self._passwords = passwords
        self._readers = readers
        self._afterwards = afterwards
        self._call_loop = call_loop
        self._reload = reload
        self._restart = restart
        self._lookups = lookups
        self._stop = stop

    def meet(self, need: Need, command: Command, answer: Callable[[Result], None]) -> None:
        """Meet a need of a command; `answer` is called on the loop, later, with what was found out."""
        if isinstance(need, VerifyPassword):
            assert isinstance(command, WithPassword)  # noqa: S101 - no other asks for it
            self._passwords.verify(need, command.password, answer)
        elif isinstance(need, FetchHistory):
            self._fetch(need, answer)
        elif isinstance(need, LoadConfiguration):
            self._call_loop(lambda: answer(self._reload()))
        elif isinstance(need, LookUpName):
            self._lookups.name_of(need.address, answer)
        elif isinstance(need, StartAgain):
            self._restart()
        elif isinstance(need, EndServer):
            self._stop()
        else:  # its session would wait for ever without a word
            raise TypeError(f"nobody meets {type(need).__name__}")

    def _fetch(self, need: FetchHistory, answer: Callable[[Result], None]) -> None:
        def found(events: list[Event] | StorageError) -> None:
            if isinstance(events, StorageError):
                # Shown as empty: the chat itself goes on.
                log.error("history was not read: %(reason)s", {"reason": events})
                events = []
            answer(cast("tuple[Said, ...]", tuple(events)))

        # Only when what was said so far is committed can all of it be read.
        self._afterwards(lambda: self._readers.read(_query(need), found))


def _query(need: FetchHistory) -> HistoryQuery:
    return HistoryQuery(conversation=need.channel, limit=need.limit, after=need.since - 1, before=need.before)
