"""The hosts that others see."""

import pytest

from harness.chatroom import Chatroom
from salon.core.commands import RenameAccount, Sanction
from salon.core.events import HostChanged, LoginChanged, ModesChanged
from salon.core.hosts import host_of_account, shown_host
from salon.core.rules import AccountPolicy

POLICY = AccountPolicy(cloaks=True, reserved_names=())


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("alice", "alice.account"),
        ("Alice-2", "Alice-2.account"),
        ("a", "a.account"),
        ("alice_", "7.id.account"),
        ("al[i]ce", "7.id.account"),
        ("al|ce", "7.id.account"),
        ("-alice", "7.id.account"),
        ("alice-", "7.id.account"),
        ("alic\u00e9", "7.id.account"),
        ("\u0430\u043b\u0438\u0441\u0430", "7.id.account"),
        ("\u0661\u0662", "7.id.account"),
        ("alice.id", "7.id.account"),
        ("a" * 48, "a" * 48 + ".account"),
        ("a" * 49, "7.id.account"),
        ("alice\n", "7.id.account"),
        ("7", "7.account"),
    ],
)
def test_only_plain_names_are_shown(name: str, shown: str) -> None:
    """A host is ASCII; what is no plain name is shown as the number of the account."""
    assert host_of_account(name, 7) == shown


def test_guests_have_the_host_of_the_address() -> None:
    """So has everybody where the owner wants it."""
    assert shown_host(by_account=True, host="x", account=None) == "x"
    assert shown_host(by_account=False, host="x", account=("alice", 1)) == "x"
    assert shown_host(by_account=True, host="x", account=("alice", 1)) == "alice.account"


def test_a_new_name_of_the_account() -> None:
    """The host follows."""
    room = Chatroom(accounts=POLICY)
    alice = room.enter("ann")
    room.log_in(alice)
    assert alice.source.mask == "ann!~u@ann.account"
    root = room.connect()
    root.administrator = True
    outcome = room.run(root, RenameAccount("ann", "anna"))
    assert [type(its) for its in outcome if isinstance(its, LoginChanged | HostChanged)] == [
        LoginChanged,
        HostChanged,
    ]
    assert alice.source.mask == "ann!~u@anna.account"


def test_a_sanction_by_address_means_the_address() -> None:
    """It is no second ban of the account; and tells nothing that others do not see of a server operator."""
    room = Chatroom(accounts=POLICY)
    bob, alice = room.enter("bob", "#c"), room.enter("ann", "#c")
    room.log_in(alice)
    changed = [
        its for its in room.run(bob, Sanction("#c", "ann", by_address=True)) if isinstance(its, ModesChanged)
    ]
    assert [change.parameter for its in changed for change in its.changes][:2] == ["~a:ann", "*!*@host2.test"]
