"""Accounts on `chaines`, `public` and `relais`: who one is there, and that no password is ever said."""

from collections.abc import Callable

import pytest
from msgspec import structs

from harness.chaines_people import enter as enter_chaines
from harness.dialect_people import (
    ask_annuaire,
    connect_bonjour,
    connect_public,
    connect_relais,
    enter_public,
    enter_relais,
    world_with_room,
)
from harness.world import Client, DialectClient, World, hashed
from salon.core.account_events import AccountRegistered, CodeIssued, CodeKind
from salon.core.codes import digest_of
from salon.core.events import LoginChanged, RulesChanged
from salon.core.rules import AccountPolicy
from salon.wire.dialects.accounts import NEEDS_ENCRYPTION, READABLE
from salon.wire.dialects.chaines import words
from salon.wire.dialects.chaines.session import ChainesSession
from salon.wire.dialects.public import NAME_TAKEN, TURNED_AWAY

SECRET = "s3same-8"
LOGGED_IN = ["You are logged in as bob.", READABLE]
IF_YOURS = "If the name bob is yours: /login bob PASSWORD"
MADE = ["The account bob has been created, and you are logged in to it.", READABLE]


def connect_chaines(world: World) -> DialectClient:
    """Open a connection to `chaines`; its first lines are still to be taken."""
    return world.connect_dialect(ChainesSession)


Enter = Callable[[World, str], DialectClient]
Connect = Callable[[World], DialectClient]
ENTER = pytest.mark.parametrize("enter", [enter_chaines, enter_public, enter_relais])
CONNECT = pytest.mark.parametrize("connect", [connect_chaines, connect_public, connect_relais])


@pytest.fixture(name="world")
def make_world() -> World:
    """Return a world with a room."""
    return world_with_room()


def give_account(world: World, client: Client) -> None:
    """Make an account of somebody's nick, and log them in to it; what anybody was told is thrown away."""
    source = client.person.source
    number = world.state.accounts.last + 1
    world.decider.announce(AccountRegistered(number, source.nick, hashed(SECRET), world.now))
    world.decider.announce(LoginChanged(source, source.nick, world.now))
    world.forget_output()


def set_policy(world: World, policy: AccountPolicy) -> None:
    """Have other rules about accounts."""
    world.decider.announce(RulesChanged(structs.replace(world.state.rules, accounts=policy)))


@pytest.fixture(name="bob")
def bob_of_irc(world: World) -> Client:
    """Return somebody on IRC with an account, in two channels; everybody else is a stranger."""
    bob = world.join("bob", "#public", "#jardin", caps="echo-message")
    give_account(world, bob)
    return bob


def bring_back(world: World, connect: Connect) -> DialectClient:
    """Connect by logging in; what anybody was told of it is thrown away."""
    client = connect(world)
    client.send(f"/login bob {SECRET}")
    assert client.person.account == "bob"
    world.forget_output()
    return client


# --- making an account, logging in ----------------------------------------------------------------


@ENTER
def test_the_life_of_an_account(world: World, enter: Enter) -> None:
    """Made by who has a name; the password changed; logged out of and in to again."""
    bob = enter(world, "bob")
    assert (
        bob.send("/account")[0]
        == "You are bob, without an account: the name is yours only while you are here."
    )
    assert bob.send(f"/register {SECRET}") == MADE
    assert bob.send("/account")[0] == "You are bob, logged in as bob."
    assert bob.send(f"/register {SECRET}") == ["You are logged in as bob: log out first."]
    assert bob.send("/password wrong other") == ["The name or the password is wrong."]
    assert bob.send(f"/password {SECRET} other") == ["The password of bob has been changed."]
    assert bob.send("/logout") == ["You are logged out of bob."]
    assert bob.send("/logout") == ["You are not logged in."]
    assert bob.send(f"/login bob {SECRET}") == ["The name or the password is wrong."]
    assert bob.send("/Login BOB other") == LOGGED_IN


