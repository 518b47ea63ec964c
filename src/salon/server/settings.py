"""Every setting of the server: one frozen tree, its default values, its manual.

The text under a field is its manual: `salon config --example` and the reference page are made from it.
Where values come from is the business of `settings_load`; layers receive values, never this tree.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Annotated, Final, Literal

from salon.core.addresses import HIGHEST_PORT
from salon.core.limits import (
    CHATHISTORY_MAX,
    FILE_BYTES,
    MACHINE_DAYS,
    OFFER_SECONDS,
    PRESENCE_SECONDS,
    REPLAY_LINES,
    Limits,
    Seconds,
)
from salon.server.settings_rules import HASH, LINE, LINES, matching, one_or_more, whole
from salon.texts.language import N_

AT_START: Final = "read at the start alone"
"""Stands in the annotation of a setting whose change waits for the next start; a change of any other is in
force as soon as the file is read again."""

# Listeners are opened once, with the manners that they have then.
Port = Annotated[int, whole(0, HIGHEST_PORT), AT_START]
Open = Annotated[bool, AT_START]
Milliseconds = Annotated[int, whole(1, 60_000), AT_START]
OneLine = Annotated[str, LINE]
PasswordHash = Annotated[str, HASH]
_HOST = r"[0-9A-Za-z:._*%-]+"
Hosts = Annotated[
    tuple[str, ...], one_or_more(_HOST, N_("an address or a host name, or a list of them")), AT_START
]
HostsOrNone = Annotated[
    tuple[str, ...],
    one_or_more(_HOST, N_("an address or a host name, a list of them, or nothing"), least=0),
    AT_START,
]
Origins = Annotated[
    tuple[str, ...],
    one_or_more(
        r"https?://([0-9A-Za-z._-]+|\[[0-9A-Fa-f:]+\])(:[0-9]{1,5})?/?",
        N_("the origin of pages, as `https://chat.example.org`, or a list of them"),
        least=0,
    ),
    AT_START,
]
Channels = Annotated[
    tuple[str, ...],
    one_or_more(r"#[^\x00-\x20,]{1,63}", N_("a channel's name, as #public, or a list")),
    AT_START,
]
# The dot is what tells a server from a nick in the source of a message; 63 is what other servers allow it.
ServerName = Annotated[
    str,
    matching(
        r"(?=.{3,63}\Z)[0-9A-Za-z]([0-9A-Za-z-]*[0-9A-Za-z])?(\.[0-9A-Za-z]([0-9A-Za-z-]*[0-9A-Za-z])?)+",
        N_(
            "a name like salon.example: ASCII letters, digits, hyphens, at least one dot, up to 63 characters"
        ),
    ),
    AT_START,
]
NetworkName = Annotated[
    str, matching(r"[^\x00-\x20\x7f-\xa0]{1,64}", N_("one word of up to 64 characters, without spaces"))
]
OperatorName = Annotated[
    str, matching(r"\w[\w-]{0,31}", N_("a name of up to 32 letters, digits, `_` and `-`"))
]
ShownHost = Annotated[
    str,
    matching(
        r"([0-9A-Za-z][0-9A-Za-z.:/-]{0,62})?",
        N_("a host name to show: ASCII letters, digits and `. : / -`, up to 63 characters"),
    ),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Storage:
    """How the history is kept."""

    durability: Annotated[Literal["full", "process"], AT_START] = "full"
    """What a message survives once somebody has seen it. `full`: also a power cut, for each batch of messages
    is forced to the disk before anyone gets it. `process`: a crash of the program only; faster on slow disks,
    and a power cut may take back the last messages. A slow disk slows `full` down: where it takes a second to
    force something out, what is said takes up to two seconds, and so do the answers to questions; a PING of
    somebody who says nothing and hears nothing is answered at once. A stop takes up to four seconds
    longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tls:
    """IRC over TLS."""

    enabled: Open = True
    """Whether IRC is served over TLS as well."""

    host: HostsOrNone = ()
    """The address to listen on for IRC over TLS, or a list of addresses. Empty: the same as `irc.host`. With
    `::` here and `127.0.0.1` there, everybody who connects from outside is encrypted."""

    port: Port = 6697
    """The port. 0 takes a free one; the start says which."""

    certificate: Annotated[OneLine, AT_START] = ""
    """File of the certificate chain, in PEM form. Empty: a self-signed certificate is made, kept in the data
    directory, and its fingerprint printed at each start. A new certificate in the same file is taken on
    SIGHUP; nobody is dropped."""

    key: Annotated[OneLine, AT_START] = ""
    """File of the certificate's private key, in PEM form. Empty: the key stands in the certificate's file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Irc:
    """Where IRC clients connect."""

    enabled: Open = True
    """Whether IRC is served, with or without TLS."""

    host: Hosts = ("127.0.0.1",)
    """The address to listen on, or a list of addresses; over TLS too, unless `irc.tls.host` says otherwise.
    `127.0.0.1`: this machine alone, by IPv4. `["127.0.0.1", "::1"]`: this machine alone, by IPv4 and IPv6.
    `::`: everyone who can reach the machine, by IPv4 or IPv6. `0.0.0.0`: the same, by IPv4 alone."""

    port: Port = 6667
    """The port without encryption. 0 takes a free one; the start says which."""

    password: PasswordHash = ""
    """The hash of a password that every IRC client must give (PASS); `salon hash-password` makes it.
    Empty: none. It guards IRC alone, with and without TLS: the wires of `dialects` have no way to ask for a
    password, so where that matters turn them off or leave them on this machine."""

    tls: Tls = field(default_factory=Tls)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """What the listeners have in common."""

    enabled: Open = True
    """Whether the server listens for this wire."""

    host: Hosts = ("127.0.0.1",)
    """The address to listen on, or a list of addresses; `::` is every address, of IPv4 too."""

    port: Port = 0
    """The port. 0 takes a free one; the start says which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Metrics(Listener):
    """What the server tells Prometheus, at `/metrics`, and whether it is ready, at `/readyz`."""

    enabled: Open = False
    """Whether the server listens for Prometheus. It has a port of its own: the metrics are for the owner
    of the server.
    """

    port: Port = 9090


