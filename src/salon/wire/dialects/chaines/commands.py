"""The commands of `chaines`: one table, whose lines are also those of /HELP."""

from collections.abc import Callable, Iterator
from enum import IntEnum
from functools import partial
from typing import NamedTuple

from salon.core.commands import (
    AppointAdministrator,
    Bar,
    ChangeNick,
    Command,
    DismissAdministrator,
    JoinChannel,
    Kick,
    PartChannel,
    PostMessage,
    Quit,
    RegisterAccount,
    RenameChannel,
)
from salon.core.queries.past import ReadHistory
from salon.core.queries.sight import is_visible_channel
from salon.core.ranks import Rank, Right, may
from salon.core.state import Channel
from salon.texts.marks import N_, N_PLURAL
from salon.texts.visible import echoed
from salon.wire.dialects import account_commands, by_number
from salon.wire.dialects.chaines import acts, files, forbidden_names, modes, ownership, sanctions, words
from salon.wire.dialects.chaines.forms import bare, signed
from salon.wire.dialects.chaines.talk import ChainesTalk
from salon.wire.dialects.chaines.unread import show_unread
from salon.wire.dialects.everyday import consent, ignore, search, speak_to, tell_date, unignore
from salon.wire.dialects.plain import LEAVING
from salon.wire.dialects.recall import read_count
from salon.wire.dialects.session import gather
from salon.wire.history_words import word_retention
from salon.wire.invitations import joins_of

Hear = Callable[[ChainesTalk, list[str], int], list[Command]]


_REST = {"<message>", "<reaction>", "<file>", "<password>", "[reason]", "[words]", "[parameters]"}
_NUMBERS = {"<n>", "<bytes>"}
_OF_ACCOUNTS = (
    *("REGISTER", "VERIFY", "LOGIN", "LOGOUT", "SESSIONS"),
    *("PERSISTENCE", "PASSWORD", "RESET", "CODE", "EMAIL"),
)


class Stage(IntEnum):
    """How far one must have come for a command."""

    ANYWHERE = 0
    LOBBY = 1
    CHANNEL = 2


class ChainesCommand(NamedTuple):
    """A command: its word, the parameters that it takes, and what it does with them.

    A parameter in `<>` must be given, one in `[]` may be; `<message>`, `<file>`, `<password>`
    `[reason]` and `[words]` are the rest of the line.
    """

    word: str
    parameters: str
    meaning: str
    hear: Hear
    stage: Stage = Stage.CHANNEL
    admin: bool = False

    def read(self, rest: str) -> list[str] | None:
        """Return the parameters in what stands after the word, or None where they do not fit."""
        wanted = self.parameters.split()
        found = rest.split(maxsplit=len(wanted) - 1) if _REST & set(wanted) else rest.split()
        needed = sum(parameter.startswith("<") for parameter in wanted)
        if not needed <= len(found) <= len(wanted):
            return None
        numbers = [its for its, parameter in zip(found, wanted, strict=False) if parameter in _NUMBERS]
        return found if all(map(files.is_number, numbers)) else None

    def line(self, meaning: str) -> str:
        """Return the command's line in the help."""
        form = " ".join(filter(None, (f"/{self.word}" if self.word else "", self.parameters)))
        return f"* {form}: {meaning}{' [admin]' if self.admin else ''}"


def say_wrong(talk: ChainesTalk, word: str) -> list[Command]:
    """Say that a command is unknown or malformed, and what would be right."""
    talk.say(words.WRONG_COMMAND)
    talk.say_all(_help_lines(talk, word) if word in BY_WORD else (words.SEE_HELP,))
    return []


# --- anywhere -------------------------------------------------------------------------------------


def _help(talk: ChainesTalk, _given: list[str], _now: int) -> list[Command]:
    talk.say_all(_help_lines(talk))
    talk.say(word_retention(talk.state.rules, talk.translate))
    return []


def _help_lines(talk: ChainesTalk, word: str | None = None) -> list[str]:
    of_document = [command.line(command.meaning) for command in DOCUMENT if word in {None, command.word}]
    others = ADDED
    if word is not None:
        others += FOR_OPERATORS + FOR_PROGRAMS
    elif talk.person is not None and talk.person.is_operator:
        others += FOR_OPERATORS
    added = [
        command.line(talk.translate(command.meaning)) for command in others if word in {None, command.word}
    ]
    return of_document + added


def _bye(talk: ChainesTalk, _given: list[str], now: int) -> list[Command]:
    if talk.person is not None:
        return [*talk.reading.leave(talk.me, now), Quit(LEAVING)]
    talk.closing = N_("Goodbye.")
    return []


