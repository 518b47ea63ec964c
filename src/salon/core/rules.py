"""The limits and names that the owner of the server chose, as the core needs them."""

import msgspec


class Operator(msgspec.Struct, frozen=True):
    """A server operator of the configuration: the hash of a password, and the host shown, if any."""

    password: str
    host: str = ""


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """The limits and names that the owner of the server chose, as the core needs them."""

    server: str
    nick_length: int = 32
    channel_length: int = 64
    topic_length: int = 390
    kick_length: int = 390
    away_length: int = 390
    real_name_length: int = 150
    channels: int = 10_000
    # How many of them may have been founded from one address; 0: no limit.
    channels_per_address: int = 1_000
    channels_per_person: int = 100
    # How long a channel that has emptied keeps its modes and lists.
    empty_channel_seconds: int = 86_400
    list_entries: int = 100
    monitor_entries: int = 100
    # How many people or channels one line of a wire may name.
    targets: int = 4
    replay_lines: int = 20
    # Whether a channel in which nothing was ever said stays when it empties.
    keep_empty_channels: bool = False
    # The hashes of the passwords that registration asks for, by the name of the wire.
    passwords: dict[str, str] = {}
    operators: dict[str, Operator] = {}
    directory_password: str = ""
    presence_seconds: int = 120
    # After how many days without a word the directory forgets a machine.
    machine_days: int = 90
    # The largest file that may be sent; 0: none.
    file_bytes: int = 16_777_216
    # How long an offer of a file may wait, and a transfer stand still.
    offer_seconds: int = 600
    # How many bytes somebody may have sent that their receivers have not acknowledged.
    file_window: int = 4096
    # Folded names of the channels that the server itself owns: they are there from the start, keep their
    # names, and have no founder.
    rooms: frozenset[str] = frozenset()
