"""Reads what is typed in the chat from machine to machine: a line becomes a wish.

Sans-I/O: knows neither the directory's wire nor sockets nor terminals. The menu asks in several steps.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from salon.core.addresses import HIGHEST_PORT
from salon.direct import directory
from salon.texts.marks import N_, Translate

USUAL_PORT = 5000


@dataclass(frozen=True, slots=True)
class Say:
    """Send a text to the person one is with."""

    text: str


@dataclass(frozen=True, slots=True)
class Join:
    """Be with somebody from now on: at an address, or by a pseudonym that the directory knows."""

    name: str
    port: int = USUAL_PORT


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask the directory something. With `secret` a password is asked for first, and is the argument."""

    function: str
    argument: str = ""
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Simple:
    """A wish of one word."""

    what: Literal["help", "quit", "list", "refresh", "menu", "exit"]


@dataclass(frozen=True, slots=True)
class Tell:
    """Say something to the person at the terminal; the text is marked for translation."""

    text: str
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Correct:
    """Say how a command is written; its syntax is marked for translation."""

    syntax: str


Wish = Say | Join | Ask | Simple | Tell | Correct

HELP = Simple("help")
QUIT = Simple("quit")
LIST = Simple("list")
REFRESH = Simple("refresh")
OPEN_MENU = Simple("menu")
EXIT = Simple("exit")


class Command(NamedTuple):
    """A command: what it wishes with the rest of its line (None: not so), and its line in the help.

    Syntax and meaning are marked for translation.
    """

    read: Callable[[str], Wish | None]
    syntax: str
    meaning: str


def _alone(wish: Wish) -> Callable[[str], Wish | None]:
    return lambda rest: None if rest else wish


def _with_argument(function: str) -> Callable[[str], Wish | None]:
    return lambda rest: Ask(function, rest) if rest else None


def _ask_secret(function: str) -> Callable[[str], Wish | None]:
    # Whatever stands behind it: else a password that is typed ahead would be text for somebody.
    return lambda _rest: Ask(function, secret=True)


def _read_join(rest: str) -> Wish | None:
    words = rest.split()
    if len(words) == 1:
        return Join(words[0])
    if len(words) == 2 and words[1].isdecimal() and 0 < int(words[1]) <= HIGHEST_PORT:
        return Join(words[0], int(words[1]))
    return None


COMMANDS: dict[str, Command] = {
    "/help": Command(_alone(HELP), "/help", N_("every command")),
    "/ip": Command(_with_argument(directory.FIND), N_("/IP NAME"), N_("ask for somebody's address")),
    "/join": Command(
        _read_join,
        N_("/join ADDRESS PORT, /join PSEUDONYM [PORT]"),
        N_("talk to somebody, at an address or by a pseudonym of the directory; the usual port is 5000"),
    ),
    "/send": Command(
        lambda rest: Say(rest) if rest else None,
        N_("/send TEXT"),
        N_("say something; text alone does the same"),
    ),
    "/quit": Command(_alone(QUIT), "/quit", N_("end the conversation with the person you talk to")),
    "/list": Command(_alone(LIST), "/list", N_("the people whom you have talked to")),
    "/r": Command(
        _alone(REFRESH), "/r", N_("refresh: show what arrived in the background, renew your presence")
    ),
    "/db": Command(
        _ask_secret(directory.DATABASE),
        "/db",
        N_("check the directory's database (password)"),
    ),
    "/end": Command(_ask_secret(directory.STOP), "/end", N_("stop the directory's server (password)")),
    "/user": Command(_with_argument(directory.TAKE), N_("/user PSEUDONYM"), N_("take a pseudonym")),
    "/check": Command(_alone(Ask(directory.ONLINE)), "/check", N_("who is online")),
    "/menu": Command(_alone(OPEN_MENU), "/menu", N_("the directory's functions, by number")),
    "/exit": Command(_alone(EXIT), "/exit", N_("be marked as offline, and stop")),
}


class Function(NamedTuple):
    """A function of the directory, as the menu offers it."""

    meaning: str
    wish: Ask | Simple
    question: str = ""


MENU: dict[str, Function] = {
    "1": Function(N_("Find somebody's IP address"), Ask(directory.FIND), N_("Whose?")),
    "2": Function(N_("Check the database (password)"), Ask(directory.DATABASE, secret=True)),
    "3": Function(N_("Take a pseudonym"), Ask(directory.TAKE), N_("Which pseudonym?")),
    "4": Function(N_("Who is online"), Ask(directory.ONLINE)),
    "5": Function(N_("Leave the chat"), EXIT),
    "6": Function(N_("Stop the server (password)"), Ask(directory.STOP, secret=True)),
}

_MENU_QUESTION = N_("Number of the function (nothing: back to the chat):")


class Interpreter:
    """Reads line after line. `is_joined` says whether there is somebody to whom text alone would go."""

    def __init__(self) -> None:
        self.is_joined = False
        self._in_menu = False
        self._chosen: Function | None = None

    def hear(self, line: str) -> list[Wish]:
        """Return what a line wishes."""
        text = line.strip()
        if self._in_menu and not text.startswith("/"):
            return self._choose(text)
        self._in_menu, self._chosen = False, None
        if not text:
            return []
        if not text.startswith("/"):
            if text.lower() == "menu" and not self.is_joined:
                return self._open_menu()
            return [Say(text)]
        word, rest = [*text.split(maxsplit=1), ""][:2]
        command = COMMANDS.get(word.lower())
        if command is None:
            return [Tell(N_("There is no command {subject}: /help lists them."), word)]
        wish = command.read(rest.strip())
        if wish is None:
            return [Correct(command.syntax)]
        return self._open_menu() if wish == OPEN_MENU else [wish]

    def _open_menu(self) -> list[Wish]:
        self._in_menu = True
        return [OPEN_MENU, Tell(_MENU_QUESTION)]

    def _choose(self, text: str) -> list[Wish]:
        """Take a number first, then what the function needs."""
        chosen, self._chosen = self._chosen, None
        if not text:
            self._in_menu = False
            return [Tell(N_("Back in the chat."))]
        if chosen is not None and isinstance(chosen.wish, Ask):
            return [Ask(chosen.wish.function, text), Tell(_MENU_QUESTION)]
        function = MENU.get(text)
        if function is None:
            return [Tell(N_("There is no function {subject}."), text), Tell(_MENU_QUESTION)]
        if function.question:
            self._chosen = function
            return [Tell(function.question)]
        return [function.wish] if function.wish == EXIT else [function.wish, Tell(_MENU_QUESTION)]


def help_lines(translate: Translate) -> Iterator[str]:
    """Yield a line for each command, with its parameters and its meaning."""
    for command in COMMANDS.values():
        yield f"{translate(command.syntax)} : {translate(command.meaning)}"


def menu_lines(translate: Translate) -> Iterator[str]:
    """Yield a line for each function of the directory."""
    for number, function in MENU.items():
        yield f"{number}. {translate(function.meaning)}"
