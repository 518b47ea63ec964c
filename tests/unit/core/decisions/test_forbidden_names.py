"""Which names channels may not have, and what becomes of those that have one."""

from pathlib import Path

import pytest

from harness.irc_accounts import connect_to_account, join_with_account
from harness.world import OPERATOR, Client, World
from salon.core.apply import apply
from salon.core.decisions.forbidden_names import empty_forbidden
from salon.core.events import MemberKicked, RulesChanged
from salon.core.rules import ChannelPolicy, Rules

FORBIDDEN = "479"


@pytest.fixture
def world() -> World:
    """Return a server."""
    return World()


def operator(world: World) -> Client:
    """Return an operator of the server."""
    client = world.join("root")
    client.send(f"OPER root {OPERATOR}")
    client.take()
    return client


def said(lines: list[str]) -> list[str]:
    """Return the words of lines."""
    return [line.partition(" :")[2] for line in lines]


def numerics(lines: list[str]) -> list[str]:
    """Return the commands of lines."""
    return [line.split(" ")[1] for line in lines]


def test_nobody_joins_or_founds_it(world: World) -> None:
    """Not the operator either; in whatever spelling, and by no look-alike; others are as they were."""
    root, ann = operator(world), world.join("ann")
    assert said(root.send("CS FORBID #spam :no ads")) == ["The channel name #spam is forbidden now."]
    for client in (root, ann):
        for name in ("#spam", "#SPAM", "#sp\u0430m"):
            (line,) = client.send(f"JOIN {name}")
            assert line == (
                f":salon.test {FORBIDDEN} {client.person.nick} {name} "
                f":The channel name {name} is forbidden on this server: no ads"
            )
    assert "JOIN" in numerics(ann.send("JOIN #spammers"))
    assert said(root.send("CS UNFORBID SPAM")) == ["The channel name #spam is allowed again."]
    assert "JOIN" in numerics(ann.send("JOIN #spam"))


def test_who_is_in_it_is_put_out(world: World) -> None:
    """With the reason, by the server; the rest of the mask, too."""
    root, ann, ben = operator(world), world.join("ann", "#spam1"), world.join("ben", "#spam2", "#a")
    told = said(root.send("CS FORBID #spam*"))
    assert told == [
        "The channel name #spam* is forbidden now. 2 channels were emptied; nothing of them is deleted."
    ]
    assert ann.take() == [":salon.test KICK #spam1 ann :This channel name is forbidden"]
    assert ben.take() == [":salon.test KICK #spam2 ben :This channel name is forbidden"]
    assert not ann.person.channels
    assert [its.name for its in ben.person.channels.values()] == ["#a"]


def test_an_owned_channel_is_hidden_and_comes_back_whole(world: World) -> None:
    """As a name that was never used; with its owner, topic and past, once it is allowed."""
    root, ann, ben = operator(world), join_with_account(world, "ann", "#club"), world.join("ben")
    ann.send("TOPIC #club :Tea", "PRIVMSG #club :salut")
    root.send("CS FORBID #club")
    ann.take()
    assert numerics(ben.send("LIST")) == ["321", "323"]
    for line in ("MODE #club", "TOPIC #club", "PRIVMSG #club :x", "INVITE root #club", "RENAME #club #b"):
        assert numerics(ben.send(line)) == ["403"], line
    assert numerics(ann.send("JOIN #club")) == [FORBIDDEN]
    root.send("CS UNFORBID #club")
    lines = ann.send("JOIN #club")
    assert any(" 332 " in line and "Tea" in line for line in lines)
    assert any("salut" in line for line in lines)
    assert world.state.find_channel("#club").owner  # type: ignore[union-attr]


