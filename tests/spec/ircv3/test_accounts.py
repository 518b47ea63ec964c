"""account-notify, account-tag, extended-join, account-extban: others see who is logged in.

Most tests write an account of any name into the state; how one logs in is of no matter to them.
"""

import pytest
from msgspec import structs

from harness.irc_accounts import PASSWORD, connect_to_account, join_with_account, plain
from harness.tagged_lines import bare, bares, commands, only, params, tags
from harness.world import OPERATOR, Client, World


def log_in(client: Client, account: str) -> None:
    """Give a person an account."""
    person = client.link.core.person
    assert person is not None
    person.source = structs.replace(person.source, account=account)


def isupport(client: Client) -> dict[str, str]:
    """Return the tokens of RPL_ISUPPORT."""
    tokens = [token for line in only(client.send("ISUPPORT"), "005") for token in params(line)[1:-1]]
    return {name: value for name, _, value in (token.partition("=") for token in tokens)}


# --- extended-join -----------------------------------------------------------------------------


def test_join_of_one_who_is_not_logged_in() -> None:
    """extended-join, Description: an asterisk in place of the account, then the real name."""
    world = World()
    alice, bob = world.join("alice", caps="extended-join"), world.join("bob", "#c", caps="extended-join")
    line = ":alice!~alice@host.test JOIN #c * :alice Real"
    assert alice.send("JOIN #c")[0] == line
    assert bob.take() == [line]


def test_join_of_one_who_is() -> None:
    """extended-join, Description: the account and the real name."""
    world = World()
    alice, bob = world.join("alice"), world.join("bob", "#c", caps="extended-join")
    log_in(alice, "Alice")
    alice.send("SETNAME :Another Name", "JOIN #c")
    assert bob.take() == [":alice!~alice@host.test JOIN #c Alice :Another Name"]


def test_join_without_the_capability() -> None:
    """extended-join, Description: only when enabled."""
    world = World()
    alice, bob = world.join("alice"), world.join("bob", "#c", caps="account-notify account-tag setname")
    assert alice.send("JOIN #c")[0] == ":alice!~alice@host.test JOIN #c"
    assert bob.take() == [":alice!~alice@host.test JOIN #c"]


def test_an_asterisk_is_no_name() -> None:
    """extended-join, Description: an asterisk is not a valid account name, and accounts are nicks."""
    assert commands(World().connect().send("NICK *")) == ["432"]


# --- account-tag -------------------------------------------------------------------------------

DEEDS = [
    ("PRIVMSG #c :x", "PRIVMSG"),
    ("NOTICE bob :x", "NOTICE"),
    ("TOPIC #c :x", "TOPIC"),
    ("MODE #c +m", "MODE"),
    ("INVITE bob #d", "INVITE"),
    ("NICK ann", "NICK"),
    ("KICK #c bob", "KICK"),
    ("PART #c", "PART"),
    ("JOIN #e", "JOIN"),
    ("AWAY :x", "AWAY"),
    ("SETNAME :x", "SETNAME"),
    ("RENAME #c #f", "RENAME"),
    (f"OPER alice {OPERATOR}", "CHGHOST"),
    ("QUIT", "QUIT"),
]
ASKED = "account-tag away-notify setname chghost draft/channel-rename"


@pytest.mark.parametrize(("deed", "command"), DEEDS)
def test_commands_have_the_account(deed: str, command: str) -> None:
    """account-tag, Description: the tag MUST be added to all commands sent by a user."""
    world = World()
    alice, bob = world.join("alice", "#c", "#d"), world.join("bob", "#c", "#e", caps=ASKED)
    log_in(alice, "Alice")
    alice.send(deed)
    assert [tags(line) for line in only(bob.take(), command)] == [{"account": "Alice"}]


@pytest.mark.parametrize(("deed", "command"), DEEDS)
def test_no_account_no_tag(deed: str, command: str) -> None:
    """account-tag, Description: of one who is not logged in the tag MUST NOT be sent."""
    world = World()
    alice, bob = world.join("alice", "#c", "#d"), world.join("bob", "#c", "#e", caps=ASKED)
    alice.send(deed)
    assert [tags(line) for line in only(bob.take(), command)] == [{}]


