"""Entries of the log of moderation, in words."""

from typing import Any

import pytest
from msgspec import structs

from salon.core.acts import Act, ActKind
from salon.texts.language import load_language
from salon.wire.acts import word_act, word_numbered

ACT = Act(
    number=7,
    channel="#a",
    nick="ann",
    account="",
    kind=ActKind.BAN,
    target="ben",
    detail="",
    reason="",
    until=0,
    time=5,
    undone=False,
    reversal=None,
)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"target": "x!*@*,y!*@*"}, "ann banned x!*@* y!*@*"),
        ({"reason": "spam"}, "ann banned ben - spam"),
        ({"undone": True}, "ann banned ben - undone"),
        ({"kind": ActKind.MODE, "detail": "+m", "target": ""}, "ann changed modes: +m"),
        (
            {"kind": ActKind.ACCESS, "detail": "half-operator"},
            "ann changed the rank that the account ben keeps: half-operator",
        ),
        (
            {"kind": ActKind.ACCESS, "detail": "member"},
            "ann changed the rank that the account ben keeps: none",
        ),
        (
            {"kind": ActKind.UNDO, "undoes": 3, "detail": "mode +H", "target": "joined:500"},
            "ann undid entry 3: change of modes +H joined:500",
        ),
        (
            {"kind": ActKind.UNDO, "undoes": 3, "detail": "mode -m", "target": ""},
            "ann undid entry 3: change of modes -m",
        ),
        (
            {"kind": ActKind.UNDO, "undoes": 3, "detail": "rank +o"},
            "ann undid entry 3: change of ranks +o ben",
        ),
        ({"kind": ActKind.UNDO, "undoes": 3, "detail": "ban"}, "ann undid entry 3: ban of ben"),
        # As entries of version 0.4 are.
        ({"kind": ActKind.UNDO, "undoes": 3, "detail": "rank"}, "ann undid entry 3: change of ranks ben"),
        ({"kind": ActKind.OWNER}, "ann gave the channel to ben"),
        ({"kind": ActKind.OWNER, "target": ""}, "ann gave the channel back: it belongs to no account"),
        (
            {"kind": ActKind.RENAME, "detail": "#a", "target": "#b"},
            "ann renamed the channel from #a to #b",
        ),
    ],
)
def test_words(changes: dict[str, Any], words: str) -> None:
    """Who did what to whom, and why."""
    assert word_act(structs.replace(ACT, **changes), str) == words


def test_an_undoing_in_french() -> None:
    """With the letters as they were typed."""
    act = structs.replace(ACT, kind=ActKind.UNDO, undoes=3, detail="mode +H", target="joined:500")
    wanted = "ann a annulé la ligne 3 : changement de modes +H joined:500"
    assert word_act(act, load_language("fr").gettext).replace("\N{NO-BREAK SPACE}", " ") == wanted


def test_an_end_is_said() -> None:
    """In the zone of the server."""
    assert word_act(structs.replace(ACT, until=1_800_000_000_000), str).startswith("ann banned ben - until ")


@pytest.mark.parametrize("kind", ActKind)
def test_every_kind_has_words(kind: ActKind) -> None:
    """With a number and a time in front."""
    words = word_numbered(structs.replace(ACT, kind=kind), "14:03", str)
    assert words.startswith("7 [14:03] ann ")
    assert "ben" in words
