"""WeeChat, which fetches no history by itself: what it shows of what was said, and of what became of it."""

import re
from pathlib import Path

from harness.message_lives import AFTERWARDS, AS_IT_HAPPENS, CAPS, live, say
from harness.preloaded import MovedClock
from harness.salon_process import SalonProcess
from harness.tagged_lines import tags
from harness.terminal import Terminal, weechat

WEEK = 7 * 86_400


def shown(person: Terminal, *texts: str) -> list[str]:
    """Wait for texts, and return what the channel shows, each line without its time."""
    line = r"^[^\u2502]*\u2502\d\d:\d\d:\d\d +(.*?) *(?:\u2502.*)?$"
    return re.findall(line, person.wait_for(*texts), re.MULTILINE)


def test_what_happens_to_messages(tmp_path: Path) -> None:
    """As it happens: the new text once more with a `*`, several lines as several, nothing for the rest."""
    with SalonProcess(tmp_path) as salon, weechat(tmp_path / "home", salon.port, "zoe") as zoe:
        zoe.wait_for("Welcome to the Salon network, zoe")
        bob = salon.enter("bob", "#café", caps=CAPS)
        zoe.type("/join #café")
        # What is typed before goes to the window of the server.
        zoe.wait_for("has joined #café", "2 nicks")
        zoe.type("moi, à 16 h")
        live(bob, tags(bob.wait_for(":moi, à 16 h$"))["msgid"])
        zoe.wait_for("deuxième ligne")
        lines = shown(zoe, "deuxième ligne")
        assert [line for line in lines if re.match(r"[@~]?(bob|zoe) \|", line)] == [
            "zoe | moi, à 16 h",
            *(f"@bob | {text}" for text in AS_IT_HAPPENS),
        ]


def test_after_a_week(tmp_path: Path) -> None:
    """Somebody with an account that stays reads what was said meanwhile, as it reads now, and finds it."""
    clock = MovedClock(tmp_path)
    with SalonProcess(tmp_path, environment=clock.environment) as salon:
        zoe = salon.enter("zoe", "#café", caps="draft/persistence standard-replies")
        zoe.send("NS REGISTER sesame-8", "PERSISTENCE SET ON")
        zoe.wait_for("PERSISTENCE STATUS ON ON")
        bob = salon.enter("bob", "#café", caps=CAPS)
        answered = say(bob, "qui vient prendre le thé ?")
        zoe.send("QUIT")
        zoe.wait_closed()
        clock.move(WEEK)
        live(bob, answered)
        bob.send("PRIVMSG zoe :un mot en privé")
        bob.settle()
        with weechat(tmp_path / "home", salon.port, "guest") as person:
            person.wait_for("Welcome to the Salon network, guest")
            person.type("/set irc.server.salon.sasl_username zoe")
            person.wait_for("Option changed: irc.server.salon.sasl_username")
            person.type("/set irc.server.salon.sasl_password sesame-8")
            person.wait_for("Option changed: irc.server.salon.sasl_password")
            person.type("/reconnect salon")
            # WeeChat goes to the channel by itself, for it is in there already.
            lines = shown(person, "qui vient", "deuxième ligne")
            assert [line.partition("| ")[2] for line in lines if re.match(r"[@~]?bob \|", line)] == [
                *("qui vient prendre le thé ?", *AFTERWARDS),
            ]
            person.type("/buffer bob")
            person.wait_for("bob | un mot en privé")
            person.type("/buffer irc.server.salon", "/quote SEARCH the in:#café")
            person.wait_for("#café <bob> qui vient prendre le thé ?")
