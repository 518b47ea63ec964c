"""In which kind logins and accounts are answered, and why something was not done."""

import pytest

from harness.interpreting import talk_of
from harness.irc_accounts import join_with_account, plain
from harness.replies import told
from harness.world import World
from salon.core import account_refusals, events, refusals
from salon.core.account_events import CodeKind
from salon.core.names import NameProblem
from salon.core.refusals import Refusal
from salon.core.replies import AccountDone, CodeShown, LoginDone, LogoutDone, NameReserved, ProofAccepted
from salon.wire.irc.account_outcomes import SHOW_ACCOUNTS, refuse
from salon.wire.irc.conversation import Asked, Conversation

SERVICE = ":NickServ!NickServ@salon.test NOTICE ann :"


@pytest.fixture
def talk() -> Conversation:
    """Return a conversation with somebody who knows standard replies."""
    return talk_of(World().join("ann", caps="standard-replies"))


def shown(talk: Conversation, asked: Asked, outcome: object) -> list[str]:
    """Return what is told of an outcome, in brief."""
    talk.asked = asked
    if isinstance(outcome, Refusal):
        refuse(talk, outcome)
    else:
        SHOW_ACCOUNTS[type(outcome)](talk, outcome, 0, True)
    return told(talk.take_output().decode().split("\r\n")[:-1])


@pytest.mark.parametrize(
    ("asked", "lines"),
    [
        (Asked.AUTHENTICATE, ["903 ann :..."]),
        (
            Asked.REGISTER,
            ["REGISTER SUCCESS ann :The account ann has been created, and you are logged in to it"],
        ),
        (Asked.NICKSERV, [f"{SERVICE}The account ann has been created, and you are logged in to it"]),
    ],
)
def test_a_login(talk: Conversation, asked: Asked, lines: list[str]) -> None:
    """Once, in the kind in which it was asked."""
    assert shown(talk, asked, LoginDone("ann", made=True)) == lines


@pytest.mark.parametrize(
    ("asked", "head"),
    [
        (Asked.AUTHENTICATE, "WARN AUTHENTICATE PASSWORD_READABLE :"),
        (Asked.REGISTER, "WARN REGISTER PASSWORD_READABLE :"),
        (Asked.NICKSERV, SERVICE),
    ],
)
def test_a_password_that_others_can_read(talk: Conversation, asked: Asked, head: str) -> None:
    """Is warned of in the same kind."""
    assert shown(talk, asked, LoginDone("ann", readable=True))[-1].startswith(f"{head}Others on the network")


def test_a_proof_is_answered(talk: Conversation) -> None:
    """By the server's own, after which an answer is awaited."""
    assert shown(talk, Asked.AUTHENTICATE, ProofAccepted(b"signature")) == [
        "AUTHENTICATE dj1jMmxuYm1GMGRYSmw="
    ]
    assert talk.sasl == ""


def test_other_replies(talk: Conversation) -> None:
    """By the service that was asked; by NickServ where none was."""
    assert shown(talk, Asked.NICKSERV, LogoutDone("ann")) == [f"{SERVICE}You are logged out of ann"]
    assert shown(talk, Asked.PLAINLY, AccountDone("ann", "{account} it is.")) == [f"{SERVICE}ann it is."]
    by_channels = SERVICE.replace("NickServ", "ChanServ")
    assert shown(talk, Asked.CHANSERV, AccountDone("ann", "{account}.")) == [f"{by_channels}ann."]
    code = CodeShown("c0de", CodeKind.PASSWORD, "ann", 1, 1_800_000_000_000, ())
    assert len(shown(talk, Asked.NICKSERV, code)) == 2


