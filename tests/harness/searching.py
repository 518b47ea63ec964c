"""What tests of the search share: queries, the index filled at once, and compared with what was said."""

from typing import Any

import apsw

from salon.core.queries.history import SeenChannel
from salon.core.queries.search import SearchQuery
from salon.core.queries.terms import read_terms
from salon.storage.port import Messages, Storage
from salon.storage.sqlite import SqliteStorage

EVERYTHING = SearchQuery(
    terms=(),
    channels=(SeenChannel(1, 1),),
    party="@1",
    conversation="",
    reader=1,
    author=None,
    after_time=None,
    before_time=None,
    before=1_000_000,
    limit=100,
    ranked=False,
    skip=0,
    milliseconds=60_000,
)
"""All that somebody with account 1, who is in channel 1, may read."""


def wish(typed: str = "", **fields: Any) -> SearchQuery:
    """Return a search of somebody with account 1, in channel 1, for what was typed."""
    values = {field: getattr(EVERYTHING, field) for field in EVERYTHING.__struct_fields__}
    return SearchQuery(**{**values, "terms": read_terms(typed), **fields})


def found(storage: Storage, typed: str = "", **fields: Any) -> list[int]:
    """Return the sequences of what a search finds."""
    reader: Messages = storage.reader()
    try:
        return [message.sequence for message in reader.search(wish(typed, **fields)).messages]
    finally:
        reader.close()


def index_all(storage: SqliteStorage) -> None:
    """Have everything indexed that is there."""
    while storage._index.fill(idle=True):
        pass


def check_index(connection: apsw.Connection) -> int:
    """Compare the index with the messages, which raises if they differ; return up to where it reaches."""
    connection.execute("INSERT INTO message_index (message_index, rank) VALUES ('integrity-check', 1)")
    return int(connection.execute("SELECT sequence FROM indexed_until").get)
