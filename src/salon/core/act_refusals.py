"""Why an act of moderation was not undone."""

from salon.core.refusals import Refusal
from salon.texts.marks import N_


class NothingToUndo(Refusal, frozen=True):
    """The log has no such act."""

    text = N_("There is nothing to undo in {channel}.")

    channel: str


class UndoneAlready(Refusal, frozen=True):
    """It was undone before."""

    text = N_("Entry {number} of the log of {channel} was undone already.")

    channel: str
    number: int


class CannotBeUndone(Refusal, frozen=True):
    """What was done has no opposite: somebody who was put out has left."""

    text = N_(
        "Entry {number} of the log of {channel} cannot be undone ({what} {target}). "
        "To undo an earlier one, name its number."
    )

    channel: str
    number: int
    what: str
    target: str


class NothingLeftToUndo(Refusal, frozen=True):
    """Others have undone it since, by other commands."""

    text = N_("Nothing is left to undo of entry {number} of the log of {channel}.")

    channel: str
    number: int
