"""Who leads a channel mutes and bans by the menu of a member: for how long, and why."""

from playwright.sync_api import expect

from harness.browsers import Visitor
from harness.salon_process import SalonProcess
from system.page.conftest import Visit


def choose(visitor: Visitor, nick: str, item: str) -> None:
    """Choose something in the menu of a member."""
    visitor.page.get_by_role("complementary", name="Members").get_by_role("button", name=nick).click()
    visitor.page.get_by_role("menuitem", name=item).click()


def test_a_member_is_muted_and_banned(visit: Visit) -> None:
    """The dialog says what will happen; the server until when, and to whoever it hits, why not."""
    alice, bob = visit("alice"), visit("bob")
    alice.join("#club")
    bob.join("#club")
    dialog = alice.page.get_by_role("dialog")
    choose(alice, "bob", "Mute…")
    expect(dialog).to_contain_text("bob stays in the channel and reads it, but cannot write there")
    expect(dialog.get_by_label("How long")).to_be_focused()
    assert alice.serious_faults() == []
    dialog.get_by_label("How long").select_option("1 day")
    dialog.get_by_label("Reason").fill("too loud")
    dialog.get_by_role("button", name="Mute").click()
    expect(alice.page.get_by_text("bob is muted in #club until")).to_be_visible()
    bob.say("can you hear me?")
    expect(bob.log.get_by_text("can you hear me?")).to_be_visible()
    expect(bob.page.get_by_role("button", name="Send again")).to_be_visible()
    choose(alice, "bob", "Ban…")
    dialog.get_by_label("How long").select_option("Until it is lifted")
    dialog.get_by_label("Reason").fill("5m was not enough")
    dialog.get_by_role("button", name="Ban").click()
    expect(alice.page.get_by_text("bob is banned from #club until you lift the ban.")).to_be_visible()
    expect(bob.page.get_by_text("You are not in this channel.")).to_be_visible()
    alice.say("/unban bob")
    expect(alice.page.get_by_text("bob is no longer banned from #club.")).to_be_visible()


def test_bans_and_mutes_are_listed_and_lifted(visit: Visit, salon: SalonProcess) -> None:
    """With who, by whom, why and until when; whoever was banned on another wire comes in again."""
    alice, karim = visit("alice"), salon.enter("karim", "#public", "#club")
    alice.join("#club")
    karim.send("MODE #club +o alice")
    operators = alice.page.get_by_role("complementary", name="Members").get_by_role("list", name="Operators")
    expect(operators).to_contain_text("alice")
    eve, spammer = salon.enter("eve", "#club"), salon.enter("spammer", "#club")
    alice.say("/mute eve 2h too loud", "/ban spammer 1d sells things")
    spammer.wait_for(" KICK ")
    spammer.close()
    alice.page.get_by_role("button", name="More about").click()
    alice.page.get_by_role("menuitem", name="Bans and mutes…").click()
    dialog = alice.page.get_by_role("dialog")
    muted, banned = (dialog.get_by_role("listitem").filter(has_text=nick) for nick in ("eve", "spammer"))
    expect(muted).to_contain_text("muted")
    expect(muted).to_contain_text("too loud")
    expect(muted).to_contain_text("until")
    expect(banned).to_contain_text("sells things")
    expect(banned).to_contain_text("Set by alice on")
    assert alice.serious_faults() == []
    dialog.get_by_role("button", name="Lift: eve").click()
    expect(muted).to_have_count(0)
    eve.send("PRIVMSG #club :thank you")
    alice.wait_for("thank you")
    dialog.get_by_role("button", name="Lift: spammer").click()
    expect(dialog).to_contain_text("Nobody is banned or muted here.")
    salon.enter("spammer", "#club").close()


def test_what_was_done_is_read_and_undone(visit: Visit, salon: SalonProcess) -> None:
    """By those who lead the channel; whoever was muted speaks again."""
    alice = visit("alice")
    alice.join("#club")
    eve = salon.enter("eve", "#club")
    alice.say("/mute eve 2h too loud", "/kick eve out")
    alice.page.get_by_role("button", name="More about").click()
    alice.page.get_by_role("menuitem", name="Moderation log…").click()
    dialog = alice.page.get_by_role("dialog")
    entries = dialog.get_by_role("listitem")
    expect(entries).to_have_count(2)
    removed, muted = entries.all()
    expect(removed).to_contain_text("alice removed eve - out")
    expect(removed.get_by_role("button")).to_have_count(0)
    expect(muted).to_contain_text("alice muted eve - until")
    assert alice.serious_faults() == []
    muted.get_by_role("button", name="Undo").click()
    expect(dialog.get_by_role("listitem").first).to_contain_text("alice undid")
    expect(entries.last).to_contain_text("undone")
    expect(entries.last.get_by_role("button")).to_have_count(0)
    eve.join("#club")
    eve.send("PRIVMSG #club :thank you")
    alice.page.keyboard.press("Escape")
    alice.wait_for("thank you")
