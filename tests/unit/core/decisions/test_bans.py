"""Whom the lists of a channel concern."""

import pytest
from msgspec import structs

from harness.chaines_people import enter
from harness.chatroom import Chatroom, changes
from harness.dialect_people import world_with_room
from harness.irc_accounts import PASSWORD, join_with_account
from harness.owner import Owner
from harness.replies import codes
from harness.snapshot import contradictions
from harness.world import Client, World
from salon.core import state
from salon.core.account_events import AccountRegistered
from salon.core.apply import apply
from salon.core.commands import ChangeModes, ChangeNick, Invite
from salon.core.decisions.bans import is_banned, is_invited, is_silenced
from salon.core.events import SessionAttached, SessionDetached
from salon.core.state import MOST_FORMER, Channel, FormerName, ListEntry, Person, Session


@pytest.fixture
def room() -> Chatroom:
    """Return a room with a channel of ann, who is founder, and ben; cleo is outside."""
    room = Chatroom()
    room.enter("ann", "#a")
    room.enter("ben", "#a")
    room.enter("cleo")
    return room


def put(room: Chatroom, letters: str, *masks: str) -> Channel:
    """Put masks into the lists."""
    room.run(room.state.people[1], ChangeModes("#a", changes(letters, *masks)))
    return room.channel("#a")


@pytest.mark.parametrize(
    ("letters", "masks", "banned", "silenced"),
    [
        ("+b", ["ben!*@*"], True, True),
        ("+b", ["*!~u@*"], True, True),
        ("+b", ["*!*@HOST2.test"], True, True),
        ("+b", ["bob"], False, False),
        ("+be", ["ben", "*!*@host2.test"], False, False),
        ("+be", ["ben", "bob"], True, True),
        ("+b", ["~m:ben"], False, True),
        ("+be", ["~m:ben", "ben"], False, False),
        ("+be", ["ben", "~m:ben"], True, False),
        ("+b", ["~a:benoit"], True, True),
        ("+b", ["~m:~a:BEN*"], False, True),
        ("+b", ["~a:other"], False, False),
        ("+bb", ["x", "ben"], True, True),
        ("+I", ["ben"], False, False),
    ],
)
def test_bans_mutes_and_exceptions(
    room: Chatroom, letters: str, masks: list[str], banned: bool, silenced: bool
) -> None:
    """A ban also silences, a mute does not ban; an exception lifts both, one from mutes only that."""
    ben = room.state.people[2]
    ben.source = structs.replace(ben.source, account="benoit")
    channel = put(room, letters, *masks)
    assert is_banned(room.state, channel, ben) is banned
    assert is_silenced(room.state, channel, ben) is silenced


def test_a_ban_by_account_is_for_accounts(room: Chatroom) -> None:
    """Who has none is not meant, not by a mask that matches everything either."""
    channel = put(room, "+b", "~a:*")
    assert not is_banned(room.state, channel, room.state.people[2])


def test_what_was_found_out_is_forgotten_in_time(room: Chatroom) -> None:
    """At every change of a list; of people who are not in the channel nothing is kept at all."""
    ben, cleo = room.state.people[2], room.state.people[3]
    channel = put(room, "+bb", "ben", "chloe")
    assert is_silenced(room.state, channel, ben)
    assert not is_silenced(room.state, channel, cleo)
    put(room, "-b", "ben")
    assert not is_silenced(room.state, channel, ben)
    room.run(cleo, ChangeNick("chloe"))
    assert is_silenced(room.state, channel, cleo)


def test_a_list_is_made_ready_again_when_it_changes(room: Chatroom) -> None:
    """Whoever was tried at the channel before is kept out by the next ban, and let in when it is lifted."""
    cleo = room.state.people[3]
    channel = put(room, "+b", "ben")
    assert not is_banned(room.state, channel, cleo)
    put(room, "+b", "cle?")
    assert is_banned(room.state, channel, cleo)
    put(room, "+e", "?leo")
    assert not is_banned(room.state, channel, cleo)
    put(room, "-be", "cle?", "?leo")
    assert not is_banned(room.state, channel, cleo)


@pytest.mark.parametrize(("mask", "invited"), [("cleo", True), ("*!*@host3.*", True), ("ben", False)])
def test_standing_invitations(room: Chatroom, mask: str, invited: bool) -> None:
    """List I invites whom its masks match."""
    assert is_invited(room.state, put(room, "+I", mask), room.state.people[3]) is invited


def test_invitations_by_name(room: Chatroom) -> None:
    """One from a founder counts, one from a plain member of an open channel does not."""

    def invited_by(person: Person) -> bool:
        room.run(person, Invite("cleo", "#a"))
        return is_invited(room.state, room.channel("#a"), room.state.people[3])

    assert not invited_by(room.state.people[2])
    assert invited_by(room.state.people[1])


