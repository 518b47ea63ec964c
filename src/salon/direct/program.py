"""The chat from machine to machine: joins commands, directory, link, memory and console.

`talk` is for a person at a terminal or a pipe; `stay_present` keeps the machine listed, and what arrives.
"""

import asyncio
import errno
import signal
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from datetime import datetime
from ipaddress import ip_address
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
from salon.direct.company import Company
from salon.direct.directory import Directory, is_taken, parse_addresses, parse_names
from salon.direct.link import Arrived, Link, Peer, PlainLink
from salon.direct.memory import Memory
from salon.direct.presence import Presence
from salon.terminal.console import Console
from salon.terminal.loop import first_of, interruptions, run
from salon.texts.invocation import command_of, join_address
from salon.texts.language import Text
from salon.texts.marks import N_, Translate
from salon.texts.reasons import reason_of, word_reason
from salon.texts.visible import visible

USUAL_DIRECTORY_PORT = 6000


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


def word_reach(here: Here, link: PlainLink, translate: Translate) -> list[str]:
    """Return a warning where `*` stands for an address that no other machine reaches; else nothing."""
    if here.host != "*" or not ip_address(link.listening.address).is_loopback:
        return []
    text = translate(
        N_(
            "Only this machine can reach {peer}, which is the address of its own name. For others, listen on"
            " all addresses: {command}"
        )
    )
    place = ("::", str(here.port), "--directory", join_address(*here.directory))
    return [text.format(peer=link.listening, command=command_of("annuaire", *place))]


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


async def arrivals(link: Link) -> AsyncIterator[Arrived]:
    """Yield what arrives, for ever."""
    loop = asyncio.get_running_loop()
    readable = asyncio.Event()
    loop.add_reader(link.fileno(), readable.set)
    try:
        while True:
            await readable.wait()
            readable.clear()
            for arrived in link.receive():
                yield arrived
    finally:
        loop.remove_reader(link.fileno())


def talk(here: Here, console: Console, translate: Translate) -> None:
    """Let a person talk until they leave."""
    run(_talk(here, console, translate))


async def _talk(here: Here, console: Console, translate: Translate) -> None:
    link = open_link(here)
    try:
        async with console:
            console.tell(*word_reach(here, link, translate))
            await Talk(link, Directory(here.directory), Memory(here.data), console, translate).run()
    finally:
        link.close()


def stay_present(here: Here, translate: Translate, say: Callable[[str], None]) -> None:
    """Stay listed and keep what arrives, until the process is told to end."""
    run(_stay_present(here, translate, say))


