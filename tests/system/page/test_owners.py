"""Whose a channel is, and which accounts keep ranks in it, by the menu of the channel."""

from playwright.sync_api import Locator, expect

from harness.browsers import Visitor
from system.page.conftest import Visit
from system.page.test_accounts import expect_account, register
from system.page.test_sanctions import choose


def open_owners(visitor: Visitor) -> Locator:
    """Open the dialog about the channel that is looked at."""
    visitor.page.get_by_role("button", name="More about").click()
    visitor.page.get_by_role("menuitem", name="Ownership and ranks…").click()
    return visitor.page.get_by_role("dialog")


def with_account(visit: Visit, nick: str) -> Visitor:
    """Return somebody who is logged in."""
    visitor = visit(nick)
    register(visitor)
    expect_account(visitor, nick)
    return visitor


def test_ranks_are_kept_by_accounts(visit: Visit) -> None:
    """They are listed, given and taken; what is wrong is said in the dialog."""
    alice = with_account(visit, "alice")
    bob = with_account(visit, "bob")
    alice.join("#club")
    bob.join("#club")
    dialog = open_owners(alice)
    expect(dialog).to_contain_text("#club belongs to the account alice.")
    dialog.get_by_label("Account", exact=True).fill("nobody")
    dialog.get_by_role("button", name="Add").click()
    expect(dialog.get_by_role("alert")).to_contain_text("There is no account called nobody.")
    dialog.get_by_label("Account", exact=True).fill("bob")
    dialog.get_by_label("Rank").select_option("half-operator")
    dialog.get_by_role("button", name="Add").click()
    expect(dialog.get_by_role("listitem").filter(has_text="bob")).to_contain_text("half-operator")
    assert alice.serious_faults() == []
    dialog.get_by_role("button", name="Take away: bob").click()
    expect(dialog.get_by_role("listitem").filter(has_text="bob")).to_have_count(0)
    alice.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    # Who may not change them does not see them.
    expect(open_owners(bob)).to_contain_text("#club belongs to the account alice.")
    expect(bob.page.get_by_role("button", name="Add")).to_have_count(0)


def test_a_rank_is_given_with_its_consequences_said(visit: Visit) -> None:
    """What somebody may do who gets it, and whether it lasts."""
    alice, bob = with_account(visit, "alice"), visit("bob")
    alice.join("#club")
    bob.join("#club")
    choose(alice, "bob", "Make an operator…")
    dialog = alice.page.get_by_role("dialog")
    expect(dialog).to_contain_text("bob can then remove, mute and ban members")
    expect(dialog).to_contain_text("bob is not logged in to an account: the rank ends when bob leaves.")
    expect(dialog.get_by_role("button", name="Give the rank")).to_be_focused()
    assert alice.serious_faults() == []
    alice.page.keyboard.press("Enter")
    members = alice.page.get_by_role("complementary", name="Members")
    expect(members.get_by_role("list", name="Operators")).to_contain_text("bob")


def test_a_channel_is_given_back_claimed_and_handed_over(visit: Visit) -> None:
    """Each only after a question, whose dangerous answer is not the nearest."""
    alice, bob = with_account(visit, "alice"), with_account(visit, "bob")
    alice.join("#club")
    bob.join("#club")
    dialog = open_owners(alice)
    dialog.get_by_role("button", name="Give back…").click()
    expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
    dialog.get_by_role("button", name="Give it back").click()
    expect(alice.page.get_by_text("#club no longer belongs to any account").first).to_be_visible()
    expect(open_owners(bob)).to_contain_text("#club belongs to no account")
    bob.page.get_by_role("button", name="Claim this channel…").click()
    bob.page.get_by_role("button", name="Claim it").click()
    expect(bob.page.get_by_role("region", name="For you alone")).to_contain_text("#club")
    open_owners(alice).get_by_role("button", name="Claim this channel…").click()
    dialog.get_by_role("button", name="Claim it").click()
    expect(alice.page.get_by_text("#club now belongs to your account alice")).to_be_visible()
    open_owners(alice).get_by_role("button", name="Hand over…").click()
    dialog.get_by_label("Name of the account").fill("bob")
    dialog.get_by_role("button", name="Hand over").click()
    expect(bob.page.get_by_text("#club now belongs to your account bob")).to_be_visible()
