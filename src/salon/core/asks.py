"""What crosses between those who hold connections and the one who decides: asks, and what came of them.

Plain values, with one encoding for a socket, a queue and a log. In one process nothing is encoded.
"""

from collections.abc import Iterator
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

import msgspec

from salon.core import (
    account_events,
    account_refusals,
    act_refusals,
    acts,
    ban_refusals,
    block_events,
    block_refusals,
    email_refusals,
    file_events,
    forbidden_names,
    history_commands,
    join_refusals,
    message_commands,
    message_events,
    message_refusals,
    metadata_commands,
    metadata_events,
    metadata_refusals,
    name_commands,
    name_refusals,
    ownership_events,
    ownership_refusals,
    presence_events,
    sanction_events,
    sanction_refusals,
    server_bans,
)
from salon.core.commands import Command
from salon.core.events import Event
from salon.core.needs import Answer, Need
from salon.core.refusals import Refusal
from salon.core.replies import Outcome, Reply

# The classes that a decoder has to know; whoever imports this module has them.
KNOWN = (
    account_events,
    account_refusals,
    act_refusals,
    acts,
    ban_refusals,
    block_events,
    block_refusals,
    email_refusals,
    file_events,
    forbidden_names,
    history_commands,
    message_commands,
    message_events,
    message_refusals,
    metadata_commands,
    metadata_events,
    metadata_refusals,
    name_commands,
    name_refusals,
    join_refusals,
    ownership_events,
    ownership_refusals,
    presence_events,
    sanction_events,
    sanction_refusals,
    server_bans,
)


def leaves(kind: type[Any]) -> Iterator[type[Any]]:
    """Yield the classes below one that have none below them."""
    below = kind.__subclasses__()
    if not below:
        yield kind
    for each in below:
        yield from leaves(each)


if TYPE_CHECKING:
    AnyCommand = Command
    AnyNeed = Need
    AnyOutcome = Outcome
else:  # a decoder has to know every class that may come

    def _union(*kinds: type[Any]) -> Any:
        return reduce(or_, (leaf for kind in kinds for leaf in leaves(kind)))

    AnyCommand = _union(Command)
    AnyNeed = _union(Need)
    AnyOutcome = _union(Event, Refusal, Reply)


class Ask(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """What a session asks for, and when (ms since 1970).

    `number` grows within its session; `answer` is of the first command's need.
    """

    session: int
    number: int
    time: int
    commands: list[AnyCommand]
    answer: Answer | None = None


class Entry(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """All that came of one ask, in order: events, refusals and replies.

    `decided` commands were decided; where that is not all of them, the next one has a `need`. Session 0: the
    server itself.
    """

    session: int
    number: int
    outcomes: list[AnyOutcome]
    decided: int = 0
    need: AnyNeed | None = None


class Batch(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """Entries that are committed together. `position` is one more than that of the batch before."""

    epoch: int
    position: int
    time: int
    entries: list[Entry]


encode = msgspec.msgpack.Encoder().encode
decode_ask = msgspec.msgpack.Decoder(Ask).decode
decode_batch = msgspec.msgpack.Decoder(Batch).decode
