"""The clauses about being in channels: JOIN, PART, TOPIC, NAMES, LIST, INVITE, KICK; and the hand-over."""

import pytest

from harness.replies import codes, heard, mask, only, told
from harness.stand_ins import START
from harness.world import World

SECONDS = START // 1000


# --- JOIN --------------------------------------------------------------------------------------


def test_join_is_answered_in_order() -> None:
    """modern-irc, messages-channel: JOIN: JOIN, the topic and who set it, the names, their end."""
    world = World()
    alice = world.join("alice", "#a")
    alice.send("TOPIC #a :Hello")
    bob = world.join("bob")
    assert told(bob.send("JOIN #a")) == [
        f":{mask('bob')} JOIN #a",
        "332 bob #a :Hello",
        f"333 bob #a {mask('alice')} {SECONDS}",
        "353 bob = #a :@alice bob",
        "366 bob #a :...",
    ]
    assert alice.take() == [f":{mask('bob')} JOIN #a"]


def test_join_founds() -> None:
    """modern-irc, modern-appendix: Regular Channels: the first has the rank, the channel is +nt."""
    alice = World().join("alice")
    assert told(alice.send("JOIN #a")) == [
        f":{mask('alice')} JOIN #a",
        "353 alice = #a :@alice",
        "366 alice #a :...",
    ]
    assert told(alice.send("MODE #a")) == ["324 alice #a +nt", f"329 alice #a {SECONDS}"]


def test_join_list_with_keys() -> None:
    """modern-irc, messages-channel: JOIN: the first key is for the first channel, and so on."""
    world = World()
    alice = world.join("alice", "#a", "#b", "#c")
    alice.send("MODE #a +k one", "MODE #b +k two")
    bob = world.join("bob")
    lines = bob.send("JOIN #a,#b,#c one,wrong")
    assert only(lines, "JOIN", "475") == [
        f":{mask('bob')} JOIN #a",
        "475 bob #b :...",
        f":{mask('bob')} JOIN #c",
    ]
    assert codes(bob.send("JOIN #b two"))[0] == "JOIN"


def test_join_zero() -> None:
    """modern-irc, messages-channel: JOIN: `0` is a PART of every channel."""
    world = World()
    alice, bob = world.join("alice", "#a", "#b"), world.join("bob", "#b")
    alice.take()
    assert alice.send("JOIN 0") == [f":{mask('alice')} PART #a", f":{mask('alice')} PART #b"]
    assert told(bob.take())[:2] == [f":{mask('alice')} PART #b", "MODE #b +o bob"]
    assert alice.send("JOIN 0") == []


def test_join_zero_among_others() -> None:
    """modern-irc, messages-channel: JOIN: the form with `0` has it as the only parameter."""
    alice = World().join("alice", "#a")
    assert only(alice.send("JOIN #b,0,#c"), "JOIN", "PART", "403") == [
        f":{mask('alice')} JOIN #b",
        "403 alice 0 :...",
        f":{mask('alice')} JOIN #c",
    ]


def test_names_that_are_repeated() -> None:
    """modern-irc, messages-channel: JOIN, PART: a list asks once for each channel, in whatever spelling."""
    world = World()
    world.join("bob", "#a").send("PRIVMSG #a :said before")
    alice = world.join("alice")
    lines = alice.send("JOIN #a,#b,#A,#a,#b")
    assert codes(lines).count("JOIN") == 2
    assert len(only(lines, "PRIVMSG")) == 1
    assert alice.send("PART #a,#A,#b,#a") == [f":{mask('alice')} PART #a", f":{mask('alice')} PART #b"]


def test_the_first_of_repeated_names_has_the_key() -> None:
    """modern-irc, messages-channel: JOIN: a key stands where its channel stands."""
    world = World()
    world.join("bob", "#a", "#b").send("MODE #a +k one", "MODE #b +k two")
    alice = world.join("alice")
    assert only(alice.send("JOIN #a,#A,#b one,x,two"), "JOIN", "475") == [
        f":{mask('alice')} JOIN #a",
        f":{mask('alice')} JOIN #b",
    ]


