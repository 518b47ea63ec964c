"""What every storage does, whatever is behind it."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from harness.storing import ALICE, AMELIE, DURABLE, numbers, read, said, sequences, write
from salon.core.account_events import (
    AccountErased,
    AccountOperatorChanged,
    AccountRegistered,
    AccountRenamed,
    AccountSuspended,
    AccountVerified,
    CodeIssued,
    CodeKind,
    CodeRevoked,
    CodeUsed,
    EmailChanged,
    PasswordChanged,
)
from salon.core.acts import Act, ActKind, ActNoted, Reversal
from salon.core.block_events import BlockChanged
from salon.core.events import (
    ChannelDropped,
    ChannelEmptied,
    ChannelForgotten,
    ChannelFounded,
    ChannelRefounded,
    ChannelRenamed,
    ClosureChanged,
    Event,
    MachineForgotten,
    MachineListed,
    MessageKind,
    MessagePosted,
    ModeChange,
    ModesChanged,
    PersonLeft,
    SanctionNoted,
    TopicChanged,
)
from salon.core.forbidden_names import ChannelNameAllowed, ChannelNameForbidden
from salon.core.message_events import ConversationRead, MessageEdited, MessageReacted, MessageRedacted
from salon.core.metadata_events import ChannelMetadataChanged, PersonMetadataChanged
from salon.core.modes import DEFAULT_CHANNEL_MODES
from salon.core.needs import FindActs
from salon.core.ownership_events import ChannelOwnerChanged, RankKept
from salon.core.presence_events import (
    MembershipEnded,
    MembershipKept,
    Persistence,
    PersistenceChanged,
    PresenceEnded,
    PresenceKept,
)
from salon.core.queries.history import HistoryQuery
from salon.core.server_bans import ServerBanLifted, ServerBanSet
from salon.storage.port import (
    Durability,
    Storage,
    StorageError,
    Stored,
    StoredChannel,
    StoredMachine,
    StoredMask,
)
from salon.storage.sqlite import SqliteStorage

Open = Callable[[], Storage]


def modes(*changes: ModeChange, channel: int = 1, time: int = 9) -> ModesChanged:
    """Make a change of a channel's modes."""
    return ModesChanged(ALICE, channel, f"#{channel}", changes, time)


def reload(open_storage: Open, *events: Event) -> StoredChannel:
    """Return the one channel that there is after some events and a restart."""
    opened = open_storage()
    opened.load()
    write(opened, *events)
    (channel,) = open_storage().load().channels
    return channel


def test_a_new_storage_is_empty_and_has_its_own_identity_and_secret(open_storage: Open) -> None:
    """Nothing is there at first but an identity and a secret, which stay."""
    first = open_storage().load()
    assert first == Stored(first.identity, first.secret, first.epoch, 0, 0, [], [])
    assert len(first.secret) == 32
    assert 4 <= len(first.identity) <= 8
    assert first.identity.isascii()
    assert first.identity.isalnum()
    assert first.identity == first.identity.lower()
    assert open_storage().load() == structs.replace(first, epoch=first.epoch + 1)


def test_identities_and_secrets_differ(tmp_path: Path) -> None:
    """Two databases have nothing in common."""
    stored = []
    for name in ("a", "b"):
        storage = SqliteStorage(tmp_path / name, Durability.PROCESS)
        stored.append(storage.load())
        storage.close()
    assert stored[0].identity != stored[1].identity
    assert stored[0].secret != stored[1].secret


def test_reactions_take_no_place_among_what_was_said(storage: Storage) -> None:
    """However many tags alone or topics came since, the newest `limit` messages with words are found."""
    write(storage, said(1), said(2, kind=MessageKind.NOTICE), said(3))
    write(storage, *(said(sequence, "", kind=MessageKind.TAGMSG) for sequence in range(10, 40)))
    write(storage, *(TopicChanged(ALICE, 1, "#1", "plan", sequence, 6) for sequence in range(40, 50)))
    reader = storage.reader()
    found = [(event.sequence, event.kind) for event in read(reader, limit=2)]
    reader.close()
    assert found == [(2, MessageKind.NOTICE), (3, MessageKind.PRIVMSG)]


