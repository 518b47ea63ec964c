"""The limits and names that the owner of the server chose, as the core needs them."""

from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from salon.core.channel_history import Retention
from salon.core.emails import DOMAIN_PATTERN
from salon.core.limits import (
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
)
from salon.texts.marks import N_


class Operator(msgspec.Struct, frozen=True):
    """A server operator of the configuration: the hash of a password, and the host shown, if any."""

    password: str
    host: str = ""


Names = Annotated[
    tuple[Annotated[str, Meta(pattern=r"^[^\x00-\x20,\x7f-\x9f]{1,64}\Z")], ...],
    Meta(title=N_("a name, as `admin`, or a list of them")),
]
RESERVED_NAMES: Final = (
    "admin",
    "administrator",
    "administrateur",
    "moderator",
    "operator",
    "root",
    "system",
)
"""Names under which somebody could pass for the owner of the server, by default."""


class AccountPolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Accounts: who may create one, and what accounts may do.

    registration: Who may create an account: `open`, everybody; `invite`, people with an invitation; `closed`,
        nobody but the owner of the server (`salon admin account-add`).
    register_before_connect: Whether programs may create an account before they have a nick (REGISTER).
    registrations_per_address: How many accounts may be created from one address within ten minutes. The
        default leaves room for a class of forty behind one address. 0: no limit.
    tries_per_address: How many wrong passwords may come from one address within ten minutes; after that it
        may try one every ten seconds. People who have logged in from there before do not wait for others. 0:
        no limit.
    password_min_length: The least number of characters in the password of an account. This applies to new
        passwords.
    cloaks: Whether IRC shows a host that stands for the account of a person who is logged in
        (`NAME.account`), in place of one that stands for the address. A change applies from the next login.
    reserved_names: Names that nobody may have as a nick or register. The owner of the server may create an
        account of such a name (`salon admin account-add`).
    waiting_passwords: How many passwords may wait to be checked or hashed. The server does this one after the
        other. When this number is reached, it asks people to try again. Addresses take turns: those from
        which no wrong password came lately go first.
    waiting_passwords_per_address: How many of them may come from one address.
    grace_seconds: How long somebody who is not logged in may have the name of an account, after connecting by
        IRC, before the server gives them another one. 0: such names are refused at once.
    plaintext_passwords: Passwords over connections that are neither encrypted nor local: `warn`, `refuse` or
        `allow`.
    password_ends_connections: When a new password ends the other connections of its account: `reset`, if a
        code or the owner of the server has reset it; `always`, also if its holder has changed it; `never`.
        Connections that do not end are told.
    channels: How many channels one account may own.
    persistence_days: How many days an account that asked for it (PERSISTENCE) stays in its channels
        while nobody is connected. 0: no account stays.
    missed_messages: How many of the private messages that arrived meanwhile are shown to a person who
        returns.
    argon2_memory_kib: How much memory it takes to make or check the hash of a password, in KiB (argon2id).
        An existing hash keeps the value that it was made with until its owner logs in with the password.
    argon2_iterations: How many passes are made over that memory.
    require_email: Whether an account needs an e-mail address. It can then be used only after the code that is
        sent there has been entered. This needs `mail.host`.
    unverified_days: After how many days an account that was never confirmed is deleted.
    unverified_accounts: How many accounts may wait for that at once. For each further one, the oldest is
        deleted.
    email_domains: The domains of the e-mail addresses that can be used: one or a list. Empty: all.
    scram: Whether programs may also log in by SASL SCRAM-SHA-256, which never sends the password. The
        database then keeps a second value of each password. Guesses are cheaper to try on it than on the
        argon2id hash, and a stolen database is as strong as the weaker of the two. An older password works
        with SCRAM after its owner has logged in with it once in another way, or has changed it. Once this is
        off, the second value is deleted at the next such login or change.
    scram_iterations: How many passes of HMAC-SHA-256 PBKDF2 makes for that second value. An existing value
        keeps the number that it was made with until its owner logs in with the password.
    """

    registration: Literal["open", "invite", "closed"] = "open"
    register_before_connect: bool = True
    registrations_per_address: Annotated[int, Meta(ge=0, le=1_000_000)] = 60
    tries_per_address: Annotated[int, Meta(ge=0, le=1_000_000)] = 60
    password_min_length: Annotated[int, Meta(ge=1, le=256)] = 8
    cloaks: bool = False
    reserved_names: Names = RESERVED_NAMES
    waiting_passwords: Annotated[int, Meta(ge=1, le=100_000)] = 1_000
    waiting_passwords_per_address: Annotated[int, Meta(ge=1, le=100_000)] = 100
    grace_seconds: Annotated[int, Meta(ge=0, le=3_600)] = 60
    plaintext_passwords: Literal["warn", "refuse", "allow"] = "warn"
    password_ends_connections: Literal["reset", "always", "never"] = "reset"  # noqa: S105 - none is one
    channels: Annotated[int, Meta(ge=0, le=100_000)] = 50
    persistence_days: Annotated[int, Meta(ge=0, le=36_500)] = 90
    missed_messages: Annotated[int, Meta(ge=0, le=1_000)] = 100
    # OWASP, Password Storage Cheat Sheet: argon2id with 19 MiB, two passes, one lane.
    argon2_memory_kib: Annotated[int, Meta(ge=8_192, le=4_194_304)] = 19_456
    argon2_iterations: Annotated[int, Meta(ge=1, le=100)] = 2
    require_email: bool = False
    unverified_days: Annotated[int, Meta(ge=1, le=365)] = 2
    unverified_accounts: Annotated[int, Meta(ge=1, le=100_000)] = 1_000
    email_domains: Annotated[
        tuple[Annotated[str, Meta(pattern=rf"^{DOMAIN_PATTERN}\Z")], ...],
        Meta(title=N_("a domain, as school.example, or a list of them")),
    ] = ()
    scram: bool = False
    # OWASP, Password Storage Cheat Sheet: PBKDF2-HMAC-SHA256. RFC 7677, section 4, has 4,096 as the least.
    scram_iterations: Annotated[int, Meta(ge=4_096, le=10_000_000)] = 600_000


class MailPolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What may be done by e-mail.

    confirm_hours: How many hours a code to confirm an e-mail address is valid.
    reset_minutes: How many minutes a code to choose a new password is valid.
    """

    confirm_hours: Annotated[int, Meta(ge=1, le=8_760)] = 24
    reset_minutes: Annotated[int, Meta(ge=5, le=10_080)] = 60


