"""Accounts on the page: made, left, and logged in to again, with the real server behind it."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from harness.browsers import Visitor
from harness.ports import free_port
from harness.salon_process import SalonProcess, run_salon
from system.page.conftest import ON, Visit

PASSWORD = "sésame-7"


def open_menu(visitor: Visitor, item: str) -> None:
    """Choose something in the menu of the page."""
    visitor.page.get_by_role("button", name="Settings").click()
    visitor.page.get_by_role("menuitem", name=item).click()


def fill(page: Page, **fields: str) -> None:
    """Fill fields of the dialog, by their labels with underscores for spaces."""
    for label, text in fields.items():
        page.get_by_role("dialog").get_by_label(label.replace("_", " "), exact=True).fill(text)


def press(page: Page, button: str) -> None:
    """Press a button of the dialog."""
    page.get_by_role("dialog").get_by_role("button", name=button, exact=True).click()


def register(visitor: Visitor, password: str = PASSWORD) -> None:
    """Make an account of one's nick."""
    open_menu(visitor, "Create an account…")
    fill(visitor.page, Password=password, The_same_password_again=password)
    press(visitor.page, "Create it")


def expect_account(visitor: Visitor, name: str) -> None:
    """Wait until the page shows the account that one is logged in to, and no dialog."""
    expect(visitor.page.get_by_text(f"logged in as {name}", exact=True)).to_be_visible()
    expect(visitor.page.get_by_role("dialog")).to_have_count(0)


def log_in_at_first(visitor: Visitor, nick: str, password: str) -> None:
    """Come in by the first screen with a password."""
    page = visitor.page
    page.get_by_label("Nick").fill(nick)
    if not page.get_by_label("Password").is_visible():
        page.get_by_role("button", name="I have an account").click()
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()


def storages(visitor: Visitor) -> str:
    """Return all that the page has put into the browser."""
    kept: str = visitor.page.evaluate(
        "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])"
    )
    return kept


def go(visitor: Visitor) -> None:
    """Leave the server for good: the account does not stay."""
    visitor.say("/raw PERSISTENCE SET OFF")
    open_menu(visitor, "Your account…")
    expect(visitor.page.get_by_label("Stay in my channels")).not_to_be_checked()
    visitor.page.keyboard.press("Escape")
    open_menu(visitor, "Disconnect")


@pytest.fixture
def alice(visit: Visit) -> Visitor:
    """Return somebody with an account, who is logged in."""
    visitor = visit("alice")
    register(visitor)
    expect_account(visitor, "alice")
    return visitor


def test_an_account_is_made_left_and_logged_in_to_again(alice: Visitor) -> None:
    """From the menu; what the server says of it is shown."""
    expect(
        alice.page.get_by_text("The account alice has been created, and you are logged in to it")
    ).to_be_visible()
    open_menu(alice, "Log out of alice")
    expect(alice.page.get_by_text("You are logged out of alice")).to_be_visible()
    open_menu(alice, "Log in…")
    expect(alice.page.get_by_label("Name of the account")).to_have_value("alice")
    fill(alice.page, Password="wrong")
    press(alice.page, "Log in")
    expect(alice.page.get_by_role("alert")).to_contain_text("The name or the password is wrong.")
    fill(alice.page, Password=PASSWORD)
    press(alice.page, "Log in")
    expect_account(alice, "alice")


def test_the_dialog_keeps_nobody_out(visit: Visit) -> None:
    """Every field has its label, and what is wrong is said at the field."""
    visitor = visit("alice")
    open_menu(visitor, "Create an account…")
    assert visitor.serious_faults() == []
    expect(visitor.page.get_by_label("Password", exact=True)).to_be_focused()
    fill(visitor.page, Password="one", The_same_password_again="two")
    press(visitor.page, "Create it")
    again = visitor.page.get_by_label("The same password again")
    assert again.evaluate("field => field.validationMessage") == "The two passwords are not the same."


def test_the_password_is_changed(alice: Visitor, visit: Visit) -> None:
    """By the present one; the old one does not do any more."""
    open_menu(alice, "Change the password…")
    fill(alice.page, Current_password="wrong", New_password="nouveau-1", The_same_password_again="nouveau-1")
    press(alice.page, "Change")
    expect(alice.page.get_by_role("alert")).to_contain_text("wrong")
    fill(alice.page, Current_password=PASSWORD)
    press(alice.page, "Change")
    expect_account(alice, "alice")
    other = visit()
    log_in_at_first(other, "alice", PASSWORD)
    expect(other.page.get_by_role("alert")).to_contain_text("The name or the password is wrong.")
    log_in_at_first(other, "alice", "nouveau-1")
    expect_account(other, "alice")


