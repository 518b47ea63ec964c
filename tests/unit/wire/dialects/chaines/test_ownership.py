"""Whose a channel is, as `chaines` tells it; the commands stand in tests/spec/dialects."""

from harness.chaines_people import enter
from harness.logins import ask, log_in
from harness.world import World
from salon.core.commands import TransferChannel
from salon.wire.dialects.chaines.commands import BY_WORD


def test_an_owner_is_told_of_a_channel_that_they_are_not_in() -> None:
    """In a sentence, for the document has words for members only; nothing of its sign is shown."""
    world = World()
    ann, bob = enter(world, "ann"), enter(world, "bob")
    for client in (ann, bob):
        log_in(client)
    ann.send("/JOIN a")
    bob.take()
    ask(ann, TransferChannel("#a", "bob"))
    assert bob.take() == ["a now belongs to your account bob."]
    assert ann.take() == ["a now belongs to the account bob."]


def test_a_rank_is_told_by_its_name() -> None:
    """As everybody else's is."""
    world = World()
    ann = enter(world, "ann")
    log_in(ann)
    ann.send("/JOIN a")
    log_in(enter(world, "bob"))
    assert ann.send("/ACCESS bob h") == ["bob keeps a rank in a: half-operator."]
    assert ann.send("/ACCESS") == ["ann: founder", "bob: half-operator"]


def test_the_commands_are_for_administrators() -> None:
    """The help says so."""
    for word in ("CLAIM", "DROP", "ACCESS"):
        assert all(command.admin for command in BY_WORD[word])
