"""Why the past is not shown, and why a message was not deleted or edited."""

from salon.core.refusals import Refusal
from salon.texts.marks import N_, N_PLURAL


class HistoryOff(Refusal, frozen=True):
    """The owner of the server has messages kept nowhere. `command`: what was asked for, in IRC's word."""

    text = N_(
        "This server keeps no messages: none can be read, searched or changed later. Its owner can change "
        "that (history.enabled)."
    )

    command: str


class NoPastThere(Refusal, frozen=True):
    """Whoever asks may not read this past, if there is any. `page`: what was asked for."""

    text = N_("You can read the messages of channels that you are in, and of people; {target} is neither.")

    page: str
    target: str


class PageUnavailable(Refusal, frozen=True):
    """A page of what was said could not be read."""

    text = N_("The history of {target} cannot be read now. Try again later.")

    page: str
    target: str


class NotChanged(Refusal, frozen=True):
    """A message was not changed. `action`: what was to be done with it, REDACT or EDIT."""

    action: str
    target: str
    sequence: int


class NoMessagesThere(NotChanged, frozen=True):
    """Whoever asks is not in that channel, or there is nobody of that name."""

    text = N_("You can change only messages of channels that you are in, or of people; {target} is neither.")


class MessageUnknown(NotChanged, frozen=True):
    """There is no such message, or not for whoever asks: which of the two is not told."""

    text = N_("There is no such message in {target}, or it has been deleted.")


class NotOwnToEdit(NotChanged, frozen=True):
    """Somebody else has said it, and no rank suffices."""

    text = N_("This message is not yours: only its author can edit it.")


class NotOwnMessage(NotChanged, frozen=True):
    """Somebody else has said it, and one's rank does not suffice."""

    text = N_(
        "This message is not yours. In a channel, half-operators and higher ranks can delete the messages of "
        "people with a lower rank."
    )


class ChangedTooLate(NotChanged, frozen=True):
    """One's own message was said too long ago."""

    text = N_PLURAL(
        "This is possible for {minutes} minute after a message was sent.",
        "This is possible for {minutes} minutes after a message was sent.",
        "minutes",
    )

    minutes: int


class MessageNotRead(NotChanged, frozen=True):
    """The disk does not say what there is."""

    text = N_("The message cannot be read now. Try again later.")


class NothingToReactTo(NotChanged, frozen=True):
    """Whoever asks is not in that channel, or there is nobody of that name."""

    text = N_("You can react to messages in channels that you are in, and of people; {target} is neither.")


class ReactionInvalid(NotChanged, frozen=True):
    """It shows nothing, commands something, or is too long."""

    text = N_PLURAL(
        "A reaction has 1 to {limit} byte, and no control characters.",
        "A reaction has 1 to {limit} bytes, and no control characters.",
        "limit",
    )

    limit: int


class TooManyKinds(NotChanged, frozen=True):
    """So many different reactions to one message there may be."""

    text = N_PLURAL(
        "There is {limit} reaction to this message already: choose that one.",
        "There are {limit} different reactions to this message already: choose one of them.",
        "limit",
    )

    limit: int


class TooManyOfOneself(NotChanged, frozen=True):
    """So many reactions one may have to one message."""

    text = N_PLURAL(
        "You have reacted to this message with {limit} reaction already: take it back first.",
        "You have reacted to this message with {limit} reactions already: take one back first.",
        "limit",
    )

    limit: int


class HistoryInvalid(Refusal, frozen=True):
    """What was wished for a channel's history is nothing of the kind."""

    text = N_(
        "Write all, joined or none (what newcomers can read), a number of messages (500), a number of days "
        "(30d), or forever."
    )

    channel: str


class HistoryModeInvalid(Refusal, frozen=True):
    """What was wished for a channel's history by its mode is nothing of the kind."""

    text = HistoryInvalid.text

    channel: str
    letter: str
    parameter: str


class KeptTooShort(Refusal, frozen=True):
    """A channel may not delete its messages so soon."""

    text = N_PLURAL(
        "Channels of this server keep their messages for at least {days} day.",
        "Channels of this server keep their messages for at least {days} days.",
        "days",
    )

    channel: str
    days: int


class KeptTooFew(Refusal, frozen=True):
    """A channel may not delete so many of its messages."""

    text = N_PLURAL(
        "Channels of this server keep at least {messages} message.",
        "Channels of this server keep at least their last {messages} messages.",
        "messages",
    )

    channel: str
    messages: int


class NothingToMark(Refusal, frozen=True):
    """There is no such conversation for whoever asks."""

    text = N_("You can mark channels that you are in, and people; {target} is neither.")

    target: str


class SearchOff(Refusal, frozen=True):
    """The owner of the server has switched searching off."""

    text = N_("This server has no search.")


class NothingToFind(Refusal, frozen=True):
    """It is not said what to look for."""

    text = N_("Say what to search for: one word at least, or a place, an author or a date.")


class TooManyTerms(Refusal, frozen=True):
    """There is too much to look for at once."""

    text = N_("Search for at most {most} words and phrases at once.")

    most: int


class NoPlaceToSearch(Refusal, frozen=True):
    """Whoever asks is not in that channel, or there is nobody of that name."""

    text = N_("You can search channels that you are in, and people you wrote with; {target} is neither.")

    target: str


class SearchUnavailable(Refusal, frozen=True):
    """It could not be searched."""

    text = N_("The messages cannot be searched now. Try again later.")
