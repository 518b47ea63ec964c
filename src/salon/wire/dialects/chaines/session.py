"""`chaines`: channels with a hierarchy of administrators, for people who came in by a line of text.

`C` on this wire is the channel `#C` of everybody else.
"""

from collections.abc import Callable, Sequence
from typing import Any

from msgspec import structs

from salon.core import account_refusals, events, refusals
from salon.core.commands import Command
from salon.core.events import Event, MessagePosted
from salon.core.queries.retention import history_told
from salon.core.ranks import Rank, Right
from salon.core.refusals import Refusal
from salon.core.replies import ActsShown, ChannelNameDone, EmptyChannelEntered, HistoryShown, UndoDone
from salon.core.sanction_events import PersonSanctioned
from salon.texts.marks import N_
from salon.texts.visible import echoed
from salon.wire.dialects.accounts import LOG_IN, may_hold_password
from salon.wire.dialects.chaines import acts, files, forbidden_names, modes, ownership, words
from salon.wire.dialects.chaines.commands import BY_WORD, Stage, say_wrong
from salon.wire.dialects.chaines.forms import ADMINISTRATORS, bare, said
from salon.wire.dialects.chaines.input import PREFIX, ChainesSplitter
from salon.wire.dialects.chaines.talk import PIECE_BYTES, ChainesTalk
from salon.wire.dialects.chaines.unread import tell_channels, tell_way_in
from salon.wire.dialects.plain import SAID_BY_ONESELF, own_reason_of, plain
from salon.wire.dialects.recall import show_history
from salon.wire.dialects.session import LINE_LIMIT, DialectLine
from salon.wire.history_words import is_history_changed, word_history
from salon.wire.sanctions import word_told

USERNAME = "chaines"


class ChainesSession(ChainesTalk):
    """One person who chooses a nickname, then is in the lobby or in a channel."""

    __slots__ = ()

    username = USERNAME
    # A terminal ends its input for a moment, by Ctrl-D: no line follows, as it does to text that is typed.
    idle_seconds = 1.0

    def begin(self) -> None:
        """Ask for a nickname."""
        self._splitter = self._input = ChainesSplitter(LINE_LIMIT, BY_WORD.keys() - {""})
        self.say(words.CONNECTED)
        self.say(words.CHOOSE_NICK)

    # --- what comes in ----------------------------------------------------------------------------

    def receive_data(self, data: bytes, now: float) -> Sequence[DialectLine]:
        """Take bytes; of the lines that they complete, those of a file have their own pace."""
        lines = super().receive_data(data, now)
        return [files.paced(self, line) for line in lines]

    @property
    def deadline(self) -> float | None:
        """When what has come without its end is to be taken for the end of the peer's input."""
        return super().deadline if self._input.may_be_at_end else None

    def hear(self, line: str, now: int) -> list[Command]:
        """Take a command or text, as the connection writes them."""
        if self.person is None:
            self.pieces.most = PIECE_BYTES if self.is_program else 0
        if self.is_program:
            is_text, line = line.startswith(PREFIX), line.removeprefix(PREFIX)
        else:
            is_text, line = not line.startswith("/"), line.removeprefix("/")
        if is_text:
            return self._hear_text(line, now)
        word, rest = [*line.split(maxsplit=1), "", ""][:2]
        return self._hear_command(word.upper(), rest, now)

    def _hear_text(self, text: str, now: int) -> list[Command]:
        if self.person is None:
            nick = text.strip()
            if nick:
                return self.connect(nick)
            self.say(words.CHOOSE_NICK)
            return []
        if may_hold_password(text):
            return self.leave_unsaid()
        (speak,) = BY_WORD[""]
        return speak.hear(self, [text], now) if self.current else self._send_to_channels()

    def _hear_command(self, word: str, rest: str, now: int) -> list[Command]:
        meant = BY_WORD.get(word, []) if word else []
        if self.person is None and not any(command.stage is Stage.ANYWHERE for command in meant):
            self.say(words.CHOOSE_NICK)
            return []
        if not self.current and any(command.stage is Stage.CHANNEL for command in meant):
            return self._send_to_channels()
        for command in meant:
            given = command.read(rest)
            if given is not None:
                return command.hear(self, given, now)
        return say_wrong(self, word)

    def _send_to_channels(self) -> list[Command]:
        """Say that what was asked for is for those who are in a channel."""
        self.say(words.WRONG_COMMAND)
        tell_way_in(self)
        return []

    # --- what goes out ----------------------------------------------------------------------------

    def show_event(self, event: Event, *, own: bool) -> None:
        """Show what this person did, and what was done to them."""
        show = _SHOW.get(type(event))
        if show is not None:
            show(self, event, own)

    def show_reply(self, reply: object) -> None:
        """Show what has become of a channel, or its last messages."""
        if isinstance(reply, EmptyChannelEntered):
            self._tell_of_past(reply)
        elif isinstance(reply, HistoryShown):
            show_history(self, reply, said)
        elif isinstance(reply, ActsShown | UndoDone):
            acts.show_reply(self, reply)
        elif isinstance(reply, ChannelNameDone):
            forbidden_names.show_done(self, reply)
        elif isinstance(reply, ownership.REPLIES):
            ownership.show_reply(self, reply)
        else:
            super().show_reply(reply)

    def _tell_of_past(self, reply: EmptyChannelEntered) -> None:
        name = bare(reply.channel)
        shown = N_(
            "{channel} was empty, and you are its main administrator now: /HISTORY shows what was "
            "said while it was open."
        )
        if reply.hidden:
            shown = N_("{channel} was empty, and you are its main administrator now. Its past is not shown.")
        elif reply.goes_on:
            shown = N_(
                "{channel} was empty, and you are its main administrator now: /HISTORY shows what was "
                "said while it was open or had this key."
            )
        self.tell(shown, channel=name)
        if reply.fresh:
            text = N_("{channel} was empty for long: its modes and lists are those of a new channel.")
            self.tell(text, channel=name)

    def refuse(self, refusal: Refusal) -> None:
        """Show why not, in the document's words where it has some."""
        if isinstance(refusal, refusals.NoSuchTransfer):
            self.say_to_program(files.say_gone(refusal.transfer))
            return
        wording = _WORDINGS.get(type(refusal))
        if wording is not None:
            self.say(wording(refusal))
            # The document has one answer for every name that is taken.
            if isinstance(refusal, refusals.NickReserved):
                self.tell(LOG_IN, nick=echoed(refusal.nick))
            elif isinstance(refusal, account_refusals.LooksLikeAccount | account_refusals.NameWithheld):
                super().refuse(refusal)
        else:
            channel = getattr(refusal, "channel", "")
            super().refuse(structs.replace(refusal, channel=bare(channel)) if channel else refusal)
        if self.person is None:
            self.say(words.CHOOSE_NICK)