@pytest.mark.parametrize(
    ("refusal", "by_sasl", "by_register"),
    [
        (account_refusals.LoginFailed(), "904", "INVALID_CREDENTIALS ann"),
        (account_refusals.AccountUnusable("ben"), "902", "ACCOUNT_UNUSABLE ben"),
        (account_refusals.AlreadyLoggedIn("ben"), "907", "ALREADY_AUTHENTICATED ann"),
        (account_refusals.AccountExists("ben"), "904", "ACCOUNT_EXISTS ben"),
        (account_refusals.AccountNameInvalid("b n", NameProblem.EMPTY), "904", "BAD_ACCOUNT_NAME bn"),
        (account_refusals.AccountNameNotNick("ben", "ann"), "904", "ACCOUNT_NAME_MUST_BE_NICK ben"),
        (account_refusals.PasswordInvalid(9), "904", "UNACCEPTABLE_PASSWORD ann"),
        (account_refusals.RegistrationNeedsName(), "904", "COMPLETE_CONNECTION_REQUIRED"),
        (account_refusals.RegistrationClosed(), "904", "TEMPORARILY_UNAVAILABLE ann"),
        (account_refusals.InvitationNeeded(), "904", "INVITATION_NEEDED ann"),
        (account_refusals.PasswordTooShort(8), "904", "WEAK_PASSWORD ann"),
        (account_refusals.LooksLikeAccount("b0b", "bob"), "904", "ACCOUNT_EXISTS b0b"),
        (account_refusals.NameWithheld("root"), "904", "BAD_ACCOUNT_NAME root"),
        (account_refusals.CodeNotForAccount("ben"), "904", "ALREADY_AUTHENTICATED ann"),
        (account_refusals.PasswordNeedsEncryption(), "904", "TEMPORARILY_UNAVAILABLE ann"),
        (account_refusals.TooManyRegistrations(5), "904", "TEMPORARILY_UNAVAILABLE ann"),
        (account_refusals.TooManyWaiting(5), "904", "TEMPORARILY_UNAVAILABLE ann"),
        (account_refusals.CodeInvalid(), "904", "INVALID_CODE ann"),
        (refusals.NickInUse("ann"), "904", "BAD_ACCOUNT_NAME ann"),
        (refusals.TooManyTries(5), "904", "TOO_MANY_TRIES ann"),
    ],
)
def test_why_not(talk: Conversation, refusal: Refusal, by_sasl: str, by_register: str) -> None:
    """A numeric, a FAIL of account-registration, or a notice; never two."""
    assert shown(talk, Asked.AUTHENTICATE, refusal) == [f"{by_sasl} ann :..."]
    (line,) = shown(talk, Asked.REGISTER, refusal)
    assert line.startswith(f"FAIL REGISTER {by_register} :")
    (line,) = shown(talk, Asked.NICKSERV, refusal)
    assert line.startswith(SERVICE)


def test_a_mask_before_there_is_a_person() -> None:
    """Of what is known already."""
    world = World()
    join_with_account(world, "ann").send("QUIT")
    client = world.connect()
    client.send("CAP REQ sasl", "AUTHENTICATE PLAIN")
    assert told(client.send("AUTHENTICATE " + plain("ann")))[0] == "900 * *!*@host.test ann :..."


def test_logging_in_and_out() -> None:
    """A numeric for oneself, beside the line that all others see."""
    ann = World().join("ann", caps="account-notify")
    source, talk = ann.person.source, talk_of(ann)
    assert shown(talk, Asked.PLAINLY, events.LoginChanged(source, "ann", 0)) == [
        f":{source.mask} ACCOUNT ann",
        f"900 ann {source.mask} ann :...",
    ]
    assert shown(talk, Asked.PLAINLY, events.LoginChanged(source, None, 0)) == [
        f":{source.mask} ACCOUNT *",
        f"901 ann {source.mask} :...",
    ]


def test_a_name_that_is_somebody_s_account_is_warned_of(talk: Conversation) -> None:
    """With the time that is left."""
    (warned,) = shown(talk, Asked.PLAINLY, NameReserved("ann", 60))
    assert warned.startswith("WARN NICK NICK_RESERVED ann :")
    assert "60 seconds" in warned
