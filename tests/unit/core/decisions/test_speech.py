"""Who may say what, where; and what is shown of what was said."""

import pytest

from harness.chatroom import Chatroom, changes
from salon.core import refusals
from salon.core.commands import (
    ChangeModes,
    JoinChannel,
    PartChannel,
    PostMessage,
    ReadHistory,
    RenameChannel,
    ReplayHistory,
    SendWallops,
    SetAway,
)
from salon.core.events import MessageKind, MessagePosted, WallopsSent, is_durable
from salon.core.needs import Answer, FetchHistory
from salon.core.ranks import Rank
from salon.core.replies import HistoryShown, PersonIsAway

ALL = set(Rank)
VOICED = ALL - {Rank.MEMBER}


@pytest.fixture
def room() -> Chatroom:
    """Return a room with a channel of ann, who is founder, and ben; cleo is outside."""
    room = Chatroom(replay_lines=7)
    room.enter("ann", "#a")
    room.enter("ben", "#a")
    room.enter("cleo")
    return room


def test_a_message_to_a_channel(room: Chatroom) -> None:
    """It has the next number of the history, and the channel's own spelling."""
    ann = room.state.people[1]
    (posted,) = room.run(ann, PostMessage("#A", "salut", MessageKind.NOTICE, 3, "+x=y"))
    assert posted == MessagePosted(
        ann.source, MessageKind.NOTICE, "#a", "salut", 1, room.now, channel=1, rank=3, tags="+x=y"
    )
    (posted,) = room.run(ann, PostMessage("#a", "encore"))
    assert isinstance(posted, MessagePosted)
    assert posted.sequence == 2


def test_a_message_to_a_person(room: Chatroom) -> None:
    """It goes by the nick as it is spelt; who is not here gets nothing."""
    ann, ben = room.state.people[1], room.state.people[2]
    assert room.run(ann, PostMessage("BEN", "salut", tags="+x")) == [
        MessagePosted(ann.source, MessageKind.PRIVMSG, "ben", "salut", 1, room.now, person=ben.id, tags="+x")
    ]
    assert room.run(ann, PostMessage("zoe", "salut")) == [refusals.NoSuchNick("zoe")]
    assert room.run(ann, PostMessage("#z", "salut")) == [refusals.NoSuchChannel("#z")]
    assert room.state.last_sequence == 1


def test_who_is_away_says_so(room: Chatroom) -> None:
    """To a PRIVMSG alone: nothing answers a NOTICE by itself."""
    ann, ben = room.state.people[1], room.state.people[2]
    room.run(ben, SetAway("au lit"))
    assert room.run(ann, PostMessage("ben", "salut"))[1:] == [PersonIsAway("ben", "au lit")]
    assert len(room.run(ann, PostMessage("ben", "salut", MessageKind.NOTICE))) == 1
    assert len(room.run(ann, PostMessage("ben", "", MessageKind.TAGMSG))) == 1


@pytest.mark.parametrize(
    ("text", "tags", "kind", "live"),
    [
        ("salut", "", MessageKind.PRIVMSG, False),
        ("x", "+typing=active", MessageKind.PRIVMSG, False),
        ("\x01ACTION rit\x01", "", MessageKind.PRIVMSG, False),
        ("\x01VERSION\x01", "", MessageKind.PRIVMSG, True),
        ("\x01VERSION 1\x01", "", MessageKind.NOTICE, True),
        ("", "+draft/react=x", MessageKind.TAGMSG, False),
        ("", "+typing=active", MessageKind.TAGMSG, True),
        ("", "+typing=active;+draft/typing=active", MessageKind.TAGMSG, True),
        ("", "+typing=active;+draft/react=x", MessageKind.TAGMSG, False),
        ("", "", MessageKind.TAGMSG, True),
    ],
)
@pytest.mark.parametrize("target", ["#a", "ben"])
def test_what_is_gone_once_seen(
    room: Chatroom, target: str, text: str, tags: str, kind: MessageKind, live: bool
) -> None:
    """That somebody is typing, and what clients ask each other: it is not committed, nor in the history."""
    (posted,) = room.run(room.state.people[1], PostMessage(target, text, kind, tags=tags))
    assert isinstance(posted, MessagePosted)
    assert posted.live is live
    assert is_durable(posted) is not live


