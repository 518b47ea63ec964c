"""What crosses between hubs and the decider: everything is the same after it was bytes."""

import enum
import types
from collections.abc import Iterator
from itertools import islice
from typing import Any, Union, get_args, get_origin, get_type_hints

import msgspec
import pytest
from msgspec import structs

from salon.core.asks import Ask, Batch, Entry, decode_ask, decode_batch, encode, leaves
from salon.core.commands import Command, OpenSession
from salon.core.events import ChannelFounded, Event
from salon.core.limits import Limits
from salon.core.needs import Answer, Need, VerifyPassword
from salon.core.refusals import Refusal
from salon.core.replies import Reply
from salon.core.rules import (
    AccountPolicy,
    ChannelPolicy,
    MailPolicy,
    MetadataPolicy,
    ModerationPolicy,
    PeoplePolicy,
)

PLAIN: dict[Any, tuple[Any, ...]] = {
    str: ("", "é\0\u202e"),
    int: (0, 1 << 62),
    float: (0.5,),
    bool: (False, True),
    bytes: (b"", b"\0\xff"),
    type(None): (None,),
}
MOST_VALUES = 40
POLICIES = {
    Limits,
    AccountPolicy,
    ChannelPolicy,
    MailPolicy,
    MetadataPolicy,
    ModerationPolicy,
    PeoplePolicy,
}


def values(hint: Any) -> Iterator[Any]:
    """Yield values of a type: of each kind that it allows, empty and not."""
    origin, inner = get_origin(hint), get_args(hint)
    if hint in PLAIN:
        yield from PLAIN[hint]
    elif origin in {Union, types.UnionType}:
        for each in inner:
            yield from values(each)
    elif origin in {tuple, list, frozenset}:
        if origin is tuple and inner[-1] is not Ellipsis:
            yield tuple(next(values(each)) for each in inner)
        else:
            yield origin()
            yield origin(values(inner[0]))
    elif origin is dict:
        yield {}
        yield dict(zip(values(inner[0]), values(inner[1]), strict=False))
    elif isinstance(hint, type) and issubclass(hint, enum.Enum):
        yield from hint
    elif hint in POLICIES:
        yield hint()
    elif hint is Answer:  # that before it
        yield Answer(VerifyPassword("hash", "server", "192.0.2.1"), True)
    else:
        assert issubclass(hint, msgspec.Struct), f"no values are known for {hint}"
        yield from samples(hint)


def samples(kind: type[Any]) -> Iterator[Any]:
    """Yield instances in which each field has each of its values once."""
    hints = get_type_hints(kind)
    every = {field.name: list(values(hints[field.name])) for field in structs.fields(kind)}
    for number in range(max(map(len, every.values()), default=1)):
        yield kind(**{name: its[number % len(its)] for name, its in every.items()})


def kinds(base: type[Any]) -> list[type[Any]]:
    """Return the classes of a kind, without those of tests."""
    return [kind for kind in leaves(base) if kind.__module__.startswith("salon.")]


def name_of(kind: type[Any]) -> str:
    """Return a name for a test."""
    return kind.__name__


@pytest.mark.parametrize("kind", kinds(Command), ids=name_of)
def test_commands_cross(kind: type[Command]) -> None:
    """With every value that a field may have."""
    for command in samples(kind):
        ask = Ask(1, 2, 3, [command])
        again = decode_ask(encode(ask))
        assert again == ask
        assert type(again.commands[0]) is kind


@pytest.mark.parametrize(
    "kind", [kind for base in (Event, Refusal, Reply) for kind in kinds(base)], ids=name_of
)
def test_outcomes_cross(kind: type[Any]) -> None:
    """Events, refusals and replies; none is taken for another."""
    for outcome in samples(kind):
        batch = Batch(1, 2, 3, [Entry(4, 5, [outcome], 1)])
        again = decode_batch(encode(batch))
        assert again == batch
        assert type(again.entries[0].outcomes[0]) is kind


@pytest.mark.parametrize("kind", kinds(Need), ids=name_of)
def test_needs_cross(kind: type[Need]) -> None:
    """In the entry of the command that has one."""
    for need in samples(kind):
        batch = Batch(1, 2, 3, [Entry(4, 5, [], 0, need)])
        assert decode_batch(encode(batch)) == batch


def test_answers_cross() -> None:
    """Each result with each need."""
    answers = list(islice(samples(Answer), MOST_VALUES))
    assert len({type(answer.result) for answer in answers}) >= 3
    for answer in answers:
        ask = Ask(1, 2, 3, [], answer)
        assert decode_ask(encode(ask)) == ask


def test_what_crosses_is_whole() -> None:
    """Several of each, in order."""
    opened = OpenSession("192.0.2.1", "host", secure=True, wire="irc", takes_files=False)
    ask = Ask(7, 8, 9, [opened, opened], Answer(VerifyPassword("hash", "server", "192.0.2.1"), True))
    assert decode_ask(encode(ask)) == ask
    entries = [Entry(7, 8, [ChannelFounded(1, "#a", 5)] * 2, 2), Entry(0, 0, [])]
    assert decode_batch(encode(Batch(1, 2, 3, entries))) == Batch(1, 2, 3, entries)


def test_an_unknown_kind_is_an_error() -> None:
    """Never something else by chance."""
    with pytest.raises(msgspec.ValidationError):
        decode_ask(msgspec.msgpack.encode([1, 2, 3, [["NoSuchCommand"]]]))
