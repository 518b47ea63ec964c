"""What of the past somebody asks for, and may see."""

import pytest
from msgspec import structs

from harness.chatroom import Chatroom
from salon.core import refusals
from salon.core.commands import JoinChannel, PartChannel, PostMessage, RenameChannel
from salon.core.events import MessagePosted
from salon.core.message_refusals import NoPastThere, PageUnavailable
from salon.core.queries.history import HistoryQuery, PastQuery, Point
from salon.core.queries.past import (
    MAX_MESSAGES,
    HistoryRequest,
    Page,
    ReadHistory,
    ReadPage,
    ReadUnread,
    ReplayHistory,
    has_replay,
    history_answer,
    history_query,
    history_shown,
)
from salon.core.refusals import Refusal
from salon.core.replies import HistoryShown


@pytest.fixture
def room() -> Chatroom:
    """Return ann and ben in #a, and cleo outside."""
    room = Chatroom(replay_lines=7)
    room.enter("ann", "#a")
    room.enter("ben", "#a")
    room.enter("cleo")
    return room


def ask(room: Chatroom, nick: str, request: HistoryRequest) -> PastQuery | Refusal | None:
    """Return what is to be read for somebody's request."""
    return history_query(room.state, room.person(nick), request)


def say(room: Chatroom, nick: str, text: str = "salut") -> MessagePosted:
    """Have somebody say something in #a."""
    (posted,) = room.run(room.person(nick), PostMessage("#a", text))
    assert isinstance(posted, MessagePosted)
    return posted


def test_a_member_reads_the_channel(room: Chatroom) -> None:
    """So many messages, up to those that the member hears live."""
    say(room, "ann")
    query = ask(room, "ben", ReadHistory("#A", 5))
    assert isinstance(query, HistoryQuery)
    assert (query.conversation, query.limit, query.before) == (1, 5, 2)


def test_asking_raises_no_sequence(room: Chatroom) -> None:
    """However often: the next message has the number that it would have had."""
    for request in (ReadHistory("#a", 5), ReplayHistory(1, 0, 9), ReadHistory("#a", 5)):
        ask(room, "ann", request)
    assert say(room, "ann").sequence == 1


@pytest.mark.parametrize(
    ("nick", "channel", "refusal"),
    [("cleo", "#a", refusals.NotInChannel("#a")), ("ann", "#z", refusals.NoChannelToRead("#z"))],
)
def test_refusals(room: Chatroom, nick: str, channel: str, refusal: Refusal) -> None:
    """A channel's past is for its members."""
    assert ask(room, nick, ReadHistory(channel, 5)) == refusal


def test_whoever_is_nobody_yet_reads_nothing(room: Chatroom) -> None:
    """A connection has to be registered."""
    assert history_query(room.state, None, ReadHistory("#a", 5)) == refusals.NotRegistered()
    assert history_query(room.state, None, ReplayHistory(1, 0, 9)) is None


@pytest.mark.parametrize(("wished", "limit"), [(-1, 1), (0, 1), (1, 1), (100, 100), (10**9, MAX_MESSAGES)])
def test_no_more_is_shown_than_may_be(room: Chatroom, wished: int, limit: int) -> None:
    """Whatever the wire let through."""
    query = ask(room, "ann", ReadHistory("#a", wished))
    assert isinstance(query, HistoryQuery)
    assert query.limit == limit


def test_a_replay_is_for_members(room: Chatroom) -> None:
    """As many messages as the owner chose; nothing to those whom the channel did not let in."""
    query = ask(room, "ann", ReplayHistory(1, 0, 9))
    assert isinstance(query, HistoryQuery)
    assert query.limit == 7
    assert ask(room, "cleo", ReplayHistory(1, 0, 9)) is None
    assert ask(room, "ann", ReplayHistory(9, 0, 9)) is None


def test_a_replay_begins_behind_what_was_received(room: Chatroom) -> None:
    """Who is back is not shown everything again."""
    say(room, "ann")
    query = ask(room, "ann", ReplayHistory(1, received=1, before=2))
    assert isinstance(query, HistoryQuery)
    assert (query.after, query.before) == (1, 2)


def test_there_is_no_replay_of_nothing(room: Chatroom) -> None:
    """Nor where the owner wants none."""
    channel = room.channel("#a")
    assert not has_replay(room.state, channel)
    say(room, "ann")
    assert has_replay(room.state, channel)
    quiet = Chatroom(replay_lines=0)
    ann = quiet.enter("ann", "#a")
    quiet.run(ann, PostMessage("#a", "salut"))
    assert not has_replay(quiet.state, quiet.channel("#a"))


