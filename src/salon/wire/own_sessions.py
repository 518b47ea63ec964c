"""How the connections of one's own are named and ended, on every wire where people write commands."""

from typing import Final

from salon.core.commands import EndOtherSessions, EndSession
from salon.core.queries.sessions import OwnSession
from salon.texts.dates import word_date
from salon.texts.marks import N_, N_PLURAL, Translate

ENDED: Final = N_PLURAL("{count} connection was ended.", "{count} connections were ended.", "count")

NOT_BY_YOU: Final = N_(
    "The password of your account has been changed. If that was not you, ask an operator of the server for a "
    "code for a new one."
)

EMAIL_REFUSED: Final = N_(
    "The mail server refused the e-mail for the account {account}. Check the address, and give it again."
)

_OTHERS: Final = "OTHERS"
_LONGEST_NUMBER: Final = 18
"""Digits of the number of a connection."""


def word_session(its: OwnSession, translate: Translate) -> str:
    """Return a connection in words."""
    text = (
        N_("{number}: {protocol}, from {address}, since {when} (this one)")
        if its.current
        else N_("{number}: {protocol}, from {address}, since {when}")
    )
    when = word_date(its.opened, translate)
    return translate(text).format(number=its.number, protocol=its.wire, address=its.address, when=when)


def read_ended(text: str) -> EndSession | EndOtherSessions | None:
    """Return what ends the connection of a number, or all others; None: it is neither."""
    if text.upper() == _OTHERS:
        return EndOtherSessions()
    if text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER:
        return EndSession(int(text))
    return None
