"""The wire `chaines`, row by row of its table: what each command says to whom. `C` is `#C` on IRC."""

import re

import pytest

from harness.chaines_people import enter
from harness.world import Client, World
from salon.wire.dialects.chaines.session import ChainesSession

CHOOSE = "Choisissez un nickname ou faites la commande /BYE pour vous deconnecter"
SEE_HELP = "Faites la commande /HELP pour plus d'aides."
CHOSEN = ["Nickname bien choisi.", SEE_HELP]
WELCOME = ["Bienvenue dans la chaine!", "Vous pouvez communiquez avec les autres menbres."]
WELCOME_BACK = ["Vous avez regagné un nouveau groupe", "Vous pouvez communiquer avec les menbres."]
LEFT = ["Vous n'êtes plus dans la chaine.", "Rejoingnez une autre chaine.", SEE_HELP]
NOT_MAIN = "Calme toi t'es pas l'administrateur de la chaine"
WRONG = "Saisissez la bonne commande"

# The help of the document, verbatim.
HELP = """\
* /HELP: print this message
* /LIST: list all available channels on server
* /JOIN <channel>: join (or create) a channel
* /LEAVE: leave current channel
* /WHO: list users in current channel
* <message>: send a message in current channel
* /MSG <nick> <message>: send a private message in current channel
* /BYE: disconnect from server
* /KICK <nick>: kick user from current channel [admin]
* /REN <channel>: change the current channel name [admin]
* /CURRENT: print current channel name
* /CURRENT <channel>: set current channel
* /MSG <nick1;nick2;...> <message>: send a private message to several users in current channel
* /NICK <nick>: change user nickname on server
* /GRANT <nick>: grant admin privileges to a user [admin]
* /REVOKE <nick>: revoke admin privileges [admin]
"""

WAS_EMPTY = (
    "jardin was empty, and you are its main administrator now:"
    " /HISTORY shows what was said while it was open."
)


def take(*clients: Client) -> list[list[str]]:
    """Return what each was told since the last look."""
    return [client.take() for client in clients]


# --- the three states ------------------------------------------------------------------------------


def test_who_connects_is_asked_for_a_nickname() -> None:
    """Choosing a nickname: `Vous êtes connecté` and `Choisissez ...` †; then `Nickname bien choisi.` †."""
    newcomer = World().connect_dialect(ChainesSession)
    assert newcomer.take() == ["Vous êtes connecté", CHOOSE]
    assert newcomer.send("alice") == CHOSEN


def test_a_newcomer_may_leave() -> None:
    """Choosing a nickname: `... ou faites la commande /BYE pour vous deconnecter` †."""
    newcomer = World().connect_dialect(ChainesSession)
    newcomer.take()
    newcomer.send("/BYE")
    assert newcomer.closed


def test_the_lobby() -> None:
    """The lobby ("l'accueil": only HELP, LIST, JOIN, CURRENT, BYE); the rest is for members of a channel."""
    world = World()
    alice = enter(world, "alice")
    enter(world, "bob")
    for line in ("/WHO", "/LEAVE", "/MSG bob x", "/KICK bob", "/REN x", "/GRANT bob", "/REVOKE bob", "salut"):
        assert alice.send(line)[0] == WRONG, line
    assert alice.send("/HELP")[:16] == HELP.splitlines()
    assert alice.send("/LIST") == ["Il n'y a pas de chaines en cours"]
    assert alice.send("/CURRENT") == ["Vous n'avez pas de chaine actuellement"]
    assert alice.send("/JOIN jardin") == WELCOME
    assert alice.send("/LEAVE") == LEFT
    alice.send("/BYE")
    assert alice.closed


# --- the two modes ---------------------------------------------------------------------------------


@pytest.mark.parametrize("first", ["messagealice", "HELP", "LIST", "BYE x", "JOIN jardin"])
def test_prefix_mode(first: str) -> None:
    """If the first line begins with `message` or is a command word, the mode is prefix mode for good."""
    world = World()
    bob = enter(world, "bob", "jardin")
    alice = world.connect_dialect(ChainesSession)
    alice.send(first)
    alice.send("messagealice", "JOIN jardin")
    assert alice.send("CURRENT") == ["Votre chaine actuel est: jardin"]
    bob.take()
    assert alice.send("messagebonjour", "message /LEAVE", "messagemessage") == []
    assert bob.take() == ["alice: bonjour", "alice:  /LEAVE", "alice: message"]
    assert alice.send("bonjour") == [WRONG, SEE_HELP]


