"""`relais`: a registered name, and messages that the server routes to one destination each."""

from salon.core import events, refusals
from salon.core.commands import Command, PostMessage, Quit, Register
from salon.core.events import Event, MessageKind, MessagePosted
from salon.core.refusals import Refusal
from salon.core.replies import PersonIsAway
from salon.core.visibility import is_visible_person
from salon.wire.dialects.everyday import ignore, tell_date, unignore
from salon.wire.dialects.session import DialectCommand, DialectSession
from salon.wire.session import Form
from salon.wire.texts import N_

USERNAME = "relais"


class RelaisForm:
    """People of this wire are in no channel: they hear what is said to them alone."""

    def render(self, event: Event) -> bytes | None:
        """Return a private message as `FROM: TEXT`."""
        if isinstance(event, MessagePosted) and not event.channel and event.kind is not MessageKind.TAGMSG:
            return f"{event.source.nick}: {event.text}\n".encode()
        return b""


FORM = RelaisForm()


class RelaisSession(DialectSession):
    """One user of the relay."""

    __slots__ = ("_destination",)

    def begin(self) -> None:
        """Ask for a name."""
        self._destination = ""
        self.tell(N_("Welcome to the relay. Your user name?"))

    def base_form(self, _channel: int) -> Form:
        """Return the one form there is."""
        return FORM

    def hear(self, line: str, now: int) -> list[Command]:
        """Take a name first, then commands and messages."""
        if line.startswith("/"):
            word, _, rest = line.partition(" ")
            command = COMMANDS.get(word.lower())
            if command is not None and (self.person is not None or word.lower() in UNREGISTERED):
                return command.hear(self, rest.strip(), now)
        if self.person is None:
            name = line.strip()
            return [Register(name, USERNAME, name)] if name else self._ask_again()
        if line.startswith("/"):
            self.tell(N_("There is no command {word}: /help lists them."), word=line.split(maxsplit=1)[0])
            return []
        return self._route(line)

    def _ask_again(self) -> list[Command]:
        self.tell(N_("Your user name?"))
        return []

    def _route(self, line: str) -> list[Command]:
        """Find the destination of a message: `@NAME TEXT`, `NAME: TEXT`, or the last one."""
        if not line.strip():
            return []
        name, text = "", line
        if line.startswith("@"):
            name, _, text = line[1:].partition(" ")
        else:
            before, colon, after = line.partition(":")
            if colon and self.state.find_person(before.strip()) is not None:
                name, text = before.strip(), after
        text = text.strip()
        name = name or self._destination
        if not name or not text:
            self.tell(N_("To whom? Write @NAME TEXT, or NAME: TEXT."))
            return []
        return [PostMessage(name, text)]

    def show_event(self, event: Event, *, own: bool) -> None:
        """Confirm what was done."""
        if isinstance(event, MessagePosted) and own:
            self._destination = event.target
            self.tell(N_("Delivered to {nick}."), nick=event.target)
        elif isinstance(event, events.PersonArrived):
            self.tell(
                N_("Welcome, {nick}. Write @NAME TEXT to somebody; /users says who is here, /help the rest."),
                nick=event.source.nick,
            )
        elif isinstance(event, events.NickChanged):
            self.tell(N_("You are called {nick} now."), nick=event.nick)
        elif isinstance(event, events.PersonLeft):
            self.tell(N_("Goodbye."))

    def show_reply(self, reply: object) -> None:
        """Say that a receiver is away."""
        if isinstance(reply, PersonIsAway):
            self.tell(N_("{nick} is away: {text}"), nick=reply.nick, text=reply.text)

    def refuse(self, refusal: Refusal) -> None:
        """Show why not, and ask for another name where it was the name."""
        super().refuse(refusal)
        if self.person is None:
            self._ask_again()
        elif isinstance(refusal, refusals.NoSuchNick) and refusal.nick == self._destination:
            self._destination = ""


def _users(talk: RelaisSession, _rest: str, _now: int) -> list[Command]:
    people = [person for person in talk.state.people.values() if is_visible_person(person, talk.me)]
    talk.tell(N_("Here are: {nicks}"), nicks=", ".join(person.nick for person in people))
    return []


def _exit(talk: RelaisSession, _rest: str, _now: int) -> list[Command]:
    if talk.person is None:
        talk.closing = talk.translate(N_("Goodbye."))
        return []
    return [Quit("Quit")]


def _help(talk: RelaisSession, _rest: str, _now: int) -> list[Command]:
    talk.show_help(COMMANDS)
    return []


COMMANDS: dict[str, DialectCommand] = {
    "/users": DialectCommand(_users, "/users", N_("who is registered and online")),
    "/ignore": DialectCommand(ignore, "/ignore [NAME]", N_("hear somebody no more; alone: whom you ignore")),
    "/unignore": DialectCommand(unignore, "/unignore NAME", N_("hear somebody again")),
    "/date": DialectCommand(tell_date, "/date", N_("the date and time")),
    "/help": DialectCommand(_help, "/help", N_("this help")),
    "/exit": DialectCommand(_exit, "/exit", N_("end the communication")),
}
UNREGISTERED = frozenset({"/help", "/date", "/exit"})
