"""Decide about e-mail addresses: confirming them, changing them, and what is sent to them.

An address counts for nothing until a code that was sent there comes back.
"""

from collections.abc import Iterator

from salon.core import account_refusals, email_refusals
from salon.core.account_events import (
    AccountErased,
    AccountVerified,
    CodeIssued,
    CodeKind,
    CodeRevoked,
    CodeUsed,
    EmailChanged,
    EmailRefused,
)
from salon.core.accounts import Account
from salon.core.codes import digest_of
from salon.core.commands import (
    ChangeEmail,
    ConfirmAccount,
    ConfirmEmail,
    RegisterAccount,
    RequestReset,
    SetAccountEmail,
)
from salon.core.context import Context
from salon.core.decisions import passwords
from salon.core.decisions.logins import let_in, login_refusal
from salon.core.emails import domain_of, is_email
from salon.core.events import Event
from salon.core.needs import Drawn, Need, PrepareLetter, TryLater
from salon.core.refusals import Refusal
from salon.core.replies import (
    AccountDone,
    CodeMailed,
    Decision,
    EmailConfirmed,
    Letter,
    LetterKind,
    Outcome,
    ResetMailed,
)
from salon.core.state import State
from salon.texts.marks import N_

DAY = 86_400_000
HOUR = 3_600_000
MINUTE = 60_000


def registration_refusal(state: State, email: str) -> Refusal | None:
    """Tell why an account cannot be made with an address, or with none."""
    if email:
        return _address_refusal(state, email)
    return email_refusals.EmailNeeded() if state.rules.accounts.require_email else None


def _address_refusal(state: State, email: str) -> Refusal | None:
    if not is_email(email):
        return email_refusals.EmailInvalid(email)
    domains = state.rules.accounts.email_domains
    if domains and domain_of(email) not in map(str.lower, domains):
        return email_refusals.EmailUnacceptable(domains)
    return None


def confirmation(
    state: State, context: Context, kind: LetterKind, account: int, name: str, email: str
) -> list[Outcome] | Need | Refusal:
    """Return how a code goes to an address that is to be confirmed; nothing, where none is to be."""
    mail, needed = state.rules.mail, state.rules.accounts.require_email
    if not email or (mail is None and not needed):
        return []
    drawn = _drawn(state, context, name, email)
    if mail is None or not isinstance(drawn, Drawn):
        return drawn if not isinstance(drawn, Drawn) else email_refusals.EmailsOff()
    expires = context.now + mail.confirm_hours * HOUR
    return [
        CodeIssued(digest_of(drawn.code), CodeKind.EMAIL, "", context.now, expires=expires, account=account),
        Letter(kind, email, name, drawn.code, expires),
        CodeMailed(name, email, needed=needed and kind is LetterKind.CONFIRM, delayed=drawn.delayed),
    ]


def _drawn(state: State, context: Context, name: str, email: str) -> Drawn | Need | Refusal:
    if state.rules.mail is None:
        return email_refusals.EmailsOff()
    need = PrepareLetter(state.names.fold(name), email, context.actor.address)
    result = context.answer_to(need)
    if result is None:
        return need
    return email_refusals.TooManyEmails(result.seconds) if isinstance(result, TryLater) else result


def ask_again(state: State, account: Account, command: RegisterAccount, context: Context) -> Decision:
    """Have another code sent for an account that is not confirmed, to whoever knows its password.

    It may go to another address, for the one before may have been mistyped.
    """
    exists = account_refusals.AccountExists(command.name)
    problem = passwords.verify(account.password, f"account {account.folded}", context, exists)
    if problem is not None:
        return problem if isinstance(problem, Need) else [problem]
    email = command.email or account.unconfirmed
    letters = confirmation(state, context, LetterKind.CONFIRM, account.id, account.name, email)
    if not isinstance(letters, list):
        return letters if isinstance(letters, Need) else [letters]
    if not letters:  # a code is needed no more, but the account was made when it was
        return [email_refusals.AccountUnconfirmed(account.name)]
    changed = [] if email == account.unconfirmed else [EmailChanged(account.id, account.email, email)]
    return [*changed, *_revoked(state, account, CodeKind.EMAIL), *letters]


def _revoked(state: State, account: Account, *kinds: CodeKind) -> Iterator[Outcome]:
    return (CodeRevoked(its.digest) for its in state.codes.of_account(account.id, *kinds))


def confirm_email(state: State, command: ConfirmEmail, context: Context) -> Decision:
    """Confirm an address by a code; a new account can be used from then on, and is logged in to."""
    account, person = state.accounts.find(command.name), context.actor.person
    logged_in = context.actor.account if person is None else person.account
    own = account is not None and logged_in == account.name
    if logged_in and not (own and account is not None and account.unconfirmed):
        return [account_refusals.AlreadyLoggedIn(logged_in)]
    code = state.codes.find(command.code, context.now, CodeKind.EMAIL)
    if account is None or code is None or code.account != account.id:
        return [account_refusals.CodeInvalid()]
    refusal = login_refusal(state, account, confirmed=True)
    if refusal is not None:
        return [refusal]
    confirmed: list[Outcome] = [CodeUsed(code.digest), AccountVerified(account.id, context.now)]
    confirmed += [its for its in _revoked(state, account, CodeKind.EMAIL) if its != CodeRevoked(code.digest)]
    if not account.verified:
        return [*confirmed, *let_in(state, account, context, readable=False)]
    # The code came to an address that may have been mistyped: it lets nobody in.
    if not own:
        return [account_refusals.NotLoggedIn()]
    return [*confirmed, EmailConfirmed(account.name, account.unconfirmed)]


