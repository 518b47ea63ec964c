"""What has happened to the lists of whom people block."""

from salon.core.events import Event, Reach, Source


class BlockChanged(Event, frozen=True, gc=False):
    """Somebody blocks one more, or one less: `blocked` is an account, or 0 with a `mask`.

    `owner` is whose list it is, as `Blocks` has it.
    """

    reach = Reach.PERSON
    durable = True
    source: Source
    owner: int
    blocked: int
    mask: str
    adding: bool
    time: int
