"""What leaders of a channel wish for its history."""

from salon.core.commands import Command


class SetHistory(Command, frozen=True, gc=False):
    """Say how much of a channel's past newcomers see, and how long it is kept.

    `words` are those of `+H`, each by itself; what they do not name stays as it is. `forever` takes both
    limits away.
    """

    channel: str
    words: tuple[str, ...]