@pytest.mark.parametrize("first", ["alice", "/HELP", "Help", "/JOIN jardin", "Nick"])
def test_slash_mode(first: str) -> None:
    """Otherwise it is in slash mode: commands begin with `/` and every other line is text."""
    world = World()
    bob = enter(world, "bob", "jardin")
    alice = world.connect_dialect(ChainesSession)
    alice.send(first)
    alice.send("alice", "/JOIN jardin", "/NICK alice")
    bob.take()
    assert alice.send("JOIN potager", "messagebonjour", "HELP") == []
    assert bob.take() == ["alice: JOIN potager", "alice: messagebonjour", "alice: HELP"]


# --- the table -------------------------------------------------------------------------------------


def test_help() -> None:
    """/HELP | all | the document's lines verbatim, in its order ...; additions + after them; `[admin]`."""
    lines = World().connect_dialect(ChainesSession).send("/HELP")[2:]
    assert "\n".join(lines).startswith(HELP)
    added = [re.fullmatch(r"\* /([A-Z]+)( [^:]+)?: [^\[]+( \[admin\])?", line) for line in lines[16:-1]]
    assert [(line[1], line[3]) for line in added if line] == [
        ("JOIN", None),
        *((word, " [admin]") for word in ("KILL", "BAN", "UNBAN", "MUTE", "UNMUTE")),
        ("BANS", None),
        *((word, " [admin]") for word in ("LOG", "UNDO")),
        ("MODE", None),
        *((word, " [admin]") for word in ("MODE", "CLAIM", "DROP", "ACCESS", "ACCESS")),
        ("PAST", None),
        ("PAST", " [admin]"),
        *(
            (word, None)
            for word in (
                "HISTORY",
                "UNREAD",
                "REPLY",
                "REACT",
                "UNREACT",
                "EDIT",
                "DELETE",
                "SEARCH",
                "SEND",
                "RECV",
                "STOP",
            )
        ),
        *((word, None) for word in ("IGNORE", "UNIGNORE", "ANNUAIRE", "DATE")),
        *((word, None) for word in ("REGISTER", "REGISTER", "VERIFY", "LOGIN", "LOGOUT", "LOGOUT")),
        *((word, None) for word in ("SESSIONS", "PERSISTENCE", "PASSWORD")),
        *((word, None) for word in ("RESET", "RESET", "CODE", "EMAIL", "ACCOUNT")),
    ]


def test_list() -> None:
    """/LIST | all | `Les chaines en cours sont: A B C`; none: `Il n'y a pas de chaines en cours`."""
    world = World()
    carol = enter(world, "carol")
    assert carol.send("/LIST") == ["Il n'y a pas de chaines en cours"]
    enter(world, "alice", "A", "B")
    world.join("irc", "#C", "#cache").send("MODE #cache +s")
    assert carol.send("/LIST") == ["Les chaines en cours sont: A B C"]


def test_join() -> None:
    """/JOIN C | all | join, or create it and become its main administrator; Welcome lines †; being there."""
    world = World()
    irc = world.join("irc", "#potager")
    alice = enter(world, "alice")
    assert alice.send("/JOIN jardin") == WELCOME
    assert alice.send("/JOIN potager") == WELCOME
    assert alice.send("/WHO") == ["Liste des adherents:", "@irc@"]
    assert alice.send("/JOIN jardin") == ["Vous êtes déjà dans cette chaine"]
    assert ":salon.test 353 irc = #jardin :@alice irc" in irc.send("JOIN #jardin")
    assert alice.send("/CURRENT") == ["Votre chaine actuel est: potager"]


