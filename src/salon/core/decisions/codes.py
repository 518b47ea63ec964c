"""Decide about codes: giving them out, taking them back, and what they open."""

from salon.core import account_refusals
from salon.core.account_events import (
    AccountOperatorChanged,
    CodeIssued,
    CodeKind,
    CodeRevoked,
    CodeUsed,
    PasswordChanged,
)
from salon.core.codes import digest_of
from salon.core.commands import IssueCode, ResetPassword, RevokeCode, UseCode
from salon.core.context import Context
from salon.core.decisions import passwords
from salon.core.decisions.accounts import hash_password, own_account
from salon.core.decisions.channels import name_refusal
from salon.core.decisions.logins import log_in_to, operator_granted
from salon.core.decisions.sessions import after_password, ends_others
from salon.core.needs import DrawCode, Hashed, Need
from salon.core.refusals import Refusal
from salon.core.replies import AccountDone, CodeShown, Decision, Outcome
from salon.core.state import State
from salon.texts.marks import N_


def issue_code(state: State, command: IssueCode, context: Context) -> Decision:
    """Draw a code, and keep its digest."""
    account = state.accounts.find(command.account) if command.account else None
    if account is None and (command.account or command.kind is CodeKind.PASSWORD):
        return [account_refusals.NoSuchAccount(command.account)]
    for channel in command.channels:
        refusal = name_refusal(state, channel)
        if refusal is not None:
            return [refusal]
    need = DrawCode(context.actor.id)
    code = context.answer_to(need)
    if code is None:
        return need
    expires = context.now + command.seconds * 1000 if command.seconds else 0
    issued = CodeIssued(
        digest_of(code),
        command.kind,
        context.name,
        context.now,
        command.uses,
        expires,
        account.id if account is not None else 0,
        command.channels,
    )
    name = account.name if account is not None else ""
    return [issued, CodeShown(code, command.kind, name, command.uses, expires, command.channels)]


def revoke_code(state: State, command: RevokeCode, _context: Context) -> Decision:
    """Take back the codes whose digests begin so."""
    found = [code.digest for code in state.codes if command.digest and code.digest.startswith(command.digest)]
    if not found:
        return [account_refusals.NoSuchCode(command.digest)]
    revoked: list[Outcome] = [CodeRevoked(digest) for digest in found]
    return [*revoked, AccountDone("", N_("The code has been revoked."))]


def use_code(state: State, command: UseCode, context: Context) -> Decision:
    """Use a code that makes one's account an operator's."""
    account = own_account(state, context)
    if isinstance(account, Refusal):
        return [account]
    code = state.codes.find(command.code, context.now, CodeKind.OPERATOR)
    if code is None:
        return [account_refusals.CodeInvalid()]
    person = context.person
    return [
        CodeUsed(code.digest),
        AccountOperatorChanged(account.id, operator=True),
        *operator_granted(person.source, person.modes, account.name, context.now),
        AccountDone(account.name, N_("{account} is now a server operator.")),
    ]


def reset_password(state: State, command: ResetPassword, context: Context) -> Decision:
    """Give an account another password by a code, and log in to it."""
    refusal = passwords.readable_refusal(state, context)
    if refusal is not None:
        return [refusal]
    account = state.accounts.find(command.name)
    code = state.codes.find(command.code, context.now, CodeKind.PASSWORD, CodeKind.MAILED)
    if account is None or code is None or code.account != account.id:
        return [account_refusals.CodeInvalid()]
    hashed = hash_password(state, command.password, context)
    if not isinstance(hashed, Hashed):
        return hashed if isinstance(hashed, Need) else [hashed]
    moving = context.actor.person is not None and context.actor.person is not account.person
    logged_in = log_in_to(state, account, context, alone=ends_others(state))
    if any(isinstance(its, Refusal) for its in logged_in):
        # The code can still be used, once that is settled.
        return logged_in
    # Others for the same account were given out before: whoever has one would take the account back.
    older = [its for its in state.codes.of_account(account.id) if its is not code]
    revoked = [CodeRevoked(its.digest) for its in older]
    changed = PasswordChanged(account.id, hashed.password, hashed.scram)
    after = after_password(state, account, context, moving=moving)
    return [CodeUsed(code.digest), changed, *revoked, *logged_in, *after]
