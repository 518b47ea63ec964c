"""Acts of moderation as values."""

from salon.core.acts import Act, ActKind, Reversal
from salon.core.events import ModeChange


def act(*, undone: bool = False, reversal: Reversal | None = None) -> Act:
    """Return an entry of the log."""
    return Act(
        number=1,
        channel="#a",
        nick="ann",
        account="",
        kind=ActKind.BAN,
        target="ben",
        detail="",
        reason="",
        until=0,
        time=5,
        undone=undone,
        reversal=reversal,
    )


def test_what_can_be_undone() -> None:
    """What has an opposite, once."""
    lifted = Reversal((ModeChange("b", adding=False, parameter="ben!*@*"),))
    assert act(reversal=lifted).reversible
    assert not act(reversal=lifted, undone=True).reversible
    assert not act().reversible
