"""Searching on the page, and going to what was found."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from harness.salon_process import SalonProcess
from system.page.conftest import ON, Visit
from system.page.test_reading import QUICK, say


@pytest.fixture
def salon(tmp_path: Path) -> Iterator[SalonProcess]:
    """Give a server with its page that lets one say much at once, and search for as long as it takes."""
    (tmp_path / "salon").mkdir()
    with SalonProcess(tmp_path / "salon", *ON, *QUICK, "--set", "search.timeout_ms=60000") as running:
        yield running


def test_what_was_said_is_found_and_shown(visit: Visit, salon: SalonProcess) -> None:
    """By the keyboard, without accents, page by page; a press leads there, and the list is still there."""
    say(salon, "bob", "the summer, l'été", *(f"line {number}" for number in range(200)))
    alice = visit("alice")
    alice.wait_for("line 199")
    page, keys = alice.page, alice.page.keyboard
    keys.press("Control+Shift+F")
    dialog = page.get_by_role("dialog", name="Search the messages")
    expect(dialog.get_by_label("Words")).to_be_focused()
    keys.type("line")
    keys.press("Enter")
    found = dialog.get_by_role("list", name="Results").get_by_role("listitem")
    expect(found.first).to_contain_text("line 199")
    assert alice.serious_faults() == []
    dialog.get_by_role("button", name="Search further").click()
    expect(found.filter(has_text="line 150")).to_be_visible()
    dialog.get_by_label("Words").fill("ETE")
    keys.press("Enter")
    expect(found).to_have_count(1)
    found.get_by_role("button").press("Enter")
    expect(dialog).to_have_count(0)
    expect(page.locator(".message:focus")).to_contain_text("the summer, l'été")
    keys.press("Control+Shift+F")
    expect(found).to_have_count(1)
    dialog.get_by_label("Words").fill("nobody said this")
    keys.press("Enter")
    expect(dialog.get_by_text("Nothing was found.")).to_be_visible()


def test_a_search_is_narrowed_down(visit: Visit, salon: SalonProcess) -> None:
    """By the author, and to a conversation, which a press opens."""
    say(salon, "bob", "tea in public")
    say(salon, "carol", "tea for me, too")
    alice = visit("alice")
    alice.join("#atelier")
    alice.say("tea in the workshop")
    alice.wait_for("tea in the workshop")
    alice.say("/join #public", "/search")
    dialog = alice.page.get_by_role("dialog", name="Search the messages")
    found = dialog.get_by_role("list", name="Results").get_by_role("listitem")
    dialog.get_by_label("Words").fill("tea")
    dialog.get_by_text("From whom, where, when").click()
    for author, place, text in (
        ("carol", "all conversations", "tea for me"),
        ("", "#atelier", "tea in the workshop"),
    ):
        dialog.get_by_label("From", exact=True).fill(author)
        dialog.get_by_role("combobox").first.select_option(label=place)
        dialog.get_by_role("button", name="Search", exact=True).click()
        expect(found).to_have_count(1)
        expect(found).to_contain_text(text)
    found.get_by_role("button").click()
    expect(alice.page.get_by_role("heading", level=1)).to_have_text("#atelier")
    expect(alice.page.locator(".message:focus")).to_contain_text("tea in the workshop")


def test_words_behind_the_command(visit: Visit, salon: SalonProcess) -> None:
    """They are searched for at once, and marked: in the list, and in the message to which it leads."""
    say(salon, "bob", "in summer, l'été is warm", "nothing")
    say(salon, "carol", "ete, too")
    alice = visit("alice")
    alice.wait_for("ete, too")
    page = alice.page
    alice.say("/search été from:bob")
    dialog = page.get_by_role("dialog", name="Search the messages")
    found = dialog.get_by_role("list", name="Results").get_by_role("listitem")
    expect(found).to_have_count(1)
    expect(found.locator("mark")).to_have_text(["été"])
    expect(dialog.get_by_label("Words")).to_have_value("été")
    expect(dialog.get_by_label("From", exact=True)).to_have_value("bob")
    assert alice.serious_faults() == []
    found.get_by_role("button").press("Enter")
    expect(page.locator(".message mark")).to_have_text(["été"])
    assert alice.serious_faults() == []
    page.keyboard.press("Escape")
    expect(page.locator(".message mark")).to_have_count(0)