@pytest.mark.parametrize(
    ("letters", "masks", "text", "speakers", "because"),
    [
        ("+i", [], "x", ALL, ""),
        ("+m", [], "x", VOICED, "m"),
        ("+b", ["ben"], "x", VOICED, "b"),
        ("+b", ["~m:ben"], "x", VOICED, "b"),
        ("+be", ["ben", "ben"], "x", ALL, ""),
        ("+C", [], "x", ALL, ""),
        ("+C", [], "\x01VERSION\x01", set(), "C"),
        ("+C", [], "\x01ACTION rit\x01", ALL, ""),
        ("+C", [], "\x01ACTIONS\x01", set(), "C"),
    ],
)
@pytest.mark.parametrize("rank", Rank)
def test_who_may_speak(
    room: Chatroom, rank: Rank, letters: str, masks: list[str], text: str, speakers: set[Rank], because: str
) -> None:
    """A voice speaks past +m, bans and mutes; nobody past +C."""
    ann, ben = room.state.people[1], room.state.people[2]
    room.run(ann, ChangeModes("#a", changes(letters, *masks)))
    room.give("#a", ben, rank)
    outcome = room.decide(ben, PostMessage("#a", text))
    assert isinstance(outcome, list)
    if rank in speakers:
        assert isinstance(outcome[0], MessagePosted)
    else:
        assert outcome == [refusals.MayNotSpeak("#a", because)]


def test_outsiders(room: Chatroom) -> None:
    """They speak only where +n is not, and then like plain members."""
    ann, cleo = room.state.people[1], room.state.people[3]
    assert room.run(cleo, PostMessage("#a", "x")) == [refusals.MayNotSpeak("#a", "n")]
    room.run(ann, ChangeModes("#a", changes("-n")))
    assert isinstance(room.run(cleo, PostMessage("#a", "x"))[0], MessagePosted)
    room.run(ann, ChangeModes("#a", changes("+b", "cleo")))
    assert room.run(cleo, PostMessage("#a", "x")) == [refusals.MayNotSpeak("#a", "b")]
    room.run(ann, ChangeModes("#a", changes("+m-b", "cleo")))
    assert room.run(cleo, PostMessage("#a", "x")) == [refusals.MayNotSpeak("#a", "m")]


def test_wallops(room: Chatroom) -> None:
    """As it was said."""
    ann = room.state.people[1]
    ann.modes = "o"
    assert room.run(ann, SendWallops("attention")) == [WallopsSent(ann.source, "attention", room.now)]


# --- history -----------------------------------------------------------------------------------


def test_asking_for_history(room: Chatroom) -> None:
    """So many lines of that channel."""
    ben = room.state.people[2]
    assert room.need(ben, ReadHistory("#A", 5)) == FetchHistory(1, 5, since=0, before=1)
    assert room.answered(ben, ReadHistory("#A", 5), ()) == [HistoryShown("#a", ())]


def test_reading_history_raises_no_sequence(room: Chatroom) -> None:
    """However often it is read: the next message has the number that it would have had."""
    ann = room.state.people[1]
    room.run(ann, PostMessage("#a", "one"))
    for command in (ReadHistory("#a", 5), ReplayHistory("#a"), ReadHistory("#a", 5)):
        assert isinstance(room.answered(ann, command, ())[0], HistoryShown)
        assert room.state.last_sequence == 1
    (posted,) = room.run(ann, PostMessage("#a", "two"))
    assert isinstance(posted, MessagePosted)
    assert posted.sequence == 2


def test_history_ends_where_it_was_asked_for(room: Chatroom) -> None:
    """What is said while it is read is heard as it is said, and not once more with the past."""
    ann = room.state.people[1]
    (before,) = room.run(ann, PostMessage("#a", "before"))
    need = room.need(ann, ReadHistory("#a", 5))
    (after,) = room.run(ann, PostMessage("#a", "after"))
    assert isinstance(need, FetchHistory)
    assert isinstance(before, MessagePosted)
    assert isinstance(after, MessagePosted)
    assert before.sequence < need.before <= after.sequence


