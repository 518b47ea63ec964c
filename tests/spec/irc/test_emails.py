"""E-mail addresses of accounts, and passwords that are reset by e-mail, as people ask NickServ for it."""

from collections.abc import Callable

import pytest

from harness.irc_accounts import PASSWORD, plain
from harness.letters import code_in, last_code, mailing_world
from harness.tagged_lines import commands, params
from harness.world import Client, World
from salon.core.account_events import CodeIssued, EmailChanged
from salon.core.accounts import Account
from salon.mail.smtp import NotSent
from salon.texts.language import Text

EMAIL = "alice@example.org"
OTHER = "al@example.net"


@pytest.fixture
def world() -> World:
    """Return a server that sends e-mails, and asks nobody for an address."""
    return mailing_world(needed=False)


def said(lines: list[str]) -> list[str]:
    """Return what NickServ says, without the marks of who it is."""
    assert set(commands(lines)) <= {"NOTICE", "900"}
    return [params(line)[-1] for line in lines if commands([line]) == ["NOTICE"]]


def with_address(world: World, nick: str = "alice", email: str = EMAIL, caps: str = "") -> Client:
    """Return who has an account with a confirmed address."""
    client = world.join(nick, caps=caps)
    client.send(f"NS REGISTER {PASSWORD} {email}")
    client.send(f"NS VERIFY {last_code(world)}")
    found = world.state.accounts.find(nick)
    assert found is not None
    assert found.email == email
    world.mails.clear()
    return client


def account(world: World, name: str = "alice") -> Account:
    """Return an account that there is."""
    found = world.state.accounts.find(name)
    assert found is not None
    return found


# --- confirming --------------------------------------------------------------------------------


def test_where_one_is_needed() -> None:
    """The answers say what to write; with the code one is logged in."""
    world = mailing_world()
    alice = world.join("alice")
    assert said(alice.send(f"NS REGISTER {PASSWORD}")) == [
        "An account on this server needs an e-mail address: add yours."
    ]
    created = (
        "The account alice has been created, but is not confirmed yet. A code has been sent to"
        f" {EMAIL}: /msg NickServ VERIFY alice CODE"
    )
    assert said(alice.send(f"NS REGISTER {PASSWORD} {EMAIL}")) == [created]
    assert "is not confirmed yet" in said(alice.send(f"NS IDENTIFY {PASSWORD}"))[0]
    assert said(alice.send(f"NS VERIFY {last_code(world)}")) == ["You are logged in as alice"]
    assert said(alice.send("NS INFO"))[1] == f"E-mail address: {EMAIL}"


def test_sasl_says_that_the_account_is_not_confirmed() -> None:
    """By the numeric for accounts that cannot be used (sasl-3.1)."""
    world = mailing_world()
    world.join("alice").send(f"NS REGISTER {PASSWORD} {EMAIL}", "QUIT")
    client = world.connect()
    client.send("CAP REQ :sasl", "AUTHENTICATE PLAIN")
    (line,) = client.send(f"AUTHENTICATE {plain('alice')}")
    assert commands([line]) == ["902"]
    assert "not confirmed" in line


# --- another address ---------------------------------------------------------------------------


def test_another_address(world: World) -> None:
    """It counts once it is confirmed; both addresses are told."""
    alice = with_address(world)
    assert said(alice.send(f"NS EMAIL wrong {OTHER}")) == ["The name or the password is wrong."]
    assert world.mails == []
    assert OTHER in said(alice.send(f"NS EMAIL {PASSWORD} {OTHER}"))[0]
    assert (account(world).email, account(world).unconfirmed) == (EMAIL, OTHER)
    new, old = world.mails
    assert (new["To"], old["To"]) == (OTHER, EMAIL)
    assert OTHER in old.get_content()
    assert code_in(new) not in old.get_content()
    assert f"E-mail address, not confirmed: {OTHER}" in said(alice.send("NS INFO"))
    alice.send(f"NS VERIFY {code_in(new)}")
    assert (account(world).email, account(world).unconfirmed) == (OTHER, "")
    assert world.on_disk("SELECT email, unconfirmed FROM account") == [(OTHER, "")]


def test_back_to_the_address_before(world: World) -> None:
    """Who says it again takes the change back; its code is void."""
    alice = with_address(world)
    alice.send(f"NS EMAIL {PASSWORD} {OTHER}")
    code = code_in(world.mails[0])
    assert said(alice.send(f"NS EMAIL {PASSWORD} {EMAIL}")) == [f"The e-mail address {EMAIL} is confirmed"]
    assert said(alice.send(f"NS VERIFY {code}")) == ["You are logged in as alice: log out first."]
    assert (account(world).email, account(world).unconfirmed) == (EMAIL, "")


def test_without_email() -> None:
    """A server that sends none says so; an address that is given there is noted, and counts for nothing."""
    world = World()
    alice = world.join("alice")
    alice.send(f"NS REGISTER {PASSWORD} {EMAIL}")
    assert (account(world).email, account(world).unconfirmed) == ("", EMAIL)
    wanted = ["This server sends no e-mail: ask its owner."]
    assert said(alice.send(f"NS EMAIL {PASSWORD} {OTHER}")) == wanted
    assert said(world.join("al").send("NS SENDPASS alice")) == wanted


# --- another password --------------------------------------------------------------------------


