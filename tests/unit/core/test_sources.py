"""How sources are made."""

from salon.core import events
from salon.core.sources import source_of, with_nick


def test_a_source_spells_its_mask_once() -> None:
    """nick!user@host."""
    source = source_of(3, "Amélie", "~a", "host", ("account", 7), bot=True)
    assert source == events.Source(
        3, "Amélie", "~a", "host", "account", bot=True, mask="Amélie!~a@host", account_id=7
    )


def test_another_nick_changes_the_mask_too() -> None:
    """All else stays."""
    source = source_of(3, "ann", "~a", "host", ("account", 7))
    changed = with_nick(source, "anna")
    assert (changed.nick, changed.mask, changed.account_id) == ("anna", "anna!~a@host", 7)
