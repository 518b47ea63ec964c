"""How a client is shown what has become of its login, and of accounts: in the kind in which it asked.

By AUTHENTICATE it gets numerics (sasl-3.1), by REGISTER and VERIFY what account-registration says, by a
service that service's notices.
"""

import base64
from collections.abc import Callable, Mapping
from typing import Any, Final

from salon.core import account_refusals, email_refusals, events, refusals
from salon.core.account_events import EmailRefused, PasswordReplaced
from salon.core.events import Source
from salon.core.refusals import Refusal, add_terms, fields_of
from salon.core.replies import (
    AccountDone,
    CodeMailed,
    CodeShown,
    EmailConfirmed,
    LoginDone,
    LogoutDone,
    NameReserved,
    ProofAccepted,
    ResetMailed,
)
from salon.texts.dates import word_date
from salon.texts.marks import N_, N_PLURAL
from salon.texts.visible import echoed
from salon.wire.invitations import LEADS
from salon.wire.irc import numerics
from salon.wire.irc.capabilities import Cap
from salon.wire.irc.conversation import Asked, Conversation, as_middle, noted
from salon.wire.irc.missed import replay_missed
from salon.wire.irc.roster import send_present
from salon.wire.own_sessions import EMAIL_REFUSED, NOT_BY_YOU

READABLE = N_(
    "Others on the network can read your password: this connection is not encrypted. Connect by TLS next time"
)

CHUNK: Final = 400
"""Bytes of an answer in one AUTHENTICATE: one that has as many is not the last (sasl-3.1)."""


def challenge(talk: Conversation, text: str) -> None:
    """Send what a client has to answer, and wait for that (sasl-3.1, "The AUTHENTICATE command")."""
    talk.sasl = ""
    data = base64.b64encode(text.encode()).decode()
    for start in range(0, len(data) + 1, CHUNK):
        talk.send(f":{talk.server.name} AUTHENTICATE {data[start : start + CHUNK] or '+'}")


def send_notice(
    talk: Conversation, text: str, *, facts: Mapping[str, object] | None = None, **fields: object
) -> None:
    """Send a text as a notice of the service that was asked, or of the one that such texts are known from.

    `facts`: what programs read of it, in tags.
    """
    service = talk.asked.value if talk.asked.is_service else Asked.NICKSERV.value
    mask = f"{service}!{service}@{talk.server.name}"
    line = f":{mask} NOTICE {talk.client} :{talk.text(text, **fields)}"
    talk.send(noted(talk, line, **facts or {}))


# --- what was done --------------------------------------------------------------------------------


def _session_logged_in(talk: Conversation, event: events.SessionLoggedIn, _now: int, _own: bool) -> None:
    person = talk.person
    mask = person.source.mask if person else f"{talk.client}!{talk.username or '*'}@{talk.core.host}"
    _send_login(talk, mask, event.account)


def _login_changed(talk: Conversation, event: events.LoginChanged, _now: int, _own: bool) -> None:
    talk.send_event(event)
    _send_login(talk, event.source.mask, event.account)


def _send_login(talk: Conversation, mask: str, account: str | None) -> None:
    # sasl-3.1, "Numerics used by this extension".
    if account:
        text = N_("You are now logged in as {account}")
        talk.numeric(numerics.RPL_LOGGEDIN, mask, account, text=text, account=account)
    else:
        talk.numeric(numerics.RPL_LOGGEDOUT, mask, text=N_("You are now logged out"))


def _logged_in(talk: Conversation, reply: LoginDone, _now: int, _own: bool) -> None:
    made = N_("The account {account} has been created, and you are logged in to it")
    if talk.asked is Asked.AUTHENTICATE:
        talk.numeric(numerics.RPL_SASLSUCCESS, text=N_("SASL authentication successful"))
    elif talk.asked is Asked.REGISTER:
        _succeed(talk, "SUCCESS", reply.account, made)
    elif talk.asked in {Asked.VERIFY, Asked.RESETPASS}:
        done = N_("You are logged in as {account}")
        if talk.person is None and talk.negotiating:
            done = N_("You are logged in as {account}. To go on: CAP END")
        _succeed(talk, "SUCCESS", reply.account, done)
    else:
        done = made if reply.made else N_("You are logged in as {account}")
        send_notice(talk, done, account=reply.account)
    channels = ", ".join(reply.channels)
    if reply.channels and talk.asked.is_service:
        send_notice(talk, LEADS, channels=channels)
    elif reply.channels:
        talk.standard_reply("NOTE", talk.asked.value, "INVITATION", channels, text=LEADS, channels=channels)
    if reply.readable and talk.asked.is_service:
        send_notice(talk, READABLE)
    elif reply.readable:
        talk.standard_reply("WARN", talk.asked.value, "PASSWORD_READABLE", text=READABLE)


def _succeed(talk: Conversation, word: str, account: str, text: str, **fields: object) -> None:
    """Answer a command of account-registration ("Responses"), or of its kind."""
    words = talk.text(text, account=account, **fields)
    talk.send(f":{talk.server.name} {talk.asked.value} {word} {as_middle(account)} :{words}")


