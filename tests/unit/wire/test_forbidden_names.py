"""Forbidden names in words."""

from salon.core.forbidden_names import ForbiddenName
from salon.core.replies import ChannelNameDone
from salon.wire.forbidden_names import word_forbidden_name, word_name_done


def test_what_was_done() -> None:
    """With how many channels it has emptied."""
    assert word_name_done(ChannelNameDone("#a"), str) == "The channel name #a is forbidden now."
    assert word_name_done(ChannelNameDone("#a", emptied=1), str) == (
        "The channel name #a is forbidden now. 1 channel was emptied; nothing of it is deleted."
    )
    assert word_name_done(ChannelNameDone("#a", allowed=True), str) == "The channel name #a is allowed again."


def test_a_line_of_the_list() -> None:
    """Who, when and why, where that is known."""
    assert word_forbidden_name(ForbiddenName("#a"), str) == "#a - by the configuration"
    plain = word_forbidden_name(ForbiddenName("#a", "root", 86_400_000), str)
    assert plain.startswith("#a - root - ")
    assert word_forbidden_name(ForbiddenName("#a", "root", 86_400_000, "no"), str) == f"{plain} - no"