def test_a_forgotten_password(world: World) -> None:
    """The code goes to the confirmed address; with it, one chooses another password, and is logged in."""
    with_address(world).send("QUIT")
    al = world.join("al")
    assert "If there is an account alice" in said(al.send("NS SENDPASS alice"))[0]
    (mail,) = world.mails
    assert mail["To"] == EMAIL
    code = code_in(mail)
    assert code not in str(world.on_disk("SELECT * FROM code"))
    assert said(al.send(f"NS RESETPASS bob {code} other-password"))[0].startswith("This code is not valid")
    assert said(al.send(f"NS RESETPASS alice {code} other-password")) == ["You are logged in as alice"]
    assert al.person.account == "alice"
    assert said(world.join("eve").send(f"NS RESETPASS alice {code} third-password"))[0].startswith(
        "This code is not"
    )
    wrong = ["The name or the password is wrong."]
    assert said(world.join("zoe").send(f"NS IDENTIFY alice {PASSWORD}")) == wrong


def test_a_program_before_it_has_a_nick(world: World) -> None:
    """RESETPASS, in the kind of REGISTER and VERIFY: what the page says."""
    with_address(world).send("QUIT")
    client = world.connect()
    client.send("CAP REQ :standard-replies", "NICK alice", "USER a 0 * :A")
    (line,) = client.send("RESETPASS alice")
    assert (commands([line]), params(line)[:2]) == (["RESETPASS"], ("SENT", "alice"))
    (line,) = client.send("RESETPASS alice x other-password")
    assert params(line)[:3] == ("RESETPASS", "INVALID_CODE", "alice")
    lines = client.send(f"RESETPASS alice {last_code(world)} other-password")
    assert commands(lines) == ["900", "RESETPASS"]
    assert params(lines[1])[:2] == ("SUCCESS", "alice")
    assert commands(client.send("CAP END"))[0] == "001"
    assert client.person.account == "alice"


def nobody(world: World) -> str:
    """Return a name that is nobody's."""
    del world
    return "nobody"


def without_address(world: World) -> str:
    """Return the name of an account without an address."""
    world.join("bob").send(f"NS REGISTER {PASSWORD}", "QUIT")
    return "bob"


def unconfirmed(world: World) -> str:
    """Return the name of an account whose address is not confirmed."""
    world.join("cid").send(f"NS REGISTER {PASSWORD} cid@example.org", "QUIT")
    return "cid"


def confirmed(world: World) -> str:
    """Return the name of an account that can be written to."""
    with_address(world, "dan", "dan@example.org").send("QUIT")
    return "dan"


@pytest.mark.parametrize("somebody", [nobody, without_address, unconfirmed, confirmed])
def test_the_answer_tells_nothing(world: World, somebody: Callable[[World], str]) -> None:
    """Not by its words, nor by what it waits for: a code is kept for each, and as much is written."""
    name, al = somebody(world), world.join("al")
    world.mails.clear()
    before, batches = len(world.events), world.decider._position
    answers = [said(al.send(f"NS SENDPASS {name}")) for _ in range(6)]
    sent = (
        f"If there is an account {name} with a confirmed e-mail address, a code has been sent there:"
        f" /msg NickServ RESETPASS {name} CODE NEW-PASSWORD"
    )
    assert answers[:5] == [[sent]] * 5
    assert answers[5][0].startswith("Too many e-mails were asked for")
    assert [type(event) for event in world.events[before:]] == [CodeIssued] * 5
    # For each what it takes to find out, and what comes of that.
    assert world.decider._position - batches == 12
    # One that was sent there before counts, too, but nobody is told that.
    assert len(world.mails) == (4 if somebody is confirmed else 0)


def test_an_address_that_gets_too_much_tells_nothing(world: World) -> None:
    """Who asks for a code is not told that the address has had too many from elsewhere."""
    with_address(world).send("QUIT")
    for nick in ("bob", "cid", "dan", "eve"):
        world.join(nick).send(f"NS REGISTER {PASSWORD} {EMAIL}")
    world.mails.clear()
    assert "If there is an account alice" in said(world.join("al").send("NS SENDPASS alice"))[0]
    assert world.mails == []


def test_a_code_for_a_password_is_over_after_an_hour(world: World) -> None:
    """And with a change of the address by the owner."""
    with_address(world).send("QUIT")
    al = world.join("al")
    al.send("NS SENDPASS alice")
    code = last_code(world)
    world.now += 3_600_000
    assert said(al.send(f"NS RESETPASS alice {code} other-password"))[0].startswith("This code is not valid")
    world.decider.announce(EmailChanged(account(world).id, ""))
    al.send("NS SENDPASS alice")
    assert len(world.mails) == 1


def test_programs_read_what_becomes_of_an_address() -> None:
    """In tags: whether a code was sent there, or it was confirmed before."""
    world = mailing_world()
    alice = with_address(world, caps="message-tags")
    assert alice.send(f"NS EMAIL {PASSWORD} {OTHER}")[0].startswith(
        f"@salon.dev/code-sent={OTHER} :NickServ!"
    )
    assert alice.send(f"NS EMAIL {PASSWORD} {EMAIL}")[0].startswith(
        f"@salon.dev/email-confirmed={EMAIL} :NickServ!"
    )


def test_an_address_that_is_refused_for_good(world: World) -> None:
    """Whoever waits for the code is told, and nobody else."""
    alice, bob = world.join("alice"), world.join("bob")
    world.smtp_problem = NotSent(Text("no such mailbox"), for_good=True)
    told = "WARN ACCOUNT EMAIL_REFUSED: The mail server refused the e-mail for the account alice. Check the"
    assert any(told in line for line in alice.send(f"NS REGISTER {PASSWORD} {EMAIL}"))
    assert bob.take() == []


def test_an_account_that_waits_for_the_refused_code() -> None:
    """Nobody is logged in to it: the guest of its name is told, on a dialect as on IRC."""
    world = mailing_world()
    alice = world.join("alice")
    world.smtp_problem = NotSent(Text("no such mailbox"), for_good=True)
    assert any("EMAIL_REFUSED" in line for line in alice.send(f"NS REGISTER {PASSWORD} {EMAIL}"))
