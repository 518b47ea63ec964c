"""The ways to answer a client."""

import pytest

from salon.core.names import casemapping
from salon.core.rules import Rules
from salon.core.state import Session, State
from salon.wire.irc.capabilities import BY_NAME
from salon.wire.irc.conversation import Conversation, noted, with_tag
from salon.wire.irc.server import IrcServer, IrcSettings


def conversation(*caps: str) -> Conversation:
    """Return a conversation with somebody who has said a nick and not come in yet."""
    state = State(Rules(server="salon.test"), casemapping("rfc8265"))
    settings = IrcSettings(network="Test", version="0", created=0)
    server = IrcServer(
        state,
        settings,
        "test",
        {"fr": lambda text: text.replace("Unknown", "Inconnu")},
        b"secret",
        b"lasting secret",
    )
    talk = Conversation(server, Session(1))
    talk.nick = "ann"
    talk.caps = sum(BY_NAME[cap].flag for cap in caps)
    return talk


def output(talk: Conversation) -> list[str]:
    """Return the lines that were put out."""
    data = talk.take_output().decode()
    assert not data or data.endswith("\r\n")
    return data.split("\r\n")[:-1]


def test_what_programs_read_is_in_tags() -> None:
    """For those who know tags, escaped; what is empty has none."""
    line = noted(conversation("message-tags"), "NOTICE", until=60, reason="a; b", by="")
    assert line == r"@salon.dev/reason=a\:\sb;salon.dev/until=60 NOTICE"
    assert noted(conversation(), "NOTICE", until=60) == "NOTICE"


# --- numerics ----------------------------------------------------------------------------------


def test_a_numeric() -> None:
    """From the server, to the client by its name; the text is translated and filled."""
    talk = conversation()
    talk.numeric("421", "FOO", text="Unknown command {name}", name="{x}")
    talk.numeric("317", "ben", "5", "9")
    talk.nick = ""
    talk.numeric("451", text="You {have} not")
    assert output(talk) == [
        ":salon.test 421 ann FOO :Inconnu command {x}",
        ":salon.test 317 ann ben 5 9",
        ":salon.test 451 * :You {have} not",
    ]


@pytest.mark.parametrize(
    ("param", "shown"), [("", "*"), (":x", "x"), ("a b", "ab"), (":", "*"), (" ", "*"), ("a:b", "a:b")]
)
def test_what_a_client_said_stays_one_parameter(param: str, shown: str) -> None:
    """Whatever stands in it: it never becomes two, none, or the last."""
    talk = conversation()
    talk.numeric("401", param, text="No such nick")
    assert output(talk) == [f":salon.test 401 ann {shown} :No such nick"]


def test_what_a_client_said_never_hides_the_text() -> None:
    """A very long parameter is shortened instead, and says so; none that is a name."""
    talk = conversation()
    talk.numeric("401", "é" * 400, text="No such nick")
    (line,) = output(talk)
    assert len(line.encode()) <= 510
    assert line.endswith("é… :No such nick")
    talk.numeric("333", "#" + "世" * 66, "ann!~a@" + "h" * 200, "1")
    assert output(talk) == [f":salon.test 333 ann #{'世' * 66} ann!~a@{'h' * 200} 1"]


def test_who_asked_for_no_answer_gets_no_numeric() -> None:
    """Until the request is done."""
    talk = conversation()
    talk.quiet = True
    talk.numeric("401", "x")
    talk.finish()
    talk.numeric("401", "y")
    assert output(talk) == [":salon.test 401 ann y"]


# --- standard replies --------------------------------------------------------------------------


def test_standard_replies() -> None:
    """For those who know them; for others a notice that says the same."""
    talk = conversation("standard-replies")
    talk.fail("HISTORY", "INVALID_PARAMS", "#a b", "", text="Unknown {what}", what="number")
    assert output(talk) == [":salon.test FAIL HISTORY INVALID_PARAMS #ab * :Inconnu number"]
    talk = conversation()
    talk.standard_reply("NOTE", "REHASH", "CONFIG_RELOADED", text="Done")
    assert output(talk) == [":salon.test NOTICE ann :NOTE REHASH CONFIG_RELOADED: Done"]


def test_a_capability_brings_its_own_replies() -> None:
    """Who has the one that defines a reply gets it without standard-replies."""
    talk = conversation("setname")
    talk.fail("SETNAME", "X", text="no", cap=BY_NAME["setname"].flag)
    talk.fail("OTHER", "X", text="no", cap=BY_NAME["batch"].flag)
    assert [line.split(" ")[1] for line in output(talk)] == ["FAIL", "NOTICE"]


