"""Modes, lists and ranks of channels."""

import pytest

from harness.chatroom import Chatroom, changes
from harness.ruling import rules_with
from salon.core import refusals
from salon.core.commands import ChangeModes, PostMessage
from salon.core.decisions.mode_changes import MOST_BYTES
from salon.core.decisions.succession import server_source
from salon.core.events import ClosureChanged, MainAdministratorChanged, ModeChange, ModesChanged, Source
from salon.core.ranks import Rank, Right
from salon.core.replies import Outcome
from salon.core.state import ListEntry, Person
from salon.wire.irc.forms import render_modes

STANDINGS = [rank for rank in Rank if rank is not Rank.ADMIN]
LETTERS = {Rank.OPERATOR: "o", Rank.HALF_OPERATOR: "h", Rank.VOICE: "v"}


@pytest.fixture
def room() -> Chatroom:
    """Return a room with a channel of ann, who is founder, ben and cleo; dan is outside."""
    room = Chatroom(list_entries=3)
    for nick in ("ann", "ben", "cleo"):
        room.enter(nick, "#a")
    room.enter("dan")
    return room


def change(room: Chatroom, nick: str, letters: str, *parameters: str) -> list[Outcome]:
    """Change modes of the channel; return what came of it."""
    person = room.state.find_person(nick)
    assert person is not None
    return room.run(person, ChangeModes("#a", changes(letters, *parameters)))


def done(outcome: list[Outcome]) -> str:
    """Return what was done, as MODE writes it."""
    outcome = [event for event in outcome if not isinstance(event, ClosureChanged)]
    assert len(outcome) == 1
    assert isinstance(outcome[0], ModesChanged)
    return render_modes(outcome[0].changes)


def make_operator(room: Chatroom, nick: str) -> Person:
    """Make somebody a server operator, by no rule at all."""
    person = room.state.find_person(nick)
    assert person is not None
    person.modes = "o"
    return person


# --- who may -----------------------------------------------------------------------------------


@pytest.mark.parametrize("rank", Rank)
@pytest.mark.parametrize(
    ("letter", "parameter", "right"),
    [
        *((letter, "x", Right.BAN) for letter in "beI"),
        ("k", "key", Right.MODES),
        ("l", "5", Right.MODES),
        *((letter, "", Right.MODES) for letter in "imsC"),
    ],
)
def test_who_may_change_what(room: Chatroom, rank: Rank, letter: str, parameter: str, right: Right) -> None:
    """Lists from half-operator on, modes from operator on."""
    room.give("#a", room.state.people[2], rank)
    least = Rank.HALF_OPERATOR if right is Right.BAN else Rank.OPERATOR
    outcome = change(room, "ben", f"+{letter}", *([parameter] if parameter else []))
    assert (outcome == [refusals.RankTooLow("#a", right)]) is (rank < least)


@pytest.mark.parametrize("own", STANDINGS)
@pytest.mark.parametrize("given", LETTERS)
def test_who_may_give_ranks(room: Chatroom, own: Rank, given: Rank) -> None:
    """Operators and up, to anybody."""
    ben, cleo = room.state.people[2], room.state.people[3]
    room.give("#a", ben, own)
    outcome = change(room, "ben", f"+{LETTERS[given]}", "CLEO")
    if own < Rank.OPERATOR:
        assert outcome == [refusals.RankTooLow("#a", Right.GIVE_RANKS)]
    else:
        assert done(outcome) == f"+{LETTERS[given]} cleo"
    room.give("#a", cleo, Rank.MEMBER)


@pytest.mark.parametrize("own", STANDINGS)
@pytest.mark.parametrize("theirs", STANDINGS)
def test_who_may_take_ranks(room: Chatroom, own: Rank, theirs: Rank) -> None:
    """Half-operators and up, from whoever stands strictly below: also a rank that is not their highest."""
    ben, cleo = room.state.people[2], room.state.people[3]
    room.give("#a", ben, own)
    room.give("#a", cleo, theirs)
    room.member("#a", cleo).ranks |= Rank.VOICE.bit
    outcome = change(room, "ben", "-v", "CLEO")
    if own < Rank.HALF_OPERATOR:
        assert outcome == [refusals.RankTooLow("#a", Right.TAKE_RANKS)]
    elif theirs >= own:
        assert outcome == [refusals.TargetOutranks("#a", "cleo")]
    else:
        assert done(outcome) == "-v cleo"


