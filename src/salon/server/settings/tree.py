"""Every setting of the server: one frozen tree, with the default value, the bounds and the manual of each.

The manual is the docstrings: `salon config --example` and the reference page are made from them. Where values
come from is the business of `load`; layers receive values, never this tree.
"""

from collections.abc import Mapping
from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

from salon.accounts.passwords import HASH_PATTERN
from salon.core.addresses import HIGHEST_PORT
from salon.core.channel_history import MOST_DAYS, MOST_MESSAGES
from salon.core.emails import ADDRESS_PATTERN
from salon.core.limits import (
    CHANNEL_MIN_DAYS,
    CHANNEL_MIN_MESSAGES,
    CHATHISTORY_MAX,
    EDIT_MINUTES,
    FILE_BYTES,
    MACHINE_DAYS,
    OFFER_SECONDS,
    PRESENCE_SECONDS,
    REDACT_MINUTES,
    REPLAY_LINES,
    SEARCH_MILLISECONDS,
    Limits,
    Seconds,
)
from salon.core.rules import (
    AccountPolicy,
    ChannelPolicy,
    MailPolicy,
    MetadataPolicy,
    ModerationPolicy,
    PeoplePolicy,
)
from salon.storage.port import UPGRADE_COPIES
from salon.texts.marks import N_

AT_START: Final = "at start"
"""Stands in the annotation of a setting whose change waits for the next start; a change of any other is in
force as soon as the file is read again."""

HIDDEN: Final = "hidden"
"""Stands in the annotation of a secret: what does not fit is not shown, for it may be the password itself."""


def _form(pattern: str, expected: str | None = None) -> Meta:
    """Return the constraint of a text of a given form, as a whole, and what is expected, in words."""
    return Meta(pattern=rf"^(?:{pattern})\Z", title=expected)


# Control characters would end a line of a wire, or move an operator's cursor: no setting needs one.
OneLine = Annotated[str, _form(r"[^\x00-\x1f\x7f-\x9f]*", N_("a text of one line"))]
Lines = Annotated[str, _form(r"[^\x00-\x09\x0b-\x1f\x7f-\x9f]*", N_("a text, of several lines if you like"))]
PasswordHash = Annotated[
    str,
    _form(
        rf"({HASH_PATTERN})?",
        N_("the hash of a password, never the password itself; `salon hash-password` makes one"),
    ),
    HIDDEN,
]
# Listeners are opened once, with the manners that they have then.
Open = Annotated[bool, AT_START]
Port = Annotated[int, Meta(ge=0, le=HIGHEST_PORT), AT_START]
Emails = Annotated[int, Meta(ge=0, le=1_000_000)]
Milliseconds = Annotated[int, Meta(ge=1, le=60_000), AT_START]
IconAddress = Annotated[str, _form(r"(https?://[!-~]{1,250})?", N_("an address that begins with https://"))]
Host = Annotated[str, _form(r"[0-9A-Za-z:._*%-]+")]
Hosts = Annotated[
    tuple[Host, ...], Meta(min_length=1, title=N_("an address or a host name, or a list of them")), AT_START
]
HostsOrNone = Annotated[
    tuple[Host, ...], Meta(title=N_("an address or a host name, a list of them, or nothing")), AT_START
]
Origin = Annotated[str, _form(r"https?://([0-9A-Za-z._-]+|\[[0-9A-Fa-f:]+\])(:[0-9]{1,5})?/?")]
Origins = Annotated[
    tuple[Origin, ...],
    Meta(title=N_("the origin of pages, as `https://chat.example.org`, or a list of them")),
    AT_START,
]
Channels = Annotated[
    tuple[Annotated[str, _form(r"#[^\x00-\x20,]{1,63}")], ...],
    Meta(min_length=1, title=N_("a channel's name, as #public, or a list")),
    AT_START,
]
Room = Annotated[str, _form(r"#?[^\x00-\x20,]{1,63}", N_("a channel's name, as #public")), AT_START]
Phrase = Annotated[str, _form(r"\S(.{0,62}\S)?", N_("a short phrase")), AT_START]
Directory = Annotated[str, _form(r"[^\x00]+", N_("the path of a directory")), AT_START]
# The dot is what tells a server from a nick in the source of a message; 63 is what other servers allow it.
ServerName = Annotated[
    str,
    _form(
        r"(?=.{3,63}\Z)[0-9A-Za-z]([0-9A-Za-z-]*[0-9A-Za-z])?(\.[0-9A-Za-z]([0-9A-Za-z-]*[0-9A-Za-z])?)+",
        N_(
            "a name like salon.example: ASCII letters, digits, hyphens, at least one dot, up to 63 characters"
        ),
    ),
    AT_START,
]
NetworkName = Annotated[
    str, _form(r"[^\x00-\x20\x7f-\xa0]{1,64}", N_("one word of up to 64 characters, without spaces"))
]
OperatorName = Annotated[str, _form(r"\w[\w-]{0,31}", N_("a name of up to 32 letters, digits, `_` and `-`"))]
ShownHost = Annotated[
    str,
    _form(
        r"(?!.*\.(?i:account|hidden)\Z)([0-9A-Za-z][0-9A-Za-z.:/-]{0,62})?",
        N_(
            "a host name to show: ASCII letters, digits and `. : / -`, up to 63 characters, not ending in"
            " `.account` or `.hidden`"
        ),
    ),
]


