"""`relais`: a registered name, and messages that the server routes to one destination each."""

import re

from salon.core import events
from salon.core.commands import Command, Quit
from salon.core.events import Event, MessagePosted
from salon.core.message_events import MessageEdited
from salon.core.queries.sight import is_visible_person
from salon.core.refusals import NickReserved, NoSuchNick, NotRegistered, Refusal
from salon.texts.marks import N_
from salon.texts.visible import echoed
from salon.wire.dialects.account_commands import ACCOUNTS, WITHOUT_NAME
from salon.wire.dialects.accounts import LOG_IN, may_hold_password
from salon.wire.dialects.everyday import EVERYDAY, speak_to
from salon.wire.dialects.named import NamedSession
from salon.wire.dialects.plain import LEAVING, SAID_BY_ONESELF, own_reason_of, plain
from salon.wire.dialects.session import DialectCommand, gather
from salon.wire.history_words import word_retention
from salon.wire.session import NO_FORM, Form

USERNAME = "relais"

TO_SOMEBODY = N_("@NAME TEXT")

# A colon behind the name is a habit of people; no name has one.
_TO = re.compile(r"@([^\s:]+):?\s+(.+)")


class RelaisForm:
    """People of this wire hear of nothing but what is said to them alone."""

    def render(self, event: Event) -> bytes | None:
        """Leave private messages to each: it may be the receiver, or another connection of the sender's."""
        return None if isinstance(event, MessagePosted | MessageEdited) else b""


FORM = RelaisForm()


class RelaisSession(NamedSession):
    """One user of the relay."""

    __slots__ = ("_destination",)

    username = USERNAME

    def begin(self) -> None:
        """Ask for a name."""
        # Whom bare text goes to: the person, for the name may be a stranger's tomorrow; and the name.
        self._destination = (0, "")
        self.tell(N_("Welcome to the relay. Your user name?"))

    def base_form(self, channel: int) -> Form:
        """Return the one form there is: of channels nothing is heard."""
        return NO_FORM if channel else FORM

    def hear(self, line: str, now: int) -> list[Command]:
        """Take a name first, then commands and messages."""
        text = line.strip()
        if text.startswith("/"):
            return self._obey(text, now)
        if self.person is None:
            return self.connect(text) if text else self._ask_again()
        if may_hold_password(text):
            return self.leave_unsaid()
        return self._route(text) if text else []

    def _obey(self, text: str, now: int) -> list[Command]:
        word, *rest = text.split(maxsplit=1)
        command = COMMANDS.get(word.lower())
        if self.person is None and word.lower() not in UNREGISTERED:
            self.refuse(NotRegistered())
        elif command is None:
            self.tell(N_("There is no command {word}: /help lists them."), word=echoed(word))
        else:
            return command.hear(self, rest[0] if rest else "", now)
        return []

    def _ask_again(self) -> list[Command]:
        self.tell(N_("Your user name?"))
        return []

    def _route(self, text: str) -> list[Command]:
        """Find the destination of a message: `@NAME TEXT`, `NAME: TEXT`, or the last one."""
        to = _TO.fullmatch(text)
        if to is not None:
            return speak_to(self, to[1], to[2])
        name, colon, rest = (part.strip() for part in text.partition(":"))
        if colon and self.state.find_person(name) is not None:
            return speak_to(self, name, rest) if rest else self._tell_form()
        number, nick = self._destination
        if text.startswith("@") or not nick:
            return self._tell_form()
        person = self.state.people.get(number)
        if person is None:
            self._destination = (0, "")
            self.refuse(NoSuchNick(nick))
            return []
        return speak_to(self, person.nick, text)

    def _tell_form(self) -> list[Command]:
        self.tell(N_("To whom? Write {syntax}, or NAME: TEXT."), syntax=self.translate(TO_SOMEBODY))
        return []

    def show_event(self, event: Event, *, own: bool) -> None:
        """Confirm what was done, and show what was said to this person, or by their other connections."""
        if isinstance(event, MessagePosted):
            self._show_message(event, own=own)
        elif isinstance(event, events.NickChanged):
            if self.is_me(event.source):
                self.tell_new_name(event)
        elif isinstance(event, events.SessionMoved):
            if event.source.nick != event.new_source.nick:
                self.tell_name(event.new_source.nick)
        elif isinstance(event, events.SessionAttached):
            self.tell(
                N_("Welcome, {nick}. Write {syntax} to somebody; /users says who is here, /help the rest."),
                nick=event.source.nick,
                syntax=self.translate(TO_SOMEBODY),
            )
            if self.state.rules.tells_history:
                self.tell_history()
        elif isinstance(event, events.SessionDetached):
            reason = own_reason_of(event, self.translate)
            if reason:
                self.say(reason)
            self.tell(N_("Goodbye."))

    def tell_history(self) -> None:
        """Say how long messages are kept, and who can read them later."""
        self.say(word_retention(self.state.rules, self.translate, channels=False))

    def _show_message(self, event: MessagePosted, *, own: bool) -> None:
        if own:
            self._destination = (event.person, event.target)
            self.tell(N_("Delivered to {nick}."), nick=event.target)
        elif text := plain(event.text):
            if event.person == self.me.id:
                self.say(f"{event.source.nick}: {text}")
            else:
                self.tell(SAID_BY_ONESELF, nick=event.target, text=text)

    def refuse(self, refusal: Refusal) -> None:
        """Show why not, and ask for another name where it was the name."""
        super().refuse(refusal)
        if isinstance(refusal, NickReserved):
            self.tell(LOG_IN, nick=echoed(refusal.nick))
        if self.person is None:
            self._ask_again()


def _users(talk: RelaisSession, _rest: str, _now: int) -> list[Command]:
    people = list(talk.state.people.values())

    def say(nicks: list[str]) -> None:
        talk.tell(N_("Online: {nicks}"), nicks=", ".join(nicks))
        hidden = len(people) - len(nicks)
        if hidden:
            # Many programs of IRC ask for it by themselves: without a word nobody would seem to be there.
            talk.tell(N_("Not listed, as their programs ask (+i on IRC): {number}"), number=hidden)

    shown = (person.nick if is_visible_person(person, talk.me) else None for person in people)
    talk.later.append(gather(shown, say))
    return []


def _exit(talk: RelaisSession, _rest: str, _now: int) -> list[Command]:
    if talk.person is None:
        talk.closing = N_("Goodbye.")
        return []
    return [Quit(LEAVING)]


def _help(talk: RelaisSession, _rest: str, _now: int) -> list[Command]:
    message = N_("send a message to somebody; text without a name goes to the same person")
    talk.say(f"{talk.translate(TO_SOMEBODY)} : {talk.translate(message)}")
    talk.show_help(COMMANDS)
    talk.tell_history()
    return []


COMMANDS: dict[str, DialectCommand] = {
    "/users": DialectCommand(_users, "/users", N_("who is online")),
    **ACCOUNTS,
    **EVERYDAY,
    "/help": DialectCommand(_help, "/help", N_("this help")),
    "/exit": DialectCommand(_exit, "/exit", N_("end the communication")),
}
UNREGISTERED = frozenset({"/help", "/date", "/exit"}) | WITHOUT_NAME
