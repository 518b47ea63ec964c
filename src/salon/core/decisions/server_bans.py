"""Decide about bans from the whole server: whom they hit, at once and later, and when they end."""

from collections.abc import Iterator

from salon.core.ban_refusals import (
    BanHitsEverybody,
    BanHitsNobody,
    BanHitsOneself,
    BanInvalid,
    BanOfNetwork,
    NoSuchBan,
    TooManyBans,
)
from salon.core.commands import BanFromServer, LiftServerBan
from salon.core.context import Context
from salon.core.decisions.people import leave
from salon.core.decisions.sessions import end_sessions
from salon.core.decisions.succession import server_source
from salon.core.events import SessionDetached, Source
from salon.core.refusals import Refusal
from salon.core.replies import Decision, Outcome, ServerBanDone
from salon.core.server_bans import ServerBan, ServerBanLifted, ServerBans, ServerBanSet, read_network
from salon.core.state import Person, Session, State
from salon.texts.marks import N_
from salon.texts.visible import confined

BANNED = N_("Banned from this server")
"""The reason that others see."""


def ban_from_server(state: State, command: BanFromServer, context: Context) -> Decision:
    """Ban a mask, an account or a network, and end all connections that it hits."""
    bans, network = state.server_bans, command.network
    mask = bans.spell(_meant(state, command.mask), network=network)
    if mask is None or mask.startswith("~m:"):
        return [BanInvalid(command.mask, network)]
    refusal = _reach_refusal(mask, network=network)
    if refusal is not None:
        return [refusal]
    limit = state.rules.limits.server_bans
    if bans.find(mask, network=network) is None and len(bans) >= limit:
        return [TooManyBans(limit, network)]
    alone = ServerBans(state.names)
    reason = confined(command.reason, state.rules.limits.kick_length)
    until = context.now + command.seconds * 1000 if command.seconds else 0
    ban = ServerBan(mask, network, context.name, context.now, until, reason)
    alone.set(ban)
    actor = context.actor
    if not (command.myself or actor.administrator) and _hits(state, alone, actor):
        return [BanHitsOneself(mask, network)]
    killer = actor.person.source if actor.person is not None else server_source(state)
    done = ServerBanDone(mask, until)
    # Whoever bans themselves is told so before they go.
    return [
        _set(ban),
        done,
        *_ended(state, alone, f"Banned ({reason})" if reason else BANNED, killer, context.now),
    ]


def _reach_refusal(mask: str, *, network: bool) -> Refusal | None:
    """Tell whether a ban would hit nobody, while its operator relies on it, or everybody."""
    host = mask.rpartition("@")[2]
    found = read_network(mask if network else host)
    if network and found is not None and found.is_loopback:
        return BanHitsNobody(mask, network)
    if not network and found is not None and "/" in host:
        return BanOfNetwork(mask, host)
    is_wild = not mask.removeprefix("~a:").strip("*?!@")
    if is_wild or (network and found is not None and found.prefixlen == 0):
        return BanHitsEverybody(mask, network)
    return None


def _meant(state: State, text: str) -> str:
    """Return the account, where a text is no more than its name."""
    account = state.accounts.find(text)
    return f"~a:{account.name}" if account is not None else text


def _set(ban: ServerBan) -> ServerBanSet:
    return ServerBanSet(ban.mask, ban.network, ban.nick, ban.time, ban.until, ban.reason)


def _hits(state: State, bans: ServerBans, session: Session) -> bool:
    """Tell whether a connection is hit, by its address or by who it speaks for."""
    if session.administrator:
        return False
    if bans.of_address(session.address) is not None:
        return True
    person, former = session.person, state.accounts.names_of(session.former_accounts)
    if person is None:
        known = session.account != "" or former
        return bool(known) and bans.of_person("*!*@*", session.account or None, "*", former) is not None
    source = person.source
    masks = {source.mask, f"{source.nick}!{source.username}@{session.host}"}
    return any(bans.of_person(mask, person.account, session.address, former) is not None for mask in masks)


def _ended(state: State, bans: ServerBans, why: str, killer: Source, now: int) -> Iterator[Outcome]:
    for person in list(state.people.values()):
        hit = [session for session in person.sessions.values() if _hits(state, bans, session)]
        if _is_meant(bans, person):
            yield from leave(state, person, why, now, killer)
        elif hit:
            yield from end_sessions(state, person, hit, why, now)
    for session in list(state.sessions.values()):
        if session.person is None and _hits(state, bans, session):
            yield SessionDetached(session.id, None, why, now, by_server=True)


def _is_meant(bans: ServerBans, person: Person) -> bool:
    """Tell whether a ban hits somebody wherever they connect from."""
    return bans.of_person(person.source.mask, person.account, "") is not None


def lift_server_ban(state: State, command: LiftServerBan, _context: Context) -> Decision:
    """Lift a ban."""
    mask = state.server_bans.spell(_meant(state, command.mask), network=command.network)
    if mask is None or state.server_bans.find(mask, network=command.network) is None:
        return [NoSuchBan(command.mask, command.network)]
    return [ServerBanLifted(mask, command.network), ServerBanDone(mask, lifted=True)]


def lift_server_bans(state: State, now: int) -> Iterator[ServerBanLifted]:
    """Yield the end of bans whose time is over."""
    if 0 < state.server_bans.first_end <= now:
        for ban in [ban for ban in state.server_bans if 0 < ban.until <= now]:
            yield ServerBanLifted(ban.mask, ban.network)
