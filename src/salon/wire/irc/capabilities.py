"""The IRCv3 capabilities: one table, from which CAP, the wire forms and the documentation are made."""

from typing import NamedTuple


class Cap:
    """The bit of each capability in the set that a session has negotiated."""

    # Plain numbers: they are tested for every event, and an enum.Flag takes twenty times as long.
    MESSAGE_TAGS = 1 << 0
    SERVER_TIME = 1 << 1
    ACCOUNT_TAG = 1 << 2
    ECHO_MESSAGE = 1 << 3
    BATCH = 1 << 4
    LABELED_RESPONSE = 1 << 5
    STANDARD_REPLIES = 1 << 6
    CAP_NOTIFY = 1 << 7
    MULTI_PREFIX = 1 << 8
    USERHOST_IN_NAMES = 1 << 9
    EXTENDED_JOIN = 1 << 10
    AWAY_NOTIFY = 1 << 11
    ACCOUNT_NOTIFY = 1 << 12
    INVITE_NOTIFY = 1 << 13
    SETNAME = 1 << 14
    CHGHOST = 1 << 15
    EXTENDED_MONITOR = 1 << 16
    NO_IMPLICIT_NAMES = 1 << 17
    EXTENDED_ISUPPORT = 1 << 18
    CHANNEL_RENAME = 1 << 19
    CHATHISTORY = 1 << 20
    LANGUAGES = 1 << 21
    RESUME = 1 << 22
    SASL = 1 << 23
    ACCOUNT_REGISTRATION = 1 << 24
    PERSISTENCE = 1 << 25
    PRE_AWAY = 1 << 26
    MESSAGE_REDACTION = 1 << 27
    EDIT = 1 << 28
    EVENT_PLAYBACK = 1 << 29
    READ_MARKER = 1 << 30
    MULTILINE = 1 << 31
    METADATA = 1 << 32
    SEARCH = 1 << 33


class Capability(NamedTuple):
    """What a capability is called on the wire, and what it is for.

    Where the server has a value of its own (`IrcServer.capability_values`), `value` only shows its form.
    """

    name: str
    flag: int
    purpose: str
    value: str = ""


CAPABILITIES: tuple[Capability, ...] = (
    Capability("account-notify", Cap.ACCOUNT_NOTIFY, "ACCOUNT when somebody logs in or out"),
    Capability("account-tag", Cap.ACCOUNT_TAG, "the sender's account as a tag"),
    Capability("away-notify", Cap.AWAY_NOTIFY, "AWAY when somebody goes away or comes back"),
    Capability("batch", Cap.BATCH, "messages that belong together, in a batch"),
    Capability("cap-notify", Cap.CAP_NOTIFY, "CAP NEW and CAP DEL when the list changes"),
    Capability("chghost", Cap.CHGHOST, "CHGHOST when a user name or host changes"),
    Capability(
        "draft/account-registration",
        Cap.ACCOUNT_REGISTRATION,
        "REGISTER and VERIFY, to create an account",
        "before-connect",
    ),
    Capability("draft/channel-rename", Cap.CHANNEL_RENAME, "RENAME when a channel gets another name"),
    Capability(
        "draft/chathistory", Cap.CHATHISTORY, "CHATHISTORY, in place of the replay at a JOIN", "MAXIMUM"
    ),
    Capability("draft/event-playback", Cap.EVENT_PLAYBACK, "TAGMSG and TOPIC in what CHATHISTORY shows"),
    Capability("draft/extended-isupport", Cap.EXTENDED_ISUPPORT, "ISUPPORT before registration, in a batch"),
    Capability(
        "draft/languages",
        Cap.LANGUAGES,
        "LANGUAGE, for the server's texts in a language of the client's choice",
        "COUNT,CODE,...",
    ),
    Capability("draft/message-redaction", Cap.MESSAGE_REDACTION, "REDACT when a message is deleted"),
    Capability("draft/metadata-2", Cap.METADATA, "the older name of draft/metadata-3", "max-subs=NUMBER,..."),
    Capability(
        "draft/metadata-3",
        Cap.METADATA,
        "METADATA: pictures, display names and the like, of people and channels",
        "max-subs=NUMBER,max-keys=NUMBER,max-value-bytes=NUMBER",
    ),
    Capability(
        "draft/multiline",
        Cap.MULTILINE,
        "messages of several lines, and long ones, in a batch",
        "max-bytes=NUMBER,max-lines=NUMBER",
    ),
    Capability("draft/no-implicit-names", Cap.NO_IMPLICIT_NAMES, "the older name of no-implicit-names"),
    Capability("draft/persistence", Cap.PERSISTENCE, "PERSISTENCE: stay while nobody is connected"),
    Capability("draft/pre-away", Cap.PRE_AWAY, "AWAY before registration; `AWAY *` for nobody there"),
    Capability("draft/read-marker", Cap.READ_MARKER, "MARKREAD: how far one has read, on all one's clients"),
    Capability("echo-message", Cap.ECHO_MESSAGE, "the client's own messages come back as delivered"),
    Capability("extended-join", Cap.EXTENDED_JOIN, "JOIN with account and real name"),
    Capability(
        "extended-monitor", Cap.EXTENDED_MONITOR, "changes of monitored people without a shared channel"
    ),
    Capability("invite-notify", Cap.INVITE_NOTIFY, "INVITE when a member invites somebody"),
    Capability("labeled-response", Cap.LABELED_RESPONSE, "answers carry the label of their request"),
    Capability("message-tags", Cap.MESSAGE_TAGS, "message tags, including those of clients, and TAGMSG"),
    Capability("multi-prefix", Cap.MULTI_PREFIX, "all of a member's ranks in NAMES and WHO"),
    Capability("no-implicit-names", Cap.NO_IMPLICIT_NAMES, "no NAMES after a JOIN"),
    Capability("salon.dev/edit", Cap.EDIT, "EDIT when a message gets another text"),
    Capability("salon.dev/resume", Cap.RESUME, "RESUME: go on after a reload, and nobody notices"),
    Capability("sasl", Cap.SASL, "AUTHENTICATE, to log in to an account", "MECHANISM,..."),
    Capability("server-time", Cap.SERVER_TIME, "when it happened, as a tag"),
    Capability("setname", Cap.SETNAME, "SETNAME when somebody changes the real name"),
    Capability("soju.im/search", Cap.SEARCH, "SEARCH: find messages by words, author, place and time"),
    Capability("standard-replies", Cap.STANDARD_REPLIES, "FAIL, WARN and NOTE where no numeric fits"),
    Capability("userhost-in-names", Cap.USERHOST_IN_NAMES, "whole masks in NAMES"),
)

OF_HISTORY = Cap.CHATHISTORY | Cap.EVENT_PLAYBACK | Cap.SEARCH | Cap.MESSAGE_REDACTION | Cap.EDIT
"""The capabilities that are about messages which the server has kept."""

BY_NAME = {capability.name: capability for capability in CAPABILITIES}

TAGGED = Cap.MESSAGE_TAGS | Cap.SERVER_TIME | Cap.ACCOUNT_TAG
RENDERED = (
    TAGGED
    | Cap.EXTENDED_JOIN
    | Cap.AWAY_NOTIFY
    | Cap.ACCOUNT_NOTIFY
    | Cap.INVITE_NOTIFY
    | Cap.SETNAME
    | Cap.CHGHOST
    | Cap.CHANNEL_RENAME
    | Cap.MESSAGE_REDACTION
    | Cap.EDIT
    | Cap.MULTILINE
    | Cap.METADATA
)
"""The capabilities that change the bytes of an event; sessions that agree in these share a form."""
