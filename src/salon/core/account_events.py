"""What has happened to accounts, and to the codes that open something for them."""

import enum
from typing import Final

from salon.core.events import Event, Reach, Source


class CodeKind(enum.StrEnum):
    """What a code opens; the values are also the names in the database."""

    INVITATION = "invitation"
    """An account can be made with it."""
    PASSWORD = "password"  # noqa: S105 - a kind, not one
    """It gives an account another password."""
    OPERATOR = "operator"
    """It makes the account that uses it one of a server operator."""
    EMAIL = "email"
    """It was sent to an e-mail address, which it confirms."""
    MAILED = "mailed"
    """It gives an account another password, and was sent to its e-mail address."""


class AccountRegistered(Event, frozen=True, gc=False):
    """An account was made. `password` is an argon2id hash; empty: a code has to give it one.

    `scram`: what SCRAM-SHA-256 checks the password by (`core.scram`); empty: it cannot be used. `email`: an
    address that its holder has confirmed; `unconfirmed`: one that was given, and counts for nothing yet.
    """

    durable = True
    account: int
    name: str
    password: str
    time: int
    email: str = ""
    verified: bool = True
    operator: bool = False
    suspended: bool = False
    scram: str = ""
    unconfirmed: str = ""


class AccountVerified(Event, frozen=True, gc=False):
    """The holder of an account has shown that the e-mail address that was given is theirs.

    Or the owner of the server has let it be used without.
    """

    durable = True
    account: int
    time: int


class EmailChanged(Event, frozen=True, gc=False):
    """Another e-mail address was given for an account. The fields are as in `AccountRegistered`."""

    durable = True
    account: int
    email: str
    unconfirmed: str = ""


class PasswordChanged(Event, frozen=True, gc=False):
    """An account has another password, or keeps its own otherwise. Fields as in `AccountRegistered`."""

    durable = True
    account: int
    password: str
    scram: str = ""


class PasswordReplaced(Event, frozen=True, gc=False):
    """A person's account has another password, and its connections are told: maybe by a stranger."""

    reach = Reach.PERSON
    source: Source
    time: int


class AccountSuspended(Event, frozen=True, gc=False):
    """An account may do nothing any more that an account may; or may again."""

    durable = True
    account: int
    suspended: bool


class AccountOperatorChanged(Event, frozen=True, gc=False):
    """An account was made one of a server operator, or is none any more."""

    durable = True
    account: int
    operator: bool


class AccountRenamed(Event, frozen=True, gc=False):
    """An account has another name.

    `mask`: how lists spell the account, who banned it or let it in; `new_mask`: how they do from now on.
    """

    durable = True
    account: int
    name: str
    mask: str = ""
    new_mask: str = ""


class Remains(enum.StrEnum):
    """What becomes of the messages of an account that is erased."""

    KEEP = "keep"
    """They stay as they are, under the name."""
    ANONYMOUS = "anonymous"
    """Their words stay, and whose they were does not."""
    DELETE = "delete"
    """They are deleted."""


ERASED: Final = "deleted*"
"""Whose words those are whose author is not known any more: nobody can have the name."""


class AccountErased(Event, frozen=True, gc=False):
    """There is an account no more; what it owned has become others' before. `name`: what it was called.

    `mask`: how lists spelt the account; none holds it any more, for it could mean somebody else later.
    """

    durable = True
    account: int
    name: str = ""
    messages: Remains = Remains.KEEP
    mask: str = ""


class CodeIssued(Event, frozen=True, gc=False):
    """A code was given out, of which `digest` alone is known: SHA-256, in hexadecimal.

    `kind`: what it opens. `uses`: how often it can still be used. `expires`: ms, 0 for never. `account`:
    whose password it resets, or whose e-mail address it confirms. `channels`: where it leads whoever makes
    an account by it.
    """

    durable = True
    digest: str
    kind: CodeKind
    issuer: str
    time: int
    uses: int = 1
    expires: int = 0
    account: int = 0
    channels: tuple[str, ...] = ()


class CodeUsed(Event, frozen=True, gc=False):
    """A code was used once more; one that is used up is gone."""

    durable = True
    digest: str


class CodeRevoked(Event, frozen=True, gc=False):
    """A code opens nothing any more."""

    durable = True
    digest: str


class EmailRefused(Event, frozen=True, gc=False):
    """The mail server has refused the e-mail for an account for good. `source`: whoever waits for it."""

    reach = Reach.PERSON
    source: Source
    account: str