@CONNECT
def test_who_has_no_name_makes_an_account_and_connects(world: World, connect: Connect) -> None:
    """The account's name is one's own from then on; later one connects by logging in."""
    bob = connect(world)
    bob.take()
    assert bob.send("/account")[0] == "You have no name yet."
    assert bob.send(f"/register bob {SECRET}")[:2] == MADE
    assert bob.person.nick == "bob"
    bob.eof()
    again = connect(world)
    again.take()
    assert again.send(f"/login bob {SECRET}")[:2] == LOGGED_IN
    assert (again.person.nick, again.person.account) == ("bob", "bob")


@CONNECT
def test_a_login_that_fails_connects_nobody(world: World, bob: Client, connect: Connect) -> None:
    """The connection stays, to try again."""
    client = connect(world)
    client.take()
    assert client.send("/login bob wrong")[0] == "The name or the password is wrong."
    assert client.send("/login nobody wrong")[0] == "The name or the password is wrong."
    assert client.send(f"/register bob {SECRET}")[0].startswith("An account called bob already exists")
    assert client.link.core.person is None
    assert not client.closed
    assert bob.take() == []
    assert client.send(f"/login bob {SECRET}")[:2] == LOGGED_IN


@ENTER
def test_an_account_by_an_invitation(world: World, enter: Enter) -> None:
    """The code follows the password."""
    set_policy(world, AccountPolicy(registration="invite"))
    world.decider.announce(CodeIssued(digest_of("a1b2"), CodeKind.INVITATION, "root", world.now))
    bob = enter(world, "bob")
    assert bob.send(f"/register {SECRET}")[0].startswith("To create an account here, you need an invitation")
    assert bob.send(f"/register {SECRET} zzz")[0].startswith("This code is not valid")
    assert bob.send(f"/register {SECRET} a1b2") == MADE


@ENTER
@pytest.mark.parametrize(
    "line",
    ["/register", f"/register bob {SECRET}", "/login", "/login bob", "/password", f"/password {SECRET}"],
)
def test_what_is_malformed(world: World, enter: Enter, line: str) -> None:
    """The right form is shown, and never what was given."""
    bob = enter(world, "bob")
    answer = "\n".join(bob.send(line))
    assert line.split(maxsplit=1)[0].upper() in answer.upper()
    assert SECRET not in answer
    assert bob.person.account is None


def test_names_keep_the_rule_of_the_wire(world: World) -> None:
    """`public`: 2 to 12 characters; with an account from elsewhere, any name connects."""
    holder = world.join("amélie")
    give_account(world, holder)
    client = connect_public(world)
    client.take()
    assert client.send(f"/register bé {SECRET}")[-1] == "Write /pseudo to try again."
    client.send(f"/login amélie {SECRET}")
    assert client.person is holder.person


# --- whose a name is ------------------------------------------------------------------------------


def test_a_reserved_name_is_answered_as_a_taken_one(world: World, bob: Client) -> None:
    """First in the words that the original programs know; on `public` the conversation ends."""
    bob.send("QUIT")
    public = connect_public(world)
    public.send("/pseudo")
    assert public.send("bob") == [NAME_TAKEN, TURNED_AWAY]
    assert public.closed
    chaines = connect_chaines(world)
    chaines.take()
    assert chaines.send("bob") == [words.NICK_TAKEN, IF_YOURS, words.CHOOSE_NICK]
    chaines.send("alice")
    assert chaines.send("/NICK bob") == [words.NICK_TAKEN, IF_YOURS]
    relais = connect_relais(world)
    relais.take()
    assert relais.send("bob")[-2:] == [IF_YOURS, "Your user name?"]
    assert relais.link.core.person is None


def test_the_directory_refuses_a_reserved_pseudonym(world: World, bob: Client) -> None:
    """Function 3: as if it were taken."""
    bob.send("QUIT")
    assert ask_annuaire(world, "3bob") == ["bob is taken by another machine or person."]
    assert ask_annuaire(world, "3rob") == ["rob replaced machine.test"]


