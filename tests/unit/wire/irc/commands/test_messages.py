"""What PRIVMSG, NOTICE, TAGMSG and HISTORY mean."""

import pytest

from harness.interpreting import answered, meant, talk_of
from harness.world import Client, World
from salon.core.commands import PostMessage
from salon.core.events import MessageKind
from salon.core.queries.past import ReadHistory
from salon.wire.irc.messages import BODY_LIMIT

TAGMSG = MessageKind.TAGMSG


@pytest.fixture
def alice() -> Client:
    """Return who speaks; three may be named at once."""
    return World(rules={"targets": 3}).join("alice", caps="message-tags")


@pytest.mark.parametrize(
    ("line", "commands"),
    [
        ("PRIVMSG #a :x y", [PostMessage("#a", "x y")]),
        ("NOTICE bob x", [PostMessage("bob", "x", MessageKind.NOTICE)]),
        ("PRIVMSG bob,#a,bob x", [PostMessage("bob", "x"), PostMessage("#a", "x")]),
        ("PRIVMSG @#a x", [PostMessage("#a", "x", rank=3)]),
        ("PRIVMSG @+#a x", [PostMessage("#a", "x", rank=1)]),
        ("PRIVMSG ~#a x", [PostMessage("#a", "x", rank=5)]),
        ("PRIVMSG @bob x", [PostMessage("@bob", "x")]),
        ("@+a=1;b=2;label=3 PRIVMSG bob x", [PostMessage("bob", "x", tags="+a=1")]),
        ("@+a=1 TAGMSG #a", [PostMessage("#a", "", TAGMSG, tags="+a=1")]),
        ("@+a=1 TAGMSG @#a :x", [PostMessage("#a", "", TAGMSG, 3, "+a=1")]),
    ],
)
def test_what_is_said_to_whom(alice: Client, line: str, commands: list[PostMessage]) -> None:
    """Each receiver once; of several prefixes the lowest; only the tags that are clients' own."""
    assert meant(alice, line) == commands
    assert answered(alice) == []


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("PRIVMSG", "411 alice"),
        ("PRIVMSG ,, :x", "411 alice"),
        ("TAGMSG", "411 alice"),
        ("PRIVMSG bob", "412 alice"),
        ("PRIVMSG bob :", "412 alice"),
    ],
)
def test_nothing_said(alice: Client, line: str, code: str) -> None:
    """No receiver, or no text."""
    assert meant(alice, line) == []
    assert answered(alice) == [f"{code} :..."]


def test_too_many_receivers(alice: Client) -> None:
    """Those beyond the limit are refused by name."""
    assert len(meant(alice, "PRIVMSG a,b,c,d,e :x")) == 3
    assert [line.split()[:3] for line in answered(alice)] == [["407", "alice", its] for its in "de"]


def test_a_long_text_is_posted_whole(alice: Client) -> None:
    """That the mask of its sender stands in front for the others is seen to where lines are made."""
    text = "é" * 240
    assert meant(alice, f"PRIVMSG #a :{text}") == [PostMessage("#a", text)]


@pytest.mark.parametrize("targets", ["#a", "bob,#a"])
def test_a_ctcp_is_one_line_or_refused(alice: Client, targets: str) -> None:
    """Programs read it whole; an ACTION is for people, who read on in the next line."""
    head = f":{alice.person.source.mask} PRIVMSG {targets.split(',', maxsplit=1)[0]} :"
    text = f"\x01{'x' * (BODY_LIMIT - len(head) - 2)}\x01"
    assert meant(alice, f"PRIVMSG {targets} :{text}")
    assert meant(alice, f"PRIVMSG {targets} :x{text}")
    assert meant(alice, f"PRIVMSG {targets} :\x01x{text[1:]}") == []
    assert answered(alice) == ["417 alice :..."]
    assert meant(alice, f"PRIVMSG {targets} :\x01ACTION {text[1:]}")


def test_tags_are_for_who_knows_them() -> None:
    """Without the capability there is no TAGMSG, and a tag is nothing."""
    bob = World().join("bob")
    assert meant(bob, "@+a=1 TAGMSG alice") == []
    assert answered(bob) == ["421 bob TAGMSG :..."]
    assert meant(bob, "@+a=1 PRIVMSG alice x") == [PostMessage("alice", "x")]


@pytest.mark.parametrize(("rest", "count"), [("", 20), (" 1", 1), (" 100", 100)])
def test_history(alice: Client, rest: str, count: int) -> None:
    """It is read later; how much, the core says."""
    assert meant(alice, f"HISTORY #a{rest}") == []
    assert list(talk_of(alice).later) == [ReadHistory("#a", count)]


@pytest.mark.parametrize("count", ["0", "101", "-1", "x", "²", ":"])
def test_history_of_no_number(alice: Client, count: str) -> None:
    """It is said which numbers there are."""
    assert meant(alice, f"HISTORY #a {count}") == []
    assert not talk_of(alice).later
    (line,) = answered(alice)
    assert line.endswith("FAIL HISTORY INVALID_PARAMS: The number of messages must be from 1 to 100")
