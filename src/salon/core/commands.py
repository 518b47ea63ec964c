"""What a session asks for, in the imperative. Wires make commands; `decide` answers them."""

import msgspec

from salon.core.account_events import CodeKind, Remains
from salon.core.events import MessageKind, ModeChange
from salon.core.file_events import StopReason
from salon.core.presence_events import Persistence
from salon.core.ranks import Rank


class Command(msgspec.Struct, frozen=True, gc=False, array_like=True, tag=True):
    """Anything that somebody may ask of the chat."""


class OpenSession(Command, frozen=True, gc=False):
    """Begin a session, on a connection that was opened. The fields are those of `SessionOpened`."""

    address: str
    host: str = ""
    secure: bool = False
    wire: str = ""
    takes_files: bool = False
    administrator: bool = False


class Register(Command, frozen=True, gc=False):
    """Register the connection under a nick."""

    nick: str
    username: str
    real_name: str
    modes: str = ""
    password: str = ""
    # Whether one may have the name of an account for a while, until the server gives one another.
    graced: bool = False
    # Behind a login, which must have succeeded; else nothing happens, for it has said why not.
    logged_in: bool = False


class Resume(Command, frozen=True, gc=False):
    """Go on as the person of another session, which ends. Its wire has verified that it may.

    What was said in private before `since` (ms) has arrived.
    """

    session: int
    since: int = 0


class RegisterAccount(Command, frozen=True, gc=False):
    """Make an account, and be logged in to it. `code`: an invitation, or what makes it an operator's."""

    name: str
    password: str
    email: str = ""
    code: str = ""


class ConfirmEmail(Command, frozen=True, gc=False):
    """Confirm an e-mail address by the code that was sent to it; a new account is logged in to by that."""

    name: str
    code: str


class ChangeEmail(Command, frozen=True, gc=False):
    """Give one's account another e-mail address, for who knows its password."""

    password: str
    email: str


class RequestReset(Command, frozen=True, gc=False):
    """Have a code sent to the e-mail address of an account, by which it gets another password."""

    name: str


class LogIn(Command, frozen=True, gc=False):
    """Log in to an account."""

    name: str
    password: str


class LogInByScram(Command, frozen=True, gc=False):
    """Log in to an account by a proof that one knows its password: SCRAM-SHA-256 (RFC 5802, section 3).

    `message`: the AuthMessage. `confirmed`: the client has seen the server's signature, and accepts it;
    before that, the signature is all that comes of it.
    """

    name: str
    message: str
    proof: bytes
    confirmed: bool = False


class LogOut(Command, frozen=True, gc=False):
    """Be nobody's account any more."""


class ChangePassword(Command, frozen=True, gc=False):
    """Give one's account another password."""

    password: str
    new_password: str


class ResetPassword(Command, frozen=True, gc=False):
    """Give an account another password by a code, and be logged in to it."""

    name: str
    code: str
    password: str


class EndSession(Command, frozen=True, gc=False):
    """End a connection of one's own, or, as an operator, anybody's."""

    session: int


class EndOtherSessions(Command, frozen=True, gc=False):
    """End all connections of one's own but this one."""


class Block(Command, frozen=True, gc=False):
    """Hear no private words any more of somebody: a nick, the name of an account, or a mask."""

    target: str


class Unblock(Command, frozen=True, gc=False):
    """Hear somebody again."""

    target: str


class UseCode(Command, frozen=True, gc=False):
    """Use a code for the account that one is logged in to."""

    code: str


class ShowPersistence(Command, frozen=True, gc=False):
    """Show whether one's account stays while nobody is connected."""


class SetPersistence(Command, frozen=True, gc=False):
    """Have one's account stay while nobody is connected, or not."""

    persistence: Persistence


class EraseAccount(Command, frozen=True, gc=False):
    """Delete one's own account, for who knows its password."""

    password: str
    messages: Remains = Remains.KEEP


class AddAccount(Command, frozen=True, gc=False):
    """Make an account for somebody, as an operator; without a password, a code has to give it one."""

    name: str
    password: str = ""
    operator: bool = False


class SetAccountEmail(Command, frozen=True, gc=False):
    """Give somebody's account a confirmed e-mail address, as an operator; empty: none."""

    name: str
    email: str = ""


class ConfirmAccount(Command, frozen=True, gc=False):
    """Let an account be used whose e-mail address nobody has confirmed, as an operator."""

    name: str


class DropAccount(Command, frozen=True, gc=False):
    """Delete somebody's account, as an operator."""

    name: str
    messages: Remains = Remains.KEEP


