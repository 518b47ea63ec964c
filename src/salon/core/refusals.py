"""Why a command was not done. A refusal is a value, named for the fact; each wire words it in its own way."""

import msgspec

from salon.core.names import NameProblem
from salon.core.ranks import Right


class Refusal(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """A command was refused; the fields say about what."""


class NotRegistered(Refusal, frozen=True):
    """The connection has no nick yet."""


class AlreadyRegistered(Refusal, frozen=True):
    """The connection has a nick already."""


class WrongServerPassword(Refusal, frozen=True):
    """The door has a password, and this was not it."""


class NoDirectoryPassword(Refusal, frozen=True):
    """The owner has set no password for the directory, so what needs it is not to be had."""


class TooManyTries(Refusal, frozen=True):
    """After wrong passwords one has to wait."""

    seconds: int


class PseudonymInUse(Refusal, frozen=True):
    """Another machine of the directory is called so, or somebody in the chat is."""

    pseudonym: str


class NickInvalid(Refusal, frozen=True):
    """The name breaks a rule of names."""

    nick: str
    problem: NameProblem


class NickInUse(Refusal, frozen=True):
    """Somebody has the nick, or one that looks like it."""

    nick: str
    look_alike: str = ""


class BannedFromNickChange(Refusal, frozen=True):
    """Who is banned or muted in a channel keeps the nick: the ban or mute may be on it."""

    nick: str
    channel: str


class RealNameInvalid(Refusal, frozen=True):
    """The real name is empty or too long."""

    longest: int


class NoSuchNick(Refusal, frozen=True):
    """Nobody here has the nick."""

    nick: str


class NoSuchChannel(Refusal, frozen=True):
    """There is no such channel."""

    channel: str


class ChannelNameInvalid(Refusal, frozen=True):
    """The name breaks a rule of channel names."""

    channel: str
    problem: NameProblem


class ChannelLooksAlike(Refusal, frozen=True):
    """There is a channel whose name looks the same."""

    channel: str
    look_alike: str


class NotInChannel(Refusal, frozen=True):
    """One must be in the channel to do this."""

    channel: str


class TargetNotInChannel(Refusal, frozen=True):
    """The other person is not in the channel."""

    nick: str
    channel: str


class AlreadyInChannel(Refusal, frozen=True):
    """The other person is in the channel already."""

    nick: str
    channel: str


class TooManyChannels(Refusal, frozen=True):
    """One may not be in more channels."""

    channel: str
    limit: int


class NoMoreChannels(Refusal, frozen=True):
    """The server has as many channels as it takes."""

    channel: str
    limit: int


class TooManyFounded(Refusal, frozen=True):
    """From one's address as many channels were founded as may be."""

    channel: str
    limit: int


class Banned(Refusal, frozen=True):
    """A ban of the channel matches."""

    channel: str


class InviteNeeded(Refusal, frozen=True):
    """The channel is for invited people."""

    channel: str


class WrongKey(Refusal, frozen=True):
    """The channel needs its key."""

    channel: str


class ChannelFull(Refusal, frozen=True):
    """The channel has as many members as its limit allows."""

    channel: str
    limit: int


class RankTooLow(Refusal, frozen=True):
    """This needs a higher rank in the channel than one has."""

    channel: str
    right: Right


class TargetOutranks(Refusal, frozen=True):
    """The other person's rank, or the rank in question, is not below one's own."""

    channel: str
    nick: str


class MessageBlank(Refusal, frozen=True):
    """The message shows nothing."""


class MessageTooLong(Refusal, frozen=True):
    """The message has more bytes than the limit."""

    limit: int


class MayNotSpeak(Refusal, frozen=True):
    """The message was not let into the channel. `because` is the mode letter that forbids it."""

    channel: str
    because: str


class NotServerOperator(Refusal, frozen=True):
    """This is for server operators."""


class AlreadyAdministrator(Refusal, frozen=True):
    """A member is an administrator of the channel, or its founder, already."""

    nick: str


class NotAdministrator(Refusal, frozen=True):
    """A member is no administrator whom one could dismiss."""

    nick: str


class OperatorUnknown(Refusal, frozen=True):
    """No such operator, or the wrong password: which of the two is not told."""


class UnknownMode(Refusal, frozen=True):
    """No channel mode has this letter."""

    letter: str


class UnknownUserMode(Refusal, frozen=True):
    """No user mode that one may change has one of these letters."""

    letters: str


class ModeParameterInvalid(Refusal, frozen=True):
    """The parameter does not fit the mode."""

    channel: str
    letter: str
    parameter: str


class ListEntryExists(Refusal, frozen=True):
    """A list of the channel has the mask already."""

    channel: str
    letter: str
    mask: str


class ListFull(Refusal, frozen=True):
    """A list of the channel has no room left."""

    channel: str
    letter: str
    mask: str
    limit: int


class ChannelNameInUse(Refusal, frozen=True):
    """Another channel has the name, or one that looks like it."""

    channel: str
    new_name: str
    look_alike: str = ""


class NewNameInvalid(Refusal, frozen=True):
    """The channel keeps its name, because the new one breaks a rule of channel names."""

    channel: str
    new_name: str
    problem: NameProblem


class RoomKeepsName(Refusal, frozen=True):
    """The server owns the channel: nobody renames it."""

    channel: str
    new_name: str


class RoomHasNoFounder(Refusal, frozen=True):
    """The server owns the channel: nobody becomes its founder."""

    channel: str


class NotYourModes(Refusal, frozen=True):
    """One's own user modes are the only ones that one may see and change."""


class MonitorListFull(Refusal, frozen=True):
    """No more nicks can be monitored."""

    nicks: tuple[str, ...]
    limit: int


class FilesForbidden(Refusal, frozen=True):
    """Nobody may send files here."""


class FileTooLarge(Refusal, frozen=True):
    """The file is larger than files may be; sizes are in bytes."""

    name: str
    size: int
    limit: int


class FileNameInvalid(Refusal, frozen=True):
    """No file that is sent may be called so."""

    name: str


class FileToOneself(Refusal, frozen=True):
    """A file goes to somebody else."""


class TakesNoFiles(Refusal, frozen=True):
    """The other person came in by a wire that has no files."""

    nick: str


class TooManyFiles(Refusal, frozen=True):
    """One offers and sends, or receives, as many files as one may."""

    limit: int


class NoSuchTransfer(Refusal, frozen=True):
    """There is no such transfer, or none that is for oneself to go on with."""

    transfer: int


class ReloadFailed(Refusal, frozen=True):
    """The new configuration was not taken; the old one goes on."""

    reason: str


class HistoryUnavailable(Refusal, frozen=True):
    """What was said could not be read."""