def test_a_list_has_few_conditions() -> None:
    """modern-irc, messages-channel: LIST: each is asked of all channels: what is too much is not asked."""
    alice = World().join("alice", "#a")
    assert len(only(alice.send("LIST >0,>0,>0,>0,>9"), "322")) == 0
    assert len(only(alice.send("LIST >0,>0,>0,>0,>0,>9"), "322")) == 1


def test_join_again_does_nothing() -> None:
    """modern-irc, messages-channel: JOIN: who is in the channel, in any spelling, is not told so again."""
    world = World()
    alice, bob = world.join("alice", "#a"), world.join("bob", "#a")
    alice.take()
    assert bob.send("JOIN #A") == []
    assert alice.take() == []


@pytest.mark.parametrize("line", ["JOIN", "JOIN :", "JOIN ,"])
def test_join_without_channel(line: str) -> None:
    """modern-irc, messages-channel: JOIN: no channel gets 461."""
    assert told(World().join("alice").send(line)) == ["461 alice JOIN :..."]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("alice", "alice"),
        ("#", "#"),
        ("&local", "&local"),
        (":#a b", "#ab"),
        ("#a\x07b", "#ab"),
        ("::a", "a"),
    ],
)
def test_join_no_channel_name(name: str, shown: str) -> None:
    """modern-irc, concepts: Channels: a name without the prefix, with a space or a BELL is none (403)."""
    assert told(World().join("alice").send(f"JOIN {name}")) == [f"403 alice {shown} :..."]


def test_join_goes_on_after_a_refusal() -> None:
    """modern-irc, messages-channel: JOIN: each of several channels is judged by itself."""
    alice = World().join("alice")
    assert only(alice.send("JOIN bad,#good"), "403", "JOIN") == [
        "403 alice bad :...",
        f":{mask('alice')} JOIN #good",
    ]


def test_join_shows_the_channels_spelling() -> None:
    """modern-irc, c2s_structure: names are casemapped; a channel keeps the name of its founding."""
    world = World()
    world.join("alice", "#Café")
    lines = told(world.join("bob").send("JOIN #CAFÉ"))
    assert lines == [f":{mask('bob')} JOIN #Café", "353 bob = #Café :@alice bob", "366 bob #Café :..."]


def test_join_refusals_have_an_order_and_a_channel() -> None:
    """modern-irc, messages-channel: JOIN: ban, key, invitation and limit each have their numeric."""
    world = World()
    alice, bob = world.join("alice", "#a"), world.join("bob")
    alice.send("MODE #a +biklm bob!*@* key 1")
    for change, numeric in (("", "474"), ("-b bob", "475"), ("-k", "473"), ("-i", "471")):
        if change:
            alice.send(f"MODE #a {change}")
        assert told(bob.send("JOIN #a")) == [f"{numeric} bob #a :..."]
    alice.send("MODE #a -l")
    assert codes(bob.send("JOIN #a"))[0] == "JOIN"


# --- PART --------------------------------------------------------------------------------------


def test_part() -> None:
    """modern-irc, messages-channel: PART: every member is told, the leaver too, with the reason if any."""
    world = World()
    bob, alice = world.join("bob", "#a"), world.join("alice", "#a")
    bob.take()
    assert alice.send("PART #a") == [f":{mask('alice')} PART #a"]
    alice.send("JOIN #a")
    assert alice.send("PART #A :so long") == [f":{mask('alice')} PART #a :so long"]
    assert only(bob.take(), "PART") == [f":{mask('alice')} PART #a", f":{mask('alice')} PART #a :so long"]


def test_part_list() -> None:
    """modern-irc, messages-channel: PART: several channels are a message each, with the reason on each."""
    alice = World().join("alice", "#a", "#b")
    assert told(alice.send("PART #a,#none,#b :bye")) == [
        f":{mask('alice')} PART #a :bye",
        "403 alice #none :...",
        f":{mask('alice')} PART #b :bye",
    ]