@pytest.mark.parametrize("own", LETTERS)
def test_one_may_always_lay_down_ones_own(room: Chatroom, own: Rank) -> None:
    """Any rank; but it cannot be taken up again."""
    room.give("#a", room.state.people[2], own)
    assert done(change(room, "ben", f"-{LETTERS[own]}", "ben")) == f"-{LETTERS[own]} ben"
    assert room.ranks("#a")["ben"] is Rank.MEMBER
    assert change(room, "ben", f"+{LETTERS[own]}", "ben") == [refusals.RankTooLow("#a", Right.GIVE_RANKS)]


# --- who leads -----------------------------------------------------------------------------------


def passed(room: Chatroom, source: Source, nick: str) -> MainAdministratorChanged:
    """Return the event that somebody leads the channel from now on."""
    person = room.state.find_person(nick)
    return MainAdministratorChanged(source, 1, "#a", person.id if person else 0, nick, room.now)


def test_the_lead_is_handed_over(room: Chatroom) -> None:
    """The giver stays an operator; who is one already gets no rank."""
    ann, ben = room.state.people[1], room.state.people[2]
    given, changed = change(room, "ann", "+q", "ben")
    assert (done([given]), changed) == ("+o ben", passed(room, ann.source, "ben"))
    assert room.ranks("#a") == {"ann": Rank.OPERATOR, "ben": Rank.FOUNDER, "cleo": Rank.MEMBER}
    assert change(room, "ann", "+q", "cleo") == [refusals.RankTooLow("#a", Right.GOVERN)]
    assert change(room, "ann", "-q", "ben") == [refusals.RankTooLow("#a", Right.GOVERN)]
    assert change(room, "ben", "+q", "ann") == [passed(room, ben.source, "ann")]
    assert change(room, "ann", "+q", "ann") == []


@pytest.mark.parametrize(("letters", "keeps"), [("-o", Rank.MEMBER), ("-q", Rank.OPERATOR)])
def test_the_lead_is_laid_down(room: Chatroom, letters: str, keeps: Rank) -> None:
    """It passes to the operator who is here longest."""
    ann, ben, cleo, _ = room.state.people.values()
    for person in (cleo, ben):
        room.give("#a", person, Rank.OPERATOR)
    *_, changed = change(room, "ann", letters, "ann")
    assert changed == passed(room, ann.source, "ben")
    assert room.ranks("#a") == {"ann": keeps, "ben": Rank.FOUNDER, "cleo": Rank.OPERATOR}


def test_nobody_leads_where_nobody_is_left_to(room: Chatroom) -> None:
    """The lead passes to nobody; then it is for whoever gets the rank of operator."""
    ann = room.state.people[1]
    _, changed = change(room, "ann", "-o", "ann")
    assert changed == passed(room, ann.source, "")
    assert room.channel("#a").main_administrator == 0
    make_operator(room, "dan")
    given, changed = change(room, "dan", "+o", "cleo")
    assert (done([given]), changed) == ("+o cleo", passed(room, server_source(room.state), "cleo"))


def test_what_was_laid_down_does_not_count_in_the_same_breath(room: Chatroom) -> None:
    """Each change is judged as if those before it had been made, so one line is no way around a rank."""
    outcome = change(room, "ann", "-o+vi", "ann", "ben")
    assert outcome[:-2] == [
        refusals.RankTooLow("#a", Right.GIVE_RANKS),
        refusals.RankTooLow("#a", Right.MODES),
    ]
    assert done(outcome[-2:-1]) == "-o ann"
    assert room.ranks("#a") == {"ann": Rank.MEMBER, "ben": Rank.MEMBER, "cleo": Rank.MEMBER}


def test_two_heirs_in_one_command(room: Chatroom) -> None:
    """The first gets it; with that the giver leads no more."""
    outcome = change(room, "ann", "+qq", "ben", "cleo")
    assert outcome[0] == refusals.RankTooLow("#a", Right.GOVERN)
    assert done(outcome[1:2]) == "+o ben"
    assert outcome[2:] == [passed(room, room.state.people[1].source, "ben")]


def test_a_server_operator_hands_over(room: Chatroom) -> None:
    """From outside, too; and takes the lead away."""
    make_operator(room, "dan")
    ann, ben = room.state.people[1], room.state.people[2]
    _, changed = change(room, "dan", "+q", "ben")
    assert changed == passed(room, ann.source, "ben")
    assert change(room, "dan", "-q", "ben") == [passed(room, ben.source, "ann")]


