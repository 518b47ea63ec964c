"""How each refusal is worded: its numeric, and what stands in it."""

import pytest

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
from salon.core.names import NameProblem, casemapping
from salon.core.ranks import Right
from salon.core.refusals import Refusal
from salon.core.rules import Rules
from salon.core.state import Session, State
from salon.wire.irc import refusals as wordings
from salon.wire.irc.capabilities import Cap
from salon.wire.irc.conversation import Asked, Conversation
from salon.wire.irc.refusals import render_refusal
from salon.wire.irc.server import IrcServer, IrcSettings

EMPTY = NameProblem.EMPTY

ABOUT_ACCOUNTS: list[Refusal] = [
    account_refusals.AccountExists("ben"),
    account_refusals.AccountNameInvalid("b n", EMPTY),
    account_refusals.AccountNameNotNick("ben", "ann"),
    account_refusals.AccountUnusable("ben"),
    account_refusals.AlreadyLoggedIn("ben"),
    account_refusals.CodeInvalid(),
    account_refusals.InvitationNeeded(),
    account_refusals.CodeNotForAccount("ben"),
    account_refusals.PasswordTooShort(8),
    account_refusals.LoginFailed(),
    account_refusals.NoSuchAccount("ben"),
    account_refusals.NoSuchCode("0a"),
    account_refusals.NotLoggedIn(),
    account_refusals.PasswordInvalid(1024),
    account_refusals.PasswordNeedsEncryption(),
    account_refusals.RegistrationClosed(),
    account_refusals.RegistrationNeedsName(),
    account_refusals.TooManyRegistrations(5),
    email_refusals.AccountUnconfirmed("ben"),
    email_refusals.EmailInvalid("b"),
    email_refusals.EmailNeeded(),
    email_refusals.EmailUnacceptable(("school.example",)),
    email_refusals.EmailsOff(),
    email_refusals.TooManyEmails(5),
    account_refusals.TooManyWaiting(5),
]
WORDED: list[tuple[Refusal, str]] = [
    (message_refusals.SearchOff(), "FAIL SEARCH DISABLED"),
    (message_refusals.NothingToFind(), "FAIL SEARCH INVALID_PARAMS"),
    (message_refusals.TooManyTerms(16), "FAIL SEARCH INVALID_PARAMS"),
    (message_refusals.NoPlaceToSearch("#a"), "FAIL SEARCH INVALID_PARAMS #a"),
    (message_refusals.SearchUnavailable(), "FAIL SEARCH INTERNAL_ERROR"),
    (refusals.NotRegistered(), "451 ann"),
    (refusals.AlreadyRegistered(), "462 ann"),
    (refusals.NothingToResume(), "FAIL RESUME INVALID_TOKEN"),
    (refusals.WrongServerPassword(), "464 ann"),
    (refusals.PseudonymInUse("ben"), "FAIL ANNUAIRE PSEUDONYM_IN_USE ben"),
    (refusals.BannedFromNickChange("ben", "#a"), "435 ann ben #a"),
    (refusals.ChannelLooksAlike("#a"), "403 ann #a"),
    (refusals.RoomKeepsName("#a", "#b"), "FAIL RENAME CANNOT_RENAME #a #b"),
    (refusals.RoomHasNoFounder("#a"), "482 ann #a"),
    (refusals.RankNeedsOwner("#a"), "482 ann #a"),
    (refusals.PastIsOlder("#a", "#b"), "FAIL RENAME CANNOT_RENAME #a #b"),
    (refusals.BannedFromNameChange("#a"), "FAIL SETNAME CANNOT_CHANGE_REALNAME"),
    (refusals.NickInvalid("x y", NameProblem.FORBIDDEN_CHARACTER), "432 ann xy"),
    (refusals.NickInvalid("", EMPTY), "432 ann *"),
    (refusals.NickInUse("ben"), "433 ann ben"),
    (refusals.NickLooksAlike("bеn", "ben"), "433 ann bеn"),  # noqa: RUF001 - looks like ben
    (refusals.NickReserved("ben"), "433 ann ben"),
    (account_refusals.LooksLikeAccount("ben", "zoe"), "433 ann ben"),
    (account_refusals.NameWithheld("ben"), "433 ann ben"),
    (refusals.RealNameInvalid(150), "FAIL SETNAME INVALID_REALNAME"),
    (refusals.NoSuchNick("ben"), "401 ann ben"),
    (refusals.NoSuchNick(""), "401 ann *"),
    (refusals.NoSuchChannel("#a"), "403 ann #a"),
    (refusals.NoChannelToRead("#a"), "403 ann #a"),
    (refusals.ChannelNameInvalid("#a b", EMPTY), "403 ann #ab"),
    (name_refusals.ChannelForbidden("#a"), "479 ann #a"),
    (name_refusals.ChannelForbiddenFor("#a", "spam"), "479 ann #a"),
    (name_refusals.NewNameForbidden("#a", "#b"), "FAIL RENAME CANNOT_RENAME #a #b"),
    (refusals.NotInChannel("#a"), "442 ann #a"),
    (refusals.TargetNotInChannel("ben", "#a"), "441 ann ben #a"),
    (refusals.AlreadyInChannel("ben", "#a"), "443 ann ben #a"),
    (refusals.TooManyChannels("#a", 5), "405 ann #a"),
    (refusals.NoMoreChannels("#a", 5), "405 ann #a"),
    (refusals.TooManyFounded("#a", 5), "405 ann #a"),
    (refusals.Banned("#a"), "474 ann #a"),
    (refusals.InviteNeeded("#a"), "473 ann #a"),
    (refusals.WrongKey("#a"), "475 ann #a"),
    (refusals.ChannelFull("#a", 5), "471 ann #a"),
    (join_refusals.LoginNeededToJoin("#a"), "477 ann #a"),
    (join_refusals.LoginNeededToSpeak("#a"), "404 ann #a"),
    (join_refusals.JoinedTooFast("#a", 5), "480 ann #a"),
    *((refusals.RankTooLow("#a", right), "482 ann #a") for right in Right),
    (refusals.TargetOutranks("#a", "ben"), "482 ann #a"),
    *((refusals.MayNotSpeak("#a", letter), "404 ann #a") for letter in "nmC"),
    (message_refusals.HistoryModeInvalid("#a", "H", "xx"), "696 ann #a H xx"),
    (sanction_refusals.Silenced("#a"), "404 ann #a"),
    (sanction_refusals.NobodyToSanction("ben"), "FAIL BAN NOBODY_TO_SANCTION ben"),
    (sanction_refusals.SanctionHitsOneself("x"), "FAIL BAN SANCTION_HITS_ONESELF x"),
    (sanction_refusals.SanctionOfOneself("#a"), "FAIL BAN SANCTION_OF_ONESELF #a"),
    (sanction_refusals.AddressShared("ben", ()), "FAIL BAN ADDRESS_SHARED"),
    (act_refusals.NothingToUndo("#a"), "FAIL UNDO NOTHING_TO_UNDO #a"),
    (act_refusals.UndoneAlready("#a", 5), "FAIL UNDO UNDONE_ALREADY #a 5"),
    (act_refusals.CannotBeUndone("#a", 5, "kick", "ben"), "FAIL UNDO CANNOT_BE_UNDONE #a 5"),
    (act_refusals.NothingLeftToUndo("#a", 5), "FAIL UNDO NOTHING_LEFT_TO_UNDO #a 5"),
    (ban_refusals.ServerBanned(0, "spam"), "465 ann"),
    (ban_refusals.NickBanned("ben", 0, "spam"), "432 ann ben"),
    (ban_refusals.BanInvalid("x"), "FAIL KLINE INVALID_PARAMS"),
    (ban_refusals.BanInvalid("x", network=True), "FAIL DLINE INVALID_PARAMS"),
    (ban_refusals.BanHitsOneself("x"), "FAIL KLINE BAN_HITS_ONESELF"),
    (ban_refusals.BanHitsEverybody("*!*@*"), "FAIL KLINE BAN_HITS_EVERYBODY"),
    (ban_refusals.BanHitsNobody("127.0.0.1", network=True), "FAIL DLINE BAN_HITS_NOBODY"),
    (ban_refusals.BanOfNetwork("*!*@192.0.2.0/24", "192.0.2.0/24"), "FAIL KLINE INVALID_PARAMS"),
    (ban_refusals.NoSuchBan("192.0.2.7/32", network=True), "FAIL UNDLINE NO_SUCH_BAN"),
    (ban_refusals.NoSuchBan("x"), "FAIL UNKLINE NO_SUCH_BAN"),
    (ban_refusals.TooManyBans(5), "FAIL KLINE TOO_MANY_BANS"),
    (sanction_refusals.DurationInvalid("1x"), "FAIL BAN INVALID_PARAMS"),
    (message_refusals.NoMessagesThere("EDIT", "#a", 5), "FAIL EDIT INVALID_TARGET #a"),
    (message_refusals.MessageUnknown("EDIT", "#a", 5), "FAIL EDIT UNKNOWN_MSGID #a test-5"),
    (message_refusals.NotOwnMessage("REDACT", "#a", 5), "FAIL REDACT REDACT_FORBIDDEN #a test-5"),
    (message_refusals.NotOwnToEdit("EDIT", "#a", 5), "FAIL EDIT EDIT_FORBIDDEN #a test-5"),
    (message_refusals.ChangedTooLate("EDIT", "#a", 5, 2), "FAIL EDIT EDIT_WINDOW_EXPIRED #a test-5 120"),
    (message_refusals.NothingToReactTo("REACT", "#a", 5), "FAIL TAGMSG INVALID_TARGET #a"),
    (message_refusals.ReactionInvalid("REACT", "#a", 5, 64), "FAIL TAGMSG INVALID_REACTION #a test-5"),
    (message_refusals.TooManyKinds("REACT", "#a", 5, 20), "FAIL TAGMSG TOO_MANY_REACTIONS #a test-5"),
    (message_refusals.TooManyOfOneself("REACT", "#a", 5, 10), "FAIL TAGMSG TOO_MANY_REACTIONS #a test-5"),
    (metadata_refusals.MetadataTargetInvalid("#a"), "FAIL METADATA INVALID_TARGET #a"),
    (metadata_refusals.MetadataKeyInvalid("$x"), "FAIL METADATA INVALID_KEY $x"),
    (metadata_refusals.MetadataNotAllowed("ben", "status"), "FAIL METADATA KEY_NO_PERMISSION ben status"),
    (metadata_refusals.MetadataUnset("*", "status"), "766 ann * status"),
    (metadata_refusals.MetadataValueInvalid(300), "FAIL METADATA INVALID_VALUE"),
    (
        metadata_refusals.MetadataNameTaken("*", "display-name", "ben"),
        "FAIL METADATA FORBIDDEN * display-name",
    ),
    (metadata_refusals.MetadataFull("*", 5), "FAIL METADATA LIMIT_REACHED *"),
    (metadata_refusals.MetadataTooFast("*", "status", 5), "FAIL METADATA RATE_LIMITED * status 5"),
    (message_refusals.HistoryInvalid("#a b"), "FAIL MODE INVALID_PARAMS #ab"),
    (message_refusals.KeptTooShort("#a", 7), "FAIL MODE INVALID_PARAMS #a"),
    (message_refusals.KeptTooFew("#a", 100), "FAIL MODE INVALID_PARAMS #a"),
    (message_refusals.HistoryOff("HISTORY"), "FAIL HISTORY DISABLED"),
    (message_refusals.NothingToMark("#a b"), "FAIL MARKREAD INVALID_PARAMS #ab"),
    (message_refusals.MessageNotRead("REDACT", "#a", 5), "FAIL REDACT INTERNAL_ERROR #a test-5"),
    (sanction_refusals.NotSanctioned("#a", "ben"), "FAIL UNBAN NOT_SANCTIONED #a ben"),
    (ownership_refusals.OwnsTooMany("#a", "ben", 5), "482 ann #a"),
    (ownership_refusals.OwnerKeepsRank("#a"), "482 ann #a"),
    (ownership_refusals.OwnerNeedsAccount("#a", "ben"), "482 ann #a"),
    (ownership_refusals.AccessListFull("#a", 5), "482 ann #a"),
    (refusals.MessageBlank(), "412 ann"),
    (refusals.MessageTooLong(4096), "417 ann"),
    (refusals.NotServerOperator(), "481 ann"),
    (refusals.OperatorUnknown(), "464 ann"),
    (refusals.TooManyTries(5), "464 ann"),
    (refusals.UnknownMode("Z"), "472 ann Z"),
    (refusals.UnknownUserMode("xy"), "501 ann"),
    (refusals.ModeParameterInvalid("#a", "k", "a b"), "525 ann #a"),
    (refusals.ModeParameterInvalid("#a", "l", "x"), "696 ann #a l x"),
    (refusals.ModeParameterInvalid("#a", "b", ": "), "696 ann #a b *"),
    (refusals.ListEntryExists("#a", "b", "x!*@*"), "697 ann #a b x!*@*"),
    (refusals.ListFull("#a", "b", "x!*@*", 5), "478 ann #a b"),
    (refusals.ChannelNameInUse("#a", "#b"), "FAIL RENAME CHANNEL_NAME_IN_USE #a #b"),
    (refusals.NewNameLooksAlike("#a", "#b"), "FAIL RENAME CHANNEL_NAME_IN_USE #a #b"),
    (refusals.NewNameInvalid("#a", "b c", EMPTY), "FAIL RENAME CANNOT_RENAME #a bc"),
    (refusals.NotYourModes(), "502 ann"),
    (refusals.MonitorListFull(("x", "y"), 5), "734 ann 5 x,y"),
    (refusals.ReloadFailed("line {3}"), "FAIL REHASH CONFIG_BAD"),
    (refusals.MessageNotChecked(), "FAIL PRIVMSG MESSAGE_NOT_CHECKED"),
    (refusals.HistoryUnavailable(), "FAIL HISTORY INTERNAL_ERROR"),
    (message_refusals.NoPastThere("LATEST", "#a b"), "FAIL CHATHISTORY INVALID_TARGET LATEST #ab"),
    (message_refusals.PageUnavailable("LATEST", "#a"), "FAIL CHATHISTORY MESSAGE_ERROR LATEST #a"),
    (block_refusals.BlockInvalid("x"), "FAIL SILENCE INVALID_MASK x"),
    (block_refusals.BlockListFull("x!*@*", 5), "511 ann x!*@*"),
    (account_refusals.NoSuchSession(7), "FAIL SESSIONS NO_SUCH_SESSION 7"),
    (account_refusals.AccountNeeded(), "FAIL * ACCOUNT_REQUIRED"),
    (account_refusals.OperatorNeeded(), "FAIL * OPERATOR_NEEDED"),
    *((refusal, f"FAIL ACCOUNT {refusal.code}") for refusal in ABOUT_ACCOUNTS),
]


