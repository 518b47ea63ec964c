"""The page as people use it: one who has never been here, two who talk, and one who has a client of IRC."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from harness.salon_process import SalonProcess
from harness.terminal import irssi
from salon import __version__
from system.page.conftest import Visit


def test_a_newcomer_talks(visit: Visit, salon: SalonProcess) -> None:
    """A pseudonym, a key, and one is in the channel of everybody."""
    bob = salon.enter("bob", "#public")
    zoe = visit()
    expect(zoe.page.get_by_label("Nick")).to_be_focused()
    zoe.page.keyboard.type("Zoé")
    zoe.page.keyboard.press("Enter")
    expect(zoe.page.get_by_role("heading", level=1)).to_have_text("#public")
    expect(zoe.composer).to_be_focused()
    zoe.page.keyboard.type("Bonjour à tous ☺")
    zoe.page.keyboard.press("Enter")
    bob.wait_for("^:Zoé!.* PRIVMSG #public :Bonjour à tous ☺$")
    zoe.wait_for("Bonjour à tous ☺")
    bob.send("PRIVMSG #public :salut Zoé", "QUIT")
    zoe.wait_for("salut")


def test_nobody_is_invited_where_only_this_machine_can_connect(visit: Visit) -> None:
    """No address is given that would lead others to their own machine; what opens the server is named."""
    alice = visit("alice")
    expect(alice.page.get_by_text("start the server with --lan")).to_be_visible()
    assert alice.page.get_by_text("/#public").count() == 0
    alice.page.get_by_role("button", name="More about #public").click()
    expect(alice.page.get_by_role("menuitem", name="Leave the channel")).to_be_visible()
    assert alice.page.get_by_role("menuitem", name="Copy the address").count() == 0


def test_two_browsers_and_irssi(visit: Visit, salon: SalonProcess, tmp_path: Path) -> None:
    """Each sees what the others say, once, and in the same order."""
    alice, bob = visit("alice"), visit("bob")
    with irssi(tmp_path / "irssi", salon.port, "carol") as carol:
        carol.wait_for("Welcome")
        carol.type("/join #three")
        carol.wait_for("#three")
        for visitor in (alice, bob):
            visitor.join("#three")
        expect(alice.page.get_by_role("button", name="3 members")).to_be_visible()
        alice.say("one")
        carol.wait_for("one")
        carol.type("two")
        for visitor in (alice, bob):
            visitor.wait_for("two")
        bob.say("/me three")
        carol.wait_for("bob three")
        alice.wait_for("three")
        bob.wait_for("three")
        expected = ["one", "two", "bob three"]
        assert [[" ".join(text.split()) for text in its.messages()] for its in (alice, bob)] == [expected] * 2


def test_unread_messages_are_counted(visit: Visit, salon: SalonProcess) -> None:
    """Of channels that one does not look at; a mention stands out."""
    bob = salon.enter("bert", "#one", "#two")
    dora = visit("dora")
    dora.join("#one")
    dora.join("#two")
    conversations = dora.page.get_by_role("navigation", name="Conversations")
    listed = conversations.get_by_role("button", name=re.compile("^#one"))
    bob.send("PRIVMSG #one :a")
    expect(listed).to_have_accessible_name("#one, 1 unread message")
    bob.send("PRIVMSG #one :dora: b")
    expect(listed).to_have_accessible_name("#one, 1 mention")
    expect(dora.page).to_have_title(re.compile("1"))
    listed.click()
    dora.wait_for("dora: b")
    expect(listed).to_have_accessible_name("#one")
    bob.send("QUIT")


def test_a_channel_in_the_address(visit: Visit, salon: SalonProcess) -> None:
    """Whoever opens it is asked for a nick, and is in that channel."""
    bob = salon.enter("bruno", "#atelier")
    emma = visit("emma", "#atelier")
    expect(emma.page.get_by_role("heading", level=1)).to_have_text("#atelier")
    bob.wait_for("^:emma!.* JOIN #atelier")
    emma.page.evaluate("location.hash = '#other'")
    expect(emma.page.get_by_role("heading", level=1)).to_have_text("#other")
    bob.send("QUIT")


def test_a_nick_that_is_taken(visit: Visit, salon: SalonProcess) -> None:
    """It is said, and another one is asked for."""
    bob = salon.enter("taken", "#public")
    other = visit()
    other.page.get_by_label("Nick").fill("taken")
    other.page.get_by_role("button", name="Join the chat").click()
    expect(other.page.get_by_role("alert")).to_contain_text("already in use")
    other.enter("free")
    bob.wait_for("^:free!.* JOIN #public")
    bob.send("QUIT")


def test_why_a_nick_is_refused(visit: Visit) -> None:
    """The server's reason is said, once, and only while that nick is in the field."""
    visit("Amélie")
    other = visit()
    field, alert = other.page.get_by_label("Nick"), other.page.get_by_role("alert")
    for nick, reason in {
        "\u0410mélie": re.compile("\u0410mélie looks like Amélie, who is online: choose another name.$"),
        "#x": re.compile(r"^\s*This name is not valid: .*"),
    }.items():
        field.fill(nick)
        field.press("Enter")
        expect(alert).to_have_text(reason)
        field.press_sequentially("y")
        expect(alert).to_be_empty()


