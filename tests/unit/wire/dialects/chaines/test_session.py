"""The wire `chaines` where its table leaves room: bad input, other wires, and what must never happen."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.chaines_people import enter
from harness.world import OPERATOR, World
from salon.wire.dialects.chaines.commands import ADDED, DOCUMENT
from salon.wire.dialects.chaines.session import ChainesSession
from salon.wire.dialects.chaines.words import LEFT_CHANNEL

CHOOSE = "Choisissez un nickname ou faites la commande /BYE pour vous deconnecter"
WRONG = "Saisissez la bonne commande"


# --- bad input -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "answer"),
    [
        (b"x" * 5000, "longer than 4096 bytes"),
        (b"\xff\xfe\n", "not UTF-8"),
        (b"sal\x00ut\n", "control character"),
        ("csi\x9b".encode() + b"\n", "control character"),
    ],
)
def test_unreadable_lines_reach_nobody(data: bytes, answer: str) -> None:
    """What cannot be read is answered once and dropped; the connection lives on."""
    world = World()
    alice, bob = enter(world, "alice", "jardin"), enter(world, "bob", "jardin")
    (line,) = alice.send_bytes(data)
    assert answer in line
    assert alice.send_bytes(b"x" * 9000 + b"\n" if len(data) == 5000 else b"") == []
    assert bob.take() == []
    alice.send("salut")
    assert bob.take() == ["alice: salut"]


@pytest.mark.parametrize(
    "nick", ["alice", "ALICE", "àlice bob", "a" * 33, "a:b", "#jardin", "123", "", "   ", "/LIST", "/WHO"]
)
def test_nicknames_that_do_not_fit(nick: str) -> None:
    """A name that is taken or out of rule is asked for again, and may be chosen then."""
    world = World()
    alice = enter(world, "alice", "jardin")
    newcomer = world.connect_dialect(ChainesSession)
    newcomer.take()
    assert newcomer.send(nick)[-1] == CHOOSE
    assert newcomer.send("bob")[0] == "Nickname bien choisi."
    assert alice.take() == []


def test_look_alikes_are_told_of_whom() -> None:
    """A name that only looks like another is not called taken."""
    world = World()
    enter(world, "alice")
    newcomer = world.connect_dialect(ChainesSession)
    newcomer.take()
    assert newcomer.send("аlice") == ["аlice looks like alice, who is online: choose another name.", CHOOSE]  # noqa: RUF001


def test_half_lines_wait() -> None:
    """A line is complete at its end, and several in one piece are several."""
    world = World()
    alice, bob = enter(world, "alice", "jardin"), enter(world, "bob", "jardin")
    alice.send_bytes(b"bon")
    alice.send_bytes(b"jour\r")
    assert bob.take() == []
    alice.send_bytes(b"\nsalut\n/NICK alix\ncoucou\n")
    assert bob.take() == ["alice: bonjour", "alice: salut", "alix: coucou"]


def test_the_end_of_the_stream_ends_a_line() -> None:
    """What came last is done before its sender is gone."""
    world = World()
    bob, alice = enter(world, "bob", "jardin"), enter(world, "alice", "jardin")
    alice.send_bytes(b"au revoir")
    assert alice.eof() == ["Goodbye."] or alice.closed
    assert bob.take() == ["alice: au revoir", "alice est parti"]


def test_an_input_that_ends_for_ever_is_a_bye() -> None:
    """The original client, whose terminal has closed, is let go at once and not answered for ever."""
    world = World()
    bob, alice = enter(world, "bob", "jardin"), enter(world, "alice", "jardin", prefixed=True)
    for _ in range(200):
        alice.send_bytes(b"message")
    assert alice.closed
    assert bob.take() == ["alice est parti"]


def test_an_input_that_ends_at_once_is_a_bye() -> None:
    """The original client, started without a terminal, leaves before it has a name."""
    newcomer = World().connect_dialect(ChainesSession)
    newcomer.send_bytes(b"message" * 100)
    assert newcomer.closed


@pytest.mark.parametrize(
    ("line", "right"),
    [
        ("/KICK", "* /KICK <nick>: kick user from current channel [admin]"),
        ("/HISTORY x", "* /HISTORY [n]: show the last messages of current channel, 1 to 100"),
        ("/CURRENT a b", "* /CURRENT <channel>: set current channel"),
        ("/message x", "Faites la commande /HELP pour plus d'aides."),
        (" ", "* <message>: send a message in current channel"),
    ],
)
def test_what_would_be_right_is_told(line: str, right: str) -> None:
    """Every answer says what to do: the command's lines of the help, or how to see them all."""
    world = World()
    enter(world, "bob", "jardin")
    assert enter(world, "alice", "jardin").send(line)[::-1][0] == right