def test_what_one_does_oneself_has_it_too() -> None:
    """account-tag, Description: all commands sent by a user, when they come back to that user."""
    alice = World().join("alice", caps="account-tag echo-message")
    log_in(alice, "Alice")
    for deed in ("JOIN #c", "PRIVMSG #c :x", "MODE alice +i", f"OPER alice {OPERATOR}", "PART #c"):
        lines = [line for line in alice.send(deed) if bare(line).startswith(":alice!")]
        assert lines
        assert [tags(line) for line in lines] == [{"account": "Alice"}] * len(lines)


def test_a_kill_has_the_account_of_the_killer() -> None:
    """account-tag, Description: the tag contains the account of the command's sender."""
    world = World()
    alice, bob = world.join("alice"), world.join("bob", caps="account-tag")
    alice.send(f"OPER root {OPERATOR}")
    log_in(alice, "Alice")
    alice.send("KILL bob :x")
    assert [tags(line) for line in only(bob.take(), "KILL")] == [{"account": "Alice"}]


def test_the_fallback_of_chghost_has_it_too() -> None:
    """account-tag, Description: all commands, those that stand for a CHGHOST among them."""
    world = World()
    alice, bob = world.join("alice", "#c"), world.join("bob", "#c", caps="account-tag")
    log_in(alice, "Alice")
    alice.send(f"OPER alice {OPERATOR}")
    lines = bob.take()
    assert commands(lines) == ["QUIT", "JOIN", "MODE"]
    assert [tags(line) for line in lines] == [{"account": "Alice"}, {"account": "Alice"}, {}]


def test_the_account_is_for_those_who_asked() -> None:
    """account-tag, Description: to the client that has requested the capability."""
    world = World()
    alice, bob = world.join("alice", "#c"), world.join("bob", "#c", caps="server-time batch")
    log_in(alice, "Alice")
    alice.send("PRIVMSG #c :x")
    assert list(tags(bob.take()[0])) == ["time"]


def test_what_is_past_has_the_account_of_then() -> None:
    """account-tag, Description: it is the sender's account when the command was sent."""
    world = World()
    alice = world.join("alice", "#c")
    log_in(alice, "Alice")
    alice.send("PRIVMSG #c :x")
    log_in(alice, "Other")
    bob = world.join("bob", caps="account-tag")
    assert [tags(line) for line in only(bob.send("JOIN #c"), "PRIVMSG")] == [{"account": "Alice"}]


# --- account-notify ----------------------------------------------------------------------------


@pytest.mark.parametrize("way", [f"NS IDENTIFY Alice {PASSWORD}", "AUTHENTICATE PLAIN"])
def test_a_login_is_told(way: str) -> None:
    """account-notify, Description: to those on common channels and to oneself; the account as it is spelt."""
    world = World()
    join_with_account(world, "Alice").send("QUIT")
    caps = "account-notify account-tag sasl"
    al, bob = world.join("al", "#c", "#d", caps=caps), world.join("bob", "#c", "#d", caps=caps)
    carol, dan = world.join("carol", caps=caps), world.join("dan", "#c")
    world.forget_output()
    lines = al.send(way, *([f"AUTHENTICATE {plain('Alice')}"] if way.startswith("AUTH") else []))
    told = ":al!~al@host.test ACCOUNT Alice"
    assert only(lines, "ACCOUNT") == bob.take() == [told]
    assert carol.take() == dan.take() == []
    al.send("NS LOGOUT", "PRIVMSG #c :x")
    assert bob.take() == [
        "@account=Alice :al!~al@host.test ACCOUNT *",
        ":al!~al@host.test PRIVMSG #c :x",
    ]


def test_a_registration_is_told() -> None:
    """account-notify, Description: one has logged in to a new account."""
    world = World()
    alice, bob = world.join("alice", "#c"), world.join("bob", "#c", caps="account-notify")
    alice.send(f"REGISTER * * {PASSWORD}")
    assert bob.take() == [":alice!~alice@host.test ACCOUNT alice"]


