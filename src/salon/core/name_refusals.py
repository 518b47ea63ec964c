"""Why a channel may not have a name, and why one was not forbidden, or not allowed again."""

from salon.core.refusals import Refusal
from salon.texts.marks import N_, N_PLURAL


class ChannelForbidden(Refusal, frozen=True):
    """Nobody may join or create a channel of that name."""

    text = N_("The channel name {channel} is forbidden on this server.")

    channel: str


class ChannelForbiddenFor(Refusal, frozen=True):
    """The same, where it is known why."""

    code = "CHANNEL_FORBIDDEN"
    text = N_("The channel name {channel} is forbidden on this server: {reason}")

    channel: str
    reason: str


class NewNameForbidden(Refusal, frozen=True):
    """No channel may be given that name."""

    text = N_("The channel name {new_name} is forbidden on this server.")

    channel: str
    new_name: str


class NameMaskInvalid(Refusal, frozen=True):
    """It is no name of a channel, and no mask of such names."""

    text = N_("{mask} is no channel name, and no mask of channel names such as #spam*.")

    mask: str


class NameMaskTooWide(Refusal, frozen=True):
    """It means every channel."""

    text = N_(
        "{mask} means every channel. The setting people.found_channels says who may create channels: with "
        "operators, nobody else may."
    )

    mask: str


class NameOfRoom(Refusal, frozen=True):
    """It means a channel that the server itself has."""

    text = N_("That means {name}, a channel of the server itself: it is set in the configuration.")

    name: str


class NameNotForbidden(Refusal, frozen=True):
    """There is nothing to allow again."""

    text = N_("{mask} is not forbidden.")

    mask: str


class NameForbiddenBySetting(Refusal, frozen=True):
    """It is forbidden by the configuration, and not by an operator."""

    text = N_("{mask} is forbidden by the configuration (channels.forbidden_names): change it there.")

    mask: str


class TooManyForbiddenNames(Refusal, frozen=True):
    """The list is full."""

    text = N_PLURAL(
        "{limit} channel name is forbidden, and there is no room for more (limits.forbidden_names).",
        "{limit} channel names are forbidden, and there is no room for more (limits.forbidden_names).",
        "limit",
    )

    limit: int
