"""Forbidden channel names in words, alike on every wire."""

from salon.core.forbidden_names import ForbiddenName
from salon.core.replies import ChannelNameDone
from salon.texts.dates import word_date
from salon.texts.marks import N_, N_PLURAL, Translate

_EMPTIED = N_PLURAL(
    "The channel name {mask} is forbidden now. {count} channel was emptied; nothing of it is deleted.",
    "The channel name {mask} is forbidden now. {count} channels were emptied; nothing of them is deleted.",
    "count",
)

NOTHING_FORBIDDEN = N_("No channel name is forbidden.")


def word_name_done(reply: ChannelNameDone, translate: Translate) -> str:
    """Return in words which name is forbidden, or allowed again."""
    if reply.allowed:
        text = N_("The channel name {mask} is allowed again.")
    else:
        text = _EMPTIED if reply.emptied else N_("The channel name {mask} is forbidden now.")
    return translate(text).format(mask=reply.mask, count=reply.emptied)


def word_forbidden_name(name: ForbiddenName, translate: Translate) -> str:
    """Return a name, who forbade it, when and why."""
    if not name.nick:
        return f"{name.mask} - {translate(N_('by the configuration'))}"
    words = f"{name.mask} - {name.nick} - {word_date(name.time, translate)}"
    return f"{words} - {name.reason}" if name.reason else words
