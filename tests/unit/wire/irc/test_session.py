"""What makes a conversation go: lines in their order, and time."""

import pytest

from salon.core.commands import PostMessage
from salon.core.events import AwayChanged
from salon.core.names import casemapping
from salon.core.replies import PersonIsAway
from salon.core.rules import Rules
from salon.core.sources import source_of
from salon.core.state import Person, Session, State
from salon.wire.irc.capabilities import Cap
from salon.wire.irc.commands.table import COMMANDS
from salon.wire.irc.conversation import LABEL_LENGTH
from salon.wire.irc.messages import CLIENT_LINE_LIMIT, Problem
from salon.wire.irc.server import IrcServer, IrcSettings
from salon.wire.irc.session import IrcSession


def session(*, registered: bool = True, caps: int = 0) -> IrcSession:
    """Return a session that began at second 100."""
    state = State(Rules(server="salon.test"), casemapping("rfc8265"))
    settings = IrcSettings(
        network="Test",
        version="0",
        created=0,
    )
    core = Session(1)
    if registered:
        core.person = Person(source_of(1, "ann", "~a", "host"), "ann", "Ann", 0)
    opened = IrcSession(
        IrcServer(state, settings, "test", {"en": str}, b"secret", b"lasting secret"), core, 100
    )
    opened.caps = caps
    return opened


def say(talk: IrcSession, data: bytes) -> list[str]:
    """Interpret some lines; return what was answered."""
    for line in talk.receive_data(data, 100):
        talk.interpret(line, 0)
        talk.finish()
    return talk.take_output().decode().split("\r\n")[:-1]


# --- lines -------------------------------------------------------------------------------------


def test_lines_become_requests() -> None:
    """Once they are whole; each knows its size, its cost and its handler. Empty ones are none."""
    talk = session()
    assert talk.receive_data(b"PRIVMSG #a :x\r\n\r\nPI", 100)[0].handler is COMMANDS["PRIVMSG"]
    (ping, foo, who) = talk.receive_data(b"NG 1\nfoo\n:x who *\n", 100)
    assert (ping.size, ping.cost, ping.handler) == (6, 0.05, COMMANDS["PING"])
    assert (foo.size, foo.cost, foo.handler) == (3, 1.0, None)
    assert (who.cost, who.handler) == (0.25, COMMANDS["WHO"])
    assert talk.receive_eof() == []


@pytest.mark.parametrize(
    ("line", "problem", "answer"),
    [
        (b"PRIVMSG #a :\xff", Problem.INVALID_UTF8, "FAIL PRIVMSG INVALID_UTF8 :"),
        (b"\xff\xff", Problem.INVALID_UTF8, "FAIL * INVALID_UTF8 :"),
        (b"PRIVMSG #a :a\rb", Problem.FORBIDDEN_BYTE, "FAIL PRIVMSG INVALID_MESSAGE :"),
        (b"PING \0", Problem.FORBIDDEN_BYTE, "FAIL PING INVALID_MESSAGE :"),
        (b"PING " + b"x" * 506, Problem.BODY_TOO_LONG, "417 ann :"),
        (b"@+x=" + b"y" * 4092 + b" PING 1", Problem.TAGS_TOO_LONG, "417 ann :"),
        (b"x" * (CLIENT_LINE_LIMIT + 1), Problem.BODY_TOO_LONG, "417 ann :"),
    ],
)
def test_lines_that_cannot_be_taken(line: bytes, problem: Problem, answer: str) -> None:
    """They are answered, once, and the next is read as if nothing had been."""
    talk = session(caps=Cap.STANDARD_REPLIES)
    requests = talk.receive_data(line + b"\r\n", 100)
    assert [request.problem for request in requests] == [problem]
    assert requests[0].cost == 1.0
    answers = say(session(caps=Cap.STANDARD_REPLIES), line + b"\r\nPING 2\r\n")
    assert [its.startswith(f":salon.test {answer}") for its in answers[:-1]] == [True]
    assert answers[-1] == ":salon.test PONG salon.test :2"


def test_what_needs_registration() -> None:
    """Is refused before; so is what nobody knows. The rest is told what it lacks."""
    talk = session(registered=False)
    assert [line.split(" ")[1] for line in say(talk, b"JOIN #a\r\nFOO\r\nUSER x\r\nPING 1\r\n")] == [
        "451",
        "451",
        "461",
        "PONG",
    ]
    assert [line.split(" ")[1:4] for line in say(session(), b"foo x\r\nJOIN\r\n")] == [
        ["421", "ann", "FOO"],
        ["461", "ann", "JOIN"],
    ]


