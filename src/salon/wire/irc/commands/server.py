"""IRC questions about the server itself: MOTD, VERSION, ADMIN, LUSERS, TIME, STATS, INFO, LINKS."""

from datetime import UTC, datetime

from salon.core.commands import Command
from salon.texts.dates import word_date
from salon.texts.marks import N_, N_PLURAL
from salon.wire.irc import numerics
from salon.wire.irc.commands.registration import send_isupport
from salon.wire.irc.commands.server_bans import send_bans
from salon.wire.irc.conversation import Conversation
from salon.wire.irc.messages import BODY_LIMIT, Message, split_text
from salon.wire.irc.server import SOFTWARE

_USERS = N_PLURAL(
    "There is {users} user and {invisible} invisible on 1 server",
    "There are {users} users and {invisible} invisible on 1 server",
    "users",
)
_OPERATORS = N_PLURAL("operator online", "operators online", "number")
_UNKNOWN = N_PLURAL("unknown connection", "unknown connections", "number")
_CHANNELS = N_PLURAL("channel formed", "channels formed", "number")
_CLIENTS = N_PLURAL(
    "I have {people} client and no other server", "I have {people} clients and no other server", "people"
)


def motd(talk: Conversation, message: Message, _now: int) -> list[Command]:
    """Show the message of the day."""
    if is_here(talk, message.params[:1]):
        send_motd(talk)
    return []


def is_here(talk: Conversation, target: tuple[str, ...]) -> bool:
    """Return whether a question goes to this server, the only one, by name or nick; refuse it if not."""
    fold = talk.state.names.fold
    if target and fold(target[0]) != fold(talk.server.name) and talk.state.find_person(target[0]) is None:
        talk.numeric(numerics.ERR_NOSUCHSERVER, target[0] or "*", text=N_("No such server"))
        return False
    return True


def send_motd(talk: Conversation) -> None:
    """Send the message of the day, or that there is none."""
    lines = talk.server.settings.motd
    if not lines:
        talk.numeric(numerics.ERR_NOMOTD, text=N_("There is no message of the day"))
        return
    head = f":{talk.server.name} {numerics.RPL_MOTD} {talk.client} :- "
    talk.numeric(numerics.RPL_MOTDSTART, text=N_("- {server} Message of the day -"), server=talk.server.name)
    for line in lines:
        for piece in split_text(line, BODY_LIMIT - len(head.encode())):
            talk.send(head + piece)
    talk.numeric(numerics.RPL_ENDOFMOTD, text=N_("End of message of the day"))


def version(talk: Conversation, message: Message, _now: int) -> list[Command]:
    """Show which software this is, and what it supports."""
    if is_here(talk, message.params[:1]):
        software = f"{SOFTWARE}-{talk.server.settings.version}"
        talk.numeric(
            numerics.RPL_VERSION, software, talk.server.name, text=N_("a chat server on one SQLite file")
        )
        send_isupport(talk)
    return []


def admin(talk: Conversation, message: Message, _now: int) -> list[Command]:
    """Show who runs the server."""
    if not is_here(talk, message.params[:1]):
        return []
    talk.numeric(numerics.RPL_ADMINME, talk.server.name, text=N_("Who runs this server"))
    codes = (numerics.RPL_ADMINLOC1, numerics.RPL_ADMINLOC2, numerics.RPL_ADMINEMAIL)
    said = False
    for code, line in zip(codes, talk.server.settings.admin, strict=False):
        if line:
            talk.send(f":{talk.server.name} {code} {talk.client} :{line}")
            said = True
    if not said:
        talk.numeric(numerics.RPL_ADMINLOC1, text=N_("The owner of this server has not said"))
    return []


def lusers(talk: Conversation, _message: Message, _now: int) -> list[Command]:
    """Show how many people and channels there are."""
    send_lusers(talk)
    return []


