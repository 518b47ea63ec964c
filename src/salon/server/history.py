"""Reads the past for the hub. Where that fails it is noted, and the chat goes on."""

import logging
from collections.abc import Callable
from typing import cast

from salon.core.acts import Act
from salon.core.events import Event, Said
from salon.core.needs import FindActs, FindMessage, FoundActs, FoundMessage, Result, TryLater
from salon.core.queries.history import PastQuery, Target, TargetsQuery
from salon.delivery.answers import Found, Read
from salon.storage.port import StorageError
from salon.storage.readers import Readers
from salon.texts.language import N_, Text

log = logging.getLogger("salon.history")


def reading(readers: Readers) -> Read:
    """Return what reads the past, on the readers' threads."""

    def read(query: PastQuery, found: Found) -> None:
        def done(read: list[Event] | list[Target] | StorageError) -> None:
            if isinstance(read, StorageError):
                log.error(N_("history was not read: %(reason)s"), {"reason": Text(read.text, read.fields)})
                found(None)
            else:
                found(cast("list[Said] | list[Target]", read))

        if isinstance(query, TargetsQuery):
            readers.targets(query, done)
        else:
            readers.read(query, done)

    return read


def finding(readers: Readers) -> Callable[[FindMessage | FindActs, Callable[[Result], None]], None]:
    """Return what finds a message by its sender's own id, or acts of moderation, on the readers' threads."""

    def find(need: FindMessage | FindActs, answer: Callable[[Result], None]) -> None:
        def done(found: FoundMessage | StorageError | None) -> None:
            if isinstance(found, StorageError):
                unknown = N_("could not check whether a message is there already: %(reason)s")
                log.error(unknown, {"reason": Text(found.text, found.fields)})
                answer(TryLater(1))
            else:
                answer(found or False)

        def done_with_acts(acts: tuple[Act, ...] | StorageError) -> None:
            if isinstance(acts, StorageError):
                unread = N_("the log of moderation was not read: %(reason)s")
                log.error(unread, {"reason": Text(acts.text, acts.fields)})
                answer(TryLater(1))
            else:
                answer(FoundActs(acts))

        if isinstance(need, FindMessage):
            readers.find(need.once, done)
        else:
            readers.acts(need, done_with_acts)

    return find
