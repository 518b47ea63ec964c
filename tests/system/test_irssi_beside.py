"""irssi, as Debian has it, beside people with nothing but netcat: what each of them types and sees."""

from pathlib import Path

from harness import netcat
from harness.salon_process import SalonProcess
from harness.terminal import irssi
from salon.accounts.passwords import hash_password

LEFT = "Vous n'avez pas de chaine actuellement"


def test_chaines(tmp_path: Path) -> None:
    """Text both ways, /WHO, /MSG, /GRANT as a mode, /kick into the lobby, /REN, /KILL, /BYE."""
    with (
        SalonProcess(tmp_path) as salon,
        netcat.chaines(salon, "alice", "jardin") as alice,
        irssi(tmp_path / "home", salon.port, "zoe") as zoe,
    ):
        zoe.wait_for("Welcome")
        zoe.type("/join #jardin")
        zoe.wait_for("has joined #jardin", "[@alice] [ zoe]")
        alice.type_lines("bonjour à tous ☺")
        zoe.wait_for("<@alice> bonjour à tous ☺")
        zoe.type("salut, ça va ?")
        alice.wait_for("zoe: salut, ça va ?")
        alice.type_lines("/WHO")
        alice.wait_for("Liste des adherents:", "zoe")
        alice.type_lines("/MSG zoe rien que pour toi")
        alice.type_lines("/GRANT zoe")
        zoe.wait_for("mode/#jardin [+o zoe] by alice")
        alice.type_lines("/WHO")
        alice.wait_for("Liste des adherents:", "@zoe")
        with netcat.chaines(salon, "bob", "jardin") as bob:
            bob.type_lines("/WHO")
            bob.wait_for("Liste des adherents:", "@alice@", "@zoe")
            zoe.wait_for("bob [chaines@", "has joined #jardin")
            zoe.type("/kick bob du calme")
            bob.wait_for("zoe vous a retiré de la chaine", "Reason: du calme")
            zoe.wait_for("bob was kicked from #jardin by zoe [du calme]")
            bob.type_lines("/CURRENT", "salut")
            bob.wait_for(LEFT, "Saisissez la bonne commande")
            bob.type_lines("/JOIN jardin")
            bob.wait_for("Vous avez regagné un nouveau groupe")
            alice.type_lines("/REVOKE zoe")
            zoe.wait_for("mode/#jardin [-o zoe] by alice")
            # irssi does not ask for RENAME, so it sees the channel left and another entered.
            alice.type_lines("/REN verger")
            bob.wait_for("Votre chaine est renommée  verger")
            zoe.type("/window goto #verger")
            zoe.wait_for("has joined #verger", "@alice", "bob")
            zoe.type("par ici ?")
            bob.wait_for("zoe: par ici ?")
            alice.type_lines("/KILL bob")
            bob.wait_for("Vous êtes kill")
            zoe.wait_for("mode/#verger [+b bob!*@*] by alice", "bob was kicked from #verger by alice")
            bob.type_lines("/JOIN verger")
            bob.wait_for("You are banned from verger.")
        zoe.type("/query alice")
        zoe.wait_for("<alice> rien que pour toi")
        zoe.type("merci")
        alice.wait_for("Private message zoe: merci")
        zoe.type("/window goto #verger")
        alice.type_lines("/BYE")
        zoe.wait_for("alice [chaines@", "has quit", "Mode/#verger [+o zoe] by salon.example")


def test_public(tmp_path: Path) -> None:
    """Messages both ways, in the room and in private; an operator's /kick is told, and /join leads back."""
    operator = f'[operators.root]\npassword = "{hash_password("letmein")}"\n'
    (tmp_path / "salon.toml").write_text(operator, encoding="utf-8")
    with (
        SalonProcess(tmp_path) as salon,
        netcat.public(salon, "alice") as alice,
        netcat.public(salon, "bob") as bob,
        irssi(tmp_path / "home", salon.port, "zoe") as zoe,
    ):
        zoe.wait_for("Welcome")
        zoe.type("/join #public")
        # Nobody is its founder.
        zoe.wait_for("has joined #public", "[ alice] [ bob] [ zoe]")
        alice.wait_for("zoe has joined.")
        bob.wait_for("zoe has joined.")
        alice.type_lines("salut à tous ☺", "/list")
        zoe.wait_for("< alice> salut à tous ☺")
        alice.wait_for("Les personnes connectées sont : -alice, -bob, -zoe")
        zoe.type("salut à toi")
        alice.wait_for("zoe: salut à toi")
        bob.wait_for("alice: salut à tous ☺", "zoe: salut à toi")
        zoe.type("/oper root letmein")
        zoe.wait_for("[zoe(+iow)]")
        zoe.type("/kick bob du calme")
        bob.wait_for("zoe removed you from the room: du calme")
        alice.wait_for("zoe removed bob.")
        zoe.wait_for("bob was kicked from #public by zoe [du calme]")
        bob.type_lines("/join")
        zoe.wait_for("bob [public@", "has joined #public")
        alice.wait_for("bob has joined.")
        alice.type_lines("msg zoe psst")
        zoe.type("/query alice")
        zoe.wait_for("<alice> psst")
        zoe.type("oui ?")
        alice.wait_for("zoe vous a envoyer un message privé : oui ?")
        assert "psst" not in bob.shown
        assert "oui ?" not in bob.shown
        zoe.type("/window goto #public")
        alice.type_lines("/quit")
        alice.wait_for("Deconnexion")
        zoe.wait_for("alice [public@", "has quit")


