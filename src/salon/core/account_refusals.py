"""Why something was not done that concerns an account."""

from salon.core.names import NameProblem
from salon.core.refusals import Refusal
from salon.texts.marks import N_, N_PLURAL


class AccountExists(Refusal, frozen=True):
    """There is an account of this name."""

    text = N_("An account called {name} already exists: log in to it, or choose another name.")

    name: str


class LooksLikeAccount(Refusal, frozen=True):
    """The name looks the same as that of an account of somebody else."""

    code = "ACCOUNT_EXISTS"
    text = N_("{name} looks like {look_alike}, the name of an account: choose another name.")

    name: str
    look_alike: str


class NameWithheld(Refusal, frozen=True):
    """The name is that of a service, or one that the owner reserves, or looks like one."""

    code = "BAD_ACCOUNT_NAME"
    text = N_("This server reserves the name {name}: choose another one.")

    name: str


class AccountNameInvalid(Refusal, frozen=True):
    """The name breaks a rule of names."""

    code = "BAD_ACCOUNT_NAME"
    text = N_("An account cannot have this name: {problem}.")

    name: str
    problem: NameProblem


class AccountNameNotNick(Refusal, frozen=True):
    """An account has the name that its maker has in the chat."""

    code = "ACCOUNT_NAME_MUST_BE_NICK"
    text = N_("Your account gets your nick as its name: {nick}. To use {name}, take that nick first.")

    name: str
    nick: str


class RegistrationClosed(Refusal, frozen=True):
    """The owner of the server makes the accounts."""

    text = N_("Only the owner of this server can create accounts: ask them for one.")


class RegistrationNeedsName(Refusal, frozen=True):
    """An account is to be made before one has a nick, and the server does not have that."""

    code = "COMPLETE_CONNECTION_REQUIRED"
    text = N_("Choose a name and connect before you create an account.")


class InvitationNeeded(Refusal, frozen=True):
    """An account can only be made with an invitation."""

    text = N_("To create an account here, you need an invitation: ask the owner of the server for a code.")


class CodeInvalid(Refusal, frozen=True):
    """The code is none, or is used up, or was valid for a time that is over."""

    text = N_("This code is not valid, or no longer valid: ask for a new one.")


class PasswordTooShort(Refusal, frozen=True):
    """A password that is so short is soon guessed."""

    code = "WEAK_PASSWORD"
    text = N_PLURAL(
        "This password is too short: it must have at least {shortest} character.",
        "This password is too short: it must have at least {shortest} characters.",
        "shortest",
    )

    shortest: int


class PasswordInvalid(Refusal, frozen=True):
    """A password must have something in it, and no control characters, and has a longest length."""

    code = "UNACCEPTABLE_PASSWORD"
    text = N_("A password must have 1 to {longest} bytes, and no control characters.")

    longest: int


class PasswordNeedsEncryption(Refusal, frozen=True):
    """The owner of the server wants no password over a connection that others can read."""

    text = N_("This server accepts passwords over encrypted connections only: connect by TLS.")


class TooManyRegistrations(Refusal, frozen=True):
    """From one address only so many accounts are made in a while."""

    code = "TEMPORARILY_UNAVAILABLE"
    text = N_PLURAL(
        "Too many accounts were created from your address: try again in {seconds} second.",
        "Too many accounts were created from your address: try again in {seconds} seconds.",
        "seconds",
    )

    seconds: int


class TooManyWaiting(Refusal, frozen=True):
    """So many passwords wait to be checked that no more is taken on; nothing is wrong with this one."""

    code = "TEMPORARILY_UNAVAILABLE"
    text = N_PLURAL(
        "Too many people are logging in: try again in {seconds} second.",
        "Too many people are logging in: try again in {seconds} seconds.",
        "seconds",
    )

    seconds: int


class LoginFailed(Refusal, frozen=True):
    """Name and password do not belong together; which of them is wrong is not told."""

    code = "INVALID_CREDENTIALS"
    text = N_("The name or the password is wrong.")


class AccountUnusable(Refusal, frozen=True):
    """The account is suspended, or its e-mail address is not confirmed."""

    text = N_("The account {name} cannot be used: ask the owner of the server.")

    name: str


class AlreadyLoggedIn(Refusal, frozen=True):
    """One is logged in to an account."""

    code = "ALREADY_AUTHENTICATED"
    text = N_("You are logged in as {account}: log out first.")

    account: str


class CodeNotForAccount(Refusal, frozen=True):
    """A code was to make an account, and one is logged in to one."""

    code = "ALREADY_AUTHENTICATED"
    text = N_("You are logged in as {account}. To use a code with this account: /msg NickServ CODE <code>")

    account: str


class NotLoggedIn(Refusal, frozen=True):
    """One is logged in to no account."""

    text = N_("You are not logged in.")


class NoSuchAccount(Refusal, frozen=True):
    """There is no account of this name."""

    text = N_("There is no account called {name}.")

    name: str


class NoSuchSession(Refusal, frozen=True):
    """One has no connection of this number."""

    text = N_("There is no connection {number} that you may end.")

    number: int


class NoSuchCode(Refusal, frozen=True):
    """No code that was given out begins so."""

    text = N_("There is no code that begins with {digest}.")

    digest: str


class AccountNeeded(Refusal, frozen=True):
    """The owner of the server wants to know who does this."""

    code = "ACCOUNT_REQUIRED"
    text = N_("On this server, you need an account for that: log in first.")


class OperatorNeeded(Refusal, frozen=True):
    """The owner of the server leaves this to the server operators."""

    text = N_("On this server, only server operators may do that.")
