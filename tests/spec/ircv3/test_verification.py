"""account-registration where accounts have to be verified: REGISTER, the e-mail, VERIFY."""

from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from contextlib import suppress

import pytest
from scramp import ScramClient, ScramException

from harness.dialect_people import enter_relais
from harness.irc_accounts import PASSWORD, plain
from harness.letters import code_in, last_code, mailing_world
from harness.tagged_lines import commands, params
from harness.world import Client, World
from salon.core.account_events import CodeIssued, CodeKind
from salon.core.codes import digest_of
from salon.core.commands import Command, SuspendAccount
from salon.core.context import Context
from salon.core.decide import decide
from salon.core.events import Event
from salon.core.rules import AccountPolicy, MailPolicy
from salon.mail.smtp import NotSent
from salon.texts.language import Text, load_language
from salon.wire.dialects.chaines.session import ChainesSession

CAPS = "draft/account-registration sasl standard-replies"
EMAIL = "alice@example.org"


@pytest.fixture
def world() -> World:
    """Return a server on which an account needs an e-mail address."""
    return mailing_world()


def connect(world: World, *lines: str, address: str = "192.0.2.1") -> Client:
    """Open a connection that asks for the capability, and says more."""
    client = world.connect(address)
    client.send("CAP LS 302", f"CAP REQ :{CAPS}", *lines)
    return client


def registered(world: World, nick: str = "alice", email: str = EMAIL) -> Client:
    """Return who has registered, and has not verified it yet."""
    client = world.join(nick, caps=CAPS)
    lines = client.send(f"REGISTER * {email} {PASSWORD}")
    assert commands(lines) == ["REGISTER"]
    assert params(lines[0])[:2] == ("VERIFICATION_REQUIRED", nick)
    return client


def answer(client: Client, line: str) -> tuple[str, ...]:
    """Return the command and parameters of the one line that is answered, without the text for people."""
    (said,) = client.send(line)
    *words, text = (*commands([said]), *params(said))
    assert text
    return tuple(words)


# --- the capability ----------------------------------------------------------------------------


def test_the_value(world: World) -> None:
    """Capability: `email-required`; another key is for clients that know it."""
    lines = world.connect().send("CAP LS 302")
    wanted = "draft/account-registration=before-connect,email-required,salon.dev/reset-password"
    assert wanted in [word for line in lines for word in params(line)[-1].split()]


# --- success -----------------------------------------------------------------------------------


def test_while_connected(world: World) -> None:
    """Examples, "While connected": the code is sent, and authenticates."""
    alice = registered(world)
    assert alice.person.account is None
    (mail,) = world.mails
    assert mail["To"] == EMAIL
    lines = alice.send(f"VERIFY alice {code_in(mail)}")
    assert commands(lines) == ["900", "VERIFY"]
    assert params(lines[1])[:2] == ("SUCCESS", "alice")
    assert alice.person.account == "alice"
    account = world.state.accounts.find("alice")
    assert account is not None
    assert (account.email, account.unconfirmed, account.verified) == (EMAIL, "", True)


def test_before_connecting(world: World) -> None:
    """Examples, `before-connect`: verified and authenticated before registration is complete."""
    client = connect(world, "NICK alice", "USER a 0 * :A")
    assert answer(client, f"REGISTER * {EMAIL} {PASSWORD}")[:2] == ("REGISTER", "VERIFICATION_REQUIRED")
    assert commands(client.send(f"VERIFY alice {last_code(world)}")) == ["900", "VERIFY"]
    assert commands(client.send("CAP END"))[0] == "001"
    assert client.person.account == "alice"


def test_whoever_is_not_connected_is_told_what_works(world: World) -> None:
    """Of NickServ it would hear only later; the same commands by themselves lead in, up to CAP END."""
    client = connect(world, "NICK alice", "USER a 0 * :A")
    (made,) = client.send(f"REGISTER * {EMAIL} {PASSWORD}")
    assert made.endswith(f" A code has been sent to {EMAIL}: VERIFY alice CODE")
    code = last_code(world)
    for line in (f"PRIVMSG NickServ :VERIFY {code}", f"NS VERIFY {code}", "NICKSERV HELP"):
        (refused,) = client.send(line)
        assert " 451 alice :You have not registered, and NickServ does not hear you yet. " in refused
    assert client.send("CS HELP") == [":salon.test 451 alice :You have not registered"]
    assert client.send(f"VERIFY alice {code}")[-1].endswith(" :You are logged in as alice. To go on: CAP END")
    assert commands(client.send("CAP END"))[0] == "001"
    (sent,) = connect(world, "NICK al").send("RESETPASS alice")
    assert sent.endswith(": RESETPASS alice CODE NEW-PASSWORD")


