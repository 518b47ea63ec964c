"""IRC commands about people: ANNUAIRE, AWAY, SETNAME, WHO, WHOIS, WHOWAS, ISON, USERHOST, MONITOR."""

from collections.abc import Iterable, Iterator

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
from salon.core.state import Channel, Member, Person
from salon.core.visibility import (
    is_visible_channel,
    is_visible_person,
    shared_channels,
    visible_members,
)
from salon.texts.marks import N_
from salon.wire.irc import numerics
from salon.wire.irc.commands.server import is_here
from salon.wire.irc.conversation import Conversation
from salon.wire.irc.messages import BODY_LIMIT, Message, truncate
from salon.wire.irc.roster import prefixes

MOST_NICKS = 5
"""Nicks in one USERHOST (RFC 2812, 4.8)."""

MOST_FOUND = 500
"""People that one WHO over a mask shows at most; a channel is shown whole."""

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


def away(_talk: Conversation, message: Message, _now: int) -> list[Command]:
    """Say that one is away, or back."""
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
    for channel, member, person in _found(talk, mask or "*", only_operators="o" in flags):
        if set(fields) & set(WHOX_ORDER):
            talk.send(_whox_line(talk, person, channel, member, set(fields), token, now))
        else:
            talk.send(_who_line(talk, person, channel, member))
    talk.numeric(numerics.RPL_ENDOFWHO, mask or "*", text=N_("End of WHO list"))
    return []


def _found(
    talk: Conversation, mask: str, *, only_operators: bool
) -> Iterator[tuple[Channel | None, Member | None, Person]]:
    me = talk.me
    if mask.startswith("#"):
        channel = talk.state.find_channel(mask)
        if channel is not None and is_visible_channel(channel, me):
            for member in visible_members(channel, me):
                if not only_operators or member.person.is_operator:
                    yield channel, member, member.person
        return
    for person in _matching(talk, mask):
        if only_operators and not person.is_operator:
            continue
        seen = next(shared_channels(person, me), None) if is_visible_person(person, me) else None
        yield seen, seen.members[person.id] if seen is not None else None, person


def _matching(talk: Conversation, mask: str) -> Iterable[Person]:
    exact = talk.state.find_person(mask)
    if exact is not None:
        return [exact]
    if mask == "0":
        mask = "*"
    if is_costly(mask):
        limits = N_("A mask may have {length} characters and {stars} stars")
        talk.fail("WHO", "INVALID_MASK", text=limits, length=MAX_MASK_BYTES, stars=MAX_STARS)
        return []
    matches = matcher(mask, talk.state.names)
    found = []
    for person in talk.state.people.values():
        source = person.source
        words = (source.nick, source.username, source.host, person.real_name, source.mask)
        if is_visible_person(person, talk.me) and any(map(matches, words)):
            found.append(person)
            if len(found) == MOST_FOUND:
                break
    return found


def _flags(talk: Conversation, person: Person, member: Member | None) -> str:
    flags = "H" if person.away is None else "G"
    if person.is_operator:
        flags += "*"
    if member is not None:
        flags += prefixes(talk, member)
    # User modes come last (modern-irc, RPL_WHOREPLY).
    return f"{flags}B" if "B" in person.modes else flags


def _who_line(talk: Conversation, person: Person, channel: Channel | None, member: Member | None) -> str:
    source = person.source
    name = channel.name if channel is not None else "*"
    return (
        f":{talk.server.name} {numerics.RPL_WHOREPLY} {talk.client} {name} {source.username} {source.host} "
        f"{talk.server.name} {source.nick} {_flags(talk, person, member)} :0 {person.real_name}"
    )


def _whox_line(
    talk: Conversation,
    person: Person,
    channel: Channel | None,
    member: Member | None,
    fields: set[str],
    token: str,
    now: int,
) -> str:
    source = person.source
    values = {
        # whox, "Extended WHO command": a token is of digits; anything else could end the reply's words.
        "t": token if read_number(token, 999) is not None else "0",
        "c": channel.name if channel is not None else "*",
        "u": source.username,
        "i": _address(talk, person) or PRIVATE_ADDRESS,
        "h": source.host,
        "s": talk.server.name,
        "n": source.nick,
        "f": _flags(talk, person, member),
        "d": "0",
        "l": str(idle_seconds(person, now)),
        "a": source.account or "0",
        "o": "n/a",
        "r": f":{person.real_name}",
    }
    shown = " ".join(values[field] for field in WHOX_ORDER if field in fields)
    return f":{talk.server.name} {numerics.RPL_WHOSPCRPL} {talk.client} {shown}"


def _address(talk: Conversation, person: Person) -> str:
    """Return a person's address, if the asker may know it: one's own, or any for a server operator."""
    if person is talk.me or talk.me.is_operator:
        address = next((session.address for session in person.sessions.values()), "")
        # Only the last parameter may begin with a colon (modern-irc, "Parameters").
        return f"0{address}" if address.startswith(":") else address
    return ""


def idle_seconds(person: Person, now: int) -> int:
    """Return how long a person has said nothing."""
    return max(0, now - person.spoke) // 1000


# --- WHOIS -------------------------------------------------------------------------------------