def test_part_refusals() -> None:
    """modern-irc, messages-channel: PART: 403 where there is no channel, 442 where one is not in it, 461."""
    world = World()
    world.join("alice", "#a")
    assert told(world.join("bob").send("PART #none", "PART #a", "PART", "PART :")) == [
        "403 bob #none :...",
        "442 bob #a :...",
        "461 bob PART :...",
        "461 bob PART :...",
    ]


def test_part_last_member() -> None:
    """modern-irc, concepts: Channels: a channel where nothing was said or set ends with its last member."""
    world = World()
    alice = world.join("alice", "#a")
    alice.send("PART #a")
    assert told(alice.send("MODE #a")) == ["403 alice #a :..."]
    assert only(alice.send("LIST"), "322") == []


# --- TOPIC -------------------------------------------------------------------------------------


def test_topic_is_told_to_all() -> None:
    """modern-irc, messages-channel: TOPIC: every member is told of a change or clearing, its author too."""
    world = World()
    alice, bob = world.join("alice", "#a"), world.join("bob", "#a")
    alice.take()
    for text in (":New topic", ":"):
        line = f":{mask('alice')} TOPIC #a {text}"
        assert alice.send(f"TOPIC #a {text}") == [line]
        assert bob.take() == [line]


def test_topic_is_shown() -> None:
    """modern-irc, messages-channel: TOPIC: 332 and 333, or 331 where none is set or it was cleared."""
    world = World()
    alice = world.join("alice", "#a")
    assert told(alice.send("TOPIC #a")) == ["331 alice #a :..."]
    alice.send("TOPIC #a :: two  spaces ")
    world.now += 60_000
    assert told(alice.send("TOPIC #A")) == [
        "332 alice #a :: two  spaces ",
        f"333 alice #a {mask('alice')} {SECONDS}",
    ]
    alice.send("TOPIC #a :")
    assert told(alice.send("TOPIC #a")) == ["331 alice #a :..."]


def test_topic_protected() -> None:
    """modern-irc, messages-channel: TOPIC: with +t a plain member gets 482; without, anybody may."""
    world = World()
    alice, bob = world.join("alice", "#a"), world.join("bob", "#a")
    assert told(bob.send("TOPIC #a :mine")) == ["482 bob #a :..."]
    alice.send("MODE #a -t")
    bob.take()
    assert bob.send("TOPIC #a :mine") == [f":{mask('bob')} TOPIC #a :mine"]


def test_topic_refusals() -> None:
    """modern-irc, messages-channel: TOPIC: 461, 403, and 442 for who would change it from outside."""
    world = World()
    world.join("alice", "#a").send("MODE #a -t")
    assert told(
        world.join("bob").send("TOPIC", "TOPIC #none", "TOPIC #none :x", "TOPIC #a :x", "TOPIC :")
    ) == [
        "461 bob TOPIC :...",
        "403 bob #none :...",
        "403 bob #none :...",
        "442 bob #a :...",
        "403 bob * :...",
    ]


def test_topic_of_a_secret_channel() -> None:
    """modern-irc, modern-appendix: Secret Channel Mode: who is outside does not learn of it by its topic."""
    world = World()
    world.join("alice", "#a").send("TOPIC #a :hidden", "MODE #a +s")
    assert told(world.join("bob").send("TOPIC #a")) == ["403 bob #a :..."]


# --- NAMES -------------------------------------------------------------------------------------


def test_names() -> None:
    """modern-irc, messages-channel: NAMES: each channel by itself, with the highest prefix of each member."""
    world = World()
    alice, bob = world.join("alice", "#a"), world.join("bob", "#a")
    alice.send("MODE #a +vo bob bob")
    bob.take()
    assert told(bob.send("NAMES #a,#none")) == [
        "353 bob = #a :@alice @bob",
        "366 bob #a :...",
        "366 bob #none :...",
    ]


def test_names_without_channel() -> None:
    """RFC 2812, 3.2.5: without a channel the end alone is sent, for `*`."""
    alice = World().join("alice", "#a")
    assert told(alice.send("NAMES")) == ["366 alice * :..."]


