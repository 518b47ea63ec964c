"""`public`: one room for all, with private messages.

The room is a channel of the server's own, so whoever comes in by another wire may be in it as well. A person
of this wire is in the room and nowhere else; whom an operator has put out of it stays connected, may still
speak to people alone, and comes back by `/join`.
"""

import re
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from salon.core import account_refusals, events, join_refusals, refusals
from salon.core.commands import Command, JoinChannel, PostMessage, Quit
from salon.core.decisions.speech import speech_refusal
from salon.core.events import Event, MessagePosted
from salon.core.message_events import MessageEdited, MessageReacted, addressed, correction
from salon.core.queries.past import MAX_MESSAGES, ReadHistory
from salon.core.queries.retention import history_told
from salon.core.queries.sight import visible_members
from salon.core.refusals import Refusal, word_refusal
from salon.core.replies import HistoryShown, HistoryTold
from salon.core.sanction_events import PersonSanctioned
from salon.core.state import Channel, Session, State
from salon.texts.marks import N_, Translate
from salon.texts.visible import echoed
from salon.wire.dialects import by_number
from salon.wire.dialects.account_commands import ACCOUNTS, WITHOUT_NAME
from salon.wire.dialects.accounts import may_hold_password
from salon.wire.dialects.everyday import EVERYDAY, speak_to
from salon.wire.dialects.named import NamedSession
from salon.wire.dialects.plain import LEAVING, SAID_BY_ONESELF, in_lines, own_reason_of, plain, reason_of
from salon.wire.dialects.reactions import is_worded
from salon.wire.dialects.recall import HOW_MANY_UNREAD, read_count, read_on, show_history
from salon.wire.dialects.session import DialectCommand, DialectLine, gather
from salon.wire.history_words import is_history_changed, word_history
from salon.wire.sanctions import word_told
from salon.wire.session import NO_FORM, Form, Pieces

USERNAME = "public"

# The wire format.
WELCOME = "Bienvenue dans le Chat tapez pseudo si vous voulez vous connecter"
ASK_NAME = "tapez le pseudo que vous voulez utiliser pour le chat :"
NAME_TAKEN = "Ce pseudo existe déjà"
TURNED_AWAY = "Déconnexion"
SAID = "{nick}: {text}"
SAID_IN_PRIVATE = "{nick} vous a envoyer un message privé : {text}"
PEOPLE = "Les personnes connectées sont : {nicks}"
FAREWELL = "Deconnexion"
PING = "ping"
PONG = "pong"

NO_ANSWER = N_("No answer to the pings")

PIECES = Pieces(most=1024, alone=f"{PING}\n".encode())
"""The document's client reads so much, decodes it by itself, and compares all of it with `ping`."""

_NAME = re.compile(r"[A-Za-z0-9_-]{2,12}")
# A mistyped command is not said to everybody, for it may hold what is meant for one; a path is no command.
_COMMAND = re.compile(r"/+[^\s/]*[A-Za-z][^\s/]*")
InChannel = events.MemberJoined | events.MemberParted | events.MemberKicked | events.ModesChanged
_TAKEN = (
    *(refusals.NickInUse, refusals.NickReserved),
    *(account_refusals.LooksLikeAccount, account_refusals.NameWithheld),
)
_SHUT = (
    *(refusals.Banned, refusals.InviteNeeded, refusals.WrongKey, refusals.ChannelFull),
    *(join_refusals.LoginNeededToJoin, join_refusals.JoinedTooFast),
)


