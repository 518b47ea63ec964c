"""Reading on where one stopped: after a week away, and on another of one's clients."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from harness.browsers import Visitor
from harness.salon_process import IrcClient, SalonProcess
from system.page.conftest import ON
from system.page.test_accounts import PASSWORD, expect_account, log_in_at_first, open_menu, register
from system.page.test_reading import QUICK, end_of, say

# More than what comes by itself: the first page of the past, and the page around the place.
WEEK = 450


@pytest.fixture
def salon(tmp_path: Path) -> Iterator[SalonProcess]:
    """Give a server with its page that lets one say much at once."""
    (tmp_path / "salon").mkdir()
    with SalonProcess(tmp_path / "salon", *ON, *QUICK) as running:
        yield running


def public(visitor: Visitor) -> Any:
    """Return what stands for the public channel in the list of conversations."""
    conversations = visitor.page.get_by_role("navigation", name="Conversations")
    return conversations.get_by_role("button", name=re.compile("^#public"))


def lines_in(texts: list[str]) -> list[int]:
    """Return the numbers of the lines that texts are."""
    return [int(found[1]) for text in texts if (found := re.match(r"line (\d+),", text))]


def test_a_week_later(visit: Callable[..., Visitor], salon: SalonProcess) -> None:
    """One goes on below the line, gets what is missing as one reads, and to the end by one key."""
    alice = visit("alice")
    register(alice)
    expect_account(alice, "alice")
    say(salon, "bob", "the last thing that alice has read")
    alice.wait_for("the last thing that alice has read")
    alice.page.wait_for_timeout(1_500)
    open_menu(alice, "Disconnect")
    say(salon, "bob", *(f"line {number}, said meanwhile" for number in range(WEEK)))

    again = visit()
    log_in_at_first(again, "alice", PASSWORD)
    expect_account(again, "alice")
    new = again.page.get_by_role("separator", name="New messages")
    expect(new).to_be_in_viewport()
    expect(again.page.get_by_text("the last thing that alice has read")).to_be_in_viewport()
    expect(again.page.get_by_text("line 0,")).to_be_in_viewport()
    expect(public(again)).to_have_accessible_name(re.compile(r"more than \d+ unread messages"))

    seen: list[int] = []
    again.log.hover()
    for _ in range(300):
        seen += [number for number in lines_in(again.messages()) if number not in seen]
        if WEEK - 1 in seen and end_of_view(again) < 40:
            break
        again.page.mouse.wheel(0, 250)
        again.page.wait_for_timeout(80)
    assert sorted(seen) == list(range(WEEK))
    expect(public(again)).to_have_accessible_name("#public")
    expect(again.page.get_by_role("button", name="Go to the end")).to_be_hidden()


def end_of_view(visitor: Visitor) -> float:
    """Return how far the end is below the view."""
    return float(visitor.log.evaluate("log => log.scrollHeight - log.clientHeight - log.scrollTop"))


def test_two_clients_in_step(visit: Callable[..., Visitor], salon: SalonProcess) -> None:
    """What is read on one is read on the other; how far one came is where the other goes on."""
    first = visit("alice")
    register(first)
    expect_account(first, "alice")
    first.join("#elsewhere")
    second = visit()
    log_in_at_first(second, "alice", PASSWORD)
    expect_account(second, "alice")
    second.join("#elsewhere")
    say(salon, "bob", *(f"line {number}, said to both" for number in range(60)))
    for client in (first, second):
        expect(public(client)).to_have_accessible_name("#public, 60 unread messages")
    public(first).click()
    expect(first.page.get_by_text("line 0,")).to_be_in_viewport()
    first.log.hover()
    first.page.mouse.wheel(0, 300)
    expect(public(second)).not_to_have_accessible_name("#public, 60 unread messages")
    expect(public(second)).to_have_accessible_name(re.compile("unread"))
    first.composer.press("Escape")
    assert end_of(first.page) < 2
    expect(public(second)).to_have_accessible_name("#public")


def talk_with(visitor: Visitor, nick: str) -> Any:
    """Return what stands for a private conversation in the list of conversations."""
    conversations = visitor.page.get_by_role("navigation", name="Conversations")
    return conversations.get_by_role("button", name=re.compile(f"^{nick}"))


def write_to_alice(client: IrcClient, text: str) -> None:
    """Write something to alice by IRC."""
    client.send(f"PRIVMSG alice :{text}", "PING :said")
    client.wait_for("PONG .*said")


def test_private_messages_wait_on_every_device(visit: Callable[..., Visitor], salon: SalonProcess) -> None:
    """What no device has opened is listed on all as unread, below the line; what was read is listed, too."""
    first = visit("alice")
    register(first)
    expect_account(first, "alice")
    # They stay: once guests have left, nobody finds them any more.
    bob, carol, dora = (salon.enter(nick) for nick in ("bob", "carol", "dora"))
    for client, nick in ((bob, "bob"), (carol, "carol")):
        write_to_alice(client, f"read already, by {nick}")
        talk_with(first, nick).click()
        expect(first.page.get_by_text(f"read already, by {nick}")).to_be_visible()
        first.page.wait_for_timeout(1_500)
    open_menu(first, "Disconnect")
    write_to_alice(bob, "nobody has opened this")
    write_to_alice(dora, "nor this, the first from dora")

    for _ in range(2):
        device = visit()
        log_in_at_first(device, "alice", PASSWORD)
        expect_account(device, "alice")
        for nick in ("bob", "dora"):
            expect(talk_with(device, nick)).to_have_accessible_name(re.compile("1 mention"))
        expect(talk_with(device, "carol")).to_have_accessible_name("carol")
        device.page.close()

    last = visit()
    log_in_at_first(last, "alice", PASSWORD)
    expect_account(last, "alice")
    expect(talk_with(last, "bob")).to_have_accessible_name(re.compile("1 mention"))
    write_to_alice(bob, "and one more")
    expect(talk_with(last, "bob")).to_have_accessible_name(re.compile("2 mentions"))
    talk_with(last, "bob").click()
    expect(last.page.get_by_role("separator", name="New messages")).to_be_visible()
    new = last.page.get_by_role("separator", name="New messages").bounding_box()
    unread = last.page.get_by_text("nobody has opened this").bounding_box()
    read = last.page.get_by_text("read already, by bob").bounding_box()
    assert new
    assert unread
    assert read
    assert read["y"] < new["y"] < unread["y"]
    talk_with(last, "carol").click()
    expect(last.page.get_by_text("read already, by carol")).to_be_visible()
