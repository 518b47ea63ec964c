"""What an IRC client is shown of whose a channel is."""

import pytest
from msgspec import structs

from harness.world import World
from salon.core.events import Source
from salon.core.ownership_events import ChannelOwnerChanged
from salon.core.ranks import Rank
from salon.core.replies import AccessChanged, GuestsChannelFounded, Outcome

OWN = 5
"""Stands for the number of whoever is shown it."""

SERVER = Source(0, "salon.test", "", "", mask="salon.test")


@pytest.mark.parametrize(
    ("outcome", "line"),
    [
        (
            ChannelOwnerChanged(SERVER, 1, "#a", 1, "bob", OWN, 0, 0),
            "NOTE MODE CHANNEL_OWNER #a :#a now belongs to your account bob",
        ),
        (
            ChannelOwnerChanged(SERVER, 1, "#a", 1, "ann", 7, 0, 0),
            "NOTE MODE CHANNEL_OWNER #a :#a now belongs to the account ann",
        ),
        (
            ChannelOwnerChanged(SERVER, 1, "#a", 0, "", 0, 0, 0),
            (
                "NOTE MODE CHANNEL_OWNER #a :#a no longer belongs to any account, "
                "and no account keeps a rank in it"
            ),
        ),
        (
            GuestsChannelFounded("#a", 2),
            (
                "NOTE JOIN GUESTS_CHANNEL #a :Your account owns 2 channels, the most that it may own: "
                "this one belongs to no account"
            ),
        ),
        (AccessChanged("#a", "ann", Rank.VOICE), "NOTICE bob :ann keeps a rank in #a: voice."),
        (AccessChanged("#a", "ann", Rank.MEMBER), "NOTICE bob :ann keeps no rank in #a."),
    ],
)
def test_it_is_told_in_a_line(outcome: Outcome, line: str) -> None:
    """A note, or a notice of the service that is asked for such things."""
    client = World().join("bob", caps="standard-replies")
    if isinstance(outcome, ChannelOwnerChanged) and outcome.person == OWN:
        outcome = structs.replace(outcome, person=client.person.id)
    client.link.wire.show(outcome, 0, own=True)
    (shown,) = client.link.wire.take_output().decode().splitlines()
    assert shown.split(" ", 1)[1] == line