# --- batches and labels ------------------------------------------------------------------------


def test_a_batch() -> None:
    """Around its lines, named in each; without the capability they stand alone."""
    talk = conversation("batch")
    talk.batch("chathistory", ["@time=x :a B", ":c D"], "#a")
    assert output(talk) == [
        ":salon.test BATCH +b1 chathistory #a",
        "@batch=b1;time=x :a B",
        "@batch=b1 :c D",
        ":salon.test BATCH -b1",
    ]
    talk = conversation()
    talk.batch("chathistory", [":a B"])
    assert output(talk) == [":a B"]


def test_a_label_on_nothing() -> None:
    """Is acknowledged."""
    talk = conversation()
    talk.begin_label("a b")
    talk.finish()
    assert output(talk) == [r"@label=a\sb :salon.test ACK"]


def test_a_label_on_one_line() -> None:
    """Stands on that."""
    talk = conversation()
    talk.begin_label("x")
    talk.send("@time=t :a B")
    assert output(talk) == []
    talk.finish()
    assert output(talk) == ["@label=x;time=t :a B"]


def test_a_label_on_several_lines() -> None:
    """Stands on a batch around them; a batch inside keeps its own name on its lines."""
    talk = conversation("batch")
    talk.begin_label("x")
    talk.send(":a B")
    talk.batch("chathistory", [":c D"])
    talk.finish()
    assert output(talk) == [
        "@label=x :salon.test BATCH +b2 labeled-response",
        "@batch=b2 :a B",
        "@batch=b2 :salon.test BATCH +b1 chathistory",
        "@batch=b1 :c D",
        "@batch=b2 :salon.test BATCH -b1",
        ":salon.test BATCH -b2",
    ]


@pytest.mark.parametrize("lines", [[], ["@time=x :a B"], [":a B"] * 99])
def test_a_label_on_a_batch_that_is_the_whole_answer(lines: list[str]) -> None:
    """It stands on the batch itself, however long that is."""
    talk = conversation("batch")
    talk.begin_label("x")
    talk.batch("chathistory", lines, "#a", whole=True)
    talk.finish()
    first, *within, last = output(talk)
    assert first == "@label=x :salon.test BATCH +b1 chathistory #a"
    assert len(within) == len(lines)
    assert last == ":salon.test BATCH -b1"
    # Behind other lines it is a part of the answer.
    talk.begin_label("y")
    talk.send(":a B")
    talk.batch("chathistory", lines, whole=True)
    talk.finish()
    assert output(talk)[0] == "@label=y :salon.test BATCH +b3 labeled-response"


def test_what_is_no_part_of_the_request_is_not_held_back() -> None:
    """It has no label, and comes before the answer."""
    talk = conversation()
    talk.begin_label("x")
    talk.send(":a B")
    assert talk.is_collecting
    with talk.apart():
        assert not talk.is_collecting
        talk.send(":others C")
    talk.finish()
    assert not talk.is_collecting
    assert output(talk) == [":others C", "@label=x :a B"]


def test_a_request_without_a_label_is_finished_without_a_word() -> None:
    """And a label is good for one request."""
    talk = conversation()
    talk.begin_label("x")
    talk.finish()
    output(talk)
    talk.send(":a B")
    talk.finish()
    assert output(talk) == [":a B"]


def test_the_last_words_take_what_is_held_back_along() -> None:
    """Nothing comes after them."""
    talk = conversation()
    talk.begin_label("x")
    talk.send(":a B")
    talk.say_goodbye("Enough")
    assert output(talk) == ["@label=x :a B", "ERROR :Closing link: Enough"]
    assert output(talk) == []


def test_tags_are_put_in_front() -> None:
    """Of those that a line has."""
    assert with_tag(":a B", "x=1") == "@x=1 :a B"
    assert with_tag("@y :a B", "x=1") == "@x=1;y :a B"


def test_every_line_is_cut_to_its_limit() -> None:
    """Whatever was put out."""
    talk = conversation()
    talk.send(":a!b@c B :" + "é" * 400)
    talk.send("@" + "t" * 4000 + " :a B :" + "x" * 600)
    short, tagged = output(talk)
    assert len(short.encode()) in {509, 510}
    assert len(tagged.encode()) == 1 + 4000 + 1 + 510


def test_the_last_line_is_translated() -> None:
    """The reason is the server's text; what is no text of the catalogue stays as it is."""
    talk = conversation()
    talk.say_goodbye("Unknown")
    talk.say_goodbye("{x}")
    assert output(talk) == ["ERROR :Closing link: Inconnu", "ERROR :Closing link: {x}"]
