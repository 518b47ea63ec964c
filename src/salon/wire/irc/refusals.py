"""How each refusal of the core looks on IRC: a numeric where there is one, a standard reply where not.

The text is the refusal's own, but where IRC has other words, or the parameters say half of it already.
"""

from collections.abc import Callable
from typing import Any

from salon.core import (
    account_refusals,
    act_refusals,
    ban_refusals,
    block_refusals,
    email_refusals,
    join_refusals,
    message_refusals,
    metadata_refusals,
    name_refusals,
    ownership_refusals,
    refusals,
    sanction_refusals,
)
from salon.core.refusals import Refusal, fields_of
from salon.texts.dates import word_terms
from salon.texts.marks import N_
from salon.wire.irc import numerics as n
from salon.wire.irc.account_outcomes import refuse, send_notice, words_of
from salon.wire.irc.capabilities import Cap
from salon.wire.irc.commands.silence import refuse_full, refuse_not_blocked
from salon.wire.irc.conversation import Asked, Conversation
from salon.wire.irc.forms import message_id

NICKS_IN_A_LINE = 2
"""Nicks, of 128 bytes at most, that fit into a line between the longest names and any text."""

Rendering = Callable[[Conversation, Any], None]


def _params(refusal: Refusal, fields: tuple[str, ...]) -> list[str]:
    return [str(getattr(refusal, field)) for field in fields]


def _numeric(code: str, *fields: str, text: str = "") -> Rendering:
    """Return the rendering that is a numeric with some fields of the refusal as parameters."""

    def render(talk: Conversation, refusal: Refusal) -> None:
        talk.numeric(code, *_params(refusal, fields), text=words_of(talk, refusal, text))

    return render


def _fail(command: str, *fields: str, code: str = "", cap: int = 0, text: str = "") -> Rendering:
    """Return the rendering that is a FAIL; its code is the refusal's own, or one of a specification."""

    def render(talk: Conversation, refusal: Refusal) -> None:
        context = _params(refusal, fields)
        talk.fail(command, code or refusal.code, *context, text=words_of(talk, refusal, text), cap=cap)

    return render


def _of_ban(by_mask: str, by_network: str, code: str = "") -> Rendering:
    """Return the rendering that is a FAIL of the command that was used: for a mask, or for a network."""
    of_mask, of_network = _fail(by_mask, code=code), _fail(by_network, code=code)

    def render(talk: Conversation, refusal: Any) -> None:
        (of_network if refusal.network else of_mask)(talk, refusal)

    return render


def _of_metadata(code: str, *fields: str) -> Rendering:
    return _fail("METADATA", *fields, code=code, cap=Cap.METADATA)


def _notice(talk: Conversation, refusal: Refusal) -> None:
    words: dict[str, Any] = fields_of(refusal, talk.locale.translate)
    send_notice(talk, refusal.text, **words)


def _may_not_speak(talk: Conversation, refusal: refusals.MayNotSpeak) -> None:
    words: dict[str, Any] = fields_of(refusal, talk.locale.translate)
    text = N_("Cannot send to channel (+{letter}): {because}")
    talk.numeric(n.ERR_CANNOTSENDTOCHAN, refusal.channel, text=text, letter=refusal.because, **words)


def _silenced(talk: Conversation, refusal: sanction_refusals.Silenced) -> None:
    text = words_of(talk, refusal, N_("Cannot send to channel (+b): {muting}."))
    talk.numeric(n.ERR_CANNOTSENDTOCHAN, refusal.channel, text=text)


def _not_changed(talk: Conversation, refusal: message_refusals.NotChanged) -> None:
    """Say it with the codes of message-redaction, "Errors"; EDIT has the same."""
    code = _NOT_CHANGED[type(refusal)].format(action=refusal.action)
    context = [refusal.target]
    if not isinstance(refusal, message_refusals.NoMessagesThere | message_refusals.NothingToReactTo):
        context.append(message_id(talk.server.identity, refusal.sequence))
    if isinstance(refusal, message_refusals.ChangedTooLate):
        context.append(str(refusal.minutes * 60))
    words: dict[str, Any] = fields_of(refusal, talk.locale.translate)
    cap = Cap.MESSAGE_REDACTION | Cap.EDIT
    command = "TAGMSG" if refusal.action == "REACT" else refusal.action
    talk.fail(command, code, *context, text=refusal.text, cap=cap, **words)


