"""What the owner of the server lets everybody do, or people with accounts, or server operators alone."""

from salon.core.account_refusals import AccountNeeded, OperatorNeeded
from salon.core.refusals import Refusal
from salon.core.rules import Who
from salon.core.state import Person


def permission_refusal(who: Who, person: Person) -> Refusal | None:
    """Tell why somebody may not do what only some may."""
    return refusal_of(who, has_account=person.account is not None, is_operator=person.is_operator)


def refusal_of(who: Who, *, has_account: bool, is_operator: bool) -> Refusal | None:
    """Tell why it may not be done by one who is nobody yet, or somebody."""
    if who == "all" or is_operator:
        return None
    if who == "operators":
        return OperatorNeeded()
    return None if has_account else AccountNeeded()