# --- passwords are said to nobody -----------------------------------------------------------------

SAID_TO_NOBODY = [
    *(f"/Login bob {SECRET}", f"/logn bob {SECRET}", f" /login bob {SECRET}", f"  /logn bob {SECRET}"),
    *(f"/log1n bob {SECRET}", f":login bob {SECRET}", f"login bob {SECRET}", f"/ login bob {SECRET}"),
    *(f"//login bob {SECRET}", f"/regsiter {SECRET}", f" /register {SECRET}", f"register {SECRET}"),
    *(f"/pasword old {SECRET}", f"password old {SECRET}", f"!password old {SECRET}"),
]


@ENTER
@pytest.mark.parametrize("prefix", ["", "message"])
@pytest.mark.parametrize("line", SAID_TO_NOBODY)
def test_a_password_is_said_to_nobody(world: World, enter: Enter, line: str, prefix: str) -> None:
    """Mistyped, behind a blank, or with another sign: neither said, nor shown, nor kept."""
    if prefix and enter is not enter_chaines:
        return
    alice, listener = enter(world, "alice"), world.join("listener", "#public", "#jardin")
    if enter is enter_chaines:
        alice = enter_chaines(world, "ann", "jardin", prefixed=bool(prefix))
    else:
        alice.send("@listener salut")
    world.forget_output()
    answer = alice.send(f"{prefix}{line}")
    assert answer
    assert not any(SECRET in its for its in answer)
    assert not any(SECRET in its for its in listener.take())
    assert not any(SECRET in its.text for its in world.said)


@ENTER
@pytest.mark.parametrize(
    "text", ["login", "my login is broken again", "password?", "register me for the race, please", "/ 2 = 1"]
)
def test_what_is_no_password_is_said(world: World, enter: Enter, text: str) -> None:
    """A text that only speaks of one."""
    alice, listener = enter(world, "alice"), world.join("listener", "#public", "#jardin")
    if enter is enter_chaines:
        alice.send("/JOIN jardin")
        if text.startswith("/"):
            return
    if enter is enter_relais:
        alice.send("@listener salut")
        if text.startswith("/"):
            return
    world.forget_output()
    alice.send(text)
    assert len(listener.take()) == 1


def test_a_greeting_says_no_password_back(world: World) -> None:
    """`bonjour` knows no accounts: what begins as a command is no first name."""
    client = connect_bonjour(world)
    assert client.send(f"/login bob {SECRET}") == ["What is your first name?"]


@ENTER
def test_where_passwords_must_be_encrypted(enter: Enter) -> None:
    """The server refuses them, and says what to do."""
    world = world_with_room()
    set_policy(world, AccountPolicy(plaintext_passwords="refuse"))
    bob = enter(world, "bob")
    assert bob.send(f"/register {SECRET}") == [NEEDS_ENCRYPTION]
    assert bob.send(f"/login bob {SECRET}") == [NEEDS_ENCRYPTION]


def test_nobody_is_warned_on_the_machine_itself(world: World) -> None:
    """What goes over no network is read by nobody."""
    bob = world.connect_dialect(ChainesSession, "127.0.0.1")
    bob.send("bob")
    assert bob.send(f"/register {SECRET}") == MADE[:1]


# --- one person, several connections --------------------------------------------------------------


