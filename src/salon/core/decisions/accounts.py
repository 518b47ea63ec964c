"""Decide about accounts: making them, logging in and out, and what an operator may do to them."""

from collections.abc import Iterator
from typing import Final

from salon.core import account_refusals
from salon.core.account_events import (
    AccountErased,
    AccountOperatorChanged,
    AccountRegistered,
    AccountRenamed,
    AccountSuspended,
    CodeKind,
    CodeUsed,
    PasswordChanged,
    Remains,
)
from salon.core.accounts import Account
from salon.core.codes import Code
from salon.core.commands import (
    AddAccount,
    ChangePassword,
    DropAccount,
    EraseAccount,
    LogIn,
    LogInByScram,
    LogOut,
    RegisterAccount,
    RenameAccount,
    SetAccountOperator,
    SetAccountPassword,
    SuspendAccount,
)
from salon.core.context import Context
from salon.core.decisions import emails, passwords, presence
from salon.core.decisions.admission import ban_of_account
from salon.core.decisions.blocks import taken_along
from salon.core.decisions.files import stop_files_of
from salon.core.decisions.kept_ranks import taken_with
from salon.core.decisions.logins import (
    arriving_log_in,
    log_in_to,
    operator_granted,
    operator_lost,
    renamed_away,
)
from salon.core.decisions.marks import marks_taken_along
from salon.core.decisions.metadata import brought_along, left_behind
from salon.core.decisions.ownership import pass_on
from salon.core.decisions.people import leave, nick_refusal
from salon.core.decisions.sessions import after_password
from salon.core.decisions.succession import server_source
from salon.core.events import Event, PersonInvited, SessionDetached, SessionLoggedIn
from salon.core.hosts import follow_login
from salon.core.masks import account_mask
from salon.core.needs import CountTry, Hashed, HashPassword, Need, ReplacePassword, TryLater
from salon.core.refusals import Refusal
from salon.core.replies import (
    AccountDone,
    Decision,
    LetterKind,
    LoginDone,
    LogoutDone,
    Outcome,
    ProofAccepted,
)
from salon.core.scram import is_right, read_verifier, signature_of
from salon.core.state import Person, State
from salon.texts.marks import N_

LONGEST_PASSWORD: Final = 1024
"""The longest password, in bytes: whoever hashes it takes time in proportion."""

SUSPENDED: Final = N_("The account was suspended")
ERASED: Final = N_("The account was deleted")


def register_account(state: State, command: RegisterAccount, context: Context) -> Decision:
    """Make an account of one's own name, and log in to it."""
    refusal = _registration_refusal(state, command, context)
    waiting = state.accounts.find(command.name)
    if waiting is not None and not waiting.verified and type(refusal) is account_refusals.AccountExists:
        return emails.ask_again(state, waiting, command, context)
    code = _code_of(state, command, context)
    if refusal is None and command.code and code is None:
        refusal = account_refusals.CodeInvalid()
    if refusal is None and code is None and state.rules.accounts.registration == "invite":
        refusal = account_refusals.InvitationNeeded()
    if refusal is not None:
        return [refusal]
    hashed = hash_password(state, command.password, context, counted=True)
    if not isinstance(hashed, Hashed):
        return hashed if isinstance(hashed, Need) else [hashed]
    return _made(state, command, context, code, hashed)


def _made(
    state: State, command: RegisterAccount, context: Context, code: Code | None, hashed: Hashed
) -> Decision:
    """Return how an account is made; one that has to be confirmed is logged in to by that."""
    person, now = context.actor.person, context.now
    number, name = state.accounts.last + 1, command.name if person is None else person.nick
    letters = emails.confirmation(state, context, LetterKind.CONFIRM, number, name, command.email)
    if not isinstance(letters, list):
        return letters if isinstance(letters, Need) else [letters]
    operator, needed = code is not None and code.kind is CodeKind.OPERATOR, state.rules.accounts.require_email
    outcome: list[Outcome] = [
        AccountRegistered(
            *(number, name, hashed.password, now),
            verified=not needed,
            operator=operator,
            scram=hashed.scram,
            unconfirmed=command.email,
        )
    ]
    if code is not None:
        outcome.append(CodeUsed(code.digest))
    if needed:
        return [*outcome, *emails.make_room(state), *letters]
    if person is None:
        outcome.append(SessionLoggedIn(context.actor.id, name))
    else:
        outcome += taken_along(state, person, number, now)
        outcome += marks_taken_along(state, person, number, now)
        outcome += brought_along(state, person, number, now)
        outcome += follow_login(state, person, name, number, now)
        if operator:
            outcome += operator_granted(person.source, person.modes, name, now)
        if code is not None:
            outcome += _invited(state, person, code, now)
    channels = code.channels if code is not None else ()
    done = LoginDone(name, made=True, readable=passwords.is_readable(state, context), channels=channels)
    return [*outcome, done, *letters]


