"""Bans from the server, in the state."""

from harness.chatroom import Chatroom
from salon.core.apply import apply
from salon.core.server_bans import ServerBan, ServerBanLifted, ServerBanSet


def test_bans_are_set_changed_and_lifted() -> None:
    """One of a mask at a time."""
    state = Chatroom().state
    apply(state, ServerBanSet("x!*@*", network=False, nick="root", time=5))
    apply(state, ServerBanSet("x!*@*", network=False, nick="ann", time=6, until=9, reason="spam"))
    assert [*state.server_bans] == [ServerBan("x!*@*", False, "ann", 6, 9, "spam")]
    apply(state, ServerBanLifted("x!*@*", network=False))
    assert len(state.server_bans) == 0