def _code_mailed(talk: Conversation, reply: CodeMailed, _now: int, _own: bool) -> None:
    sent = N_("A code has been sent to {email}. To confirm that address: /msg NickServ VERIFY {account} CODE")
    if reply.needed and talk.person is None:
        # No service hears them yet.
        sent = N_(
            "The account {account} has been created, but is not confirmed yet. A code has been sent to"
            " {email}: VERIFY {account} CODE"
        )
    elif reply.needed:
        sent = N_(
            "The account {account} has been created, but is not confirmed yet. A code has been sent to"
            " {email}: /msg NickServ VERIFY {account} CODE"
        )
    if talk.asked.is_service:
        facts = {"code-sent": reply.email}
        send_notice(talk, sent, facts=facts, account=reply.account, email=reply.email)
    elif reply.needed:
        _succeed(talk, "VERIFICATION_REQUIRED", reply.account, sent, email=reply.email)
    else:
        words = talk.text(sent, account=reply.account, email=reply.email)
        talk.standard_reply("NOTE", talk.asked.value, "CODE_SENT", reply.account, text=words)
    _tell_delay(talk, delayed=reply.delayed)


def _tell_delay(talk: Conversation, *, delayed: bool) -> None:
    late = N_("The mail server cannot be reached now. The code will be sent as soon as possible")
    if delayed and talk.asked.is_service:
        send_notice(talk, late, facts={"delayed": "yes"})
    elif delayed:
        talk.standard_reply("WARN", talk.asked.value, "EMAIL_DELAYED", text=late)


def _email_confirmed(talk: Conversation, reply: EmailConfirmed, _now: int, _own: bool) -> None:
    text = N_("The e-mail address {email} is confirmed")
    if talk.asked is Asked.VERIFY:
        _succeed(talk, "SUCCESS", reply.account, text, email=reply.email)
    else:
        send_notice(talk, text, facts={"email-confirmed": reply.email}, email=reply.email)


def _reset_mailed(talk: Conversation, reply: ResetMailed, _now: int, _own: bool) -> None:
    text = N_(
        "If there is an account {account} with a confirmed e-mail address, a code has been sent there: "
        "/msg NickServ RESETPASS {account} CODE NEW-PASSWORD"
    )
    if talk.person is None:
        text = N_(
            "If there is an account {account} with a confirmed e-mail address, a code has been sent there: "
            "RESETPASS {account} CODE NEW-PASSWORD"
        )
    if talk.asked.is_service:
        send_notice(talk, text, account=echoed(reply.name))
    else:
        _succeed(talk, "SENT", echoed(reply.name), text)
    _tell_delay(talk, delayed=reply.delayed)


def _proof_accepted(talk: Conversation, reply: ProofAccepted, _now: int, _own: bool) -> None:
    # RFC 5802, section 7: the server's last message.
    challenge(talk, f"v={base64.b64encode(reply.signature).decode()}")


def _logged_out(talk: Conversation, reply: LogoutDone, _now: int, _own: bool) -> None:
    send_notice(talk, N_("You are logged out of {account}"), account=reply.account)


def _done(talk: Conversation, reply: AccountDone, _now: int, _own: bool) -> None:
    send_notice(talk, reply.text, account=reply.account)


def _code(talk: Conversation, reply: CodeShown, _now: int, _own: bool) -> None:
    send_notice(talk, N_("The code, which is shown this once: {code}"), code=reply.code)
    if reply.expires:
        when = word_date(reply.expires, talk.locale.translate)
        send_notice(talk, N_("It is valid until {when}."), when=when)


def offer_account(talk: Conversation, own: Source) -> None:
    """Tell a guest how to keep the nick, unless the client has a form for that, or the nick is somebody's."""
    policy = talk.state.rules.accounts
    if own.account is not None or policy.registration == "closed" or talk.has(Cap.ACCOUNT_REGISTRATION):
        return
    if talk.state.accounts.find(own.nick) is None:
        send_notice(talk, _OFFERS[policy.registration, policy.require_email], nick=own.nick)


_OFFERS: Mapping[tuple[str, bool], str] = {
    ("open", False): N_("To keep the nick {nick}, create an account: /msg NickServ REGISTER PASSWORD"),
    ("open", True): N_("To keep the nick {nick}, create an account: /msg NickServ REGISTER PASSWORD EMAIL"),
    ("invite", False): N_(
        "With an invitation, you can keep the nick {nick}: /msg NickServ REGISTER PASSWORD CODE"
    ),
    ("invite", True): N_(
        "With an invitation, you can keep the nick {nick}: /msg NickServ REGISTER PASSWORD EMAIL CODE"
    ),
}
"""By who may make an account, and whether it needs an e-mail address."""


def _reserved(talk: Conversation, reply: NameReserved, _now: int, _own: bool) -> None:
    text = N_PLURAL(
        "The name {nick} belongs to an account. Log in to it (/msg NickServ IDENTIFY PASSWORD), or you will "
        "get another name in {seconds} second",
        "The name {nick} belongs to an account. Log in to it (/msg NickServ IDENTIFY PASSWORD), or you will "
        "get another name in {seconds} seconds",
        "seconds",
    )
    talk.standard_reply(
        "WARN", "NICK", "NICK_RESERVED", reply.nick, text=text, nick=reply.nick, seconds=reply.seconds
    )


