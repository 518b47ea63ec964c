"""The chat from machine to machine: joins commands, directory, link, memory and console.

`talk` is for a person at a terminal or a pipe; `stay_present` keeps the machine listed, and what arrives.
"""

import errno
import select
import signal
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from salon.core.addresses import HIGHEST_PORT
from salon.direct import commands, directory
from salon.direct.background import Background
from salon.direct.commands import (
    Ask,
    Correct,
    Interpreter,
    Join,
    Say,
    Simple,
    Tell,
    Wish,
    help_lines,
    menu_lines,
)
from salon.direct.directory import Directory, is_taken, parse_addresses
from salon.direct.link import Arrived, Link, Peer, PlainLink
from salon.direct.memory import Memory
from salon.terminal.console import Console
from salon.texts.invocation import command_of, join_address
from salon.texts.language import Text
from salon.texts.marks import N_, Translate
from salon.texts.reasons import reason_of, word_reason
from salon.texts.visible import visible, visible_name

USUAL_DIRECTORY_PORT = 6000

RENEW_SECONDS = 40.0
"""How often a machine says that it is still here: thrice before a directory takes it to be offline."""

_STRANGERS = 100


class CannotStart(Exception):  # noqa: N818 - named for the fact
    """The program cannot be what it was asked to be; the text says why."""

    def __init__(self, text: str, **fields: object) -> None:
        super().__init__(text)
        self.text = Text(text, fields)


class Here(NamedTuple):
    """Where the program listens, which directory it asks, where its files are."""

    host: str | None
    port: int
    directory: Peer
    data: Path


def read_address(text: str) -> Peer:
    """Return the directory of `HOST:PORT` or `HOST`; raise CannotStart where it is neither."""
    host, colon, port = text.rpartition(":")
    if not colon or text.endswith("]"):
        host, port = text, str(USUAL_DIRECTORY_PORT)
    host = host.removeprefix("[").removesuffix("]")
    if not host or not port.isdecimal() or not 0 < int(port) <= HIGHEST_PORT:
        raise CannotStart(N_("--directory {given}: write HOST:PORT"), given=text)
    return Peer(host, int(port))


def open_link(here: Here) -> PlainLink:
    """Return the link at the address that was asked for, or raise CannotStart."""
    host = socket.gethostname() if here.host == "*" else here.host or ""
    try:
        return PlainLink(host, here.port)
    except (OSError, ValueError) as error:
        process = Background(here.data, here.port).process()
        if process is not None and getattr(error, "errno", 0) == errno.EADDRINUSE:
            raise _background_runs(here, process) from error
        # A port that is not to be had: any other. Else it is the address.
        is_port = getattr(error, "errno", 0) in {errno.EADDRINUSE, errno.EACCES}
        other = (here.host or "::", "0") if is_port else ("::", str(here.port))
        raise CannotStart(
            N_("Cannot listen on {host} port {port}: {reason}. Choose another, for example: {command}"),
            host=host or "::",
            port=here.port,
            reason=reason_of(error),
            command=command_of("annuaire", *other, "--directory", join_address(*here.directory)),
        ) from error


def _background_runs(here: Here, process: int) -> CannotStart:
    place = () if here.host is None else (here.host, str(here.port))
    return CannotStart(
        N_(
            "A salon annuaire runs in the background there, process {process}, and keeps what arrives. This"
            " ends it, shows what it has kept, and goes on: {command}"
        ),
        process=process,
        command=command_of("annuaire", *place, "--directory", join_address(*here.directory), "--take-over"),
    )


def take_over(here: Here, translate: Translate, say: Callable[[str], None]) -> None:
    """Take the place of the program in the background, where there is one; raise CannotStart if it stays."""
    background = Background(here.data, here.port)
    process = background.process()
    if process is None:
        return
    if not background.end():
        raise CannotStart(
            N_("The salon annuaire in the background, process {process}, does not end: kill -9 {process}"),
            process=process,
        )
    text = translate(N_("The salon annuaire in the background, process {process}, has ended."))
    say(text.format(process=process))


class Presence:
    """Keeps this machine listed: says hello at the start and again and again, and good-bye at the end."""

    def __init__(self, known: Directory, memory: Memory, renew_seconds: float = RENEW_SECONDS) -> None:
        self._directory = known
        self._memory = memory
        self._renew_seconds = renew_seconds
        self._name_is_taken = False
        self._leaving = threading.Event()
        # A directory that does not answer must not keep anybody from talking.
        self._thread = threading.Thread(target=self._renew, name="presence", daemon=True)

    def begin(self) -> None:
        """Have the machine listed from now on. Raises OSError where the directory cannot be reached now."""
        try:
            self.announce()
        finally:
            self._thread.start()

    def announce(self) -> None:
        """Say that the machine is here, and what its user is called. Raises OSError."""
        self._directory.ask(directory.HELLO, socket.gethostname())
        if self._memory.pseudonym and not self._name_is_taken:
            self._directory.ask(directory.TAKE, self._memory.pseudonym)
            self._name_is_taken = True

    def end(self) -> None:
        """Be marked as offline, if the directory can be reached."""
        self._leaving.set()
        # Whoever ends the program at once may do so before the thread has begun.
        if self._thread.is_alive():
            self._thread.join(directory.PATIENCE.first)
        with suppress(OSError):
            self._directory.ask(directory.LEAVE)

    def _renew(self) -> None:
        while not self._leaving.wait(self._renew_seconds):
            with suppress(OSError):
                self.announce()


