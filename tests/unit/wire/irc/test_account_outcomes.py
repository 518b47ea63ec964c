"""What an IRC client is shown of its login, and of accounts."""

import pytest

from harness.world import Client, World
from salon.core import events
from salon.core.account_events import CodeKind
from salon.core.replies import AccountDone, CodeShown, LoginDone, NameReserved, Outcome


@pytest.fixture
def client() -> Client:
    """Return somebody who asked for standard replies."""
    return World().join("bob", caps="standard-replies account-notify")


def shown(client: Client, outcome: Outcome) -> list[str]:
    """Return how an outcome is shown to whoever asked."""
    client.link.wire.show(outcome, 0, own=True)
    return client.link.wire.take_output().decode().split("\r\n")[:-1]


def test_logging_in_and_out(client: Client) -> None:
    """A numeric for oneself, and the line that all others see."""
    source = client.person.source
    assert shown(client, events.LoginChanged(source, "bob", 0)) == [
        f":{source.mask} ACCOUNT bob",
        f":salon.test 900 bob {source.mask} bob :You are now logged in as bob",
    ]
    assert shown(client, events.LoginChanged(source, None, 0)) == [
        f":{source.mask} ACCOUNT *",
        f":salon.test 901 bob {source.mask} :You are now logged out",
    ]


def test_an_account_that_was_made(client: Client) -> None:
    """As account-registration has it; a password that others could read is warned of."""
    made, warned = shown(client, LoginDone("bob", made=True, readable=True))
    assert made.startswith(":salon.test REGISTER SUCCESS bob :")
    assert warned.startswith(":salon.test WARN AUTHENTICATE PASSWORD_READABLE :")


@pytest.mark.parametrize(
    ("reply", "text"),
    [
        (AccountDone("bob", "{account} it is"), "bob it is"),
        (
            CodeShown("abcde", CodeKind.INVITATION, "", 1, 0, ()),
            "The code, which is shown this once: abcde",
        ),
    ],
)
def test_what_services_say(client: Client, reply: Outcome, text: str) -> None:
    """In a notice of NickServ."""
    assert shown(client, reply) == [f":NickServ!NickServ@salon.test NOTICE bob :{text}"]


def test_a_name_that_is_somebody_s_account_is_warned_of(client: Client) -> None:
    """With the time that is left."""
    (warned,) = shown(client, NameReserved("bob", 60))
    assert warned.startswith(":salon.test WARN NICK NICK_RESERVED bob :")
    assert "60 seconds" in warned
