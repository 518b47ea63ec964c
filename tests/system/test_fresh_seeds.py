"""A seed has its examples again: of Hypothesis, too, with the configuration of all tests."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).parents[1]
DRAWS = """
from hypothesis import given, settings, strategies as st


@settings(max_examples=20, database=None)
@given(st.integers(), st.text())
def test_draws(number, text):
    print("drawn", number, ascii(text))


@given(st.integers())
def test_fails(number):
    assert number < 1000
"""


def draw(directory: Path, seed: str) -> tuple[list[str], str]:
    """Return the examples that a run with a seed tries, and the last line that it writes of its failures."""
    shutil.copy(TESTS / "conftest.py", directory)
    (directory / "test_draws.py").write_text(DRAWS, "utf-8")
    paths = os.pathsep.join(str(TESTS.parent / name) for name in ("tests", "src"))
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-s", "-q", "-c", os.devnull, "-p", "no:cacheprovider", "."],
        cwd=directory,
        env={**os.environ, "PYTHONPATH": paths, "SALON_SEED": seed},
        capture_output=True,
        text=True,
        check=False,
    )
    lines = done.stdout.splitlines()
    drawn = [line[line.index("drawn") :] for line in lines if "drawn" in line]
    assert len(drawn) >= 20, done.stdout + done.stderr
    return drawn, next((line for line in lines if line.startswith("To repeat")), "")


def test_a_seed_has_its_examples_again(tmp_path: Path) -> None:
    """The same twice; another seed has others; and a failure names the seed at its end."""
    first, told = draw(tmp_path, "7")
    assert told == "To repeat these failures: SALON_SEED=7"
    assert draw(tmp_path, "7")[0] == first
    assert draw(tmp_path, "night")[0] != first


def test_without_a_seed_it_is_always_the_same(tmp_path: Path) -> None:
    """As every run of CI; and no seed is named that there is not."""
    first, told = draw(tmp_path, "")
    assert (draw(tmp_path, "")[0], told) == (first, "")