def test_one_logs_in_at_the_first_screen(alice: Visitor, visit: Visit) -> None:
    """A wrong password is said there, and can be typed again; both pages are one person."""
    other = visit()
    log_in_at_first(other, "alice", "wrong")
    expect(other.page.get_by_role("alert")).to_contain_text("The name or the password is wrong.")
    expect(other.page.get_by_label("Password")).to_be_focused()
    assert other.serious_faults() == []
    other.page.get_by_label("Password").fill(PASSWORD)
    other.page.keyboard.press("Enter")
    expect_account(other, "alice")
    other.say("from the other page")
    alice.wait_for("from the other page")


def test_a_name_of_an_account_asks_for_its_password(alice: Visitor, visit: Visit) -> None:
    """Or for another name."""
    go(alice)
    bob = visit("alice")
    expect(bob.page.get_by_role("dialog")).to_contain_text("The name alice belongs to an account")
    assert bob.serious_faults() == []
    fill(bob.page, Password="wrong")
    press(bob.page, "Log in")
    expect(bob.page.get_by_role("alert")).to_contain_text("wrong")
    press(bob.page, "Choose another name…")
    fill(bob.page, Nick="bob")
    press(bob.page, "Change")
    expect(bob.page.get_by_role("dialog")).to_have_count(0)
    expect(bob.page.get_by_role("button", name="Settings")).to_contain_text("bob")


def admin(salon: SalonProcess, *arguments: str) -> str:
    """Have the owner of the server do something, and return what they read."""
    ended = run_salon(salon.directory, "admin", *arguments, "--data", "data")
    assert ended.code == 0, ended.log
    return ended.said


def test_an_invitation_leads_to_an_account(browser: Browser, tmp_path: Path) -> None:
    """Its link asks for a password as soon as one is in; without it, the server wants a code."""
    with SalonProcess(tmp_path, *ON, "--set", "accounts.registration=invite") as salon:
        link = re.search(r"#invite=\S+", admin(salon, "invite"))
        assert link is not None
        url = f"http://127.0.0.1:{salon.doors['HTTP']}/"
        with Visitor(browser, url, link[0]) as alice, Visitor(browser, url) as bob:
            expect(alice.page.get_by_text("You are invited")).to_be_visible()
            alice.enter("alice")
            expect(alice.page.get_by_label("Code of your invitation")).to_have_value(
                link[0][len("#invite=") :]
            )
            fill(alice.page, Password=PASSWORD, The_same_password_again=PASSWORD)
            press(alice.page, "Create it")
            expect_account(alice, "alice")
            assert alice.page.url == f"{url}#public"
            alice.page.go_back()
            assert "invite" not in alice.page.url
            bob.enter("bob")
            register(bob)
            expect(bob.page.get_by_role("alert")).to_contain_text("you need an invitation")
            fill(bob.page, Code_of_your_invitation="used-up")
            press(bob.page, "Create it")
            expect(bob.page.get_by_role("alert")).to_contain_text("This code is not valid")


def test_a_code_of_the_owner_leads_to_a_password(alice: Visitor, salon: SalonProcess, visit: Visit) -> None:
    """As a class gets them: the account is there, and its password is chosen with a code."""
    go(alice)
    code = re.search(r"(?:[a-z2-7]{5}-){5}[a-z2-7]\b", admin(salon, "password-reset", "alice"))
    assert code is not None
    other = visit("alice")
    press(other.page, "I have a code…")
    fill(other.page, Your_code=code[0], New_password="nouveau-1", The_same_password_again="nouveau-1")
    assert other.serious_faults() == []
    press(other.page, "Choose")
    expect_account(other, "alice")


def test_a_code_of_the_owner_is_taken_at_the_first_screen(browser: Browser, tmp_path: Path) -> None:
    """Where guests may not come: a pupil with a code and without a password gets in."""
    with SalonProcess(tmp_path, *ON, "--set", "people.guests=accounts") as salon:
        said = admin(salon, "account-add", "karim", "--no-password")
        code = re.search(r"(?:[a-z2-7]{5}-){5}[a-z2-7]\b", said)
        assert code is not None
        with Visitor(browser, f"http://127.0.0.1:{salon.doors['HTTP']}/") as karim:
            page = karim.page
            page.get_by_role("button", name="I have a code…").click()
            expect(page.get_by_label("Nick")).to_be_focused()
            for label, text in (
                ("Nick", "karim"),
                ("Your code", code[0]),
                ("New password", PASSWORD),
                ("The same password again", PASSWORD),
            ):
                page.get_by_label(label, exact=True).fill(text)
            assert karim.serious_faults() == []
            page.keyboard.press("Enter")
            expect_account(karim, "karim")


