"""What a random conversation finds on the disk: acts of moderation, and messages under their senders' ids."""

from random import Random

from salon.core.acts import Act, ActKind, Reversal
from salon.core.events import ModeChange
from salon.core.needs import FindActs, FindMessage, FoundActs, LookUpName, Result, TryLater


def _act(random: Random) -> Act:
    """Return an act of moderation, of whatever channel it was, and whoever was there then."""
    person = random.choice((1, 2, 3))
    changes = (
        ModeChange(random.choice("ohv"), random.random() < 0.5, "ann", person),
        ModeChange("b", random.random() < 0.5, "x!*@*"),
        ModeChange(random.choice("imR"), random.random() < 0.5),
    )
    reversal = Reversal(
        changes[: random.randrange(4)],
        random.choice(((), (("x!*@*", 2_000, "noise"), ("y!*@*", 0, "noise")))),
        *random.choice(((0, 0), (1, 4), (2, 0))),
    )
    return Act(
        number=5,
        channel="#a",
        nick="ann",
        account="",
        kind=ActKind.MODE,
        target="",
        detail="",
        reason="",
        until=0,
        time=5,
        undone=random.random() < 0.1,
        reversal=random.choice((reversal, reversal, reversal, None)),
    )


def looked_up(random: Random, need: FindActs | FindMessage | LookUpName) -> Result:
    """Return what is found on the disk, or by the resolver."""
    if isinstance(need, LookUpName):
        return random.choice((need.address, "here.test", "there.test"))
    if isinstance(need, FindMessage):
        return random.choice((False, False, False, TryLater(0)))
    found = FoundActs((_act(random),))
    return random.choice((FoundActs(()), found, found, TryLater(0)))