def _register(talk: ChainesTalk, given: list[str], now: int) -> list[Command]:
    made = account_commands.register(talk, " ".join(given), now)
    code = made[0].code if made and isinstance(made[0], RegisterAccount) else ""
    return [*made, *joins_of(talk.state, code)]


def _about_account(hear: Callable[[ChainesTalk, str, int], list[Command]]) -> Hear:
    """Return a command about accounts, which takes its parameters as one text."""
    return lambda talk, given, now: hear(talk, " ".join(given), now)


def _sessions(talk: ChainesTalk, _given: list[str], now: int) -> list[Command]:
    return account_commands.tell_sessions(talk, "", now)


def _account(talk: ChainesTalk, _given: list[str], _now: int) -> list[Command]:
    account_commands.tell_account(talk)
    for word in _OF_ACCOUNTS:
        talk.say_all(_help_lines(talk, word))
    return []


def _consent(talk: ChainesTalk, given: list[str], now: int) -> list[Command]:
    return consent(talk, given[0], now)


def _date(talk: ChainesTalk, _given: list[str], now: int) -> list[Command]:
    return tell_date(talk, "", now)


# --- in the lobby and in a channel ------------------------------------------------------------------


def _list(talk: ChainesTalk, _given: list[str], _now: int) -> list[Command]:
    def say(names: list[str]) -> None:
        talk.say(words.CHANNELS.format(channels=" ".join(names)) if names else words.NO_CHANNELS)

    talk.later.append(gather(_channel_names(talk), say))
    return []


def _channel_names(talk: ChainesTalk) -> Iterator[str | None]:
    state = talk.state
    for channel in list(state.channels.values()):
        # A channel of the server's own is there from its start; it is under way when somebody is in it.
        under_way = channel.members or not state.is_room(channel.name)
        yield bare(channel.name) if under_way and is_visible_channel(channel, talk.me) else None


def _join(talk: ChainesTalk, given: list[str], now: int) -> list[Command]:
    channel = talk.find_channel(given[0])
    if channel is None or channel.id not in talk.me.channels:
        return [JoinChannel(signed(given[0]), "".join(given[1:]))]
    if talk.current:
        talk.say(words.ALREADY_IN)
        return []
    return _set_current(talk, given, now)


def _tell_current(talk: ChainesTalk, _given: list[str], _now: int) -> list[Command]:
    if talk.current:
        talk.say(words.CURRENT_IS.format(channel=bare(talk.channel.name)))
    else:
        talk.say(words.NO_CURRENT)
    return []


def _set_current(talk: ChainesTalk, given: list[str], now: int) -> list[Command]:
    channel = talk.find_channel(given[0])
    if channel is None or channel.id not in talk.me.channels:
        talk.say(words.NOT_IN)
        return []
    in_lobby = not talk.current
    talk.enter(channel.id)
    if in_lobby:
        talk.say_all(words.WELCOME_BACK)
        return []
    return _tell_current(talk, [], now)


def _change_nick(talk: ChainesTalk, given: list[str], _now: int) -> list[Command]:
    if given[0] == talk.me.nick:
        talk.say(words.NICK_TAKEN)
        return []
    return [ChangeNick(given[0])]


def _unignore(talk: ChainesTalk, given: list[str], now: int) -> list[Command]:
    return unignore(talk, given[0], now)


# --- in a channel -----------------------------------------------------------------------------------


def _leave(talk: ChainesTalk, _given: list[str], _now: int) -> list[Command]:
    return [PartChannel(talk.channel.name)]


def _who(talk: ChainesTalk, _given: list[str], _now: int) -> list[Command]:
    talk.later.append(_say_members(talk, talk.channel))
    return []


def _say_members(talk: ChainesTalk, channel: Channel) -> Iterator[None]:
    others = [member.person for member in channel.members.values() if member.person is not talk.me]
    talk.say(words.MEMBERS if others else words.ALONE)
    for person in others:
        talk.say(_shown(channel.standing_of(person), person.nick))
        yield


def _shown(standing: Rank, nick: str) -> str:
    if standing is Rank.FOUNDER:
        return f"@{nick}@"
    return f"@{nick}" if standing >= Rank.OPERATOR else nick


def _speak(talk: ChainesTalk, given: list[str], now: int) -> list[Command]:
    if not given[0].strip():
        return say_wrong(talk, "")
    return [*talk.reading.speak(talk.me, talk.channel, now), PostMessage(talk.channel.name, given[0])]


