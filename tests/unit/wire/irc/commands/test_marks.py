"""What MARKREAD means; what becomes of it stands in `tests/spec/ircv3/test_read_marker.py`."""

import pytest

from harness.interpreting import meant
from harness.world import World
from salon.core.commands import MarkRead


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("MARKREAD #a", MarkRead("#a")),
        ("MARKREAD bob timestamp=1970-01-01T00:00:01.250Z", MarkRead("bob", 1_250)),
    ],
)
def test_a_time_is_set_or_asked_for(line: str, command: MarkRead) -> None:
    """Of a channel or a nick."""
    assert meant(World().join("ann", caps="draft/read-marker"), line) == [command]
