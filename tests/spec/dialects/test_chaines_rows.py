"""`chaines`: the rows of *Ranks and rights* that concern a guests' channel, and of *Emptied channels*.

One row a test, as people on this wire live through it, beside somebody on IRC. What they read is given whole.
"""

from typing import NamedTuple

import pytest

from harness import chaines_people
from harness.replies import mask, told
from harness.ruling import rules_with
from harness.world import Client, World
from salon.wire.dialects.chaines import words

DAY = 86_400


class Row(NamedTuple):
    """What somebody does, after what was done `before`, and what each reads of it; others read nothing."""

    line: str
    seen: dict[str, list[str]]
    before: tuple[str, ...] = ()


def lines_of(nick: str, *lines: str) -> list[str]:
    """Return what somebody on `chaines` did, as IRC shows it."""
    return [f":{nick}!chaines@host.test {line}" for line in lines]


GRANTED = words.GRANTED.format(nick="ann")
REVOKED = words.REVOKED.format(nick="ann")
KICKED = words.KICKED.format(nick="ann")
NO_ADMINISTRATOR = "{nick} has no administrator privileges that you can take away."
OWN_RANK = "You cannot take your own rank in jardin away. It passes to somebody else when you leave."
NOT_BELOW = "{nick} has a rank that is not below yours."

RANKS: dict[str, Row] = {
    "whoever founds it leads it": Row("bea /WHO", {"bea": [words.MEMBERS, "@ann@", "cid", "ira"]}),
    "and has o on IRC": Row(
        "ira NAMES #jardin", {"ira": ["353 ira = #jardin :@ann bea cid ira", "366 ira #jardin :..."]}
    ),
    "o is given": Row("ann /GRANT bea", {"bea": [GRANTED], "ira": lines_of("ann", "MODE #jardin +o bea")}),
    "by the main administrator alone": Row("bea /GRANT cid", {"bea": [words.NOT_MAIN]}, ("ann /GRANT bea",)),
    "and by no member": Row("bea /GRANT cid", {"bea": [words.NOT_MAIN]}),
    "and not twice": Row(
        "ann /GRANT bea", {"ann": ["bea is an administrator already."]}, ("ann /GRANT bea",)
    ),
    "o is shown": Row("cid /WHO", {"cid": [words.MEMBERS, "@ann@", "@bea", "ira"]}, ("ann /GRANT bea",)),
    "whoever inherits on IRC leads": Row(
        "cid /WHO",
        {"cid": [words.MEMBERS, "bea", "@ira@"]},
        ("ann /GRANT ira", "ann /LEAVE"),
    ),
    "half-operators and voices are not shown": Row(
        "cid /WHO",
        {"cid": [words.MEMBERS, "@ann@", "bea", "@ira"]},
        ("ann /GRANT ira", "ira MODE #jardin +hv bea bea"),
    ),
    "o is taken": Row(
        "ann /REVOKE bea",
        {"bea": [REVOKED], "ira": lines_of("ann", "MODE #jardin -o bea")},
        ("ann /GRANT bea",),
    ),
    "by no operator": Row("bea /REVOKE cid", {"bea": [words.NOT_MAIN]}, ("ann /GRANT bea", "ann /GRANT cid")),
    "not from the main administrator": Row("bea /REVOKE ann", {"bea": [words.NOT_MAIN]}, ("ann /GRANT bea",)),
    "not from who has none": Row("ann /REVOKE bea", {"ann": [NO_ADMINISTRATOR.format(nick="bea")]}),
    "not from oneself": Row("ann /REVOKE ann", {"ann": [OWN_RANK]}),
    "the lead is laid down on IRC": Row(
        "ira MODE #jardin -o ira",
        {
            "ira": [
                f":{mask('ira')} MODE #jardin -o ira",
                "NOTICE ira :NOTE MODE MAIN_ADMINISTRATOR: bea is the main administrator of #jardin now",
            ],
            "bea": [words.NEW_MAIN],
        },
        ("ann /GRANT ira", "ann /LEAVE", "ira MODE #jardin +o bea"),
    ),
    "the main administrator kicks an operator": Row(
        "ann /KICK bea",
        {"bea": [KICKED], "ira": lines_of("ann", "KICK #jardin bea :ann")},
        ("ann /GRANT bea",),
    ),
    "an operator kicks no operator": Row(
        "bea /KICK cid", {"bea": [NOT_BELOW.format(nick="cid")]}, ("ann /GRANT bea", "ann /GRANT cid")
    ),
    "nor the main administrator": Row(
        "bea /KICK ann", {"bea": [NOT_BELOW.format(nick="ann")]}, ("ann /GRANT bea",)
    ),
    "a member kicks nobody": Row("bea /KICK cid", {"bea": [words.MAY_NOT_KICK]}),
    "the main administrator leaves to an operator": Row(
        "ann /LEAVE",
        {
            "ann": [*words.LEFT_CHANNEL],
            "bea": ["ann est parti"],
            "cid": ["ann est parti", words.NEW_MAIN],
            "ira": lines_of("ann", "PART #jardin"),
        },
        ("ann /GRANT cid",),
    ),
    "and else to the member who is here longest": Row(
        "ann /LEAVE",
        {
            "ann": [*words.LEFT_CHANNEL],
            "bea": ["ann est parti", words.NEW_MAIN],
            "cid": ["ann est parti"],
            "ira": [*lines_of("ann", "PART #jardin"), "MODE #jardin +o bea"],
        },
    ),
    "KILL bans and kicks": Row(
        "ann /KILL cid",
        {
            "cid": [words.KILLED],
            "ira": lines_of("ann", "MODE #jardin +b cid!*@*", "KICK #jardin cid :ann"),
        },
    ),
    "KILL is not an operator's": Row("bea /KILL cid", {"bea": [words.NOT_MAIN]}, ("ann /GRANT bea",)),
    "a renaming is an operator's, too": Row(
        "bea /REN potager",
        {
            "bea": [words.RENAMED_BY_ONESELF],
            "ann": [words.RENAMED.format(channel="potager")],
            "cid": [words.RENAMED.format(channel="potager")],
            "ira": [
                *(f":{mask('ira')} PART #jardin", f":{mask('ira')} JOIN #potager"),
                *("353 ira = #potager :@ann @bea cid ira", "366 ira #potager :..."),
            ],
        },
        ("ann /GRANT bea",),
    ),
    "and no member's": Row("bea /REN potager", {"bea": [words.NOT_MAIN]}),
    "another nick changes no rank": Row(
        "bea /WHO", {"bea": [words.MEMBERS, "@anne@", "cid", "ira"]}, ("ann /NICK anne",)
    ),
    "another name changes no rank": Row(
        "bea /WHO", {"bea": [words.MEMBERS, "@ann@", "cid", "ira"]}, ("ann /REN potager",)
    ),
    "a server operator kicks anybody": Row(
        "bea /KICK ann",
        {
            "ann": [words.KICKED.format(nick="bea")],
            "bea": [words.NEW_MAIN],
            "ira": [*lines_of("bea", "KICK #jardin ann :bea"), "MODE #jardin +o bea"],
        },
        ("bea operator",),
    ),
}


