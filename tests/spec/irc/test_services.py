"""What people say to NickServ and ChanServ: Salon's own forms of the commands of accounts.

The services are no people: what is said to them is answered by notices, and goes nowhere else.
"""

import logging

import pytest

from harness.irc_accounts import PASSWORD, connect_to_account, join_with_account
from harness.replies import codes, told
from harness.tagged_lines import tags, unwrapped
from harness.world import Client, World
from salon.core.account_events import CodeKind
from salon.core.commands import IssueCode
from salon.core.rules import AccountPolicy
from salon.texts.language import load_language


def world_with(**rules: object) -> World:
    """Return a server where passwords may be sent in any way."""
    return World(rules={"accounts": AccountPolicy(plaintext_passwords="allow"), **rules})


@pytest.fixture
def alice() -> Client:
    """Return somebody without an account."""
    return world_with().join("alice", "#c")


def said(lines: list[str], service: str = "NickServ") -> list[str]:
    """Return the texts of the notices of a service, which are all that came but the numerics of logins."""
    others = [line for line in told(lines) if line[:4] not in {"900 ", "901 "}]
    head = f":{service}!{service}@salon.test NOTICE "
    assert all(line.startswith(head) for line in others), others
    return [line.partition(" :")[2] for line in others]


# --- how they are spoken to --------------------------------------------------------------------


@pytest.mark.parametrize(
    "way",
    [
        "PRIVMSG NickServ :",
        "PRIVMSG nickserv :",
        "NOTICE NICKSERV :",
        "NS ",
        "NICKSERV ",
        "ns :",
        "nickserv :",
    ],
)
@pytest.mark.parametrize("word", ["INFO", "info"])
def test_ways_to_nickserv(alice: Client, way: str, word: str) -> None:
    """By a message or a notice to it, or a command of its name; in any case."""
    assert said(alice.send(way + word)) == ["You are not logged in."]


@pytest.mark.parametrize("way", ["PRIVMSG ChanServ :", "NOTICE chanserv :", "CS ", "CHANSERV "])
def test_ways_to_chanserv(alice: Client, way: str) -> None:
    """In the same ways."""
    assert said(alice.send(f"{way}HELP"), "ChanServ")[0] == "Write /msg ChanServ and one of these:"


def test_nobody_else_is_spoken_to(alice: Client) -> None:
    """Neither to oneself by echo-message, nor to the history, nor to a log."""
    world = alice.world
    alice.send("CAP REQ :echo-message message-tags")
    with pytest.MonkeyPatch.context() as patch:
        lines: list[str] = []
        patch.setattr(logging.Logger, "handle", lambda _self, record: lines.append(record.getMessage()))
        answers = alice.send(*(f"{way} NickServ :IDENTIFY {PASSWORD}" for way in ("PRIVMSG", "NOTICE")))
        alice.send(f"NS REGISTER {PASSWORD}")
    assert not [line for line in (*answers, *lines) if PASSWORD in line]
    assert world.said == []
    assert world.kept_lines() == []
    assert not [event for event in world.events if PASSWORD in str(event)]


def test_what_programs_say_is_not_answered(alice: Client) -> None:
    """A CTCP, and that somebody types; before registration there is nobody to speak to them."""
    alice.send("CAP REQ message-tags")
    assert alice.send("PRIVMSG NickServ :\x01VERSION\x01", "@+typing=active TAGMSG NickServ") == []
    assert codes(alice.world.connect().send("NS HELP")) == ["451"]


def test_an_answer_has_its_label(alice: Client) -> None:
    """labeled-response: as any other."""
    alice.send("CAP REQ :batch labeled-response")
    (line,) = alice.send("@label=a NS INFO")
    assert tags(line) == {"label": "a"}
    assert len(unwrapped(alice.send("@label=b PRIVMSG NickServ :HELP"))) > 5


@pytest.mark.parametrize("nick", ["NickServ", "nickserv", "ChanServ"])
def test_nobody_has_their_names(alice: Client, nick: str) -> None:
    """Neither from the start nor later."""
    assert codes(alice.send(f"NICK {nick}")) == ["433"]
    assert codes(alice.world.connect().send(f"NICK {nick}")) == ["433"]


# --- what they say of themselves ---------------------------------------------------------------


def test_help(alice: Client) -> None:
    """Of all commands, or of one; without a word, too."""
    everything = said(alice.send("NS HELP"))
    assert said(alice.send("NS")) == everything
    assert everything[1:] == sorted(everything[1:])
    assert said(alice.send("NS HELP drop"))[1:] == ["DROP PASSWORD - delete your account"]