def _email_refused(talk: Conversation, event: EmailRefused, _now: int, _own: bool) -> None:
    account = event.account
    talk.standard_reply("WARN", "ACCOUNT", "EMAIL_REFUSED", account, text=EMAIL_REFUSED, account=account)


def _password_replaced(talk: Conversation, _event: PasswordReplaced, _now: int, own: bool) -> None:
    if not own:
        talk.standard_reply("NOTE", "ACCOUNT", "PASSWORD_CHANGED", text=NOT_BY_YOU)


def _renamed(talk: Conversation, event: events.NickChanged, _now: int, own: bool) -> None:
    talk.send_event(event)
    before = event.source
    if own or before.person != talk.me.id or before.account == before.nick:
        return
    if talk.state.accounts.find(before.nick) is not None:
        text = N_(
            "You are called {name} now, because {nick} belongs to an account. If it is yours: /msg NickServ "
            "REGAIN {nick} PASSWORD"
        )
        talk.standard_reply(
            "WARN", "NICK", "NICK_RESERVED", before.nick, text=text, nick=before.nick, name=event.nick
        )


def _moved(talk: Conversation, event: events.SessionMoved, _now: int, _own: bool) -> None:
    before, me = event.source, event.new_source
    tags = talk.form.tags(event)
    for channel in talk.state.people[before.person].channels.values():
        talk.send(f"{tags}:{before.mask} PART {channel.name}")
    if before.nick != me.nick:
        talk.send(f"{tags}:{before.mask} NICK :{me.nick}")
    _send_login(talk, me.mask, me.account)
    send_present(talk, me, event.time)
    replay_missed(talk, event.missed)


SHOW_ACCOUNTS: dict[type[object], Callable[[Conversation, Any, int, bool], None]] = {
    events.SessionLoggedIn: _session_logged_in,
    events.SessionMoved: _moved,
    events.LoginChanged: _login_changed,
    PasswordReplaced: _password_replaced,
    EmailRefused: _email_refused,
    events.NickChanged: _renamed,
    LoginDone: _logged_in,
    CodeMailed: _code_mailed,
    EmailConfirmed: _email_confirmed,
    ResetMailed: _reset_mailed,
    ProofAccepted: _proof_accepted,
    LogoutDone: _logged_out,
    AccountDone: _done,
    CodeShown: _code,
    NameReserved: _reserved,
}
"""How each outcome of a command about accounts looks."""

# --- what was not done ----------------------------------------------------------------------------

_LOGIN_NUMERICS: dict[type[Refusal], str] = {
    account_refusals.AccountUnusable: numerics.ERR_NICKLOCKED,
    email_refusals.AccountUnconfirmed: numerics.ERR_NICKLOCKED,
    account_refusals.AlreadyLoggedIn: numerics.ERR_SASLALREADY,
}
"""Where a login fails for what has a numeric of its own (sasl-3.1)."""

_REGISTRATION_CODES: dict[type[Refusal], str] = {
    **dict.fromkeys(
        (refusals.NickInvalid, refusals.NickInUse, refusals.NickLooksAlike, refusals.NickReserved),
        "BAD_ACCOUNT_NAME",
    ),
    **dict.fromkeys(
        (
            account_refusals.RegistrationClosed,
            account_refusals.PasswordNeedsEncryption,
        ),
        "TEMPORARILY_UNAVAILABLE",
    ),
    account_refusals.CodeInvalid: "INVALID_CODE",
}
"""The codes of account-registration, where the refusal's own is none of them."""


def words_of(talk: Conversation, refusal: Refusal, text: str = "") -> str:
    """Return a refusal in the client's language, in other words than its own if there are any."""
    words: dict[str, Any] = fields_of(refusal, talk.locale.translate)
    return add_terms(talk.text(text or refusal.text, **words), refusal, talk.locale.translate)


def refuse(talk: Conversation, refusal: Refusal) -> None:
    """Tell a client why what it asked for an account was not done."""
    asked, text = talk.asked, words_of(talk, refusal)
    if asked.is_service:
        if not talk.quiet:
            send_notice(talk, text)
        # What was to follow is not done either, and is no news.
        talk.quiet = True
    elif asked is Asked.AUTHENTICATE:
        talk.numeric(_LOGIN_NUMERICS.get(type(refusal), numerics.ERR_SASLFAIL), text=text)
    else:
        code = _REGISTRATION_CODES.get(type(refusal), refusal.code)
        # The account that was asked for, which has the client's own name where the refusal does not say.
        about = [getattr(refusal, "name", "") or echoed(talk.about) or talk.client]
        if isinstance(refusal, account_refusals.RegistrationNeedsName):
            about = []
        talk.fail(asked.value, code, *about, text=text, cap=Cap.ACCOUNT_REGISTRATION)