def test_no_channel_is_given_the_name(world: World) -> None:
    """By RENAME."""
    root, ann = operator(world), world.join("ann", "#a", caps="draft/channel-rename standard-replies")
    root.send("CS FORBID #spam")
    (line,) = ann.send("RENAME #a #spam")
    assert line.startswith(":salon.test FAIL RENAME CANNOT_RENAME #a #spam ")


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("CS FORBID #a,b", "#a,b is no channel name, and no mask of channel names such as #spam*."),
        ("CS FORBID #", "# is no channel name, and no mask of channel names such as #spam*."),
        (
            "CS FORBID " + "*a" * 17,
            "*a" * 17 + " is no channel name",
        ),
        ("CS FORBID #*", "#* means every channel."),
        ("CS FORBID *?*", "*?* means every channel."),
        ("CS FORBID #pub*", "That means #public, a channel of the server itself"),
        ("CS FORBID *lic", "That means #public, a channel of the server itself"),
        ("CS UNFORBID #a", "#a is not forbidden."),
        ("CS UNFORBID #A,", "#A, is not forbidden."),
        ("CS UNFORBID #set", "#set is forbidden by the configuration (channels.forbidden_names)"),
    ],
)
def test_what_is_refused(line: str, answer: str) -> None:
    """With what is right."""
    world = World(rules={"rooms": frozenset({"#public"}), "channel_policy": ChannelPolicy(("#set",))})
    (told,) = said(operator(world).send(line))
    assert told.startswith(answer)
    assert len(world.state.forbidden_names) == 0


def test_there_are_not_too_many() -> None:
    """A limit, which what is there already does not meet again."""
    world = World(rules={"forbidden_names": 1})
    root = operator(world)
    root.send("CS FORBID #a")
    assert said(root.send("CS FORBID #b")) == [
        "1 channel name is forbidden, and there is no room for more (limits.forbidden_names)."
    ]
    assert said(root.send("CS FORBID #A more")) == ["The channel name #a is forbidden now."]
    assert [its.reason for its in world.state.forbidden_names] == ["more"]


def test_it_is_in_the_log(world: World) -> None:
    """Of what operators do."""
    root = operator(world)
    root.send("CS FORBID #a :no ads", "CS UNFORBID #a")
    lines = said(root.send("MODLOG"))
    assert any("root forbade the channel name #a - no ads" in line for line in lines)
    assert any("root allowed the channel name #a again" in line for line in lines)


def test_only_operators_forbid(world: World) -> None:
    """Nobody else reads the list either."""
    ann = world.join("ann")
    for line in ("CS FORBID", "CS FORBID #a", "CS UNFORBID #a"):
        assert said(ann.send(line)) == ["Only server operators may do that."], line


def test_it_lasts(tmp_path: Path) -> None:
    """Over a restart, with who has set it; people who stay do not find themselves in it."""
    world = World(database=tmp_path / "salon.db")
    root, ann = operator(world), join_with_account(world, "ann", "#club", "#other")
    ann.send("PERSISTENCE SET ON", "TOPIC #club :Tea", "TOPIC #other :Tea", "QUIT")
    root.send("CS FORBID #club no", "CS FORBID #a", "CS UNFORBID #a")
    world.close()
    again = World(database=tmp_path / "salon.db")
    assert [(its.mask, its.nick, its.reason) for its in again.state.forbidden_names] == [
        ("#club", "root", "no")
    ]
    channel = again.state.find_channel("#club")
    assert channel is not None
    assert channel.forbidden
    back = connect_to_account(again, "ann")
    assert [its.name for its in back.person.channels.values()] == ["#other"]


def test_the_configuration_empties_them_at_a_reload(world: World) -> None:
    """As an operator does."""
    ann = world.join("ann", "#a")
    assert list(empty_forbidden(world.state, 5)) == []
    rules = Rules(server="salon.test", channel_policy=ChannelPolicy(("#a",)))
    apply(world.state, RulesChanged(rules))
    kicked, *_ = empty_forbidden(world.state, 5)
    assert isinstance(kicked, MemberKicked)
    assert (kicked.nick, kicked.reason) == ("ann", "This channel name is forbidden")
    assert numerics(ann.send("JOIN #b")) != [FORBIDDEN]
