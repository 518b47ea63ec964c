"""What every dialect says of accounts and logins, and which lines may hold a password."""

import re
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Protocol

from salon.core.account_events import EmailRefused, PasswordReplaced
from salon.core.events import LoginChanged
from salon.core.replies import (
    AccountDone,
    CodeMailed,
    EmailConfirmed,
    LoginDone,
    LogoutDone,
    PersistenceShown,
    ResetMailed,
    SessionsEnded,
)
from salon.core.state import Person, State
from salon.texts.marks import N_
from salon.texts.visible import echoed
from salon.wire.invitations import LEADS
from salon.wire.own_sessions import EMAIL_REFUSED, ENDED, NOT_BY_YOU
from salon.wire.persistence_words import text_of, word_that_changes

READABLE = N_(
    "Others on the network can read your password, because this connection is not encrypted. Log in "
    "by IRC over TLS instead."
)
NEEDS_ENCRYPTION = N_(
    "This server accepts passwords over encrypted connections only, and this one is not encrypted. "
    "Log in by IRC over TLS instead."
)
USE_CODE = N_("You are logged in as {account}. To use a code with this account: /code CODE")
LOG_IN = N_("If the name {nick} is yours: /login {nick} PASSWORD")
UNSAID = N_(
    "That was sent to nobody, because it may contain a password. Commands begin with /; word other "
    "texts differently."
)

# What is typed in place of a `/`, or beside it.
_SIGN = re.compile(r"[\W_]+")

_SECRETS: Mapping[str, frozenset[int]] = {
    "login": frozenset({3}),
    "register": frozenset({2, 3, 4}),
    "password": frozenset({3}),
    "email": frozenset({3}),
    "reset": frozenset({4}),
    # Two words that begin so are mostly talk.
    "code": frozenset(),
}
"""Words that stand before a password, and how many words there are with it."""

ALIKE = 0.75
"""How like one of them a mistyped word is (difflib's measure)."""

LONGEST_WORD = 12
"""Longer ones are none of them, however mistyped."""


class Talk(Protocol):
    """Who is spoken to."""

    state: State

    @property
    def person(self) -> Person | None:
        """Who this is, once registered."""

    def tell(self, text: str, /, **fields: object) -> None:
        """Put a text to the output, translated and filled."""


def may_hold_password(text: str) -> bool:
    """Tell whether a text is a command about a password, but for a `/` that is missing or another sign.

    Behind a sign, the word may be mistyped as well; but behind an @ it is somebody's name, as Emile is.
    """
    found = _SIGN.match(text)
    words = text[found.end() if found else 0 :].split(maxsplit=4)
    if len(words) < 2:
        return False
    word = words[0].lower()
    if found is None or found.group().endswith("@"):
        return len(words) in _SECRETS.get(word, ())
    return len(word) <= LONGEST_WORD and bool(get_close_matches(word, _SECRETS, cutoff=ALIKE))


def show_account_reply(talk: Talk, reply: object) -> None:
    """Show what has become of a login, or of an account."""
    if isinstance(reply, LoginDone):
        if reply.made:
            talk.tell(
                N_("The account {account} has been created, and you are logged in to it."),
                account=reply.account,
            )
        else:
            _tell_login(talk, reply.account)
        if reply.channels:
            talk.tell(LEADS, channels=", ".join(reply.channels))
        if reply.readable:
            talk.tell(READABLE)
    elif isinstance(reply, LogoutDone):
        talk.tell(N_("You are logged out of {account}."), account=reply.account)
    elif isinstance(reply, SessionsEnded):
        talk.tell(ENDED, count=reply.count)
    elif isinstance(reply, PersistenceShown):
        days = talk.state.rules.accounts.persistence_days
        talk.tell(text_of(reply, days), count=days, command=f"/persistence {word_that_changes(reply)}")
    elif isinstance(reply, AccountDone):
        talk.tell(reply.text, account=reply.account)
    elif isinstance(reply, CodeMailed | EmailConfirmed | ResetMailed):
        _show_email(talk, reply)


def _tell_login(talk: Talk, account: str) -> None:
    """Say to which account somebody is logged in, and how others see them where that is another name."""
    person = talk.person
    if person is None or person.nick == account:
        talk.tell(N_("You are logged in as {account}."), account=account)
    else:
        talk.tell(N_("You are {nick}, logged in as {account}."), nick=person.nick, account=account)


def _show_email(talk: Talk, reply: CodeMailed | EmailConfirmed | ResetMailed) -> None:
    if isinstance(reply, EmailConfirmed):
        talk.tell(N_("The e-mail address {email} is confirmed."), email=reply.email)
        return
    if isinstance(reply, ResetMailed):
        sent = N_(
            "If there is an account {account} with a confirmed e-mail address, a code has been sent there. "
            "Write /reset {account} CODE NEW-PASSWORD."
        )
        talk.tell(sent, account=echoed(reply.name))
    elif reply.needed:
        created = N_(
            "The account {account} has been created, but is not confirmed yet. A code has been sent to"
            " {email}: write /verify {account} CODE."
        )
        talk.tell(created, account=reply.account, email=reply.email)
    else:
        sent = N_("A code has been sent to {email}. Write /verify {account} CODE to confirm that address.")
        talk.tell(sent, account=reply.account, email=reply.email)
    if reply.delayed:
        talk.tell(N_("The mail server cannot be reached now. The code will be sent as soon as possible."))


def show_login(talk: Talk, event: LoginChanged | PasswordReplaced | EmailRefused) -> None:
    """Show what others have done about one's account: another connection, or the mail server."""
    if isinstance(event, PasswordReplaced):
        talk.tell(NOT_BY_YOU)
    elif isinstance(event, EmailRefused):
        talk.tell(EMAIL_REFUSED, account=event.account)
    elif event.account is None:
        talk.tell(N_("You are logged out."))
    else:
        talk.tell(N_("You are logged in as {account}."), account=event.account)