def test_join_an_emptied_channel() -> None:
    """/JOIN C | "also of one in which nobody is and no account is founder": its main administrator is new."""
    world = World()
    alice, bob = enter(world, "alice", "jardin"), enter(world, "bob", "jardin")
    alice.send("graines")
    bob.send("/LEAVE")
    alice.send("/BYE")
    assert bob.send("/LIST") == ["Il n'y a pas de chaines en cours"]
    assert bob.send("/JOIN jardin") == [
        *("Vous avez regagné un nouveau groupe", "Vous pouvez communiquer avec les menbres."),
        WAS_EMPTY,
    ]
    assert bob.send("/HISTORY")[0].endswith("alice: graines")
    assert bob.send("/REN potager") == [
        "jardin has history from before you led it: only server operators can rename it."
    ]
    carol = enter(world, "carol", "jardin")
    assert carol.send("/WHO") == ["Liste des adherents:", "@bob@"]


def test_join_a_channel_that_was_empty_for_long() -> None:
    """/JOIN C | +: after a day it is as a new one; what was said behind a key is not shown; both are told."""
    world = World()
    irc = world.join("irc", "#jardin")
    irc.send("MODE #jardin +kb key alice!*@*", "PRIVMSG #jardin :entre nous", "PART #jardin")
    alice = enter(world, "alice")
    assert alice.send("/JOIN jardin key") == ["You are banned from jardin."]
    world.pass_time(86_400)
    assert alice.send("/JOIN jardin") == [
        *WELCOME,
        WAS_EMPTY,
        "jardin was empty for long: its modes and lists are those of a new channel.",
    ]
    assert alice.send("/HISTORY") == ["Nothing has been said here yet."]


def test_join_with_a_key() -> None:
    """/JOIN C KEY | +: a channel that has a key is entered with it."""
    world = World()
    world.join("irc", "#jardin").send("MODE #jardin +k clé")
    alice = enter(world, "alice")
    for line in ("/JOIN jardin", "/JOIN jardin key"):
        assert alice.send(line) == ["jardin needs its key."]
    assert alice.send("/JOIN jardin clé") == WELCOME
    assert alice.send("/JOIN jardin clé") == ["Vous êtes déjà dans cette chaine"]


def test_no_more_channels() -> None:
    """+ Where the server has as many channels as it takes, /JOIN of a new one says so."""
    world = World(rules={"channels": 1})
    alice = enter(world, "alice", "jardin")
    assert alice.send("/JOIN potager") == [
        "The server takes no new channel (limits.channels is 1): join another."
    ]
    assert alice.send("/CURRENT") == ["Votre chaine actuel est: jardin"]


def test_leave() -> None:
    """/LEAVE | members | the others: `NICK est parti`; the leaver: ..., and is in the lobby; the way out."""
    world = World()
    bob = enter(world, "bob", "jardin")
    carol = enter(world, "carol", "jardin", "potager")
    alice = enter(world, "alice", "potager", "jardin")
    assert alice.send("/LEAVE") == LEFT
    assert take(bob, carol) == [["alice est parti"], ["[jardin] alice est parti"]]
    assert alice.send("/CURRENT") == ["Vous n'avez pas de chaine actuellement"]
    assert alice.send("/CURRENT potager") == WELCOME_BACK
    assert alice.send("/CURRENT") == ["Votre chaine actuel est: potager"]
    alice.send("/LEAVE")
    assert alice.send("/JOIN jardin") == WELCOME_BACK
    assert alice.send("/CURRENT") == ["Votre chaine actuel est: jardin"]


def test_join_leads_out_of_the_lobby() -> None:
    """/LEAVE | members | ... `/JOIN` or `/CURRENT` of a joined channel leads out."""
    alice = enter(World(), "alice", "potager", "jardin")
    alice.send("/LEAVE")
    assert alice.send("/JOIN potager") == WELCOME_BACK


def test_who() -> None:
    """/WHO | members | a line for each other member; the main administrator `@nick@`, + secondary `@nick`."""
    world = World()
    alice = enter(world, "alice", "jardin")
    assert alice.send("/WHO") == ["Vous êtes seul(e) dans cette chaine"]
    bob, carol = enter(world, "bob", "jardin"), enter(world, "carol", "jardin")
    alice.send("/GRANT bob")
    assert alice.send("/WHO") == ["Liste des adherents:", "@bob", "carol"]
    bob.take()
    assert bob.send("/WHO")[1:] == ["@alice@", "carol"]
    assert carol.send("/WHO")[1:] == ["@alice@", "@bob"]


