"""Decide whom bans from the server keep out: at the connection, under a nick, with an account."""

from salon.core.ban_refusals import NickBanned, ServerBanned
from salon.core.hosts import host_of_account
from salon.core.server_bans import ServerBan
from salon.core.state import Person, Session, State


def ban_of_arrival(
    state: State, session: Session, nick: str, username: str, account: str | None
) -> ServerBanned | None:
    """Tell why a connection is not let in under a nick and with an account."""
    bans, mask = state.server_bans, f"{nick}!{username}@{session.host}"
    ban = bans.of_address(session.address) or bans.of_person(mask, account, session.address)
    if ban is None and account is not None:
        ban = _ban_of_host(state, account)
    return ServerBanned(ban.until, ban.reason) if ban is not None else None


def ban_of_nick(state: State, person: Person, session: Session, nick: str) -> NickBanned | None:
    """Tell why somebody may not take a nick."""
    source = person.source
    for host in (source.host, session.host):
        mask = f"{nick}!{source.username}@{host}"
        ban = state.server_bans.of_person(mask, source.account, session.address)
        if ban is not None:
            return NickBanned(nick, ban.until, ban.reason)
    return None


def ban_of_account(state: State, account: str) -> ServerBanned | None:
    """Tell why nobody may log in to an account, or make it."""
    ban = state.server_bans.of_person("", account, "") or _ban_of_host(state, account)
    return ServerBanned(ban.until, ban.reason) if ban is not None else None


def _ban_of_host(state: State, name: str) -> ServerBan | None:
    """Return the ban of the host that stands for an account, whatever the nick."""
    account = state.accounts.find(name)
    if account is None or not state.rules.accounts.cloaks:
        return None
    return state.server_bans.of_person(f"!@{host_of_account(account.name, account.id)}", name, "")
