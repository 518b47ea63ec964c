"""What dialects say of accounts."""

import pytest

from harness.chatroom import Chatroom
from salon.core.events import LoginChanged, Source
from salon.core.presence_events import Persistence
from salon.core.replies import AccountDone, LoginDone, LogoutDone, PersistenceShown, Reply
from salon.core.state import Person
from salon.wire.dialects.accounts import READABLE, may_hold_password, show_account_reply, show_login


class Talk:
    """What was said, untranslated."""

    def __init__(self, nick: str = "") -> None:
        self.said: list[str] = []
        self.state = Chatroom().state
        self.person = Person(Source(1, nick, "u", "h"), nick, "", 0) if nick else None

    def tell(self, text: str, /, **fields: object) -> None:
        """Keep a text."""
        self.said.append(text.format(**fields))


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (LoginDone("ann"), ["You are logged in as ann."]),
        (LoginDone("ann", made=True), ["The account ann has been created, and you are logged in to it."]),
        (LoginDone("ann", readable=True), ["You are logged in as ann.", READABLE]),
        (LogoutDone("ann"), ["You are logged out of ann."]),
        (AccountDone("ann", "{account} it is"), ["ann it is"]),
        (
            PersistenceShown(Persistence.OFF, effective=False),
            ["Your account leaves its channels when you disconnect. To change that: /persistence on"],
        ),
    ],
)
def test_what_is_said(reply: Reply, said: list[str]) -> None:
    """A warning follows where others can read the password."""
    talk = Talk()
    show_account_reply(talk, reply)
    assert talk.said == said


def test_an_account_of_another_name() -> None:
    """Others go on seeing the nick."""
    for nick, said in (("ann", "You are logged in as ann."), ("bob", "You are bob, logged in as ann.")):
        talk = Talk(nick)
        show_account_reply(talk, LoginDone("ann"))
        assert talk.said == [said]


@pytest.mark.parametrize(
    ("account", "said"), [("rob", "You are logged in as rob."), (None, "You are logged out.")]
)
def test_a_login_that_changed_elsewhere(account: str | None, said: str) -> None:
    """By an operator, or by another connection."""
    talk = Talk()
    show_login(talk, LoginChanged(Source(1, "bob", "b", "h"), account, 0))
    assert talk.said == [said]


@pytest.mark.parametrize(
    "text",
    [
        *("login bob secret", "Login bob secret", "register secret", "password old new", ":login bob secret"),
        *(
            " /login bob secret",
            "/logn bob secret",
            "/lgoin b",
            "!regster secret",
            "/ passwrod a b",
            "_login a",
            "@login bob secret",
        ),
    ],
)
def test_what_may_hold_a_password(text: str) -> None:
    """A command without its sign, or mistyped behind one."""
    assert may_hold_password(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "/",
        "login",
        "login bob",
        "my login is bob",
        "the password is new",
        "/join a",
        "/list a",
        "/msg bob a",
        "@Emile merci",
        "@Emile, à demain",
        "@Régis ter",
    ],
)
def test_what_holds_none(text: str) -> None:
    """Other texts and commands, and what only speaks of it."""
    assert not may_hold_password(text)


def test_a_long_word_costs_nothing() -> None:
    """It is compared with nothing."""
    assert not may_hold_password(f"/{'login' * 800} a")