@pytest.mark.parametrize("kind", MessageKind)
def test_every_kind_of_message_is_kept(storage: Storage, kind: MessageKind) -> None:
    """What is not shown counts in the sequence all the same, and keeps its channel."""
    write(storage, ChannelFounded(2, "#2", 5), said(1, kind=kind, rank=1, channel=2))
    stored = storage.load()
    assert stored.sequence == 1
    assert [channel.name for channel in stored.channels] == ["#1", "#2"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a\0b",
        "\0",
        "\x01ACTION rit\x01",
        "'\"\\",
        "é€🎈",
        "\u2028\r\n",
        "x" * 100_000,
        '["a"]',
        "null",
        "1",
    ],
    ids=repr,
)
def test_any_text_is_kept(storage: Storage, text: str) -> None:
    """No text breaks a batch, or is kept otherwise than it was."""
    write(storage, said(1), said(2, text), said(3))
    reader = storage.reader()
    assert [event.text for event in read(reader)] == ["bonjour", text, "bonjour"]
    reader.close()


def test_history_is_in_the_order_of_sequences(storage: Storage) -> None:
    """The newest lines are found, oldest first, below `before`, at most `limit`."""
    write(storage, said(3), said(1), said(2, channel=2))
    write(storage, *(said(sequence) for sequence in range(10, 20)))
    assert sequences(storage) == [1, 3, *range(10, 20)]
    reader = storage.reader()

    def latest(before: int | None, limit: int) -> list[int]:
        return numbers(reader, before=before, limit=limit)

    assert latest(None, 3) == [17, 18, 19]
    assert latest(17, 3) == [14, 15, 16]
    assert latest(3, 5) == [1]
    assert latest(1, 5) == []
    assert latest(None, 0) == []
    reader.close()
    assert sequences(storage, channel=3) == []


def test_what_was_said_to_a_rank_is_not_found(storage: Storage) -> None:
    """Nobody knows later who had the rank then: it is shown to nobody, and takes no place."""
    write(storage, said(1), said(2, rank=3), said(3, rank=1))
    reader = storage.reader()
    assert numbers(reader, limit=1) == [1]
    assert numbers(reader, limit=9) == [1]
    reader.close()


def test_what_is_said_to_a_person_is_in_no_channel(storage: Storage) -> None:
    """A private message counts in the sequence, and shows in no channel's history."""
    private = MessagePosted(ALICE, MessageKind.PRIVMSG, "Amélie", "psst", 4, 5, person=2)
    write(storage, private)
    assert storage.load().sequence == 4
    assert sequences(storage, channel=0) == sequences(storage) == []


def test_a_reader_sees_what_is_written_after_it_was_opened(storage: Storage) -> None:
    """A reader is not bound to the moment of its opening."""
    reader = storage.reader()
    assert read(reader) == []
    write(storage, said(1))
    assert numbers(reader, limit=5) == [1]
    reader.close()


def test_numbers_that_were_given_out_are_not_given_again(open_storage: Open) -> None:
    """The highest sequence and channel are known after a restart, even of a channel that is gone."""
    storage = open_storage()
    storage.load()
    write(storage, ChannelFounded(4, "#4", 5), said(20, channel=4), said(12, channel=4))
    write(storage, ChannelFounded(9, "#9", 5))
    write(storage, ChannelDropped(9))
    stored = open_storage().load()
    assert (stored.sequence, stored.last_channel) == (20, 9)


def test_a_channel_comes_back_as_it_was_left(open_storage: Open) -> None:
    """Name, topic, modes and lists are those of before the restart."""
    channel = reload(
        open_storage,
        ChannelFounded(3, "#Été", 5),
        TopicChanged(ALICE, 3, "#Été", "le plan", 1, 6),
        modes(ModeChange("k", adding=True, parameter="clé"), ModeChange("t", adding=False), channel=3),
        modes(
            ModeChange("b", adding=True, parameter="z!*@*"),
            ModeChange("b", adding=True, parameter="a!*@*"),
            ModeChange("I", adding=True, parameter="i!*@*"),
            channel=3,
            time=10,
        ),
    )
    assert channel == StoredChannel(
        channel=3,
        name="#Été",
        created=5,
        topic="le plan",
        topic_source="Alice!alice@a.example",
        topic_time=6,
        modes={"k": "clé", "n": ""},
        lists={
            "b": [
                StoredMask("z!*@*", "Alice!alice@a.example", 10),
                StoredMask("a!*@*", "Alice!alice@a.example", 10),
            ],
            "I": [StoredMask("i!*@*", "Alice!alice@a.example", 10)],
        },
    )