def test_the_lobby_tells_the_way_out() -> None:
    """What is for members only says so, and how to become one."""
    alice = enter(World(), "alice")
    assert alice.send("salut") == alice.send("/who") == [WRONG, alice.send("/LEAVE")[1]]
    assert "/JOIN" in alice.send("salut")[1]


def test_targets_are_bounded() -> None:
    """One line reaches as many people as the configuration allows, and no channel."""
    world = World()
    alice, bob = enter(world, "alice", "jardin"), enter(world, "bob", "jardin")
    assert "4" in alice.send("/MSG a;b;c;d;bob salut")[0]
    assert alice.send("/MSG #jardin salut") == ["There is nobody called #jardin here."]
    assert bob.take() == []
    alice.send("/MSG bob;BOB;;bob salut")
    assert bob.take() == ["Private message alice: salut"]


# --- texts and ranks -------------------------------------------------------------------------------


def test_refusals_name_channels_as_this_wire_does() -> None:
    """A refusal of the core has its text, with `C` for `#C`."""
    world = World(rules={"channels_per_person": 2})
    irc, alice = world.join("irc", "#jardin"), enter(world, "alice", "jardin")
    irc.send("MODE #jardin +m")
    (line,) = alice.send("salut")
    assert line == "You may not speak in jardin: it is moderated, and you need a voice."
    assert alice.send("/REN x,y")[0].startswith("Calme toi")
    irc.send("MODE #jardin +o alice")
    alice.take()
    assert alice.send("/KICK irc") == ["irc has a rank that is not below yours."]
    alice.send("/JOIN potager")
    assert "2 channels" in alice.send("/JOIN verger")[0]
    assert alice.send("/CURRENT") == ["Votre chaine actuel est: potager"]


def test_nothing_to_grant_or_revoke() -> None:
    """Who has the rank already, or has none, is named; so is oneself."""
    world = World()
    alice, bob = enter(world, "alice", "jardin"), enter(world, "bob", "jardin")
    alice.send("/GRANT bob")
    bob.take()
    assert alice.send("/GRANT bob") == ["bob is an administrator already."]
    assert alice.send("/GRANT alice") == ["alice is an administrator already."]
    assert alice.send("/REVOKE alice") == [
        "You cannot take your own rank in jardin away. It passes to somebody else when you leave."
    ]
    assert bob.take() == []


def test_server_operators_may_do_what_a_main_administrator_may() -> None:
    """Anything on the server | server operator | anyone."""
    world = World()
    alice, bob = enter(world, "alice", "jardin"), enter(world, "bob", "jardin")
    assert bob.link.core.person is not None
    bob.link.core.person.modes = "o"
    assert bob.send("/GRANT bob") == []
    assert bob.send("/KILL alice") == ["Vous êtes le nouveau administrateur de la chaine"]
    assert alice.take() == ["Vous êtes kill"]


def test_kill_bars_the_nick_alone() -> None:
    """Others from the same address may come in."""
    world = World()
    alice, bob = enter(world, "alice", "jardin"), enter(world, "bob", "jardin")
    irc = world.join("irc", "#jardin")
    alice.send("/KILL bob")
    assert irc.take() == [
        ":alice!chaines@host.test MODE #jardin +b bob!*@*",
        ":alice!chaines@host.test KICK #jardin bob :alice",
    ]
    assert bob.take() == ["Vous êtes kill"]
    enter(world, "carol", "jardin")
    assert irc.take() == []
    assert alice.send("/WHO")[1:] == ["irc", "carol"]


def test_history_of_a_silent_channel() -> None:
    """Where nothing was said, that is said; what ignored people said is left out."""
    world = World()
    alice, bob = enter(world, "alice", "jardin"), enter(world, "bob", "jardin")
    assert alice.send("/HISTORY") == ["Nothing has been said here yet."]
    bob.send("salut")
    alice.send("/IGNORE bob")
    assert alice.send("/HISTORY") == ["Nothing has been said here yet."]


def test_history_is_of_the_current_channel() -> None:
    """The times are the server's, with the day where it is another."""
    world = World()
    alice, bob = enter(world, "alice", "jardin"), enter(world, "bob", "jardin", "potager")
    alice.send("salut", "/JOIN potager", "ici")
    world.pass_time(86_400)
    bob.take()
    (line,) = bob.send("/HISTORY")
    assert re.fullmatch(r"1 \[2027-01-1\d \d\d:\d\d\] alice: ici", line)


# --- what others do --------------------------------------------------------------------------------


