"""How a client is shown what has become of its login, and of accounts."""

from collections.abc import Callable
from typing import Any

from salon.core import events
from salon.core.replies import AccountDone, CodeShown, LoginDone, LogoutDone, NameReserved
from salon.texts.dates import word_date
from salon.texts.marks import N_, N_PLURAL
from salon.wire.irc import numerics
from salon.wire.irc.conversation import Conversation

READABLE = N_(
    "Others on the way can read your password: this connection is not encrypted. Connect by TLS next time"
)


def _notice(talk: Conversation, text: str, **fields: object) -> None:
    """Send a text as a notice of the service that people know such texts from."""
    mask = f"NickServ!NickServ@{talk.server.name}"
    talk.send(f":{mask} NOTICE {talk.client} :{talk.text(text, **fields)}")


def _session_logged_in(talk: Conversation, event: events.SessionLoggedIn, _now: int, _own: bool) -> None:
    _send_login(talk, f"{talk.client}!{talk.username or '*'}@{talk.core.host}", event.account)


def _login_changed(talk: Conversation, event: events.LoginChanged, _now: int, _own: bool) -> None:
    talk.send_event(event)
    if event.source.person == talk.me.id:
        _send_login(talk, event.source.mask, event.account)


def _send_login(talk: Conversation, mask: str, account: str | None) -> None:
    # sasl-3.1, "Numerics used by this extension".
    if account:
        text = N_("You are now logged in as {account}")
        talk.numeric(numerics.RPL_LOGGEDIN, mask, account, text=text, account=account)
    else:
        talk.numeric(numerics.RPL_LOGGEDOUT, mask, text=N_("You are now logged out"))


def _logged_in(talk: Conversation, reply: LoginDone, _now: int, _own: bool) -> None:
    if reply.made:
        made = N_("The account {account} is made, and you are logged in to it")
        talk.send(
            f":{talk.server.name} REGISTER SUCCESS {reply.account} :{talk.text(made, account=reply.account)}"
        )
    if reply.readable:
        talk.standard_reply("WARN", "AUTHENTICATE", "PASSWORD_READABLE", text=READABLE)


def _logged_out(_talk: Conversation, _reply: LogoutDone, _now: int, _own: bool) -> None:
    """Say nothing more: the numeric has said it."""


def _done(talk: Conversation, reply: AccountDone, _now: int, _own: bool) -> None:
    _notice(talk, reply.text, account=reply.account)


def _code(talk: Conversation, reply: CodeShown, _now: int, _own: bool) -> None:
    _notice(talk, N_("The code, which is shown this once: {code}"), code=reply.code)
    if reply.expires:
        _notice(talk, N_("It is valid until {when}."), when=word_date(reply.expires, talk.locale.translate))


def _reserved(talk: Conversation, reply: NameReserved, _now: int, _own: bool) -> None:
    text = N_PLURAL(
        "The name {nick} belongs to an account. Log in to it, or you get another name in {seconds} second",
        "The name {nick} belongs to an account. Log in to it, or you get another name in {seconds} seconds",
        "seconds",
    )
    talk.standard_reply(
        "WARN", "NICK", "NICK_RESERVED", reply.nick, text=text, nick=reply.nick, seconds=reply.seconds
    )


def _moved(talk: Conversation, event: events.SessionMoved, _now: int, _own: bool) -> None:
    before, me = event.source, event.new_source
    if before.nick != me.nick:
        talk.send(f"{talk.form.tags(event)}:{before.mask} NICK :{me.nick}")
    _send_login(talk, me.mask, me.account)


SHOW_ACCOUNTS: dict[type[object], Callable[[Conversation, Any, int, bool], None]] = {
    events.SessionLoggedIn: _session_logged_in,
    events.SessionMoved: _moved,
    events.LoginChanged: _login_changed,
    LoginDone: _logged_in,
    LogoutDone: _logged_out,
    AccountDone: _done,
    CodeShown: _code,
    NameReserved: _reserved,
}
"""How each outcome of a command about accounts looks."""
