"""Why a ban or mute was not set, or not lifted."""

from salon.core.refusals import Refusal
from salon.texts.marks import N_


class AddressShared(Refusal, frozen=True):
    """A ban of an address would hit others, too."""

    text = N_(
        "Others connect from the same address as {nick}: {others}. Say that you are sure ({nick}@!), or ban "
        "{nick} alone."
    )

    nick: str
    others: tuple[str, ...]


class NotSanctioned(Refusal, frozen=True):
    """There is no such ban or mute."""

    text = N_("Nothing of that kind is set against {nick} in {channel}.")

    channel: str
    nick: str
