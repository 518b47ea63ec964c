"""The wire `relais` through real sockets: two people with netcat, and an IRC client beside them."""

from pathlib import Path

from harness import netcat
from harness.salon_process import SalonProcess


def test_messages_are_routed(tmp_path: Path) -> None:
    """Each message reaches the one for whom it is, on this wire and on IRC, and is confirmed."""
    with (
        SalonProcess(tmp_path) as salon,
        netcat.relais(salon, "abbas") as abbas,
        netcat.relais(salon, "djuma") as djuma,
    ):
        zoe = salon.enter("Zoé")
        abbas.type_lines("@djuma bonjour")
        abbas.wait_for("Delivered to djuma.")
        djuma.wait_for("abbas: bonjour")
        djuma.type_lines("zoé: salut", "ça va ?")
        djuma.wait_for("Delivered to Zoé.", "Delivered to Zoé.")
        zoe.wait_for("^:djuma!.* PRIVMSG Zoé :salut$")
        zoe.wait_for("^:djuma!.* PRIVMSG Zoé :ça va \\?$")
        zoe.send("PRIVMSG abbas :à toi")
        abbas.wait_for("Zoé: à toi")
        assert "Zoé: " not in djuma.shown
        djuma.type_lines("/exit")
        djuma.wait_for("Goodbye.")
        djuma.end_input()
        assert djuma.wait_end() == 0
        abbas.type_lines("et toi ?")
        abbas.wait_for("There is nobody called djuma here.")


def test_the_end_of_input(tmp_path: Path) -> None:
    """What was typed last is delivered, be its line ended or not; then the person is gone."""
    with SalonProcess(tmp_path) as salon, netcat.relais(salon, "abbas") as abbas:
        zoe = salon.enter("zoe")
        abbas.type_bytes(b"@zoe dernier mot")
        abbas.end_input()
        zoe.wait_for("^:abbas!.* PRIVMSG zoe :dernier mot$")
        abbas.wait_for("Delivered to zoe.", "Goodbye.")
        assert abbas.wait_end() == 0
