"""Needs and answers are plain values: they can be compared, sent and logged."""

from typing import Any

import msgspec
import pytest

from salon.core import needs
from salon.core.needs import Need, VerifyPassword

KINDS = sorted(
    (
        its
        for its in vars(needs).values()
        if isinstance(its, type) and issubclass(its, Need) and its is not Need
    ),
    key=lambda kind: kind.__name__,
)
VALUES: dict[Any, Any] = {str: "x", str | None: "x", int: 1, bool: True}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_need_can_be_sent(kind: type[Need]) -> None:
    """It comes back equal, so it holds nothing that is bound to this process."""
    need = kind(*(VALUES[its.type] for its in msgspec.structs.fields(kind)))
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(need), type=kind) == need
    assert hash(need) == hash(kind(*(VALUES[its.type] for its in msgspec.structs.fields(kind))))


def test_no_password_is_in_a_need() -> None:
    """It stays in the command: what is logged or sent of a need tells none."""
    assert VerifyPassword.__struct_fields__ == ("hash", "subject", "address", "scram")