_NOT_CHANGED: dict[type[Refusal], str] = {
    message_refusals.NothingToReactTo: "INVALID_TARGET",
    message_refusals.ReactionInvalid: "INVALID_REACTION",
    message_refusals.TooManyKinds: "TOO_MANY_REACTIONS",
    message_refusals.TooManyOfOneself: "TOO_MANY_REACTIONS",
    message_refusals.NoMessagesThere: "INVALID_TARGET",
    message_refusals.MessageUnknown: "UNKNOWN_MSGID",
    message_refusals.NotOwnMessage: "{action}_FORBIDDEN",
    message_refusals.NotOwnToEdit: "{action}_FORBIDDEN",
    message_refusals.ChangedTooLate: "{action}_WINDOW_EXPIRED",
    message_refusals.MessageNotRead: "INTERNAL_ERROR",
}


def _history_off(talk: Conversation, refusal: message_refusals.HistoryOff) -> None:
    talk.fail(refusal.command, "DISABLED", text=refusal.text)


def _monitor_full(talk: Conversation, refusal: refusals.MonitorListFull) -> None:
    for start in range(0, len(refusal.nicks), NICKS_IN_A_LINE):
        nicks = ",".join(refusal.nicks[start : start + NICKS_IN_A_LINE])
        talk.numeric(n.ERR_MONLISTFULL, str(refusal.limit), nicks, text=N_("Monitor list is full"))


def _address_shared(talk: Conversation, refusal: sanction_refusals.AddressShared) -> None:
    for nick in refusal.others:
        talk.standard_reply(
            "NOTE",
            "BAN",
            refusal.code,
            nick,
            text=N_("{nick} is connected from that address, too"),
            nick=nick,
        )
    sure = N_("Others are connected from that address. To ban it all the same, add @! to the name")
    talk.fail("BAN", refusal.code, text=sure)


def _numeric_of_ban(code: str, field: str) -> Rendering:
    """Return the rendering that is a numeric for which many clients have words of their own.

    Those that know standard replies show what servers say. For the others, what only the server knows, until
    when and why, is in a line of its own.
    """

    def render(talk: Conversation, refusal: Any) -> None:
        subject = getattr(refusal, field)
        terms = word_terms(refusal.until, refusal.reason, talk.locale.translate)
        if not terms or talk.has(Cap.STANDARD_REPLIES):
            talk.numeric(code, subject, text=words_of(talk, refusal))
            return
        words: dict[str, Any] = fields_of(refusal, talk.locale.translate)
        talk.numeric(code, subject, text=refusal.text, **words)
        talk.send(f":{talk.server.name} NOTICE {talk.client} :{words[field]}: {terms}")

    return render


def _mode_parameter(talk: Conversation, refusal: refusals.ModeParameterInvalid) -> None:
    (_INVALID_KEY if refusal.letter == "k" else _INVALID_PARAMETER)(talk, refusal)


_INVALID_KEY = _numeric(n.ERR_INVALIDKEY, "channel", text=N_("Key is not well-formed"))
_INVALID_PARAMETER = _numeric(
    n.ERR_INVALIDMODEPARAM, "channel", "letter", "parameter", text=N_("That is no parameter for this mode")
)


def _nick_reserved(talk: Conversation, refusal: refusals.NickReserved) -> None:
    text = refusal.text
    if talk.person is not None:
        text = N_(
            "The name {nick} belongs to an account. If it is yours: /msg NickServ REGAIN {nick} PASSWORD"
        )
    words: dict[str, Any] = fields_of(refusal, talk.locale.translate)
    talk.numeric(n.ERR_NICKNAMEINUSE, *_params(refusal, ("nick",)), text=text, **words)


def _account_needed(talk: Conversation, refusal: account_refusals.AccountNeeded) -> None:
    text = refusal.text
    if talk.person is None:
        text = N_(
            "To connect to this server, you need an account. Give its name and password to your client "
            "(SASL). With a code: VERIFY NAME CODE, or RESETPASS NAME CODE NEW-PASSWORD; then CAP END"
        )
    talk.fail("*", refusal.code, text=text)