def test_nobody_is_administrator_of_a_guests_channel(room: Chatroom) -> None:
    """Not by whoever leads it, nor by a server operator."""
    make_operator(room, "dan")
    for nick in ("ann", "dan"):
        for sign in "+-":
            assert change(room, nick, f"{sign}a", "ben") == [refusals.RankNeedsOwner("#a")]


# --- closures ------------------------------------------------------------------------------------


def test_a_closure_begins_and_ends(room: Chatroom) -> None:
    """It goes on while one of the three modes is set; its number is that of the next message."""
    room.run(room.state.people[1], PostMessage("#a", "salut"))
    for letters, parameters, closure in (
        ("+m", [], None),
        ("+i", [], ClosureChanged(1, 2)),
        ("+k-i", ["key"], None),
        ("+s-k", ["key"], None),
        ("-s+l", ["5"], ClosureChanged(1, 0)),
        ("+i-i", [], None),
    ):
        _, *closures = change(room, "ann", letters, *parameters)
        assert closures == ([closure] if closure else []), letters


def test_a_server_operator_needs_no_rank(room: Chatroom) -> None:
    """For modes, lists and ranks."""
    make_operator(room, "dan")
    assert done(change(room, "dan", "+mbv-t", "x", "ben")) == "+mbv-t x!*@* ben"


def test_ranks_are_for_members(room: Chatroom) -> None:
    """Of others it is said where they are not."""
    assert change(room, "ann", "+v", "dan") == [refusals.TargetNotInChannel("dan", "#a")]
    assert change(room, "ann", "+v", "zoe") == [refusals.NoSuchNick("zoe")]


# --- what changes ------------------------------------------------------------------------------


def test_what_is_so_already_is_not_changed(room: Chatroom) -> None:
    """Nothing happens, and nothing is refused."""
    change(room, "ann", "+v", "ben")
    assert change(room, "ann", "+ntv-imklob", "ben", "*", "ben", "y") == []


def test_one_command_sees_its_own_changes(room: Chatroom) -> None:
    """What was set and taken away again in it is both told."""
    assert done(change(room, "ann", "+i-i+ii")) == "+i-i+i"
    assert done(change(room, "ann", "+v-v+v", "ben", "ben", "ben")) == "+v-v+v ben ben ben"
    assert done(change(room, "ann", "+k-k", "key", "other")) == "+k-k key key"
    assert done(change(room, "ann", "+l-l-l+l", "5", "6")) == "+l-l+l 5 6"
    assert done(change(room, "ann", "+b-b", "x", "X")) == "+b-b x!*@* x!*@*"


def test_parts_are_refused_by_themselves(room: Chatroom) -> None:
    """The rest is done; the same refusal is said once."""
    outcome = change(room, "ann", "+ZiZYv", "zoe")
    assert outcome[:3] == [refusals.UnknownMode("Z"), refusals.UnknownMode("Y"), refusals.NoSuchNick("zoe")]
    assert done(outcome[3:]) == "+i"


def test_changes_name_those_whom_they_concern(room: Chatroom) -> None:
    """By number, and by the nick as it is spelt."""
    outcome = change(room, "ann", "+v", "BEN")
    assert isinstance(outcome[0], ModesChanged)
    assert outcome[0].changes == (ModeChange("v", adding=True, parameter="ben", person=2),)


@pytest.mark.parametrize("key", ["", "k" * 24, ":k", "a b", "a,b", "a\x07", "é\x00"])
def test_keys_that_no_line_could_carry(room: Chatroom, key: str) -> None:
    """They are refused."""
    assert change(room, "ann", "+k", key) == [refusals.ModeParameterInvalid("#a", "k", key)]


def test_a_key_is_shown_when_it_goes(room: Chatroom) -> None:
    """Whatever was given for it; a new one takes the place of the old."""
    assert done(change(room, "ann", "+k", "first")) == "+k first"
    assert done(change(room, "ann", "+k", "second")) == "+k second"
    assert done(change(room, "ann", "-k", "wrong")) == "-k second"
    assert change(room, "ann", "-k", "second") == []


