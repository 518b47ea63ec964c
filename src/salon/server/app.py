"""The composition root: from settings and a storage to a hub and its wires. It holds no rule of the chat."""

import asyncio
import errno
import logging
import secrets
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from msgspec import structs

from salon import __version__
from salon.accounts.passwords import PasswordWorker
from salon.accounts.registrations import Registrations
from salon.accounts.tries import PasswordTries
from salon.core.account_events import AccountRegistered, CodeIssued
from salon.core.block_events import BlockChanged
from salon.core.channel_history import Retention
from salon.core.decisions.due import events_due
from salon.core.decisions.emails import undelivered
from salon.core.decisions.forbidden_names import empty_forbidden
from salon.core.decisions.start import events_at_start
from salon.core.decisions.succession import forget_surplus
from salon.core.events import (
    AwayChanged,
    ChannelRestored,
    Event,
    ListedMask,
    MachineListed,
    ModeChange,
    OperatorGranted,
    PersonArrived,
    RulesChanged,
    ServerStarted,
    Source,
)
from salon.core.forbidden_names import ChannelNameForbidden
from salon.core.hosts import shown_host
from salon.core.message_events import ConversationRead, GuestRemembered
from salon.core.metadata_events import ChannelMetadataChanged, PersonMetadataChanged
from salon.core.names import casemapping
from salon.core.presence_events import MembershipRestored, Persistence, PersistenceChanged, PresenceKept
from salon.core.queries.retention import is_any_limited
from salon.core.replies import Letter
from salon.core.restore import restore
from salon.core.rules import MailPolicy, Operator, Rules
from salon.core.server_bans import ServerBanSet
from salon.core.sources import source_of
from salon.core.state import Session, State
from salon.delivery.decider import Decider
from salon.delivery.hub import Hub
from salon.delivery.log import LocalLog
from salon.delivery.session import Throttle
from salon.files.streams import Streams
from salon.gateways.addresses import Addresses, Pace
from salon.mail.limits import EmailLimits
from salon.mail.postman import Postman, Service
from salon.mail.smtp import PORTS, Smtp
from salon.server.history import finding, reading
from salon.server.journal import Journal
from salon.server.lookups import Lookups
from salon.server.meters import Meters
from salon.server.needs import Needs
from salon.server.settings.tree import Settings, rooms_of
from salon.storage.port import Keeping, Storage, StorageError, Stored
from salon.storage.readers import Readers
from salon.storage.writer import Writer
from salon.texts.language import LANGUAGES, Language, load_language
from salon.texts.marks import N_, N_PLURAL, Translate
from salon.wire.admin_session import AdminSession
from salon.wire.dialects.annuaire import AnnuaireSession
from salon.wire.dialects.bonjour import BonjourSession, Manners
from salon.wire.dialects.chaines.session import ChainesSession
from salon.wire.dialects.public import PublicSession, Room, RoomForm
from salon.wire.dialects.relais import RelaisSession
from salon.wire.framing import BINARY, STREAM, TEXT, Framing
from salon.wire.irc.server import IrcServer, IrcSettings
from salon.wire.irc.session import IrcSession
from salon.wire.session import Wire, WireSession

log = logging.getLogger("salon.server")

ABSENCE = N_("Not connected")
"""The away text of people who stay without a connection."""

IRC, PAGE = "irc", "page"
"""As what people know a connection of IRC: by a stream, or by WebSocket, as the page comes."""

FIRST_EXPIRE_SECONDS = 60
EXPIRE_SECONDS = 300
"""When messages that are not kept any more are deleted first, and how often after that."""

WARN_SECONDS = 3600
"""How long nothing more is said of channels that are forgotten."""


class Clock:
    """The time of the process and of its loop."""

    # uvloop's own time stands still within a tick.
    exact = staticmethod(time.monotonic)

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        # As they are, for they are called with each message.
        self.steady = loop.time
        self.call_soon = loop.call_soon
        self.call_later = loop.call_later

    def wall(self) -> int:
        """Return milliseconds since 1970, UTC."""
        return time.time_ns() // 1_000_000


def _languages(own: Language) -> dict[str, Translate]:
    """Return the texts of every language, the server's own first."""
    others = [load_language(code) for code in LANGUAGES if code != own.code]
    return {its.code: its.gettext for its in (own, *others)}


