"""IRC commands about people: ANNUAIRE, AWAY, SETNAME, WHO, WHOIS, WHOWAS, ISON, USERHOST, MONITOR."""

from collections.abc import Callable, Iterable, Iterator

from salon.core.commands import (
    AnnounceMachine,
    ChangeRealName,
    Command,
    LeaveDirectory,
    Monitor,
    SetAway,
    TakePseudonym,
)
from salon.core.masks import MAX_MASK_BYTES, MAX_STARS, is_costly, matcher
from salon.core.numbers import read_number
from salon.core.queries import roster
from salon.core.queries.people import PersonShown, departed, person_shown
from salon.core.queries.roster import Seen
from salon.texts.marks import N_
from salon.wire.irc import numerics
from salon.wire.irc.capabilities import Cap
from salon.wire.irc.commands.metadata import send_whois
from salon.wire.irc.commands.server import is_here
from salon.wire.irc.conversation import Conversation
from salon.wire.irc.messages import BODY_LIMIT, Message, pack_words, parameters_fit
from salon.wire.irc.roster import prefixes

MOST_NICKS = 5
"""Nicks in one USERHOST (RFC 2812, 4.8)."""

WHOX_ORDER = "tcuihsnfdlaor"
"""The order of the fields of RPL_WHOSPCRPL (whox)."""

PRIVATE_ADDRESS = "255.255.255.255"
"""What WHOX says where an address is not disclosed."""


def annuaire(talk: Conversation, message: Message, _now: int) -> list[Command]:
    """Have the directory list one's machine with its address, or forget it: nobody is listed unasked."""
    wish = message.params[0].lower()
    if wish == "on":
        return [AnnounceMachine(), TakePseudonym(talk.me.nick)]
    if wish == "off":
        unlisted = N_("The directory forgets your machine and its address")
        talk.standard_reply("NOTE", "ANNUAIRE", "UNLISTED", text=unlisted)
        return [LeaveDirectory(forget=True)]
    talk.fail("ANNUAIRE", "INVALID_PARAMS", message.params[0], text=N_("Write ANNUAIRE ON or ANNUAIRE OFF"))
    return []


def away(talk: Conversation, message: Message, _now: int) -> list[Command]:
    """Say that one is away, or back; with pre-away also before registration."""
    if talk.person is None and not talk.has(Cap.PRE_AWAY):
        talk.numeric(numerics.ERR_NOTREGISTERED, text=N_("You have not registered"))
        return []
    return [SetAway(message.params[0] if message.params else "")]


def setname(_talk: Conversation, message: Message, _now: int) -> list[Command]:
    """Change one's real name."""
    return [ChangeRealName(message.params[0])]


# --- WHO ---------------------------------------------------------------------------------------


def who(talk: Conversation, message: Message, now: int) -> list[Command]:
    """Show people: the members of a channel, or everybody whom a mask matches."""
    mask = message.params[0] if message.params else "*"
    option = message.params[1] if len(message.params) > 1 else ""
    flags, _, fields = option.partition("%")
    fields, _, token = fields.partition(",")
    word = _whox_line(talk, set(fields), token, now) if set(fields) & set(WHOX_ORDER) else _who_line(talk)
    talk.later.append(
        _send_who(talk, mask or "*", _found(talk, mask or "*", only_operators="o" in flags), word)
    )
    return []


def _send_who(
    talk: Conversation, mask: str, found: Iterable[Seen | None], word: Callable[[Seen], str]
) -> Iterator[None]:
    for seen in found:
        if seen is not None:
            talk.send(word(seen))
        yield
    talk.numeric(numerics.RPL_ENDOFWHO, mask, text=N_("End of WHO list"))


def _found(talk: Conversation, mask: str, *, only_operators: bool) -> Iterable[Seen | None]:
    state, me = talk.state, talk.me
    if mask.startswith("#"):
        return roster.members(state, me, mask, only_operators=only_operators)
    exact = state.find_person(mask)
    if exact is not None:
        return [roster.one(exact, me)] if exact.is_operator or not only_operators else []
    if mask == "0":
        mask = "*"
    if is_costly(mask):
        limits = N_("A mask may have {length} characters and {stars} stars")
        talk.fail("WHO", "INVALID_MASK", text=limits, length=MAX_MASK_BYTES, stars=MAX_STARS)
        return []
    return roster.found(state, me, matcher(mask, state.names), only_operators=only_operators)


def _flags(talk: Conversation, seen: Seen) -> str:
    flags = "G" if seen.away else "H"
    if seen.operator:
        flags += "*"
    flags += prefixes(talk)[seen.ranks]
    # User modes come last (modern-irc, RPL_WHOREPLY).
    return f"{flags}B" if seen.bot else flags


