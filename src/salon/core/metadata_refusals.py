"""Why what a person or channel says of itself was not changed."""

from salon.core.refusals import Refusal
from salon.texts.marks import N_, N_PLURAL


class MetadataTargetInvalid(Refusal, frozen=True):
    """There is nobody and no channel of that name, or none that whoever asks may know of."""

    text = N_("There is no person or channel called {target} here.")

    target: str


class MetadataKeyInvalid(Refusal, frozen=True):
    """No key looks like this."""

    text = N_("A key has 1 to 32 characters: small letters, digits and _ . / -")

    key: str


class MetadataNotAllowed(Refusal, frozen=True):
    """Whoever asks may not set this key, or not there."""

    text = N_("You may not set {key} of {target}.")

    target: str
    key: str


class MetadataUnset(Refusal, frozen=True):
    """The key has no value that could be taken away."""

    text = N_("{key} of {target} is not set.")

    target: str
    key: str


class MetadataValueInvalid(Refusal, frozen=True):
    """The value is too long, or has characters that do not show."""

    text = N_PLURAL(
        "A value has at most {limit} byte, and only visible characters.",
        "A value has at most {limit} bytes, and only visible characters.",
        "limit",
    )

    limit: int


class MetadataNameTaken(Refusal, frozen=True):
    """Somebody else has the name that is to be shown."""

    text = N_("{value} is the name of somebody else, or nobody may have it.")

    target: str
    key: str
    value: str


class MetadataFull(Refusal, frozen=True):
    """There are as many keys as there may be."""

    text = N_PLURAL(
        "{target} has {limit} value already: remove it first.",
        "{target} has {limit} values already: remove one first.",
        "limit",
    )

    target: str
    limit: int


class MetadataTooFast(Refusal, frozen=True):
    """Too much was changed in the last minute."""

    text = N_PLURAL(
        "You have changed too much in the last minute. Try again in {seconds} second.",
        "You have changed too much in the last minute. Try again in {seconds} seconds.",
        "seconds",
    )

    target: str
    key: str
    seconds: int
