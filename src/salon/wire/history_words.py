"""What holds for the history of a channel, in words, alike on every wire."""

from salon.core.channel_history import Past
from salon.core.replies import HistoryTold
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


def word_history(told: HistoryTold, channel: str, translate: Translate) -> str:
    """Return it in two sentences; `channel` is its name on the wire."""
    days, messages = told.kept.days, told.kept.messages
    if not told.enabled:
        return translate(NOT_KEPT)
    kept = LAST_FOR_DAYS if days and messages else FOR_DAYS if days else LAST if messages else KEPT
    fields = {"channel": channel, "days": days, "messages": messages}
    return f"{translate(kept).format(**fields)} {translate(_SHOWN[told.past])}"
