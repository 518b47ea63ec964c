"""Links to messages: made by the menu, and followed from wherever the message is in the past."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from harness.salon_process import SalonProcess
from system.page.conftest import ON, Visit
from system.page.test_reading import QUICK, end_of, say


@pytest.fixture
def salon(tmp_path: Path) -> Iterator[SalonProcess]:
    """Give a server with its page that lets one say much at once."""
    (tmp_path / "salon").mkdir()
    with SalonProcess(tmp_path / "salon", *ON, *QUICK) as running:
        yield running


def test_a_link_leads_to_its_message(visit: Visit, salon: SalonProcess) -> None:
    """Into the view, marked, and with the focus, though much was said since; and on to the end by one key."""
    alice = visit("alice", permissions=["clipboard-read", "clipboard-write"])
    say(salon, "bob", "before", "the one that counts", "after")
    alice.wait_for("after")
    alice.log.get_by_text("the one that counts").hover()
    alice.page.get_by_role("button", name="More about this message").click()
    alice.page.get_by_role("menuitem", name="Copy the link").click()
    link = str(alice.page.evaluate("navigator.clipboard.readText()"))
    assert re.search(r"#public\?at=[\w-]+$", link)
    say(salon, "bob", *(f"line {number}" for number in range(300)))

    carol = visit("carol", f"#{link.partition('#')[2]}")
    expect(carol.page.get_by_text("the one that counts")).to_be_in_viewport()
    expect(carol.page.locator(".message:focus")).to_have_text(re.compile("the one that counts"))
    expect(carol.page.get_by_text("line 299")).not_to_be_in_viewport()
    assert carol.serious_faults() == []
    carol.page.keyboard.press("Escape")
    carol.wait_for("line 299")
    assert end_of(carol.page) < 2
    expect(carol.composer).to_be_focused()
    carol.page.evaluate(f"location.hash = '#{link.partition('#')[2]}'")
    expect(carol.page.locator(".message:focus")).to_have_text(re.compile("the one that counts"))


def test_a_link_to_nothing_says_so(visit: Visit) -> None:
    """One is in the channel all the same."""
    dora = visit("dora", "#public?at=nothing-1")
    expect(dora.page.get_by_text("This message is not in #public")).to_be_visible()
    dora.say("hello")
    dora.wait_for("hello")