OPEN = (
    "jardin was empty, and you are its main administrator now:"
    " /HISTORY shows what was said while it was open."
)
KEPT = OPEN.replace(" open.", " open or had this key.")
FRESH = "jardin was empty for long: its modes and lists are those of a new channel."
NEEDS_KEY = "jardin needs its key."
BANNED = "You are banned from jardin."
LATER = f"wait {DAY}"

EMPTIED: dict[str, Row] = {
    "nothing was said: it is gone": Row(
        "bea /JOIN jardin", {"bea": [*words.WELCOME]}, ("ann /JOIN jardin", "ann /LEAVE")
    ),
    "not while it is kept": Row(
        "bea /LIST", {"bea": [words.CHANNELS.format(channels="kept")]}, ("keep kept",)
    ),
    "it is in no list": Row("bea /LIST", {"bea": [words.NO_CHANNELS]}, ("sleep",)),
    "it is nobody's current": Row("ann /CURRENT jardin", {"ann": [words.NOT_IN]}, ("sleep",)),
    "nobody is invited": Row("ira INVITE bea #jardin", {"ira": ["403 ira #jardin :..."]}, ("sleep",)),
    "no tags are sent": Row("ira @+a=b TAGMSG #jardin", {"ira": ["403 ira #jardin :..."]}, ("sleep",)),
    "its name is in use": Row(
        "bea /REN jardin", {"bea": [words.CHANNEL_EXISTS]}, ("sleep", "bea /JOIN potager")
    ),
    "whoever enters leads, and is told": Row("bea /JOIN jardin", {"bea": [*words.WELCOME, OPEN]}, ("sleep",)),
    "its key holds": Row("bea /JOIN jardin", {"bea": [NEEDS_KEY]}, ("sleep MODE #jardin +k key",)),
    "with its key, the closure goes on": Row(
        "bea /JOIN jardin key", {"bea": [*words.WELCOME, KEPT]}, ("sleep MODE #jardin +k key",)
    ),
    "its bans hold": Row("bea /JOIN jardin", {"bea": [BANNED]}, ("sleep MODE #jardin +b bea",)),
    "+i does not hold": Row("bea /JOIN jardin", {"bea": [*words.WELCOME, OPEN]}, ("sleep MODE #jardin +i",)),
    "+l does not hold": Row(
        "bea /JOIN jardin", {"bea": [*words.WELCOME, OPEN]}, ("sleep MODE #jardin +l 1",)
    ),
    "later neither holds": Row(
        "bea /JOIN jardin", {"bea": [*words.WELCOME, OPEN, FRESH]}, ("sleep MODE #jardin +kb key bea", LATER)
    ),
    "what was said while it was open is shown": Row(
        "bea /HISTORY", {"bea": ["1 [08:00] ann: salut"]}, ("sleep", "bea /JOIN jardin")
    ),
    "and no more of a closure that has ended": Row(
        "bea /HISTORY", {"bea": ["1 [08:00] ann: salut"]}, ("sleep secret", "bea /JOIN jardin")
    ),
    "whoever leads now leads what is said from now on": Row(
        "bea /REN potager",
        {"bea": ["jardin has history from before you led it: only server operators can rename it."]},
        ("sleep", "bea /JOIN jardin"),
    ),
    "and is shown as who leads": Row(
        "ira WHO #jardin",
        {"ira": ["352 ira #jardin chaines host.test salon.test bea H@ :0 bea", "315 ira #jardin :..."]},
        ("sleep", "bea /JOIN jardin"),
    ),
}