@pytest.mark.parametrize("limit", ["", "0", "-1", "x", "1.5", "9999999999", "٣"])
def test_limits_that_are_none(room: Chatroom, limit: str) -> None:
    """They are refused."""
    assert change(room, "ann", "+l", limit) == [refusals.ModeParameterInvalid("#a", "l", limit)]


def test_a_limit_is_written_as_a_number(room: Chatroom) -> None:
    """Without what was in front of it."""
    assert done(change(room, "ann", "+l", "007")) == "+l 7"
    assert done(change(room, "ann", "-l")) == "-l"


def test_masks_are_kept_in_one_spelling(room: Chatroom) -> None:
    """And taken away in any case of it, as they stand in the list."""
    assert done(change(room, "ann", "+b", "Ben")) == "+b ben!*@*"
    assert change(room, "ann", "+b", "BEN!*@*") == [refusals.ListEntryExists("#a", "b", "ben!*@*")]
    assert done(change(room, "ann", "-b", "bEN!*@*")) == "-b ben!*@*"
    assert change(room, "ann", "-b", "ben") == []
    assert change(room, "ann", "+b", "~z:x") == [refusals.ModeParameterInvalid("#a", "b", "~z:x")]
    assert change(room, "ann", "-b", "") == [refusals.ModeParameterInvalid("#a", "b", "")]


def test_masks_of_an_older_database_are_found(room: Chatroom) -> None:
    """Version 0.1 kept them as they were written."""
    room.channel("#a").lists["b"] = {"Gus!*@*": ListEntry("Gus!*@*", "ann", 0)}
    assert change(room, "ann", "+b", "gus") == [refusals.ListEntryExists("#a", "b", "Gus!*@*")]
    assert done(change(room, "ann", "-b", "GUS")) == "-b Gus!*@*"


def test_lists_have_one_limit(room: Chatroom) -> None:
    """Bans, exceptions and invitations together; what is taken away in the same command makes room."""
    change(room, "ann", "+be", "x", "y")
    outcome = change(room, "ann", "+Ib", "z", "w")
    assert outcome[0] == refusals.ListFull("#a", "b", "w!*@*", 3)
    assert done(outcome[1:]) == "+I z!*@*"
    assert done(change(room, "ann", "-I+b", "z", "w")) == "-I+b z!*@* w!*@*"


def test_what_would_not_fit_a_line_is_told_in_parts(room: Chatroom) -> None:
    """Each of them short enough for IRC with what stands in front; together they are all of it."""
    room.state.rules = rules_with(room.state.rules, list_entries=100)
    masks = [f"{letter * 60}!*@*" for letter in "abcdefghijkl"]
    outcome = change(room, "ann", "+" + "b" * len(masks), *masks)
    assert len(outcome) > 1
    told = []
    for event in outcome:
        assert isinstance(event, ModesChanged)
        assert len(f":{event.source.mask} MODE {event.name} {render_modes(event.changes)}") <= 510
        told += [change.parameter for change in event.changes]
    assert told == masks
    assert list(room.channel("#a").lists["b"]) == masks


def test_letters_count_when_a_change_is_told_in_parts(room: Chatroom) -> None:
    """Those without a parameter fill a line, too, with their signs."""
    wished = changes("+i-i" * 150)
    outcome = room.run(room.state.people[1], ChangeModes("#a", wished))
    told: list[ModeChange] = []
    for event in outcome:
        assert isinstance(event, ModesChanged)
        assert len(f":{event.source.mask} MODE {event.name} {render_modes(event.changes)}") <= 510
        told += event.changes
    assert told == list(wished)


@pytest.mark.parametrize(("more", "parts"), [(0, 1), (1, 2)])
def test_an_event_is_as_long_as_a_line_may_be(more: int, parts: int) -> None:
    """To the byte: what fills it is one event, and one byte more makes two."""
    room = Chatroom(list_entries=9)
    ann = room.enter("ann", "#a")
    left = MOST_BYTES - len(f"{ann.source.mask}#a") + more
    masks: list[str] = []
    while left:
        # Each takes a sign, a letter, a space and itself.
        size = left if left <= 100 else min(100, left - 10)
        masks.append("uvwxyz"[len(masks)] * (size - 3 - len("!*@*")) + "!*@*")
        left -= size
    assert len(masks) > 3
    outcome = change(room, "ann", f"+{'b' * len(masks)}", *masks)
    assert [type(event) for event in outcome] == [ModesChanged] * parts
