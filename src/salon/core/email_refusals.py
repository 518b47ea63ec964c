"""Why something was not done that concerns e-mail."""

from salon.core.refusals import Refusal
from salon.texts.marks import N_, N_PLURAL


class EmailInvalid(Refusal, frozen=True):
    """The text is no e-mail address, or one that nothing can be sent to."""

    code = "INVALID_EMAIL"
    text = N_("{email} is not an e-mail address that this server can send to.")

    email: str


class EmailNeeded(Refusal, frozen=True):
    """The owner of the server wants an e-mail address of everybody with an account."""

    code = "INVALID_EMAIL"
    text = N_("An account on this server needs an e-mail address: add yours.")


class EmailUnacceptable(Refusal, frozen=True):
    """The owner of the server wants addresses of other domains."""

    code = "UNACCEPTABLE_EMAIL"
    text = N_("Only e-mail addresses of these domains can be used here: {domains}.")

    domains: tuple[str, ...]


class EmailsOff(Refusal, frozen=True):
    """The owner of the server has not set up e-mail."""

    code = "TEMPORARILY_UNAVAILABLE"
    text = N_("This server sends no e-mail: ask its owner.")


class TooManyEmails(Refusal, frozen=True):
    """So many e-mails were sent lately that no more may be."""

    code = "TEMPORARILY_UNAVAILABLE"
    text = N_PLURAL(
        "Too many e-mails were asked for: try again in {seconds} second.",
        "Too many e-mails were asked for: try again in {seconds} seconds.",
        "seconds",
    )

    seconds: int


class AccountUnconfirmed(Refusal, frozen=True):
    """The account waits for the code that was sent to its e-mail address."""

    text = N_(
        "The account {name} is not confirmed yet: enter the code that was sent to you by e-mail. "
        "For a new code, register again with the same password."
    )

    name: str
