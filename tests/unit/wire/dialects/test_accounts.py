"""What dialects say of accounts."""

import pytest

from salon.core.replies import AccountDone, LoginDone, LogoutDone, Reply
from salon.wire.dialects.accounts import READABLE, show_account_reply


class Talk:
    """What was said, untranslated."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def tell(self, text: str, /, **fields: object) -> None:
        """Keep a text."""
        self.said.append(text.format(**fields))


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (LoginDone("ann"), ["You are logged in as ann."]),
        (LoginDone("ann", made=True), ["The account ann is made, and you are logged in to it."]),
        (LoginDone("ann", readable=True), ["You are logged in as ann.", READABLE]),
        (LogoutDone("ann"), ["You are logged out of ann."]),
        (AccountDone("ann", "{account} it is"), ["ann it is"]),
    ],
)
def test_what_is_said(reply: Reply, said: list[str]) -> None:
    """A warning follows where others can read the password."""
    talk = Talk()
    show_account_reply(talk, reply)
    assert talk.said == said
