"""`history.enabled = false`: the page says so, waits for nothing, and offers nothing that fails."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from harness.salon_process import SalonProcess
from system.page.conftest import ON, Visit


@pytest.fixture
def salon(tmp_path: Path) -> Iterator[SalonProcess]:
    """Give a server with its page that keeps no messages."""
    (tmp_path / "salon").mkdir()
    with SalonProcess(tmp_path / "salon", *ON, "--set", "history.enabled=false") as running:
        yield running


def test_nothing_is_kept(visit: Visit) -> None:
    """Before anything was said, after it, and after a reload."""
    alice = visit("alice")
    page = alice.page
    expect(page.get_by_text("This server keeps no messages: you see only")).to_be_visible()
    alice.say("hello")
    alice.wait_for("hello")
    expect(page.get_by_text("This server keeps no messages.")).to_be_visible()
    expect(page.get_by_text("Loading")).to_have_count(0)
    expect(page.get_by_role("button", name="Search the messages")).to_have_count(0)
    alice.log.get_by_text("hello").hover()
    page.get_by_role("button", name="More about this message").click()
    expect(page.get_by_role("menuitem")).to_have_text(["Copy the text"])
    page.keyboard.press("Escape")
    alice.composer.press("ArrowUp")
    expect(alice.composer).to_have_value("hello")
    assert alice.serious_faults() == []
    page.reload()
    expect(page.get_by_text("This server keeps no messages: you see only")).to_be_visible()
