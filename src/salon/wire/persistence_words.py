"""Whether an account stays in its channels while nobody is connected, in words, alike on every wire."""

from salon.core.replies import PersistenceShown
from salon.texts.marks import N_, N_PLURAL

STAYS = N_PLURAL(
    "Your account stays in its channels while you are not connected, for {count} day. To change that: "
    "{command}",
    "Your account stays in its channels while you are not connected, for {count} days. To change that: "
    "{command}",
    "count",
)
LEAVES = N_("Your account leaves its channels when you disconnect. To change that: {command}")
NOBODY_STAYS = N_("On this server, accounts cannot stay in their channels.")


def text_of(reply: PersistenceShown, days: int) -> str:
    """Return the text that says what comes of what was chosen, with `count` and `command` to be filled in.

    `days`: how many days accounts stay on this server; 0: none does.
    """
    if not days:
        return NOBODY_STAYS
    return STAYS if reply.effective else LEAVES


def word_that_changes(reply: PersistenceShown) -> str:
    """Return the word behind the command by which the opposite is chosen."""
    return "off" if reply.effective else "on"