def test_text() -> None:
    """Text | members | `NICK: TEXT` to the other members."""
    world = World()
    alice = enter(world, "alice", "jardin")
    bob, irc = enter(world, "bob", "jardin"), world.join("irc", "#jardin")
    assert alice.send("  bonjour à tous ") == []
    assert bob.take() == ["alice:   bonjour à tous "]
    assert irc.take() == [":alice!chaines@host.test PRIVMSG #jardin :  bonjour à tous "]
    irc.send("PRIVMSG #jardin :\x02salut\x02", "NOTICE #jardin :note", "PRIVMSG #jardin :\x01ACTION rit\x01")
    assert take(alice, bob) == [["irc: salut", "irc: note", "irc: * rit"]] * 2


def test_private_message() -> None:
    """/MSG N TEXT | members | `Private message NICK: TEXT` to N ... + any nick on the server."""
    world = World()
    alice, bob = enter(world, "alice", "jardin"), enter(world, "bob", "jardin")
    carol, irc = enter(world, "carol"), world.join("irc")
    assert alice.send("/MSG bob on se voit ?") == []
    assert take(alice, bob, carol, irc) == [[], ["Private message alice: on se voit ?"], [], []]
    alice.send("/MSG CAROL salut")
    assert take(bob, carol) == [[], ["Private message alice: salut"]]
    alice.send("/MSG irc salut")
    assert irc.take() == [":alice!chaines@host.test PRIVMSG irc :salut"]
    irc.send("PRIVMSG bob :coucou", "NOTICE alice :note")
    assert take(alice, bob) == [["Private message irc: note"], ["Private message irc: coucou"]]


def test_private_message_to_several() -> None:
    """/MSG N1;N2;… TEXT | members | the same to each; + those who are not there are named in the answer."""
    world = World()
    alice, bob = enter(world, "alice", "jardin"), enter(world, "bob", "jardin")
    carol = enter(world, "carol", "jardin")
    answer = alice.send("/MSG bob;zoé;carol;dan coucou vous")
    assert [("zoé" in line, "dan" in line) for line in answer] == [(True, False), (False, True)]
    assert take(bob, carol) == [["Private message alice: coucou vous"]] * 2


def test_bye() -> None:
    """/BYE | all | leave the server; the others: `NICK est parti`."""
    world = World()
    alice = enter(world, "alice", "jardin", "potager")
    bob, carol = enter(world, "bob", "jardin", "potager"), enter(world, "carol")
    irc = world.join("irc", "#jardin")
    alice.send("/BYE")
    assert alice.closed
    assert [line for line in bob.take() if "administrateur" not in line] == ["alice est parti"]
    assert carol.take() == []
    assert irc.take()[0] == ":alice!chaines@host.test QUIT :Quit"


def test_kick() -> None:
    """/KICK N | administrators | N: `NICK vous a retiré de la chaine`, and is in the lobby. Oneself."""
    world = World()
    alice, bob = enter(world, "alice", "jardin"), enter(world, "bob", "jardin")
    carol = enter(world, "carol", "jardin")
    assert bob.send("/KICK carol") == ["Calme toi t'es pas l'administrateur du groupe"]
    assert bob.send("/KICK bob") == ["Calme toi t'es pas l'administrateur du groupe"]
    assert alice.send("/KICK alice") == ["Utilisez la commande /LEAVE pour quitter la chaine"]
    assert alice.send("/KICK zoé") == ["zoé n'est pas dans cette chaine"]
    assert take(bob, carol) == [[], []]
    assert alice.send("/KICK carol") == []
    assert take(bob, carol) == [[], ["alice vous a retiré de la chaine"]]
    assert carol.send("/CURRENT") == ["Vous n'avez pas de chaine actuellement"]
    assert alice.send("/KICK carol") == ["carol n'est pas dans cette chaine"]
    assert carol.send("/JOIN jardin") == WELCOME_BACK


