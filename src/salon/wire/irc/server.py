"""What IRC sessions share: the server's name and texts, and the limits that the wire itself keeps."""

from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from salon.core.modes import CHANNEL_MODES, KEY_LENGTH, USER_MODES, ModeKind, letters_of
from salon.core.rules import Rules
from salon.core.state import State
from salon.texts.marks import Translate
from salon.wire.irc.capabilities import OF_HISTORY, Cap
from salon.wire.irc.forms import Forms
from salon.wire.irc.received import Received
from salon.wire.irc.resumption import Tokens
from salon.wire.irc.scram import Challenges

SOFTWARE = "salon"
ISUPPORT_TOKENS_PER_LINE = 13
"""modern-irc, RPL_ISUPPORT: at most 13 tokens a message."""

MODES_PER_COMMAND = 20
"""How many changes with a parameter one MODE may hold (MODES in RPL_ISUPPORT)."""

CHANNELS_PER_COMMAND = 20
"""How many channels one JOIN or PART may name."""


class IrcSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What the owner of the server chose, as far as the IRC wire needs it."""

    network: str
    version: str
    created: int
    icon: str = ""
    motd: tuple[str, ...] = ()
    admin: tuple[str, ...] = ()


class Locale(NamedTuple):
    """One language of the server: its code, its texts, and the forms of events that have such a text."""

    code: str
    translate: Translate
    forms: Forms


class IrcServer:
    """The server as IRC sessions see it. The settings may be replaced while sessions live.

    `languages`: those of its texts, by their codes; the first is its own.
    `secret`: random bytes, made anew at each start. `lasting_secret`: the same at each start.
    """

    def __init__(
        self,
        state: State,
        settings: IrcSettings,
        identity: str,
        languages: Mapping[str, Translate],
        secret: bytes,
        lasting_secret: bytes,
    ) -> None:
        self.state = state
        self.settings = settings
        self.identity = identity
        self.locales = {
            code: Locale(code, translate, Forms(identity, translate)) for code, translate in languages.items()
        }
        self.locale = next(iter(self.locales.values()))
        self.translate = self.locale.translate
        self.forms = self.locale.forms
        # draft/languages: how many one may name, and the codes, in the order in which they are used.
        self._languages = ",".join([str(len(languages)), *languages])
        self.received = Received()
        self.tokens = Tokens(secret)
        self.challenges = Challenges(state, secret, lasting_secret)
        self.most_people = 0
        self.used: dict[str, int] = {}
        self._batches = 0
        self._isupport: tuple[Rules, IrcSettings, tuple[str, ...]] | None = None

    @property
    def name(self) -> str:
        """The server's name."""
        return self.state.rules.server

    @property
    def capability_values(self) -> dict[int, str]:
        """The values of capabilities that are this server's own."""
        rules = self.state.rules
        accounts, limits, metadata = rules.accounts, rules.limits, rules.metadata
        keys = {
            "before-connect": accounts.register_before_connect,
            "email-required": accounts.require_email,
            # By it a client knows that it may say RESETPASS.
            "salon.dev/reset-password": self.state.rules.mail is not None,
        }
        return {
            # As in ISUPPORT: Goguma looks here, and without it takes every page for the last one.
            Cap.CHATHISTORY: str(rules.page_messages),
            Cap.LANGUAGES: self._languages,
            Cap.METADATA: (
                f"max-subs={metadata.subscriptions},max-keys={metadata.keys_per_target},"
                f"max-value-bytes={metadata.value_bytes}"
            ),
            Cap.MULTILINE: f"max-bytes={limits.message_bytes},max-lines={limits.message_lines}",
            Cap.ACCOUNT_REGISTRATION: ",".join(key for key, holds in keys.items() if holds),
            Cap.SASL: ",".join(self.mechanisms),
        }

    @property
    def withheld(self) -> int:
        """The capabilities that are not offered, for what they are about is switched off."""
        rules = self.state.rules
        return (0 if rules.search else Cap.SEARCH) | (0 if rules.keeps_history else OF_HISTORY)

    @property
    def mechanisms(self) -> tuple[str, ...]:
        """The SASL mechanisms that there are."""
        return ("PLAIN", "SCRAM-SHA-256") if self.state.rules.accounts.scram else ("PLAIN",)

    def next_batch(self) -> str:
        """Return a reference tag for a batch, never used before."""
        self._batches += 1
        return f"b{self._batches}"

    def isupport(self) -> tuple[str, ...]:
        """Return the tokens of RPL_ISUPPORT, in alphabetical order."""
        rules, settings = self.state.rules, self.settings
        # Every newcomer gets them; only a reload changes them.
        if self._isupport is None or self._isupport[0] is not rules or self._isupport[1] is not settings:
            self._isupport = rules, settings, tuple(self._make_isupport())
        return self._isupport[2]

    def _make_isupport(self) -> list[str]:
        limits, settings = self.state.rules.limits, self.settings
        keeps = self.state.rules.keeps_history
        lists = letters_of(ModeKind.LIST)
        kinds = (ModeKind.LIST, ModeKind.ALWAYS, ModeKind.WHEN_SET, ModeKind.NEVER)
        most_targets: dict[str, int | str] = {
            **dict.fromkeys(("PRIVMSG", "NOTICE", "TAGMSG", "KICK", "NAMES"), limits.targets),
            **dict.fromkeys(("WHOIS", "WHOWAS"), 1),
            **dict.fromkeys(("JOIN", "PART"), CHANNELS_PER_COMMAND),
            **dict.fromkeys(("LIST", "MONITOR"), ""),
        }
        return [
            "ACCOUNTEXTBAN=a,account",
            f"AWAYLEN={limits.away_length}",
            "BOT=B",
            # Clients know no other rule by which every letter of a name has its small one.
            "CASEMAPPING=ascii",
            f"CHANLIMIT=#:{limits.channels_per_person}",
            f"CHANMODES={','.join(letters_of(kind) for kind in kinds)}",
            f"CHANNELLEN={limits.channel_length}",
            "CHANTYPES=#",
            *([f"CHATHISTORY={self.state.rules.page_messages}"] if keeps else []),
            "ELIST=CMNTU",
            "EXCEPTS=e",
            "EXTBAN=~,am",
            f"HOSTLEN={MAX_HOST}",
            "INVEX=I",
            f"KEYLEN={KEY_LENGTH}",
            f"KICKLEN={limits.kick_length}",
            f"MAXLIST={lists}:{limits.list_entries}",
            f"MODES={MODES_PER_COMMAND}",
            f"MONITOR={limits.monitor_entries}",
            *(["MSGREFTYPES=msgid,timestamp"] if keeps else []),
            f"NAMELEN={limits.real_name_length}",
            f"NETWORK={_as_value(settings.network)}",
            f"NICKLEN={limits.nick_length}",
            f"PREFIX=({letters_of(ModeKind.RANK)})~&@%+",
            "SAFELIST",
            f"SILENCE={limits.list_entries}",
            "STATUSMSG=~&@%+",
            "TARGMAX=" + ",".join(f"{command}:{most}" for command, most in most_targets.items()),
            f"TOPICLEN={limits.topic_length}",
            f"USERLEN={limits.user_length}",
            *([] if self.state.names.name == "ascii" else [f"UTF8MAPPING={self.state.names.name}"]),
            "UTF8ONLY",
            "WHOX",
            # account-registration, "ISUPPORT token".
            *([] if self.state.rules.people.guests == "all" else ["draft/ACCOUNTREQUIRED"]),
            # network-icon.
            *([f"draft/ICON={_as_value(settings.icon)}"] if settings.icon else []),
            # For so many minutes one may EDIT what one has said: a client knows when to offer it.
            f"salon.dev/EDIT={self.state.rules.edit_minutes if keeps else 0}",
            # By it a client knows that it may send again what perhaps arrived.
            "salon.dev/ID",
            # By it a client knows that channels belong to accounts, and that ChanServ's answers have tags.
            "salon.dev/OWNERS",
            # As EDIT, for REDACT.
            f"salon.dev/REDACT={self.state.rules.redact_minutes if keeps else 0}",
            # By it a client knows that it may say BAN and MUTE, with a time and a reason.
            "salon.dev/SANCTIONS",
        ]


def _as_value(text: str) -> str:
    """Return a text as the value of a token (modern-irc, RPL_ISUPPORT)."""
    return text.replace("\\", r"\x5C").replace(" ", r"\x20").replace("=", r"\x3D")


MAX_HOST = 64
"""Longest host that is shown (HOSTLEN): a cloak is shorter, one of the configuration may not be longer."""

USER_LETTERS = USER_MODES
CHANNEL_LETTERS = "".join(sorted(CHANNEL_MODES))
PARAMETER_LETTERS = "".join(
    sorted(letter for letter, kind in CHANNEL_MODES.items() if kind is not ModeKind.NEVER)
)
