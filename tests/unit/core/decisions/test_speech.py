"""Who may say what, where; and what is shown of what was said."""

from typing import cast

import pytest
from msgspec import structs

from harness.chatroom import Chatroom, changes
from salon.core import message_refusals, recent_ids, refusals
from salon.core.apply import apply
from salon.core.commands import (
    ChangeModes,
    Command,
    Kick,
    PartChannel,
    PostMessage,
    PostMessageOnce,
    Quit,
    RenameChannel,
    SendWallops,
    SetAway,
)
from salon.core.context import Context
from salon.core.decide import decide
from salon.core.decisions import speech
from salon.core.events import MessageKind, MessagePosted, WallopsSent, is_durable
from salon.core.needs import Answer, AnsweredNeed, FindMessage, FindSaid, FoundMessage, Result, TryLater
from salon.core.ranks import Rank
from salon.core.recent_ids import Posted
from salon.core.refusals import Refusal
from salon.core.replies import PersonIsAway, PostedBefore
from salon.core.sanction_refusals import Silenced

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
        ("+b", ["ben"], "x", VOICED, "banned"),
        ("+b", ["~m:ben"], "x", VOICED, "muted"),
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
        refusal = refusals.MayNotSpeak("#a", because) if len(because) == 1 else None
        assert outcome == [refusal or Silenced("#a", muting=because == "muted")]


def test_outsiders(room: Chatroom) -> None:
    """They speak only where +n is not, and then like plain members."""
    ann, cleo = room.state.people[1], room.state.people[3]
    assert room.run(cleo, PostMessage("#a", "x")) == [refusals.MayNotSpeak("#a", "n")]
    room.run(ann, ChangeModes("#a", changes("-n")))
    assert isinstance(room.run(cleo, PostMessage("#a", "x"))[0], MessagePosted)
    room.run(ann, ChangeModes("#a", changes("+b", "cleo")))
    assert room.run(cleo, PostMessage("#a", "x")) == [Silenced("#a")]
    room.run(ann, ChangeModes("#a", changes("+m-b", "cleo")))
    assert room.run(cleo, PostMessage("#a", "x")) == [refusals.MayNotSpeak("#a", "m")]


def test_wallops(room: Chatroom) -> None:
    """As it was said."""
    ann = room.state.people[1]
    ann.modes = "o"
    assert room.run(ann, SendWallops("attention")) == [WallopsSent(ann.source, "attention", room.now)]


@pytest.mark.parametrize("text", ["x" * 10_000_000, "x" * 4_097, "é" * 2_049])
def test_a_message_has_a_limit_whatever_wire_it_comes_by(room: Chatroom, text: str) -> None:
    """In bytes; and what is too long is refused, not cut."""
    ann = room.state.people[1]
    for target in ("#a", "ben"):
        assert room.run(ann, PostMessage(target, text)) == [refusals.MessageTooLong(4_096)]
    assert isinstance(room.run(ann, PostMessage("#a", "é" * 2_048))[0], MessagePosted)


def test_tags_have_a_limit(room: Chatroom) -> None:
    """message-tags, "Size limit": the client's part of the tags."""
    tags = PostMessage("#a", "", MessageKind.TAGMSG, tags="+x=" + "y" * 4_092)
    assert room.run(room.state.people[1], tags) == [refusals.MessageTooLong(4_094)]


@pytest.mark.parametrize("text", ["", " ", "\u200b", "\u202e", "\u2800\u3164", "\x03"])
def test_a_message_with_nothing_to_see_is_none(room: Chatroom, text: str) -> None:
    """Whatever wire it comes by."""
    assert room.run(room.state.people[1], PostMessage("#a", text)) == [refusals.MessageBlank()]


@pytest.mark.parametrize(
    "command",
    [
        PartChannel("#a", "x" * 5_000),
        Kick("#a", "ben", "x" * 5_000),
        Quit("x" * 5_000),
        RenameChannel("#a", "#b", "x" * 5_000),
    ],
)
def test_reasons_have_a_limit_whatever_wire_they_come_by(room: Chatroom, command: Command) -> None:
    """A longer one is shortened, with a mark."""
    happened = room.run(room.state.people[1], command)
    assert {event.reason for event in happened if hasattr(event, "reason")} == {"x" * 327 + "…"}