class RoomForm:
    """How people in the room hear of it."""

    def __init__(self, translate: Translate) -> None:
        self._translate = translate

    def render(self, event: Event) -> bytes | None:
        """Return the event's line."""
        if isinstance(event, MessageEdited):
            event = correction(event)
        if type(event) is MessagePosted:
            if not event.channel:
                # It is the receiver's, or another connection's of the sender.
                return None
            if "\n" in event.text:
                return b"".join(self.render(line) or b"" for line in in_lines(event))
            line = _message(event)
        elif isinstance(event, MessageReacted):
            # To whom it is said finds out each session.
            return None if is_worded(event) else b""
        elif isinstance(event, events.ModesChanged):
            # Each finds out for itself whether it may still speak.
            return None
        else:
            line = self._happening(event)
        return f"{line}\n".encode() if line else b""

    def _happening(self, event: Event) -> str:
        if isinstance(event, events.MemberJoined):
            return self._text(N_("{nick} has joined."), nick=event.source.nick)
        if isinstance(event, events.MemberParted):
            return self._text(N_("{nick} has left."), nick=event.source.nick)
        if isinstance(event, events.PersonLeft):
            reason = reason_of(event, self._translate)
            if reason:
                return self._text(N_("{nick} has left: {reason}"), nick=event.source.nick, reason=reason)
            return self._text(N_("{nick} has left."), nick=event.source.nick)
        if isinstance(event, events.MemberKicked):
            put_out = N_("{operator} removed {nick}.")
            return self._text(put_out, nick=event.nick, operator=event.source.nick)
        if isinstance(event, events.NickChanged):
            return self._text(N_("{old} is now called {nick}."), old=event.source.nick, nick=event.nick)
        if isinstance(event, events.TopicChanged):
            text = plain(event.text)
            topic = N_("{nick} has set the topic: {text}") if text else N_("{nick} has cleared the topic.")
            return self._text(topic, nick=event.source.nick, text=text)
        return ""

    def _text(self, text: str, /, **fields: object) -> str:
        return self._translate(text).format(**fields)


def _message(event: MessagePosted) -> str:
    text = plain(addressed(event).text)
    if not text:
        return ""
    form = SAID if event.channel else SAID_IN_PRIVATE
    return form.format(nick=event.source.nick, text=text)


class Room(NamedTuple):
    """What all sessions of the wire share: the name of the channel, the keep-alive, the form."""

    channel: str
    ping_seconds: float
    missed_pings: int
    form: RoomForm