def test_by_another_connection(world: World) -> None:
    """Commands: whoever has the code completes the registration; the name is theirs."""
    guest = registered(world)
    client = connect(world, "NICK al")
    client.send(f"VERIFY alice {last_code(world)}", "USER a 0 * :A", "NICK alice", "CAP END")
    assert (client.person.nick, client.person.account) == ("alice", "alice")
    assert guest.person.nick.startswith("Guest")


def test_an_address_that_is_not_needed() -> None:
    """Examples: the account works at once; the address counts once it is confirmed."""
    world = mailing_world(needed=False)
    alice = world.join("alice", caps=CAPS)
    lines = alice.send(f"REGISTER * {EMAIL} {PASSWORD}")
    assert commands(lines) == ["900", "REGISTER", "NOTE"]
    assert params(lines[2])[:3] == ("REGISTER", "CODE_SENT", "alice")
    account = world.state.accounts.find("alice")
    assert account is not None
    assert (account.email, account.unconfirmed) == ("", EMAIL)
    assert answer(alice, "VERIFY alice x")[2] == "INVALID_CODE"
    assert answer(alice, f"VERIFY alice {last_code(world)}") == ("VERIFY", "SUCCESS", "alice")
    assert (account.email, account.unconfirmed) == (EMAIL, "")
    assert answer(alice, f"VERIFY alice {last_code(world)}")[2] == "ALREADY_AUTHENTICATED"


def test_a_code_to_a_mistyped_address_lets_nobody_in() -> None:
    """Responses: who is not authenticated is not by the code for the address of an account that works."""
    world = mailing_world(needed=False)
    world.join("alice", caps=CAPS).send(f"REGISTER * {EMAIL} {PASSWORD}")
    stranger = world.join("eve", caps=CAPS)
    assert answer(stranger, f"VERIFY alice {last_code(world)}")[:3] == ("FAIL", "VERIFY", "NOT_LOGGED_IN")
    assert stranger.person.account is None


# --- another code ------------------------------------------------------------------------------


def test_another_code(world: World) -> None:
    """Commands: who registers again with the same password gets one; the one before is void."""
    alice = registered(world)
    first = last_code(world)
    assert answer(alice, f"REGISTER * {EMAIL} {PASSWORD}")[1] == "VERIFICATION_REQUIRED"
    assert answer(alice, f"VERIFY alice {first}") == ("FAIL", "VERIFY", "INVALID_CODE", "alice")
    assert commands(alice.send(f"VERIFY alice {last_code(world)}")) == ["900", "VERIFY"]


def test_another_address(world: World) -> None:
    """Commands: the address may have been mistyped; with another password, the name is taken."""
    alice = registered(world, email="alcie@example.org")
    assert answer(alice, f"REGISTER * {EMAIL} other-password")[2] == "ACCOUNT_EXISTS"
    assert answer(alice, f"REGISTER * {EMAIL} {PASSWORD}")[1] == "VERIFICATION_REQUIRED"
    assert world.mails[-1]["To"] == EMAIL
    alice.send(f"VERIFY alice {last_code(world)}")
    account = world.state.accounts.find("alice")
    assert account is not None
    assert account.email == EMAIL


# --- failures ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "email",
    ["*", "alice", "a@", "a@b@c", "al ice@b", "a@bé", "é@b", "a@-b", "a@b..c", '"a"@b', "a@b>"],
)
def test_what_is_no_email_address(world: World, email: str) -> None:
    """Responses: INVALID_EMAIL, also where one is needed; nothing in one ends a header."""
    alice = world.join("alice", caps=CAPS)
    if " " in email:
        assert alice.send(f"NS REGISTER {PASSWORD} {email}")
    else:
        assert answer(alice, f"REGISTER * {email} {PASSWORD}") == (
            "FAIL",
            "REGISTER",
            "INVALID_EMAIL",
            "alice",
        )
    assert world.state.accounts.find("alice") is None
    assert world.mails == []