class App:
    """The layers of one server, wired. Its listeners are opened by whoever made it."""

    def __init__(
        self,
        settings: Settings,
        language: Language,
        storage: Storage,
        *,
        failed: Callable[[Exception], None],
        reload: Callable[[], str],
        restart: Callable[[], None],
        stop: Callable[[], None],
    ) -> None:
        loop = asyncio.get_running_loop()
        stored = storage.load()
        self.stored = stored
        self._absence = language.gettext(ABSENCE)
        rules, names = self._rules_of(settings), casemapping(settings.casemapping)
        self.state = State(rules, names)
        restore(self.state, events_of(stored, rules, names.fold))
        self.addresses = Addresses(settings.limits.connections_per_address, pace_of(settings))
        self.refused: Counter[str] = Counter()
        self.meters = Meters()
        self._passwords = PasswordWorker()
        self._passwords.policy = settings.accounts
        self._readers = Readers(storage, loop.call_soon_threadsafe)
        self._searchers = Readers(storage, loop.call_soon_threadsafe, threads=1, name="salon-search")
        self._writer = Writer(storage, loop.call_soon_threadsafe)
        clock = Clock(loop)
        self._lookups = Lookups(loop.call_soon_threadsafe, loop.call_later, loop.time)
        languages = _languages(language)
        self.postman = Postman(
            service_of(settings),
            languages,
            loop.call_soon_threadsafe,
            loop.call_later,
            clock.wall,
            clock.steady,
            page=lambda: self.page,
            refused=self._tell_undelivered,
        )
        self._tries = PasswordTries(self._passwords, loop.call_soon_threadsafe, clock.steady)
        self._tries.per_address = settings.accounts.tries_per_address
        needs = Needs(
            self._tries,
            self._passwords,
            Registrations(clock.steady),
            loop.call_soon_threadsafe,
            self._lookups,
            self.postman,
            finding(self._readers),
            reload,
            restart,
            stop,
        )
        self.decider = Decider(
            self.state, clock.wall, LocalLog(self.meters.committing(self._writer.commit)), failed
        )
        self.hub = Hub(
            self.state,
            self.decider,
            clock,
            needs.meet,
            self.meters.reading(reading(self._readers, self._searchers)),
            Journal(),
            throttle_of(settings),
            settings.limits.send_queue_bytes,
            post=self.postman.post,
        )
        self.hub.gate.total_send_queue_bytes = settings.limits.total_send_queue_bytes
        self.decider.subscribe(self.hub)
        self.streams = Streams(
            self.hub.post, file_window_of(settings), settings.dialects.chaines.offer_seconds
        )
        self.irc = IrcServer(
            self.state,
            irc_settings_of(settings, clock.wall()),
            stored.identity,
            languages,
            secrets.token_bytes(32),
            stored.secret,
        )
        # Where people open the page; empty until it is open to somebody.
        self.page = ""
        self._clock = clock
        self._failed = failed
        # Since when the storage is being looked after, while it is.
        self._looking_after: float | None = None
        self._warn_from = 0.0
        self._storage = storage
        # Not at once: some machines set their clock after they have started.
        self._expire_from = clock.steady() + FIRST_EXPIRE_SECONDS
        self.wires = self._wires(settings, language, languages)

    def _tell_undelivered(self, letter: Letter) -> None:
        for event in undelivered(self.state, letter):
            self.decider.announce(event)

    def _rules_of(self, settings: Settings) -> Rules:
        return structs.replace(rules_of(settings), absence=self._absence)

    def _wires(
        self, settings: Settings, language: Language, languages: dict[str, Translate]
    ) -> dict[str, Wire]:
        """Return each wire by its name."""
        annuaire, bonjour, public = (
            settings.dialects.annuaire,
            settings.dialects.bonjour,
            settings.dialects.public,
        )
        room = Room(public.room, public.ping_seconds, public.missed_pings, RoomForm(language.gettext))
        manners = Manners(bonjour.closing_phrase, bonjour.idle_milliseconds / 1000)
        steady = self._clock.steady

        def dialect(make: Callable[..., WireSession], **chosen: object) -> Callable[[Session], WireSession]:
            return lambda session: make(self.state, language.gettext, session, steady(), **chosen)

        def admin(session: Session) -> AdminSession:
            return AdminSession(self.state, languages, session, lambda: self.page, self.meters.backup.shown)

        def irc(name: str, framing: Framing) -> Wire:
            return Wire(name, lambda session: IrcSession(self.irc, session, steady(), framing))

        return {
            "irc": irc(IRC, STREAM),
            "text.ircv3.net": irc(PAGE, TEXT),
            "binary.ircv3.net": irc(PAGE, BINARY),
            "annuaire": Wire(
                "annuaire", dialect(AnnuaireSession, idle_seconds=annuaire.idle_milliseconds / 1000)
            ),
            "public": Wire("public", dialect(PublicSession, room=room)),
            "bonjour": Wire("bonjour", dialect(BonjourSession, manners=manners)),
            "relais": Wire("relais", dialect(RelaisSession)),
            "chaines": Wire("chaines", dialect(ChainesSession, streams=self.streams), takes_files=True),
            "admin": Wire("admin", admin, administrator=True),
        }

    def set_up_channels(self, settings: Settings) -> None:
        """Found the channels that the server itself owns, and note which others emptied with its end."""
        for event in events_at_start(self.state, rooms_of(settings), self._clock.wall()):
            self.decider.announce(event)

    def change_settings(self, settings: Settings) -> None:
        """Put new settings in force; raises OSError, and changes nothing, where a file is not read.

        What stays as it was until the next start: the server's name, what names are, which channels stay when
        they empty, the doors, the storage.
        """
        irc, service = irc_settings_of(settings, self.irc.settings.created), service_of(settings)
        self.irc.settings, self.postman.service = irc, service
        old = self.state.rules
        rules = structs.replace(
            self._rules_of(settings),
            server=old.server,
            rooms=old.rooms,
            search=old.search,
            keep_empty_channels=old.keep_empty_channels,
        )
        self.decider.announce(RulesChanged(rules))
        for event in list(empty_forbidden(self.state, self._clock.wall())):
            self.decider.announce(event)
        self._passwords.policy = settings.accounts
        self._tries.per_address = settings.accounts.tries_per_address
        self.hub.intake.throttle = throttle_of(settings)
        self.hub.gate.send_queue_bytes = settings.limits.send_queue_bytes
        self.hub.gate.total_send_queue_bytes = settings.limits.total_send_queue_bytes
        self.addresses.limit = settings.limits.connections_per_address
        self.addresses.pace = pace_of(settings)
        self.streams.window = file_window_of(settings)
        self.streams.seconds = settings.dialects.chaines.offer_seconds

    def sweep(self) -> None:
        """Do what is due each second: drop whoever does not answer, make room, look after the storage."""
        self.hub.sweep()
        self._forget_channels()
        self._end_what_is_over()
        self._expire_messages()
        if self._looking_after is None:
            self._looking_after = self._clock.steady()
            # A batch of nothing: after it comes upkeep, even where nobody says anything.
            self._writer.commit((), self._looked_after)

    def _end_what_is_over(self) -> None:
        for event in events_due(self.state, self._clock.wall()):
            self.decider.announce(event)
            self.hub.gate.wake()

    def _expire_messages(self) -> None:
        if self._clock.steady() >= self._expire_from:
            self._expire_from = self._clock.steady() + EXPIRE_SECONDS
            if is_any_limited(self.state):
                rules = self.state.rules
                kept = rules.retention if rules.keeps_history else None
                self._storage.expire(Keeping(kept, self._clock.wall(), rules.least_retention))

    def _forget_channels(self) -> None:
        surplus = len(self.state.sleeping) - self.state.rules.limits.channels
        for event in forget_surplus(self.state):
            self.decider.announce(event)
            self.hub.gate.wake()
        if surplus > 0 and self._clock.steady() >= self._warn_from:
            self._warn_from = self._clock.steady() + WARN_SECONDS
            log.warning(
                N_PLURAL(
                    "%(limit)d channel sleeps, and there is room for no more (limits.channels): each that"
                    " falls asleep makes the server forget another, with all that was said in it",
                    "%(limit)d channels sleep, and there is room for no more (limits.channels): each that"
                    " falls asleep makes the server forget another, with all that was said in it",
                    "limit",
                ),
                {"limit": self.state.rules.limits.channels},
            )

    def _looked_after(self, error: StorageError | None) -> None:
        if error is not None:
            self._failed(error)
        else:
            self._looking_after = None

    @property
    def silence_of_disk(self) -> float:
        """For how many seconds the storage has not answered: below 1 where all is well."""
        return 0.0 if self._looking_after is None else self._clock.steady() - self._looking_after

    def close(self) -> None:
        """Wait for the last commit, and end the threads."""
        self._passwords.close()
        self.postman.close()
        self._writer.close()
        self._readers.close()
        self._searchers.close()