def test_help_in_french() -> None:
    """In the language that somebody chose."""
    world = World(languages={"en": str, "fr": load_language("fr").gettext})
    alice = world.join("alice")
    alice.send("LANGUAGE fr")
    assert "DROP MOT_DE_PASSE - supprimer votre compte" in said(alice.send("NS HELP"))


@pytest.mark.parametrize(
    "line", ["DROP", "DROP a b", "SETPASS a", "IDENTIFY", "REGISTER", "CODE", "INFO me x"]
)
def test_too_few_or_too_many_words(alice: Client, line: str) -> None:
    """What is to be written is told."""
    (answer,) = said(alice.send(f"NS {line}"))
    assert answer.startswith(f"Write: /msg NickServ {line.split(maxsplit=1)[0]}")


def test_an_unknown_word(alice: Client) -> None:
    """With what helps."""
    (answer,) = said(alice.send("NS FOO"))
    assert answer == "There is no command FOO. To see the commands: /msg NickServ HELP"


# --- accounts ----------------------------------------------------------------------------------


def test_an_account_from_beginning_to_end(alice: Client) -> None:
    """Made, left, logged in to, described, with another password, and deleted."""
    assert said(alice.send(f"NS REGISTER {PASSWORD} a@example.org")) == [
        "The account alice has been created, and you are logged in to it"
    ]
    assert said(alice.send("NS LOGOUT")) == ["You are logged out of alice"]
    assert said(alice.send("NS IDENTIFY wrong")) == ["The name or the password is wrong."]
    assert said(alice.send(f"NS IDENTIFY alice {PASSWORD}")) == ["You are logged in as alice"]
    assert said(alice.send("NS INFO"))[1:] == [
        "E-mail address, not confirmed: a@example.org",
        "You have 1 connection with it",
    ]
    assert said(alice.send(f"NS SETPASS {PASSWORD} other-08")) == ["The password of alice has been changed."]
    assert said(alice.send("NS DROP wrong")) == ["The name or the password is wrong."]
    lines = alice.send("NS DROP other-08")
    assert said(lines[:1]) == ["The account alice has been deleted."]
    assert alice.closed


def test_the_numerics_come_with_them(alice: Client) -> None:
    """sasl-3.1, Numerics: 900 and 901 when the account is set or unset, by SASL or otherwise."""
    assert codes(alice.send(f"NS REGISTER {PASSWORD}")) == ["900", "NOTICE"]
    assert codes(alice.send("NS LOGOUT")) == ["901", "NOTICE"]
    assert codes(alice.send(f"NOTICE NickServ :IDENTIFY {PASSWORD}")) == ["900", "NOTICE"]


def issue(world: World, kind: CodeKind, account: str = "", channels: tuple[str, ...] = ()) -> str:
    """Give out a code as an operator does; return it, as it is shown."""
    root = world.join(f"root{kind}")
    root.send("OPER root letmein")
    world.hub._ask(root.link, [IssueCode(kind, account, channels=channels)], world.now)
    notice = said(root.take())[0]
    return notice.rpartition(": ")[2]


def test_an_invitation() -> None:
    """Where accounts are for people who have one: it stands behind the password."""
    world = World(rules={"accounts": AccountPolicy(registration="invite", plaintext_passwords="allow")})
    alice, code = world.join("alice"), issue(world, CodeKind.INVITATION)
    assert "you need an invitation" in said(alice.send(f"NS REGISTER {PASSWORD}"))[0]
    assert "This code is not valid" in said(alice.send(f"NS REGISTER {PASSWORD} x"))[0]
    said(alice.send(f"NS REGISTER {PASSWORD} a@example.org {code}"))
    account = world.state.accounts.find("alice")
    assert account is not None
    assert account.unconfirmed == "a@example.org"


def test_an_invitation_leads_into_channels() -> None:
    """Whoever makes an account by it is told, and is in them; also where one has to be invited."""
    world = world_with()
    founder = world.join("zoe", "#closed")
    founder.send("MODE #closed +i")
    alice, code = world.join("alice"), issue(world, CodeKind.INVITATION, channels=("#closed", "#new"))
    lines = alice.send(f"NS REGISTER {PASSWORD} {code}")
    assert any(line.endswith("Your invitation leads to #closed, #new.") for line in lines)
    assert {channel.name for channel in alice.person.channels.values()} == {"#closed", "#new"}
    new, account = world.state.find_channel("#new"), world.state.accounts.find("alice")
    assert new is not None
    assert account is not None
    assert new.owner == account.id


