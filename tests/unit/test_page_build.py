"""When the page is built anew, and what its build is given: without Node.js and without a registry."""

import json
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import hatch_build
import pytest
from hatch_build import BROTLI_PACKAGE, NODE_PACKAGE, Node, NotBuilt, Page, SalonHook

ROOT = Path(__file__).parents[2]
PO = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=2; plural=(n > 1);\\n"

#: web/src/view/Composer.svelte
msgid "Send"
msgstr "Envoyer"

#: web/src/view/Room.svelte web/src/view/Welcome.svelte
msgid "Join"
msgstr "Entrer"

#: web/src/view/Members.svelte
msgid "{n} member"
msgid_plural "{n} members"
msgstr[0] "{n} membre"
msgstr[1] "{n} membres"

#: web/src/view/New.svelte
msgid "New"
msgstr ""

#: src/salon/cli.py
msgid "Server"
msgstr "Serveur"
"""


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """Return a tree with a page whose build has just been done."""
    for name, text in {
        "web/index.html": "<!doctype html>",
        "web/src/main.ts": "start();",
        "web/tests/main.test.ts": "",
        "web/node_modules/.package-lock.json": "{}",
        "web/package-lock.json": "{}",
        "src/salon/locale/fr/LC_MESSAGES/salon.po": PO,
        "src/salon/web/index.html": "<!doctype html>",
        "hatch_build.py": "",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    page = Page(tmp_path)
    (tmp_path / "src/salon/web.sha256").write_text(page.digest(), "ascii")
    assert page.is_current()
    return tmp_path


@pytest.mark.parametrize(
    ("name", "is_current"),
    [
        ("web/src/main.ts", False),
        ("web/src/view/New.svelte", False),
        ("web/package-lock.json", False),
        ("src/salon/locale/fr/LC_MESSAGES/salon.po", False),
        ("hatch_build.py", False),
        ("web/node_modules/vite/index.js", True),
        ("web/generated/fr.json", True),
        ("web/tests/main.test.ts", True),
        ("src/salon/cli.py", True),
    ],
)
def test_what_the_page_is_made_from(sources: Path, name: str, is_current: bool) -> None:
    """Another page follows from another source, and from nothing else."""
    changed = sources / name
    changed.parent.mkdir(parents=True, exist_ok=True)
    changed.write_text("something else", "utf-8")
    assert Page(sources).is_current() is is_current


def test_a_moved_source_is_another_page(sources: Path) -> None:
    """The same words elsewhere are not the same page."""
    (sources / "web/src/main.ts").rename(sources / "web/src/begin.ts")
    assert not Page(sources).is_current()


def test_a_page_that_is_gone_is_not_current(sources: Path) -> None:
    """The digest alone is no page."""
    (sources / "src/salon/web/index.html").unlink()
    assert not Page(sources).is_current()


def hook_in(root: Path) -> SalonHook:
    """Return the build's hook for a tree."""
    return SalonHook(str(root), {}, Mock(), Mock(), "", "wheel", Mock())


def test_a_current_page_takes_nothing(sources: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither to be asked for before the build nor to be run in it."""
    monkeypatch.setattr(hatch_build, "find_node", Mock(side_effect=AssertionError))
    monkeypatch.setattr(hatch_build, "run", Mock(side_effect=AssertionError))
    hook = hook_in(sources)
    assert hook.dependencies() == []
    hook.initialize("standard", {})
    assert (sources / "src/salon/locale/fr/LC_MESSAGES/salon.mo").exists()


@pytest.mark.parametrize(
    ("node", "packages"),
    [(None, [BROTLI_PACKAGE, NODE_PACKAGE]), (Node(Path("node"), Path("npm")), [BROTLI_PACKAGE])],
)
def test_another_page_takes_node(
    sources: Path, monkeypatch: pytest.MonkeyPatch, node: Node | None, packages: list[str]
) -> None:
    """From PyPI, where the machine has none."""
    (sources / "web/src/main.ts").write_text("begin();", "utf-8")
    monkeypatch.setattr(hatch_build, "find_node", lambda _root: node)
    assert hook_in(sources).dependencies() == packages


def test_a_package_without_its_page_is_not_built(sources: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor is one made for an editable install, which serves what `make web` has built."""
    (sources / "web/src/main.ts").write_text("begin();", "utf-8")
    monkeypatch.setattr(hatch_build, "find_node", lambda _root: None)
    with pytest.raises(NotBuilt, match=r"no Node\.js"):
        hook_in(sources).initialize("standard", {})
    hook_in(sources).initialize("editable", {})
    assert (sources / "src/salon/web/index.html").exists(), "the page that was there is kept"


def test_a_step_that_fails_says_why(tmp_path: Path) -> None:
    """With the command and the end of what it said."""
    with pytest.raises(NotBuilt, match=r"(?s)^sh -c .*line 24\nEINTEGRITY$"):
        hatch_build.run(["sh", "-c", "seq -f 'line %g' 24; echo EINTEGRITY >&2; exit 1"], tmp_path)


def test_the_texts_of_the_page(sources: Path) -> None:
    """By their English form, with the forms of a number; none of the server's, none untranslated."""
    Page(sources).write_texts()
    assert generated(sources, "fr") == {}
    rest = {"Join": "Entrer", "Send": "Envoyer", "{n} member": ["{n} membre", "{n} membres"]}
    assert generated(sources, "fr.rest") == rest


def generated(sources: Path, name: str) -> dict[str, Any]:
    """Return a catalogue for the page."""
    texts: dict[str, Any] = json.loads((sources / f"web/generated/{name}.json").read_text("utf-8"))
    return texts


def test_the_texts_of_the_first_screen_are_apart(sources: Path) -> None:
    """Of all that the entry loads at once: by any way, but neither later nor for its types."""
    for name, text in {
        "main.ts": 'import {\n App,\n} from "./view";\nconst later = () => import("./view/Composer.svelte");',
        "view/index.ts": 'export { App } from "./App.svelte";',
        "view/App.svelte": '<script>\n  import type { Item } from "./Members.svelte";\n'
        '  import Welcome from "./Welcome.svelte";\n</script>',
        "view/Welcome.svelte": 'import "./style.css";\nimport { app } from "./../main";',
        "view/Members.svelte": "",
        "view/Composer.svelte": "",
    }.items():
        (sources / "web/src" / name).parent.mkdir(exist_ok=True)
        (sources / "web/src" / name).write_text(text, "utf-8")
    Page(sources).write_texts()
    assert generated(sources, "fr") == {"Join": "Entrer"}
    assert set(generated(sources, "fr.rest")) == {"Send", "{n} member"}


def test_the_lock_has_hashes_and_no_address() -> None:
    """Whatever registry the packages come from, they are these; and none runs anything when installed."""
    lock = json.loads((ROOT / "web" / "package-lock.json").read_text("utf-8"))
    own, *packages = lock["packages"].values()
    assert own["name"] == "salon-page"
    assert len(packages) > 40
    for package in packages:
        assert package["integrity"].startswith("sha512-")
        assert "resolved" not in package
        assert not package.get("hasInstallScript") or package.get("optional"), package


def test_the_build_asks_for_exact_versions() -> None:
    """In the page's own list, too."""
    wanted = json.loads((ROOT / "web" / "package.json").read_text("utf-8"))
    for version in [*wanted["dependencies"].values(), *wanted["devDependencies"].values()]:
        assert version[0].isdigit(), version
    constraints = (ROOT / "constraints.txt").read_text("utf-8").casefold().splitlines()
    assert BROTLI_PACKAGE in constraints