def _whisper(talk: ChainesTalk, given: list[str], _now: int) -> list[Command]:
    names, text = given
    written = dict.fromkeys(nick for nick in names.split(";") if nick)
    if not written:
        return say_wrong(talk, "MSG")
    limit = talk.state.rules.limits.targets
    # Before they are folded: a line has room for a thousand, and folding them takes 20 ms.
    if len(written) > limit:
        too_many = N_PLURAL(
            "A message goes to {limit} person at most: send it in several.",
            "A message goes to {limit} people at most: send it in several.",
            "limit",
        )
        talk.tell(too_many, limit=limit)
        return []
    nicks = {talk.state.names.fold(nick): nick for nick in written}
    return [command for nick in nicks.values() for command in speak_to(talk, nick, text)]


def _history(talk: ChainesTalk, given: list[str], now: int) -> list[Command]:
    count = read_count(given[0] if given else "")
    if not count:
        return say_wrong(talk, "HISTORY")
    talk.later.append(ReadHistory(talk.channel.name, count, reactions=True))
    return talk.reading.read(talk.me, talk.channel, now)


def _by_number(act: Callable[..., list[Command]]) -> Hear:
    return lambda talk, given, _now: act(talk, talk.channel, *given)


_edit, _delete = _by_number(by_number.edit), _by_number(by_number.delete)
_reply = _by_number(by_number.reply)
_react, _unreact = (_by_number(partial(by_number.react, adding=its)) for its in (True, False))


def _search(talk: ChainesTalk, given: list[str], now: int) -> list[Command]:
    return search(talk, "".join(given), now, talk.name_of_place)


# --- administrators ---------------------------------------------------------------------------------


def _rename(talk: ChainesTalk, given: list[str], _now: int) -> list[Command]:
    return [RenameChannel(talk.channel.name, signed(given[0]))]


def _kick(talk: ChainesTalk, given: list[str], _now: int) -> list[Command]:
    (nick,) = given
    if may(talk.rank, Right.KICK) and talk.find_member(nick) is None:
        talk.say(words.NOT_HERE.format(nick=echoed(nick)))
        return []
    return [] if _is_oneself(talk, nick, Right.KICK) else [Kick(talk.channel.name, nick)]


def _kill(talk: ChainesTalk, given: list[str], _now: int) -> list[Command]:
    (nick,) = given
    return [] if _is_oneself(talk, nick, Right.GOVERN) else [Bar(talk.channel.name, nick)]


def _is_oneself(talk: ChainesTalk, nick: str, right: Right) -> bool:
    """Return whether somebody who has the right would put themselves out, and say how that is done."""
    oneself = may(talk.rank, right) and talk.state.find_person(nick) is talk.me
    if oneself:
        talk.say(words.KICK_ONESELF)
    return oneself


def _grant(talk: ChainesTalk, given: list[str], _now: int) -> list[Command]:
    return [AppointAdministrator(talk.channel.name, given[0])]


def _revoke(talk: ChainesTalk, given: list[str], _now: int) -> list[Command]:
    return [DismissAdministrator(talk.channel.name, given[0])]


DOCUMENT: tuple[ChainesCommand, ...] = (
    ChainesCommand("HELP", "", "print this message", _help, Stage.ANYWHERE),
    ChainesCommand("LIST", "", "list all available channels on server", _list, Stage.LOBBY),
    ChainesCommand("JOIN", "<channel>", "join (or create) a channel", _join, Stage.LOBBY),
    ChainesCommand("LEAVE", "", "leave current channel", _leave),
    ChainesCommand("WHO", "", "list users in current channel", _who),
    ChainesCommand("", "<message>", "send a message in current channel", _speak),
    ChainesCommand("MSG", "<nick> <message>", "send a private message in current channel", _whisper),
    ChainesCommand("BYE", "", "disconnect from server", _bye, Stage.ANYWHERE),
    ChainesCommand("KICK", "<nick>", "kick user from current channel", _kick, admin=True),
    ChainesCommand("REN", "<channel>", "change the current channel name", _rename, admin=True),
    ChainesCommand("CURRENT", "", "print current channel name", _tell_current, Stage.LOBBY),
    ChainesCommand("CURRENT", "<channel>", "set current channel", _set_current, Stage.LOBBY),
    ChainesCommand(
        "MSG",
        "<nick1;nick2;...> <message>",
        "send a private message to several users in current channel",
        _whisper,
    ),
    ChainesCommand("NICK", "<nick>", "change user nickname on server", _change_nick, Stage.LOBBY),
    ChainesCommand("GRANT", "<nick>", "grant admin privileges to a user", _grant, admin=True),
    ChainesCommand("REVOKE", "<nick>", "revoke admin privileges", _revoke, admin=True),
)
"""What the document's /HELP says, in its order and its words."""