ABOUT_ACCOUNTS: tuple[type[Refusal], ...] = (
    account_refusals.AccountExists,
    account_refusals.AccountNameInvalid,
    account_refusals.AccountNameNotNick,
    account_refusals.AccountUnusable,
    account_refusals.AlreadyLoggedIn,
    account_refusals.CodeInvalid,
    account_refusals.CodeNotForAccount,
    account_refusals.InvitationNeeded,
    account_refusals.LoginFailed,
    account_refusals.NoSuchAccount,
    account_refusals.NoSuchCode,
    account_refusals.NotLoggedIn,
    account_refusals.PasswordInvalid,
    account_refusals.PasswordNeedsEncryption,
    account_refusals.PasswordTooShort,
    account_refusals.RegistrationClosed,
    account_refusals.RegistrationNeedsName,
    account_refusals.TooManyRegistrations,
    account_refusals.TooManyWaiting,
    email_refusals.AccountUnconfirmed,
    email_refusals.EmailInvalid,
    email_refusals.EmailNeeded,
    email_refusals.EmailUnacceptable,
    email_refusals.EmailsOff,
    email_refusals.TooManyEmails,
)
_SEARCHES: dict[type[Refusal], Rendering] = {
    message_refusals.SearchOff: _fail("SEARCH", code="DISABLED", cap=Cap.SEARCH),
    message_refusals.NothingToFind: _fail("SEARCH", code="INVALID_PARAMS", cap=Cap.SEARCH),
    message_refusals.TooManyTerms: _fail("SEARCH", code="INVALID_PARAMS", cap=Cap.SEARCH),
    message_refusals.NoPlaceToSearch: _fail("SEARCH", "target", code="INVALID_PARAMS", cap=Cap.SEARCH),
    message_refusals.SearchUnavailable: _fail("SEARCH", code="INTERNAL_ERROR", cap=Cap.SEARCH),
}
_RENDERINGS: dict[type[Refusal], Rendering] = {
    **_SEARCHES,
    refusals.NotRegistered: _numeric(n.ERR_NOTREGISTERED, text=N_("You have not registered")),
    refusals.AlreadyRegistered: _numeric(n.ERR_ALREADYREGISTERED, text=N_("You may not register again")),
    refusals.NothingToResume: _fail(
        "RESUME",
        code="INVALID_TOKEN",
        cap=Cap.RESUME,
        text=N_("There is nothing to resume: register with NICK and USER"),
    ),
    refusals.WrongServerPassword: _numeric(
        n.ERR_PASSWDMISMATCH, text=N_("Password incorrect: this server has one, send PASS first")
    ),
    refusals.TooManyTries: _numeric(n.ERR_PASSWDMISMATCH),
    refusals.PseudonymInUse: _fail(
        "ANNUAIRE",
        "pseudonym",
        text=N_("Listed, but not as {pseudonym}: another machine of the directory is called so"),
    ),
    refusals.NickInvalid: _numeric(n.ERR_ERRONEUSNICKNAME, "nick"),
    refusals.NickInUse: _numeric(n.ERR_NICKNAMEINUSE, "nick", text=N_("The nick is already in use")),
    refusals.NickLooksAlike: _numeric(n.ERR_NICKNAMEINUSE, "nick"),
    refusals.NickReserved: _nick_reserved,
    account_refusals.LooksLikeAccount: _numeric(n.ERR_NICKNAMEINUSE, "name"),
    account_refusals.NameWithheld: _numeric(n.ERR_NICKNAMEINUSE, "name"),
    refusals.BannedFromNickChange: _numeric(n.ERR_BANNICKCHANGE, "nick", "channel"),
    # setname, "Errors".
    refusals.BannedFromNameChange: _fail("SETNAME", code="CANNOT_CHANGE_REALNAME", cap=Cap.SETNAME),
    refusals.RealNameInvalid: _fail("SETNAME", code="INVALID_REALNAME", cap=Cap.SETNAME),
    refusals.NoSuchNick: _numeric(n.ERR_NOSUCHNICK, "nick", text=N_("No such nick")),
    refusals.NoSuchChannel: _numeric(n.ERR_NOSUCHCHANNEL, "channel", text=N_("No such channel")),
    refusals.NoChannelToRead: _numeric(n.ERR_NOSUCHCHANNEL, "channel"),
    refusals.ChannelLooksAlike: _numeric(n.ERR_NOSUCHCHANNEL, "channel"),
    refusals.ChannelNameInvalid: _numeric(n.ERR_NOSUCHCHANNEL, "channel"),
    name_refusals.ChannelForbidden: _numeric(n.ERR_BADCHANNAME, "channel"),
    name_refusals.ChannelForbiddenFor: _numeric(n.ERR_BADCHANNAME, "channel"),
    name_refusals.NameMaskInvalid: _notice,
    name_refusals.NameMaskTooWide: _notice,
    name_refusals.NameOfRoom: _notice,
    name_refusals.NameNotForbidden: _notice,
    name_refusals.NameForbiddenBySetting: _notice,
    name_refusals.TooManyForbiddenNames: _notice,
    refusals.NotInChannel: _numeric(n.ERR_NOTONCHANNEL, "channel", text=N_("You are not on that channel")),
    refusals.TargetNotInChannel: _numeric(
        n.ERR_USERNOTINCHANNEL, "nick", "channel", text=N_("They are not on that channel")
    ),
    refusals.AlreadyInChannel: _numeric(
        n.ERR_USERONCHANNEL, "nick", "channel", text=N_("is already on that channel")
    ),
    refusals.TooManyChannels: _numeric(n.ERR_TOOMANYCHANNELS, "channel"),
    refusals.NoMoreChannels: _numeric(n.ERR_TOOMANYCHANNELS, "channel"),
    refusals.TooManyFounded: _numeric(n.ERR_TOOMANYCHANNELS, "channel"),
    refusals.Banned: _numeric_of_ban(n.ERR_BANNEDFROMCHAN, "channel"),
    refusals.InviteNeeded: _numeric(n.ERR_INVITEONLYCHAN, "channel", text=N_("Cannot join channel (+i)")),
    refusals.WrongKey: _numeric(n.ERR_BADCHANNELKEY, "channel", text=N_("Cannot join channel (+k)")),
    join_refusals.LoginNeededToJoin: _numeric(n.ERR_NEEDREGGEDNICK, "channel"),
    join_refusals.LoginNeededToSpeak: _numeric(n.ERR_CANNOTSENDTOCHAN, "channel"),
    join_refusals.JoinedTooFast: _numeric(n.ERR_THROTTLE, "channel"),
    refusals.ChannelFull: _numeric(n.ERR_CHANNELISFULL, "channel", text=N_("Cannot join channel (+l)")),
    refusals.RankTooLow: _numeric(n.ERR_CHANOPRIVSNEEDED, "channel"),
    refusals.TargetOutranks: _numeric(
        n.ERR_CHANOPRIVSNEEDED,
        "channel",
        text=N_("That needs a rank above theirs, and above the one in question"),
    ),
    refusals.MessageBlank: _numeric(n.ERR_NOTEXTTOSEND, text=N_("No text to send")),
    refusals.MessageTooLong: _numeric(n.ERR_INPUTTOOLONG),
    refusals.MayNotSpeak: _may_not_speak,
    sanction_refusals.Silenced: _silenced,
    sanction_refusals.NobodyToSanction: _fail("BAN", "nick"),
    sanction_refusals.SanctionHitsOneself: _fail("BAN", "mask"),
    sanction_refusals.SanctionOfOneself: _fail("BAN", "channel"),
    refusals.NotServerOperator: _numeric(n.ERR_NOPRIVILEGES),
    refusals.OperatorUnknown: _numeric(n.ERR_PASSWDMISMATCH),
    refusals.UnknownMode: _numeric(n.ERR_UNKNOWNMODE, "letter", text=N_("is unknown mode char to me")),
    refusals.UnknownUserMode: _numeric(n.ERR_UMODEUNKNOWNFLAG),
    refusals.ModeParameterInvalid: _mode_parameter,
    refusals.ListEntryExists: _numeric(
        n.ERR_LISTMODEALREADYSET, "channel", "letter", "mask", text=N_("This mask is already in the list")
    ),
    refusals.ListFull: _numeric(n.ERR_BANLISTFULL, "channel", "letter"),
    # channel-rename, "Errors".
    refusals.ChannelNameInUse: _fail("RENAME", "channel", "new_name", cap=Cap.CHANNEL_RENAME),
    refusals.NewNameLooksAlike: _fail(
        "RENAME", "channel", "new_name", code="CHANNEL_NAME_IN_USE", cap=Cap.CHANNEL_RENAME
    ),
    refusals.NewNameInvalid: _fail(
        "RENAME", "channel", "new_name", code="CANNOT_RENAME", cap=Cap.CHANNEL_RENAME
    ),
    name_refusals.NewNameForbidden: _fail(
        "RENAME", "channel", "new_name", code="CANNOT_RENAME", cap=Cap.CHANNEL_RENAME
    ),
    refusals.RoomKeepsName: _fail(
        "RENAME", "channel", "new_name", code="CANNOT_RENAME", cap=Cap.CHANNEL_RENAME
    ),
    refusals.PastIsOlder: _fail(
        "RENAME", "channel", "new_name", code="CANNOT_RENAME", cap=Cap.CHANNEL_RENAME
    ),
    refusals.RoomHasNoFounder: _numeric(n.ERR_CHANOPRIVSNEEDED, "channel"),
    refusals.RankNeedsOwner: _numeric(n.ERR_CHANOPRIVSNEEDED, "channel"),
    refusals.NotYourModes: _numeric(n.ERR_USERSDONTMATCH),
    refusals.MonitorListFull: _monitor_full,
    refusals.ReloadFailed: _fail("REHASH", code="CONFIG_BAD"),
    refusals.MessageNotChecked: _fail("PRIVMSG"),
    # chathistory, "Errors and Warnings".
    message_refusals.NoPastThere: _fail(
        "CHATHISTORY", "page", "target", code="INVALID_TARGET", cap=Cap.CHATHISTORY
    ),
    message_refusals.PageUnavailable: _fail(
        "CHATHISTORY", "page", "target", code="MESSAGE_ERROR", cap=Cap.CHATHISTORY
    ),
    refusals.HistoryUnavailable: _fail("HISTORY", code="INTERNAL_ERROR"),
    act_refusals.NothingToUndo: _fail("UNDO", "channel"),
    act_refusals.UndoneAlready: _fail("UNDO", "channel", "number"),
    act_refusals.CannotBeUndone: _fail("UNDO", "channel", "number"),
    act_refusals.NothingLeftToUndo: _fail("UNDO", "channel", "number"),
    ban_refusals.ServerBanned: _numeric(n.ERR_YOUREBANNEDCREEP),
    ban_refusals.NickBanned: _numeric_of_ban(n.ERR_ERRONEUSNICKNAME, "nick"),
    ban_refusals.BanInvalid: _of_ban("KLINE", "DLINE", code="INVALID_PARAMS"),
    ban_refusals.BanHitsEverybody: _of_ban("KLINE", "DLINE"),
    ban_refusals.BanHitsNobody: _of_ban("KLINE", "DLINE"),
    ban_refusals.BanOfNetwork: _fail("KLINE", code="INVALID_PARAMS"),
    ban_refusals.BanHitsOneself: _of_ban("KLINE", "DLINE"),
    ban_refusals.NoSuchBan: _of_ban("UNKLINE", "UNDLINE"),
    ban_refusals.TooManyBans: _of_ban("KLINE", "DLINE"),
    sanction_refusals.DurationInvalid: _fail("BAN", code="INVALID_PARAMS"),
    message_refusals.HistoryModeInvalid: _numeric(n.ERR_INVALIDMODEPARAM, "channel", "letter", "parameter"),
    message_refusals.HistoryInvalid: _fail("MODE", "channel", code="INVALID_PARAMS"),
    message_refusals.HistoryOff: _history_off,
    message_refusals.KeptTooShort: _fail("MODE", "channel", code="INVALID_PARAMS"),
    message_refusals.KeptTooFew: _fail("MODE", "channel", code="INVALID_PARAMS"),
    message_refusals.NothingToMark: _fail("MARKREAD", "target", code="INVALID_PARAMS", cap=Cap.READ_MARKER),
    **dict.fromkeys(_NOT_CHANGED, _not_changed),
    metadata_refusals.MetadataTargetInvalid: _of_metadata("INVALID_TARGET", "target"),
    metadata_refusals.MetadataKeyInvalid: _of_metadata("INVALID_KEY", "key"),
    metadata_refusals.MetadataValueInvalid: _of_metadata("INVALID_VALUE"),
    metadata_refusals.MetadataNotAllowed: _of_metadata("KEY_NO_PERMISSION", "target", "key"),
    metadata_refusals.MetadataNameTaken: _of_metadata("FORBIDDEN", "target", "key"),
    metadata_refusals.MetadataFull: _of_metadata("LIMIT_REACHED", "target"),
    metadata_refusals.MetadataTooFast: _of_metadata("RATE_LIMITED", "target", "key", "seconds"),
    metadata_refusals.MetadataUnset: _numeric(
        n.RPL_KEYNOTSET, "target", "key", text=N_("This key is not set")
    ),
    sanction_refusals.AddressShared: _address_shared,
    sanction_refusals.NotSanctioned: _fail("UNBAN", "channel", "nick"),
    block_refusals.BlockInvalid: _fail("SILENCE", "target"),
    block_refusals.BlockListFull: refuse_full,
    block_refusals.NotBlocked: refuse_not_blocked,
    account_refusals.NoSuchSession: _fail("SESSIONS", "number"),
    account_refusals.AccountNeeded: _account_needed,
    account_refusals.OperatorNeeded: _fail("*"),
    ownership_refusals.ChannelOwned: _notice,
    ownership_refusals.ChannelNotOwned: _notice,
    ownership_refusals.AccountOutranks: _notice,
    ownership_refusals.RankOfOneself: _notice,
    ownership_refusals.OwnsTooMany: _numeric(n.ERR_CHANOPRIVSNEEDED, "channel"),
    ownership_refusals.OwnerKeepsRank: _numeric(n.ERR_CHANOPRIVSNEEDED, "channel"),
    ownership_refusals.OwnerNeedsAccount: _numeric(n.ERR_CHANOPRIVSNEEDED, "channel"),
    ownership_refusals.AccessListFull: _numeric(n.ERR_CHANOPRIVSNEEDED, "channel"),
    # Where they are not said by whatever asked for the account: see `refuse`.
    **dict.fromkeys(ABOUT_ACCOUNTS, _fail("ACCOUNT")),
}
"""All that commands of this wire can come to."""

