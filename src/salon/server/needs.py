"""Meets what the core needs from outside: passwords verified, history read, the configuration read again."""

import logging
from collections.abc import Callable

from salon.accounts.passwords import PasswordWorker
from salon.core.commands import Command
from salon.core.events import Event
from salon.core.queries.history import HistoryQuery
from salon.core.replies import (
    EndServer,
    FetchHistory,
    LoadConfiguration,
    LookUpName,
    Need,
    StartAgain,
    VerifyPassword,
)
from salon.server.lookups import Lookups
from salon.storage.port import StorageError
from salon.storage.readers import Readers

log = logging.getLogger("salon.needs")

CallLoop = Callable[[Callable[[], None]], object]


class Needs:
    """Meets each kind of need by whoever can. `afterwards` is the gate's."""

    def __init__(
        self,
        passwords: PasswordWorker,
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

    def meet(self, need: Need, answer: Callable[[Command], None]) -> None:
        """Meet a need; `answer` is called on the loop, later."""
        if isinstance(need, VerifyPassword):
            self._verify(need, answer)
        elif isinstance(need, FetchHistory):
            self._fetch(need, answer)
        elif isinstance(need, LoadConfiguration):
            self._call_loop(lambda: answer(need.then(self._reload())))
        elif isinstance(need, LookUpName):
            self._lookups.name_of(need.address, lambda name: answer(need.then(name)))
        elif isinstance(need, StartAgain):
            self._restart()
        elif isinstance(need, EndServer):
            self._stop()
        else:  # its session would wait for ever without a word
            raise TypeError(f"nobody meets {type(need).__name__}")

    def _verify(self, need: VerifyPassword, answer: Callable[[Command], None]) -> None:
        def done(verified: bool) -> None:  # on the worker's thread
            self._call_loop(lambda: answer(need.then(verified)))

        self._passwords.submit_verify(need.hash, need.password, done)

    def _fetch(self, need: FetchHistory, answer: Callable[[Command], None]) -> None:
        def found(events: list[Event] | StorageError) -> None:
            if isinstance(events, StorageError):
                # Shown as empty: the chat itself goes on.
                log.error("history was not read: %(reason)s", {"reason": events})
                events = []
            answer(need.then(tuple(events)))

        # Only when what was said so far is committed can all of it be read.
        self._afterwards(lambda: self._readers.read(_query(need), found))


def _query(need: FetchHistory) -> HistoryQuery:
    return HistoryQuery(conversation=need.channel, limit=need.limit, after=need.since - 1, before=need.before)
