"""Bans and mutes of people, which may end by themselves."""

import pytest

from harness.chatroom import Chatroom
from salon.core import refusals
from salon.core.commands import (
    ChangeModes,
    ChangeNick,
    JoinChannel,
    LiftSanction,
    PostMessage,
    Quit,
    RegisterAccount,
    Sanction,
)
from salon.core.decisions.sanctions import lift_expired
from salon.core.events import Event, MemberKicked, ModeChange, ModesChanged, SanctionNoted
from salon.core.needs import Hashed
from salon.core.ranks import Rank
from salon.core.replies import SanctionDone
from salon.core.sanction_events import PersonSanctioned
from salon.core.sanction_refusals import (
    AddressShared,
    NobodyToSanction,
    NotSanctioned,
    SanctionHitsOneself,
    SanctionOfOneself,
    Silenced,
)
from salon.core.state import ListEntry, State

HOUR = 3_600_000


@pytest.fixture
def room() -> Chatroom:
    """Return a room that ann leads, with ben in it."""
    room = Chatroom()
    room.enter("ann", "#a")
    room.enter("ben", "#a")
    return room


def bans(room: Chatroom) -> dict[str, ListEntry]:
    """Return the bans and mutes of the channel."""
    return room.channel("#a").lists.get("b", {})


def let_end(state: State, now: int) -> list[Event]:
    """Lift what is over."""
    return list(lift_expired(state, now))


def test_a_ban_has_an_end_and_a_reason(room: Chatroom) -> None:
    """Whoever is banned is put out, and cannot come back until then."""
    ann, ben = room.person("ann"), room.person("ben")
    outcome = room.run(ann, Sanction("#a", "ben", seconds=3600, reason="spam"))
    assert [type(its) for its in outcome] == [
        ModesChanged,
        SanctionNoted,
        PersonSanctioned,
        MemberKicked,
        SanctionDone,
    ]
    until = room.now + HOUR
    assert outcome[1] == SanctionNoted(1, "ben!*@*", until, "spam")
    assert outcome[-1] == SanctionDone("#a", "ben", muting=False, until=until, masks=("ben!*@*",))
    told = PersonSanctioned(ann.source, 1, "#a", ben.id, muting=False, until=until, reason="spam")
    assert outcome[2] == told
    entry = bans(room)["ben!*@*"]
    assert (entry.until, entry.reason) == (until, "spam")
    assert room.run(ben, JoinChannel("#a")) == [refusals.Banned("#a", until, "spam")]
    assert let_end(room.state, until - 1) == []
    (lifted,) = let_end(room.state, until)
    assert isinstance(lifted, ModesChanged)
    assert lifted.changes == (ModeChange("b", adding=False, parameter="ben!*@*"),)
    assert lifted.source.person == 0


def test_a_mute_lets_somebody_stay(room: Chatroom) -> None:
    """In silence."""
    room.run(room.person("ann"), Sanction("#a", "ben", muting=True, seconds=60, reason="spam"))
    ben, until = room.person("ben"), room.now + 60_000
    assert ben.id in room.channel("#a").members
    silenced = Silenced("#a", muting=True, until=until, reason="spam")
    assert room.run(ben, PostMessage("#a", "salut")) == [silenced]
    held = refusals.BannedFromNickChange("eve", "#a", until, "spam")
    assert room.run(ben, ChangeNick("eve")) == [held]


def test_whoever_is_silent_is_told_what_holds_the_longest(room: Chatroom) -> None:
    """Of a ban and a mute; one without an end holds longer than any other."""
    ann, ben = room.person("ann"), room.person("ben")
    mute = Sanction("#a", "ben", muting=True, seconds=120, reason="noise")
    room.run(ann, mute)
    ban = ModeChange("b", adding=True, parameter="ben")
    room.run(ann, ChangeModes("#a", (ban,)))
    assert room.run(ben, PostMessage("#a", "salut")) == [Silenced("#a")]


def test_one_without_an_end_stays(room: Chatroom) -> None:
    """Until somebody lifts it; nothing has to be looked at each second."""
    outcome = room.run(room.person("ann"), Sanction("#a", "ben"))
    kicked = next(its for its in outcome if isinstance(its, MemberKicked))
    assert kicked.banned
    assert room.state.expiring == set()
    assert let_end(room.state, 1 << 60) == []


def test_an_account_is_banned_and_not_its_nick(room: Chatroom) -> None:
    """Another nick does not help, nor does another connection."""
    room.answered(room.person("ben"), RegisterAccount("ben", "secret"), Hashed("hash"))
    room.run(room.person("ann"), Sanction("#a", "ben", seconds=60))
    assert list(bans(room)) == ["~a:ben"]


@pytest.mark.parametrize(("nick", "mask"), [("zoe", "zoe!*@*"), ("ben", "~a:ben")])
def test_whoever_has_left_is_banned_all_the_same(room: Chatroom, nick: str, mask: str) -> None:
    """By the account of that name, if there is one."""
    room.run(room.enter("zoe"), Quit("bye"))
    ben = room.person("ben")
    room.answered(ben, RegisterAccount("ben", "secret"), Hashed("hash"))
    room.run(ben, Quit("bye"))
    room.run(room.person("ann"), Sanction("#a", nick))
    assert list(bans(room)) == [mask]