def test_whoever_takes_long_with_the_code_has_the_name(browser: Browser, tmp_path: Path) -> None:
    """The server gives a guest another name meanwhile; with the password, one's own is there again."""
    with SalonProcess(tmp_path, *ON, "--set", "accounts.grace_seconds=1") as salon:
        said = admin(salon, "account-add", "karim", "--no-password")
        code = re.search(r"(?:[a-z2-7]{5}-){5}[a-z2-7]\b", said)
        assert code is not None
        with Visitor(browser, f"http://127.0.0.1:{salon.doors['HTTP']}/") as karim:
            page = karim.page
            karim.enter("karim")
            press(page, "I have a code…")
            expect(page.get_by_text(re.compile(r"Guest\d+")).first).to_be_visible()
            fill(page, Your_code=code[0], New_password=PASSWORD, The_same_password_again=PASSWORD)
            press(page, "Choose")
            expect_account(karim, "karim")
            expect(page.get_by_text(re.compile(r"^Guest\d+$"))).to_have_count(0)


def test_the_page_says_that_others_can_read_the_password(visit: Visit) -> None:
    """Where it came over http from another machine: there the browser calls it insecure."""
    visitor = visit()
    visitor.page.get_by_role("button", name="I have an account").click()
    expect(visitor.page.get_by_text("This page is not encrypted")).to_have_count(0)
    visitor.page.add_init_script("Object.defineProperty(window, 'isSecureContext', {value: false})")
    visitor.page.reload()
    visitor.page.get_by_role("button", name="I have an account").click()
    expect(visitor.page.get_by_text("This page is not encrypted")).to_be_visible()
    expect(visitor.page.get_by_label("Password")).to_have_accessible_description(
        re.compile("can read the password")
    )


def test_a_reload_goes_on_logged_in(alice: Visitor) -> None:
    """By its token; the browser keeps no password."""
    alice.page.reload()
    expect_account(alice, "alice")
    assert PASSWORD not in storages(alice)


def test_no_password_is_kept_that_is_told_to_a_service(alice: Visitor) -> None:
    """Neither as a draft, nor as a message, over a reload, too."""
    alice.composer.fill(f"/msg NickServ SETPASS {PASSWORD} secret-2")
    assert PASSWORD not in storages(alice)
    alice.composer.press("Enter")
    expect(alice.page.get_by_role("button", name=re.compile("NickServ"))).to_be_visible()
    alice.page.reload()
    expect_account(alice, "alice")
    assert "secret-2" not in storages(alice)
    assert "secret-2" not in alice.page.inner_text("body")


def test_a_connection_that_comes_back_logs_in(browser: Browser, tmp_path: Path) -> None:
    """After a new start of the server, which knows no tokens, by the password that the page has in memory."""
    options = (*ON, "--set", f"http.port={free_port()}")
    with SalonProcess(tmp_path, *options) as salon:
        alice = Visitor(browser, f"http://127.0.0.1:{salon.doors['HTTP']}/")
        alice.enter("alice")
        register(alice)
        expect_account(alice, "alice")
    with alice:
        expect(alice.page.get_by_text("The connection is lost.").first).to_be_visible()
        with SalonProcess(tmp_path, *options):
            expect_account(alice, "alice")
            assert PASSWORD not in storages(alice)
        expect(alice.page.get_by_text("The connection is lost.").first).to_be_visible()
        # A page that is loaded again has no password any more.
        with SalonProcess(tmp_path, *options):
            alice.page.reload()
            expect(alice.page.get_by_role("alert")).to_contain_text(
                "You were logged in as alice: log in again."
            )
            alice.page.get_by_label("Password").fill(PASSWORD)
            alice.page.keyboard.press("Enter")
            expect_account(alice, "alice")


def test_an_account_stays_and_its_messages_are_there(
    alice: Visitor, salon: SalonProcess, visit: Visit
) -> None:
    """It is in its channels while nobody is connected; what was said to it meanwhile is shown at return."""
    expect(alice.page.get_by_text("Your account stays in its channels")).to_be_visible()
    alice.join("#club")
    karim = salon.enter("karim", "#club", caps="away-notify")
    open_menu(alice, "Disconnect")
    karim.wait_for("AWAY")
    karim.send("PRIVMSG alice :are you there?", "PRIVMSG #club :we begin")
    other = visit()
    log_in_at_first(other, "alice", PASSWORD)
    expect_account(other, "alice")
    other.page.get_by_role("button", name=re.compile("^karim")).click()
    other.wait_for("are you there?")
    other.page.get_by_role("button", name=re.compile("^#club")).click()
    other.wait_for("we begin")