def test_a_name_that_is_too_long_is_not_cut(visit: Visit) -> None:
    """The page says how long it may be, at the first screen and in a dialog; what was typed stays."""
    zoe = visit()
    field = zoe.page.get_by_label("Nick")
    problem = "This has 40 characters. At most 32 are allowed."
    field.fill("z" * 40)
    zoe.page.get_by_role("button", name="Join").click()
    assert field.evaluate("field => field.validationMessage") == problem
    expect(field).to_have_value("z" * 40)
    zoe.enter("z" * 32)
    zoe.page.get_by_role("button", name="Settings").click()
    zoe.page.get_by_text("Change your nick…").click()
    field = zoe.page.get_by_role("dialog").get_by_label("Nick")
    expect(field).to_have_value("z" * 32)
    field.fill("y" * 40)
    field.press("Enter")
    assert field.evaluate("field => field.validationMessage") == problem
    field.fill("yves")
    field.press("Enter")
    expect(zoe.page.get_by_text("yves", exact=True).first).to_be_visible()


def test_commands_are_answered(visit: Visit) -> None:
    """To whoever typed them alone."""
    told = (visitor := visit("lea")).page.get_by_role("status")
    for typed, answer in {
        "/mode": r"^Modes of #public: \+",
        "/away lunch": "^You are marked as away$",
        "/back": "^You are no longer marked as away$",
    }.items():
        visitor.say(typed)
        expect(told.get_by_text(re.compile(answer))).to_be_visible()


def test_enter_sends_what_is_typed(visit: Visit) -> None:
    """A channel that one is in is gone to at once, though it is suggested, and in whatever case."""
    visitor = visit("erin")
    visitor.join("#erin")
    visitor.composer.click()
    visitor.page.keyboard.type("/join #PUBLIC")
    expect(visitor.page.get_by_role("option", name="#public")).to_be_visible()
    visitor.page.keyboard.press("Enter")
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("#public")
    expect(visitor.composer).to_have_value("")


@pytest.mark.parametrize("typed", ["@bo", "#publi", "well, @bo"])
def test_enter_completes_only_what_was_chosen(visit: Visit, salon: SalonProcess, typed: str) -> None:
    """The start of a known name is sent as it is; the arrows choose, and the tab key takes the first."""
    bob = salon.enter("bob", "#public")
    visitor = visit("erin")
    option = visitor.page.get_by_role("option").first
    visitor.composer.click()
    visitor.page.keyboard.type(typed)
    expect(option).to_be_visible()
    expect(option).to_have_attribute("aria-selected", "false")
    visitor.page.keyboard.press("Enter")
    bob.wait_for(f"PRIVMSG #public :{re.escape(typed)}$")
    for keys in (("Tab",), ("ArrowDown", "Enter")):
        visitor.page.keyboard.type(typed)
        expect(option).to_be_visible()
        for key in keys:
            visitor.page.keyboard.press(key)
        expect(visitor.composer).to_have_value(re.compile(r"^(well, )?(bob(: | )|#public )$"))
        visitor.composer.fill("")
    bob.send("QUIT")


def test_what_is_told_to_oneself_stands_apart(visit: Visit) -> None:
    """It is in no conversation, is read out, and goes with a key, with a button, or with the next command."""
    visitor = visit("erin")
    told = visitor.page.get_by_role("region", name="For you alone")
    visitor.say("/nick a b")
    expect(told).to_contain_text("Too many words: type /nick NICK")
    expect(visitor.composer).to_have_value("/nick a b")
    expect(visitor.log).not_to_contain_text("Too many words")
    visitor.composer.press("Escape")
    expect(told.get_by_text("Only you see this")).to_have_count(0)
    visitor.say("/raw LUSERS")
    expect(told).to_contain_text("255 erin")
    told.get_by_role("button", name="Close").click()
    expect(told.get_by_text("Only you see this")).to_have_count(0)
    expect(visitor.composer).to_be_focused()
    visitor.say("/help")
    expect(visitor.page.get_by_role("dialog", name="Help")).to_be_visible()
    visitor.page.keyboard.press("Escape")
    expect(visitor.composer).to_be_focused()


