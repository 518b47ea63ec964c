"""What is written to the log of who comes and goes, and what is not."""

import logging

import pytest

from salon.core import events
from salon.core.apply import source_of
from salon.core.refusals import NoSuchNick, OperatorUnknown
from salon.core.state import Person, Session
from salon.server.journal import Journal

ALICE = source_of(1, "alice", "~alice", "host.test")
BOB = source_of(2, "bob", "~bob", "host.test")


def session(modes: str = "") -> Session:
    """Return the session of somebody with these modes."""
    made = Session(7, "192.0.2.9")
    made.person = Person(ALICE, "alice", "Alice", 0)
    made.person.modes = modes
    return made


def test_an_arrival_is_a_line_with_the_address(caplog: pytest.LogCaptureFixture) -> None:
    """The owner sees who comes from where."""
    caplog.set_level(logging.INFO)
    Journal().happened(events.SessionAttached(7, ALICE, 0), session())
    assert caplog.messages == ["alice connected from 192.0.2.9 (connection 7)"]


def test_what_operators_do_to_channels_is_a_line(caplog: pytest.LogCaptureFixture) -> None:
    """Of a server operator a kick is noted, of others it is their own affair."""
    caplog.set_level(logging.INFO)
    kick = events.MemberKicked(ALICE, 1, "#salon", 2, "bob", "no reason for the log", 0)
    Journal().happened(kick, session())
    assert caplog.messages == []
    Journal().happened(kick, session("o"))
    assert caplog.messages == ["operator alice: MemberKicked in #salon"]


def test_a_wrong_password_is_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    """Somebody may be trying passwords; other refusals are no news."""
    Journal().refused(NoSuchNick("bob"), session())
    Journal().refused(OperatorUnknown(), session())
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    assert record.getMessage() == "OperatorUnknown: a wrong password from 192.0.2.9 (connection 7)"


@pytest.mark.parametrize(
    ("left", "line"),
    [
        (events.PersonLeft(ALICE, "Quit: my own words", 0), "alice left"),
        (events.PersonLeft(ALICE, "Ping timeout", 0, by_server=True), "alice left: Ping timeout"),
        (
            events.PersonLeft(ALICE, "Killed (bob (words))", 0, BOB),
            "alice was disconnected by the operator bob",
        ),
    ],
)
def test_last_words_are_not_for_the_log(
    left: events.PersonLeft, line: str, caplog: pytest.LogCaptureFixture
) -> None:
    """That somebody left is a line; why, only where the server says so itself."""
    caplog.set_level(logging.DEBUG)
    Journal().happened(left, session())
    Journal().closed(session())
    assert caplog.messages == [line, "connection 7 ended"]


def test_a_new_operator_is_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    """With the name of the configuration, behind which may be anybody."""
    Journal().happened(events.OperatorGranted(ALICE, "root", (), 0), session())
    assert [(record.levelno, record.getMessage()) for record in caplog.records] == [
        (logging.WARNING, "alice is a server operator now, as root")
    ]


def test_what_people_say_is_not_told(caplog: pytest.LogCaptureFixture) -> None:
    """Nor are keys, masks or topics, of operators either."""
    caplog.set_level(logging.DEBUG)
    change = events.ModeChange("k", adding=True, parameter="secret")
    Journal().happened(events.ModesChanged(ALICE, 1, "#salon", (change,), 0), session("o"))
    Journal().happened(events.TopicChanged(ALICE, 1, "#salon", "secret", 1, 0), session("o"))
    Journal().happened(events.AwayChanged(ALICE, "secret", 0), session("o"))
    assert len(caplog.messages) == 2
    assert "secret" not in caplog.text


def test_connections_are_for_those_who_look_closely(caplog: pytest.LogCaptureFixture) -> None:
    """Each is opened and ends."""
    caplog.set_level(logging.DEBUG)
    Journal().opened(session())
    Journal().closed(session())
    assert [(record.levelno, record.getMessage()) for record in caplog.records] == [
        (logging.DEBUG, "connection 7 from 192.0.2.9"),
        (logging.DEBUG, "connection 7 ended"),
    ]