_WORDINGS: dict[type[Refusal], Callable[[Any], str]] = {
    refusals.NickInUse: lambda _: words.NICK_TAKEN,
    refusals.NickReserved: lambda _: words.NICK_TAKEN,
    account_refusals.LooksLikeAccount: lambda _: words.NICK_TAKEN,
    account_refusals.NameWithheld: lambda _: words.NICK_TAKEN,
    refusals.ChannelNameInUse: lambda _: words.CHANNEL_EXISTS,
    refusals.TargetNotInChannel: lambda refusal: words.NOT_HERE.format(nick=echoed(refusal.nick)),
    refusals.RankTooLow: lambda refusal: (
        words.MAY_NOT_KICK if refusal.right is Right.KICK else words.NOT_MAIN
    ),
}


def _attached(talk: ChainesSession, _event: events.SessionAttached, _own: bool) -> None:
    talk.say_all((words.NICK_CHOSEN, words.SEE_HELP))
    tell_channels(talk)


def _moved(talk: ChainesSession, event: events.SessionMoved, _own: bool) -> None:
    if event.source.nick != event.new_source.nick:
        talk.tell_name(event.new_source.nick)
    if talk.current not in talk.me.channels:
        talk.enter_lobby()
    talk.forms_changed = True
    tell_channels(talk)


def _detached(talk: ChainesSession, event: events.SessionDetached, _own: bool) -> None:
    talk.say_goodbye(own_reason_of(event, talk.translate) or N_("Goodbye."))


def _posted(talk: ChainesSession, event: MessagePosted, own: bool) -> None:
    if not event.channel and not own:
        line = said(event)
        if line and event.person == talk.me.id:
            talk.say(line)
        elif line:
            talk.tell(SAID_BY_ONESELF, nick=event.target, text=plain(event.text))
    # Nobody hears it now; who comes later reads it in the history.
    if own and event.channel and len(talk.state.channels[event.channel].members) == 1:
        talk.say(words.ALONE)


def _nick_changed(talk: ChainesSession, event: events.NickChanged, own: bool) -> None:
    if not talk.is_me(event.source):
        return  # by this person's login, whose name it was
    if own:
        talk.say(words.NICK_CHANGED)
    else:
        talk.tell_new_name(event)