def test_an_empty_channel_says_so(visit: Visit) -> None:
    """Until somebody says something."""
    visitor = visit("erin")
    visitor.join("#quiet")
    nothing = visitor.page.get_by_role("heading", name="The channel #quiet")
    expect(nothing).to_be_visible()
    visitor.say("hello")
    visitor.wait_for("hello")
    expect(nothing).to_have_count(0)


def test_code_is_shown_as_code(visit: Visit) -> None:
    """In one block, though each line came as a message; and can be taken away as it was written."""
    visitor = visit("erin")
    visitor.say("look:\n```python\nif x:\n    y()\n```")
    block = visitor.log.get_by_role("group", name="python")
    expect(block).to_have_text("if x:\n    y()")
    expect(visitor.log).not_to_contain_text("```")
    assert block.evaluate("(code) => code.parentElement.clientHeight - code.offsetHeight") == 0
    visitor.log.get_by_role("button", name="Copy the code").click()
    expect(visitor.page.get_by_text("Copied")).to_be_visible()
    visitor.composer.press("Control+v")
    expect(visitor.composer).to_have_value("if x:\n    y()")


def test_about(visit: Visit) -> None:
    """Which version it is, and the licences of all that is in the page."""
    visitor = visit("erin")
    visitor.page.get_by_role("button", name="Settings").click()
    visitor.page.get_by_role("menuitem", name="About").click()
    dialog = visitor.page.get_by_role("dialog", name="About")
    expect(dialog).to_contain_text(f"Salon {__version__}")
    with visitor.page.expect_popup() as opened:
        dialog.get_by_role("link").click()
    licences = opened.value.locator("body")
    for library in ("svelte", "virtua"):
        expect(licences).to_contain_text(f"## {library} - ")
    expect(licences).to_contain_text("Permission is hereby granted")


def test_the_dot_says_whether_one_is_connected(visit: Visit, salon: SalonProcess) -> None:
    """It is green only while one is."""
    visitor = visit("erin")
    settings = visitor.page.get_by_role("button", name="Settings")
    expect(settings.locator(".avatar")).to_have_attribute("data-presence", "online")
    salon.stop()
    expect(settings.locator(".avatar")).to_have_attribute("data-presence", "offline")
    expect(settings).to_contain_text("offline")


def test_ten_thousand_messages(visit: Visit, salon: SalonProcess) -> None:
    """One can type meanwhile, and what is not seen is not drawn."""
    bob = salon.enter("bob", "#many")
    alice = visit("alice")
    alice.join("#many")
    for thousand in range(10):
        bob.send(*(f"PRIVMSG #many :line {thousand * 1000 + number}" for number in range(1000)))
        alice.composer.fill(f"typed {thousand}")
        expect(alice.composer).to_have_value(f"typed {thousand}")
        bob.settle()
    alice.wait_for("line 9999")
    assert alice.log.locator(".message").count() < 300
    alice.composer.press("Enter")
    bob.wait_for("PRIVMSG #many :typed 9$")


def test_two_tabs(visit: Visit) -> None:
    """Each is a person of its own; the second asks for another nick."""
    first = visit("hugo")
    one = first.page
    two = first.open_tab()
    two.get_by_label("Nick").fill("hugo2")
    two.get_by_role("button", name="Join the chat").click()
    expect(first.composer).to_be_enabled()
    first.say("from the second tab")
    expect(one.get_by_role("log").get_by_text("from the second tab")).to_be_visible()


def test_the_way_back_leads_to_the_conversation_before(visit: Visit) -> None:
    """As in any page: by the browser's own button, and forward again."""
    amelie = visit("amelie")
    amelie.join("#one")
    amelie.join("#two")
    heading = amelie.page.get_by_role("heading", level=1)
    amelie.page.go_back()
    expect(heading).to_have_text("#one")
    amelie.page.go_forward()
    expect(heading).to_have_text("#two")


def test_a_reload_keeps_the_name_that_one_has(visit: Visit, salon: SalonProcess) -> None:
    """Not the one that one came with."""
    bob = salon.enter("bob", "#public")
    amelie = visit("amelie")
    amelie.say("/nick prof")
    bob.wait_for(r":amelie!\S+ NICK :?prof")
    amelie.page.reload()
    amelie.say("back")
    bob.wait_for(r":prof!\S+ PRIVMSG #public :back$")
