"""The reference pages are those that the code makes."""

import pytest

from reference import PAGES, ROOT


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_current(name: str) -> None:
    """What is committed is what `make docs` writes."""
    assert (ROOT / name).read_text(encoding="utf-8") == PAGES[name](), "run `make docs`"