def _invited(state: State, person: Person, code: Code, now: int) -> Iterator[PersonInvited]:
    """Yield that somebody may enter the channels that an invitation leads to, as far as they are there."""
    for name in code.channels:
        channel = state.find_channel(name)
        if channel is not None and person.id not in channel.members:
            yield PersonInvited(
                server_source(state), channel.id, channel.name, person.id, person.nick, now, opens=True
            )


def _registration_refusal(state: State, command: RegisterAccount, context: Context) -> Refusal | None:
    person, policy = context.actor.person, state.rules.accounts
    account = person.account if person is not None else context.actor.account
    if account:
        logged_in = account_refusals.CodeNotForAccount if command.code else account_refusals.AlreadyLoggedIn
        return logged_in(account)
    if policy.registration == "closed" and not command.code:
        return account_refusals.RegistrationClosed()
    if person is None and not policy.register_before_connect:
        return account_refusals.RegistrationNeedsName()
    if person is not None and state.names.fold(command.name) != person.folded:
        return account_refusals.AccountNameNotNick(command.name, person.nick)
    return (
        passwords.readable_refusal(state, context)
        or emails.registration_refusal(state, command.email)
        or ban_of_account(state, command.name)
        or name_refusal(state, command.name, held_by=person.id if person is not None else 0)
    )


def name_refusal(
    state: State, name: str, *, held_by: int = 0, besides: Account | None = None, withheld_too: bool = False
) -> Refusal | None:
    """Tell why there can be no account of a name; `held_by`: the person who may have it as a nick.

    `withheld_too`: it may be one that the owner of the server gives to nobody else.
    """
    problem = state.names.nick_problem(name, state.rules.limits.nick_length)
    if problem is not None:
        return account_refusals.AccountNameInvalid(name, problem)
    existing = state.accounts.find(name)
    if existing is not None and existing is not besides:
        return account_refusals.AccountExists(name)
    alike = state.accounts.look_alike(name, besides=besides)
    if alike is not None:
        return account_refusals.LooksLikeAccount(name, alike.name)
    own = state.people.get(held_by)
    return nick_refusal(state, name, own, name if withheld_too else None)


def _code_of(state: State, command: RegisterAccount, context: Context) -> Code | None:
    """Return the invitation that is used, or what makes the account an operator's."""
    if not command.code:
        return None
    return state.codes.find(command.code, context.now, CodeKind.INVITATION, CodeKind.OPERATOR)


def hash_password(
    state: State, password: str, context: Context, *, counted: bool = False
) -> Hashed | Need | Refusal:
    """Return what is kept of a password, a need, or why it is none."""
    refusal = _length_refusal(state, password)
    if refusal is not None:
        return refusal
    need = HashPassword(context.actor.address, counted)
    result = context.answer_to(need)
    if result is None:
        return need
    if isinstance(result, TryLater):
        busy = passwords.later_refusal(result) if result.busy else None
        return busy or account_refusals.TooManyRegistrations(result.seconds)
    return result if result.password else account_refusals.PasswordInvalid(LONGEST_PASSWORD)


def _length_refusal(state: State, password: str) -> Refusal | None:
    """Tell why a password is too short or too long."""
    if not 0 < len(password.encode(errors="replace")) <= LONGEST_PASSWORD:
        return account_refusals.PasswordInvalid(LONGEST_PASSWORD)
    shortest = state.rules.accounts.password_min_length
    return account_refusals.PasswordTooShort(shortest) if len(password) < shortest else None


def log_in(state: State, command: LogIn, context: Context) -> Decision:
    """Log in to an account by its password."""
    refusal = passwords.readable_refusal(state, context)
    if refusal is not None:
        return [refusal]
    account = state.accounts.find(command.name)
    renewed = passwords.verify_account(account, command.name, state, context)
    if isinstance(renewed, Need):
        return renewed
    if isinstance(renewed, Refusal) or account is None:
        return [renewed] if isinstance(renewed, Refusal) else [account_refusals.LoginFailed()]
    return [*renewed, *log_in_to(state, account, context)]