def test_a_new_channel_has_the_modes_of_a_new_channel(open_storage: Open) -> None:
    """Modes that the founding brings are kept like those that somebody sets."""
    channel = reload(open_storage, ChannelFounded(1, "#1", 5), said(1))
    assert channel.modes == dict.fromkeys(DEFAULT_CHANNEL_MODES, "")


def test_modes_and_lists_are_taken_away(open_storage: Open) -> None:
    """What was set and taken away is not there; what was set again is there once, with the later value."""
    channel = reload(
        open_storage,
        ChannelFounded(1, "#1", 5),
        modes(
            ModeChange("l", adding=True, parameter="10"),
            ModeChange("i", adding=True),
            ModeChange("b", adding=True, parameter="a!*@*"),
            ModeChange("e", adding=True, parameter="e!*@*"),
        ),
        modes(
            ModeChange("l", adding=True, parameter="20"),
            ModeChange("i", adding=False),
            ModeChange("b", adding=False, parameter="a!*@*"),
            ModeChange("e", adding=True, parameter="e!*@*"),
            time=11,
        ),
    )
    assert channel.modes == {"l": "20", "n": "", "t": ""}
    assert channel.lists == {"e": [StoredMask("e!*@*", "Alice!alice@a.example", 11)]}


def test_ranks_of_guests_do_not_last(open_storage: Open) -> None:
    """A rank that was given is no mode of the channel."""
    ranks = [ModeChange(letter, adding=True, parameter="Amélie", person=2) for letter in "qaohv"]
    channel = reload(open_storage, ChannelFounded(1, "#1", 5), said(1), modes(*ranks))
    assert channel.modes == dict.fromkeys(DEFAULT_CHANNEL_MODES, "")


def test_a_renamed_channel_keeps_all_that_is_its_own(open_storage: Open) -> None:
    """History belongs to the channel, not to its name."""
    storage = open_storage()
    storage.load()
    write(storage, ChannelFounded(1, "#1", 5), said(1))
    write(storage, ChannelRenamed(ALICE, 1, "#1", "#un", "français", 8), said(2))
    (channel,) = storage.load().channels
    assert channel.name == "#un"
    assert sequences(storage) == [1, 2]


def test_changes_of_a_topic_are_in_the_sequence(open_storage: Open) -> None:
    """Every topic has its number among the messages; an empty one clears the topic, and says who did it."""
    storage = open_storage()
    storage.load()
    write(
        storage,
        ChannelFounded(1, "#1", 5),
        TopicChanged(ALICE, 1, "#1", "un", 1, 6),
        said(2),
        TopicChanged(AMELIE, 1, "#1", "", 3, 7),
    )
    assert sequences(storage) == [2]
    stored = open_storage().load()
    assert stored.sequence == 3
    (channel,) = stored.channels
    assert (channel.topic, channel.topic_source, channel.topic_time) == ("", "Amélie!~a@b.example", 7)


def test_a_dropped_channel_is_gone(open_storage: Open) -> None:
    """A channel's modes and lists go with it; its name may be founded again at once."""
    ban = ModeChange("b", adding=True, parameter="a!*@*")
    channel = reload(
        open_storage,
        ChannelFounded(1, "#1", 5),
        modes(ban),
        ChannelDropped(1),
        ChannelFounded(2, "#1", 6),
        said(1, channel=2),
    )
    assert (channel.channel, channel.created, channel.lists) == (2, 6, {})


KEEPING: dict[str, Event] = {
    "said": said(1),
    "topic": TopicChanged(ALICE, 1, "#1", "un", 1, 6),
    "mode set": modes(ModeChange("s", adding=True)),
    "mode taken": modes(ModeChange("t", adding=False)),
    "list": modes(ModeChange("e", adding=True, parameter="a!*@*")),
}


@pytest.mark.parametrize("event", KEEPING.values(), ids=KEEPING)
def test_channels_in_which_nothing_happened_are_forgotten(open_storage: Open, event: Event) -> None:
    """At the start, a channel is there only when something was said or set in it."""
    channel = reload(open_storage, ChannelFounded(1, "#1", 5), ChannelFounded(2, "#2", 5), event)
    assert channel.channel == 1