def whois(talk: Conversation, message: Message, now: int) -> list[Command]:
    """Show who somebody is; with two parameters the first names a server, and there is one."""
    if not message.params or not message.params[-1]:
        talk.numeric(numerics.ERR_NONICKNAMEGIVEN, text=N_("No nickname given"))
        return []
    if not is_here(talk, message.params[:-1][:1]):
        return []
    wish = message.params[min(1, len(message.params) - 1)]
    nick = wish.split(",")[0]
    person = talk.state.find_person(nick)
    if person is None:
        talk.numeric(numerics.ERR_NOSUCHNICK, nick, text=N_("No such nick"))
    else:
        _send_whois(talk, person, now)
    talk.numeric(numerics.RPL_ENDOFWHOIS, wish, text=N_("End of WHOIS list"))
    return []


def _send_whois(talk: Conversation, person: Person, now: int) -> None:
    source, name, head = person.source, person.nick, f":{talk.server.name}"
    client = talk.client
    mask = f"{name} {source.username} {source.host}"
    talk.send(f"{head} {numerics.RPL_WHOISUSER} {client} {mask} * :{person.real_name}")
    _send_whois_channels(talk, person)
    network = talk.server.settings.network
    talk.send(f"{head} {numerics.RPL_WHOISSERVER} {client} {name} {talk.server.name} :{network}")
    if person.is_operator:
        talk.numeric(numerics.RPL_WHOISOPERATOR, name, text=N_("is a server operator"))
    if source.account is not None:
        talk.numeric(numerics.RPL_WHOISACCOUNT, name, source.account, text=N_("is logged in as"))
    if "B" in person.modes:
        talk.numeric(numerics.RPL_WHOISBOT, name, text=N_("is a bot"))
    address = _address(talk, person)
    if address:
        talk.numeric(
            numerics.RPL_WHOISACTUALLY,
            name,
            f"{source.username}@{address}",
            address,
            text=N_("Actual user@host, Actual IP"),
        )
        talk.numeric(numerics.RPL_WHOISMODES, name, text=N_("is using modes +{modes}"), modes=person.modes)
    if all(session.secure for session in person.sessions.values()) and person.sessions:
        talk.numeric(numerics.RPL_WHOISSECURE, name, text=N_("is using a secure connection"))
    if person.away is not None:
        talk.send(f"{head} {numerics.RPL_AWAY} {client} {name} :{person.away}")
    talk.numeric(
        numerics.RPL_WHOISIDLE,
        name,
        str(idle_seconds(person, now)),
        str(person.signed_on // 1000),
        text=N_("seconds idle, signon time"),
    )


def _send_whois_channels(talk: Conversation, person: Person) -> None:
    if "i" in person.modes and not is_visible_person(person, talk.me):
        return
    head = f":{talk.server.name} {numerics.RPL_WHOISCHANNELS} {talk.client} {person.nick} :"
    channels = shared_channels(person, talk.me)
    words = (prefixes(talk, channel.members[person.id]) + channel.name for channel in channels)
    _send_joined(talk, head, words, " ")


def whowas(talk: Conversation, message: Message, _now: int) -> list[Command]:
    """Show who had a nick before."""
    if not message.params or not message.params[0]:
        talk.numeric(numerics.ERR_NONICKNAMEGIVEN, text=N_("No nickname given"))
        return []
    nick = message.params[0]
    count = message.params[1] if len(message.params) > 1 else ""
    # A number that is not positive asks for all (RFC 2812, 3.6.3).
    most = read_number(count, 99_999) or None
    fold = talk.state.names.fold
    found = [gone for gone in talk.state.departed if fold(gone.source.nick) == fold(nick)]
    if not found:
        talk.numeric(numerics.ERR_WASNOSUCHNICK, nick, text=N_("There was no such nickname"))
    for gone in found[:most]:
        source = gone.source
        talk.send(
            f":{talk.server.name} {numerics.RPL_WHOWASUSER} {talk.client} {source.nick} {source.username} "
            f"{source.host} * :{gone.real_name}"
        )
        talk.numeric(
            numerics.RPL_WHOISSERVER,
            source.nick,
            talk.server.name,
            text=N_("left at {when}"),
            when=talk.server.forms.stamp(gone.time),
        )
    talk.numeric(numerics.RPL_ENDOFWHOWAS, found[0].source.nick if found else nick, text=N_("End of WHOWAS"))
    return []


# --- ISON, USERHOST, MONITOR -------------------------------------------------------------------


def ison(talk: Conversation, message: Message, _now: int) -> list[Command]:
    """Show which of some people are here."""
    nicks = " ".join(message.params).split()
    here = [person.nick for person in map(talk.state.find_person, nicks) if person is not None]
    talk.send(f":{talk.server.name} {numerics.RPL_ISON} {talk.client} :{truncate(' '.join(here), 400)}")
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
    talk.send(f":{talk.server.name} {numerics.RPL_USERHOST} {talk.client} :{' '.join(words)}")
    return []


def monitor(talk: Conversation, message: Message, _now: int) -> list[Command]:
    """Keep a list of nicks whose coming and going one is told of (ircv3 monitor)."""
    modifier = message.params[0].upper()
    nicks = message.params[1].split(",") if len(message.params) > 1 else []
    longest = talk.state.rules.nick_length
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
    line = ""
    for word in words:
        if line and len((head + line + word).encode()) + 1 > BODY_LIMIT:
            talk.send(head + line)
            line = ""
        line += f"{between}{word}" if line else word
    if line:
        talk.send(head + line)