def send_lusers(talk: Conversation) -> None:
    """Send the figures of the server; a connection that never registered is in no count but its own."""
    everybody = len(talk.state.people)
    invisible, operators = talk.state.mode_counts["i"], talk.state.mode_counts["o"]
    talk.server.most_people = most = max(talk.server.most_people, everybody)
    # All users, and the servers; then one's own, and the others: there is none (modern-irc).
    talk.numeric(numerics.RPL_LUSERCLIENT, text=_USERS, users=everybody, invisible=invisible)
    for code, number, counted in (
        (numerics.RPL_LUSEROP, operators, _OPERATORS),
        (numerics.RPL_LUSERUNKNOWN, len(talk.state.sessions) - talk.state.attached, _UNKNOWN),
        (numerics.RPL_LUSERCHANNELS, len(talk.state.channels), _CHANNELS),
    ):
        if number:  # RFC 2812, 5.1: these three are sent only for a count that is not zero
            talk.numeric(code, str(number), text=counted, number=number)
    talk.numeric(numerics.RPL_LUSERME, text=_CLIENTS, people=everybody)
    for code, words in (
        (numerics.RPL_LOCALUSERS, N_("Current local users {people}, max {most}")),
        (numerics.RPL_GLOBALUSERS, N_("Current global users {people}, max {most}")),
    ):
        talk.numeric(code, str(everybody), str(most), text=words, people=everybody, most=most)


def time(talk: Conversation, message: Message, now: int) -> list[Command]:
    """Show the server's time."""
    if is_here(talk, message.params[:1]):
        when = datetime.fromtimestamp(now // 1000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
        talk.send(f":{talk.server.name} {numerics.RPL_TIME} {talk.client} {talk.server.name} :{when}")
    return []


def info(talk: Conversation, message: Message, _now: int) -> list[Command]:
    """Show what this server is."""
    if not is_here(talk, message.params[:1]):
        return []
    settings = talk.server.settings
    for line in (
        f"Salon {settings.version}",
        talk.text(N_("A chat server: people connect by IRC, and all messages are in one SQLite file.")),
        talk.text(N_("Running since {when}"), when=word_date(settings.created, talk.locale.translate)),
    ):
        talk.send(f":{talk.server.name} {numerics.RPL_INFO} {talk.client} :{line}")
    talk.numeric(numerics.RPL_ENDOFINFO, text=N_("End of INFO list"))
    return []


def links(talk: Conversation, _message: Message, _now: int) -> list[Command]:
    """Show the servers of the network: this one."""
    name = talk.server.name
    talk.send(f":{name} {numerics.RPL_LINKS} {talk.client} {name} {name} :0 {talk.server.settings.network}")
    talk.numeric(numerics.RPL_ENDOFLINKS, "*", text=N_("End of LINKS list"))
    return []


_FOR_OPERATORS = {"d", "k", "o"}


def stats(talk: Conversation, message: Message, now: int) -> list[Command]:
    """Show figures: m commands used, u how long the server is up; to operators d, k bans, o operators."""
    if not is_here(talk, message.params[1:2]):
        return []
    query = message.params[0][:1]
    if query == "m":
        for name, count in sorted(talk.server.used.items()):
            talk.numeric(numerics.RPL_STATSCOMMANDS, name, str(count))
    elif query in _FOR_OPERATORS and not talk.me.is_operator:
        talk.numeric(numerics.ERR_NOPRIVILEGES, text=N_("Only server operators may do that"))
        return []
    elif query in {"d", "k"}:
        send_bans(talk, network=query == "d")
        return []
    elif query == "o":
        for name in talk.state.rules.operators:
            talk.numeric(numerics.RPL_STATSOLINE, "O", "*@*", "*", name)
    elif query == "u":
        seconds = (now - talk.server.settings.created) // 1000
        days, rest = divmod(seconds, 86_400)
        clock = f"{rest // 3600}:{rest // 60 % 60:02d}:{rest % 60:02d}"
        talk.numeric(
            numerics.RPL_STATSUPTIME, text=N_("Server up for {days} d {clock}"), days=days, clock=clock
        )
    talk.numeric(numerics.RPL_ENDOFSTATS, query or "*", text=N_("End of STATS report"))
    return []
