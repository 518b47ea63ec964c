"""Where an invitation leads."""

from harness.chatroom import Chatroom
from salon.core.account_events import CodeIssued, CodeKind
from salon.core.apply import apply
from salon.core.codes import digest_of
from salon.core.commands import JoinChannel
from salon.wire.invitations import joins_of


def test_an_invitation_leads_into_its_channels() -> None:
    """If one is logged in by then; another code leads nowhere."""
    state = Chatroom().state
    for code, kind in (("a1", CodeKind.INVITATION), ("b2", CodeKind.OPERATOR)):
        apply(state, CodeIssued(digest_of(code), kind, "root", 1, 1, 0, 0, ("#a", "#b")))
    assert joins_of(state, "a1") == [JoinChannel("#a", logged_in=True), JoinChannel("#b", logged_in=True)]
    for code in ("b2", "c3", ""):
        assert joins_of(state, code) == []
