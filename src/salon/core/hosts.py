"""The host that others see: an operator's from the configuration, else an account's, else the address's.

The host of an account is `NAME.account`. A name that is not plain ASCII letters, digits and hyphens gives way
to the number of the account, as `12.id.account`: names have no dots, so no account can have another one's.
What stands for an address ends in `.hidden`, and no operator's host of the configuration ends in either.
"""

import re
from collections.abc import Iterator
from typing import Final

from msgspec import structs

from salon.core.events import Event, HostChanged, LoginChanged
from salon.core.state import Person, State

ENDING: Final = ".account"
_PLAIN: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,46}[A-Za-z0-9])?")


def host_of_account(name: str, number: int) -> str:
    """Return the host that stands for an account."""
    return f"{name}{ENDING}" if _PLAIN.fullmatch(name) else f"{number}.id{ENDING}"


def shown_host(*, by_account: bool, host: str, account: tuple[str, int] | None) -> str:
    """Return the host that others see of somebody who connects from `host`, with this account if any."""
    return host_of_account(*account) if by_account and account is not None else host


def own_host(state: State, person: Person, cloak: str) -> str:
    """Return the host that others see of somebody who has none of the configuration; they are at `cloak`."""
    source = person.source
    account = (source.account, source.account_id) if source.account is not None else None
    return shown_host(by_account=state.rules.accounts.cloaks, host=cloak, account=account)


def follow_login(state: State, person: Person, name: str | None, number: int, now: int) -> Iterator[Event]:
    """Yield that somebody logs in or out, or that their account is renamed, and how their host follows."""
    yield LoginChanged(person.source, name, now)
    # Whoever is an operator by the account is none without it.
    stays = person.is_operator and (name is not None or person.operator != person.account)
    given = state.rules.operators.get(person.operator) if stays else None
    if given is not None and given.host and person.source.host == given.host:
        return
    account = (name, number) if name is not None else None
    host = shown_host(by_account=state.rules.accounts.cloaks, host=person.cloak, account=account)
    if host != person.source.host:
        source = structs.replace(person.source, account=name, account_id=number)
        yield HostChanged(source, source.username, host, now, quiet=True)