class PublicSession(NamedSession):
    """One person in the room."""

    __slots__ = ("_asked", "_may_speak", "_next_ping", "_room", "_unanswered")

    username = USERNAME
    pieces: Pieces | None = PIECES

    def __init__(self, state: State, translate: Translate, core: Session, now: float, room: Room) -> None:
        self._room = room
        # The name was asked for: the next line is one.
        self._asked = False
        self._may_speak = True
        self._next_ping = now + room.ping_seconds
        self._unanswered = 0
        super().__init__(state, translate, core, now)

    def begin(self) -> None:
        """Say how to come in."""
        self.say(WELCOME)

    def base_form(self, channel: int) -> Form:
        """Return the form that all sessions of this wire share; of other channels nothing is heard."""
        room = self.room
        is_heard = not channel or (room is not None and room.id == channel)
        return self._room.form if is_heard else NO_FORM

    @property
    def room(self) -> Channel | None:
        """The room."""
        return self.state.find_channel(self._room.channel)

    @property
    def is_inside(self) -> bool:
        """Whether one is in the room."""
        room = self.room
        return room is not None and self.me.id in room.members

    # --- the keep-alive -------------------------------------------------------------------------

    def receive_data(self, data: bytes, now: float) -> list[DialectLine]:
        """Take bytes, and whatever they are as a sign of life."""
        self._unanswered = 0
        return [*super().receive_data(data, now)]

    @property
    def deadline(self) -> float:
        """When the next ping is due."""
        return self._next_ping

    def silence(self, now: float) -> list[DialectLine]:
        """Ask for a sign of life; give up who has shown none for too long."""
        if self._unanswered >= self._room.missed_pings:
            self.closing = NO_ANSWER
        else:
            self._unanswered += 1
            self._next_ping = now + self._room.ping_seconds
            self.say(PING)
        return []

    # --- what a person says ---------------------------------------------------------------------

    def hear(self, line: str, now: int) -> list[Command]:
        """Take a name first, then commands and what is said to all."""
        text = line.strip()
        if text == PING:
            self.say(PONG)
            return []
        if text == PONG:
            return []
        if self.person is None:
            return self._come_in(text, now)
        if not text:
            return []
        word, rest = cut_word(text)
        command = COMMANDS.get(word.lower())
        if command is not None:
            return command.hear(self, rest, now)
        if _COMMAND.fullmatch(word):
            self.tell(N_("There is no command {word}: /help lists them."), word=echoed(word))
            return []
        if may_hold_password(text):
            return self.leave_unsaid()
        room = self.room
        if room is None or not self.is_inside:
            self.tell_way_back()
            return []
        return [*self.reading.speak(self.me, room, now), PostMessage(room.name, text)]

    def _come_in(self, text: str, now: int) -> list[Command]:
        first, rest = cut_word(text) if text else ("", "")
        word = text.lower()
        name = rest if first.lower() == "/pseudo" else text if self._asked else None
        if first.lower() in WITHOUT_NAME:
            return COMMANDS[first.lower()].hear(self, rest, now)
        if word == "/quit":
            self.closing = FAREWELL
        elif word in {"/pseudo", "pseudo"}:
            self._asked = True
            self.say(ASK_NAME)
        elif name is None:
            self.tell(
                N_(
                    "Write /pseudo to choose a name, /login NAME PASSWORD to log in to an account, "
                    "or /quit to leave."
                )
            )
        else:
            self._asked = False
            if self.takes_name(name):
                return self.connect(name)
        return []

    def takes_name(self, name: str) -> bool:
        """Tell whether a name keeps the rule of this wire; say it where it does not."""
        keeps = _NAME.fullmatch(name) is not None
        if not keeps:
            self.tell(N_("A name has 2 to 12 characters: letters without accents, digits, _ and -."))
            self._tell_to_try_again()
        return keeps

    def connect(self, name: str, *, logged_in: bool = False) -> list[Command]:
        """Return what connects one under a name, and leads into the room."""
        return [*super().connect(name, logged_in=logged_in), JoinChannel(self._room.channel)]

    def follow_login(self, name: str) -> list[Command]:
        """Return what is to follow a login: who is in the room stays in it, as whoever it is then."""
        if self.person is None:
            return super().follow_login(name)
        return [JoinChannel(self._room.channel)] if self.is_inside else []

    def come_back(self) -> list[Command]:
        """Enter the room again."""
        if self.is_inside:
            self.tell(N_("You are in the room."))
            return []
        return [JoinChannel(self._room.channel)]

    def _tell_to_try_again(self) -> None:
        self.tell(N_("Write /pseudo to try again."))

    def read_history(self, count: int) -> list[Command]:
        """Have the last messages of the room shown."""
        room = self.room
        if room is None or not self.is_inside:
            self.tell_way_back()
            return []
        self.later.append(ReadHistory(room.name, count, reactions=True))
        return self.reading.read(self.me, room, self.now)

    def tell_way_back(self) -> None:
        """Say how one enters the room again."""
        self.tell(N_("You are not in the room: write /join to join it."))

    # --- what a person is told ------------------------------------------------------------------

    def show_event(self, event: Event, *, own: bool) -> None:
        """Show what was done by or to this person, and what each has to find out for itself."""
        if isinstance(event, MessagePosted):
            if not own:
                self._show_private(event)
        elif isinstance(event, events.SessionDetached):
            reason = own_reason_of(event, self.translate)
            if reason:
                self.say(reason)
            self.say(FAREWELL)
        elif isinstance(event, InChannel):
            if self.base_form(event.channel) is not NO_FORM:
                self._show_in_room(event)
        elif isinstance(event, PersonSanctioned):
            # That one is muted has been said.
            is_told = event.until or event.reason or not event.muting
            if is_told and event.person == self.me.id and self.base_form(event.channel) is not NO_FORM:
                self.say(word_told(event, event.name, self.translate))
        else:
            self._show_name(event)

    def _show_name(self, event: Event) -> None:
        """Show what one is called from now on; or somebody else, who had to make room for it."""
        if isinstance(event, events.SessionAttached):
            self.say(f"Bienvenue {event.source.nick}")
            self._tell_of_speech()
        elif isinstance(event, events.SessionMoved):
            if event.source.nick != event.new_source.nick:
                self.tell_name(event.new_source.nick)
            self._tell_of_speech()
        elif isinstance(event, events.NickChanged):
            if self.is_me(event.source):
                self.tell_new_name(event)
            elif line := self._room.form.render(event):
                self.say(line.decode().removesuffix("\n"))

    def _show_in_room(self, event: InChannel) -> None:
        if isinstance(event, events.MemberKicked):
            self._show_kick(event)
        elif isinstance(event, events.MemberParted):
            # By another connection of one's own: this wire has no words for it.
            self.tell_way_back()
        else:
            if isinstance(event, events.ModesChanged) and is_history_changed(event):
                _tell_history(self)
            self._tell_of_speech()

    def _show_private(self, event: MessagePosted) -> None:
        """Show what was said to this person alone, or by another of their connections to somebody else."""
        line = _message(event)
        if line and event.person == self.me.id:
            self.say(line)
        elif line:
            self.tell(SAID_BY_ONESELF, nick=event.target, text=plain(event.text))

    def show_reply(self, reply: object) -> None:
        """Show the last messages of the room."""
        if isinstance(reply, HistoryShown):
            show_history(self, reply, _message)
        elif isinstance(reply, HistoryTold):
            _tell_history(self)
        else:
            super().show_reply(reply)

    def _show_kick(self, event: events.MemberKicked) -> None:
        self._may_speak = True
        operator, reason = event.source.nick, plain(event.reason)
        if reason:
            put_out = N_("{operator} removed you from the room: {reason}")
            self.tell(put_out, operator=operator, reason=reason)
        else:
            self.tell(N_("{operator} removed you from the room."), operator=operator)
        self.tell_way_back()

    def _tell_of_speech(self) -> None:
        """Say so when it has changed whether one may speak in the room."""
        room = self.room
        refusal = None if room is None or not self.is_inside else speech_refusal(self.state, room, self.me)
        if refusal is not None and self._may_speak:
            self.say(word_refusal(refusal, self.translate))
        elif refusal is None and not self._may_speak:
            self.tell(N_("You may speak again."))
        self._may_speak = refusal is None

    def refuse(self, refusal: Refusal) -> None:
        """Say why not; a name that is in use ends the conversation."""
        if isinstance(refusal, refusals.NotRegistered):
            # The way into the room, behind a name that was refused: that has been said.
            return
        if isinstance(refusal, _TAKEN):
            self.say(NAME_TAKEN)
            self.closing = TURNED_AWAY
            return
        super().refuse(refusal)
        if isinstance(refusal, refusals.NickInvalid | refusals.NickLooksAlike) and self.person is None:
            self._tell_to_try_again()
        elif isinstance(refusal, _SHUT):
            self.tell_way_back()