def test_secondary_administrators_kick_and_rename() -> None:
    """KICK and REN are of "un client ayant les droits d'administrateurs": the text is followed."""
    world = World()
    alice, bob = enter(world, "alice", "jardin"), enter(world, "bob", "jardin")
    carol = enter(world, "carol", "jardin")
    alice.send("/GRANT bob")
    bob.take()
    assert bob.send("/KICK carol") == []
    assert carol.take() == ["bob vous a retiré de la chaine"]
    assert bob.send("/REN verger") == ["Votre a été bien renommée"]
    assert alice.take() == ["Votre chaine est renommée  verger"]
    assert len(bob.send("/KICK alice")) == 1
    assert take(alice) == [[]]


def test_rename() -> None:
    """/REN C | administrators | the others `Votre chaine est renommée  C`, oneself; all stay. Exists."""
    world = World()
    alice, bob = enter(world, "alice", "jardin"), enter(world, "bob", "jardin")
    carol = enter(world, "carol", "jardin", "potager")
    irc = world.join("irc", "#jardin", caps="draft/channel-rename")
    assert bob.send("/REN verger") == [NOT_MAIN]
    assert alice.send("/REN potager") == ["Cette chaine existe déjà"]
    assert take(bob, carol, irc) == [[], [], []]
    assert alice.send("/REN verger") == ["Votre a été bien renommée"]
    assert take(bob, carol) == [
        ["Votre chaine est renommée  verger"],
        ["[jardin] Votre chaine est renommée  verger"],
    ]
    assert irc.take() == [":alice!chaines@host.test RENAME #jardin #verger :"]
    assert alice.send("/WHO")[1:] == ["bob", "carol", "irc"]
    alice.send("ici")
    assert take(bob, carol) == [["alice: ici"], ["[verger] alice: ici"]]


def test_current() -> None:
    """/CURRENT | all | `Votre chaine actuel est: C`, or `Vous n'avez pas de chaine actuellement`."""
    alice = enter(World(), "alice")
    assert alice.send("/CURRENT") == ["Vous n'avez pas de chaine actuellement"]
    alice.send("/JOIN jardin")
    assert alice.send("/CURRENT") == ["Votre chaine actuel est: jardin"]


def test_change_current() -> None:
    """/CURRENT C | all | make C current if joined; else `Vous n'êtes pas dans cette chaine`."""
    world = World()
    bob = enter(world, "bob", "jardin", "potager")
    alice = enter(world, "alice", "jardin", "potager")
    assert alice.send("/CURRENT verger") == ["Vous n'êtes pas dans cette chaine"]
    alice.send("ici")
    alice.send("/CURRENT jardin", "là")
    assert bob.take() == ["alice: ici", "[jardin] alice: là"]


def test_nick() -> None:
    """/NICK N | all | `Votre identifiant est bien mis à jour`; taken: ...; rights and memberships follow."""
    world = World()
    alice, bob = enter(world, "alice", "jardin"), enter(world, "bob", "jardin")
    assert alice.send("/NICK bob") == ["Nickname déjà utilisé"]
    assert alice.send("/NICK alice") == ["Nickname déjà utilisé"]
    assert alice.send("/NICK alix") == ["Votre identifiant est bien mis à jour"]
    assert bob.take() == []
    assert bob.send("/WHO")[1:] == ["@alix@"]
    assert alice.send("/GRANT bob") == []
    alice.send("c'est moi")
    assert bob.take() == [
        "Vous avez réçu de alix les privilèges d'un administrateur",
        "alix: c'est moi",
    ]
    assert enter(world, "alice").send("/NICK carol") == ["Votre identifiant est bien mis à jour"]


def test_grant() -> None:
    """/GRANT N | main administrator | N: `Vous avez réçu de NICK les privilèges d'un administrateur`."""
    world = World()
    alice, bob = enter(world, "alice", "jardin"), enter(world, "bob", "jardin")
    carol, irc = enter(world, "carol", "jardin"), world.join("irc", "#jardin")
    assert bob.send("/GRANT carol") == [NOT_MAIN]
    assert alice.send("/GRANT bob") == []
    assert take(alice, bob, carol) == [[], ["Vous avez réçu de alice les privilèges d'un administrateur"], []]
    assert irc.take() == [":alice!chaines@host.test MODE #jardin +o bob"]
    assert bob.send("/GRANT carol") == [NOT_MAIN]
    assert alice.send("/GRANT zoé") == ["zoé n'est pas dans cette chaine"]


