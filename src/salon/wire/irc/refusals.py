"""How each refusal of the core is worded on IRC: numerics where there is one, standard replies where not."""

from collections.abc import Callable
from typing import Any

from salon.core import refusals
from salon.core.names import NameProblem
from salon.core.ranks import Right
from salon.core.refusals import Refusal
from salon.texts.marks import N_
from salon.wire.irc import numerics as n
from salon.wire.irc.capabilities import Cap
from salon.wire.irc.conversation import Conversation

NICKS_IN_A_LINE = 2
"""Nicks, of 128 bytes at most, that fit into a line between the longest names and any text."""

_NAME_PROBLEMS = {
    NameProblem.EMPTY: N_("it is empty"),
    NameProblem.TOO_LONG: N_("it is too long"),
    NameProblem.FORBIDDEN_START: N_("it may not begin like that"),
    NameProblem.FORBIDDEN_CHARACTER: N_("it holds a character that names may not have"),
    NameProblem.DIGITS_ONLY: N_("three digits are no name"),
    NameProblem.NOT_A_NAME: N_(
        "only letters and digits of one direction of writing, and - _ [ ] make a name"
    ),
}
_RIGHTS = {
    Right.KICK: N_("You need to be half-operator (%) or higher to kick"),
    Right.BAN: N_("You need to be half-operator (%) or higher to change this list"),
    Right.TOPIC: N_("You need to be half-operator (%) or higher to set the topic"),
    Right.INVITE: N_("You need to be half-operator (%) or higher to invite"),
    Right.SPEAK_WHEN_MODERATED: N_("You need a voice (+) to speak"),
    Right.GIVE_RANKS: N_("You need to be operator (@) or higher to give ranks"),
    Right.MODES: N_("You need to be operator (@) or higher to change modes"),
    Right.RENAME: N_("You need to be operator (@) or higher to rename the channel"),
    Right.GOVERN: N_("You need to be the founder (~) of the channel"),
}
_SPEECH = {
    "n": N_("Cannot send to channel (+n): only members may speak"),
    "m": N_("Cannot send to channel (+m): you need a voice"),
    "b": N_("Cannot send to channel (+b): you are banned or muted"),
    "C": N_("Cannot send to channel (+C): CTCP is blocked"),
}


def _nick_invalid(talk: Conversation, refusal: refusals.NickInvalid) -> None:
    # A nick with a space cannot stand in the middle of a line.
    shown = "".join(c for c in refusal.nick[:64] if c > " " and c != ":") or "*"
    reason = talk.text(_NAME_PROBLEMS[refusal.problem])
    talk.numeric(n.ERR_ERRONEUSNICKNAME, shown, text=N_("Erroneous nickname: {reason}"), reason=reason)


def _nick_in_use(talk: Conversation, refusal: refusals.NickInUse) -> None:
    if refusal.look_alike:
        talk.numeric(
            n.ERR_NICKNAMEINUSE,
            refusal.nick,
            text=N_("Nickname looks like {nick}, who is here"),
            nick=refusal.look_alike,
        )
    else:
        talk.numeric(n.ERR_NICKNAMEINUSE, refusal.nick, text=N_("Nickname is already in use"))
    if talk.person is None and refusal.nick == talk.nick:
        # Somebody else was quicker; a nick that was given before and is still free stands.
        talk.nick = ""


def _pseudonym_in_use(talk: Conversation, refusal: refusals.PseudonymInUse) -> None:
    taken = N_("Listed, but not as {name}: another machine of the directory is called so")
    talk.fail("ANNUAIRE", "PSEUDONYM_IN_USE", refusal.pseudonym, text=taken, name=refusal.pseudonym)


def _wrong_password(talk: Conversation, _refusal: refusals.WrongServerPassword) -> None:
    talk.numeric(n.ERR_PASSWDMISMATCH, text=N_("Password incorrect: this server has one, send PASS first"))
    talk.closing = "Bad password"


def _too_many_tries(talk: Conversation, refusal: refusals.TooManyTries) -> None:
    text = N_("Too many wrong passwords: try again in {seconds} seconds")
    talk.numeric(n.ERR_PASSWDMISMATCH, text=text, seconds=refusal.seconds)
    if talk.person is None:
        talk.closing = "Too many wrong passwords"


def _channel_name(talk: Conversation, refusal: refusals.ChannelNameInvalid) -> None:
    reason = talk.text(_NAME_PROBLEMS[refusal.problem])
    shown = "".join(c for c in refusal.channel[:64] if c > " ") or "*"
    talk.numeric(n.ERR_NOSUCHCHANNEL, shown, text=N_("No such channel: {reason}"), reason=reason)


