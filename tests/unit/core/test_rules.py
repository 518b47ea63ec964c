"""The rules, which cross from process to process with the events."""

import msgspec

from salon.core.limits import Limits
from salon.core.rules import Operator, Rules


def test_rules_survive_the_trip_through_bytes() -> None:
    """Whoever follows the log has the very rules of the one who decides."""
    rules = Rules(
        server="salon.test",
        limits=Limits(burst=3, messages_per_second=0.5),
        passwords={"irc": "hash"},
        operators={"root": Operator("hash", "staff.test")},
        rooms=frozenset({"#public"}),
    )
    encoded = msgspec.msgpack.encode(rules)
    assert msgspec.msgpack.decode(encoded, type=Rules) == rules


def test_nobody_shares_the_defaults() -> None:
    """Rules are values: what one has is not changed through another."""
    assert Rules(server="a").passwords is not Rules(server="b").passwords
