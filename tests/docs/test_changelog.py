"""The changes that wait for a version are well-formed."""

import changelog


def test_what_waits_is_well_formed() -> None:
    """One file for each change, named and written as changelog.d/README.md says."""
    wrong = [*changelog.problems()]
    assert not wrong, "\n".join(wrong)
