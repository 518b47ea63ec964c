"""What must be found out outside the core before a command can be decided, and the answers that come back.

A need is a plain value, and so is its answer: the command is decided again, with the answer in its context.
"""

from typing import ClassVar

import msgspec

from salon.core.acts import Act
from salon.core.events import MessageKind, MessagePosted


class Need(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """Something to be found out. The session's later requests wait meanwhile.

    `committed`: it is looked for on the disk, where all that was done before has to be.
    """

    committed: ClassVar[bool] = False


class VerifyPassword(Need, frozen=True):
    """Find out whether the command's password is the one behind the hash; it is no part of the need.

    `subject` and `address` say what is tried and from where: wrong tries of the two count together. `scram`:
    what else is kept of an account's password; None: it is no account's. A right one of an account that is
    not kept as the policy has it by now comes back as what to keep of it.
    """

    hash: str
    subject: str
    address: str
    scram: str | None = None


class HashPassword(Need, frozen=True):
    """Make what is kept of the command's password; the result is empty where it cannot be a password.

    `counted`: it is to make an account, which an address may do only so often.
    """

    address: str
    counted: bool = False


class ReplacePassword(Need, frozen=True):
    """Verify the command's password as `VerifyPassword` does, then make what is kept of the new one.

    The result is that, empty where it cannot be a password; False: the old one is wrong.
    """

    hash: str
    subject: str
    address: str


class CountTry(Need, frozen=True):
    """Count a try as `VerifyPassword` does, where the core knows whether it is right: that is the result."""

    right: bool
    subject: str
    address: str


class DrawCode(Need, frozen=True):
    """Draw 128 random bits; the result writes them so that people can copy them.

    `number` tells this need from that of another command.
    """

    number: int


class PrepareLetter(Need, frozen=True):
    """Draw a code as `DrawCode` does, to be sent by e-mail, if so many letters may be sent.

    They count for an account (its folded name), for the one who gets it and for the address of who asks.
    `recipient`: empty where that is not told to who asks.
    """

    account: str
    recipient: str
    address: str


class LoadConfiguration(Need, frozen=True):
    """Read the configuration again; the result says what is wrong with it, or is empty."""


class LookUpName(Need, frozen=True):
    """Find out the host name of an address; the result is the address itself where it has none."""

    address: str


class FindMessage(Need, frozen=True):
    """Find the message that was posted with a sender's own id; False: there is none.

    `generation` is that of the recent ids: what was posted meanwhile is among them.
    """

    once: str
    generation: int


class FindSaid(Need, frozen=True):
    """Find a message by its number, as it reads now; False: there is none any more.

    `changes`: how often it was changed of late, so that what was found before the last change is no answer.
    """

    committed: ClassVar[bool] = True
    sequence: int
    changes: int


class FindReactions(Need, frozen=True):
    """Find a message as `FindSaid` does, and what people reacted to it; `owner`: whose own are told apart."""

    committed: ClassVar[bool] = True
    sequence: int
    changes: int
    owner: int


class FindActs(Need, frozen=True):
    """Find acts of moderation, the newest first: of a channel, or all (0); from `since` on (ms).

    `before`: with lower numbers than this one, if it is not 0. `number`: this one alone. `standing`: without
    those that were undone, and those that undid one.
    """

    committed: ClassVar[bool] = True
    channel: int
    limit: int
    since: int
    before: int = 0
    number: int = 0
    standing: bool = False


class EndServer(Need, frozen=True):
    """Stop the whole server cleanly. No answer comes back."""


class StartAgain(Need, frozen=True):
    """Stop the whole server and start it again. No answer comes back."""


class TryLater(msgspec.Struct, frozen=True, tag=True):
    """It was not found out: after so many wrong passwords there is a wait, or the disk fails.

    `busy`: too much of this kind waits already.
    """

    seconds: int
    busy: bool = False


class Hashed(msgspec.Struct, frozen=True, tag=True):
    """What is kept of a password: its argon2id hash and, where SCRAM is on, what that checks it by."""

    password: str
    scram: str = ""


class Drawn(msgspec.Struct, frozen=True, tag=True):
    """A code for a letter. `delayed`: the server for e-mail cannot be reached at the moment."""

    code: str
    delayed: bool = False


class FoundMessage(msgspec.Struct, frozen=True, tag=True):
    """A message that was posted: its number, when, and what it said to whom."""

    sequence: int
    time: int
    kind: MessageKind
    rank: int
    text: str
    tags: str


class FoundSaid(msgspec.Struct, frozen=True, tag=True):
    """A message that was said, as it reads now."""

    message: MessagePosted


class FoundReactions(msgspec.Struct, frozen=True, tag=True):
    """A message that was said, with what people reacted to it, and what one of them did."""

    message: MessagePosted
    kinds: tuple[str, ...] = ()
    own: tuple[str, ...] = ()


class FoundActs(msgspec.Struct, frozen=True, tag=True):
    """The acts of moderation that were looked for."""

    acts: tuple[Act, ...]


AnsweredNeed = (
    VerifyPassword
    | HashPassword
    | ReplacePassword
    | CountTry
    | DrawCode
    | PrepareLetter
    | LoadConfiguration
    | LookUpName
    | FindMessage
    | FindSaid
    | FindReactions
    | FindActs
)

Result = bool | TryLater | Hashed | Drawn | FoundMessage | FoundSaid | FoundReactions | FoundActs | str
"""What is found out: whether a password is right, what is kept of one, a code, a message, acts, a text."""


class Answer(msgspec.Struct, frozen=True, array_like=True):
    """What was found out for a need, and `before` that for other needs of the same command."""

    need: AnsweredNeed
    result: Result
    before: "Answer | None" = None
