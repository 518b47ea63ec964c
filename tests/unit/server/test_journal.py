"""What is written to the log of who comes and goes, and what is not."""

import logging

import pytest

from salon.core import events
from salon.core.refusals import NoSuchNick, OperatorUnknown, Refusal, WrongServerPassword
from salon.core.sources import source_of
from salon.core.state import Person, Session
from salon.server.journal import Journal
from salon.texts.language import load_language

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
    assert caplog.messages == ["operator alice removed somebody from #salon"]


CHANGE = events.ModeChange("m", adding=True)


@pytest.mark.parametrize(
    ("event", "line", "french"),
    [
        (
            events.MemberJoined(ALICE, 1, "#salon", "Alice", 0, 0),
            "operator alice joined #salon",
            "l'opérateur alice est entré dans #salon",
        ),
        (
            events.MemberKicked(ALICE, 1, "#salon", 2, "bob", "", 0),
            "operator alice removed somebody from #salon",
            "l'opérateur alice a exclu quelqu'un de #salon",
        ),
        (
            events.ModesChanged(ALICE, 1, "#salon", (CHANGE,), 0),
            "operator alice changed modes of #salon",
            "l'opérateur alice a changé des modes de #salon",
        ),
        (
            events.TopicChanged(ALICE, 1, "#salon", "", 1, 0),
            "operator alice changed the topic of #salon",
            "l'opérateur alice a changé le sujet de #salon",
        ),
        (
            events.ChannelRenamed(ALICE, 1, "#salon", "#autre", "", 0),
            "operator alice renamed #salon",
            "l'opérateur alice a renommé #salon",
        ),
        (
            events.PersonInvited(ALICE, 1, "#salon", 2, "bob", 0),
            "operator alice invited somebody to #salon",
            "l'opérateur alice a invité quelqu'un dans #salon",
        ),
    ],
)
def test_what_an_operator_does_is_said_in_words(
    event: events.Event, line: str, french: str, caplog: pytest.LogCaptureFixture
) -> None:
    """In the language of the log."""
    caplog.set_level(logging.INFO)
    Journal().happened(event, session("o"))
    assert (caplog.messages, in_french(caplog)) == ([line], [french])


@pytest.mark.parametrize(
    ("refusal", "line", "french"),
    [
        (
            OperatorUnknown(),
            "wrong operator name or password from 192.0.2.9 (connection 7)",
            "nom ou mot de passe d'opérateur incorrect, depuis 192.0.2.9 (connexion 7)",
        ),
        (
            WrongServerPassword(),
            "wrong server password from 192.0.2.9 (connection 7)",
            "mot de passe du serveur incorrect, depuis 192.0.2.9 (connexion 7)",
        ),
    ],
)
def test_a_wrong_password_is_a_warning(
    refusal: Refusal, line: str, french: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Somebody may be trying passwords; other refusals are no news."""
    Journal().refused(NoSuchNick("bob"), session())
    Journal().refused(refusal, session())
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    assert (caplog.messages, in_french(caplog)) == ([line], [french])


def in_french(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what was logged, as a French log has it."""
    word = load_language("fr").gettext
    return [word(record.msg) % record.args for record in caplog.records]


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
