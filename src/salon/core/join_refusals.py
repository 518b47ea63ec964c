"""Why a channel that defends itself against strangers does not let somebody in, or speak."""

from salon.core.refusals import Refusal
from salon.texts.marks import N_, N_PLURAL


class LoginNeededToJoin(Refusal, frozen=True):
    """The channel is for people with accounts (+R)."""

    text = N_("Only people who are logged in to an account can join {channel}.")

    channel: str


class LoginNeededToSpeak(Refusal, frozen=True):
    """Only people with accounts may speak in the channel (+M)."""

    text = N_("Only people who are logged in to an account can speak in {channel}.")

    channel: str


class JoinedTooFast(Refusal, frozen=True):
    """As many have joined the channel of late as its throttle lets in (+j)."""

    text = N_PLURAL(
        "Too many people are joining {channel}: try again in {seconds} second.",
        "Too many people are joining {channel}: try again in {seconds} seconds.",
        "seconds",
    )

    channel: str
    seconds: int