class Storage(Struct, frozen=True, forbid_unknown_fields=True):
    """How the history is kept.

    durability: What a message survives once somebody has seen it. `full`: a power cut, too, because each
        batch of messages is forced to the disk before anyone gets it. `process`: only a crash of the program;
        this is faster on slow disks, but a power cut may lose the last messages. A slow disk slows `full`
        down: if it takes a second to force data out, a message takes up to two seconds, and so do the answers
        to requests. Only the PING of a client without pending input or output is answered at once. A stop
        takes up to four seconds longer.
    """

    durability: Annotated[Literal["full", "process"], AT_START] = "full"


class Backup(Struct, frozen=True, forbid_unknown_fields=True):
    """Copies of the database that the server makes by itself. `salon backup` makes one at any time.

    every_hours: How many hours after a backup the server makes the next one, while it runs. 0: none.
    folder: The directory of these backups, made if it is missing. Empty: `backups` in the data directory.
        Another disk is better.
    keep: How many of these backups are kept; then the oldest is removed.
    before_upgrade: How many copies of the database are kept from before a new version of Salon changed its
        schema. The start makes such a copy beside the database, for the way back to the older version. 0:
        none is made.
    """

    every_hours: Annotated[int, Meta(ge=0, le=8_760)] = 0
    folder: OneLine = ""
    keep: Annotated[int, Meta(ge=1, le=1_000)] = 7
    before_upgrade: Annotated[int, Meta(ge=0, le=100), AT_START] = UPGRADE_COPIES


class Tls(Struct, frozen=True, forbid_unknown_fields=True):
    """IRC over TLS.

    enabled: Whether IRC is served over TLS as well.
    host: The address to listen on for IRC over TLS, or a list of addresses. Empty: the same as `irc.host`.
        With `::` here and `127.0.0.1` there, everybody who connects from outside is encrypted.
    port: The port. 0 takes a free one; the start says which.
    certificate: File of the certificate chain, in PEM form. Empty: a self-signed certificate is made, kept in
        the data directory, and its fingerprint printed at each start. A new certificate in the same file is
        taken on SIGHUP; nobody is dropped.
    key: File of the certificate's private key, in PEM form. Empty: the key stands in the certificate's file.
    """

    enabled: Open = True
    host: HostsOrNone = ()
    port: Port = 6697
    certificate: Annotated[OneLine, AT_START] = ""
    key: Annotated[OneLine, AT_START] = ""


class Irc(Struct, frozen=True, forbid_unknown_fields=True):
    """Where IRC clients connect.

    enabled: Whether IRC is served, with or without TLS.
    host: The address to listen on, or a list of addresses; over TLS too, unless `irc.tls.host` says
        otherwise. `127.0.0.1`: this machine alone, by IPv4. `["127.0.0.1", "::1"]`: this machine alone, by
        IPv4 and IPv6. `::`: everyone who can reach the machine, by IPv4 or IPv6. `0.0.0.0`: the same, by IPv4
        alone.
    port: The port without encryption. 0 takes a free one; the start says which.
    password: The hash of a password that every IRC client must give (PASS); `salon hash-password` makes it.
        Empty: none. It protects IRC only, with and without TLS: the protocols of `dialects` cannot ask for a
        password. If that matters, turn them off or leave them on this machine.
    """

    enabled: Open = True
    host: Hosts = ("127.0.0.1",)
    port: Port = 6667
    password: PasswordHash = ""
    tls: Tls = Tls()


class Listener(Struct, frozen=True, forbid_unknown_fields=True):
    """What the listeners have in common.

    enabled: Whether the server listens for this protocol.
    host: The address to listen on, or a list of addresses; `::` is every address, of IPv4 too.
    port: The port. 0 takes a free one; the start says which.
    """

    enabled: Open = True
    host: Hosts = ("127.0.0.1",)
    port: Port = 0


