"""IRC commands of accounts: AUTHENTICATE, REGISTER, VERIFY. What is said to services is in `services`."""

import base64
from typing import Final

from msgspec import structs

from salon.core.account_refusals import AccountNameNotNick, LoginFailed
from salon.core.commands import (
    Command,
    ConfirmEmail,
    LogIn,
    LogInByScram,
    RegisterAccount,
    RequestReset,
    ResetPassword,
)
from salon.core.names import Casemapping
from salon.texts.marks import N_
from salon.wire.invitations import joins_of
from salon.wire.irc import numerics
from salon.wire.irc.account_outcomes import CHUNK, challenge, refuse
from salon.wire.irc.capabilities import Cap
from salon.wire.irc.conversation import Asked, Conversation
from salon.wire.irc.messages import Message
from salon.wire.irc.scram import Exchange

LONGEST_ANSWER: Final = 6 * CHUNK
"""The longest password between the longest names has less, in Base64."""


def authenticate(talk: Conversation, message: Message, _now: int) -> list[Command]:
    """Log in: name a mechanism, then send the answer, in pieces (sasl-3.1, "The AUTHENTICATE command")."""
    said = message.params[0]
    talk.asked = Asked.AUTHENTICATE
    if not talk.has(Cap.SASL):
        talk.numeric(numerics.ERR_SASLFAIL, text=N_("SASL authentication failed: send CAP REQ :sasl first"))
    elif said == "*":
        abort(talk)
    elif talk.sasl is None:
        _begin(talk, said)
    else:
        return _go_on(talk, said)
    return []


def abort(talk: Conversation) -> None:
    """Wait for no answer any more."""
    talk.sasl = None
    talk.numeric(numerics.ERR_SASLABORTED, text=N_("SASL authentication aborted"))


def _begin(talk: Conversation, mechanism: str) -> None:
    if mechanism.upper() in talk.server.mechanisms:
        talk.scram = None if mechanism.upper() == "PLAIN" else Exchange(talk.server.challenges)
        challenge(talk, "")
        return
    available = N_("are available SASL mechanisms")
    talk.numeric(numerics.RPL_SASLMECHS, ",".join(talk.server.mechanisms), text=available)
    talk.numeric(numerics.ERR_SASLFAIL, text=N_("SASL authentication failed"))


def _go_on(talk: Conversation, piece: str) -> list[Command]:
    answer = (talk.sasl or "") + ("" if piece == "+" else piece)
    talk.sasl = None
    if len(piece) > CHUNK or len(answer) > LONGEST_ANSWER:
        talk.numeric(numerics.ERR_SASLTOOLONG, text=N_("SASL message too long"))
        return []
    if len(piece) == CHUNK:
        talk.sasl = answer
        return []
    if talk.scram is not None and not talk.scram.begun:
        first = talk.scram.begin(read_text(answer))
        if first is not None:
            challenge(talk, first)
            return []
    login = read_plain(answer, talk.state.names) if talk.scram is None else _proved(talk.scram, answer)
    if login is None:
        refuse(talk, LoginFailed())
        return []
    return [login]


def _proved(exchange: Exchange, answer: str) -> LogInByScram | None:
    """Return what follows from a proof, and then from the empty answer that ends an exchange."""
    if exchange.login is None:
        return exchange.prove(read_text(answer)) if exchange.begun else None
    return None if answer else structs.replace(exchange.login, confirmed=True)


def read_text(answer: str) -> str:
    """Return the text of an answer; empty: it is none."""
    try:
        return base64.b64decode(answer, validate=True).decode()
    except ValueError:  # of Base64, or of UTF-8
        return ""


def read_plain(answer: str, names: Casemapping) -> LogIn | None:
    """Read an answer of the mechanism PLAIN (RFC 4616, section 2), where one speaks for oneself."""
    parts = read_text(answer).split("\0")
    if len(parts) != len(("speaks for", "name", "password")):
        return None
    speaks_for, name, password = parts
    if not (name and password) or (speaks_for and names.fold(speaks_for) != names.fold(name)):
        return None
    return LogIn(name, password)


def register(talk: Conversation, message: Message, _now: int) -> list[Command]:
    """Make an account of one's own name (account-registration, "Commands")."""
    name, email, password = message.params[:3]
    talk.asked = Asked.REGISTER
    if talk.person is None and not talk.nick:
        _fail(talk, "NEED_NICK", "*", N_("Choose a nick first: the account gets the same name"))
        return []
    fold = talk.state.names.fold
    name = talk.client if name == "*" else name
    if talk.person is None and fold(name) != fold(talk.nick):
        refuse(talk, AccountNameNotNick(name, talk.nick))
        return []
    code = message.params[3] if len(message.params) > 3 else ""
    made = RegisterAccount(name, password, "" if email == "*" else email, code)
    return [made, *joins_of(talk.state, code)] if talk.person is not None else [made]


def verify(talk: Conversation, message: Message, _now: int) -> list[Command]:
    """Confirm an account, or its e-mail address, by the code that was sent there."""
    talk.asked, talk.about = Asked.VERIFY, message.params[0]
    return [ConfirmEmail(message.params[0], message.params[1])]


def reset_password(talk: Conversation, message: Message, _now: int) -> list[Command]:
    """Ask for a code to choose another password, or use it."""
    name, *given = message.params[:3]
    talk.asked, talk.about = Asked.RESETPASS, name
    if not given:
        return [RequestReset(name)]
    if len(given) == 1:
        talk.need_more_params("RESETPASS")
        return []
    return [ResetPassword(name, *given)]


def _fail(talk: Conversation, code: str, account: str, text: str) -> None:
    talk.fail(talk.asked.value, code, account, text=text, cap=Cap.ACCOUNT_REGISTRATION)