def _joined(talk: ChainesSession, event: events.MemberJoined, own: bool) -> None:
    if own:
        talk.say_all(words.WELCOME_BACK if talk.returning else words.WELCOME)
        talk.enter(event.channel)
    else:
        text = N_("Another connection of yours has joined {channel}. To talk there: /CURRENT {channel}")
        talk.tell(text, channel=bare(event.name))


def _parted(talk: ChainesSession, event: events.MemberParted, own: bool) -> None:
    is_current = event.channel == talk.current
    if not own:
        talk.say_of(event.channel, event.name, words.LEFT_CHANNEL[0])
    if is_current:
        talk.enter_lobby()
    if own:
        talk.say_all(words.LEFT_CHANNEL)


def _kicked(talk: ChainesSession, event: events.MemberKicked, _own: bool) -> None:
    if event.person != talk.me.id:
        return
    line = words.KILLED if event.banned else words.KICKED.format(nick=event.source.nick)
    talk.say_of(event.channel, event.name, line)
    reason = plain(event.reason if event.source.person else talk.translate(event.reason))
    if reason:
        talk.tell(N_("Reason: {reason}"), reason=reason)
    if event.channel == talk.current:
        talk.enter_lobby()


def _modes_changed(talk: ChainesSession, event: events.ModesChanged, own: bool) -> None:
    if own:
        modes.tell_changes(talk, event)
    elif is_history_changed(event):
        told = history_told(talk.state, talk.state.channels[event.channel])
        talk.say_of(event.channel, event.name, word_history(told, bare(event.name), talk.translate))
    me = talk.me.id
    mine = {
        (change.letter, change.adding)
        for change in event.changes
        if change.person == me and change.letter in ADMINISTRATORS
    }
    if not mine or event.source.person in {0, me}:
        return  # the server gives a rank to whoever leads from now on, who is told of that
    if ("q", False) in mine:
        heirs = (its.parameter for its in event.changes if (its.letter, its.adding) == ("q", True))
        text = N_("{nick} is the main administrator of {channel} now.")
        talk.tell(text, nick=next(heirs, ""), channel=bare(event.name))
        return
    member = talk.state.channels[event.channel].members[me]
    if member.rank < Rank.OPERATOR:
        line = words.REVOKED
    elif any(adding and letter != "q" for letter, adding in mine):
        line = words.GRANTED
    else:
        return
    talk.say_of(event.channel, event.name, line.format(nick=event.source.nick))


def _main_changed(talk: ChainesSession, event: events.MainAdministratorChanged, _own: bool) -> None:
    if event.person == talk.me.id:
        talk.say_of(event.channel, event.name, words.NEW_MAIN)
    elif event.person:
        text = N_("{nick} is the main administrator of {channel} now.")
        talk.tell(text, nick=event.nick, channel=bare(event.name))
    else:
        talk.tell(N_("{channel} has no main administrator now."), channel=bare(event.name))


def _renamed(talk: ChainesSession, event: events.ChannelRenamed, own: bool) -> None:
    if own:
        talk.say(words.RENAMED_BY_ONESELF)
    else:
        talk.say_of(event.channel, event.name, words.RENAMED.format(channel=bare(event.new_name)))


def _sanctioned(talk: ChainesSession, event: PersonSanctioned, own: bool) -> None:
    if not own and event.person == talk.me.id:
        talk.say(word_told(event, bare(event.name), talk.translate))


def _invited(talk: ChainesSession, event: events.PersonInvited, _own: bool) -> None:
    if event.person == talk.me.id:
        talk.tell(
            N_("{nick} invites you to {channel}: /JOIN {channel}"),
            nick=event.source.nick,
            channel=bare(event.name),
        )


_SHOW: dict[type[Event], Callable[[ChainesSession, Any, bool], None]] = {
    events.SessionAttached: _attached,
    events.SessionDetached: _detached,
    events.SessionMoved: _moved,
    events.NickChanged: _nick_changed,
    events.MemberJoined: _joined,
    events.MemberParted: _parted,
    events.MemberKicked: _kicked,
    events.ModesChanged: _modes_changed,
    events.MainAdministratorChanged: _main_changed,
    events.ChannelRenamed: _renamed,
    events.PersonInvited: _invited,
    MessagePosted: _posted,
    PersonSanctioned: _sanctioned,
    **files.SHOW,
    **ownership.SHOW,
}
