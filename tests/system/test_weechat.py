"""WeeChat, as Debian has it, comes to the server, over TLS too, and meets irssi there."""

import re
from pathlib import Path

import pytest

from harness.salon_process import SalonProcess
from harness.terminal import irssi, weechat


@pytest.mark.parametrize("tls", [False, True], ids=["plain", "tls"])
def test_weechat_comes_in_and_talks(tmp_path: Path, *, tls: bool) -> None:
    """With all the capabilities that it knows: JOIN, talk with accents, NAMES, TOPIC, a new nick, a kick."""
    with SalonProcess(tmp_path) as salon:
        fingerprint = re.findall("SHA-256 (.*)", salon.said)[0] if tls else ""
        port = salon.tls_port if tls else salon.port
        with weechat(tmp_path / "home", port, "Amélie", fingerprint=fingerprint) as person:
            person.wait_for("Welcome to the Salon network, Amélie")
            bob, carol = salon.enter("bob", "#café"), salon.enter("carol", "#café")
            bob.send("MODE #café -t", "TOPIC #café :Thé à 16 h")
            person.type("/join #café")
            person.wait_for("has joined #café", "Thé à 16 h", "3 nicks", "@bob")
            person.type("bonjour à tous ☺")
            bob.wait_for("^:Amélie!.* PRIVMSG #café :bonjour à tous ☺$")
            bob.send("PRIVMSG #café :œuf, naïve, Größe")
            person.wait_for("@bob | œuf, naïve, Größe")
            person.type("/names")
            person.wait_for("Nicks #café: [@bob Amélie carol]")
            person.type("/topic Goûter")
            bob.wait_for("^:Amélie!.* TOPIC #café :Goûter$")
            person.wait_for('to "Goûter"')
            person.type("/nick Zoé")
            bob.wait_for("^:Amélie!.* NICK :Zoé$")
            person.wait_for("You are now known as Zoé")
            bob.send("MODE #café +h Zoé")
            person.wait_for("[+h Zoé]")
            person.type("/kick carol trop de bruit")
            carol.wait_for("^:Zoé!.* KICK #café carol :trop de bruit$")
            person.wait_for("Zoé has kicked carol (trop de bruit)")
            bob.send("RENAME #café #thé :déménagement")
            bob.wait_for("RENAME|JOIN #thé$")
            bob.send("PRIVMSG #thé :par ici")
            person.wait_for("#thé", "par ici")
            person.type("/whois Zoé")
            bob.send("KICK #thé Zoé :à ton tour")
            person.wait_for("bob has kicked Zoé (à ton tour)")
            person.type("/join #thé")
            bob.wait_for("^:Zoé!.* JOIN #thé$")
            person.type("/quit à bientôt")
            bob.wait_for("^:Zoé!.* QUIT :Quit: à bientôt$")
            person.wait_end()


def test_weechat_and_irssi_talk(tmp_path: Path) -> None:
    """One on TLS, one without: each sees what the other says, who the other is, and that it leaves."""
    with SalonProcess(tmp_path) as salon:
        fingerprint = re.findall("SHA-256 (.*)", salon.said)[0]
        with (
            weechat(tmp_path / "w", salon.tls_port, "Zoé", fingerprint=fingerprint) as zoe,
            irssi(tmp_path / "i", salon.port, "amelie") as amelie,
        ):
            zoe.wait_for("Welcome to the Salon network")
            zoe.type("/join #café")
            zoe.wait_for("has joined #café", "1 nick")
            amelie.wait_for("Welcome to the Salon network")
            amelie.type("/join #café")
            amelie.wait_for("[@Zoé] [ amelie]")
            zoe.wait_for("--> | amelie (")
            amelie.type("ça va, Zoé ?")
            zoe.wait_for("ça va, Zoé ?")
            zoe.type("très bien, et toi ?")
            amelie.wait_for("<@Zoé> très bien, et toi ?")
            amelie.type("/query Zoé")
            zoe.type("/msg amelie un secret")
            amelie.wait_for("<Zoé> un secret")
            amelie.type("bien gardé")
            zoe.type("/query amelie")
            zoe.wait_for("bien gardé")
            amelie.type("/quit")
            amelie.wait_end()
            zoe.wait_for("has quit")


def test_weechat_logs_in_by_sasl(tmp_path: Path) -> None:
    """Over TLS; with a wrong password it is told so, and comes in as a guest whose name is not theirs."""
    with SalonProcess(tmp_path) as salon:
        zoe = salon.enter("zoe")
        zoe.send("NS REGISTER sesame-8", "QUIT")
        zoe.wait_for("^ERROR ")
        fingerprint = re.findall("SHA-256 (.*)", salon.said)[0]
        with weechat(tmp_path / "home", salon.tls_port, "zoe", fingerprint=fingerprint) as person:
            person.wait_for("Welcome to the Salon network, zoe", "The name zoe belongs to an account")
            # One after the other: several lines at once are a paste, which it asks about.
            person.type("/set irc.server.salon.sasl_username zoe")
            person.wait_for("Option changed: irc.server.salon.sasl_username")
            person.type("/set irc.server.salon.sasl_password wrong")
            person.wait_for("Option changed: irc.server.salon.sasl_password")
            person.type("/reconnect salon")
            person.wait_for("The name or the password is wrong.")
            person.type("/buffer clear")
            person.type("/set irc.server.salon.sasl_password sesame-8")
            person.wait_for("Option changed: irc.server.salon.sasl_password")
            person.type("/reconnect salon")
            person.wait_for("You are now logged in as zoe", "SASL authentication successful")
            bob = salon.enter("bob", "#c")
            bob.send("WHOIS zoe")
            bob.wait_for(" 330 bob zoe zoe ")


def test_weechat_logs_in_by_scram(tmp_path: Path) -> None:
    """Without TLS; with a wrong password it is told so."""
    with SalonProcess(tmp_path, "--set", "accounts.scram=true") as salon:
        zoe = salon.enter("zoe")
        zoe.send("NS REGISTER sésame-8", "QUIT")
        zoe.wait_for("^ERROR ")
        with weechat(tmp_path / "home", salon.port, "zoe") as person:
            person.wait_for("Welcome to the Salon network, zoe", "The name zoe belongs to an account")
            person.type(
                "/set irc.server.salon.sasl_mechanism scram-sha-256",
                "/set irc.server.salon.sasl_username zoe",
                "/set irc.server.salon.sasl_password wrong",
                "/reconnect salon",
            )
            person.wait_for("The name or the password is wrong.")
            person.type("/set irc.server.salon.sasl_password sésame-8", "/reconnect salon")
            person.wait_for("You are now logged in as zoe", "SASL authentication successful")
