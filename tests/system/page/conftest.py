"""A server with its page, and a browser, for the tests of the page."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from harness.browsers import Visitor, chromium
from harness.salon_process import SalonProcess

ON = ("--set", "http.enabled=true", "--set", "http.port=0")

Visit = Callable[..., Visitor]


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """Give what drives browsers. It runs an event loop of its own until it ends: no longer than a module."""
    with sync_playwright() as driving:
        yield driving


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Give a browser for all tests of a module."""
    with chromium(playwright) as running:
        yield running


@pytest.fixture
def salon(tmp_path: Path) -> Iterator[SalonProcess]:
    """Give a server with its page."""
    (tmp_path / "salon").mkdir()
    with SalonProcess(tmp_path / "salon", *ON) as running:
        yield running


@pytest.fixture
def visit(browser: Browser, salon: SalonProcess) -> Iterator[Visit]:
    """Return what opens the page for somebody."""
    with ExitStack() as visitors:

        def opened(nick: str = "", fragment: str = "", **options: Any) -> Visitor:
            visitor = Visitor(browser, f"http://127.0.0.1:{salon.doors['HTTP']}/", fragment, **options)
            visitors.enter_context(visitor)
            if nick:
                visitor.enter(nick)
            return visitor

        yield opened
