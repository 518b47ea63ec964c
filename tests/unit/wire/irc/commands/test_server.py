"""What questions about the server are answered."""

import pytest

from harness.interpreting import answered, meant, talk_of
from harness.world import OPERATOR, SERVER, Client, World
from salon.texts.language import load_language

DAY = 86_400
NO_BREAK = "\N{NO-BREAK SPACE}"


@pytest.fixture
def alice() -> Client:
    """Return who asks."""
    return World(irc={"motd": ("un", "deux"), "admin": ("", "Amélie", "a@b.test")}).join("alice")


@pytest.mark.parametrize(
    ("line", "codes"),
    [
        ("MOTD", "375 372 372 376"),
        (f"MOTD {SERVER.upper()}", "375 372 372 376"),
        ("MOTD alice", "375 372 372 376"),
        ("ADMIN", "256 258 259"),
        ("TIME", "391"),
        ("INFO", "371 371 371 374"),
        ("LINKS", "364 365"),
        ("STATS x", "219"),
        ("STATS u", "242 219"),
        ("STATS o", "481"),
        ("LUSERS", "251 255 265 266"),
    ],
)
def test_answers(alice: Client, line: str, codes: str) -> None:
    """In the order that the protocol has; nothing comes to the core."""
    assert meant(alice, line) == []
    assert [answer[:3] for answer in answered(alice)] == codes.split()


@pytest.mark.parametrize("command", ["MOTD", "VERSION", "ADMIN", "TIME", "INFO", "STATS u"])
def test_there_is_no_other_server(alice: Client, command: str) -> None:
    """It is named."""
    assert meant(alice, f"{command} other.test") == []
    assert answered(alice) == ["402 alice other.test :..."]


def test_an_owner_who_has_said_nothing() -> None:
    """No message of the day, nobody who runs it: both are said."""
    bob = World(irc={"motd": (), "admin": ()}).join("bob")
    meant(bob, "MOTD")
    meant(bob, "ADMIN")
    assert [line[:3] for line in answered(bob)] == ["422", "256", "257"]


def test_figures_count_who_there_is(alice: Client) -> None:
    """The invisible, operators, those who have only connected, channels; and the most that there were."""
    world = alice.world
    world.join("bob", "#a").send("MODE bob +i")
    world.join("eve").send("QUIT")
    alice.send(f"OPER root {OPERATOR}")
    world.connect()
    meant(alice, "LUSERS")
    lines = talk_of(alice).take_output().decode().splitlines()
    assert [line.split(" ", 3)[1::2] for line in lines] == [
        ["251", ":There are 2 users and 1 invisible on 1 server"],
        ["252", "1 :operator online"],
        ["253", "1 :unknown connection"],
        ["254", "1 :channel formed"],
        ["255", ":I have 2 clients and no other server"],
        ["265", "2 3 :Current local users 2, max 3"],
        ["266", "2 3 :Current global users 2, max 3"],
    ]


def figures(*nicks: str, language: str) -> list[str]:
    """Return the first figures, in a language: each of these people is an operator and brings a stranger."""
    world = World(translate=load_language(language).gettext)
    for nick in nicks:
        world.join(nick, f"#{nick}").send(f"OPER root {OPERATOR}")
        world.connect()
    asker = world.join("alice", "#alice")
    meant(asker, "LUSERS")
    lines = talk_of(asker).take_output().decode().splitlines()
    return [line.split(" :", 1)[1] for line in lines][:5]


@pytest.mark.parametrize(
    ("nicks", "language", "said"),
    [
        (
            (),
            "en",
            [
                "There is 1 user and 0 invisible on 1 server",
                "channel formed",
                "I have 1 client and no other server",
            ],
        ),
        (
            (),
            "fr",
            [
                "Il y a 1 personne, dont 0 invisible, sur 1 serveur",
                "salon ouvert",
                "J'ai 1 client et aucun autre serveur",
            ],
        ),
        (
            ("bob", "carol"),
            "en",
            [
                "There are 3 users and 0 invisible on 1 server",
                "operators online",
                "unknown connections",
                "channels formed",
                "I have 3 clients and no other server",
            ],
        ),
        (
            ("bob", "carol"),
            "fr",
            [
                f"Il y a 3 personnes (invisibles{NO_BREAK}: 0), sur 1 serveur",
                "opérateurs en ligne",
                "connexions inconnues",
                "salons ouverts",
                "J'ai 3 clients et aucun autre serveur",
            ],
        ),
    ],
)
def test_figures_take_their_number(nicks: tuple[str, ...], language: str, said: list[str]) -> None:
    """One user and two users, in either language."""
    assert figures(*nicks, language=language)[: len(said)] == said


def test_how_long_the_server_has_been_up(alice: Client) -> None:
    """In days, hours, minutes and seconds."""
    created = talk_of(alice).server.settings.created
    alice.world.now = created + (2 * DAY + 3 * 3600 + 4 * 60 + 5) * 1000
    meant(alice, "STATS u")
    line, _ = talk_of(alice).take_output().decode().splitlines()
    assert line.endswith(" :Server up for 2 d 3:04:05")


def test_operators_see_who_may_be_one(alice: Client) -> None:
    """By name, never with a password."""
    alice.send(f"OPER root {OPERATOR}")
    meant(alice, "STATS o")
    assert answered(alice) == ["243 alice O *@* * root", "243 alice O *@* * alice", "219 alice o :..."]


def test_commands_are_counted(alice: Client) -> None:
    """By name, in their order."""
    alice.send("TIME", "TIME", "INFO")
    meant(alice, "STATS m")
    counts = [line.split()[2:] for line in answered(alice)[:-1]]
    assert [count for count in counts if count[0] in {"INFO", "TIME"}] == [["INFO", "1"], ["TIME", "2"]]
    assert counts == sorted(counts)