ONCE = PostMessageOnce(PostMessage("#A", "salut"), "0123")


def test_a_message_once(room: Chatroom) -> None:
    """It is looked for where the state does not reach, then posted; and then the state knows it."""
    ann = room.state.people[1]
    context = Context(room.now, next(iter(ann.sessions.values())))
    need = decide(room.state, ONCE, context)
    assert need == FindMessage("0123 1", 0)
    (posted,) = cast(
        "list[MessagePosted]", decide(room.state, ONCE, with_answer(context, need, result=False))
    )
    assert (posted.text, posted.once, posted.sequence) == ("salut", "0123 1", 1)
    apply(room.state, posted)
    before = structs.replace(posted, channel=0)
    assert decide(room.state, ONCE, structs.replace(context, now=room.now + 5)) == [PostedBefore(before)]


FOUND = FoundMessage(7, 5, MessageKind.PRIVMSG, 0, "coucou", "")


def test_a_message_that_is_found(room: Chatroom) -> None:
    """It is told again as it was, whatever comes now; what nobody can find is refused."""
    ann, ben = room.state.people[1], room.state.people[2]
    context = Context(room.now, next(iter(ann.sessions.values())))
    to_ben = PostMessageOnce(PostMessage("BEN", "salut", MessageKind.NOTICE), "0123")
    need = decide(room.state, to_ben, context)
    assert need == FindMessage(f"0123 #{ben.id}", 0)
    assert decide(room.state, to_ben, with_answer(context, need, FOUND)) == [
        PostedBefore(MessagePosted(ann.source, FOUND.kind, "ben", "coucou", 7, 5, once=f"0123 #{ben.id}"))
    ]
    assert decide(room.state, to_ben, with_answer(context, need, TryLater(1))) == [
        refusals.MessageNotChecked()
    ]


def test_what_is_forgotten_meanwhile_is_looked_for_again(
    room: Chatroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer holds only while the state knows all that was posted since the question."""
    monkeypatch.setattr(recent_ids, "ENTRIES", 2)
    ann = room.state.people[1]
    context = Context(room.now, next(iter(ann.sessions.values())))
    need = decide(room.state, ONCE, context)
    old = with_answer(context, need, result=False)
    for number in range(2):
        room.state.recent_ids.note(f"{number} 1", Posted(number, 0, b""))
    assert isinstance(decide(room.state, ONCE, old), list)
    room.state.recent_ids.note("2 1", Posted(2, 0, b""))
    assert decide(room.state, ONCE, old) == FindMessage("0123 1", 1)


def with_answer(context: Context, need: object, result: Result) -> Context:
    """Return the context in which a need was met."""
    return structs.replace(context, answer=Answer(cast("AnsweredNeed", need), result))


@pytest.mark.parametrize(
    ("length", "fits"), [(speech.MAX_TAGS_BYTES, True), (speech.MAX_TAGS_BYTES + 1, False)]
)
def test_tags_may_fill_a_line(room: Chatroom, length: int, fits: bool) -> None:
    """All that a line may hold of them, and no more."""
    tags = "+x=".ljust(length, "y")
    (outcome,) = room.run(room.state.people[1], PostMessage("#a", "x", tags=tags))
    assert isinstance(outcome, MessagePosted) is fits
    assert fits or outcome == refusals.MessageTooLong(speech.MAX_TAGS_BYTES)


@pytest.mark.parametrize(
    ("found", "refused"),
    [(False, message_refusals.MessageUnknown), (TryLater(1), message_refusals.MessageNotRead)],
)
def test_what_is_said_only_as_a_reply(room: Chatroom, found: Result, refused: type[Refusal]) -> None:
    """It is refused where there is no such message, or nobody can tell; other words are said all the same."""
    ann = room.state.people[1]
    context = Context(room.now, next(iter(ann.sessions.values())))
    reply = PostMessage("ben", "oui", answers=7, only_as_reply=True)
    need = decide(room.state, reply, context)
    assert need == FindSaid(7, 0)
    assert decide(room.state, reply, with_answer(context, need, found)) == [refused("REPLY", "ben", 7)]
    said = decide(room.state, structs.replace(reply, only_as_reply=False), with_answer(context, need, found))
    assert isinstance(said, list)
    assert isinstance(said[0], MessagePosted)