def test_an_address_is_banned_if_nobody_else_is_hit(room: Chatroom) -> None:
    """Or if whoever bans is sure."""
    ann, ben = room.person("ann"), room.person("ben")
    cleo = room.enter("cleo")
    cleo.cloak = ben.cloak
    command = Sanction("#a", "ben", by_address=True)
    assert room.run(ann, command) == [AddressShared("ben", ("cleo",))]
    for nick in ("dan", "eve", "fay"):
        room.enter(nick).cloak = ben.cloak
    assert room.run(ann, command) == [AddressShared("ben", ("cleo", "dan", "eve", "fay"))]
    room.run(ann, Sanction("#a", "ben", by_address=True, sure=True))
    assert set(bans(room)) == {"ben!*@*", f"*!*@{ben.source.host}"}
    assert room.run(ann, Sanction("#a", "zoe", by_address=True)) == [refusals.NoSuchNick("zoe")]


def test_nobody_is_banned_who_stands_as_high(room: Chatroom) -> None:
    """Nor oneself, for another reason."""
    ben, cleo = room.person("ben"), room.enter("cleo", "#a")
    room.give("#a", ben, Rank.HALF_OPERATOR)
    assert room.run(ben, Sanction("#a", "ann")) == [refusals.TargetOutranks("#a", "ann")]
    for muting in (False, True):
        assert room.run(ben, Sanction("#a", "ben", muting)) == [SanctionOfOneself("#a")]
    assert not [its for its in room.run(ben, Sanction("#a", cleo.nick)) if isinstance(its, refusals.Refusal)]


def test_a_nick_that_nobody_has_or_had_is_not_banned(room: Chatroom) -> None:
    """It is mistyped: whoever means anybody who takes it says so by a mask."""
    ann = room.person("ann")
    for muting in (False, True):
        assert room.run(ann, Sanction("#a", "bne", muting)) == [NobodyToSanction("bne")]
    assert room.run(ann, Sanction("#a", "Bne!*@*"))[-1] == SanctionDone(
        "#a", "Bne!*@*", muting=False, masks=("bne!*@*",)
    )
    assert room.run(ann, LiftSanction("#a", "bne!*@*"))[-1] == SanctionDone(
        "#a", "bne!*@*", muting=False, lifted=True
    )
    assert bans(room) == {}


@pytest.mark.parametrize(
    ("mask", "refusal"),
    [
        ("*!*@*", SanctionHitsOneself("*!*@*")),
        ("a?n", SanctionHitsOneself("a?n")),
        ("~m:ben", refusals.NoSuchNick("~m:ben")),
        ("x y", refusals.NoSuchNick("x y")),
    ],
)
def test_a_mask_that_is_none_or_too_wide_is_not_banned(
    room: Chatroom, mask: str, refusal: refusals.Refusal
) -> None:
    """One that means whoever sets it is a mistake."""
    assert room.run(room.person("ann"), Sanction("#a", mask)) == [refusal]


def test_one_that_is_there_gets_another_end(room: Chatroom) -> None:
    """And another reason; no second one is set."""
    ann = room.person("ann")
    room.run(ann, Sanction("#a", "ben", muting=True, seconds=60, reason="once"))
    outcome = room.run(ann, Sanction("#a", "ben", muting=True, seconds=120, reason="twice"))
    assert [type(its) for its in outcome] == [SanctionNoted, PersonSanctioned, SanctionDone]
    (entry,) = bans(room).values()
    assert (entry.until, entry.reason) == (room.now + 120_000, "twice")


def test_a_full_list_takes_none() -> None:
    """That is said, and nobody is put out."""
    room = Chatroom(list_entries=1)
    ann, ben = room.enter("ann", "#a"), room.enter("ben", "#a")
    room.run(ann, Sanction("#a", "zoe!*@*"))
    (refusal,) = room.run(ann, Sanction("#a", "ben"))
    assert isinstance(refusal, refusals.ListFull)
    assert ben.id in room.channel("#a").members


def test_all_that_is_set_against_somebody_is_lifted(room: Chatroom) -> None:
    """Bans alone, or mutes alone."""
    ann = room.person("ann")
    room.run(ann, Sanction("#a", "ben", muting=True, seconds=60))
    room.run(ann, Sanction("#a", "ben", by_address=True, sure=True))
    assert len(bans(room)) == 3
    assert room.run(ann, LiftSanction("#a", "ben"))[-1] == SanctionDone(
        "#a", "ben", muting=False, lifted=True
    )
    assert list(bans(room)) == ["~m:ben!*@*"]
    assert room.run(ann, LiftSanction("#a", "ben")) == [NotSanctioned("#a", "ben")]
    room.run(ann, LiftSanction("#a", "ben", muting=True))
    assert (bans(room), room.state.expiring) == ({}, set())


def test_a_channel_that_is_gone_has_no_end_to_wait_for(room: Chatroom) -> None:
    """Nor one that sleeps."""
    room.run(room.person("ann"), Sanction("#a", "ben", seconds=60))
    assert room.state.expiring == {1}
    room.run(room.person("ann"), Quit("bye"))
    assert room.state.expiring == set()
    room.enter("cleo", "#a")
    assert room.state.expiring == {1}