def _channel_looks_alike(talk: Conversation, refusal: refusals.ChannelLooksAlike) -> None:
    text = N_("No such channel, and its name looks like {channel}, which is another")
    talk.numeric(n.ERR_NOSUCHCHANNEL, refusal.channel, text=text, channel=refusal.look_alike)


def _rank_too_low(talk: Conversation, refusal: refusals.RankTooLow) -> None:
    talk.numeric(n.ERR_CHANOPRIVSNEEDED, refusal.channel, text=_RIGHTS[refusal.right])


def _mode_parameter(talk: Conversation, refusal: refusals.ModeParameterInvalid) -> None:
    shown = "".join(c for c in refusal.parameter[:64] if c > " ").lstrip(":") or "*"
    if refusal.letter == "k":
        talk.numeric(n.ERR_INVALIDKEY, refusal.channel, text=N_("Key is not well-formed"))
    else:
        talk.numeric(
            n.ERR_INVALIDMODEPARAM,
            refusal.channel,
            refusal.letter,
            shown,
            text=N_("That is no parameter for this mode"),
        )


def _real_name(talk: Conversation, refusal: refusals.RealNameInvalid) -> None:
    # setname, "Errors".
    talk.fail(
        "SETNAME",
        "INVALID_REALNAME",
        text=N_("A real name has 1 to {longest} bytes"),
        cap=Cap.SETNAME,
        longest=refusal.longest,
    )


def _channel_name_in_use(talk: Conversation, refusal: refusals.ChannelNameInUse) -> None:
    # channel-rename, "Errors".
    talk.fail(
        "RENAME",
        "CHANNEL_NAME_IN_USE",
        refusal.channel,
        refusal.new_name,
        text=N_("The channel name looks like {channel}, which is another")
        if refusal.look_alike
        else N_("The channel name is already taken"),
        cap=Cap.CHANNEL_RENAME,
        channel=refusal.look_alike,
    )


def _new_name(talk: Conversation, refusal: refusals.NewNameInvalid) -> None:
    # channel-rename, "Errors".
    talk.fail(
        "RENAME",
        "CANNOT_RENAME",
        refusal.channel,
        refusal.new_name,
        text=N_("The channel cannot be renamed: {reason}"),
        cap=Cap.CHANNEL_RENAME,
        reason=talk.text(_NAME_PROBLEMS[refusal.problem]),
    )


def _room_keeps_name(talk: Conversation, refusal: refusals.RoomKeepsName) -> None:
    # channel-rename, "Errors".
    talk.fail(
        "RENAME",
        "CANNOT_RENAME",
        refusal.channel,
        refusal.new_name,
        text=N_("The server owns the channel, and it keeps its name"),
        cap=Cap.CHANNEL_RENAME,
    )


def _monitor_full(talk: Conversation, refusal: refusals.MonitorListFull) -> None:
    for start in range(0, len(refusal.nicks), NICKS_IN_A_LINE):
        nicks = ",".join(refusal.nicks[start : start + NICKS_IN_A_LINE])
        talk.numeric(n.ERR_MONLISTFULL, str(refusal.limit), nicks, text=N_("Monitor list is full"))


def _reload_failed(talk: Conversation, refusal: refusals.ReloadFailed) -> None:
    talk.fail(
        "REHASH", "CONFIG_BAD", text=N_("The old configuration goes on: {reason}"), reason=refusal.reason
    )


def _history_unavailable(talk: Conversation, _refusal: refusals.HistoryUnavailable) -> None:
    talk.fail("HISTORY", "INTERNAL_ERROR", text=N_("What was said before cannot be read now"))


def _plain(code: str, *fields: str, text: str) -> Callable[[Conversation, Any], None]:
    """Return the wording that is a numeric with some fields of the refusal as parameters."""

    def render(talk: Conversation, refusal: Refusal) -> None:
        params = [str(getattr(refusal, field)) or "*" for field in fields]
        talk.numeric(code, *params, text=text)

    return render


