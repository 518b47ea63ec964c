"""What the settings' tree says of itself."""

from dataclasses import MISSING, dataclass, field
from typing import Annotated, Literal

from salon.core.limits import Range
from salon.server.settings import Settings
from salon.server.settings_schema import Family, Section, Value, members, walk


@dataclass
class Inner:
    """A section."""

    size: Annotated[int, Range(1, 5)] = 2


@dataclass
class Outer:
    """A tree."""

    choice: Literal["a", "b"]
    flag: bool = False
    ratio: Annotated[float, Range(0, 1)] = 0.5
    inner: Inner = field(default_factory=Inner)


def test_each_kind_of_member() -> None:
    """In the order of the tree, with its default."""
    found = members(Outer)
    assert list(found) == ["choice", "flag", "ratio", "inner"]
    assert found["inner"] == Section(Inner)
    choice, flag = found["choice"], found["flag"]
    assert isinstance(choice, Value)
    assert isinstance(flag, Value)
    assert choice.default is MISSING
    assert flag.default is False


def test_sections_come_before_what_they_hold() -> None:
    """Each with its whole path."""
    assert [path for path, _ in walk(Outer)] == [
        ("choice",),
        ("flag",),
        ("ratio",),
        ("inner",),
        ("inner", "size"),
    ]


def test_the_tree_of_the_server() -> None:
    """Every leaf has a rule; what may stand many times stands under a name that the owner chooses."""
    paths = dict(walk(Settings))
    assert isinstance(paths["operators",], Family)
    assert isinstance(paths["operators", "NAME", "password"], Value)
    assert all(member.rule is not None for member in paths.values() if isinstance(member, Value))