def test_a_batch_is_written_whole_or_not_at_all(open_storage: Open) -> None:
    """When one event cannot be stored, nothing of its batch is there, and the next batch can be."""
    storage = open_storage()
    storage.load()
    write(storage, ChannelFounded(1, "#1", 5), said(1))
    for batch in (
        [said(2), said(1), said(3)],
        [ChannelRenamed(ALICE, 1, "#1", "#x", "", 8), said(4), ChannelFounded(1, "#again", 8)],
        [ChannelFounded(2, "#2", 5), said(5, channel=2), TopicChanged(ALICE, 1, "#1", "t", 1, 6)],
    ):
        with pytest.raises(StorageError):
            write(storage, *batch)
        assert sequences(storage) == [1]
    write(storage, said(6))
    stored = open_storage().load()
    assert [channel.name for channel in stored.channels] == ["#1"]
    assert sequences(open_storage()) == [1, 6]


def test_what_is_not_durable_is_passed_over(storage: Storage) -> None:
    """Events about who is present leave no trace; a batch may hold nothing else, or nothing at all."""
    before = storage.load()
    write(storage, PersonLeft(ALICE, "bye", 9))
    write(storage)
    assert storage.load() == before
    write(storage, PersonLeft(ALICE, "bye", 9), said(1))
    assert sequences(storage) == [1]


BANNED = ActNoted(
    channel=5,
    name="#5",
    nick="ann",
    account="ann",
    kind=ActKind.BAN,
    time=9,
    keep=3,
    since=0,
    target="ben",
    detail="ben!*@*",
    reason="spam",
    until=99,
    reversal=Reversal((ModeChange("b", adding=False, parameter="ben!*@*"),), (("x!*@*", 7, "noise"),), 1, 4),
)


def test_every_durable_event_leaves_a_trace(storage: Storage) -> None:
    """No event that the core calls durable is passed over."""
    samples: list[Event] = [
        ChannelFounded(5, "#5", 5),
        modes(ModeChange("i", adding=True), channel=5),
        TopicChanged(ALICE, 5, "#5", "t", 1, 6),
        ChannelRenamed(ALICE, 5, "#5", "#cinq", "", 8),
        said(2, channel=5),
        MessageEdited(ALICE, 2, "#cinq", 5, 0, "other", 9),
        MessageReacted(ALICE, 2, "#cinq", 5, 0, "x", 9),
        MessageRedacted(ALICE, 2, "#cinq", 5, 0, "", 9),
        ChannelEmptied(5, 9),
        ChannelRefounded(5, fresh=False, since=0, time=10),
        ClosureChanged(5, 3),
        AccountRegistered(1, "ann", "hash", 7, verified=False),
        AccountVerified(1, 5),
        EmailChanged(1, "ann@example.org", "a@example.org"),
        PasswordChanged(1, "other"),
        AccountSuspended(1, suspended=True),
        AccountOperatorChanged(1, operator=True),
        AccountRenamed(1, "anne"),
        CodeIssued("digest", CodeKind.INVITATION, "ann", 7, uses=2),
        CodeUsed("digest"),
        CodeRevoked("digest"),
        modes(ModeChange("b", adding=True, parameter="x!*@*"), channel=5),
        SanctionNoted(5, "x!*@*", 99, "noise"),
        BANNED,
        ServerBanSet("x!*@*", network=False, nick="ann", time=9, until=99, reason="spam"),
        ServerBanLifted("x!*@*", network=False),
        ChannelOwnerChanged(ALICE, 5, "#cinq", 2, "", 0, 1, 9),
        RankKept(5, 1, 4),
        BlockChanged(ALICE, 1, 0, "x!*@*", adding=True, time=9),
        ChannelNameForbidden("#spam*", "root", 9, "spam"),
        ChannelNameAllowed("#spam*"),
        ConversationRead(ALICE, 1, 5, "#cinq", 8, 9),
        PersonMetadataChanged(ALICE, 1, {"status": "tea"}, 9),
        ChannelMetadataChanged(ALICE, 5, "#cinq", {"status": "tea"}, 9),
        PersistenceChanged(1, Persistence.ON),
        PresenceKept(1, "~u", "host", "Ann", "i", "tea", 9, absent=True, heard=2),
        MembershipKept(1, 5, 1, 0),
        MembershipEnded(1, 5),
        PresenceEnded(1),
        AccountErased(1),
        ChannelForgotten(5),
        ChannelDropped(1),
        MachineListed("pc.test", "bob", "192.0.2.1", online=True, time=9),
        MachineForgotten("pc.test"),
    ]
    assert {type(event) for event in samples} == DURABLE
    for event in samples:
        before = storage.load(), texts(storage), acts(storage)
        # What is founded is kept from being forgotten by a mode of its own.
        kept = [modes(ModeChange("s", adding=True), channel=5)] if isinstance(event, ChannelFounded) else []
        write(storage, event, *kept)
        assert (storage.load(), texts(storage), acts(storage)) != before
    assert acts(storage) == []  # its channel was forgotten