def _tell_history(talk: PublicSession) -> None:
    """Say how long what is said in the room is kept, and who can read it."""
    room = talk.room
    if room is not None:
        told = history_told(talk.state, room)
        talk.say(word_history(told, room.name.removeprefix("#"), talk.translate))


def cut_word(text: str) -> tuple[str, str]:
    """Cut a text behind its first word; what is left begins with the next one."""
    word, *rest = text.split(maxsplit=1)
    return word, rest[0] if rest else ""


def _list(talk: PublicSession, _rest: str, _now: int) -> list[Command]:
    room = talk.room
    members = [] if room is None else list(visible_members(room, talk.me))

    def say(nicks: list[str]) -> None:
        talk.say(PEOPLE.format(nicks=", ".join(nicks)))

    talk.later.append(gather((f"-{member.person.nick}" for member in members), say))
    return []


def _message_to(talk: PublicSession, rest: str, _now: int) -> list[Command]:
    name, text = cut_word(rest) if rest else ("", "")
    if not text:
        talk.tell(N_("To whom, and what? Write {syntax}."), syntax=talk.translate(COMMANDS["msg"].syntax))
        return []
    return speak_to(talk, name, text)


def _history(talk: PublicSession, rest: str, _now: int) -> list[Command]:
    count = read_count(rest)
    if count is None:
        talk.tell(N_("How many? Write /history N: from 1 to {most}."), most=MAX_MESSAGES)
        return []
    return talk.read_history(count)