def _who_line(talk: Conversation) -> Callable[[Seen], str]:
    name = talk.server.name
    head = f":{name} {numerics.RPL_WHOREPLY} {talk.client}"

    def line(seen: Seen, server: str = name) -> str:
        source = seen.source
        found = (
            f"{head} {seen.channel or '*'} {source.username} {source.host} {server} {source.nick} "
            f"{_flags(talk, seen)} :0 {seen.real_name}"
        )
        # There is one server: between the longest names its own need not stand.
        return found if server == "*" or parameters_fit(found) else line(seen, "*")

    return line


def _whox_line(talk: Conversation, fields: set[str], token: str, now: int) -> Callable[[Seen], str]:
    head = f":{talk.server.name} {numerics.RPL_WHOSPCRPL} {talk.client}"

    def line(seen: Seen, server: str = talk.server.name) -> str:
        source = seen.source
        values = {
            # whox, "Extended WHO command": a token is of digits; anything else could end the reply's words.
            "t": token if read_number(token, 999) is not None else "0",
            "c": seen.channel or "*",
            "u": source.username,
            "i": as_parameter(seen.address) or PRIVATE_ADDRESS,
            "h": source.host,
            "s": server,
            "n": source.nick,
            "f": _flags(talk, seen),
            "d": "0",
            "l": str(idle_seconds(seen.spoke, now)),
            "a": source.account or "0",
            "o": "n/a",
            "r": f":{seen.real_name}",
        }
        found = f"{head} {' '.join(values[field] for field in WHOX_ORDER if field in fields)}"
        if parameters_fit(found):
            return found
        # First the one server's name goes, then the channel's, which the client asked for.
        return line(seen, "*") if server != "*" else line(seen._replace(channel=""), "*")

    return line


def as_parameter(address: str) -> str:
    """Return an address as it may stand in a line: only the last parameter may begin with a colon."""
    return f"0{address}" if address.startswith(":") else address


def idle_seconds(spoke: int, now: int) -> int:
    """Return how long somebody has said nothing."""
    return max(0, now - spoke) // 1000


# --- WHOIS -------------------------------------------------------------------------------------


def whois(talk: Conversation, message: Message, now: int) -> list[Command]:
    """Show who somebody is; with two parameters the first names a server, and there is one."""
    if not message.params or not message.params[-1]:
        talk.numeric(numerics.ERR_NONICKNAMEGIVEN, text=N_("No nick given"))
        return []
    if not is_here(talk, message.params[:-1][:1]):
        return []
    wish = message.params[min(1, len(message.params) - 1)]
    nick = wish.split(",")[0]
    person = person_shown(talk.state, talk.me, nick)
    if person is None:
        talk.numeric(numerics.ERR_NOSUCHNICK, nick, text=N_("No such nick"))
    else:
        _send_whois(talk, person, now)
    talk.numeric(numerics.RPL_ENDOFWHOIS, wish, text=N_("End of WHOIS list"))
    return []


