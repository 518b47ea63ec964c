"""Reads the past for the hub. Where that fails it is noted, and the chat goes on."""

import logging
from collections.abc import Callable
from typing import Final, TypeVar, cast

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
from salon.core.queries.search import Matches, SearchQuery
from salon.delivery.answers import Found as FoundPast
from salon.delivery.answers import Read
from salon.storage.port import StorageError
from salon.storage.readers import Found, Readers
from salon.texts.language import N_, Text

log = logging.getLogger("salon.history")

T = TypeVar("T")


MOST_SEARCHES: Final = 50
"""Searches that may wait for their turn; whoever comes then is asked to try again."""


def reading(readers: Readers, searchers: Readers) -> Read:
    """Return what reads the past, on the readers' threads, and searches it, on those of `searchers`.

    A search may take a while: whoever reads a page does not wait for it.
    """
    searches = 0

    def read(query: PastQuery | SearchQuery, found: FoundPast) -> None:
        nonlocal searches

        def searched(read: Matches | StorageError) -> None:
            nonlocal searches
            searches -= 1
            done(read)

        def done(read: list[Event] | list[Target] | Matches | StorageError) -> None:
            if isinstance(read, StorageError):
                log.error(N_("history was not read: %(reason)s"), {"reason": Text(read.text, read.fields)})
                found(None)
            else:
                found(cast("list[Said] | list[Target] | Matches", read))

        if isinstance(query, SearchQuery):
            if searches >= MOST_SEARCHES:
                found(None)
                return
            searches += 1
            searchers.search(query, searched)
        elif isinstance(query, TargetsQuery):
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
