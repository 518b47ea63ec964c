"""IRC commands that open, keep and end a connection.

CAP, LANGUAGE, PASS, NICK, USER, PING, PONG, QUIT, ISUPPORT.
"""

from functools import lru_cache

from salon.core.commands import ChangeNick, Command, Quit, Register, Resume
from salon.core.decisions.people import nick_refusal
from salon.core.refusals import NothingToResume
from salon.core.state import Person
from salon.texts.cut import cut
from salon.texts.marks import N_
from salon.texts.visible import echoed
from salon.wire.irc import numerics
from salon.wire.irc.capabilities import BY_NAME, CAPABILITIES, Cap
from salon.wire.irc.commands.accounts import abort
from salon.wire.irc.commands.chathistory import read_time
from salon.wire.irc.conversation import Conversation
from salon.wire.irc.messages import BODY_LIMIT, Message, fits, pack_words
from salon.wire.irc.refusals import render_refusal
from salon.wire.irc.server import ISUPPORT_TOKENS_PER_LINE

_MODE_BITS = {str(bits) for bits in range(16)}


def cap(talk: Conversation, message: Message, _now: int) -> list[Command]:
    """Negotiate capabilities (capability-negotiation)."""
    subcommand = message.params[0].upper()
    # The list is one parameter; the examples of extended-isupport leave its colon out, as clients do.
    rest = " ".join(message.params[1:])
    if subcommand == "LS":
        _cap_ls(talk, rest)
    elif subcommand == "LIST":
        enabled = [c.name for c in CAPABILITIES if talk.caps & c.flag]
        _cap_lines(talk, "LIST", enabled, several=talk.cap_version >= 302)
    elif subcommand == "REQ":
        _cap_req(talk, rest)
    elif subcommand == "END":
        if talk.negotiating:
            talk.negotiating = False
            return complete(talk)
    else:
        talk.numeric(numerics.ERR_INVALIDCAPCMD, subcommand[:64] or "*", text=N_("Invalid CAP command"))
    return []


def _cap_ls(talk: Conversation, version: str) -> None:
    # "The CAP LS subcommand": registration is suspended until CAP END.
    talk.negotiating = talk.person is None
    asked = int(version[:9]) if version.isascii() and version.isdigit() else 0
    # "CAP LS Version": one once given is never taken back by a lower one, but that is answered in its kind.
    talk.cap_version = max(talk.cap_version, asked)
    offered = [c for c in CAPABILITIES if not c.flag & talk.server.withheld]
    # Older clients get what one line can hold: what is ratified comes first.
    names = sorted((c.name for c in offered), key=lambda name: "/" in name)
    if asked >= 302:
        # "cap-notify": implicitly enabled with 302.
        talk.caps |= Cap.CAP_NOTIFY
        own = talk.server.capability_values
        values = [own.get(c.flag, c.value) for c in offered]
        names = [f"{c.name}={value}" if value else c.name for c, value in zip(offered, values, strict=True)]
    _cap_lines(talk, "LS", names, several=asked >= 302)


def _in_lines(talk: Conversation, subcommand: str, names: list[str]) -> list[str]:
    room = BODY_LIMIT - len(f":{talk.server.name} CAP {talk.client} {subcommand} * :".encode())
    return list(pack_words(names or [""], room))


def _cap_lines(talk: Conversation, subcommand: str, names: list[str], *, several: bool) -> None:
    # Several lines, all but the last with '*', are for 302 only: older clients get it all in one, or, behind
    # the longest names, what one can hold.
    *lines, last = _in_lines(talk, subcommand, names)[: None if several else 1]
    for more in lines:
        talk.send(f":{talk.server.name} CAP {talk.client} {subcommand} * :{more}")
    talk.send(f":{talk.server.name} CAP {talk.client} {subcommand} :{last}")


def _cap_req(talk: Conversation, wish: str) -> None:
    talk.negotiating = talk.negotiating or talk.person is None
    caps = talk.caps
    for name in wish.split():
        capability = BY_NAME.get(name.removeprefix("-"))
        # "The CAP REQ subcommand": all or nothing; and with 302, cap-notify cannot be disabled.
        fixed = capability is not None and capability.flag == Cap.CAP_NOTIFY and talk.cap_version >= 302
        if capability is None or capability.flag & talk.server.withheld or (name.startswith("-") and fixed):
            _cap_answer(talk, "NAK", wish)
            return
        caps = caps & ~capability.flag if name.startswith("-") else caps | capability.flag
    is_new = caps & ~talk.caps & Cap.RESUME
    talk.caps = caps
    talk.resumable = talk.has(Cap.RESUME)
    talk.choose_form()
    _cap_answer(talk, "ACK", wish)
    if is_new and talk.person is not None:
        send_token(talk)


