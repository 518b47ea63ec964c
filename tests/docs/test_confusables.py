"""The table of look-alikes is what its tool writes."""

from confusables import TABLE, module


def test_the_table_is_current() -> None:
    """`python tools/confusables.py` brings it in step with the library's data."""
    assert TABLE.read_text() == module()
