"""Reads the past for the hub. Where that fails it is noted, and the chat goes on."""

import logging
from collections.abc import Callable
from typing import TypeVar, cast

from salon.core.events import Event, MessagePosted
from salon.core.message_events import Said
from salon.core.needs import (
    FindActs,
    FindMessage,
    FindReactions,
    FindSaid,
    FoundActs,
    FoundSaid,
    Result,
    TryLater,
)
from salon.core.queries.history import PastQuery, Target, TargetsQuery
from salon.delivery.answers import Found as FoundPast
from salon.delivery.answers import Read
from salon.storage.port import StorageError
from salon.storage.readers import Found, Readers
from salon.texts.language import N_, Text

log = logging.getLogger("salon.history")

T = TypeVar("T")


def reading(readers: Readers) -> Read:
    """Return what reads the past, on the readers' threads."""

    def read(query: PastQuery, found: FoundPast) -> None:
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


Seek = FindMessage | FindSaid | FindReactions | FindActs
"""What is looked for on the readers' threads while a command waits."""


def finding(readers: Readers) -> Callable[[Seek, Callable[[Result], None]], None]:
    """Return what finds messages and acts of moderation, on the readers' threads."""

    def find(need: Seek, answer: Callable[[Result], None]) -> None:
        if isinstance(need, FindMessage):
            unknown = N_("could not check whether a message is there already: %(reason)s")
            readers.find(need.once, _answering(answer, lambda found: found or False, unknown))
        elif isinstance(need, FindSaid):
            unread = N_("a message was not read: %(reason)s")
            readers.said(need.sequence, _answering(answer, _found_said, unread))
        elif isinstance(need, FindReactions):
            unread = N_("a message was not read: %(reason)s")
            readers.reactions(need, _answering(answer, lambda found: found or False, unread))
        else:
            unread = N_("the log of moderation was not read: %(reason)s")
            readers.acts(need, _answering(answer, FoundActs, unread))

    return find


def _found_said(message: MessagePosted | None) -> Result:
    return FoundSaid(message) if message is not None else False


def _answering(answer: Callable[[Result], None], result_of: Callable[[T], Result], failed: str) -> Found[T]:
    """Return what answers a need with what was found; where that failed, it is noted."""

    def done(found: T | StorageError) -> None:
        if isinstance(found, StorageError):
            log.error(failed, {"reason": Text(found.text, found.fields)})
            answer(TryLater(1))
        else:
            answer(result_of(found))

    return done