class Metrics(Listener, frozen=True, forbid_unknown_fields=True):
    """What the server tells Prometheus, at `/metrics`, and whether it is ready, at `/readyz`.

    enabled: Whether the server listens for Prometheus. It has a port of its own: the metrics are for the
        owner of the server.
    """

    enabled: Open = False
    port: Port = 9090


class Http(Listener, frozen=True, forbid_unknown_fields=True):
    """HTTP: the page, at `/`, and IRC over WebSocket, at `/irc`.

    channels: The channel in which the page opens, or a list of channels. They belong to the server: they
        exist from the start, and have no main administrator.
    origins: The pages that may connect besides this server's own, as `https://chat.example.org`: one or a
        list. Their hosts are names of this server, too, as when a proxy passes on what comes for them.
    announce: Whether the page is announced on the local network by multicast DNS, so that other machines find
        it as `salon.local`. `salon serve --lan` turns it on, and `--no-announce` turns it off again.
    """

    port: Port = 8080
    channels: Channels = ("#public",)
    origins: Origins = ()
    announce: Annotated[bool, AT_START] = False
    metrics: Metrics = Metrics()


class Annuaire(Listener, frozen=True, forbid_unknown_fields=True):
    """The protocol `annuaire`: who is here, and at which address.

    password: The hash of the password for the functions 2 (the whole database) and 6 (stop the server);
        `salon hash-password` makes it. Empty: both refuse.
    idle_milliseconds: How long the server waits for more bytes before it takes a request as complete.
    presence_seconds: How long a machine may be silent before it counts as offline.
    keep_days: How many days a machine may be silent before the directory forgets its name and address.
    """

    port: Port = 6000
    password: PasswordHash = ""
    idle_milliseconds: Milliseconds = 150
    presence_seconds: Annotated[int, Meta(ge=1, le=86_400)] = PRESENCE_SECONDS
    keep_days: Annotated[int, Meta(ge=1, le=10_000)] = MACHINE_DAYS


class Public(Listener, frozen=True, forbid_unknown_fields=True):
    """The protocol `public`: one room for all, with private messages.

    channel: The channel that the room is for everybody on other protocols. The sign `#` may be left out.
    ping_seconds: How often a client is asked for a sign of life (`ping`).
    missed_pings: How many pings in a row a client may leave unanswered before it is disconnected.
    """

    port: Port = 5001
    channel: Room = "#public"
    ping_seconds: Annotated[Seconds, AT_START] = 60
    missed_pings: Annotated[int, Meta(ge=1, le=100), AT_START] = 3

    @property
    def room(self) -> str:
        """The channel's name, with its sign."""
        return f"#{self.channel.removeprefix('#')}"


class Bonjour(Listener, frozen=True, forbid_unknown_fields=True):
    """The protocol `bonjour`: one person and the server.

    port: The first port that is tried. 0 takes a free one; the start says which.
    ports: How many ports are tried, one after the other, until a free one is found.
    closing_phrase: The phrase that ends a conversation, in any case.
    idle_milliseconds: How long the server waits for more bytes before it takes a message as complete.
    """

    port: Port = 50_000
    ports: Annotated[int, Meta(ge=1, le=1_000), AT_START] = 10
    closing_phrase: Phrase = "au revoir"
    idle_milliseconds: Milliseconds = 150


class Relais(Listener, frozen=True, forbid_unknown_fields=True):
    """The protocol `relais`: registered names, and messages routed to one of them."""

    port: Port = 5003


class Chaines(Listener, frozen=True, forbid_unknown_fields=True):
    """The protocol `chaines`: channels with a hierarchy of administrators.

    keep_empty_channels: Whether a channel stays for everybody to see when its last member has left, as it did
        in the original program, even if nothing was ever said in it. Otherwise it sleeps until somebody
        enters it.
    file_bytes: The largest file that may be sent with `/SEND`, in bytes. It goes from one person to another;
        the server keeps nothing of it. 0: no files.
    offer_seconds: How many seconds may pass before an offer that nobody accepts, or a transfer that makes no
        progress, ends.
    """

    port: Port = 1459
    keep_empty_channels: Annotated[bool, AT_START] = False
    file_bytes: Annotated[int, Meta(ge=0, le=1_073_741_824)] = FILE_BYTES
    offer_seconds: Annotated[int, Meta(ge=10, le=86_400)] = OFFER_SECONDS


