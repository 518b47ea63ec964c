"""Write a database of this version by a real run: people of several wires talk, one kill, a clean end.

How it is run stands in the README beside it.
"""

import re
import shutil
import sys
import tempfile
from pathlib import Path

from harness import netcat
from harness.salon_process import SalonProcess

CAPS = "message-tags echo-message"


def talk_in_a_channel(salon: SalonProcess) -> None:
    """Fill #café with all that a channel keeps: topics, modes, lists, every kind of message."""
    alice, bob = salon.enter("Alice", "#café", caps=CAPS), salon.enter("bob", "#café", caps=CAPS)
    alice.send("TOPIC #café :plan A", "TOPIC #café :Où se voir ?", "MODE #café +kls-t clé 30")
    alice.send("MODE #café +be mallory!*@* bob!*@*", "MODE #café +I zoé!*@*", "MODE #café +oh bob Alice")
    alice.send("PRIVMSG #café :bonjour à tous", "NOTICE #café :une note", "PRIVMSG #café :\x01ACTION rit\x01")
    alice.send("PRIVMSG #café :\x01VERSION\x01", "NOTICE #café :\x01PING 1\x01")
    alice.send("PRIVMSG @#café :pour les opérateurs", "@+draft/react=👋;+draft/reply=x TAGMSG #café")
    alice.send("@+typing=active TAGMSG #café", "@+a=b PRIVMSG #café :avec une étiquette")
    alice.settle()
    bob.send("PRIVMSG #café :salut Alice", "MODE bob +B", "PRIVMSG #café :je suis un robot")
    bob.settle()
    bob.send("PRIVMSG Alice :psst", "NICK Robert", "PRIVMSG alice :c'est moi", "NOTICE Alice :note privée")
    bob.settle()
    alice.send("PRIVMSG robert :réponse", "PRIVMSG Robert :\x01VERSION\x01", "@+b TAGMSG Robert")
    alice.settle()


def empty_channels(salon: SalonProcess) -> None:
    """Leave one channel empty, and have a closed one entered by a stranger; one is renamed."""
    carol, dave = salon.enter("carol", "#vide", "#clos", "#vieux", "#rien"), salon.enter("dave")
    carol.send("PRIVMSG #vide :il n'y a plus personne", "TOPIC #vide :silence", "PART #vide :adieu")
    carol.send("MODE #clos +i", "TOPIC #clos :secret", "PRIVMSG #clos :entre nous", "PART #clos")
    carol.send("PRIVMSG #vieux :avant", "RENAME #vieux #neuf :mieux", "PRIVMSG #neuf :après")
    carol.settle()
    dave.join("#clos")
    dave.send("PRIVMSG #clos :un autre temps")
    dave.settle()


def talk_on_dialects(salon: SalonProcess) -> None:
    """Have people of `chaines`, `public` and `relais` speak, and a machine take a pseudonym."""
    with (
        netcat.chaines(salon, "Chloé", "jardin") as chloe,
        netcat.chaines(salon, "Denis", "jardin") as denis,
        netcat.public(salon, "Emile") as emile,
        netcat.relais(salon, "Fanny") as fanny,
    ):
        chloe.type_lines("les roses", "/MSG Denis en privé")
        denis.wait_for("Chloé: les roses")
        denis.wait_for("Private message Chloé: en privé")
        emile.type_lines("bonjour la salle", "msg Fanny un mot")
        fanny.wait_for("Emile: un mot")
        fanny.type_lines("@Chloé merci")
        chloe.wait_for("Private message Fanny: merci")
        with netcat.connect(salon, "annuaire", "machine") as machine:
            machine.type_lines("3gaston")
            machine.end_input()
            machine.wait_end()


def live_with_accounts(salon: SalonProcess) -> None:
    """Have an account own a channel, correct what it said there, ban somebody, and talk with a guest."""
    caps = f"{CAPS} server-time draft/message-redaction draft/read-marker salon.dev/edit"
    irene, hugo = salon.enter("Irène", caps=caps), salon.enter("Hugo", caps=CAPS)
    irene.send("NS REGISTER un-mot-de-passe-assez-long")
    irene.wait_for(r" 900 Irène ")
    irene.join("#atelier")
    irene.send("PRIVMSG #atelier :un brouillon", "PRIVMSG #atelier :un secret", "PRIVMSG Hugo :salut Hugo")
    draft, secret, last = (
        re.search(r"msgid=([^;\s]+)", irene.wait_for(f"PRIVMSG .*:{text}$")).group(1)  # type: ignore[union-attr]
        for text in ("un brouillon", "un secret", "salut Hugo")
    )
    assert last
    irene.send(f"EDIT #atelier {draft} :le texte définitif", f"REDACT #atelier {secret} :pas ici")
    irene.send(
        "MARKREAD #atelier timestamp=2026-11-20T00:00:00.000Z", "BAN #atelier mallory!*@* 3650d publicité"
    )
    irene.settle()
    hugo.send("PRIVMSG Irène :bonsoir Irène")
    hugo.settle()


def live_with_messages(salon: SalonProcess) -> None:
    """Have an account stay in a channel whose past is limited, with replies, reactions, metadata."""
    caps = (
        f"{CAPS} server-time batch labeled-response standard-replies draft/multiline draft/metadata-2"
        " draft/persistence salon.dev/edit"
    )
    ondine, paul = salon.enter("Ondine", caps=caps), salon.enter("Paul", caps=caps)
    ondine.send("NS REGISTER un-autre-mot-de-passe")
    ondine.wait_for(r" 900 Ondine ")
    ondine.join("#verger")
    paul.join("#verger")
    ondine.send("MODE #verger +H joined:500:30d", "PERSISTENCE SET ON", "PRIVMSG #verger :les pommes")
    apples = re.search(r"msgid=([^;\s]+)", ondine.wait_for("PRIVMSG #verger :les pommes$"))
    assert apples
    paul.send(
        *(
            "BATCH +1 draft/multiline #verger",
            "@batch=1 PRIVMSG #verger :une liste",
            "@batch=1 PRIVMSG #verger :de deux lignes",
        ),
        "BATCH -1",
        f"@+reply={apples[1]} PRIVMSG #verger :oui, les pommes",
        f"@+draft/reply={apples[1]};+draft/react=🍎 TAGMSG #verger",
        f"@+draft/reply={apples[1]};+draft/react=👎 TAGMSG #verger",
        f"@+draft/reply={apples[1]};+draft/unreact=👎 TAGMSG #verger",
    )
    paul.settle()
    ondine.send("METADATA * SET status :au verger", "METADATA #verger SET status :ouvert")
    ondine.settle()


def main() -> None:
    """Record, and copy the closed database to the path that is given."""
    with tempfile.TemporaryDirectory() as directory:
        with SalonProcess(Path(directory)) as salon:
            talk_in_a_channel(salon)
            salon.kill()
        with SalonProcess(Path(directory)) as salon:
            empty_channels(salon)
            talk_on_dialects(salon)
            live_with_accounts(salon)
            live_with_messages(salon)
            salon.stop()
        files = [path.name for path in salon.database.parent.glob("salon.db*")]
        assert files == ["salon.db"], files
        shutil.copy(salon.database, sys.argv[1])


if __name__ == "__main__":
    main()
