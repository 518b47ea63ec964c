"""A page that stays open while its server becomes a newer one."""

import shutil
from pathlib import Path

from playwright.sync_api import Browser, expect

import salon
from harness.browsers import Visitor
from harness.ports import free_port
from harness.salon_process import SalonProcess
from system.page.conftest import ON

NEWER = "99.0"


def newer_package(directory: Path) -> Path:
    """Make a package of a later version, whose page can be told apart, and return where it is."""
    package = directory / "salon"
    shutil.copytree(Path(salon.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__"))
    marked = (package / "__init__.py").read_text("utf-8") + f'\n__version__ = "{NEWER}"\n'
    (package / "__init__.py").write_text(marked, "utf-8")
    page = package / "web" / "index.html"
    page.write_text(page.read_text("utf-8").replace("<html", '<html data-newer="yes"', 1), "utf-8")
    page.with_name("index.html.br").unlink()
    return directory


def test_the_page_of_a_newer_server_is_loaded_once(browser: Browser, tmp_path: Path) -> None:
    """By itself, with the draft kept; and not again when that server comes back."""
    options = (*ON, "--set", f"http.port={free_port()}")
    later = {"PYTHONPATH": str(newer_package(tmp_path / "newer"))}
    with SalonProcess(tmp_path, *options) as server:
        url = f"http://127.0.0.1:{server.doors['HTTP']}/"
        with Visitor(browser, url) as reader:
            reader.enter("reader")
            reader.say("said before")
            reader.wait_for("said before")
            reader.composer.fill("half a thought")
            root = reader.page.locator("html")
            expect(root).not_to_have_attribute("data-newer", "yes")
            server.clear()
            with SalonProcess(tmp_path, *options, environment=later) as newer:
                expect(root).to_have_attribute("data-newer", "yes")
                reader.wait_for("said before")
                expect(reader.composer).to_have_value("half a thought")
                newer.clear()
            with (
                reader.page.expect_response("**/config.json") as answer,
                SalonProcess(tmp_path, *options, environment=later),
            ):
                reader.say("said after")
                expect(reader.page.get_by_text("Waiting to be sent")).to_have_count(0)
                reader.wait_for("said after")
                # What the answer leads to has begun when a later one is there.
                answer.value.finished()
                reader.page.evaluate("fetch('config.json').then((answer) => answer.text())")
                assert reader.requests.count(url) == 2
