"""Commands about one's account, which every dialect has whose people have names.

No answer shows what was given: it may be a password.
"""

from salon.core.commands import (
    ChangeEmail,
    ChangePassword,
    Command,
    ConfirmEmail,
    LogIn,
    LogOut,
    RegisterAccount,
    RequestReset,
    ResetPassword,
    SetPersistence,
    ShowPersistence,
    UseCode,
)
from salon.core.presence_events import Persistence
from salon.core.queries.sessions import sessions_of
from salon.texts.marks import N_
from salon.wire.dialects.named import NamedSession
from salon.wire.dialects.session import DialectCommand
from salon.wire.own_sessions import read_ended, word_session

REGISTER = N_("/register PASSWORD [EMAIL] [CODE]")
REGISTER_NAME = N_("/register NAME PASSWORD [EMAIL] [CODE]")
VERIFY = N_("/verify [NAME] CODE")
EMAIL = N_("/email PASSWORD ADDRESS")
CODE = N_("/code CODE")
RESET = N_("/reset NAME [CODE NEW-PASSWORD]")
LOGIN = N_("/login NAME PASSWORD")
LOGOUT = N_("/logout [NUMBER|others]")
PASSWORD = N_("/password OLD NEW")
PERSISTENCE = "/persistence [on|off]"

_WISHES = {"on": Persistence.ON, "off": Persistence.OFF}


def register(talk: NamedSession, rest: str, _now: int) -> list[Command]:
    """Make an account of one's name; who has none yet says it, and connects under it."""
    given, person = rest.split(), talk.person
    name = person.nick if person is not None else "".join(given[:1])
    if person is None:
        del given[:1]
    # Who says the name though it is known would make the name the password.
    is_name = person is not None and len(given) > 1 and talk.state.names.fold(given[0]) == person.folded
    # No code has this sign; what is wrong with such an address is to be told.
    email, code = ("".join(its for its in given[1:] if ("@" in its) is wanted) for wanted in (True, False))
    if not 1 <= len(given) <= 1 + bool(email) + bool(code) or is_name:
        return _tell_form(talk, REGISTER if person is not None else REGISTER_NAME)
    if person is None and not talk.takes_name(name):
        return []
    made = RegisterAccount(name, given[0], email, code)
    return [made] if person is not None else [made, *talk.follow_login(name)]


def log_in(talk: NamedSession, rest: str, _now: int) -> list[Command]:
    """Log in; who has no name yet connects under that of the account."""
    name, password = [*rest.split(maxsplit=1), "", ""][:2]
    if not password:
        return _tell_form(talk, LOGIN)
    return [LogIn(name, password), *talk.follow_login(name)]


def verify(talk: NamedSession, rest: str, _now: int) -> list[Command]:
    """Confirm one's account or e-mail address; who has no name yet connects under that of the account."""
    *name, code = rest.split() or [""]
    own = talk.person.account or talk.person.nick if talk.person is not None else ""
    account = name[0] if name else own
    if not (code and account) or len(name) > 1:
        return _tell_form(talk, VERIFY)
    return [ConfirmEmail(account, code), *talk.follow_login(account)]


def change_email(talk: NamedSession, rest: str, _now: int) -> list[Command]:
    """Give one's account another e-mail address."""
    given = rest.split()
    return [ChangeEmail(*given)] if len(given) == 2 else _tell_form(talk, EMAIL)


def reset(talk: NamedSession, rest: str, _now: int) -> list[Command]:
    """Ask for a code to choose another password, or use it; then it is as after a login."""
    given = rest.split()
    if len(given) == 1:
        return [RequestReset(given[0])]
    if len(given) != 3:
        return _tell_form(talk, RESET)
    return [ResetPassword(*given), *talk.follow_login(given[0])]


def use_code(talk: NamedSession, rest: str, _now: int) -> list[Command]:
    """Use a code with the account that one is logged in to."""
    given = rest.split()
    return [UseCode(*given)] if len(given) == 1 else _tell_form(talk, CODE)