def log_in_by_scram(state: State, command: LogInByScram, context: Context) -> Decision:
    """Log in to an account by a proof; one that cannot have any is like one whose password is wrong."""
    account = state.accounts.find(command.name)
    verifier = read_verifier(account.scram) if account is not None and state.rules.accounts.scram else None
    right = verifier is not None and is_right(verifier, command.message, command.proof)
    need = CountTry(right, f"account {state.names.fold(command.name)}", context.actor.address)
    result = context.answer_to(need)
    if result is None:
        return need
    if isinstance(result, TryLater):
        return [passwords.later_refusal(result)]
    if account is None or verifier is None or not right:
        return [account_refusals.LoginFailed()]
    if not command.confirmed:
        return [ProofAccepted(signature_of(verifier, command.message))]
    return log_in_to(state, account, context, readable=False)


def log_out(state: State, _command: LogOut, context: Context) -> Decision:
    """Log out. One of several connections of a person ends with it, for the person stays."""
    person, now = context.actor.person, context.now
    if person is None:
        if not context.actor.account:
            return [account_refusals.NotLoggedIn()]
        return [SessionLoggedIn(context.actor.id, ""), LogoutDone(context.actor.account)]
    if person.account is None:
        return [account_refusals.NotLoggedIn()]
    if len(person.sessions) > 1:
        left = SessionDetached(context.actor.id, person.source, N_("Logged out"), now, by_server=True)
        files = stop_files_of(state, person, now, context.actor.id)
        away = presence.after_detaching(state, person, context.actor, now)
        return [*files, LogoutDone(person.account), left, *away]
    account = state.account_of(person)
    taken = taken_with(state, account, person, now) if account is not None else ()
    lost = [*operator_lost(person, now), *presence.ended(state, person), *left_behind(state, person, now)]
    out = follow_login(state, person, None, 0, now)
    return [*lost, *out, *taken, LogoutDone(person.account)]


def change_password(state: State, command: ChangePassword, context: Context) -> Decision:
    """Give one's account another password, for who knows the one before."""
    account = own_account(state, context)
    if isinstance(account, Refusal):
        return [account]
    refusal = _length_refusal(state, command.new_password)
    if refusal is not None:
        return [refusal]
    need = ReplacePassword(account.password, f"account {account.folded}", context.actor.address)
    result = context.answer_to(need)
    if result is None:
        return need
    if isinstance(result, TryLater):
        return [passwords.later_refusal(result)]
    if not isinstance(result, Hashed):
        return [account_refusals.LoginFailed()]
    if not result.password:
        return [account_refusals.PasswordInvalid(LONGEST_PASSWORD)]
    return [
        PasswordChanged(account.id, result.password, result.scram),
        AccountDone(account.name, N_("The password of {account} has been changed.")),
        *after_password(state, account, context, reset=False),
    ]


def erase_account(state: State, command: EraseAccount, context: Context) -> Decision:
    """Delete one's own account."""
    account = own_account(state, context)
    if isinstance(account, Refusal):
        return [account]
    subject = f"account {account.folded}"
    problem = passwords.verify(account.password, subject, context, account_refusals.LoginFailed())
    if problem is not None:
        return problem if isinstance(problem, Need) else [problem]
    return _erased(state, account, context, command.messages)


def own_account(state: State, context: Context) -> Account | Refusal:
    """Return the account that one is logged in to."""
    return state.account_of(context.person) or account_refusals.NotLoggedIn()


def _erased(state: State, account: Account, context: Context, messages: Remains) -> list[Outcome]:
    person, name = account.person, account.name
    done = AccountDone(name, N_("The account {account} has been deleted."))
    left = leave(state, person, ERASED, context.now, by_server=True) if person is not None else []
    left += arriving_log_in(state, account, "")
    mask = account_mask(name, state.names)
    erased = AccountErased(account.id, name, messages, mask)
    return [done, *left, *pass_on(state, account, context.now), erased]


# --- what an operator does --------------------------------------------------------------------------


