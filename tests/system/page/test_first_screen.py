"""How much crosses the wire until somebody who opens the page for the first time can type a nick."""

import pytest
from playwright.sync_api import Browser, expect

from harness.browsers import Visitor
from harness.salon_process import SalonProcess

BYTES = 40 * 1024
REQUESTS = 5
"""The limits of `docs/decisions/0026-first-screen.md`, headers included."""


@pytest.mark.parametrize("coding", ["br", "gzip"])
@pytest.mark.parametrize(("locale", "label"), [("en-GB", "Nick"), ("fr-FR", "Pseudonyme")])
def test_the_first_screen_is_small(
    browser: Browser, salon: SalonProcess, locale: str, label: str, coding: str
) -> None:
    """In each language, and packed as browsers ask for it here (Brotli) and from another machine (gzip)."""
    url = f"http://127.0.0.1:{salon.doors['HTTP']}/"
    codings = {"Accept-Encoding": coding}
    with Visitor(browser, "about:blank", locale=locale, extra_http_headers=codings) as visitor:
        page = visitor.page
        sizes: list[float] = []
        observer = page.context.new_cdp_session(page)
        observer.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
        observer.send("Network.enable")
        page.goto(url, wait_until="networkidle")
        expect(page.get_by_label(label)).to_be_editable()
        visitor.url = url
    assert 3 <= len(sizes) <= REQUESTS
    assert 10_000 < sum(sizes) <= BYTES, sizes
