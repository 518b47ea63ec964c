"""Why a ban or mute was not set, or not lifted."""

from salon.core.refusals import Refusal
from salon.texts.marks import N_


class AddressShared(Refusal, frozen=True):
    """A ban of an address would hit others, too."""

    text = N_(
        "Others are connected from the same address as {nick}: {others}. Confirm with {nick}@!, or "
        "ban {nick} alone."
    )

    nick: str
    others: tuple[str, ...]


class DurationInvalid(Refusal, frozen=True):
    """What stands where a duration may stand begins as a number, and is none."""

    text = N_(
        "{typed} is not a duration: write 30m, 1h, 2d or 1w, or nothing for no end, and the reason after it."
    )

    typed: str


class NotSanctioned(Refusal, frozen=True):
    """There is no such ban or mute."""

    text = N_("There is no such ban or mute of {nick} in {channel}.")

    channel: str
    nick: str
