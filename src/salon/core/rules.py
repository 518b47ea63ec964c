"""The limits and names that the owner of the server chose, as the core needs them."""

import msgspec

from salon.core.limits import (
    CHATHISTORY_MAX,
    FILE_BYTES,
    MACHINE_DAYS,
    OFFER_SECONDS,
    PRESENCE_SECONDS,
    REPLAY_LINES,
    Limits,
)


class Operator(msgspec.Struct, frozen=True):
    """A server operator of the configuration: the hash of a password, and the host shown, if any."""

    password: str
    host: str = ""


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """The limits and names that the owner of the server chose, as the core needs them."""

    server: str
    limits: Limits = Limits()
    replay_lines: int = REPLAY_LINES
    # How many messages a client may ask for at once.
    page_messages: int = CHATHISTORY_MAX
    # Whether a channel in which nothing was ever said stays when it empties.
    keep_empty_channels: bool = False
    # The hashes of the passwords that registration asks for, by the name of the wire.
    passwords: dict[str, str] = {}
    operators: dict[str, Operator] = {}
    directory_password: str = ""
    presence_seconds: int = PRESENCE_SECONDS
    # After how many days without a word the directory forgets a machine.
    machine_days: int = MACHINE_DAYS
    # The largest file that may be sent; 0: none.
    file_bytes: int = FILE_BYTES
    # How long an offer of a file may wait, and a transfer stand still.
    offer_seconds: int = OFFER_SECONDS
    # Folded names of the channels that the server itself owns: they are there from the start, keep their
    # names, and have no founder.
    rooms: frozenset[str] = frozenset()
