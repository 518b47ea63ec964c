"""What people ask for with messages that were said."""

from salon.core.commands import Command


class React(Command, frozen=True, gc=False):
    """React to a message, by its number, of a channel or of what one and a nick said; or take that back.

    `tags`: what else is to be passed on with it, as in `PostMessage`. `told`: it came with a message, which
    says it to whoever understands it.
    """

    target: str
    sequence: int
    reaction: str
    adding: bool = True
    tags: str = ""
    told: bool = False
