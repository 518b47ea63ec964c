"""Reading: the end stays in view, or else the place, and what is new is marked for who was away."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from harness.browsers import Visitor
from harness.salon_process import SalonProcess
from system.page.conftest import ON

# Enough to fill several windows, and said at once.
MANY = 80
QUICK = ("--set", "limits.burst=1000", "--set", "limits.messages_per_second=1000")

TO_END = "log => log.scrollHeight - log.clientHeight - log.scrollTop"
"""How far the end is below the view, in pixels."""


@pytest.fixture
def salon(tmp_path: Path) -> Iterator[SalonProcess]:
    """Give a server with its page that lets one say much at once."""
    (tmp_path / "salon").mkdir()
    with SalonProcess(tmp_path / "salon", *ON, *QUICK) as running:
        yield running


def say(salon: SalonProcess, nick: str, *texts: str) -> None:
    """Say something in the public channel by IRC.

    Each in a millisecond of its own: a marker of how far one has read marks all of one instant.
    """
    client = salon.enter(nick, "#public")
    for text in texts:
        client.send(f"PRIVMSG #public :{text}")
        client.settle()
        time.sleep(0.002)
    client.send("QUIT")


def end_of(page: Page) -> float:
    """Return how far the end is below the view, once it has kept still."""
    log = page.get_by_role("log")
    before = -1.0
    for _ in range(100):
        page.wait_for_timeout(100)
        now = float(log.evaluate(TO_END))
        if now == before:
            return now
        before = now
    raise AssertionError("it never keeps still")


def test_the_end_stays_in_view(visit: Callable[..., Visitor], salon: SalonProcess) -> None:
    """When others speak, and when the window becomes narrow, low, and wide again."""
    reader = visit("reader")
    say(salon, "bob", *(f"line {number}, with some words that need room" for number in range(MANY)))
    reader.wait_for(f"line {MANY - 1},")
    assert end_of(reader.page) < 2
    for width, height in ((320, 800), (1280, 800), (700, 380), (1280, 900)):
        reader.page.set_viewport_size({"width": width, "height": height})
        assert end_of(reader.page) < 2, (width, height)


def test_the_place_stays_when_others_speak(visit: Callable[..., Visitor], salon: SalonProcess) -> None:
    """Who has scrolled up is left there, told how much is new, and brought to the end by one key."""
    reader = visit("reader")
    say(salon, "bob", *(f"line {number}," for number in range(MANY)))
    reader.wait_for(f"line {MANY - 1},")
    log = reader.page.get_by_role("log")
    log.hover()
    reader.page.mouse.wheel(0, -700)
    expect(reader.page.get_by_role("button", name="Go to the end")).to_be_visible()
    end_of(reader.page)
    place = log.evaluate("log => log.scrollTop")
    say(salon, "carol", "one more", "and another")
    expect(reader.page.get_by_role("button", name="2 new messages")).to_be_visible()
    assert log.evaluate("log => log.scrollTop") == place
    reader.composer.press("Escape")
    reader.wait_for("and another")
    assert end_of(reader.page) < 2
    expect(reader.page.get_by_role("button", name="2 new messages")).to_be_hidden()


def test_what_is_new_is_marked_for_who_was_elsewhere(
    visit: Callable[..., Visitor], salon: SalonProcess
) -> None:
    """Not for who reads along; and one comes back to where one stopped."""
    reader = visit("reader")
    new = reader.page.get_by_role("separator", name="New messages")
    say(salon, "bob", "said before the eyes of the reader")
    reader.wait_for("said before the eyes of the reader")
    expect(new).to_have_count(0)
    reader.join("#elsewhere")
    say(salon, "carol", *(f"line {number}," for number in range(MANY)))
    reader.page.get_by_role("button", name=f"#public, {MANY} unread messages").click()
    expect(new).to_be_in_viewport()
    expect(reader.page.get_by_text("line 0,")).to_be_in_viewport()
    expect(reader.page.get_by_text(f"line {MANY - 1},")).not_to_be_in_viewport()


def test_what_is_typed_while_the_server_is_gone(browser: Browser, tmp_path: Path) -> None:
    """It can be typed and sent; it waits, and what is in the field stays there."""
    (tmp_path / "one").mkdir()
    with ExitStack() as stack:
        salon = stack.enter_context(SalonProcess(tmp_path / "one", *ON))
        visitor = stack.enter_context(Visitor(browser, f"http://127.0.0.1:{salon.doors['HTTP']}/"))
        visitor.enter("zoe")
        salon.kill()
        page: Any = visitor.page
        expect(page.get_by_role("button", name="Connect now")).to_be_visible()
        page.keyboard.type("said into the void")
        page.keyboard.press("Enter")
        page.keyboard.type("a draft")
        visitor.wait_for("said into the void")
        visitor.wait_for("Waiting to be sent")
        expect(visitor.composer).to_have_value("a draft")
        expect(visitor.composer).to_be_focused()


def test_the_tab_key_leads_out_of_the_composer(visit: Callable[..., Visitor]) -> None:
    """With a text in it, too, where there is nothing to complete."""
    reader = visit("reader")
    reader.composer.fill("nothing begins with these words")
    reader.composer.press("Tab")
    expect(reader.page.get_by_role("button", name="Send", exact=True)).to_be_focused()