def test_ignored_people_are_not_heard() -> None:
    """/IGNORE holds in every channel and in private, for oneself alone."""
    world = World()
    alice, carol = enter(world, "alice", "potager", "jardin"), enter(world, "carol", "jardin")
    bob = enter(world, "bob", "potager", "jardin")
    assert alice.send("/ignore bob") == ["You no longer hear bob."]
    bob.send("salut", "/MSG alice salut", "/CURRENT potager", "salut")
    assert alice.take() == []
    assert carol.take() == ["bob: salut"]
    assert alice.send("/IGNORE") == ["You do not hear: bob"]
    alice.send("/UNIGNORE bob")
    bob.send("salut")
    assert alice.take() == ["[potager] bob: salut"]


def test_invitations_say_how_to_follow_them() -> None:
    """Who is invited reads it; nobody else here does."""
    world = World()
    irc, alice = world.join("irc", "#jardin"), enter(world, "alice")
    bob = enter(world, "bob", "jardin")
    irc.send("MODE #jardin +i", "INVITE alice #jardin")
    assert alice.take() == ["irc invites you to jardin: /JOIN jardin"]
    assert bob.take() == []
    assert alice.send("/JOIN jardin")[0] == "Bienvenue dans la chaine!"


def test_what_one_does_elsewhere_is_followed() -> None:
    """Another session of the same person: its channel is joined, not made current; left there is left."""
    world = World()
    alice, bob = enter(world, "alice"), enter(world, "bob", "jardin")
    irc = world.connect()
    person, session = alice.link.core.person, irc.link.core
    assert person is not None
    session.person = person
    person.sessions[session.id] = session
    irc.send("JOIN #jardin", "INVITE bob #potager", "JOIN #potager", "INVITE bob #potager", "NICK alix")
    assert alice.take() == [
        "Another connection of yours has joined jardin. To talk there: /CURRENT jardin",
        "Another connection of yours has joined potager. To talk there: /CURRENT potager",
        "You are now called alix.",
    ]
    bob.take()
    bob.send("salut")
    assert alice.take() == ["[jardin] bob: salut"]
    assert alice.send("/CURRENT jardin") == [
        "Vous avez regagné un nouveau groupe",
        "Vous pouvez communiquer avec les menbres.",
    ]
    irc.send("PART #potager", "PART #jardin")
    assert alice.take() == [f"[potager] {LEFT_CHANNEL[0]}", LEFT_CHANNEL[0]]
    assert alice.send("/CURRENT") == ["Vous n'avez pas de chaine actuellement"]


def test_away_people_are_named() -> None:
    """Who writes to somebody away is told."""
    world = World()
    world.join("irc").send("AWAY :au \x02jardin\x02")
    assert enter(world, "alice", "c").send("/MSG irc salut") == ["irc is away: au jardin"]


def test_what_has_no_line_is_not_shown() -> None:
    """Arrivals, nicks, topics, modes, what only IRC clients read: nobody on this wire is told."""
    world = World()
    alice, irc = enter(world, "alice", "jardin"), world.join("irc", "#jardin", caps="message-tags")
    world.join("other", "#jardin").send("NICK another", "AWAY :x", "PART #jardin :x")
    assert alice.take() == ["another est parti"]
    irc.send(
        "@+typing=active TAGMSG #jardin", "PRIVMSG #jardin :\x01VERSION\x01", "PRIVMSG alice :\x01PING 1\x01"
    )
    irc.send("PRIVMSG #jardin :\x02\x02")
    alice.send("/GRANT irc")
    irc.send("TOPIC #jardin :x", "MODE #jardin +k x", "MODE #jardin +b x!*@*")
    assert alice.take() == []


def test_terminals_are_not_controlled() -> None:
    """Control characters from other wires reach no terminal."""
    world = World()
    irc, alice = world.join("irc", "#jardin"), enter(world, "alice", "jardin")
    irc.send("PRIVMSG #jardin :\x1b[2Jsalut", "PRIVMSG alice :\x0304rouge", "KICK #jardin alice :\x07fin\x9b")
    assert alice.take() == [
        "irc: [2Jsalut",
        "Private message irc: rouge",
        "irc vous a retiré de la chaine",
        "Reason: fin",
    ]


def test_who_is_sent_away_reads_why() -> None:
    """A server operator's KILL and the end of the server are told."""
    world = World()
    root, alice = world.join("root"), enter(world, "alice", "jardin")
    root.send(f"OPER root {OPERATOR}", "KILL alice :du calme")
    assert alice.take() == ["root disconnected you from the server: du calme"]
    bob = enter(world, "bob")
    world.hub.dismiss("The server stops")
    world.settle()
    assert bob.take() == ["The server stops"]


def test_a_lost_connection_is_a_departure() -> None:
    """Who vanishes is said to have left."""
    world = World()
    alice, bob = enter(world, "alice", "jardin"), enter(world, "bob", "jardin")
    world.hub.lost(alice.link, "Connection lost")
    world.settle()
    assert bob.take()[0] == "alice est parti"