def test_names_of_a_secret_channel() -> None:
    """modern-irc, messages-channel: NAMES: of a secret channel outsiders get the end alone, members `@`."""
    world = World()
    alice = world.join("alice", "#a")
    alice.send("MODE #a +s")
    assert told(alice.send("NAMES #a")) == ["353 alice @ #a :@alice", "366 alice #a :..."]
    assert told(world.join("bob").send("NAMES #a")) == ["366 bob #a :..."]


def test_names_of_the_invisible() -> None:
    """modern-irc, messages-channel: NAMES: invisible people are shown to fellow members alone."""
    world = World()
    alice = world.join("alice", "#a")
    world.join("carol", "#a")
    alice.send("MODE alice +i")
    assert only(world.join("bob").send("NAMES #a"), "353") == ["353 bob = #a :carol"]
    assert only(world.join("dave", "#a").send("NAMES #a"), "353") == ["353 dave = #a :@alice carol dave"]


def test_names_of_many() -> None:
    """modern-irc, modern-appendix: RPL_NAMREPLY: as many lines as it takes, each within 512 bytes."""
    world = World()
    nicks = [f"someone{number:03}" for number in range(100)]
    for nick in nicks:
        world.join(nick, "#a")
    lines = told(world.join("alice", "#a").send("NAMES #a"))
    assert len(lines) > 3
    assert [code for line in lines if (code := line[:3]) != "353"] == ["366"]
    found = " ".join(line.partition(" :")[2] for line in lines[:-1]).split(" ")
    assert found == ["@someone000", *nicks[1:], "alice"]


# --- LIST --------------------------------------------------------------------------------------


def test_list() -> None:
    """modern-irc, messages-channel: LIST: start, each visible channel with members and topic, end."""
    world = World()
    alice = world.join("alice", "#a", "#b")
    world.join("bob", "#a").take()
    alice.send("TOPIC #a :Hello  world")
    assert told(alice.send("LIST")) == [
        "321 alice Channel :...",
        "322 alice #a 2 :Hello  world",
        "322 alice #b 1 :",
        "323 alice :...",
    ]


def test_list_by_name() -> None:
    """modern-irc, messages-channel: LIST: with names only those, in any spelling; no error for none."""
    world = World()
    alice = world.join("alice", "#a", "#b", "#c")
    assert only(alice.send("LIST #A,#c,#none"), "322", "403") == ["322 alice #a 1 :", "322 alice #c 1 :"]


def test_list_by_name_and_condition() -> None:
    """modern-irc, messages-channel: LIST: names and conditions, as two parameters or as one, all hold."""
    world = World()
    alice = world.join("alice", "#a", "#b", "#c")
    world.join("bob", "#a", "#c")
    for wish in ("#a,#b >1", "#a,#b,>1", ">1,<3,#a,#b"):
        assert only(alice.send(f"LIST {wish}"), "322") == ["322 alice #a 2 :"]


@pytest.mark.parametrize("wish", ["C<x", ">", "T>", "<99999999999999999999", "C>-1", "nothing*here"])
def test_list_of_nothing(wish: str) -> None:
    """modern-irc, messages-channel: LIST: what is no condition matches nothing; the list has its end."""
    alice = World().join("alice", "#a")
    assert codes(alice.send(f"LIST {wish}")) == ["321", "323"]


def test_list_leaves_out_the_secret() -> None:
    """modern-irc, modern-appendix: Secret Channel Mode: it is not listed but for its members."""
    world = World()
    alice = world.join("alice", "#a")
    alice.send("MODE #a +s")
    assert only(alice.send("LIST"), "322") == ["322 alice #a 1 :"]
    bob = world.join("bob")
    assert only(bob.send("LIST", "LIST #a", "LIST <9"), "322") == []


# --- INVITE ------------------------------------------------------------------------------------


