"""Names that no channel may have."""

import pytest

from salon.core.forbidden_names import ForbiddenName, ForbiddenNames
from salon.core.names import casemapping

ANY = casemapping("rfc8265")


@pytest.mark.parametrize(
    ("mask", "name", "forbidden"),
    [
        ("#spam", "#spam", True),
        ("#spam", "#SPAM", True),
        ("#spam", "#spammers", False),
        ("#spam*", "#Spammers", True),
        ("*spam*", "#no-spam", True),
        ("#spa?", "#spam", True),
        ("#spam", "#sp\u0430m", True),
        ("#spam*", "#sp\u0430mmers", False),
        ("#sp\\*m", "#sp*m", True),
        ("#sp\\*m", "#spam", False),
        ("#rn", "#m", False),
    ],
)
def test_a_mask_means_names(mask: str, name: str, forbidden: bool) -> None:
    """Without regard to case; what is no mask means what looks like it, too, as elsewhere."""
    names = ForbiddenNames(ANY)
    entry = ForbiddenName(mask, "root", 1, "no")
    names.forbid(entry)
    assert names.of(name) == (entry if forbidden else None)
    names.allow(mask)
    assert names.of(name) is None


def test_the_configuration_forbids_beside_operators() -> None:
    """What it says is told apart; what it says no more is allowed."""
    names = ForbiddenNames(ANY, ["Spam*", "#a b"])
    names.forbid(ForbiddenName("#b", "root", 1))
    assert [its.mask for its in names] == ["#spam*", "#b"]
    assert (len(names), names.is_configured("#spam*"), names.find("#spam*")) == (1, True, None)
    assert names.of("#spam-1") == ForbiddenName("#spam*")
    names.configure([])
    assert names.of("#spam-1") is None
    assert names.of("#b") is not None