def conversation() -> Conversation:
    """Return a conversation with somebody who knows standard replies."""
    state = State(Rules(server="salon.test"), casemapping("rfc8265"))
    settings = IrcSettings(network="Test", version="0", created=0)
    talk = Conversation(
        IrcServer(state, settings, "test", {"en": str}, b"secret", b"lasting secret"), Session(1)
    )
    talk.nick = "ann"
    talk.caps = Cap.STANDARD_REPLIES
    return talk


def told(talk: Conversation) -> list[str]:
    """Return what was put out."""
    return talk.take_output().decode().split("\r\n")[:-1]


SAID_BY_NOTHING: list[Refusal] = [block_refusals.NotBlocked("x")]
BY_CHANSERV: list[Refusal] = [
    ownership_refusals.ChannelOwned("#a", "ben"),
    ownership_refusals.ChannelNotOwned("#a"),
    ownership_refusals.AccountOutranks("#a", "ben"),
    ownership_refusals.RankOfOneself("#a"),
    name_refusals.NameMaskInvalid("#"),
    name_refusals.NameMaskTooWide("#*"),
    name_refusals.NameOfRoom("#public"),
    name_refusals.NameNotForbidden("#a"),
    name_refusals.NameForbiddenBySetting("#a"),
    name_refusals.TooManyForbiddenNames(5),
]


