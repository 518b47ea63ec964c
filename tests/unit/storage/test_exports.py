"""Channels are found by name, and their lines in order; the rest is asserted in archive/test_exporting.py."""

from contextlib import closing

import apsw
import pytest

from salon.core.names import casemapping
from salon.storage.backup_failures import NoChannel
from salon.storage.exports import channels_of, identity_of, lines_of
from salon.storage.migrations import migrate

FOLD = casemapping("rfc8265").fold


def test_channels_and_lines() -> None:
    """By name; a channel without a word has no line."""
    with closing(apsw.Connection(":memory:")) as connection:
        migrate(connection)
        connection.execute("INSERT INTO meta (key, value) VALUES ('identity', 'abc')")
        connection.execute("INSERT INTO channel (id, name, created) VALUES (1, '#b', 0), (2, '#A', 0)")
        assert identity_of(connection) == "abc"
        assert [its.name for its in channels_of(connection, "", FOLD)] == ["#A", "#b"]
        (found,) = channels_of(connection, "#a", FOLD)
        assert found.id == 2
        assert channels_of(connection, "a", FOLD) == [found]  # its sign is missing
        assert list(lines_of(connection, found)) == []
        with pytest.raises(NoChannel):
            channels_of(connection, "#c", FOLD)
