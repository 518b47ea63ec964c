"""The package as it is built and installed for others, without a network: what that takes is here already."""

import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path
from typing import Final

from harness.salon_process import clean_environment

ROOT: Final = Path(__file__).parents[2]


def copy_clone(tree: Path, wanted: Callable[[str], bool] = lambda _: True) -> None:
    """Copy what git keeps, and is wanted by its name, to a directory, with the page that `make web` built."""
    assert (ROOT / "src/salon/web.sha256").exists(), "the page is not built: make web"
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).exists() and wanted(name):
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, tree / name)
    shutil.copytree(ROOT / "src/salon/web", tree / "src/salon/web")
    shutil.copy2(ROOT / "src/salon/web.sha256", tree / "src/salon/web.sha256")


def build(kind: str, tree: Path, to: Path) -> Path:
    """Build a distribution from a tree, without Node.js on the path, and return it."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(to)],
        cwd=tree,
        env=clean_environment(PATH="/nowhere"),
        check=True,
        capture_output=True,
        text=True,
    )
    (made,) = to.iterdir()
    return made


def install(wheel: Path, home: Path) -> Path:
    """Install a wheel into a new environment that shares this one's libraries; return the command `salon`."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", home], check=True)
    pip = (sys.executable, "-m", "pip", f"--python={home}", "--disable-pip-version-check", "--quiet")
    subprocess.run([*pip, "install", "--no-index", "--no-deps", wheel], check=True)
    (own,) = home.glob("lib/python3*/site-packages")
    (own / "libraries.pth").write_text(sysconfig.get_path("purelib"), "utf-8")
    return home / "bin" / "salon"