_GOODBYES: dict[type[Refusal], str] = {
    refusals.WrongServerPassword: N_("Bad password"),
    ban_refusals.ServerBanned: N_("You are banned from this server"),
    refusals.TooManyTries: N_("Too many wrong passwords"),
    account_refusals.TooManyWaiting: N_("Too many people are logging in"),
}

_TAKEN = refusals.NickInUse | refusals.NickLooksAlike | refusals.NickReserved
_NOBODYS = account_refusals.LooksLikeAccount | account_refusals.NameWithheld


def render_refusal(talk: Conversation, refusal: Refusal) -> None:
    """Tell a client why its command was not done."""
    if talk.person is None and (
        talk.asked is Asked.PLAINLY or isinstance(refusal, ban_refusals.ServerBanned)
    ):
        # A login by SASL that fails may be tried again (sasl-3.2, "SASL Reauthentication").
        talk.closing = _GOODBYES.get(type(refusal), talk.closing)
    if talk.asked is not Asked.PLAINLY:
        refuse(talk, refusal)
        return
    _RENDERINGS[type(refusal)](talk, refusal)
    if talk.person is None:
        # Who is told to log in first does that, and then ends negotiation again.
        talk.negotiating = talk.negotiating or isinstance(refusal, account_refusals.AccountNeeded)
        name = refusal.nick if isinstance(refusal, _TAKEN) else getattr(refusal, "name", "")
        if isinstance(refusal, _TAKEN | _NOBODYS) and name == talk.nick:
            # Somebody else was quicker; a nick that was given before and is still free stands.
            talk.nick = ""
