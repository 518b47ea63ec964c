"""MODE: the modes, lists and ranks of a channel, and one's own modes."""

from salon.core.commands import ChangeModes, ChangeUserModes, Command
from salon.core.events import ModeChange
from salon.core.modes import CHANNEL_MODES, ModeKind
from salon.core.queries.sight import is_visible_channel
from salon.core.state import Channel
from salon.texts.marks import N_
from salon.wire.irc import numerics
from salon.wire.irc.conversation import Conversation, noted
from salon.wire.irc.messages import Message, parameters_fit
from salon.wire.irc.server import MODES_PER_COMMAND

_LISTS = {
    "b": (numerics.RPL_BANLIST, numerics.RPL_ENDOFBANLIST, N_("End of channel ban list")),
    "e": (numerics.RPL_EXCEPTLIST, numerics.RPL_ENDOFEXCEPTLIST, N_("End of channel exception list")),
    "I": (numerics.RPL_INVEXLIST, numerics.RPL_ENDOFINVEXLIST, N_("End of channel invitation list")),
}


def mode(talk: Conversation, message: Message, _now: int) -> list[Command]:
    """Show or change modes."""
    target, *rest = message.params
    if not target.startswith("#"):
        return _user_mode(talk, target, rest)
    channel = talk.state.find_channel(target)
    if channel is None or not is_visible_channel(channel, talk.me):
        talk.numeric(numerics.ERR_NOSUCHCHANNEL, target or "*", text=N_("No such channel"))
        return []
    if not rest:
        _show_modes(talk, channel)
        return []
    changes, asked = _parse_changes(talk, channel, rest[0], rest[1:])
    for letter in asked:
        _show_list(talk, channel, letter)
    return [ChangeModes(target, tuple(changes))] if changes else []


def _user_mode(talk: Conversation, nick: str, rest: list[str]) -> list[Command]:
    if talk.state.find_person(nick) is None:
        talk.numeric(numerics.ERR_NOSUCHNICK, nick or "*", text=N_("No such nick"))
        return []
    if rest:
        changes, adding = [], True
        for letter in rest[0]:
            if letter in "+-":
                adding = letter == "+"
            else:
                changes.append(ModeChange(letter, adding=adding))
        return [ChangeUserModes(nick, tuple(changes))]
    if talk.state.find_person(nick) is talk.me:
        talk.numeric(numerics.RPL_UMODEIS, f"+{talk.me.modes}")
        return []
    return [ChangeUserModes(nick, ())]


def _parse_changes(
    talk: Conversation, channel: Channel, letters: str, parameters: list[str]
) -> tuple[list[ModeChange], list[str]]:
    """Return the changes, and the lists that are asked for; say which letters lack their parameter.

    A letter of a list that has none asks for the list (modern-irc, messages-channel: MODE).
    """
    changes: list[ModeChange] = []
    asked: list[str] = []
    waiting = iter(parameters)
    adding = True
    with_parameter = 0
    for letter in letters:
        if letter in "+-":
            adding = letter == "+"
            continue
        kind = CHANNEL_MODES.get(letter)
        if kind is None or kind is ModeKind.NEVER or (kind is ModeKind.WHEN_SET and not adding):
            changes.append(ModeChange(letter, adding=adding))
            continue
        parameter = next(waiting, None)
        if parameter is None:
            if kind is ModeKind.LIST:
                asked.append(letter)
            elif kind is ModeKind.ALWAYS and not adding:
                # -k without the key: whoever may take it away need not know it.
                changes.append(ModeChange(letter, adding=False, parameter="*"))
            else:
                missing = N_("This mode needs a parameter")
                talk.numeric(numerics.ERR_INVALIDMODEPARAM, channel.name, letter, "*", text=missing)
        else:
            with_parameter += 1
            if with_parameter <= MODES_PER_COMMAND:
                changes.append(ModeChange(letter, adding=adding, parameter=parameter))
    if with_parameter > MODES_PER_COMMAND:
        first = N_("Only the first {number} changes with a parameter were looked at: send the others again")
        talk.fail("MODE", "TOO_MANY_CHANGES", channel.name, text=first, number=MODES_PER_COMMAND)
    return changes, list(dict.fromkeys(asked))


def _show_modes(talk: Conversation, channel: Channel) -> None:
    letters, parameters = channel.flags, []
    inside = talk.me.id in channel.members or talk.me.is_operator
    if channel.key:
        letters += "k"
        parameters.append(channel.key if inside else "*")
    if channel.limit:
        letters += "l"
        parameters.append(str(channel.limit))
    if channel.throttle is not None:
        letters += "j"
        parameters.append(str(channel.throttle))
    if str(channel.history):
        letters += "H"
        parameters.append(str(channel.history))
    talk.numeric(numerics.RPL_CHANNELMODEIS, channel.name, f"+{letters}", *parameters)
    talk.numeric(numerics.RPL_CREATIONTIME, channel.name, str(channel.created // 1000))


def _show_list(talk: Conversation, channel: Channel, letter: str) -> None:
    entry_code, end_code, end_text = _LISTS[letter]
    for entry in channel.lists.get(letter, {}).values():
        line = " ".join((f":{talk.server.name} {entry_code} {talk.client} {channel.name}", entry.mask))
        whole = f"{line} {entry.source} {entry.time // 1000}"
        # Who and when may be left out (modern-irc, RPL_BANLIST).
        line = whole if parameters_fit(whole) else line
        until = talk.server.forms.stamp(entry.until) if entry.until else ""
        talk.send(noted(talk, line, until=until, reason=entry.reason))
    talk.numeric(end_code, channel.name, text=end_text)