def test_all_connections_hear_the_same(world: World, bob: Client) -> None:
    """Each in its own form; what one says the others show as said by oneself; one end at the end."""
    chaines, public = bring_back(world, connect_chaines), bring_back(world, connect_public)
    relais, second = bring_back(world, connect_relais), bring_back(world, connect_public)
    zoe = world.join("zoe", "#public", "#jardin")
    world.forget_output()
    public.send("bonjour")
    assert chaines.take() == ["[public] bob: bonjour"]
    assert second.take() == ["bob: bonjour"]
    assert bob.take()[-1].endswith("PRIVMSG #public :bonjour")
    assert relais.take() == []
    zoe.send("PRIVMSG #jardin :salut", "PRIVMSG bob :toi seul")
    assert chaines.take() == ["[jardin] zoe: salut", "Private message zoe: toi seul"]
    said = "zoe vous a envoyer un message privé : toi seul"
    assert (public.take(), second.take(), relais.take()) == ([said], [said], ["zoe: toi seul"])
    world.forget_output()
    assert relais.send("@zoe à toi") == ["Delivered to zoe."]
    for client in (chaines, public, second):
        assert client.take() == ["You wrote to zoe: à toi"]
    world.forget_output()
    for client in (chaines, public, relais, second):
        client.eof()
    assert zoe.take() == []
    bob.send("QUIT")
    assert [line.split()[1] for line in zoe.take()].count("QUIT") == 1


@CONNECT
def test_who_is_connected_elsewhere_is_told_where(world: World, bob: Client, connect: Connect) -> None:
    """By logging in without a name: as the person who is here."""
    client = connect(world)
    client.take()
    told = client.send(f"/login bob {SECRET}")
    assert client.person is bob.person
    if connect is connect_chaines:
        assert told[-1] == "You are in these channels: public jardin. To talk in one: /CURRENT <channel>"
    elif connect is connect_public:
        assert told[-1] == "Bienvenue bob"
    assert bob.take() == []


@ENTER
def test_a_guest_who_logs_in_becomes_the_person(world: World, bob: Client, enter: Enter) -> None:
    """The guest leaves; the connection hears what the person hears, and nothing else."""
    guest = enter(world, "guest")
    if enter is enter_chaines:
        guest.send("/JOIN potager")
    other = world.join("other", "#potager", "#public")
    world.forget_output()
    told = guest.send(f"/login bob {SECRET}")
    assert told[0] == "You are now called bob."
    assert told[-2:] == LOGGED_IN
    assert guest.person is bob.person
    if enter is enter_chaines:
        assert "public jardin" in told[1]
        assert guest.send("/CURRENT") == ["Vous n'avez pas de chaine actuellement"]
    world.forget_output()
    other.send("PRIVMSG #potager :qui est là ?", "PRIVMSG #public :ici")
    heard = {enter_chaines: ["[public] other: ici"], enter_public: ["other: ici"], enter_relais: []}
    assert guest.take() == heard[enter]


def test_who_is_elsewhere_is_put_into_the_room(world: World) -> None:
    """`public` is in the room, and the person with it, whose other channels it does not hear."""
    bob = world.join("bob", "#jardin")
    give_account(world, bob)
    alice, zoe = enter_public(world, "alice"), world.join("zoe", "#jardin")
    guest = enter_public(world, "guest")
    world.forget_output()
    assert guest.send(f"/login bob {SECRET}")[0] == "You are now called bob."
    assert alice.take() == ["guest has left: Logged in", "bob has joined."]
    assert any("JOIN #public" in line for line in bob.take())
    zoe.send(
        "PRIVMSG #jardin :salut", "NICK zou", "PART #jardin", "JOIN #jardin", "KICK #jardin nobody", "QUIT"
    )
    assert guest.take() == []
    bob.send("KICK #jardin bob")
    assert guest.take() == []
    bob.send("PART #public")
    assert guest.take() == ["You are not in the room: write /join to join it."]
    assert alice.take() == ["bob has left."]
    guest.send("/join")
    assert bob.person.id in world.state.find_channel("#public").members  # type: ignore[union-attr]


def test_a_guest_outside_the_room_stays_outside(world: World) -> None:
    """Whom an operator has removed is not put in again by a login."""
    bob = world.join("bob")
    give_account(world, bob)
    root = world.join("root", "#public")
    root.send("OPER root letmein")
    guest = enter_public(world, "guest")
    root.send("KICK #public guest")
    guest.send(f"/login bob {SECRET}")
    assert bob.person.channels == {}