def test_invite() -> None:
    """modern-irc, messages-channel: INVITE: 341 to who invites, INVITE to the guest, nothing to others."""
    world = World()
    alice, bob, carol = world.join("alice", "#a"), world.join("bob", "#a"), world.join("carol")
    heard([alice, bob, carol])
    assert told(alice.send("INVITE carol #a")) == ["341 alice carol #a"]
    assert heard([bob, carol]) == [[], [f":{mask('alice')} INVITE carol #a"]]


def test_invite_opens_the_door_once() -> None:
    """modern-irc, modern-appendix: Invite-Only Channel Mode: an invitation lets in, and is used up."""
    world = World()
    alice, bob = world.join("alice", "#a"), world.join("bob")
    alice.send("MODE #a +i", "INVITE bob #a")
    assert codes(bob.send("JOIN #a"))[1] == "JOIN"
    assert told(bob.send("PART #a", "JOIN #a"))[1:] == ["473 bob #a :..."]


def test_invite_refusals() -> None:
    """modern-irc, messages-channel: INVITE: 461, 403, 442, 443, and 401 for nobody."""
    world = World()
    world.join("alice", "#a")
    bob = world.join("bob", "#b")
    assert told(
        bob.send("INVITE alice", "INVITE alice #none", "INVITE alice #a", "INVITE bob #b", "INVITE ghost #b")
    ) == [
        "461 bob INVITE :...",
        "403 bob #none :...",
        "442 bob #a :...",
        "443 bob bob #b :...",
        "401 bob ghost :...",
    ]


def test_invite_into_an_invite_only_channel() -> None:
    """modern-irc, messages-channel: INVITE: with +i who has no rank gets 482; without, any member may."""
    world = World()
    alice, bob = world.join("alice", "#a"), world.join("bob", "#a")
    world.join("carol")
    assert told(bob.send("INVITE carol #a")) == ["341 bob carol #a"]
    alice.send("MODE #a +i")
    bob.take()
    assert told(bob.send("INVITE carol #a")) == ["482 bob #a :..."]


def test_invite_by_a_plain_member_opens_nothing() -> None:
    """modern-irc, messages-channel: INVITE: only who may invite into +i lets anybody past it."""
    world = World()
    alice, bob, carol = world.join("alice", "#a"), world.join("bob", "#a"), world.join("carol")
    bob.send("INVITE carol #a")
    alice.send("MODE #a +i")
    assert only(carol.send("JOIN #a"), "473") == ["473 carol #a :..."]


def test_invite_of_somebody_away() -> None:
    """modern-irc, messages-optional: AWAY: who deals with somebody away is told, at INVITE too."""
    world = World()
    alice = world.join("alice", "#a")
    world.join("bob").send("AWAY :gone")
    assert told(alice.send("INVITE bob #a")) == ["341 alice bob #a", "301 alice bob :gone"]


def test_invite_list() -> None:
    """modern-irc, messages-channel: Invite list: without parameters, the channels and an end."""
    world = World()
    alice, bob = world.join("alice", "#a", "#b"), world.join("bob")
    assert told(bob.send("INVITE")) == ["337 bob :..."]
    alice.send("INVITE bob #a", "INVITE bob #b")
    bob.take()
    assert told(bob.send("INVITE")) == ["336 bob #a", "336 bob #b", "337 bob :..."]
    bob.send("JOIN #a")
    assert told(bob.send("INVITE")) == ["336 bob #b", "337 bob :..."]


# --- KICK --------------------------------------------------------------------------------------


def test_kick() -> None:
    """modern-irc, messages-channel: KICK: everybody in the channel is told, with the comment or a default."""
    world = World()
    alice, bob, carol = world.join("alice", "#a"), world.join("bob", "#a"), world.join("carol", "#a")
    heard([alice, bob, carol])
    line = f":{mask('alice')} KICK #a bob :too loud"
    assert alice.send("KICK #A BOB :too loud") == [line]
    assert heard([bob, carol]) == [[line], [line]]
    assert told(bob.send("PRIVMSG #a :hi")) == ["404 bob #a :..."]
    assert alice.send("KICK #a carol") == [f":{mask('alice')} KICK #a carol :alice"]


