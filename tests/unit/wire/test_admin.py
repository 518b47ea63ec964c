"""What the server's owner may ask, as lines of JSON."""

import msgspec
import pytest

from salon.core.commands import BanFromServer, SuspendAccount
from salon.core.name_commands import ForbidChannelName
from salon.wire.admin import (
    AccountSuspend,
    Action,
    BanAdd,
    Done,
    Forbid,
    decode_answer,
    decode_request,
    encode,
)


@pytest.mark.parametrize(
    ("request_", "command"),
    [
        (AccountSuspend(name="ann"), SuspendAccount("ann", True)),
        (BanAdd(mask="192.0.2.0/24", seconds=5), BanFromServer("192.0.2.0/24", True, 5, "")),
        (BanAdd(mask="*@example.org"), BanFromServer("*@example.org", False, 0, "")),
        (Forbid(mask="#spam*", reason="ads"), ForbidChannelName("#spam*", "ads")),
    ],
)
def test_an_action_is_a_command_of_the_core(request_: Action, command: object) -> None:
    """Over the line as well."""
    (decoded,) = [decode_request(encode(request_))]
    assert isinstance(decoded, Action)
    assert decoded.command() == command


def test_an_unknown_field_is_an_error() -> None:
    """So a mistyped option never does something else."""
    with pytest.raises(msgspec.ValidationError):
        decode_request(b'{"command": "forbid", "mask": "#a", "until": 5}')


def test_answers_are_read_as_they_were_written() -> None:
    """By the command that asked."""
    assert decode_answer(encode(Done("yes"))) == Done("yes")