def test_relais(tmp_path: Path) -> None:
    """Private messages both ways; `/users` counts who is +i, as irssi is by itself, and names the others."""
    with (
        SalonProcess(tmp_path) as salon,
        netcat.relais(salon, "abbas") as abbas,
        irssi(tmp_path / "home", salon.port, "zoe") as zoe,
    ):
        zoe.wait_for("Welcome", "[zoe(+i)]")
        abbas.type_lines("/users")
        abbas.wait_for("Online: abbas", "Not listed, as their programs ask (+i on IRC): 1")
        zoe.type("/mode zoe -i")
        zoe.wait_for("[zoe]")
        abbas.type_lines("/users", "@zoe bonjour ☺")
        abbas.wait_for("Online: abbas, zoe", "Delivered to zoe.")
        zoe.type("/query abbas")
        zoe.wait_for("<abbas> bonjour ☺")
        zoe.type("à toi aussi")
        abbas.wait_for("zoe: à toi aussi")
        zoe.type("/nick Zoé", "/whois abbas")
        zoe.wait_for("[Zoé]", "ircname  : abbas")
        abbas.type_lines("/users", "c'est joli")
        abbas.wait_for("Online: abbas, Zoé", "Delivered to Zoé.")
        zoe.wait_for("<abbas> c'est joli")
        abbas.type_lines("/exit")
        abbas.wait_for("Goodbye.")
        zoe.type("tu es là ?")
        zoe.wait_for("abbas: No such nick")


def ask(salon: SalonProcess, request: str) -> str:
    """Return what the directory answers to somebody with netcat."""
    with netcat.connect(salon, "annuaire", "annuaire") as machine:
        machine.type_lines(request)
        machine.end_input()
        assert machine.wait_end() == 0
        return machine.shown


def test_annuaire(tmp_path: Path) -> None:
    """Who is on IRC is in the directory from `ANNUAIRE ON` to `ANNUAIRE OFF`, and not before or after."""
    unknown = "It seems zoe cannot be found in the database\n"
    with SalonProcess(tmp_path) as salon, irssi(tmp_path / "home", salon.port, "zoe") as zoe:
        zoe.wait_for("Welcome")
        assert ask(salon, "1zoe") == unknown
        assert "\tzoe (" not in ask(salon, "4")
        zoe.type("/quote ANNUAIRE ON")
        zoe.wait_for("The directory lists your machine as zoe")
        assert ask(salon, "1zoe").startswith("His IP address is 127.0.0.1 (")
        assert "\n\tzoe (" in ask(salon, "4")
        zoe.type("/quote ANNUAIRE OFF")
        zoe.wait_for("The directory forgets your machine")
        assert ask(salon, "1zoe") == unknown
        assert "\tzoe (" not in ask(salon, "4")


def test_bonjour(tmp_path: Path) -> None:
    """A first name is no nick: irssi, by the same name in the only channel, sees and hears nothing."""
    with SalonProcess(tmp_path) as salon, irssi(tmp_path / "home", salon.port, "Marie") as person:
        person.wait_for("Welcome")
        person.type("/join #public")
        person.wait_for("[ Marie]")
        with netcat.connect(salon, "bonjour", "marie") as marie:
            marie.type_lines("Marie", "coucou", "PRIVMSG #public :coucou", "/date")
            marie.wait_for("Hello Marie!", "Marie, you are connected.", "Marie, you are connected.")
            person.type("/window 1", "/whois Marie")
            person.wait_for("channels : #public", "End of WHOIS")
            marie.type_lines("au revoir")
            marie.wait_for("Goodbye Marie, the connection is closed.")
        person.type("/window goto #public", "seule ?")
        assert "coucou" not in person.wait_for("[ Marie]", "< Marie> seule ?")
