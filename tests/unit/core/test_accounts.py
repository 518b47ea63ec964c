"""Which accounts there are."""

from salon.core.accounts import Account, Accounts
from salon.core.names import casemapping


def accounts(*names: str) -> Accounts:
    """Return accounts of these names, numbered from 1."""
    mapping = casemapping("rfc8265")
    made = Accounts(mapping)
    for number, name in enumerate(names, start=1):
        made.add(Account(number, name, mapping.fold(name), "hash", 0))
    return made


def test_an_account_is_found_by_any_spelling() -> None:
    """And by its number; the highest is remembered."""
    made = accounts("Amélie", "bob")
    account = made.find("AMÉLIE")
    assert account is not None
    assert account is made.get(1)
    assert account is made.find_folded("amélie")
    assert made.find("zoe") is None
    assert (len(made), made.last, [its.name for its in made]) == (2, 2, ["Amélie", "bob"])


def test_one_that_is_removed_is_found_no_more() -> None:
    """Its number is not given out again."""
    made = accounts("ann", "bob")
    bob = made.find("bob")
    assert bob is not None
    made.remove(bob)
    assert made.find("bob") is made.get(2) is None
    assert made.last == 2


def test_one_that_is_renamed_is_found_by_its_new_name_alone() -> None:
    """Also by what that looks like."""
    made = accounts("ann")
    ann = made.find("ann")
    assert ann is not None
    made.rename(ann, "béa")
    assert made.find("ann") is None
    assert made.find("BÉA") is ann
    assert made.look_alike("b\u0435\u0301a") is ann


def test_a_name_that_looks_the_same_is_told() -> None:
    """But not of the account itself."""
    made = accounts("ann")
    ann = made.find("ann")
    assert made.look_alike("\u0430nn") is ann
    assert made.look_alike("\u0430nn", besides=ann) is None


def test_an_account_is_active_unless_something_is_against_it() -> None:
    """Suspended, or not verified."""
    account = Account(1, "ann", "ann", "hash", 0)
    assert account.active
    account.suspended = True
    assert not account.active
    account.suspended, account.verified = False, False
    assert not account.active
