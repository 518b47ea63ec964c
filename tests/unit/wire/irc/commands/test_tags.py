"""What is read of clients' tags."""

import pytest

from harness.interpreting import talk_of
from harness.world import World
from salon.core.decisions.speech import MAX_TAGS_BYTES
from salon.wire.irc.commands.tags import Reaction, reaction_of, with_reply, without_tag

LONG = "+a=" + "x" * (MAX_TAGS_BYTES - len("+a=;+reply=test-z"))


@pytest.mark.parametrize(
    ("given", "tags", "sequence"),
    [
        ("+reply=test-z", "+reply=test-z;+draft/reply=test-z", 35),
        ("+a;+draft/reply=test-z", "+a;+draft/reply=test-z;+reply=test-z", 35),
        ("+draft/reply=test-z;+reply=test-z", "+draft/reply=test-z;+reply=test-z", 35),
        ("+reply=other-z", "+reply=other-z", 0),
        ("+reply", "+reply", 0),
        ("+b/reply=test-z", "+b/reply=test-z", 0),
        (f"{LONG};+reply=test-z", f"{LONG};+reply=test-z", 35),
    ],
)
def test_the_message_that_is_replied_to(given: str, tags: str, sequence: int) -> None:
    """By either name, and others get both, where there is room."""
    talk = talk_of(World().join("ann", caps="message-tags"))
    assert with_reply(talk, given) == (tags, sequence)


@pytest.mark.parametrize(
    ("given", "reaction"),
    [
        ("+draft/react=x", Reaction("x", adding=True, tags="")),
        (r"+a;+reply=z;+draft/unreact=\:\s)", Reaction("; )", adding=False, tags="+a")),
        ("+draft/react", Reaction("", adding=True, tags="")),
        ("+draft/react=x;+draft/unreact=x", None),
        ("+b/draft/react=x", None),
    ],
)
def test_the_reaction(given: str, reaction: Reaction | None) -> None:
    """Unescaped; there is one, or none."""
    assert reaction_of(given) == reaction


@pytest.mark.parametrize(
    ("given", "others", "value"),
    [("+a=1;+b", "+b", "1"), ("+a", "", ""), ("+ab=1", "+ab=1", None), ("", "", None)],
)
def test_a_tag_is_taken_out(given: str, others: str, value: str | None) -> None:
    """By its whole name."""
    assert without_tag(given, "+a") == (others, value)
