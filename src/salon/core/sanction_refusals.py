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


class NobodyToSanction(Refusal, frozen=True):
    """Nobody has the nick or had it lately, and no account has that name."""

    text = N_(
        "Nobody here is called {nick}, or was lately, and no account has that name. To keep out anybody "
        "who takes it, write {nick}!*@*."
    )

    nick: str


class SanctionHitsOneself(Refusal, frozen=True):
    """The mask means whoever sets it, too."""

    text = N_("{mask} would hit you, too: write a narrower mask.")

    mask: str


class SanctionOfOneself(Refusal, frozen=True):
    """Whoever sets it would be banned or muted."""

    text = N_("You cannot ban or mute yourself. To go, leave {channel}.")

    channel: str


class Silenced(Refusal, frozen=True):
    """A ban or mute of the channel forbids to speak in it."""

    text = N_("You may not speak in {channel}: {muting}.")

    channel: str
    muting: bool = False
    until: int = 0
    reason: str = ""


class NotSanctioned(Refusal, frozen=True):
    """There is no such ban or mute."""

    text = N_("There is no such ban or mute of {nick} in {channel}.")

    channel: str
    nick: str