def change_email(state: State, command: ChangeEmail, context: Context) -> Decision:
    """Give one's account another address, which counts once it is confirmed; the one before is told."""
    account = state.account_of(context.person)
    if account is None:
        return [account_refusals.NotLoggedIn()]
    refusal = _address_refusal(state, command.email)
    if refusal is not None or state.rules.mail is None:
        return [refusal or email_refusals.EmailsOff()]
    wrong = account_refusals.LoginFailed()
    problem = passwords.verify(account.password, f"account {account.folded}", context, wrong)
    if problem is not None:
        return problem if isinstance(problem, Need) else [problem]
    revoked = _revoked(state, account, CodeKind.EMAIL)
    if command.email == account.email:
        changed = EmailChanged(account.id, account.email)
        return [changed, *revoked, EmailConfirmed(account.name, account.email)]
    letters = confirmation(state, context, LetterKind.ADDRESS, account.id, account.name, command.email)
    if not isinstance(letters, list):
        return letters if isinstance(letters, Need) else [letters]
    outcome: list[Outcome] = [EmailChanged(account.id, account.email, command.email), *revoked, *letters]
    if account.email:
        outcome.append(Letter(LetterKind.LEAVING, account.email, account.name, other=command.email))
    return outcome


def request_reset(state: State, command: RequestReset, context: Context) -> Decision:
    """Send a code for another password to the address of an account.

    The answer is the same, and waits for the same, where there is no such account, or no address: a code is
    kept that was sent to nobody.
    """
    mail = state.rules.mail
    drawn = _drawn(state, context, command.name, "")
    if mail is None or not isinstance(drawn, Drawn):
        return drawn if isinstance(drawn, Need) else [drawn if isinstance(drawn, Refusal) else _OFF]
    found = state.accounts.find(command.name)
    account = found if found is not None and found.email and login_refusal(state, found) is None else None
    expires, number = context.now + mail.reset_minutes * MINUTE, account.id if account is not None else 0
    digest = digest_of(drawn.code)
    issued = CodeIssued(digest, CodeKind.MAILED, "", context.now, expires=expires, account=number)
    outcome: list[Outcome] = [issued, ResetMailed(command.name, drawn.delayed)]
    if account is not None:
        outcome.append(Letter(LetterKind.RESET, account.email, account.name, drawn.code, expires))
    return outcome


_OFF = email_refusals.EmailsOff()


# --- what an operator does, and what time does ------------------------------------------------------


def set_email(state: State, command: SetAccountEmail, _context: Context) -> Decision:
    """Give somebody's account an address that the operator vouches for, or none."""
    account = state.accounts.find(command.name)
    if account is None:
        return [account_refusals.NoSuchAccount(command.name)]
    if command.email and not is_email(command.email):
        return [email_refusals.EmailInvalid(command.email)]
    text = N_("The e-mail address of {account} has been changed.")
    revoked = _revoked(state, account, CodeKind.EMAIL, CodeKind.MAILED)
    return [EmailChanged(account.id, command.email), *revoked, AccountDone(account.name, text)]


def confirm_account(state: State, command: ConfirmAccount, context: Context) -> Decision:
    """Let somebody's account be used, and its address count, without a code."""
    account = state.accounts.find(command.name)
    if account is None:
        return [account_refusals.NoSuchAccount(command.name)]
    done = AccountDone(account.name, N_("The account {account} is confirmed."))
    if account.verified and not account.unconfirmed:
        return [done]
    revoked = _revoked(state, account, CodeKind.EMAIL)
    return [AccountVerified(account.id, context.now), *revoked, done]


def make_room(state: State) -> list[Outcome]:
    """Return how the oldest accounts go that were never confirmed, so that there is room for one more."""
    surplus = len(state.accounts.unverified) + 1 - state.rules.accounts.unverified_accounts
    oldest = list(state.accounts.unverified)[: max(0, surplus)]
    return [AccountErased(number) for number in oldest]


def delete_unverified(state: State, now: int) -> Iterator[Event]:
    """Yield the end of accounts that nobody has confirmed in time; each has to be applied before the next."""
    longest = state.rules.accounts.unverified_days * DAY
    for account in list(state.accounts.unverified.values()):
        if now - account.created < longest:
            return
        yield AccountErased(account.id)


def end_codes(state: State, now: int) -> Iterator[Event]:
    """Yield the end of codes whose time is over; each has to be applied before the next is asked for."""
    while (code := state.codes.first_over(now)) is not None:
        yield CodeRevoked(code.digest)


def undelivered(state: State, letter: Letter) -> Iterator[EmailRefused]:
    """Yield that whoever waits for a code is told that its e-mail was refused, if they are here.

    An account that is not confirmed has nobody, but the guest of its name, as whom it was made.
    """
    account = state.accounts.find(letter.account)
    if account is None or letter.kind is LetterKind.LEAVING:
        return
    person = account.person
    if person is None and letter.kind is LetterKind.CONFIRM:
        person = state.find_person(account.name)
    if person is not None:
        yield EmailRefused(person.source, account.name)
