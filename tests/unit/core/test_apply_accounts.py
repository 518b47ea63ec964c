"""What each event of an account does to the state."""

import pytest

from harness.chatroom import Chatroom
from harness.snapshot import contradictions
from salon.core.account_events import (
    AccountErased,
    AccountOperatorChanged,
    AccountRegistered,
    AccountRenamed,
    AccountSuspended,
    AccountVerified,
    CodeIssued,
    CodeKind,
    CodeRevoked,
    CodeUsed,
    PasswordChanged,
)
from salon.core.accounts import Account
from salon.core.apply import apply
from salon.core.events import LoginChanged

ANN = AccountRegistered(
    1, "ann", "hash", 7, "ann@old.test", verified=False, scram="verifier", unconfirmed="ann@example.org"
)


@pytest.fixture
def room() -> Chatroom:
    """Return a room in which there is an account."""
    room = Chatroom()
    apply(room.state, ANN)
    return room


def account(room: Chatroom) -> Account:
    """Return the account."""
    found = room.state.accounts.get(1)
    assert found is not None
    return found


def test_an_account_is_there_with_all_that_is_known_of_it(room: Chatroom) -> None:
    """As the event has it."""
    its = account(room)
    assert (its.name, its.folded, its.password, its.created) == ("ann", "ann", "hash", 7)
    assert (its.email, its.verified, its.operator, its.suspended) == ("ann@old.test", False, False, False)
    assert (its.scram, its.unconfirmed) == ("verifier", "ann@example.org")
    assert list(room.state.accounts.unverified.values()) == [its]


def test_an_account_changes(room: Chatroom) -> None:
    """One thing at a time."""
    for event in (
        AccountVerified(1, 5),
        PasswordChanged(1, "other"),
        AccountSuspended(1, suspended=True),
        AccountOperatorChanged(1, operator=True),
        AccountRenamed(1, "Anne"),
    ):
        apply(room.state, event)
    its = account(room)
    assert (its.verified, its.password, its.suspended, its.operator) == (True, "other", True, True)
    assert its.scram == ""
    assert (its.email, its.unconfirmed) == ("ann@example.org", "")
    assert not room.state.accounts.unverified
    assert (its.name, room.state.accounts.find("ANNE"), room.state.accounts.find("ann")) == (
        "Anne",
        its,
        None,
    )


def test_whoever_has_the_name_of_an_account_is_known(room: Chatroom) -> None:
    """Until the account is theirs, has another name, or is gone."""
    bob = room.enter("bob")
    apply(room.state, AccountRegistered(2, "bob", "hash", 9))
    assert room.state.squatters == {bob.id: 9}
    apply(room.state, LoginChanged(bob.source, "bob", 10))
    assert room.state.squatters == {}
    apply(room.state, LoginChanged(bob.source, None, 11))
    assert room.state.squatters == {bob.id: 11}
    apply(room.state, AccountRenamed(2, "ben"))
    assert room.state.squatters == {}
    apply(room.state, AccountRenamed(2, "bob"))
    apply(room.state, AccountErased(2))
    assert contradictions(room.state) == []


def test_a_code_is_used_up(room: Chatroom) -> None:
    """By as many uses as it has; one that is revoked is gone at once."""
    apply(room.state, CodeIssued("digest", CodeKind.INVITATION, "ann", 0, uses=2))
    apply(room.state, CodeUsed("digest"))
    assert [its.uses for its in room.state.codes] == [1]
    apply(room.state, CodeUsed("digest"))
    apply(room.state, CodeUsed("digest"))
    assert list(room.state.codes) == []
    apply(room.state, CodeIssued("other", CodeKind.PASSWORD, "ann", 0))
    apply(room.state, CodeRevoked("other"))
    assert list(room.state.codes) == []
