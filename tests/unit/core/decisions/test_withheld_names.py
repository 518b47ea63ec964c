"""Names that are nobody's."""

import pytest

from harness.chatroom import Chatroom
from salon.core.decisions.withheld_names import is_withheld
from salon.core.rules import AccountPolicy


@pytest.mark.parametrize(
    ("name", "withheld"),
    [
        ("chanserv", True),
        ("\u0421hanServ", True),
        ("ROOT", True),
        ("r\u043eot", True),
        ("roots", False),
        ("ann", False),
    ],
)
def test_services_and_reserved_names(name: str, withheld: bool) -> None:
    """And what looks like one."""
    state = Chatroom(accounts=AccountPolicy(reserved_names=("root",))).state
    assert is_withheld(state, name) is withheld


def test_an_account_of_such_a_name() -> None:
    """It may use a reserved one, and none of a service."""
    state = Chatroom(accounts=AccountPolicy(reserved_names=("root",))).state
    assert not is_withheld(state, "Root", "root")
    assert is_withheld(state, "ChanServ", "ChanServ")
