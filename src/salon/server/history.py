"""Reads the past for the hub. Where that fails it is noted, and the chat goes on."""

import logging
from collections.abc import Callable, Sequence
from typing import cast

from salon.core.events import Event, Said
from salon.core.queries.history import HistoryQuery
from salon.delivery.answers import Read
from salon.storage.port import StorageError
from salon.storage.readers import Readers

log = logging.getLogger("salon.history")


def reading(readers: Readers) -> Read:
    """Return what reads the past, on the readers' threads."""

    def read(query: HistoryQuery, found: Callable[[Sequence[Said] | None], None]) -> None:
        def done(events: list[Event] | StorageError) -> None:
            if isinstance(events, StorageError):
                log.error("history was not read: %(reason)s", {"reason": events})
                found(None)
            else:
                found(cast("list[Said]", events))

        readers.read(query, done)

    return read