Who = Literal["all", "accounts", "operators"]
"""Everybody; whoever is logged in; server operators alone."""


class PeoplePolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What people may do: `all`, everybody; `accounts`, people logged in; `operators`, server operators.

    guests: Who may connect. With `accounts`, programs log in before they have a nick (SASL, or `/login` where
        a protocol asks for a name).
    private_messages: Who may send private messages. Everybody may write to a server operator.
    found_channels: Who may create a channel.
    send_files: Who may offer a file.
    """

    guests: Who = "all"
    private_messages: Who = "all"
    found_channels: Who = "all"
    send_files: Who = "all"


class ChannelPolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which channels there may be.

    forbidden_names: Names that no channel may have; `*` is any run of characters, `?` is any one. A name
        without these signs also forbids names that look like it. Operators can forbid more while the server
        runs (`/msg ChanServ FORBID`, `salon admin forbid`).
    """

    forbidden_names: Annotated[
        tuple[Annotated[str, Meta(pattern=r"^[^\x00-\x20,\x7f-\x9f]{1,64}\Z")], ...],
        Meta(title=N_("a channel's name or mask, as `#spam*`, or a list of them")),
    ] = ()


class ModerationPolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The log of moderation: bans, mutes, kicks, changes of ranks and modes, and what operators do.

    log_entries: How many entries the log of each channel keeps; the oldest are deleted first. What is done on
        the whole server counts by itself.
    log_days: How many days an entry stays in the log.
    """

    log_entries: Annotated[int, Meta(ge=1, le=1_000_000)] = 1_000
    log_days: Annotated[int, Meta(ge=1, le=36_500)] = 365


class MetadataPolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What people and channels may say of themselves: a picture, a display name, a status.

    Programs with `draft/metadata-3` set and show it. People see it of others with whom they share a channel
    or whom they watch (MONITOR), and of channels that they may know of.

    keys: What may be set. An empty list: nothing.
    keys_per_target: How many values one person, or one channel, may have.
    value_bytes: The longest value, in bytes; a longer one is refused.
    subscriptions: How many keys one client may subscribe to.
    changes_per_minute: How many changes one person may make in a minute.
    """

    keys: Annotated[
        tuple[Annotated[str, Meta(pattern=r"^[a-z0-9_./-]{1,32}\Z")], ...],
        Meta(title=N_("a key, as `avatar`, or a list of them")),
    ] = ("avatar", "color", "display-name", "homepage", "pronouns", "status")
    keys_per_target: Annotated[int, Meta(ge=1, le=100)] = 16
    # With the longest names in front, a line has room for so many.
    value_bytes: Annotated[int, Meta(ge=1, le=300)] = 300
    subscriptions: Annotated[int, Meta(ge=1, le=100)] = 32
    changes_per_minute: Annotated[int, Meta(ge=1, le=1_000)] = 10


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """The limits and names that the owner of the server chose, as the core needs them."""

    server: str
    limits: Limits = Limits()
    accounts: AccountPolicy = AccountPolicy()
    people: PeoplePolicy = PeoplePolicy()
    channel_policy: ChannelPolicy = ChannelPolicy()
    moderation: ModerationPolicy = ModerationPolicy()
    metadata: MetadataPolicy = MetadataPolicy()
    # None: the server sends no e-mail.
    mail: MailPolicy | None = None
    # Whether messages are kept at all, and how long, as far as channels do not wish for less.
    keeps_history: bool = True
    retention: Retention = Retention()
    # No channel may keep less than this, as far as the server keeps so much.
    least_retention: Retention = Retention()
    # Whether people who join a channel are told of it.
    tells_history: bool = False
    replay_lines: int = REPLAY_LINES
    # How many messages a client may ask for at once.
    page_messages: int = CHATHISTORY_MAX
    # For how many minutes one may delete, or edit, what one has said.
    redact_minutes: int = REDACT_MINUTES
    edit_minutes: int = EDIT_MINUTES
    # Whether people may search what was said, and for how long one search may take.
    search: bool = True
    search_milliseconds: int = SEARCH_MILLISECONDS
    # Whether a channel in which nothing was ever said stays when it empties.
    keep_empty_channels: bool = False
    # The hashes of the passwords that registration asks for, by the name of the wire.
    passwords: dict[str, str] = {}
    operators: dict[str, Operator] = {}
    directory_password: str = ""
    presence_seconds: int = PRESENCE_SECONDS
    # After how many days without a word the directory forgets a machine.
    machine_days: int = MACHINE_DAYS
    # The largest file that may be sent; 0: none.
    file_bytes: int = FILE_BYTES
    # How long an offer of a file may wait, and a transfer stand still.
    offer_seconds: int = OFFER_SECONDS
    # Folded names of the channels that the server itself owns: they are there from the start, keep their
    # names, and have no founder.
    rooms: frozenset[str] = frozenset()
    # The away text of people who stay without a connection, in the language of the server.
    absence: str = "Not connected"