def rules_of(settings: Settings) -> Rules:
    """Return what the core needs of the settings."""
    limits = settings.limits
    fold = casemapping(settings.casemapping).fold
    return Rules(
        server=settings.name,
        limits=limits,
        accounts=settings.accounts,
        people=settings.people,
        channel_policy=settings.channels,
        moderation=settings.moderation,
        metadata=settings.metadata,
        mail=MailPolicy(settings.mail.confirm_hours, settings.mail.reset_minutes)
        if settings.mail.host
        else None,
        passwords=dict.fromkeys((IRC, PAGE), settings.irc.password),
        directory_password=settings.dialects.annuaire.password,
        presence_seconds=settings.dialects.annuaire.presence_seconds,
        machine_days=settings.dialects.annuaire.keep_days,
        keeps_history=settings.history.enabled,
        retention=Retention(settings.history.retention_days, settings.history.retention_messages),
        least_retention=Retention(settings.history.channel_min_days, settings.history.channel_min_messages),
        tells_history=settings.history.announce,
        replay_lines=settings.history.replay_lines,
        page_messages=settings.history.chathistory_max,
        redact_minutes=settings.history.redact_minutes,
        edit_minutes=settings.history.edit_minutes,
        search=settings.search.enabled,
        search_milliseconds=settings.search.timeout_ms,
        keep_empty_channels=settings.dialects.chaines.keep_empty_channels,
        file_bytes=settings.dialects.chaines.file_bytes,
        offer_seconds=settings.dialects.chaines.offer_seconds,
        operators={name: Operator(its.password, its.host) for name, its in settings.operators.items()},
        rooms=frozenset(map(fold, rooms_of(settings))),
    )