def test_an_address_of_another_domain() -> None:
    """Responses: UNACCEPTABLE_EMAIL, where the owner wants those of a school."""
    world = mailing_world(email_domains=("school.example",))
    alice = world.join("alice", caps=CAPS)
    assert answer(alice, f"REGISTER * {EMAIL} {PASSWORD}")[2:] == ("UNACCEPTABLE_EMAIL", "alice")
    assert answer(alice, f"REGISTER * a@School.example {PASSWORD}")[1] == "VERIFICATION_REQUIRED"


def test_too_many_emails(world: World) -> None:
    """Responses: TEMPORARILY_UNAVAILABLE, five for an account in an hour, or to an address."""
    alice = registered(world)
    for _ in range(4):
        alice.send(f"REGISTER * {EMAIL} {PASSWORD}")
    assert answer(alice, f"REGISTER * {EMAIL} {PASSWORD}")[2:] == ("TEMPORARILY_UNAVAILABLE", "alice")
    bob = world.join("bob", caps=CAPS)
    assert answer(bob, f"REGISTER * {EMAIL.upper()} {PASSWORD}")[2:] == ("TEMPORARILY_UNAVAILABLE", "bob")
    assert world.state.accounts.find("bob") is None
    assert len(world.mails) == 5
    world.pass_time(3_600)
    alice.take()
    assert answer(alice, f"REGISTER * {EMAIL} {PASSWORD}")[1] == "VERIFICATION_REQUIRED"


def test_a_code_that_is_over(world: World) -> None:
    """Responses: INVALID_CODE, where it has expired, after a day."""
    alice, code = registered(world), last_code(world)
    world.now += 24 * 3_600_000
    assert answer(alice, f"VERIFY alice {code}") == ("FAIL", "VERIFY", "INVALID_CODE", "alice")
    world.pass_time(1)
    assert list(world.state.codes) == []


def test_a_code_of_another_account(world: World) -> None:
    """Responses: INVALID_CODE, and so for a code that is for something else."""
    registered(world, "bob", "bob@example.org")
    code = last_code(world)
    alice = registered(world)
    assert answer(alice, f"VERIFY alice {code}")[2] == "INVALID_CODE"
    assert answer(alice, f"VERIFY nobody {code}")[2] == "INVALID_CODE"
    assert answer(alice, f"VERIFY alice {issue(world, CodeKind.PASSWORD)}")[2] == "INVALID_CODE"


def test_a_code_works_once(world: World) -> None:
    """Responses: two at the same moment, of whom one is first."""
    one, two = registered(world), connect(world, "NICK al")
    code = last_code(world)
    one.send(f"VERIFY alice {code}")
    assert answer(two, f"VERIFY alice {code}")[:3] == ("FAIL", "VERIFY", "INVALID_CODE")


def issue(world: World, kind: CodeKind) -> str:
    """Return a code of the owner's, for alice where it is for a password."""
    account = world.state.accounts.find("alice")
    number = account.id if account is not None and kind is CodeKind.PASSWORD else 0
    issued = CodeIssued(digest_of(f"code {kind}"), kind, "admin", world.now, account=number)
    world.decider.announce(issued)
    world.settle()
    return f"code{kind}"


# --- what an account can, only one that can be used does ---------------------------------------


def by_plain(world: World, client: Client) -> None:
    """Log in by SASL PLAIN."""
    del world
    client.send("AUTHENTICATE PLAIN", f"AUTHENTICATE {plain('alice')}")


def by_scram(world: World, client: Client) -> None:
    """Log in by SASL SCRAM-SHA-256."""
    del world
    their = ScramClient(["SCRAM-SHA-256"], "alice", PASSWORD)
    client.send("AUTHENTICATE SCRAM-SHA-256")
    said = client.send(f"AUTHENTICATE {in_base64(their.get_client_first())}")
    with suppress(ScramException, IndexError):
        their.set_server_first(b64decode(params(said[-1])[0]).decode())
        client.send(f"AUTHENTICATE {in_base64(their.get_client_final())}", "AUTHENTICATE +")


def in_base64(text: str) -> str:
    """Return a text in Base64."""
    return b64encode(text.encode()).decode()


def by_nickserv(world: World, client: Client) -> None:
    """Log in by NickServ, after connecting."""
    del world
    client.send("CAP END", f"NS IDENTIFY alice {PASSWORD}", f"NS REGAIN alice {PASSWORD}")