def test_kick_several() -> None:
    """modern-irc, messages-channel: KICK: several people are a message each, with the comment on each."""
    world = World()
    alice = world.join("alice", "#a")
    world.join("bob", "#a")
    world.join("carol", "#a")
    alice.take()
    assert told(alice.send("KICK #a bob,ghost,carol :out")) == [
        f":{mask('alice')} KICK #a bob :out",
        "401 alice ghost :...",
        f":{mask('alice')} KICK #a carol :out",
    ]


def test_kick_pairs() -> None:
    """RFC 2812, 3.2.8: as many channels as people are pairs; any other number but one gets 461."""
    world = World()
    alice = world.join("alice", "#a", "#b")
    world.join("bob", "#a")
    world.join("carol", "#b")
    alice.take()
    assert told(alice.send("KICK #a,#b bob,carol")) == [
        f":{mask('alice')} KICK #a bob :alice",
        f":{mask('alice')} KICK #b carol :alice",
    ]
    assert told(alice.send("KICK #a,#b bob,carol,dave")) == ["461 alice KICK :..."]


def test_kick_refusals() -> None:
    """modern-irc, messages-channel: KICK: 461, 403, 442, 482 and 441."""
    world = World()
    alice = world.join("alice", "#a")
    bob = world.join("bob", "#b")
    world.join("carol", "#a")
    alice.take()
    assert told(bob.send("KICK", "KICK #a", "KICK #none alice", "KICK #a alice")) == [
        "461 bob KICK :...",
        "461 bob KICK :...",
        "403 bob #none :...",
        "442 bob #a :...",
    ]
    assert told(alice.send("KICK #a bob")) == ["441 alice bob #a :..."]
    bob.send("JOIN #a")
    assert told(bob.send("KICK #a carol")) == ["482 bob #a :..."]


# --- who comes after whom ----------------------------------------------------------------------


@pytest.mark.parametrize("way", ["PART #a", "QUIT", "JOIN 0"])
def test_founder_hands_over(way: str) -> None:
    """House rule, hand-over: the founder who leaves hands over to the next in order of arrival."""
    world = World()
    alice, bob, carol = world.join("alice", "#a"), world.join("bob", "#a"), world.join("carol", "#a")
    heard([alice, bob, carol])
    alice.send(way)
    for client in (bob, carol):
        lines = client.take()
        assert codes(lines)[:2] == ["PART" if way != "QUIT" else "QUIT", "MODE"]
        assert lines[1] == ":salon.test MODE #a +o bob"
    assert only(carol.send("NAMES #a"), "353") == ["353 carol = #a :@bob carol"]


def test_founder_hands_over_to_the_highest() -> None:
    """House rule, hand-over: a secondary administrator goes before a plain member who came earlier."""
    world = World()
    alice, bob = world.join("alice", "#a"), world.join("bob", "#a")
    world.join("carol", "#a")
    alice.send("MODE #a +o carol")
    bob.take()
    alice.send("PART #a")
    assert codes(bob.take()) == ["PART"]
    channel, heir = world.state.find_channel("#a"), world.state.find_person("carol")
    assert channel is not None
    assert heir is not None
    assert channel.main_administrator == heir.id


def test_founder_who_is_kicked_or_killed_hands_over() -> None:
    """House rule, hand-over: it is the same where a server operator puts the founder out."""
    for way in ("KICK #a alice", "KILL alice :no"):
        world = World()
        root = world.join("root")
        root.send("OPER root letmein")
        world.join("alice", "#a")
        bob = world.join("bob", "#a")
        root.send(way)
        assert "MODE #a +o bob" in told(bob.take())


def test_no_hand_over_by_others() -> None:
    """House rule, hand-over: only the founder's leaving changes who the founder is."""
    world = World()
    alice, bob = world.join("alice", "#a"), world.join("bob", "#a")
    alice.take()
    bob.send("PART #a")
    assert alice.take() == [f":{mask('bob')} PART #a"]
