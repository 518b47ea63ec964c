"""The limits that the owner of the server chooses: each default stands here, and nowhere else.

The docstring is their manual. Lengths are in bytes of UTF-8 where nothing else is said.
"""

from typing import Annotated

from msgspec import Meta, Struct

Seconds = Annotated[float, Meta(ge=0.1, le=86_400)]
Entries = Annotated[int, Meta(ge=1, le=100_000)]

REPLAY_LINES = 20
"""How many of a channel's last messages are shown to whoever enters it by IRC."""

CHATHISTORY_MAX = 100
REDACT_MINUTES = 1_440
EDIT_MINUTES = 1_440
"""How many messages a client may ask for at once."""

CHANNEL_MIN_DAYS = 7
"""For how many days each channel keeps its messages at least: a look once a week misses none."""

CHANNEL_MIN_MESSAGES = 100
"""How many of its messages each channel keeps at least: a page of them."""

SEARCH_MILLISECONDS = 500
"""For how long one search may take; what was found until then is its answer."""

PRESENCE_SECONDS = 120
"""How long a machine of the directory is online after its last word."""

MACHINE_DAYS = 90
"""After how many days without a word the directory forgets a machine."""

FILE_BYTES = 16_777_216
"""The largest file that may be sent."""

OFFER_SECONDS = 600
"""How long an offer of a file may wait, and a transfer stand still."""


class Limits(Struct, frozen=True, forbid_unknown_fields=True):
    """What one person or connection may ask of the server.

    messages_per_second: How many commands per second a client may send on average; more are delayed, not
        lost. 0: no limit.
    burst: How many commands a client may send at once before `messages_per_second` slows it.
    receive_queue_bytes: How many bytes a slowed client may have waiting; with more it is dropped. The lowest
        value is one line of IRC with all its tags.
    send_queue_bytes: How many bytes may wait for a client that does not read; with more it is dropped.
    total_send_queue_bytes: How many bytes may wait for all clients that do not read, together. With more, the
        clients with the most waiting bytes are dropped. Checked each second. 0: no limit.
    connections_per_address: How many connections one address may have open. 0: no limit, and none for how
        often it connects.
    connections_per_second: How many connections per second one address may open on average; more are refused,
        and told to try again. 0: no limit.
    connection_burst: How many connections one address may begin at once before `connections_per_second` holds
        it back. A class of forty behind one address, whose browsers open six each, has room.
    registration_seconds: How long a connection may take to say who it is (NICK, USER) before it is closed.
    resume_seconds: How long somebody stays in the chat whose connection is lost, where the client can resume
        it (`salon.dev/resume`). The page can: a reload goes unnoticed. 0: they leave at once.
    ping_seconds: How long a client may be silent before the server asks whether it is there (PING).
    ping_timeout_seconds: How long a client may take to answer PING before it is dropped.
    nick_length: The longest nick, in characters.
    user_length: The longest user name, in bytes; a longer one is cut.
    real_name_length: The longest real name, in bytes; a longer one is shortened at first, and refused later.
    channel_length: The longest channel name, in characters, its `#` counted.
    message_bytes: The longest message, in bytes, on any protocol; a longer one is refused.
    message_lines: How many lines a message may have, from a program that can send several
        (`draft/multiline`). Each line counts for `messages_per_second`.
    message_seconds: How long such a program may take to send all lines of one message.
    reactions_per_message: How many different reactions a message may have.
    reactions_per_person: How many reactions one person may have to one message.
    reaction_bytes: The longest reaction, in bytes. An emoji has up to 35.
    topic_length: The longest topic, in bytes; a longer one is shortened, with `…` at its end.
    kick_length: The longest reason (KICK, PART, QUIT, KILL, RENAME), in bytes; a longer one is shortened,
        with `…` at its end.
    away_length: The longest away message, in bytes; a longer one is shortened, with `…` at its end.
    channels: How many channels there may be. When there are so many, nobody can found another. As many
        channels more may sleep, after their last member has left. Beyond that, the server forgets one with
        all its messages: first one without messages; then, of the address that founded the most, the one that
        has slept longest.
    channels_per_address: How many of them may have been founded from one address since the start. 0: no
        limit.
    channels_per_person: How many channels one person may be in.
    empty_channel_seconds: How long a channel that has emptied keeps its modes, its key and its lists (bans,
        exceptions, invitations), also over a restart. People who join it after that find the modes and lists
        of a new one. 0: as soon as it empties.
    list_entries: How many entries the lists of a channel may hold together: bans, exceptions, invitations,
        mutes. Also how many people, or masks of people, one person may silence.
    server_bans: How many bans from the whole server there may be (KLINE, DLINE).
    forbidden_names: How many channel names operators may forbid.
    monitor_entries: How many nicks one client may watch (MONITOR).
    targets: How many targets one command may name, as in `PRIVMSG amelie,bob :salut`.
    """

    messages_per_second: Annotated[float, Meta(ge=0, le=1_000_000)] = 2.0
    burst: Annotated[int, Meta(ge=1, le=1_000_000)] = 10
    receive_queue_bytes: Annotated[int, Meta(ge=8_704, le=1_073_741_824)] = 16_384
    send_queue_bytes: Annotated[int, Meta(ge=8_704, le=1_073_741_824)] = 1_048_576
    total_send_queue_bytes: Annotated[int, Meta(ge=0, le=1_099_511_627_776)] = 268_435_456
    connections_per_address: Annotated[int, Meta(ge=0, le=1_000_000)] = 64
    connections_per_second: Annotated[float, Meta(ge=0, le=1_000_000)] = 20.0
    connection_burst: Annotated[int, Meta(ge=1, le=1_000_000)] = 300
    registration_seconds: Seconds = 30
    resume_seconds: Annotated[int, Meta(ge=0, le=3_600)] = 20
    ping_seconds: Seconds = 90
    ping_timeout_seconds: Seconds = 60
    nick_length: Annotated[int, Meta(ge=1, le=64)] = 32
    user_length: Annotated[int, Meta(ge=1, le=64)] = 20
    real_name_length: Annotated[int, Meta(ge=1, le=390)] = 150
    channel_length: Annotated[int, Meta(ge=2, le=128)] = 64
    message_bytes: Annotated[int, Meta(ge=512, le=65_536)] = 4_096
    message_lines: Annotated[int, Meta(ge=1, le=1_000)] = 40
    message_seconds: Seconds = 30
    reactions_per_message: Annotated[int, Meta(ge=1, le=1_000)] = 20
    reactions_per_person: Annotated[int, Meta(ge=1, le=1_000)] = 10
    reaction_bytes: Annotated[int, Meta(ge=1, le=350)] = 64
    topic_length: Annotated[int, Meta(ge=1, le=390)] = 390
    # RENAME leaves 338 between two channel names of 64 letters and behind a nick of 32.
    kick_length: Annotated[int, Meta(ge=1, le=390)] = 330
    away_length: Annotated[int, Meta(ge=1, le=390)] = 390
    channels: Entries = 10_000
    channels_per_address: Annotated[int, Meta(ge=0, le=1_000_000)] = 1_000
    channels_per_person: Entries = 100
    empty_channel_seconds: Annotated[int, Meta(ge=0, le=31_536_000)] = 86_400
    list_entries: Entries = 100
    server_bans: Entries = 1_000
    forbidden_names: Entries = 1_000
    monitor_entries: Entries = 100
    targets: Annotated[int, Meta(ge=1, le=100)] = 4
