"""A search as people type it, and its results as lines to read: alike on every wire on which people type.

Without words it goes on with the one before: `Searching` is what a session keeps of that.
"""

import re
from collections.abc import Callable, Iterator
from typing import Final

from msgspec import structs

from salon.core.events import MessagePosted
from salon.core.queries.search import Search
from salon.core.replies import SearchShown
from salon.texts.dates import local_clock, read_date
from salon.texts.marks import N_, Translate
from salon.wire.dialects.plain import plain

LINES: Final = 20
"""Messages that are shown at once."""

SYNTAX: Final = N_("WORDS from:NAME in:#CHANNEL|NAME after:YYYY-MM-DD before:YYYY-MM-DD sort:best")

_KEY = re.compile(r"(?<!\S)(from|in|after|before|sort):(\S*)", re.IGNORECASE)


class Searching:
    """What a session searched for last, and where the next page begins."""

    __slots__ = ("_has_searched", "_next")

    def __init__(self) -> None:
        self._next: Search | None = None
        self._has_searched = False

    def read(self, typed: str, place: Callable[[str], str] = str) -> Search | str:
        """Return what to search for; or a text that says what is wrong with it.

        `place` gives the name that a channel or person has for everybody.
        """
        if not typed.strip():
            return self._next or (_ALL_SEEN if self._has_searched else _USAGE)
        search: Search | str = _read(typed, place)
        self._next = search if isinstance(search, Search) else None
        self._has_searched = False
        return search

    def lines(
        self, shown: SearchShown, now: int, translate: Translate, head: Callable[[MessagePosted], str | None]
    ) -> Iterator[str]:
        """Yield what was found, a line for each message, and how to see more.

        `head`: what stands in front of a message; None: it is not shown.
        """
        asked, self._next = self._next, None
        self._has_searched = True
        for message in shown.messages:
            text, first = plain(message.text), head(message)
            if text and first is not None:
                yield first + _line(message, text, now)
        if not shown.messages and shown.reached is None:
            yield translate(N_("Nothing was found."))
        if shown.reached is not None:
            because = _INDEXING if shown.indexing else _TOOK_LONG
            yield translate(because).format(time=local_clock(shown.reached, now))
        if asked is None or shown.complete:
            return
        self._next = _after(asked, shown)
        yield translate(N_("There may be more: search again without words to see it."))


_USAGE = N_("What are you looking for? Write {syntax}: any part of it is enough.")
_ALL_SEEN = N_("You have seen all results. To search anew, write {syntax}: any part of it is enough.")
_TOOK_LONG = N_("The search took too long: only messages since {time} were searched.")
_INDEXING = N_("Older messages are still being indexed: only messages since {time} were searched.")


def _read(typed: str, place: Callable[[str], str]) -> Search | str:
    given = {key.lower(): value for key, value in _KEY.findall(typed)}
    times: dict[str, int | None] = {"after": None, "before": None}
    for key in times:
        if key in given and (time := read_date(given[key])) is not None:
            times[key] = time
        elif key in given:
            return N_("Write dates as in before:2026-01-31 or after:2026-01-31T18:00.")
    if not all(given.get(key, key) for key in ("from", "in")):
        return N_("Write the name right behind from: or in:, as in from:alice or in:#channel.")
    if given.get("sort", "best") != "best":
        return N_("sort: can only be sort:best. Without it, you see the newest messages.")
    return Search(
        words=_KEY.sub(" ", typed),
        place=place(given["in"]) if "in" in given else "",
        author=given.get("from", ""),
        after_time=times["after"],
        before_time=times["before"],
        limit=LINES,
        ranked="sort" in given,
    )


def _after(asked: Search, shown: SearchShown) -> Search:
    """Return the search for what comes behind what was shown."""
    if asked.ranked and shown.messages:
        return structs.replace(asked, skip=asked.skip + LINES)
    if shown.reached is not None:
        return structs.replace(asked, before_time=shown.reached, skip=0)
    if shown.messages:
        return structs.replace(asked, before=shown.messages[0].sequence)
    return asked


def _line(message: MessagePosted, text: str, now: int) -> str:
    nick, target = message.source.nick, message.target
    told = f"{target} <{nick}>" if message.channel else f"<{nick} -> {target}>"
    return f"[{local_clock(message.time, now)}] {told} {text}"