class Dialects(Struct, frozen=True, forbid_unknown_fields=True):
    """The protocols of five small French chat programs."""

    annuaire: Annuaire = Annuaire()
    public: Public = Public()
    bonjour: Bonjour = Bonjour()
    relais: Relais = Relais()
    chaines: Chaines = Chaines()


class History(Struct, frozen=True, forbid_unknown_fields=True):
    """What is kept of conversations, for how long, and what is shown of it.

    enabled: Whether messages are kept. If not, nobody can read them later, and what was kept before is
        deleted. Private messages to accounts that are away are kept until these are back.
    retention_days: For how many days messages are kept. 0: no limit. Channels may keep theirs for less.
    retention_messages: How many of its messages each channel keeps, the newest. 0: no limit. Channels may
        keep fewer.
    channel_min_days: The least number of days for which a channel can choose to keep its messages. The
        operators of a channel cannot delete its past sooner. 0: any number. Where the server itself keeps
        messages for fewer days, those are the least.
    channel_min_messages: The least number of messages that a channel can choose to keep, likewise. 0: any.
    announce: Whether people who join a channel are told how long its messages are kept and who can read
        them: once a visit, and again where a channel differs.
    replay_lines: How many of a channel's last messages are shown to a person who joins it by IRC. 0: none.
        Clients that fetch history themselves, as the page does, are shown none.
    chathistory_max: How many messages a client may ask for at once (CHATHISTORY).
    redact_minutes: For how many minutes people may delete what they said. 0: not at all. People with
        a rank in a channel may delete older messages there.
    edit_minutes: For how many minutes people may edit what they said. 0: not at all.
    """

    enabled: bool = True
    retention_days: Annotated[int, Meta(ge=0, le=MOST_DAYS)] = 0
    retention_messages: Annotated[int, Meta(ge=0, le=MOST_MESSAGES)] = 0
    channel_min_days: Annotated[int, Meta(ge=0, le=MOST_DAYS)] = CHANNEL_MIN_DAYS
    channel_min_messages: Annotated[int, Meta(ge=0, le=MOST_MESSAGES)] = CHANNEL_MIN_MESSAGES
    announce: bool = True
    replay_lines: Annotated[int, Meta(ge=0, le=1_000)] = REPLAY_LINES
    chathistory_max: Annotated[int, Meta(ge=1, le=500)] = CHATHISTORY_MAX
    redact_minutes: Annotated[int, Meta(ge=0, le=52_560_000)] = REDACT_MINUTES
    edit_minutes: Annotated[int, Meta(ge=0, le=52_560_000)] = EDIT_MINUTES


class Search(Struct, frozen=True, forbid_unknown_fields=True):
    """The search in what was said: each person searches what they may read.

    enabled: Whether people can search. If not, the server keeps no index of the words, which takes about 40 %
        of the space that the messages take.
    timeout_ms: How long one search may take, in milliseconds. After that, the answer is what was found until
        then, and says so.
    """

    enabled: Annotated[bool, AT_START] = True
    timeout_ms: Annotated[int, Meta(ge=10, le=60_000)] = SEARCH_MILLISECONDS


class Admin(Struct, frozen=True, forbid_unknown_fields=True):
    """What the server says of those who run it (ADMIN).

    location1: Where the server is: a town, an institution.
    location2: More of it: a laboratory, a class, a club.
    email: How to reach those who run it.
    """

    location1: OneLine = ""
    location2: OneLine = ""
    email: OneLine = ""


class Mail(MailPolicy, frozen=True, forbid_unknown_fields=True):
    """E-mail, by which accounts are confirmed and passwords reset.

    host: The SMTP server that takes the e-mails, usually that of a provider. Empty: no e-mail is sent.
    port: Its port. 0: 587 with `starttls`, 465 with `tls`, 25 with `none`.
    security: How the connection is encrypted: `starttls`, `tls` from the start, or `none`. The server's
        certificate must be valid for `host`.
    username: The name under which this server logs in there. Empty: no login.
    password: The password for that. Better put it into `password_file`, or into the environment
        (`SALON__MAIL__PASSWORD`).
    password_file: A file with that password alone, in place of `password`; read again on SIGHUP.
    sender: The address that the e-mails come from.
    ca_file: File of the certificates, in PEM form, by which the server's is verified. Empty: those of the
        system.
    timeout_seconds: How long the server may take for each answer.
    retry_seconds: For how long an e-mail is tried again while the server cannot be reached; the pauses grow
        from ten seconds to ten minutes.
    emails_per_account: How many e-mails may be asked for in an hour for one account. 0: no limit.
    emails_per_recipient: How many may be sent in an hour to one e-mail address. 0: no limit.
    emails_per_address: How many may be asked for in an hour from one address of the network. The default
        leaves room for a class. 0: no limit.
    emails_per_hour: How many may be sent in an hour altogether. 0: no limit.
    """

    host: Annotated[str, _form(r"([0-9A-Za-z._:-]+)?", N_("a host name or an address"))] = ""
    port: Annotated[int, Meta(ge=0, le=HIGHEST_PORT)] = 0
    security: Literal["starttls", "tls", "none"] = "starttls"
    username: OneLine = ""
    password: Annotated[OneLine, HIDDEN] = ""
    password_file: OneLine = ""
    sender: Annotated[str, _form(rf"({ADDRESS_PATTERN})?", N_("an e-mail address"))] = ""
    ca_file: OneLine = ""
    timeout_seconds: Seconds = 20
    retry_seconds: Seconds = 3_600
    emails_per_account: Emails = 5
    emails_per_recipient: Emails = 5
    emails_per_address: Emails = 120
    emails_per_hour: Emails = 600