def test_every_refusal_is_below() -> None:
    """None is left untested."""
    tried = {type(refusal) for refusal in (*BY_CHANSERV, *SAID_BY_NOTHING, *(its for its, _ in WORDED))}
    assert tried == wordings._RENDERINGS.keys()


@pytest.mark.parametrize("refusal", SAID_BY_NOTHING)
def test_what_is_not_told(refusal: Refusal) -> None:
    """It changes nothing."""
    talk = conversation()
    render_refusal(talk, refusal)
    assert told(talk) == []


@pytest.mark.parametrize("refusal", BY_CHANSERV)
def test_what_chanserv_refuses(refusal: Refusal) -> None:
    """It is said by the service that was asked."""
    talk = conversation()
    talk.asked = Asked.CHANSERV
    render_refusal(talk, refusal)
    (line,) = told(talk)
    assert line.startswith(":ChanServ!ChanServ@salon.test NOTICE ann :")
    assert "{" not in line


@pytest.mark.parametrize(("refusal", "words"), WORDED)
def test_wordings(refusal: Refusal, words: str) -> None:
    """One line, with a text for people behind it, and no placeholder left open."""
    talk = conversation()
    render_refusal(talk, refusal)
    (line,) = told(talk)
    head, colon, text = line.partition(f":salon.test {words} :")
    assert (head, bool(colon)) == ("", True), line
    assert text
    assert "{" not in text.replace("{3}", "")


