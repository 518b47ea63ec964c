"""What connects somebody under a name."""

from harness.dialect_people import connect_relais, enter_relais
from harness.world import World
from salon.core.commands import Register
from salon.core.events import Source
from salon.wire.dialects.named import NamedSession


def test_a_login_connects_who_has_no_name() -> None:
    """Under the account's, if it succeeds; who has a name keeps it."""
    world = World()
    nobody, ann = connect_relais(world).link.wire, enter_relais(world, "ann").link.wire
    assert isinstance(nobody, NamedSession)
    assert isinstance(ann, NamedSession)
    assert nobody.follow_login("bob") == [Register("bob", "relais", "bob", logged_in=True)]
    assert nobody.connect("bob") == [Register("bob", "relais", "bob")]
    assert ann.follow_login("bob") == []
    assert ann.takes_name("bob")


def test_who_one_is() -> None:
    """By the person, for a nick may be another's tomorrow."""
    world = World()
    ann = enter_relais(world, "ann").link.wire
    assert isinstance(ann, NamedSession)
    assert ann.is_me(ann.me.source)
    assert not ann.is_me(Source(0, "ann", "relais", "h"))