def texts(storage: Storage) -> list[tuple[int, str]]:
    """Return what a channel's history shows, with the reactions."""
    with closing(storage.reader()) as reader:
        said: list[Any] = reader.read(HistoryQuery(conversation=5, limit=9, reactions=True))
    return [(its.sequence, its.reaction if isinstance(its, MessageReacted) else its.text) for its in said]


def acts(storage: Storage, **asked: Any) -> list[Act]:
    """Return entries of the log of moderation, the newest first; without a limit all of them."""
    with closing(storage.reader()) as reader:
        return [*reader.acts(FindActs(**{"channel": 0, "limit": 99, "since": 0, **asked}))]


def test_acts_of_moderation(storage: Storage) -> None:
    """They come back as they were noted; of each place as many as are kept, and none that is too old."""
    write(storage, ChannelFounded(5, "#5", 5), *(structs.replace(BANNED, time=number) for number in range(4)))
    write(storage, structs.replace(BANNED, channel=0, name="", reversal=None))
    on_server, last, *older = acts(storage)
    assert (on_server.number, on_server.channel, on_server.reversal) == (5, "", None)
    assert [its.number for its in older] == [3, 2]
    assert last == Act(
        number=4,
        channel="#5",
        nick="ann",
        account="ann",
        kind=ActKind.BAN,
        target="ben",
        detail="ben!*@*",
        reason="spam",
        until=99,
        time=3,
        undone=False,
        reversal=BANNED.reversal,
    )
    assert [its.number for its in acts(storage, channel=5)] == [4, 3, 2]
    assert [its.number for its in acts(storage, channel=5, before=4, limit=1)] == [3]
    assert [its.number for its in acts(storage, channel=5, number=2)] == [2]
    assert [its.number for its in acts(storage, channel=5, since=3)] == [4]
    assert acts(storage, channel=1) == []
    write(storage, structs.replace(BANNED, undoes=4, keep=9, since=3, time=4))
    assert [(its.number, its.undone) for its in acts(storage, channel=5)] == [(6, False), (4, True)]
    assert acts(storage, channel=5, standing=True) == []


def test_bans_from_the_server(open_storage: Open) -> None:
    """They come back as they were set, the oldest first; one that is lifted is gone."""
    bans = [
        ServerBanSet("x!*@*", network=False, nick="ann", time=9, until=99, reason="spam"),
        ServerBanSet("192.0.2.0/24", network=True, nick="ann", time=8),
        ServerBanSet("192.0.2.0/24", network=False, nick="ann", time=8),
    ]
    opened = open_storage()
    opened.load()
    lifted = ServerBanLifted("192.0.2.0/24", network=False)
    write(opened, *bans, structs.replace(bans[0], reason="more"), lifted)
    assert [structs.astuple(ban) for ban in open_storage().load().server_bans] == [
        ("192.0.2.0/24", True, "ann", 8, 0, ""),
        ("x!*@*", False, "ann", 9, 99, "more"),
    ]


def test_acts_are_hidden_from_whoever_has_no_power_over_the_past(storage: Storage) -> None:
    """A channel that is found empty shows its log from then on; whoever looks at all sees all."""
    write(storage, ChannelFounded(5, "#5", 5), said(1, channel=5), BANNED, ChannelEmptied(5, 9))
    write(storage, ChannelRefounded(5, fresh=False, since=0, time=10))
    assert len(acts(storage, channel=5)) == 1
    write(storage, ChannelRefounded(5, fresh=False, since=2, time=10), BANNED)
    assert [its.number for its in acts(storage, channel=5)] == [2]
    assert [its.number for its in acts(storage)] == [2, 1]


