"""`annuaire`: who is here, and at which address. One request a connection.

The first character of a request is the function, the rest its argument. A request is complete at a newline,
at the end of the stream, or after a short silence; it is answered, and the connection closes.
"""

import json
from collections.abc import Callable, Iterator

from salon.core import refusals
from salon.core.commands import (
    AnnounceMachine,
    Command,
    LeaveDirectory,
    ShowDirectory,
    StopServer,
    TakePseudonym,
)
from salon.core.queries.directory import all_machines, is_online
from salon.core.refusals import Refusal
from salon.core.replies import DirectoryShown, PseudonymTaken
from salon.core.state import Session, State
from salon.texts.marks import N_, Translate
from salon.texts.visible import echoed
from salon.wire.dialects.session import DialectLine, DialectSession
from salon.wire.session import NO_FORM, Form

ANSWERED = "answered"
"""Why such a session ends: nothing is said of it."""


class AnnuaireSession(DialectSession):
    """One request of a machine."""

    __slots__ = ("_asked", "idle_seconds")

    def __init__(
        self, state: State, translate: Translate, core: Session, now: float, idle_seconds: float
    ) -> None:
        self.idle_seconds = idle_seconds
        super().__init__(state, translate, core, now)

    def begin(self) -> None:
        """Say nothing: the machine speaks first."""
        self._asked = False

    def base_form(self, _channel: int) -> Form:
        """Return the form of those who hear nothing."""
        return NO_FORM

    def interpret(self, line: DialectLine, now: int) -> list[Command]:
        """Take the request; what is no text is answered too, for its sender waits until this side closes."""
        commands = super().interpret(line, now)
        if line.problem is not None:
            self.closing = ANSWERED
        return commands

    def hear(self, line: str, _now: int) -> list[Command]:
        """Take the request: any of them lists the machine, and marks it as online."""
        if self._asked or self.closing:
            return []  # one request a connection
        function, argument = line[:1], line[1:].strip()
        make = FUNCTIONS.get(function)
        if make is None:
            self.tell(N_("There is no function {function}. There are:"), function=echoed(function) or "''")
            for code, (_, meaning) in FUNCTIONS.items():
                self.say(f"{code} : {self.translate(meaning)}")
            self.closing = ANSWERED
            return []
        self._asked = True
        commands, read = make[0](self, argument)
        self.later.append(read)
        return [AnnounceMachine(), *commands]

    def show_reply(self, reply: object) -> None:
        """Answer what was asked."""
        if isinstance(reply, PseudonymTaken):
            self.say(f"{reply.new} replaced {reply.old}")
        elif isinstance(reply, DirectoryShown):
            self.later.append(self._show_database())

    def refuse(self, refusal: Refusal) -> None:
        """Say why not."""
        if isinstance(refusal, refusals.WrongServerPassword):
            self.say("Wrong password")
        else:
            super().refuse(refusal)

    def finish(self) -> None:
        """End when all is answered."""
        if self._asked:
            self.closing = ANSWERED

    def say_goodbye(self, reason: str) -> None:
        """End without a word, but where the server itself ends or drops the peer."""
        if reason != ANSWERED:
            super().say_goodbye(reason)

    # --- the functions --------------------------------------------------------------------------

    def say_addresses(self, name: str) -> Iterator[None]:
        """Say the addresses of whom a name means: a pseudonym, a host name or its first label."""
        found = self.state.machines.called(name)
        for machine in found:
            self.say(f"His IP address is {machine.address} ({machine.host})")
            yield
        if not found:
            self.say(f"It seems {echoed(name)} cannot be found in the database")

    def say_online(self) -> Iterator[None]:
        """Say who is online."""
        self.say("")
        for machine in all_machines(self.state):
            if is_online(self.state, machine, self.now):
                self.say(f"\t{machine.pseudonym} ({machine.host})")
            yield

    def _show_database(self) -> Iterator[None]:
        """Say all entries, as one object of JSON."""
        said = "{"
        for machine in all_machines(self.state):
            self.say(said)
            online = "1" if is_online(self.state, machine, self.now) else "0"
            entry = {machine.host: [machine.pseudonym, machine.address, online]}
            # Without the braces, which stand around all entries together.
            said = json.dumps(entry, indent=2, ensure_ascii=False)[2:-2] + ","
            yield
        self.say("{}" if said == "{" else f"{said[:-1]}\n}}")


Asked = tuple[list[Command], Iterator[None]]
"""What a function has the core decide, and what it reads from the directory after that."""


def _nothing() -> Iterator[None]:
    """Read nothing: what the commands answer is all."""
    return iter(())


def _address(talk: AnnuaireSession, argument: str) -> Asked:
    return [], talk.say_addresses(argument)


def _database(_talk: AnnuaireSession, argument: str) -> Asked:
    return [ShowDirectory(argument)], _nothing()


def _pseudonym(_talk: AnnuaireSession, argument: str) -> Asked:
    return [TakePseudonym(argument)], _nothing()


def _online(talk: AnnuaireSession, _argument: str) -> Asked:
    return [], talk.say_online()


def _leave(_talk: AnnuaireSession, _argument: str) -> Asked:
    return [LeaveDirectory()], _nothing()


def _stop(_talk: AnnuaireSession, argument: str) -> Asked:
    return [StopServer(argument)], _nothing()


def _hello(_talk: AnnuaireSession, _argument: str) -> Asked:
    return [], _nothing()


FUNCTIONS: dict[str, tuple[Callable[[AnnuaireSession, str], Asked], str]] = {
    "1": (_address, N_("somebody's IP address: 1NAME")),
    "2": (_database, N_("check the database: 2PASSWORD")),
    "3": (_pseudonym, N_("take a pseudonym: 3PSEUDONYM")),
    "4": (_online, N_("who is online")),
    "5": (_leave, N_("leave the chat")),
    "6": (_stop, N_("stop the server: 6PASSWORD")),
    "7": (_hello, N_("hello, sent at the start")),
}