def add_account(state: State, command: AddAccount, context: Context) -> Decision:
    """Make an account for somebody."""
    holder = state.find_person(command.name)
    refusal = name_refusal(
        state, command.name, held_by=holder.id if holder is not None else 0, withheld_too=True
    )
    if refusal is not None:
        return [refusal]
    hashed = Hashed("")
    if command.password:
        made = hash_password(state, command.password, context)
        if not isinstance(made, Hashed):
            return made if isinstance(made, Need) else [made]
        hashed = made
    number = state.accounts.last + 1
    return [
        AccountRegistered(
            *(number, command.name, hashed.password, context.now),
            operator=command.operator,
            scram=hashed.scram,
        ),
        AccountDone(command.name, N_("The account {account} has been created.")),
    ]


def drop_account(state: State, command: DropAccount, context: Context) -> Decision:
    """Delete somebody's account."""
    account = _account(state, command.name)
    return [account] if isinstance(account, Refusal) else _erased(state, account, context, command.messages)


def rename_account(state: State, command: RenameAccount, context: Context) -> Decision:
    """Give somebody's account another name; whoever has that as a nick meanwhile gets another."""
    account = _account(state, command.name)
    if isinstance(account, Refusal):
        return [account]
    holder, person = state.find_person(command.new_name), account.person
    refusal = name_refusal(
        state,
        command.new_name,
        held_by=holder.id if holder is not None else 0,
        besides=account,
        withheld_too=True,
    )
    if refusal is not None:
        return [refusal]
    masks = (account_mask(name, state.names) for name in (account.name, command.new_name))
    outcome: list[Outcome] = [AccountRenamed(account.id, command.new_name, *masks)]
    outcome += arriving_log_in(state, account, command.new_name)
    if person is not None:
        outcome += follow_login(state, person, command.new_name, account.id, context.now)
    if holder is not None and holder is not person:
        outcome += renamed_away(state, holder, context.now)
    return [*outcome, AccountDone(command.new_name, N_("The account is now called {account}."))]


def suspend_account(state: State, command: SuspendAccount, context: Context) -> Decision:
    """Suspend an account, which ends its sessions; or let it be used again."""
    account = _account(state, command.name)
    if isinstance(account, Refusal):
        return [account]
    text = N_("The account {account} has been suspended.")
    if not command.suspended:
        text = N_("The account {account} can be used again.")
    done = AccountDone(account.name, text)
    if command.suspended == account.suspended:
        return [done]
    outcome: list[Outcome] = [AccountSuspended(account.id, command.suspended), done]
    if command.suspended:
        outcome += arriving_log_in(state, account, "")
        if account.person is not None:
            outcome += leave(state, account.person, SUSPENDED, context.now, by_server=True)
    return outcome


def set_operator(state: State, command: SetAccountOperator, context: Context) -> Decision:
    """Make an account one of a server operator, or a plain one again."""
    account = _account(state, command.name)
    if isinstance(account, Refusal):
        return [account]
    text = (
        N_("{account} is now a server operator.")
        if command.operator
        else N_("{account} is no longer a server operator.")
    )
    done = AccountDone(account.name, text)
    if command.operator == account.operator:
        return [done]
    outcome: list[Outcome] = [AccountOperatorChanged(account.id, command.operator), done]
    person = account.person
    if person is not None:
        outcome += (
            operator_granted(person.source, person.modes, account.name, context.now)
            if command.operator
            else operator_lost(person, context.now)
        )
    return outcome


def set_password(state: State, command: SetAccountPassword, context: Context) -> Decision:
    """Give somebody's account another password."""
    account = _account(state, command.name)
    if isinstance(account, Refusal):
        return [account]
    hashed = hash_password(state, command.password, context)
    if not isinstance(hashed, Hashed):
        return hashed if isinstance(hashed, Need) else [hashed]
    return [
        PasswordChanged(account.id, hashed.password, hashed.scram),
        AccountDone(account.name, N_("The password of {account} has been changed.")),
        *after_password(state, account, context),
    ]


def _account(state: State, name: str) -> Account | Refusal:
    return state.accounts.find(name) or account_refusals.NoSuchAccount(name)


def rename_squatters(state: State, now: int) -> Iterator[Event]:
    """Yield other nicks for people whose time with the name of somebody's account is over."""
    grace = state.rules.accounts.grace_seconds * 1000
    for number, since in list(state.squatters.items()):
        if now - since >= grace:
            yield from renamed_away(state, state.people[number], now)
