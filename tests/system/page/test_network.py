"""The page on `http://10.77.0.1`, as other machines open it: no secure context, so much is missing."""

from pathlib import Path

from playwright.sync_api import Playwright, expect

from harness.browsers import Visitor, chromium, chromium_on_network_of
from harness.networks import inside, on_network
from harness.salon_process import IrcClient, SalonProcess, trusting
from system.page.conftest import ON

MISSING = "[isSecureContext, 'subtle' in crypto, 'randomUUID' in crypto, 'serviceWorker' in navigator]"


def test_the_page_from_another_machine(playwright: Playwright, tmp_path: Path) -> None:
    """One talks with it as with any other; what a browser keeps back there is not asked for."""
    options = (*ON, "--lan", "--no-announce")
    with SalonProcess(tmp_path, *options, through=on_network("10.77.0.1/24")) as salon:
        program = chromium_on_network_of(salon.pid, tmp_path)

        def irc() -> IrcClient:
            client = IrcClient(salon.tls_port, tls=trusting(), host="10.77.0.1")
            client.register("bob")
            client.join("#public")
            return client

        bob = inside(salon.pid, irc)
        url = f"http://10.77.0.1:{salon.doors['HTTP']}/"
        with chromium(playwright, program) as browser, Visitor(browser, url) as alice:
            assert alice.page.evaluate(MISSING) == [False] * 4
            alice.enter("alice")
            alice.say("bonjour")
            bob.wait_for("^:alice!.* PRIVMSG #public :bonjour$")
            bob.send("PRIVMSG #public :alice: salut")
            alice.wait_for("alice: salut")
            for control in ("More about #public", "1 member", "2 members"):
                button = alice.page.get_by_role("button", name=control)
                if button.count():
                    button.click()
                    alice.page.keyboard.press("Escape")
            alice.page.reload()
            expect(alice.composer).to_be_enabled()
            alice.wait_for("bonjour")
        bob.send("QUIT")
        bob.close()


def test_an_invitation_from_the_machine_of_the_server(playwright: Playwright, tmp_path: Path) -> None:
    """Where the page is open at `localhost`, it gives the address that other machines reach."""
    options = (*ON, "--lan", "--no-announce")
    with SalonProcess(tmp_path, *options, through=on_network("10.77.0.1/24")) as salon:
        program, port = chromium_on_network_of(salon.pid, tmp_path), salon.doors["HTTP"]
        with (
            chromium(playwright, program) as browser,
            Visitor(browser, f"http://localhost:{port}/") as alice,
        ):
            alice.enter("alice")
            expect(alice.page.get_by_text(f"http://10.77.0.1:{port}/#public")).to_be_visible()
            alice.page.get_by_role("button", name="Copy the address").click()
            expect(alice.page.get_by_text("Copied")).to_be_visible()