def test_texts_say_which() -> None:
    """The reason, the look-alike, the right, the mode, the limit."""
    talk = conversation()
    for refusal, word in (
        (refusals.NickInvalid("x", NameProblem.TOO_LONG), "too long"),
        (refusals.NickLooksAlike("x", "Ben"), "x looks like Ben, who is online"),
        (refusals.RankTooLow("#a", Right.RENAME), "rename"),
        (refusals.MayNotSpeak("#a", "m"), "+m"),
        (refusals.RealNameInvalid(150), "150"),
        (refusals.ReloadFailed("line {3}"), "line {3}"),
        (refusals.NoMoreChannels("#a", 5), "(limits.channels is 5)"),
        (refusals.TooManyFounded("#a", 5), "(limits.channels_per_address is 5)"),
    ):
        render_refusal(talk, refusal)
        assert word in told(talk)[0]


def test_a_long_list_of_nicks_takes_several_lines() -> None:
    """Each within the limit, all named once."""
    talk = conversation()
    nicks = tuple(f"{number:02d}{'é' * 31}" for number in range(10))
    render_refusal(talk, refusals.MonitorListFull(nicks, 5))
    lines = told(talk)
    assert [nick for line in lines for nick in line.split(" ")[4].split(",")] == list(nicks)
    assert all(line.endswith(":Monitor list is full") for line in lines)


def test_each_is_named_whom_a_ban_would_hit_too() -> None:
    """In a line by itself; behind them stands what to do."""
    talk = conversation()
    render_refusal(talk, sanction_refusals.AddressShared("ben", ("cleo", "dan")))
    *others, last = told(talk)
    assert [line.partition(" :")[2] for line in others] == [
        "cleo is connected from that address, too",
        "dan is connected from that address, too",
    ]
    assert last.startswith(":salon.test FAIL BAN ADDRESS_SHARED :")


def test_a_nick_that_was_taken_meanwhile_is_asked_for_again() -> None:
    """Before registration; one that was given and is still free stands."""
    talk = conversation()
    render_refusal(talk, refusals.NickInUse("other"))
    assert talk.nick == "ann"
    render_refusal(talk, refusals.NickInUse("ann"))
    assert talk.nick == ""


def test_a_wrong_password_ends_the_connection() -> None:
    """With the reason."""
    talk = conversation()
    render_refusal(talk, refusals.WrongServerPassword())
    assert talk.closing == "Bad password"