def test_the_help_is_the_table() -> None:
    """Every command that people type is in the help, and nothing else."""
    alice = enter(World(), "alice")
    words = [line.removeprefix("* /").split(":")[0].split(" ")[0] for line in alice.send("/HELP")[:-1]]
    assert words == [command.word or "*" for command in DOCUMENT + ADDED]
    assert not {"CHUNK", "GOT"} & set(words)


def test_a_program_s_command_is_explained_where_it_is_wrong() -> None:
    """It is left out of the help, so this is where somebody who writes a program reads it."""
    alice = enter(World(), "alice")
    assert alice.send("/GOT 1") == [
        "Saisissez la bonne commande",
        "* /GOT <n> <bytes>: how many bytes of file n have arrived",
    ]


# --- what must never happen ------------------------------------------------------------------------

TOKENS = (
    *("alice", "messagealice", "salut", "messagesalut", "", "message", "/", "message" * 40, "é" * 2500),
    *(
        f"{slash}{line}"
        for slash in ("", "/")
        for line in ("JOIN a", "JOIN b", "LEAVE", "WHO", "LIST", "HELP")
    ),
    *(f"{slash}{line}" for slash in ("", "/") for line in ("CURRENT", "CURRENT a", "NICK alix", "NICK bob")),
    *(f"{slash}{line}" for slash in ("", "/") for line in ("KICK bob", "REN c", "GRANT bob", "REVOKE bob")),
    *(f"{slash}{line}" for slash in ("", "/") for line in ("HISTORY 2", "IGNORE bob", "BYE", "KILL bob")),
    *(f"{slash}{line}" for slash in ("", "/") for line in (f"SEND bob 3 {'0' * 64} f", "RECV f", "STOP f")),
    *(
        f"{slash}{line}"
        for slash in ("", "/")
        for line in ("CHUNK 1 AAAA", "GOT 1 3", "STOP 1", "SEND bob f")
    ),
    *(
        f"{slash}{line}"
        for slash in ("", "/")
        for line in ("MSG bob salut", "MSG bob;x salut", "FOO", "JOIN")
    ),
)
streams = st.lists(
    st.one_of(
        st.sampled_from(TOKENS).map(lambda token: f"{token}\n".encode()),
        st.binary(max_size=30),
        st.just(b"message"),
    ),
    max_size=15,
).map(b"".join)


@given(streams, st.lists(st.integers(1, 400), max_size=20))
def test_any_chunking_is_the_same_conversation(data: bytes, sizes: list[int]) -> None:
    """However the bytes come, everybody is told the same."""

    def told(chunks: list[int]) -> tuple[bytes, ...]:
        world = World()
        bob, irc = enter(world, "bob", "a"), world.join("irc", "#b")
        alice, rest = world.connect_dialect(ChainesSession), data
        for size in [*chunks, len(data)]:
            world.hub.receive(alice.link, rest[:size])
            world.settle()
            rest = rest[size:]
        world.hub.receive_eof(alice.link)
        world.settle()
        return alice.received, bob.received, irc.received

    assert told(sizes) == told([])


@given(streams)
def test_nobody_hears_who_is_in_no_channel_with_them(data: bytes) -> None:
    """Without a name, in the lobby and in other channels, nothing reaches them."""
    world = World()
    carol = enter(world, "carol", "z")
    alice = world.connect_dialect(ChainesSession)
    alice.send_bytes(data)
    assert carol.take() == []


HEARD = re.compile(
    r"(al\w+|bob2?): .*"
    r"|Private message al\w+: salut"
    r"|al\w+ (est parti|vous a retiré de la chaine)"
    r"|Votre chaine est renommée  \w+"
    r"|Vous êtes (kill|le nouveau administrateur de la chaine)"
    r"|Vous avez réçu de al\w+ les privilèges d'un administrateur"
    r"|Oups vos privilèges d'administrateur ont été retirés par  al\w+"
    r"|al\w+ offers you the file \"f\", 3 bytes. To accept it: /RECV f"
    r"|\$STOP \d+|al\w+ (stopped the file \"f\"|has left: the file \"f\" was stopped)\."
    r"|The file \"f\" was stopped: bytes arrived before it was accepted\."
)


@given(streams)
def test_others_read_what_the_table_says(data: bytes) -> None:
    """Whatever is typed in a channel, the others read lines of the table alone."""
    world = World()
    alice, bob = enter(world, "alice", "a"), enter(world, "bob", "a")
    alice.send_bytes(data)
    for line in bob.take():
        assert HEARD.fullmatch(line), line
