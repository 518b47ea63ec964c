"""Accounts: made, logged in to and out of, and what an operator does to them."""

import hashlib
import hmac
from dataclasses import replace
from typing import Any

import argon2
import pytest
from msgspec import structs

from harness.chatroom import Chatroom
from salon.accounts.passwords import hash_password
from salon.core import account_refusals, commands, refusals
from salon.core.account_events import (
    AccountErased,
    AccountOperatorChanged,
    AccountRegistered,
    AccountRenamed,
    AccountSuspended,
    CodeKind,
    PasswordChanged,
)
from salon.core.accounts import Account
from salon.core.commands import IssueCode, LogIn, LogInByScram, LogOut, Register, RegisterAccount
from salon.core.decisions.accounts import LONGEST_PASSWORD, rename_squatters
from salon.core.decisions.passwords import UNKNOWN_HASH
from salon.core.events import (
    LoginChanged,
    NickChanged,
    OperatorGranted,
    PersonLeft,
    SessionDetached,
    SessionLoggedIn,
    UserModesChanged,
)
from salon.core.needs import Answer, CountTry, Hashed, HashPassword, ReplacePassword, TryLater, VerifyPassword
from salon.core.replies import AccountDone, LoginDone, LogoutDone, NameReserved, Outcome, ProofAccepted
from salon.core.rules import AccountPolicy
from salon.core.scram import Verifier, write_verifier
from salon.core.state import Person, Session

CODE = "abcde-fghij"


LENIENT: dict[str, Any] = {"plaintext_passwords": "allow", "password_min_length": 1}


def room_with(**policy: Any) -> Chatroom:
    """Return a room with ann in it, who may be warned of nothing."""
    room = Chatroom(accounts=AccountPolicy(**{**LENIENT, **policy}))
    room.enter("ann", "#a")
    return room


@pytest.fixture
def room() -> Chatroom:
    """Return a room with ann in it."""
    return room_with()


def make(room: Chatroom, actor: Person | Session, name: str, **given: str) -> list[Outcome]:
    """Make an account, whose password is hashed."""
    return room.answered(actor, RegisterAccount(name, "secret", **given), Hashed("hash"))


def account(room: Chatroom, name: str) -> Account:
    """Return an account that there is."""
    found = room.state.accounts.find(name)
    assert found is not None
    return found


def administrator(room: Chatroom) -> Session:
    """Return a connection of the owner of the server."""
    session = room.connect()
    session.administrator = True
    return session


# --- making one ------------------------------------------------------------------------------------


def test_somebody_makes_an_account_of_their_nick(room: Chatroom) -> None:
    """The hash is kept, and they are logged in to it at once."""
    ann = room.person("ann")
    before = ann.source
    assert make(room, ann, "ANN") == [
        AccountRegistered(1, "ann", "hash", room.now),
        LoginChanged(before, "ann", room.now),
        LoginDone("ann", made=True),
    ]
    assert (ann.account, account(room, "ann").person) == ("ann", ann)


def test_a_connection_makes_one_before_it_has_a_nick(room: Chatroom) -> None:
    """It is logged in, and is let in under the name."""
    session = room.connect()
    assert make(room, session, "bob")[1:] == [SessionLoggedIn(session.id, "bob"), LoginDone("bob", made=True)]
    room.run(session, Register("bob", "~u", "Bob"))
    assert room.person("bob").account == "bob"


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ("zoe", account_refusals.AccountNameNotNick("zoe", "ann")),
        ("x y", account_refusals.AccountNameNotNick("x y", "ann")),
    ],
)
def test_an_account_has_the_name_of_its_maker(room: Chatroom, name: str, refusal: refusals.Refusal) -> None:
    """So that everybody knows whose it is."""
    assert room.run(room.person("ann"), RegisterAccount(name, "secret")) == [refusal]


@pytest.mark.parametrize("name", ["ann", "ANN", "\u0430nn", "NickServ", "x y", ""])
def test_a_name_that_is_not_free_is_refused(room: Chatroom, name: str) -> None:
    """It is somebody's here, looks like it, is a service's, or is no name."""
    (refusal,) = room.run(room.connect(), RegisterAccount(name, "secret"))
    assert isinstance(refusal, refusals.Refusal)