def test_commands_are_counted() -> None:
    """Those that there are (STATS m)."""
    talk = session()
    say(talk, b"PING 1\r\nping 2\r\nFOO\r\nJOIN\r\n")
    assert talk.server.used == {"PING": 2, "JOIN": 1}


def test_what_a_line_means() -> None:
    """Is the core's to decide."""
    talk = session()
    (line,) = talk.receive_data(b"PRIVMSG #a :salut\r\n", 100)
    assert talk.interpret(line, 0) == [PostMessage("#a", "salut")]


def test_a_notice_is_never_answered() -> None:
    """Not by an error either; what comes after it is."""
    answers = say(session(), b"NOTICE\r\nNOTICE #a\r\nPRIVMSG #a\r\n")
    assert [line.split(" ")[1] for line in answers] == ["412"]


# --- labels ------------------------------------------------------------------------------------

LABELS = Cap.LABELED_RESPONSE | Cap.BATCH


@pytest.mark.parametrize(
    ("caps", "tags", "label"),
    [
        (LABELS, "label=x", "x"),
        (LABELS, r"+a;label=x\sy;b", r"x\sy"),
        (LABELS, "label=1;label=2", "2"),
        (LABELS, "label=" + "x" * LABEL_LENGTH, "x" * LABEL_LENGTH),
        (LABELS, "label=" + "x" * (LABEL_LENGTH + 1), ""),
        (LABELS, "label=" + "é" * 33, ""),
        (LABELS, "label=", ""),
        (LABELS, "other=x", ""),
        (Cap.LABELED_RESPONSE, "label=x", ""),
        (Cap.BATCH, "label=x", ""),
    ],
)
def test_labels(caps: int, tags: str, label: str) -> None:
    """One that can be given back is; both capabilities are needed (labeled-response)."""
    (answer,) = say(session(caps=caps), f"@{tags} PING 1\r\n".encode())
    assert answer == (f"@label={label} " if label else "") + ":salon.test PONG salon.test :1"


def test_a_label_on_what_asks_for_nothing() -> None:
    """Also on a line that cannot be taken, if the label itself can."""
    talk = session(caps=LABELS | Cap.STANDARD_REPLIES)
    assert say(talk, b"@label=1 PONG x\r\n") == ["@label=1 :salon.test ACK"]
    assert say(talk, b"@label=2 PRIVMSG #a :\xff\r\n")[0].startswith("@label=2 :salon.test FAIL PRIVMSG ")
    assert say(talk, b"@label=\xff PRIVMSG #a :x\r\n")[0].startswith(":salon.test FAIL PRIVMSG ")


def test_what_others_do_meanwhile_is_no_answer() -> None:
    """It goes out at once, without the label."""
    talk = session(caps=LABELS)
    (line,) = talk.receive_data(b"@label=1 PONG x\r\n", 100)
    talk.interpret(line, 0)
    talk.show(PersonIsAway("ben", "au lit"), 0, own=True)
    talk.show(PersonIsAway("cleo", "sortie"), 0, own=False)
    assert talk.take_output() == b":salon.test 301 ann cleo :sortie\r\n"
    talk.finish()
    assert talk.take_output() == b"@label=1 :salon.test 301 ann ben :au lit\r\n"


def test_what_is_not_for_this_session_is_not_shown() -> None:
    """An event that its form leaves out, and in which it has no part."""
    talk = session()
    talk.show(AwayChanged(source_of(2, "ben", "~b", "host"), "au lit", 0), 0, own=False)
    assert talk.take_output() == b""


# --- time --------------------------------------------------------------------------------------


def test_who_does_not_register() -> None:
    """Has so many seconds, whatever is said meanwhile."""
    talk = session(registered=False)
    assert talk.deadline == 130
    talk.receive_data(b"NICK x\r\n", 120)
    assert talk.deadline == 130
    talk.silence(130)
    assert talk.closing == "Registration timed out"


def test_who_is_silent_is_asked_and_then_given_up() -> None:
    """Any byte is a sign of life, also one that ends no line."""
    talk = session()
    assert talk.deadline == 190
    talk.receive_data(b"x", 150)
    assert talk.deadline == 240
    talk.silence(240)
    assert talk.take_output() == b"PING :salon.test\r\n"
    assert (talk.deadline, talk.closing) == (300, "")
    talk.receive_data(b"y", 299)
    assert talk.deadline == 389
    talk.silence(389)
    talk.silence(449)
    assert talk.closing == "Ping timeout"