class Log(Struct, frozen=True, forbid_unknown_fields=True):
    """What the server tells its operator on standard error.

    level: The least important lines that are still written.
    format: How a line is written: for people, in their language, or one JSON object for each line, in
        English.
    """

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Annotated[Literal["text", "json"], AT_START] = "text"


class Operator(Struct, frozen=True, forbid_unknown_fields=True):
    """Someone who may run the server from IRC, with `OPER NAME PASSWORD`.

    password: The hash of the operator's password, made by `salon hash-password`. Empty: nobody may take the
        name.
    host: The host name shown for this operator once OPER has succeeded. Empty: the one that was shown before.
    """

    password: PasswordHash
    host: ShownHost = ""


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """The server itself.

    name: The server's name on IRC. It need not be in the DNS, but it needs a dot.
    network: The name of the network, which clients show for the connection.
    icon: The address of a picture that clients show for the network, as `https://chat.example.org/icon.png`
        (`draft/ICON`). Empty: none.
    language: The language of the texts to people: `fr` or `en`. Empty: the environment's (`LC_ALL`,
        `LC_MESSAGES`, `LANG`), else English.
    casemapping: Which nicks and channel names are allowed, and when two of them are the same. `rfc8265`:
        names in any script, such as `Amélie`, without regard to case; a name that looks like another one
        (Unicode TS 39) is refused if one of the two has a character beyond ASCII. `ascii`: IRC's own letters,
        digits and signs.
    data: The directory of the database and of all other data. Created if it is missing. This and every other
        path that is not absolute starts from the directory where the server is started.
    port_offset: How much is added to every port but 0, those of HTTP and of the metrics included: with 100,
        IRC is on 6767 and the page on 8180. A second server on the machine needs this and a data directory of
        its own; `--port-offset` gives it, too.
    motd: The message of the day, shown to everybody who connects.
    motd_file: A file with the message of the day, in place of `motd`; read again on SIGHUP.
    """

    name: ServerName = "salon.example"
    network: NetworkName = "Salon"
    icon: IconAddress = ""
    language: Annotated[Literal["", "fr", "en"], AT_START] = ""
    casemapping: Annotated[Literal["rfc8265", "ascii"], AT_START] = "rfc8265"
    data: Directory = "salon-data"
    port_offset: Annotated[int, Meta(ge=0, le=HIGHEST_PORT), AT_START] = 0
    motd: Lines = ""
    motd_file: OneLine = ""
    storage: Storage = Storage()
    backup: Backup = Backup()
    irc: Irc = Irc()
    http: Http = Http()
    dialects: Dialects = Dialects()
    limits: Limits = Limits()
    accounts: AccountPolicy = AccountPolicy()
    people: PeoplePolicy = PeoplePolicy()
    channels: ChannelPolicy = ChannelPolicy()
    moderation: ModerationPolicy = ModerationPolicy()
    metadata: MetadataPolicy = MetadataPolicy()
    mail: Mail = Mail()
    history: History = History()
    search: Search = Search()
    admin: Admin = Admin()
    log: Log = Log()
    operators: Mapping[OperatorName, Operator] = {}


def rooms_of(settings: Settings) -> tuple[str, ...]:
    """Return the names of the channels that the server itself owns."""
    public, http = settings.dialects.public, settings.http
    return (*((public.room,) if public.enabled else ()), *(http.channels if http.enabled else ()))


def data_option(settings: Settings) -> tuple[str, ...]:
    """Return what names the data directory to another command of `salon`; nothing for the default one."""
    return () if settings.data == Settings().data else ("--data", settings.data)