def test_other_deeds_are_no_logins() -> None:
    """account-notify, Description: only an account that changes is told of."""
    world = World()
    alice, bob = world.join("alice", "#c"), world.join("bob", "#c", caps="account-notify")
    assert "account-notify" in params(bob.send("CAP LIST")[0])[-1].split()
    alice.send("NICK ann", "PRIVMSG #c :x", f"OPER alice {OPERATOR}")
    assert "ACCOUNT" not in commands(bob.take())


def test_who_arrives_logged_in() -> None:
    """extended-join, Description: who logged in before registration has the account at the first JOIN."""
    world = World()
    join_with_account(world, "alice").send("QUIT")
    bob, alice = world.join("bob", "#c", caps="extended-join"), connect_to_account(world, "alice")
    alice.send("JOIN #c")
    assert bob.take() == [":alice!~x@host.test JOIN #c alice :X"]


def test_whois_and_whowas_tell_accounts() -> None:
    """modern-irc, RPL_WHOISACCOUNT (330): the client is logged in to the account; of the past, too."""
    world = World()
    alice, bob = join_with_account(world, "alice"), world.join("bob")
    line = ":salon.test 330 bob alice alice"
    assert only(bob.send("WHOIS alice"), "330") == [f"{line} :is logged in as"]
    alice.send("QUIT")
    assert only(bob.send("WHOWAS alice"), "330") == [f"{line} :was logged in as"]


def test_whox_tells_accounts() -> None:
    """account-notify, Description: WHOX must be supported, with `a` the account or 0."""
    world = World()
    alice, bob = world.join("alice", "#c"), world.join("bob", "#c")
    log_in(alice, "Alice")
    assert bares(only(bob.send("WHO #c %na"), "354")) == [
        ":salon.test 354 bob alice Alice",
        ":salon.test 354 bob bob 0",
    ]


# --- account-extban ----------------------------------------------------------------------------


def test_the_tokens() -> None:
    """account-extban, The `ACCOUNTEXTBAN` token: a list of names; EXTBAN MUST be published with it."""
    tokens = isupport(World().join("alice"))
    assert tokens["ACCOUNTEXTBAN"] == "a,account"
    prefix, _, letters = tokens["EXTBAN"].partition(",")
    assert (prefix, "a" in letters) == ("~", True)


@pytest.mark.parametrize("mask", ["~a:Bob", "~account:Bob", "~a:bob", "~account:BOB"])
def test_bans_of_an_account(mask: str) -> None:
    """account-extban, The `ACCOUNTEXTBAN` token: exact account names MUST be matched, by every name given."""
    world = World()
    alice, bob, carol = world.join("alice", "#c"), world.join("bobby"), world.join("carol")
    log_in(bob, "Bob")
    log_in(carol, "Bobby")
    alice.send(f"MODE #c +b {mask}")
    assert commands(bob.send("JOIN #c")) == ["474"]
    assert commands(carol.send("JOIN #c"))[0] == "JOIN"


def test_bans_of_an_account_are_not_bans_of_a_nick() -> None:
    """account-extban, Introduction: the mask matches account names."""
    world = World()
    alice, bob = world.join("alice", "#c"), world.join("bob")
    alice.send("MODE #c +b ~a:bob")
    assert commands(bob.send("JOIN #c"))[0] == "JOIN"


def test_bans_of_an_account_silence_and_except() -> None:
    """account-extban, Introduction: an account can be named wherever a ban mask can."""
    world = World()
    alice, bob = world.join("alice", "#c"), world.join("bob", "#c")
    log_in(bob, "Bob")
    alice.send("MODE #c +b ~account:Bob")
    assert commands(bob.send("PRIVMSG #c :x"))[-1] == "404"
    alice.send("MODE #c +e ~a:Bob")
    assert commands(bob.send("PRIVMSG #c :x")) == ["MODE"]
    assert only(alice.send("MODE #c b"), "367")[0].split()[4] == "~a:bob"
