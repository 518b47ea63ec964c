"""A page that is loaded again, or loses its connection for a moment: nobody notices, and nothing is lost."""

import re
from pathlib import Path

from playwright.sync_api import Browser, Route, expect

from harness.browsers import Visitor
from harness.salon_process import IrcClient, SalonProcess, run_salon
from harness.terminal import irssi
from system.page.conftest import ON, Visit

SOCKETS = """
const Native = WebSocket;
window.sockets = [];
window.WebSocket = class extends Native {
  constructor(...how) { super(...how); window.sockets.push(this); }
};
"""
"""Lets a test close a connection under the page, which has not asked for it."""


def ranks(client: IrcClient, channel: str) -> str:
    """Return who is in a channel, with their ranks."""
    client.send(f"NAMES {channel}")
    return client.wait_for(f" 353 .* {channel} :").rpartition(":")[2]


def open_private(visitor: Visitor, nick: str) -> None:
    """Look at the private conversation with somebody."""
    conversations = visitor.page.get_by_role("navigation", name="Conversations")
    conversations.get_by_role("button", name=re.compile(f"^{nick}")).click()


def test_the_administrator_loads_the_page_again(visit: Visit, salon: SalonProcess) -> None:
    """The rank stays, the others notice nothing, and what is said in private meanwhile arrives."""
    amelie = visit("amelie")
    amelie.join("#club")
    bob = salon.enter("bob", "#club")
    bob.send("PRIVMSG amelie :before")
    open_private(amelie, "bob")
    amelie.wait_for("before")
    bob.settle()

    def say_meanwhile(route: Route) -> None:
        # The old page is gone, and the new one has not connected yet.
        bob.send("PRIVMSG amelie :meanwhile")
        bob.settle()
        route.continue_()

    amelie.page.route("**/config.json", say_meanwhile, times=1)
    amelie.page.reload()
    # It lands where it was, and shows what was there.
    expect(amelie.page.get_by_role("heading", level=1)).to_have_text("bob")
    amelie.wait_for("meanwhile")
    assert amelie.messages() == ["before", "meanwhile"]
    assert ranks(bob, "#club").split() == ["@amelie", "bob"]
    amelie.say("still me")
    bob.wait_for("^:amelie!.* PRIVMSG bob :still me$")
    amelie.page.reload()
    expect(amelie.page.get_by_role("heading", level=1)).to_have_text("bob")
    amelie.wait_for("still me")
    assert amelie.messages() == ["before", "meanwhile", "still me"]
    assert not [line for line in bob.settle() if re.search("JOIN|QUIT|MODE", line)]


def test_irssi_sees_nothing_of_a_reload(visit: Visit, salon: SalonProcess, tmp_path: Path) -> None:
    """In a channel where both are; the page is where it was."""
    zoe = visit("zoe")
    zoe.join("#two")
    with irssi(tmp_path / "irssi", salon.port, "carol") as carol:
        carol.wait_for("Welcome")
        carol.type("/join #two")
        carol.wait_for("#two")
        zoe.page.reload()
        expect(zoe.page.get_by_role("heading", level=1)).to_have_text("#two")
        expect(zoe.page.get_by_role("button", name="2 members")).to_be_visible()
        zoe.say("back")
        assert "has quit" not in carol.wait_for("back")


def test_a_connection_that_breaks(visit: Visit, salon: SalonProcess) -> None:
    """It comes back by itself, as the same person."""
    hugo = visit("hugo")
    hugo.page.context.add_init_script(SOCKETS)
    hugo.page.reload()
    hugo.join("#three")
    bob = salon.enter("bob", "#three")
    bob.settle()
    hugo.page.evaluate("sockets.at(-1).close()")
    bob.send("PRIVMSG hugo :are you there")
    open_private(hugo, "bob")
    hugo.wait_for("are you there")
    hugo.say("I am")
    bob.wait_for("^:hugo!.* PRIVMSG bob :I am$")
    assert ranks(bob, "#three").split() == ["@hugo", "bob"]
    assert not [line for line in bob.settle() if re.search("JOIN|QUIT", line)]


def test_a_tab_that_is_duplicated_is_somebody_else(visit: Visit, salon: SalonProcess) -> None:
    """The browser gives it a copy of what the tab keeps: that must not put the first one out."""
    ines = visit("ines")
    bob = salon.enter("bob", "#public")
    first = ines.page
    with ines.page.expect_popup() as opened:
        # A page that is opened by another has its session storage, as a duplicate has.
        first.evaluate("window.open(location.href)")
    second = opened.value
    expect(second.get_by_text(re.compile("already in use|ines_"))).to_be_visible()
    ines.page = first
    ines.say("I am the first")
    bob.wait_for("^:ines!.* PRIVMSG #public :I am the first$")
    assert not [line for line in bob.settle() if "QUIT" in line]


def test_a_new_tab_waits_for_the_name_of_the_closed_one(browser: Browser, tmp_path: Path) -> None:
    """It says why, and comes in by itself as soon as the name is free."""
    made = run_salon(tmp_path, "hash-password", given="secret\n").said.strip()
    (tmp_path / "salon.toml").write_text(f'[operators.boss]\npassword = "{made}"\n', "utf-8")
    with SalonProcess(tmp_path, *ON, "--set", "limits.resume_seconds=3600") as salon:
        bob = salon.enter("bob", "#public")
        with Visitor(browser, f"http://127.0.0.1:{salon.doors['HTTP']}/") as lea:
            lea.enter("lea")
            lea.page.close()
            lea.open_tab()
            lea.page.get_by_role("button", name="Join").click()
            expect(lea.page.get_by_text("You left as lea a moment ago.")).to_be_visible()
            bob.send("OPER boss secret", "KILL lea :so that it is free")
            lea.say("here I am")
            bob.wait_for("^:lea!.* PRIVMSG #public :here I am$")


def test_who_leaves_is_gone(visit: Visit, salon: SalonProcess) -> None:
    """At once by a goodbye; after a closed tab in a while, and a reload then brings nobody back."""
    noa = visit("noa")
    bob = salon.enter("bob", "#public")
    noa.say("/quit bye")
    bob.wait_for("^:noa!.* QUIT :Quit: bye$")
    noa.page.reload()
    expect(noa.page.get_by_label("Nick")).to_be_visible()
