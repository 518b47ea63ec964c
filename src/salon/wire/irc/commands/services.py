"""NickServ and ChanServ: the commands of accounts and channels as people say them, in a message.

What is said to them goes to nobody else: it is not echoed, not kept, and in no log.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from salon.core.account_events import Remains
from salon.core.account_refusals import NotLoggedIn
from salon.core.commands import (
    ChangeEmail,
    ChangeNick,
    ChangePassword,
    Command,
    ConfirmEmail,
    EraseAccount,
    LogIn,
    LogOut,
    RegisterAccount,
    RequestReset,
    ResetPassword,
    UseCode,
)
from salon.core.state import State
from salon.texts.dates import word_date
from salon.texts.marks import N_, N_PLURAL
from salon.texts.visible import echoed
from salon.wire.invitations import joins_of
from salon.wire.irc.account_outcomes import refuse, send_notice
from salon.wire.irc.commands import ownership, sessions
from salon.wire.irc.commands.persistence import ask_persistence
from salon.wire.irc.conversation import Asked, Conversation
from salon.wire.irc.messages import Message
from salon.wire.own_sessions import read_ended

Interpret = Callable[[Conversation, Sequence[str]], list[Command]]


class ServiceCommand(NamedTuple):
    """What can be said to a service; `least` and `most`: how many parameters there are."""

    interpret: Interpret
    syntax: str
    meaning: str
    least: int = 0
    most: int = 0


def ask_service(talk: Conversation, service: Asked, text: str) -> list[Command]:
    """Do what was said to a service; nothing is help, too."""
    # Whoever asks a service by a NOTICE wants to be answered all the same.
    talk.quiet, talk.asked = False, service
    word, *params = text.split() or ["HELP"]
    command = SERVICES[service].get(word.upper())
    if command is None:
        unknown = N_("There is no command {word}. To see the commands: /msg {service} HELP")
        send_notice(talk, unknown, word=echoed(word), service=service.value)
        return []
    if not command.least <= len(params) <= command.most:
        return _tell_form(talk, command)
    return command.interpret(talk, params)


def asks_nickserv(state: State, message: Message) -> bool:
    """Tell whether a message is for NickServ."""
    target = message.params[0] if message.command == "PRIVMSG" and message.params else message.command
    return state.names.fold(target) in {"nickserv", "ns"}


def _tell_form(talk: Conversation, command: ServiceCommand) -> list[Command]:
    wanted = N_("Write: /msg {service} {syntax}")
    send_notice(talk, wanted, service=talk.asked.value, syntax=talk.text(command.syntax))
    return []


def asking(service: Asked) -> Callable[[Conversation, Message, int], list[Command]]:
    """Return the IRC command that speaks to a service."""

    def ask(talk: Conversation, message: Message, _now: int) -> list[Command]:
        return ask_service(talk, service, " ".join(message.params))

    return ask


def _help(talk: Conversation, params: Sequence[str]) -> list[Command]:
    commands = SERVICES[talk.asked]
    asked = commands.get(params[0].upper()) if params else None
    send_notice(talk, N_("Write /msg {service} and one of these:"), service=talk.asked.value)
    for command in [asked] if asked is not None else dict.fromkeys(commands.values()):
        send_notice(talk, f"{talk.text(command.syntax)} - {talk.text(command.meaning)}")
    return []


def _register(talk: Conversation, params: Sequence[str]) -> list[Command]:
    password, *more = params
    # No code has this sign; what is wrong with such an address is to be told.
    email = next((its for its in more if "@" in its), "")
    code = next((its for its in more if its != email), "")
    return [RegisterAccount(talk.me.nick, password, email, code), *joins_of(talk.state, code)]


def _identify(talk: Conversation, params: Sequence[str]) -> list[Command]:
    *name, password = params
    return [LogIn(name[0] if name else talk.me.nick, password)]


def _log_out(talk: Conversation, params: Sequence[str]) -> list[Command]:
    ended = read_ended(params[0]) if params else LogOut()
    return _tell_form(talk, NICKSERV["LOGOUT"]) if ended is None else [ended]


def _persistence(talk: Conversation, params: Sequence[str]) -> list[Command]:
    asked = ask_persistence(params)
    return _tell_form(talk, NICKSERV["PERSISTENCE"]) if asked is None else asked


def _info(talk: Conversation, _params: Sequence[str]) -> list[Command]:
    account = talk.state.accounts.find(talk.me.source.account or "")
    if account is None:
        refuse(talk, NotLoggedIn())
        return []
    made = word_date(account.created, talk.locale.translate)
    send_notice(talk, N_("Your account is {account}, created on {when}"), account=account.name, when=made)
    if account.email:
        send_notice(talk, N_("E-mail address: {email}"), email=account.email)
    if account.unconfirmed:
        send_notice(talk, N_("E-mail address, not confirmed: {email}"), email=account.unconfirmed)
    if account.operator:
        send_notice(talk, N_("It is the account of a server operator"))
    connections = N_PLURAL(
        "You have {count} connection with it", "You have {count} connections with it", "count"
    )
    send_notice(talk, connections, count=len(talk.me.sessions))
    return []


def _set_password(_talk: Conversation, params: Sequence[str]) -> list[Command]:
    return [ChangePassword(params[0], params[1])]


def _regain(talk: Conversation, params: Sequence[str]) -> list[Command]:
    if len(params) == 1:
        return _tell_form(talk, NICKSERV["REGAIN"])
    if params:
        name, password = params
        login = LogIn(name, password)
        # A name that is nobody's own is no reason to take it.
        return [login] if talk.state.accounts.find(name) is None else [login, ChangeNick(name)]
    account = talk.me.source.account
    if account is None:
        refuse(talk, NotLoggedIn())
        return []
    if talk.me.nick == account:
        send_notice(talk, N_("You have your name: {account}"), account=account)
    return [ChangeNick(account)]


def _drop(_talk: Conversation, params: Sequence[str]) -> list[Command]:
    return [EraseAccount(params[0])]


def _code(talk: Conversation, params: Sequence[str]) -> list[Command]:
    if len(params) == 1:
        return [UseCode(params[0])]
    code, *name, password = params
    return [ResetPassword(name[0] if name else talk.me.nick, code, password)]


def _verify(talk: Conversation, params: Sequence[str]) -> list[Command]:
    *name, code = params
    return [ConfirmEmail(name[0] if name else talk.me.source.account or talk.me.nick, code)]


def _email(_talk: Conversation, params: Sequence[str]) -> list[Command]:
    return [ChangeEmail(params[0], params[1])]


def _send_pass(talk: Conversation, params: Sequence[str]) -> list[Command]:
    return [RequestReset(params[0] if params else talk.me.nick)]


def _reset_pass(_talk: Conversation, params: Sequence[str]) -> list[Command]:
    return [ResetPassword(*params)]


def _erase(talk: Conversation, params: Sequence[str]) -> list[Command]:
    password, *rest = params
    word = rest[0].lower() if rest else Remains.ANONYMOUS.value
    if word not in {its.value for its in Remains}:
        return _tell_form(talk, NICKSERV["ERASE"])
    return [EraseAccount(password, Remains(word))]


NICKSERV: dict[str, ServiceCommand] = {
    "CODE": ServiceCommand(
        _code,
        N_("CODE CODE [[NAME] NEW-PASSWORD]"),
        N_("use a code from the server's owner; with a password: this becomes the password of the account"),
        1,
        3,
    ),
    "DROP": ServiceCommand(_drop, N_("DROP PASSWORD"), N_("delete your account"), 1, 1),
    "EMAIL": ServiceCommand(
        _email, N_("EMAIL PASSWORD ADDRESS"), N_("change the e-mail address of your account"), 2, 2
    ),
    "ERASE": ServiceCommand(
        _erase,
        N_("ERASE PASSWORD [KEEP|ANONYMOUS|DELETE]"),
        N_("delete your account; your messages stay, lose your name (default), or are deleted"),
        1,
        2,
    ),
    "HELP": ServiceCommand(_help, N_("HELP [COMMAND]"), N_("this help"), 0, 1),
    "IDENTIFY": ServiceCommand(_identify, N_("IDENTIFY [NAME] PASSWORD"), N_("log in to your account"), 1, 2),
    "INFO": ServiceCommand(_info, "INFO", N_("show what the server knows about your account")),
    "LOGOUT": ServiceCommand(
        _log_out,
        N_("LOGOUT [NUMBER|OTHERS]"),
        N_("log out; with the number of a connection, or OTHERS: end that one, or all others"),
        0,
        1,
    ),
    "PERSISTENCE": ServiceCommand(
        _persistence,
        N_("PERSISTENCE [ON|OFF|DEFAULT]"),
        N_("stay in your channels while you are not connected, or not; alone: show which"),
        0,
        1,
    ),
    "REGAIN": ServiceCommand(
        _regain, N_("REGAIN [NAME PASSWORD]"), N_("take your name back from the person who has it"), 0, 2
    ),
    "REGISTER": ServiceCommand(
        _register,
        N_("REGISTER PASSWORD [EMAIL] [CODE]"),
        N_("create an account for your nick; the code is an invitation"),
        1,
        3,
    ),
    "RESETPASS": ServiceCommand(
        _reset_pass,
        N_("RESETPASS NAME CODE NEW-PASSWORD"),
        N_("choose a new password with the code from SENDPASS"),
        3,
        3,
    ),
    "SENDPASS": ServiceCommand(
        _send_pass,
        N_("SENDPASS [NAME]"),
        N_("if you have forgotten your password: have a code for a new one sent by e-mail"),
        0,
        1,
    ),
    "SESSIONS": ServiceCommand(
        sessions.tell_sessions, "SESSIONS", N_("show your connections, with their numbers")
    ),
    "SETPASS": ServiceCommand(_set_password, N_("SETPASS OLD NEW"), N_("change your password"), 2, 2),
    "VERIFY": ServiceCommand(
        _verify,
        N_("VERIFY [NAME] CODE"),
        N_("confirm your account or your e-mail address with the code that was sent to you"),
        1,
        2,
    ),
}
NICKSERV["PASSWD"] = NICKSERV["SETPASS"]
NICKSERV["RECOVER"] = NICKSERV["REGAIN"]

CHANSERV: dict[str, ServiceCommand] = {
    "HELP": ServiceCommand(_help, N_("HELP [COMMAND]"), N_("this help"), 0, 1),
    **{name: ServiceCommand(*its) for name, its in ownership.COMMANDS.items()},
}

SERVICES: Mapping[Asked, dict[str, ServiceCommand]] = {Asked.NICKSERV: NICKSERV, Asked.CHANSERV: CHANSERV}
"""What can be said to each; some have another name."""

BY_NAME = {service.value.lower(): service for service in SERVICES}
"""The services by their folded names."""
