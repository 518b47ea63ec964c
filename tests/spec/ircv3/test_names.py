"""multi-prefix, userhost-in-names, no-implicit-names, invite-notify: what is said of a channel's members."""

import pytest

from harness.tagged_lines import bares, commands, only, params
from harness.world import Client, World


def ranked() -> tuple[World, Client]:
    """Return a world where alice is operator and voiced in #c, and bob half-operator and voiced."""
    world = World()
    alice, bob = world.join("alice", "#c"), world.join("bob", "#c")
    world.join("carol", "#c")
    alice.send("MODE #c +vo alice alice", "MODE #c +vh bob bob")
    bob.take()
    return world, alice


# --- multi-prefix ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("caps", "alice", "bob"), [("", "@", "%"), ("multi-prefix", "@+", "%+"), ("batch", "@", "%")]
)
def test_prefixes(caps: str, alice: str, bob: str) -> None:
    """multi-prefix, Description: all prefixes, from highest to lowest, in NAMES, WHO and WHOIS."""
    world, _ = ranked()
    dan = world.join("dan", caps=caps)
    joined = dan.send("JOIN #c")
    for lines in (joined, dan.send("NAMES #c")):
        assert params(only(lines, "353")[0])[-1] == f"{alice}alice {bob}bob carol dan"
    flags = {params(line)[5]: params(line)[6] for line in only(dan.send("WHO #c"), "352")}
    assert flags == {"alice": f"H{alice}", "bob": f"H{bob}", "carol": "H", "dan": "H"}
    assert params(only(dan.send("WHO bob"), "352")[0])[6] == f"H{bob}"
    assert params(only(dan.send("WHO #c %nf"), "354")[0])[1:] == ("alice", f"H{alice}")
    assert params(only(dan.send("WHOIS alice"), "319")[0])[-1] == f"{alice}#c"
    assert params(only(dan.send("WHOIS bob"), "319")[0])[-1] == f"{bob}#c"


def test_prefixes_are_in_the_order_of_isupport() -> None:
    """multi-prefix, Description: MUST be in order of rank, which PREFIX gives."""
    world, alice = ranked()
    alice.send("MODE #c +hv alice alice")
    dan = world.join("dan", "#c", caps="multi-prefix")
    tokens = [token for line in only(dan.send("ISUPPORT"), "005") for token in params(line)]
    (prefix,) = [token for token in tokens if token.startswith("PREFIX=")]
    assert prefix == "PREFIX=(qaohv)~&@%+"
    assert params(only(dan.send("NAMES #c"), "353")[0])[-1].split()[0] == "@%+alice"


# --- userhost-in-names -------------------------------------------------------------------------


def test_masks_in_names() -> None:
    """userhost-in-names, Description: the full nick!user@host of every user listed, prefix in front."""
    world, _ = ranked()
    dan = world.join("dan", caps="userhost-in-names")
    expected = (
        "@alice!~alice@host.test %bob!~bob@host.test carol!~carol@host.test dan!~dan@host.test",
        "353",
    )
    for lines in (dan.send("JOIN #c"), dan.send("NAMES #c")):
        (line,) = only(lines, "353")
        assert (params(line)[-1], commands([line])[0]) == expected


def test_masks_and_all_prefixes() -> None:
    """userhost-in-names, Description: with `multi-prefix` both hold."""
    world, _ = ranked()
    dan = world.join("dan", "#c", caps="userhost-in-names multi-prefix")
    assert params(only(dan.send("NAMES #c"), "353")[0])[-1].split()[:2] == [
        "@+alice!~alice@host.test",
        "%+bob!~bob@host.test",
    ]


@pytest.mark.parametrize("caps", ["", "userhost-in-names", "userhost-in-names multi-prefix"])
def test_no_line_of_names_is_too_long(caps: str) -> None:
    """userhost-in-names, Description: every user is listed, in as many lines as it takes."""
    world = World()
    nicks = [f"{'Å' * 16}{number}" for number in range(40)]
    for nick in nicks:
        world.join(nick, "#c")
    dan = world.join("dan", "#c", caps=caps)
    lines = only(dan.send("NAMES #c"), "353")
    assert max(len(line.encode()) for line in lines) <= 510
    listed = [name.partition("!")[0].lstrip("@") for line in lines for name in params(line)[-1].split()]
    assert listed == [*nicks, "dan"]


# --- no-implicit-names -------------------------------------------------------------------------


@pytest.mark.parametrize("cap", ["no-implicit-names", "draft/no-implicit-names"])
def test_no_names_after_a_join(cap: str) -> None:
    """no-implicit-names, Implementation: MUST NOT send NAMES after JOIN, MUST answer NAMES as usual."""
    world, alice = ranked()
    alice.send("TOPIC #c :x")
    dan = world.join("dan", caps=cap)
    assert commands(dan.send("JOIN #c")) == ["JOIN", "332", "333"]
    assert commands(dan.send("NAMES #c")) == ["353", "366"]
    assert commands(dan.send("JOIN #new")) == ["JOIN"]


def test_names_after_a_join_otherwise() -> None:
    """no-implicit-names, Description: clients opt out; the others get them."""
    world, _ = ranked()
    assert commands(world.join("dan").send("JOIN #c")) == ["JOIN", "353", "366"]


def test_no_names_after_a_new_name() -> None:
    """no-implicit-names, Implementation: after a JOIN that stands for a RENAME, too."""
    world, alice = ranked()
    dan = world.join("dan", "#c", caps="no-implicit-names")
    alice.send("RENAME #c #d")
    assert commands(dan.take()) == ["PART", "JOIN"]


# --- invite-notify -----------------------------------------------------------------------------


def test_members_hear_of_invitations() -> None:
    """invite-notify, Format: `:inviter INVITE target channel`, to members who asked for it, once."""
    world = World()
    alice, bob = world.join("alice", "#c"), world.join("bob", "#c", caps="invite-notify")
    carol, dan = world.join("carol", "#c"), world.join("dan", caps="invite-notify")
    alice.send("INVITE dan #c")
    line = ":alice!~alice@host.test INVITE dan #c"
    assert (bob.take(), carol.take(), dan.take()) == ([line], [], [line])


def test_others_do_not_hear_of_invitations() -> None:
    """invite-notify, Notes: the message is for the channel, not for everybody with the capability."""
    world = World()
    alice = world.join("alice", "#c")
    world.join("dan")
    eve = world.join("eve", "#d", caps="invite-notify")
    alice.send("INVITE dan #c")
    assert eve.take() == []


def test_the_guest_hears_without_the_capability() -> None:
    """modern-irc, INVITE: the guest is told whatever the capabilities; who invites gets the numeric."""
    world = World()
    alice, dan = world.join("alice", "#c", caps="invite-notify"), world.join("dan")
    assert commands(alice.send("INVITE dan #c")) == ["341"]
    assert bares(dan.take()) == [":alice!~alice@host.test INVITE dan #c"]


def test_what_is_refused_is_told_to_nobody() -> None:
    """invite-notify, Description: notified when users are invited."""
    world = World()
    alice, bob = world.join("alice", "#c"), world.join("bob", "#c", caps="invite-notify")
    carol = world.join("carol", "#c")
    world.join("dan")
    alice.send("MODE #c +i", "INVITE bob #c", "INVITE nobody #c")
    bob.take()
    assert commands(carol.send("INVITE dan #c"))[-1] == "482"
    assert bob.take() == []
