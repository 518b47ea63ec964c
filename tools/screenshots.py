"""Makes the pictures of the page in `docs/images`: a real server, Chromium, and people on three wires.

`make screenshots` takes half a minute.
"""

import re
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from harness.browsers import Visitor, chromium  # noqa: E402
from harness.netcat import public  # noqa: E402
from harness.salon_process import IrcClient, SalonProcess  # noqa: E402
from harness.terminals import Terminal  # noqa: E402

IMAGES = ROOT / "docs" / "images"

WIDE = {"width": 1280, "height": 760}
PHONE = {"width": 390, "height": 760}

TALK = (
    ("Zoe", "Hello! Is the slide about sockets already somewhere?"),
    ("Karim", "Here: https://example.org/sockets"),
    ("Amélie", "Thanks. In short: `accept()` gives a new socket, the old one goes on listening."),
    ("Zoe", "And who reads this by netcat, like me, needs nothing else?"),
    ("Karim", "Nothing. I am in irssi, Amélie has the page."),
    ("Amélie", "/me waves from a telephone, too"),
    ("Karim", "Amélie: shall we go on in #projects?"),
)


def paint() -> None:
    """Make all pictures."""
    with (
        tempfile.TemporaryDirectory() as directory,
        sync_playwright() as playwright,
        chromium(playwright) as browser,
    ):
        options = ("--set", "http.enabled=true", "--set", "http.port=0", "--set", "network=Salon")
        with SalonProcess(Path(directory), *options) as salon:
            url = f"http://127.0.0.1:{salon.doors['HTTP']}/"
            with Visitor(browser, url, viewport=WIDE) as amelie, public(salon, "Zoe") as zoe:
                save(amelie.page, "page-welcome")
                amelie.enter("Amélie")
                talk(salon.enter("Karim", "#public", "#projects"), zoe, amelie)
                save(amelie.page, "page")
                amelie.page.emulate_media(color_scheme="dark")
                save(amelie.page, "page-dark")
                phone: dict[str, Any] = {"viewport": PHONE, "locale": "fr-FR"}
                with Visitor(browser, url, **phone) as lea:
                    lea.page.get_by_label("Pseudonyme").fill("Léa")
                    lea.page.keyboard.press("Enter")
                    expect(lea.page.get_by_role("textbox", name=re.compile("^Message à"))).to_be_enabled()
                    lea.wait_for("shall we go on")
                    save(lea.page, "page-phone")


def talk(karim: IrcClient, zoe: Terminal, amelie: Visitor) -> None:
    """Have three people on three wires talk in #public."""
    for nick, text in TALK:
        if nick == "Zoe":
            zoe.type_lines(text)
        elif nick == "Karim":
            karim.send(f"PRIVMSG #public :{text}")
        else:
            amelie.say(text)
        amelie.wait_for(text.removeprefix("/me ").partition(" `")[0])


def save(page: Page, name: str) -> None:
    """Write what a page shows."""
    page.wait_for_timeout(500)  # what fades in has done so
    page.screenshot(path=IMAGES / f"{name}.png")
    print(IMAGES / f"{name}.png")


if __name__ == "__main__":
    paint()
