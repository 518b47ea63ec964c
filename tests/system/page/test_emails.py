"""E-mail on the page, with a real SMTP server: addresses that are confirmed, and forgotten passwords."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from harness.browsers import Visitor
from harness.letters import code_in
from harness.salon_process import SalonProcess
from harness.smtp_server import Mailbox, smtp_server
from system.page.conftest import ON
from system.page.test_accounts import PASSWORD, expect_account, fill, log_in_at_first, open_menu, press

EMAIL = "alice@example.org"
NEW = "nouveau-1"


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """Give a server for e-mail."""
    with smtp_server() as running:
        yield running


def serve(directory: Path, mailbox: Mailbox, *more: str) -> SalonProcess:
    """Return a server that sends e-mails by it."""
    settings = ["mail.host=127.0.0.1", f"mail.port={mailbox.port}", "mail.security=none"]
    settings += ["mail.sender=salon@chat.example", *more]
    return SalonProcess(directory, *ON, *(part for each in settings for part in ("--set", each)))


def type_into(page: Page, **fields: str) -> None:
    """Fill fields of the first screen, by their labels with underscores for spaces."""
    for label, text in fields.items():
        page.get_by_label(label.replace("_", " "), exact=True).fill(text)


def test_an_account_needs_an_address_and_a_password_comes_back(
    browser: Browser, tmp_path: Path, mailbox: Mailbox
) -> None:
    """On the first screen of a server without guests, on a narrow screen, with the keyboard alone."""
    narrow: dict[str, Any] = {"viewport": {"width": 320, "height": 640}}
    wanted = ("accounts.require_email=true", "people.guests=accounts")
    with serve(tmp_path, mailbox, *wanted) as salon, ExitStack() as visitors:
        url = f"http://127.0.0.1:{salon.doors['HTTP']}/"
        alice = visitors.enter_context(Visitor(browser, url, **narrow))
        page = alice.page
        page.get_by_role("button", name="I have no account").press("Enter")
        type_into(page, Nick="alice", Password=PASSWORD, The_same_password_again=PASSWORD)
        page.keyboard.press("Enter")
        address = page.get_by_label("E-mail address")
        assert address.evaluate("field => field.validity.valueMissing")
        address.fill(EMAIL)
        assert alice.serious_faults() == []
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_contain_text(f"A code was sent to {EMAIL}.")
        expect(page.get_by_label("Your code")).to_be_focused()
        old = code_in(mailbox.wait())
        page.get_by_role("button", name="Send a new code").press("Enter")
        expect(page.get_by_role("status")).to_contain_text("Another code was sent")
        expect(page.get_by_label("Your code")).to_have_accessible_description(re.compile("Another code"))
        code = code_in(mailbox.wait(2))
        expect(page.get_by_label("Your code")).to_be_focused()
        page.keyboard.type(old)
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("This code is not valid")
        assert alice.serious_faults() == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.get_by_label("Your code").fill(code)
        page.keyboard.press("Enter")
        expect(alice.composer).to_be_visible()
        assert PASSWORD not in page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")

        other = visitors.enter_context(Visitor(browser, url, **narrow))
        page = other.page
        page.get_by_label("Nick").fill("alice")
        page.get_by_role("button", name="Forgotten password?").press("Enter")
        expect(page.get_by_label("Nick")).to_be_focused()
        assert other.serious_faults() == []
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_contain_text(
            "If the account alice has a confirmed e-mail address"
        )
        code = code_in(mailbox.wait(3))
        type_into(page, Your_code=code, New_password=NEW, The_same_password_again=NEW)
        assert other.serious_faults() == []
        page.keyboard.press("Enter")
        expect(other.composer).to_be_visible()

        last = visitors.enter_context(Visitor(browser, url))
        log_in_at_first(last, "alice", NEW)
        expect_account(last, "alice")
    for secret in (PASSWORD, NEW, code, EMAIL):
        assert secret not in salon.log


def test_whoever_is_connected_does_the_same_in_a_dialog(
    browser: Browser, tmp_path: Path, mailbox: Mailbox
) -> None:
    """The code of an e-mail confirms the account, and later replaces the password."""
    with (
        serve(tmp_path, mailbox, "accounts.require_email=true") as salon,
        Visitor(browser, f"http://127.0.0.1:{salon.doors['HTTP']}/") as alice,
    ):
        page = alice.page
        alice.enter("alice")
        open_menu(alice, "Create an account…")
        fill(page, Password=PASSWORD, The_same_password_again=PASSWORD, **{"E-mail_address": EMAIL})
        assert alice.serious_faults() == []
        press(page, "Create it")
        expect(page.get_by_role("dialog")).to_contain_text(f"A code was sent to {EMAIL}.")
        expect(page.get_by_label("Your code")).to_be_focused()
        old = code_in(mailbox.wait())
        press(page, "Send a new code")
        expect(page.get_by_role("dialog")).to_contain_text(f"Another code was sent to {EMAIL}")
        code = code_in(mailbox.wait(2))
        fill(page, Your_code=old)
        press(page, "Confirm")
        expect(page.get_by_role("alert")).to_contain_text("This code is not valid")
        assert alice.serious_faults() == []
        # Whoever closes the dialog meanwhile opens it again by a command.
        page.keyboard.press("Escape")
        alice.say("/verify")
        fill(page, Your_code=code)
        page.keyboard.press("Enter")
        expect_account(alice, "alice")

        open_menu(alice, "Log out of alice")
        open_menu(alice, "Log in…")
        press(page, "Forgotten password?")
        expect(page.get_by_label("Name of the account")).to_be_focused()
        assert alice.serious_faults() == []
        press(page, "Send a code")
        expect(page.get_by_label("Your code")).to_be_focused()
        code = code_in(mailbox.wait(3))
        fill(page, Your_code=code, New_password=NEW, The_same_password_again=NEW)
        assert alice.serious_faults() == []
        press(page, "Choose")
        expect_account(alice, "alice")


def test_an_address_that_nobody_needs_is_confirmed_later(
    browser: Browser, tmp_path: Path, mailbox: Mailbox
) -> None:
    """One is logged in at once; the code may come by what the e-mail says, too."""
    with (
        serve(tmp_path, mailbox) as salon,
        Visitor(browser, f"http://127.0.0.1:{salon.doors['HTTP']}/") as alice,
    ):
        alice.enter("alice")
        open_menu(alice, "Create an account…")
        label = "E-mail_address_(for_a_forgotten_password)"
        fill(alice.page, Password=PASSWORD, The_same_password_again=PASSWORD, **{label: EMAIL})
        press(alice.page, "Create it")
        expect(alice.page.get_by_role("dialog")).to_contain_text("You are logged in")
        alice.page.keyboard.press("Escape")
        expect_account(alice, "alice")
        alice.say(f"/verify alice {code_in(mailbox.wait())}")
        expect(alice.page.get_by_text(f"The e-mail address {EMAIL} is confirmed")).to_be_visible()


def test_the_address_is_changed_in_a_dialog(browser: Browser, tmp_path: Path, mailbox: Mailbox) -> None:
    """With the password; it is the account's once the code is typed that was sent there."""
    with (
        serve(tmp_path, mailbox) as salon,
        Visitor(browser, f"http://127.0.0.1:{salon.doors['HTTP']}/") as alice,
    ):
        page = alice.page
        alice.enter("alice")
        open_menu(alice, "Create an account…")
        fill(page, Password=PASSWORD, The_same_password_again=PASSWORD)
        press(page, "Create it")
        expect_account(alice, "alice")
        open_menu(alice, "Your account…")
        press(page, "Change the e-mail address…")
        fill(page, Current_password="wrong", **{"New_e-mail_address": EMAIL})
        assert alice.serious_faults() == []
        press(page, "Send a code")
        expect(page.get_by_role("alert")).to_contain_text("The name or the password is wrong")
        fill(page, Current_password=PASSWORD)
        press(page, "Send a code")
        expect(page.get_by_role("dialog")).to_contain_text(f"A code was sent to {EMAIL}.")
        fill(page, Your_code=code_in(mailbox.wait()))
        press(page, "Confirm")
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(page.get_by_text(f"The e-mail address {EMAIL} is confirmed")).to_be_visible()