ADDED: tuple[ChainesCommand, ...] = (
    ChainesCommand("JOIN", "<channel> <key>", N_("join a channel that has a key"), _join, Stage.LOBBY),
    ChainesCommand("KILL", "<nick>", N_("ban a user from current channel"), _kill, admin=True),
    ChainesCommand(
        "BAN",
        "<nick> [reason]",
        N_("ban a user; a duration (30m, 1h, 2d) may precede the reason"),
        sanctions.ban,
        admin=True,
    ),
    ChainesCommand("UNBAN", "<nick>", N_("lift the bans of a user"), sanctions.unban, admin=True),
    ChainesCommand(
        "MUTE",
        "<nick> [reason]",
        N_("mute a user; a duration may precede the reason"),
        sanctions.mute,
        admin=True,
    ),
    ChainesCommand("UNMUTE", "<nick>", N_("lift the mutes of a user"), sanctions.unmute, admin=True),
    ChainesCommand("BANS", "", N_("show the bans and mutes, with their ends and reasons"), sanctions.show),
    ChainesCommand(
        "LOG",
        "[n]",
        N_("show the log of moderation of current channel"),
        acts.show_log,
        admin=True,
    ),
    ChainesCommand(
        "UNDO",
        "[n]",
        N_("undo the last of these, or the one of number n in /LOG"),
        acts.undo,
        admin=True,
    ),
    ChainesCommand("MODE", "", N_("show the modes of current channel"), modes.show),
    ChainesCommand(
        "MODE",
        "<modes> [parameters]",
        N_("change them, such as +R: only people who are logged in can join"),
        modes.change,
        admin=True,
    ),
    ChainesCommand("CLAIM", "", N_("claim current channel for your account"), ownership.claim, admin=True),
    ChainesCommand(
        "DROP",
        "",
        N_("give current channel back: it then belongs to no account, and accounts keep no ranks in it"),
        ownership.drop,
        admin=True,
    ),
    ChainesCommand(
        "ACCESS",
        "",
        N_("list the accounts that have a rank in current channel"),
        ownership.tell_access,
        admin=True,
    ),
    ChainesCommand(
        "ACCESS",
        "<account> <rank>",
        N_("have an account keep a rank (admin, operator, half-operator, voice, none)"),
        ownership.set_access,
        admin=True,
    ),
    ChainesCommand(
        "PAST",
        "",
        N_("show how long messages of current channel are kept, and who can read them"),
        ownership.tell_past,
    ),
    ChainesCommand(
        "PAST",
        "<word> [word] [word]",
        N_("set it: all, joined or none for newcomers, 500 (messages), 30d (days), forever"),
        ownership.set_past,
        admin=True,
    ),
    ChainesCommand("HISTORY", "[n]", N_("show the last messages of current channel, 1 to 100"), _history),
    ChainesCommand(
        "UNREAD",
        "[n]",
        N_("how many messages you have not read, by channel; with n: show n in current channel"),
        show_unread,
        Stage.LOBBY,
    ),
    ChainesCommand("REPLY", "<n> <message>", N_("reply to the message of number n in /HISTORY"), _reply),
    ChainesCommand("REACT", "<n> <reaction>", N_("react to that message, as with 👍"), _react),
    ChainesCommand("UNREACT", "<n> <reaction>", N_("take a reaction back"), _unreact),
    ChainesCommand("EDIT", "<n> <message>", N_("give that message of yours another text"), _edit),
    ChainesCommand("DELETE", "<n>", N_("delete that message, of yours or, by rank, of others"), _delete),
    ChainesCommand(
        "SEARCH",
        "[words]",
        N_(
            "find messages that you may read; also from:nick in:channel after:2026-01-31 before:2026-01-31 "
            "sort:best; alone: more of the last search"
        ),
        _search,
        Stage.LOBBY,
    ),
    ChainesCommand(
        "SEND", "<nick> <file>", N_("offer a file to a user in current channel, by salon connect"), files.send
    ),
    ChainesCommand("RECV", "<file>", N_("accept a file that is offered to you"), files.receive, Stage.LOBBY),
    ChainesCommand("STOP", "<file>", N_("stop a file, or decline it"), files.stop, Stage.LOBBY),
    ChainesCommand(
        "IGNORE",
        "[nick]",
        N_("ignore a user; without a nick, show whom you ignore"),
        _about_account(ignore),
        Stage.LOBBY,
    ),
    ChainesCommand("UNIGNORE", "<nick>", N_("no longer ignore a user"), _unignore, Stage.LOBBY),
    ChainesCommand(
        "ANNUAIRE",
        "<on|off>",
        N_("have your machine and its address listed in the directory, or not"),
        _consent,
        Stage.LOBBY,
    ),
    ChainesCommand("DATE", "", N_("print the date and time"), _date, Stage.ANYWHERE),
    ChainesCommand(
        "REGISTER",
        "<nick> <password> [email] [code]",
        N_("create an account, and connect with it"),
        _register,
        Stage.ANYWHERE,
    ),
    ChainesCommand(
        "REGISTER",
        "<password> [email] [code]",
        N_("create an account for your nick"),
        _register,
        Stage.ANYWHERE,
    ),
    ChainesCommand(
        "VERIFY",
        "[nick] <code>",
        N_("confirm your account or your e-mail address with the code that was sent to you"),
        _about_account(account_commands.verify),
        Stage.ANYWHERE,
    ),
    ChainesCommand(
        "LOGIN",
        "<nick> <password>",
        N_("log in to your account, on as many connections as you like"),
        _about_account(account_commands.log_in),
        Stage.ANYWHERE,
    ),
    ChainesCommand("LOGOUT", "", N_("log out"), _about_account(account_commands.log_out), Stage.LOBBY),
    ChainesCommand(
        "LOGOUT",
        "<number|others>",
        N_("end another connection of yours, or all others"),
        _about_account(account_commands.log_out),
        Stage.LOBBY,
    ),
    ChainesCommand("SESSIONS", "", N_("print your connections, with their numbers"), _sessions, Stage.LOBBY),
    ChainesCommand(
        "PERSISTENCE",
        "[on|off]",
        account_commands.STAY,
        _about_account(account_commands.persist),
        Stage.LOBBY,
    ),
    ChainesCommand(
        "PASSWORD",
        "<old> <new>",
        N_("change your password"),
        _about_account(account_commands.change_password),
        Stage.LOBBY,
    ),
    ChainesCommand(
        "RESET",
        "<nick>",
        N_("if you have forgotten your password: have a code sent by e-mail"),
        _about_account(account_commands.reset),
        Stage.ANYWHERE,
    ),
    ChainesCommand(
        "RESET",
        "<nick> <code> <password>",
        N_("choose a new password with that code"),
        _about_account(account_commands.reset),
        Stage.ANYWHERE,
    ),
    ChainesCommand(
        "CODE",
        "<code>",
        N_("use a code from the server's owner with your account"),
        _about_account(account_commands.use_code),
        Stage.LOBBY,
    ),
    ChainesCommand(
        "EMAIL",
        "<password> <address>",
        N_("change the e-mail address of your account"),
        _about_account(account_commands.change_email),
        Stage.LOBBY,
    ),
    ChainesCommand(
        "ACCOUNT",
        "",
        N_("print your nick and account, and the commands about accounts"),
        _account,
        Stage.ANYWHERE,
    ),
)
"""What the document does not list. KILL and HISTORY are its program's all the same."""

