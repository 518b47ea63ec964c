"""The package as it is built for others: it carries the page, and from its source takes no Node.js."""

import subprocess
import tarfile
import zipfile
from pathlib import Path

import pytest

import smoke
from harness.distributions import ROOT, build, copy_clone, install


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of what git keeps, with the page that `make web` built."""
    tree = tmp_path_factory.mktemp("clone")
    copy_clone(tree)
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


def test_the_wheel_works_where_the_source_is_not(clone: Path, tmp_path: Path) -> None:
    """The page is served, people hear each other, and what was said is there after a restart."""
    command = install(build("wheel", clone, tmp_path / "wheel"), tmp_path / "environment")
    smoke.try_out([str(command)], tmp_path)
