"""Bans and mutes as people write and read them."""

import pytest
from msgspec import structs

from salon.core.commands import Sanction
from salon.core.events import Source
from salon.core.replies import SanctionDone
from salon.core.sanction_events import PersonSanctioned
from salon.core.sanction_refusals import DurationInvalid
from salon.core.state import Channel, ListEntry
from salon.wire.sanctions import (
    LONGEST_SECONDS,
    read_duration,
    read_sanction,
    word_sanction,
    word_sanctions,
    word_told,
)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("90s", 90),
        ("30m", 1_800),
        ("1h", 3_600),
        ("2d", 172_800),
        ("1w", 604_800),
        ("1h30m", 5_400),
        ("1w2d3h4m5s", 788_645),
        ("999999999w", LONGEST_SECONDS),
        *((text, 0) for text in ("", "h", "0h", "1", "1.5h", "-1h", "1y", "1h2", "٣h", "1h 2m")),
    ],
)
def test_a_duration_is_a_number_and_a_unit(text: str, seconds: int) -> None:
    """Anything else is none."""
    assert read_duration(text) == seconds


@pytest.mark.parametrize(
    ("name", "rest", "sanction"),
    [
        ("bob", "", Sanction("#a", "bob")),
        ("bob", "1h", Sanction("#a", "bob", seconds=3_600)),
        ("bob", "1h too loud", Sanction("#a", "bob", seconds=3_600, reason="too loud")),
        ("bob", "too loud", Sanction("#a", "bob", reason="too loud")),
        ("bob@", "", Sanction("#a", "bob", by_address=True)),
        ("bob@!", "", Sanction("#a", "bob", by_address=True, sure=True)),
    ],
)
def test_what_is_asked_for(name: str, rest: str, sanction: Sanction) -> None:
    """Behind the name stand the duration and the reason, each if one likes."""
    assert read_sanction("#a", name, rest, muting=False) == sanction


@pytest.mark.parametrize("typed", ["1x", "0m", "-1h", "1h30", "5", "1h,", "3x too loud", "1H"])
def test_a_mistyped_duration_bans_nobody_for_ever(typed: str) -> None:
    """What begins as a number can only be meant as one; a reason may have numbers further on."""
    assert read_sanction("#a", "bob", typed, muting=False) == DurationInvalid(typed.partition(" ")[0])
    reason = Sanction("#a", "bob", reason=f"no {typed}")
    assert read_sanction("#a", "bob", f"no {typed}", muting=False) == reason


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (SanctionDone("#a", "bob", muting=False), "bob is banned from a until you lift the ban."),
        (SanctionDone("#a", "bob", muting=True), "bob is muted in a until you lift the mute."),
        (SanctionDone("#a", "bob", muting=False, lifted=True), "bob is no longer banned from a."),
        (SanctionDone("#a", "bob", muting=True, lifted=True), "bob is no longer muted in a."),
    ],
)
def test_what_was_done(reply: SanctionDone, words: str) -> None:
    """In words."""
    assert word_sanction(reply, "a", str) == words


def test_an_end_is_told() -> None:
    """With date and time."""
    words = word_sanction(SanctionDone("#a", "bob", muting=False, until=1_800_000_000_000), "a", str)
    assert words.startswith("bob is banned from a until ")
    assert "2027" in words


def test_the_bans_of_a_channel_are_listed() -> None:
    """Whom they mean, who set them, until when, and why."""
    channel = Channel(1, "#a", "#a", 0, "")
    assert list(word_sanctions(channel, str)) == []
    channel.lists["b"] = {
        "bob!*@*": ListEntry("bob!*@*", "ann!~u@h", 0),
        "~m:cleo!*@*": ListEntry("~m:cleo!*@*", "ann!~u@h", 0, 1_800_000_000_000, "spam"),
    }
    first, second = word_sanctions(channel, str)
    assert first == "banned: the nick bob - by ann - no end"
    assert second.startswith("muted: the nick cleo - by ann - until ")
    assert second.endswith(" - spam")


@pytest.mark.parametrize(
    ("mask", "words"),
    [
        ("~a:bob", "banned: the account bob"),
        ("~m:~a:bob", "muted: the account bob"),
        ("*!*@192.0.2.1", "banned: the host 192.0.2.1"),
        ("~m:*!*@2001:db8::1", "muted: the host 2001:db8::1"),
        ("b?b!*@*", "banned: the mask b?b!*@*"),
        ("*!*@*.example", "banned: the mask *!*@*.example"),
        ("*!~ident@host", "banned: the mask *!~ident@host"),
    ],
)
def test_people_read_no_masks(mask: str, words: str) -> None:
    """Where a word says it."""
    channel = Channel(1, "#a", "#a", 0, "")
    channel.lists["b"] = {mask: ListEntry(mask, "ann!~u@h", 0)}
    assert list(word_sanctions(channel, str)) == [f"{words} - by ann - no end"]


def test_whom_it_holds_against_is_said() -> None:
    """The account, and not the name that was typed."""
    reply = SanctionDone("#a", "bob", muting=False, masks=("~a:robert", "*!*@192.0.2.1"))
    assert word_sanction(reply, "a", str) == (
        "bob is banned from a until you lift the ban. It applies to: the account robert, the host 192.0.2.1."
    )


def test_whom_it_concerns_is_told() -> None:
    """What it is, until when, and why."""
    told = PersonSanctioned(Source(1, "ann", "~u", "h"), 1, "#a", 2, muting=True, until=0, reason="")
    assert word_told(told, "a", str) == "You are muted in a."
    told = structs.replace(told, muting=False, until=1_800_000_000_000, reason="spam\x1b[2J")
    words = word_told(told, "a", str)
    assert words.startswith("You are banned from a. This ends on ")
    assert words.endswith(". Reason: spam[2J")
