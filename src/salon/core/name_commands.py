"""What server operators ask for about the names of channels."""

from salon.core.commands import Command


class ForbidChannelName(Command, frozen=True, gc=False):
    """Let no channel have a name, or any name of a mask; whoever is in such a channel is put out."""

    mask: str
    reason: str = ""


class AllowChannelName(Command, frozen=True, gc=False):
    """Let channels have a name again that an operator has forbidden."""

    mask: str
