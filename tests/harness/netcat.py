"""People who come in to the real server with Debian's netcat, as each wire's document says."""

from collections.abc import Iterator
from contextlib import contextmanager

from harness.salon_process import SalonProcess
from harness.terminals import Terminal

PUBLIC_WELCOME = "Bienvenue dans le Chat tapez pseudo si vous voulez vous connecter"
PUBLIC_ASK = "tapez le pseudo que vous voulez utiliser pour le chat :"
CHAINES_WELCOME = ("Bienvenue dans la chaine!", "Vous pouvez communiquez avec les autres menbres.")


def connect(salon: SalonProcess, wire: str, name: str) -> Terminal:
    """Start netcat on a door; what it shows is kept under the name."""
    command = ["nc", "-N", "127.0.0.1", str(salon.doors[wire])]
    return Terminal(command, salon.directory / f"{name}.screen")


@contextmanager
def chaines(salon: SalonProcess, nick: str, *channels: str) -> Iterator[Terminal]:
    """Bring somebody in to `chaines`, and into channels."""
    with connect(salon, "chaines", nick) as terminal:
        choose_nick(terminal, nick, *channels)
        yield terminal


def choose_nick(terminal: Terminal, nick: str, *channels: str) -> None:
    """Come in to `chaines` by whatever program is in the terminal, and into channels."""
    terminal.wait_for("Vous êtes connecté")
    terminal.type_lines(nick)
    terminal.wait_for("Nickname bien choisi.", "Faites la commande /HELP pour plus d'aides.")
    for channel in channels:
        terminal.type_lines(f"/JOIN {channel}")
        terminal.wait_for(*CHAINES_WELCOME)


@contextmanager
def public(salon: SalonProcess, name: str) -> Iterator[Terminal]:
    """Bring somebody in to `public`."""
    with connect(salon, "public", name) as terminal:
        terminal.wait_for(PUBLIC_WELCOME)
        terminal.type_lines("/pseudo")
        terminal.wait_for(PUBLIC_ASK)
        terminal.type_lines(name)
        terminal.wait_for(f"Bienvenue {name}")
        yield terminal


@contextmanager
def relais(salon: SalonProcess, name: str) -> Iterator[Terminal]:
    """Bring somebody in to `relais`."""
    with connect(salon, "relais", name) as terminal:
        terminal.wait_for("Welcome to the relay. Your user name?")
        terminal.type_lines(name)
        terminal.wait_for(
            f"Welcome, {name}. Write @NAME TEXT to somebody; /users says who is here, /help the rest."
        )
        yield terminal
