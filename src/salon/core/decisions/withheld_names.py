"""Names that are nobody's: those of services, and those that the owner of the server reserves."""

from functools import lru_cache

from salon.core.names import Casemapping
from salon.core.state import State

SERVICES = (
    *("NickServ", "ChanServ", "SaslServ", "OperServ", "MemoServ", "HostServ", "BotServ", "HelpServ"),
    *("AuthServ", "Services"),
)
"""Names that commands are said to, on this server or on others: they are nobody's."""


def is_withheld(state: State, name: str, account: str | None = None) -> bool:
    """Tell whether a name is nobody's: people say passwords to services, and believe an `admin`.

    What looks like one is, too. `account`: one that there is all the same may use its name.
    """
    names, reserved = state.names, state.rules.accounts.reserved_names
    if account is not None and names.fold(account) == names.fold(name):
        reserved = ()
    folded, drawn = _withheld(names, (*SERVICES, *reserved))
    return names.fold(name) in folded or (not name.isascii() and not drawn.isdisjoint(names.skeletons(name)))


@lru_cache(maxsize=8)
def _withheld(names: Casemapping, withheld: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
    """Return such names as they are compared, and as they look."""
    drawn = frozenset(skeleton for name in withheld for skeleton in names.skeletons(name))
    return frozenset(map(names.fold, withheld)), drawn