def talk(here: Here, console: Console, translate: Translate) -> None:
    """Let a person talk until they leave."""
    link = open_link(here)
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with console:
            Talk(link, Directory(here.directory), Memory(here.data), console, translate).run()
    finally:
        signal.signal(signal.SIGTERM, before)
        link.close()


def stay_present(here: Here, translate: Translate, say: Callable[[str], None]) -> None:
    """Stay listed and keep what arrives, until the process is told to end."""
    link = open_link(here)
    known, memory = Directory(here.directory), Memory(here.data)
    presence = Presence(known, memory)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    # It outlives the terminal that it was started from.
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    # Where nothing can be noted, nothing can be kept either, and that is told when something arrives.
    with suppress(OSError):
        Background(here.data, link.listening.port).begin()
    try:
        say(
            translate(N_("Listed as online, listening on {peer}; messages that arrive are kept.")).format(
                peer=link.listening
            )
        )
        try:
            presence.begin()
        except OSError as error:
            say(word_silence(known, error, translate))
        while True:
            select.select([link], [], [])
            for arrived in link.receive():
                time = datetime.now().astimezone().strftime("%Y-%m-%d %H:%M")
                memory.keep(visible(f"{time} {arrived.name} ({arrived.peer}): {arrived.text}"))
            if memory.problem is not None:
                say(memory.problem.word(translate))
                memory.problem = None
    except KeyboardInterrupt:
        pass
    finally:
        presence.end()
        link.close()


def word_silence(known: Directory, error: OSError, translate: Translate) -> str:
    """Return why a directory was not heard."""
    text = translate(
        N_(
            "The directory at {peer} does not answer: {reason}. --directory HOST:PORT names another at the"
            " start; you can still /join ADDRESS PORT."
        )
    )
    return text.format(peer=known.where, reason=word_reason(error, translate))