def test_an_account_that_is_not_to_stay_leaves(alice: Visitor, salon: SalonProcess, visit: Visit) -> None:
    """As it was chosen in a dialog, and still is when one logs in again."""
    karim = salon.enter("karim", "#public")
    open_menu(alice, "Your account…")
    switch = alice.page.get_by_label("Stay in my channels while I am not connected")
    expect(switch).to_be_checked()
    expect(switch).to_be_focused()
    assert alice.serious_faults() == []
    alice.page.keyboard.press("Space")
    expect(switch).not_to_be_checked()
    alice.page.keyboard.press("Escape")
    open_menu(alice, "Disconnect")
    karim.wait_for("QUIT")
    other = visit()
    log_in_at_first(other, "alice", PASSWORD)
    expect_account(other, "alice")
    open_menu(other, "Your account…")
    expect(other.page.get_by_label("Stay in my channels")).not_to_be_checked()


def test_a_connection_is_ended_from_another_browser(alice: Visitor, visit: Visit) -> None:
    """It does not come back by itself, though it knows the password."""
    other = visit()
    log_in_at_first(other, "alice", PASSWORD)
    expect_account(other, "alice")
    open_menu(other, "Your account…")
    dialog = other.page.get_by_role("dialog")
    connections = dialog.get_by_role("listitem")
    expect(connections).to_have_count(2)
    expect(connections.filter(has_text="this page")).to_have_count(1)
    assert other.serious_faults() == []
    dialog.get_by_role("listitem").get_by_role("button", name="Log out").click()
    expect(connections).to_have_count(1)
    expect(dialog.get_by_role("button", name="Log out everywhere else")).to_have_count(0)
    banner = alice.page.get_by_role("alert").filter(has_text="Ended from another connection of yours")
    expect(banner).to_be_visible()
    assert alice.serious_faults() == []
    banner.get_by_role("button", name="Log in…").click()
    fill(alice.page, Password=PASSWORD)
    press(alice.page, "Log in")
    expect_account(alice, "alice")


def test_where_guests_may_not_come_an_account_is_made_first(browser: Browser, tmp_path: Path) -> None:
    """On the first screen, with an invitation where one is needed; without an account there is no way in."""
    options = ("--set", "people.guests=accounts", "--set", "accounts.registration=invite")
    with SalonProcess(tmp_path, *ON, *options) as salon:
        link = re.search(r"#invite=\S+", admin(salon, "invite"))
        assert link is not None
        url = f"http://127.0.0.1:{salon.doors['HTTP']}/"
        with Visitor(browser, url) as bob, Visitor(browser, url, link[0]) as alice:
            bob.page.get_by_role("button", name="I have no account").click()
            for label, text in (
                ("Nick", "bob"),
                ("Password", PASSWORD),
                ("The same password again", PASSWORD),
            ):
                bob.page.get_by_label(label, exact=True).fill(text)
            assert bob.serious_faults() == []
            bob.page.get_by_role("button", name="Create an account").click()
            expect(bob.page.get_by_role("alert")).to_contain_text("you need an invitation")
            expect(alice.page.get_by_label("Code of your invitation")).to_have_value(
                link[0][len("#invite=") :]
            )
            for label, text in (
                ("Nick", "alice"),
                ("Password", PASSWORD),
                ("The same password again", PASSWORD),
            ):
                alice.page.get_by_label(label, exact=True).fill(text)
            alice.page.keyboard.press("Enter")
            expect_account(alice, "alice")
            alice.page.reload()
            expect_account(alice, "alice")


def test_who_is_blocked_is_so_in_every_browser(alice: Visitor, salon: SalonProcess, visit: Visit) -> None:
    """From the menu of a person, and undone from the list in another browser."""
    other = visit()
    log_in_at_first(other, "alice", PASSWORD)
    expect_account(other, "alice")
    eve = salon.enter("eve", "#public")
    alice.page.get_by_role("complementary", name="Members").get_by_role("button", name="eve").click()
    alice.page.get_by_role("menuitem", name="Block…").click()
    dialog = alice.page.get_by_role("dialog")
    expect(dialog).to_contain_text("You get no more private messages from eve")
    dialog.get_by_role("button", name="Block", exact=True).click()
    open_menu(other, "Blocked people…")
    entry = other.page.get_by_role("dialog").get_by_role("listitem")
    expect(entry).to_contain_text("eve")
    assert other.serious_faults() == []
    eve.send("PRIVMSG alice :unheard", "PING sent")
    eve.wait_for("PONG")
    entry.get_by_role("button", name="Unblock").click()
    expect(entry).to_have_text("You block nobody.")
    alice.page.get_by_role("complementary", name="Members").get_by_role("button", name="eve").click()
    expect(alice.page.get_by_role("menuitem", name="Block…")).to_be_visible()
    alice.page.keyboard.press("Escape")
    eve.send("PRIVMSG alice :heard")
    conversations = alice.page.get_by_role("navigation", name="Conversations")
    conversations.get_by_role("button", name=re.compile(r"eve\s*, 1 mention")).click()
    alice.wait_for("heard")
    assert "unheard" not in alice.page.inner_text("body")
