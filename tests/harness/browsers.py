"""Debian's Chromium, driven by Playwright: people who have the page open, and what they see.

Elements are found as a person or a screen reader finds them, by role and name.
"""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Request, expect

from harness.salon_process import DEADLINE

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"

expect.set_options(timeout=DEADLINE * 1000)


@contextmanager
def chromium(playwright: Playwright, program: Path | None = None) -> Iterator[Browser]:
    """Run a browser without a window; `program` is what starts it, where that is not Chromium itself."""
    found = str(program) if program is not None else shutil.which("chromium")
    assert found is not None, "chromium is not installed; the Makefile names its package"
    # The tests run as root in containers, where Chromium has no sandbox.
    browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
    try:
        yield browser
    finally:
        browser.close()


def chromium_on_network_of(pid: int, directory: Path) -> Path:
    """Return what starts Chromium on the network of a process."""
    program = directory / "chromium"
    program.write_text(f'#!/bin/sh\nexec nsenter --net=/proc/{pid}/ns/net chromium "$@"\n', "ascii")
    program.chmod(0o755)
    return program


class Visitor:
    """Somebody with the page open in a browser that remembers nothing of others; a context that closes it."""

    def __init__(self, browser: Browser, url: str, fragment: str = "", **options: Any) -> None:
        self.url = url
        self._context: BrowserContext = browser.new_context(**{"locale": "en-GB", **options})
        self._context.set_default_timeout(DEADLINE * 1000)
        self.console: list[str] = []
        self.requests: list[str] = []
        self.page = self.open_tab(fragment)

    def __enter__(self) -> Self:
        """Give the visitor."""
        return self

    def __exit__(self, failure: object, *_: object) -> None:
        """Close the browser; a clean test wants nothing that the policy of the page forbids."""
        self._context.close()
        if failure is None:
            assert not self.violations, self.violations
            assert [url for url in self.requests if not url.startswith((self.url, "data:", "blob:"))] == []

    def open_tab(self, fragment: str = "") -> Page:
        """Open the page in one more tab, which is the one that is looked at from now on."""
        page = self._context.new_page()
        page.on("console", self._note)
        page.on("pageerror", lambda error: self.console.append(f"Uncaught {error}"))
        page.on("request", self._note_request)
        page.goto(f"{self.url}{fragment}")
        self.page = page
        return page

    def _note(self, message: ConsoleMessage) -> None:
        self.console.append(f"{message.type}: {message.text}")

    def _note_request(self, request: Request) -> None:
        self.requests.append(request.url)

    @property
    def violations(self) -> list[str]:
        """What the page did that its policy forbids, or that it did not expect itself."""
        return [line for line in self.console if re.search(r"Content.Security.Policy|Trusted|Uncaught", line)]

    # --- what a person does -------------------------------------------------------------------------

    def enter(self, nick: str) -> None:
        """Type a nick, and come in."""
        self.page.get_by_label("Nick").fill(nick)
        self.page.get_by_role("button", name="Join the chat").click()
        self._be_inside()

    @property
    def composer(self) -> Any:
        """Where messages are typed."""
        return self.page.get_by_role("textbox", name=re.compile("^Message to"))

    def say(self, *lines: str) -> None:
        """Type messages."""
        for line in lines:
            self.composer.fill(line)
            self.composer.press("Enter")

    def join(self, channel: str) -> None:
        """Go to a channel by its command."""
        self.say(f"/join {channel}")
        expect(self.page.get_by_role("heading", level=1)).to_have_text(channel)
        self._be_inside()

    def _be_inside(self) -> None:
        # A channel is shown before one is in it; who is in it is told only then.
        expect(self.page.get_by_role("button", name=re.compile(r"^[1-9]\d* member"))).to_be_visible()

    # --- what a person sees -------------------------------------------------------------------------

    @property
    def log(self) -> Any:
        """The conversation."""
        return self.page.get_by_role("log")

    def wait_for(self, text: str) -> None:
        """Wait until a text is in the conversation."""
        expect(self.log.get_by_text(text).first).to_be_visible()

    def messages(self) -> list[str]:
        """Return the texts of the messages that are drawn, in their order."""
        texts: list[str] = self.log.locator(".message .text").all_inner_texts()
        return [text.strip() for text in texts]

    def serious_faults(self) -> list[str]:
        """Return what keeps people with a disability out, as axe-core sees it."""
        assert AXE.exists(), "axe-core is not there: make web"
        # Not as a script of the page: its policy would have none of it.
        found = self.page.evaluate(
            f"{AXE.read_text('utf-8')}; axe.run(document, {{resultTypes: ['violations']}})"
        )
        return [
            f"{one['id']}: {one['help']}: {[node['html'][:200] for node in one['nodes']]}"
            for one in found["violations"]
            if one["impact"] in {"serious", "critical"}
        ]
