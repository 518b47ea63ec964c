"""Messages that are edited and deleted on the page, and what others see of it."""

from playwright.sync_api import expect

from harness.salon_process import SalonProcess
from system.page.conftest import Visit
from system.page.test_lost_connection import expect_sent

CAPABILITIES = "CAP REQ :draft/message-redaction salon.dev/edit message-tags"


def test_one_edits_what_one_said_last(visit: Visit, salon: SalonProcess) -> None:
    """By the up arrow: what one was about to write is still there, and everybody sees the new text."""
    bob = salon.enter("bob", "#public")
    bob.send(CAPABILITIES)
    alice, carol = visit("alice"), visit("carol")
    alice.say("helo")
    # The server must have confirmed it: until then, it cannot be edited.
    expect_sent(alice, "helo")
    carol.wait_for("helo")
    alice.composer.press("ArrowUp")
    expect(alice.composer).to_have_value("helo")
    alice.composer.press("Escape")
    expect(alice.composer).to_have_value("")
    alice.composer.press("ArrowUp")
    alice.composer.fill("hello")
    alice.composer.press("Enter")
    bob.wait_for("^:alice!.* EDIT #public .* :?hello$")
    for visitor in (alice, carol):
        visitor.wait_for("(edited)")
        assert [text.split() for text in visitor.messages()] == [["hello", "(edited)"]]
    expect(alice.composer).to_have_value("")
    carol.page.reload()
    carol.wait_for("(edited)")
    bob.send("QUIT")


def test_one_deletes_by_the_menu_and_the_keyboard(visit: Visit) -> None:
    """One's own message; the dialog says which, and what it means."""
    alice, carol = visit("alice"), visit("carol")
    alice.say("this stays", "this goes")
    carol.wait_for("this goes")
    expect_sent(alice, "this goes")
    page, keys = alice.page, alice.page.keyboard
    alice.log.focus()
    keys.press("ArrowUp")
    expect(page.locator(".message:focus")).to_contain_text("this goes")
    keys.press("ArrowUp")
    expect(page.locator(".message:focus")).to_contain_text("this stays")
    keys.press("ArrowDown")
    keys.press("Enter")
    expect(page.get_by_role("menu").get_by_role("menuitem").first).to_be_focused()
    assert alice.serious_faults() == []
    page.get_by_role("menuitem", name="Delete…").press("Enter")
    dialog = page.get_by_role("dialog", name="Delete your message?")
    expect(dialog).to_contain_text("this goes")
    assert alice.serious_faults() == []
    dialog.get_by_role("button", name="Delete").click()
    for visitor in (alice, carol):
        visitor.wait_for("Deleted by alice")
        assert visitor.messages() == ["this stays", "Deleted by alice"]
    carol.page.reload()
    carol.wait_for("this stays")
    assert carol.messages() == ["this stays"]


def test_of_others_by_rank_alone(visit: Visit) -> None:
    """Whoever founded the channel may, and gives a reason; nobody else is offered it."""
    alice = visit("alice")
    alice.join("#atelier")
    bob, carol = visit("bob"), visit("carol")
    for visitor in (bob, carol):
        visitor.join("#atelier")
    bob.say("spam")
    for visitor, offered in ((carol, 0), (alice, 1)):
        visitor.wait_for("spam")
        visitor.log.get_by_text("spam").hover()
        visitor.page.get_by_role("button", name="More about this message").click()
        expect(visitor.page.get_by_role("menuitem", name="Copy the text")).to_be_visible()
        expect(visitor.page.get_by_role("menuitem", name="Delete…")).to_have_count(offered)
        expect(visitor.page.get_by_role("menuitem", name="Edit")).to_have_count(0)
    alice.page.get_by_role("menuitem", name="Delete…").click()
    dialog = alice.page.get_by_role("dialog", name="Delete the message of bob?")
    dialog.get_by_label("Reason").fill("no spam here")
    dialog.get_by_role("button", name="Delete").click()
    for visitor in (alice, bob, carol):
        visitor.wait_for("Deleted by alice: no spam here")