_WORDINGS: dict[type[Refusal], Callable[[Conversation, Any], None]] = {
    refusals.NotRegistered: _plain(n.ERR_NOTREGISTERED, text=N_("You have not registered")),
    refusals.AlreadyRegistered: _plain(n.ERR_ALREADYREGISTERED, text=N_("You may not register again")),
    refusals.WrongServerPassword: _wrong_password,
    refusals.TooManyTries: _too_many_tries,
    refusals.PseudonymInUse: _pseudonym_in_use,
    refusals.NickInvalid: _nick_invalid,
    refusals.NickInUse: _nick_in_use,
    refusals.BannedFromNickChange: _plain(
        n.ERR_BANNICKCHANGE,
        "nick",
        "channel",
        text=N_("Cannot change nickname while banned or muted on channel"),
    ),
    refusals.RealNameInvalid: _real_name,
    refusals.NoSuchNick: _plain(n.ERR_NOSUCHNICK, "nick", text=N_("No such nick")),
    refusals.NoSuchChannel: _plain(n.ERR_NOSUCHCHANNEL, "channel", text=N_("No such channel")),
    refusals.ChannelLooksAlike: _channel_looks_alike,
    refusals.ChannelNameInvalid: _channel_name,
    refusals.NotInChannel: _plain(n.ERR_NOTONCHANNEL, "channel", text=N_("You are not on that channel")),
    refusals.TargetNotInChannel: _plain(
        n.ERR_USERNOTINCHANNEL, "nick", "channel", text=N_("They are not on that channel")
    ),
    refusals.AlreadyInChannel: _plain(
        n.ERR_USERONCHANNEL, "nick", "channel", text=N_("is already on that channel")
    ),
    refusals.TooManyChannels: _plain(
        n.ERR_TOOMANYCHANNELS, "channel", text=N_("You have joined too many channels")
    ),
    refusals.NoMoreChannels: lambda talk, refusal: talk.numeric(
        n.ERR_TOOMANYCHANNELS,
        refusal.channel,
        text=N_("The server has {limit} channels and takes no new one (limits.channels)"),
        limit=refusal.limit,
    ),
    refusals.TooManyFounded: lambda talk, refusal: talk.numeric(
        n.ERR_TOOMANYCHANNELS,
        refusal.channel,
        text=N_("Your address has founded {limit} channels, no more may be (limits.channels_per_address)"),
        limit=refusal.limit,
    ),
    refusals.Banned: _plain(n.ERR_BANNEDFROMCHAN, "channel", text=N_("Cannot join channel (+b)")),
    refusals.InviteNeeded: _plain(n.ERR_INVITEONLYCHAN, "channel", text=N_("Cannot join channel (+i)")),
    refusals.WrongKey: _plain(n.ERR_BADCHANNELKEY, "channel", text=N_("Cannot join channel (+k)")),
    refusals.ChannelFull: _plain(n.ERR_CHANNELISFULL, "channel", text=N_("Cannot join channel (+l)")),
    refusals.RankTooLow: _rank_too_low,
    refusals.TargetOutranks: _plain(
        n.ERR_CHANOPRIVSNEEDED,
        "channel",
        text=N_("That needs a rank above theirs, and above the one in question"),
    ),
    refusals.MessageBlank: _plain(n.ERR_NOTEXTTOSEND, text=N_("No text to send")),
    refusals.MessageTooLong: _plain(n.ERR_INPUTTOOLONG, text=N_("Input line was too long")),
    refusals.MayNotSpeak: lambda talk, refusal: talk.numeric(
        n.ERR_CANNOTSENDTOCHAN, refusal.channel, text=_SPEECH[refusal.because]
    ),
    refusals.NotServerOperator: _plain(n.ERR_NOPRIVILEGES, text=N_("Only server operators may do that")),
    refusals.OperatorUnknown: _plain(n.ERR_PASSWDMISMATCH, text=N_("No such operator, or a wrong password")),
    refusals.UnknownMode: _plain(n.ERR_UNKNOWNMODE, "letter", text=N_("is unknown mode char to me")),
    refusals.UnknownUserMode: _plain(n.ERR_UMODEUNKNOWNFLAG, text=N_("Unknown MODE flag")),
    refusals.ModeParameterInvalid: _mode_parameter,
    refusals.ListEntryExists: _plain(
        n.ERR_LISTMODEALREADYSET, "channel", "letter", "mask", text=N_("The list has this mask already")
    ),
    refusals.ListFull: lambda talk, refusal: talk.numeric(
        n.ERR_BANLISTFULL, refusal.channel, refusal.letter, text=N_("Channel list is full")
    ),
    refusals.ChannelNameInUse: _channel_name_in_use,
    refusals.NewNameInvalid: _new_name,
    refusals.RoomKeepsName: _room_keeps_name,
    refusals.RoomHasNoFounder: _plain(
        n.ERR_CHANOPRIVSNEEDED, "channel", text=N_("The server owns the channel: it has no founder")
    ),
    refusals.NotYourModes: _plain(
        n.ERR_USERSDONTMATCH, text=N_("Cannot see or change modes of other people")
    ),
    refusals.MonitorListFull: _monitor_full,
    refusals.ReloadFailed: _reload_failed,
    refusals.HistoryUnavailable: _history_unavailable,
}
"""All that commands of this wire can come to."""


def render_refusal(talk: Conversation, refusal: Refusal) -> None:
    """Tell a client why its command was not done."""
    _WORDINGS[type(refusal)](talk, refusal)