@dataclass(frozen=True, slots=True, kw_only=True)
class Http(Listener):
    """HTTP: the page, at `/`, and IRC over WebSocket, at `/irc`."""

    port: Port = 8080

    channels: Channels = ("#public",)
    """The channel in which the page opens, or a list of channels. They belong to the server: they exist
    from the start, and have no main administrator.
    """

    origins: Origins = ()
    """The pages that may connect besides this server's own, as `https://chat.example.org`: one or a list.
    Their hosts are names of this server, too, as when a proxy passes on what comes for them."""

    announce: Annotated[bool, AT_START] = False
    """Whether the page is announced on the local network by multicast DNS, so that other machines find it as
    `salon.local`. `salon serve --lan` turns it on, and `--no-announce` turns it off again."""

    metrics: Metrics = field(default_factory=Metrics)


@dataclass(frozen=True, slots=True, kw_only=True)
class Annuaire(Listener):
    """The wire `annuaire`: who is here, and at which address."""

    port: Port = 6000

    password: PasswordHash = ""
    """The hash of the password for the functions 2 (the whole database) and 6 (stop the server);
    `salon hash-password` makes it. Empty: both refuse."""

    idle_milliseconds: Milliseconds = 150
    """After how much silence behind a byte a request is taken to be complete."""

    presence_seconds: Annotated[int, whole(1, 86_400)] = PRESENCE_SECONDS
    """After how much silence a machine is taken to be offline."""

    keep_days: Annotated[int, whole(1, 10_000)] = MACHINE_DAYS
    """After how many days without a word a machine is forgotten, name and address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Public(Listener):
    """The wire `public`: one room for all, with private messages."""

    port: Port = 5001

    channel: Annotated[
        str, matching(r"#?[^\x00-\x20,]{1,63}", N_("a channel's name, as #public")), AT_START
    ] = "#public"
    """The channel that the room is, for everybody on another wire. Its sign, `#`, may be left
    out."""

    ping_seconds: Annotated[Seconds, AT_START] = 60
    """How often a client is asked for a sign of life (`ping`)."""

    missed_pings: Annotated[int, whole(1, 100), AT_START] = 3
    """After how many unanswered pings in a row a client is dropped."""

    @property
    def room(self) -> str:
        """The channel's name, with its sign."""
        return f"#{self.channel.removeprefix('#')}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bonjour(Listener):
    """The wire `bonjour`: one person and the server."""

    port: Port = 50_000
    """The first port that is tried. 0 takes a free one; the start says which."""

    ports: Annotated[int, whole(1, 1_000), AT_START] = 10
    """How many ports are tried, one after the other, until a free one is found."""

    closing_phrase: Annotated[str, matching(r"\S(.{0,62}\S)?", N_("a short phrase")), AT_START] = "au revoir"
    """The phrase that ends a conversation, in any case."""

    idle_milliseconds: Milliseconds = 150
    """After how much silence behind a byte a message is taken to be complete."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relais(Listener):
    """The wire `relais`: registered names, and messages routed to one of them."""

    port: Port = 5003


@dataclass(frozen=True, slots=True, kw_only=True)
class Chaines(Listener):
    """The wire `chaines`: channels with a hierarchy of administrators."""

    port: Port = 1459

    keep_empty_channels: Annotated[bool, AT_START] = False
    """Whether a channel stays for everybody to see when its last member has left, as it did in the original
    program, even if nothing was ever said in it. Otherwise it sleeps until somebody enters it."""

    file_bytes: Annotated[int, whole(0, 1_073_741_824)] = FILE_BYTES
    """The largest file that may be sent with `/SEND`, in bytes. It goes from one person to another; the
    server keeps nothing of it. 0: no files."""

    offer_seconds: Annotated[int, whole(10, 86_400)] = OFFER_SECONDS
    """After how many seconds an offer that nobody accepts, or a file that stalls, is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialects:
    """The wires of five small French chat programs."""

    annuaire: Annuaire = field(default_factory=Annuaire)
    public: Public = field(default_factory=Public)
    bonjour: Bonjour = field(default_factory=Bonjour)
    relais: Relais = field(default_factory=Relais)
    chaines: Chaines = field(default_factory=Chaines)


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What is shown of earlier conversations."""

    replay_lines: Annotated[int, whole(0, 1_000)] = REPLAY_LINES
    """How many of a channel's last messages are shown to a person who joins it by IRC. 0: none. Clients
    that fetch history themselves, as the page does, are shown none.
    """

    chathistory_max: Annotated[int, whole(1, 500)] = CHATHISTORY_MAX
    """How many messages a client may ask for at once (CHATHISTORY)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Admin:
    """What the server says of those who run it (ADMIN)."""

    location1: OneLine = ""
    """Where the server is: a town, an institution."""

    location2: OneLine = ""
    """More of it: a laboratory, a class, a club."""

    email: OneLine = ""
    """How to reach those who run it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """What the server tells its operator on standard error."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    """The least important lines that are still written."""

    format: Annotated[Literal["text", "json"], AT_START] = "text"
    """How a line is written: for people, in their language, or one JSON object for each line, in English."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """Someone who may run the server from IRC, with `OPER NAME PASSWORD`."""

    password: PasswordHash
    """The hash of the operator's password, made by `salon hash-password`. Empty: nobody may take the name."""

    host: ShownHost = ""
    """The host name shown for this operator once OPER has succeeded. Empty: the one that was shown before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The server itself."""

    name: ServerName = "salon.example"
    """The server's name on IRC. It need not be in the DNS, but it needs a dot."""

    network: NetworkName = "Salon"
    """The name of the network, which clients show for the connection."""

    language: Annotated[Literal["", "fr", "en"], AT_START] = ""
    """The language of the texts to people: `fr` or `en`. Empty: the environment's (`LC_ALL`, `LC_MESSAGES`,
    `LANG`), else English."""

    casemapping: Annotated[Literal["rfc8265", "ascii"], AT_START] = "rfc8265"
    """Which nicks and channels there are and when two are the same. `rfc8265`: names in any script, as
    `Amélie`, without regard to case; a name that looks like another one (Unicode TS 39) is refused if one of
    the two has a character beyond ASCII. `ascii`: IRC's own letters, digits and signs."""

    data: Annotated[str, matching(r"[^\x00]+", N_("the path of a directory")), AT_START] = "salon-data"
    """The directory of the database and of what else is kept. Made where it is missing. This and every
    other path that is not absolute starts from the directory where the server is started."""

    port_offset: Annotated[int, whole(0, HIGHEST_PORT), AT_START] = 0
    """How much is added to every port but 0, those of HTTP and of the metrics included: with 100, IRC is on
    6767 and the page on 8180. A second server on the machine needs this and a data directory of its own;
    `--port-offset` gives it, too."""

    motd: Annotated[str, LINES] = ""
    """The message of the day, shown to everybody who connects."""

    motd_file: OneLine = ""
    """A file with the message of the day, in place of `motd`; read again on SIGHUP."""

    storage: Storage = field(default_factory=Storage)
    irc: Irc = field(default_factory=Irc)
    http: Http = field(default_factory=Http)
    dialects: Dialects = field(default_factory=Dialects)
    limits: Limits = field(default_factory=Limits)
    history: History = field(default_factory=History)
    admin: Admin = field(default_factory=Admin)
    log: Log = field(default_factory=Log)
    operators: Mapping[OperatorName, Operator] = field(default_factory=lambda: MappingProxyType({}))
