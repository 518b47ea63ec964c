"""Replies, reactions, and messages of several lines: on the page, and as other programs see them."""

import re

from playwright.sync_api import expect

from harness.salon_process import SalonProcess
from system.page.conftest import Visit


def test_one_answers_a_message(visit: Visit, salon: SalonProcess) -> None:
    """Its beginning stands above the answer, and leads to it; a plain program reads whom it is for."""
    carol = salon.enter("carol", "#public")
    alice, bob = visit("alice"), visit("bob")
    bob.say("Shall we meet at noon?")
    alice.wait_for("Shall we meet at noon?")
    alice.log.get_by_text("Shall we meet at noon?").hover()
    alice.page.get_by_role("button", name="Reply", exact=True).click()
    expect(alice.page.get_by_text("Answering bob:")).to_be_visible()
    expect(alice.composer).to_be_focused()
    alice.page.keyboard.type("Noon is fine")
    alice.page.keyboard.press("Enter")
    carol.wait_for("^:alice!.* PRIVMSG #public :bob: Noon is fine$")
    expect(alice.page.get_by_text("Answering bob:")).to_have_count(0)
    for visitor in (alice, bob):
        visitor.wait_for("Noon is fine")
        quote = visitor.log.get_by_role("button", name="Answers: bob Shall we meet at noon?")
        quote.click()
        expect(visitor.page.locator(".message:focus")).to_contain_text("Shall we meet at noon?")
    bob.page.reload()
    expect(bob.log.get_by_role("button", name=re.compile("^Answers: bob"))).to_be_visible()
    carol.send("QUIT")


def test_one_reacts_by_the_keyboard(visit: Visit) -> None:
    """With a sign of the list, or another one; the same again takes it back; and it is there tomorrow."""
    alice, bob = visit("alice"), visit("bob")
    bob.say("It works!")
    alice.wait_for("It works!")
    keys = alice.page.keyboard
    alice.log.focus()
    keys.press("ArrowUp")
    keys.press("Enter")
    alice.page.get_by_role("menuitem", name="React…").press("Enter")
    picker = alice.page.get_by_role("dialog", name="React to the message")
    expect(picker.get_by_role("button").first).to_be_focused()
    assert alice.serious_faults() == []
    keys.press("ArrowRight")
    keys.press("ArrowLeft")
    keys.press("Enter")
    expect(picker).to_have_count(0)
    bob.log.get_by_role("button", name="👍: 1 person, alice").click()
    both = alice.log.get_by_role("button", name="👍: 2 people, alice and bob")
    expect(both).to_have_attribute("aria-pressed", "true")
    assert alice.serious_faults() == []
    alice.log.get_by_text("It works!").hover()
    alice.page.get_by_role("button", name="React to the message").click()
    picker.get_by_label("Another reaction").fill("🥳")
    keys.press("Enter")
    expect(bob.log.get_by_role("button", name="🥳: 1 person, alice")).to_be_visible()
    both.click()
    expect(bob.log.get_by_role("button", name="👍: 1 person, bob")).to_be_visible()
    bob.page.reload()
    expect(bob.log.get_by_role("button", name="🥳: 1 person, alice")).to_be_visible()


def test_several_lines_are_one_message(visit: Visit, salon: SalonProcess) -> None:
    """Which is edited as one; a plain program gets its lines."""
    carol = salon.enter("carol", "#public")
    alice, bob = visit("alice"), visit("bob")
    alice.composer.click()
    for line in ("one", "two"):
        alice.page.keyboard.type(line)
        alice.page.keyboard.press("Shift+Enter")
    alice.page.keyboard.type("three")
    alice.page.keyboard.press("Enter")
    carol.wait_for("^:alice!.* PRIVMSG #public :three$")
    for visitor in (alice, bob):
        visitor.wait_for("three")
        assert visitor.messages() == ["one\ntwo\nthree"]
    alice.composer.press("ArrowUp")
    expect(alice.composer).to_have_value("one\ntwo\nthree")
    alice.composer.fill("one\ntwo")
    alice.composer.press("Enter")
    bob.wait_for("(edited)")
    assert bob.messages() == ["one\ntwo (edited)"]
    bob.page.reload()
    bob.wait_for("(edited)")
    assert bob.messages() == ["one\ntwo (edited)"]
    carol.send("QUIT")