def _by_number(
    act: Callable[..., list[Command]], syntax: str
) -> Callable[[PublicSession, str, int], list[Command]]:
    """Return what does something with a message of the room, by its number and what else it takes."""
    words = len(syntax.split()) - 1

    def hear(talk: PublicSession, rest: str, _now: int) -> list[Command]:
        given = rest.split(maxsplit=words - 1)
        room = talk.room
        if len(given) < words:
            talk.tell(N_("Write {syntax}; /history shows the numbers."), syntax=talk.translate(syntax))
            return []
        if room is None or not talk.is_inside:
            talk.tell_way_back()
            return []
        return act(talk, room, *given)

    return hear


def _with_number(act: Callable[..., list[Command]], syntax: str, meaning: str) -> DialectCommand:
    return DialectCommand(_by_number(act, syntax), syntax, meaning)


def _choose_name(talk: PublicSession, _rest: str, _now: int) -> list[Command]:
    talk.tell(N_("You are called {nick}: to take another name, /quit and come back."), nick=talk.me.nick)
    return []


def _join(talk: PublicSession, _rest: str, _now: int) -> list[Command]:
    return talk.come_back()


def _help(talk: PublicSession, _rest: str, _now: int) -> list[Command]:
    talk.show_help(COMMANDS)
    _tell_history(talk)
    return []


def _quit(talk: PublicSession, _rest: str, now: int) -> list[Command]:
    return [*talk.reading.leave(talk.me, now), Quit(LEAVING)]


def _unread(talk: PublicSession, rest: str, _now: int) -> list[Command]:
    room = talk.room
    if room is None or not talk.is_inside:
        talk.tell_way_back()
        return []
    if not rest:
        talk.later.append(talk.reading.count(room))
        return talk.reading.stop(talk.me, room)
    count = read_count(rest)
    if count is None:
        talk.tell(HOW_MANY_UNREAD, most=MAX_MESSAGES)
        return []
    return read_on(talk, room, count)


COMMANDS: dict[str, DialectCommand] = {
    "/list": DialectCommand(_list, "/list", N_("who is in the room")),
    "msg": DialectCommand(_message_to, N_("msg NAME TEXT"), N_("send a message to one person")),
    "/msg": DialectCommand(_message_to, N_("/msg NAME TEXT"), N_("the same")),
    "/history": DialectCommand(
        _history, "/history [N]", N_("the last messages in the room, 1 to 100; alone: 20")
    ),
    "/unread": DialectCommand(
        _unread, "/unread [N]", N_("how many messages you have not read; with N: show N of them")
    ),
    "/reply": _with_number(by_number.reply, N_("/reply N TEXT"), N_("reply to the message of number N")),
    "/react": _with_number(
        partial(by_number.react, adding=True), N_("/react N REACTION"), N_("react to it, as with 👍")
    ),
    "/unreact": _with_number(
        partial(by_number.react, adding=False), N_("/unreact N REACTION"), N_("take a reaction back")
    ),
    "/edit": _with_number(by_number.edit, N_("/edit N TEXT"), N_("give a message of yours another text")),
    "/delete": _with_number(by_number.delete, "/delete N", N_("delete a message of yours")),
    "/join": DialectCommand(_join, "/join", N_("return to the room after you were removed")),
    "/pseudo": DialectCommand(_choose_name, "/pseudo", N_("choose a name if you have none")),
    **ACCOUNTS,
    **EVERYDAY,
    "/help": DialectCommand(_help, "/help", N_("this help")),
    "/quit": DialectCommand(_quit, "/quit", N_("leave the chat")),
}
