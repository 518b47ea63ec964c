"""What is decided about e-mail addresses; for the whole way see tests/spec/ircv3/test_verification.py."""

import pytest

from harness.chatroom import Chatroom
from salon.core import account_refusals, email_refusals
from salon.core.account_events import (
    AccountErased,
    AccountRegistered,
    AccountVerified,
    CodeIssued,
    CodeKind,
    CodeRevoked,
    EmailChanged,
)
from salon.core.apply import apply
from salon.core.codes import digest_of
from salon.core.commands import ChangeEmail, ConfirmAccount, RegisterAccount, SetAccountEmail
from salon.core.decisions.emails import DAY, delete_unverified, end_codes, make_room
from salon.core.needs import Answer, Drawn, Hashed, HashPassword, PrepareLetter, TryLater
from salon.core.refusals import Refusal
from salon.core.replies import AccountDone, CodeMailed, Letter, LetterKind
from salon.core.rules import AccountPolicy, MailPolicy
from salon.core.state import Session


def room_with(**policy: object) -> Chatroom:
    """Return a room of a server that sends e-mails."""
    accounts = AccountPolicy(**{"plaintext_passwords": "allow", **policy})  # type: ignore[arg-type]
    return Chatroom(accounts=accounts, mail=MailPolicy())


def account(room: Chatroom, number: int, created: int = 0, *, verified: bool = False) -> None:
    """Make an account with an address that is not confirmed."""
    made = AccountRegistered(
        number, f"a{number}", "hash", created, verified=verified, unconfirmed=f"a{number}@b.test"
    )
    apply(room.state, made)


def test_two_needs_of_one_command() -> None:
    """A password is hashed, then a letter prepared: what was found out first is not forgotten."""
    room = room_with(require_email=True)
    command, session = RegisterAccount("ann", "sesame-sesame", "ann@b.test"), room.connect()
    hashing = room.need(session, command)
    assert isinstance(hashing, HashPassword)
    hashed = Answer(hashing, Hashed("made"))
    preparing = room.decide(session, command, hashed)
    assert preparing == PrepareLetter("ann", "ann@b.test", session.address)
    late = Answer(preparing, TryLater(7), hashed)
    assert room.decide(session, command, late) == [email_refusals.TooManyEmails(7)]
    prepared = Answer(preparing, Drawn("code", delayed=True), hashed)
    registered, issued, letter, told = room.run(session, command, prepared)
    assert registered == AccountRegistered(
        1, "ann", "made", room.now, verified=False, unconfirmed="ann@b.test"
    )
    assert isinstance(issued, CodeIssued)
    assert (issued.kind, issued.account, issued.digest) == (CodeKind.EMAIL, 1, digest_of("code"))
    assert letter == Letter(LetterKind.CONFIRM, "ann@b.test", "ann", "code", issued.expires)
    assert told == CodeMailed("ann", "ann@b.test", needed=True, delayed=True)


def test_who_may_be_deleted() -> None:
    """Who has waited for long enough; the oldest where there are too many; nobody who is confirmed."""
    room = room_with(unverified_accounts=2, unverified_days=1)
    for number in (1, 2, 3):
        account(room, number, number * DAY)
    account(room, 4, verified=True)
    assert make_room(room.state) == [AccountErased(1), AccountErased(2)]
    assert list(delete_unverified(room.state, 2 * DAY)) == [AccountErased(1)]
    assert list(delete_unverified(room.state, 100 * DAY)) == [AccountErased(n) for n in (1, 2, 3)]


def test_codes_end_at_their_time() -> None:
    """Whatever they are for; those without an end stay."""
    room = room_with()
    for digest, expires in (("a", 5), ("b", 3), ("c", 0), ("d", 9)):
        apply(room.state, CodeIssued(digest, CodeKind.INVITATION, "ann", 0, expires=expires))
    ended = []
    for event in end_codes(room.state, 5):
        ended.append(event)
        apply(room.state, event)
    assert ended == [CodeRevoked("b"), CodeRevoked("a")]
    assert [code.digest for code in room.state.codes] == ["c", "d"]


def owner(room: Chatroom) -> Session:
    """Return the owner's connection."""
    session = room.connect()
    session.administrator = True
    return session


def test_what_the_owner_does() -> None:
    """Confirm an account, set an address, remove it; codes that were sent before are void."""
    room = room_with(require_email=True)
    account(room, 1)
    apply(room.state, CodeIssued("sent", CodeKind.EMAIL, "", 0, expires=DAY, account=1))
    verified, revoked, done = room.run(owner(room), ConfirmAccount("a1"))
    assert (verified, revoked) == (AccountVerified(1, room.now), CodeRevoked("sent"))
    assert isinstance(done, AccountDone)
    assert room.run(owner(room), ConfirmAccount("a1")) == [done]
    assert room.run(owner(room), SetAccountEmail("a1", "x@b.test"))[0] == EmailChanged(1, "x@b.test")
    assert room.run(owner(room), SetAccountEmail("a1"))[0] == EmailChanged(1, "")


@pytest.mark.parametrize(
    ("command", "refusal"),
    [
        (SetAccountEmail("nobody"), account_refusals.NoSuchAccount("nobody")),
        (SetAccountEmail("a1", "x"), email_refusals.EmailInvalid("x")),
        (ConfirmAccount("nobody"), account_refusals.NoSuchAccount("nobody")),
    ],
)
def test_what_the_owner_cannot_do(command: SetAccountEmail | ConfirmAccount, refusal: Refusal) -> None:
    """It is said why."""
    room = room_with()
    account(room, 1)
    assert room.run(owner(room), command) == [refusal]


def test_a_guest_has_no_address() -> None:
    """It belongs to an account."""
    room = room_with()
    assert room.run(room.enter("ann"), ChangeEmail("x", "a@b")) == [account_refusals.NotLoggedIn()]