FOR_OPERATORS: tuple[ChainesCommand, ...] = (
    ChainesCommand(
        "FORBID",
        "",
        N_("show the forbidden channel names"),
        forbidden_names.show,
        Stage.LOBBY,
    ),
    ChainesCommand(
        "FORBID",
        "<channel> [reason]",
        N_("forbid a channel name, such as spam*"),
        forbidden_names.forbid,
        Stage.LOBBY,
    ),
    ChainesCommand(
        "UNFORBID",
        "<channel>",
        N_("allow a channel name again"),
        forbidden_names.unforbid,
        Stage.LOBBY,
    ),
)
"""What is for server operators, whom alone /HELP tells of it."""

FOR_PROGRAMS: tuple[ChainesCommand, ...] = (
    ChainesCommand(
        "SEND", "<nick> <size> <sha256> <file>", N_("the same, as a program writes it"), files.send
    ),
    ChainesCommand("CHUNK", "<n> <base64>", N_("the next bytes of file n"), files.take_chunk, Stage.LOBBY),
    ChainesCommand(
        "GOT", "<n> <bytes>", N_("how many bytes of file n have arrived"), files.acknowledge, Stage.LOBBY
    ),
)
"""What only programs send. /HELP leaves it out; a malformed one is answered with its line all the same."""

BY_WORD: dict[str, list[ChainesCommand]] = {}
for _command in DOCUMENT + ADDED + FOR_OPERATORS + FOR_PROGRAMS:
    BY_WORD.setdefault(_command.word, []).append(_command)