def test_the_past_goes_with_the_channel(room: Chatroom) -> None:
    """What was said under another name is shown under the one that it has now."""
    said, query = say(room, "ann"), ask(room, "ann", ReadHistory("#a", 5))
    room.run(room.person("ann"), RenameChannel("#a", "#b"))
    assert isinstance(query, HistoryQuery)
    shown = history_shown(room.state, room.person("ben"), query, [said])
    assert isinstance(shown, HistoryShown)
    assert (shown.target, [event.target for event in shown.events if isinstance(event, MessagePosted)]) == (
        "#b",
        ["#b"],
    )


def test_who_has_left_meanwhile_is_shown_nothing(room: Chatroom) -> None:
    """Reading takes its time."""
    said, query = say(room, "ann"), ask(room, "ben", ReadHistory("#a", 5))
    assert isinstance(query, HistoryQuery)
    room.run(room.person("ben"), PartChannel("#a"))
    assert history_shown(room.state, room.person("ben"), query, [said]) is None
    assert history_shown(room.state, None, query, [said]) is None


@pytest.mark.parametrize(
    ("request_", "bounds"),
    [
        (ReadPage(Page.LATEST, "#A", 5), (0, 4, None, None, False)),
        (ReadPage(Page.LATEST, "#a", 5, Point(2)), (2, 4, None, None, False)),
        (ReadPage(Page.LATEST, "#a", 5, Point(time=2)), (0, 4, 2, None, False)),
        (ReadPage(Page.BEFORE, "#a", 5, Point(2)), (0, 2, None, None, False)),
        (ReadPage(Page.BEFORE, "#a", 5, Point(99)), (0, 4, None, None, False)),
        (ReadPage(Page.BEFORE, "#a", 5, Point(time=2)), (0, 4, None, 2, False)),
        (ReadPage(Page.AFTER, "#a", 5, Point(2)), (2, 4, None, None, True)),
        (ReadPage(Page.AFTER, "#a", 5, Point(time=2)), (0, 4, 2, None, True)),
    ],
)
def test_a_page(
    room: Chatroom, request_: ReadPage, bounds: tuple[int, int, int | None, int | None, bool]
) -> None:
    """What is said from now on is in none; of the rest the point says which, and from which end."""
    for _ in range(3):
        say(room, "ann")
    query = ask(room, "ben", request_)
    assert isinstance(query, HistoryQuery)
    assert bounds == (query.after, query.before, query.after_time, query.before_time, query.forward)
    # One more, which tells whether there are more.
    assert (query.conversation, query.limit) == (1, 6)
    most = ask(room, "ben", structs.replace(request_, limit=10_000))
    assert isinstance(most, HistoryQuery)
    assert most.limit == room.state.rules.page_messages + 1


def test_only_what_others_said_is_unread(room: Chatroom) -> None:
    """One rule for how much there is, and for what is shown of it; any other page has all."""
    (channel,) = room.person("ben").channels
    page, own = ReadPage(Page.AFTER, "#a", 5), room.person("ben").list_owner
    wishes = (ReadUnread(channel, 9), structs.replace(page, unread=True), page)
    queries = [ask(room, "ben", its) for its in wishes]
    assert [getattr(its, "unread_by", None) for its in queries] == [own, own, 0]


@pytest.mark.parametrize(("nick", "channel"), [("cleo", "#a"), ("ann", "#z"), ("ann", "zoe"), ("ann", "")])
def test_pages_are_for_members(room: Chatroom, nick: str, channel: str) -> None:
    """Whether there is such a channel is not told."""
    request = ReadPage(Page.AFTER, channel, 5)
    assert ask(room, nick, request) == NoPastThere("AFTER", channel)


def test_a_page_is_answered_in_any_case(room: Chatroom) -> None:
    """If nothing can be read, and if whoever asked has left; of other requests nothing is told then."""
    said, page, short = say(room, "ann"), ReadPage(Page.LATEST, "#a", 5), ReadHistory("#a", 5)
    query, ben = ask(room, "ben", page), room.person("ben")
    assert isinstance(query, HistoryQuery)
    shown = history_answer(room.state, ben, page, query, [said])
    assert shown == HistoryShown("#a", (said,), page=True, complete=True)
    assert history_answer(room.state, ben, short, query, [said]) == HistoryShown("#a", (said,))
    assert history_answer(room.state, ben, page, query, None) == PageUnavailable("LATEST", "#a")
    assert history_answer(room.state, ben, short, query, None) == refusals.HistoryUnavailable()
    room.run(ben, PartChannel("#a"))
    assert history_answer(room.state, ben, page, query, [said]) == NoPastThere("LATEST", "#a")
    assert history_answer(room.state, ben, short, query, [said]) is None


def test_whoever_joins_sees_what_is_said_from_then_on(room: Chatroom) -> None:
    """While a channel is closed: not what was the last thing before."""
    last = say(room, "ann").sequence
    room.run(room.person("cleo"), JoinChannel("#a"))
    query = ask(room, "cleo", ReadHistory("#a", 5))
    assert isinstance(query, HistoryQuery)
    assert query.closed_from == last + 1
