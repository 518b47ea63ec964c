"""What others edit, delete and react to while the page has no connection: it agrees when it is back."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from harness.browsers import Visitor
from harness.salon_process import IrcClient, SalonProcess, eventually
from system.page.conftest import ON, Visit
from system.page.test_reading import QUICK
from system.page.test_resume import SOCKETS

CAPS = "message-tags echo-message draft/message-redaction salon.dev/edit"
LINES = 120


@pytest.fixture
def salon(tmp_path: Path) -> Iterator[SalonProcess]:
    """Give a server with its page that lets one say much at once."""
    (tmp_path / "salon").mkdir()
    with SalonProcess(tmp_path / "salon", *ON, *QUICK) as running:
        yield running


def speak(bob: IrcClient, *texts: str) -> list[str]:
    """Say something in the public channel; return the ids."""
    bob.send(*(f"PRIVMSG #public :{text}" for text in texts))
    echoes = [bob.wait_for(f"PRIVMSG #public :{re.escape(text)}$") for text in texts]
    return [re.search(r"msgid=([^; ]+)", echo)[1] for echo in echoes]  # type: ignore[index]


def lose(visitor: Visitor) -> None:
    """Take the network away from a page whose sockets `SOCKETS` keeps."""
    visitor.page.context.set_offline(True)
    visitor.page.evaluate("sockets.forEach(socket => socket.close())")
    expect(visitor.page.get_by_text("This device is offline.")).to_be_visible()


def come_back(visitor: Visitor) -> None:
    """Give it back."""
    visitor.page.context.set_offline(False)
    expect(visitor.page.get_by_text("This device is offline.")).to_have_count(0)
    expect(visitor.page.get_by_text("Reconnecting…")).to_have_count(0)


def test_what_became_of_messages_meanwhile(visit: Visit, salon: SalonProcess) -> None:
    """In view, and above it; what one reads stays where it is. So it is after a reload."""
    bob = salon.enter("bob", "#public", caps=CAPS)
    alice = visit()
    alice.page.add_init_script(SOCKETS)
    alice.page.reload()
    alice.enter("alice")
    ids = speak(bob, *(f"line {number}, with {'many words ' * (number % 7)}" for number in range(LINES)))
    alice.wait_for(f"line {LINES - 1},")
    alice.log.focus()
    for _ in range(2):
        alice.page.keyboard.press("PageUp")
        alice.page.wait_for_timeout(300)
    top = alice.log.bounding_box()["y"]
    shown = alice.log.locator(".message .text").all()
    inside = [one.inner_text() for one in shown if one.bounding_box()["y"] > top + 20]
    first = int(re.match(r"line (\d+),", inside[0])[1])  # type: ignore[index]
    assert 8 < first < LINES - 20
    anchor = alice.log.get_by_text(f"line {first},")
    before = anchor.bounding_box()
    lose(alice)
    bob.send(
        f"REDACT #public {ids[first - 3]}",
        f"EDIT #public {ids[first - 1]} :much shorter",
        f"REDACT #public {ids[first + 1]}",
        f"EDIT #public {ids[first + 2]} :line {first + 2}, in other words",
        f"@+reply={ids[first + 3]};+draft/react=👍 TAGMSG #public",
    )
    bob.settle()
    come_back(alice)
    alice.wait_for(f"line {first + 2}, in other words")
    expect(alice.log.get_by_role("button", name="👍: 1 person, bob")).to_be_visible()
    expect(alice.log.get_by_text("Deleted").first).to_be_visible()
    expect(alice.log.get_by_text(f"line {first + 1},")).to_have_count(0)
    alice.page.wait_for_timeout(300)
    eventually(lambda: abs(anchor.bounding_box()["y"] - before["y"]) < 2, "line that stays where it was")
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
