"""Commands about what people and channels say of themselves."""

from salon.core.commands import Command


class SetMetadata(Command, frozen=True, gc=False):
    """Give a key of a channel, or of the person of a nick, a value; None: take its value away."""

    target: str
    key: str
    value: str | None


class ClearMetadata(Command, frozen=True, gc=False):
    """Take all values of a channel, or of the person of a nick, away."""

    target: str
