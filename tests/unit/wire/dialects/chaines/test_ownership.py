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


def test_the_past_of_a_channel_is_shown_and_set() -> None:
    """By a command of its own; who joins later is told, if the owner of the server wants that."""
    world = World(rules={"tells_history": True})
    ann = enter(world, "ann")
    first = "Messages in a are kept. People who join later can read them."
    assert ann.send("/JOIN a")[-1] == first
    assert ann.send("/PAST") == [first]
    rule = "Only the last 500 messages in a are kept, for 30 days at most."
    own = f"{rule} People can read those that were sent since they joined."
    assert ann.send("/PAST joined 500 30d")[-1] == own
    bob = enter(world, "bob")
    assert bob.send("/JOIN a")[-1] == own
    assert bob.send("/PAST") == [own]
    assert len(bob.send("/PAST all")) == 1
    assert ann.send("/PAST") == [own]
