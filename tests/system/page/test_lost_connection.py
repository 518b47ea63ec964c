"""The server dies under the page, and comes back: nothing is lost, doubled or misplaced."""

import re
from pathlib import Path

from playwright.sync_api import Browser, expect

from harness.browsers import Visitor
from harness.ports import free_port
from harness.salon_process import SalonProcess
from system.page.conftest import ON

TALL = {"width": 1280, "height": 3000}
"""A window in which all is drawn that these tests say."""


class Restarted:
    """A server that is killed and started again, at the same address."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._options = (*ON, "--set", f"http.port={free_port()}")
        self.salon = self._start()

    def _start(self) -> SalonProcess:
        salon = SalonProcess(self._directory, *self._options)
        salon.__enter__()
        return salon

    @property
    def url(self) -> str:
        """Where its page is."""
        return f"http://127.0.0.1:{self.salon.doors['HTTP']}/"

    def kill(self) -> None:
        """End it without mercy."""
        self.salon.clear()

    def start(self) -> None:
        """Have it come back."""
        self.salon = self._start()


def texts(visitor: Visitor) -> list[str]:
    """Return what is shown of what was said."""
    return [text for text in visitor.messages() if re.fullmatch(r"\w+ \d+", text)]


def expect_sent(visitor: Visitor, text: str) -> None:
    """Wait until the server has answered what somebody said: it is shown before that."""
    expect(visitor.page.locator(".message.sent", has_text=text)).to_be_visible()


def test_a_server_that_is_killed(browser: Browser, tmp_path: Path) -> None:
    """Two talk before, while it is gone, and after; both see all of it once, in one order."""
    server = Restarted(tmp_path)
    with (
        Visitor(browser, server.url, viewport=TALL) as alice,
        Visitor(browser, server.url, viewport=TALL) as bob,
    ):
        alice.enter("alice")
        bob.enter("bob")
        for number in range(5):
            alice.say(f"alice {number}")
            bob.say(f"bob {number}")
        # In the middle of what is under way: some of it has an answer, some has none.
        server.kill()
        for number in range(5, 10):
            alice.say(f"alice {number}")
            bob.say(f"bob {number}")
        expect(alice.page.get_by_text("Waiting to be sent").first).to_be_visible()
        expect(alice.page.get_by_text("Messages may be missing here.")).to_be_visible()
        assert alice.page.get_by_role("button", name="Fetch them").count() == 0
        server.start()
        for number in range(10, 12):
            alice.say(f"alice {number}")
            bob.say(f"bob {number}")
        for visitor in (alice, bob):
            visitor.wait_for("alice 11")
            visitor.wait_for("bob 11")
            expect(visitor.page.get_by_text("Waiting to be sent")).to_have_count(0)
        shown = texts(alice)
        assert sorted(shown) == sorted(
            f"{name} {number}" for name in ("alice", "bob") for number in range(12)
        )
        for name in ("alice", "bob"):
            its = [text for text in shown if text.startswith(name)]
            assert its == [f"{name} {number}" for number in range(12)]
        assert texts(bob) == shown
        # The server's own memory is the same.
        carol = server.salon.connect()
        carol.register("carol")
        replay = carol.join("#public")
        said = [line.rpartition("] ")[2] for line in replay if " PRIVMSG #public :[" in line]
        assert said == shown[-len(said) :]
    server.salon.clear()


def test_what_waits_survives_a_reload(browser: Browser, tmp_path: Path) -> None:
    """A message that was not sent, and the draft of another."""
    server = Restarted(tmp_path)
    with Visitor(browser, server.url, viewport=TALL) as alice:
        alice.enter("alice")
        alice.say("alice 1")
        expect_sent(alice, "alice 1")
        server.kill()
        alice.say("alice 2")
        expect(alice.page.get_by_text("Waiting to be sent")).to_be_visible()
        alice.composer.fill("half a thought")
        # Or else the page might send it before there is anybody to hear it.
        alice.page.context.set_offline(True)
        server.start()
        bob = server.salon.enter("bob", "#public")
        alice.page.context.set_offline(False)
        alice.page.reload()
        bob.wait_for("^:alice!.* PRIVMSG #public :alice 2$")
        expect(alice.composer).to_have_value("half a thought")
        alice.wait_for("alice 2")
        expect(alice.page.get_by_text("Waiting to be sent")).to_have_count(0)
        alice.wait_for("alice 1")
        assert texts(alice) == ["alice 1", "alice 2"]
        assert not [line for line in bob.settle() if "alice 2" in line], "it is not sent twice"
    server.salon.clear()


def test_the_nick_is_taken_meanwhile(browser: Browser, tmp_path: Path) -> None:
    """Whoever comes back and finds the name taken is asked for another, and loses nothing."""
    server = Restarted(tmp_path)
    with Visitor(browser, server.url, viewport=TALL) as alice:
        alice.enter("alice")
        alice.say("alice 1")
        expect_sent(alice, "alice 1")
        server.kill()
        alice.say("alice 2")
        alice.page.context.set_offline(True)
        server.start()
        other = server.salon.enter("alice", "#public")
        alice.page.context.set_offline(False)
        asked = (
            alice.page.get_by_role("alert")
            .get_by_text("already in use")
            .or_(alice.page.get_by_text("alice 2"))
        )
        expect(asked.first).to_be_visible()
        if alice.page.get_by_label("Nick").count():
            alice.page.get_by_label("Nick").fill("alice2")
            alice.page.get_by_label("Nick").press("Enter")
        other.wait_for("PRIVMSG #public :alice 2$")
        alice.wait_for("alice 2")
        assert texts(alice) == ["alice 1", "alice 2"]
    server.salon.clear()
