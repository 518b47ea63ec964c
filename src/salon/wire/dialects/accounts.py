"""What every dialect says of accounts and logins."""

from typing import Protocol

from salon.core.replies import AccountDone, LoginDone, LogoutDone
from salon.texts.marks import N_

READABLE = N_(
    "Others on the way can read your password, for this connection is not encrypted. "
    "Log in by IRC over TLS instead."
)


class Talk(Protocol):
    """Who is spoken to."""

    def tell(self, text: str, /, **fields: object) -> None:
        """Put a text to the output, translated and filled."""


def show_account_reply(talk: Talk, reply: object) -> None:
    """Show what has become of a login, or of an account."""
    if isinstance(reply, LoginDone):
        if reply.made:
            talk.tell(
                N_("The account {account} is made, and you are logged in to it."), account=reply.account
            )
        else:
            talk.tell(N_("You are logged in as {account}."), account=reply.account)
        if reply.readable:
            talk.tell(READABLE)
    elif isinstance(reply, LogoutDone):
        talk.tell(N_("You are logged out of {account}."), account=reply.account)
    elif isinstance(reply, AccountDone):
        talk.tell(reply.text, account=reply.account)