@pytest.mark.parametrize("name", ["bob", "BOB", "b\u043eb"])
def test_there_is_one_account_of_a_name(room: Chatroom, name: str) -> None:
    """And none that looks like it."""
    make(room, room.connect(), "bob")
    refusal: refusals.Refusal = account_refusals.AccountExists(name)
    if not name.isascii():
        refusal = account_refusals.LooksLikeAccount(name, "bob")
    assert room.run(room.connect(), RegisterAccount(name, "x")) == [refusal]


@pytest.mark.parametrize("password", ["", "é" * (LONGEST_PASSWORD // 2 + 1)])
def test_a_password_has_a_length(room: Chatroom, password: str) -> None:
    """Whatever is none is never hashed."""
    refused = [account_refusals.PasswordInvalid(LONGEST_PASSWORD)]
    assert room.run(room.connect(), RegisterAccount("bob", password)) == refused


@pytest.mark.parametrize(
    ("result", "refusal"),
    [
        (Hashed(""), account_refusals.PasswordInvalid(LONGEST_PASSWORD)),
        (TryLater(7), account_refusals.TooManyRegistrations(7)),
        (TryLater(7, busy=True), account_refusals.TooManyWaiting(7)),
    ],
)
def test_what_cannot_be_hashed_makes_none(room: Chatroom, result: Any, refusal: refusals.Refusal) -> None:
    """Nor does an address that has made many."""
    session = room.connect()
    need = HashPassword(session.address, counted=True)
    assert room.need(session, RegisterAccount("bob", "secret")) == need
    assert room.answered(session, RegisterAccount("bob", "secret"), result) == [refusal]
    assert len(room.state.accounts) == 0


def test_somebody_who_is_logged_in_makes_no_other(room: Chatroom) -> None:
    """Before and after they have a nick."""
    session = room.connect()
    make(room, session, "bob")
    refused = [account_refusals.AlreadyLoggedIn("bob")]
    assert room.run(session, RegisterAccount("ben", "secret")) == refused
    room.run(session, Register("bob", "~u", "Bob"))
    assert room.run(session, RegisterAccount("bob", "secret")) == refused


def test_the_owner_may_make_all_accounts() -> None:
    """Then nobody else does, but by an invitation."""
    room = room_with(registration="closed")
    assert room.run(room.connect(), RegisterAccount("bob", "x")) == [account_refusals.RegistrationClosed()]
    done = room.answered(
        administrator(room), commands.AddAccount("bob", "secret"), Hashed("hash", "verifier")
    )
    assert done[0] == AccountRegistered(1, "bob", "hash", room.now, scram="verifier")
    assert isinstance(done[1], AccountDone)
    assert done[1].account == "bob"


def test_an_invitation_may_be_needed() -> None:
    """It is used up by an account."""
    room = room_with(registration="invite")
    refused = room.run(room.connect(), RegisterAccount("bob", "x"))
    assert refused == [account_refusals.InvitationNeeded()]
    refused = room.run(room.connect(), RegisterAccount("bob", "x", code=CODE))
    assert refused == [account_refusals.CodeInvalid()]
    room.answered(administrator(room), IssueCode(CodeKind.INVITATION), CODE)
    make(room, room.connect(), "bob", code=CODE)
    refused = room.run(room.connect(), RegisterAccount("ben", "x", code=CODE))
    assert refused == [account_refusals.CodeInvalid()]


def test_a_code_makes_an_operator(room: Chatroom) -> None:
    """Whoever starts the server gets it."""
    room.answered(administrator(room), IssueCode(CodeKind.OPERATOR), CODE)
    ann = room.person("ann")
    make(room, ann, "ann", code=CODE)
    assert (ann.is_operator, account(room, "ann").operator) == (True, True)


def test_a_nick_may_be_needed_first() -> None:
    """If the owner wants that."""
    room = room_with(register_before_connect=False)
    refused = room.run(room.connect(), RegisterAccount("bob", "x"))
    assert refused == [account_refusals.RegistrationNeedsName()]


@pytest.mark.parametrize("command", [RegisterAccount("bob", "x"), LogIn("bob", "x")])
def test_a_password_may_need_encryption(command: commands.Command) -> None:
    """Where others can read the connection; on this machine nobody does."""
    room = room_with(plaintext_passwords="refuse")
    session = room.connect()
    assert room.run(session, command) == [account_refusals.PasswordNeedsEncryption()]
    session.address = "127.0.0.1"
    room.need(session, command)
    session.address, session.secure = "192.0.2.9", True
    room.need(session, command)


def test_a_password_that_others_can_read_is_warned_of() -> None:
    """Once it is too late: the next one may be better."""
    room = room_with(plaintext_passwords="warn")
    assert make(room, room.connect(), "bob")[-1] == LoginDone("bob", made=True, readable=True)


# --- logging in and out ----------------------------------------------------------------------------


def test_somebody_logs_in(room: Chatroom) -> None:
    """By a password, whose tries count for the account and the address."""
    make(room, room.connect(), "bob")
    ann = room.person("ann")
    need = VerifyPassword("hash", "account bob", "192.0.2.1", "")
    assert room.need(ann, LogIn("BOB", "secret")) == need
    before = ann.source
    assert room.answered(ann, LogIn("bob", "secret"), True) == [
        LoginChanged(before, "bob", room.now),
        LoginDone("bob"),
    ]


def test_a_password_is_kept_anew(room: Chatroom) -> None:
    """Where that follows from the settings by now, with the login."""
    make(room, room.connect(), "bob")
    account = room.state.accounts.find("bob")
    assert account is not None
    outcome = room.answered(room.connect(), LogIn("bob", "secret"), Hashed("newer", "scram"))
    assert outcome[0] == PasswordChanged(account.id, "newer", "scram")
    assert outcome[-1] == LoginDone("bob")
    assert (account.password, account.scram) == ("newer", "scram")


@pytest.mark.parametrize(("name", "verified"), [("bob", False), ("zoe", False), ("zoe", True)])
def test_which_of_the_two_was_wrong_is_not_told(room: Chatroom, name: str, verified: bool) -> None:
    """For a name that is nobody's, a hash is verified as well."""
    make(room, room.connect(), "bob")
    session = room.connect()
    need = room.need(session, LogIn(name, "guess"))
    assert need.hash == ("hash" if name == "bob" else UNKNOWN_HASH)
    refused = room.run(session, LogIn(name, "guess"), Answer(need, verified))
    assert refused == [account_refusals.LoginFailed()]


def test_a_name_that_is_nobody_s_takes_as_long_as_one_that_is_somebody_s() -> None:
    """Also where the owner of the server wants costly hashes."""
    policy = AccountPolicy(argon2_memory_kib=8_192, argon2_iterations=3)
    room = Chatroom(accounts=policy)
    unknown = argon2.extract_parameters(room.need(room.connect(), LogIn("zoe", "guess")).hash)
    made = argon2.extract_parameters(hash_password("secret", policy))
    assert replace(unknown, salt_len=made.salt_len) == made


def make_with_verifier(room: Chatroom) -> LogInByScram:
    """Make an account that can use SCRAM; return what logs in to it."""
    key = b"c" * 32
    verifier = Verifier(b"salt", 4_096, hashlib.sha256(key).digest(), b"s" * 32)
    session = room.connect()
    kept = Hashed("hash", write_verifier(verifier))
    room.answered(session, RegisterAccount("bob", "secret"), kept)
    assert account(room, "bob").scram == kept.scram
    mask = hmac.digest(verifier.stored_key, b"message", hashlib.sha256)
    proof = bytes(one ^ other for one, other in zip(key, mask, strict=True))
    return LogInByScram("BOB", "message", proof)


def test_somebody_logs_in_by_a_proof() -> None:
    """Once the server's own is accepted; tries count as those of passwords, and nobody reads any."""
    room = room_with(scram=True)
    login = make_with_verifier(room)
    room.state.rules = structs.replace(
        room.state.rules, accounts=AccountPolicy(scram=True, plaintext_passwords="refuse")
    )
    session = room.connect()
    assert room.need(session, login) == CountTry(True, "account bob", session.address)
    signature = hmac.digest(b"s" * 32, b"message", hashlib.sha256)
    assert room.answered(session, login, True) == [ProofAccepted(signature)]
    assert session.account == ""
    confirmed = structs.replace(login, confirmed=True)
    assert room.answered(session, confirmed, TryLater(3)) == [refusals.TooManyTries(3)]
    assert room.answered(session, confirmed, True) == [SessionLoggedIn(session.id, "bob"), LoginDone("bob")]


@pytest.mark.parametrize("case", ["proof", "no account", "no verifier", "off"])
@pytest.mark.parametrize("result", [True, False])
@pytest.mark.parametrize("confirmed", [True, False])
def test_a_proof_that_is_wrong(case: str, *, result: bool, confirmed: bool) -> None:
    """Or that nothing can be checked by: whatever it is, it counts, and is not told."""
    room = room_with(scram=True)
    login = structs.replace(make_with_verifier(room), confirmed=confirmed)
    if case == "proof":
        login = structs.replace(login, proof=bytes(32))
    elif case == "no account":
        login = structs.replace(login, name="nobody")
    elif case == "no verifier":
        account(room, "bob").scram = ""
    else:
        room.state.rules = structs.replace(room.state.rules, accounts=AccountPolicy())
    session = room.connect()
    need = room.need(session, login)
    assert need == CountTry(False, f"account {login.name.lower()}", session.address)
    assert room.run(session, login, Answer(need, result)) == [account_refusals.LoginFailed()]


def test_after_wrong_passwords_there_is_a_wait(room: Chatroom) -> None:
    """It is told."""
    assert room.answered(room.connect(), LogIn("bob", "x"), TryLater(3)) == [refusals.TooManyTries(3)]


def test_an_account_without_a_password_is_nobody_s(room: Chatroom) -> None:
    """No text is its password."""
    room.run(administrator(room), commands.AddAccount("bob"))
    assert room.need(room.connect(), LogIn("bob", "")).hash == UNKNOWN_HASH


def test_somebody_logs_out(room: Chatroom) -> None:
    """They stay, as a guest."""
    ann = room.person("ann")
    make(room, ann, "ann")
    before = ann.source
    assert room.run(ann, LogOut()) == [LoginChanged(before, None, room.now), LogoutDone("ann")]
    assert (ann.account, account(room, "ann").person) == (None, None)
    assert room.run(ann, LogOut()) == [account_refusals.NotLoggedIn()]


def test_a_connection_logs_out_before_it_has_a_nick(room: Chatroom) -> None:
    """Then it is let in as a guest."""
    session = room.connect()
    assert room.run(session, LogOut()) == [account_refusals.NotLoggedIn()]
    make(room, session, "bob")
    assert room.run(session, LogOut()) == [SessionLoggedIn(session.id, ""), LogoutDone("bob")]
    room.run(session, Register("ben", "~u", "Ben"))
    assert room.person("ben").account is None


def test_one_of_several_connections_ends_when_it_logs_out(room: Chatroom) -> None:
    """The person stays, for the others."""
    ann = room.person("ann")
    make(room, ann, "ann")
    other = room.connect()
    room.answered(other, LogIn("ann", "secret"), True)
    room.run(other, Register("other", "~u", "Other"))
    assert other.person is ann
    done, left = room.run(other, LogOut())
    assert done == LogoutDone("ann")
    assert isinstance(left, SessionDetached)
    assert list(ann.sessions) == [1]


# --- names -----------------------------------------------------------------------------------------


def squatted() -> tuple[Chatroom, Person]:
    """Return a room in which a guest has the name of an account."""
    room = room_with()
    make(room, room.connect(), "bob")
    guest = room.connect()
    assert room.run(guest, Register("bob", "~u", "Guest", graced=True))[-1] == NameReserved("bob", 60)
    assert guest.person is not None
    return room, guest.person


def test_a_guest_has_the_name_of_an_account_for_a_while() -> None:
    """Then another one, that is nobody's."""
    room, guest = squatted()
    assert list(rename_squatters(room.state, room.now + 59_999)) == []
    (changed,) = rename_squatters(room.state, room.now + 60_000)
    assert isinstance(changed, NickChanged)
    assert (changed.source, changed.nick) == (guest.source, f"Guest{guest.id}")


def test_a_guest_who_takes_another_name_is_left_alone() -> None:
    """Nobody has to be renamed any more."""
    room, guest = squatted()
    room.run(guest, commands.ChangeNick("ben"))
    assert list(rename_squatters(room.state, room.now + 60_000)) == []
    refused = room.run(guest, commands.ChangeNick("bob"))
    assert refused == [refusals.NickReserved("bob")]


def test_without_grace_such_a_name_is_as_one_that_is_taken() -> None:
    """As on wires whose programs know nothing else."""
    room = room_with(grace_seconds=0)
    make(room, room.connect(), "bob")
    for graced in (True, False):
        refused = room.run(room.connect(), Register("bob", "~u", "Guest", graced=graced))
        assert refused == [refusals.NickReserved("bob")]


def test_the_owner_of_a_name_takes_it_back() -> None:
    """Whoever has it meanwhile gets another."""
    room, guest = squatted()
    session = room.connect()
    room.answered(session, LogIn("bob", "secret"), True)
    room.run(session, Register("bob", "~u", "Bob"))
    assert (room.person("bob").account, guest.nick) == ("bob", f"Guest{guest.id}")


def test_the_owner_of_a_name_takes_it_back_later() -> None:
    """By logging in under another nick, and then taking the name."""
    room, guest = squatted()
    ann = room.person("ann")
    room.answered(ann, LogIn("bob", "secret"), True)
    assert guest.nick == f"Guest{guest.id}"
    room.run(ann, commands.ChangeNick("bob"))
    assert room.person("bob") is ann


# --- one's own password and end --------------------------------------------------------------------


def test_a_password_is_changed_by_who_knows_it(room: Chatroom) -> None:
    """Both are looked at in one go."""
    ann, command = room.person("ann"), commands.ChangePassword("secret", "better")
    assert room.run(ann, command) == [account_refusals.NotLoggedIn()]
    make(room, ann, "ann")
    assert room.need(ann, command) == ReplacePassword("hash", "account ann", "192.0.2.1")
    assert room.answered(ann, command, False) == [account_refusals.LoginFailed()]
    assert room.answered(ann, command, Hashed("")) == [account_refusals.PasswordInvalid(LONGEST_PASSWORD)]
    assert room.answered(ann, command, TryLater(1)) == [refusals.TooManyTries(1)]
    changed = room.answered(ann, command, Hashed("better hash", "verifier"))[0]
    assert changed == PasswordChanged(1, "better hash", "verifier")
    assert account(room, "ann").password == "better hash"
    too_long = commands.ChangePassword("secret", "x" * (LONGEST_PASSWORD + 1))
    assert room.run(ann, too_long) == [account_refusals.PasswordInvalid(LONGEST_PASSWORD)]


def test_an_account_is_erased_by_who_knows_its_password(room: Chatroom) -> None:
    """All who speak for it leave, and its name is free."""
    ann, command = room.person("ann"), commands.EraseAccount("secret")
    assert room.run(ann, command) == [account_refusals.NotLoggedIn()]
    make(room, ann, "ann")
    assert room.answered(ann, command, False) == [account_refusals.LoginFailed()]
    outcome = room.answered(ann, command, True)
    assert [type(its) for its in outcome if isinstance(its, PersonLeft | AccountErased)] == [
        PersonLeft,
        AccountErased,
    ]
    assert room.state.accounts.find("ann") is None
    assert room.state.find_person("ann") is None


# --- what an operator does -------------------------------------------------------------------------


def test_what_an_operator_does_needs_an_account(room: Chatroom) -> None:
    """Its name is said."""
    owner = administrator(room)
    for command in (
        commands.DropAccount("zoe"),
        commands.RenameAccount("zoe", "zoë"),
        commands.SuspendAccount("zoe"),
        commands.SetAccountOperator("zoe"),
        commands.SetAccountPassword("zoe", "x"),
    ):
        assert room.run(owner, command) == [account_refusals.NoSuchAccount("zoe")]


def test_an_account_is_dropped(room: Chatroom) -> None:
    """With whoever speaks for it."""
    make(room, room.person("ann"), "ann")
    room.run(administrator(room), commands.DropAccount("ann"))
    assert room.state.accounts.find("ann") is None
    assert room.state.find_person("ann") is None


def test_an_account_is_renamed(room: Chatroom) -> None:
    """Whoever speaks for it keeps the nick; a guest who has the new name gets another."""
    ann, bob = room.person("ann"), room.enter("bob")
    make(room, ann, "ann")
    outcome = room.run(administrator(room), commands.RenameAccount("ann", "bob"))
    assert outcome[0] == AccountRenamed(1, "bob", "~a:ann", "~a:bob")
    assert (ann.account, ann.nick, bob.nick) == ("bob", "ann", f"Guest{bob.id}")
    refused = room.run(administrator(room), commands.RenameAccount("bob", "x y"))
    assert isinstance(refused[0], account_refusals.AccountNameInvalid)


def test_the_rights_of_an_operator_go_with_a_renamed_account(room: Chatroom) -> None:
    """They end with its login, under the other name as under the one before."""
    ann, owner = room.person("ann"), administrator(room)
    make(room, ann, "ann")
    room.run(owner, commands.SetAccountOperator("ann"))
    room.run(owner, commands.RenameAccount("ann", "anne"))
    assert (ann.account, ann.operator) == ("anne", "anne")
    room.run(ann, commands.LogOut())
    assert not ann.is_operator


def test_an_account_is_suspended_and_restored(room: Chatroom) -> None:
    """Its sessions end, and nobody logs in to it meanwhile."""
    make(room, room.person("ann"), "ann")
    owner, suspend = administrator(room), commands.SuspendAccount("ann")
    assert room.run(owner, suspend)[0] == AccountSuspended(1, suspended=True)
    assert room.state.find_person("ann") is None
    assert [type(its) for its in room.run(owner, suspend)] == [AccountDone]
    refused = room.answered(room.connect(), LogIn("ann", "secret"), True)
    assert refused == [account_refusals.AccountUnusable("ann")]
    room.run(owner, commands.SuspendAccount("ann", suspended=False))
    assert isinstance(room.answered(room.connect(), LogIn("ann", "secret"), True)[-1], LoginDone)


@pytest.mark.parametrize(
    ("command", "name"),
    [
        (commands.SuspendAccount("ann"), ""),
        (commands.DropAccount("ann"), ""),
        (commands.RenameAccount("ann", "anne"), "anne"),
    ],
)
def test_who_has_no_nick_yet_follows_it(room: Chatroom, command: commands.Command, name: str) -> None:
    """A login outlives neither a suspension nor the account, whoever has its name later."""
    make(room, room.person("ann"), "ann")
    make(room, room.enter("bob"), "bob")
    session, other, new = room.connect(), room.connect(), room.connect()
    room.answered(session, LogIn("ann", "secret"), True)
    room.answered(other, LogIn("bob", "secret"), True)
    assert SessionLoggedIn(session.id, name) in room.run(administrator(room), command)
    assert (session.account, other.account, new.account) == (name, "bob", "")


def test_an_account_is_made_an_operator_s_and_a_plain_one_again(room: Chatroom) -> None:
    """Whoever speaks for it is one at once, and no more at once."""
    ann, owner = room.person("ann"), administrator(room)
    make(room, ann, "ann")
    outcome = room.run(owner, commands.SetAccountOperator("ann"))
    assert outcome[0] == AccountOperatorChanged(1, operator=True)
    assert isinstance(outcome[-1], OperatorGranted)
    assert ann.is_operator
    assert [type(its) for its in room.run(owner, commands.SetAccountOperator("ann"))] == [AccountDone]
    outcome = room.run(owner, commands.SetAccountOperator("ann", operator=False))
    assert isinstance(outcome[-1], UserModesChanged)
    assert not ann.is_operator


def test_who_logs_out_is_no_operator_any_more(room: Chatroom) -> None:
    """That was the account's."""
    ann = room.person("ann")
    make(room, ann, "ann")
    room.run(administrator(room), commands.SetAccountOperator("ann"))
    room.run(ann, LogOut())
    assert not ann.is_operator


def test_a_password_is_set_by_an_operator(room: Chatroom) -> None:
    """For somebody who has forgotten it."""
    make(room, room.person("ann"), "ann")
    owner, command = administrator(room), commands.SetAccountPassword("ann", "other")
    assert room.need(owner, command) == HashPassword(owner.address)
    changed = room.answered(owner, command, Hashed("other hash", "verifier"))[0]
    assert changed == PasswordChanged(1, "other hash", "verifier")
    assert room.answered(owner, command, Hashed("")) == [account_refusals.PasswordInvalid(LONGEST_PASSWORD)]


def test_an_account_is_made_for_somebody_who_is_here(room: Chatroom) -> None:
    """They have its name until they log in, or for a while."""
    room.run(administrator(room), commands.AddAccount("ann"))
    assert room.state.squatters == {room.person("ann").id: room.now}
    refused = room.run(administrator(room), commands.AddAccount("ann"))
    assert refused == [account_refusals.AccountExists("ann")]
