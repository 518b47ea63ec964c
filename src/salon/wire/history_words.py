"""What holds for the history of a channel, and of the server, in words, alike on every wire."""

from salon.core.channel_history import Past
from salon.core.events import ModesChanged
from salon.core.replies import HistoryTold
from salon.core.rules import Rules
from salon.texts.marks import N_, N_PLURAL, Translate

_SHOWN = {
    Past.ALL: N_("People who join later can read them."),
    Past.JOINED: N_("People can read those that were sent since they joined."),
    Past.NONE: N_("Nobody can read them later."),
}

NOT_KEPT = N_("Messages are not kept: nobody can read them later.")
KEPT = N_("Messages in {channel} are kept.")
FOR_DAYS = N_PLURAL(
    "Messages in {channel} are kept for {days} day.",
    "Messages in {channel} are kept for {days} days.",
    "days",
)
LAST = N_PLURAL(
    "Only the last message in {channel} is kept.",
    "Only the last {messages} messages in {channel} are kept.",
    "messages",
)
LAST_FOR_DAYS = N_PLURAL(
    "Only the last {messages} messages in {channel} are kept, for {days} day at most.",
    "Only the last {messages} messages in {channel} are kept, for {days} days at most.",
    "days",
)

ALL_KEPT = N_("Messages are kept.")
ALL_FOR_DAYS = N_PLURAL("Messages are kept for {days} day.", "Messages are kept for {days} days.", "days")
LAST_OF_CHANNELS = N_PLURAL(
    "Of each channel, only the last message is kept.",
    "Of each channel, only the last {messages} messages are kept.",
    "messages",
)
CHANNELS_DIFFER = N_("Channels may keep theirs for less time.")
PRIVATE = N_("What was sent in private is shown later only to people with an account.")


def is_history_changed(event: ModesChanged) -> bool:
    """Return whether the members of a channel are to be told that another rule holds for its history."""
    return any(change.letter == "H" for change in event.changes)


def word_history(told: HistoryTold, channel: str, translate: Translate) -> str:
    """Return it in two sentences; `channel` is its name on the wire."""
    days, messages = told.kept.days, told.kept.messages
    if not told.enabled:
        return translate(NOT_KEPT)
    kept = LAST_FOR_DAYS if days and messages else FOR_DAYS if days else LAST if messages else KEPT
    fields = {"channel": channel, "days": days, "messages": messages}
    return f"{translate(kept).format(**fields)} {translate(_SHOWN[told.past])}"


def word_retention(rules: Rules, translate: Translate, *, channels: bool = True) -> str:
    """Return how long the server keeps messages: those of `channels`, or those between two people."""
    days, messages = rules.retention.days, rules.retention.messages
    if not rules.keeps_history:
        return translate(NOT_KEPT)
    said = [translate(ALL_FOR_DAYS).format(days=days) if days else translate(ALL_KEPT)]
    if channels and messages:
        said.append(translate(LAST_OF_CHANNELS).format(messages=messages))
    said.append(translate(CHANNELS_DIFFER if channels else PRIVATE))
    return " ".join(said)