def test_revoke() -> None:
    """/REVOKE N | main administrator | `Oups vos privilèges d'administrateur ont été retirés par  NICK`."""
    world = World()
    alice, bob = enter(world, "alice", "jardin"), enter(world, "bob", "jardin")
    irc = world.join("irc", "#jardin")
    alice.send("/GRANT bob", "/GRANT irc")
    irc.take()
    assert bob.send("/REVOKE irc")[1:] == [NOT_MAIN]
    assert alice.send("/REVOKE bob") == []
    assert bob.take() == ["Oups vos privilèges d'administrateur ont été retirés par  alice"]
    assert irc.take() == [":alice!chaines@host.test MODE #jardin -o bob"]
    assert bob.send("/KICK irc") == ["Calme toi t'es pas l'administrateur du groupe"]
    assert alice.send("/REVOKE zoé") == ["zoé n'est pas dans cette chaine"]


# --- under the table -------------------------------------------------------------------------------


def test_other_channels_are_named() -> None:
    """What is typed goes to the current one; + what comes from another is shown with `[C]` in front."""
    world = World()
    alice, bob = enter(world, "alice", "jardin"), enter(world, "bob", "jardin")
    alice.send("/JOIN potager")
    bob.send("tu es là ?")
    assert alice.take() == ["[jardin] bob: tu es là ?"]
    alice.send("/CURRENT jardin")
    bob.send("et là ?")
    assert alice.take() == ["bob: et là ?"]
    alice.send("/LEAVE", "/JOIN jardin", "/CURRENT potager", "/LEAVE")
    bob.send("et là ?")
    assert alice.take() == ["[jardin] bob: et là ?"]


def test_hand_over() -> None:
    """The main administrator who leaves hands over to the next member in order of arrival, who is told so."""
    world = World()
    alice, bob = enter(world, "alice", "jardin"), enter(world, "bob", "jardin")
    carol, dan = enter(world, "carol", "jardin"), enter(world, "dan", "jardin", "potager")
    new_main = "Vous êtes le nouveau administrateur de la chaine"
    alice.send("/LEAVE")
    assert take(bob, carol, dan) == [
        ["alice est parti", new_main],
        ["alice est parti"],
        ["[jardin] alice est parti"],
    ]
    assert carol.send("/WHO")[1:] == ["@bob@", "dan"]
    bob.send("/BYE")
    assert take(carol, dan) == [["bob est parti", new_main], ["bob est parti"]]
    carol.link.outbox.sink.close()
    world.settle()
    assert dan.take() == ["carol est parti", f"[jardin] {new_main}"]


def test_hand_over_to_a_secondary_administrator() -> None:
    """+ A secondary administrator goes before a plain member."""
    world = World()
    alice, bob = enter(world, "alice", "jardin"), enter(world, "bob", "jardin")
    carol = enter(world, "carol", "jardin")
    alice.send("/GRANT carol")
    carol.take()
    alice.send("/BYE")
    assert take(bob, carol) == [
        ["alice est parti"],
        ["alice est parti", "Vous êtes le nouveau administrateur de la chaine"],
    ]


@pytest.mark.parametrize("line", ["/GRANT bob", "/REVOKE bob", "/KILL bob", "/REN verger"])
def test_no_rights(line: str) -> None:
    """No rights: `Calme toi t'es pas l'administrateur de la chaine` (KICK has its own, above)."""
    world = World()
    enter(world, "alice", "jardin")
    bob = enter(world, "bob", "jardin")
    assert bob.send(line) == [NOT_MAIN]


