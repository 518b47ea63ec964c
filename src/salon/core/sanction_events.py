"""What somebody is told who is banned from a channel, or muted in it."""

from salon.core.events import Event, Reach, Source


class PersonSanctioned(Event, frozen=True, gc=False):
    """A member is banned or muted, until a time (ms; 0: until it is lifted) and for a reason.

    Nothing changes by it: it tells the member what the modes of the channel do not say.
    """

    reach = Reach.PAIR
    source: Source
    channel: int
    name: str
    person: int
    muting: bool
    until: int
    reason: str