def _cap_answer(talk: Conversation, subcommand: str, wish: str) -> None:
    # None that is known is shortened.
    for line in _in_lines(talk, subcommand, [echoed(name) for name in wish.split()]):
        talk.send(f":{talk.server.name} CAP {talk.client} {subcommand} :{line}")


def language(talk: Conversation, message: Message, _now: int) -> list[Command]:
    """Choose the language of the server's texts: of several, the first (language-negotiation, "Command")."""
    locales = talk.server.locales
    codes = list(dict.fromkeys(code.lower() for param in message.params for code in param.split()))
    unknown = [code for code in codes if code not in locales]
    if not codes:
        talk.need_more_params(message.command)
    elif len(codes) > len(locales):
        most = len(locales)
        text = N_("Too many languages: {most} at a time")
        talk.numeric(numerics.ERR_TOOMANYLANGUAGES, str(most), text=text, most=most)
    elif unknown:
        text = N_("The server does not speak this language; it speaks: {codes}")
        talk.numeric(numerics.ERR_NOLANGUAGE, *unknown, text=text, codes=", ".join(locales))
    else:
        talk.locale = locales[codes[0]]
        talk.choose_form()
        talk.numeric(numerics.RPL_YOURLANGUAGESARE, *codes, text=N_("The language is set"))
    return []


def password(talk: Conversation, message: Message, _now: int) -> list[Command]:
    """Keep the server's password until registration is complete."""
    if talk.person is not None:
        talk.numeric(numerics.ERR_ALREADYREGISTERED, text=N_("You may not register again"))
    else:
        talk.password = message.params[0]
    return []


def nick(talk: Conversation, message: Message, _now: int) -> list[Command]:
    """Take a nick."""
    wish = message.params[0] if message.params else ""
    if not wish:
        talk.numeric(numerics.ERR_NONICKNAMEGIVEN, text=N_("No nick given"))
        return []
    if talk.person is not None:
        return [ChangeNick(wish)]
    refusal = nick_refusal(talk.state, wish, _holder_of_own(talk, wish), talk.core.account or None)
    if refusal is not None:
        render_refusal(talk, refusal)
        return []
    talk.nick = wish
    return complete(talk)


def _holder_of_own(talk: Conversation, wish: str) -> Person | None:
    """Return who has a nick that may be the client's own: of an account that it logs in to, or will.

    Whether it is one's own, on a second connection among others, is decided at the end of registration.
    """
    holder, state = talk.state.find_person(wish), talk.state
    if holder is None or not (talk.negotiating or talk.core.account):
        return None
    return holder if holder.account is not None or state.accounts.find(wish) is not None else None


def user(talk: Conversation, message: Message, _now: int) -> list[Command]:
    """Say who one is."""
    if talk.person is not None or talk.username:
        talk.numeric(numerics.ERR_ALREADYREGISTERED, text=N_("You may not register again"))
        return []
    name, real_name = message.params[0], message.params[3]
    allowed = "".join(c for c in name if c.isalnum() or c in "-_.")
    if not allowed:
        needs = N_("The user name needs at least one letter or digit")
        talk.numeric(numerics.ERR_INVALIDUSERNAME, text=needs)
        return []
    # A tilde: the name was not confirmed by an ident server (there is none).
    talk.username = cut(f"~{allowed}", talk.state.rules.limits.user_length)
    talk.real_name = real_name or name
    # Bits 2 and 3 of the second parameter ask for modes w and i (RFC 2812, 3.1.3).
    bits = int(message.params[1]) if message.params[1] in _MODE_BITS else 0
    talk.modes = ("i" if bits & 8 else "") + ("w" if bits & 4 else "")
    return complete(talk)


