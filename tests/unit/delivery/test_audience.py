"""The outboxes of a channel, grouped by form."""

from harness.world import World
from salon.core.events import Event
from salon.delivery.audience import Audience
from salon.delivery.outbox import Outbox


class Form:
    """A form that renders nothing."""

    def render(self, _event: Event) -> bytes | None:
        """Return nothing."""
        return b""


PLAIN, RICH = Form(), Form()


def outboxes(*nicks: str) -> list[Outbox]:
    """Return the outboxes of some people."""
    world = World()
    return [world.join(nick).link.outbox for nick in nicks]


def test_outboxes_stand_by_their_forms() -> None:
    """In the order in which they came, each with its own append."""
    ann, ben, cleo = outboxes("ann", "ben", "cleo")
    audience = Audience()
    audience.add(cleo, PLAIN)
    audience.add(ann, RICH)
    audience.add(ben, PLAIN)
    assert [list(group) for group in audience.groups.values()] == [[cleo, ben], [ann]]
    audience.groups[PLAIN][ben](b"x")
    assert ben.chunks == [b"x"]


def test_who_goes_is_taken_out() -> None:
    """From whichever group; the last of a form takes it along, and nobody is missed."""
    ann, ben, cleo = outboxes("ann", "ben", "cleo")
    audience = Audience()
    for outbox in (ann, ben):
        audience.add(outbox, PLAIN)
    audience.add(cleo, RICH)
    audience.discard(cleo)
    audience.discard(cleo)
    assert list(audience.groups) == [PLAIN]
    audience.discard(ann)
    assert list(audience.groups[PLAIN]) == [ben]