# --- others' doing --------------------------------------------------------------------------------


@ENTER
def test_a_name_that_becomes_somebody_elses(world: World, enter: Enter) -> None:
    """After a while the server gives another, and says so; others hear of it as ever."""
    bob = enter(world, "bob")
    bob.send(f"/register {SECRET}", "/logout")
    world.forget_output()
    world.pass_time(world.state.rules.accounts.grace_seconds + 1)
    nick = bob.person.nick
    assert nick.startswith("Guest")
    assert f"You are now called {nick}." in bob.take()


@ENTER
def test_the_holder_takes_the_name_back(world: World, enter: Enter) -> None:
    """Whoever has it meanwhile gets another; the holder is not told that as the own name."""
    squatter = world.connect()
    bob = enter(world, "bob")
    bob.send(f"/register {SECRET}")
    bob.eof()
    squatter.send("NICK bob", "USER b 0 * :b", "JOIN #public")
    guest = enter(world, "guest")
    told = guest.send(f"/login bob {SECRET}")
    assert not any(line.startswith("You are called") for line in told)
    assert words.NICK_CHANGED not in told
    if enter is enter_public:
        assert any(line.startswith("bob is now called Guest") for line in told)
    assert squatter.person.nick.startswith("Guest")


@ENTER
def test_an_operator_changes_an_account(world: World, bob: Client, enter: Enter) -> None:
    """What the account is called is told on each connection."""
    del bob
    guest = enter(world, "guest")
    guest.send(f"/login bob {SECRET}")
    world.forget_output()

    world.decider.announce(LoginChanged(guest.person.source, "rob", world.now))
    world.settle()
    assert guest.take() == ["You are logged in as rob."]


@ENTER
def test_one_of_several_connections_logs_out(world: World, bob: Client, enter: Enter) -> None:
    """It ends, for the person stays."""
    guest = enter(world, "guest")
    guest.send(f"/login bob {SECRET}")
    assert guest.send("/logout")[:2] == ["You are logged out of bob.", "Logged out"]
    assert guest.closed
    assert bob.person.nick == "bob"


@ENTER
def test_a_code_with_one_s_account(world: World, enter: Enter) -> None:
    """A code from the server's owner, where one is logged in; who adds it to /register is told how."""
    bob = enter(world, "bob")
    assert not any(line.startswith("This code") for line in bob.send("/code a b"))
    give_account(world, bob)
    told = bob.send(f"/register {SECRET} made-code")
    assert told == ["You are logged in as bob. To use a code with this account: /code CODE"]
    issued = CodeIssued(digest_of("made-code"), CodeKind.OPERATOR, "root", world.now, 1, 0, 0, ())
    world.decider.announce(issued)
    assert "bob is now a server operator." in bob.send("/code made-code")
    account = world.state.accounts.find("bob")
    assert account is not None
    assert account.operator


def test_talk_of_codes_is_said(world: World) -> None:
    """Two words that begin as the command are mostly talk."""
    ann, bob = enter_public(world, "ann"), enter_public(world, "bob")
    ann.take()
    bob.send("code review")
    assert ann.take() == ["bob: code review"]


def test_an_invitation_leads_into_a_channel(world: World) -> None:
    """On the wire that has channels, also for whoever has no name yet."""
    issued = CodeIssued(digest_of("a1b2"), CodeKind.INVITATION, "root", world.now, 2, 0, 0, ("#club",))
    world.decider.announce(issued)
    bob, cleo = enter_chaines(world, "bob"), connect_chaines(world)
    assert "Your invitation leads to #club." in bob.send(f"/register {SECRET} a1b2")
    cleo.send(f"/register cleo {SECRET} a1b2")
    for client in (bob, cleo):
        assert [channel.name for channel in client.person.channels.values()] == ["#club"]