def play(people: dict[str, Client], world: World, line: str) -> None:
    """Have somebody do something."""
    nick, _, said = line.partition(" ")
    if said == "operator":
        person = people[nick].person
        person.modes += "o"
    elif nick == "wait":
        world.pass_time(float(said))
    elif nick == "keep":
        world.state.rules = rules_with(world.state.rules, keep_empty_channels=True)
        people["ann"].send(f"/JOIN {said}", "/LEAVE")
    elif nick == "sleep":
        host = world.join("host")
        people["ann"].send("/JOIN jardin", "salut")
        host.send("JOIN #jardin")
        people["ann"].send("/GRANT host")
        host.send(*([said] if said.startswith("MODE") else []))
        if said == "secret":
            host.send("MODE #jardin +i", "PRIVMSG #jardin :between us")
        host.send("QUIT")
        people["ann"].send("/LEAVE")
    else:
        people[nick].send(said)


def see(row: Row, world: World, people: dict[str, Client]) -> None:
    """Live through a row."""
    for line in row.before:
        play(people, world, line)
    world.forget_output()
    nick, _, said = row.line.partition(" ")
    seen = {nick: people[nick].send(said)}
    seen |= {other: client.take() for other, client in people.items() if other != nick}
    if "ira" in seen:
        seen["ira"] = told(seen["ira"])
    assert {nick: lines for nick, lines in seen.items() if lines} == row.seen


@pytest.mark.parametrize("row", RANKS)
def test_ranks(row: str) -> None:
    """Ranks and rights."""
    world = World()
    people: dict[str, Client] = {
        nick: chaines_people.enter(world, nick, "jardin") for nick in ("ann", "bea", "cid")
    }
    people["ira"] = world.join("ira", "#jardin")
    see(RANKS[row], world, people)


@pytest.mark.parametrize("row", EMPTIED)
def test_emptied_channels(row: str) -> None:
    """Emptied channels."""
    world = World()
    people: dict[str, Client] = {nick: chaines_people.enter(world, nick) for nick in ("ann", "bea")}
    people["ira"] = world.join("ira", caps="message-tags")
    see(EMPTIED[row], world, people)
