"""What others edit, delete and react to while the page has no connection: it agrees when it is back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from harness.salon_process import SalonProcess
from system.page.conftest import ON, Visit
from system.page.test_place import CAPS, come_back, cut, go_up, lose, row_of, say_lines, speak, top_of
from system.page.test_reading import QUICK
from system.page.test_resume import SOCKETS


@pytest.fixture
def salon(tmp_path: Path) -> Iterator[SalonProcess]:
    """Give a server with its page that lets one say much at once."""
    (tmp_path / "salon").mkdir()
    with SalonProcess(tmp_path / "salon", *ON, *QUICK) as running:
        yield running


@pytest.mark.parametrize("pixels", [2, 23, 45, 46])
def test_what_became_of_messages_meanwhile(visit: Visit, salon: SalonProcess, pixels: int) -> None:
    """In view, and above it; what one reads stays where it is, also below a message that the edge cuts."""
    bob = salon.enter("bob", "#public", caps=CAPS)
    alice = visit()
    alice.page.add_init_script(SOCKETS)
    alice.page.reload()
    alice.enter("alice")
    ids = say_lines(bob)
    # It takes 45.5 pixels, so with 46 nothing of it is in view. Less than one counts as wholly in view.
    cut_off = go_up(alice)
    first = cut_off + 1
    cut(alice, row_of(alice, cut_off), pixels)
    read = row_of(alice, first)
    before = top_of(read)
    lose(alice)
    bob.send(
        f"REDACT #public {ids[first - 3]}",
        f"EDIT #public {ids[cut_off]} :much shorter",
        f"REDACT #public {ids[first + 1]}",
        f"EDIT #public {ids[first + 2]} :line {first + 2}, in other words",
        f"@+reply={ids[first + 3]};+draft/react=👍 TAGMSG #public",
    )
    bob.settle()
    come_back(alice)
    alice.wait_for(f"line {first + 2}, in other words")
    expect(alice.log.get_by_role("button", name="👍: 1 person, bob")).to_be_visible()
    expect(alice.log.get_by_text("much shorter")).to_have_count(1)
    expect(alice.log.get_by_text("Deleted")).to_have_count(2)
    expect(alice.log.get_by_text(f"line {first + 1},")).to_have_count(0)
    # The banner of the lost connection is gone by now, so that the log is where it was.
    assert abs(top_of(read) - before) < 2
    assert alice.serious_faults() == []
    bob.send("QUIT")


def test_the_last_message_of_all(visit: Visit, salon: SalonProcess) -> None:
    """Nothing else shows it; and what was told of the lost connection goes with it."""
    bob = salon.enter("bob", "#public", caps=CAPS)
    alice = visit()
    alice.page.add_init_script(SOCKETS)
    alice.page.reload()
    alice.enter("alice")
    [one] = speak(bob, "a secret")
    alice.wait_for("a secret")
    lose(alice)
    alice.say("/whois bob")
    expect(alice.page.get_by_text("You are not connected")).to_be_visible()
    bob.send(f"REDACT #public {one}")
    bob.settle()
    come_back(alice)
    alice.wait_for("Deleted")
    assert alice.messages() == ["Deleted"]
    expect(alice.page.get_by_text("You are not connected")).to_have_count(0)
    bob.send("QUIT")
