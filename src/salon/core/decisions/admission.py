"""Decide whom bans from the server keep out: at the connection, under a nick, with an account."""

from salon.core.ban_refusals import NickBanned, ServerBanned
from salon.core.state import Person, Session, State


def ban_of_arrival(
    state: State, session: Session, nick: str, username: str, account: str | None
) -> ServerBanned | None:
    """Tell why a connection is not let in under a nick and with an account."""
    mask = f"{nick}!{username}@{session.host}"
    ban = state.server_bans.of_address(session.address) or state.server_bans.of_person(
        mask, account, session.address
    )
    return ServerBanned(ban.reason) if ban is not None else None


def ban_of_nick(state: State, person: Person, session: Session, nick: str) -> NickBanned | None:
    """Tell why somebody may not take a nick."""
    source = person.source
    mask = f"{nick}!{source.username}@{source.host}"
    ban = state.server_bans.of_person(mask, source.account, session.address)
    return NickBanned(nick, ban.reason) if ban is not None else None


def ban_of_account(state: State, account: str) -> ServerBanned | None:
    """Tell why nobody may log in to an account, or make it."""
    ban = state.server_bans.of_person("", account, "")
    return ServerBanned(ban.reason) if ban is not None else None