def log_out(talk: NamedSession, rest: str, _now: int) -> list[Command]:
    """Log out, or end another connection of one's own, or all others."""
    ended = read_ended(rest) if rest else LogOut()
    return _tell_form(talk, LOGOUT) if ended is None else [ended]


def tell_sessions(talk: NamedSession, _rest: str, _now: int) -> list[Command]:
    """Show the connections of one's own."""
    for its in sessions_of(talk.core):
        talk.say(word_session(its, talk.translate))
    return []


def change_password(talk: NamedSession, rest: str, _now: int) -> list[Command]:
    """Give one's account another password."""
    given = rest.split()
    return [ChangePassword(*given)] if len(given) == 2 else _tell_form(talk, PASSWORD)


def persist(talk: NamedSession, rest: str, _now: int) -> list[Command]:
    """Have one's account stay while one is not connected, or not; or say which of the two applies."""
    wish = _WISHES.get(rest.lower())
    if rest and wish is None:
        return _tell_form(talk, PERSISTENCE)
    if talk.me.account is None:
        needed = N_("Only an account can stay. Write {register} to create one, or {login}.")
        talk.tell(needed, register=talk.translate(REGISTER), login=talk.translate(LOGIN))
        return []
    return [SetPersistence(wish) if wish is not None else ShowPersistence()]


def tell_account(talk: NamedSession) -> None:
    """Say who one is, and whether that lasts."""
    person = talk.person
    account = person.account if person is not None else talk.core.account or None
    if person is None and account is None:
        talk.tell(N_("You have no name yet."))
    elif person is None:
        talk.tell(N_("You are logged in as {account}."), account=account)
    elif account is not None:
        talk.tell(N_("You are {nick}, logged in as {account}."), nick=person.nick, account=account)
    else:
        guest = N_("You are {nick}, without an account: the name is yours only while you are here.")
        talk.tell(guest, nick=person.nick)


def _account(talk: NamedSession, _rest: str, _now: int) -> list[Command]:
    tell_account(talk)
    talk.show_help(ACCOUNTS)
    return []


STAY = N_("stay in your channels while you are not connected, or not; alone: show which")
"""What `persist` is for, in the help."""


def _tell_form(talk: NamedSession, syntax: str) -> list[Command]:
    talk.tell(N_("Write {syntax}."), syntax=talk.translate(syntax))
    return []


ACCOUNTS: dict[str, DialectCommand] = {
    "/register": DialectCommand(
        register,
        REGISTER,
        N_("create an account, so that your name stays yours; if you have no name yet: NAME first"),
    ),
    "/login": DialectCommand(log_in, LOGIN, N_("log in to your account, on as many connections as you like")),
    "/logout": DialectCommand(
        log_out,
        LOGOUT,
        N_("log out; with the number of a connection, or others: end that one, or all others"),
    ),
    "/sessions": DialectCommand(tell_sessions, "/sessions", N_("your connections, with their numbers")),
    "/persistence": DialectCommand(persist, PERSISTENCE, STAY),
    "/password": DialectCommand(change_password, PASSWORD, N_("change your password")),
    "/reset": DialectCommand(
        reset,
        RESET,
        N_("if you have forgotten your password: have a code sent by e-mail; with it: choose a new one"),
    ),
    "/code": DialectCommand(use_code, CODE, N_("use a code from the server's owner with your account")),
    "/email": DialectCommand(change_email, EMAIL, N_("change the e-mail address of your account")),
    "/verify": DialectCommand(
        verify, VERIFY, N_("confirm your account or your e-mail address with the code that was sent to you")
    ),
    "/account": DialectCommand(_account, "/account", N_("your name and account, and these commands")),
}
"""What stands alike in the tables of commands."""

WITHOUT_NAME = frozenset({"/register", "/login", "/verify", "/reset", "/account"})
"""What can be done before one has a name."""