def resume(talk: Conversation, message: Message, _now: int) -> list[Command]:
    """Go on in the place of an earlier connection, by its token, instead of NICK and USER."""
    if talk.person is not None:
        talk.numeric(numerics.ERR_ALREADYREGISTERED, text=N_("You may not register again"))
        return []
    token, *since = message.params
    time = read_time(since[0]) if since else 0
    number = talk.server.tokens.number_of(token)
    if time is None:
        wanted = N_("Invalid timestamp: write it as in 2026-01-31T12:00:00.000Z")
        talk.fail("RESUME", "INVALID_PARAMS", since[0], text=wanted, cap=Cap.RESUME)
    elif not number:
        render_refusal(talk, NothingToResume())
    else:
        talk.token_said = number
        return [Resume(talk.server.tokens.holder_of(number), time)]
    return []


def send_token(talk: Conversation) -> None:
    """Tell a client by which token another connection can go on in the place of this one."""
    talk.send(f":{talk.server.name} RESUME TOKEN {talk.server.tokens.of(talk.core.id)}")


def keep_token(talk: Conversation) -> None:
    """Let the token by which a connection has gone on hold until its client proves that it has the next."""
    if talk.token_said:
        talk.server.tokens.keep(talk.token_said, talk.core.id)
        talk.send(f"PING :{talk.server.name}")


def use_up_token(talk: Conversation) -> None:
    """Let that token hold no more: the client has answered what was sent behind the next one, or is gone."""
    talk.server.tokens.use_up(talk.token_said, talk.core.id)


def complete(talk: Conversation) -> list[Command]:
    """Register once nick and user name are there and negotiation is over."""
    if talk.negotiating or talk.person is not None or not (talk.nick and talk.username):
        return []
    talk.token_said = 0
    if talk.sasl is not None:
        abort(talk)
    return [Register(talk.nick, talk.username, talk.real_name, talk.modes, talk.password, graced=True)]


def isupport(talk: Conversation, _message: Message, _now: int) -> list[Command]:
    """Say what the server supports (extended-isupport); before registration only with the capability."""
    if talk.person is None and not talk.has(Cap.EXTENDED_ISUPPORT):
        talk.numeric(numerics.ERR_NOTREGISTERED, text=N_("You have not registered"))
    else:
        send_isupport(talk)
    return []


def send_isupport(talk: Conversation) -> None:
    """Send RPL_ISUPPORT, in a batch where the client asked for it."""
    words = talk.text(N_("are supported by this server"))
    head = f":{talk.server.name} {numerics.RPL_ISUPPORT} {talk.client} "
    room = BODY_LIMIT - len(f"{head} :{words}".encode())
    lines = [f"{head}{piece} :{words}" for piece in _packed(talk.server.isupport(), room)]
    if talk.has(Cap.EXTENDED_ISUPPORT) and talk.has(Cap.BATCH):
        talk.batch("draft/isupport", lines)
    else:
        for line in lines:
            talk.send(line)


# The same for every newcomer with a nick of the same length.
@lru_cache(maxsize=128)
def _packed(tokens: tuple[str, ...], room: int) -> list[str]:
    """Return the tokens of RPL_ISUPPORT, as many together as a message has bytes and may have of them."""
    return [
        piece
        for first in range(0, len(tokens), ISUPPORT_TOKENS_PER_LINE)
        for piece in pack_words(tokens[first : first + ISUPPORT_TOKENS_PER_LINE], room)
    ]


def ping(talk: Conversation, message: Message, _now: int) -> list[Command]:
    """Answer a PING, with its token."""
    if not message.params or not message.params[0]:
        talk.numeric(numerics.ERR_NOORIGIN, text=N_("No origin specified"))
    else:
        answer = f"PONG {talk.server.name} :{message.params[0]}"
        if fits(answer):
            talk.send(f":{talk.server.name} {answer}")
        else:
            # A token that came back shortened would be another one.
            talk.numeric(numerics.ERR_INPUTTOOLONG, text=N_("The token is too long to be sent back"))
    return []


def pong(talk: Conversation, _message: Message, _now: int) -> list[Command]:
    """Take note that what was sent before the PING has come; any line is a sign of life."""
    talk.received, talk.pinged = talk.pinged or talk.received, 0
    use_up_token(talk)
    return []


def quit_server(talk: Conversation, message: Message, _now: int) -> list[Command]:
    """Leave."""
    reason = message.params[0] if message.params else ""
    # modern-irc, messages-connection: QUIT; where nothing was said, nothing stands in front of it.
    said = f"Quit: {reason}" if reason else "Quit"
    if talk.person is None:
        talk.closing = said
        return []
    return [Quit(said)]