def test_whoever_makes_no_account_is_led_nowhere() -> None:
    """The code can still be used, by a program, too."""
    world = world_with()
    alice, code = world.join("alice"), issue(world, CodeKind.INVITATION, channels=("#new",))
    alice.send(f"NS REGISTER short {code}")
    assert not alice.person.channels
    lines = alice.send(f"REGISTER * * {PASSWORD} {code}")
    assert any("REGISTER INVITATION" in line for line in lines)
    assert [channel.name for channel in alice.person.channels.values()] == ["#new"]


def test_a_code_that_resets_a_password() -> None:
    """For who has forgotten it: the code, the name where it is not one's nick, and another password."""
    world = world_with()
    join_with_account(world, "alice").send("QUIT")
    code, al = issue(world, CodeKind.PASSWORD, "alice"), world.join("al")
    assert said(al.send(f"NS CODE {code} bob newer-08")) == [
        "This code is not valid, or no longer valid: ask for a new one."
    ]
    assert said(al.send(f"NS CODE {code} alice newer-08")) == ["You are logged in as alice"]
    assert al.person.account == "alice"


def test_a_code_that_makes_an_operator() -> None:
    """Of the account that one is logged in to."""
    world = world_with()
    alice = join_with_account(world, "alice")
    code = issue(world, CodeKind.OPERATOR)
    assert codes(alice.send(f"NS CODE {code}")) == ["MODE", "381", "NOTICE"]
    assert "It is the account of a server operator" in said(alice.send("NS INFO"))


# --- one's name --------------------------------------------------------------------------------


def lost_name() -> tuple[World, Client, Client]:
    """Return a server, alice's owner without the name, and the guest who has it for a while."""
    world = world_with()
    join_with_account(world, "alice").send("QUIT")
    return world, world.join("al"), world.join("alice")


def test_a_name_is_taken_back_with_the_password() -> None:
    """From a guest, who gets another one."""
    _, owner, guest = lost_name()
    lines = owner.send(f"NS REGAIN alice {PASSWORD}")
    assert [line for line in lines if "NICK" in line] == [":al!~al@host.test NICK :alice"]
    assert owner.person.nick == "alice"
    assert guest.person.nick.startswith("Guest")


def test_a_name_is_taken_back_by_who_is_logged_in() -> None:
    """By REGAIN alone; who has it is told so."""
    _, owner, _ = lost_name()
    owner.send(f"NS IDENTIFY alice {PASSWORD}")
    assert owner.send("NS RECOVER") == [":al!~al@host.test NICK :alice"]
    assert said(owner.send("NS REGAIN")) == ["You have your name: alice"]


def test_a_name_is_not_taken_with_a_wrong_password() -> None:
    """Nor one that is nobody's, and not without a login."""
    _, owner, guest = lost_name()
    assert said(owner.send("NS REGAIN alice wrong")) == ["The name or the password is wrong."]
    assert said(owner.send("NS REGAIN nobody wrong")) == ["The name or the password is wrong."]
    assert said(owner.send("NS REGAIN")) == ["You are not logged in."]
    assert (owner.person.nick, guest.person.nick) == ("al", "alice")


def test_a_guest_with_somebody_s_name_is_warned() -> None:
    """And gets another one when the time is over, or keeps it by logging in."""
    world = world_with()
    join_with_account(world, "alice").send("QUIT")
    client = world.connect()
    client.send("CAP REQ standard-replies", "NICK alice", "USER a 0 * :A")
    (warning,) = [line for line in client.send("CAP END") if "WARN" in line]
    assert warning.startswith(":salon.test WARN NICK NICK_RESERVED alice :")
    world.pass_time(61)
    assert client.person.nick.startswith("Guest")
    assert [line.split(" ")[1] for line in client.take()] == ["NICK", "WARN"]
    owner = world.join("alice")
    owner.send(f"NS IDENTIFY {PASSWORD}")
    world.pass_time(61)
    assert owner.person.nick == "alice"


def test_a_second_connection_may_be_said_to_be_the_same(alice: Client) -> None:
    """INFO tells how many there are."""
    world = alice.world
    alice.send(f"NS REGISTER {PASSWORD}")
    connect_to_account(world, "alice")
    assert said(alice.send("NS INFO"))[-1] == "You have 2 connections with it"
