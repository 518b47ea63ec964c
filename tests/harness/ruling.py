"""Rules of a server, for tests that name only what they change, be it a limit or another rule."""

from typing import Any

from msgspec import structs

from salon.core.limits import Limits
from salon.core.rules import Rules

_LIMITS = set(Limits.__struct_fields__)


def rules_with(rules: Rules = Rules(server="salon.test"), **changes: Any) -> Rules:  # noqa: B008 - frozen
    """Return the rules with some of them, or of their limits, changed."""
    limits = {name: changes.pop(name) for name in list(changes) if name in _LIMITS}
    # How long a password is, which names are withheld, what host shows: no matter of most tests.
    lenient = structs.replace(rules.accounts, password_min_length=1, reserved_names=(), cloaks=False)
    changes.setdefault("accounts", lenient)
    # However busy the machine is.
    changes.setdefault("search_milliseconds", 60_000)
    return structs.replace(rules, limits=structs.replace(rules.limits, **limits), **changes)
