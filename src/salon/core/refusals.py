"""Why a command was not done. A refusal is a value, named for the fact, with a code and a text of its own.

Wires show the text, or have other words for it.
"""

import re
from typing import ClassVar

import msgspec

from salon.core.names import NameProblem
from salon.core.ranks import Right
from salon.texts.dates import word_terms
from salon.texts.marks import N_, N_PLURAL, Translate
from salon.texts.sizes import word_sizes
from salon.texts.visible import echoed

_WORD_START = re.compile(r"(?<!^)(?=[A-Z])")


class Refusal(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """A command was refused; the fields say about what.

    `code` is for programs: the name of the class, as in NOT_IN_CHANNEL, unless the class gives another.
    `text` is for people; its placeholders are fields.
    """

    code: ClassVar[str]
    text: ClassVar[str]

    def __init_subclass__(cls) -> None:
        cls.code = vars(cls).get("code", _WORD_START.sub("_", cls.__name__).upper())


class NotRegistered(Refusal, frozen=True):
    """The connection has no nick yet."""

    text = N_("Choose a name first.")


class AlreadyRegistered(Refusal, frozen=True):
    """The connection has a nick already."""

    text = N_("You have a name already.")


class NothingToResume(Refusal, frozen=True):
    """The session that was to be resumed is over."""

    text = N_("There is nothing to resume: choose a name.")


class WrongServerPassword(Refusal, frozen=True):
    """The listener has a password, and this was not it."""

    text = N_("Wrong password.")


class NoDirectoryPassword(Refusal, frozen=True):
    """The owner has set no password for the directory, so what needs it is not to be had."""

    text = N_(
        "The owner of this server has set no password for this: dialects.annuaire.password in salon.toml."
    )


class TooManyTries(Refusal, frozen=True):
    """After wrong passwords one has to wait."""

    text = N_PLURAL(
        "Too many wrong passwords: try again in {seconds} second.",
        "Too many wrong passwords: try again in {seconds} seconds.",
        "seconds",
    )

    seconds: int


class PseudonymInUse(Refusal, frozen=True):
    """Another machine of the directory is called so, or somebody in the chat is."""

    text = N_("{pseudonym} is taken by another machine or person.")

    pseudonym: str


class NickInvalid(Refusal, frozen=True):
    """The name breaks a rule of names."""

    text = N_("This name is not valid: {problem}.")

    nick: str
    problem: NameProblem


class NickInUse(Refusal, frozen=True):
    """Somebody has the nick."""

    text = N_("The name {nick} is taken.")

    nick: str


class NickLooksAlike(Refusal, frozen=True):
    """Somebody has a nick that looks the same."""

    text = N_("{nick} looks like {look_alike}, who is online: choose another name.")

    nick: str
    look_alike: str


class NickReserved(Refusal, frozen=True):
    """The nick is the name of an account, and not one's own."""

    text = N_("The name {nick} belongs to an account: log in to it, or choose another name.")

    nick: str


class BannedFromNickChange(Refusal, frozen=True):
    """Who is banned or muted in a channel keeps the nick: the ban or mute may be on it."""

    text = N_("You are muted or banned in {channel}: you cannot change your name meanwhile.")

    nick: str
    channel: str
    until: int = 0
    reason: str = ""


class BannedFromNameChange(Refusal, frozen=True):
    """Who is banned or muted in a channel keeps the real name, for its members would read a new one."""

    text = N_("You are muted or banned in {channel}: you cannot change your real name meanwhile.")

    channel: str
    until: int = 0
    reason: str = ""


class RealNameInvalid(Refusal, frozen=True):
    """The real name is empty or too long."""

    text = N_("A real name has 1 to {longest} bytes.")

    longest: int


class NoSuchNick(Refusal, frozen=True):
    """Nobody here has the nick."""

    text = N_("There is nobody called {nick} here.")

    nick: str


class NoSuchChannel(Refusal, frozen=True):
    """There is no such channel."""

    text = N_("There is no channel {channel}.")

    channel: str


class NoChannelToRead(Refusal, frozen=True):
    """There is no such channel now. Whether one of that name sleeps is not told: whoever joins finds out."""

    text = N_(
        "There is no channel {channel} now. Join it: if it has a history that you may read, it is shown then."
    )

    channel: str


class ChannelNameInvalid(Refusal, frozen=True):
    """The name breaks a rule of channel names."""

    text = N_("This name is not valid: {problem}.")

    channel: str
    problem: NameProblem


class ChannelLooksAlike(Refusal, frozen=True):
    """There is a channel whose name looks the same. It may be a secret one, so its name is not told."""

    text = N_("{channel} looks like the name of another channel: choose one that does not.")

    channel: str


class NotInChannel(Refusal, frozen=True):
    """One must be in the channel to do this."""

    text = N_("You are not in {channel}.")

    channel: str


class TargetNotInChannel(Refusal, frozen=True):
    """The other person is not in the channel."""

    text = N_("{nick} is not in {channel}.")

    nick: str
    channel: str


class AlreadyInChannel(Refusal, frozen=True):
    """The other person is in the channel already."""

    text = N_("{nick} is in {channel} already.")

    nick: str
    channel: str


class TooManyChannels(Refusal, frozen=True):
    """The person has reached the limit of channels."""

    text = N_PLURAL(
        "You are in {limit} channel already: leave it first.",
        "You are in {limit} channels already: leave one first.",
        "limit",
    )

    channel: str
    limit: int


class NoMoreChannels(Refusal, frozen=True):
    """The server has reached its limit of channels."""

    text = N_("The server takes no new channel (limits.channels is {limit}): join another.")

    channel: str
    limit: int


class TooManyFounded(Refusal, frozen=True):
    """The address has reached the limit of channels that it may found."""

    text = N_(
        "Your address may found no more channels (limits.channels_per_address is {limit}): join another."
    )
    channel: str
    limit: int


class Banned(Refusal, frozen=True):
    """A ban of the channel matches."""

    text = N_("You are banned from {channel}.")
    channel: str
    until: int = 0
    reason: str = ""


class InviteNeeded(Refusal, frozen=True):
    """The channel is invite-only."""

    text = N_("{channel} is invite-only: ask a member to invite you.")
    channel: str


class WrongKey(Refusal, frozen=True):
    """The channel needs its key."""

    text = N_("{channel} needs its key.")
    channel: str


class ChannelFull(Refusal, frozen=True):
    """The channel has as many members as its limit allows."""

    text = N_PLURAL(
        "{channel} is full: it takes {limit} person.", "{channel} is full: it takes {limit} people.", "limit"
    )
    channel: str
    limit: int


class RankTooLow(Refusal, frozen=True):
    """This needs a higher rank in the channel than one has."""

    text = N_("In {channel}, {right}.")
    channel: str
    right: Right


class TargetOutranks(Refusal, frozen=True):
    """The other person's rank, or the rank in question, is not below one's own."""

    text = N_("{nick} has a rank that is not below yours.")
    channel: str
    nick: str


class MessageBlank(Refusal, frozen=True):
    """The message shows nothing."""

    text = N_("This message contains nothing visible: it was not sent.")


class MessageTooLong(Refusal, frozen=True):
    """The message has more bytes than the limit."""

    text = N_("A message has up to {limit} bytes: this one was not sent.")
    limit: int


class MayNotSpeak(Refusal, frozen=True):
    """The message was not let into the channel. `because` is the mode letter that forbids it."""

    text = N_("You may not speak in {channel}: {because}.")
    channel: str
    because: str


class NotServerOperator(Refusal, frozen=True):
    """This is for server operators."""

    text = N_("Only server operators may do that.")


class AlreadyAdministrator(Refusal, frozen=True):
    """A member is an administrator of the channel, or its founder, already."""

    text = N_("{nick} is an administrator already.")
    nick: str


class NotAdministrator(Refusal, frozen=True):
    """A member is no administrator whom one could dismiss."""

    text = N_("{nick} has no administrator privileges that you can take away.")
    nick: str


class OperatorUnknown(Refusal, frozen=True):
    """No such operator, or the wrong password: which of the two is not told."""

    text = N_("No such operator, or a wrong password.")


class UnknownMode(Refusal, frozen=True):
    """No channel mode has this letter."""

    text = N_("There is no mode {letter}.")
    letter: str


class UnknownUserMode(Refusal, frozen=True):
    """No user mode that one may change has one of these letters."""

    text = N_("There is no mode {letters} that you may change.")
    letters: str


class ModeParameterInvalid(Refusal, frozen=True):
    """The parameter does not fit the mode."""

    text = N_("{parameter} is not a valid parameter for mode {letter}.")
    channel: str
    letter: str
    parameter: str


class ListEntryExists(Refusal, frozen=True):
    """A list of the channel has the mask already."""

    text = N_("{mask} is already in the list.")
    channel: str
    letter: str
    mask: str


class ListFull(Refusal, frozen=True):
    """A list of the channel has no room left."""

    text = N_PLURAL(
        "The list has {limit} entry and takes no more.",
        "The list has {limit} entries and takes no more.",
        "limit",
    )
    channel: str
    letter: str
    mask: str
    limit: int


class ChannelNameInUse(Refusal, frozen=True):
    """Another channel has the name."""

    text = N_("There is a channel {new_name} already.")
    channel: str
    new_name: str


class NewNameLooksAlike(Refusal, frozen=True):
    """The channel keeps its name, because another channel has a name that looks like the new one."""

    text = N_("{new_name} looks like the name of another channel: choose one that does not.")
    channel: str
    new_name: str


class PastIsOlder(Refusal, frozen=True):
    """The channel keeps its name, for others led it once: their past is not to be taken away."""

    text = N_("{channel} has history from before you led it: only server operators can rename it.")
    channel: str
    new_name: str


class NewNameInvalid(Refusal, frozen=True):
    """The channel keeps its name, because the new one breaks a rule of channel names."""

    text = N_("This name is not valid: {problem}.")
    channel: str
    new_name: str
    problem: NameProblem


class RoomKeepsName(Refusal, frozen=True):
    """The server owns the channel: nobody renames it."""

    text = N_("{channel} belongs to the server and cannot be renamed.")
    channel: str
    new_name: str


class RoomHasNoFounder(Refusal, frozen=True):
    """The server owns the channel: nobody becomes its founder."""

    text = N_("{channel} belongs to the server and has no founder.")
    channel: str


class RankNeedsOwner(Refusal, frozen=True):
    """The channel belongs to guests: nobody in it has the rank."""

    text = N_("{channel} belongs to no account, so nobody in it has that rank.")
    channel: str


class NotYourModes(Refusal, frozen=True):
    """One's own user modes are the only ones that one may see and change."""

    text = N_("You may see and change your own modes only.")


class MonitorListFull(Refusal, frozen=True):
    """No more nicks can be monitored."""

    text = N_PLURAL("You may watch {limit} name, no more.", "You may watch {limit} names, no more.", "limit")
    nicks: tuple[str, ...]
    limit: int


class FilesForbidden(Refusal, frozen=True):
    """Nobody may send files here."""

    text = N_("This server does not allow files.")


class FileTooLarge(Refusal, frozen=True):
    """The file is larger than files may be; sizes are in bytes."""

    text = N_('The file "{name}" is too large, with {size}: the limit is {limit}.')
    name: str
    size: int
    limit: int


class FileNameInvalid(Refusal, frozen=True):
    """No file that is sent may be called so."""

    text = N_(
        "The name of a file must have 1 to 255 bytes, without / or \\ and without invisible characters."
    )
    name: str


class FileToOneself(Refusal, frozen=True):
    """A file goes to somebody else."""

    text = N_("You cannot send a file to yourself.")


class TakesNoFiles(Refusal, frozen=True):
    """The other person came in by a wire that has no files."""

    text = N_("The client of {nick} cannot take files.")
    nick: str


class TooManyFiles(Refusal, frozen=True):
    """One offers and sends, or receives, as many files as one may."""

    text = N_("You already have {limit} files in transfer: wait for one, or stop one.")
    limit: int


class NoSuchTransfer(Refusal, frozen=True):
    """There is no such transfer, or none that is for oneself to go on with."""

    text = N_("You have no file in transfer with the number {transfer}.")
    transfer: int


class ReloadFailed(Refusal, frozen=True):
    """The new configuration was not taken; the old one goes on."""

    text = N_("The old configuration stays in force: {reason}")
    reason: str


class MessageNotChecked(Refusal, frozen=True):
    """Whether a message was posted before could not be found out."""

    text = N_("The server cannot check now whether this message was posted before. Send it again later.")


class HistoryUnavailable(Refusal, frozen=True):
    """What was said could not be read."""

    text = N_("The history cannot be read now. Try again later.")


PHRASES: dict[str, dict[object, str]] = {
    "problem": {
        NameProblem.EMPTY: N_("it is empty"),
        NameProblem.TOO_LONG: N_("it is too long"),
        NameProblem.FORBIDDEN_START: N_("it begins with a character that is not allowed there"),
        NameProblem.FORBIDDEN_CHARACTER: N_(
            "it contains a space, a comma, an invisible character or, in a nick, one of : ; ! @ * ? $ # "
            "& ~ + . %"
        ),
        NameProblem.DIGITS_ONLY: N_("a name cannot be three digits alone"),
        NameProblem.NOT_A_NAME: N_(
            "a name can have only letters and digits of one writing direction, and - _ [ ]"
        ),
    },
    "right": {
        Right.KICK: N_("you need to be half-operator or higher to kick"),
        Right.BAN: N_("you need to be half-operator or higher to change this list"),
        Right.TOPIC: N_("you need to be half-operator or higher to set the topic"),
        Right.INVITE: N_("you need to be half-operator or higher to invite"),
        Right.SPEAK_WHEN_MODERATED: N_("you need a voice to speak"),
        Right.GIVE_RANKS: N_("you need to be operator or higher to give ranks"),
        Right.MODES: N_("you need to be operator or higher to change modes"),
        Right.RENAME: N_("you need to be operator or higher to rename the channel"),
        Right.TAKE_RANKS: N_("you need to be half-operator or higher to take ranks away"),
        Right.REDACT: N_("you need to be half-operator or higher to delete messages of others"),
        Right.READ_LOG: N_("you need to be operator or higher to read the log"),
        Right.GOVERN: N_("you need to be the main administrator"),
    },
    "because": {
        "n": N_("only members may speak"),
        "m": N_("it is moderated, and you need a voice"),
        "C": N_("CTCP is blocked"),
    },
    "muting": {True: N_("you are muted"), False: N_("you are banned")},
}
"""What the values of some fields mean, by field and value."""

OWN_WORDS = frozenset({"reason"})
"""Fields with words of the server's own."""


def fields_of(refusal: Refusal, translate: Translate) -> dict[str, object]:
    """Return the fields as people read them. What somebody typed cannot command a terminal, nor flood it."""
    fields = {name: getattr(refusal, name) for name in refusal.__struct_fields__}
    for name, value in fields.items():
        if isinstance(value, str) and name not in OWN_WORDS:
            fields[name] = echoed(value)
        elif isinstance(value, tuple):
            fields[name] = ", ".join(map(echoed, value))
    for name in fields.keys() & PHRASES.keys():
        fields[name] = translate(PHRASES[name][fields[name]])
    if isinstance(refusal, FileTooLarge):
        fields["size"], fields["limit"] = word_sizes(refusal.size, refusal.limit, translate)
    return fields


def word_refusal(refusal: Refusal, translate: Translate) -> str:
    """Return why something was not done, in a sentence."""
    return add_terms(translate(refusal.text).format(**fields_of(refusal, translate)), refusal, translate)


def add_terms(sentence: str, refusal: Refusal, translate: Translate) -> str:
    """Return a sentence with those behind it that say until when a ban or mute holds, and why."""
    if "until" not in refusal.__struct_fields__:
        return sentence
    terms = word_terms(getattr(refusal, "until"), getattr(refusal, "reason"), translate)  # noqa: B009
    return f"{sentence} {terms}".rstrip()
