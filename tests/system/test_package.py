"""The package as it is built for others: it carries the page, and from its source takes no Node.js."""

import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from harness.salon_process import clean_environment

ROOT = Path(__file__).parents[2]


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


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of what git keeps, with the page that `make web` built."""
    assert (ROOT / "src/salon/web.sha256").exists(), "the page is not built: make web"
    tree = tmp_path_factory.mktemp("clone")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).exists():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, tree / name)
    shutil.copytree(ROOT / "src/salon/web", tree / "src/salon/web")
    shutil.copy2(ROOT / "src/salon/web.sha256", tree / "src/salon/web.sha256")
    (tree / "web/node_modules").mkdir()
    (tree / "web/node_modules/left.js").touch()
    return tree


def test_both_distributions_carry_the_page(clone: Path, tmp_path: Path) -> None:
    """The wheel is built from the source distribution, on a machine without Node.js."""
    source = build("sdist", clone, tmp_path / "source")
    with tarfile.open(source) as archive:
        names = archive.getnames()
        archive.extractall(tmp_path / "tree", filter="data")
    assert not [name for name in names if "node_modules" in name]
    (tree,) = (tmp_path / "tree").iterdir()
    with zipfile.ZipFile(build("wheel", tree, tmp_path / "wheel")) as wheel:
        carried = {name: wheel.read(name) for name in wheel.namelist() if name.startswith("salon/web/")}
    built = ROOT / "src/salon/web"
    expected = {f"salon/web/{file.relative_to(built)}": file.read_bytes() for file in built.rglob("*.*")}
    assert carried == expected
    assert {"salon/web/index.html", "salon/web/index.html.br"} <= carried.keys()
    assert any(name.endswith(".js.br") for name in carried)


def test_without_node_another_page_is_not_built(clone: Path, tmp_path: Path) -> None:
    """A package without its page, or with an older one, would be worse than none."""
    changed = clone / "web/src/main.ts"
    before = changed.read_bytes()
    try:
        changed.write_bytes(before + b"\n")
        with pytest.raises(subprocess.CalledProcessError) as failed:
            build("wheel", clone, tmp_path / "wheel")
    finally:
        changed.write_bytes(before)
    assert "no Node.js that is new enough" in failed.value.stderr