class RenameAccount(Command, frozen=True, gc=False):
    """Give somebody's account another name, as an operator."""

    name: str
    new_name: str


class SuspendAccount(Command, frozen=True, gc=False):
    """Suspend an account, or let it be used again, as an operator."""

    name: str
    suspended: bool = True


class SetAccountOperator(Command, frozen=True, gc=False):
    """Make an account one of a server operator, or a plain one again, as an operator."""

    name: str
    operator: bool = True


class SetAccountPassword(Command, frozen=True, gc=False):
    """Give somebody's account another password, as an operator."""

    name: str
    password: str


class IssueCode(Command, frozen=True, gc=False):
    """Give out a code, as an operator. The fields are those of `CodeIssued`; `seconds`: how long it lasts."""

    kind: CodeKind
    account: str = ""
    uses: int = 1
    seconds: int = 0
    channels: tuple[str, ...] = ()


class RevokeCode(Command, frozen=True, gc=False):
    """Take back codes, as an operator, by the beginning of their digest."""

    digest: str


class ChangeNick(Command, frozen=True, gc=False):
    """Take another nick."""

    nick: str


class ChangeRealName(Command, frozen=True, gc=False):
    """Take another real name."""

    real_name: str


class SetAway(Command, frozen=True, gc=False):
    """Say that one is away; an empty text: that one is back."""

    text: str = ""


class Quit(Command, frozen=True, gc=False):
    """End the session, by one's own will or because the connection ended (`by_server`)."""

    reason: str
    by_server: bool = False


class ChangeUserModes(Command, frozen=True, gc=False):
    """Change one's own modes."""

    nick: str
    changes: tuple[ModeChange, ...]


class Monitor(Command, frozen=True, gc=False):
    """Ask to be told when nicks come and go; stop asking for others. `clear` stops all."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    clear: bool = False


class JoinChannel(Command, frozen=True, gc=False):
    """Enter a channel, or found it. `logged_in`: only if one is logged in, else nothing is done or said."""

    channel: str
    key: str = ""
    logged_in: bool = False


class PartChannel(Command, frozen=True, gc=False):
    """Leave a channel."""

    channel: str
    reason: str = ""


class PartAllChannels(Command, frozen=True, gc=False):
    """Leave every channel."""


class SetTopic(Command, frozen=True, gc=False):
    """Set a channel's topic; an empty text clears it."""

    channel: str
    text: str


class Invite(Command, frozen=True, gc=False):
    """Invite somebody to a channel."""

    nick: str
    channel: str


class Kick(Command, frozen=True, gc=False):
    """Put somebody out of a channel."""

    channel: str
    nick: str
    reason: str = ""


class Bar(Command, frozen=True, gc=False):
    """Put somebody out of a channel for good, as its founder."""

    channel: str
    nick: str


class Sanction(Command, frozen=True, gc=False):
    """Ban somebody from a channel, or silence them in it (`muting`), for so many seconds (0: no end).

    It is for the account, or the nick of a guest; and, with `by_address`, for the host that is shown. Where
    that would hit others, too, it needs `sure`.
    """

    channel: str
    nick: str
    muting: bool = False
    seconds: int = 0
    reason: str = ""
    by_address: bool = False
    sure: bool = False


class LiftSanction(Command, frozen=True, gc=False):
    """Lift the bans of somebody in a channel, or their mutes."""

    channel: str
    nick: str
    muting: bool = False


class AppointAdministrator(Command, frozen=True, gc=False):
    """Make somebody an operator of a channel, as its founder."""

    channel: str
    nick: str


class DismissAdministrator(Command, frozen=True, gc=False):
    """Take an administrator's ranks from somebody, as the channel's founder."""

    channel: str
    nick: str


class ShowActs(Command, frozen=True, gc=False):
    """Show the log of moderation of a channel: the newest entries, or those before an entry's number."""

    channel: str
    limit: int
    before: int = 0


class ShowAllActs(Command, frozen=True, gc=False):
    """Show the log of moderation of the whole server."""

    limit: int
    before: int = 0


class UndoAct(Command, frozen=True, gc=False):
    """Undo an act of moderation in a channel, by its number; or the last one (0)."""

    channel: str
    number: int = 0


class ClaimChannel(Command, frozen=True, gc=False):
    """Make a guests' channel that one leads one's account's own."""

    channel: str


class DropChannel(Command, frozen=True, gc=False):
    """Make a channel of one's own a guests' channel again."""

    channel: str