def by_a_code_for_a_password(world: World, client: Client) -> None:
    """Choose another password by a code of the owner's; then log in by it."""
    client.send(f"RESETPASS alice {issue(world, CodeKind.PASSWORD)} other-password", "AUTHENTICATE PLAIN")
    client.send(
        f"AUTHENTICATE {plain('alice', 'other-password')}", "CAP END", "NS IDENTIFY alice other-password"
    )


def by_a_mailed_reset(world: World, client: Client) -> None:
    """Ask for a code for another password, and use what is sent, if anything is."""
    sent = len(world.mails)
    client.send("RESETPASS alice")
    for mail in world.mails[sent:]:
        client.send(f"RESETPASS alice {code_in(mail)} other-password")


def by_an_invitation(world: World, client: Client) -> None:
    """Register with an invitation, which confirms nothing."""
    code = issue(world, CodeKind.INVITATION)
    client.send("CAP END", "NICK alice", f"NS REGISTER {PASSWORD} {EMAIL} {code}", f"NS CODE {code}")


def by_an_operators_code(world: World, client: Client) -> None:
    """Use a code that makes an account an operator's."""
    code = issue(world, CodeKind.OPERATOR)
    client.send("CAP END", "NICK alice", f"NS REGISTER {PASSWORD} {EMAIL} {code}", f"NS CODE {code}")


def by_registering_again(world: World, client: Client) -> None:
    """Register again, with the same password and with another."""
    del world
    client.send("NICK alice", f"REGISTER alice {EMAIL} {PASSWORD}", f"REGISTER alice {EMAIL} other-password")


def by_guessing_a_code(world: World, client: Client) -> None:
    """Verify by what is no code, or by the digest of one."""
    digests = [code.digest for code in world.state.codes]
    client.send("VERIFY alice x", *(f"VERIFY alice {digest}" for digest in digests), "VERIFY alice :")


def by_chaines(world: World, _client: Client) -> None:
    """Log in by another protocol, before a name and after."""
    for lines in (["/login alice sesame-8"], ["al2", "/login alice sesame-8", "/register alice sesame-8"]):
        WAYS_IN.append(world.connect_dialect(ChainesSession))
        WAYS_IN[-1].send(*lines)


def by_relais(world: World, _client: Client) -> None:
    """Log in by the protocol whose people have nothing but a name."""
    WAYS_IN.append(enter_relais(world, "al3"))
    WAYS_IN[-1].send("/login alice sesame-8", "/reset alice x sesame-8", "/verify alice x")


WAYS_IN: list[Client] = []
"""Other connections by which it was tried."""

WAYS: list[Callable[[World, Client], None]] = [
    by_plain,
    by_scram,
    by_nickserv,
    by_a_code_for_a_password,
    by_a_mailed_reset,
    by_an_invitation,
    by_an_operators_code,
    by_registering_again,
    by_guessing_a_code,
    by_chaines,
    by_relais,
]


def unverified(world: World) -> None:
    """Leave alice as she registered."""
    del world


def suspended(world: World) -> None:
    """Have the owner suspend alice, after she has verified her address."""
    world.connect().send("NICK x", f"VERIFY alice {last_code(world)}", "QUIT")
    decide_as_owner(world, SuspendAccount("alice"))


def suspended_before(world: World) -> None:
    """Have the owner suspend alice before she has verified her address."""
    decide_as_owner(world, SuspendAccount("alice"))


def expired(world: World) -> None:
    """Let so much time pass that alice's account is gone; whoever takes her name has to be verified, too."""
    world.now += 2 * 24 * 3_600_000
    world.pass_time(1)
    assert world.state.accounts.find("alice") is None


def decide_as_owner(world: World, command: Command) -> None:
    """Have the owner of the server ask for something."""
    owner = world.connect().link.core
    owner.administrator = True
    outcome = decide(world.state, command, Context(world.now, owner))
    assert isinstance(outcome, list)
    for event in outcome:
        if isinstance(event, Event):
            world.decider.announce(event)
    world.settle()


STATES: list[Callable[[World], None]] = [unverified, suspended, suspended_before, expired]