def test_masks_of_lists_are_made_ready_once(room: Chatroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """When they are set: every message to the channel asks them."""
    channel = put(room, "+be", "*?*x", "*!*@host2.test")
    monkeypatch.setattr(state, "mask_test", None)
    ben, cleo = room.state.people[2], room.state.people[3]
    assert not is_banned(room.state, channel, ben)
    assert not is_silenced(room.state, channel, cleo)


def test_restored_masks_are_made_ready_once(room: Chatroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """When they are first asked: a start does not wait for them."""
    channel = room.channel("#a")
    channel.lists["b"] = {"ben!*@*": ListEntry("ben!*@*", "ann", 0)}
    assert is_banned(room.state, channel, room.state.people[2])
    monkeypatch.setattr(state, "mask_test", None)
    assert not is_banned(room.state, channel, room.state.people[3])
    assert channel.lists["b"]["ben!*@*"] == ListEntry("ben!*@*", "ann", 0)


@pytest.mark.parametrize(
    ("mask", "left"), [("cleo", False), ("*!*@host3.test", False), ("ben", True), ("~m:cleo", True)]
)
def test_a_ban_takes_back_invitations(room: Chatroom, mask: str, left: bool) -> None:
    """Of those whom it means; a later invitation counts again."""
    ann, cleo = room.state.people[1], room.state.people[3]
    room.run(ann, Invite("cleo", "#a"))
    channel = put(room, "+b", mask)
    assert is_invited(room.state, channel, cleo) is left
    assert contradictions(room.state) == []
    room.run(ann, Invite("cleo", "#a"))
    assert is_invited(room.state, channel, cleo)


@pytest.mark.parametrize("muting", [False, True])
def test_logging_out_ends_no_ban_and_no_mute(muting: bool) -> None:
    """Nor does another account, while the connection lasts; a new connection is a guest like any other."""
    world = World()
    ann = world.join("ann", "#a")
    ben = join_with_account(world, "ben", "#a")
    ann.send("MODE #a +b ~m:~a:ben" if muting else "MODE #a +b ~a:ben")
    ben.send("NS LOGOUT", "NICK bob")
    assert codes(ben.send("PRIVMSG #a :x")) == ["404"]
    ben.send("NS REGISTER sesame-8 x@host.test", "PART #a")
    if muting:
        ben.send("JOIN #a")
        assert codes(ben.send("PRIVMSG #a :x")) == ["404"]
    else:
        assert codes(ben.send("JOIN #a")) == ["474"]
    assert "JOIN" in codes(world.join("cleo").send("JOIN #a", "PRIVMSG #a :x"))
    assert contradictions(world.state) == []


def test_logging_out_ends_no_ban_on_chaines() -> None:
    """Nor on a wire of lines without IRC."""
    world = world_with_room()
    ann = world.join("ann", "#a")
    ben = enter(world, "ben", "#a")
    ben.send(f"/REGISTER {PASSWORD}")
    assert ben.link.core.person is not None
    assert ben.link.core.person.account == "ben"
    ann.send("MODE #a +b ~a:ben", "KICK #a ben")
    ben.send("/LOGOUT")
    assert ben.link.core.person.account is None
    ben.send("/JOIN #a")
    assert list(world.state.find_channel("#a").members) == [ann.person.id]


@pytest.mark.parametrize("ban", ["ben", "ben!*@*", "~m:ben", "ben!*@host.test"])
def test_another_nick_ends_no_ban(ban: str) -> None:
    """Of the nick that the connection had when it was set; nor does another login, or a resumed session."""
    world = World()
    ann, ben = world.join("ann", "#a"), world.join("ben")
    ann.send(f"MODE #a +b {ban}")
    world.pass_time(1)
    ben.send("NICK bob", "NICK rob", "JOIN #a", "PRIVMSG #a :x")
    assert silenced(world, ben)
    ben.send("NS REGISTER sesame-8 x@host.test", "NS LOGOUT", "NICK bill", "JOIN #a")
    assert silenced(world, ben)
    # Whoever has the nick afterwards is known by it, and not the first one; to be rid of it is to be free.
    cleo = world.join("ben")
    assert silenced(world, cleo)
    cleo.send("NICK cleo")
    assert not silenced(world, cleo)
    ann.send(f"MODE #a -b {ban}")
    assert not silenced(world, ben)
    assert contradictions(world.state) == []


def silenced(world: World, client: Client) -> bool:
    """Return whether a client may not speak in #a."""
    return is_silenced(world.state, channel_a(world), client.person)


def test_an_earlier_nick_of_somebody_is_not_banned() -> None:
    """What is set against a nick means whoever has it then."""
    world = World()
    ann, ben = world.join("ann", "#a"), world.join("ben")
    ann.send("MODE #a +b other")
    world.pass_time(1)
    ben.send("NICK bob")
    world.pass_time(1)
    ann.send("MODE #a +b ben")
    assert not silenced(world, ben)


def test_who_goes_on_as_a_session_has_its_bans() -> None:
    """So a connection that is resumed is free of none."""
    before, after = Session(1), Session(2, opened=9)
    before.note_former(7)
    before.note_name(["ben!u@h"], 5, last_ban=3)
    after.take_over(before)
    assert (after.former_names, after.former_accounts, after.named) == (
        (FormerName(("ben!u@h",), 0, 5),),
        (7,),
        5,
    )


def test_not_all_names_are_remembered() -> None:
    """Only those under which something was banned, and the last of them."""
    session = Session(1)
    session.note_name(["x"], 5, last_ban=-1)
    assert not session.former_names
    for number in range(2 * MOST_FORMER):
        session.note_name([str(number)], 6 + number, last_ban=99)
    assert [name.until for name in session.former_names] == [*range(6 + MOST_FORMER, 6 + 2 * MOST_FORMER)]


def test_a_connection_brings_its_mutes_to_another_account(room: Chatroom) -> None:
    """Whoever is more than one connection is silenced by what any has logged out of, until it ends."""
    ben, channel = room.state.people[2], put(room, "+b", "~m:~a:evil")
    apply(room.state, AccountRegistered(1, "evil", "", 0))
    assert not is_silenced(room.state, channel, ben)
    session = Session(99)
    session.note_former(1)
    room.state.sessions[99] = session
    apply(room.state, SessionAttached(99, ben.source, 0))
    assert is_silenced(room.state, channel, ben)
    apply(room.state, SessionDetached(99, ben.source, "", 0))
    assert not is_silenced(room.state, channel, ben)


def test_not_all_accounts_are_remembered() -> None:
    """Those that come late push none out."""
    session = Session(1)
    for number in (*range(1, 2 * MOST_FORMER), 1):
        session.note_former(number)
    assert session.former_accounts == tuple(range(1, MOST_FORMER + 1))


def channel_a(world: World) -> Channel:
    """Return the channel."""
    channel = world.state.find_channel("#a")
    assert channel is not None
    return channel


def lists(world: World) -> tuple[list[str], list[str]]:
    """Return what the channel bans and excepts."""
    channel = channel_a(world)
    return list(channel.lists.get("b", {})), list(channel.lists.get("e", {}))


def test_bans_follow_an_account_that_is_renamed() -> None:
    """With reason and end, here and from the server; whoever takes the old name is not meant."""
    world = World()
    ann = world.join("ann", "#a")
    join_with_account(world, "ben")
    ann.send("BAN #a ben 1h spam", "MODE #a +bbe ~m:~a:ben ben!*@* ~a:ben")
    owner = Owner(world)
    owner.ask("ban", mask="ben", reason="spam")
    owner.ask("account-rename", name="ben", new_name="Zoe")
    assert lists(world) == (["~a:zoe", "~m:~a:zoe", "ben!*@*"], ["~a:zoe"])
    entry = channel_a(world).lists["b"]["~a:zoe"]
    assert (entry.mask, entry.reason, entry.until > 0) == ("~a:zoe", "spam", True)
    assert [ban.mask for ban in world.state.server_bans] == ["~a:zoe"]
    assert contradictions(world.state) == []


def test_bans_go_with_an_account_that_is_erased() -> None:
    """Nobody who takes the name is hit, or let in; what means a nick stays, and nothing is left to end."""
    world = World()
    ann = world.join("ann", "#a")
    join_with_account(world, "ben")
    ann.send("BAN #a ben 1h spam", "MODE #a +bbe ~m:~a:ben ben!*@* ~a:ben")
    owner = Owner(world)
    owner.ask("ban", mask="ben", reason="spam")
    owner.ask("account-drop", name="ben")
    assert lists(world) == (["ben!*@*"], [])
    assert list(world.state.server_bans) == []
    assert not world.state.expiring


def test_a_list_that_was_asked_before_follows_a_rename() -> None:
    """Whoever takes the old name is let in, and the account under its new one is kept out."""
    world = World()
    ann = world.join("ann", "#a")
    ben = join_with_account(world, "ben")
    ann.send("MODE #a +b ~a:ben")
    assert "474" in ben.send("JOIN #a")[0]
    Owner(world).ask("account-rename", name="ben", new_name="zoe")
    assert "474" in ben.send("JOIN #a")[-1]
    cy = join_with_account(world, "cy")
    Owner(world).ask("account-rename", name="cy", new_name="ben")
    cy.send("JOIN #a")
    assert len(channel_a(world).members) == 2
