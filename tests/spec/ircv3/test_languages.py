"""draft/languages: each client has the server's texts in its own language.

The clauses: language-negotiation of the IRCv3 working group, a draft.
"""

import pytest

from harness.tagged_lines import commands, params
from harness.world import World
from salon.texts.language import load_language
from salon.texts.marks import Translate

LANGUAGES: dict[str, Translate] = {code: load_language(code).gettext for code in ("en", "fr")}


def bilingual() -> World:
    """Return a server that speaks English unless it is asked for French."""
    return World(languages=LANGUAGES)


@pytest.mark.parametrize("own", ["en", "fr"])
def test_the_capability_says_how_many_and_which(own: str) -> None:
    """Capability: a number, then the codes, in the order in which they are used by default."""
    other = "fr" if own == "en" else "en"
    client = World(languages={code: LANGUAGES[code] for code in (own, other)}).connect()
    offered = " ".join(params(line)[-1] for line in client.send("CAP LS 302")).split()
    assert f"draft/languages=2,{own},{other}" in offered
    assert "draft/languages" in params(client.send("CAP LS")[0])[-1].split()
    assert commands(client.send("CAP REQ draft/languages")) == ["CAP"]


def test_the_welcome_is_in_it() -> None:
    """Command: LANGUAGE, before the registration or after it, with the capability or without."""
    world = bilingual()
    client = world.connect()
    client.send("CAP LS 302")
    (chosen,) = client.send("LANGUAGE fr")
    assert (commands([chosen]), params(chosen)) == (["687"], ("*", "fr", "La langue est choisie"))
    welcome = client.send("NICK zoe", "USER zoe 0 * :Zoé", "CAP END")
    assert params(welcome[0])[-1] == "Bienvenue sur le réseau Test, zoe"
    assert world.join("bob").send("TOPIC #none")[0].endswith(":No such channel")


def test_refusals_notices_and_help_are_in_it() -> None:
    """And each session's own: those of the others stay as they are."""
    world = bilingual()
    zoe, bob = world.join("zoe", "#a", caps="standard-replies"), world.join("bob", "#a")
    zoe.send("LANGUAGE FR")
    assert params(zoe.send("FOO")[0])[-1] == "Commande inconnue"
    assert params(bob.send("FOO")[0])[-1] == "Unknown command"
    assert params(zoe.send("RENAME #a b")[0])[-1] != params(bob.send("RENAME #a b")[0])[-1]
    assert "cette aide" in "".join(zoe.send("HELP HELP"))
    zoe.send("LANGUAGE en")
    assert params(zoe.send("FOO")[0])[-1] == "Unknown command"


def test_a_goodbye_is_read_in_the_language_of_each() -> None:
    """Of one who was lost: what people say themselves is not translated, even if it reads like a text."""
    world = bilingual()
    zoe, bob, carl = world.join("zoe", "#a"), world.join("bob", "#a"), world.join("carl", "#a")
    zoe.send("LANGUAGE fr")
    world.forget_output()
    world.pass_time(90)
    zoe.send("PONG x"), bob.send("PONG x")
    world.pass_time(60)
    assert carl.take()[-1] == "ERROR :Closing link: Ping timeout"
    assert params(bob.take()[-1]) == ("Ping timeout",)
    assert params(zoe.take()[-1]) == (LANGUAGES["fr"]("Ping timeout"),)
    bob.send("QUIT :Ping timeout")
    assert params(zoe.take()[-1]) == ("Quit: Ping timeout",)


def test_a_channel_is_written_to_once_for_all_languages() -> None:
    """Its form does not depend on them, so what is said is rendered as often as before."""
    world = bilingual()
    zoe, bob = world.join("zoe", "#a"), world.join("bob", "#a")
    zoe.send("LANGUAGE fr")
    one, other = zoe.link.wire, bob.link.wire
    assert one.form_in(1) is other.form_in(1)
    assert one.form is not other.form
    bob.send("PRIVMSG #a :salut")
    assert params(zoe.take()[-1]) == ("#a", "salut")


def test_of_several_the_first_counts() -> None:
    """Each once; whatever the capitals."""
    client = bilingual().join("zoe")
    assert params(client.send("LANGUAGE fr EN fr")[0])[:-1] == ("zoe", "fr", "en")
    assert params(client.send("FOO")[0])[-1] == "Commande inconnue"
    assert params(client.send("LANGUAGE :en fr")[0])[:-1] == ("zoe", "en", "fr")


@pytest.mark.parametrize(
    ("line", "code", "middle"),
    [
        ("LANGUAGE", "461", ("zoe", "LANGUAGE")),
        ("LANGUAGE :", "461", ("zoe", "LANGUAGE")),
        ("LANGUAGE de", "982", ("zoe", "de")),
        ("LANGUAGE fr-CA en", "982", ("zoe", "fr-ca")),
        ("LANGUAGE :~fr :x", "982", ("zoe", "~fr", "x")),
        ("LANGUAGE a b c", "981", ("zoe", "2")),
    ],
)
def test_what_cannot_be_had(line: str, code: str, middle: tuple[str, ...]) -> None:
    """ERR_NOLANGUAGE, ERR_TOOMANYLANGUAGES: told with what there is, and nothing changes."""
    client = bilingual().join("zoe")
    client.send("LANGUAGE fr")
    (refused,) = client.send(line)
    assert (commands([refused]), params(refused)[:-1]) == ([code], middle)
    if code == "982":
        assert params(refused)[-1].endswith("en, fr")
    assert params(client.send("FOO")[0])[-1] == "Commande inconnue"


def test_a_very_long_code() -> None:
    """It is shortened in the answer, which fits into a line."""
    client = bilingual().join("zoe")
    (refused,) = client.send(f"LANGUAGE {'x' * 450}")
    assert len(refused) <= 510
    assert refused.endswith("en, fr")