@pytest.mark.parametrize(("wished", "shown"), [(-1, 1), (0, 1), (1, 1), (100, 100), (101, 100), (10**9, 100)])
def test_no_more_is_shown_than_may_be(room: Chatroom, wished: int, shown: int) -> None:
    """Whoever made the command."""
    ann, *_ = room.state.people.values()
    assert room.need(ann, ReadHistory("#a", wished)).limit == shown


def test_what_newcomers_are_shown(room: Chatroom) -> None:
    """As many lines as the owner chose; nothing where nothing was said, or to whom the door stayed shut."""
    ann, cleo = room.state.people[1], room.state.people[3]
    assert room.run(ann, ReplayHistory("#a")) == []
    room.run(ann, PostMessage("#a", "salut"))
    assert room.need(ann, ReplayHistory("#a")).limit == 7
    assert room.run(cleo, ReplayHistory("#a")) == []
    assert room.run(cleo, ReplayHistory("#z")) == []


def test_no_replay_where_the_owner_wants_none() -> None:
    """Zero lines are none."""
    room = Chatroom(replay_lines=0)
    ann = room.enter("ann", "#a")
    room.run(ann, PostMessage("#a", "salut"))
    assert room.run(ann, ReplayHistory("#a")) == []


def test_history_is_for_those_who_are_still_in(room: Chatroom) -> None:
    """Reading takes its time; who has left meanwhile is shown nothing."""
    ben = room.state.people[2]
    (posted,) = room.run(ben, PostMessage("#a", "salut"))
    assert isinstance(posted, MessagePosted)
    read, replayed = ReadHistory("#a", 5), ReplayHistory("#a")
    answers = {command: Answer(room.need(ben, command), (posted,)) for command in (read, replayed)}
    for command, answer in answers.items():
        assert room.run(ben, command, answer) == [HistoryShown("#a", (posted,))]
    room.run(ben, PartChannel("#a"))
    assert room.run(ben, read, answers[read]) == [refusals.NotInChannel("#a")]
    assert room.run(ben, replayed, answers[replayed]) == []


def test_what_is_said_while_history_is_read_does_not_have_it_read_again(room: Chatroom) -> None:
    """The answer is shown as it came, though the same question would read otherwise by now."""
    ann, command = room.state.people[1], ReadHistory("#a", 5)
    answer = Answer(room.need(ann, command), ())
    room.run(ann, PostMessage("#a", "meanwhile"))
    assert room.need(ann, command) != answer.need
    assert room.run(ann, command, answer) == [HistoryShown("#a", ())]


def test_the_history_of_another_channel_is_no_answer(room: Chatroom) -> None:
    """If the name has gone to another channel meanwhile, the history of that one is read."""
    ann, command = room.state.people[1], ReadHistory("#a", 5)
    (posted,) = room.run(ann, PostMessage("#a", "salut"))
    assert isinstance(posted, MessagePosted)
    answer = Answer(room.need(ann, command), (posted,))
    room.run(ann, RenameChannel("#a", "#b"))
    room.run(ann, JoinChannel("#a"))
    need = room.decide(ann, command, answer)
    assert isinstance(need, FetchHistory)
    assert need.channel == room.channel("#a").id


def test_history_goes_with_the_channel(room: Chatroom) -> None:
    """What was said under another name is shown under the one that it has now."""
    ann = room.state.people[1]
    (posted,) = room.run(ann, PostMessage("#a", "salut"))
    assert isinstance(posted, MessagePosted)
    room.run(ann, RenameChannel("#a", "#b"))
    (shown,) = room.answered(ann, ReadHistory("#b", 5), (posted,))
    assert isinstance(shown, HistoryShown)
    assert [event.target for event in shown.events if isinstance(event, MessagePosted)] == ["#b"]
