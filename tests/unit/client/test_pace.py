"""Lines go in groups, and the next when the server has done one."""

from salon.client.pace import ANSWER_SECONDS, GROUP_LINES, GROUP_SIZE, Pace
from salon.wire.dialects.session import ENQUIRY

ASKED = f"{ENQUIRY}\n".encode()


def fill(pace: Pace, now: float = 0.0) -> list[bytes]:
    """Send as many lines as may go, and return what was sent for each."""
    sent: list[bytes] = []
    while pace.is_open and len(sent) < 100:
        sent.append(pace.send(b"x\n", now))
    return sent


def test_a_group_ends_with_an_enquiry() -> None:
    """The next begins with its answer."""
    pace = Pace()
    assert fill(pace) == [b"x\n"] * (GROUP_LINES - 1) + [b"x\n" + ASKED]
    assert pace.uncertain == GROUP_LINES
    pace.take_answer()
    assert (pace.is_open, pace.uncertain) == (True, 0)


def test_long_lines_make_a_short_group() -> None:
    """A server drops whoever has too much waiting."""
    pace = Pace()
    assert pace.send(b"x" * GROUP_SIZE, 0.0).endswith(ASKED)


def test_a_server_that_knows_no_enquiry() -> None:
    """It gets everything at once, unless it answers after all."""
    pace = Pace()
    fill(pace, 7.0)
    pace.look(7.0 + ANSWER_SECONDS - 1)
    assert not pace.is_open
    pace.look(7.0 + ANSWER_SECONDS)
    assert fill(pace) == [b"x\n"] * 100
    pace.take_answer()
    assert len(fill(pace)) == GROUP_LINES


def test_a_server_that_has_answered_is_waited_for() -> None:
    """However slow it is."""
    pace = Pace()
    fill(pace)
    pace.take_answer()
    fill(pace)
    assert pace.deadline is None
    pace.look(1e9)
    assert not pace.is_open