@pytest.mark.parametrize("state", STATES, ids=lambda its: its.__name__)
@pytest.mark.parametrize("ways", [*[(way,) for way in WAYS], tuple(WAYS), tuple(reversed(WAYS))])
def test_nothing_gets_past_it(
    state: Callable[[World], None], ways: Sequence[Callable[[World, Client], None]]
) -> None:
    """No way of logging in, alone or after the others, leads into an account that cannot be used."""
    world = mailing_world(scram=True, grace_seconds=0)
    client = connect(world, "NICK alice", f"REGISTER * {EMAIL} {PASSWORD}", "QUIT")
    state(world)
    WAYS_IN.clear()
    client = connect(world, "NICK al", "USER al 0 * :Al")
    for way in ways:
        way(world, client)
    client.send("CAP END", "JOIN #club", "PERSISTENCE SET ON", "NS CODE x")
    for its in (client, *WAYS_IN):
        person = its.link.core.person
        assert its.link.core.account == ""
        assert person is None or (person.account is None and not person.is_operator)
    account = world.state.accounts.find("alice")
    assert account is None or not account.active
    assert not any(channel.owner for channel in world.state.channels.values())


def test_a_session_that_is_there_ends_with_the_account(world: World) -> None:
    """Nor does a login from before the suspension help, or going on with a lost connection."""
    client = connect(world, "NICK alice", "USER a 0 * :A", f"REGISTER * {EMAIL} {PASSWORD}")
    client.send(f"VERIFY alice {last_code(world)}")
    assert client.link.core.account == "alice"
    decide_as_owner(world, SuspendAccount("alice"))
    client.send("CAP END")
    assert client.person.account is None


# --- names that wait ---------------------------------------------------------------------------


def test_a_guest_keeps_the_nick_while_it_waits(world: World) -> None:
    """Neither who registered nor anybody else is renamed for a name that is not verified."""
    alice = registered(world)
    world.pass_time(120)
    assert alice.person.nick == "alice"
    alice.send("NICK al")
    assert world.join("alice").person.nick == "alice"


def test_names_that_wait_are_few() -> None:
    """With one more than may wait, the oldest goes; and each goes after a time."""
    world = mailing_world(unverified_accounts=2)
    for nick in ("ann", "ben", "cid"):
        registered(world, nick, f"{nick}@example.org")
    assert [account.name for account in world.state.accounts] == ["ben", "cid"]
    world.now += 2 * 24 * 3_600_000
    world.pass_time(1)
    assert list(world.state.accounts) == []
    assert world.on_disk("SELECT * FROM account") == []


# --- the server for e-mail ---------------------------------------------------------------------


def test_a_server_that_is_down(world: World) -> None:
    """Who registers is told so; the code is sent as soon as the server is back."""
    world.smtp_problem = NotSent(Text("down"))
    registered(world)
    bob = world.join("bob", caps=CAPS)
    lines = bob.send(f"REGISTER * bob@example.org {PASSWORD}")
    assert commands(lines) == ["REGISTER", "WARN"]
    assert params(lines[1])[:2] == ("REGISTER", "EMAIL_DELAYED")
    world.pass_time(10)
    assert world.mails == []
    world.smtp_problem = None
    world.pass_time(20)
    assert {mail["To"] for mail in world.mails} == {EMAIL, "bob@example.org"}


def test_nothing_is_sent_before_it_is_on_disk(world: World) -> None:
    """Who acts on an e-mail finds what it says."""
    client = world.join("alice", caps=CAPS)
    world.hold_disk = True
    client.send(f"REGISTER * {EMAIL} {PASSWORD}")
    assert world.mails == []
    world.hold_disk = False
    while world.held:
        world.release_disk()
    assert len(world.mails) == 1
    assert world.on_disk("SELECT unconfirmed FROM account") == [(EMAIL,)]


def test_in_the_language_of_the_session() -> None:
    """It was chosen by LANGUAGE; the headers are there, and nothing of the name begins another."""
    french = load_language("fr").gettext
    policy = {"accounts": AccountPolicy(require_email=True), "mail": MailPolicy()}
    world = World(rules=policy, languages={"en": str, "fr": french})
    client = world.join("zoé", caps=CAPS)
    client.send("LANGUAGE fr", f"REGISTER * {EMAIL} {PASSWORD}")
    (mail,) = world.mails
    assert mail["Content-Language"] == "fr"
    assert "Bonjour" in mail.get_content()
    assert mail["Subject"] == "Test : votre code pour le compte zoé".replace(" :", "\u00a0:")
    mail.as_bytes().decode("ascii")
