"""Endings of words: commands, and people."""

import pytest

from salon.direct.completion import complete


@pytest.mark.parametrize(
    ("before", "piece", "candidates"),
    [
        ("/jo", "/jo", ["/join "]),
        ("/ME", "/ME", ["/menu "]),
        ("/x", "/x", []),
        ("/join L", "L", ["lou", "léa"]),
        ("/ip 10.0.0.1 5", "10.0.0.1 5", ["10.0.0.1 5000"]),
        ("/user l", "", []),
        ("salut l", "", []),
        ("l", "", []),
    ],
)
def test_what_may_follow(before: str, piece: str, candidates: list[str]) -> None:
    """Only where a command takes a person."""
    found = complete(before, ["lou", "léa", "10.0.0.1 5000", "lou"])
    assert (found.piece, list(found.candidates)) == (piece, candidates)