def pace_of(settings: Settings) -> Pace:
    """Return how often one address may connect."""
    return Pace(settings.limits.connections_per_second, settings.limits.connection_burst)


def irc_settings_of(settings: Settings, created: int) -> IrcSettings:
    """Return what the IRC wire needs of the settings; raises OSError where the motd's file is not read."""
    motd = _read_text(settings.motd_file) if settings.motd_file else settings.motd
    admin = settings.admin
    return IrcSettings(
        network=settings.network,
        icon=settings.icon,
        version=__version__,
        created=created,
        motd=tuple(motd.splitlines()),
        admin=(admin.location1, admin.location2, admin.email),
    )


def service_of(settings: Settings) -> Service | None:
    """Return how e-mails are sent; None: not at all. Raises OSError where a file is not read."""
    mail = settings.mail
    if not mail.host:
        return None
    password = _read_text(mail.password_file).strip() if mail.password_file else mail.password
    if mail.ca_file:
        _read_text(mail.ca_file)  # that it can be is to be known at once
    return Service(
        Smtp(
            mail.host,
            mail.port or PORTS[mail.security],
            mail.security,
            mail.sender,
            settings.name,
            mail.username,
            password,
            mail.ca_file,
            mail.timeout_seconds,
        ),
        settings.network,
        EmailLimits(
            mail.emails_per_account, mail.emails_per_recipient, mail.emails_per_address, mail.emails_per_hour
        ),
        mail.retry_seconds,
    )


def _read_text(file: str) -> str:
    try:
        return Path(file).read_text("utf-8")
    except UnicodeDecodeError as error:
        raise OSError(errno.EILSEQ, "It is not UTF-8", file) from error


