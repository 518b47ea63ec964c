"""Accounts through real sockets: netcat on each wire, and the documents' own programs."""

import sys
from pathlib import Path

import pytest

from harness import netcat, original_chaines_client, original_public_client
from harness.salon_process import SalonProcess
from harness.terminals import Terminal

SECRET = "s3same-8"

WELCOMES = {
    "chaines": "Choisissez un nickname ou faites la commande /BYE pour vous deconnecter",
    "public": netcat.PUBLIC_WELCOME,
    "relais": "Welcome to the relay. Your user name?",
}

HEARD = {
    "chaines": "Private message zoe: salut",
    "public": "zoe vous a envoyer un message privé : salut",
    "relais": "zoe: salut",
}


def come(salon: SalonProcess, wire: str, name: str) -> Terminal:
    """Start netcat and wait until it is welcomed."""
    terminal = netcat.connect(salon, wire, name)
    terminal.wait_for(WELCOMES[wire])
    return terminal


@pytest.mark.parametrize("wire", list(WELCOMES))
def test_register_and_log_in(tmp_path: Path, wire: str) -> None:
    """One makes an account and connects; a second connection is the same person, and both hear."""
    with SalonProcess(tmp_path) as salon, come(salon, wire, "first") as first:
        first.type_lines(f"/register bob {SECRET}")
        first.wait_for("The account bob has been created, and you are logged in to it.")
        with come(salon, wire, "second") as second:
            second.type_lines("/login bob wrong")
            second.wait_for("The name or the password is wrong.")
            second.type_lines(f"/login bob {SECRET}", "/account")
            second.wait_for("You are logged in as bob.")
            second.wait_for("You are bob, logged in as bob.")
            zoe = salon.enter("zoe")
            zoe.send("PRIVMSG bob :salut")
            for terminal in (first, second):
                terminal.wait_for(HEARD[wire])
            # On this machine nobody on the way can read.
            assert "Others on the way" not in first.shown
            second.type_lines("/logout")
            second.wait_for("You are logged out of bob.")
        assert SECRET not in salon.log


def test_the_original_programs_know_a_reserved_name(tmp_path: Path) -> None:
    """They are answered as for one that is taken."""
    with SalonProcess(tmp_path) as salon:
        with come(salon, "relais", "bob") as bob:
            bob.type_lines(f"/register bob {SECRET}")
            bob.wait_for("The account bob has been created, and you are logged in to it.")
            bob.type_lines("/exit")
            bob.wait_for("Goodbye.")
        command = [sys.executable, str(original_public_client.__file__), "127.0.0.1"]
        with Terminal([*command, str(salon.doors["public"])], tmp_path / "public.screen") as public:
            public.wait_for(netcat.PUBLIC_WELCOME)
            public.type_lines("/pseudo")
            public.wait_for(netcat.PUBLIC_ASK)
            public.type_lines("bob")
            public.wait_for("Ce pseudo existe déjà", "Déconnexion")
            assert public.wait_end() == 0
        command = [sys.executable, str(original_chaines_client.__file__), "127.0.0.1"]
        with Terminal([*command, str(salon.doors["chaines"])], tmp_path / "chaines.screen") as chaines:
            chaines.wait_for("Choisissez un nickname ou faites la commande /BYE pour vous deconnecter")
            chaines.type_lines("bob")
            chaines.wait_for("Nickname déjà utilisé")
            chaines.type_lines(f"/LOGIN bob {SECRET}")
            chaines.wait_for("You are logged in as bob.", "Nickname bien choisi.")
