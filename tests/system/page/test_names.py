"""What people say of themselves, beside their nicks."""

import re
from typing import Any

from playwright.sync_api import Locator, expect

from harness.salon_process import SalonProcess
from system.page.conftest import Visit


def test_a_name_stands_beside_the_nick(visit: Visit, salon: SalonProcess) -> None:
    """Wherever the person is shown; the menu says the rest, and no picture is fetched."""
    bob = salon.enter("bob", "#public", caps="draft/metadata-3")
    alice = visit("alice")
    bob.send(
        "METADATA * SET display-name :Bobby Tables",
        "METADATA * SET status :in a meeting",
        "METADATA * SET avatar :https://pictures.example/bob.png",
        "PRIVMSG #public :hello",
        "PRIVMSG alice :psst",
    )
    alice.wait_for("hello")
    page = alice.page
    author = alice.log.get_by_role("button", name="Bobby Tables bob")
    expect(author).to_be_visible()
    expect(
        page.get_by_role("complementary", name="Members").get_by_role("button", name="Bobby Tables bob")
    ).to_be_visible()
    author.click()
    expect(page.locator(".about")).to_have_text(
        re.compile("Bobby Tables.*Nick: bob.*Without an account.*in a meeting", re.DOTALL)
    )
    expect(page.get_by_role("menu", name="bob")).to_be_visible()
    expect(page.get_by_role("menuitem", name="Open the picture on pictures.example")).to_be_visible()
    assert alice.serious_faults() == []
    page.keyboard.press("Escape")
    page.get_by_role("navigation", name="Conversations").get_by_role("button", name="Bobby Tables").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bobby Tables bob")
    expect(page.get_by_text("in a meeting")).to_be_visible()
    assert alice.serious_faults() == []
    bob.send("QUIT")


def test_one_gives_oneself_a_name(visit: Visit, salon: SalonProcess) -> None:
    """By the keyboard, from the menu; what the server refuses is told."""
    salon.enter("bob", "#public").settle()
    alice, carol = visit("alice"), visit("carol")
    page, keys = alice.page, alice.page.keyboard
    dialog = page.get_by_role("dialog", name="Name and status")
    settings = page.get_by_role("button", name="alice").last
    for name, told in (("bob", "bob"), ("Alice Liddell", "")):
        settings.press("Enter")
        page.get_by_role("menuitem", name="Name and status…").press("Enter")
        expect(dialog.get_by_label("Display name")).to_be_focused()
        assert alice.serious_faults() == []
        dialog.get_by_label("Display name").fill(name)
        keys.press("Enter")
        expect(dialog).to_have_count(0)
        if told:
            expect(page.get_by_role("region", name="For you alone")).to_contain_text(told)
    expect(carol.page.get_by_role("button", name="Alice Liddell alice")).to_be_visible()
    expect(page.get_by_role("complementary", name="Conversations")).to_contain_text("Alice Liddell")


def test_however_long_the_name_is_the_nick_is_seen(visit: Visit, salon: SalonProcess) -> None:
    """In a message, in the list of members, and above a private conversation, on a telephone."""
    bob = salon.enter("bob", "#public", caps="draft/metadata-3")
    bob.send(f"METADATA * SET display-name :{'alice the administrator ' * 2}", "PRIVMSG #public :hello")
    bob.settle()
    carol = visit("carol", viewport={"width": 390, "height": 760})
    carol.wait_for("hello")
    page = carol.page

    def see(inside: Locator) -> None:
        inside.locator(".nick").wait_for()
        nick: Any = inside.locator(".nick").bounding_box()
        box: Any = inside.bounding_box()
        assert nick["width"] > 15
        assert nick["x"] + nick["width"] <= box["x"] + box["width"] <= 390
        assert nick["y"] < box["y"] + box["height"]

    see(carol.log.locator(".author").first)
    carol.say("/query bob")
    see(page.get_by_role("heading", level=1))
    page.get_by_role("button", name="Conversations").first.click()
    see(page.get_by_role("navigation", name="Conversations").get_by_role("button", name="alice the"))
    page.get_by_role("button", name="#public").click()
    page.get_by_role("button", name=re.compile("^2 members")).click()
    see(page.get_by_role("complementary", name="Members").get_by_role("button", name="alice the"))
    bob.send("QUIT")