def _send_whois(talk: Conversation, person: PersonShown, now: int) -> None:
    source, name, head = person.source, person.source.nick, f":{talk.server.name}"
    client = talk.client
    mask = f"{name} {source.username} {source.host}"
    talk.send(f"{head} {numerics.RPL_WHOISUSER} {client} {mask} * :{person.real_name}")
    joined = (prefixes(talk)[ranks] + channel for channel, ranks in person.channels)
    _send_joined(talk, f"{head} {numerics.RPL_WHOISCHANNELS} {client} {name} :", joined, " ")
    network = talk.server.settings.network
    talk.send(f"{head} {numerics.RPL_WHOISSERVER} {client} {name} {talk.server.name} :{network}")
    if person.operator:
        talk.numeric(numerics.RPL_WHOISOPERATOR, name, text=N_("is a server operator"))
    if source.account is not None:
        talk.numeric(numerics.RPL_WHOISACCOUNT, name, source.account, text=N_("is logged in as"))
    if person.bot:
        talk.numeric(numerics.RPL_WHOISBOT, name, text=N_("is a bot"))
    address = as_parameter(person.address)
    if address:
        talk.numeric(
            numerics.RPL_WHOISACTUALLY,
            name,
            f"{source.username}@{address}",
            address,
            text=N_("Actual user@host, Actual IP"),
        )
        talk.numeric(numerics.RPL_WHOISMODES, name, text=N_("is using modes +{modes}"), modes=person.modes)
    send_whois(talk, name)
    if person.secure:
        talk.numeric(numerics.RPL_WHOISSECURE, name, text=N_("is using a secure connection"))
    if person.away is not None:
        talk.send(f"{head} {numerics.RPL_AWAY} {client} {name} :{person.away}")
    talk.numeric(
        numerics.RPL_WHOISIDLE,
        name,
        str(idle_seconds(person.spoke, now)),
        str(person.signed_on // 1000),
        text=N_("seconds idle, signon time"),
    )


def whowas(talk: Conversation, message: Message, _now: int) -> list[Command]:
    """Show who had a nick before."""
    if not message.params or not message.params[0]:
        talk.numeric(numerics.ERR_NONICKNAMEGIVEN, text=N_("No nick given"))
        return []
    nick = message.params[0]
    count = message.params[1] if len(message.params) > 1 else ""
    # A number that is not positive asks for all (RFC 2812, 3.6.3).
    most = read_number(count, 99_999) or None
    talk.later.append(_send_whowas(talk, nick, most))
    return []


def _send_whowas(talk: Conversation, nick: str, most: int | None) -> Iterator[None]:
    found = departed(talk.state, nick)
    if not found:
        talk.numeric(numerics.ERR_WASNOSUCHNICK, nick, text=N_("There was no such nick"))
    for gone in found[:most]:
        source = gone.source
        talk.send(
            f":{talk.server.name} {numerics.RPL_WHOWASUSER} {talk.client} {source.nick} {source.username} "
            f"{source.host} * :{gone.real_name}"
        )
        if source.account is not None:
            was = N_("was logged in as")
            talk.numeric(numerics.RPL_WHOISACCOUNT, source.nick, source.account, text=was)
        talk.numeric(
            numerics.RPL_WHOISSERVER,
            source.nick,
            talk.server.name,
            text=N_("left at {when}"),
            when=talk.server.forms.stamp(gone.time),
        )
        yield
    talk.numeric(numerics.RPL_ENDOFWHOWAS, found[0].source.nick if found else nick, text=N_("End of WHOWAS"))


# --- ISON, USERHOST, MONITOR -------------------------------------------------------------------


def ison(talk: Conversation, message: Message, _now: int) -> list[Command]:
    """Show which of some people are here."""
    nicks = " ".join(message.params).split()
    here = [person.nick for person in map(talk.state.find_person, nicks) if person is not None]
    _send_words(talk, numerics.RPL_ISON, here)
    return []


def userhost(talk: Conversation, message: Message, _now: int) -> list[Command]:
    """Show the masks of up to five people."""
    nicks = " ".join(message.params).split()[:MOST_NICKS]
    words = []
    for person in map(talk.state.find_person, nicks):
        if person is not None:
            star = "*" if person.is_operator else ""
            sign = "+" if person.away is None else "-"
            words.append(f"{person.nick}{star}={sign}{person.source.username}@{person.source.host}")
    _send_words(talk, numerics.RPL_USERHOST, words)
    return []


def _send_words(talk: Conversation, code: str, words: list[str]) -> None:
    """Send words in as many lines as it takes, in one if there are none."""
    _send_joined(talk, f":{talk.server.name} {code} {talk.client} :", words or [""], " ")


def monitor(talk: Conversation, message: Message, _now: int) -> list[Command]:
    """Keep a list of nicks whose coming and going one is told of (ircv3 monitor)."""
    modifier = message.params[0].upper()
    nicks = message.params[1].split(",") if len(message.params) > 1 else []
    longest = talk.state.rules.limits.nick_length
    nicks = [nick for nick in nicks if talk.state.names.nick_problem(nick, longest) is None]
    if modifier == "+":
        already = talk.state.monitored_by.get(talk.core.id, {})
        fold = talk.state.names.fold
        send_presence(talk, [nick for nick in nicks if fold(nick) in already])
        return [Monitor(added=tuple(nicks))]
    if modifier == "-":
        return [Monitor(removed=tuple(nicks))]
    if modifier == "C":
        return [Monitor(clear=True)]
    watched = list(talk.state.monitored_by.get(talk.core.id, {}).values())
    if modifier == "L":
        send_chained(talk, numerics.RPL_MONLIST, watched)
        talk.numeric(numerics.RPL_ENDOFMONLIST, text=N_("End of MONITOR list"))
    elif modifier == "S":
        send_presence(talk, watched)
    return []


def send_presence(talk: Conversation, nicks: list[str]) -> None:
    """Send which of some nicks are here and which are not (RPL_MONONLINE, RPL_MONOFFLINE)."""
    here, gone = [], []
    for nick in nicks:
        person = talk.state.find_person(nick)
        if person is not None:
            here.append(person.source.mask)
        else:
            gone.append(nick)
    send_chained(talk, numerics.RPL_MONONLINE, here)
    send_chained(talk, numerics.RPL_MONOFFLINE, gone)


def send_chained(talk: Conversation, code: str, words: list[str]) -> None:
    """Send words with commas between, in as many lines as it takes."""
    _send_joined(talk, f":{talk.server.name} {code} {talk.client} :", words, ",")


def _send_joined(talk: Conversation, head: str, words: Iterable[str], between: str) -> None:
    for piece in pack_words(words, BODY_LIMIT - len(head.encode()), between):
        talk.send(head + piece)