class TransferChannel(Command, frozen=True, gc=False):
    """Give a channel of one's own to another account."""

    channel: str
    account: str


class SetAccess(Command, frozen=True, gc=False):
    """Have an account keep a rank in a channel; `Rank.MEMBER`: none any more."""

    channel: str
    account: str
    rank: Rank


class ChangeModes(Command, frozen=True, gc=False):
    """Change the modes, lists or ranks of a channel."""

    channel: str
    changes: tuple[ModeChange, ...]


class RenameChannel(Command, frozen=True, gc=False):
    """Give a channel another name."""

    channel: str
    new_name: str
    reason: str = ""


class PostMessage(Command, frozen=True, gc=False):
    """Say something in a channel, or to one person. `rank`: only members of at least that rank see it.

    `answers`: the number of the message to which it is a reply, if any; `only_as_reply`: it is refused where
    there is no such message. `joins` is as in `MessagePosted`.
    """

    target: str
    text: str
    kind: MessageKind = MessageKind.PRIVMSG
    rank: int = 0
    tags: str = ""
    answers: int = 0
    joins: tuple[int, ...] = ()
    only_as_reply: bool = False


class RedactMessage(Command, frozen=True, gc=False):
    """Delete a message, by its number, of a channel or of what one and a nick said to each other."""

    target: str
    sequence: int
    reason: str = ""


class EditMessage(Command, frozen=True, gc=False):
    """Give a message of one's own another text; it is named as above."""

    target: str
    sequence: int
    text: str


class MarkRead(Command, frozen=True, gc=False):
    """Say up to when (ms) one has read what is said in a channel, or with a nick; None: ask that."""

    target: str
    read: int | None = None


class PostMessageOnce(Command, frozen=True, gc=False):
    """Say something, unless it was said before: `id` are 128 random bits of the sender's, in hexadecimal.

    The same bits for the same target are the same message, whoever sends them: somebody who was cut off may
    be another person now.
    """

    message: PostMessage
    id: str


class OfferFile(Command, frozen=True, gc=False):
    """Offer a file to somebody in a channel that one is in. `sha256`: 64 hexadecimal digits, small."""

    channel: str
    nick: str
    name: str
    size: int
    sha256: str


class AcceptFile(Command, frozen=True, gc=False):
    """Take a file that somebody offers."""

    transfer: int


class FinishFile(Command, frozen=True, gc=False):
    """Say that all of a file has come, and that its SHA-256 is right."""

    transfer: int


class StopFile(Command, frozen=True, gc=False):
    """Stop a file that one sends or receives, or take back or decline an offer."""

    transfer: int
    reason: StopReason = StopReason.STOPPED


class BecomeOperator(Command, frozen=True, gc=False):
    """Become a server operator."""

    name: str
    password: str


class Kill(Command, frozen=True, gc=False):
    """End somebody's presence on the server."""

    nick: str
    reason: str


class BanFromServer(Command, frozen=True, gc=False):
    """Ban a mask or an account from the server, or a `network`, for so many seconds (0: no end).

    `myself`: also where it hits whoever sets it.
    """

    mask: str
    network: bool
    seconds: int = 0
    reason: str = ""
    myself: bool = False


class LiftServerBan(Command, frozen=True, gc=False):
    """Lift the ban of a mask or `network` from the server."""

    mask: str
    network: bool


class SendWallops(Command, frozen=True, gc=False):
    """Speak to everybody who listens to operators."""

    text: str


class Reload(Command, frozen=True, gc=False):
    """Read the configuration again."""


class Restart(Command, frozen=True, gc=False):
    """Stop the server and start it again."""


class AnnounceMachine(Command, frozen=True, gc=False):
    """Have the machine at the other end listed, and online."""


class TakePseudonym(Command, frozen=True, gc=False):
    """Give one's machine another pseudonym in the directory."""

    pseudonym: str


class LeaveDirectory(Command, frozen=True, gc=False):
    """Have one's machine marked as offline; `forget`: have no entry in the directory any more."""

    forget: bool = False


class ShowDirectory(Command, frozen=True, gc=False):
    """Show the whole directory, to who knows its password."""

    password: str


class StopServer(Command, frozen=True, gc=False):
    """Stop the server, for who knows the directory's password."""

    password: str


WithPassword = (
    Register
    | RegisterAccount
    | LogIn
    | ChangePassword
    | ChangeEmail
    | ResetPassword
    | EraseAccount
    | AddAccount
    | SetAccountPassword
    | BecomeOperator
    | ShowDirectory
    | StopServer
)
"""The commands that a password is a part of."""