async def _stay_present(here: Here, translate: Translate, say: Callable[[str], None]) -> None:
    link = open_link(here)
    known, memory = Directory(here.directory), Memory(here.data)
    presence = Presence(known, memory)
    # It outlives the terminal that it was started from.
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    leaving = asyncio.Event()

    async def stay() -> None:
        try:
            await presence.announce()
        except OSError as error:
            say(word_silence(known, error, translate))
        await presence.renew()

    async def keep() -> None:
        async for arrived in arrivals(link):
            time = datetime.now().astimezone().strftime("%Y-%m-%d %H:%M")
            memory.keep(visible(f"{time} {arrived.name} ({arrived.peer}): {arrived.text}"))
            if problem := memory.take_problem():
                say(problem.word(translate))

    try:
        with interruptions(leaving.set):
            # Where nothing can be noted, nothing can be kept either, and that is told when something arrives.
            with suppress(OSError):
                Background(here.data, link.listening.port).begin()
            for warning in word_reach(here, link, translate):
                say(warning)
            begun = translate(
                N_(
                    "Listed as online, listening on {peer}; messages that arrive are kept until Ctrl-C. To"
                    " use this terminal meanwhile, write & behind the command."
                )
            )
            say(begun.format(peer=link.listening))
            await first_of(stay(), keep(), leaving.wait())
            await presence.leave()
            # The terminal may be gone.
            with suppress(OSError):
                say(translate(N_("Asked to end (by Ctrl-C, kill or --take-over): no longer listed.")))
    finally:
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
        self._company = Company(memory)
        self._done = False
        self._leaving = asyncio.Event()
        self._typed = asyncio.Event()
        # What was typed before there was anybody to tell.
        self._typed.set()

    async def run(self) -> None:
        """Talk until the person leaves, by `/exit` or the end of input."""
        self._tell(
            N_("Listening on {peer}; you are {name}. /help lists the commands."),
            peer=self._link.listening,
            name=self._name,
        )
        self._console.on_typed = self._typed.set
        self._console.on_interrupt = self._leaving.set
        self._console.complete = self._company.complete
        self._console.status = self._word_status
        self._set_prompt()
        try:
            await first_of(self._leaving.wait(), self._obey(), self._hear(), self._presence.renew())
        finally:
            # Who does not want to wait for that either, interrupts once more.
            self._leaving.clear()
            await first_of(self._leaving.wait(), self._presence.leave())

    async def _obey(self) -> None:
        """Do what the person wishes, line after line."""
        await self._announce()
        self._show_kept()
        while not (self._done or self._console.at_end):
            await self._typed.wait()
            self._typed.clear()
            while (line := self._next_line()) is not None:
                self._company.unread.clear()
                for wish in self._interpreter.hear(line):
                    await self._fulfil(wish)
            self._tell_problem()
            self._console.refresh()

    def _next_line(self) -> str | None:
        return None if self._done else self._console.take()

    async def _hear(self) -> None:
        async for arrived in arrivals(self._link):
            self._show_arrived(arrived)
            self._tell_problem()

    def _tell_problem(self) -> None:
        if problem := self._memory.take_problem():
            self._console.tell(problem.word(self._translate))

    @property
    def _name(self) -> str:
        return self._memory.pseudonym or socket.gethostname()

    def _tell(self, text: str, /, **fields: object) -> None:
        self._console.tell(self._translate(text).format(**fields))

    def _set_prompt(self) -> None:
        self._console.prompt = f"{self._company.peer_name}> "
        self._interpreter.is_joined = self._company.peer is not None
        self._console.refresh()

    def _word_status(self) -> str:
        return self._company.word(self._name, self._link.listening, self._translate)

    # --- what arrives -----------------------------------------------------------------------------

    def _show_arrived(self, arrived: Arrived) -> None:
        peer, people = arrived.peer, self._memory.people
        if peer == self._company.peer and arrived.name:
            self._console.show(f"{arrived.name}: {arrived.text}")
        else:
            self._company.count(arrived)
            self._console.show(f"{arrived.name or '?'} ({peer}): {arrived.text}")
        if peer in people and arrived.name and arrived.name != people[peer]:
            self._memory.meet(peer, arrived.name)
            self._set_prompt()
        if self._company.meet_stranger(peer):
            self._tell(N_("To answer: /join {peer}"), peer=peer)

    def _show_kept(self) -> None:
        kept = self._memory.take_kept()
        if kept:
            self._tell(N_("This arrived while you were away:"))
            self._console.show(*kept)

    # --- what is wished ---------------------------------------------------------------------------

    async def _fulfil(self, wish: Wish) -> None:
        if isinstance(wish, Say):
            self._say(wish.text)
        elif isinstance(wish, Join):
            await self._join(wish)
        elif isinstance(wish, Ask):
            await self._ask(wish)
        elif isinstance(wish, Tell):
            self._tell(wish.text, subject=wish.subject)
        elif isinstance(wish, Correct):
            self._tell(N_("Usage: {syntax}"), syntax=self._translate(wish.syntax))
        else:
            await self._do(wish)

    async def _do(self, wish: Simple) -> None:
        if wish == commands.HELP:
            self._console.tell(*help_lines(self._translate))
        elif wish == commands.OPEN_MENU:
            self._console.tell(*menu_lines(self._translate))
        elif wish == commands.LIST:
            self._list()
        elif wish == commands.QUIT:
            self._quit()
        elif wish == commands.REFRESH:
            await self._refresh()
        else:
            self._done = True

    def _say(self, text: str) -> None:
        if self._company.peer is None:
            self._tell(N_("You are talking to nobody: /join somebody first; /check shows who is online."))
            return
        try:
            self._link.send(self._name, text, self._company.peer)
        except OSError as error:
            why = word_reason(error, self._translate)
            self._tell(
                N_("The message was not sent to {peer}: {reason}."), peer=self._company.peer, reason=why
            )

    async def _join(self, wish: Join) -> None:
        found = await self._find(wish)
        if found is None:
            return
        self._company.peer = found
        by_name = wish.name if wish.name != found.address else ""
        self._memory.meet(found, by_name)
        self._set_prompt()
        self._tell(N_("You are talking to {name} at {peer}."), name=wish.name, peer=found)

    async def _find(self, wish: Join) -> Peer | None:
        """Return where somebody is: at an address, else where the directory says, else where the DNS does."""
        with suppress(OSError):
            # An address needs nobody's answer.
            socket.getaddrinfo(wish.name, None, flags=socket.AI_NUMERICHOST)
            return await self._resolve(wish, wish.name)
        answer = await self._ask_directory(directory.FIND, wish.name) or ""
        addresses = dict.fromkeys(found.address for found in parse_addresses(answer))
        if len(addresses) > 1:
            self._console.show(*answer.splitlines())
            self._tell(N_("There are several: /join ADDRESS PORT says which one."))
            return None
        return await self._resolve(wish, *addresses or [wish.name])

    async def _resolve(self, wish: Join, address: str) -> Peer | None:
        try:
            return await self._link.resolve(address, wish.port)
        except (OSError, UnicodeError):
            self._tell(N_("{name} cannot be found."), name=wish.name)
            return None

    async def _ask(self, wish: Ask) -> None:
        argument = wish.argument
        if wish.secret:
            argument = await self._console.ask_secret(self._translate(N_("Password:")))
            if not argument:
                self._tell(N_("Without a password the directory is not asked."))
                return
        answer = await self._ask_directory(wish.function, argument)
        if not answer:
            return
        self._console.show(*answer.strip("\n").splitlines())
        if wish.function == directory.ONLINE:
            self._company.listed.update(parse_names(answer))
        elif wish.function == directory.TAKE and is_taken(answer, argument):
            self._memory.take_pseudonym(argument)

    async def _ask_directory(self, function: str, argument: str) -> str | None:
        """Return an answer; None where there is none, having told why."""
        try:
            answer = await self._directory.ask(function, argument)
        except OSError as error:
            self._tell_silence(error)
            return None
        self._company.is_directory_silent = False
        return answer

    async def _announce(self) -> bool:
        """Say that the machine is here; tell whether the directory heard it, and say why where it did not."""
        try:
            await self._presence.announce()
        except OSError as error:
            self._tell_silence(error)
            return False
        self._company.is_directory_silent = False
        return True

    def _tell_silence(self, error: OSError) -> None:
        self._company.is_directory_silent = True
        self._console.tell(word_silence(self._directory, error, self._translate))

    def _list(self) -> None:
        people = self._memory.people
        if not people:
            self._tell(N_("You have talked to nobody yet."))
        self._console.show(*(f"{name or '?'} ({peer})" for peer, name in reversed(people.items())))

    def _quit(self) -> None:
        if self._company.peer is None:
            self._tell(N_("You are talking to nobody; /exit ends the program."))
            return
        self._company.peer = None
        self._set_prompt()
        self._tell(N_("You are talking to nobody now."))

    async def _refresh(self) -> None:
        self._show_kept()
        if await self._announce():
            self._tell(N_("You are listed as online."))