@pytest.mark.parametrize(
    "line",
    [
        "/",
        "/FOO",
        "/JOIN",
        "/JOIN a b c",
        "/KICK",
        "/KICK a b",
        "/MSG",
        "/MSG bob",
        "/MSG ; x",
        "/REN",
        "/NICK",
        "",
    ],
)
def test_wrong_commands(line: str) -> None:
    """Unknown or malformed: `Saisissez la bonne commande` †."""
    world = World()
    alice, bob = enter(world, "alice", "jardin"), enter(world, "bob", "jardin")
    answer = alice.send(line)
    assert answer[0] == WRONG
    assert len(answer) > 1, "what to do is said too"
    assert bob.take() == []


def test_empty_channels() -> None:
    """A channel that nobody is in is listed with `keep_empty_channels` alone, whatever was said in it."""
    for kept, left in ((False, ""), (True, "A B")):
        world = World(rules={"keep_empty_channels": kept})
        enter(world, "alice", "A").send("/BYE")
        bob, carol = enter(world, "bob", "B"), enter(world, "carol", "B")
        carol.send("salut", "/BYE")
        bob.send("/LEAVE")
        listed = f"Les chaines en cours sont: {left}" if left else "Il n'y a pas de chaines en cours"
        assert bob.send("/LIST") == [listed]


# --- what other wires do ---------------------------------------------------------------------------


def test_irc_kick_leads_to_the_lobby() -> None:
    """IRC's KICK puts a `chaines` person back in the lobby, with the document's line."""
    world = World()
    irc, alice = world.join("irc", "#jardin"), enter(world, "alice", "potager", "jardin")
    irc.send("KICK #jardin alice :du calme")
    assert alice.take() == ["irc vous a retiré de la chaine", "Reason: du calme"]
    assert alice.send("/CURRENT") == ["Vous n'avez pas de chaine actuellement"]
    alice.send("/JOIN jardin")
    irc.send("KICK #jardin alice :\x01VERSION\x01")
    assert alice.take() == ["irc vous a retiré de la chaine"], "a reason without a text is none"
    alice.send("/JOIN jardin", "/CURRENT potager")
    irc.send("KICK #jardin alice")
    assert alice.take() == ["[jardin] irc vous a retiré de la chaine"]
    assert alice.send("/CURRENT") == ["Votre chaine actuel est: potager"]


def test_a_kick_is_no_kill() -> None:
    """What was done is told, and not what the lists of the channel say: so of somebody who is banned."""
    world = World()
    irc, alice = world.join("irc", "#jardin"), enter(world, "alice", "jardin")
    irc.send("MODE #jardin +b alice", "KICK #jardin alice")
    assert alice.take() == ["irc vous a retiré de la chaine"]


def test_irc_modes_are_privileges() -> None:
    """Ranks and rights: `@` +o | secondary administrator; half-operator, voice | nothing."""
    world = World()
    irc, alice = world.join("irc", "#jardin"), enter(world, "alice", "jardin")
    granted = "Vous avez réçu de irc les privilèges d'un administrateur"
    revoked = "Oups vos privilèges d'administrateur ont été retirés par  irc"
    world.join("other", "#jardin")
    irc.send("MODE #jardin +v alice", "MODE #jardin +m", "MODE #jardin +ho alice other", "KICK #jardin other")
    assert alice.take() == []
    irc.send("MODE #jardin +o alice")
    assert alice.take() == [granted]
    irc.send("MODE #jardin -o alice")
    assert alice.take() == [revoked]
    irc.send("MODE #jardin +q alice")
    assert alice.take() == [granted, "Vous êtes le nouveau administrateur de la chaine"]
    assert alice.send("/WHO") == ["Liste des adherents:", "@irc"]
    alice.send("/REVOKE irc")
    assert alice.send("/WHO") == ["Liste des adherents:", "irc"]


def test_irc_rename_and_quit() -> None:
    """A rename by `/REN` is RENAME on IRC, and back; QUIT is `NICK est parti`."""
    world = World()
    irc, alice = world.join("irc", "#jardin"), enter(world, "alice", "jardin")
    irc.send("RENAME #jardin #verger", "QUIT :à demain")
    assert alice.take() == [
        "Votre chaine est renommée  verger",
        "irc est parti",
        "Vous êtes le nouveau administrateur de la chaine",
    ]