def test_a_number_that_somebody_heard_of_is_not_given_out_again(open_storage: Open) -> None:
    """Also where what had it was not kept: they would take what comes next for heard."""
    account = AccountRegistered(1, "ann", "hash", 7), ChannelFounded(1, "#1", 5)
    seen = "~u", "host", "Ann", "", "", 9
    write(open_storage(), *account, PresenceKept(1, *seen, absent=True, heard=7), MembershipKept(1, 1, 3, 0))
    assert open_storage().load().sequence == 7
    write(open_storage(), MembershipKept(1, 1, 9, 0))
    assert open_storage().load().sequence == 9


def test_when_a_channel_emptied_lasts(open_storage: Open) -> None:
    """Until somebody comes; all else stays as it was, unless it is founded afresh."""
    made = (
        *(ChannelFounded(1, "#1", 5), said(1), TopicChanged(ALICE, 1, "#1", "t", 2, 6)),
        modes(ModeChange("k", adding=True, parameter="key"), ModeChange("b", adding=True, parameter="x!*@*")),
    )
    channel = reload(open_storage, *made, ChannelEmptied(1, 7))
    assert (channel.emptied, channel.since) == (7, 0)
    write(open_storage(), ChannelRefounded(1, fresh=False, since=0, time=8))
    (back,) = open_storage().load().channels
    assert back == structs.replace(channel, emptied=0)


def test_a_channel_that_was_founded_afresh(open_storage: Open) -> None:
    """Its modes are a new one's, its lists are gone; nothing else is lost, for others or on the disk."""
    opened = open_storage()
    opened.load()
    ban = ModeChange("b", adding=True, parameter="x!*@*")
    changes = (ModeChange("k", adding=True, parameter="key"), ModeChange("t", adding=False), ban)
    for number in (1, 2):
        write(
            opened,
            *(ChannelFounded(number, f"#{number}", 5), modes(*changes, channel=number)),
            *(said(number, channel=number), TopicChanged(ALICE, number, f"#{number}", "t", 2 + number, 6)),
        )
    write(opened, ChannelEmptied(1, 7), ChannelRefounded(1, fresh=True, since=0, time=8))
    first, second = open_storage().load().channels
    assert (first.modes, first.lists) == (dict.fromkeys(DEFAULT_CHANNEL_MODES, ""), {})
    assert (first.topic, first.topic_source, first.topic_time) == ("t", ALICE.mask, 6)
    assert (second.modes["k"], [entry.mask for entry in second.lists["b"]]) == ("key", ["x!*@*"])


def test_a_topic_of_a_closure_goes_with_it(open_storage: Open) -> None:
    """When the channel is founded afresh; the lines stay on the disk, and the numbers go on above `since`."""
    opened = open_storage()
    opened.load()
    topic = TopicChanged(ALICE, 1, "#1", "t", 2, 6, closed=2)
    write(
        opened,
        *(ChannelFounded(1, "#1", 5), said(1), ClosureChanged(1, 2), topic, said(3), ClosureChanged(1, 0)),
        *(ChannelEmptied(1, 7), ChannelRefounded(1, fresh=True, since=9, time=8)),
    )
    stored = open_storage().load()
    (channel,) = stored.channels
    assert (channel.since, channel.topic, channel.topic_source, channel.created) == (9, "", "", 8)
    assert stored.sequence == 9
    assert sequences(open_storage(), channel=1) == [1, 3]


def test_the_directory_lasts(open_storage: Open) -> None:
    """As each machine was listed last, in that order; one that was forgotten is not there."""
    storage = open_storage()
    assert storage.load().machines == []
    write(
        storage,
        MachineListed("pc.test", "pc.test", "192.0.2.1", online=True, time=9),
        MachineListed("mac.test", "zoé", "2001:db8::1", online=True, time=10, session=7),
        MachineListed("gone.test", "gone", "192.0.2.3", online=True, time=11),
        MachineListed("pc.test", "bob", "192.0.2.2", online=False, time=12),
        MachineForgotten("gone.test"),
    )
    assert open_storage().load().machines == [
        StoredMachine("mac.test", "zoé", "2001:db8::1", online=True, seen=10),
        StoredMachine("pc.test", "bob", "192.0.2.2", online=False, seen=12),
    ]


def test_upkeep_changes_nothing(storage: Storage) -> None:
    """Steps of upkeep between batches, at rest and under load, are not seen."""
    for sequence in range(1, 400):
        write(storage, said(sequence, "x" * 20_000))
        storage.tidy(idle=sequence % 7 == 0)
    assert sequences(storage) == list(range(1, 400))