class Talk:
    """One person at this program."""

    def __init__(
        self, link: Link, known: Directory, memory: Memory, console: Console, translate: Translate
    ) -> None:
        self._link = link
        self._directory = known
        self._memory = memory
        self._console = console
        self._translate = translate
        self._interpreter = Interpreter()
        self._presence = Presence(known, memory)
        self._peer: Peer | None = None
        self._strangers: set[Peer] = set()
        self._done = False

    def run(self) -> None:
        """Talk until the person leaves, by `/exit` or the end of input."""
        self._tell(
            N_("Listening on {peer}; you are {name}. /help lists the commands."),
            peer=self._link.listening,
            name=self._name,
        )
        try:
            self._begin()
            while not self._done:
                self._step()
        except KeyboardInterrupt:
            pass
        finally:
            self._presence.end()

    def _begin(self) -> None:
        self._set_prompt()
        try:
            self._presence.begin()
        except OSError as error:
            self._console.tell(word_silence(self._directory, error, self._translate))
        self._show_kept()

    def _step(self) -> None:
        sources: list[Link | Console] = [self._link, self._console]
        readable, _, _ = select.select(sources, [], [])
        if self._link in readable:
            for arrived in self._link.receive():
                self._show_arrived(arrived)
        if self._console in readable:
            self._console.fill()
        while not self._done and (line := self._console.take()) is not None:
            for wish in self._interpreter.hear(line):
                self._fulfil(wish)
        self._done = self._done or self._console.at_end
        if self._memory.problem is not None:
            self._console.tell(self._memory.problem.word(self._translate))
            self._memory.problem = None

    @property
    def _name(self) -> str:
        return self._memory.pseudonym or socket.gethostname()

    def _tell(self, text: str, /, **fields: object) -> None:
        self._console.tell(self._translate(text).format(**fields))

    def _set_prompt(self) -> None:
        name = "" if self._peer is None else self._memory.people.get(self._peer) or self._peer.address
        self._console.prompt = f"{visible_name(name)}> "
        self._interpreter.is_joined = self._peer is not None

    # --- what arrives -----------------------------------------------------------------------------

    def _show_arrived(self, arrived: Arrived) -> None:
        peer = arrived.peer
        if peer == self._peer and arrived.name:
            self._console.show(f"{arrived.name}: {arrived.text}")
        else:
            self._console.show(f"{arrived.name or '?'} ({peer}): {arrived.text}")
        if peer in self._memory.people:
            if arrived.name and arrived.name != self._memory.people[peer]:
                self._memory.meet(peer, arrived.name)
                self._set_prompt()
        elif peer not in self._strangers and len(self._strangers) < _STRANGERS:
            self._strangers.add(peer)
            self._tell(N_("To answer: /join {peer}"), peer=peer)

    def _show_kept(self) -> None:
        kept = self._memory.take_kept()
        if kept:
            self._tell(N_("This arrived while you were away:"))
            self._console.show(*kept)

    # --- what is wished ---------------------------------------------------------------------------

    def _fulfil(self, wish: Wish) -> None:
        if isinstance(wish, Say):
            self._say(wish.text)
        elif isinstance(wish, Join):
            self._join(wish)
        elif isinstance(wish, Ask):
            self._ask(wish)
        elif isinstance(wish, Tell):
            self._tell(wish.text, subject=wish.subject)
        elif isinstance(wish, Correct):
            self._tell(N_("Usage: {syntax}"), syntax=self._translate(wish.syntax))
        else:
            self._do(wish)

    def _do(self, wish: Simple) -> None:
        if wish == commands.HELP:
            self._console.tell(*help_lines(self._translate))
        elif wish == commands.OPEN_MENU:
            self._console.tell(*menu_lines(self._translate))
        elif wish == commands.LIST:
            self._list()
        elif wish == commands.QUIT:
            self._quit()
        elif wish == commands.REFRESH:
            self._refresh()
        else:
            self._done = True

    def _say(self, text: str) -> None:
        if self._peer is None:
            self._tell(N_("You are talking to nobody: /join somebody first; /check shows who is online."))
            return
        try:
            self._link.send(self._name, text, self._peer)
        except OSError as error:
            why = word_reason(error, self._translate)
            self._tell(N_("The message was not sent to {peer}: {reason}."), peer=self._peer, reason=why)

    def _join(self, wish: Join) -> None:
        found = self._find(wish)
        if found is None:
            return
        self._peer = found
        by_name = wish.name if wish.name != found.address else ""
        self._memory.meet(found, by_name)
        self._set_prompt()
        self._tell(N_("You are talking to {name} at {peer}."), name=wish.name, peer=found)

    def _find(self, wish: Join) -> Peer | None:
        """Return where somebody is: at an address, else where the directory says, else where the DNS does."""
        with suppress(OSError):
            # An address needs nobody's answer.
            socket.getaddrinfo(wish.name, None, flags=socket.AI_NUMERICHOST)
            return self._resolve(wish, wish.name)
        answer = ""
        try:
            answer = self._directory.ask(directory.FIND, wish.name)
        except OSError as error:
            self._console.tell(word_silence(self._directory, error, self._translate))
        addresses = dict.fromkeys(found.address for found in parse_addresses(answer))
        if len(addresses) > 1:
            self._console.show(*answer.splitlines())
            self._tell(N_("There are several: /join ADDRESS PORT says which one."))
            return None
        return self._resolve(wish, *addresses or [wish.name])

    def _resolve(self, wish: Join, address: str) -> Peer | None:
        try:
            return self._link.resolve(address, wish.port)
        except (OSError, UnicodeError):
            self._tell(N_("{name} cannot be found."), name=wish.name)
            return None

    def _ask(self, wish: Ask) -> None:
        argument = wish.argument
        if wish.secret:
            argument = self._console.ask_secret(self._translate(N_("Password:")))
            if not argument:
                self._tell(N_("Without a password the directory is not asked."))
                return
        try:
            answer = self._directory.ask(wish.function, argument)
        except OSError as error:
            self._console.tell(word_silence(self._directory, error, self._translate))
            return
        if answer:
            self._console.show(*answer.strip("\n").splitlines())
        if wish.function == directory.TAKE and is_taken(answer, argument):
            self._memory.take_pseudonym(argument)

    def _list(self) -> None:
        people = self._memory.people
        if not people:
            self._tell(N_("You have talked to nobody yet."))
        self._console.show(*(f"{name or '?'} ({peer})" for peer, name in reversed(people.items())))

    def _quit(self) -> None:
        if self._peer is None:
            self._tell(N_("You are talking to nobody; /exit ends the program."))
            return
        self._peer = None
        self._set_prompt()
        self._tell(N_("You are talking to nobody now."))

    def _refresh(self) -> None:
        self._show_kept()
        try:
            self._presence.announce()
        except OSError as error:
            self._console.tell(word_silence(self._directory, error, self._translate))
        else:
            self._tell(N_("You are listed as online."))
