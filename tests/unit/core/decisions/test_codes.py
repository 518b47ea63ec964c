"""Codes are given out, used and taken back."""

import pytest

from harness.chatroom import Chatroom
from salon.core import account_refusals
from salon.core.account_events import CodeIssued, CodeKind, CodeUsed, PasswordChanged
from salon.core.codes import digest_of
from salon.core.commands import (
    AddAccount,
    IssueCode,
    RegisterAccount,
    ResetPassword,
    RevokeCode,
    UseCode,
)
from salon.core.needs import DrawCode, Hashed
from salon.core.replies import CodeShown, LoginDone
from salon.core.rules import AccountPolicy
from salon.core.state import Session

CODE = "abcde-fghij"


@pytest.fixture
def room() -> Chatroom:
    """Return a room with ann, who has an account."""
    room = Chatroom(accounts=AccountPolicy(plaintext_passwords="allow", password_min_length=1))
    room.answered(room.enter("ann", "#a"), RegisterAccount("ann", "secret"), Hashed("hash"))
    return room


@pytest.fixture
def owner(room: Chatroom) -> Session:
    """Return a connection of the owner of the server."""
    session = room.connect()
    session.administrator = True
    return session


def test_a_code_is_shown_once_and_its_digest_kept(room: Chatroom, owner: Session) -> None:
    """With whatever it is for."""
    command = IssueCode(CodeKind.INVITATION, uses=3, seconds=60, channels=("#a",))
    assert room.need(owner, command) == DrawCode(owner.id)
    expires = room.now + 60_000
    assert room.answered(owner, command, CODE) == [
        CodeIssued(digest_of(CODE), CodeKind.INVITATION, "admin", room.now, 3, expires, 0, ("#a",)),
        CodeShown(CODE, CodeKind.INVITATION, "", 3, expires, ("#a",)),
    ]


def test_a_reset_is_for_an_account(room: Chatroom, owner: Session) -> None:
    """One that there is."""
    for command in (IssueCode(CodeKind.PASSWORD), IssueCode(CodeKind.PASSWORD, "zoe")):
        assert room.run(owner, command) == [account_refusals.NoSuchAccount(command.account)]


def test_a_password_is_reset_by_a_code(room: Chatroom, owner: Session) -> None:
    """Once; and whoever did it is logged in."""
    room.run(owner, AddAccount("bob"))
    room.answered(owner, IssueCode(CodeKind.PASSWORD, "bob"), CODE)
    session = room.connect()
    for name, code in (("bob", "other"), ("ann", CODE), ("zoe", CODE)):
        refused = room.run(session, ResetPassword(name, code, "new"))
        assert refused == [account_refusals.CodeInvalid()]
    outcome = room.answered(session, ResetPassword("bob", CODE, "new"), Hashed("new hash", "verifier"))
    assert outcome[:2] == [CodeUsed(digest_of(CODE)), PasswordChanged(2, "new hash", "verifier")]
    assert outcome[-1] == LoginDone("bob")
    refused = room.run(room.connect(), ResetPassword("bob", CODE, "newer"))
    assert refused == [account_refusals.CodeInvalid()]


def test_a_new_password_ends_the_other_codes_of_its_account(room: Chatroom, owner: Session) -> None:
    """Whoever has one of these cannot take the account; those of others still hold."""
    for name in ("bob", "zoe"):
        room.run(owner, AddAccount(name))
        room.answered(owner, IssueCode(CodeKind.PASSWORD, name), f"lost-{name}")
    room.answered(owner, IssueCode(CodeKind.PASSWORD, "bob"), CODE)
    room.answered(room.connect(), ResetPassword("bob", CODE, "new"), Hashed("new hash"))
    refused = room.run(room.connect(), ResetPassword("bob", "lost-bob", "newer"))
    assert refused == [account_refusals.CodeInvalid()]
    assert [code.digest for code in room.state.codes] == [digest_of("lost-zoe")]


def test_a_code_that_is_used_at_the_same_moment_is_used_once(room: Chatroom, owner: Session) -> None:
    """While the password of the second is hashed, the first has used it."""
    room.run(owner, AddAccount("bob"))
    room.answered(owner, IssueCode(CodeKind.PASSWORD, "bob"), CODE)
    first, second = room.connect(), room.connect()
    room.need(first, ResetPassword("bob", CODE, "one"))
    room.need(second, ResetPassword("bob", CODE, "two"))
    room.answered(second, ResetPassword("bob", CODE, "two"), Hashed("hash of two"))
    assert room.run(first, ResetPassword("bob", CODE, "one")) == [account_refusals.CodeInvalid()]


def test_an_account_is_made_an_operator_s_by_a_code(room: Chatroom, owner: Session) -> None:
    """Once."""
    room.answered(owner, IssueCode(CodeKind.OPERATOR), CODE)
    ann = room.person("ann")
    assert room.run(room.enter("bob"), UseCode(CODE)) == [account_refusals.NotLoggedIn()]
    assert room.run(ann, UseCode("other")) == [account_refusals.CodeInvalid()]
    room.run(ann, UseCode(CODE))
    assert ann.is_operator
    assert room.run(ann, UseCode(CODE)) == [account_refusals.CodeInvalid()]


def test_a_code_is_revoked_by_the_beginning_of_its_digest(room: Chatroom, owner: Session) -> None:
    """Nothing at all is not the beginning of any."""
    room.answered(owner, IssueCode(CodeKind.INVITATION), CODE)
    for digest in ("", "zz"):
        assert room.run(owner, RevokeCode(digest)) == [account_refusals.NoSuchCode(digest)]
    room.run(owner, RevokeCode(digest_of(CODE)[:8]))
    assert list(room.state.codes) == []


def test_a_code_is_kept_where_its_user_cannot_log_in(room: Chatroom, owner: Session) -> None:
    """Who is logged in to another account logs out first."""
    room.run(owner, AddAccount("bob"))
    room.answered(owner, IssueCode(CodeKind.PASSWORD, "bob"), CODE)
    outcome = room.answered(room.person("ann"), ResetPassword("bob", CODE, "new"), Hashed("new hash"))
    assert outcome == [account_refusals.AlreadyLoggedIn("ann")]
    assert len(list(room.state.codes)) == 1
