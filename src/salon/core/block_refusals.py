"""Why somebody is not blocked, or still is."""

from salon.core.refusals import Refusal
from salon.texts.marks import N_, N_PLURAL


class BlockInvalid(Refusal, frozen=True):
    """It is neither a name nor a mask."""

    code = "INVALID_MASK"
    text = N_("This is not a mask; write NICK!USER@HOST, where * stands for anything")

    target: str


class BlockListFull(Refusal, frozen=True):
    """One blocks as many as one may."""

    text = N_PLURAL(
        "You ignore {limit} person, and can ignore no more.",
        "You ignore {limit} people, and can ignore no more.",
        "limit",
    )

    mask: str
    limit: int


class NotBlocked(Refusal, frozen=True):
    """One does not block them."""

    text = N_("You were not ignoring {target}.")

    target: str