def file_window_of(settings: Settings) -> int:
    """Return how many bytes of files a session may have sent that are not acknowledged.

    Few enough to wait, beside what is typed, among the sender's input; and, from as many as may send to one
    person, in that person's output. In base64 they take a third more.
    """
    limits = settings.limits
    return min(limits.receive_queue_bytes // 4, limits.send_queue_bytes // 16)


def throttle_of(settings: Settings) -> Throttle:
    """Return how fast a session may speak."""
    limits = settings.limits
    return Throttle(limits.messages_per_second, limits.burst, limits.receive_queue_bytes)


NOBODY = Source(0, "", "", "")
"""Who did what an earlier run left."""


def events_of(stored: Stored, rules: Rules, fold: Callable[[str], str]) -> Iterator[Event]:
    """Yield what an earlier run left, as events."""
    yield ServerStarted(stored.epoch, stored.sequence, stored.last_channel, stored.last_account)
    for account in stored.accounts:
        yield AccountRegistered(
            account.account,
            account.name,
            account.password,
            account.created,
            account.email,
            account.verified,
            account.operator,
            account.suspended,
            account.scram,
            account.unconfirmed,
        )
        if account.persistence is not Persistence.DEFAULT:
            yield PersistenceChanged(account.account, account.persistence)
    for ban in stored.server_bans:
        yield ServerBanSet(*structs.astuple(ban))
    for name in stored.forbidden_names:
        yield ChannelNameForbidden(*structs.astuple(name))
    yield from belongings_of(stored)
    for code in stored.codes:
        yield CodeIssued(*structs.astuple(code))
    inhabited = {its.channel for its in stored.memberships}
    for kept in stored.channels:
        lists = {
            letter: tuple(ListedMask(*structs.astuple(entry)) for entry in entries)
            for letter, entries in kept.lists.items()
        }
        yield ChannelRestored(
            *(kept.channel, kept.name, kept.created, kept.topic, kept.topic_source, kept.topic_time),
            modes=kept.modes,
            lists=lists,
            emptied=kept.emptied,
            since=kept.since,
            closure=kept.closure,
            topic_closed=kept.topic_closed,
            site=kept.site,
            said=bool(kept.said),
            asleep=not (
                rules.keep_empty_channels
                or kept.owner
                or fold(kept.name) in rules.rooms
                or kept.channel in inhabited
            ),
            owner=kept.owner,
            account_ranks=kept.ranks,
        )
    for channel, values in stored.channel_metadata.items():
        yield ChannelMetadataChanged(NOBODY, channel, "", {**values}, 0)
    yield from presences_of(stored, rules)
    for machine in stored.machines:
        yield MachineListed(machine.host, machine.pseudonym, machine.address, machine.online, machine.seen)


def belongings_of(stored: Stored) -> Iterator[Event]:
    """Yield what accounts have: whom they block, how far they have read, with which guests they have talked.

    And what they say of themselves.
    """
    for its in stored.blocks:
        yield BlockChanged(NOBODY, its.owner, its.blocked, its.mask, adding=True, time=its.time)
    for mark in stored.read_markers:
        yield ConversationRead(NOBODY, mark.owner, mark.conversation, "", mark.read, mark.read)
    for guest in stored.past_guests:
        yield GuestRemembered(*structs.astuple(guest))
    for owner, values in stored.metadata.items():
        yield PersonMetadataChanged(NOBODY, owner, {**values}, 0)


def presences_of(stored: Stored, rules: Rules) -> Iterator[Event]:
    """Yield who stayed when an earlier run ended, by the names of their accounts, and in which channels."""
    accounts = {account.account: account for account in stored.accounts}
    people: dict[int, int] = {}
    for number, kept in enumerate(stored.presences, start=(stored.epoch << 32) + 1):
        account = accounts[kept.account]
        people[kept.account] = number
        named, bot = (account.name, account.account), "B" in kept.modes
        host = shown_host(by_account=rules.accounts.cloaks, host=kept.host, account=named)
        source = source_of(number, account.name, kept.username, host, named, bot=bot)
        yield PersonArrived(source, kept.real_name, kept.time, kept.modes)
        if account.operator:
            changes = tuple(ModeChange(letter, adding=True) for letter in "ow" if letter not in kept.modes)
            yield OperatorGranted(source, account.name, changes, kept.time)
        yield AwayChanged(source, kept.away or rules.absence, kept.time)
        # Since when is not known of those who were connected to the end.
        yield structs.replace(
            PresenceKept(*structs.astuple(kept)), absent=True, time=kept.time if kept.absent else 0
        )
    for its in stored.memberships:
        yield MembershipRestored(people[its.account], its.channel, its.joined, its.closure)
